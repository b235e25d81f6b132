"""What each organisation contributes to a total: states that are made from its rows alone and merge by addition.

A term is one aggregate of a formula. ``partial`` makes its state for every base unit (organisation or municipality)
and breakdown value; ``merge`` adds the states of the units of a higher level; ``finish`` turns a state into numbers.
The measures that do not add up (median, quantile, min, max, sd, distinct, last) keep their values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, assert_never, get_args

import numpy as np
import pandas as pd

from kokoq.compute.levels import Above
from kokoq.compute.rows import (
    BLANK,
    NO_BASE,
    NOT_APPLICABLE,
    NOT_SUBMITTED,
    PRESENT,
    Bools,
    Codes,
    Floats,
    Indices,
    Quantity,
    Rows,
    significant,
    some_groups,
    truth,
    value,
)
from kokoq.formula.rows import names, row_table
from kokoq.formula.tree import Call, Formula, Name, Number
from kokoq.model import Catalogue, Total, Type

Statistic = Literal["median", "min", "max", "quantile", "sd", "last"]
Measure = Literal["sum", "count", "share", "mean", "distinct", Statistic]
"""What a term makes of its rows: every aggregate of formulas, and ``last``, which a field may declare."""

ADDITIVE = frozenset({"sum", "count", "share", "mean"})
SUMMED = frozenset({"sum", "mean"})
COUNTING = frozenset({"sum", "count", "distinct"})  # of no rows at all, these are nought


@dataclass(frozen=True, slots=True)
class Term:
    """One aggregate: ``measure`` over ``argument`` of the rows of ``table`` where ``where`` surely holds."""

    node: Formula
    table: str
    measure: Measure
    argument: Formula | None
    where: Formula | None
    extra: Formula | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        """The names that a row must have for this term."""
        return () if self.argument is None else names(self.argument)


_OF_FIELD: Mapping[Total, Measure] = {
    Total.SUM: "sum",
    Total.MEAN: "mean",
    Total.MAX: "max",
    Total.LAST: "last",
    Total.ANY: "max",
}
OF_CALL: Mapping[str, Measure] = {name: name for name in get_args(Measure) if name != "last"}
"""The measure of every aggregate of formulas, by its name there."""


def make_term(node: Formula, catalogue: Catalogue, default: str) -> Term:
    """The term that a bare field or an aggregate call stands for."""
    match node:
        case Name(id=id):
            field = catalogue.fields[id]
            measure = "sum" if field.type is Type.YES_NO else _OF_FIELD[field.total]
            return Term(node, field.table, measure, node, None)
        case Call(function=function, arguments=arguments, where=where) if function in OF_CALL:
            return Term(
                node,
                row_table(node, catalogue, default),
                OF_CALL[function],
                arguments[0] if arguments else None,
                where,
                arguments[1] if len(arguments) > 1 else None,
            )
        case _:
            raise TypeError(node)


@dataclass(frozen=True, slots=True)
class State:
    """Of every base unit and breakdown value (both as in ``absent``): Σ, n and the reason of absence.

    ``rows`` holds the values that do not add up: base unit, breakdown value, number.
    """

    measure: Measure
    total: Floats
    n: Floats
    absent: Codes
    rows: tuple[Indices, Indices, Floats] | None = None
    extra: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What ``partial`` has to know about the base units: their number, who submitted, of whom the table is asked."""

    submitted: Bools
    asked: Bools
    delivered: bool
    records: bool
    plain: bool


