"""A worked case as a tiny campaign of its own: organisations, what they submitted, what comes out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

import numpy as np
import pandas as pd

from kokoq import checks
from kokoq.assess.score import score
from kokoq.assess.scorecards import NO_SCORES, Scorecards, scorecards
from kokoq.compute.evaluate import evaluate
from kokoq.diagnostics import Diagnostic
from kokoq.formula.forbidden import forbidden_uses
from kokoq.formula.rows import names
from kokoq.formula.scope import applies
from kokoq.formula.tree import Formula
from kokoq.model import (
    PLAIN,
    Case,
    CaseData,
    CaseUnit,
    Expected,
    Field,
    Gap,
    Node,
    Organisation,
    Period,
    Profile,
    Relative,
    Settings,
)
from kokoq.observations import PERIOD, UNIT, Absence, Observations, Submission, TableData
from kokoq.plan import Plan, Series, fields_used, references_of, scored_with
from kokoq.results import Result, Results

NOW = Period("2001")  # of a case that needs no other
MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a case is about: the indicators that are computed for it, whom they concern, the profile that rests on them.

    Of a duplicate it is the indicator that it shows; without ``scope`` it concerns everybody.
    """

    indicators: tuple[str, ...]
    scope: Formula | None
    profile: Profile | None = None


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


def work(plan: Plan, case: Case) -> Worked:
    """Evaluate a case."""
    return work_together(plan, (case,))[0]


def work_together(plan: Plan, cases: Sequence[Case]) -> tuple[Worked, ...]:
    """The same for several cases of one indicator and the same periods, each a municipality of its own.

    One evaluation for all takes little longer than for one. ``observations`` are then those of all of them.
    """
    subject = subject_of(plan, cases[0])
    prefixes = [f"{number}/" if len(cases) > 1 else "" for number in range(len(cases))]
    periods = [_data_by_period(plan, case, subject) for case in cases]
    members = [_members(plan, case, subject, prefix) for case, prefix in zip(cases, prefixes, strict=True)]
    everybody = tuple(organisation for some in members for organisation in some)
    settings = Settings(at=cases[0].at, catalogue=plan.catalogue.id)
    checked = any(expects_findings(case) for case in cases)
    own = _only(plan, subject, whole=checked)
    observations = _observations(own, list(zip(prefixes, periods, strict=True)), whole=checked)
    evaluated = evaluate(own, observations, everybody, periods=periods[0], settings=settings)
    scored = score(own, evaluated.value, everybody)
    cards = scorecards(own, scored.value, everybody)
    found = (*evaluated.diagnostics, *scored.diagnostics, *cards.diagnostics)
    if checked:
        found += checks.run(own, observations, everybody, periods=periods[0], settings=settings)
        found += tuple(d.of(unit="", period=max(periods[0]).text) for d in forbidden_uses(own.catalogue, own.trees))
    results = _parted(scored.value, prefixes)
    return tuple(
        Worked(own, settings, some, tuple(periods[0]), observations, rows, found, cards.value)
        for some, rows in zip(members, results, strict=True)
    )


def subject_of(plan: Plan, case: Case) -> Subject:
    """What a case is about; a profile rests on what is named besides as on its own indicators."""
    if not case.profile:
        id = plan.aliases.get(case.indicator, case.indicator)
        return Subject((id,), plan.series[id].scope)
    declared = plan.catalogue.profiles[case.profile]
    besides = (Node(id=name, at=case.at, indicator=plan.aliases.get(name, name)) for name in case.also)
    profile = replace(declared, tree=replace(declared.tree, of=(*declared.tree.of, *besides)))
    named = (*(node.indicator for node in profile.tree.walk() if node.indicator), *profile.bonus)
    return Subject(named, None if profile.scope is None else plan.scopes[profile.scope.text], profile)


