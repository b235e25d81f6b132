"""Where the header of an export stands and what its columns are called: one row or several, merged or not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from kokoq.collect.cells.words import folded
from kokoq.collect.read.book import Book, RawCell, RawSheet
from kokoq.collect.sources.likeness import likeness_among
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Word
from kokoq.model import SourceMapping
from kokoq.rules import HEADER_NOT_FOUND
from kokoq.spelling import closest

IGNORE = "ignore"
"""The target of a column that is not read."""
ORGANISATION = "organisation"
"""The target of the column that names whose a row is."""
_JOINT = re.compile(r"\s*:\s+|\s+[-–—]\s+")
_LONGEST = 1_000
"""A text of more letters is no header of several rows in one."""
SEARCHED_ROWS = 60
"""Where a header is not found, what comes near to it is looked for down to this row."""


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of a header and its columns: number → what stands in it from top to bottom, as written."""

    top: int
    bottom: int
    columns: Mapping[int, tuple[str, ...]]

    @property
    def rows(self) -> range:
        return range(self.top, self.bottom + 1)

    def column(self, declared: str) -> int | None:
        """The column of «Header» or «Header|Sub header»; a lone name may be that of a sub header, if only one is."""
        found = self.called(declared)
        return found[0] if found else None

    def called(self, declared: str) -> tuple[int, ...]:
        """All columns of that name."""
        wanted = tuple(folded(part) for part in declared.split("|"))
        paths = {number: tuple(folded(part) for part in path) for number, path in self.columns.items()}
        exact = tuple(number for number, path in paths.items() if path == wanted)
        tails = tuple(number for number, path in paths.items() if path[-len(wanted) :] == wanted)
        return exact or (tails if len(tails) == 1 else ())

    def names(self) -> tuple[str, ...]:
        return tuple("|".join(path) for path in self.columns.values())


def find_headers(sheet: RawSheet, mapping: SourceMapping, *, most: bool = False) -> tuple[Header, ...]:
    """All rows in which all texts of ``mapping.header`` stand, from top to bottom: a list may repeat its header.

    With ``most`` a part of the declared columns does, if it is plain that they are meant.
    They stand below a text of ``after``, and above one of ``until`` that follows the first of them.
    """
    depth = mapping.header_rows or max((path.count("|") + 1 for path in mapping.paths), default=1)
    wanted = {_spellings(text, mapping) for text in mapping.header or (p.split("|")[0] for p in mapping.paths)}
    every: frozenset[str] = frozenset().union(*wanted)
    numbers = any(text[:1].isdigit() for text in every)
    seen = ((row, every & _words(cells.values(), numbers=numbers)) for row, cells in sheet.lines())
    texts = {row: words for row, words in seen if words}
    found: list[Header] = []
    begin = _first_row(sheet, mapping.after, below=0) if mapping.after else 0
    end: int | None = None
    for row in texts:
        if begin is None or row <= begin or (found and row <= found[-1].bottom):
            continue
        if end is not None and row >= end:
            break
        band = set().union(*(texts.get(r, set()) for r in range(row, row + depth)))
        if _are_most(band, mapping) if most else all(band & spellings for spellings in wanted):
            found.append(_best_start(sheet, row, depth, mapping))
            if len(found) == 1:
                end = _first_row(sheet, mapping.until, below=found[0].bottom)
    return tuple(found)


def with_headers(
    sheets: Sequence[tuple[int, RawSheet]], mapping: SourceMapping, others: Sequence[SourceMapping]
) -> list[tuple[int, RawSheet, tuple[Header, ...]]]:
    """The sheets on which headers stand; where none is whole, those that lack a few of the columns."""
    found = [(n, sheet, find_headers(sheet, mapping)) for n, sheet in sheets]
    if not any(headers for _, _, headers in found) and not mapping.header:
        found = [(n, sheet, _nearly(sheet, mapping, others)) for n, sheet in sheets]
    return [one for one in found if one[2]]


def _nearly(sheet: RawSheet, mapping: SourceMapping, others: Sequence[SourceMapping]) -> tuple[Header, ...]:
    """The headers that lack a few of the columns; none that is the whole one of another source."""
    taken = {row for other in others for header in find_headers(sheet, other) for row in header.rows}
    return tuple(header for header in find_headers(sheet, mapping, most=True) if taken.isdisjoint(header.rows))


