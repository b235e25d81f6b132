"""The numbers behind one value: what every term of its formula came to at one unit, and how they stand in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from kokoq.compute.finishing import Need
from kokoq.compute.levels import Units, base_units
from kokoq.compute.rows import Quantity
from kokoq.compute.stage import ABOVE, ORGANISATIONS, Evaluation, Stage
from kokoq.formula.tree import Binary, Call, Formula, Items, Name, Unary
from kokoq.model import Level, Period
from kokoq.observations import Absence
from kokoq.plan import Series
from kokoq.reports.facts import Facts, Unit
from kokoq.results import Status

Terms = Mapping[Need, float | None]


def term_values(facts: Facts, series: Series, unit: Unit) -> Terms:
    """The value of every term at the unit, over the organisations that entered its total; None where absent."""
    assessment = facts.assessment
    units = base_units(assessment.organisations, facts.catalogue, assessment.settings)
    trees = (series.numerator,) if series.denominator is None else (series.numerator, series.denominator)
    stage = _stage(facts, units, assessment.period)
    evaluation = Evaluation(stage, trees, series.table)
    for need in evaluation.needs:
        if evaluation.is_reference(need) and isinstance(need.node, Name):
            _remember(facts, stage, need.node.id, units)
    level, name = unit
    if level == Level.ORGANISATION:
        return {need: _at(quantity, units.index.get(name)) for need, quantity in evaluation.base().items()}
    entered = (evaluation.absent() == Absence.PRESENT) & ~_invalid(facts, series, units)[:, None]
    position = units.above.units.index(unit) if unit in units.above.units else None
    return {need: _at(quantity, position) for need, quantity in evaluation.above(entered).items()}


def put_in(tree: Formula, terms: Terms, say: Callable[[float | None], str]) -> Formula:
    """The formula with the value of every term in its place, printed by ``say``; the operators stay."""

    def put(node: Formula, back: int) -> Formula:
        need = Need(node, back)
        if need in terms:
            return Name(say(terms[need]))
        match node:
            case Call(function="previous", arguments=(x,)):
                return put(x, back + 1)
            case Call(function="each", arguments=(_, x)):
                return put(x, back)
            case Call(function="change", arguments=(x,)):
                return Binary("-", put(x, back), put(x, back + 1))
            case Unary(op=op, operand=x):
                return Unary(op, put(x, back))
            case Binary(op=op, left=a, right=b):
                return Binary(op, put(a, back), put(b, back))
            case Items(items=items):
                return Items(tuple(put(item, back) for item in items))
            case Call(function=function, arguments=arguments, where=where):
                return Call(function, tuple(put(a, back) for a in arguments), where)
            case _:
                return node

    return put(tree, 0)


def _stage(facts: Facts, units: Units, period: Period) -> Stage:
    """The stage of a period, with those before it that were collected."""
    earlier = facts.assessment.earlier
    before = _stage(facts, units, earlier) if earlier is not None and earlier == period.previous() else None
    return Stage(facts.assessment.plan, facts.assessment.observations, units, period, before)


def _remember(facts: Facts, stage: Stage, indicator: str, units: Units) -> None:
    """Put the results of another indicator where the evaluation looks for them, in this period and the one before."""
    base = tuple((str(Level.ORGANISATION), name) for name in units.index)
    for one in (stage, stage.earlier):
        if one is None:
            continue
        for key, listed in ((ORGANISATIONS, base), (ABOVE, units.above.units)):
            found = [facts.assessment.results.get(one.period.text, *unit, indicator) for unit in listed]
            values = [np.nan if r is None or r.value is None else r.value for r in found]
            absent = [Absence.BLANK if np.isnan(v) else Absence.PRESENT for v in values]
            column = Quantity(np.array([values], dtype=np.float64).T, np.array([absent], dtype=np.int8).T)
            one.done.setdefault(indicator, {})[key] = column


def _invalid(facts: Facts, series: Series, units: Units) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Base units whose own value cannot be, so that they entered no total."""
    level, indicator = str(Level.ORGANISATION), series.indicator.id
    found = [facts.assessment.results.get(facts.period, level, name, indicator) for name in units.index]
    return np.array([r is not None and r.status is Status.INVALID for r in found], dtype=bool)


def _at(quantity: Quantity, position: int | None) -> float | None:
    if position is None or quantity.absent[position, 0] != Absence.PRESENT:
        return None
    return float(quantity.values[position, 0])
