"""Who submitted, who did not, and how completely: by organisation and by regulation, before any evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kokoq.collect.layout import is_small
from kokoq.collect.tally import item_of, offered
from kokoq.model import Catalogue, Organisation, Settings, Table
from kokoq.observations import UNIT, Absence, Observations
from kokoq.reports.contract import Completeness, Coverage, Excluded, OrganisationCoverage
from kokoq.reports.facts import Facts

Counts = Mapping[str, Mapping[str, tuple[int, int]]]
"""organisation → field, or list of records → (filled, asked) cells"""


@dataclass(frozen=True, slots=True)
class Filled:
    """Cells filled of cells asked, and the files that each organisation submitted."""

    counts: Counts
    files: Mapping[str, tuple[str, ...]]


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
        total=_completeness(facts, [(row.total.filled, row.total.asked) for row in rows]),
    )


def filled_cells(observations: Observations, period: str, catalogue: Catalogue, settings: Settings) -> Filled:
    """Of every organisation and item (``tally``) that something is known of: cells filled of cells asked."""
    counts: dict[str, dict[str, tuple[int, int]]] = {}
    asked = offered(catalogue, settings)
    for name in observations.tables:
        table, own = catalogue.tables.get(name), observations.period_rows(name, period)
        places, units = pd.factorize(own.frame[UNIT])
        typed = ~np.isin(own.absent.to_numpy(), (Absence.BLANK, Absence.NOT_SUBMITTED))
        of_row, fields = _asked_cells(own.frame, tuple(own.absent.columns), table, catalogue), own.absent.columns
        begun: npt.NDArray[np.bool_] = np.logical_or.reduce(typed & of_row, axis=1)
        some = np.bincount(places, weights=begun, minlength=len(units)) > 0
        if table is not None and table.records:
            for unit in units[some]:
                counts.setdefault(str(unit), {})[name] = (asked[name], asked[name])
            continue
        for n, field in enumerate(fields):
            if table is None or is_small(table):
                column = np.minimum(_summed(typed[:, n] & of_row[:, n], places, units), asked[field])
            else:
                gaps = _summed(begun & of_row[:, n] & ~typed[:, n], places, units)
                column = np.where(some, np.maximum(asked[field] - gaps, 0), 0)
            for unit, full in zip(units, column.tolist(), strict=True):
                counts.setdefault(str(unit), {})[str(field)] = (int(full), asked[field])
    files: dict[str, tuple[str, ...]] = {}
    for submission in observations.submissions:
        if submission.period == period:
            files[submission.unit] = files.get(submission.unit, ()) + submission.files
    return Filled(counts, files)


def _summed(cells: npt.NDArray[np.bool_], places: npt.NDArray[np.intp], units: Sized) -> npt.NDArray[np.float64]:
    return np.bincount(places, weights=cells, minlength=len(units)).astype(np.float64)


def _asked_cells(
    frame: pd.DataFrame, fields: Sequence[str], table: Table | None, catalogue: Catalogue
) -> npt.NDArray[np.bool_]:
    """Which cells of the rows are asked at all."""
    asked = np.ones((len(frame), len(fields)), dtype=bool)
    for place, field in enumerate(fields):
        for key, codes in catalogue.fields[field].not_for.items() if table is not None and table.keys else ():
            asked[:, place] &= ~frame[key].isin(codes).to_numpy()
    return asked


def _organisation(facts: Facts, organisation: Organisation, filled: Filled) -> OrganisationCoverage:
    submitted = organisation.id in filled.files
    cells = filled.counts.get(organisation.id, {})
    plan, asked = facts.assessment.plan, offered(facts.catalogue, facts.assessment.settings)

    def count(fields: Iterable[str]) -> Completeness:
        own = (item_of(field, facts.catalogue) for field in fields if plan.asks(field, organisation))
        return _completeness(facts, [cells.get(item, (0, asked[item])) for item in dict.fromkeys(own)])

    return OrganisationCoverage(
        name=facts.name(organisation),
        type=facts.catalogue.organisation_types.get(organisation.type, organisation.type),
        submitted=submitted,
        submitted_text=facts.say("submitted" if submitted else "not_submitted"),
        files=filled.files.get(organisation.id, ()),
        total=count(facts.catalogue.fields),
        by_regulation=tuple(count(facts.fields_of_regulation[r.id]) for r in facts.catalogue.regulations),
    )


def _completeness(facts: Facts, cells: Iterable[tuple[int, int]]) -> Completeness:
    """The sum of (filled, asked) pairs in words."""
    pairs = tuple(cells)
    filled, asked = sum(n for n, _ in pairs), sum(total for _, total in pairs)
    if not asked:
        none = facts.say("nothing_asked")
        return Completeness(none, none, 0, 0, None)
    percent = facts.typesetter.fraction_percent(filled / asked, 0)
    if filled < asked and filled / asked >= 0.995:  # «100 %» is said of nothing that has a gap
        percent = facts.typesetter.fraction_percent(filled / asked, 1)
    return Completeness(facts.typesetter.n_of_n(filled, asked), percent, filled, asked, filled / asked)
