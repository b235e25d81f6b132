"""The collected values on sheets of their own: what every formula of the report rests on.

Plain fields stand in a matrix, fields × organisations. A table has a sheet with one row per collected row, those of an
organisation next to each other. A text has its title for the reader and its code for the formulas, empty where absent;
of the texts of records (codes of persons) the numbers of the different ones alone are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from kokoq.formula.rows import walk
from kokoq.formula.tree import Call, Name
from kokoq.model import PLAIN, Dictionary, Field, Table, Type
from kokoq.observations import UNIT, Absence, TableData
from kokoq.refs import Refs
from kokoq.reports.facts import Facts
from kokoq.reports.workbook.book import LETTERS_PER_UNIT, Book, Page
from kokoq.reports.workbook.grid import BODY, CODE, NUMBERS, TITLE, Grid
from kokoq.reports.workbook.grid import UNIT as UNIT_COLUMN
from kokoq.reports.workbook.marks import OUTSIDE, Notation
from kokoq.reports.workbook.worksheet import LETTERS

EXCEL_EPOCH = 693594  # the ordinal of 30.12.1899
ROWS_HEAD = 3
NUMBER, ORGANISATION = 0, 1
WIDEST = 52
SMALL = 8  # the size of letters of «small_text»
LEFT_BLANK = (int(Absence.BLANK), int(Absence.NOT_SUBMITTED), int(Absence.NOT_APPLICABLE))


@dataclass(frozen=True)
class PlainInputs:
    """Where the plain fields stand: field → row of the values, and of the codes of a text."""

    page: Page
    grid: Grid
    rows: Mapping[str, int]
    codes: Mapping[str, int]


@dataclass(frozen=True)
class TableInputs:
    """Where a table stands: columns of fields and keys (of a text, its codes), spans of rows by unit.

    ``silent`` are the units with a line but without rows, where that is not a fact (records that were not submitted).
    ``references`` are those of the cells that the fields were read from, ``at`` and ``shown`` their rows and columns.
    """

    page: Page
    columns: Mapping[str, int]
    numbered: Mapping[str, int]
    spans: Mapping[str, tuple[int, int]]
    records: bool
    silent: frozenset[str]
    last: int
    shown: Mapping[str, int]
    at: tuple[int, ...]
    references: Refs


@dataclass(frozen=True)
class Inputs:
    """Where everything that was collected stands; a catalogue of tables alone has no ``plain`` fields."""

    grid: Grid
    plain: PlainInputs | None
    tables: Mapping[str, TableInputs]

    def number(self, organisation: str) -> str:
        """The cell that numbers an organisation, for other sheets; "" where there is none."""
        return self.plain.page.cell(NUMBERS, self.grid.columns[organisation]) if self.plain else ""


def add_table_pages(book: Book, facts: Facts, *, tab: str) -> dict[str, Page]:
    """An empty sheet for each table that was collected, in the order of the catalogue."""
    tables = facts.assessment.observations.tables
    return {id: book.add(table.title, tab=tab) for id, table in facts.catalogue.tables.items() if id in tables}


def write_inputs(page: Page | None, pages: Mapping[str, Page], facts: Facts, grid: Grid, notation: Notation) -> Inputs:
    """Write all inputs of the period and say where they are; ``page`` is that of the plain fields, if there are any."""
    plain = _Plain(page, facts, grid, notation).write() if page else None
    tables = {}
    for id, table_page in pages.items():
        tables[id] = _Rows(table_page, facts, grid, notation, facts.catalogue.tables[id]).write()
    return Inputs(grid, plain, tables)


@dataclass(frozen=True)
class _Plain:
    page: Page
    facts: Facts
    grid: Grid
    notation: Notation

    def write(self) -> PlainInputs:
        say = self.notation.language.say
        columns = (say("workbook.column.field"), say("workbook.column.datum"), say("workbook.column.unit"))
        title, note = say("workbook.sheet.inputs"), say("workbook.note.inputs")
        self.grid.head(self.page, title, note, columns, numbered=True, wide=(26, 39), strip=8)
        data = self.facts.assessment.observations.period_rows(PLAIN, self.facts.period)
        at = {str(unit): row for row, unit in enumerate(data.column(UNIT).tolist())}
        rows: dict[str, int] = {}
        codes: dict[str, int] = {}
        row = BODY
        for topic, fields in self._by_topic():
            self.grid.band(self.page, row, topic)
            row += 1
            for one in fields:
                rows[one.id] = row
                self._line(row, one, data, at)
                if one.type in (Type.SYMBOL, Type.TEXT):
                    row += 1
                    codes[one.id] = row
                    self._codes(row, one, data, at)
                row += 1
        return PlainInputs(self.page, self.grid, rows, codes)

    def _by_topic(self) -> Iterator[tuple[str, list[Field]]]:
        catalogue = self.facts.catalogue
        found: dict[str, list[Field]] = {topic: [] for topic in catalogue.topics}
        for one in catalogue.fields.values():
            if one.table == PLAIN:
                found.setdefault(one.topic, []).append(one)
        for topic, fields in found.items():
            if fields:
                yield catalogue.topics.get(topic, topic or catalogue.title), fields

    def _line(self, row: int, one: Field, data: TableData, at: Mapping[str, int]) -> None:
        page, form = self.page, self.notation.field(one)
        page.text(row, CODE, one.id, "unit_left")
        page.text(row, TITLE, one.title, "tiny_wrapped")
        page.text(row, UNIT_COLUMN, self.facts.catalogue.units.get(one.unit, one.unit), "unit")
        values = data.column(one.id).tolist() if one.id in data.columns else []
        absent = data.absence(one.id).tolist() if one.id in data.absences else []
        dictionary = self.facts.catalogue.dictionaries.get(one.dictionary)
        for unit, column in self.grid.columns.items():
            place = at.get(unit)
            if not self._asked(one, unit):
                page.text(row, column, OUTSIDE, "outside")
            elif place is None or not values:
                page.text(row, column, self.notation.input_mark(Absence.NOT_SUBMITTED), "absent")
            elif absent[place] or values[place] is None or values[place] != values[place]:
                page.text(row, column, self.notation.input_mark(absent[place] or Absence.BLANK), "absent")
            else:
                _value(page, row, column, one, values[place], form, dictionary)

    def _codes(self, row: int, one: Field, data: TableData, at: Mapping[str, int]) -> None:
        self.page.text(row, CODE, "", "quiet")
        self.page.text(row, TITLE, self.notation.language.say("workbook.column.codes"), "quiet")
        self.page.text(row, UNIT_COLUMN, "", "quiet")
        values = data.column(one.id).tolist() if one.id in data.columns else []
        for unit, column in self.grid.columns.items():
            value = values[at[unit]] if unit in at and values else None
            self.page.text(row, column, value if isinstance(value, str) else "", "quiet")

    def _asked(self, one: Field, unit: str) -> bool:
        plan = self.facts.assessment.plan
        if unit in self.grid.numbers:
            return plan.asks(one.id, self.grid.organisations[self.grid.numbers[unit] - 1])
        return plan.asks_municipality(one.id)


@dataclass(frozen=True)
class _Column:
    """One column of a table's sheet: a field or key, the codes of one, or the numbers of its different values."""

    name: str
    title: str
    values: list[object]
    absent: list[int]
    field: Field | None = None
    dictionary: Dictionary | None = None
    role: str = "value"


