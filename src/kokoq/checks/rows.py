"""Checks within one row: the figures of an organisation, or of one row of its tables. Cells are typed already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kokoq import rules
from kokoq.checks import relations
from kokoq.checks.figures import NUMBERS
from kokoq.checks.inspection import Inspection, positions
from kokoq.collect.cells.slips import slip
from kokoq.compute.rows import Bools, Floats, Rows, some_groups
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import PLAIN, Field, Type


def parts_do_not_exceed_wholes(look: Inspection) -> Iterator[Diagnostic]:
    """A field declared ``part_of`` another of its row is not above it."""
    fields = look.plan.catalogue.fields
    for table in look.tables:
        rows = look.rows(table)
        for part in look.fields(table):
            whole = fields.get(part.part_of)
            if whole is None or whole.table != table or whole.type is Type.YES_NO:
                continue
            parts, wholes = rows.number(part.id).values, rows.number(whole.id).values
            for row in positions(_known(rows) & np.greater(parts, wholes)):
                yield part_above(
                    look, (table, part, row), whole, parts[row], wholes[row], (look.ref(table, whole.id, row),)
                )


def relations_hold_in_every_row(look: Inspection) -> Iterator[Diagnostic]:
    """A check declared for a table holds in each of its rows."""
    for relation in look.plan.relations:
        if relation.check.table in look.observations.tables and relation.check.table:
            yield from relations.broken_rows(look, relation)


def dates_lie_within_the_period(look: Inspection) -> Iterator[Diagnostic]:
    """A date is not before the period's first day or after its last."""
    first, last = look.period.start, look.period.end
    for table in look.tables:
        rows = look.rows(table)
        for field in look.fields(table):
            if field.type is not Type.DATE:
                continue
            days: Floats = rows.number(field.id).values
            outside = np.less(days, first.toordinal()) | np.greater(days, last.toordinal())
            for row in positions(_known(rows) & outside):
                found = dt.date.fromordinal(int(days[row]))
                yield rules.DATE_OUTSIDE_PERIOD.at(
                    place(look, table, field, row),
                    value=found.strftime("%d.%m.%Y"),
                    field=field.title,
                    first=first.strftime("%d.%m.%Y"),
                    last=last.strftime("%d.%m.%Y"),
                ).of(unit=look.ids[rows.unit[row]], period=look.period.text)


def evidence_stands_beside_a_yes(look: Inspection) -> Iterator[Diagnostic]:
    """Where a field requires evidence and is answered «yes» (or by a number above zero), the evidence is given."""
    given = {(e.unit, e.field) for e in look.observations.evidence if e.period == look.period.text and e.text.strip()}
    for field in look.fields(PLAIN):
        if not field.evidence:
            continue
        for unit in positions(np.greater(look.rows(PLAIN).number(field.id).values, 0)):
            if (look.ids[unit], field.id) not in given:
                where = place(look, PLAIN, field, unit)
                yield rules.EVIDENCE_MISSING.at(where, field=field.title).of(
                    unit=look.ids[unit], period=look.period.text
                )


def records_stand_once(look: Inspection) -> Iterator[Diagnostic]:
    """A record that names whom or what it is of is not repeated; without a name two equal ones may be two persons."""
    for table in (name for name in look.tables if name and look.plan.catalogue.tables[name].records):
        fields = list(look.fields(table))
        named = next((field for field in fields if field.type is Type.TEXT), None)
        if named is None:
            continue
        rows = look.rows(table)
        for row, first in sorted(_again(rows, named.id, [field.id for field in fields])):
            yield rules.RECORD_REPEATED.at(
                place(look, table, named, row),
                related=look.cells((look.ref(table, named.id, first),)),
                record=str(rows.data.column(named.id)[row]),
                table=look.plan.catalogue.tables[table].title,
            ).of(unit=look.ids[rows.unit[row]], period=look.period.text)


def _again(rows: Rows, named: str, fields: list[str]) -> Iterator[tuple[int, int]]:
    """The rows that say what a row of their organisation above them says, each with that one."""
    for some in some_groups(rows.unit):
        own = rows.data.rows(some)
        known, alike = np.ones(len(some), dtype=bool), rows.unit[some].astype(np.int64)
        for name in fields:
            said, texts = pd.factorize(own.column(name))
            alike = pd.factorize(alike * (len(texts) + 1) + said)[0]
            if name == named:
                known = said >= 0
        firsts = np.unique(alike, return_index=True)[1][alike]
        again = np.flatnonzero(known & (firsts < np.arange(len(some))))
        yield from zip(some[again].tolist(), some[firsts[again]].tolist(), strict=True)


def part_above(
    look: Inspection, part: tuple[str, Field, int], whole: Field, value: float, most: float, refs: tuple[int, ...]
) -> Diagnostic:
    """The finding that the part (table, field, row) is above its whole, which was read from ``refs``."""
    table, field, row = part
    found = rules.PART_EXCEEDS_WHOLE.at(
        place(look, table, field, row),
        related=look.cells(refs),
        part=field.title,
        part_value=float(value),
        whole=whole.title,
        whole_value=float(most),
        slip=_slip(look, part, whole, float(value), float(most)),
    )
    return found.of(unit=look.ids[look.rows(table).unit[row]], period=look.period.text)


def _slip(look: Inspection, part: tuple[str, Field, int], whole: Field, value: float, most: float) -> str:
    """How the part was probably meant; nothing where another part of the whole is above it, too: the whole is wrong."""
    table, field, row = part
    rows = look.rows(table)
    parts = [f for f in look.fields(table) if f.part_of and f.id != field.id and f.type in NUMBERS]
    given = [(f.part_of, float(rows.number(f.id).values[row])) for f in parts]
    if field.type is Type.PERCENT or any(of == whole.id and number > most for of, number in given):
        return ""
    own = [number for of, number in given if of == field.id and number > 0]
    return slip(value, field, max(own, default=None), most)


def place(look: Inspection, table: str, field: Field, row: int) -> Cell:
    """The cell of a value, or the unit's form where it was not read from a cell."""
    cells = look.cells((look.ref(table, field.id, row),))
    return cells[0] if cells else look.file(look.ids[look.rows(table).unit[row]])


def _known(rows: Rows) -> Bools:
    return np.greater_equal(rows.unit, 0)


CHECKS = (
    parts_do_not_exceed_wholes,
    relations_hold_in_every_row,
    dates_lie_within_the_period,
    evidence_stands_beside_a_yes,
    records_stand_once,
)
