"""One workbook for a municipality that fills centrally: a row per organisation, sheets by topic, tables beside them.

What it asks and how it checks is that of the forms; ``central_match`` reads it back to the same facts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.collect.form.anchors import (
    EVERYBODY,
    HEADER,
    ORGANISATION,
    Identity,
    cell_id,
    cell_parts,
    evidence_role,
    key_role,
    unit_id,
)
from kokoq.collect.form.book import FormBook, header_width, lines_of, new_workbook, width_of
from kokoq.collect.form.central_counts import Behind, Share, Told, counted, of_keyed, of_list, of_topic, write_units
from kokoq.collect.form.checks import Live, Reasons, live
from kokoq.collect.form.counts import Counted, Standing, joined, say_counted, say_first, standing
from kokoq.collect.form.formula import Cells
from kokoq.collect.form.frame import first_reason, letter
from kokoq.collect.form.front import Heading, write_front
from kokoq.collect.form.layout import FORM_VERSION, Layout, Question, QuestionSheet, TableSheet, cell_title, headings
from kokoq.collect.form.places import TOP, Codes, Places, Spot
from kokoq.collect.form.style import WIDTHS, titled
from kokoq.collect.form.write import Answers, concerning
from kokoq.language import Language
from kokoq.model import Catalogue, Field, Organisation, Table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from kokoq.formula.relation import Relation

_RECORDS = 1000
_FIELD_WIDTH = 17

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


def write_central(
    units: Sequence[Unit],
    catalogue: Catalogue,
    path: Path,
    *,
    heading: Heading,
    language: Language,
    answers: Mapping[str, Answers] | None = None,
    relations: Sequence[Relation] = (),
) -> None:
    """Write the workbook of all ``units`` to ``path``; ``answers`` are those of each by its id."""
    with new_workbook(path, title=heading.title, subject=heading.organisation.title) as workbook:
        book = FormBook(workbook, catalogue, language, period=heading.period, words=heading.words)
        front, listed = (book.name(language.say(f"form.sheet.{name}")) for name in ("instruction", "organisations"))
        sheets = central_sheets(units, catalogue, main=language.say("form.sheet.main"))
        named = [(sheet, book.name(sheet.title)) for sheet in sheets]
        identity = Identity(
            form=str(FORM_VERSION),
            catalogue=catalogue.id,
            version=central_version([layout for _, layout in units]),
            unit=EVERYBODY,
            period=heading.period.text,
        )
        writer = _Writer(book, heading, identity, [unit for unit, _ in units], answers or {}, relations, named)
        first, of_units = book.sheet(front), book.sheet(listed)
        counts = [writer.write(sheet, name) for sheet, name in named]
        write_units(book, of_units, heading, writer.units, writer.shares)
        book.text(of_units, TOP + 2 + len(units), 1, str(identity), "mark")
        write_front(book, first, heading, counts, identity)
        book.finish(identity)


class _Writer:
    """The workbook while it is written: the places and reasons of every organisation."""

    def __init__(
        self,
        book: FormBook,
        heading: Heading,
        identity: Identity,
        units: Sequence[Organisation],
        answers: Mapping[str, Answers],
        relations: Sequence[Relation],
        named: Sequence[tuple[CentralSheet, str]],
    ) -> None:
        self.book = book
        self.heading = heading
        self.identity = identity
        self.units = units
        self.shares: list[Share] = []
        self.answers = {unit.id: answers.get(unit.id, Answers()) for unit in units}
        spots: dict[str, list[Spot]] = {unit.id: [] for unit in units}
        for sheet, name in named:
            for row, line in enumerate(sheet.lines, TOP + 1):
                spots[line.unit.id] += _spots(sheet, name, row, line)
        self.reasons = {unit.id: self._reasons(unit, spots[unit.id], relations) for unit in units}
        self.alone = Reasons(book, Cells(book.catalogue, book.language, Places(()), {}, here=""), {}, ())

    def _reasons(self, unit: Organisation, spots: Sequence[Spot], relations: Sequence[Relation]) -> Reasons:
        given = self.answers[unit.id]
        cells = Cells(self.book.catalogue, self.book.language, Places(spots), given.by_id, here="")
        return Reasons(self.book, cells, given.evidence, concerning(unit, relations))

    def write(self, part: CentralSheet, name: str) -> Counted:
        """Write one sheet; returns how much of it is filled."""
        sheet = self.book.sheet(name)
        at = _columns(part)
        check = max(at.values()) + 1
        self._head(sheet, part, at, check)
        behind = Behind(self.book, sheet, at[part.columns[0].role], check)
        if part.table is not None and not part.table.keys:
            told = self._records(part, name, at, behind)
        else:
            told = [self._line(part, name, row, at, behind) for row, _ in enumerate(part.lines, TOP + 1)]
        rows = TOP + len(told)
        for column in part.columns:
            place = at[column.role]
            self.book.limit(sheet, (TOP + 1, place, rows, place), column.field)
            self.book.colours(sheet, (TOP + 1, place, rows, place), reason=f"{letter(check + place)}{TOP + 2}")
        self.book.colours(sheet, (TOP + 1, check, rows, check), reason=f"${letter(check)}{TOP + 2}")
        behind.hide()
        shares, records = self._shares(part, at, behind, told), part.table is not None and not part.table.keys
        self.shares += shares
        wrong = [(row, line.wrong) for row, line in enumerate(told, TOP + 1) if line.wrong]
        first = say_first((TOP + 1, check, rows, check), wrong, self.book.language)
        return self._finish(part, counted(behind, name, told, shares, records=records), first, behind, rows)

    def _head(self, sheet: Worksheet, part: CentralSheet, at: Mapping[str, int], check: int) -> None:
        book, say = self.book, self.book.language.say
        sheet.write_string(0, 0, str(replace(self.identity, sheet=part.id)))
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        book.text(sheet, 1, 1, part.title, "title")
        sheet.set_row(1, 24)
        sheet.write_string(TOP, 0, HEADER)
        for role, place in at.items():
            sheet.write_string(0, place, role)
        book.text(sheet, TOP, 1, say("form.column.organisation"), "header")
        sheet.set_column(1, 1, width_of((unit.title for unit in self.units), least=24, most=44))
        for key in part.table.keys if part.table else ():
            place = at[key_role(key.id)]
            book.text(sheet, TOP, place, key.title, "header")
            sheet.set_column(place, place, width_of(book.catalogue.dictionaries[key.dictionary].entries.values()))
        self._questions(sheet, part, at)
        book.text(sheet, TOP, check, say("form.column.check"), "header")
        sheet.set_column(check, check, WIDTHS["check"])

    def _questions(self, sheet: Worksheet, part: CentralSheet, at: Mapping[str, int]) -> None:
        """The headers of the questions, their hints in comments, and those of their evidence."""
        book, lines = self.book, 3
        for column in part.columns:
            title = titled(column.title, column.field, book.catalogue, book.language)
            place, width = at[column.role], header_width(title, least=_FIELD_WIDTH)
            lines = max(lines, lines_of(title, width - 5))
            book.text(sheet, TOP, place, title, "header")
            sheet.set_column(place, place, width)
            if column.field.hint:
                options = {"width": 300, "height": 14 + 16 * lines_of(column.field.hint, 44), "font_size": 9}
                sheet.write_comment(TOP, place, column.field.hint, {**options, "author": self.heading.title[:60]})
            if evidence_role(column.id) in at:
                place, title = at[evidence_role(column.id)], book.language.say("form.column.proof", title=column.title)
                lines = max(lines, lines_of(title, 21))
                book.text(sheet, TOP, place, title, "header")
                sheet.set_column(place, place, 24)
        sheet.set_row(TOP, 15 * lines + 4)

    def _shares(self, part: CentralSheet, at: Mapping[str, int], behind: Behind, told: Sequence[Told]) -> list[Share]:
        """What each organisation has answered on a sheet."""
        if part.table is None:
            return of_topic(behind, [(column.id, at[column.role]) for column in part.columns], told)
        return of_keyed(behind, told) if part.table.keys else of_list(behind, part.units, told)

    def _line(self, part: CentralSheet, name: str, row: int, at: Mapping[str, int], behind: Behind) -> Told:
        """One row of an organisation."""
        sheet, check, line = behind.sheet, behind.check, part.lines[row - TOP - 1]
        self._names(sheet, part, line, row, at)
        answers, reasons = self.answers[line.unit.id], self.reasons[line.unit.id]
        spots = {spot.column: spot for spot in _spots(part, name, row, line)}
        told: dict[int, Live] = {}
        for column in part.columns:
            place, proof = at[column.role], at.get(evidence_role(column.id))
            spot = spots.get(place)
            if spot is None:
                self.book.text(sheet, row, place, "", "none")
            else:
                self.book.answer(sheet, row, place, answers.by_id.get(spot.id), column.field)
                told[check + place] = reasons.of(spot)
            if proof is not None:
                text = "" if spot is None else answers.evidence.get(spot.id, "")
                self.book.text(sheet, row, proof, text, "none" if spot is None else "words")
        wrong = self._tell(behind, row, told)
        cells = {
            place: standing(answers.by_id.get(spot.id), told[check + place], self.book) for place, spot in spots.items()
        }
        if part.table is not None:
            behind.write_row(row, len(cells), cells.values())
        sheet.set_row(row, 25)
        return Told(line.unit.id, cells, wrong)

    def _tell(self, behind: Behind, row: int, told: Mapping[int, Live]) -> str:
        """Write the reasons of a row's cells into their hidden columns, and the first, which is returned, beside."""
        for column, each in told.items():
            self.book.formula(behind.sheet, row, column, each.formula, each.text)
        first = first_reason(row, told)
        self.book.formula(behind.sheet, row, behind.check, first.formula, first.text, style="check")
        return first.text

    def _names(self, sheet: Worksheet, part: CentralSheet, line: Line, row: int, at: Mapping[str, int]) -> None:
        sheet.write_string(row, 0, unit_id(line.unit.id, line.codes))
        self.book.text(sheet, row, 1, line.unit.title, "label")
        for key, code in zip(part.table.keys if part.table else (), line.codes, strict=True):
            entries = self.book.catalogue.dictionaries[key.dictionary].entries
            self.book.text(sheet, row, at[key_role(key.id)], entries.get(code, code), "label")

    def _records(self, part: CentralSheet, name: str, at: Mapping[str, int], behind: Behind) -> list[Told]:
        """Open rows in which the organisation is chosen from a list."""
        sheet = behind.sheet
        given = [(unit, record) for unit in self.units for record in self.answers[unit.id].records.get(part.id, ())]
        n = max(_RECORDS, len(given))
        listed = self.book.listed("organisations", tuple(unit.title for unit in self.units))
        sheet.data_validation(TOP + 1, 1, TOP + n, 1, {"validate": "list", "source": f"={listed}"})
        told = []
        for row in range(TOP + 1, TOP + n + 1):
            unit, record = given[row - TOP - 1] if row - TOP - 1 < len(given) else (None, {})
            self.book.text(sheet, row, 1, unit.title if unit else "", "words")
            reasons, cells = dict[int, Live](), dict[int, Standing]()
            for column in part.columns:
                place, entry = at[column.role], record.get(column.id)
                self.book.answer(sheet, row, place, entry, column.field)
                said = live(self.alone.own(Spot(column.id, column.field, (), name, row, place), entry))
                reasons[behind.check + place], cells[place] = said, standing(entry, said, self.book)
            wrong = self._tell(behind, row, reasons)
            behind.write_row(row, len(cells), cells.values())
            told.append(Told(unit.id if unit else "", cells, wrong))
        return told

    def _finish(self, part: CentralSheet, counts: Counted, first: Live, behind: Behind, last: int) -> Counted:
        sheet, check = behind.sheet, behind.check
        placed = counts.written(self.book, sheet, part.title, behind.after)
        self.book.text(sheet, 2, 1, self.heading.period.text, "subtitle")
        said = joined(say_counted(placed, self.book.language), first)
        self.book.formula(sheet, 2, behind.first, said.formula, said.text, style="subtitle")
        sheet.repeat_rows(TOP)
        sheet.print_area(1, 1, last, check)
        named = 2 + (len(part.table.keys) if part.table else 0)
        sheet.freeze_panes(TOP + 1, named)
        footer = f"{self.heading.organisation.title}, {part.title}"
        self.book.set_strips(sheet, repeated=named, last=check, footer=footer)
        self.book.protect(sheet)
        return placed


def _columns(part: CentralSheet) -> dict[str, int]:
    """Every role with its column: the organisation, the keys, each question and beside it its evidence."""
    roles = [ORGANISATION, *(key_role(key.id) for key in (part.table.keys if part.table else ()))]
    for column in part.columns:
        roles += [column.role, *([evidence_role(column.id)] if column.field.evidence and part.table is None else [])]
    return {role: place for place, role in enumerate(roles, 1)}


def _spots(part: CentralSheet, name: str, row: int, line: Line) -> list[Spot]:
    """The cells of a row that its organisation is asked for."""
    at, found = _columns(part), []
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
