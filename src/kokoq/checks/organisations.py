"""Checks over all that one organisation sent. Its rows were checked before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kokoq import rules
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import PLAIN, Period
from kokoq.observations import UNIT, Observations
from kokoq.plan import Plan


def evidence_stands_beside_a_yes(plan: Plan, observations: Observations, period: Period) -> Iterator[Diagnostic]:
    """Where a field requires evidence and is answered «yes» (or by a number above zero), the evidence is given."""
    if PLAIN not in observations.tables:
        return
    data = observations.period_rows(PLAIN, period.text)
    given = {(e.unit, e.field) for e in observations.evidence if e.period == period.text and e.text.strip()}
    for field in plan.catalogue.fields.values():
        if not field.evidence or field.id not in data.frame:
            continue
        values = pd.to_numeric(data.frame[field.id]).to_numpy(dtype=np.float64)
        for row in np.flatnonzero(values > 0):
            unit = str(data.frame[UNIT].iloc[row])
            if (unit, field.id) not in given:
                where = observations.cell(int(data.refs[field.id].iloc[row])) or Cell("")
                yield rules.EVIDENCE_MISSING.at(where, field=field.title).of(unit=unit, period=period.text)


CHECKS = (evidence_stands_beside_a_yes,)
