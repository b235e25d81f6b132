"""How refusals and losses of the readers become findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from kokoq.collect.read.cells import Losses
from kokoq.collect.read.limits import Refused
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Word
from kokoq.rules import CARRIES_MORE, FILE_TOO_LARGE, READ_WITH_LOSS


class Findings:
    """What was found in one file so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Diagnostic] = []

    def refused(self, refusal: Refused, sheet: str = "") -> None:
        self.found.append(Diagnostic(refusal.rule, Cell(self.file, sheet), refusal.params))

    def loss(self, what: str, *, sheet: str = "", ref: str = "", n: int = 1) -> None:
        """Something was not kept; ``what`` names it under ``read`` in ``lang``."""
        self.found.append(READ_WITH_LOSS.at(Cell(self.file, sheet, ref), what=Word(f"read.{what}", n=n)))

    def carries(self, more: Iterable[str]) -> None:
        """What the file holds beside its data, each named under ``read`` in ``lang``."""
        self.found += (CARRIES_MORE.at(Cell(self.file), what=Word(f"read.{what}")) for what in more)

    @contextmanager
    def sheet(self, name: str, losses: Losses) -> Iterator[None]:
        """Within it a damaged sheet is a finding and the file is read on; a file too large is still refused as one."""
        try:
            yield
        except Refused as refusal:
            if refusal.rule is FILE_TOO_LARGE:
                raise
            self.refused(refusal, name)
        else:
            for what, (ref, n) in losses.found.items():
                self.loss(what, sheet=name, ref=ref, n=n)
