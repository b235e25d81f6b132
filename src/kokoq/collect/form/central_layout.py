"""What stands where in the workbook of everybody: its sheets, columns and rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kokoq.collect.form.anchors import ORGANISATION, cell_id, cell_parts, evidence_role, key_role
from kokoq.collect.form.layout import Layout, Question, QuestionSheet, TableSheet, cell_title, headings
from kokoq.collect.form.places import Codes, Spot
from kokoq.model import Catalogue, Field, Organisation, Table

Unit = tuple[Organisation, Layout]


@dataclass(frozen=True, slots=True)
class Column:
    """One question, or one field of a table; the role by which it is known again."""

    id: str
    role: str
    title: str
    field: Field


@dataclass(frozen=True, slots=True)
class Line:
    """The row of an organisation, of a table with the codes of its keys; which of the columns it answers."""

    unit: Organisation
    codes: Codes
    asked: frozenset[str]


@dataclass(frozen=True, slots=True)
class CentralSheet:
    """The organisations below one another, what is asked of them side by side; the id of a topic begins with ``#``.

    ``units`` are asked for a list, whose rows are of nobody yet.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    table: Table | None = None
    units: tuple[Organisation, ...] = ()


def central_version(layouts: Sequence[Layout]) -> str:
    """Changes where the form of any of the organisations does."""
    return hashlib.sha256("\n".join(sorted({each.version for each in layouts})).encode()).hexdigest()[:12]


def central_sheets(units: Sequence[Unit], catalogue: Catalogue, *, main: str) -> tuple[CentralSheet, ...]:
    """The sheets in the order of the topics, the tables of a topic behind its questions."""
    order = {topic: place for place, topic in enumerate(catalogue.topics)}
    topics = sorted(_topics(units), key=lambda topic: order.get(topic, len(order)))
    sheets: list[CentralSheet] = []
    tables = {t.id: t for _, layout in units for s in layout.sheets if isinstance(s, TableSheet) for t in (s.table,)}
    for topic in topics:
        sheets += _questions(units, topic, catalogue, main=main)
        sheets += [_table(units, table, catalogue) for table in tables.values() if table.topic == topic]
    return tuple(sheets)


def _topics(units: Sequence[Unit]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for _, layout in units:
        for part in layout.sheets:
            match part:
                case QuestionSheet(sections=sections):
                    found |= dict.fromkeys(section.topic for section in sections)
                case TableSheet(table=table):
                    found[table.topic] = None
    return tuple(found)


def _questions(units: Sequence[Unit], topic: str, catalogue: Catalogue, *, main: str) -> list[CentralSheet]:
    """One sheet with all questions of a topic that anybody is asked; none where there are none."""
    titles, title = headings(catalogue), catalogue.topics.get(topic, "") or main
    columns: dict[str, Column] = {}
    lines = []
    for unit, layout in units:
        asked = _asked(layout, topic)
        columns |= {q.id: _column(q, catalogue, titles) for q in asked if q.id not in columns}
        if asked:
            lines.append(Line(unit, (), frozenset(q.id for q in asked)))
    return [CentralSheet(f"#{topic}", title, tuple(columns.values()), tuple(lines))] if columns else []


def _column(question: Question, catalogue: Catalogue, titles: Mapping[str, str]) -> Column:
    asked = question.field
    title, table = titles[asked.id], catalogue.tables.get(asked.table)
    if table is not None:
        title = cell_title(table, question.keys, asked, catalogue, heading=title)
    return Column(question.id, key_role(question.id), title, asked)


def _asked(layout: Layout, topic: str) -> list[Question]:
    sheets = (sheet for sheet in layout.sheets if isinstance(sheet, QuestionSheet))
    return [q for sheet in sheets for section in sheet.sections if section.topic == topic for q in section.questions]


def _table(units: Sequence[Unit], table: Table, catalogue: Catalogue) -> CentralSheet:
    fields = [catalogue.fields[name] for name in table.fields]
    titles = headings(catalogue)
    columns = tuple(Column(f.id, key_role(f.id), titles[f.id], f) for f in fields)
    lines = tuple(
        Line(unit, codes, frozenset(f.id for f in fields if table.asks(f, codes)))
        for unit, layout in units
        if table in layout.tables
        for codes in table.rows
    )
    asked = tuple(unit for unit, layout in units if table in layout.tables)
    return CentralSheet(table.id, table.title, columns, lines if table.keys else (), table, asked)


def columns_of(part: CentralSheet) -> dict[str, int]:
    """Every role with its column: the organisation, the keys, each question and beside it its evidence."""
    roles = [ORGANISATION, *(key_role(key.id) for key in (part.table.keys if part.table else ()))]
    for column in part.columns:
        roles += [column.role, *([evidence_role(column.id)] if column.field.evidence and part.table is None else [])]
    return {role: place for place, role in enumerate(roles, 1)}


def spots_of(part: CentralSheet, name: str, row: int, line: Line) -> list[Spot]:
    """The cells of a row that its organisation is asked for."""
    at, found = columns_of(part), []
    for column in part.columns:
        if column.id in line.asked:
            id_ = cell_id(part.table.id, line.codes, column.id) if part.table else column.id
            codes = line.codes if part.table else _codes(column.id)
            found.append(
                Spot(id_, column.field, codes, name, row, at[column.role], at.get(evidence_role(column.id), 0))
            )
    return found


def _codes(id: str) -> Codes:
    parts = cell_parts(id)
    return parts[1] if parts else ()
