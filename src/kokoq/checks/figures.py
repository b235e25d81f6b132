"""The numbers of all units side by side: a column for each plain field and each field of each row of a keyed table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from kokoq.compute.rows import Bools, Floats, Ints, Rows
from kokoq.compute.stage import Stage
from kokoq.model import PLAIN, Catalogue, Field, Type

NUMBERS = frozenset({Type.COUNT, Type.NUMBER, Type.PERCENT})
TELLING = 10.0
"""A smaller count may well be the same by chance."""

Column = tuple[str, tuple[str, ...]]
"""A field and the keys of its row."""


@dataclass(frozen=True)
class Figures:
    """``values`` and ``refs`` are units × columns; NaN and 0 where there is no number."""

    columns: Mapping[Column, int]
    fields: tuple[Field, ...]
    values: Floats
    refs: Ints

    @property
    def percent(self) -> Bools:
        """The columns whose numbers are shares."""
        return np.array([field.type is Type.PERCENT for field in self.fields], dtype=bool)

    @property
    def telling(self) -> Bools:
        """Numbers that two organisations hardly share by chance: no small counts, no 0 or 100 %."""
        with np.errstate(invalid="ignore"):
            counts = self.values >= TELLING
            shares = (self.values > 0) & (self.values < 1)
        return np.where(self.percent[None, :], shares, counts)

    def wholes(self, catalogue: Catalogue) -> Floats:
        """For every figure that is declared a part, its whole: of the same row, or of the unit; else NaN."""
        totals: dict[str, Floats] = {}
        found = np.full(self.values.shape, np.nan)
        of_field: dict[str, list[int]] = {}
        for (name, _), column in self.columns.items():
            of_field.setdefault(name, []).append(column)
        for (name, keys), column in self.columns.items():
            whole = catalogue.fields[name].part_of
            if not whole or whole not in of_field:
                continue
            if (whole, keys) in self.columns:
                found[:, column] = self.values[:, self.columns[whole, keys]]
                continue
            if whole not in totals:
                totals[whole] = _total(self.values[:, of_field[whole]])
            found[:, column] = totals[whole]
        return found

    def beside(self, earlier: Figures) -> Floats:
        """The values of an earlier period in the columns of this one; NaN where it has none."""
        found = np.full(self.values.shape, np.nan)
        for column, place in self.columns.items():
            if column in earlier.columns:
                found[:, place] = earlier.values[:, earlier.columns[column]]
        return found


def figures(stage: Stage) -> Figures:
    """The numbers of a period; records have none."""
    columns: dict[Column, int] = {}
    fields: list[Field] = []
    values: list[Floats] = []
    refs: list[Ints] = []
    for column, field, number, ref in _columns(stage):
        columns[column] = len(fields)
        fields.append(field)
        values.append(number)
        refs.append(ref)
    shape = (stage.units.size, len(fields))
    return Figures(
        columns,
        tuple(fields),
        np.array(values, dtype=np.float64).T.reshape(shape),
        np.array(refs, dtype=np.int64).T.reshape(shape),
    )


def _columns(stage: Stage) -> Iterator[tuple[Column, Field, Floats, Ints]]:
    catalogue = stage.plan.catalogue
    for table in (PLAIN, *catalogue.tables):
        if table not in stage.observations.tables or (table != PLAIN and catalogue.tables[table].records):
            continue
        rows = stage.rows(table)
        keys = [] if table == PLAIN else [key.id for key in catalogue.tables[table].keys]
        groups, combinations = _combinations(rows, keys)
        known = rows.unit >= 0
        for field in catalogue.fields.values():
            if field.table != table or field.type not in NUMBERS or field.id not in rows.data.frame:
                continue
            numbers = rows.number(field.id)
            cells = rows.refs(field.id)
            value = np.full((stage.units.size, len(combinations)), np.nan)
            ref = np.zeros(value.shape, dtype=np.int64)
            kept = known & numbers.present
            value[rows.unit[kept], groups[kept]] = numbers.values[kept]
            ref[rows.unit[kept], groups[kept]] = cells[kept]
            for place, combination in enumerate(combinations):
                yield (field.id, combination), field, value[:, place], ref[:, place]


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
