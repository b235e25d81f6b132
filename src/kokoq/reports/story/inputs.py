"""The cells that a number was made from: each with its place, its value as read, and what was noticed there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kokoq.a1 import make_ref
from kokoq.diagnostics import Cell
from kokoq.model import PLAIN, Field, Type
from kokoq.observations import PERIOD, UNIT, Absence, TableData, unpack_ref
from kokoq.plan import Series, fields_used
from kokoq.reports.facts import Facts
from kokoq.wording import to_message

ROWS = 8  # of one organisation in a table; more are shown as one range


@dataclass(frozen=True, slots=True)
class Input:
    """One cell (or one range of rows): ``title`` is the field's, ``keys`` the row's («Русский язык; 9»).

    ``value`` is what was read or why nothing was; ``notes`` are the findings at the cell, ``evidence`` the text beside.
    """

    title: str
    keys: str
    value: str
    place: str
    notes: tuple[str, ...]
    evidence: str


def inputs(facts: Facts, series: Series, unit: str) -> tuple[Input, ...]:
    """The cells of one organisation (or municipality) that the series is computed from, in the order of the formula."""
    used = dict.fromkeys(fields_used(facts.assessment.plan, series.indicator.id))
    fields = [facts.catalogue.fields[name] for name in used]
    found: list[Input] = []
    for table in dict.fromkeys(field.table for field in fields):
        asked = [field for field in fields if field.table == table and _asked(facts, field, unit)]
        cells = facts.assessment.observations.tables.get(table)
        if asked and cells is not None:
            found += _of_table(facts, cells, asked, unit)
    return tuple(found)


def plain_values(facts: Facts, unit: str) -> dict[str, float]:
    """The numbers of the unit's plain fields, those that are present."""
    cells = facts.assessment.observations.tables.get(PLAIN)
    if cells is None:
        return {}
    own, found = _of_unit(facts, cells, unit), dict[str, float]()
    for name in own.absences if len(own) else ():
        value = own.column(name)[-1]
        if own.absence(name)[-1] == Absence.PRESENT and isinstance(value, float):
            found[name] = value
    return found


def _asked(facts: Facts, field: Field, unit: str) -> bool:
    organisation = next((o for o in facts.assessment.organisations if o.id == unit), None)
    return facts.assessment.plan.asks(field.id, organisation)


def _of_unit(facts: Facts, cells: TableData, unit: str) -> TableData:
    """A unit's rows of the period."""
    own = cells.among(PERIOD, (facts.period,)) & cells.among(UNIT, (unit,))
    return cells.rows(np.flatnonzero(own))


def _of_table(facts: Facts, cells: TableData, fields: Sequence[Field], unit: str) -> Iterator[Input]:
    cells = _of_unit(facts, cells, unit)
    table = fields[0].table
    if table != PLAIN and len(cells):
        filled = [cells.absence(name) != Absence.BLANK for name in cells.absences]
        cells = cells.rows(np.flatnonzero(np.logical_or.reduce(filled)))
    rows = range(len(cells))
    if not rows:
        yield from _nothing(facts, fields, unit)
    elif len(rows) > ROWS:
        title = facts.catalogue.tables[table].title
        place = "; ".join(_ranges(facts, cells, fields, rows))
        yield Input(title, "", facts.say("story.rows", n=len(rows)), place, (), "")
    else:
        for row in rows:
            for field in fields:
                yield _cell(facts, cells, field, row)


def _nothing(facts: Facts, fields: Iterable[Field], unit: str) -> Iterator[Input]:
    """Fields of which not even a blank cell was read."""
    seen = facts.assessment.observations
    sent = [s.tables | {PLAIN} for s in seen.submissions if s.unit == unit and s.period == facts.period]
    for field in fields:
        here = any(field.table in tables for tables in sent) or (facts.period, field.table) in seen.delivered
        key = "report.story.no_rows" if here else "absence.not_submitted"
        yield Input(field.title, "", facts.language.say(key), "", (), "")


def _cell(facts: Facts, cells: TableData, field: Field, row: int) -> Input:
    absence = Absence(int(cells.absence(field.id)[row]))
    where = facts.assessment.observations.cell(cells.refs.at(row, field.id))
    value = facts.language.say(f"absence.{absence.slug}") if absence is not Absence.PRESENT else ""
    value = value or _read(facts, field, cells.column(field.id)[row])
    unit = str(cells.column(UNIT)[row])
    evidence = facts.evidence.get((unit, field.id), "")
    found = facts.findings_at.get(where, ()) if where else ()
    notes = tuple(dict.fromkeys(to_message(d, facts.language) for d in found))
    return Input(field.title, _keys(facts, cells, field, row), value, str(where or ""), notes, evidence)


def _keys(facts: Facts, cells: TableData, field: Field, row: int) -> str:
    table = facts.catalogue.tables.get(field.table)
    words = []
    for key in table.keys if table else ():
        code = str(cells.column(key.id)[row])
        dictionary = facts.catalogue.dictionaries.get(key.dictionary)
        words.append(dictionary.entries.get(code, code) if dictionary else code)
    return "; ".join(words)


def _read(facts: Facts, field: Field, value: object) -> str:
    """A value as it was read, in the form of its type."""
    if isinstance(value, str):
        dictionary = facts.catalogue.dictionaries.get(field.dictionary)
        return dictionary.entries.get(value, value) if dictionary else value
    number = float(str(value))
    match field.type:
        case Type.YES_NO:
            return facts.say("yes" if number else "no")
        case Type.PERCENT:
            return facts.typesetter.percent(number)
        case Type.DATE:
            return facts.language.date(dt.date.fromordinal(int(number)))
        case _:
            unit = facts.catalogue.units.get(field.unit, field.unit)
            return " ".join(part for part in (facts.typesetter.amount(number), unit) if part)


def _ranges(facts: Facts, cells: TableData, fields: Sequence[Field], rows: Iterable[int]) -> Iterator[str]:
    """The block of cells that holds the rows, one for each sheet."""
    blocks: dict[int, list[tuple[int, int]]] = {}
    for field in fields:
        for ref in (cells.refs.at(row, field.id) for row in rows):
            if ref > 0:
                source, row, column = unpack_ref(ref)
                blocks.setdefault(source, []).append((row, column))
    for source, places in sorted(blocks.items()):
        sheet = facts.assessment.observations.sources[source]
        first = make_ref(min(r for r, _ in places), min(c for _, c in places))
        last = make_ref(max(r for r, _ in places), max(c for _, c in places))
        yield str(Cell(sheet.file, sheet.sheet, f"{first}:{last}"))
