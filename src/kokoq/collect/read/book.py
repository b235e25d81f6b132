"""A spreadsheet file as it is: every filled cell with its place, and nothing decided yet about what it means."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from kokoq.a1 import make_ref
from kokoq.collect.read.formats import GENERAL, is_percent_format

OWN_READER = "kokoq"

_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - cells know nothing of time zones
_LEAP_FAULT = 61  # serials below stand a day earlier: the 1900 system counts a 29 February that was not
_LAST_SERIAL = 2_958_465.99  # 31 December 9999


class Kind(StrEnum):
    """What a cell holds. A date is a serial number in the 1900 system, whatever the file used."""

    BLANK = "blank"  # only a formula that was saved without its value: plain empty cells are not listed
    TEXT = "text"
    NUMBER = "number"
    BOOL = "bool"
    ERROR = "error"  # the value is the text of the error: «#DIV/0!»
    DATE = "date"


class State(StrEnum):
    """Whether a user sees the sheet; a very hidden one cannot be unhidden from the menu."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "veryHidden"


class RawCell(NamedTuple):
    """One filled cell: row and column count from 1; ``hidden`` tells that its row or column is."""

    row: int
    column: int
    kind: Kind
    value: str | float | bool | None
    format: str = GENERAL
    formula: bool = False
    hidden: bool = False

    @property
    def ref(self) -> str:
        return make_ref(self.row, self.column)

    @property
    def percent(self) -> bool:
        """Whether Excel shows this number as a percent: 0.853 is then «85,3 %»."""
        return self.kind is Kind.NUMBER and is_percent_format(self.format)

    @property
    def text(self) -> str:
        """The value for quoting: whole numbers without a point, percents as shown, dates as 2021-05-31."""
        match self.value:
            case None:
                return ""
            case bool():
                return "TRUE" if self.value else "FALSE"
            case str():
                return self.value
        if self.kind is Kind.DATE:
            return _date_text(self.value)
        return f"{self.value * 100:.12g}%" if self.percent else f"{self.value:.15g}"


class Range(NamedTuple):
    """A rectangle of cells, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def ref(self) -> str:
        return f"{make_ref(self.top, self.left)}:{make_ref(self.bottom, self.right)}"

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True)
class RawSheet:
    """The filled cells of one sheet, by row and then column. ``covered`` are values left under merged cells, unseen.

    ``notes`` are the comments on cells, as texts at their places; only those of xlsx are read.
    """

    name: str
    cells: tuple[RawCell, ...] = ()
    state: State = State.VISIBLE
    merges: tuple[Range, ...] = ()
    covered: tuple[RawCell, ...] = ()
    hidden_rows: frozenset[int] = frozenset()  # those among the rows that hold cells
    hidden_columns: tuple[tuple[int, int], ...] = ()
    notes: tuple[RawCell, ...] = ()

    @cached_property
    def rows(self) -> Mapping[int, Mapping[int, RawCell]]:
        """row → column → cell, for the rows and columns that hold something."""
        return dict(self.lines())

    @property
    def extent(self) -> tuple[int, int]:
        """The last row and the last column that hold something; what the file declares is never asked."""
        return (self.cells[-1].row, max(cell.column for cell in self.cells)) if self.cells else (0, 0)

    def at(self, row: int, column: int) -> RawCell | None:
        """The cell of a place; None where nothing was written."""
        place = bisect_left(self.cells, (row, column))
        found = self.cells[place] if place < len(self.cells) else None
        return found if found is not None and found[:2] == (row, column) else None

    def lines(self) -> Iterator[tuple[int, Mapping[int, RawCell]]]:
        """The rows one after the other, for who looks at each but once: all rows of a long list take much room."""
        for row, cells in groupby(self.cells, itemgetter(0)):
            yield row, {cell[1]: cell for cell in cells}

    def line(self, row: int) -> Mapping[int, RawCell]:
        """The cells of one row."""
        first, last = (bisect_left(self.cells, (n,)) for n in (row, row + 1))
        return {cell[1]: cell for cell in self.cells[first:last]}

    def shown_at(self, row: int, column: int) -> RawCell | None:
        """The cell that a reader sees at a place: inside a merged range, its top left one."""
        cell = self.at(row, column)
        if cell is None:
            merge = next((m for m in self.merges if m.holds(row, column)), None)
            cell = self.at(merge.top, merge.left) if merge else None
        return cell


@dataclass(frozen=True, slots=True)
class Book:
    """One file that was read: ``file`` as findings show it, ``format`` by its content, ``reader`` with its version."""

    file: str
    format: str
    sheets: tuple[RawSheet, ...]
    sha256: str
    reader: str = OWN_READER

    def sheet(self, name: str) -> RawSheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def to_datetime(serial: float) -> dt.datetime | None:
    """The day (and time) of a date serial; None where it stands for no date."""
    if not 0 <= serial < _LAST_SERIAL:
        return None
    day = int(serial)
    seconds = round((serial - day) * 86_400)
    return _EPOCH + dt.timedelta(days=day + (day < _LEAP_FAULT - 1), seconds=seconds)


def to_serial(moment: dt.datetime) -> float:
    """The serial of a day and time, the reverse of ``to_datetime``."""
    serial = (moment - _EPOCH) / dt.timedelta(days=1)
    return serial - 1 if serial < _LEAP_FAULT else serial


def _date_text(serial: float) -> str:
    moment = to_datetime(serial)
    if moment is None:
        return f"{serial:.15g}"
    if 0 < serial < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(sep=" ")
