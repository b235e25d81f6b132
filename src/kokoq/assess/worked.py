"""Worked cases as tiny campaigns of their own: organisations, what they submitted, what comes out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from kokoq import checks
from kokoq.assess.given import MUNICIPALITY, back_from, everybody, observations, organisation
from kokoq.assess.score import score
from kokoq.assess.scorecards import NO_SCORES, Scorecards, scorecards
from kokoq.compute.evaluate import evaluate
from kokoq.diagnostics import Diagnostic
from kokoq.formula.forbidden import forbidden_uses
from kokoq.formula.rows import names
from kokoq.formula.tree import Formula
from kokoq.model import (
    PLAIN,
    Case,
    CaseData,
    Checklist,
    Expected,
    Field,
    Given,
    Node,
    Organisation,
    Period,
    Profile,
    Settings,
)
from kokoq.observations import Observations
from kokoq.plan import Plan, Series, fields_used, references_of, scored_with
from kokoq.results import Result, Results

T = TypeVar("T", Result, Diagnostic)
U = TypeVar("U")

NOW = Period("2001")  # of a case that needs no other
TOGETHER = 64
"""So many cases are evaluated at once at most: the work grows with cases × indicators."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What a case makes: the plan of what it is about alone, who submitted what, the scored results.

    ``scores`` are those of its profile. ``diagnostics`` are the findings of the data; they are looked for only where
    the case expects some.
    """

    plan: Plan
    settings: Settings
    organisations: tuple[Organisation, ...]
    periods: tuple[Period, ...]
    observations: Observations
    results: Results
    diagnostics: tuple[Diagnostic, ...] = ()
    scores: Scorecards = NO_SCORES

    @property
    def period(self) -> Period:
        """The period that is expected of."""
        return self.periods[-1]


@dataclass(frozen=True, slots=True)
class _Task:
    """A case to be worked: whom it concerns, what was submitted, the earliest period first.

    ``indicators`` are those that it is about (of a duplicate the one that it shows), ``wanted`` also those that they
    are computed and scored with; ``profile`` is the one that rests on them. ``prefix`` tells the units of a case from
    those of others that are worked at once.
    """

    case: Case
    indicators: tuple[str, ...]
    wanted: frozenset[str]
    profile: Profile | None
    data: Mapping[Period, CaseData]
    members: tuple[Organisation, ...]
    prefix: str = ""

    @property
    def checked(self) -> bool:
        """Whether the case says which findings its data give."""
        return any(expected.findings is not None for expected in _expectations(self.case))

    @property
    def broken_down(self) -> bool:
        """Whether the case says what breakdowns give, or what rules find, which may look at them."""
        return self.zoned or any(expected.breakdown for expected in _expectations(self.case))

    @property
    def zoned(self) -> bool:
        """Whether the case says what rules find, none included: those may look back, too."""
        return any(expected.zones is not None for expected in _expectations(self.case))


@dataclass(frozen=True)
class _Batch:
    """Cases that are worked at once, each a municipality of its own, in the periods of the first of them.

    ``plan`` is that of what they are about; its catalogue has no profiles.
    """

    plan: Plan
    tasks: tuple[_Task, ...]

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(self.tasks[0].data)

    @property
    def municipalities(self) -> tuple[str, ...]:
        return tuple(task.prefix + MUNICIPALITY for task in self.tasks)

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        return tuple(
            replace(member, id=task.prefix + member.id, municipality=task.prefix + MUNICIPALITY)
            for task in self.tasks
            for member in task.members
        )

    @property
    def settings(self) -> Settings:
        return Settings(at=self.tasks[0].case.at, catalogue=self.plan.catalogue.id)

    @property
    def units(self) -> Mapping[str, set[str]]:
        """The units of the cases that an indicator is wanted for: those of others are none of its business."""
        units: dict[str, set[str]] = {}
        for task in self.tasks:
            own = {task.prefix + id for id in (MUNICIPALITY, *(member.id for member in task.members))}
            for id in task.wanted:
                units.setdefault(id, set()).update(own)
        return units

    def observations(self, *, whole: bool) -> Observations:
        submitted = (
            (task.prefix, period, data)
            for task in self.tasks
            for period, data in zip(self.periods, task.data.values(), strict=True)
        )
        return observations(self.plan, submitted, whole=whole)

    def parted(self, some: Iterable[T], called: Callable[[T, str, str], T]) -> list[list[T]]:
        """What is of each case, ``called`` by its unit and period as the case calls them."""
        found: dict[str, list[T]] = {task.prefix: [] for task in self.tasks}
        texts = {
            task.prefix: {period.text: own.text for period, own in zip(self.periods, task.data, strict=True)}
            for task in self.tasks
        }
        for each in some:
            prefix = each.unit[: each.unit.index("/") + 1] if len(found) > 1 else ""
            found[prefix].append(called(each, each.unit[len(prefix) :], texts[prefix][each.period]))
        return list(found.values())


def work(plan: Plan, case: Case) -> Worked:
    """Evaluate a case."""
    return work_all(plan, (case,))[0]


def work_all(plan: Plan, cases: Sequence[Case]) -> tuple[Worked, ...]:
    """Evaluate cases, in their order: several at once, which takes much less time.

    ``plan`` and ``observations`` are then those of all that were evaluated at once, and breakdowns are made only where
    one of these expects some.
    """
    tasks = tuple(_task(plan, case) for case in cases)
    parted = {task.indicators for task in tasks if task.broken_down}  # their other cases come along
    worked = _at_once(tasks, lambda task: (task.indicators in parted, len(task.data)), partial(_work, plan))
    checked = tuple(task for task in tasks if task.checked)
    found = iter(_at_once(checked, partial(_in_common, plan), partial(_found, plan)))
    return tuple(
        replace(made, diagnostics=(*made.diagnostics, *next(found))) if task.checked else made
        for task, made in zip(tasks, worked, strict=True)
    )


def _at_once(
    tasks: tuple[_Task, ...],
    common: Callable[[_Task], tuple[object, ...]],
    make: Callable[[tuple[_Task, ...]], Iterable[U]],
) -> list[U]:
    """What is made of every case, in their order, from several at once that have something in common."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, task in sorted(enumerate(tasks), key=lambda one: one[1].indicators):
        groups.setdefault(common(task), []).append(number)
    made: dict[int, U] = {}
    for numbers in groups.values():
        for first in range(0, len(numbers), TOGETHER):
            some = numbers[first : first + TOGETHER]
            named = (replace(tasks[n], prefix=f"{n}/" if len(some) > 1 else "") for n in some)
            made |= zip(some, make(tuple(named)), strict=True)
    return [made[number] for number in range(len(tasks))]


