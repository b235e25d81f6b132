"""What is written in another manner than it is read, but can mean one thing only: one note a sheet for each kind of it.

A number kept as a text, «Да» for «да», the time beside a day: they come by the column, and a note for every cell would
bury all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kokoq.a1 import make_ref
from kokoq.diagnostics import Cell, Diagnostic, Rule
from kokoq.language import Word
from kokoq.rules import VALUE_AS_TEXT

OF_TEXTS_ALONE = frozenset({"csv", "html"})
"""Formats of files in which everything is a text: there is no other way to write a number in them."""
_NAMED = 12
"""So many cells, or ranges of cells below each other, are named."""
_SHOWN = 3
"""So many of what was written and read are shown."""


class Manner(NamedTuple):
    """How a cell is written, by the rule that tells it: what stands there, and what it is read as."""

    rule: Rule
    written: str
    read_as: str


@dataclass(slots=True)
class _Kind:
    """The cells of one kind: how many, where the first of them stand, and what some of them say."""

    n: int = 0
    runs: list[list[int]] = field(default_factory=list)
    """Column, first and last row of cells below each other."""
    last: dict[int, list[int]] = field(default_factory=dict)
    shown: dict[Manner, None] = field(default_factory=dict)

    def add(self, row: int, column: int) -> None:
        """One more cell, in no row above those that were seen; one merged over rows is seen in each of them."""
        run = self.last.get(column)
        if run is not None and run[2] == row:
            return
        self.n += 1
        if run is not None and run[2] == row - 1:
            run[2] = row
            return
        self.last[column] = run = [column, row, row]
        if len(self.runs) < _NAMED:
            self.runs.append(run)

    def cells(self) -> tuple[str, ...]:
        """Their references, those below each other as ranges; «…» where some are not named."""
        named = sum(last - first + 1 for _, first, last in self.runs)
        ends = ((make_ref(first, c), make_ref(last, c)) for c, first, last in sorted(self.runs, key=lambda r: r[1::-1]))
        return (*(one if one == other else f"{one}:{other}" for one, other in ends), *["…"] * (self.n > named))


@dataclass(slots=True)
class Manners:
    """What was seen so far of the sheet at hand."""

    kinds: dict[Rule, _Kind] = field(default_factory=dict)

    def see(self, manner: Manner, row: int, column: int) -> None:
        """One more cell."""
        kind = self.kinds.setdefault(manner.rule, _Kind())
        kind.add(row, column)
        if len(kind.shown) < _SHOWN:
            kind.shown[manner] = None

    def told(self, file: str, sheet: str, *, kind: str) -> Iterator[Diagnostic]:
        """One finding for each kind, at its first cell; ``kind`` is the format of the file. Nothing is left of them."""
        kinds, self.kinds = self.kinds, {}
        for rule, seen in kinds.items():
            if rule is VALUE_AS_TEXT and kind in OF_TEXTS_ALONE:
                continue
            cells = seen.cells()
            read_as = tuple(Word("cell.read_as", written=one.written, read_as=one.read_as) for one in seen.shown)
            yield rule.at(Cell(file, sheet, cells[0].partition(":")[0]), n=seen.n, cells=cells, read_as=read_as)
