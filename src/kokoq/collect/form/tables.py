"""A sheet for a table: its key combinations in rows, or open rows for records; hidden behind it what is wrong where.

Of each row the first reason is shown; hidden columns hold the reason of each cell, by which it is coloured, and how
many answers the row asks for once it is begun.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kokoq.collect.form.anchors import HEADER, cell_id, key_role, row_id
from kokoq.collect.form.beside import Shown, write_beside
from kokoq.collect.form.book import header_width, lines_of, width_of
from kokoq.collect.form.checks import NOTHING, Live, live
from kokoq.collect.form.counts import Cells, Standing, Tally, is_begun, say_first, span, standing, summed, tallied
from kokoq.collect.form.frame import Writing, first_reason, height_of, letter
from kokoq.collect.form.layout import TableSheet
from kokoq.collect.form.places import TOP, Codes, Page, Spot
from kokoq.collect.form.style import titled
from kokoq.model import Field

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

RECORD_ROWS = 200
"""Blank rows that the list of a records table offers."""
_FIELD_WIDTH = 15
_HEIGHT = 25
"""Of a row: two lines of small letters."""


class Row(NamedTuple):
    """A row of a table with the cells of its fields; None is a cell that is not asked."""

    row: int
    codes: Codes
    spots: tuple[Spot | None, ...]


class Written(NamedTuple):
    """A row that was written: what the cells count as that are asked, and what is wrong."""

    row: int
    cells: tuple[Standing, ...]
    wrong: str

    @property
    def begun(self) -> bool:
        return any(cell.begun for cell in self.cells)


class At(NamedTuple):
    """The columns of a table's sheet: the first field, the check, last year's values, the hidden reasons and count."""

    first: int
    check: int
    earlier: int
    reasons: int
    begun: int


def write_table(form: Writing, page: Page, part: TableSheet) -> None:
    """Write the sheet of one table."""
    n, first = len(part.fields), len(part.table.keys) + 1
    shown = n if part.table.keys and form.earlier else 0
    reasons = first + n + 1 + shown
    at = At(first, first + n, first + n + 1, reasons, reasons + n)
    sheet = form.sheet(page)
    rows = _rows(form, page, part)
    lines = max(_headers(form, sheet, part, at), _earlier(form, sheet, part, rows, at) if shown else 0)
    sheet.set_row(TOP, 15 * lines + 4)
    written = [_write_row(form, sheet, part, row, at) for row in rows]
    last = rows[-1].row
    for place, asked in enumerate(part.fields, first):
        form.book.limit(sheet, (TOP + 1, place, last, place), asked)
    form.book.colours(sheet, (TOP + 1, first, last, at.check - 1), reason=f"{letter(at.reasons)}{TOP + 2}")
    form.book.colours(sheet, (TOP + 1, at.check, last, at.check), reason=f"${letter(at.check)}{TOP + 2}")
    sheet.set_column(at.reasons, at.begun, 4, None, {"hidden": True})
    _count(form, sheet, page, part, written, at)
    form.finish(sheet, landscape=True, last=(last, at.check), named=len(part.table.keys))


def _headers(form: Writing, sheet: Worksheet, part: TableSheet, at: At) -> int:
    """The headers of the keys, the fields and the check; returns how many lines they have."""
    book = form.book
    sheet.write_string(TOP, 0, HEADER)
    for place, key in enumerate(part.table.keys, 1):
        sheet.write_string(0, place, key_role(key.id))
        book.text(sheet, TOP, place, key.title, "header")
        sheet.set_column(place, place, width_of(book.catalogue.dictionaries[key.dictionary].entries.values()))
    lines = 2
    for place, asked in enumerate(part.fields, at.first):
        title = _titled(form, asked)
        width = header_width(title, least=_FIELD_WIDTH)
        lines = max(lines, lines_of(title, width - 5))
        sheet.write_string(0, place, key_role(asked.id))
        book.text(sheet, TOP, place, title, "header")
        sheet.set_column(place, place, width)
        form.explain(sheet, TOP, place, asked)
    form.header(sheet, at.check, "check")
    return lines


def _titled(form: Writing, asked: Field) -> str:
    return titled(form.book.headings[asked.id], asked, form.book.catalogue, form.language)


def _rows(form: Writing, page: Page, part: TableSheet) -> list[Row]:
    table, ids = part.table, form.places.by_id
    if table.keys:
        return [
            Row(row, codes, tuple(ids.get(cell_id(table.id, codes, f.id)) for f in part.fields))
            for row, codes in enumerate(table.rows, TOP + 1)
        ]
    first, n = part.fields[0].id, RECORD_ROWS
    while cell_id(table.id, (str(n),), first) in form.given:
        n += 1
    return [_record(part, number, page.name) for number in range(n)]


def _record(part: TableSheet, number: int, sheet: str) -> Row:
    codes, row = (str(number),), TOP + 1 + number
    spots = tuple(
        Spot(cell_id(part.id, codes, asked.id), asked, codes, sheet, row, column)
        for column, asked in enumerate(part.fields, 1)
    )
    return Row(row, codes, spots)


def _write_row(form: Writing, sheet: Worksheet, part: TableSheet, row: Row, at: At) -> Written:
    """One row: its keys, its cells, what is wrong."""
    if part.table.keys:
        _keys(form, sheet, part, row)
    told: list[Live] = []
    cells: list[Standing] = []
    for column, spot in enumerate(row.spots, at.first):
        if spot is None:
            form.book.text(sheet, row.row, column, "", "none")
            told.append(NOTHING)
            continue
        entry = form.given.get(spot.id)
        form.book.answer(sheet, row.row, column, entry, spot.field)
        if part.table.keys or spot.id in form.given:
            form.remember(spot)
        told.append(form.reasons.of(spot) if part.table.keys else live(form.reasons.own(spot, entry)))
        cells.append(standing(entry, told[-1], form.book))
    sheet.set_row(row.row, max(_HEIGHT, height_of(*told)))
    for column, each in enumerate(told, at.reasons):
        form.book.formula(sheet, row.row, column, each.formula, each.text)
    first = first_reason(row.row, dict(enumerate(told, at.reasons)))
    form.book.formula(sheet, row.row, at.check, first.formula, first.text, style="check")
    typed = span((row.row, at.first, row.row, at.check - 1))
    formula = f"IF({is_begun(typed)},{len(cells)},0)"
    form.book.formula(sheet, row.row, at.begun, formula, len(cells) if any(c.begun for c in cells) else 0)
    return Written(row.row, tuple(cells), first.text)


def _keys(form: Writing, sheet: Worksheet, part: TableSheet, row: Row) -> None:
    sheet.write_string(row.row, 0, row_id(row.codes))
    for column, (key, code) in enumerate(zip(part.table.keys, row.codes, strict=True), 1):
        entries = form.book.catalogue.dictionaries[key.dictionary].entries
        form.book.text(sheet, row.row, column, entries.get(code, code), "label")


def _earlier(form: Writing, sheet: Worksheet, part: TableSheet, rows: list[Row], at: At) -> int:
    """Last year's values; returns how many lines their headers have."""
    columns = [Shown(form.book.headings[asked.id], asked) for asked in part.fields]
    entries = ((row.row, [form.earlier.get(spot.id) if spot else None for spot in row.spots]) for row in rows)
    return write_beside(form.book, sheet, at.earlier, columns, entries, period=form.heading.period)


def _count(form: Writing, sheet: Worksheet, page: Page, part: TableSheet, rows: list[Written], at: At) -> None:
    last = rows[-1].row
    cells = Cells((TOP + 1, at.first, last, at.check - 1), (TOP + 1, at.reasons, last, at.begun - 1))
    reasons, wrong = (TOP + 1, at.check, last, at.check), [(row.row, row.wrong) for row in rows if row.wrong]
    tally = Tally(page.name, cells, reasons, (TOP + 1, at.begun, last, at.begun))
    if part.table.keys:
        counted = tally.rows(form.book, now=tallied([row.cells for row in rows]), faults=len(wrong))
    else:
        typed, begun = summed(cell for row in rows for cell in row.cells), sum(row.begun for row in rows)
        counted = tally.records(form.book, now=typed, begun=begun, faults=len(wrong))
    first = say_first(reasons, wrong, form.language)
    form.count(sheet, page, counted, last=at.begun, named=len(part.table.keys), first=(at.check, first))