def _are_most(band: Collection[str], mapping: SourceMapping) -> bool:
    """Whether two thirds of what is read stands in some rows: the organisation among it, or three columns at least."""
    read = [path for path in mapping.paths if mapping.columns.get(path) != IGNORE]
    groups = {_spellings(path.split("|")[0], mapping): mapping.columns.get(path) == ORGANISATION for path in read}
    found = [whose for spellings, whose in groups.items() if not spellings.isdisjoint(band)]
    least = 2 if any(found) else 3
    whose_is_told = any(found) or not any(groups.values())
    return whose_is_told and len(found) >= least and len(found) * 3 >= len(groups) * 2


def _first_row(sheet: RawSheet, texts: Sequence[str], *, below: int) -> int | None:
    """The first row under this one of which a cell begins with one of the texts."""
    wanted = tuple(folded(text) for text in texts)
    rows = ((row, cells) for row, cells in sheet.lines() if row > below) if wanted else ()
    return next((row for row, cells in rows if any(folded(c.text).startswith(wanted) for c in cells.values())), None)


def _spellings(text: str, mapping: SourceMapping) -> frozenset[str]:
    """A text of the header and its synonyms: what other columns of the same target are called at its place."""
    own = folded(text)
    paths = {path: tuple(folded(part) for part in path.split("|")) for path in mapping.columns}
    targets = {mapping.columns[path] for path, parts in paths.items() if own in parts} - {IGNORE}
    place = next((0 if parts[0] == own else -1 for parts in paths.values() if own in parts), 0)
    return frozenset({own, *(parts[place] for path, parts in paths.items() if mapping.columns[path] in targets)})


def _words(cells: Iterable[RawCell], *, numbers: bool) -> set[str]:
    """What stands in a row, folded, also each part of «Results|Taken»; numbers only where a header may be one."""
    texts = [cell.text for cell in cells if numbers or isinstance(cell.value, str)]
    return {*map(folded, texts), *(folded(part) for text in texts for part in parts_of(text))}


def parts_of(text: str) -> tuple[str, ...]:
    """The rows of a header that one cell holds: «Results|Taken», «Математика: сдавали», «9 кл. – писали»."""
    parts = [text] if len(text) > _LONGEST else text.split("|") if "|" in text else _JOINT.split(text)
    return tuple(part.strip() for part in parts)


def _best_start(sheet: RawSheet, row: int, depth: int, mapping: SourceMapping) -> Header:
    """Of the bands that hold a row, the one with the most declared columns: texts to find may be of any of its rows."""
    starts = [_flat(sheet, row)] if depth > 1 else []
    starts += [header_at(sheet, top, top + depth - 1) for top in range(row, max(0, row - depth), -1)]
    if not mapping.header_rows:  # below an upper row that nobody declares
        starts += [header_at(sheet, top, row + depth) for top in (row + 1, row)]
    return max(starts, key=lambda header: sum(header.column(path) is not None for path in mapping.paths))


def _flat(sheet: RawSheet, row: int) -> Header:
    """A header of several rows written in one, as a csv has it: «Results|Taken» in a single cell."""
    paths = {n: parts_of(cell.text) for n, cell in sheet.line(row).items()}
    deep = any(len(path) > 1 for path in paths.values())
    return Header(row, row, {n: path for n, path in paths.items() if path != ("",)} if deep else {})


def no_header(book: Book, source: str, mapping: SourceMapping, sheets: Sequence[RawSheet]) -> Diagnostic:
    """What is told of a file in whose sheets that are meant the header does not stand."""
    wanted = mapping.header or mapping.paths
    if sheets and mapping.after and all(_first_row(sheet, mapping.after, below=0) is None for sheet in sheets):
        problem = Word("collect.header.no_title", texts=mapping.after)
    elif sheets:
        problem = Word("collect.header.lacking", expected=tuple(wanted))
    else:
        there = tuple(sheet.name for sheet in book.sheets)
        problem = Word("collect.header.no_sheet", pattern=mapping.sheet, sheets=there)
    close = dict.fromkeys(text for sheet in sheets for text in near_headers(sheet, wanted))
    place = Cell(book.file, sheets[0].name if len(sheets) == 1 else "")
    return HEADER_NOT_FOUND.at(place, source=source, problem=problem, close=tuple(close))


