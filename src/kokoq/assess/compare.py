"""Changes between two periods, from unrounded values, each with its direction and with what limits the comparison."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from kokoq import rules
from kokoq.definitions.difference import DATA, EFFECT
from kokoq.definitions.facets import Facet, Facets, differ, facets
from kokoq.definitions.verdict import Verdict
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import Indicator, Kind, Level, Period, Polarity
from kokoq.plan import Plan
from kokoq.results import Change, Comparability, Result, Results


def compare(
    plan: Plan,
    results: Results,
    period: Period,
    earlier: Period,
    *,
    defined: Mapping[str, Facets] | None = None,
    breaks: Collection[Facet] = DATA,
) -> tuple[Change, ...]:
    """The change of every total that has a value in both periods, in the order of the results.

    ``defined`` is how indicators were defined when the earlier period was reported; a difference in one of ``breaks``
    ends the comparison: where the plan has computed both periods anew, only one in what was asked does.
    """
    redefined = {id: _redefined(plan, id, former) for id, former in (defined or {}).items() if id in plan.series}
    return tuple(_changes(plan, results, (earlier, period), redefined, frozenset(breaks)))


def _changes(
    plan: Plan,
    results: Results,
    periods: tuple[Period, Period],
    redefined: Mapping[str, tuple[str, ...]],
    breaks: frozenset[Facet],
) -> Iterator[Change]:
    earlier, period = periods
    reported = _who_reported(results)
    for after in results.rows:
        if after.period != period.text or after.breakdown or after.value is None:
            continue
        before = results.get(earlier.text, after.level, after.unit, after.indicator)
        if before is None or before.value is None:
            continue
        facets = redefined.get(after.indicator, ())
        indicator = plan.series[after.indicator].indicator
        if _maximum_changed(indicator, before, after) and Facet.MAXIMUM not in facets:
            facets = (*facets, Facet.MAXIMUM)
        difference = float(Decimal(repr(after.value)) - Decimal(repr(before.value)))
        yield Change(
            level=after.level,
            unit=after.unit,
            indicator=after.indicator,
            before=before.value,
            after=after.value,
            difference=difference,
            direction=direction_of(indicator, before.value, after.value),
            comparability=Comparability.DEFINITION_CHANGED
            if breaks.intersection(facets) or (Facet.MAXIMUM in facets and indicator.kind is Kind.SCORE)
            else _comparability(after, before, reported),
            redefined=facets,
        )


def _maximum_changed(indicator: Indicator, before: Result, after: Result) -> bool:
    """Whether the same points are of another most than they were: by another scale, or other positions of a list.

    The most of what experts gave is the denominator, whether or not a scale makes points of it.
    """
    if indicator.kind is Kind.SCORE:
        return before.denominator != after.denominator
    most = (before.max_points, after.max_points)
    return None not in most and most[0] != most[1]


def _redefined(plan: Plan, indicator: str, former: Facets) -> tuple[str, ...]:
    """The facets that matter to who compares values, and that differ from the former definition."""
    found = differ(former, facets(plan, plan.series[indicator].indicator))
    return tuple(facet for facet in found if EFFECT[facet] is not Verdict.COMPARABLE)


def disagreements(plan: Plan, changes: tuple[Change, ...], period: Period) -> Iterator[Diagnostic]:
    """Shares whose total moved one way while the mean of the organisations' shares moved the other (KQ604)."""
    own: dict[str, list[Change]] = {}
    for change in changes:
        if change.level == Level.ORGANISATION:
            own.setdefault(change.indicator, []).append(change)
    for change in changes:
        alike = own.get(change.indicator, [])
        if change.level != Level.MUNICIPALITY or plan.series[change.indicator].denominator is None or not alike:
            continue
        mean = sum(c.difference for c in alike) / len(alike)
        if mean * change.difference < 0 and min(abs(mean), abs(change.difference)) >= SEEN:
            yield rules.MEANS_DISAGREE.at(
                Cell(""),
                indicator=plan.series[change.indicator].indicator.label,
                total=_points(change.difference),
                mean=_points(mean),
            ).of(unit=change.unit, period=period.text)


SEEN = 0.0005  # what would be printed as 0,0 is no direction


def _points(difference: float) -> str:
    return f"{difference * 100:+.1f}"


def _who_reported(results: Results) -> dict[tuple[str, str], frozenset[str]]:
    """Organisations that entered an indicator, by period and indicator."""
    found: dict[tuple[str, str], set[str]] = {}
    for r in results.rows:
        if r.level == Level.ORGANISATION and not r.breakdown and r.n_reported:
            found.setdefault((r.period, r.indicator), set()).add(r.unit)
    return {key: frozenset(units) for key, units in found.items()}


def _comparability(after: Result, before: Result, reported: dict[tuple[str, str], frozenset[str]]) -> Comparability:
    """A municipality's total of other organisations than a year ago is compared with a caveat."""
    if after.level == Level.ORGANISATION:
        return Comparability.COMPARABLE
    now = reported.get((after.period, after.indicator), frozenset())
    then = reported.get((before.period, before.indicator), frozenset())
    return Comparability.COMPARABLE if now == then else Comparability.ORGANISATIONS_CHANGED


def direction_of(indicator: Indicator, before: float, after: float) -> str:
    """better, worse or same; "" where neither way is better."""
    if after == before:
        return "same"
    match indicator.better:
        case Polarity.HIGHER:
            return "better" if after > before else "worse"
        case Polarity.LOWER:
            return "better" if after < before else "worse"
        case Polarity.CORRIDOR if indicator.corridor is not None:
            low, high = (float(limit) for limit in indicator.corridor)
            outside = [max(low - value, value - high, 0.0) for value in (before, after)]
            return "same" if outside[0] == outside[1] else "better" if outside[1] < outside[0] else "worse"
        case _:
            return ""
