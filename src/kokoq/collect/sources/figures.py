"""The cells of a row of an export → facts: by the words of its source, and only where it is plain what they are of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kokoq.a1 import make_ref
from kokoq.collect.cells.facts import Fact
from kokoq.collect.cells.manners import Manners
from kokoq.collect.cells.typed import BLANK, SheetPlace, Typed
from kokoq.collect.cells.typing import MOST_KNOWN, read_cell
from kokoq.collect.cells.words import Vocabulary, folded
from kokoq.collect.read.book import Kind, Range, RawCell
from kokoq.collect.sources.headers import Header
from kokoq.collect.sources.page import Line, Page
from kokoq.collect.sources.spanned import Spanned
from kokoq.collect.sources.spellings import Spellings
from kokoq.collect.sources.unnamed import NAMES, Unnamed
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import Field
from kokoq.observations import Absence, pack_ref
from kokoq.rules import COLUMNS_DIFFER, FIGURE_MERGED

_NAMED = 5
"""So many cells are named."""
_MISREAD = Typed(None, Absence.INVALID)


@dataclass(slots=True)
class Figures:
    """What reads them; ``findings`` are those of the source.

    Of the table at hand: ``misread`` are columns in another unit, ``spanned`` merged ranges, ``differing`` the rows in
    which columns for one thing differ.
    """

    source: str
    spelled: Spellings
    words: Vocabulary
    period: str
    findings: list[Diagnostic]
    manners: Manners = field(default_factory=Manners)
    typed: dict[tuple[str, Kind, str | float | bool | None, str], Typed] = field(default_factory=dict)
    misread: set[int] = field(default_factory=set)
    differing: dict[int, dict[int, None]] = field(default_factory=dict)
    merged: set[Range] = field(default_factory=set)
    spanned: Spanned | None = None

    def begin(self, page: Page, header: Header, end: int) -> None:
        """Another table."""
        self.misread, self.differing, self.merged = set(), {}, set()
        self.spanned = Spanned(page, header, end) if page.sheet.merges else None

    def told(self, page: Page) -> Iterator[Diagnostic]:
        """What is told of the table as a whole: one finding for all rows in which columns for one thing differ."""
        for column, rows in self.differing.items():
            cells = [make_ref(row, column) for row in list(rows)[:_NAMED]]
            yield COLUMNS_DIFFER.at(
                Cell(*page.place, cells[0]),
                source=self.source,
                columns=tuple(f"«{name}»" for name in page.also[column].values()),
                n=len(rows),
                cells=(*cells, *["…"] * (len(rows) > _NAMED)),
            )

    def facts(self, line: Line, targets: Sequence[tuple[str, int, Field]], unnamed: Unnamed) -> dict[str, Fact]:
        """The facts of a row, by field."""
        facts: dict[str, Fact] = {}
        base = pack_ref(line.page.number, line.row, 0)
        for name, column, asked in targets:
            cell = line.cells.get(column) or unnamed.shown(line.row, column, asked)
            read = _MISREAD
            if not self._is_spanned(line, column, asked) and (cell is None or column not in self.misread):
                read = self.cell(asked, cell, line.page.place)
            if column in line.page.also and self._differs(line, column, asked, read, unnamed):
                read = _MISREAD
            if read.findings:
                self.findings += [d.of(unit=line.unit.id, period=self.period) for d in read.findings]
            if read.manner is not None and cell is not None:
                self.manners.see(read.manner, cell.row, cell.column)
            facts[name] = Fact(read.value, read.absence, base + column)
        return facts

    def cell(self, asked: Field, cell: RawCell | None, place: SheetPlace) -> Typed:
        """A cell by the source's own dictionary of values where it has the text, else by the field's type.

        What was read without a finding is the same wherever it stands, so it is read once.
        """
        if cell is None:
            return BLANK
        same = (asked.id, cell.kind, cell.value, cell.format)
        if (typed := self.typed.get(same)) is None:
            said = self.spelled[asked.id].get(folded(cell.text)) if asked.id in self.spelled else None
            typed = said or read_cell(cell, asked, sheet=place, words=self.words)
            if not typed.findings:
                if len(self.typed) > MOST_KNOWN:
                    self.typed.clear()
                self.typed[same] = typed
        return typed

    def _is_spanned(self, line: Line, column: int, asked: Field) -> bool:
        """Whether a figure stands for several rows or columns, which is told once; a name stands for each of them."""
        merge = self.spanned.at(line.row, column) if self.spanned and asked.type not in NAMES else None
        cell = line.page.sheet.at(merge.top, merge.left) if merge else None
        if merge is None or cell is None or self.cell(asked, cell, line.page.place).value is None:
            return False
        if merge not in self.merged:
            self.merged.add(merge)
            at = line.page.place.place(cell)
            self.findings.append(FIGURE_MERGED.at(at, value=cell.text, field=asked.title, cells=(merge.ref,)))
        return True

    def _differs(self, line: Line, column: int, asked: Field, read: Typed, unnamed: Unnamed) -> bool:
        """Whether another column for the same says something else in a row."""
        for other in line.page.also[column]:
            cell = line.cells.get(other) or unnamed.shown(line.row, other, asked)
            said = self.cell(asked, cell, line.page.place)
            if said.absence is not Absence.BLANK and said[:2] != read[:2]:
                self.differing.setdefault(column, {})[line.row] = None
                return True
        return False
