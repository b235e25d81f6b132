"""Worked cases as tiny campaigns of their own: organisations, what they submitted, what comes out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kokoq import checks
from kokoq.assess.given import MUNICIPALITY, back_from, everybody, observations, organisation
from kokoq.assess.score import score
from kokoq.assess.scorecards import NO_SCORES, Scorecards, scorecards
from kokoq.compute.evaluate import evaluate
from kokoq.diagnostics import Checked, Diagnostic
from kokoq.formula.forbidden import forbidden_uses
from kokoq.formula.tree import Formula
from kokoq.model import (
    PLAIN,
    Case,
    CaseData,
    Checklist,
    Expected,
    Field,
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
        """Whether the case says what breakdowns give."""
        return any(expected.breakdown for expected in _expectations(self.case))


def work(plan: Plan, case: Case) -> Worked:
    """Evaluate a case."""
    (worked,) = _work(plan, (_task(plan, case),))
    return worked


def work_all(plan: Plan, cases: Sequence[Case]) -> tuple[Worked, ...]:
    """Evaluate cases, in their order: several at once, each a municipality of its own, which takes much less time.

    ``plan`` and ``observations`` are then those of all that were evaluated at once, and breakdowns are made only where
    one of these expects some.
    """
    tasks = [_task(plan, case) for case in cases]
    parted = {task.indicators for task in tasks if task.broken_down}  # their other cases come along
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, task in sorted(enumerate(tasks), key=lambda one: one[1].indicators):
        groups.setdefault((task.indicators in parted, *_in_common(plan, task)), []).append(number)
    worked: dict[int, Worked] = {}
    for numbers in groups.values():
        for first in range(0, len(numbers), TOGETHER):
            some = numbers[first : first + TOGETHER]
            worked |= zip(some, _work(plan, tuple(tasks[number] for number in some)), strict=True)
    return tuple(worked[number] for number in range(len(tasks)))


def _task(plan: Plan, case: Case) -> _Task:
    profile = _profile(plan, case) if case.profile else None
    if profile is None:
        indicators: tuple[str, ...] = (plan.aliases.get(case.indicator, case.indicator),)
        scope: Formula | None = plan.series[indicators[0]].scope
    else:
        indicators = (*(node.indicator for node in profile.tree.walk() if node.indicator), *profile.bonus)
        scope = None if profile.scope is None else plan.scopes[profile.scope.text]
    wanted = frozenset(one for id in indicators for one in (id, *references_of(plan, id), *scored_with(plan, id)))
    members = tuple(organisation(plan, scope, unit) for unit in everybody(case))
    return _Task(case, indicators, wanted, profile, _data_by_period(plan, case, indicators), members)


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
    """What cases have in common that are worked at once: so many periods.

    What is found in the data depends on all that the plan of a case holds, and may depend on the period.
    """
    if not task.checked:
        return (len(task.data),)
    periods = tuple(task.data) if _is_of_its_time(plan, task) else len(task.data)
    return task.case.profile, task.case.also, task.indicators, periods


def _is_of_its_time(plan: Plan, task: _Task) -> bool:
    """Whether what is found in the data may depend on the period: it does for dates and for checklists."""
    scales = (scale for id in task.wanted for scale in plan.series[id].indicator.scales)
    units = (unit for data in task.data.values() for unit in (*data.organisations, data.municipality) if unit)
    rows = (row for unit in units for row in (unit.values, *(row for some in unit.tables.values() for row in some)))
    given = (value for row in rows for value in row.values())
    return any(isinstance(scale.method, Checklist) for scale in scales) or any(isinstance(v, dt.date) for v in given)


def _work(plan: Plan, tasks: tuple[_Task, ...]) -> Iterator[Worked]:
    """Evaluate cases at once, in the periods of the first; what comes out is told in the periods of each."""
    if len(tasks) > 1:
        tasks = tuple(replace(task, prefix=f"{number}/") for number, task in enumerate(tasks))
    own, periods = _only(plan, tasks), tuple(tasks[0].data)
    submitted = ((task.prefix, *one) for task in tasks for one in zip(periods, task.data.values(), strict=True))
    seen = observations(own, submitted, whole=tasks[0].checked)
    settings = Settings(at=tasks[0].case.at, catalogue=plan.catalogue.id)
    evaluated = _evaluated(own, seen, settings, tasks)
    rows, found = _parted(evaluated.value.rows, tasks), _parted(evaluated.diagnostics, tasks)
    for task in tasks:
        texts = dict(zip((p.text for p in periods), (p.text for p in task.data), strict=True))
        cut = len(task.prefix)
        results = Results(
            tuple(row._replace(period=texts[row.period], unit=row.unit[cut:]) for row in rows[task.prefix])
        )
        findings = tuple(d.of(unit=d.unit[cut:], period=texts[d.period]) for d in found[task.prefix])
        yield _scored(Worked(own, settings, task.members, tuple(task.data), seen, results, findings), task)


def _evaluated(own: Plan, seen: Observations, settings: Settings, tasks: tuple[_Task, ...]) -> Checked[Results]:
    """The results of all cases, and what is found in the data where they are to be checked."""
    periods = tuple(tasks[0].data)
    municipalities = [task.prefix + MUNICIPALITY for task in tasks]
    members = tuple(
        replace(member, id=task.prefix + member.id, municipality=municipality)
        for task, municipality in zip(tasks, municipalities, strict=True)
        for member in task.members
    )
    parts = periods[-1:] if any(task.broken_down for task in tasks) else ()
    evaluated = evaluate(
        own,
        seen,
        members,
        periods=periods,
        settings=settings,
        broken_down=None if len(tasks) == 1 else parts,
        municipalities=municipalities,
        wanted=_units_by_indicator(tasks),
    )
    if not tasks[0].checked:
        return evaluated
    found = checks.run(
        own, seen, members, periods=periods, settings=settings, municipalities=municipalities, apart=True
    )
    return Checked(evaluated.value, (*evaluated.diagnostics, *found))


def _units_by_indicator(tasks: tuple[_Task, ...]) -> dict[str, set[str]]:
    """The units of the cases that an indicator is computed for: those of the others are none of its business."""
    units: dict[str, set[str]] = {}
    for task in tasks:
        own = {task.prefix + id for id in (MUNICIPALITY, *(member.id for member in task.members))}
        for id in task.wanted:
            units.setdefault(id, set()).update(own)
    return units


def _parted(some: tuple[T, ...], tasks: tuple[_Task, ...]) -> dict[str, list[T]]:
    """What is of the units of each case, by its prefix."""
    found: dict[str, list[T]] = {task.prefix: [] for task in tasks}
    for each in some:
        found[each.unit[: each.unit.index("/") + 1] if len(tasks) > 1 else ""].append(each)
    return found


def _scored(made: Worked, task: _Task) -> Worked:
    """The results with their points, with the scores of the profile and all that is found."""
    plan = made.plan
    if task.profile is not None:
        plan = replace(plan, catalogue=replace(plan.catalogue, profiles={task.profile.id: task.profile}))
    scored = score(plan, made.results, made.organisations)
    cards = scorecards(plan, scored.value, made.organisations)
    found = (*made.diagnostics, *scored.diagnostics, *cards.diagnostics)
    if task.checked:
        found += tuple(d.of(unit="", period=made.period.text) for d in forbidden_uses(plan.catalogue, plan.trees))
    return replace(made, plan=plan, results=scored.value, diagnostics=found, scores=cards.value)


def _expectations(case: Case) -> Iterator[Expected]:
    yield from case.expect_organisations.values()
    if case.expect is not None:
        yield case.expect


def _only(plan: Plan, tasks: tuple[_Task, ...]) -> Plan:
    """The plan of what cases are about and what that refers to, without profiles.

    Unless the data are to be checked, it has the fields needed alone.
    """
    wanted = frozenset[str]().union(*(task.wanted for task in tasks))
    series = {id: one for id, one in plan.series.items() if id in wanted}
    order = tuple(id for id in plan.order if id in wanted)
    fields = plan.catalogue.fields if tasks[0].checked else dict(_needed(plan, series))
    return replace(plan, catalogue=replace(plan.catalogue, fields=fields, profiles={}), series=series, order=order)


def _needed(plan: Plan, series: Mapping[str, Series]) -> Iterator[tuple[str, Field]]:
    """The fields of the formulas, and all others of their tables."""
    catalogue = plan.catalogue
    used = {name: None for id in series for name in fields_used(plan, id)}
    tables = {one.table for one in series.values()} | {catalogue.fields[name].table for name in used}
    columns = (name for table in sorted(tables - {PLAIN}) for name in catalogue.tables[table].fields)
    return ((name, catalogue.fields[name]) for name in (*used, *columns))
