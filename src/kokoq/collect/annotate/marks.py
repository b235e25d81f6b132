"""Marks on cells: put on, and taken off again when the copy comes back. Runs in the child process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kokoq.collect.annotate.cells import legal
from kokoq.collect.form.anchors import LIST_MARK

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FILLS = {"error": "FFF8C9C4", "warning": "FFFFE3A3"}
"""Pale red and pale amber: black on them is read easily."""
LIST_TOP = 5  # the row of the list's header
_LONGEST = 8_000  # letters of a comment

Fills = dict[tuple[str, str], str]
"""The fills that cells had before they were marked, by sheet and cell."""


def without_old_marks(book: Workbook, heads: list[str]) -> None:
    """Take off what an earlier round put on: its list, its part of the comments, its fills.

    ``heads`` are the words, of every language, that our part of a comment begins with.
    """
    before: Fills = {}
    for sheet in [sheet for sheet in book.worksheets if is_list(sheet)]:
        for row in sheet.iter_rows(min_row=LIST_TOP + 1, max_col=4, values_only=True):
            fill, _, name, ref = row
            before[str(name), str(ref)] = str(fill or "")
        if len(book.worksheets) > 1:
            book.remove(sheet)
    for sheet in book.worksheets:
        for cell in cells_of(sheet):
            _clear(cell, before.get((sheet.title, cell.coordinate)), heads)


def is_list(sheet: Worksheet) -> bool:
    """Whether a sheet is the list of an earlier round."""
    corner = sheet._cells.get((1, 1))
    return corner is not None and corner.value == LIST_MARK


def cells_of(sheet: Worksheet) -> list[Any]:
    """The cells that are there; openpyxl's own ways over a sheet make those in between, too."""
    return list(sheet._cells.values())


def _clear(cell: Any, fill: str | None, heads: list[str]) -> None:
    comment = cell.comment
    found = [comment.text.find(head) for head in heads] if comment is not None else []
    ours = min((at for at in found if at >= 0), default=-1)
    if ours >= 0:
        rest = comment.text[:ours].rstrip()
        cell.comment = _comment(rest, comment.author) if rest else None
    if (ours >= 0 or fill is not None) and cell.has_style and cell.fill.fgColor.rgb in FILLS.values():
        cell.fill = _unpacked(fill or "")


def mark(book: Workbook, marks: list[dict[str, str]], author: str) -> Fills:
    """Fill and comment the cells; returns the fills that they had."""
    from openpyxl.styles import PatternFill

    had: Fills = {}
    for one in marks:
        if one["sheet"] not in book.sheetnames:
            continue
        cell = _seen(book[one["sheet"]], one["ref"])
        seen = (one["sheet"], cell.coordinate)
        fill = had.setdefault(seen, _packed(cell))
        had[one["sheet"], one["ref"]] = fill
        cell.fill = PatternFill("solid", fgColor=FILLS[one["severity"]])
        old = cell.comment
        text = f"{old.text.rstrip()}\n\n{one['comment']}" if old is not None else one["comment"]
        cell.comment = _comment(text, old.author if old is not None else author)
    return had


def _seen(sheet: Worksheet, ref: str) -> Any:
    """The cell, or the one that is seen in its place under a merged range."""
    for area in sheet.merged_cells.ranges:
        if ref in area:
            return sheet.cell(area.min_row, area.min_col)
    return sheet[ref]


def _comment(text: str, author: str) -> Any:
    from openpyxl.comments import Comment

    width, height = comment_size(text)
    return Comment(legal(text)[:_LONGEST], author, height=height, width=width)


def comment_size(text: str) -> tuple[int, int]:
    """Width and height in pixels that show the whole text."""
    lines = sum(1 + len(line) // 46 for line in text.split("\n"))
    return 330, min(480, 20 + 18 * lines)


def _packed(cell: Any) -> str:
    """A cell's fill as a text, so that a later round can put it back."""
    fill = cell.fill
    if fill is None or fill.fill_type != "solid":
        return "none"
    color = fill.fgColor
    return f"solid|{color.type}|{color.value}|{color.tint}"


def _unpacked(packed: str) -> Any:
    from openpyxl.styles import PatternFill
    from openpyxl.styles.colors import Color

    parts = packed.split("|")
    if len(parts) != 4 or parts[1] not in ("rgb", "theme", "indexed"):
        return PatternFill()
    value = parts[2] if parts[1] == "rgb" else int(parts[2])
    return PatternFill("solid", fgColor=Color(**{parts[1]: value}, tint=float(parts[3])))
