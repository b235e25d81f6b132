"""Declared relations held against the figures: both sides, the difference, and the cells that they came from.

What is not known breaks nothing: a relation is silent where a figure that it needs was not given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from kokoq import rules
from kokoq.checks.inspection import Inspection, positions
from kokoq.compute.finishing import needs
from kokoq.compute.rows import Bools, Floats, Quantity, Rows, truth, value
from kokoq.compute.rows import compare as compared
from kokoq.compute.stage import Evaluation
from kokoq.compute.states import Term, make_term
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.formula.relation import Relation, Requirement
from kokoq.formula.rows import names
from kokoq.formula.scope import is_municipal
from kokoq.language import Word
from kokoq.model import PLAIN, Check
from kokoq.observations import Absence

RELATED = 5
"""So many further cells are named."""

_SAID = {
    "==": "check.relation.equal",
    "!=": "check.relation.unequal",
    "<": "check.relation.below",
    "<=": "check.relation.at_most",
    ">": "check.relation.above",
    ">=": "check.relation.at_least",
}


def broken(look: Inspection, relation: Relation) -> Iterator[Diagnostic]:
    """The units for which a relation over their totals surely does not hold."""
    size = look.stage.units.size
    concerned = _in_scope(look, relation)
    for requirement in relation.requirements:
        trees = requirement.sides or (requirement.tree,)
        evaluation = Evaluation(look.stage, trees)
        found = [(each.values[:, 0], each.absent[:, 0]) for each in evaluation.over(evaluation.base(), size)]
        known = np.logical_and.reduce([absent == Absence.PRESENT for _, absent in found])
        fails = _fails(requirement, tuple(values for values, _ in found)) & known & concerned
        if not fails.any():
            continue
        terms = _terms(look, requirement)
        for unit in positions(fails):
            if not any(_has_gap(term, unit) for term in terms):
                cells = tuple(cell for term in terms for cell in _term_cells(term, unit))
                sides = tuple(float(values[unit]) for values, _ in found)
                yield _finding(look, relation.check, requirement, sides, cells, unit)


def broken_rows(look: Inspection, relation: Relation) -> Iterator[Diagnostic]:
    """The rows of a table in which a relation surely does not hold."""
    table = relation.check.table
    rows = look.rows(table)
    concerned = (rows.unit >= 0) & _in_scope(look, relation)[rows.unit]
    for requirement in relation.requirements:
        _, false = truth(requirement.tree, rows)
        fails = positions(false & concerned)
        used = [name for name in names(requirement.tree) if name in rows.fields]
        columns = [value(side, rows).values for side in requirement.sides] if fails else []
        for row in fails:
            sides = tuple(float(column[row]) for column in columns)
            cells = look.cells(look.ref(table, name, row) for name in used)
            yield _finding(look, relation.check, requirement, sides, cells, int(rows.unit[row]))


def _in_scope(look: Inspection, relation: Relation) -> Bools:
    if is_municipal(relation.scope):
        return look.stage.units.is_municipality
    return look.stage.within(relation.scope)


def _fails(requirement: Requirement, found: tuple[Floats, ...]) -> Bools:
    """Where the values are known, whether the condition does not hold."""
    if not requirement.sides:
        return np.equal(found[0], 0)
    left, right = (_certain(side) for side in found)
    return compared(requirement.op, left, right)[1]


def _finding(
    look: Inspection,
    check: Check,
    requirement: Requirement,
    sides: tuple[float, ...],
    cells: tuple[Cell, ...],
    unit: int,
) -> Diagnostic:
    cells = tuple(dict.fromkeys(cells)) or (look.file(look.ids[unit]),)
    where, related = cells[0], cells[1 : 1 + RELATED]
    if requirement.sides:
        left, right = (_shown(side * 100 if requirement.percent else side) for side in sides)
        found = rules.RELATION_BROKEN.at(
            where,
            related=related,
            check=check.title,
            left=left,
            relation=Word(_SAID[requirement.op]),
            right=right,
            difference=_shown(abs(left - right)),
            unit=Word("check.percent") if requirement.percent else "",
            step=Word("check.points") if requirement.percent else "",
        )
    else:
        found = rules.CONDITION_BROKEN.at(where, related=related, check=check.title)
    weighed = replace(found, rule=replace(found.rule, severity=check.severity))
    return weighed.of(unit=look.ids[unit], period=look.period.text)


def _shown(number: float) -> float:
    return float(f"{number:.6g}")


def _terms(look: Inspection, requirement: Requirement) -> tuple[tuple[Inspection, Term], ...]:
    """What the requirement takes from rows, each with the period that it takes it from."""
    found = []
    for need in needs(requirement.tree):
        period: Inspection | None = look
        for _ in range(need.back):
            period = period.earlier if period is not None else None
        if period is not None:
            found.append((period, make_term(need.node, look.plan.catalogue, PLAIN)))
    return tuple(found)


def _has_gap(term: tuple[Inspection, Term], unit: int) -> bool:
    """Whether a row that may count for the term lacks a figure of it, though something is known of the row."""
    period, own = term
    if own.table == PLAIN:
        return False
    rows = period.rows(own.table)
    counts = (rows.unit == unit) & rows.not_blank
    if own.where is not None:
        counts &= ~truth(own.where, rows)[1]
    return bool((counts & (rows.reason(_fields(own, rows)) != Absence.PRESENT)).any())


def _term_cells(term: tuple[Inspection, Term], unit: int) -> tuple[Cell, ...]:
    """The cells of a unit's rows that count for a term."""
    period, own = term
    rows = period.rows(own.table)
    counts = rows.unit == unit
    if own.where is not None:
        counts &= truth(own.where, rows)[0]
    fields = _fields(own, rows)
    refs = (period.ref(own.table, name, row) for row in positions(counts)[: RELATED + 1] for name in fields)
    return period.cells(refs)


def _fields(term: Term, rows: Rows) -> tuple[str, ...]:
    """The fields of the rows that a term needs: those of its argument, or of its condition where it counts rows."""
    named = term.needs or (() if term.where is None else names(term.where))
    return tuple(name for name in named if name in rows.fields)


def _certain(values: Floats) -> Quantity:
    return Quantity(values, np.zeros(values.shape, dtype=np.int8))
