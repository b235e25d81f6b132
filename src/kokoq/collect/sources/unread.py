"""Columns of an export that the mapping neither reads nor leaves out by name: if something stands there, it is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kokoq.a1 import make_ref
from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.cells.words import folded
from kokoq.collect.read.book import Kind, RawCell, RawSheet
from kokoq.collect.sources.headers import IGNORE, Header
from kokoq.collect.sources.page import Page
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import SourceMapping
from kokoq.rules import COLUMN_UNREAD, FIGURES_UNREAD


@dataclass(slots=True)
class Unread:
    """The columns of one table that nobody reads: those ``open`` in which nothing was seen yet, and what was ``seen``.

    ``wide`` are those that stand beside columns which become rows, as if they were to become some themselves.
    """

    names: Mapping[int, tuple[Cell, str]]
    wide: frozenset[int]
    open: set[int]
    seen: dict[int, bool] = field(default_factory=dict)

    def see(self, cells: Mapping[int, RawCell]) -> None:
        """Look at one row of an organisation; a column is looked at until it is known what it holds."""
        for column in tuple(self.open & cells.keys()):
            cell = cells[column]
            if cell.text.strip():
                figure = cell.kind is Kind.NUMBER
                self.seen[column] = figure
                if figure or column not in self.wide:
                    self.open.discard(column)

    def told(self, source: str, mapping: SourceMapping) -> Iterator[Diagnostic]:
        """One finding for every column in which something stands."""
        for column, figure in sorted(self.seen.items()):
            place, name = self.names[column]
            if figure and column in self.wide and mapping.unpivot:
                mapped = tuple(mapping.unpivot.columns)
                yield FIGURES_UNREAD.at(place, source=source, column=name, mapped=mapped)
            else:
                yield COLUMN_UNREAD.at(place, source=source, column=name)


def unread(
    page: Page, header: Header, mapping: SourceMapping, others: Sequence[SourceMapping], *, meant: Collection[str]
) -> Unread:
    """The columns below a header that neither this mapping nor another one of the same file names.

    Those ``meant`` are told elsewhere: as what a declared column that is not there was probably to be.
    """
    paths = (*mapping.paths, *mapping.skip, *(path for other in others for path in other.paths))
    named = (
        {column for path in paths for column in header.called(path)}
        | {*page.watched}
        | {*_left_out(header, (mapping, *others))}
    )
    names = {
        column: (_place(page.sheet, header, column, page.place), "|".join(path))
        for column, path in header.columns.items()
        if column not in named and "|".join(path) not in meant
    }
    return Unread(names, frozenset(_beside(names, header, mapping, page)), set(names))


def _left_out(header: Header, mappings: Iterable[SourceMapping]) -> Iterator[int]:
    """The columns that are declared as not to be read, also all those below one such header."""
    for mapping in mappings:
        for declared in (path for path, target in mapping.columns.items() if target == IGNORE):
            wanted = tuple(folded(part) for part in declared.split("|"))
            for column, path in header.columns.items():
                if tuple(folded(part) for part in path[: len(wanted)]) == wanted:
                    yield column


def _beside(columns: Iterable[int], header: Header, mapping: SourceMapping, page: Page) -> Iterator[int]:
    """Those of the columns that are headed like the ones that become rows, or stand right of them without a header."""
    if mapping.unpivot is None or not page.spread:
        return
    subs = {folded(sub) for sub in mapping.unpivot.fields if sub}
    first = min(spread.column for spread in page.spread)
    for column in columns:
        parts = {folded(part) for part in header.columns[column]}
        if parts & subs or (not subs and column > first):
            yield column


def _place(sheet: RawSheet, header: Header, column: int, place: SheetPlace) -> Cell:
    """The lowest cell of a column's header."""
    rows = (row for row in range(header.bottom, header.top, -1) if sheet.at(row, column) is not None)
    return Cell(*place, make_ref(next(rows, header.top), column))
