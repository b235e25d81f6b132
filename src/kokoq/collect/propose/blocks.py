"""Where the tables of an unknown sheet stand: the rows of each header, the rows below it, the titles above it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kokoq.collect.cells.words import folded, is_unit
from kokoq.collect.read.book import Kind, RawCell, RawSheet
from kokoq.collect.sources.headers import Header, header_at, parts_of

DEPTH = 3
"""The most rows that a header is looked for in."""

_TOP_ROWS = 60
_BELOW = 40
"""Rows below a header that tell whether its columns are filled."""

_SERIES = 12
"""Numbers below that may stand in a header: classes, marks."""

_WORDS = 3
"""The most cells of a row that may belong to a title."""

_CALLED = 2
"""Of more cells than that the first may call a row of units: «Ед. изм.»."""

_ROWS = 2000
"""Rows below a header that tell whose they are."""

_VALUE, _DOUBLE, _CUT, _TITLE = 2.0, 1.5, 3.0, 4.0
"""What speaks against a band, in columns that it must win back: a value in it, two columns of one name (they may be
meant so), a merge that it cuts in two, the title of the sheet taken for its first row (it fills all of its columns)."""

_LONE, _NO_DATA = 2.0, 2.0
"""The same of a last row of one cell only, and of a row below it that holds no values: either may be, but seldom is."""

_UNITS, _DEEPER = 0.7, 0.3
"""The same of a last row of units and of each further row: less than one column, they decide between equals."""

IsValue = Callable[[RawCell], bool]
"""Whether a cell is surely no part of a header."""


@dataclass(frozen=True, slots=True)
class Block:
    """A table of a sheet: its header, the last row that is surely its own, the texts above, the next table's title."""

    header: Header
    end: int
    titles: tuple[str, ...] = ()
    until: str = ""


def find_blocks(sheet: RawSheet, is_value: IsValue, units: frozenset[str]) -> tuple[Block, ...]:
    """The tables of a sheet, from top to bottom; a header that is repeated begins no table."""
    look = _Look(sheet, is_value, units, tuple(sorted(sheet.rows)))
    first = look.best(look.rows[:_TOP_ROWS])
    if first is None:
        return ()
    upper = [header for row in look.rows if row < first.top and (header := look.upper(row, first.top)) is not None]
    headers = list({header.names(): header for header in (first, *reversed(upper))}.values())[::-1]
    for row in look.rows:
        if row > headers[-1].bottom + 1 and look.begins(row):
            found = look.best((row,))
            if found is not None and found.names() not in [header.names() for header in headers]:
                headers.append(found)
    return tuple(_blocks(sheet, [_split(header) for header in headers]))


def _split(header: Header) -> Header:
    """A header of one row whose cells hold two, as «Математика: сдавали», if that is how its columns are told apart."""
    parts = {number: parts_of(path[0]) for number, path in header.columns.items() if len(path) == 1}
    heads = [some[0] for some in parts.values() if len(some) > 1]
    single = header.top == header.bottom and len(heads) > len(set(heads)) > 1
    return replace(header, columns={**header.columns, **parts}) if single else header


def beside_titles(sheet: RawSheet, block: Block) -> Block:
    """A block of a sheet that was turned: what stood above its table now stands left of it, one text in a column."""
    columns: dict[int, list[RawCell]] = {}
    for cell in sheet.cells:
        if cell.text.strip():
            columns.setdefault(cell.column, []).append(cell)
    titles = list[str]()
    for number in sorted(columns):
        cells = columns[number]
        texts = all(cell.kind is Kind.TEXT for cell in cells)
        if not texts or not (len(cells) == 1 or (len(cells) <= _WORDS and cells[0].text.strip().endswith(":"))):
            break
        titles.append(" ".join(" ".join(cell.text.split()) for cell in cells))
    kept = {n: path for n, path in block.header.columns.items() if n not in sorted(columns)[: len(titles)]}
    return replace(block, header=replace(block.header, columns=kept), titles=tuple(titles))


