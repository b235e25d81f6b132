"""Checks within one row: the figures of an organisation, or of one row of its tables. Cells are typed already."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kokoq import rules
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import Field, Period
from kokoq.observations import PERIOD, UNIT, Observations, TableData
from kokoq.plan import Plan


def parts_do_not_exceed_wholes(plan: Plan, observations: Observations, period: Period) -> Iterator[Diagnostic]:
    """A field declared ``part_of`` another is not above it in any row."""
    fields = plan.catalogue.fields
    for table in observations.tables:
        data = observations.period_rows(table, period.text)
        for part in fields.values():
            if part.table == table and part.part_of and part.id in data.frame and part.part_of in data.frame:
                yield from _above(observations, data, part, fields[part.part_of])


def _above(observations: Observations, data: TableData, part: Field, whole: Field) -> Iterator[Diagnostic]:
    parts = data.frame[part.id].to_numpy(dtype=np.float64)
    wholes = data.frame[whole.id].to_numpy(dtype=np.float64)
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
        ).of(unit=str(data.frame[UNIT].iloc[row]), period=str(data.frame[PERIOD].iloc[row]))


CHECKS = (parts_do_not_exceed_wholes,)
