"""One sheet put in order: cells by place, each once, hidden ones marked, those under merged ranges set apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from operator import itemgetter, lt

from kokoq.collect.read.book import RawCell, RawSheet, State
from kokoq.collect.read.cells import Losses, SheetParts, checked_place
from kokoq.collect.read.merged import parse_merges, split_covered

_HIDDEN = (True,)  # the last field of a cell
_LOOKED_AT = 10_000  # cells at once: a number for each of a million would take more room than their texts


def arrange(name: str, state: State, parts: SheetParts, *, losses: Losses) -> RawSheet:
    """The sheet that ``parts`` make up; of two cells in one place the later counts, as a loss."""
    cells = _in_order(parts.cells, losses)
    if cells:
        checked_place(cells[-1].row, cells[-1].column)
    columns = joined(parts.hidden_columns)
    rows = _hidden_rows(cells, parts.hidden_rows)
    if rows or columns:
        hidden = columns_in(columns)
        new = tuple.__new__  # of a named tuple, six times as fast as by its fields
        cells = [
            c if c[6] or (c[1] not in hidden and c[0] not in rows) else new(RawCell, c[:6] + _HIDDEN) for c in cells
        ]
    merges = parse_merges(parts.merges)
    seen, covered = split_covered(cells, merges)
    return RawSheet(name, seen, state, merges, covered, rows, columns)


def columns_in(spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The numbers of all columns in spans that are ``joined``."""
    return frozenset(column for first, last in spans for column in range(first, last + 1))


def _in_order(cells: list[RawCell], losses: Losses) -> list[RawCell]:
    if _are_in_order(cells):
        return cells
    unique: dict[int, RawCell] = {}
    for cell in cells:
        place = cell[0] << 15 | cell[1]
        if place in unique:
            losses.add("cell_twice", cell.row, cell.column)
        unique[place] = cell
    return [unique[place] for place in sorted(unique)]


def _are_in_order(cells: list[RawCell]) -> bool:
    last = -1
    for at in range(0, len(cells), _LOOKED_AT):
        places = [last, *[cell[0] << 15 | cell[1] for cell in cells[at : at + _LOOKED_AT]]]
        if not all(map(lt, places, islice(places, 1, None))):
            return False
        last = places[-1]
    return True


def _hidden_rows(cells: Sequence[RawCell], hidden: Iterable[int]) -> frozenset[int]:
    candidates = iter(hidden)
    first = next(candidates, None)
    if first is None:
        return frozenset()
    filled = set(map(itemgetter(0), cells))
    return frozenset(row for row in (first, *candidates) if row in filled)


def joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same columns in spans that neither touch nor overlap, so that there are few."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if first < 1 or last < first:
            continue
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)
