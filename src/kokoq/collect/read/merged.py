"""Merged ranges: kept as ranges, never spread over cells; the values that they hide are set apart."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import itemgetter

from kokoq.collect.read.book import Range, RawCell, RawSheet
from kokoq.collect.read.limits import MAX_COLUMN, MAX_MERGE_STEPS, MAX_MERGES, MAX_ROW, too_large

_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?")
_WIDTH = MAX_COLUMN + 1


@lru_cache(maxsize=1 << 10)
def parse_range(ref: str) -> Range | None:
    """The rectangle of «A1:C2», its corners in order; None where the text is no reference or lies off the sheet."""
    match = _REF.fullmatch(ref)
    if match is None:
        return None
    left, top = column_number(match[1]), int(match[2])
    right, bottom = (column_number(match[3]), int(match[4])) if match[3] else (left, top)
    found = Range(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
    return found if found.top >= 1 and found.bottom <= MAX_ROW and found.right <= MAX_COLUMN else None


def parse_merges(refs: Sequence[str]) -> tuple[Range, ...]:
    """The ranges of a sheet's list of merged cells; those of a single cell merge nothing."""
    if len(refs) > MAX_MERGES:
        raise too_large("merges", len(refs), MAX_MERGES)
    ranges = (parse_range(ref) for ref in refs)
    return tuple(r for r in ranges if r is not None and r[:2] != r[2:])


class Merged:
    """Cells merged over several rows, by their column: what is seen at a place below their first row."""

    def __init__(self, merges: Iterable[Range]) -> None:
        self._of: dict[int, list[Range]] = {}
        for merge in sorted(m for m in merges if m.bottom > m.top):
            self._of.setdefault(merge.left, []).append(merge)

    def __bool__(self) -> bool:
        return bool(self._of)

    def shown(self, sheet: RawSheet, row: int, column: int) -> RawCell | None:
        """The cell that is seen in a row although it stands in one above; None where none is."""
        ranges = self._of.get(column, [])
        at = bisect_right(ranges, row, key=itemgetter(0)) - 1
        return sheet.at(ranges[at].top, column) if at >= 0 and ranges[at].bottom >= row else None


def column_number(letters: str) -> int:
    """«A» is 1, «XFD» is 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def split_covered(cells: Sequence[RawCell], merges: Sequence[Range]) -> tuple[tuple[RawCell, ...], tuple[RawCell, ...]]:
    """The cells that are seen, and those under a merged range; ``cells`` are in order of row and column."""
    if not merges or not cells:
        return tuple(cells), ()
    start, end = (bisect_left(cells, (row,)) for row in (min(m.top for m in merges), max(m.bottom for m in merges) + 1))
    keys = [cell[0] * _WIDTH + cell[1] for cell in cells[start:end]]
    rows = list(dict.fromkeys(cell[0] for cell in cells[start:end]))
    covered: set[int] = set()
    steps = 0
    for merge in merges:
        for row in rows[bisect_left(rows, merge.top) : bisect_right(rows, merge.bottom)]:
            first = bisect_left(keys, row * _WIDTH + merge.left)
            last = bisect_right(keys, row * _WIDTH + merge.right, lo=first)
            covered.update(range(first, last))
            steps += 1 + last - first
            if steps > MAX_MERGE_STEPS:
                raise too_large("merges", len(merges), MAX_MERGES)
        anchor = merge.top * _WIDTH + merge.left
        place = bisect_left(keys, anchor)
        if place < len(keys) and keys[place] == anchor:
            covered.discard(place)
    if not covered:
        return tuple(cells), ()
    seen = tuple(cell for i, cell in enumerate(cells, -start) if i not in covered)
    return seen, tuple(cells[start + i] for i in sorted(covered))
