"""What of a catalogue its worked cases prove, and what none of them touches.

Counted are all indicators, every band of their scales, every declared breakdown, every profile with its levels, every
rule of problem zones, and every reason for which there may be no value. A thing is covered where a case expects
something of a result that it concerns, and that comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kokoq.assess.cases import Held, Verdict
from kokoq.assess.score import chosen_band
from kokoq.diagnostics import Span
from kokoq.model import Band, Indicator, Missing
from kokoq.plan import Plan
from kokoq.results import Status


class Aspect(StrEnum):
    """What is counted."""

    INDICATOR = "indicator"
    BAND = "band"
    BREAKDOWN = "breakdown"
    PROFILE = "profile"
    LEVEL = "level"
    ZONE = "zone"
    ABSENCE = "absence"


VALUES = frozenset({"value", "numerator", "denominator", "shown"})
OUTCOMES = frozenset({"value", "shown", "points", "level"})  # what tells one band from another

Mark = tuple[Aspect, str, str]
"""aspect, indicator or profile ("" for a reason of absence), which of it"""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be covered: ``which`` is the band («at_least 0.98»), the key of a breakdown, the level of a profile,
    or the status.
    """

    aspect: Aspect
    indicator: str
    which: str
    at: Span
    covered: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """All items, in the order of the catalogue."""

    items: tuple[Item, ...]

    def of(self, aspect: Aspect) -> Cover:
        """The items of one aspect."""
        return Cover(tuple(item for item in self.items if item.aspect is aspect))

    @property
    def covered(self) -> int:
        return sum(item.covered for item in self.items)

    @property
    def missed(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.covered)

    @property
    def percent(self) -> float:
        """From 0 to 100; a catalogue in which nothing is to be covered is covered."""
        return 100 * self.covered / len(self.items) if self.items else 100.0

    @property
    def percent_down(self) -> float:
        """Tenths, rounded down: what misses a limit is never told as the limit, nor what is incomplete as 100."""
        return 1000 * self.covered // len(self.items) / 10 if self.items else 100.0


def cover(plan: Plan, verdicts: Iterable[Verdict]) -> Cover:
    """What the cases prove of the plan."""
    marks = {mark for verdict in verdicts for held in verdict.held if held.same for mark in _marks(verdict, held)}
    return Cover(
        tuple(
            Item(aspect, indicator, which, at, (aspect, indicator, which) in marks)
            for (aspect, indicator, which), at in _wanted(plan)
        )
    )


def _wanted(plan: Plan) -> Iterator[tuple[Mark, Span]]:
    for id, series in plan.series.items():
        indicator = series.indicator
        yield (Aspect.INDICATOR, id, ""), indicator.at
        for number, band in enumerate(_bands(indicator)):
            yield (Aspect.BAND, id, _band(number, band.op, band.limit)), band.at
        for key in indicator.by:
            yield (Aspect.BREAKDOWN, id, key), indicator.at
    for profile in plan.catalogue.profiles.values():
        yield (Aspect.PROFILE, profile.id, ""), profile.at
        for level, at in {band.level: band.at for band in profile.levels if band.level}.items():
            yield (Aspect.LEVEL, profile.id, level), at
    for rule in plan.catalogue.zones.values():
        yield (Aspect.ZONE, rule.id, ""), rule.at
    for status in _reachable(plan):
        yield (Aspect.ABSENCE, "", str(status)), plan.catalogue.at


def _reachable(plan: Plan) -> Iterator[Status]:
    """The reasons of absence that the data or the definitions of the catalogue can lead to."""
    yield from (Status.NOT_SUBMITTED, Status.BLANK, Status.NOT_APPLICABLE, Status.INVALID, Status.NO_DATA)
    if any(series.denominator is not None for series in plan.series.values()):
        yield Status.NO_BASE
    if any(s.indicator.coverage is not None or s.indicator.missing is Missing.FAIL for s in plan.series.values()):
        yield Status.LOW_COVERAGE


def _marks(verdict: Verdict, held: Held) -> Iterator[Mark]:
    """What one expectation proves."""
    indicator, result = verdict.indicator, held.result
    if indicator is None:
        yield Aspect.PROFILE, verdict.case.profile, ""
        if held.what == "level" and not held.breakdown:
            yield Aspect.LEVEL, verdict.case.profile, held.found
        return
    yield Aspect.INDICATOR, indicator.id, ""
    if held.what == "zones":
        yield from ((Aspect.ZONE, rule, "") for rule in held.found.split(", "))
    if result is None:
        return
    if held.breakdown and held.what in VALUES:
        yield Aspect.BREAKDOWN, indicator.id, held.breakdown.partition("=")[0]
    if held.what == "status" and result.status is not Status.OK:
        yield Aspect.ABSENCE, "", str(result.status)
    scale = indicator.scale_in(verdict.worked.period)
    if not held.breakdown and held.what in OUTCOMES and scale is not None:
        chosen = chosen_band(scale, result)
        for number, band in enumerate(_bands(indicator)):
            if band is chosen:
                yield Aspect.BAND, indicator.id, _band(number, band.op, band.limit)


def _bands(indicator: Indicator) -> tuple[Band, ...]:
    """The bands of all scales of an indicator."""
    return tuple(band for scale in indicator.scales for band in scale.bands)


def _band(number: int, op: str, limit: object) -> str:
    return f"{number + 1}: {op}" + ("" if limit is None else f" {limit}")
