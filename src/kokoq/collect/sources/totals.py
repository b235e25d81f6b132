"""Rows of totals in a list of all, held against the sum of the rows above them; the rows themselves are what counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kokoq.collect.cells.facts import Fact
from kokoq.collect.cells.sums import is_sum_alone
from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.cells.typing import read_cell
from kokoq.collect.cells.words import Vocabulary
from kokoq.collect.read.book import RawCell
from kokoq.diagnostics import Diagnostic
from kokoq.model import Field, Total, Type
from kokoq.observations import Absence, unpack_ref
from kokoq.rules import TOTAL_DIFFERS

_NEAR = 1e-6
_DIGITS = 6
"""What differs beyond so many digits behind the point is the same sum."""


@dataclass(slots=True)
class Totals:
    """The sums of the columns of one table so far: of all rows, at each of its marks, and of every organisation.

    A mark stands below a total and where the header is repeated. A column is left out once a figure of it is not known,
    and all of them once a row could not be counted.
    """

    fields: Mapping[int, Field]
    whole: dict[int, float] = field(default_factory=dict)
    marks: dict[int, dict[float, None]] = field(default_factory=dict)
    own: dict[str, dict[int, float]] = field(default_factory=dict)
    last: str = ""
    unsure: set[int] = field(default_factory=set)
    lost: bool = False

    def add(self, unit: str, facts: Iterable[Fact]) -> None:
        """Take in the figures of one row."""
        own, self.last = self.own.setdefault(unit, {}), unit
        for fact in facts if self.fields else ():
            column = unpack_ref(fact.ref)[2]
            if isinstance(fact.value, float):
                for sums in (self.whole, own):
                    sums[column] = sums.get(column, 0.0) + fact.value
            elif fact.absence in (Absence.INVALID, Absence.NO_DATA):
                self.unsure.add(column)

    def mark(self) -> None:
        """A total may be of the rows below here."""
        for column, whole in self.whole.items():
            self.marks.setdefault(column, {})[round(whole, _DIGITS)] = None

    def held(
        self, cells: Mapping[int, RawCell], place: SheetPlace, words: Vocabulary, *, said: Sequence[str], of: str
    ) -> Iterator[Diagnostic]:
        """The figures of a row of totals that are no sum of rows above.

        ``said`` are the texts by which it is known as a sum; ``of`` is the organisation that it names.
        Which rows a total is of is rarely said: where it names nobody and is not of all, nothing is told.
        """
        for column, asked in self.fields.items() if said and not self.lost else ():
            cell = cells.get(column)
            if cell is None or column in self.unsure or column not in self.whole or not _adds_up(asked):
                continue
            value = read_cell(cell, _unlimited(asked), sheet=place, words=words).value
            if not isinstance(value, float) or (computed := self._instead(column, value, of)) is None:
                continue
            if of or any(is_sum_alone(text) for text in said):
                yield TOTAL_DIFFERS.at(
                    place.place(cell),
                    field=asked.title,
                    reported=value,
                    computed=computed,
                    difference=float(f"{abs(value - computed):.6g}"),
                )
        self.mark()

    def _instead(self, column: int, value: float, of: str) -> float | None:
        """What the sum is, if the one that is told is of no rows that it may be of; None where it is not known."""
        own, whole = self.own.get(of or self.last, {}).get(column), self.whole[column]
        marks = self.marks.get(column, {})
        if (
            _is_near(value, whole)
            or (own is not None and _is_near(value, own))
            or round(whole - value, _DIGITS) in marks
        ):
            return None
        if of:
            return own
        since = whole - next(reversed(marks), 0.0)
        return min(whole, since, key=lambda one: abs(one - value))


def _is_near(value: float, own: float) -> bool:
    return abs(value - own) <= _NEAR * max(1.0, abs(own))


def _adds_up(asked: Field) -> bool:
    return asked.type in (Type.COUNT, Type.NUMBER) and asked.total is Total.SUM


def _unlimited(asked: Field) -> Field:
    """A total may be greater than what one organisation may give."""
    return replace(asked, limits=(None, None))