def companions(plan: Plan, case: Case) -> tuple[object, ...] | None:
    """What cases must have in common to be worked together; None for one that has to be alone.

    That is one of a profile, one whose findings are expected, one without organisations, one of a scale that looks at
    all others.
    """
    subject = subject_of(plan, case)
    scales = (scale for id in subject.indicators for scale in plan.series[id].indicator.scales)
    among = any(isinstance(scale.measure, Relative) for scale in scales)
    if among or case.profile or expects_findings(case) or not _everybody(case):
        return None
    return (*subject.indicators, *_data_by_period(plan, case, subject))


def expects_findings(case: Case) -> bool:
    """Whether a case says which findings its data give."""
    return any(expected.findings is not None for expected in _expectations(case))


def _data_by_period(plan: Plan, case: Case, subject: Subject) -> dict[Period, CaseData]:
    """What was submitted, the earliest period first."""
    return dict(reversed(tuple(_periods(case.given, _period(plan, case, subject)))))


def _members(plan: Plan, case: Case, subject: Subject, prefix: str) -> tuple[Organisation, ...]:
    found = (_organisation(plan, subject.scope, unit) for unit in _everybody(case))
    return tuple(replace(one, id=prefix + one.id, municipality=prefix + MUNICIPALITY) for one in found)


def _parted(results: Results, prefixes: Sequence[str]) -> list[Results]:
    """The results of each case, its units called as it calls them."""
    if len(prefixes) == 1:
        return [results]
    rows: dict[str, list[Result]] = {prefix: [] for prefix in prefixes}
    for row in results.rows:
        number, _, unit = row.unit.partition("/")
        rows[f"{number}/"].append(row._replace(unit=unit))
    return [Results(tuple(rows[prefix])) for prefix in prefixes]


def _period(plan: Plan, case: Case, subject: Subject) -> Period:
    """The period of a case: its own, or one in which the latest scale of what it is about is valid."""
    scales = (scale for id in subject.indicators for scale in plan.series[id].indicator.scales)
    latest = max((scale.valid_from for scale in scales if scale.valid_from), default=None)
    return case.period or (NOW if latest is None else Period(str(latest.year)))


def _expectations(case: Case) -> Iterator[Expected]:
    yield from case.expect_organisations.values()
    if case.expect is not None:
        yield case.expect


def _periods(given: CaseData | None, period: Period = NOW) -> Iterator[tuple[Period, CaseData]]:
    """The periods of a case, the present one first."""
    while given is not None:
        yield period, given
        period, given = period.previous(), given.previous


def _only(plan: Plan, subject: Subject, *, whole: bool) -> Plan:
    """The plan of what a case is about and what that refers to; unless ``whole``, with the fields needed alone."""
    wanted = {id for one in subject.indicators for id in (one, *references_of(plan, one), *scored_with(plan, one))}
    series = {id: plan.series[id] for id in (plan.series if len(wanted) > 1 else wanted) if id in wanted}
    order = tuple(id for id in (plan.order if len(wanted) > 1 else wanted) if id in wanted)
    fields = plan.catalogue.fields if whole else dict(_needed(plan, series))
    profiles = {} if subject.profile is None else {subject.profile.id: subject.profile}
    catalogue = replace(plan.catalogue, fields=fields, profiles=profiles)
    return replace(plan, catalogue=catalogue, series=series, order=order)


def _needed(plan: Plan, series: Mapping[str, Series]) -> Iterator[tuple[str, Field]]:
    """The fields of the formulas, and all others of their tables."""
    catalogue = plan.catalogue
    used = {name: None for id in series for name in fields_used(plan, id)}
    tables = {one.table for one in series.values()} | {catalogue.fields[name].table for name in used}
    columns = (name for table in sorted(tables - {PLAIN}) for name in catalogue.tables[table].fields)
    return ((name, catalogue.fields[name]) for name in (*used, *columns))


def _everybody(case: Case) -> tuple[CaseUnit, ...]:
    """Every organisation of the case once, as it is in the latest period that it stands in."""
    periods = reversed([data for _, data in _periods(case.given)])
    return tuple({unit.id: unit for data in periods for unit in data.organisations}.values())


