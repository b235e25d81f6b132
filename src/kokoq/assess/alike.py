"""A change over the same organisations: what is left of a difference once those that reported only one year are out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kokoq.assess.compare import direction_of
from kokoq.model import Indicator, Kind, Level, Period
from kokoq.results import Change, Result, Results


@dataclass(frozen=True, slots=True)
class Alike:
    """Values of two periods over the ``n`` organisations that have the indicator in both, and their difference."""

    n: int
    before: float
    after: float
    difference: float
    direction: str


def compare_alike(
    indicator: Indicator, results: Results, change: Change, *, members: Iterable[str], periods: tuple[Period, Period]
) -> Alike | None:
    """The change over the members that reported in both periods (earlier, later), from sums, never from shares.

    None where nobody did, or where the unit's value is not made of its organisations' sums (a median, a number of
    different persons, data of the municipality itself): whether it is, the totals themselves show.
    """
    if indicator.kind is Kind.PRESENCE:
        return None
    ids = tuple(members)
    own = [{id: r for id in ids if (r := _reported(results, period, id, indicator.id))} for period in periods]
    both = [id for id in ids if id in own[0] and id in own[1]]
    values = []
    for period, reported in zip(periods, own, strict=True):
        total = results.get(period.text, change.level, change.unit, indicator.id)
        if total is None or not is_sum(total, reported.values()):
            return None
        values.append(value_of(reported[id] for id in both))
    before, after = values
    if before is None or after is None:
        return None
    difference = float(f"{after - before:.12g}")
    return Alike(len(both), before, after, difference, direction_of(indicator, before, after))


def _reported(results: Results, period: Period, organisation: str, indicator: str) -> Result | None:
    """An organisation's result where it entered the total."""
    found = results.get(period.text, str(Level.ORGANISATION), organisation, indicator)
    return found if found is not None and found.n_reported and found.numerator is not None else None


def is_sum(total: Result, parts: Iterable[Result]) -> bool:
    """Whether numerator and denominator of a total are the sums of its parts'."""
    numerators, denominators = _sums(parts)
    return total.numerator is not None and (
        _same(numerators, total.numerator)
        and (_same(denominators, total.denominator) if total.denominator is not None else not denominators)
    )


def value_of(parts: Iterable[Result]) -> float | None:
    """The value of the parts together: Σ numerators, over Σ denominators where there are any."""
    listed = tuple(parts)
    numerators, denominators = _sums(listed)
    if not listed:
        return None
    if any(part.denominator is not None for part in listed):
        return float(f"{numerators / denominators:.12g}") if denominators else None
    return numerators


def _sums(parts: Iterable[Result]) -> tuple[float, float]:
    listed = tuple(parts)
    return sum(p.numerator or 0.0 for p in listed), sum(p.denominator or 0.0 for p in listed)


def _same(a: float, b: float) -> bool:
    return f"{a:.10g}" == f"{b:.10g}"
