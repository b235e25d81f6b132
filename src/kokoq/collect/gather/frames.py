"""Facts → columns: rows are put side by side for a while and then on a shelf, so that no fact outlives its file.

Of every table some rows lie in memory, whatever their number. A text that stands in many rows (a key, a code) is kept
once.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from kokoq.collect.cells.facts import LACKING, Column, Fact, Row, Rows
from kokoq.collect.form.layout import is_text
from kokoq.collect.gather.columns import Shelved
from kokoq.collect.gather.shelf import Shelf
from kokoq.model import PLAIN, Catalogue, Field, Organisation, Period, Type
from kokoq.observations import PERIOD, UNIT, Absence, TableData
from kokoq.refs import Runs

TOGETHER = 1 << 18
"""So many bytes of the rows of a table are put on the shelf together."""
_ABSENT = {reason: Fact(None, reason, 0) for reason in Absence}


class Frames:
    """All tables of a catalogue while rows are added to them; ``asked`` are the plain fields and tables by unit."""

    def __init__(
        self,
        catalogue: Catalogue,
        asked: Mapping[str, Collection[str]],
        *,
        units: Sequence[Organisation],
        periods: Sequence[Period],
    ) -> None:
        fields, self._asked = catalogue.fields, asked
        self._places = {(period.text, unit.id): n for n, (period, unit) in enumerate(product(periods, units))}
        self._order = array("q")
        self._plain = [field.id for field in fields.values() if field.table == PLAIN]
        names: dict[str, _Names] = defaultdict(_Names)  # by dictionary
        shelf = Shelf()
        self._tables = {PLAIN: _Table({}, [fields[name] for name in self._plain], names, shelf)}
        for table in catalogue.tables.values():
            keys = {key.id: key.dictionary for key in table.keys}
            self._tables[table.id] = _Table(keys, [fields[name] for name in table.fields], names, shelf)

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
        self._order.append(self._places[period, unit])
        self._tables[PLAIN].add(period, [Row(unit, (), row)])

    def tables(self) -> Mapping[str, TableData]:
        """The tables: of the plain fields in the order of periods and units, others as their rows were added.

        This can be asked for once.
        """
        found = {name: self._tables.pop(name).data() for name in [*self._tables]}
        return {**found, PLAIN: found[PLAIN].rows(np.argsort(self._order))}


class _Names:
    """Texts that stand in many rows of many tables, each known by its number; -1 is none."""

    def __init__(self) -> None:
        self._numbers: dict[str | float | None, int] = {None: -1}

    def numbers(self, texts: Iterable[str | float | None]) -> list[int]:
        known = self._numbers
        return [known.setdefault(text, len(known) - 1) for text in texts]

    def column(self, numbers: npt.NDArray[np.signedinteger]) -> pd.Categorical:
        """The texts of these numbers; to be asked for when all texts are known."""
        dtype, places = self._sorted
        return pd.Categorical.from_codes(places[numbers], dtype=dtype, validate=False)

    @cached_property
    def _sorted(self) -> tuple[pd.CategoricalDtype, npt.NDArray[np.signedinteger]]:
        """The texts in their order, and the place there of each number."""
        texts = np.array([*self._numbers][1:], dtype=object)
        order = np.argsort(texts, kind="stable")
        places = np.full(len(texts) + 1, -1, dtype=np.min_scalar_type(-1 - len(texts)))
        places[order] = np.arange(len(texts))
        return pd.CategoricalDtype(pd.Index(texts[order], dtype=object)), places


class _Table:
    """The rows of one table. ``keys`` are its keys with their dictionaries, ``names`` the texts of each dictionary."""

    def __init__(
        self, keys: Mapping[str, str], fields: Sequence[Field], names: Mapping[str, _Names], shelf: Shelf
    ) -> None:
        codes = {field.id: field.dictionary for field in fields if field.type is Type.SYMBOL}
        self._heads, self._fields = (PERIOD, UNIT, *keys), [field.id for field in fields]
        self._names = {name: names[of] for name, of in {PERIOD: PERIOD, UNIT: UNIT, **keys, **codes}.items()}
        self._numeric = {id_: place for place, id_ in enumerate(f.id for f in fields if not is_text(f))}
        self._worded = [field.id for field in fields if is_text(field)]
        self._room = room = max(1, TOGETHER // (8 * (len(self._heads) + len(fields))))
        self._codes = {name: np.empty(room, dtype=np.int32) for name in self._names}
        self._texts: dict[str, list[float | str | None]] = {
            field.id: [None] * room for field in fields if field.type is Type.TEXT
        }
        self._numbers = np.empty((len(self._numeric), room))
        self._absences = np.empty((len(fields), room), dtype=np.int8)
        self._columns = {name: self._column(name, shelf) for name in (*self._heads, *self._fields)}
        self._reasons = {name: Shelved(shelf, np.int8) for name in self._fields}
        self._refs = Runs()
        self._shelved = self._size = 0

    def _column(self, name: str, shelf: Shelf) -> Shelved:
        if name in self._names:
            return Shelved(shelf, np.int32, self._names[name].column)
        return Shelved(shelf, np.object_ if name in self._texts else np.float64)

    def add(self, period: str, rows: Sequence[Row]) -> None:
        """Rows with their facts, those of one field after the other."""
        for own, at in self._places(len(rows)):
            self._put(at, period, rows[own])

    def _put(self, at: slice, period: str, rows: Sequence[Row]) -> None:
        self._head(at, period, [row.unit for row in rows], [row.keys for row in rows])
        facts = [row.facts.get(id_, LACKING) for id_ in self._fields for row in rows]
        numbers = [row.facts.get(id_, LACKING).value for id_ in self._numeric for row in rows]
        self._absences[:, at] = np.frombuffer(bytes([f.absence for f in facts]), np.int8).reshape(-1, len(rows))
        refs = np.array([f.ref for f in facts], dtype=np.int64).reshape(-1, len(rows))
        self._refs.add(self._shelved + at.start, refs)
        self._numbers[:, at] = np.array(numbers, dtype=np.float64).reshape(-1, len(rows))  # None is NaN
        for id_ in self._worded:
            self._say(id_, at, [row.facts.get(id_, LACKING).value for row in rows])

    def add_export(self, period: str, rows: Rows) -> None:
        """The same of rows that lie in columns."""
        lacking = Column(text=False)
        lacking.lack(len(rows))
        columns = [rows.columns.get(id_, lacking) for id_ in self._fields]
        for own, at in self._places(len(rows)):
            self._head(at, period, rows.units[own], rows.keys[own])
            refs = np.array([np.frombuffer(column.refs, dtype=np.int64)[own] for column in columns])
            self._refs.add(self._shelved + at.start, refs)
            for place, (id_, column) in enumerate(zip(self._fields, columns, strict=True)):
                self._absences[place, at] = np.frombuffer(column.absences, dtype=np.int8)[own]
                if id_ in self._numeric:
                    self._numbers[self._numeric[id_], at] = np.frombuffer(column.numbers)[own]
                else:
                    self._say(id_, at, [None] * (at.stop - at.start) if column.texts is None else column.texts[own])

    def _places(self, n: int) -> Iterator[tuple[slice, slice]]:
        """So many rows in parts for which there is room, each with where to put it; what is full goes to the shelf."""
        first = 0
        while first < n:
            if self._size == self._room:
                self._shelve()
            more = min(n - first, self._room - self._size)
            at = slice(self._size, self._size + more)
            self._size += more
            yield slice(first, first + more), at
            first += more

    def _head(self, at: slice, period: str, units: Sequence[str], keys: Sequence[tuple[str, ...]]) -> None:
        """Whose the rows are, and their keys."""
        for name, texts in zip(self._heads, ([period] * len(units), units, *zip(*keys, strict=True)), strict=True):
            self._say(name, at, texts)

    def _say(self, name: str, at: slice, texts: Sequence[float | str | None]) -> None:
        """What one column of texts says in these rows."""
        if name in self._codes:
            self._codes[name][at] = self._names[name].numbers(texts)
        else:
            self._texts[name][at] = texts

    def _shelve(self) -> None:
        """Put the rows that lie in memory on the shelf."""
        here, self._size = slice(self._size), 0
        if not here.stop:
            return
        for name, column in self._columns.items():
            if name in self._codes:
                column.add(self._codes[name][here])
            elif name in self._texts:
                column.add(self._texts[name][here])
            else:
                column.add(self._numbers[self._numeric[name], here])
        for place, reasons in enumerate(self._reasons.values()):
            reasons.add(self._absences[place, here])
        self._shelved += here.stop

    def data(self) -> TableData:
        """All rows in the order in which they were added."""
        self._shelve()
        return TableData(self._columns, self._reasons, self._refs.refs(self._fields, range(self._shelved)))
