"""Where the rows and results of a unit stand: what the Excel back end of formulas asks.

The formulas of organisations differ in nothing but rows and columns, so each is made once with tokens in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kokoq.formula.excel import Factors, is_number, quoted
from kokoq.formula.to_excel import Block, NotLive
from kokoq.model import PLAIN
from kokoq.plan import Plan
from kokoq.reports.workbook.grid import NUMBERS
from kokoq.reports.workbook.inputs import Inputs, PlainInputs, TableInputs
from kokoq.reports.workbook.worksheet import LETTERS

COLUMN, CODE = "\ue000", "\ue003"
"""Tokens of the organisation's column in the matrices, and of the code of a breakdown."""
TABLES, INDICATORS = 0xE010, 0xE800
"""From here on stand pairs of tokens for the rows of tables, and tokens for the rows of other indicators."""
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PlainRow:
    """The one row that a unit has of the plain fields: its column in the matrix of inputs."""

    plain: PlainInputs
    letter: str
    marks: str = ""
    single: bool = True
    records: bool = False
    only: Factors = ()

    def column(self, name: str) -> str:
        return f"'{self.plain.page.name}'!{self.letter}{_plain_row(self.plain, name)}"

    def numbered(self, name: str) -> str:
        return self.column(name)


@dataclass(frozen=True)
class PlainRows:
    """The plain fields of all organisations that have the ``complete`` ones: the rows of the matrix of inputs."""

    plain: PlainInputs
    condition: str
    complete: tuple[str, ...] = ()
    single: bool = False
    records: bool = False

    def column(self, name: str) -> str:
        return self._span(_plain_row(self.plain, name))

    def numbered(self, name: str) -> str:
        return self.column(name)

    @property
    def marks(self) -> str:
        return self._span(NUMBERS + 1)

    @property
    def only(self) -> Factors:
        given = (is_number(self.column(name)) for name in self.complete)
        return (self.condition.format(numbers=self.marks), *given)

    def _span(self, row: int) -> str:
        grid = self.plain.grid
        return f"'{self.plain.page.name}'!${LETTERS[grid.first_organisation]}${row}:${LETTERS[grid.last]}${row}"


@dataclass(frozen=True)
class TableRows:
    """Rows of a table's sheet from ``first`` to ``last``, as these are written in an address."""

    table: TableInputs
    first: str
    last: str
    condition: str = ""
    by: tuple[str, str] | None = None
    single: bool = False

    def column(self, name: str) -> str:
        if name not in self.table.columns:
            raise NotLive(name)
        return self._span(self.table.columns[name])

    def numbered(self, name: str) -> str:
        return self._span(self.table.numbered[name]) if name in self.table.numbered else self.column(name)

    @property
    def marks(self) -> str:
        return self._span(0)

    @property
    def records(self) -> bool:
        return self.table.records

    @property
    def only(self) -> Factors:
        """The members of the unit, and the code of a breakdown."""
        members = (self.condition.format(numbers=self.marks),) if self.condition else ()
        if self.by is None or self.by[0] not in self.table.columns:  # rows without the key are the same in each value
            return members
        return (*members, f"({self.column(self.by[0])}={quoted(self.by[1])})")

    def _span(self, column: int) -> str:
        letter = LETTERS[column]
        return f"'{self.table.page.name}'!${letter}${self.first}:${letter}${self.last}"


