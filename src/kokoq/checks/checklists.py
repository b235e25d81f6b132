"""Checks of checklists: what experts must say beside their points, and how far they agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kokoq import rules
from kokoq.checks.inspection import Inspection, positions
from kokoq.checks.rows import place
from kokoq.compute.rows import Rows
from kokoq.diagnostics import Diagnostic, Rule
from kokoq.formula.experts import checklist_table
from kokoq.formula.rows import names
from kokoq.model import Checklist, Field
from kokoq.observations import Absence


@dataclass(frozen=True, slots=True)
class _List:
    """A checklist of one indicator: its table, and the field of the points."""

    table: str
    points: Field
    fields: Checklist


def zero_points_are_explained(look: Inspection) -> Iterator[Diagnostic]:
    """Where a position has no points, the field for the comment is filled in."""
    for one in _lists(look):
        rows = look.rows(one.table)
        points = rows.number(one.points.id)
        for row in positions((rows.unit >= 0) & points.present & (points.values == 0)):
            yield from _lacking(look, one, (one.fields.comment,), row, rules.COMMENT_MISSING)


def points_have_their_evidence(look: Inspection) -> Iterator[Diagnostic]:
    """Where a position has points, the fields for the evidence are filled in."""
    for one in _lists(look):
        rows = look.rows(one.table)
        for row in positions((rows.unit >= 0) & (rows.number(one.points.id).values > 0)):
            yield from _lacking(look, one, one.fields.evidence, row, rules.DOCUMENT_MISSING)


def experts_agree(look: Inspection) -> Iterator[Diagnostic]:
    """How many of the positions that several experts judged got the same points from all of them."""
    for one in _lists(look):
        if not one.fields.expert or not one.fields.position:
            continue
        for unit, judged in _judgements(look, one).items():
            several = {position: given for position, given in judged.items() if len(given) > 1}
            apart = {position: given for position, given in several.items() if min(given) != max(given)}
            if apart:
                worst = max(apart, key=lambda position: (max(apart[position]) - min(apart[position]), position))
                yield rules.EXPERTS_DISAGREE.at(
                    look.file(look.ids[unit]),
                    table=look.plan.catalogue.tables[one.table].title,
                    agreed=len(several) - len(apart),
                    n=len(several),
                    position=worst,
                    least=min(apart[worst]),
                    most=max(apart[worst]),
                ).of(unit=look.ids[unit], period=look.period.text)


def _lists(look: Inspection) -> Iterator[_List]:
    """The checklists whose tables were collected, each once."""
    catalogue = look.plan.catalogue
    seen: set[tuple[str, Checklist]] = set()
    for series in look.plan.series.values():
        scale = series.indicator.scale_in(look.period)
        if scale is None or not isinstance(scale.method, Checklist):
            continue
        table = checklist_table(series.indicator, catalogue)
        points = next((catalogue.fields[n] for n in names(series.numerator) if n in catalogue.fields), None)
        if table in look.observations.tables and points is not None and (table, scale.method) not in seen:
            seen.add((table, scale.method))
            yield _List(table, points, scale.method)


def _lacking(look: Inspection, one: _List, wanted: tuple[str, ...], row: int, rule: Rule) -> Iterator[Diagnostic]:
    """A finding for each of the wanted fields that is empty in the row."""
    data = look.rows(one.table).data
    for name in wanted:
        if name and data.absence(name)[row] != Absence.PRESENT:
            field = look.plan.catalogue.fields[name]
            position = _text(look.rows(one.table), one.fields.position, row)
            found = rule.at(place(look, one.table, field, row), position=position, field=field.title)
            yield found.of(unit=look.ids[look.rows(one.table).unit[row]], period=look.period.text)


def _text(rows: Rows, name: str, row: int) -> str:
    value = rows.data.column(name)[row] if name else None
    return value if isinstance(value, str) else ""


def _judgements(look: Inspection, one: _List) -> dict[int, dict[str, list[float]]]:
    """Unit → position → the points that were given."""
    rows = look.rows(one.table)
    points = rows.number(one.points.id)
    found: dict[int, dict[str, list[float]]] = {}
    for row in np.flatnonzero((rows.unit >= 0) & points.present).tolist():
        position = _text(rows, one.fields.position, row)
        if position:
            found.setdefault(int(rows.unit[row]), {}).setdefault(position, []).append(float(points.values[row]))
    return found


CHECKS = (zero_points_are_explained, points_have_their_evidence, experts_agree)
