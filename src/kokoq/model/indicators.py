"""Indicators, and the regulations that name them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kokoq.diagnostics import Span
from kokoq.model.fields import PLAIN, Citation, Expression
from kokoq.model.periods import Period
from kokoq.model.scales import Scale


class Kind(StrEnum):
    """What an indicator is; ``requirements R011``."""

    SHARE = "share"
    COUNT = "count"
    RATIO = "ratio"
    MEAN = "mean"
    PRESENCE = "presence"
    ORGANISATIONS_SHARE = "organisations_share"
    ORGANISATIONS_COUNT = "organisations_count"
    SCORE = "score"  # points that experts gave, of the most that they could give
    ORDINAL = "ordinal"  # a text that an expert chose from a declared list


class Group(StrEnum):
    """What an indicator speaks of: results, or the conditions under which they came about (R010)."""

    RESULT = "result"
    CONTEXT = "context"


class Part(StrEnum):
    """Required by a higher level, or a local priority (R017)."""

    INVARIANT = "invariant"
    VARIATIVE = "variative"


class Polarity(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    CORRIDOR = "corridor"
    NEUTRAL = "neutral"


class Missing(StrEnum):
    """What an organisation that lacks an operand does to the total: left out (complete cases), zero, or no result."""

    EXCLUDE = "exclude"
    ZERO = "zero"
    FAIL = "fail"


class Level(StrEnum):
    """The tree of units; a declared group stands beside it under its own name."""

    ORGANISATION = "organisation"
    MUNICIPALITY = "municipality"
    REGION = "region"


@dataclass(frozen=True, slots=True, kw_only=True)
class Jumps:
    """Borders of what is a sign: how far the results of two codes of ``by`` that follow each other may lie apart.

    ``neighbours`` are of one period; a ``cohort`` was in the code before a period ago.
    """

    by: str
    neighbours: Decimal | None = None
    cohort: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One series: a template with ``for_each`` gives one indicator per value, ``template`` and ``parameters`` say so.

    ``same_as`` names the indicator whose result is shown here (a duplicate in the act is computed once).
    """

    id: str
    code: str
    title: str
    regulation: str
    kind: Kind
    formula: Expression
    scope: Expression
    at: Span
    group: Group = Group.RESULT
    part: Part = Part.INVARIANT
    part_reason: str = ""
    table: str = PLAIN
    by: tuple[str, ...] = ()
    better: Polarity = Polarity.HIGHER
    corridor: tuple[Decimal, Decimal] | None = None
    unit: str = ""
    digits: int | None = None
    scales: tuple[Scale, ...] = ()
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    recommend: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""
    defects: tuple[str, ...] = ()
    may_exceed_100: bool = False
    sample: bool = False  # of persons asked, not of all: its changes have a sampling error
    objectivity: bool = False  # of marks confirmed, lowered, raised: who is far from the others may mark otherwise
    jumps: Jumps | None = None
    missing: Missing = Missing.EXCLUDE
    coverage: Decimal | None = None
    same_as: str = ""
    replaces: str = ""
    template: str = ""
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    act: tuple[Citation, ...] = ()

    @property
    def label(self) -> str:
        """What a person calls it by: «1.1.03 Доля выпускников…»."""
        return f"{self.code} {self.title}"

    def scale_in(self, period: Period) -> Scale | None:
        """The scale that is valid in the period: of several, the one that came into force last."""
        valid = (scale for scale in self.scales if scale.overlaps(period))
        return max(valid, key=lambda scale: scale.valid_from or dt.date.min, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal of a regulation and the indicators that show whether it is reached."""

    text: str
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """One direction of the monitoring, in its six parts (R001)."""

    id: str
    code: str
    title: str
    at: Span
    block: str = ""
    act: tuple[Citation, ...] = ()
    goals: tuple[Goal, ...] = ()
    tasks: tuple[str, ...] = ()
    collection: tuple[str, ...] = ()
    processing: tuple[str, ...] = ()
    collected_by: str = ""
    responsible: str = ""
    experts: tuple[str, ...] = ()
    every: str = "year"
    collect: tuple[str, str] | None = None  # MM-DD, MM-DD
    submit: str = ""  # MM-DD
    indicators: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    remark: str = ""
    max_points: Decimal | None = None  # as the act states it

    def due(self, period: Period) -> dt.date | None:
        """The day to submit by: the one of the declared day and month that is nearest to the end of the period."""
        declared = self.submit or (self.collect[1] if self.collect else "")
        if not declared:
            return None
        month, day = (int(part) for part in declared.split("-"))
        years = range(period.end.year - 1, period.end.year + 2)
        days = [dt.date(year, month, 28 if (month, day) == (2, 29) else day) for year in years]
        return min(days, key=lambda each: abs((each - period.end).days))
