"""The cells that the figures of a table were read from, kept as what they have in common.

Rows that stand one below the other on a sheet, with their fields in the same columns, are one run; the forms of one
kind share their layouts. So thousands of forms, or millions of rows of an export, cost a few bytes each.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Shorts = npt.NDArray[np.int32]

STEP = 1 << 16
"""By so much a packed reference is above that of the cell over it (``pack_ref``)."""
_NOWHERE = -1
"""In a layout: a field without a cell."""
_FEW = 1 << 10
"""The runs of so many cells are remembered for the forms that have theirs in the same places of their sheets."""
_MOST_KNOWN = 1 << 9


class Found(NamedTuple):
    """A field of a row, and the packed cell that it was read from."""

    row: int
    field: str
    ref: int


class _Run(NamedTuple):
    """Where a run begins among rows that were added together, how far its start is beyond theirs, and its layout."""

    place: int
    beyond: int
    kind: int


class Runs:
    """The runs of a table while rows are added to it."""

    def __init__(self) -> None:
        self._firsts, self._starts, self._kinds = array("i"), array("q"), array("i")
        self._layouts: dict[bytes, int] = {}
        self._known: dict[bytes, list[_Run]] = {}

    def add(self, first: int, refs: Ints) -> None:
        """Rows from the place ``first`` on: of each field a row, in it the packed cells one after the other."""
        base = _start(refs)
        alike = (refs - base * (refs > 0)).tobytes() if base and refs.size <= _FEW else b""
        runs = self._known.get(alike)
        if runs is None:
            runs = [*self._runs(refs, base)]
            if alike and len(self._known) < _MOST_KNOWN:
                self._known[alike] = runs
        for run in runs:
            self._firsts.append(first + run.place)
            self._starts.append(base + run.beyond)
            self._kinds.append(run.kind)

    def _runs(self, refs: Ints, base: int) -> Iterator[_Run]:
        beyond, begins = np.diff(refs), np.ones(refs.shape[1], dtype=bool)
        begins[1:] = ((beyond != STEP) & ((beyond != 0) | (refs[:, 1:] != 0))).any(axis=0)
        for place in np.flatnonzero(begins).tolist():
            cells = refs[:, place]
            start = _start(cells) or base
            layout = np.where(cells > 0, cells - start, _NOWHERE).tobytes()
            yield _Run(place, start - base, self._layouts.setdefault(layout, len(self._layouts)))

    def refs(self, fields: Sequence[str], places: range | Ints) -> Refs:
        """The cells of the rows in these places."""
        layouts = np.frombuffer(b"".join(self._layouts), dtype=np.int64).reshape(len(self._layouts), len(fields))
        firsts, kinds = (np.frombuffer(each, dtype=np.int32) for each in (self._firsts, self._kinds))
        starts = np.frombuffer(self._starts, dtype=np.int64)
        order = np.argsort(firsts)
        return Refs(tuple(fields), places, firsts[order], starts[order], kinds[order], layouts)


@dataclass(frozen=True, slots=True, eq=False)
class Refs:
    """The packed cells of all rows and fields of a table; 0 is none.

    ``firsts`` are the places where runs begin, ``starts`` the row of the sheet that each begins in, ``kinds`` tell its
    layout: how far each field is from there.
    """

    fields: tuple[str, ...]
    places: range | Ints
    firsts: Shorts
    starts: Ints
    kinds: Shorts
    layouts: Ints

    def __len__(self) -> int:
        return len(self.places)

    @property
    def where(self) -> slice | Ints:
        """The places of the rows, to take them from a column of all."""
        return slice(self.places.start, self.places.stop) if isinstance(self.places, range) else self.places

    def column(self, field: str) -> Ints:
        """The cells of one field."""
        return self._cells(np.asarray(self.places, dtype=np.int64), field)

    def at(self, row: int, field: str) -> int:
        """One cell."""
        return int(self._cells(np.asarray(self.places[row : row + 1], dtype=np.int64), field)[0])

    def rows(self, positions: slice | Ints) -> Refs:
        """The rows at these positions, in this order."""
        if isinstance(positions, slice):
            return replace(self, places=self.places[positions])
        return replace(self, places=np.asarray(self.places, dtype=np.int64)[positions])

    def holding(self, cells: Collection[int]) -> Iterator[Found]:
        """Where these packed cells are, field after field."""
        wanted = np.array(sorted(cells), dtype=np.int64)
        for field in self.fields if len(wanted) else ():
            column = self.column(field)
            rows = np.flatnonzero(np.isin(column, wanted))
            yield from (Found(row, field, int(column[row])) for row in rows.tolist())

    def _cells(self, places: Ints, field: str) -> Ints:
        run = np.searchsorted(self.firsts, places, side="right") - 1
        beyond = self.layouts[:, self.fields.index(field)][self.kinds[run]]
        return np.where(beyond == _NOWHERE, 0, self.starts[run] + (places - self.firsts[run]) * STEP + beyond)


def _start(cells: Ints) -> int:
    """The row of a sheet in which the first of these cells stands; 0 where there is none."""
    known = cells[cells > 0]
    return int(known.min()) & -STEP if known.size else 0


def no_refs(fields: Sequence[str], rows: int) -> Refs:
    """Of figures that were not read from cells."""
    runs = Runs()
    runs.add(0, np.zeros((len(fields), 1), dtype=np.int64))
    return runs.refs(fields, range(rows))