def near_headers(sheet: RawSheet, wanted: Sequence[str]) -> tuple[str, ...]:
    """Texts of the top rows that the wanted ones were probably meant to be."""
    rows: dict[int, dict[str, None]] = {}
    for cell in sheet.cells:
        if cell.row <= SEARCHED_ROWS and isinstance(cell.value, str):
            rows.setdefault(cell.row, {})[" ".join(cell.text.split())] = None
    best = max(rows.values(), key=lambda texts: sum(bool(closest(text, texts)) for text in wanted), default={})
    every = dict.fromkeys(text for texts in rows.values() for text in texts)
    near_ones = (_nearest(text, best) or _nearest(text, every) for text in wanted)
    return tuple(dict.fromkeys(match for one in near_ones for match in one))


def _nearest(wanted: str, texts: Mapping[str, None]) -> tuple[str, ...]:
    return (*closest(wanted, texts), *alike(wanted, tuple(texts)[:_COMPARED]))[:1]


def header_at(sheet: RawSheet, top: int, bottom: int) -> Header:
    """The paths of all columns; an upper text that spans several columns counts for each of them, merged or not."""
    last = max((column for row in range(top, bottom + 1) for column in sheet.line(row)), default=0)
    columns: dict[int, tuple[str, ...]] = {}
    above: dict[int, str] = {}
    for column in range(1, last + 1):
        path: list[str] = []
        for row in range(top, bottom + 1):
            text = _text(sheet, row, column)
            if not text and row < bottom and any(_text(sheet, r, column) for r in range(row + 1, bottom + 1)):
                text = above.get(row, "")
            elif text:
                above[row] = text
            if text and (not path or path[-1] != text):
                path.append(text)
        if path:
            columns[column] = tuple(path)
    return Header(top, bottom, columns)


def _text(sheet: RawSheet, row: int, column: int) -> str:
    cell = sheet.shown_at(row, column)
    return " ".join(cell.text.split()) if cell is not None else ""


_ALIKE, _OFFERED = 0.6, 2
"""How much a header must resemble a declared column to be offered for it, and how many are."""

_COMPARED = 500
"""Of more texts the rest is only compared letter by letter."""

Columns = tuple[int, frozenset[int]]
"""Where a header stands: its first row and its declared columns."""


def named_so(sheet: RawSheet, mapping: SourceMapping) -> bool:
    """Whether a sheet is one of those that the mapping means."""
    return fnmatchcase(sheet.name.casefold(), mapping.sheet.casefold())


def other_headers(sheet: RawSheet, mapping: SourceMapping) -> Iterator[Columns]:
    """Where the headers of another source stand on a sheet."""
    for header in find_headers(sheet, mapping):
        yield header.top, _declared(header, mapping)


def _declared(header: Header, mapping: SourceMapping) -> frozenset[int]:
    return frozenset(column for path in mapping.paths if (column := header.column(path)) is not None)


def end_of(
    sheet: RawSheet, header: Header, own: Sequence[Header], foreign: Sequence[Columns], mapping: SourceMapping
) -> int:
    """The row before which a table ends: at a header below that has some of its columns, or at a text of ``until``."""
    tops = [other.top for other in own if other.top > header.bottom]
    columns = _declared(header, mapping) if foreign else frozenset()
    tops += [top for top, theirs in foreign if top > header.bottom and theirs & columns]
    limit = min(tops, default=sheet.extent[0] + 1)
    return min(_first_row(sheet, mapping.until, below=header.bottom) or limit, limit)


def near(declared: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of columns that a declared one was probably meant to be: spelt like it or its last part, or meaning it."""
    tails = {name.split("|")[-1]: name for name in names}
    found = (*closest(declared, names), *(tails[t] for t in closest(declared.split("|")[-1], tails)))
    return tuple(dict.fromkeys((*found, *alike(declared, names))))


def alike(declared: str, names: Sequence[str]) -> tuple[str, ...]:
    """Names that say the same in other words, as ``kokoq map`` compares them, the most alike first."""
    title, among = declared.replace("|", " "), likeness_among(names)
    points = sorted((-among.of(tuple(name.split("|")), title), n) for n, name in enumerate(names))
    return tuple(names[n] for minus, n in points[:_OFFERED] if -minus >= _ALIKE)


def consecutive(texts: Sequence[str]) -> bool:
    """Whether numbers count the columns of a table."""
    numbers = [int(text) for text in texts]
    return numbers == sorted(set(numbers)) and numbers[-1] - numbers[0] < 40