def partial(rows: Rows, term: Term, frame: Frame, complete: Bools, breakdown: tuple[Indices, int]) -> State:
    """The state of every base unit; ``complete`` marks the rows that have all fields that the formula sums.

    ``breakdown`` is the breakdown value of every row (-1: none) and their number.
    """
    codes, width = breakdown
    shape = (len(frame.submitted), width)
    inside = (rows.unit >= 0) & (codes >= 0)
    if not frame.plain:
        inside &= rows.not_blank
    group = np.where(inside, rows.unit * width + np.maximum(codes, 0), 0)

    def per_group(mask: Bools, weights: Floats | None = None) -> Floats:
        picked = None if weights is None else weights[mask]
        return np.bincount(group[mask], weights=picked, minlength=shape[0] * width).astype(np.float64).reshape(shape)

    known = inside
    if term.where is not None:
        holds, fails = truth(term.where, rows)
        known, inside = inside & (holds | fails), inside & holds
    qualifying = per_group(inside)
    kept: tuple[Indices, Indices, Floats] | None = None
    if term.measure in ("count", "share"):
        if term.argument is None:
            total = n = qualifying
        else:
            holds, fails = truth(term.argument, rows)
            total, n = per_group(inside & holds), per_group(inside & (holds | fails))
        enough = n if frame.plain or term.measure == "share" else np.maximum(qualifying, 1)
    else:
        numbers = _argument(rows, term)
        mask = inside & numbers.present & (complete if term.measure in SUMMED else True)
        n = enough = per_group(mask)
        total = per_group(mask, numbers.values)
        if term.measure not in ADDITIVE:
            kept = (rows.unit[mask], codes[mask], numbers.values[mask])
    unknown = per_group(known) == 0
    absent = _absence(rows, term, frame, inside=inside, qualifying=qualifying, unknown=unknown, enough=enough)
    extra = float(term.extra.exact) if isinstance(term.extra, Number) else 0.0
    return State(term.measure, total, n, absent, kept, extra)


def _argument(rows: Rows, term: Term) -> Quantity:
    """The numbers of a term; of ``distinct``, texts too, as their codes."""
    if term.measure == "distinct" and isinstance(term.argument, Name) and rows.is_symbol(term.argument.id):
        codes = rows.symbols(term.argument.id).codes
        return Quantity(codes.astype(np.float64), np.where(codes < 0, BLANK, 0).astype(np.int8))
    if term.argument is None:
        raise TypeError(term.node)
    return value(term.argument, rows)


def _absence(
    rows: Rows, term: Term, frame: Frame, *, inside: Bools, qualifying: Floats, unknown: Bools, enough: Floats
) -> Codes:
    """Why a base unit has no number for the term; the rules are in docs/numbers.md.

    ``inside`` marks the rows that qualify, ``qualifying`` and ``enough`` count them and those that have their values;
    ``unknown`` marks the units of which it is not known whether they qualify.
    """
    shape = qualifying.shape
    in_play = (rows.unit >= 0) if frame.plain else (rows.unit >= 0) & rows.not_blank
    has_rows = np.bincount(rows.unit[in_play], minlength=shape[0]).astype(bool)[:, None] & np.ones(shape, dtype=bool)
    absent = np.zeros(shape, dtype=np.int8)
    empty = has_rows & (qualifying == 0)
    if frame.plain:
        absent[empty & unknown] = BLANK
    elif not frame.records and term.measure != "count":
        absent[empty] = NOT_APPLICABLE
    elif term.measure not in COUNTING:
        absent[empty] = NO_BASE
    lacking = has_rows & (qualifying > 0) & (enough == 0)
    if lacking.any():
        absent[lacking] = _row_reasons(rows, term, inside, shape)[lacking]
    nothing = ~has_rows
    submitted = (frame.submitted | frame.delivered)[:, None] & np.ones(shape, dtype=bool)
    absent[nothing & ~submitted] = NOT_SUBMITTED
    if not frame.records:
        reason = NOT_APPLICABLE if frame.delivered else BLANK
        absent[nothing & submitted] = reason
    elif term.measure not in COUNTING:
        absent[nothing & submitted] = NO_BASE
    absent[~frame.asked] = NOT_APPLICABLE
    return absent


def _row_reasons(rows: Rows, term: Term, inside: Bools, shape: tuple[int, ...]) -> Codes:
    """The first reason met among the rows of each unit that should have had the term's fields."""
    reasons = rows.reason(term.needs)
    for node, nested in rows.nested.items():
        if term.argument is not None and node in _nodes(term.argument):
            reasons = np.where(reasons == PRESENT, nested.absent, reasons).astype(np.int8)
    found = np.full(shape[0], BLANK, dtype=np.int8)
    marked = inside & (reasons != PRESENT)
    found[rows.unit[marked][::-1]] = reasons[marked][::-1]
    return np.repeat(found[:, None], shape[1], axis=1)


def _nodes(tree: Formula) -> frozenset[Formula]:
    from kokoq.formula.rows import walk

    return frozenset(walk(tree))


