"""Checks within one row: the figures of an organisation, or of one row of its tables. Cells are typed already."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kokoq import rules
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import Field, Period
from kokoq.observations import UNIT, Observations
from kokoq.plan import Plan


def parts_do_not_exceed_wholes(plan: Plan, observations: Observations, period: Period) -> Iterator[Diagnostic]:
    """A field declared ``part_of`` another is not above it in any row."""
    fields = plan.catalogue.fields
    for part in fields.values():
        if part.part_of and part.table in observations.tables:
            yield from _above(observations, period, part, fields[part.part_of])


def _above(observations: Observations, period: Period, part: Field, whole: Field) -> Iterator[Diagnostic]:
    data = observations.period_rows(part.table, period.text)
    if part.id not in data.frame or whole.id not in data.frame:
        return
    parts = pd.to_numeric(data.frame[part.id]).to_numpy(dtype=np.float64)
    wholes = pd.to_numeric(data.frame[whole.id]).to_numpy(dtype=np.float64)
    for row in np.flatnonzero(parts > wholes):
        where = observations.cell(int(data.refs[part.id].iloc[row])) or Cell("")
        related = observations.cell(int(data.refs[whole.id].iloc[row]))
        yield rules.PART_EXCEEDS_WHOLE.at(
            where,
            related=() if related is None else (related,),
            part=part.title,
            part_value=float(parts[row]),
            whole=whole.title,
            whole_value=float(wholes[row]),
        ).of(unit=str(data.frame[UNIT].iloc[row]), period=period.text)


CHECKS = (parts_do_not_exceed_wholes,)
