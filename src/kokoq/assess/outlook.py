"""What successive periods warn of and promise: decline, the edge of a band, a forecast with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kokoq.assess.compare import SEEN, direction_of
from kokoq.assess.score import band_of
from kokoq.assess.statistics import LEAST_POINTS, Interval, Trend, trend
from kokoq.model import Indicator, Kind, Scale

SHARES = (Kind.SHARE, Kind.ORGANISATIONS_SHARE, Kind.SCORE)


@dataclass(frozen=True, slots=True)
class Edge:
    """A value that would fall to ``level`` if its last change came again; ``distance`` to the limit that keeps it."""

    level: str
    limit: float
    distance: float


def declines(indicator: Indicator, values: Sequence[float]) -> bool:
    """Whether of the last three periods each is worse than the one before it, by as much as is printed."""
    last = values[-LEAST_POINTS:]
    steps = [abs(b - a) >= SEEN and direction_of(indicator, a, b) == "worse" for a, b in pairwise(last)]
    return len(last) == LEAST_POINTS and all(steps)


def edge(indicator: Indicator, scale: Scale | None, values: Sequence[float]) -> Edge | None:
    """The edge that another change like the last would cross for the worse; of plain bands over the value alone."""
    if scale is None or scale.measure is not None or scale.conditions or len(values) < 2:
        return None
    before, value = values[-2:]
    if direction_of(indicator, before, value) != "worse":
        return None
    now, then = band_of(scale.bands, value), band_of(scale.bands, value + (value - before))
    if now is None or then is None or now.limit is None or now.points is None or then.points is None:
        return None
    if then.points >= now.points:
        return None
    return Edge(then.level, float(now.limit), float(f"{abs(value - float(now.limit)):.12g}"))


def forecast(indicator: Indicator, values: Sequence[float]) -> Trend | None:
    """The next period on a straight line, None for fewer than three; a share stays within 0 and 1."""
    found = trend(values)
    if found is None or indicator.kind not in SHARES or indicator.may_exceed_100:
        return found
    low, middle, high = (min(1.0, max(0.0, x)) for x in (found.interval.low, found.forecast, found.interval.high))
    return Trend(found.slope, middle, Interval(low, high))
