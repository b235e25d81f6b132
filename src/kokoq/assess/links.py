"""Which results go together with the conditions under which they came about, over the organisations of one period."""

from __future__ import annotations

from dataclasses import dataclass

from kokoq.assess.statistics import CONFIDENCE, Correlation, correlation
from kokoq.model import Group, Kind, Level, Period
from kokoq.plan import Plan
from kokoq.results import Results


@dataclass(frozen=True, slots=True)
class Link:
    """A result and a condition, and how closely they go together."""

    result: str
    context: str
    found: Correlation


@dataclass(frozen=True, slots=True)
class Links:
    """The links whose interval does not hold 0, the surest first, of ``tested`` pairs."""

    links: tuple[Link, ...]
    tested: int

    @property
    def expected(self) -> float:
        """How many of the pairs chance alone would have shown."""
        return self.tested * (1 - CONFIDENCE)


def find_links(plan: Plan, results: Results, period: Period) -> Links:
    """Every result against every condition; pairs of fewer than five organisations or without spread are not tested."""
    own = _values(plan, results, period)
    groups = {group: [i for i in own if plan.series[i].indicator.group is group] for group in Group}
    found: list[Link] = []
    tested = 0
    for result in groups[Group.RESULT]:
        for context in groups[Group.CONTEXT]:
            both = [(own[context][unit], value) for unit, value in own[result].items() if unit in own[context]]
            measured = correlation(both)
            if measured is not None:
                tested += 1
                if not measured.interval.has(0):
                    found.append(Link(result, context, measured))
    ordered = sorted(found, key=lambda link: (-_surely(link.found), link.result, link.context))
    return Links(tuple(ordered), tested)


def _surely(found: Correlation) -> float:
    """How strong the link is at the least: few organisations show strong links by chance."""
    return min(abs(found.interval.low), abs(found.interval.high))


def _values(plan: Plan, results: Results, period: Period) -> dict[str, dict[str, float]]:
    """Indicator → organisation → value, of those indicators that can be linked."""
    own: dict[str, dict[str, float]] = {
        id: {} for id, series in plan.series.items() if series.indicator.kind not in LEFT_OUT
    }
    for row in results.rows:
        here = row.period == period.text and row.level == Level.ORGANISATION and not row.breakdown
        if here and row.value is not None and row.indicator in own:
            own[row.indicator][row.unit] = row.value
    return own


LEFT_OUT = (Kind.COUNT, Kind.PRESENCE, Kind.ORGANISATIONS_COUNT, Kind.ORGANISATIONS_SHARE, Kind.ORDINAL)
"""Counts go together because organisations are large or small; yes or no, and texts, do not go up and down."""
