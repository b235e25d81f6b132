"""Rows of totals in a list of all, held against the sum of the rows above them; the rows themselves are what counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kokoq.collect.cells.facts import Fact
from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.cells.typing import read_cell
from kokoq.collect.cells.words import Vocabulary, folded
from kokoq.collect.read.book import RawCell
from kokoq.diagnostics import Diagnostic
from kokoq.model import Field, Total, Type
from kokoq.observations import Absence, unpack_ref
from kokoq.rules import TOTAL_DIFFERS

SUMS = ("итог", "всего", "total")
"""How a row begins that is a sum; a mean is none."""
_NEAR = 1e-6


@dataclass(slots=True)
class Totals:
    """The sums of the columns of one table so far: of all rows, and of those since the last total.

    A column is left out once a figure of it is not known, and all of them once a row could not be counted.
    """

    fields: Mapping[int, Field]
    whole: dict[int, float] = field(default_factory=dict)
    since: dict[int, float] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    lost: bool = False

    def add(self, facts: Iterable[Fact]) -> None:
        """Take in the figures of one row."""
        for fact in facts if self.fields else ():
            column = unpack_ref(fact.ref)[2]
            if isinstance(fact.value, float):
                self.whole[column] = self.whole.get(column, 0.0) + fact.value
                self.since[column] = self.since.get(column, 0.0) + fact.value
            elif fact.absence in (Absence.INVALID, Absence.NO_DATA):
                self.unsure.add(column)

    def held(self, cells: Mapping[int, RawCell], place: SheetPlace, words: Vocabulary) -> Iterator[Diagnostic]:
        """The figures of a row of totals that are neither the sum of all rows above nor of those since the last one."""
        since, self.since = self.since, {}
        if self.lost or not is_sum(cells):
            return
        for column, asked in self.fields.items():
            cell = cells.get(column)
            if cell is None or column in self.unsure or column not in self.whole or not _adds_up(asked):
                continue
            said = read_cell(cell, _unlimited(asked), sheet=place, words=words).value
            sums = (self.whole[column], since.get(column, self.whole[column]))
            if isinstance(said, float) and all(abs(said - own) > _NEAR * max(1.0, abs(own)) for own in sums):
                nearest = min(sums, key=lambda own: abs(own - said))
                yield TOTAL_DIFFERS.at(
                    place.place(cell),
                    field=asked.title,
                    reported=said,
                    computed=nearest,
                    difference=float(f"{abs(said - nearest):.6g}"),
                )


def is_sum(cells: Mapping[int, RawCell]) -> bool:
    """Whether a row says that it is a total."""
    return any(folded(cell.text).startswith(SUMS) for cell in cells.values())


def _adds_up(asked: Field) -> bool:
    return asked.type in (Type.COUNT, Type.NUMBER) and asked.total is Total.SUM


def _unlimited(asked: Field) -> Field:
    """A total may be greater than what one organisation may give."""
    return replace(asked, limits=(None, None))
