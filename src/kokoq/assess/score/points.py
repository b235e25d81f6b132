"""What is measured → points and level, for each kind of scale."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import assert_never

from kokoq.assess.score.ordinal import chosen
from kokoq.assess.score.outcome import NOTHING_KNOWN, Holds, Outcome, Unscored, exact, rounded
from kokoq.model import Band, Bands, Checklist, Linear, Ordinal, PerUnit, Scale, Take
from kokoq.results import Result


def give(scale: Scale, value: Decimal | Unscored, row: Result, holds: Holds) -> Outcome | Unscored:
    """Points and level of one result; ``value`` is what the scale looks at."""
    if isinstance(value, Unscored):
        return value
    match scale.method:
        case Bands(bands=bands, take=take):
            band = _chosen(bands, value, holds, take)
            if not isinstance(band, Band):
                return band
            points = None if band.points is None else _limited(scale, band.points)
            return Outcome(points, scale.max_points, band.level)
        case PerUnit() as method:
            return _levelled(scale, _limited(scale, per_unit(method, value)), scale.max_points, holds)
        case Linear() as method:
            return _levelled(scale, linear(method, value, scale), scale.max_points, holds)
        case Ordinal(choices=choices):
            return chosen(choices, value, scale.max_points)
        case Checklist():
            return _as_entered(scale, value, row, holds)
        case _:
            assert_never(scale.method)


def band_of(bands: tuple[Band, ...], value: float) -> Band | None:
    """The first band that holds for the value, conditions left aside; None where none does."""
    found = _chosen(bands, exact(value), NOTHING_KNOWN, Take.FIRST)
    return found if isinstance(found, Band) else None


def chosen_band(scale: Scale, result: Result) -> Band | None:
    """The band that gave a result its points: by the value, or, where more was looked at, the first that gives them."""
    method = scale.method
    if result.value is None or not isinstance(method, Bands):
        return None
    plain = scale.measure is None and all(band.when is None for band in method.bands)
    if plain and method.take is Take.FIRST:
        return band_of(method.bands, result.value)
    if result.points is None and not result.band:
        return None
    given = (result.points, result.band)
    return next((b for b in method.bands if (_float(scale, b.points), b.level) == given), None)


def _float(scale: Scale, points: Decimal | None) -> float | None:
    return None if points is None else float(_limited(scale, points))


def per_unit(method: PerUnit, value: Decimal) -> Decimal:
    """Points for every unit above the start (or below it); nothing on the other side."""
    distance = value - method.above if method.below is None else method.below - value
    units = rounded(max(distance, Decimal(0)) / method.each)
    if method.whole:
        units = units.to_integral_value(rounding=ROUND_FLOOR)
    return method.start + method.points * units


def linear(method: Linear, value: Decimal, scale: Scale) -> Decimal:
    """Points on the line, kept within cap and floor: by default, those at the goalposts."""
    ends = (method.points_low, method.points_high)
    slope = (method.points_high - method.points_low) / (method.high - method.low)
    points = rounded(method.points_low + (value - method.low) * slope)
    cap = max(ends) if scale.cap is None else scale.cap
    floor = min(ends) if scale.floor is None else scale.floor
    return max(floor, min(cap, points))


def _as_entered(scale: Scale, share: Decimal, row: Result, holds: Holds) -> Outcome | Unscored:
    """The points that experts gave; levels are over their share of the most possible."""
    points, most = row.numerator, row.denominator
    if points is None or most is None:
        return Unscored.NO_BAND
    band = _chosen(scale.levels, share, holds, Take.FIRST) if scale.levels else None
    if isinstance(band, Unscored):
        return band
    return Outcome(exact(points), exact(most), band.level if band else "")


def _levelled(scale: Scale, points: Decimal, most: Decimal | None, holds: Holds) -> Outcome | Unscored:
    """The points with the level that they reach."""
    if not scale.levels:
        return Outcome(points, most, "")
    band = _chosen(scale.levels, points, holds, Take.FIRST)
    return Outcome(points, most, band.level) if isinstance(band, Band) else band


def _limited(scale: Scale, points: Decimal) -> Decimal:
    if scale.floor is not None:
        points = max(points, scale.floor)
    return points if scale.cap is None else min(points, scale.cap)


def _chosen(bands: tuple[Band, ...], value: Decimal, holds: Holds, take: Take) -> Band | Unscored:
    """The first band that holds, or the one with the most points; none where an unknown condition would decide."""
    held: list[Band] = []
    unknown: list[Band] = []
    for band in bands:
        answer = _holds(band, value, holds)
        if take is Take.FIRST and answer is not False:
            return band if answer else Unscored.CONDITION
        if answer is not False:
            (held if answer else unknown).append(band)
    best = max(held, key=_points, default=None)
    if any(best is None or _points(band) > _points(best) for band in unknown):
        return Unscored.CONDITION
    return Unscored.NO_BAND if best is None else best


def _points(band: Band) -> Decimal:
    return Decimal(0) if band.points is None else band.points


def _holds(band: Band, value: Decimal, holds: Holds) -> bool | None:
    within = _within(band, value)
    if not within or band.when is None:
        return within
    return holds.get(band.when.text)


def _within(band: Band, value: Decimal) -> bool:
    if band.limit is None:
        return True
    match band.op:
        case "at_least":
            return value >= band.limit
        case "above":
            return value > band.limit
        case "at_most":
            return value <= band.limit
        case _:
            return value < band.limit