def _organisation(plan: Plan, scope: Formula | None, unit: CaseUnit) -> Organisation:
    """The case's organisation; where its type is not said, the first that the scope takes in."""
    if unit.type or scope is None:
        candidates = [(unit.type or next(iter(plan.catalogue.organisation_types), ""), unit.tags)]
    else:
        named = sorted(set(names(scope)) & set(plan.catalogue.tags))
        sets = [frozenset(some) | unit.tags for n in range(len(named) + 1) for some in combinations(named, n)]
        candidates = [(type_, tags) for tags in sets for type_ in plan.catalogue.organisation_types]
        candidates = [c for c in candidates if applies(scope, _candidate(*c))] or candidates
    found = _candidate(*candidates[0])
    return replace(found, id=unit.id, title=unit.id, cluster=unit.cluster)


def _candidate(type_: str, tags: frozenset[str]) -> Organisation:
    return Organisation(id="", title="", type=type_, tags=tags, municipality=MUNICIPALITY)


def _observations(plan: Plan, cases: Iterable[tuple[str, Mapping[Period, CaseData]]], *, whole: bool) -> Observations:
    """Observations as if every organisation of the cases had sent its form; fields that are not given are blank.

    Unless they are wanted ``whole``, the fields that the indicator does not use are left out: making them takes time.
    """
    rows: dict[str, list[dict[str, object]]] = {PLAIN: [], **{table: [] for table in plan.catalogue.tables}}
    submissions = []
    for prefix, period, data in ((prefix, *one) for prefix, periods in cases for one in periods.items()):
        units = [(prefix + unit.id, unit) for unit in data.organisations if not unit.not_submitted]
        if data.municipality is not None:
            units.append((prefix + MUNICIPALITY, data.municipality))
        for id, unit in units:
            submissions.append(Submission(period.text, id, (), frozenset(plan.catalogue.tables)))
            rows[PLAIN].append({PERIOD: period.text, UNIT: id, **unit.values})
            for table, records in unit.tables.items():
                rows[table] += [{PERIOD: period.text, UNIT: id, **record} for record in records]
    used_fields = (name for series in plan.series for name in fields_used(plan, series))
    fields = set(plan.catalogue.fields if whole else used_fields)
    used = {PLAIN, *(series.table for series in plan.series.values())}
    used |= {plan.catalogue.fields[name].table for name in fields}
    tables = {table: _table(plan, table, found, fields) for table, found in rows.items() if table in used}
    return Observations(tables=tables, submissions=tuple(submissions))


def _table(plan: Plan, table: str, rows: list[dict[str, object]], used: set[str]) -> TableData:
    """The rows of a table; of the plain fields only those that the case's indicator uses."""
    fields = [f.id for f in plan.catalogue.fields.values() if f.table == table and (table != PLAIN or f.id in used)]
    keys = [] if table == PLAIN else [key.id for key in plan.catalogue.tables[table].keys]
    values = {name: [_value(row.get(name, Gap.BLANK)) for row in rows] for name in fields}
    absent = [[_absence(row.get(name, Gap.BLANK)) for name in fields] for row in rows]
    shape = (len(rows), len(fields))
    index = {name: pd.Series([row.get(name) for row in rows], dtype=object) for name in (PERIOD, UNIT, *keys)}
    columns = {name: _column(column) for name, column in values.items()}
    return TableData(
        pd.DataFrame({**index, **columns}),
        pd.DataFrame(np.array(absent, dtype=np.int8).reshape(shape), columns=fields),
        pd.DataFrame(np.zeros(shape, dtype=np.int64), columns=fields),
    )


def _column(values: list[float | str | None]) -> pd.Series | np.ndarray:
    """Texts stay objects, as only a series of pandas keeps them; numbers are a bare array, much cheaper to frame."""
    if any(isinstance(value, str) for value in values):
        return pd.Series(values, dtype=object)
    return np.array(values, dtype=np.float64)


def _value(given: object) -> float | str | None:
    match given:
        case Gap():
            return None
        case bool() | Decimal():
            return float(given)
        case dt.date():
            return float(given.toordinal())
        case _:
            return str(given)


def _absence(given: object) -> int:
    return int(Absence[given.name]) if isinstance(given, Gap) else int(Absence.PRESENT)
