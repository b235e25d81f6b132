"""What the organisations reported: typed values in columns, each with its cell or the reason why it is absent.

A table has the columns ``period`` and ``unit`` (organisation or municipality id), then its keys and fields. Of each
field there are the reasons of absence beside; ``refs`` knows the cells. Values: float for numbers (a percent is a
fraction, yes/no is 1 or 0, a date its ordinal), str for symbols and texts; NaN or None where absent. What was read has
its periods, units, keys and symbols as categories, and lies in a file until it is asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, overload

from kokoq.a1 import make_ref
from kokoq.diagnostics import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from kokoq.refs import Refs

    Values = npt.NDArray[Any] | pd.Categorical

PERIOD = "period"
UNIT = "unit"


class Absence(IntEnum):
    """Why there is no number; PRESENT is none of the reasons. Kept to the end: missing is never zero."""

    PRESENT = 0
    NOT_SUBMITTED = 1
    BLANK = 2
    NOT_APPLICABLE = 3
    INVALID = 4
    NO_BASE = 5  # 0/0
    SUPPRESSED = 6
    LOW_COVERAGE = 7
    NO_DATA = 8  # «н/д»: the organisation says that it does not know

    @property
    def slug(self) -> str:
        """The name in results.csv: ``not_submitted``; a present value is ``ok``."""
        return "ok" if self is Absence.PRESENT else self.name.lower()


@dataclass(frozen=True, slots=True)
class Source:
    """One sheet of one collected file."""

    file: str
    sheet: str
    period: str = ""
    sha256: str = ""


class SourceFile(NamedTuple):
    """One collected file with the names of its sheets."""

    file: str
    sheets: tuple[str, ...]
    period: str
    sha256: str


class Sources(Sequence[Source]):
    """The sheets of all files, one file after the other. Of thousands, every file is kept and not every sheet."""

    def __init__(self, files: Iterable[SourceFile] = ()) -> None:
        self._files = tuple(file for file in files if file.sheets)
        self._firsts = (0, *accumulate(len(file.sheets) for file in self._files))

    def __iter__(self) -> Iterator[Source]:
        return (Source(file.file, sheet, file.period, file.sha256) for file in self._files for sheet in file.sheets)

    def __len__(self) -> int:
        return self._firsts[-1]

    @overload
    def __getitem__(self, number: int) -> Source: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Source, ...]: ...
    def __getitem__(self, number: int | slice) -> Source | tuple[Source, ...]:
        if isinstance(number, slice):
            return tuple(self)[number]
        if not 0 <= number < len(self):
            raise IndexError(number)
        place = bisect_right(self._firsts, number) - 1
        file = self._files[place]
        return Source(file.file, file.sheets[number - self._firsts[place]], file.period, file.sha256)


class Column(Protocol):
    """The values of some rows, by their places: an array, or what is read when it is asked for."""

    def __getitem__(self, places: slice | npt.NDArray[np.int64], /) -> Any: ...


@dataclass(frozen=True, slots=True, eq=False)
class TableData:
    """The rows of one table over all periods read: those in the places of ``refs`` of every column."""

    columns: Mapping[str, Column]
    absences: Mapping[str, Column]
    refs: Refs

    def __len__(self) -> int:
        return len(self.refs)

    def column(self, name: str) -> Values:
        """The values of a head, key or field; whoever asks again may have it read again."""
        found: Values = self.columns[name][self.refs.where]
        return found

    def absence(self, name: str) -> npt.NDArray[np.int8]:
        """The reasons of a field, 0 where it is present."""
        found: npt.NDArray[np.int8] = self.absences[name][self.refs.where]
        return found

    def among(self, name: str, texts: Container[str]) -> npt.NDArray[np.bool_]:
        """Which rows have one of these texts in a column."""
        import numpy as np
        import pandas as pd

        codes, known = pd.factorize(self.column(name))
        holds: npt.NDArray[np.bool_] = np.array([*(text in texts for text in known), False])[codes]
        return holds

    def rows(self, positions: slice | npt.NDArray[np.int64]) -> TableData:
        """The rows at these positions, in this order; nothing is copied."""
        return replace(self, refs=self.refs.rows(positions))

    @property
    def frame(self) -> pd.DataFrame:
        """All columns at once, for who looks at a table by himself."""
        import pandas as pd

        columns = {name: self.column(name) for name in self.columns}
        return pd.DataFrame({name: pd.Series(column, dtype=column.dtype) for name, column in columns.items()})

    @property
    def absent(self) -> pd.DataFrame:
        """The reasons of all fields at once."""
        import pandas as pd

        return pd.DataFrame({name: self.absence(name) for name in self.absences})


@dataclass(frozen=True, slots=True)
class Submission:
    """An organisation's file(s) of one period, and the tables that they carried, if only to leave them empty.

    A unit without one has not submitted; a table that it did not carry was not submitted by it. Without files, what
    is known of the unit came in exports: all that is asked of it, or ``partly``, where its form is still out.
    """

    period: str
    unit: str
    files: tuple[str, ...]
    tables: frozenset[str] = frozenset()
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was written into the evidence column beside a field."""

    period: str
    unit: str
    field: str
    text: str
    at: Cell


@dataclass(frozen=True, slots=True)
class Observations:
    """All that was collected. ``delivered`` lists (period, table) that came as one file for all organisations:
    there, an organisation without rows has none, which is a fact and not an absence."""

    tables: Mapping[str, TableData]
    sources: Sequence[Source] = ()
    submissions: tuple[Submission, ...] = ()
    delivered: frozenset[tuple[str, str]] = frozenset()
    evidence: Iterable[Evidence] = ()

    def period_rows(self, table: str, period: str) -> TableData:
        """The rows of one period of a table; an empty one where the table was not collected at all."""
        data = self.tables[table]
        return data.rows(_together(data.among(PERIOD, (period,))))

    def submitted(self, period: str) -> frozenset[str]:
        """Who has submitted what they were asked for; of whom exports alone tell while a form is out, has not."""
        return frozenset(one.unit for one in self.submissions if one.period == period and not one.partly)

    def of(self, units: Container[str]) -> Observations:
        """What these units reported, with all that came for everybody."""
        tables = {name: data.rows(_together(data.among(UNIT, units))) for name, data in self.tables.items()}
        return replace(self, tables=tables)

    def cell(self, ref: int) -> Cell | None:
        """The place that a packed reference stands for; None where the value was not read from a file."""
        if ref <= 0:
            return None
        source, row, column = unpack_ref(ref)
        place = self.sources[source]
        return Cell(place.file, place.sheet, make_ref(row, column))


def _together(holds: npt.NDArray[np.bool_]) -> slice | npt.NDArray[np.int64]:
    """The positions where it holds, as a slice where they follow one another: it copies nothing."""
    positions = holds.nonzero()[0]
    follow = len(positions) > 0 and (positions[1:] - positions[:-1] == 1).all()
    return slice(positions[0], positions[-1] + 1) if follow else positions


def pack_ref(source: int, row: int, column: int) -> int:
    """A cell in one int64: index of the source, row and column from 1; 0 stands for «no cell»."""
    return (source << 40) | (row << 16) | column


def unpack_ref(ref: int) -> tuple[int, int, int]:
    """Source, row and column of a packed cell."""
    return ref >> 40, (ref >> 16) & 0xFFFFFF, ref & 0xFFFF
