"""Where the columns of a declared source stand on one sheet, below one header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kokoq.a1 import make_ref
from kokoq.collect.cells.sums import is_sum_of, is_total
from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.cells.words import is_unit
from kokoq.collect.read.book import Kind, RawCell, RawSheet
from kokoq.collect.sources.headers import ORGANISATION, consecutive
from kokoq.collect.sources.named import Named
from kokoq.diagnostics import Cell
from kokoq.model import Field, Organisation


class Spread(NamedTuple):
    """A row of columns side by side that becomes a row of its own: its code, its first column, its fields."""

    code: str
    column: int
    targets: tuple[tuple[str, int, Field], ...]


class Page(NamedTuple):
    """One table of a sheet: the sheet's number in the file, the header's last row, its columns, the fields they answer.

    ``also`` are the columns for what a column is read for, if there are several, with their names. ``skips`` are the
    rows to be left out; ``spread`` are the columns that become rows. ``owner`` is the organisation
    of all rows, where the sheet, the file or a title names it; ``named`` are the columns of names and answers.
    """

    number: int
    sheet: RawSheet
    bottom: int
    columns: Mapping[str, int]
    targets: tuple[tuple[str, int, Field], ...]
    spread: tuple[Spread, ...]
    skips: Mapping[int, frozenset[str]]
    place: SheetPlace
    owner: Organisation | None = None
    named: Named | None = None
    also: Mapping[int, Mapping[int, str]] = {}

    @property
    def every_target(self) -> tuple[tuple[str, int, Field], ...]:
        """The columns that answer fields, those that become rows too."""
        return (*self.targets, *(target for wide in self.spread for target in wide.targets))

    @property
    def watched(self) -> list[int]:
        """Every column that is read."""
        named = (self.named.name, self.named.value) if self.named else ()
        wide = (column for wide in self.spread for _, column, _ in wide.targets)
        return [*self.columns.values(), *wide, *named, *(column for twins in self.also.values() for column in twins)]

    @property
    def home(self) -> int:
        """The column that stands for a whole row: that of the organisation, else the first that is read."""
        return self.columns.get(ORGANISATION) or min(self.watched)

    def at(self, row: int) -> Cell:
        """The organisation's cell of a row."""
        return Cell(*self.place, make_ref(row, self.home))

    def no_data(self, name: str, cells: Mapping[int, RawCell], units: frozenset[str]) -> str:
        """Why a row without a known organisation is no data: a total, a numbering, units, a note; "" if it may be."""
        texts = [cells[column].text.strip() for column in self.watched if column in cells]
        filled = [text for text in texts if text]
        first = next((cell.text.strip() for cell in cells.values() if cell.text.strip()), "")
        if is_total(name or first) or is_sum_of(name):
            return "total"
        if self._is_numbering(filled, cells):
            return "numbering"
        others = [text for text in filled if text != name or is_unit(text, units)]
        if others and all(is_unit(text, units) for text in others):
            return "units"
        note = len(filled) <= 1 and not any(cell.kind is Kind.NUMBER for cell in cells.values())
        return "note" if note else ""

    def _is_numbering(self, filled: Sequence[str], cells: Mapping[int, RawCell]) -> bool:
        """Whether a row counts columns; where none tells the organisation, only «1, 2, 3» without a gap does."""
        if ORGANISATION in self.columns:
            return len(filled) > 1 and all(text.isdecimal() for text in filled) and consecutive(filled)
        every = [cell.text.strip() for cell in cells.values()]
        return len(every) > 2 and every == [str(number) for number in range(1, len(every) + 1)]


class Line(NamedTuple):
    """One row of a table, and whose it is."""

    page: Page
    row: int
    cells: Mapping[int, RawCell]
    unit: Organisation

    @property
    def at(self) -> Cell:
        """The cell that stands for the whole row."""
        return self.page.at(self.row)
