"""Other ways of giving points than bands of the value: lines, units, places among peers, changes, levels by points."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from kokoq.definitions.lint.axis import OPS, SHARES, domain, pieces
from kokoq.definitions.lint.deadlines import periods_of
from kokoq.definitions.lint.look import Look
from kokoq.definitions.lint.possible import Ends
from kokoq.diagnostics import Diagnostic
from kokoq.formula.parser import parse
from kokoq.formula.rows import names
from kokoq.model import (
    Among,
    Bands,
    Checklist,
    Dynamics,
    Indicator,
    Linear,
    Ordinal,
    PerUnit,
    Polarity,
    Relative,
    Scale,
    Since,
    Take,
)
from kokoq.rules import (
    CAP_CUTS,
    CHANGE_WITHOUT_EARLIER,
    CONDITION_UNUSED,
    FLOOR_LIFTS,
    LEVEL_OUT_OF_REACH,
    LIMIT_OUT_OF_REACH,
    POINTS_AGAINST_DIRECTION,
    UNIT_TOO_LARGE,
)

_ALL = "conditions"
"""``count(conditions)`` looks at every one of them."""


def _scales(look: Look) -> Iterator[tuple[Indicator, Scale]]:
    yield from ((indicator, scale) for indicator in look.declared for scale in indicator.scales)


def _measured(indicator: Indicator, scale: Scale) -> Ends:
    """The least and the greatest of what is measured; None where nothing bounds it."""
    match scale.measure:
        case None:
            return domain(indicator)
        case Relative(by=Among.BEST | Among.MIN_MAX | Among.QUANTILE):
            return Decimal(0), Decimal(1)
        case Relative(by=Among.RANK):
            return Decimal(1), None
        case Dynamics(by=Since.DIFFERENCE) if indicator.kind in SHARES and not indicator.may_exceed_100:
            return Decimal(-1), Decimal(1)
        case _:
            return None, None


def _rises(indicator: Indicator, scale: Scale) -> bool | None:
    """Whether more of what is measured is better; None where the indicator has no direction."""
    match scale.measure, indicator.better:
        case Relative(by=by), _:
            return by is not Among.RANK
        case Dynamics(by=Since.TARGET), _:
            return True
        case _, Polarity.HIGHER | Polarity.LOWER:
            return indicator.better is Polarity.HIGHER
        case _:
            return None


def points_go_with_the_direction(look: Look) -> Iterator[Diagnostic]:
    """Whoever is better never has fewer points."""
    for indicator, scale in _scales(look):
        rises = _rises(indicator, scale)
        gives = _gives(indicator, scale)
        if rises is not None and look.says(indicator, "better") and gives is not None and gives != rises:
            yield POINTS_AGAINST_DIRECTION.at(scale.at, indicator=indicator.id)


def _gives(indicator: Indicator, scale: Scale) -> bool | None:
    """Whether points rise with what is measured; None where they do neither, or both, or conditions decide."""
    match scale.method:
        case Linear() as line:
            return (line.high > line.low) == (line.points_high > line.points_low)
        case PerUnit() as unit:
            return (unit.points > 0) == (unit.below is None)
        case Bands(take=Take.FIRST) as bands if scale.measure is not None:
            if any(band.op not in OPS or band.when is not None for band in bands.bands):
                return None
            given = [piece.band.points or 0 for piece in pieces(bands, _measured(indicator, scale)) if piece.band]
            ways = {right > left for left, right in pairwise(given) if left != right}
            return ways.pop() if len(ways) == 1 else None
        case _:
            return None


def limits_can_be_reached(look: Look) -> Iterator[Diagnostic]:
    """No goalpost, and no border of a place or change, lies beyond what can be measured: 95 of a share is 9500 %."""
    for indicator, scale in _scales(look):
        low, high = _measured(indicator, scale)
        match scale.method:
            case Linear() as line:
                limits = [(line.low, scale.at), (line.high, scale.at)]
            case Bands() as bands if scale.measure is not None:
                limits = [(band.limit, band.at) for band in bands.bands if band.limit is not None]
            case _:
                limits = []
        for limit, at in limits:
            if (low is not None and limit < low) or (high is not None and limit > high):
                ends = "..".join("" if end is None else f"{end:f}" for end in (low, high))
                yield LIMIT_OUT_OF_REACH.at(at, indicator=indicator.id, limit=f"{limit.normalize():f}", domain=ends)


def units_fit_into_the_value(look: Look) -> Iterator[Diagnostic]:
    """Some value has a full unit: a share has none of 10, but of 10%."""
    for indicator, scale in _scales(look):
        match scale.method:
            case PerUnit(whole=True) as unit:
                low, high = _measured(indicator, scale)
                room = None if high is None else high - unit.above
                if unit.below is not None:
                    room = None if low is None else unit.below - low
                if room is not None and unit.each > room:
                    yield UNIT_TOO_LARGE.at(scale.at, indicator=indicator.id, each=f"{unit.each:f}", room=f"{room:f}")
            case _:
                pass


def levels_can_be_reached(look: Look) -> Iterator[Diagnostic]:
    """No level asks for more points than there are."""
    for indicator, scale in _scales(look):
        most = _most(scale)
        for band in scale.levels:
            beyond = band.limit is not None and most is not None and band.limit > most
            if beyond or (band.op == "above" and band.limit == most):
                limit = f"{band.limit:f}"
                yield LEVEL_OUT_OF_REACH.at(band.at, indicator=indicator.id, limit=limit, most=f"{most:f}")


def _most(scale: Scale) -> Decimal | None:
    """The most that levels are given by: points, of a checklist the part of them."""
    match scale.method:
        case Checklist():
            return Decimal(1)
        case _ if scale.cap is not None:
            return scale.cap
        case Linear() as line:
            return max(line.points_low, line.points_high)
        case PerUnit() as unit if unit.points < 0:
            return unit.start
        case _:
            return None


def caps_leave_the_points(look: Look) -> Iterator[Diagnostic]:
    """What a band, a text or a goalpost gives is not cut off."""
    for indicator, scale in _scales(look):
        given = _given(scale)
        if scale.cap is not None and given and scale.cap < max(given):
            cap, points = f"{scale.cap:f}", f"{max(given):f}"
            yield CAP_CUTS.at(scale.at, indicator=indicator.id, cap=cap, points=points)


def floors_leave_the_points(look: Look) -> Iterator[Diagnostic]:
    """Nor is it raised: whoever shall have fewer points has them."""
    for indicator, scale in _scales(look):
        given = _given(scale)
        if scale.floor is not None and given and scale.floor > min(given):
            floor, points = f"{scale.floor:f}", f"{min(given):f}"
            yield FLOOR_LIFTS.at(scale.at, indicator=indicator.id, floor=floor, points=points)


def _given(scale: Scale) -> list[Decimal]:
    """The points that a scale names as given."""
    match scale.method:
        case Bands() as bands:
            return [band.points for band in bands.bands if band.points is not None]
        case Ordinal() as ordinal:
            return [choice.points for choice in ordinal.choices if choice.points is not None]
        case Linear() as line:
            return [line.points_low, line.points_high]
        case _:
            return []


def changes_have_an_earlier_period(look: Look) -> Iterator[Diagnostic]:
    """A scale of changes is in force in more than the first period of its catalogue: before that there is none."""
    every = {regulation.id: regulation.every for regulation in look.catalogue.regulations}
    start = look.catalogue.valid_from
    for indicator, scale in _scales(look):
        ends = [end for end in (scale.valid_to, look.catalogue.valid_to) if end is not None]
        if not isinstance(scale.measure, Dynamics) or start is None or not ends:
            continue
        only = next((p for p in periods_of(every[indicator.regulation], start) if min(ends) <= p.end), None)
        if only is not None:
            yield CHANGE_WITHOUT_EARLIER.at(scale.at, indicator=indicator.id, period=only.text)


def conditions_are_asked(look: Look) -> Iterator[Diagnostic]:
    """Every condition of a scale decides on some band, itself or within another."""
    for _, scale in _scales(look):
        asked: set[str] = set()
        whens = (band.when for band in (*scale.bands, *scale.levels) if band.when is not None)
        for when in (*whens, *scale.conditions.values()):
            tree = parse(when.text, at=when.at).value
            asked |= set() if tree is None else set(names(tree))
        for name, condition in scale.conditions.items():
            if asked.isdisjoint({name, _ALL}):
                yield CONDITION_UNUSED.at(condition.at, condition=name)


CHECKS = (
    points_go_with_the_direction,
    limits_can_be_reached,
    units_fit_into_the_value,
    levels_can_be_reached,
    caps_leave_the_points,
    floors_leave_the_points,
    changes_have_an_earlier_period,
    conditions_are_asked,
)