def _width(column: _Column) -> float:
    """Of a column of titles, what the longest of its dictionary needs, within reason; no word of its head is cut."""
    word = 1.5 + max(map(len, column.title.split()), default=0)
    if column.role != "value":
        return max(9, word)
    if column.dictionary is None:
        return max(14, word)
    longest = max(map(len, column.dictionary.entries.values()), default=0)
    return min(WIDEST, max(26.0, 2 + longest * SMALL / LETTERS_PER_UNIT))


@dataclass(frozen=True)
class _Rows:
    page: Page
    facts: Facts
    grid: Grid
    notation: Notation
    table: Table
    _real: set[int] = field(default_factory=set)

    def write(self) -> TableInputs:
        say, page = self.notation.language.say, self.page
        data, units = self._sorted()
        columns = list(self._columns(data))
        titles = (say("workbook.column.number"), say("report.column.organisation"), *(c.title for c in columns))
        page.title(self.table.title, say("workbook.note.table", n=len(units)))
        page.row(ROWS_HEAD - 1, titles, "header")
        spans, last = self._body(columns, units)
        page.widths(5, 26, *(_width(one) for one in columns))
        page.frozen(ROWS_HEAD, 2, repeat=(ROWS_HEAD - 1, ROWS_HEAD - 1))
        page.landscape()
        page.sheet.autofilter(ROWS_HEAD - 1, 0, max(last, ROWS_HEAD), len(columns) + 1)
        at = {one.name: place for place, one in enumerate(columns, start=2) if one.role != "numbers"}
        numbered = {one.name: place for place, one in enumerate(columns, start=2) if one.role == "numbers"}
        shown = {one.name.lstrip("\0"): place for place, one in enumerate(columns, start=2) if one.role == "value"}
        lines = tuple(row for first, end in spans.values() for row in range(first, end + 1) if row in self._real)
        return TableInputs(
            page,
            at,
            numbered,
            spans,
            bool(self.table.records),
            self._silent_units(spans),
            last,
            shown,
            lines,
            data.refs,
        )

    def _sorted(self) -> tuple[TableData, list[str]]:
        """The rows in which something was written, those of a unit together, in the order of the grid."""
        data = self.facts.assessment.observations.period_rows(self.table.id, self.facts.period)
        if not len(data):
            return data, []
        written = ~np.logical_and.reduce([np.isin(data.absence(name), LEFT_BLANK) for name in self.table.fields])
        order = {unit: place for place, unit in enumerate(self.grid.units)}
        units = np.array([order.get(str(unit), -1) for unit in data.column(UNIT).tolist()])
        kept = np.flatnonzero(written & (units >= 0))
        data = data.rows(kept[np.argsort(units[kept], kind="stable")])
        return data, [str(unit) for unit in data.column(UNIT).tolist()]

    def _columns(self, data: TableData) -> Iterator[_Column]:
        catalogue, say = self.facts.catalogue, self.notation.language.say
        present = [0] * len(data)
        for key in self.table.keys:
            dictionary = catalogue.dictionaries[key.dictionary]
            values = data.column(key.id).tolist()
            if any(code != title for code, title in dictionary.entries.items()):
                yield _Column(f"\0{key.id}", key.title, values, present, dictionary=dictionary)
                yield _Column(key.id, say("workbook.column.code_of", name=key.title), values, present, role="codes")
            else:
                yield _Column(key.id, key.title, values, present)
        for id in self.table.fields:
            one = catalogue.fields[id]
            values, absent = data.column(id).tolist(), data.absence(id).tolist()
            found = catalogue.dictionaries.get(one.dictionary)
            if one.type is Type.SYMBOL:
                yield _Column(f"\0{id}", one.title, values, absent, field=one, dictionary=found)
                yield _Column(id, say("workbook.column.code_of", name=one.title), values, absent, role="codes")
            elif one.type is not Type.TEXT:
                yield _Column(id, one.title, values, absent, field=one)
            elif not self.table.records:
                yield _Column(f"\0{id}", one.title, values, absent, field=one)
            if one.type in (Type.SYMBOL, Type.TEXT) and id in self._counted:
                numbers: dict[object, int] = {}
                each = [
                    None if a else numbers.setdefault(v, len(numbers) + 1) for v, a in zip(values, absent, strict=True)
                ]
                yield _Column(id, say("workbook.column.number_of", name=one.title), list(each), absent, role="numbers")

    @property
    def _counted(self) -> frozenset[str]:
        """The fields whose different values some indicator counts."""
        return frozenset(
            node.arguments[0].id
            for series in self.facts.assessment.plan.series.values()
            for node in walk(series.tree)
            if isinstance(node, Call) and node.function == "distinct" and isinstance(node.arguments[0], Name)
        )

    def _body(self, columns: list[_Column], units: list[str]) -> tuple[dict[str, tuple[int, int]], int]:
        page = self.page
        titles = dict(zip(self.grid.units, self.grid.titles, strict=True))
        spans: dict[str, tuple[int, int]] = {}
        row = ROWS_HEAD
        place = 0
        for unit in self._asked():
            first = row
            while place < len(units) and units[place] == unit:
                self._real.add(row)
                page.number(row, NUMBER, self.grid.numbers.get(unit, 0), "quiet")
                page.text(row, ORGANISATION, titles[unit], "small_text")
                for column, one in enumerate(columns, start=2):
                    self._cell(row, column, one, place)
                row, place = row + 1, place + 1
            if row == first:
                self._nothing(row, titles[unit], columns, unit)
                row += 1
            spans[unit] = (first, row - 1)
        return spans, row - 1

    def _asked(self) -> Iterator[str]:
        plan = self.facts.assessment.plan
        written = set(self.facts.assessment.observations.tables[self.table.id].column(UNIT).tolist())
        for unit in self.grid.units:
            number = self.grid.numbers.get(unit)
            asked = (
                plan.asks_municipality(self.table.id)
                if number is None
                else plan.asks(self.table.id, self.grid.organisations[number - 1])
            )
            if asked or unit in written:
                yield unit

    def _cell(self, row: int, column: int, one: _Column, place: int) -> None:
        value, absent = one.values[place], one.absent[place]
        missing = bool(absent) or value is None or value != value
        if one.role == "codes":
            self.page.text(row, column, "" if missing else str(value), "quiet")
        elif one.role == "numbers":
            if missing:
                self.page.text(row, column, "", "quiet")
            else:
                self.page.number(row, column, float(str(value)), "quiet")
        elif missing:
            self.page.text(row, column, self.notation.input_mark(absent or Absence.BLANK), "absent")
        else:
            form = self.notation.field(one.field) if one.field else ""
            _value(self.page, row, column, one.field, value, form, one.dictionary)

    def _silent_units(self, spans: Mapping[str, tuple[int, int]]) -> frozenset[str]:
        without = (unit for unit, (first, _) in spans.items() if first not in self._real)
        return frozenset(unit for unit in without if not (self.table.records and self._given(unit)))

    def _given(self, unit: str) -> bool:
        """Whether the unit sent the table, or it came for all at once, so that no row is a fact."""
        seen, period, table = self.facts.assessment.observations, self.facts.period, self.table.id
        sent = any(s.unit == unit and s.period == period and table in s.tables for s in seen.submissions)
        return sent or (period, table) in seen.delivered

    def _nothing(self, row: int, title: str, columns: list[_Column], unit: str) -> None:
        """A line for a unit that has no rows, so that nobody is forgotten; its number stays empty."""
        given = self._given(unit)
        mark = self.notation.language.say("workbook.mark.no_rows") if given else self.notation.input_mark(1)
        self.page.text(row, NUMBER, "", "quiet")
        self.page.text(row, ORGANISATION, title, "small_text")
        for column, one in enumerate(columns, start=2):
            if (one.role == "value" and one.name.startswith("\0")) or (one.role == "value" and one.field is not None):
                self.page.text(row, column, mark, "absent")
            else:
                self.page.text(row, column, "", "quiet")


