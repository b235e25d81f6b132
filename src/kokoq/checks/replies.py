"""What the forms of a period ask of whom, as a whole and for each regulation, and how much of it was filled in.

The completeness of ``kokoq validate`` and the coverage of the report both rest on it; ``collect.form.tally`` says what
counts as filled. A regulation asks an organisation for those fields of its form that an indicator needs which is
computed over the organisation: of one that its indicators do not concern, it asks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from kokoq.collect.form.tally import Tallied, item_of, offered, together
from kokoq.model import Catalogue, Organisation, Period, Settings, Table
from kokoq.observations import UNIT, Absence, Observations, TableData
from kokoq.plan import Plan, fields_used

Cells = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
_FILLED, _NO_DATA = (Absence.PRESENT, Absence.NOT_APPLICABLE), (Absence.NO_DATA,)


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields that a form asks for; those of each regulation that asks for any, by its id."""

    fields: tuple[str, ...]
    by_regulation: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Given:
    """What counts as answered of what is asked, all together and for each regulation that asks for anything."""

    whole: Tallied
    by_regulation: Mapping[str, Tallied]


@dataclass(frozen=True)
class Replies:
    """The forms of one period. An organisation of None is the municipality with its own data."""

    plan: Plan
    observations: Observations
    period: Period
    settings: Settings
    _alike: dict[frozenset[str] | None, Asked] = field(default_factory=dict)

    def asked(self, organisation: Organisation | None) -> Asked:
        """What is asked of an organisation: the same of all that are of one type with the same tags."""
        names = None if organisation is None else organisation.names
        if names not in self._alike:
            own = tuple(f for f in self.plan.catalogue.fields if self.plan.asks(f, organisation))
            self._alike[names] = Asked(own, self._by_regulation(frozenset(own), organisation))
        return self._alike[names]

    def given(self, organisation: Organisation | None) -> Given:
        """What an organisation answered."""
        unit = self.settings.municipality.id if organisation is None else organisation.id
        asked, item = self.asked(organisation), self._items
        own = {name: self._tallied(unit, name) for name in dict.fromkeys(item[f] for f in asked.fields)}
        parts = {
            regulation: together(own[name] for name in {item[f] for f in fields})
            for regulation, fields in asked.by_regulation.items()
        }
        return Given(together(own.values()), parts)

    @cached_property
    def files(self) -> Mapping[str, tuple[str, ...]]:
        """The files of every unit that submitted any."""
        files: dict[str, tuple[str, ...]] = {}
        for submission in self.observations.submissions:
            if submission.period == self.period.text:
                files[submission.unit] = files.get(submission.unit, ()) + submission.files
        return files

    @cached_property
    def partly(self) -> frozenset[str]:
        """The units of which exports alone tell while their forms are out."""
        return frozenset(self.files).difference(self.observations.submitted(self.period.text))

    def _by_regulation(self, own: frozenset[str], organisation: Organisation | None) -> Mapping[str, frozenset[str]]:
        found = {}
        for regulation, indicators in self._needed.items():
            needed = (f for i, f in indicators if organisation is None or self.plan.in_scope(i, organisation))
            if fields := own & frozenset().union(*needed):
                found[regulation] = fields
        return found

    @cached_property
    def _needed(self) -> Mapping[str, tuple[tuple[str, frozenset[str]], ...]]:
        """Regulation → its indicators, each with the fields that it needs."""
        return {
            r.id: tuple((i, frozenset(fields_used(self.plan, i))) for i in r.indicators if i in self.plan.series)
            for r in self.plan.catalogue.regulations
        }

    @cached_property
    def _items(self) -> Mapping[str, str]:
        return {f: item_of(f, self.plan.catalogue) for f in self.plan.catalogue.fields}

    def _tallied(self, unit: str, item: str) -> Tallied:
        places, cells = self._counted
        here = item in cells and unit in places
        filled, no_data, blank = (int(n) for n in cells[item][:, places[unit]]) if here else (0, 0, 0)
        return Tallied(filled, no_data, self._offered[item] - blank, blank)

    @cached_property
    def _offered(self) -> Mapping[str, int]:
        return offered(self.plan.catalogue, self.settings)

    @cached_property
    def _counted(self) -> tuple[Mapping[str, int], Mapping[str, npt.NDArray[np.int32]]]:
        """The place of each unit; by item (a field, or a list of records) its cells filled, without data, unbegun."""
        period, catalogue = self.period.text, self.plan.catalogue
        rows = {name: self.observations.period_rows(name, period) for name in self.observations.tables}
        known = dict.fromkeys(str(unit) for own in rows.values() for unit in pd.unique(own.column(UNIT)))
        places = {unit: place for place, unit in enumerate(known)}
        cells: dict[str, npt.NDArray[np.int32]] = {}
        for name, own in rows.items():
            table, (row_units, units) = catalogue.tables.get(name), pd.factorize(own.column(UNIT))
            at = np.array([places[str(unit)] for unit in units], dtype=np.int64)
            for item, *counts in _filled_of(own, table, catalogue, self._offered, row_units, len(units)):
                cells[item] = np.zeros((3, len(places)), dtype=np.int32)
                cells[item][:, at] = counts
        return places, cells


