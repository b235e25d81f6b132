"""What was computed: one row a value, with numerator, denominator, how many reported, the status, points and band."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "period", "level", "unit", "indicator", "breakdown", "value", "numerator", "denominator",
    "n_reported", "n_expected", "status", "points", "max_points", "band",
)  # fmt: skip
"""Columns of results.csv, in their order (the contract with scripts)."""


class Status(StrEnum):
    """``ok`` or why there is no value: the slugs of ``Absence`` and the faults of the arithmetic itself."""

    OK = "ok"
    NOT_SUBMITTED = "not_submitted"
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    INVALID = "invalid"
    NO_BASE = "no_base"
    SUPPRESSED = "suppressed"
    LOW_COVERAGE = "low_coverage"
    NO_DATA = "no_data"


class Result(NamedTuple):
    """One number; a run makes tens of thousands of them.

    ``level`` is a ``Level`` or the name of a declared group; ``breakdown`` is "" or ``key=code``. Shares are fractions
    (0.9 is 90 %). ``value`` is None unless ``status`` is ok.
    """

    period: str
    level: str
    unit: str
    indicator: str
    breakdown: str
    value: float | None
    numerator: float | None
    denominator: float | None
    n_reported: int
    n_expected: int
    status: Status
    points: float | None = None
    max_points: float | None = None
    band: str = ""


Key = tuple[str, str, str, str, str]
"""period, level, unit, indicator, breakdown"""


@dataclass(frozen=True)
class Results:
    """All results in a fixed order: periods, indicators as declared, levels from the top, units, breakdowns."""

    rows: tuple[Result, ...]

    @cached_property
    def by_key(self) -> Mapping[Key, Result]:
        return {(r.period, r.level, r.unit, r.indicator, r.breakdown): r for r in self.rows}

    def get(self, period: str, level: str, unit: str, indicator: str, breakdown: str = "") -> Result | None:
        return self.by_key.get((period, level, unit, indicator, breakdown))

    def frame(self) -> pd.DataFrame:
        """The rows as a frame with the columns of results.csv."""
        import pandas as pd

        return pd.DataFrame(list(self.rows), columns=list(COLUMNS))


NO_RESULTS = Results(())


class Comparability(StrEnum):
    """Whether a change between two periods may be read as a change of quality, and if not, why not."""

    COMPARABLE = "comparable"
    ORGANISATIONS_CHANGED = "organisations_changed"
    DEFINITION_CHANGED = "definition_changed"


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of two results from unrounded values; ``direction`` is better, worse, same or "" (neutral).

    ``redefined`` names the facets in which the definition differs from that of the earlier period's own report.
    """

    level: str
    unit: str
    indicator: str
    before: float
    after: float
    difference: float
    direction: str
    comparability: Comparability = Comparability.COMPARABLE
    redefined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A value of others («по области», «по стране») to hold one's own against."""

    indicator: str
    period: str
    source: str
    value: float
