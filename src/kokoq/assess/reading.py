"""One indicator of one unit read from every side: target, peers, what drives it, where it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kokoq.assess.goals import NearestTarget, goal
from kokoq.assess.influence import Influence, influence, reversed_in
from kokoq.assess.outlook import Edge, declines, edge, forecast
from kokoq.assess.standing import Standing, standing
from kokoq.assess.statistics import Trend
from kokoq.model import Indicator, Period
from kokoq.results import Benchmark, Change, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """``values`` are the comparable ones of successive periods up to this one; ``groups`` the results of what the unit
    is made of or belongs to; ``reversed`` names the level whose groups all moved against the total ("" none)."""

    indicator: str
    result: Result
    values: Mapping[str, float]
    goal: NearestTarget | None
    standing: Standing | None
    influence: Influence | None
    groups: tuple[Result, ...]
    benchmarks: tuple[Benchmark, ...]
    reversed: str
    declines: bool
    edge: Edge | None
    forecast: Trend | None


def read(
    indicator: Indicator,
    result: Result,
    values: Mapping[str, float],
    *,
    total: Result | None,
    organisations: Sequence[Result],
    groups: Sequence[Result],
    change: Change | None,
    parts: Mapping[str, Sequence[Change]],
    benchmarks: Sequence[Benchmark] = (),
) -> Reading:
    """The reading of a result: ``organisations`` are those that it is made of, or of one of them its peers.

    ``total`` is the result of all, ``parts`` are the changes of the unit's parts by level.
    """
    last = tuple(values.values())
    against = (level for level, changes in parts.items() if change is not None and reversed_in(change, changes))
    return Reading(
        indicator=indicator.id,
        result=result,
        values=values,
        goal=goal(indicator, values),
        standing=standing(indicator, total, organisations),
        influence=influence(indicator, result, organisations) if result is total else None,
        groups=tuple(row for row in groups if row.value is not None),
        benchmarks=tuple(benchmarks),
        reversed=next(against, ""),
        declines=declines(indicator, last),
        edge=edge(indicator, indicator.scale_in(Period(result.period)), last),
        forecast=forecast(indicator, last),
    )
