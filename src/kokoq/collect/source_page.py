"""Where the columns of a declared source stand on one sheet, below one header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kokoq.collect.read.book import RawSheet
from kokoq.collect.typing import SheetPlace
from kokoq.diagnostics import Cell, make_ref
from kokoq.model import Field

ORGANISATION = "organisation"


class Spread(NamedTuple):
    """A row of columns side by side that becomes a row of its own: its code, its first column, its fields."""

    code: str
    column: int
    targets: tuple[tuple[str, int, Field], ...]


class Page(NamedTuple):
    """One table of a sheet: the sheet's number in the file, the header's last row, its columns, the fields they answer.

    ``skips`` are the rows to be left out; ``spread`` are the columns that become rows.
    """

    number: int
    sheet: RawSheet
    bottom: int
    columns: Mapping[str, int]
    targets: tuple[tuple[str, int, Field], ...]
    spread: tuple[Spread, ...]
    skips: Mapping[int, frozenset[str]]
    place: SheetPlace

    @property
    def every_target(self) -> tuple[tuple[str, int, Field], ...]:
        """The columns that answer fields, those that become rows too."""
        return (*self.targets, *(target for wide in self.spread for target in wide.targets))

    @property
    def watched(self) -> list[int]:
        """Every column that is read."""
        return [*self.columns.values(), *(column for wide in self.spread for _, column, _ in wide.targets)]

    def at(self, row: int) -> Cell:
        """The organisation's cell of a row."""
        return Cell(*self.place, make_ref(row, self.columns[ORGANISATION]))
