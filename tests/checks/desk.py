"""A small catalogue written as YAML, and what organisations reported: each value in a cell that can be told.

Plain figures of ``a`` stand in ``a.xlsx``, sheet «Данные», column B, one below the other as the fields are declared;
the rows of a table stand on the sheet of that name, one field a column from B.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from kokoq.checks import run
from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import Cell, Diagnostic, Span
from kokoq.model import PLAIN, Municipality, Organisation, Period, Settings, Type
from kokoq.observations import Absence, Evidence, Observations, Source, Submission, TableData, pack_ref
from kokoq.plan import Plan, compile
from kokoq.refs import Runs

Y1, Y2 = Period("2019/2020"), Period("2020/2021")
SETTINGS = Settings(at=Span("kokoq.yaml"), catalogue="desk", municipality=Municipality(id="town"))
PLAIN_SHEET = "Данные"
HEAD = """\
kokoq: 1
id: desk
title: Стол
organisation_types: {school: школа, kindergarten: детский сад}
tags: {upper: есть 10–11 классы}
dictionaries:
  subjects: {title: Предмет, entries: {rus: Русский язык, math: Математика}}
"""

Value = float | str | dt.date | Absence | None
Figures = Mapping[str, Value]


@lru_cache
def desk(text: str) -> Plan:
    """The plan of a catalogue with these fields, tables and checks."""
    with TemporaryDirectory() as made:
        (Path(made) / "catalogue.yaml").write_text(HEAD, encoding="utf-8")
        (Path(made) / "fields.yaml").write_text(text, encoding="utf-8")
        loaded = load_catalogue(Path(made), name="c")
    assert loaded.value is not None
    assert not loaded.failed, loaded.diagnostics
    planned = compile(loaded.value)
    assert planned.value is not None, planned.diagnostics
    return planned.value


def school(id: str, *tags: str, kind: str = "school") -> Organisation:
    return Organisation(id=id, title=f"Школа {id}", type=kind, tags=frozenset(tags), municipality="town")


def observe(
    plan: Plan,
    plain: Mapping[Period, Mapping[str, Figures]],
    *,
    evidence: Mapping[tuple[str, str], str] | None = None,
    **tables: Sequence[Figures],
) -> Observations:
    """``plain`` is period → unit → figures; the rows of tables name their unit and belong to the last period."""
    last = list(plain)[-1]
    sources: dict[tuple[str, str, str], int] = {("", "", ""): 0}
    rows = [{"period": p.text, "unit": u, **figures} for p, units in plain.items() for u, figures in units.items()]
    made = {PLAIN: _table(plan, PLAIN, rows, sources)}
    for table in plan.catalogue.tables:
        made[table] = _table(plan, table, [{"period": last.text, **row} for row in tables.get(table, ())], sources)
    told = tuple(
        Evidence(last.text, unit, name, text, Cell(f"{unit}.xlsx", PLAIN_SHEET, "C1"))
        for (unit, name), text in (evidence or {}).items()
    )
    return Observations(
        tables=made,
        sources=tuple(Source(file, sheet, period) for period, file, sheet in sources),
        submissions=tuple(Submission(p.text, u, (f"{u}.xlsx",)) for p, units in plain.items() for u in units),
        evidence=told,
    )


def check(
    plan: Plan,
    observations: Observations,
    *organisations: Organisation,
    periods: Sequence[Period] = (Y2,),
    settings: Settings = SETTINGS,
    found: Sequence[Diagnostic] = (),
) -> tuple[Diagnostic, ...]:
    own = organisations or (school("a", "upper"), school("b"))
    return run(plan, observations, own, periods=periods, settings=settings, found=found)


def told(diagnostics: Sequence[Diagnostic]) -> list[tuple[str, str]]:
    return [(d.rule.code, str(d.where)) for d in diagnostics]


def _table(plan: Plan, table: str, rows: Sequence[Figures], sources: dict[tuple[str, str, str], int]) -> TableData:
    fields = [f for f in plan.catalogue.fields.values() if f.table == table]
    keys = [] if table == PLAIN else [key.id for key in plan.catalogue.tables[table].keys]
    frame = pd.DataFrame({k: pd.Series([r[k] for r in rows], dtype=object) for k in ("period", "unit", *keys)})
    absent = pd.DataFrame(index=frame.index)
    runs = Runs()
    numbers: dict[tuple[str, str], int] = {}
    places = []
    for row in rows:
        period, unit = str(row["period"]), str(row["unit"])
        sheet = (period, f"{unit}.xlsx" if period == Y2.text else f"{period[:4]}/{unit}.xlsx", table or PLAIN_SHEET)
        numbers[period, unit] = numbers.get((period, unit), 0) + 1
        places.append((sources.setdefault(sheet, len(sources)), numbers[period, unit]))
    for field in fields:
        given = [row.get(field.id, Absence.BLANK) for row in rows]
        values = [None if isinstance(v, Absence) or v is None else _value(v) for v in given]
        text = field.type in (Type.SYMBOL, Type.TEXT)
        frame[field.id] = pd.Series(values, dtype=object if text else np.float64)
        codes = [int(v) if isinstance(v, Absence) else int(Absence.BLANK) if v is None else 0 for v in given]
        absent[field.id] = pd.Series(codes, dtype=np.int8)
    for place, (source, row) in enumerate(places):
        orders = range(1, len(fields) + 1)
        at = [pack_ref(source, n, 2) if table == PLAIN else pack_ref(source, row, n + 1) for n in orders]
        runs.add(place, np.array([at], dtype=np.int64).T)
    columns, absences = ({name: each[name].to_numpy() for name in each} for each in (frame, absent))
    return TableData(columns, absences, runs.refs([field.id for field in fields], range(len(rows))))


def _value(value: float | str | dt.date) -> float | str:
    match value:
        case dt.date():
            return float(value.toordinal())
        case str():
            return value
        case _:
            return float(value)
