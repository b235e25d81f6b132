"""Scores above the single indicator: regulations, blocks, the whole catalogue, and the profiles with their weights.

Points come from the results as they were scored. A profile's score is exact: every part of the most is a fraction, and
levels are decided before anything is rounded.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import fsum

from kokoq import rules
from kokoq.assess.score import exact
from kokoq.assess.score.peers import Membership
from kokoq.diagnostics import Cell, Checked, Diagnostic
from kokoq.formula.scope import applies
from kokoq.model import Band, Combine, Expression, Lacking, Level, Node, Organisation, Period, Profile
from kokoq.plan import Plan
from kokoq.results import Result, Results, Status

_OPS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "at_least": operator.ge,
    "above": operator.gt,
    "at_most": operator.le,
    "below": operator.lt,
}

Judge = Callable[[str], tuple[Result | None, Decimal | None]]
"""indicator → its result for one unit and period, and the most points that its scale can give"""


@dataclass(frozen=True, slots=True)
class PointsTotal:
    """Points of the most possible, over the results that were scored, of all that apply."""

    points: float
    most: float
    n_scored: int
    n_expected: int

    @property
    def share(self) -> float | None:
        """The part of the most that was reached; None where nothing is scored."""
        return self.points / self.most if self.n_scored and self.most else None


def total(results: Iterable[Result | None]) -> PointsTotal:
    """Σ points and Σ most; what does not apply counts nowhere, what has no points in neither sum."""
    concerned = [r for r in results if r is not None and r.status is not Status.NOT_APPLICABLE]
    scored = [r for r in concerned if r.points is not None and r.max_points is not None]
    points = fsum(r.points for r in scored if r.points is not None)
    most = fsum(r.max_points for r in scored if r.max_points is not None)
    return PointsTotal(points, most, len(scored), len(concerned))


@dataclass(frozen=True, slots=True)
class Variation:
    """What is done otherwise than declared: with missing weights, with all weights, before a level is chosen."""

    lacking: Lacking | None = None
    equal: bool = False
    by: Combine | None = None
    rounded: Callable[[Fraction], Fraction] | None = None


AS_DECLARED = Variation()


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one node of a profile for one unit; ``node`` is its way from the root, "" the root itself.

    ``share`` is exact, and None unless ``status`` is ok. ``total`` are the plain sums below the node.
    """

    period: str
    level: str
    unit: str
    profile: str
    node: str
    share: Fraction | None
    total: PointsTotal
    status: Status
    band: str = ""


@dataclass(frozen=True)
class Scorecards:
    """The scores of all profiles: periods, profiles, units from the top, nodes as declared."""

    rows: tuple[Score, ...]

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str, str, str, str], Score]:
        """period, level, unit, profile, node → score"""
        return {(s.period, s.level, s.unit, s.profile, s.node): s for s in self.rows}


NO_SCORES = Scorecards(())


def scorecards(
    plan: Plan, results: Results, organisations: tuple[Organisation, ...], variation: Variation = AS_DECLARED
) -> Checked[Scorecards]:
    """Every profile for every unit and period; an organisation that it does not concern is not there."""
    membership = Membership(organisations, plan.catalogue)
    at = tuple(dict.fromkeys((r.period, r.level, r.unit) for r in results.rows))
    rows: list[Score] = []
    found: list[Diagnostic] = []
    for profile in plan.catalogue.profiles.values():
        units = {(level, unit) for _, level, unit in at if _concerns(plan, profile, membership, level, unit)}
        own = [
            score
            for each in at
            if each[1:] in units
            for score in _card(profile, _judge(plan, results, each), each, _whom(plan, membership, each), variation)
        ]
        rows += own
        for period in dict.fromkeys(period for period, _, _ in at):
            found += _told(profile, period, [score for score in own if score.period == period])
    return Checked(Scorecards(tuple(rows)), tuple(found))


def _concerns(plan: Plan, profile: Profile, membership: Membership, level: str, unit: str) -> bool:
    """Whether a profile is of an organisation, or of any that makes up a unit above."""
    if profile.scope is None:
        return True
    scope = plan.scopes[profile.scope.text]
    if level != Level.ORGANISATION:
        return any(applies(scope, organisation) for organisation in membership.members(level, unit))
    return unit in membership.by_id and applies(scope, membership.by_id[unit])


def _whom(plan: Plan, membership: Membership, at: tuple[str, str, str]) -> _Whom:
    _, level, unit = at
    return _Whom(plan, membership.by_id.get(unit) if level == Level.ORGANISATION else None)


