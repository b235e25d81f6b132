"""What one cell says, and where it stands: the shapes that every reader of cells gives and takes."""

from __future__ import annotations

from typing import NamedTuple

from kokoq.collect.cells.manners import Manner
from kokoq.collect.read.book import RawCell
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.observations import Absence


class Typed(NamedTuple):
    """What a cell says: ``value`` is None unless ``absence`` is ``PRESENT``.

    ``manner`` is how it is written, where that is told of all such cells of a sheet together.
    """

    value: float | str | None
    absence: Absence
    findings: tuple[Diagnostic, ...] = ()
    manner: Manner | None = None


class SheetPlace(NamedTuple):
    """The sheet that cells stand on, for the places of findings."""

    file: str
    name: str

    def place(self, cell: RawCell) -> Cell:
        return Cell(self.file, self.name, cell.ref)


BLANK = Typed(None, Absence.BLANK)


def refused(finding: Diagnostic) -> Typed:
    """No value, and why."""
    return Typed(None, Absence.INVALID, (finding,))