def side_by_side(sheet: RawSheet, block: Block, unit_of: Callable[[RawCell], str]) -> tuple[Block, ...]:
    """A block as the tables that stand in it beside each other: each has a column of organisations of its own.

    Such a column begins a table if it ever names another organisation than the first, or stands behind an empty one.
    """
    units = {number: _units(sheet, block, number, unit_of) for number in sorted(block.header.columns)}
    owners = [number for number, named in units.items() if named]
    first = owners[0] if owners else 0
    starts = [
        number
        for number in owners[1:]
        if number - 1 not in units or any(units[first].get(row, unit) != unit for row, unit in units[number].items())
    ]
    columns = block.header.columns
    edges = [min(columns), *starts, max(columns) + 1]
    parts = ({n: path for n, path in columns.items() if low <= n < high} for low, high in pairwise(edges))
    return tuple(replace(block, header=replace(block.header, columns=part)) for part in parts)


def _units(sheet: RawSheet, block: Block, column: int, unit_of: Callable[[RawCell], str]) -> dict[int, str]:
    """Row → organisation in a column that holds organisations; {} in any other."""
    rows = range(block.header.bottom + 1, min(block.end, block.header.bottom + _ROWS) + 1)
    cells = {row: cell for row in rows if (cell := sheet.rows.get(row, {}).get(column)) and cell.kind is Kind.TEXT}
    found = {row: unit for row, cell in cells.items() if (unit := unit_of(cell))}
    return found if 2 * len(found) > len(cells) else {}


def _blocks(sheet: RawSheet, headers: list[Header]) -> Iterator[Block]:
    before = 0
    for header, after in zip(headers, (*headers[1:], None), strict=True):
        titles = tuple(" ".join(texts) for _, texts in _above(sheet, header.top, before))
        if after is None:
            yield Block(header, sheet.extent[0], titles)
            return
        over = [(row, texts[0]) for row, texts in _above(sheet, after.top, header.bottom) if len(texts) == 1][-1:]
        row, text = over[0] if over else (after.top, next(iter(after.columns.values()))[0])
        yield Block(header, row - 1, titles, text)
        before = row - 1


