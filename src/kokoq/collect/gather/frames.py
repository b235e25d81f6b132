"""Facts → frames: matrices with room for every row, filled file by file, so that no fact outlives its file.

A frame is laid over them; no cell is touched by pandas on its own, and nothing is copied. A text that stands in many
rows (a key, a code) is kept once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from kokoq.collect.cells.facts import LACKING, Column, Fact, Row, Rows
from kokoq.collect.form.layout import is_text
from kokoq.model import PLAIN, Catalogue, Field, Organisation, Period, Type
from kokoq.observations import PERIOD, UNIT, Absence, TableData
from kokoq.refs import Runs

_TOGETHER = 1 << 16  # rows of an export whose cells are looked at together
_ABSENT = {reason: Fact(None, reason, 0) for reason in Absence}


class Frames:
    """All tables of a catalogue while rows are added to them.

    ``asked`` are the plain fields and tables by unit, ``room`` is for as many rows of each table as may come.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        asked: Mapping[str, Collection[str]],
        room: Mapping[str, int],
        *,
        units: Sequence[Organisation],
        periods: Sequence[Period],
    ) -> None:
        fields, self._asked = catalogue.fields, asked
        self._places = {(period.text, unit.id): n for n, (period, unit) in enumerate(product(periods, units))}
        self._plain = [field.id for field in fields.values() if field.table == PLAIN]
        names: dict[str, _Names] = defaultdict(_Names)  # by dictionary
        self._tables = {PLAIN: _Table({}, [fields[name] for name in self._plain], names, len(self._places))}
        for table in catalogue.tables.values():
            keys = {key.id: key.dictionary for key in table.keys}
            of = [fields[name] for name in table.fields]
            self._tables[table.id] = _Table(keys, of, names, room.get(table.id, 0))

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
        self._tables[PLAIN].put(self._places[period, unit], period, Row(unit, (), row))

    def tables(self) -> Mapping[str, TableData]:
        """The frames: of the plain fields in the order of periods and units, of tables as their rows were added.

        They are made one after the other, and what they are made of is given up: this can be asked for once.
        """
        return {name: self._tables.pop(name).frames() for name in [*self._tables]}


def _least(n: int) -> np.dtype[np.signedinteger]:
    """The least type of numbers that so many texts can have."""
    return np.min_scalar_type(-1 - n)


class _Names:
    """Texts that stand in many rows of many tables, each known by its number; -1 is none."""

    def __init__(self) -> None:
        self._numbers: dict[str | float | None, int] = {None: -1}

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, texts: Iterable[str | float | None]) -> list[int]:
        known = self._numbers
        return [known.setdefault(text, len(known) - 1) for text in texts]

    def column(self, numbers: npt.NDArray[np.signedinteger]) -> pd.Categorical:
        """The texts of these numbers; to be asked for when all texts are known."""
        dtype, places = self._sorted
        return pd.Categorical.from_codes(places[numbers], dtype=dtype)

    @cached_property
    def _sorted(self) -> tuple[pd.CategoricalDtype, npt.NDArray[np.signedinteger]]:
        """The texts in their order, and the place there of each number."""
        texts = np.array([*self._numbers][1:], dtype=object)
        order = np.argsort(texts, kind="stable")
        places = np.full(len(texts) + 1, -1, dtype=_least(len(texts)))
        places[order] = np.arange(len(texts))
        return pd.CategoricalDtype(pd.Index(texts[order], dtype=object)), places


