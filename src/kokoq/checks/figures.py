"""The numbers of all units side by side: a column for each plain field and each field of each row of a keyed table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from kokoq.compute.rows import Bools, Floats, Ints, Rows
from kokoq.compute.stage import Stage
from kokoq.diagnostics import Diagnostic
from kokoq.model import PLAIN, Field, Type

NUMBERS = frozenset({Type.COUNT, Type.NUMBER, Type.PERCENT})
TELLING = 10.0
"""A smaller count may well be the same by chance."""
BLOCK = 32
"""So many columns are looked at together."""

Column = tuple[str, tuple[str, ...]]
"""A field and the keys of its row."""
Finding = tuple[tuple[int, int], Diagnostic]
"""Unit and column of a figure, and what is found in it."""


class Whence(NamedTuple):
    """Where the figures of a column come from: rows of a table, of those the ones of one combination of keys."""

    rows: Rows
    groups: Ints
    combination: int


@dataclass(frozen=True)
class Figures:
    """``values`` are units × columns; NaN where there is no number."""

    columns: Mapping[Column, int]
    fields: tuple[Field, ...]
    values: Floats
    whence: tuple[Whence, ...]

    @cached_property
    def percent(self) -> Bools:
        """The columns whose numbers are shares."""
        return np.array([field.type is Type.PERCENT for field in self.fields], dtype=bool)

    @cached_property
    def parts(self) -> Bools:
        """The columns whose numbers are shares, or parts of a whole."""
        return np.array([bool(field.part_of) for field in self.fields], dtype=bool) | self.percent

    @property
    def telling(self) -> Bools:
        """Numbers that two organisations hardly share by chance: no small counts, no 0 or 100 %."""
        with np.errstate(invalid="ignore"):
            counts = self.values >= TELLING
            shares = (self.values > 0) & (self.values < 1)
        return np.where(self.percent[None, :], shares, counts)

    @property
    def blocks(self) -> Iterator[Ints]:
        """All columns, some at a time: what is made of all figures at once takes many times their room."""
        for first in range(0, len(self.fields), BLOCK):
            yield np.arange(first, min(first + BLOCK, len(self.fields)))

    def findings(self, of: Callable[[Ints], Iterable[Finding]]) -> Iterator[Diagnostic]:
        """What is found in all blocks, by units and then columns."""
        found = [finding for block in self.blocks for finding in of(block)]
        return (finding for _, finding in sorted(found, key=itemgetter(0)))

    def ref(self, unit: int, column: int) -> int:
        """The packed cell of a figure; 0 where there is none."""
        rows, groups, combination = self.whence[column]
        name = self.fields[column].id
        found = np.flatnonzero((rows.unit == unit) & (groups == combination) & rows.number(name).present)
        return int(rows.refs(name)[found[-1]]) if len(found) else 0

    def wholes(self, columns: Ints) -> Floats:
        """For every figure that is declared a part, its whole: of the same row, or of the unit; else NaN."""
        totals: dict[str, Floats] = {}
        found = np.full((len(self.values), len(columns)), np.nan)
        for place, column in enumerate(columns.tolist()):
            whole = self.fields[column].part_of
            if not whole or whole not in self._of_field:
                continue
            beside = self.columns.get((whole, self.keys[column][1]))
            if beside is not None:
                found[:, place] = self.values[:, beside]
                continue
            if whole not in totals:
                totals[whole] = _total(self.values[:, self._of_field[whole]])
            found[:, place] = totals[whole]
        return found

    def beside(self, earlier: Figures, columns: Ints) -> Floats:
        """The values of an earlier period in some columns of this one; NaN where it has none."""
        found = np.full((len(self.values), len(columns)), np.nan)
        for place, column in enumerate(columns.tolist()):
            if self.keys[column] in earlier.columns:
                found[:, place] = earlier.values[:, earlier.columns[self.keys[column]]]
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
    parts = list(_parts(stage))
    columns = [(field.id, combination) for field, _, _, combinations in parts for combination in combinations]
    values = np.full((len(columns), stage.units.size), np.nan)
    first = 0
    for field, rows, groups, combinations in parts:
        numbers = rows.number(field.id)
        kept = (rows.unit >= 0) & numbers.present
        values[first : first + len(combinations)][groups[kept], rows.unit[kept]] = numbers.values[kept]
        first += len(combinations)
    return Figures(
        {column: place for place, column in enumerate(columns)},
        tuple(field for field, _, _, combinations in parts for _ in combinations),
        values.T,
        tuple(Whence(rows, groups, place) for _, rows, groups, found in parts for place in range(len(found))),
    )


def _parts(stage: Stage) -> Iterator[tuple[Field, Rows, Ints, list[tuple[str, ...]]]]:
    """Every field with numbers: its rows, the combination of keys of each, and the combinations."""
    catalogue = stage.plan.catalogue
    for table in (PLAIN, *catalogue.tables):
        if table not in stage.observations.tables or (table != PLAIN and catalogue.tables[table].records):
            continue
        rows = stage.rows(table)
        keys = [] if table == PLAIN else [key.id for key in catalogue.tables[table].keys]
        groups, combinations = _combinations(rows, keys)
        for field in catalogue.fields.values():
            if field.table == table and field.type in NUMBERS and field.id in rows.data.frame:
                yield field, rows, groups, combinations


def _combinations(rows: Rows, keys: list[str]) -> tuple[Ints, list[tuple[str, ...]]]:
    """The number of each row's combination of keys, and the combinations."""
    columns = [rows.symbols(key) for key in keys]
    joined = np.zeros(len(rows), dtype=np.int64)
    for symbols in columns:
        joined = joined * (len(symbols.categories) + 1) + symbols.codes + 1
    _, first, groups = np.unique(joined, return_index=True, return_inverse=True)
    texts = [(*symbols.categories, "") for symbols in columns]
    taken = [tuple(text[s.codes[row]] for text, s in zip(texts, columns, strict=True)) for row in first.tolist()]
    return groups.astype(np.int64), taken


def _total(values: Floats) -> Floats:
    """The sum of what is present; NaN where nothing is."""
    present = ~np.isnan(values)
    return np.where(present.any(axis=1), np.where(present, values, 0).sum(axis=1), np.nan)