def merge(state: State, above: Above, complete: Bools) -> State:
    """The states of all units above, from the base units that ``complete`` marks."""
    width = state.total.shape[1]
    enters = complete[above.base]
    target = (above.target[:, None] * width + np.arange(width))[enters]

    def added(values: Floats) -> Floats:
        summed = np.bincount(target, weights=values[above.base][enters], minlength=len(above) * width)
        return summed.astype(np.float64).reshape(len(above), width)

    rows = None if state.rows is None else _rows_above(state.rows, above, complete)
    absent = np.zeros((len(above), width), dtype=np.int8)
    return State(state.measure, added(state.total), added(state.n), absent, rows, state.extra)


def _rows_above(
    rows: tuple[Indices, Indices, Floats], above: Above, complete: Bools
) -> tuple[Indices, Indices, Floats]:
    """The kept values once for every unit above that their base unit is part of."""
    base, code, numbers = rows
    enters = complete[base, code]
    base, code, numbers = base[enters], code[enters], numbers[enters]
    times = np.bincount(above.base, minlength=len(complete))
    first = np.cumsum(times) - times
    repeats = times[base]
    row = np.repeat(np.arange(len(base)), repeats)
    place = np.arange(len(row)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    return above.target[first[base[row]] + place], code[row], numbers[row]


def widened(state: State, width: int) -> State:
    """The same state for each of ``width`` breakdown values."""
    rows = state.rows
    if rows is not None:
        unit, _, numbers = rows
        code = np.tile(np.arange(width), len(unit))
        rows = (np.repeat(unit, width), code, np.repeat(numbers, width))
    total, n = np.repeat(state.total, width, axis=1), np.repeat(state.n, width, axis=1)
    return State(state.measure, total, n, np.repeat(state.absent, width, axis=1), rows, state.extra)


def finish(state: State) -> Quantity:
    """The numbers of a state: Σ, n, Σ/n, or the statistic of the values that were kept."""
    absent = state.absent.copy()
    match state.measure:
        case "sum" | "count":
            return Quantity(state.total, absent)
        case "mean" | "share":
            with np.errstate(invalid="ignore", divide="ignore"):
                values = state.total / state.n
            absent[(absent == PRESENT) & (state.n == 0)] = NO_BASE
            return Quantity(values, absent)
        case "distinct":
            return Quantity(_distinct(state), absent)
        case statistic:
            values = _kept(state, statistic)
            absent[(absent == PRESENT) & np.isnan(values)] = NO_BASE
            return Quantity(values, absent)


def _kept(state: State, statistic: Statistic) -> Floats:
    """The statistic of the values that were kept; NaN where there are none."""
    values = np.full(state.total.shape, np.nan)
    if state.rows is not None:
        unit, code, numbers = state.rows
        found = _of_groups(pd.Series(significant(numbers), index=[unit, code]), statistic, state.extra)
        values[found.index.get_level_values(0), found.index.get_level_values(1)] = found.to_numpy(dtype=np.float64)
    return values


def _distinct(state: State) -> Floats:
    """How many different values each unit and breakdown value has."""
    if state.rows is None:
        return np.zeros(state.total.shape)
    unit, code, numbers = state.rows
    width = state.total.shape[1]
    group = unit * width + code
    counted = np.zeros(state.total.size)
    for some in some_groups(group):
        order = some[np.lexsort((numbers[some], group[some]))]
        own, told = group[order], numbers[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = (own[1:] != own[:-1]) | (told[1:] != told[:-1])
        found, n = np.unique(own[first], return_counts=True)
        counted[found] = n
    return counted.reshape(state.total.shape)


def _of_groups(numbers: pd.Series, statistic: Statistic, extra: float) -> pd.Series:
    """The statistic of the numbers of every unit and breakdown value (the two levels of the index)."""
    groups = numbers.groupby(level=[0, 1])
    match statistic:
        case "median":
            return groups.median()
        case "min":
            return groups.min()
        case "max":
            return groups.max()
        case "quantile":
            return groups.quantile(extra)
        case "sd":
            return groups.std(ddof=1)
        case "last":
            return groups.last()
        case _:
            assert_never(statistic)
