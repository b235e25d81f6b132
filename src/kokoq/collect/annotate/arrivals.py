"""What came from whom in a period: whose files count, who has sent nothing or an empty form, whose a file may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from kokoq.diagnostics import Diagnostic
from kokoq.model import Period
from kokoq.observations import UNIT, Absence, Observations
from kokoq.rules import FORM_STILL_OUT, NOT_SUBMITTED


@dataclass(frozen=True, slots=True)
class Arrivals:
    """``counted`` are the files that count, each with its unit, and ``accepted`` all units of which any does.

    The office ``entered`` some of these itself, in the workbook of everybody; ``blank`` are whose forms are empty.
    ``partly`` are those of whom exports alone tell, whose forms did not come.
    ``seeming`` are the files of which nothing could be taken with all ``silent`` units that may have sent them.
    """

    counted: Mapping[str, str]
    accepted: frozenset[str]
    entered: frozenset[str]
    blank: frozenset[str]
    silent: frozenset[str]
    partly: frozenset[str]
    seeming: Mapping[str, tuple[str, ...]]


def arrivals(
    observations: Observations, found: Iterable[Diagnostic], period: Period, *, elsewhere: Collection[str]
) -> Arrivals:
    """What the observations and findings tell of a period; tables and fields ``elsewhere`` no form asks for."""
    sent = [one for one in observations.submissions if one.period == period.text and one.files]
    files = Counter(file for one in sent for file in one.files)
    accepted = frozenset(one.unit for one in sent)
    here = [d for d in found if d.period == period.text]
    still_out = [d for d in here if d.rule.code == FORM_STILL_OUT.code]
    missing = [d for d in here if d.rule.code == NOT_SUBMITTED.code] + still_out
    seeming: dict[str, tuple[str, ...]] = {}
    for d in missing:
        for place in d.related:
            seeming[place.file] = (*seeming.get(place.file, ()), d.unit)
    return Arrivals(
        counted={file: one.unit for one in sent for file in one.files},
        accepted=accepted,
        entered=frozenset(one.unit for one in sent if any(files[file] > 1 for file in one.files)),
        blank=accepted - _answering(observations, period, elsewhere),
        silent=frozenset(d.unit for d in missing),
        partly=frozenset(d.unit for d in still_out),
        seeming=seeming,
    )


def _answering(observations: Observations, period: Period, elsewhere: Collection[str]) -> frozenset[str]:
    """The units that answered at least one question of a form, if only that it does not concern them."""
    found: set[str] = set()
    for name in observations.tables:
        rows = observations.period_rows(name, period.text)
        given = np.zeros(len(rows), dtype=bool)
        for field in rows.absences if name not in elsewhere else ():
            if field not in elsewhere:
                told = ~np.isin(rows.absence(field), (Absence.BLANK, Absence.NOT_SUBMITTED))
                given |= told & (rows.refs.column(field) > 0)
        found.update(map(str, rows.column(UNIT)[given]))
    return frozenset(found)
