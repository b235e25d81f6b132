"""Facts → frames: columns that grow file by file, so that no fact outlives the reading of the file that told it.

A frame is made once, of whole columns; no cell is touched by pandas on its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from kokoq.collect.facts import LACKING, Column, Fact, Row, Rows
from kokoq.collect.layout import is_text
from kokoq.model import PLAIN, Catalogue, Field, Organisation, Period
from kokoq.observations import PERIOD, UNIT, Absence, TableData

Positions = npt.NDArray[np.int64]
_ABSENT = {reason: Fact(None, reason, 0) for reason in Absence}


class Frames:
    """All tables of a catalogue while rows are added to them; ``asked`` are the plain fields and tables by unit."""

    def __init__(self, catalogue: Catalogue, asked: Mapping[str, Collection[str]]) -> None:
        fields, self._asked = catalogue.fields, asked
        self._plain = [field.id for field in fields.values() if field.table == PLAIN]
        self._tables = {PLAIN: _Table((), [fields[name] for name in self._plain])}
        for table in catalogue.tables.values():
            keys = tuple(key.id for key in table.keys)
            self._tables[table.id] = _Table(keys, [fields[name] for name in table.fields])

    def add(self, table: str, period: str, rows: Sequence[Row]) -> None:
        """More rows of a table, below those that are there."""
        self._tables[table].add(period, rows)

    def add_export(self, table: str, period: str, rows: Rows) -> None:
        """All rows that exports give of a table, below those that are there."""
        self._tables[table].add_export(period, rows)

    def add_plain(self, period: str, unit: str, facts: Mapping[str, Fact], *, lacking: Absence) -> None:
        """The plain fields of a unit: what is not asked of it is not applicable, else absent for being ``lacking``."""
        asked, closed, nothing = self._asked[unit], _ABSENT[Absence.NOT_APPLICABLE], _ABSENT[lacking]
        row = {name: facts.get(name, nothing) if name in asked else closed for name in self._plain}
        self.add(PLAIN, period, [Row(unit, (), row)])

    def tables(self, units: Sequence[Organisation], periods: Sequence[Period]) -> Mapping[str, TableData]:
        """The frames: of the plain fields in the order of periods and units, of tables as their rows were added.

        They are made one after the other, and what they are made of is given up: this can be asked for once.
        """
        places = {(period.text, unit.id): n for n, (period, unit) in enumerate(product(periods, units))}
        plain = self._tables[PLAIN]
        order = np.argsort([places[place] for place in zip(plain.periods, plain.units, strict=True)])
        del plain
        return {
            name: self._tables.pop(name).frames(order if name == PLAIN else slice(None)) for name in [*self._tables]
        }


class _Table:
    """The rows of one table; ``keys`` are the ids of its keys."""

    def __init__(self, keys: Sequence[str], fields: Sequence[Field]) -> None:
        self.periods: list[str] = []
        self.units: list[str] = []
        self.keys: dict[str, list[str]] = {key: [] for key in keys}
        self.cells = {field.id: Column(text=is_text(field)) for field in fields}

    def add(self, period: str, rows: Sequence[Row]) -> None:
        self.periods += [period] * len(rows)
        self.units += [row.unit for row in rows]
        for place, column in enumerate(self.keys.values()):
            column += [row.keys[place] for row in rows]
        for id_, cells in self.cells.items():
            cells.add([row.facts.get(id_, LACKING) for row in rows])

    def add_export(self, period: str, rows: Rows) -> None:
        self.periods += [period] * len(rows)
        self.units += rows.units
        for place, column in enumerate(self.keys.values()):
            column += [keys[place] for keys in rows.keys]
        for id_, cells in self.cells.items():
            if id_ in rows.columns:
                cells.extend(rows.columns[id_])
            else:
                cells.lack(len(rows))

    def frames(self, order: Positions | slice) -> TableData:
        """The rows in this order."""
        keys = {PERIOD: self.periods, UNIT: self.units, **self.keys}
        columns: dict[str, object] = {name: _texts(values, order) for name, values in keys.items()}
        columns |= {id_: _values(cells, order) for id_, cells in self.cells.items()}
        names, shape = list(self.cells), (len(self.cells), len(self.units))
        absent, refs = np.empty(shape, dtype=np.int8), np.empty(shape, dtype=np.int64)
        for place, cells in enumerate(self.cells.values()):
            absent[place] = np.frombuffer(cells.absences, dtype=np.int8)[order]
            refs[place] = np.frombuffer(cells.refs, dtype=np.int64)[order]
        beside = (pd.DataFrame(each.T, columns=names) for each in (absent, refs))
        return TableData(pd.DataFrame(columns), *beside)


def _values(cells: Column, order: Positions | slice) -> object:
    """The values of a column at these positions."""
    return np.frombuffer(cells.numbers)[order] if cells.texts is None else _texts(cells.texts, order)


def _texts(values: Sequence[object], order: Positions | slice) -> pd.Series:
    """A column of plain objects: pandas would make one of Arrow, which is slow to ask for a few hundred rows."""
    return pd.Series(np.array(values, dtype=object)[order], dtype=object)
