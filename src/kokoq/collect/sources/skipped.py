"""Rows of a sheet that are no data: counted by why they are not read, each kind with the place of the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kokoq.collect.cells.numerals import other_unit
from kokoq.collect.cells.words import Vocabulary
from kokoq.collect.lists.roster import Roster
from kokoq.collect.read.book import RawCell
from kokoq.collect.sources.headers import ORGANISATION
from kokoq.collect.sources.page import Page
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Word
from kokoq.rules import COLUMN_IN_OTHER_UNIT, ROWS_SKIPPED


@dataclass(slots=True)
class Skipped:
    """What was left out of one sheet so far."""

    rows: Counter[str] = field(default_factory=Counter)
    firsts: dict[str, Cell] = field(default_factory=dict)

    def add(self, why: str, at: Cell) -> None:
        """One more row; ``why`` is a word of ``collect.skipped``."""
        self.rows[why] += 1
        self.firsts.setdefault(why, at)

    def below(self, page: Page, end: int, known: Roster) -> None:
        """The rows below the declared end of a table that look like some of it: they name an organisation."""
        for row, cells in page.sheet.lines():
            cell = cells.get(page.columns.get(ORGANISATION, 0)) if row >= end else None
            if cell is not None and known.find(cell.text.strip()) is not None:
                self.add("after", page.at(row))

    def told(self) -> Iterator[Diagnostic]:
        """One finding for every kind."""
        for why, n in self.rows.items():
            yield ROWS_SKIPPED.at(self.firsts[why], n=n, why=Word(f"collect.skipped.{why}"))


def other_units(
    page: Page, cells: Mapping[int, RawCell], words: Vocabulary, *, source: str
) -> Iterator[tuple[int, Diagnostic]]:
    """The columns over which a row of units names another one than is asked for."""
    for _, column, asked in page.every_target:
        cell = cells.get(column)
        unit = other_unit(cell.text, asked, words) if cell is not None else ""
        if cell is not None and unit:
            at, found = page.place.place(cell), cell.text.strip()
            yield column, COLUMN_IN_OTHER_UNIT.at(at, source=source, found=found, field=asked.title, expected=unit)
