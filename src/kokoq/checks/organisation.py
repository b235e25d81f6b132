"""Checks over all that one organisation sent: its tables against its answers. Its rows were checked before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kokoq import rules
from kokoq.checks import relations
from kokoq.checks.inspection import Inspection, positions
from kokoq.checks.rows import part_above, place
from kokoq.compute.rows import Bools, Floats
from kokoq.diagnostics import Diagnostic
from kokoq.language import Word
from kokoq.model import PLAIN, Field, Total, Type
from kokoq.observations import Absence


def parts_do_not_exceed_wholes_of_other_tables(look: Inspection) -> Iterator[Diagnostic]:
    """A field declared ``part_of`` a field of another table is not above that one's sum, in any row.

    The sum of the parts is not held against it: one person may stand in several rows.
    """
    fields = look.plan.catalogue.fields
    for table in look.tables:
        rows = look.rows(table)
        for part in look.fields(table):
            whole = fields.get(part.part_of)
            if whole is None or whole.table == table or whole.table not in look.observations.tables:
                continue
            if whole.total is not Total.SUM or whole.type is Type.YES_NO or rows.is_symbol(part.id):
                continue
            parts, wholes = rows.number(part.id).values, _sums(look, whole)
            for row in positions((rows.unit >= 0) & np.greater(parts, wholes[rows.unit])):
                refs = _refs(look, whole, int(rows.unit[row]))
                yield part_above(look, (table, part, row), whole, parts[row], wholes[rows.unit[row]], refs)


def relations_hold(look: Inspection) -> Iterator[Diagnostic]:
    """A declared check holds for every organisation that gave its figures."""
    for relation in look.plan.relations:
        if not relation.check.table:
            yield from relations.broken(look, relation)
            look.stage.forget()


def details_agree_with_the_answer(look: Inspection) -> Iterator[Diagnostic]:
    """A figure that is declared ``part_of`` a yes/no question is not above zero where the answer is «no»."""
    fields = look.plan.catalogue.fields
    answers = look.rows(PLAIN)
    for table in look.tables:
        rows = look.rows(table)
        for detail in look.fields(table):
            question = fields.get(detail.part_of)
            if question is None or question.type is not Type.YES_NO or question.table not in (PLAIN, table):
                continue
            answer = (rows if question.table == table else answers).number(question.id).values
            answer = answer if question.table == table else np.append(answer, np.nan)[rows.unit]
            given = rows.number(detail.id).values
            for row in positions((rows.unit >= 0) & np.greater(given, 0) & np.equal(answer, 0)):
                unit = int(rows.unit[row])
                at = (look.ref(question.table, question.id, unit if question.table == PLAIN else row),)
                yield rules.DETAILS_BESIDE_NO.at(
                    place(look, table, detail, row),
                    related=look.cells(at),
                    field=detail.title,
                    value=Word("check.yes") if detail.type is Type.YES_NO else float(given[row]),
                    answer=question.title,
                ).of(unit=look.ids[unit], period=look.period.text)


def evidence_stands_beside_a_yes_alone(look: Inspection) -> Iterator[Diagnostic]:
    """Where evidence is given, the answer is not «no»."""
    answers, index = look.rows(PLAIN), look.stage.units.index
    for given in look.observations.evidence:
        field = look.plan.catalogue.fields.get(given.field)
        if given.period != look.period.text or given.unit not in index or field is None or field.table != PLAIN:
            continue
        told = any(letter.isdigit() for letter in given.text)  # a number or date: a document, not a remark
        if told and field.type is Type.YES_NO and answers.number(field.id).values[index[given.unit]] == 0:
            yield rules.EVIDENCE_BESIDE_NO.at(
                place(look, PLAIN, field, index[given.unit]),
                related=(given.at,),
                field=field.title,
                evidence=given.text,
            ).of(unit=given.unit, period=look.period.text)


def _sums(look: Inspection, field: Field) -> Floats:
    """The sum of a field over each unit's rows; NaN where it has none, or where a row that is filled lacks it."""
    rows = look.rows(field.table)
    numbers = rows.number(field.id)
    size = look.stage.units.size
    gap = _gaps(look, field) | (rows.unit < 0)
    kept = numbers.present & (rows.unit >= 0)
    total = np.bincount(rows.unit[kept], weights=numbers.values[kept], minlength=size)
    n = np.bincount(rows.unit[kept], minlength=size)
    gaps = np.bincount(rows.unit[gap & (rows.unit >= 0)], minlength=size)
    return np.where((n > 0) & (gaps == 0), total, np.nan)


def _gaps(look: Inspection, field: Field) -> Bools:
    """Rows of which something is known, but not this field."""
    rows = look.rows(field.table)
    absent = rows.number(field.id).absent
    filled = rows.not_blank if field.table != PLAIN else np.ones(len(rows), dtype=bool)
    wrong: Bools = np.isin(absent, (Absence.INVALID, Absence.NO_DATA))
    return wrong | (np.equal(absent, Absence.BLANK) & filled)


def _refs(look: Inspection, field: Field, unit: int) -> tuple[int, ...]:
    rows = look.rows(field.table)
    return tuple(look.ref(field.table, field.id, row) for row in positions(rows.unit == unit))


CHECKS = (
    parts_do_not_exceed_wholes_of_other_tables,
    relations_hold,
    details_agree_with_the_answer,
    evidence_stands_beside_a_yes_alone,
)