def _value(
    page: Page, row: int, column: int, one: Field | None, value: object, form: str, dictionary: Dictionary | None
) -> None:
    """A present value: a number, the title of a code, or a text."""
    if isinstance(value, str):
        page.text(row, column, dictionary.entries.get(value, value) if dictionary else value, "small_text")
    elif isinstance(value, int | float):
        days = EXCEL_EPOCH if one is not None and one.type is Type.DATE else 0
        page.number(row, column, float(value) - days, "cell", form)


def placed(
    inputs: Inputs, facts: Facts, wanted: Mapping[int, tuple[str, str, str]]
) -> dict[tuple[str, str, str], tuple[Page, str]]:
    """Where the values of collected cells stand here: (file, sheet, cell) → page and address."""
    found: dict[tuple[str, str, str], tuple[Page, str]] = {}
    if not wanted:
        return found
    data = facts.assessment.observations.period_rows(PLAIN, facts.period)
    units = [str(unit) for unit in data.column(UNIT).tolist()]
    for row, name, ref in data.refs.holding(wanted) if inputs.plain else ():
        letter = inputs.grid.letters.get(units[row])
        if inputs.plain and letter is not None and name in inputs.plain.rows:
            found[wanted[ref]] = (inputs.plain.page, f"{letter}{inputs.plain.rows[name] + 1}")
    for table in inputs.tables.values():
        for row, name, ref in table.references.holding(wanted):
            if name in table.shown:
                found[wanted[ref]] = (table.page, f"{LETTERS[table.shown[name]]}{table.at[row] + 1}")
    return found