def _task(plan: Plan, case: Case) -> _Task:
    profile = _profile(plan, case) if case.profile else None
    if profile is None:
        indicators: tuple[str, ...] = (plan.aliases.get(case.indicator, case.indicator),)
        scope: Formula | None = plan.series[indicators[0]].scope
    else:
        indicators = (*(node.indicator for node in profile.tree.walk() if node.indicator), *profile.bonus)
        scope = None if profile.scope is None else plan.scopes[profile.scope.text]
    about = (*indicators, *(_asked_with(plan, indicators) if any(e.zones for e in _expectations(case)) else ()))
    wanted = frozenset(one for id in about for one in (id, *references_of(plan, id), *scored_with(plan, id)))
    members = tuple(organisation(plan, scope, unit) for unit in everybody(case))
    return _Task(case, indicators, wanted, profile, _data_by_period(plan, case, indicators), members)


def _asked_with(plan: Plan, indicators: tuple[str, ...]) -> Iterator[str]:
    """The indicators that rules of problem zones name beside those that they are asked of."""
    trees = (zone.trees[id] for zone in plan.zones for id in indicators if id in zone.trees)
    yield from (name for tree in trees for name in names(tree) if name in plan.series)


def _profile(plan: Plan, case: Case) -> Profile:
    """The profile of a case; it rests on what is named besides as on its own indicators."""
    declared = plan.catalogue.profiles[case.profile]
    besides = (Node(id=name, at=case.at, indicator=plan.aliases.get(name, name)) for name in case.also)
    return replace(declared, tree=replace(declared.tree, of=(*declared.tree.of, *besides)))


def _data_by_period(plan: Plan, case: Case, indicators: tuple[str, ...]) -> dict[Period, CaseData]:
    """What was submitted, the earliest period first.

    The last is that of the case, or one in which the latest scale of what it is about is valid.
    """
    scales = (scale for id in indicators for scale in plan.series[id].indicator.scales)
    latest = max((scale.valid_from for scale in scales if scale.valid_from), default=None)
    last = case.period or (NOW if latest is None else Period(str(latest.year)))
    data = [(last.previous(back) if back else last, data) for back, data in enumerate(back_from(case.given))]
    return dict(reversed(data))


def _in_common(plan: Plan, task: _Task) -> tuple[object, ...]:
    """What cases have in common whose data are checked at once: so many periods.

    What is found by dates and by checklists depends on which period it is, and on which checklists there are.
    """
    scales = ((id, scale) for id in task.wanted for scale in plan.series[id].indicator.scales)
    checklists = sorted({id for id, scale in scales if isinstance(scale.method, Checklist)})
    dated = bool(checklists) or any(isinstance(value, dt.date) for value in _given(task))
    return (*checklists, *(task.data if dated else [len(task.data)]))