@dataclass
class OrganisationPlace:
    """Any organisation: addresses hold tokens, and ``pairs`` says what to put in their place.

    ``value`` is the column of values on the sheet of the calculation itself; ``key`` that of a breakdown, or "".
    """

    plan: Plan
    inputs: Inputs
    earlier_cells: Mapping[str, int]
    earlier_page: str
    value: str
    key: str = ""
    _tables: dict[str, tuple[str, str]] = field(default_factory=dict)
    _indicators: dict[str, str] = field(default_factory=dict)

    def block(self, table: str, used: tuple[str, ...]) -> Block | None:  # noqa: ARG002 - all is the organisation's own
        if table == PLAIN:
            return PlainRow(self.inputs.plain, COLUMN) if self.inputs.plain else None
        found = self.inputs.tables.get(table)
        if found is None:
            return None
        first, last = self._tables.setdefault(table, _pair(2 * len(self._tables)))
        return TableRows(found, first, last, by=(self.key, CODE) if self.key else None)

    def indicator(self, id: str, back: int) -> str | None:
        if back == 1 and id in self.earlier_cells:
            return f"'{self.earlier_page}'!{COLUMN}{self.earlier_cells[id] + 1}"
        if back or self.key or id not in self.plan.series:
            return None
        return f"{self.value}{self._indicators.setdefault(id, chr(INDICATORS + len(self._indicators)))}"

    def earlier(self, field: str, back: int) -> str | None:
        row = self.earlier_cells.get(f"={field}") if back == 1 else None
        return None if row is None else f"'{self.earlier_page}'!{COLUMN}{row + 1}"

    def pairs(self, unit: str, code: str, others: Mapping[str, Mapping[str, int]]) -> Pairs | None:
        """Token → text for an organisation; None where it has no rows, or not the other indicator."""
        found = [(COLUMN, self.inputs.grid.letters[unit])]
        if self.key:
            found.append((CODE, code.replace('"', '""')))
        for table, tokens in self._tables.items():
            inputs = self.inputs.tables[table]
            span = inputs.spans.get(unit)
            if span is None or unit in inputs.silent:
                return None
            found += [(tokens[0], str(span[0] + 1)), (tokens[1], str(span[1] + 1))]
        for id, token in self._indicators.items():
            row = others.get(id, {}).get(unit)
            if row is None:
                return None
            found.append((token, str(row + 1)))
        return tuple(found)


@dataclass
class GroupPlace:
    """A unit above the organisations: all rows, of which ``members`` alone count; what is its own stands alone.

    ``municipality`` gives its own data; ``letter`` is its column in the matrices, "" where it has none. Organisations
    must have the plain fields ``complete``.
    """

    plan: Plan
    inputs: Inputs
    municipality: str
    letter: str
    members: str
    cells: Mapping[str, str]
    earlier_cells: Mapping[str, int]
    earlier_page: str
    by: tuple[str, str] | None = None
    complete: tuple[str, ...] = ()

    def block(self, table: str, used: tuple[str, ...]) -> Block | None:
        own = any(self.plan.asks_municipality(name) for name in used)
        if table == PLAIN:
            plain = self.inputs.plain
            if plain is None:
                return None
            if own:
                return PlainRow(plain, plain.grid.letters[self.municipality])
            return PlainRows(plain, self.members, self.complete)
        found = self.inputs.tables.get(table)
        if found is None or not found.spans:
            return None
        if not own:
            first = min(first for first, _ in found.spans.values())
            return TableRows(found, str(first + 1), str(found.last + 1), self.members, self.by)
        if self.municipality not in found.spans:
            return None
        first, last = found.spans[self.municipality]
        return TableRows(found, str(first + 1), str(last + 1), by=self.by)

    def indicator(self, id: str, back: int) -> str | None:
        if back == 1 and id in self.earlier_cells and self.letter:
            return f"'{self.earlier_page}'!{self.letter}{self.earlier_cells[id] + 1}"
        return None if back else self.cells.get(id)

    def earlier(self, field: str, back: int) -> str | None:
        row = self.earlier_cells.get(f"={field}") if back == 1 else None
        return f"'{self.earlier_page}'!{self.letter}{row + 1}" if row is not None and self.letter else None


def _plain_row(plain: PlainInputs, name: str) -> int:
    """The row of a plain field, counted from 1; of a text, that of its codes."""
    if name not in plain.rows:
        raise NotLive(name)
    return plain.codes.get(name, plain.rows[name]) + 1


def _pair(place: int) -> tuple[str, str]:
    return chr(TABLES + place), chr(TABLES + place + 1)
