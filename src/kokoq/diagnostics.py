"""What is wrong, where, and with which values: the one shape in which every stage reports its findings.

No wording lives here or in any check: texts are found by the rule's code in ``lang/*.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Generic, TypeVar

from kokoq.a1 import split_ref

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Severity(StrEnum):
    """How much a finding weighs; errors alone decide the exit code."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a definition file; line and column count from 1, length in characters."""

    file: str
    line: int = 1
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def within(self, start: int, end: int) -> Span:
        """The part of a one-line text that starts at this place, from offset ``start`` to ``end``."""
        return replace(self, column=self.column + start, length=max(1, end - start))


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A place in a collected file: sheet and A1 reference are empty where the whole file or sheet is meant."""

    file: str
    sheet: str = ""
    ref: str = ""

    def __str__(self) -> str:
        return "!".join(part for part in (self.file, self.sheet, self.ref) if part)


Place = Span | Cell

Param = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A fault that kokoq knows: its code is never reused, its name says the fault, never the cure.

    It is of the ``office`` where nobody else can mend it: what the office declared, decided or keeps.
    """

    code: str
    name: str
    severity: Severity
    params: tuple[str, ...] = ()
    office: bool = False

    @property
    def of_definitions(self) -> bool:
        """Whether it is of what is declared (KQ1xx, KQ2xx), not of what was collected."""
        return self.code.startswith(("KQ1", "KQ2"))

    @property
    def for_senders(self) -> bool:
        """Whether it is told to who sent a file, in a letter and a marked copy."""
        return self.code[2] in "3456" and not self.office

    def at(self, where: Place, *, related: Iterable[Place] = (), **params: Param) -> Diagnostic:
        """A finding of this rule at ``where``; raises ``TypeError`` unless exactly the declared params are given."""
        if set(params) != set(self.params):
            raise TypeError(f"{self.code} takes {sorted(self.params)}, got {sorted(params)}")
        return Diagnostic(self, where, params, tuple(related))


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. ``unit`` and ``period`` name the organisation and the period that it concerns, where it has them."""

    rule: Rule
    where: Place
    params: Mapping[str, Param] = field(default_factory=dict)
    related: tuple[Place, ...] = ()
    unit: str = ""
    period: str = ""

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    def weighed(self, severities: Mapping[str, Severity]) -> Diagnostic:
        """The same finding with the severity that is declared for its code, if one is."""
        own = severities.get(self.rule.code)
        return self if own is None else replace(self, rule=replace(self.rule, severity=own))

    def of(self, *, unit: str, period: str) -> Diagnostic:
        """The same finding with the organisation and period that it concerns."""
        return replace(self, unit=unit, period=period)


@dataclass(frozen=True, slots=True)
class Checked(Generic[T_co]):
    """What a stage made, and everything that it found on the way; ``value`` is None where nothing could be made."""

    value: T_co
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


def has_errors(found: Iterable[Diagnostic]) -> bool:
    """Whether a finding is an error; of those of a campaign, by its own severities."""
    return any(d.severity is Severity.ERROR for d in found)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings without repetitions, by file, place and code: the same order in every run."""
    unique = {
        (d.rule.code, d.where, tuple(sorted((k, repr(v)) for k, v in d.params.items())), d.unit, d.period): d
        for d in diagnostics
    }
    return tuple(sorted(unique.values(), key=_place_key))


def _place_key(d: Diagnostic) -> tuple[str, str, int, int, str, str]:
    where = d.where
    if isinstance(where, Span):
        return (where.file, "", where.line, where.column, d.rule.code, str(sorted(d.params.items(), key=str)))
    row, column = split_ref(where.ref)
    return (where.file, where.sheet, row, column, d.rule.code, str(sorted(d.params.items(), key=str)))


class KokoqError(Exception):
    """kokoq could not run: the one exception that the command line turns into exit code 2."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.rule.code)
        self.diagnostic = diagnostic