def _judge(plan: Plan, results: Results, at: tuple[str, str, str]) -> Judge:
    """The results of one unit, and what the scales that are valid in its period can give."""

    def judge(indicator: str) -> tuple[Result | None, Decimal | None]:
        scale = plan.series[indicator].indicator.scale_in(Period(at[0]))
        if scale is None:
            return None, None
        return results.by_key.get((*at, indicator, "")), scale.max_points

    return judge


def _told(profile: Profile, period: str, scores: list[Score]) -> Iterator[Diagnostic]:
    """How many organisations have some scores and too few of them; of who has sent nothing that is known already."""
    low = [s for s in scores if not s.node and s.status is Status.LOW_COVERAGE and s.total.n_scored]
    n = sum(1 for s in low if s.level == Level.ORGANISATION)
    if n:
        minimum = f"{float(100 * profile.minimum):g}"
        found = rules.PROFILE_COVERS_LITTLE.at(Cell(""), profile=profile.title, n=n, minimum=minimum)
        yield found.of(unit="", period=period)


def _card(
    profile: Profile, judge: Judge, at: tuple[str, str, str], holds: _Whom, variation: Variation
) -> Iterator[Score]:
    """All nodes of a profile for one unit; nothing where none applies."""
    whole = _weigh(profile.tree, judge, holds, variation)
    if whole.status is Status.NOT_APPLICABLE:
        return
    final = _finished(profile, whole, judge, holds)
    yield Score(*at, profile.id, "", *final, _level(profile.levels, final[0], variation))
    for way, node in _below(whole, ""):
        band = _band(node) if node.node.indicator else ""
        yield Score(*at, profile.id, way, node.share, total(node.results), node.status, band)