def _filled_of(
    rows: TableData,
    table: Table | None,
    catalogue: Catalogue,
    asked: Mapping[str, int],
    units: npt.NDArray[np.intp],
    n: int,
) -> Iterator[tuple[str, Counts, Counts, Counts]]:
    """Of every item of a table, the cells of each of its ``n`` units: filled, without data, in rows left blank."""
    none = np.zeros(n, dtype=np.int64)
    if table is not None and table.records:
        some, unknown = (_summed(_any(rows, table, catalogue, of), units, n) > 0 for of in (_FILLED, _NO_DATA))
        yield table.id, np.where(some, asked[table.id], 0), np.where(unknown & ~some, asked[table.id], 0), none
        return
    begun = begun_rows(rows, table, catalogue)
    started: Cells = _summed(begun, units, n) > 0
    for name in rows.absences:
        absent, of_row = rows.absence(name), _asked_cells(rows, name, table, catalogue)
        rest = np.maximum(asked[name] - _summed(begun & of_row, units, n), 0)
        blank = none if table is None else np.where(started, rest, 0)
        full = np.minimum(_summed(np.isin(absent, _FILLED) & of_row, units, n), asked[name] - blank)
        no_data = _summed(np.isin(absent, _NO_DATA) & of_row, units, n)
        yield name, full, np.minimum(no_data, asked[name] - blank - full), blank


def begun_rows(rows: TableData, table: Table | None, catalogue: Catalogue) -> Cells:
    """The rows in which anything was typed where it is asked for."""
    return _any(rows, table, catalogue, [a for a in Absence if a not in (Absence.BLANK, Absence.NOT_SUBMITTED)])


def _any(rows: TableData, table: Table | None, catalogue: Catalogue, reasons: Sequence[Absence]) -> Cells:
    """The rows with a cell that is asked and has one of these reasons."""
    found = np.zeros(len(rows), dtype=bool)
    for name in rows.absences:
        found |= np.isin(rows.absence(name), reasons) & _asked_cells(rows, name, table, catalogue)
    return found


def _summed(cells: Cells, units: npt.NDArray[np.intp], n: int) -> Counts:
    return np.bincount(units, weights=cells, minlength=n).astype(np.int64)


def _asked_cells(rows: TableData, name: str, table: Table | None, catalogue: Catalogue) -> Cells:
    """In which rows a field is asked at all."""
    asked = np.ones(len(rows), dtype=bool)
    for key, codes in catalogue.fields[name].not_for.items() if table is not None and table.keys else ():
        asked &= ~rows.among(key, codes)
    return asked
