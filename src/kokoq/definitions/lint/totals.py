"""Declared sums and aims: the maximum of a regulation, the targets of an indicator, its unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from kokoq.definitions.lint.axis import as_written, domain
from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic
from kokoq.formula.types import unit_of
from kokoq.model import Indicator, Kind, Period, Polarity, Scale
from kokoq.rules import (
    MAXIMUM_DIFFERS,
    TARGET_AGAINST_DIRECTION,
    TARGET_OUT_OF_REACH,
    TARGET_OUTSIDE_CORRIDOR,
    TARGET_PERIOD,
    UNIT_MISSING,
)

_NAMED = frozenset({Kind.COUNT, Kind.MEAN, Kind.RATIO})


def maxima_add_up(look: Look) -> Iterator[Diagnostic]:
    """The greatest points of the indicators make the maximum that the act states (R063)."""
    for regulation in look.catalogue.regulations:
        own = [look.catalogue.indicators[name] for name in regulation.indicators]
        most = [_latest(i).max_points for i in own if i.scales and not i.same_as]
        found = sum(points or 0 for points in most)
        if regulation.max_points not in (None, found) and None not in most:
            at = look.places.at("regulations", regulation.id, "max_points", otherwise=regulation.at)
            params = {"regulation": regulation.id, "declared": f"{regulation.max_points or 0:f}", "found": f"{found:f}"}
            yield MAXIMUM_DIFFERS.at(at, related=(), **params)


def _latest(indicator: Indicator) -> Scale:
    """The scale that came into force last."""
    return max(indicator.scales, key=lambda scale: scale.valid_from or dt.date.min)


def targets_can_be_reached(look: Look) -> Iterator[Diagnostic]:
    """A target lies among the values that the indicator can have, and is set for a period of its regulation."""
    every = {regulation.id: regulation.every for regulation in look.catalogue.regulations}
    for indicator in look.declared:
        low, high = domain(indicator)
        for period, target in indicator.targets.items():
            at = look.of(indicator, "target", period)
            if (low is not None and target < low) or (high is not None and target > high):
                written = as_written(target, indicator)
                yield TARGET_OUT_OF_REACH.at(at, indicator=indicator.id, period=period, target=written)
            if not Period(period).is_of(every[indicator.regulation]):
                yield TARGET_PERIOD.at(at, indicator=indicator.id, period=period, every=every[indicator.regulation])


def targets_go_with_the_direction(look: Look) -> Iterator[Diagnostic]:
    """No target is worse than the one before it, and one of a corridor lies in it."""
    for indicator in look.declared:
        low, high = indicator.corridor or (None, None)
        for period, target in indicator.targets.items():
            if low is not None and high is not None and not low <= target <= high:
                at, named = look.of(indicator, "target", period), {"indicator": indicator.id, "period": period}
                corridor = f"{as_written(low, indicator)}..{as_written(high, indicator)}"
                written = as_written(target, indicator)
                yield TARGET_OUTSIDE_CORRIDOR.at(at, related=(), **named, target=written, corridor=corridor)
        for kind in sorted({_kind(period) for period in indicator.targets}):
            own = sorted(period for period in indicator.targets if _kind(period) == kind)
            yield from _worse_and_worse(look, indicator, own)


def _worse_and_worse(look: Look, indicator: Indicator, periods: list[str]) -> Iterator[Diagnostic]:
    for earlier, later in pairwise(periods):
        before, target = indicator.targets[earlier], indicator.targets[later]
        falls = target < before if indicator.better is Polarity.HIGHER else target > before
        if falls and indicator.better in (Polarity.HIGHER, Polarity.LOWER) and look.says(indicator, "better"):
            at, own = look.of(indicator, "target", later), {"target": target, "before": before}
            written = {name: as_written(value, indicator) for name, value in own.items()}
            yield TARGET_AGAINST_DIRECTION.at(at, related=(), indicator=indicator.id, period=later, **written)


def _kind(period: str) -> str:
    if "/" in period:
        return "/"
    return "" if "-" not in period else period[5] if period[5] in "HQ" else "M"


def units_are_named(look: Look) -> Iterator[Diagnostic]:
    """A number that is no share says what it counts (R012)."""
    for series in look.series:
        indicator = series.indicator
        counted = indicator.kind in _NAMED
        if counted and not unit_of(series.tree, look.catalogue, indicator):
            yield UNIT_MISSING.at(indicator.at, indicator=indicator.id)


CHECKS = (maxima_add_up, targets_can_be_reached, targets_go_with_the_direction)
FORMULA_CHECKS = (units_are_named,)