class _Table:
    """The rows of one table. ``keys`` are its keys with their dictionaries, ``names`` the texts of each dictionary."""

    def __init__(
        self, keys: Mapping[str, str], fields: Sequence[Field], names: Mapping[str, _Names], room: int
    ) -> None:
        codes = {field.id: field.dictionary for field in fields if field.type is Type.SYMBOL}
        self._heads, self._fields = (PERIOD, UNIT, *keys), [field.id for field in fields]
        self._names = {name: names[of] for name, of in {PERIOD: PERIOD, UNIT: UNIT, **keys, **codes}.items()}
        self._codes = {name: np.empty(room, dtype=_least(0)) for name in self._names}
        self._texts = {field.id: np.empty(room, dtype=object) for field in fields if field.type is Type.TEXT}
        self._numeric = {id_: place for place, id_ in enumerate(f.id for f in fields if not is_text(f))}
        self._worded = [field.id for field in fields if is_text(field)]
        self._numbers = np.empty((len(self._numeric), room))
        self._absences = np.empty((len(fields), room), dtype=np.int8)
        self._refs = Runs()
        self._filled = np.zeros(room, dtype=bool)
        self._size = 0

    def put(self, place: int, period: str, row: Row) -> None:
        """One row in its place among all."""
        self._put(slice(place, place + 1), period, [row])

    def add(self, period: str, rows: Sequence[Row]) -> None:
        if rows:
            self._put(self._next(len(rows)), period, rows)

    def _put(self, at: slice, period: str, rows: Sequence[Row]) -> None:
        """Rows with their facts, those of one field after the other."""
        self._head(at, period, [row.unit for row in rows], [row.keys for row in rows])
        facts = [row.facts.get(id_, LACKING) for id_ in self._fields for row in rows]
        numbers = [row.facts.get(id_, LACKING).value for id_ in self._numeric for row in rows]
        self._absences[:, at] = np.frombuffer(bytes([f.absence for f in facts]), np.int8).reshape(-1, len(rows))
        self._refs.add(at.start, np.array([f.ref for f in facts], dtype=np.int64).reshape(-1, len(rows)))
        self._numbers[:, at] = np.array(numbers, dtype=np.float64).reshape(-1, len(rows))  # None is NaN
        for id_ in self._worded:
            self._say(id_, at, [row.facts.get(id_, LACKING).value for row in rows])

    def add_export(self, period: str, rows: Rows) -> None:
        if not rows:
            return
        at = self._next(len(rows))
        self._head(at, period, rows.units, rows.keys)
        lacking = Column(text=False)
        lacking.lack(len(rows))
        columns = [rows.columns.get(id_, lacking) for id_ in self._fields]
        for first in range(0, len(rows), _TOGETHER):
            some = [np.frombuffer(column.refs, dtype=np.int64)[first : first + _TOGETHER] for column in columns]
            self._refs.add(at.start + first, np.array(some))
        for place, (id_, column) in enumerate(zip(self._fields, columns, strict=True)):
            self._absences[place, at] = np.frombuffer(column.absences, dtype=np.int8)
            if id_ in self._numeric:
                self._numbers[self._numeric[id_], at] = np.frombuffer(column.numbers)
            else:
                self._say(id_, at, column.texts or [None] * len(rows))

    def _next(self, n: int) -> slice:
        first, self._size = self._size, self._size + n
        return slice(first, self._size)

    def _head(self, at: slice, period: str, units: Sequence[str], keys: Sequence[tuple[str, ...]]) -> None:
        """Whose the rows are, and their keys."""
        self._filled[at] = True
        for name, texts in zip(self._heads, ([period] * len(units), units, *zip(*keys, strict=True)), strict=True):
            self._say(name, at, texts)

    def _say(self, name: str, at: slice, texts: Sequence[float | str | None]) -> None:
        """What one column of texts says in these rows."""
        if name in self._codes:
            numbers = self._names[name].numbers(texts)
            if self._codes[name].dtype != (least := _least(len(self._names[name]))):
                self._codes[name] = self._codes[name].astype(least)
            self._codes[name][at] = numbers
        else:
            self._texts[name][at] = texts

    def frames(self) -> TableData:
        """The rows in the order of their places; a place where none was put is left out."""
        n = int(self._filled.sum())
        whole = bool(self._filled[:n].all())
        here = slice(n) if whole else self._filled
        columns = {name: self._column(name, here) for name in (*self._heads, *self._fields)}
        absent = pd.DataFrame(self._absences[:, here].T, columns=self._fields, copy=False)
        refs = self._refs.refs(self._fields, range(n) if whole else np.flatnonzero(self._filled))
        return TableData(pd.DataFrame(columns, copy=False), absent, refs)

    def _column(self, name: str, here: slice | npt.NDArray[np.bool_]) -> object:
        if name in self._codes:
            return self._names[name].column(self._codes[name][here])
        if name in self._texts:
            return pd.Series(
                self._texts[name][here], dtype=object, copy=False
            )  # by itself it would become one of Arrow
        return self._numbers[self._numeric[name], here]
