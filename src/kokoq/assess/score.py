"""Value → points and level by the declared scale, compared on the exact value before any rounding for display."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kokoq.model import Band, Bands, Scale
from kokoq.plan import Plan
from kokoq.results import Result, Results, Status


def score(plan: Plan, results: Results) -> Results:
    """The results with points, maximum and band; a breakdown is not scored, nor what has no value or no scale."""
    return Results(tuple(_scored(plan, result) for result in results.rows))


def _scored(plan: Plan, result: Result) -> Result:
    scale = plan.series[result.indicator].indicator.scale
    if scale is None or result.breakdown or result.value is None or result.status is not Status.OK:
        return result
    band = band_of(scale, result.value)
    if band is None:
        return result
    points = None if band.points is None else float(band.points)
    most = None if scale.max_points is None else float(scale.max_points)
    return replace(result, points=points, max_points=most, band=band.level)


def band_of(scale: Scale, value: float) -> Band | None:
    """The first band that holds for the value, taken to 12 significant digits; None where none does."""
    exact = Decimal(f"{value:.12g}")
    match scale:
        case Bands(bands=bands):
            return next((band for band in bands if _holds(band, exact)), None)


def _holds(band: Band, value: Decimal) -> bool:
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
