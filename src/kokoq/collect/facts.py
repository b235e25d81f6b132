"""What one collected file says, typed and with its cells: what match and sources make and gather turns into frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kokoq.diagnostics import Diagnostic
from kokoq.observations import Absence, Evidence, Source


class Fact(NamedTuple):
    """One typed cell; ``ref`` is packed with the index of the source within its file; 0 is no cell."""

    value: float | str | None
    absence: Absence
    ref: int

    @property
    def present(self) -> bool:
        return self.absence is Absence.PRESENT


LACKING = Fact(None, Absence.BLANK, 0)
CLOSED = Fact(None, Absence.NOT_APPLICABLE, 0)
"""Of a cell that nobody is asked for."""


def differ(one: Fact, other: Fact) -> bool:
    """Whether two answers to one question contradict each other."""
    return Absence.BLANK not in (one.absence, other.absence) and one[:2] != other[:2]


class Row(NamedTuple):
    """One row of a table: whose it is, its keys, its fields."""

    unit: str
    keys: tuple[str, ...]
    facts: dict[str, Fact]

    @property
    def filled(self) -> bool:
        """Whether anybody wrote anything into the row."""
        return any(fact.absence is not Absence.BLANK and fact != CLOSED for fact in self.facts.values())


@dataclass(frozen=True, slots=True)
class FileFacts:
    """All facts of one file. A form has one ``unit``; an export of many organisations has none, its rows do.

    ``plain`` holds the plain fields by unit. ``tables`` names every table found, also one without rows.
    """

    file: str
    period: str
    unit: str
    sources: tuple[Source, ...]
    plain: Mapping[str, Mapping[str, Fact]] = field(default_factory=dict)
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