def _above(sheet: RawSheet, top: int, after: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of few texts above a header, up to the last one that has more: «Предмет: | Математика»."""
    kept: list[tuple[int, tuple[str, ...]]] = []
    for row in sorted((row for row in sheet.rows if after < row < top), reverse=True):
        cells = [cell for cell in sheet.rows[row].values() if cell.text.strip()]
        if len(cells) > _WORDS or any(cell.kind is not Kind.TEXT for cell in cells):
            break
        kept.append((row, tuple(" ".join(cell.text.split()) for cell in cells)))
    yield from reversed(kept)


@dataclass(frozen=True, slots=True)
class _Look:
    """A sheet while headers are looked for in it."""

    sheet: RawSheet
    is_value: IsValue
    units: frozenset[str]
    rows: tuple[int, ...]

    def best(self, tops: Sequence[int]) -> Header | None:
        """Of all bands that begin in these rows the most header-like one; the upper of two equals."""
        best: tuple[float, Header] | None = None
        for top in tops:
            for bottom in range(top, top + DEPTH):
                if bottom not in self.sheet.rows:
                    break
                header = header_at(self.sheet, top, bottom)
                points = self._points(header)
                if points > 0 and (best is None or points > best[0]):
                    best = (points, header)
        return best[1] if best else None

    def upper(self, row: int, limit: int) -> Header | None:
        """A header that begins in a row above the most header-like one, if values stand right below it."""
        found = self.best((row,)) if self.begins(row) else None
        data = self.sheet.rows.get(found.bottom + 1, {}) if found is not None else {}
        return found if found is not None and found.bottom + 1 < limit and data and self._is_data(data) else None

    def begins(self, row: int) -> bool:
        """Whether a table may begin here: several texts and no values, under an empty row or under a title."""
        cells = [cell for cell in self.sheet.rows[row].values() if cell.text.strip()]
        if len(cells) < 2 or any(self.is_value(cell) for cell in cells):
            return False
        above = self.sheet.rows.get(row - 1, {})
        return not above or (len(above) == 1 and row - 2 not in self.sheet.rows)

    def _points(self, header: Header) -> float:
        """How much a band looks like a header: a point for each column filled below, less what speaks against it."""
        after = bisect_right(self.rows, header.bottom)
        below = self.rows[after : after + _BELOW]
        filled = [c for c in header.columns if any(c in self.sheet.rows[row] for row in below)]
        if len(filled) < 2 or not below:
            return 0.0
        band = [cell for row in range(header.top, header.bottom + 1) for cell in self.sheet.rows[row].values()]
        paths = list(header.columns.values())
        rows = range(header.top, header.bottom + 1)
        counted = {cell.column for row in rows for cell in self._series(row, len(paths))}
        values = sum(
            (self.is_value(cell) and cell.column not in counted) or self._recurs(cell, below)
            for cell in band
            if cell.text.strip()
        )
        doubles = len(paths) - len(set(paths))
        edges = [(m.top, m.bottom) for m in self.sheet.merges if m.top <= header.bottom and header.top <= m.bottom]
        cut = sum(top < header.top or header.bottom < bottom for top, bottom in edges)
        lone = header.bottom > header.top and len(self.sheet.rows[header.bottom]) == 1
        alien = not self._is_data(self.sheet.rows[below[0]])
        depth = header.bottom - header.top
        return (
            len(filled)
            - _VALUE * values
            - _DOUBLE * doubles
            - _CUT * cut
            - _TITLE * self._is_title(header)
            - _LONE * lone
            - _UNITS * self._is_units(header)
            - _NO_DATA * alien
            - _DEEPER * depth
        )

    def _series(self, row: int, width: int) -> Iterator[RawCell]:
        """Small numbers one after the other, as «5, 6, 7» for classes: a header may have them, but not over all."""
        cells = [self.sheet.rows[row][n] for n in sorted(self.sheet.rows.get(row, {}))]
        if len(cells) < width or any(not _small(cell) for cell in cells):
            pairs = [(a, b) for a, b in pairwise(cells) if _small(a) and _small(b) and int(b.text) - int(a.text) == 1]
            yield from dict.fromkeys(cell for pair in pairs for cell in pair)

    def _recurs(self, cell: RawCell, below: tuple[int, ...]) -> bool:
        """What stands in its own column again is a value and no header."""
        text = folded(cell.text)
        same = (self.sheet.rows[row].get(cell.column) for row in below)
        return any(other is not None and folded(other.text) == text for other in same)

    def _is_title(self, header: Header) -> bool:
        """A first row of one text over all columns is the title of the sheet."""
        return header.bottom > header.top and len({path[0] for path in header.columns.values()}) == 1

    def _is_units(self, header: Header) -> bool:
        """Whether a band ends with a row of units, which may as well stand below it; its first cell may call them."""
        return header.bottom > header.top and self._names_units(self.sheet.rows[header.bottom])

    def _names_units(self, cells: Mapping[int, RawCell]) -> bool:
        filled = [cell for _, cell in sorted(cells.items()) if cell.text.strip()]
        return all(is_unit(cell.text, self.units) for cell in filled[len(filled) > _CALLED :])

    def _is_data(self, cells: Mapping[int, RawCell]) -> bool:
        """Whether a row holds values, or the units that may stand between a header and them."""
        filled = [cell for cell in cells.values() if cell.text.strip()]
        return any(map(self.is_value, filled)) or self._names_units(cells)


def _small(cell: RawCell) -> bool:
    """Whether a cell holds a number that may be that of a class or a mark."""
    return cell.text.strip().isdecimal() and int(cell.text) < _SERIES
