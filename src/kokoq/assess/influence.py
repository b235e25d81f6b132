"""What drives a total: the organisation without which it would differ most, and groups that all moved the other way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kokoq.assess.alike import is_sum, value_of
from kokoq.model import Indicator, Kind
from kokoq.results import Change, Result

FEWEST = 3
"""Of two organisations each drives the total."""

OPPOSITE = {"better": "worse", "worse": "better"}


@dataclass(frozen=True, slots=True)
class Influence:
    """The total ``without`` an organisation, and by how much it moves the total."""

    unit: str
    without: float
    shift: float


def influence(indicator: Indicator, total: Result, rows: Sequence[Result]) -> Influence | None:
    """The organisation that moves a share or a mean most; None where the total is not made of their sums."""
    parts = [row for row in rows if row.n_reported and row.numerator is not None]
    if total.value is None or total.denominator is None or indicator.kind is Kind.PRESENCE or len(parts) < FEWEST:
        return None
    if not is_sum(total, parts):
        return None
    left_out = [(part.unit, value_of(p for p in parts if p is not part)) for part in parts]
    found = [Influence(u, v, float(f"{total.value - v:.12g}")) for u, v in left_out if v is not None]
    strongest = max(found, key=lambda each: abs(each.shift), default=None)
    return strongest if strongest is not None and strongest.shift else None


def reversed_in(total: Change, groups: Sequence[Change]) -> bool:
    """Simpson's paradox: the total moved one way, every group that it is made of the other."""
    other = OPPOSITE.get(total.direction)
    return other is not None and len(groups) > 1 and all(change.direction == other for change in groups)
