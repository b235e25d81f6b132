"""What was read on a shelf, in pieces: columns of tables, of which some rows are read when asked for, and evidence."""

from __future__ import annotations

import json
import pickle
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kokoq.collect.gather.shelf import Shelf
from kokoq.observations import Evidence

Array = npt.NDArray[Any]

TOGETHER = 256
"""So many of what is looked at one after the other are put on the shelf together."""


class Proofs(Iterable[Evidence]):
    """Evidence in the order in which it was added: the last pieces in memory, the others on the shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._pieces, self._waiting = shelf, list[int](), list[Evidence]()

    def add(self, more: Iterable[Evidence]) -> None:
        self._waiting += more
        if len(self._waiting) >= TOGETHER:
            self._pieces.append(self._shelf.keep(pickle.dumps(self._waiting, protocol=pickle.HIGHEST_PROTOCOL)))
            self._waiting = []

    def __iter__(self) -> Iterator[Evidence]:
        for piece in self._pieces:
            yield from pickle.loads(self._shelf.content(piece))  # noqa: S301 - our own process wrote it
        yield from self._waiting


class Shelved:
    """One column: numbers of one type, or texts. What is read is ``shown`` as what it stands for."""

    def __init__(
        self, shelf: Shelf, dtype: type[np.generic | object], shown: Callable[[Array], Any] | None = None
    ) -> None:
        self._shelf, self._dtype, self._shown = shelf, np.dtype(dtype), shown
        self._pieces: list[int] = []
        self._firsts = [0]

    def add(self, values: Array | Sequence[float | str | None]) -> None:
        """More rows, below those that are there."""
        content = values.tobytes() if isinstance(values, np.ndarray) else json.dumps(values).encode()
        self._pieces.append(self._shelf.keep(content))
        self._firsts.append(self._firsts[-1] + len(values))

    def __getitem__(self, places: slice | npt.NDArray[np.int64], /) -> Any:
        found = self._together(places) if isinstance(places, slice) else self._apart(places)
        return found if self._shown is None else self._shown(found)

    def _together(self, places: slice) -> Array:
        """Rows that follow one another."""
        first, end = places.start or 0, places.stop
        pieces = range(bisect_right(self._firsts, first) - 1, bisect_left(self._firsts, end))
        parts = [self._piece(n)[max(first - self._firsts[n], 0) : end - self._firsts[n]] for n in pieces if first < end]
        return np.concatenate(parts) if len(parts) > 1 else parts[0] if parts else np.empty(0, self._dtype)

    def _apart(self, places: npt.NDArray[np.int64]) -> Array:
        found = np.empty(len(places), self._dtype)
        of = np.searchsorted(self._firsts, places, side="right") - 1
        for n in np.unique(of).tolist():
            here = of == n
            found[here] = self._piece(n)[places[here] - self._firsts[n]]
        return found

    def _piece(self, n: int) -> Array:
        content = self._shelf.content(self._pieces[n])
        if self._dtype != np.object_:
            return np.frombuffer(content, self._dtype)
        texts = np.empty(self._firsts[n + 1] - self._firsts[n], dtype=object)
        texts[:] = json.loads(content)
        return texts
