"""What one collected file says, typed and with its cells: what match and sources make and gather turns into frames.

A form has few rows, each an object. An export may have hundreds of thousands: they lie column by column, in a few bytes
for every cell, and a row is put together when it is asked for.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from math import nan
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


class Column:
    """The cells of one field: of each its value, why there is none, and its place, as plain numbers side by side."""

    __slots__ = ("absences", "numbers", "refs", "texts")

    def __init__(self, *, text: bool) -> None:
        self.texts: list[float | str | None] | None = [] if text else None
        self.numbers = array("d")
        self.absences = bytearray()
        self.refs = array("q")

    def add(self, facts: Sequence[Fact]) -> None:
        """More cells, below those that are there."""
        self.absences.extend([fact.absence for fact in facts])
        self.refs.extend([fact.ref for fact in facts])
        if self.texts is not None:
            self.texts += [sys.intern(fact.value) if isinstance(fact.value, str) else fact.value for fact in facts]
        else:
            self.numbers.extend([_number(fact) for fact in facts])

    def lack(self, n: int) -> None:
        """So many cells more that are not there."""
        self.add([LACKING] * n)

    def extend(self, other: Column) -> None:
        """All cells of another column of the same field."""
        self.absences += other.absences
        self.refs += other.refs
        self.numbers += other.numbers
        if self.texts is not None:
            self.texts += other.texts or ()

    def only(self, kept: Sequence[bool]) -> Column:
        """The cells for which ``kept`` holds."""
        some = Column(text=self.texts is not None)
        some.absences = bytearray(compress(self.absences, kept))
        some.refs = array("q", compress(self.refs, kept))
        some.numbers = array("d", compress(self.numbers, kept))
        if self.texts is not None:
            some.texts = list(compress(self.texts, kept))
        return some

    def said(self) -> Iterator[tuple[float | str | None, int]]:
        """Of every cell its value and why there is none."""
        values = self.numbers if self.texts is None else self.texts
        return ((None if absence else value, absence) for value, absence in zip(values, self.absences, strict=True))

    def at(self, place: int) -> Fact:
        """One cell."""
        absence, ref = Absence(self.absences[place]), self.refs[place]
        if absence is not Absence.PRESENT:
            return Fact(None, absence, ref)
        return Fact(self.numbers[place] if self.texts is None else self.texts[place], absence, ref)

    def put(self, place: int, fact: Fact) -> None:
        """Another answer in the place of the one that is there."""
        self.absences[place], self.refs[place] = fact.absence, fact.ref
        if self.texts is not None:
            self.texts[place] = fact.value
        else:
            self.numbers[place] = _number(fact)

    def moved(self, base: int) -> Column:
        """The cells with this added to the references of all that have one."""
        moved = Column(text=self.texts is not None)
        moved.texts, moved.numbers, moved.absences = self.texts, self.numbers, self.absences
        moved.refs = array("q", [ref + base if ref else 0 for ref in self.refs])
        return moved


def _number(fact: Fact) -> float:
    return nan if fact.value is None else float(fact.value)


class Rows:
    """The rows of one table in one or several exports: whose each is, its keys, its fields.

    ``texts`` are the fields of which texts are kept. A row lacks the fields that others have and it has not.
    """

    __slots__ = ("columns", "keys", "texts", "units")

    def __init__(self, texts: Collection[str]) -> None:
        self.texts = texts
        self.units: list[str] = []
        self.keys: list[tuple[str, ...]] = []
        self.columns: dict[str, Column] = {}

    def __len__(self) -> int:
        return len(self.units)

    def __iter__(self) -> Iterator[Row]:
        return map(self.row, range(len(self)))

    def row(self, place: int) -> Row:
        """One row, with the fields of all."""
        return Row(self.units[place], self.keys[place], {name: c.at(place) for name, c in self.columns.items()})

    def firsts(self) -> dict[str, int]:
        """Where the first row of every unit stands."""
        found: dict[str, int] = {}
        for place, unit in enumerate(self.units):
            found.setdefault(unit, place)
        return found

    def told_of(self) -> frozenset[str]:
        """The units of which any row says more than its keys."""
        found: set[str] = set()
        for unit, *absences in zip(self.units, *(c.absences for c in self.columns.values()), strict=True):
            if unit not in found and any(absence != Absence.BLANK for absence in absences):
                found.add(unit)
        return frozenset(found)

    def said(self) -> Iterator[tuple[object, ...]]:
        """What every row says, wherever it stands, and whatever the order of its columns."""
        return zip(self.units, *(self.columns[name].said() for name in sorted(self.columns)), strict=True)

    def add(self, rows: Sequence[Row]) -> None:
        """More rows, below those that are there."""
        self._know(name for row in rows for name in row.facts)
        for name, column in self.columns.items():
            column.add([row.facts.get(name, LACKING) for row in rows])
        self.units += [row.unit for row in rows]
        self.keys += [row.keys for row in rows]

    def extend(self, other: Rows) -> None:
        """All rows of others of the same table."""
        self._know(other.columns)
        for name, column in self.columns.items():
            if name in other.columns:
                column.extend(other.columns[name])
            else:
                column.lack(len(other))
        self.units += other.units
        self.keys += other.keys

    def only(self, kept: Sequence[bool]) -> Rows:
        """The rows for which ``kept`` holds."""
        some = Rows(self.texts)
        some.units, some.keys = list(compress(self.units, kept)), list(compress(self.keys, kept))
        some.columns = {name: column.only(kept) for name, column in self.columns.items()}
        return some

    def moved(self, base: int) -> Rows:
        """The rows with this added to the references of all cells that have one."""
        moved = Rows(self.texts)
        moved.units, moved.keys = self.units, self.keys
        moved.columns = {name: column.moved(base) for name, column in self.columns.items()}
        return moved

    def _know(self, names: Iterable[str]) -> None:
        """Have a column for each of these fields; the rows that are there lack a new one."""
        for name in names:
            if name not in self.columns:
                self.columns[name] = column = Column(text=name in self.texts)
                column.lack(len(self))


@dataclass(frozen=True, slots=True)
class FileFacts:
    """All facts of one file. A form has one ``unit``; an export of many organisations has none, its rows do.

    ``plain`` holds the plain fields by unit. ``tables`` of a form and ``lists`` of an export name every table found,
    also one without rows. ``named`` are the organisations whose file it seems to be, though nothing of it was taken.
    """

    file: str
    period: str
    unit: str
    sources: tuple[Source, ...]
    plain: Mapping[str, Mapping[str, Fact]] = field(default_factory=dict)
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    lists: Mapping[str, Rows] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    named: tuple[str, ...] = ()
