"""Rows that say again what is known: it counts once, and that it does is told, for it may be another part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kokoq.a1 import make_ref
from kokoq.collect.cells.facts import LACKING, Fact, differ
from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.cells.words import folded
from kokoq.collect.read.book import RawCell
from kokoq.collect.sources.page import Line
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import Catalogue
from kokoq.observations import Absence, unpack_ref
from kokoq.rules import DUPLICATE_ROW, NUMBERS_REPEATED


def repeated(before: Mapping[str, Fact], facts: Mapping[str, Fact]) -> list[str]:
    """The numbers that two rows of the same both give."""
    return [
        name
        for name, fact in facts.items()
        if isinstance(fact.value, float) and before.get(name, LACKING)[:2] == fact[:2]
    ]


def another(line: Line, before: Fact, *, key: str) -> Diagnostic | None:
    """A row that is of something else than an earlier one of its table: they differ in what is not read."""
    page, (number, row, _) = line.page, unpack_ref(before.ref)
    if number != page.number or row <= page.bottom:
        return None
    earlier = page.sheet.line(row)
    unread = {*line.cells, *earlier}.difference(page.watched)
    if all(_text(line.cells, column) == _text(earlier, column) for column in unread):
        return None
    return DUPLICATE_ROW.at(line.at, related=(page.at(row),), key=key)


def _text(cells: Mapping[int, RawCell], column: int) -> str:
    return folded(cells[column].text) if column in cells else ""


@dataclass(slots=True)
class Repeated:
    """What is told of numbers that stand in two places: by the sheets of both how many rows, and the first of them."""

    found: dict[tuple[str, str, str, str], tuple[Cell, Cell, str]] = field(default_factory=dict)
    rows: dict[tuple[str, str, str, str], int] = field(default_factory=dict)

    def add(self, at: Cell, before: Cell, *, key: str) -> None:
        """One more row, and where the earlier one stands; ``key`` is what they are of."""
        sheets = (at.file, at.sheet, before.file, before.sheet)
        self.found.setdefault(sheets, (at, before, key))
        self.rows[sheets] = self.rows.get(sheets, 0) + 1

    def told(self) -> Iterator[Diagnostic]:
        """One finding for all rows that two sheets both have."""
        for sheets, (at, before, key) in self.found.items():
            yield NUMBERS_REPEATED.at(at, related=(before,), key=key, n=self.rows[sheets])


@dataclass(slots=True)
class Once:
    """What tells, of one file, a row that says again what another one says; ``findings`` are those of its source.

    ``places`` are the sheets by their numbers.
    """

    catalogue: Catalogue
    period: str
    findings: list[Diagnostic]
    places: dict[int, SheetPlace] = field(default_factory=dict)
    repeated: Repeated = field(default_factory=Repeated)

    def add(self, known: dict[str, Fact], facts: Mapping[str, Fact], line: Line) -> Mapping[str, Fact]:
        """The figures of a row to those that are known; those that are new: a second row of the same only adds."""
        twice = [name for name, fact in facts.items() if name in known and differ(known[name], fact)]
        same = repeated(known, facts)
        titles = (self.catalogue.fields[name].title for name in twice or same if line.page.named)
        key = ", ".join((line.unit.title, *titles))
        if twice:
            self._tell(DUPLICATE_ROW.at(line.at, key=key), line)
            return {}
        new = self.news(known, facts, line, key=key)
        if new is None:
            return {}
        if same:
            places = (self._place(one[same[0]]) for one in (facts, known))
            self.repeated.add(*places, key=key)
        known.update(new)
        return new

    def news(
        self, before: Mapping[str, Fact], facts: Mapping[str, Fact], line: Line, *, key: str
    ) -> Mapping[str, Fact] | None:
        """What a row adds to an earlier one of the same: nothing where they differ, None where it is told here.

        With equal numbers it is told here if both stand in one table and differ in what is not read.
        """
        if any(differ(before[name], fact) for name, fact in facts.items() if name in before):
            return {}
        told = next((another(line, before[name], key=key) for name in repeated(before, facts)), None)
        if told is not None:
            self._tell(told, line)
            return None
        return {
            name: fact
            for name, fact in facts.items()
            if name not in before or (before[name].absence is Absence.BLANK and fact.absence is not Absence.BLANK)
        }

    def _tell(self, finding: Diagnostic, line: Line) -> None:
        self.findings.append(finding.of(unit=line.unit.id, period=self.period))

    def _place(self, fact: Fact) -> Cell:
        number, row, column = unpack_ref(fact.ref)
        return Cell(*self.places[number], make_ref(row, column))
