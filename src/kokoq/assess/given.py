"""What worked cases say was submitted, as if it had been collected: organisations, observations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations

import numpy as np

from kokoq.formula.rows import names
from kokoq.formula.scope import applies
from kokoq.formula.tree import Formula
from kokoq.model import PLAIN, Case, CaseData, CaseUnit, Gap, Given, Organisation, Period
from kokoq.observations import PERIOD, UNIT, Absence, Observations, Submission, TableData
from kokoq.plan import Plan, fields_used
from kokoq.refs import no_refs

MUNICIPALITY = "municipality"

Submitted = tuple[str, Period, CaseData]
"""What a case says of one period: what its units are called by more than their own names, the period, the data."""


def everybody(case: Case) -> tuple[CaseUnit, ...]:
    """Every organisation of the case once, as it is in the latest period that it stands in."""
    periods = reversed(tuple(back_from(case.given)))
    return tuple({unit.id: unit for data in periods for unit in data.organisations}.values())


def back_from(given: CaseData | None) -> Iterator[CaseData]:
    """The periods of a case, the present one first."""
    while given is not None:
        yield given
        given = given.previous


def organisation(plan: Plan, scope: Formula | None, unit: CaseUnit) -> Organisation:
    """The case's organisation; where its type is not said, the first that the scope takes in."""
    if unit.type or scope is None:
        candidates = [(unit.type or next(iter(plan.catalogue.organisation_types), ""), unit.tags)]
    else:
        named = sorted(set(names(scope)) & set(plan.catalogue.tags))
        sets = [frozenset(some) | unit.tags for n in range(len(named) + 1) for some in combinations(named, n)]
        candidates = [(type_, tags) for tags in sets for type_ in plan.catalogue.organisation_types]
        candidates = [c for c in candidates if applies(scope, _candidate(unit, *c))] or candidates
    return _candidate(unit, *candidates[0])


def _candidate(unit: CaseUnit, type_: str, tags: frozenset[str]) -> Organisation:
    return Organisation(
        id=unit.id, title=unit.id, type=type_, tags=tags, municipality=MUNICIPALITY, cluster=unit.cluster
    )


def observations(plan: Plan, submitted: Iterable[Submitted], *, whole: bool) -> Observations:
    """Observations as if every organisation of the cases had sent its form; fields that are not given are blank.

    Unless they are wanted ``whole``, the fields that no indicator uses are left out: making them takes time.
    """
    rows: dict[str, list[Mapping[str, Given]]] = {PLAIN: [], **{table: [] for table in plan.catalogue.tables}}
    submissions = []
    for prefix, period, data in submitted:
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


def _table(plan: Plan, table: str, rows: list[Mapping[str, Given]], used: set[str]) -> TableData:
    """The rows of a table; of the plain fields only those that are used."""
    fields = [f.id for f in plan.catalogue.fields.values() if f.table == table and (table != PLAIN or f.id in used)]
    keys = [] if table == PLAIN else [key.id for key in plan.catalogue.tables[table].keys]
    texts: dict[str, list[object]] = {name: [row.get(name) for row in rows] for name in (PERIOD, UNIT, *keys)}
    places = {name: place for place, name in enumerate(fields)}
    shape = (len(rows), len(fields))
    numbers, absent = np.full(shape, np.nan), np.full(shape, int(Absence.BLANK), dtype=np.int8)
    for number, row in enumerate(rows):
        for name in places.keys() & row.keys():  # most cells are blank
            value = row[name]
            if isinstance(value, Gap):
                absent[number, places[name]] = Absence[value.name]
                continue
            absent[number, places[name]] = Absence.PRESENT
            if isinstance(value, str):
                texts.setdefault(name, [None] * len(rows))[number] = value
            else:
                numbers[number, places[name]] = _number(value)
    columns = {name: numbers[:, place] for name, place in places.items()}
    columns |= {name: np.array(column, dtype=object) for name, column in texts.items()}
    absences = {name: absent[:, place] for name, place in places.items()}
    return TableData(columns, absences, no_refs(fields, len(rows)))


def _number(given: Decimal | int | dt.date) -> float:
    """A number, a truth as 1 or 0, a date as its ordinal."""
    return float(given.toordinal()) if isinstance(given, dt.date) else float(given)
