"""Figures in cells merged over several rows or columns that are read: which of them they are of is not known."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter

from kokoq.collect.read.book import Range, RawSheet
from kokoq.collect.sources.headers import Header
from kokoq.collect.sources.page import Page


class Spanned:
    """The merged ranges of one table that stand for several rows or columns of it, by the columns that are read."""

    def __init__(self, page: Page, header: Header, end: int) -> None:
        self._of: dict[int, list[Range]] = {}
        watched = frozenset(page.watched)
        for merge in sorted(merge for merge in page.sheet.merges if page.bottom < merge.top < end):
            columns = [column for column in watched if merge.left <= column <= merge.right]
            if columns and (_over_columns(merge, header) or _over_rows(merge, page.sheet, watched)):
                for column in columns:
                    self._of.setdefault(column, []).append(merge)

    def __bool__(self) -> bool:
        return bool(self._of)

    def at(self, row: int, column: int) -> Range | None:
        """The range that a place lies in."""
        ranges = self._of.get(column, [])
        place = bisect_right(ranges, row, key=itemgetter(0)) - 1
        return ranges[place] if place >= 0 and ranges[place].bottom >= row else None


def _over_columns(merge: Range, header: Header) -> bool:
    """Whether it lies below several headers: below one that is merged as wide it is a single cell to everybody."""
    paths = {path for column, path in header.columns.items() if merge.left <= column <= merge.right}
    return len(paths) > 1


def _over_rows(merge: Range, sheet: RawSheet, watched: frozenset[int]) -> bool:
    """Whether something stands beside its lower rows: otherwise all of them are one row to everybody."""
    cells = sheet.cells
    first, last = (bisect_left(cells, (row,)) for row in (merge.top + 1, merge.bottom + 1))
    return any(
        cell.column in watched and not merge.left <= cell.column <= merge.right and bool(cell.text.strip())
        for cell in (cells[place] for place in range(first, last))
    )
