"""A workbook → the rows that stand in it, whoever saved it; what cannot be taken is a finding at its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kokoq.a1 import make_ref
from kokoq.collect.read import Book, Kind, RawCell, RawSheet, State, read_book
from kokoq.diagnostics import Cell, Checked, Diagnostic
from kokoq.exchange.grid import Grid
from kokoq.exchange.sheets import SHEETS, Sheet
from kokoq.exchange.titles import ABOUT, column_title, folded, known_columns, known_sheets, language_of, sheet_title
from kokoq.language import Language
from kokoq.rules import (
    NOT_A_TABLE,
    TABLE_CELL_FORMULA,
    TABLE_COLUMN_GONE,
    TABLE_COLUMN_UNKNOWN,
    TABLE_SHEET_GONE,
    TABLE_SHEET_UNKNOWN,
)
from kokoq.spelling import closest


@dataclass(frozen=True, slots=True)
class Written:
    """One row of a sheet of the workbook: the text of every filled cell by its column."""

    sheet: Sheet
    file: str
    name: str  # of the sheet in the workbook
    number: int
    columns: Mapping[str, int]
    cells: Mapping[str, str]

    def at(self, column: str) -> Cell:
        """The place of a cell; where the sheet has no such column, the first of the row."""
        return Cell(self.file, self.name, make_ref(self.number, self.columns.get(column, 1)))

    @property
    def words(self) -> Language:
        """The language of the workbook."""
        return language_of(self.name)


def as_written(grid: Grid, file: str) -> tuple[Written, ...]:
    """The rows that a table has when nobody has changed it yet."""
    return tuple(
        Written(
            row.sheet, file, row.sheet.id, number, {name: n for n, name in enumerate(row.sheet.names, 1)}, row.cells
        )
        for rows in grid.values()
        for number, row in enumerate(rows, 2)
    )


def read_table(path: Path, there: Grid) -> Checked[tuple[Written, ...]]:
    """The rows of a table of definitions, to take the place of what is ``there``."""
    read = read_book(path, name=path.name)
    if read.value is None:
        return Checked((), read.diagnostics)
    found = list(read.diagnostics)
    rows: list[Written] = []
    seen: set[str] = set()
    titles = known_sheets()
    for raw in read.value.sheets:
        id_ = titles.get(folded(raw.name))
        if id_ is None or id_ in seen:
            found += _unknown_sheet(read.value, raw)
        elif id_ != ABOUT:
            seen.add(id_)
            sheet = next(sheet for sheet in SHEETS if sheet.id == id_)
            taken = _read_sheet(read.value, raw, sheet, there)
            found += taken.diagnostics
            rows += taken.value
    if not seen:
        return Checked((), (*read.diagnostics, NOT_A_TABLE.at(Cell(path.name))))
    words = next(language_of(raw.name) for raw in read.value.sheets if titles.get(folded(raw.name)) in seen)
    lost = [sheet for sheet in SHEETS if sheet.id not in seen and there.get(sheet.id)]
    found += [TABLE_SHEET_GONE.at(Cell(path.name), sheet=sheet_title(sheet.id, words)) for sheet in lost]
    return Checked(tuple(rows), tuple(found))


def _unknown_sheet(book: Book, raw: RawSheet) -> Iterator[Diagnostic]:
    if raw.cells and raw.state is State.VISIBLE:
        yield TABLE_SHEET_UNKNOWN.at(Cell(book.file, raw.name), sheet=raw.name)


def _read_sheet(book: Book, raw: RawSheet, sheet: Sheet, there: Grid) -> Checked[tuple[Written, ...]]:
    """The rows of one sheet; its first row with anything in it are the headers."""
    found: list[Diagnostic] = []
    names = known_columns(sheet)
    header, *below = raw.rows or {0: {}}
    columns: dict[str, int] = {}
    for column, cell in raw.rows.get(header, {}).items():
        name = names.get(folded(cell.text))
        if name is not None and name not in columns:
            columns[name] = column
    filled = {column for number in below for column, cell in raw.rows[number].items() if cell.text.strip()}
    for column in sorted(filled - set(columns.values())):
        text = raw.at(header, column)
        shown = "" if text is None else text.text
        place = Cell(book.file, raw.name, make_ref(header, column))
        found.append(TABLE_COLUMN_UNKNOWN.at(place, column=shown, close=closest(shown, names)))
    needed = {*sheet.keys} if below else set()
    for row in there.get(sheet.id, ()):
        needed |= {name for name, text in row.cells.items() if text}
    for name in sheet.names:
        if name in needed and name not in columns:
            place = Cell(book.file, raw.name, make_ref(max(header, 1), 1))
            found.append(TABLE_COLUMN_GONE.at(place, column=column_title(name, language_of(raw.name))))
    rows = []
    for number in below:
        taken = _row(book, raw, sheet, number, columns, found)
        if taken:
            rows.append(Written(sheet, book.file, raw.name, number, columns, taken))
    return Checked(tuple(rows), tuple(found))


def _row(
    book: Book, raw: RawSheet, sheet: Sheet, number: int, columns: Mapping[str, int], found: list[Diagnostic]
) -> dict[str, str]:
    taken: dict[str, str] = {}
    words = language_of(raw.name)
    ticks = {words.say("form.yes"): "yes", words.say("form.no"): "no"}
    flags = {column.name for column in sheet.columns if {"yes", "no"} & set(column.choices)}
    for name, column in columns.items():
        cell = raw.rows[number].get(column)
        if cell is None:
            continue
        if cell.kind is Kind.ERROR or (cell.formula and cell.kind is Kind.BLANK):
            found.append(TABLE_CELL_FORMULA.at(Cell(book.file, raw.name, cell.ref), found=cell.text))
        elif text := _text(cell):
            taken[name] = ticks.get(text.lower(), text) if name in flags else text
    return taken


def _text(cell: RawCell) -> str:
    """What stands in a cell; of a tick, the word of the definitions."""
    if cell.kind is Kind.BOOL:
        return "yes" if cell.value else "no"
    return cell.text.replace("\r\n", "\n").strip()
