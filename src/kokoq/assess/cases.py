"""Run the worked cases of a catalogue: each is a tiny campaign of its own, evaluated and scored like a real one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import numpy as np
import pandas as pd

from kokoq import rules
from kokoq.assess.score import score
from kokoq.compute.evaluate import evaluate, main_table
from kokoq.diagnostics import Diagnostic, Span
from kokoq.formula.rows import names
from kokoq.formula.scope import applies
from kokoq.model import (
    PLAIN,
    Case,
    CaseData,
    CaseUnit,
    Expected,
    Gap,
    Given,
    Indicator,
    Level,
    Organisation,
    Period,
    Settings,
)
from kokoq.observations import PERIOD, UNIT, Absence, Observations, Submission, TableData
from kokoq.plan import Plan, fields_used, references_of
from kokoq.results import Result, Results

NOW, BEFORE = Period("2001"), Period("2000")
MUNICIPALITY = "municipality"

Shown = Callable[[Indicator, Result], str]
"""How a report shows the value of a result."""


def run_cases(plan: Plan, *, shown: Shown) -> tuple[Diagnostic, ...]:
    """A finding for every expectation that does not come out, and for every indicator that no case touches."""
    failed = (fault for case in plan.catalogue.cases for fault in run_case(plan, case, shown=shown))
    return (*failed, *without_case(plan))


def without_case(plan: Plan) -> Iterator[Diagnostic]:
    """A note for every indicator that no case of the catalogue touches."""
    shown = {plan.aliases.get(case.indicator, case.indicator) for case in plan.catalogue.cases}
    for series in plan.series.values():
        if series.indicator.id not in shown:
            yield rules.INDICATOR_WITHOUT_CASE.at(series.indicator.at, indicator=series.indicator.id)


def run_case(plan: Plan, case: Case, *, shown: Shown) -> Iterator[Diagnostic]:
    """The expectations of one case that do not come out, each at its own place."""
    computed = plan.aliases.get(case.indicator, case.indicator)
    own = _only(plan, computed)
    results = compute_case(own, case, computed)
    indicator = own.catalogue.indicators[computed]
    if case.expect is not None:
        yield from _compare(case.expect, results, (str(Level.MUNICIPALITY), MUNICIPALITY), indicator, shown)
    for unit, expected in case.expect_organisations.items():
        yield from _compare(expected, results, (str(Level.ORGANISATION), unit), indicator, shown)


def compute_case(plan: Plan, case: Case, indicator: str) -> Results:
    """The scored results of a case."""
    organisations = tuple(_organisation(plan, indicator, unit) for unit in _everybody(case))
    periods = {NOW: case.given} if case.previous is None else {BEFORE: case.previous, NOW: case.given}
    observations = _observations(plan, periods)
    settings = Settings(at=case.at, catalogue=plan.catalogue.id)
    evaluated = evaluate(plan, observations, organisations, periods=periods, settings=settings)
    return score(plan, evaluated.value)


def _only(plan: Plan, indicator: str) -> Plan:
    """The plan of one indicator and those that it refers to."""
    wanted = {indicator, *references_of(plan, indicator)}
    series = {id: plan.series[id] for id in plan.series if id in wanted}
    return replace(plan, series=series, order=tuple(id for id in plan.order if id in wanted))


def _everybody(case: Case) -> tuple[CaseUnit, ...]:
    units = {unit.id: unit for unit in (case.previous.organisations if case.previous else ())}
    return tuple({**units, **{unit.id: unit for unit in case.given.organisations}}.values())


def _organisation(plan: Plan, indicator: str, unit: CaseUnit) -> Organisation:
    """The case's organisation; where its type is not said, the first that the indicator's scope takes in."""
    if unit.type:
        candidates = [(unit.type, unit.tags)]
    else:
        scope = plan.series[indicator].scope
        named = sorted(set(names(scope)) & set(plan.catalogue.tags))
        sets = [frozenset(some) | unit.tags for n in range(len(named) + 1) for some in combinations(named, n)]
        candidates = [(type_, tags) for tags in sets for type_ in plan.catalogue.organisation_types]
        candidates = [c for c in candidates if applies(scope, _candidate(*c))] or candidates
    found = _candidate(*candidates[0])
    return replace(found, id=unit.id, title=unit.id, cluster=unit.cluster)


def _candidate(type_: str, tags: frozenset[str]) -> Organisation:
    return Organisation(id="", title="", type=type_, tags=tags, municipality=MUNICIPALITY)


def _observations(plan: Plan, periods: Mapping[Period, CaseData]) -> Observations:
    """Observations as if every organisation of the case had sent its form; fields that are not given are blank."""
    rows: dict[str, list[dict[str, object]]] = {PLAIN: [], **{table: [] for table in plan.catalogue.tables}}
    submissions = []
    for period, data in periods.items():
        units = [(unit.id, unit) for unit in data.organisations if not unit.not_submitted]
        if data.municipality is not None:
            units.append((MUNICIPALITY, data.municipality))
        for id, unit in units:
            submissions.append(Submission(period.text, id, (), frozenset(plan.catalogue.tables)))
            rows[PLAIN].append({PERIOD: period.text, UNIT: id, **unit.values})
            for table, records in unit.tables.items():
                rows[table] += [{PERIOD: period.text, UNIT: id, **record} for record in records]
    fields = {name for series in plan.series for name in fields_used(plan, series)}
    used = {PLAIN, *(main_table(plan, series) for series in plan.series.values())}
    used |= {plan.catalogue.fields[name].table for name in fields}
    tables = {table: _table(plan, table, found, fields) for table, found in rows.items() if table in used}
    return Observations(tables=tables, submissions=tuple(submissions))


def _table(plan: Plan, table: str, rows: list[dict[str, object]], used: set[str]) -> TableData:
    """The rows of a table; of the plain fields only those that the case's indicator uses."""
    fields = [f.id for f in plan.catalogue.fields.values() if f.table == table and (table != PLAIN or f.id in used)]
    keys = [] if table == PLAIN else [key.id for key in plan.catalogue.tables[table].keys]
    values = {name: [_value(row.get(name, Gap.BLANK)) for row in rows] for name in fields}
    absent = {name: [_absence(row.get(name, Gap.BLANK)) for row in rows] for name in fields}
    index = {name: pd.Series([row.get(name) for row in rows], dtype=object) for name in (PERIOD, UNIT, *keys)}
    columns = {name: pd.Series(column, dtype=_dtype(column)) for name, column in values.items()}
    return TableData(
        pd.DataFrame({**index, **columns}),
        pd.DataFrame(absent, dtype=np.int8),
        pd.DataFrame(0, index=range(len(rows)), columns=fields, dtype=np.int64),
    )


