"""A scale laid out along the axis of values: which band takes each point and each piece between two borders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kokoq.model import Band, Bands, Indicator, Kind, Ordinal

SHARES = frozenset({Kind.SHARE, Kind.ORGANISATIONS_SHARE})
COUNTS = frozenset({Kind.COUNT, Kind.ORGANISATIONS_COUNT})
_UP, _DOWN = frozenset({"at_least", "above"}), frozenset({"at_most", "below"})
OPS = _UP | _DOWN | {"otherwise"}
"""Conditions on the value itself."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A value that stands for its piece of the axis, and the band that takes it; None where no band does."""

    value: Decimal
    band: Band | None


def domain(indicator: Indicator) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest value that an indicator can have; None where nothing bounds it."""
    if indicator.kind is Kind.PRESENCE or (indicator.kind in SHARES and not indicator.may_exceed_100):
        return Decimal(0), Decimal(1)
    return (Decimal(0), None) if indicator.kind in SHARES | COUNTS else (None, None)


def levels_given(indicator: Indicator) -> frozenset[str]:
    """The levels that some scale of an indicator gives."""
    found: set[str] = set()
    for scale in indicator.scales:
        found |= {band.level for band in (*scale.bands, *scale.levels)}
        match scale.method:
            case Ordinal(choices=choices):
                found |= {choice.level for choice in choices}
            case _:
                pass
    return frozenset(found - {""})


def pieces(scale: Bands, bounds: tuple[Decimal | None, Decimal | None]) -> tuple[Piece, ...]:
    """The axis in rising order: every border, and one value of each piece between; those within the bounds."""
    low, high = bounds
    points = _points(sorted({band.limit for band in scale.bands if band.limit is not None}), low, high)
    inside = [p for p in points if (low is None or p >= low) and (high is None or p <= high)]
    return tuple(Piece(point, _taken(point, scale)) for point in inside)


def _points(limits: list[Decimal], low: Decimal | None, high: Decimal | None) -> Iterator[Decimal]:
    if not limits:
        return
    yield (limits[0] + (limits[0] - 2 if low is None else low)) / 2
    for border, after in zip(limits, (*limits[1:], limits[-1] + 2 if high is None else high), strict=True):
        yield border
        yield (border + after) / 2


def _taken(value: Decimal, scale: Bands) -> Band | None:
    return next((band for band in scale.bands if holds(band, value)), None)


def holds(band: Band, value: Decimal) -> bool:
    """Whether a value fulfils the condition of a band."""
    match band.op, band.limit:
        case "at_least", Decimal() as limit:
            return value >= limit
        case "above", Decimal() as limit:
            return value > limit
        case "at_most", Decimal() as limit:
            return value <= limit
        case "below", Decimal() as limit:
            return value < limit
        case _:
            return True


def highest_down(scale: Bands) -> Band | None:
    """The band that takes everything up to the greatest border."""
    below = [band for band in scale.bands if band.op in _DOWN and band.limit is not None]
    return max(below, key=lambda band: (band.limit or 0, band.op == "at_most"), default=None)


def lowest_up(scale: Bands) -> Band | None:
    """The band that takes everything from the least border on."""
    above = [band for band in scale.bands if band.op in _UP and band.limit is not None]
    return min(above, key=lambda band: (band.limit or 0, band.op == "above"), default=None)


def as_written(value: Decimal, indicator: Indicator) -> str:
    """A border as it is written for the indicator: 95% for a share."""
    if indicator.kind in SHARES:
        return f"{(value * 100).normalize():f}%"
    return f"{value.normalize():f}"