@dataclass(frozen=True, slots=True)
class _Whom:
    """Whether an expression over types and tags holds for an organisation; for a whole of several, none does."""

    plan: Plan
    organisation: Organisation | None

    def __call__(self, expression: Expression) -> bool:
        scope = self.plan.scopes[expression.text]
        return self.organisation is not None and applies(scope, self.organisation)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A node with its share; ``covered`` is the part of the declared weights below it that has a score.

    ``most`` are the most points of an indicator, None where they are not known, or of all below together.
    """

    node: Node
    share: Fraction | None
    status: Status
    covered: Fraction
    results: tuple[Result, ...] = ()
    below: tuple[_Weighed, ...] = ()
    most: Fraction | None = None

    @property
    def applies(self) -> bool:
        return self.status is not Status.NOT_APPLICABLE


def _weigh(node: Node, judge: Judge, holds: _Whom, variation: Variation) -> _Weighed:
    if node.exempt is not None and holds(node.exempt):
        return _Weighed(node, None, Status.NOT_APPLICABLE, Fraction(0))
    if node.indicator:
        return _leaf(node, *judge(node.indicator))
    below = tuple(_weigh(child, judge, holds, variation) for child in node.of)
    concerned = [each for each in below if each.applies]
    if not concerned:
        return _Weighed(node, None, Status.NOT_APPLICABLE, Fraction(0), (), below)
    plain = {each.node.id: Fraction(1) if variation.equal else Fraction(each.node.weight) for each in concerned}
    covered = sum((plain[each.node.id] * each.covered for each in concerned), Fraction(0)) / sum(plain.values())
    share = _combined(node, concerned, plain, variation)
    status = Status.NO_DATA if share is None else Status.OK
    most = sum((each.most or Fraction(0) for each in concerned), Fraction(0))
    return _Weighed(node, share, status, covered, tuple(r for each in below for r in each.results), below, most)


def _leaf(node: Node, result: Result | None, declared: Decimal | None) -> _Weighed:
    if result is None or result.status is Status.NOT_APPLICABLE:
        return _Weighed(node, None, Status.NOT_APPLICABLE, Fraction(0))
    if result.points is None or not result.max_points:
        status = Status.NO_DATA if result.status is Status.OK else result.status
        most = None if declared is None else Fraction(declared)
        return _Weighed(node, None, status, Fraction(0), (result,), most=most)
    most = Fraction(exact(result.max_points))
    return _Weighed(node, Fraction(exact(result.points)) / most, Status.OK, Fraction(1), (result,), most=most)


def _combined(
    node: Node, parts: list[_Weighed], plain: Mapping[str, Fraction], variation: Variation
) -> Fraction | None:
    """The weighted mean of the shares; by sums, every weight is multiplied by the most points of its indicator."""
    weights = dict(plain)
    if (variation.by or node.by) is Combine.SUMS:
        weights = {each.node.id: plain[each.node.id] * (each.most or 0) for each in parts}
    kept = _handed_on(parts, weights, variation)
    if kept is None or not sum(kept.values()):
        return None
    above = sum((kept[each.node.id] * each.share for each in parts if each.share is not None), Fraction(0))
    return above / sum(kept.values())


def _handed_on(
    parts: list[_Weighed], weights: Mapping[str, Fraction], variation: Variation
) -> dict[str, Fraction] | None:
    """The weights that count, after those of what has no score went where they are declared to go; None: no score."""
    known = {each.node.id: each for each in parts}
    kept = {each.node.id: weights[each.node.id] for each in parts if each.share is not None}
    for each in parts:
        if each.share is not None:
            continue
        heir: _Weighed | None = each
        while heir is not None and heir.share is None and heir.node.to and variation.lacking is None:
            heir = known.get(heir.node.to)
        if heir is None:
            continue
        lacking = variation.lacking or heir.node.lacking
        if heir.share is not None:
            kept[heir.node.id] += weights[each.node.id]
        elif lacking is Lacking.NO_SCORE or (lacking is Lacking.ZERO and not weights[each.node.id]):
            return None  # also where nobody knows of how many points there are none
        elif lacking is Lacking.ZERO:
            kept[each.node.id] = weights[each.node.id]
    return kept


def _finished(
    profile: Profile, whole: _Weighed, judge: Judge, holds: _Whom
) -> tuple[Fraction | None, PointsTotal, Status]:
    """The whole score: none below the least coverage, else with its factors and what is added to it."""
    sums = total(whole.results)
    if whole.share is None or whole.covered < Fraction(profile.minimum):
        return None, sums, Status.LOW_COVERAGE if whole.covered < Fraction(profile.minimum) else whole.status
    share = whole.share
    for who, factor in profile.factors:
        share *= Fraction(factor) if holds(who) else 1
    for indicator, part in profile.bonus.items():
        extra = _leaf(Node(id="", at=profile.at), *judge(indicator)).share
        share += Fraction(part) * extra if extra is not None else 0
    return share, sums, Status.OK


def level_of(levels: tuple[Band, ...], share: Fraction) -> str:
    """The level of the first band that holds; "" where none does."""
    held = (b for b in levels if b.limit is None or _OPS[b.op](share, Fraction(b.limit)))
    return next((b.level for b in held), "")


def _level(levels: tuple[Band, ...], share: Fraction | None, variation: Variation) -> str:
    if share is None:
        return ""
    return level_of(levels, share if variation.rounded is None else variation.rounded(share))


def _band(node: _Weighed) -> str:
    return node.results[0].band if node.results else ""


def _below(whole: _Weighed, way: str) -> Iterator[tuple[str, _Weighed]]:
    for each in whole.below:
        if each.applies:
            own = f"{way}/{each.node.id}" if way else each.node.id
            yield own, each
            yield from _below(each, own)


def plain_scores(plan: Plan, results: Results) -> Iterator[Score]:
    """Without any profile: the sums of every regulation, block and of the catalogue, for every unit and period."""
    rows: dict[tuple[str, str, str], dict[str, Result]] = {}
    for row in results.rows:
        if not row.breakdown:
            rows.setdefault((row.period, row.level, row.unit), {})[row.indicator] = row
    for (period, level, unit), own in rows.items():
        for way, indicators in _plain_nodes(plan, Period(period)).items():
            sums = total(own.get(id) for id in indicators)
            if sums.n_expected:
                share = None if sums.share is None else Fraction(exact(sums.points)) / Fraction(exact(sums.most))
                status = Status.NO_DATA if share is None else Status.OK
                yield Score(period, level, unit, "", way, share, sums, status)


def _plain_nodes(plan: Plan, period: Period) -> Mapping[str, tuple[str, ...]]:
    """ "" (the catalogue), every block, and every regulation within its block → the indicators that it scores."""
    scored = [i for i in plan.catalogue.indicators.values() if not i.same_as and i.scale_in(period) is not None]
    nodes: dict[str, list[str]] = {"": [i.id for i in scored]}
    for regulation in plan.catalogue.regulations:
        own = [i.id for i in scored if i.regulation == regulation.id]
        if regulation.block:
            nodes.setdefault(regulation.block, []).extend(own)
        nodes["/".join(filter(None, (regulation.block, regulation.id)))] = own
    return {way: tuple(ids) for way, ids in nodes.items()}
