"""Tables of hypertext, which many systems write under the name of .xls: all of a page on one sheet, as Excel opens it.

A row of a table is a row of the sheet, and so is each line of text outside of tables. A table within a cell begins in
that cell. A cell holds text as a browser shows it, unless the page itself tells the number behind it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from kokoq.a1 import make_ref
from kokoq.collect.read.book import RawCell, RawSheet, State
from kokoq.collect.read.cells import Losses, SheetParts, checked_place
from kokoq.collect.read.delimited import decode
from kokoq.collect.read.limits import (
    MAX_CELLS,
    MAX_COLUMN,
    MAX_DEPTH,
    MAX_HYPERTEXT,
    MAX_MERGES,
    MAX_ROW,
    MAX_TEXT,
    Refused,
    megabytes,
    too_large,
)
from kokoq.collect.read.outcome import Findings
from kokoq.collect.read.page_looks import Letters, Look, classes, look_of
from kokoq.collect.read.page_values import value_of
from kokoq.collect.read.sheet import arrange
from kokoq.collect.read.tags import Tag, cut, unescape
from kokoq.rules import NOT_A_SPREADSHEET

_HEAD = 4096
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,20})", re.IGNORECASE)
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,31})</x:Name>", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
_LINES = _PARAGRAPHS | {"br", "div", "li", "tr", "center", "hr", "caption"}
_NO_TAG = Tag("")
_MOST_LOOKS = 1_000
_MOST_STEPS = 8_000_000  # looks at cells from above; an honest page needs a few for each of its cells


def read_hypertext(content: bytes, findings: Findings) -> tuple[RawSheet, ...]:
    """The one sheet of a page with tables; a page without any is no spreadsheet."""
    if len(content) > MAX_HYPERTEXT:
        raise too_large("file_megabytes", megabytes(len(content)), megabytes(MAX_HYPERTEXT))
    declared = _CHARSET.search(content[:_HEAD])
    text, lost = decode(content, declared=declared[1].decode("ascii") if declared else "")
    if lost:
        findings.loss("characters", n=lost)
    name = _SHEET_NAME.search(text, 0, _HEAD)
    page = _Page(classes(text))
    for piece in cut(text):
        if isinstance(piece, str):
            page.add_text(piece)
        else:
            page.follow(piece)
    parts = page.finished()
    sheet = unescape(name[1]).strip() if name else ""
    with findings.sheet(sheet, page.losses):
        return (arrange(sheet, State.VISIBLE, parts, losses=page.losses),)
    return ()


@dataclass(slots=True)
class _Span:
    """Columns that a cell of an earlier row holds up to a row; no two of a table overlap."""

    first: int
    last: int
    bottom: int


@dataclass(slots=True)
class _Table:
    """A table while it is read: its corner, the place that comes next, and what spanning cells hold."""

    left: int
    row: int
    column: int = 0  # 0 is before the first row
    bottom: int = 0  # of what tables within this row take up
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    spans: list[_Span] = field(default_factory=list)
    columns: int = 0  # declared by <col>
    right: int = 0  # the last column that anything took up
    hidden: bool = False
    cell: tuple[int, int] = (0, 0)
    tag: Tag = _NO_TAG
    open: bool = False


class _Page:
    """Follows the tags of a page and puts what they hold on the sheet."""

    def __init__(self, looks: Mapping[str, Look]) -> None:
        self.losses = Losses()
        self._looks = looks
        self._cell_looks: dict[str, Look] = {}
        self._letters = Letters(looks)
        self._cells: list[RawCell] = []
        self._merges: list[str] = []
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._tables: list[_Table] = []
        self._found = False
        self._row = 1  # the next one outside of tables
        self._gap = False  # whether a paragraph ended, after which a row stays empty
        self._pieces: list[str] = []
        self._length = 0
        self._steps = 0

    def add_text(self, text: str) -> None:
        """Words, which belong to the open cell or stand outside of all tables; between cells they are nobody's."""
        if self._tables and not self._tables[-1].open:
            return
        if self._length <= MAX_TEXT:
            words = _SPACE.sub(" ", text)
            self._pieces.append(self._letters.marked(words) if self._tables else words)
            self._length += len(self._pieces[-1])

    def follow(self, tag: Tag) -> None:
        """A tag that matters to the places of cells, or to their lines."""
        name = tag.name
        if name == "table":
            self._begin_table()
        elif not self._tables:
            if name.lstrip("/") in _LINES:
                self._end_line(paragraph=name.lstrip("/") in _PARAGRAPHS)
        elif name == "/table":
            self._end_table()
        else:
            self._follow_inside(self._tables[-1], tag)

    def _follow_inside(self, table: _Table, tag: Tag) -> None:
        """A tag within the innermost table that is open."""
        name = tag.name
        if name in ("tr", "/tr", "thead", "tbody", "tfoot", "/thead", "/tbody", "/tfoot"):
            self._end_row(table)
            if name == "tr":
                self._begin_row(table, tag)
        elif name in ("td", "th"):
            self._begin_cell(table, tag)
        elif name in ("/td", "/th"):
            self._end_cell(table)
        elif name == "col":
            self._declare_columns(table, tag)
        elif name in ("caption", "/caption"):
            self._caption(table, begins=name == "caption")
        elif table.open:
            if name.lstrip("/") in _LINES:
                self._pieces.append("\n")
            self._letters.follow(tag)

    def finished(self) -> SheetParts:
        """All that was found; a page without a table is refused."""
        while self._tables:
            self._end_table()
        self._end_line(paragraph=False)
        if not self._found:
            raise Refused(NOT_A_SPREADSHEET, found="HTML")
        return SheetParts(self._cells, self._merges, self._hidden_rows, self._hidden_columns)

    # --- outside of tables ---

    def _end_line(self, *, paragraph: bool) -> None:
        text = self._taken()
        if text:
            self._row += self._gap
            self._put(self._row, 1, text)
            self._row += 1
            self._gap = paragraph
        elif paragraph and self._gap:
            self._row += 1
            self._gap = False

    def _caption(self, table: _Table, *, begins: bool) -> None:
        """A caption stands in a row of its own above the table."""
        self._end_row(table)
        if begins:
            table.open, table.cell, table.tag = True, (table.row, table.left), _NO_TAG
            table.column = table.left

    # --- tables ---

    def _begin_table(self) -> None:
        self._found = True
        if len(self._tables) >= MAX_DEPTH:
            raise too_large("xml_depth", len(self._tables) + 1, MAX_DEPTH)
        outer = self._tables[-1] if self._tables else None
        if outer is None:
            self._end_line(paragraph=True)
            self._gap = False
            self._tables.append(_Table(left=1, row=self._row))
            return
        if not outer.open:
            self._end_row(outer)
        row, left = outer.cell if outer.open else (outer.row, outer.left)
        words = self._taken()
        if words:
            self._put(row, left, words)
            row += 1
        self._tables.append(_Table(left=left, row=row))

    def _end_table(self) -> None:
        table = self._tables[-1]
        self._end_row(table)
        self._tables.pop()
        for top, left, bottom, right in table.merges:
            last = min(bottom, max(table.row - 1, top))
            if (last, right) != (top, left):
                self._merge(top, left, last, right)
        if not self._tables:
            self._row = table.row
            return
        outer = self._tables[-1]
        outer.right = max(outer.right, table.right)
        if outer.open:  # what the cell says after this table stands under it, what comes after the cell to its right
            outer.bottom, outer.cell = max(outer.bottom, table.row - 1), (table.row, table.left)
            outer.column = max(outer.column, table.right + 1)
        else:
            outer.row = table.row

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if len(self._merges) >= MAX_MERGES:
            raise too_large("merges", len(self._merges) + 1, MAX_MERGES)
        self._merges.append(f"{make_ref(top, left)}:{make_ref(bottom, right)}")

    def _begin_row(self, table: _Table, tag: Tag) -> None:
        checked_place(table.row, table.left)
        table.column = table.left
        table.hidden = _is_hidden(tag)

    def _end_row(self, table: _Table) -> None:
        """The next row follows the last one, or the last of a table within it."""
        self._end_cell(table)
        if table.column:
            if table.hidden:
                self._hidden_rows.append(table.row)
            table.row = max(table.row, table.bottom) + 1
            table.column, table.hidden = 0, False

    def _begin_cell(self, table: _Table, tag: Tag) -> None:
        self._end_cell(table)
        if not table.column:
            self._begin_row(table, _NO_TAG)
        column, room = self._free_column(table)
        place = checked_place(table.row, column)
        attributes = tag.attributes if tag.written else {}
        across = _times(attributes.get("colspan", ""), room)
        down = _times(attributes.get("rowspan", ""), MAX_ROW - place[0] + 1)
        table.open, table.cell, table.tag = True, place, tag
        self._letters.begin()
        table.column = place[1] + across
        table.right = max(table.right, table.column - 1)
        if across > 1 or down > 1:
            table.merges.append((*place, place[0] + down - 1, place[1] + across - 1))
            if len(table.merges) > MAX_MERGES:
                raise too_large("merges", len(table.merges), MAX_MERGES)
        if down > 1:
            span = _Span(place[1], table.column - 1, place[0] + down - 1)
            table.spans.insert(bisect_right(table.spans, span.first, key=_first), span)

    def _free_column(self, table: _Table) -> tuple[int, int]:
        """The next column of a row that no cell from above holds, and how many are free from there on."""
        column, spans, ended = table.column, table.spans, False
        at = max(0, bisect_right(spans, column, key=_first) - 1)
        free = MAX_COLUMN + 1
        while at < len(spans):
            span, at = spans[at], at + 1
            self._steps += 1
            if span.bottom < table.row:
                ended = True
            elif span.first > column:
                free = span.first
                break
            elif span.last >= column:
                column = span.last + 1
        if ended:
            self._steps += len(spans)
            table.spans = [span for span in spans if span.bottom >= table.row]
        if self._steps > _MOST_STEPS:
            raise too_large("merges", len(table.merges), MAX_MERGES)
        return column, free - column

    def _end_cell(self, table: _Table) -> None:
        if not table.open:
            return
        table.open = False
        if self._put(*table.cell, self._taken(), table.tag):
            table.bottom = max(table.bottom, table.cell[0])

    def _declare_columns(self, table: _Table, tag: Tag) -> None:
        attributes = tag.attributes
        first = table.left + table.columns
        n = _times(attributes.get("span", ""), MAX_COLUMN)
        table.columns = min(table.columns + n, MAX_COLUMN)
        if _is_hidden(tag) and first <= MAX_COLUMN and len(self._hidden_columns) < MAX_COLUMN:
            self._hidden_columns.append((first, min(first + n - 1, MAX_COLUMN)))

    # --- cells ---

    def _taken(self) -> str:
        """The words gathered so far, as they are shown: lines trimmed, and nothing where there is nothing to see."""
        lines = (line.strip(" ") for line in unescape("".join(self._pieces)).split("\n"))
        self._pieces, self._length = [], 0
        return "\n".join(line for line in lines if line).strip(" \u00a0")

    def _look(self, tag: Tag) -> Look:
        """How a cell looks by its tag; the cells of a column mostly have the same."""
        found = self._cell_looks.get(tag.written)
        if found is None:
            found = look_of(tag, self._looks)
            if len(self._cell_looks) < _MOST_LOOKS:
                self._cell_looks[tag.written] = found
        return found

    def _put(self, row: int, column: int, text: str, tag: Tag = _NO_TAG) -> bool:
        """Put down what a cell holds; whether that is anything."""
        content = value_of(text[:MAX_TEXT], tag.attributes if tag.written else {}, self._look(tag))
        if content is None:
            return False
        checked_place(row, column)
        if len(self._cells) >= MAX_CELLS:
            raise too_large("cells", len(self._cells) + 1, MAX_CELLS)
        if len(text) > MAX_TEXT:
            self.losses.add("text_cut", row, column)
        self._cells.append(RawCell(row, column, *content))
        return True


def _first(span: _Span) -> int:
    return span.first


def _is_hidden(tag: Tag) -> bool:
    return _HIDDEN.search(tag.written) is not None


def _times(text: str, most: int) -> int:
    """How many columns or rows a cell spans: at least one, and no more than there are."""
    digits = text.strip()[:10]
    return max(1, min(int(digits), most)) if digits.isascii() and digits.isdecimal() else 1
