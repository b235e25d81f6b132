"""The list of faults put into a sample, each with the finding that it must lead to, and findings held against it.

The list lies beside the sample, in a hidden file that no reader takes for a submission.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from kokoq.diagnostics import Cell, Diagnostic, Severity

PLANTED = ".planted.csv"


@dataclass(frozen=True, slots=True)
class Due:
    """A finding that has to come of a sample, with its place in the folder; without a ``code`` nothing may come of it.

    ``fault`` names what was done, ``read_as`` what the value has to be read as where that is noted. ``needs`` is the
    period that must have been collected too, from the same seed; ``unit`` is whom the finding has to name.
    """

    fault: str
    code: str
    file: str
    sheet: str = ""
    ref: str = ""
    unit: str = ""
    typed: str = ""
    read_as: str = ""
    needs: str = ""

    @property
    def key(self) -> Key:
        return (self.code, self.file, self.sheet, self.ref, self.unit if self._of_file else "", self.read_as)

    @property
    def _of_file(self) -> bool:
        return not self.sheet


Key = tuple[str, str, str, str, str, str]
"""Code, file, sheet, cell; the organisation where the place does not tell it; what a value was read as."""


@dataclass(frozen=True, slots=True)
class Held:
    """Findings held against the list: what was found of it, what was missed, what nobody planted.

    A finding that was not planted counts if it is an error or a warning: notes ask to look, they accuse nobody.
    """

    found: int
    missed: tuple[Key, ...]
    invented: tuple[Diagnostic, ...]

    @property
    def recall(self) -> float:
        """How much of what was planted was found."""
        return self.found / (self.found + len(self.missed)) if self.found or self.missed else 1.0

    @property
    def precision(self) -> float:
        """How much of what was found was planted."""
        return self.found / (self.found + len(self.invented)) if self.found or self.invented else 1.0


def write_planted(expected: Iterable[Due], folder: Path) -> Path:
    """The list as a table, one line for every finding that has to come."""
    path = folder / PLANTED
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerow([field.name for field in fields(Due)])
        lines.writerows(astuple(one) for one in expected)
    return path


def read_planted(folder: Path) -> tuple[Due, ...]:
    """The list that was written beside a sample."""
    with (folder / PLANTED).open(encoding="utf-8", newline="") as stream:
        return tuple(Due(**line) for line in csv.DictReader(stream))


def hold(expected: Iterable[Due], diagnostics: Iterable[Diagnostic], *, home: str, earlier: str = "") -> Held:
    """Hold the findings of one period against the list.

    ``home`` is the sample's folder as findings name it, ``earlier`` the period before, where that was collected.
    """
    wanted = Counter(one.key for one in expected if one.code and one.needs in ("", earlier))
    told = {code for code, *_, read_as in wanted if read_as}
    seen: Counter[Key] = Counter()
    invented = []
    for finding in diagnostics:
        if not isinstance(finding.where, Cell):
            continue
        key = _key(finding, finding.where, home, told=finding.rule.code in told)
        plain = (*key[:-1], "")
        match = key if wanted[key] > seen[key] else plain
        if wanted[match] > seen[match]:
            seen[match] += 1
        elif finding.severity is not Severity.NOTE:
            invented.append(finding)
    return Held(seen.total(), tuple(sorted((wanted - seen).elements())), tuple(invented))


def _key(finding: Diagnostic, where: Cell, home: str, *, told: bool) -> Key:
    file = "" if where.file == home else where.file.removeprefix(f"{home}/")
    unit = "" if where.sheet else finding.unit
    read_as = str(finding.params["read_as"]) if told else ""
    return (finding.rule.code, file, where.sheet, where.ref, unit, read_as)
