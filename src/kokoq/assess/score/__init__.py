"""Value → points and level by the scale that is valid in the period, compared exactly, before any rounding for display.

What has no value has no points. Nor has a value that the scale cannot judge: without peers, without a value of the
period before, without a target, with a condition of which nobody knows whether it holds. Each is told once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from kokoq import rules
from kokoq.assess.score.conditions import truths
from kokoq.assess.score.measure import measured
from kokoq.assess.score.ordinal import mean_of_members
from kokoq.assess.score.outcome import NOTHING_KNOWN, Outcome, Unscored, exact
from kokoq.assess.score.peers import Membership
from kokoq.assess.score.points import band_of, chosen_band, give
from kokoq.diagnostics import Cell, Checked, Diagnostic, Rule
from kokoq.model import Level, Ordinal, Organisation, Period, Scale
from kokoq.plan import Plan, Series
from kokoq.results import Result, Results, Status

__all__ = ["Outcome", "Unscored", "band_of", "chosen_band", "exact", "score"]


def score(plan: Plan, results: Results, organisations: tuple[Organisation, ...]) -> Checked[Results]:
    """The results with points, maximum and band; a breakdown is not scored, nor what has no value or no scale."""
    rows = list(results.rows)
    blocks: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(rows):
        if not row.breakdown and row.value is not None and row.status is Status.OK:
            blocks.setdefault((row.period, row.indicator), []).append(place)
    found: list[Diagnostic] = []
    members = Membership(organisations, plan.catalogue)
    for (period, indicator), places in blocks.items():
        series = plan.series[indicator]
        scale = series.indicator.scale_in(Period(period))
        if scale is None:
            continue
        block = [rows[place] for place in places]
        outcomes = _outcomes(series, scale, block, results, members)
        for place, outcome in zip(places, outcomes, strict=True):
            if isinstance(outcome, Outcome):
                rows[place] = _scored(rows[place], outcome)
        found += _unscored(series, block, outcomes)
    return Checked(Results(tuple(rows)), tuple(found))


def _outcomes(
    series: Series, scale: Scale, block: list[Result], results: Results, members: Membership
) -> list[Outcome | Unscored]:
    """What every result of one indicator and period is given."""
    known = truths(series, scale, block, results) or [NOTHING_KNOWN] * len(block)
    values = measured(scale, series.indicator, block, results, members)
    if scale.measure is None and not series.conditions:
        seen: dict[tuple[float | None, ...], Outcome | Unscored] = {}
        keys = [(row.value, row.numerator, row.denominator) for row in block]
        for key, value, row in zip(keys, values, block, strict=True):
            if key not in seen:
                seen[key] = give(scale, value, row, NOTHING_KNOWN)
        outcomes = [seen[key] for key in keys]
    else:
        outcomes = [give(scale, value, row, holds) for value, row, holds in zip(values, block, known, strict=True)]
    if isinstance(scale.method, Ordinal):
        return mean_of_members(series, scale, block, outcomes, members)
    return outcomes


def _scored(row: Result, outcome: Outcome) -> Result:
    points = None if outcome.points is None else float(outcome.points)
    most = None if outcome.most is None else float(outcome.most)
    return row._replace(points=points, max_points=most, band=outcome.level)


_RULES: Mapping[Unscored, Rule] = {
    Unscored.NO_PEERS: rules.SCORED_WITHOUT_PEERS,
    Unscored.NO_EARLIER: rules.SCORED_WITHOUT_EARLIER,
    Unscored.NO_TARGET: rules.SCORED_WITHOUT_TARGET,
    Unscored.CONDITION: rules.CONDITION_UNKNOWN,
    Unscored.NO_BAND: rules.NO_BAND,
}


def _unscored(series: Series, block: list[Result], outcomes: list[Outcome | Unscored]) -> Iterator[Diagnostic]:
    """For each reason, how many of the lowest level have a value and no points for it."""
    lowest = str(series.level)
    reasons = Counter(
        outcome
        for row, outcome in zip(block, outcomes, strict=True)
        if isinstance(outcome, Unscored) and row.level == lowest
    )
    for reason, n in sorted(reasons.items()):
        if reason is Unscored.NO_PEERS and lowest != Level.ORGANISATION:
            continue  # a municipality of which there is one is compared with nobody
        found = _RULES[reason].at(Cell(""), indicator=series.indicator.label, n=n)
        yield found.of(unit="", period=block[0].period)
