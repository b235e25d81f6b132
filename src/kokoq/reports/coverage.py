"""Who submitted, who did not, and how completely: by organisation and by regulation, before any evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kokoq.model import PLAIN, Catalogue, Organisation
from kokoq.observations import UNIT, Absence, Observations
from kokoq.reports.contract import Completeness, Coverage, Excluded, OrganisationCoverage
from kokoq.reports.facts import Facts

Counts = Mapping[str, Mapping[str, tuple[int, int]]]
"""organisation → field → (filled, asked) cells"""


@dataclass(frozen=True, slots=True)
class Filled:
    """Cells filled of cells asked, and the files that each organisation submitted."""

    counts: Counts
    files: Mapping[str, tuple[str, ...]]


def coverage(facts: Facts) -> Coverage:
    """Coverage of the period over the monitored organisations."""
    filled = filled_cells(facts.assessment.observations, facts.period, facts.catalogue)
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


def filled_cells(observations: Observations, period: str, catalogue: Catalogue) -> Filled:
    """Of every organisation and field: cells with a value, and cells that should have one.

    What does not apply is not asked. In a table of the form a blank cell is no gap (a procedure without a threshold,
    a subject that nobody took), a wrong or refused one is; lists of persons have no cells that must be filled.
    """
    counts: dict[str, dict[str, tuple[int, int]]] = {}
    for table in observations.tables:
        if table != PLAIN and catalogue.tables[table].records:
            continue
        own = observations.period_rows(table, period)
        places, units = pd.factorize(own.frame[UNIT])
        codes = own.absent.to_numpy()
        lacking = codes != Absence.NOT_APPLICABLE
        if table != PLAIN:
            lacking &= codes != Absence.BLANK
        for place, field in enumerate(own.absent.columns):
            filled = np.bincount(places, weights=codes[:, place] == Absence.PRESENT, minlength=len(units))
            asked = np.bincount(places, weights=lacking[:, place], minlength=len(units))
            for unit, full, total in zip(units, filled.tolist(), asked.tolist(), strict=True):
                counts.setdefault(str(unit), {})[str(field)] = (int(full), int(total))
    files: dict[str, tuple[str, ...]] = {}
    for submission in observations.submissions:
        if submission.period == period:
            files[submission.unit] = files.get(submission.unit, ()) + submission.files
    return Filled(counts, files)


def _organisation(facts: Facts, organisation: Organisation, filled: Filled) -> OrganisationCoverage:
    submitted = organisation.id in filled.files
    cells = filled.counts.get(organisation.id, {})
    plan = facts.assessment.plan

    def count(fields: Iterable[str]) -> Completeness:
        found = []
        for field in dict.fromkeys(fields):
            table = facts.catalogue.fields[field].table
            if plan.asks(field, organisation):
                found.append(cells.get(field, (0, 1 if table == PLAIN else 0)))
        return _completeness(facts, found)

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
