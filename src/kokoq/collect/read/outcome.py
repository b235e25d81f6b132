"""How refusals and losses of the readers become findings: one for each fault of a file, however many sheets have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from kokoq.collect.read.cells import Losses
from kokoq.collect.read.limits import Refused
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Word
from kokoq.rules import CARRIES_MORE, FILE_TOO_LARGE, OVER_THE_SHEET, READ_WITH_LOSS

_NAMED_SHEETS = 10
_OVER = ("pictures", "text_boxes")
"""What does no harm, but may hold answers that are in no cell."""


class Findings:
    """What was found in one file so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Diagnostic] = []
        self._of_sheets: dict[tuple[str, ...], list[Diagnostic]] = {}

    def refused(self, refusal: Refused) -> None:
        self.found.append(Diagnostic(refusal.rule, Cell(self.file), refusal.params))

    def loss(self, what: str, *, n: int = 1) -> None:
        """Something of the whole file was not kept; ``what`` names it under ``read`` in ``lang``."""
        self.found.append(READ_WITH_LOSS.at(Cell(self.file), what=Word(f"read.{what}", n=n)))

    def carries(self, more: Iterable[str]) -> None:
        """What the file holds beside its data, each named under ``read`` in ``lang``."""
        rules = ((OVER_THE_SHEET if what in _OVER else CARRIES_MORE, Word(f"read.{what}")) for what in more)
        self.found += (rule.at(Cell(self.file), what=what) for rule, what in rules)

    @contextmanager
    def sheet(self, name: str, losses: Losses) -> Iterator[None]:
        """Within it a damaged sheet is a finding and the file is read on; a file too large is still refused as one."""
        try:
            yield
        except Refused as refusal:
            if refusal.rule is FILE_TOO_LARGE:
                raise
            self._of_sheet(Diagnostic(refusal.rule, Cell(self.file, name), refusal.params))
        else:
            for what, (ref, n) in losses.found.items():
                self._of_sheet(READ_WITH_LOSS.at(Cell(self.file, name, ref), what=Word(f"read.{what}", n=n)))

    @property
    def told(self) -> tuple[Diagnostic, ...]:
        """All of it; the same fault of several sheets once, at the first of them."""
        return (*self.found, *map(_together, self._of_sheets.values()))

    def _of_sheet(self, found: Diagnostic) -> None:
        self._of_sheets.setdefault((found.rule.code, *map(str, found.params.values())), []).append(found)


def _together(same: Sequence[Diagnostic]) -> Diagnostic:
    """The same fault of several sheets, with their number and, where its cells are counted, that of all cells."""
    first, *others = same
    if not others:
        return first
    said = {name: [one.params[name] for one in same] for name in first.params}
    words = {name: _in_sheets([word for word in found if isinstance(word, Word)]) for name, found in said.items()}
    return replace(first, params=words, related=tuple(one.where for one in others[:_NAMED_SHEETS]))


def _in_sheets(words: Sequence[Word]) -> Word:
    first, n = words[0], [word.params["n"] for word in words if "n" in word.params]
    fault = Word(first, **{**first.params, "n": sum(map(int, map(str, n)))}) if n else first
    return Word("read.in_sheets", fault=fault, n=len(words))
