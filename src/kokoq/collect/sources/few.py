"""What is told of one source in a file: a long list may have the same fault in each of its hundred thousand rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Self

from kokoq.diagnostics import Cell, Diagnostic, Rule
from kokoq.rules import MORE_OF_THE_SAME

MOST = 1_000
"""So many findings of one rule are told whole: nobody reads more, and they would take all memory."""


class FewOfEach(list[Diagnostic]):
    """Findings; of those of one rule beyond ``MOST`` the first of each organisation, the others are counted.

    So whoever has an error is known to have one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kept: Counter[Rule] = Counter()
        self._units: set[tuple[Rule, str]] = set()
        self._left: Counter[Rule] = Counter()

    def is_full(self, rule: Rule) -> bool:
        """Whether a further finding of a rule would only be counted, if it concerns no organisation."""
        return self._kept[rule] >= MOST

    def append(self, finding: Diagnostic) -> None:
        """One more, told if it is among the first."""
        whose = finding.rule, finding.unit
        if self.is_full(finding.rule) and (not finding.unit or whose in self._units):
            self._left[finding.rule] += 1
            return
        self._kept[finding.rule] += 1
        self._units.add(whose)
        super().append(finding)

    def extend(self, findings: Iterable[Diagnostic]) -> None:
        """Some more."""
        for finding in findings:
            self.append(finding)

    def __iadd__(self, findings: Iterable[Diagnostic]) -> Self:  # type: ignore[override, misc]  # of findings alone
        self.extend(findings)
        return self

    def rest(self, at: Cell) -> Iterator[Diagnostic]:
        """How many are not told, of each rule."""
        for rule, n in sorted(self._left.items(), key=lambda pair: pair[0].code):
            yield MORE_OF_THE_SAME.at(at, code=rule.code, n=n, told=self._kept[rule])
