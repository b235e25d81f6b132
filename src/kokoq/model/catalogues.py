"""A catalogue: the regulations of a municipality with one data dictionary, and the rules over all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kokoq.diagnostics import Severity, Span
from kokoq.model.cases import Case
from kokoq.model.fields import Act, Check, Citation, Dictionary, Expression, Field, Table
from kokoq.model.indicators import Indicator, Regulation
from kokoq.model.periods import Period, in_force
from kokoq.model.profiles import Policy, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """Organisations parted into ``number`` groups by what indicators say of their conditions (k-means)."""

    id: str
    title: str
    at: Span
    by: tuple[str, ...]
    number: int
    seed: int = 0


PLACEHOLDERS = ("organisation", "indicator", "value", "before", "change", "level", "period", "since")
"""What a recommendation may name in braces, to be replaced for the unit that it is addressed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRule:
    """When an indicator is a problem zone of a unit: ``when`` is a condition, ``conditions`` are named for it.

    It is tried for each of ``indicators`` (without any, for all that it can be asked of), which it calls ``value``.
    ``peers`` are those among whom it looks for the ``place`` of a value, as in ``Relative``. ``recommend`` is for
    whoever the rule finds, unless the indicator has a text of its own for the rule.
    """

    id: str
    title: str
    at: Span
    when: Expression
    conditions: Mapping[str, Expression] = field(default_factory=dict)
    indicators: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    recommend: str = ""
    illustrative: bool = False
    source: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityOverride:
    """An office's own severity of a rule, with the reason for it."""

    severity: Severity
    reason: str
    at: Span


def severities(overrides: Mapping[str, SeverityOverride]) -> dict[str, Severity]:
    """Code → the severity that an office declares for it."""
    return {code: override.severity for code, override in overrides.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """How values are printed in the periods in which it is valid: digits after the point, and by what rule."""

    digits: int = 1
    mode: str = "half-up"
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A municipality's regulations with one data dictionary; ``digits`` and ``rounding`` are the latest declared."""

    id: str
    title: str
    issuer: str
    at: Span
    region: str = ""
    acts: Mapping[str, Act] = field(default_factory=dict)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    organisation_types: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)  # of quality, best first: high → «высокий»
    topics: Mapping[str, str] = field(default_factory=dict)
    blocks: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)  # persons → «чел.»
    terms: Mapping[str, str] = field(default_factory=dict)
    principles: tuple[str, ...] = ()
    policies: tuple[Policy, ...] = ()
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    zones: Mapping[str, ZoneRule] = field(default_factory=dict)
    clusters: Mapping[str, Clustering] = field(default_factory=dict)
    digits: int = 1
    rounding: str = "half-up"
    roundings: tuple[Rounding, ...] = ()
    dictionaries: Mapping[str, Dictionary] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    regulations: tuple[Regulation, ...] = ()
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()
    remarks: tuple[str, ...] = ()
    retired: Mapping[str, str] = field(default_factory=dict)  # codes and names never to be used again → why
    severity: Mapping[str, SeverityOverride] = field(default_factory=dict)
    fingerprint: str = ""

    def printed_in(self, period: Period) -> Catalogue:
        """The catalogue with the rounding of a period: of several that are valid in it, the one that began last."""
        valid = [each for each in self.roundings if in_force(each.valid_from, each.valid_to, period)]
        if not valid:
            return self
        latest = max(valid, key=lambda each: each.valid_from or dt.date.min)
        return replace(self, digits=latest.digits, rounding=latest.mode)
