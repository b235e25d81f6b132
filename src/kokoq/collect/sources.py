"""Spreadsheets that are not our forms, read by the mapping that the campaign declares for them.

A header is found by its texts, columns by their names, organisations by any name of theirs, symbols by dictionaries.
What is left out is left out by a rule and counted: totals, notes, numbers of columns, units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import NamedTuple

from kokoq.collect.facts import Fact, FileFacts, Row
from kokoq.collect.headers import Header, find_header, near_headers
from kokoq.collect.layout import is_asked
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet
from kokoq.collect.roster import Roster
from kokoq.collect.typing import SheetPlace, Typed, read_cell
from kokoq.collect.words import Vocabulary, folded
from kokoq.diagnostics import Cell, Diagnostic, closest, make_ref
from kokoq.language import Word
from kokoq.model import Field, Organisation, SourceMapping, Table, Type
from kokoq.observations import Absence, Source, pack_ref
from kokoq.plan import Plan
from kokoq.rules import (
    COLUMN_NOT_FOUND,
    EXCLUDED_ORGANISATION,
    HEADER_NOT_FOUND,
    NOT_ASKED,
    ROWS_SKIPPED,
    UNKNOWN_ORGANISATION,
)

ORGANISATION = "organisation"
IGNORE = "ignore"
TOTALS = ("итог", "всего", "в среднем", "среднее", "total")
"""How a total row begins, where it has no organisation."""


def matching(sources: Mapping[str, SourceMapping], path: PurePosixPath) -> dict[str, SourceMapping]:
    """The declared sources that a file, by its name or its path within the period's folder, belongs to."""
    name, whole = path.name.casefold(), str(path).casefold()
    return {
        id_: mapping
        for id_, mapping in sources.items()
        if any(fnmatchcase(name, p.casefold()) or fnmatchcase(whole, p.casefold()) for p in mapping.files)
    }


def read_source(
    book: Book, source: str, mapping: SourceMapping, *, plan: Plan, known: Roster, words: Vocabulary, period: str
) -> FileFacts:
    """The facts of one declared source in a file; ``tables`` holds its table only if its columns were found."""
    table = plan.catalogue.tables.get(mapping.table)
    reading = _Reading(book, source, mapping, plan, known, words, period, table)
    sheets = [(n, s) for n, s in enumerate(book.sheets) if fnmatchcase(s.name.casefold(), mapping.sheet.casefold())]
    headers = [(n, sheet, find_header(sheet, mapping)) for n, sheet in sheets]
    found = [(n, sheet, header) for n, sheet, header in headers if header is not None]
    if not found:
        reading.no_header([sheet for _, sheet in sheets])
    for n, sheet, header in found:
        reading.read_sheet(n, sheet, header)
    tables = {table.id: tuple(reading.rows)} if table is not None and reading.usable else {}
    return FileFacts(
        file=book.file,
        period=period,
        unit="",
        sources=tuple(Source(book.file, s.name, period, book.sha256) for s in book.sheets),
        plain=reading.plain,
        tables=tables,
        diagnostics=tuple(reading.findings),
    )


class _Page(NamedTuple):
    """One sheet of an export: its number in the file, its columns, the fields they answer, the rows to be left out."""

    number: int
    sheet: RawSheet
    columns: Mapping[str, int]
    targets: tuple[tuple[str, int, Field], ...]
    skips: Mapping[int, frozenset[str]]
    place: SheetPlace

    def at(self, row: int) -> Cell:
        """The organisation's cell of a row."""
        return Cell(*self.place, make_ref(row, self.columns[ORGANISATION]))


