"""Who submitted, who did not, and how completely: by organisation and by regulation, before any evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kokoq.collect.tally import Tallied, item_of, offered, together
from kokoq.model import Catalogue, Organisation, Settings, Table
from kokoq.observations import UNIT, Absence, Observations, TableData
from kokoq.reports.contract import Completeness, Coverage, Excluded, OrganisationCoverage
from kokoq.reports.facts import Facts

Cells = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Filled:
    """Cells filled and without data of every item (a field, or a list of records) by unit, in the order of ``places``.

    ``asked`` tells how many there are of each item, ``files`` what each organisation submitted.
    """

    asked: Mapping[str, int]
    places: Mapping[str, int]
    cells: Mapping[str, npt.NDArray[np.int32]]
    files: Mapping[str, tuple[str, ...]]

    def of(self, unit: str, item: str) -> Tallied:
        """What counts as answered of an item."""
        here = item in self.cells and unit in self.places
        filled, no_data = self.cells[item][:, self.places[unit]] if here else (0, 0)
        return Tallied(int(filled), int(no_data), self.asked[item])


def coverage(facts: Facts) -> Coverage:
    """Coverage of the period over the monitored organisations."""
    filled = filled_cells(facts.assessment.observations, facts.period, facts.catalogue, facts.assessment.settings)
    rows = tuple(_organisation(facts, organisation, filled) for organisation in facts.monitored)
    submitted = [row for row in rows if row.submitted]
    return Coverage(
        text=facts.typesetter.n_of_n(len(submitted), len(rows)),
        n_submitted=len(submitted),
        n_expected=len(rows),
        not_submitted=tuple(row.name for row in rows if not row.submitted),
        excluded=tuple(Excluded(o.title, o.excluded) for o in facts.assessment.organisations if o.excluded),
        organisations=rows,
        total=_completeness(facts, [Tallied(row.total.filled, row.total.no_data, row.total.asked) for row in rows]),
    )


def filled_cells(observations: Observations, period: str, catalogue: Catalogue, settings: Settings) -> Filled:
    """Of every organisation and item what counts as answered (``tally``)."""
    asked, rows = offered(catalogue, settings), {n: observations.period_rows(n, period) for n in observations.tables}
    known = dict.fromkeys(str(unit) for own in rows.values() for unit in own.frame[UNIT].unique())
    places = {unit: place for place, unit in enumerate(known)}
    cells: dict[str, npt.NDArray[np.int32]] = {}
    for name, own in rows.items():
        table, (row_units, units) = catalogue.tables.get(name), pd.factorize(own.frame[UNIT])
        at = np.array([places[str(unit)] for unit in units], dtype=np.int64)
        for item, *counts in _filled_of(own, table, catalogue, asked, row_units, len(units)):
            cells[item] = np.zeros((2, len(places)), dtype=np.int32)
            cells[item][:, at] = counts
    files: dict[str, tuple[str, ...]] = {}
    for submission in observations.submissions:
        if submission.period == period:
            files[submission.unit] = files.get(submission.unit, ()) + submission.files
    return Filled(asked, places, cells, files)


def _filled_of(
    rows: TableData,
    table: Table | None,
    catalogue: Catalogue,
    asked: Mapping[str, int],
    units: npt.NDArray[np.intp],
    n: int,
) -> Iterator[tuple[str, Counts, Counts]]:
    """Of every item of a table, the cells of each of its ``n`` units that are filled, and those without data."""
    absent, fields = rows.absent.to_numpy(), tuple(rows.absent.columns)
    of_row = _asked_cells(rows.frame, fields, table, catalogue)
    filled = ((absent == Absence.PRESENT) | (absent == Absence.NOT_APPLICABLE)) & of_row
    no_data = (absent == Absence.NO_DATA) & of_row
    typed = (absent != Absence.BLANK) & (absent != Absence.NOT_SUBMITTED)
    begun: Cells = np.logical_or.reduce(typed & of_row, axis=1)
    some, unknown = (_summed(np.logical_or.reduce(cells, axis=1), units, n) > 0 for cells in (filled, no_data))
    unknown &= ~some
    if table is not None and table.records:
        yield table.id, some * asked[table.id], unknown * asked[table.id]
        return
    for place, field in enumerate(fields):
        rest = 0 if table is None else np.maximum(asked[field] - _summed(begun & of_row[:, place], units, n), 0)
        full = np.minimum(_summed(filled[:, place], units, n) + rest * some, asked[field])
        yield field, full, np.minimum(_summed(no_data[:, place], units, n) + rest * unknown, asked[field] - full)


def _summed(cells: Cells, units: npt.NDArray[np.intp], n: int) -> Counts:
    return np.bincount(units, weights=cells, minlength=n).astype(np.int64)


def _asked_cells(frame: pd.DataFrame, fields: Sequence[str], table: Table | None, catalogue: Catalogue) -> Cells:
    """Which cells of the rows are asked at all."""
    asked = np.ones((len(frame), len(fields)), dtype=bool)
    for place, field in enumerate(fields):
        for key, codes in catalogue.fields[field].not_for.items() if table is not None and table.keys else ():
            asked[:, place] &= ~frame[key].isin(codes).to_numpy()
    return asked


def _organisation(facts: Facts, organisation: Organisation, filled: Filled) -> OrganisationCoverage:
    submitted = organisation.id in filled.files
    plan = facts.assessment.plan

    def count(fields: Iterable[str]) -> Completeness:
        own = (item_of(field, facts.catalogue) for field in fields if plan.asks(field, organisation))
        return _completeness(facts, [filled.of(organisation.id, item) for item in dict.fromkeys(own)])

    return OrganisationCoverage(
        name=facts.name(organisation),
        type=facts.catalogue.organisation_types.get(organisation.type)
        or organisation.type
        or facts.say("type_unknown"),
        submitted=submitted,
        submitted_text=facts.say("submitted" if submitted else "not_submitted"),
        files=filled.files.get(organisation.id, ()),
        total=count(facts.catalogue.fields),
        by_regulation=tuple(count(facts.fields_of_regulation[r.id]) for r in facts.catalogue.regulations),
    )


def _completeness(facts: Facts, cells: Iterable[Tallied]) -> Completeness:
    """The sum of counts in words."""
    filled, no_data, asked = whole = together(cells)
    if not asked:
        none = facts.say("nothing_asked")
        return Completeness(none, none, *whole, None)
    percent = facts.typesetter.fraction_percent(filled / asked, 0)
    if filled < asked and filled / asked >= 0.995:  # «100 %» is said of nothing that has a gap
        percent = facts.typesetter.fraction_percent(filled / asked, 1)
    text = facts.typesetter.n_of_n(filled, asked)
    text = facts.say("with_no_data", n_of_n=text, no_data=no_data) if no_data else text
    return Completeness(text, percent, *whole, filled / asked)
