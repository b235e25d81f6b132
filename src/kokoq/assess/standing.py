"""Where organisations stand among each other: spread, places with ties, and whether chance alone may part them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kokoq.assess.statistics import Interval, Spread, funnel, ranks, spread, wilson
from kokoq.model import Indicator, Kind, Polarity
from kokoq.results import Result

SIGNAL = 0.998
"""Limits of the funnel: three standard deviations, so that of 500 organisations chance alone shows one."""


@dataclass(frozen=True, slots=True)
class Place:
    """One organisation: equal values share the best of their places (1, 2, 2, 4).

    ``interval`` is Wilson's of its share; ``beyond`` is better or worse where the share lies outside of the limits
    within which chance alone moves so few cases about the total (a funnel), else "".
    """

    unit: str
    value: float
    cases: float | None
    place: int
    interval: Interval | None
    beyond: str


@dataclass(frozen=True, slots=True)
class Standing:
    """All organisations with a value, best first; no places where neither way is better.

    ``n_alike`` are the neighbours in the list whose intervals overlap, ``n_neighbours`` those that have intervals;
    ``undecided``: even those of the first and the last do, so that the places say nothing.
    """

    spread: Spread
    places: tuple[Place, ...]
    n_alike: int
    n_neighbours: int
    undecided: bool

    def of(self, unit: str) -> Place | None:
        """The place of one of them."""
        return next((place for place in self.places if place.unit == unit), None)

    def like(self, place: Place) -> int:
        """How many others have an interval that overlaps with that of a place."""
        own = place.interval
        others = (other.interval for other in self.places if other is not place)
        return 0 if own is None else sum(other is not None and other.overlaps(own) for other in others)

    @property
    def signals(self) -> tuple[Place, ...]:
        """Those whom chance does not explain."""
        return tuple(place for place in self.places if place.beyond)


def standing(indicator: Indicator, total: Result | None, rows: Sequence[Result]) -> Standing | None:
    """The organisations' values among each other; None for fewer than two."""
    valued = {row.unit: (row, float(f"{row.value:.12g}")) for row in rows if row.value is not None}
    summary = spread([value for _, value in valued.values()])
    if summary is None or len(valued) < 2:
        return None
    if indicator.better not in (Polarity.HIGHER, Polarity.LOWER):
        return Standing(summary, (), 0, 0, undecided=False)
    higher = indicator.better is Polarity.HIGHER
    listed = ranks({unit: value for unit, (_, value) in valued.items()}, higher_first=higher)
    places = tuple(
        _place(indicator, total, *valued[unit], place=place)
        for unit, place in sorted(listed.items(), key=lambda item: (item[1], item[0]))
    )
    pairs = [(a.interval, b.interval) for a, b in pairwise(places) if a.interval and b.interval]
    first, last = places[0].interval, places[-1].interval
    undecided = first is not None and last is not None and first.overlaps(last)
    return Standing(summary, places, sum(a.overlaps(b) for a, b in pairs), len(pairs), undecided=undecided)


def _place(indicator: Indicator, total: Result | None, row: Result, value: float, *, place: int) -> Place:
    if indicator.kind is not Kind.SHARE or row.numerator is None or row.denominator is None:
        return Place(row.unit, value, row.denominator, place, None, "")
    interval = wilson(row.numerator, row.denominator)
    limits = funnel(total.value, row.denominator, SIGNAL) if total is not None and total.value is not None else None
    beyond = ""
    if limits is not None and not limits.has(value):
        beyond = "better" if (value > limits.high) is (indicator.better is Polarity.HIGHER) else "worse"
    return Place(row.unit, value, row.denominator, place, interval, beyond)