@dataclass(slots=True)
class _Reading:
    """A source while its sheets are read one after the other."""

    book: Book
    source: str
    mapping: SourceMapping
    plan: Plan
    known: Roster
    words: Vocabulary
    period: str
    table: Table | None
    rows: list[Row] = field(default_factory=list)
    plain: dict[str, dict[str, Fact]] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    skipped: dict[str, int] = field(default_factory=dict)
    usable: bool = False

    def no_header(self, sheets: list[RawSheet]) -> None:
        wanted = self.mapping.header or tuple(self.mapping.columns)
        close = dict.fromkeys(text for sheet in sheets for text in near_headers(sheet, wanted))
        place = Cell(self.book.file, sheets[0].name if len(sheets) == 1 else "")
        self.findings.append(HEADER_NOT_FOUND.at(place, source=self.source, expected=tuple(wanted), close=tuple(close)))

    def read_sheet(self, number: int, sheet: RawSheet, header: Header) -> None:
        place = SheetPlace(self.book.file, sheet.name)
        columns = self._columns(header, place)
        keys = tuple(key.id for key in self.table.keys) if self.table else ()
        if ORGANISATION not in columns or any(key not in columns for key in keys):
            return
        self.usable = True
        targets = tuple((name, column, self._field(name)) for name, column in columns.items() if name != ORGANISATION)
        page = _Page(number, sheet, columns, targets, self._skips(header, place), place)
        self.skipped = {}
        for row, cells in sheet.rows.items():
            unit = self._unit(page, row, cells) if row > header.bottom else None
            if unit is not None:
                self._row(page, row, cells, unit)
        for why, n in self.skipped.items():
            self.findings.append(ROWS_SKIPPED.at(Cell(*place), n=n, why=Word(f"collect.skipped.{why}")))

    def _columns(self, header: Header, place: SheetPlace) -> dict[str, int]:
        """target → column, for the declared columns that are there."""
        found: dict[str, int] = {}
        names = header.names()
        for declared, target in self.mapping.columns.items():
            column = header.column(declared)
            if column is not None:
                found[target] = column
            elif target != IGNORE:
                close = near(declared, names)
                at = Cell(*place, make_ref(header.top, 1))
                self.findings.append(COLUMN_NOT_FOUND.at(at, source=self.source, column=declared, close=close))
        found.pop(IGNORE, None)
        return found

    def _skips(self, header: Header, place: SheetPlace) -> dict[int, frozenset[str]]:
        """column → texts by which a row is left out."""
        found: dict[int, frozenset[str]] = {}
        for declared, texts in self.mapping.skip.items():
            column = header.column(declared)
            if column is not None:
                found[column] = frozenset(folded(text) for text in texts)
            elif declared not in self.mapping.columns:
                at = Cell(*place, make_ref(header.top, 1))
                close = near(declared, header.names())
                self.findings.append(COLUMN_NOT_FOUND.at(at, source=self.source, column=declared, close=close))
        return found

    def _field(self, name: str) -> Field:
        """The field that a column answers; a key of the table is read as a symbol of its dictionary."""
        for key in self.table.keys if self.table else ():
            if key.id == name and self.table:
                return Field(
                    id=key.id,
                    title=key.title,
                    at=self.table.at,
                    table=self.table.id,
                    type=Type.SYMBOL,
                    asked=self.table.asked,
                    dictionary=key.dictionary,
                )
        return self.plan.catalogue.fields[name]

    def _unit(self, page: _Page, row: int, cells: Mapping[int, RawCell]) -> Organisation | None:
        """Whose row it is; None where it is nobody's, which is counted or found wanting."""
        if any(column in cells and folded(cells[column].text) in texts for column, texts in page.skips.items()):
            self._skip("total")
            return None
        cell = page.sheet.shown_at(row, page.columns[ORGANISATION])
        name = cell.text.strip() if cell is not None else ""
        unit = self.known.find(name) if name else None
        if unit is None:
            self._nobody(page, row, name, cells)
            return None
        if unit.excluded or (self.table and not is_asked(self.plan, self.table.id, unit)):
            self._left_out(unit, page.at(row))
            return None
        return unit

    def _skip(self, why: str) -> None:
        self.skipped[why] = self.skipped.get(why, 0) + 1

    def _nobody(self, page: _Page, row: int, name: str, cells: Mapping[int, RawCell]) -> None:
        """A row without an organisation that we know: a total, a note, a numbering, or a finding."""
        texts = [cells[column].text.strip() for column in page.columns.values() if column in cells]
        filled = [text for text in texts if text]
        first = next((cell.text.strip() for cell in cells.values() if cell.text.strip()), "")
        if not first:
            return
        if (not name or name == first) and folded(first).startswith(TOTALS):
            self._skip("total")
        elif len(filled) > 1 and all(text.isdecimal() for text in filled) and _consecutive(filled):
            self._skip("numbering")
        elif not name and filled and all(folded(text).strip("()") in self.words.units for text in filled):
            self._skip("units")
        elif len(filled) <= 1 and not any(cell.kind is Kind.NUMBER for cell in cells.values()):
            self._skip("note")
        elif name not in self.named:
            self.named.add(name)
            close = self.known.close(name) if name else ()
            self.findings.append(UNKNOWN_ORGANISATION.at(page.at(row), name=name, close=close))

    def _left_out(self, unit: Organisation, at: Cell) -> None:
        """Rows of an organisation that is not monitored or not asked are said once."""
        if unit.id in self.named:
            return
        self.named.add(unit.id)
        if unit.excluded:
            self.findings.append(EXCLUDED_ORGANISATION.at(at, organisation=unit.title, reason=unit.excluded))
        elif self.table:
            self.findings.append(NOT_ASKED.at(at, organisation=unit.title, field=self.table.title))

    def _row(self, page: _Page, row: int, cells: Mapping[int, RawCell], unit: Organisation) -> None:
        facts: dict[str, Fact] = {}
        for name, column, asked in page.targets:
            read = self._cell(name, cells.get(column), asked, page.place)
            if read.findings:
                self.findings += [d.of(unit=unit.id, period=self.period) for d in read.findings]
            facts[name] = Fact(read.value, read.absence, pack_ref(page.number, row, column))
        if self.table is None:
            self.plain.setdefault(unit.id, {}).update(facts)
            return
        keys = [facts.pop(key.id) for key in self.table.keys]
        if all(key.present for key in keys):
            self.rows.append(Row(unit.id, tuple(str(key.value) for key in keys), facts))

    def _cell(self, name: str, cell: RawCell | None, asked: Field, place: SheetPlace) -> Typed:
        """A cell by the source's own dictionary of values where it has the text, else by the field's type."""
        values = self.mapping.values.get(name)
        if values and cell is not None:
            code = next((code for text, code in values.items() if folded(text) == folded(cell.text)), None)
            if code is not None:
                return Typed(code, Absence.PRESENT)
        return read_cell(cell, asked, sheet=place, words=self.words)


def near(declared: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of columns that a declared one was probably meant to be, by the whole path or its last part."""
    tails = {name.split("|")[-1]: name for name in names}
    found = (*closest(declared, names), *(tails[t] for t in closest(declared.split("|")[-1], tails)))
    return tuple(dict.fromkeys(found))


def _consecutive(texts: list[str]) -> bool:
    numbers = [int(text) for text in texts]
    return numbers == sorted(set(numbers)) and numbers[-1] - numbers[0] < 40
