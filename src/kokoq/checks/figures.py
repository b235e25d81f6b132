"""The numbers of all units side by side: a column for each plain field and each field of each row of a keyed table.

They are put together when they are asked for, some columns at a time: all at once would take more room than the rows
that they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kokoq.compute.rows import Bools, Floats, Ints, Rows
from kokoq.compute.stage import Stage
from kokoq.diagnostics import Diagnostic
from kokoq.model import PLAIN, Field, Type

NUMBERS = frozenset({Type.COUNT, Type.NUMBER, Type.PERCENT})
TELLING = 10.0
"""A smaller count may well be the same by chance."""
BLOCK, CELLS = 32, 1 << 14
"""So many columns are looked at together, fewer where they have more cells than this."""

Column = tuple[str, tuple[str, ...]]
"""A field and the keys of its row."""
Finding = tuple[tuple[int, int], Diagnostic]
"""Unit and column of a figure, and what is found in it."""


class Whence(NamedTuple):
    """Where the figures of a column come from: a field in some rows of a table."""

    rows: Rows
    field: Field
    places: npt.NDArray[np.int32]

    @property
    def present(self) -> npt.NDArray[np.int32]:
        """The places of the rows that have a number of a known unit."""
        kept = (self.rows.unit[self.places] >= 0) & self.rows.number(self.field.id).present[self.places]
        return self.places[kept]


@dataclass(frozen=True)
class Figures:
    """Figures of ``size`` units; ``columns`` tells where each column stands, ``whence`` what stands in it."""

    size: int
    columns: Mapping[Column, int]
    whence: tuple[Whence, ...]

    def values(self, columns: Iterable[int]) -> Floats:
        """Units × these columns; NaN where there is no number."""
        chosen = [self.whence[column] for column in columns]
        found = np.full((len(chosen), self.size), np.nan)
        for row, whence in zip(found, chosen, strict=True):
            places = whence.present
            row[whence.rows.unit[places]] = whence.rows.number(whence.field.id).values[places]
        return found.T

    def field(self, column: int) -> Field:
        """What is asked in a column."""
        return self.whence[column].field

    @cached_property
    def percent(self) -> Bools:
        """The columns whose numbers are shares."""
        return np.array([whence.field.type is Type.PERCENT for whence in self.whence], dtype=bool)

    @cached_property
    def parts(self) -> Bools:
        """The columns whose numbers are shares, or parts of a whole."""
        return np.array([bool(whence.field.part_of) for whence in self.whence], dtype=bool) | self.percent

    def telling(self, values: Floats, columns: Ints) -> Bools:
        """Which values of these columns two organisations hardly share by chance: no small counts, no 0 or 100 %."""
        with np.errstate(invalid="ignore"):
            return np.where(self.percent[columns], (values > 0) & (values < 1), values >= TELLING)

    @property
    def blocks(self) -> Iterator[Ints]:
        """All columns, some at a time."""
        width = min(BLOCK, max(8, CELLS // max(1, self.size) // 8 * 8))  # eight columns make a byte of bits
        for first in range(0, len(self.whence), width):
            yield np.arange(first, min(first + width, len(self.whence)))

    def findings(self, of: Callable[[Ints], Iterable[Finding]]) -> Iterator[Diagnostic]:
        """What is found in all blocks, by units and then columns."""
        found = [finding for block in self.blocks for finding in of(block)]
        return (finding for _, finding in sorted(found, key=itemgetter(0)))

    def ref(self, unit: int, column: int) -> int:
        """The packed cell of a figure; 0 where there is none."""
        whence = self.whence[column]
        found = whence.present[whence.rows.unit[whence.present] == unit]
        return whence.rows.ref(whence.field.id, int(found[-1])) if len(found) else 0

    def wholes(self, columns: Ints) -> Floats:
        """For every figure that is declared a part, its whole: of the same row, or of the unit; else NaN."""
        totals: dict[str, Floats] = {}
        found = np.full((self.size, len(columns)), np.nan)
        for place, column in enumerate(columns.tolist()):
            whole = self.field(column).part_of
            if not whole or whole not in self._of_field:
                continue
            beside = self.columns.get((whole, self.keys[column][1]))
            if beside is not None:
                found[:, [place]] = self.values([beside])
                continue
            if whole not in totals:
                totals[whole] = _total(self.values(self._of_field[whole]))
            found[:, place] = totals[whole]
        return found

    def beside(self, earlier: Figures, columns: Ints) -> Floats:
        """The values of an earlier period in some columns of this one; NaN where it has none."""
        found = np.full((self.size, len(columns)), np.nan)
        known = [earlier.columns.get(self.keys[column], -1) for column in columns.tolist()]
        found[:, np.array(known) >= 0] = earlier.values(column for column in known if column >= 0)
        return found

    @cached_property
    def keys(self) -> tuple[Column, ...]:
        """What stands in every column."""
        return tuple(self.columns)

    @cached_property
    def _of_field(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for (name, _), column in self.columns.items():
            found.setdefault(name, []).append(column)
        return found


def figures(stage: Stage) -> Figures:
    """The numbers of a period; records have none."""
    columns: dict[Column, int] = {}
    whence: list[Whence] = []
    for combination, one in _columns(stage):
        columns[one.field.id, combination] = len(whence)
        whence.append(one)
    return Figures(stage.units.size, columns, tuple(whence))


def _columns(stage: Stage) -> Iterator[tuple[tuple[str, ...], Whence]]:
    """Every field with numbers in every combination of keys."""
    catalogue = stage.plan.catalogue
    for table in (PLAIN, *catalogue.tables):
        if table not in stage.observations.tables or (table != PLAIN and catalogue.tables[table].records):
            continue
        rows = stage.rows(table)
        keyed = combinations(rows, [] if table == PLAIN else [key.id for key in catalogue.tables[table].keys])
        for field in catalogue.fields.values():
            if field.table == table and field.type in NUMBERS and field.id in rows.data.columns:
                yield from ((combination, Whence(rows, field, places)) for combination, places in keyed)


def combinations(rows: Rows, keys: list[str]) -> list[tuple[tuple[str, ...], npt.NDArray[np.int32]]]:
    """The combinations of keys, each with the places of its rows."""
    columns = [rows.symbols(key) for key in keys]
    joined = np.zeros(len(rows), dtype=np.int64)
    for symbols in columns:
        joined = joined * (len(symbols.categories) + 1) + symbols.codes + 1
    order = np.argsort(joined, kind="stable").astype(np.int32)
    firsts = np.flatnonzero(np.diff(joined[order], prepend=-1))
    texts = [(*symbols.categories, "") for symbols in columns]
    return [
        (tuple(text[s.codes[places[0]]] for text, s in zip(texts, columns, strict=True)), places)
        for places in np.split(order, firsts[1:])
        if len(places)
    ]


def _total(values: Floats) -> Floats:
    """The sum of what is present; NaN where nothing is."""
    present = ~np.isnan(values)
    return np.where(present.any(axis=1), np.where(present, values, 0).sum(axis=1), np.nan)
