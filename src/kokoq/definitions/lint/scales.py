"""Scales: each value in one band, borders that can be reached, points and levels that follow the direction."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from kokoq.definitions.lint.axis import OPS, SHARES, Piece, as_written, domain, highest_down, holds, lowest_up, pieces
from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic
from kokoq.model import Bands, Indicator, Polarity, Take
from kokoq.rules import (
    BAND_OUTSIDE_DOMAIN,
    BAND_WITHOUT_OUTCOME,
    BORDER_FINER_THAN_SHOWN,
    CORRIDOR_OUT_OF_REACH,
    DIRECTION_NOT_DECLARED,
    INTEGER_BANDS,
    LEVELS_AGAINST_POINTS,
    SCALE_AGAINST_DIRECTION,
    SCALE_FLAT,
    SCALE_GAP,
    SCALE_ON_NEUTRAL,
    SCALE_OVERLAP,
    SHARED_BORDER,
)


def _scaled(look: Look) -> Iterator[tuple[Indicator, Bands]]:
    """The scales whose bands stand on the axis of the value itself."""
    for indicator in look.declared:
        for scale in indicator.scales:
            method = scale.method
            if not isinstance(method, Bands) or method.take is not Take.FIRST or scale.measure is not None:
                continue
            if all(band.op in OPS and band.when is None for band in method.bands):
                yield indicator, method


def borders_meet(look: Look) -> Iterator[Diagnostic]:
    """Bands that look up and bands that look down share neither values nor a hole between them.

    A hole is what a corridor is for: only there the middle may be left to ``otherwise``.
    """
    for indicator, scale in _scaled(look):
        down, up = highest_down(scale), lowest_up(scale)
        if down is None or up is None or down.limit is None or up.limit is None:
            continue
        low, high = as_written(down.limit, indicator), as_written(up.limit, indicator)
        between = {"indicator": indicator.id, "low": low, "high": high}
        at = max(down.at, up.at)
        if up.limit < down.limit:
            yield SCALE_OVERLAP.at(at, related=(), **between)
        elif up.limit == down.limit and holds(up, up.limit) and holds(down, down.limit):
            yield SHARED_BORDER.at(at, indicator=indicator.id, limit=high)
        elif indicator.better is not Polarity.CORRIDOR and not (holds(up, down.limit) or holds(down, up.limit)):
            step = Decimal("0.01") if indicator.kind in SHARES else Decimal(1)
            whole = 0 < up.limit - down.limit <= step
            yield (INTEGER_BANDS if whole else SCALE_GAP).at(at, related=(), **between)


def borders_can_be_reached(look: Look) -> Iterator[Diagnostic]:
    """No border lies beyond every value that the indicator can have: 95 for a share is 9500 %."""
    for indicator, scale in _scaled(look):
        low, high = domain(indicator)
        for band in scale.bands:
            limit = band.limit
            if limit is not None and ((low is not None and limit < low) or (high is not None and limit > high)):
                bounds = "..".join("" if end is None else as_written(end, indicator) for end in (low, high))
                written = as_written(limit, indicator)
                yield BAND_OUTSIDE_DOMAIN.at(band.at, indicator=indicator.id, limit=written, domain=bounds)


def corridors_can_be_reached(look: Look) -> Iterator[Diagnostic]:
    """Neither end of a corridor lies beyond every value that the indicator can have."""
    for indicator in look.declared:
        low, high = domain(indicator)
        for end, limit in zip(("from", "to"), indicator.corridor or (), strict=False):
            if (low is not None and limit < low) or (high is not None and limit > high):
                bounds = "..".join("" if bound is None else as_written(bound, indicator) for bound in (low, high))
                at = look.of(indicator, "better", "corridor", end)
                params = {"indicator": indicator.id, "limit": as_written(limit, indicator), "domain": bounds}
                yield CORRIDOR_OUT_OF_REACH.at(at, related=(), **params)


def bands_say_what_they_give(look: Look) -> Iterator[Diagnostic]:
    """Every band gives points if any does, and a level if any does; and not all give the same."""
    for indicator, scale in _scaled(look):
        points, levels = (any(b.points is not None for b in scale.bands), any(b.level for b in scale.bands))
        for band in scale.bands:
            if points and band.points is None:
                yield BAND_WITHOUT_OUTCOME.at(band.at, indicator=indicator.id, missing="points")
            if levels and not band.level:
                yield BAND_WITHOUT_OUTCOME.at(band.at, indicator=indicator.id, missing="level")
        if len(scale.bands) > 1 and len({(band.points, band.level) for band in scale.bands}) == 1:
            yield SCALE_FLAT.at(scale.bands[0].at, indicator=indicator.id)


def direction_is_declared(look: Look) -> Iterator[Diagnostic]:
    """A scale needs a direction (R050), and what has none needs no scale."""
    for indicator, scale in _scaled(look):
        if not look.says(indicator, "better"):
            yield DIRECTION_NOT_DECLARED.at(indicator.at, indicator=indicator.id)
        elif indicator.better is Polarity.NEUTRAL:
            yield SCALE_ON_NEUTRAL.at(scale.bands[0].at, indicator=indicator.id)


def points_follow_the_direction(look: Look) -> Iterator[Diagnostic]:
    """A better value never gives fewer points."""
    for indicator, scale in _scaled(look):
        if not look.says(indicator, "better"):
            continue
        for worse, better in _steps(indicator, pieces(scale, domain(indicator))):
            if worse.band and better.band and (worse.band.points or 0) > (better.band.points or 0):
                yield SCALE_AGAINST_DIRECTION.at(
                    better.band.at,
                    indicator=indicator.id,
                    better=as_written(better.value, indicator),
                    points=f"{better.band.points or Decimal(0):f}",
                    others=f"{worse.band.points or Decimal(0):f}",
                )
                break


def _steps(indicator: Indicator, along: tuple[Piece, ...]) -> Iterator[tuple[Piece, Piece]]:
    """Neighbours on the axis, the one that is not better first."""
    low, high = indicator.corridor or (None, None)
    for left, right in pairwise(along):
        match indicator.better:
            case Polarity.HIGHER:
                yield left, right
            case Polarity.LOWER:
                yield right, left
            case Polarity.CORRIDOR if low is not None and high is not None:
                if right.value <= low:
                    yield left, right
                elif left.value >= high:
                    yield right, left
            case _:
                pass


def levels_follow_points(look: Look) -> Iterator[Diagnostic]:
    """More points never go with a worse level."""
    rank = {level: number for number, level in enumerate(look.catalogue.levels)}
    for indicator, scale in _scaled(look):
        given = [band for band in scale.bands if band.points is not None and band.level in rank]
        given.sort(key=lambda band: -(band.points or 0))
        for more, fewer in pairwise(given):
            if more.points != fewer.points and rank[more.level] > rank[fewer.level]:
                params = {"indicator": indicator.id, "level": more.level, "other": fewer.level}
                yield LEVELS_AGAINST_POINTS.at(more.at, related=(fewer.at,), **params)


def borders_can_be_seen(look: Look) -> Iterator[Diagnostic]:
    """A border has no more digits than the values that are printed beside it."""
    for indicator, scale in _scaled(look):
        digits = look.catalogue.digits if indicator.digits is None else indicator.digits
        for band in scale.bands:
            if band.limit is not None and indicator.kind in SHARES:
                exponent = (band.limit * 100).normalize().as_tuple().exponent
                if isinstance(exponent, int) and -exponent > digits:
                    written = as_written(band.limit, indicator)
                    yield BORDER_FINER_THAN_SHOWN.at(band.at, indicator=indicator.id, limit=written, digits=digits)


CHECKS = (
    borders_meet,
    borders_can_be_reached,
    corridors_can_be_reached,
    bands_say_what_they_give,
    direction_is_declared,
    points_follow_the_direction,
    levels_follow_points,
    borders_can_be_seen,
)