def _given(task: _Task) -> Iterator[Given]:
    for data in task.data.values():
        for unit in (*data.organisations, data.municipality):
            for row in () if unit is None else (unit.values, *(row for rows in unit.tables.values() for row in rows)):
                yield from row.values()


def _work(plan: Plan, tasks: tuple[_Task, ...]) -> Iterator[Worked]:
    """The scored results of cases, without what is found in their data."""
    batch = _Batch(_only(plan, tasks, whole=False), tasks)
    seen = batch.observations(whole=False)
    latest = batch.periods[-1:] if any(task.broken_down for task in tasks) else ()
    parts = batch.periods if any(task.zoned for task in tasks) else latest
    evaluated = evaluate(
        batch.plan,
        seen,
        batch.organisations,
        periods=batch.periods,
        settings=batch.settings,
        broken_down=None if len(tasks) == 1 else parts,
        municipalities=batch.municipalities,
        wanted=batch.units,
    )
    rows = batch.parted(evaluated.value.rows, lambda row, unit, period: row._replace(unit=unit, period=period))
    found = batch.parted(evaluated.diagnostics, _of)
    for task, own, faults in zip(tasks, rows, found, strict=True):
        results, periods = Results(tuple(own)), tuple(task.data)
        made = Worked(batch.plan, batch.settings, task.members, periods, seen, results, tuple(faults))
        yield _scored(made, task.profile)


def _of(found: Diagnostic, unit: str, period: str) -> Diagnostic:
    return found.of(unit=unit, period=period)


def _scored(made: Worked, profile: Profile | None) -> Worked:
    """The results with their points and with the scores of the profile."""
    plan = _with_profile(made.plan, profile)
    scored = score(plan, made.results, made.organisations)
    cards = scorecards(plan, scored.value, made.organisations)
    found = (*made.diagnostics, *scored.diagnostics, *cards.diagnostics)
    return replace(made, plan=plan, results=scored.value, diagnostics=found, scores=cards.value)


def _found(plan: Plan, tasks: tuple[_Task, ...]) -> Iterator[tuple[Diagnostic, ...]]:
    """What is found in the data of cases, and in what their profiles rest on."""
    batch = _Batch(_only(plan, tasks, whole=True), tasks)
    in_data = checks.run(
        batch.plan,
        batch.observations(whole=True),
        batch.organisations,
        periods=batch.periods,
        settings=batch.settings,
        municipalities=batch.municipalities,
        apart=True,
    )
    for task, found in zip(tasks, batch.parted(in_data, _of), strict=True):
        last = tuple(task.data)[-1].text
        yield *found, *(d.of(unit="", period=last) for d in _forbidden(plan, task))


def _forbidden(plan: Plan, task: _Task) -> Iterator[Diagnostic]:
    """What a profile may not rest on."""
    if task.profile is not None:
        own = _with_profile(_only(plan, (task,), whole=True), task.profile)
        yield from forbidden_uses(own.catalogue, own.trees)


def _with_profile(plan: Plan, profile: Profile | None) -> Plan:
    """The plan with a profile."""
    if profile is None:
        return plan
    return replace(plan, catalogue=replace(plan.catalogue, profiles={profile.id: profile}))


def _expectations(case: Case) -> Iterator[Expected]:
    yield from case.expect_organisations.values()
    if case.expect is not None:
        yield case.expect


def _only(plan: Plan, tasks: tuple[_Task, ...], *, whole: bool) -> Plan:
    """The plan of what cases are about and what that refers to; unless ``whole``, with the fields needed alone."""
    wanted = frozenset[str]().union(*(task.wanted for task in tasks))
    series = {id: one for id, one in plan.series.items() if id in wanted}
    order = tuple(id for id in plan.order if id in wanted)
    fields = plan.catalogue.fields if whole else dict(_needed(plan, series))
    return replace(plan, catalogue=replace(plan.catalogue, fields=fields, profiles={}), series=series, order=order)


def _needed(plan: Plan, series: Mapping[str, Series]) -> Iterator[tuple[str, Field]]:
    """The fields of the formulas, and all others of their tables."""
    catalogue = plan.catalogue
    used = {name: None for id in series for name in fields_used(plan, id)}
    tables = {one.table for one in series.values()} | {catalogue.fields[name].table for name in used}
    columns = (name for table in sorted(tables - {PLAIN}) for name in catalogue.tables[table].fields)
    return ((name, catalogue.fields[name]) for name in (*used, *columns))