def _dtype(column: list[float | str | None]) -> type:
    return object if any(isinstance(value, str) for value in column) else float


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


def _compare(
    expected: Expected, results: Results, unit: tuple[str, str], indicator: Indicator, shown: Shown, breakdown: str = ""
) -> Iterator[Diagnostic]:
    level, name = unit
    found = results.get(NOW.text, level, name, indicator.id, breakdown)
    for what, wanted in expected.values.items():
        actual = None if found is None else _actual(found, what, indicator, shown)
        if not _same(wanted, actual, expected.tolerance):
            at: Span = expected.places.get(what, expected.at)
            yield rules.CASE_FAILED.at(
                at, indicator=indicator.id, what=what, expected=_text(wanted), found=_text(actual)
            )
    for part, inner in expected.breakdown.items():
        yield from _compare(inner, results, unit, indicator, shown, part)


def _actual(result: Result, what: str, indicator: Indicator, shown: Shown) -> float | str | None:
    match what:
        case "value":
            return result.value
        case "numerator":
            return result.numerator
        case "denominator":
            return result.denominator
        case "n_reported":
            return result.n_reported
        case "n_expected":
            return result.n_expected
        case "points":
            return result.points
        case "max_points":
            return result.max_points
        case "status":
            return str(result.status)
        case "level":
            return result.band
        case "shown":
            return shown(indicator, result)
        case _:
            raise KeyError(what)


def _same(wanted: Decimal | str | None, actual: float | str | None, tolerance: Decimal | None) -> bool:
    if isinstance(wanted, Decimal) and isinstance(actual, int | float):
        if tolerance is not None:
            return abs(Decimal(repr(actual)) - wanted) <= tolerance
        return f"{wanted:.12g}" == f"{actual:.12g}" or float(f"{wanted:.12g}") == float(f"{actual:.12g}")
    if isinstance(wanted, str) and isinstance(actual, str):
        return wanted.replace("\u00a0", " ") == actual.replace("\u00a0", " ")
    return wanted is None and actual is None


def _text(value: Given | float | None) -> str:
    return "—" if value is None else f"{value:.12g}" if isinstance(value, float | Decimal) else str(value)
