"""Where the hidden marks of a form stand in its sheets: whose it is, the roles of its columns, the ids of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from kokoq.a1 import make_ref
from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.form.anchors import HEADER, IDENTITY_SHEET, LIST_MARK, MARK, OWN_SHEETS, Identity, identity_of
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet, State
from kokoq.collect.returned.labels import NO_DOUBT, Doubts
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.rules import HIDDEN_SHEET, SHEET_BESIDE, SHEETS_OF_ANOTHER

_SEARCHED = 400
"""So many cells from the top of a sheet are looked at for its identity: rows may have been inserted above it."""


class Anchor(NamedTuple):
    """Where the identity of a sheet stands, and what it says."""

    row: int
    column: int
    identity: Identity


def find_anchor(sheet: RawSheet) -> Anchor | None:
    """The identity cell of a sheet; None where it is not a sheet of a form."""
    return _anchor(sheet.cells)


def asked_columns(cells: Sequence[RawCell]) -> frozenset[int]:
    """The columns of ids and answers in the sheet of a form that begins with these cells; none in any other sheet.

    The formulas beside them say live what is wrong and how much is filled: most of the cells of a form, never read.
    """
    anchor = _anchor(cells)
    if anchor is None or cells[-1].row <= anchor.row:
        return frozenset()
    marked = _marked(cell for cell in cells if cell.row == anchor.row).values()
    return frozenset((anchor.column, *(column for columns in marked for column in columns)))


def _anchor(cells: Sequence[RawCell]) -> Anchor | None:
    for cell in islice(cells, _SEARCHED):
        if cell.kind is Kind.TEXT and str(cell.value).startswith(MARK):
            identity = identity_of(str(cell.value))
            if identity is not None:
                return Anchor(cell.row, cell.column, identity)
    return None


def identify(book: Book) -> Identity | None:
    """Whose form a file is: by its hidden sheet, else by any of its data sheets; None where it is no form of ours."""
    hidden = book.sheet(IDENTITY_SHEET)
    anchor = find_anchor(hidden) if hidden else None
    if anchor is None:
        anchor = next((found for sheet in book.sheets if (found := find_anchor(sheet))), None)
    return anchor.identity if anchor else None


def has_answers(book: Book) -> bool:
    """Whether any sheet of a form tells its questions apart; the first one only says whose it is."""
    return any(map(has_questions, book.sheets))


def has_questions(sheet: RawSheet) -> bool:
    """Whether a sheet of a form is one with questions."""
    found = find_anchor(sheet)
    return found is not None and bool(found.identity.sheet)


def is_list_of_remarks(sheet: RawSheet) -> bool:
    """Whether a sheet is the list of an earlier round, which came back with the marked copy."""
    corner = sheet.at(1, 1)
    return corner is not None and corner.value == LIST_MARK


def sheets_beside(book: Book) -> Iterator[Diagnostic]:
    """Sheets that were added to a form, where nothing is read; our own list of remarks may have come back with it."""
    for sheet in book.sheets:
        written = sheet.state is State.VISIBLE and sheet.cells and sheet.name not in OWN_SHEETS
        if written and find_anchor(sheet) is None and not is_list_of_remarks(sheet):
            yield SHEET_BESIDE.at(Cell(book.file, sheet.name))


def hidden_sheets(book: Book, read: Callable[[RawSheet], bool]) -> Iterator[Diagnostic]:
    """Sheets that nobody sees although something stands there, and that are not ``read``; our own do not count."""
    for sheet in book.sheets:
        hidden = sheet.state is not State.VISIBLE and sheet.cells and sheet.name not in OWN_SHEETS
        if hidden and not read(sheet):
            yield HIDDEN_SHEET.at(Cell(book.file, sheet.name))


def sheets_of_others(others: Mapping[str, Sequence[Cell]], *, ours: str) -> Iterator[Diagnostic]:
    """The sheets of other forms in one of ours, all of them together: whose they are → where their marks stand."""
    first, *more = (cell for places in others.values() for cell in places) if others else (None,)
    if first is not None:
        yield SHEETS_OF_ANOTHER.at(first, related=more, found=tuple(others), expected=ours, n=1 + len(more))


_NO_CELLS: Mapping[int, RawCell] = {}
_NO_COPIES: Mapping[str, Sequence[int]] = {}


class Line(NamedTuple):
    """A row of a form's sheet; the id is None where it has none."""

    row: int
    id: RawCell | None
    cells: Mapping[int, RawCell]


class Page(NamedTuple):
    """One sheet of a form: its number among the file's sheets, its anchor, and which column has which role.

    ``lines`` are the rows below the anchor. ``header`` are the cells of the row that names the columns, and ``top`` is
    its number: what stands above it answers nothing; where there is none, it is the anchor's. Of answers in ``doubts``
    nobody can tell what they answer. ``copies`` are all columns of the roles that several columns have.
    """

    number: int
    sheet: RawSheet
    anchor: Anchor
    roles: Mapping[str, int]
    place: SheetPlace
    lines: Sequence[Line]
    top: int
    header: Mapping[int, RawCell]
    doubts: Doubts = NO_DOUBT
    copies: Mapping[str, Sequence[int]] = _NO_COPIES

    @property
    def spare(self) -> frozenset[int]:
        """The columns of which another one is read."""
        return frozenset(column for columns in self.copies.values() for column in columns) - {*self.roles.values()}

    def at(self, row: int, column: int) -> Cell:
        """The cell of a row and column."""
        return Cell(*self.place, make_ref(row, column))

    def answers(self) -> tuple[frozenset[int], frozenset[int]]:
        """The rows below the header, and the columns that have a role."""
        return frozenset(row for row in self.sheet.rows if row > self.top), frozenset(self.roles.values())


def page_of(book: Book, number: int, sheet: RawSheet, anchor: Anchor) -> Page:
    """A sheet with the roles of its columns; ``number`` is its own among all sources."""
    lines, top, header = list[Line](), anchor.row, _NO_CELLS
    for row, cells in sheet.rows.items():
        mark = cells.get(anchor.column)
        if mark is not None and mark.value == HEADER and not header:
            top, header = row, cells
        if row > anchor.row:
            lines.append(Line(row, mark if mark is not None and mark.text.strip() else None, cells))
    marked = _marked(sheet.rows[anchor.row].values())
    roles, copies = {role: columns[0] for role, columns in marked.items()}, _NO_COPIES
    if sum(map(len, marked.values())) > len(roles):
        copies = {role: columns for role, columns in marked.items() if len(columns) > 1}
    return Page(number, sheet, anchor, roles, SheetPlace(book.file, sheet.name), lines, top, header, copies=copies)


def _marked(cells: Iterable[RawCell]) -> dict[str, list[int]]:
    """Role → its columns, by the cells of the anchor's row."""
    found: dict[str, list[int]] = {}
    for cell in cells:
        if cell.kind is Kind.TEXT and str(cell.value).startswith("#"):
            found.setdefault(str(cell.value).strip(), []).append(cell.column)
    return found
