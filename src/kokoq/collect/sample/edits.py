"""What people do to a form in their spreadsheet program: odd cells, sheets renamed, rows inserted and taken out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kokoq.a1 import make_ref, split_ref
from kokoq.collect.annotate.package import finished
from kokoq.collect.form.anchors import LISTS_SHEET, MARK, OWN_SHEETS, VALUE
from kokoq.collect.form.book_time import FIXED_TIME
from kokoq.collect.read.book import Kind, RawCell
from kokoq.collect.sample.filled import Odd
from kokoq.collect.sample.planted import Due
from kokoq.diagnostics import Cell
from kokoq.rules import DUPLICATE_ROW, FIGURES_BESIDE, FORM_FIELD_LOST, HIDDEN_CELLS, HIDDEN_SHEET

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Places = Mapping[str, Cell]
"""The cell of every question by its id."""


class Opened(NamedTuple):
    """A form while it is changed; ``draft`` is how a sheet of somebody's arithmetic is called."""

    book: Workbook
    unit: str
    places: Places
    draft: str


Edit = Callable[[Opened], Iterator[Due]]
"""Changes a form; yields what has to be found then, without the file's name."""


def edit(path: Path, unit: str, places: Places, edits: Sequence[Edit], *, draft: str) -> tuple[Due, ...]:
    """Open a form, change it, save it; the same changes give the same bytes."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    expected = tuple(one for change in edits for one in change(Opened(book, unit, places, draft)))
    _save(book, path, {})
    return expected


def put_odd(path: Path, odd: Mapping[str, Odd], places: Places) -> None:
    """Put what a form writer cannot write into the cells of these questions."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    values: dict[str, dict[str, RawCell]] = {}
    for id_, content in odd.items():
        at = places[id_]
        cell = book[at.sheet][at.ref]
        cell.value = content.value
        if content.format:
            cell.number_format = content.format
        if content.cached is not None:
            values.setdefault(at.sheet, {})[at.ref] = RawCell(*split_ref(at.ref), Kind.NUMBER, content.cached)
    _save(book, path, values)


def _save(book: Workbook, path: Path, values: Mapping[str, Mapping[str, RawCell]]) -> None:
    from openpyxl.writer.excel import ExcelWriter

    book.properties.modified = FIXED_TIME
    target = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)).save()
    known = [values.get(name, {}) for name in book.sheetnames]
    path.write_bytes(finished(target.getvalue(), known, epoch1904=False))


# --- what must not matter ---


def moved(form: Opened) -> Iterator[Due]:
    """Sheets renamed and in another order, rows and a column inserted, the protection and the hidden sheets gone."""
    book = form.book
    for number, sheet in enumerate(_data_sheets(book), 1):
        _loosen(sheet)
        sheet.insert_rows(1, 2)
        sheet.insert_cols(1)
        sheet.title = f"{sheet.title[:25]} ({number})"
    book.move_sheet(book.worksheets[0], len(book.worksheets) - 1)
    for name in OWN_SHEETS & set(book.sheetnames) - {LISTS_SHEET}:
        del book[name]
    yield from ()


# --- what has to be said ---


def lost_and_twice(form: Opened) -> Iterator[Due]:
    """A question answered once more below, a number in a row of its own, and the last question taken out."""
    book, unit = form.book, form.unit
    plain = [
        (id_, at) for id_, at in form.places.items() if "|" not in id_ and book[at.sheet][at.ref].value is not None
    ]
    (first, at), (_, last) = plain[0], plain[-1]
    sheet = book[at.sheet]
    _loosen(sheet)
    below, column = sheet.max_row + 2, split_ref(at.ref)[1]
    sheet.cell(below, 1).value, sheet.cell(below, column).value = first, 7
    sheet.cell(below + 1, column).value = 12
    if last.sheet == at.sheet and last != at:
        sheet.delete_rows(split_ref(last.ref)[0])
        below -= 1
        yield Due("question-deleted", FORM_FIELD_LOST.code, "", unit=unit)
    yield Due("answered-twice", DUPLICATE_ROW.code, "", at.sheet, make_ref(below, column), unit, "7")
    yield Due("number-beside-form", FIGURES_BESIDE.code, "", at.sheet, make_ref(below + 1, column), unit, "12")


def with_hidden_row(form: Opened) -> Iterator[Due]:
    """The row of an answer out of sight; the answer counts."""
    answers = (
        at for id_, at in form.places.items() if "|" not in id_ and form.book[at.sheet][at.ref].value is not None
    )
    at = next(answers)
    form.book[at.sheet].row_dimensions[split_ref(at.ref)[0]].hidden = True
    yield Due("hidden-row", HIDDEN_CELLS.code, "", at.sheet, at.ref, form.unit)


def with_draft(form: Opened) -> Iterator[Due]:
    """A hidden sheet with somebody's arithmetic."""
    draft = form.book.create_sheet(form.draft)
    for row, number in enumerate((3, 5, 8), 1):
        draft.cell(row, 1).value = number
    draft.sheet_state = "hidden"
    yield Due("hidden-sheet", HIDDEN_SHEET.code, "", form.draft, unit=form.unit)


def _data_sheets(book: Workbook) -> list[Worksheet]:
    """The sheets of a form that hold questions."""
    return [sheet for sheet in book.worksheets if str(sheet["A1"].value).startswith(MARK) and _has_roles(sheet)]


def _has_roles(sheet: Worksheet) -> bool:
    return any(str(cell.value).startswith(VALUE[0]) for cell in sheet[1])


def _loosen(sheet: Worksheet) -> None:
    """Without protection, and without merged cells, which openpyxl leaves behind when it moves rows."""
    sheet.protection.sheet = False
    for merged in [*sheet.merged_cells.ranges]:
        sheet.unmerge_cells(str(merged))
