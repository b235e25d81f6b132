"""The rows of one table and period as columns, and row-level formulas over them with three-valued logic compiled away.

A condition c becomes two plain predicates: T(c) «surely true» and F(c) «surely false». After that no library's own
rule about missing values is ever used (DESIGN: «T/F lowering»).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from kokoq.formula.tree import Binary, Call, Formula, Items, Name, Number, Text, Truth, Unary
from kokoq.observations import UNIT, Absence, TableData

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Indices = npt.NDArray[np.signedinteger]
Codes = npt.NDArray[np.int8]
Scalar = TypeVar("Scalar", bound=np.generic)

_FEW = 1_000  # room for different texts to begin with: pandas would take it for as many as there are rows
TOGETHER = 4_096
"""So many rows, or those of one group, are sorted at a time."""

# the codes of ``Absence`` as plain numbers: arrays are compared with them thousands of times
PRESENT, NOT_SUBMITTED, BLANK, NOT_APPLICABLE, INVALID, NO_BASE, SUPPRESSED, LOW_COVERAGE, NO_DATA = (
    np.int8(reason) for reason in Absence
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """Numbers with the reason beside each that is absent: ``absent`` holds ``Absence`` codes, 0 where present."""

    values: Floats
    absent: Codes

    @property
    def present(self) -> Bools:
        return np.equal(self.absent, PRESENT)


@dataclass(frozen=True, slots=True)
class Symbols:
    """A column of texts as codes into ``categories``; -1 is absent."""

    codes: Indices
    categories: tuple[str, ...]

    def equals(self, text: str) -> Bools:
        found: Bools = np.equal(self.codes, self.categories.index(text) if text in self.categories else -2)
        return found


@dataclass(frozen=True)
class Rows:
    """The rows of one table in one period. ``unit`` is the index of the base unit of every row.

    ``nested`` holds the values of ``each(…)`` calls, one per row of the plain table (= per base unit). ``order`` tells
    which row of ``data`` each one is, -1 of what is not there; without it they are those of ``data``.
    """

    data: TableData
    unit: Indices
    fields: frozenset[str]
    nested: Mapping[Formula, Quantity] = field(default_factory=dict)
    cache: dict[str, object] = field(default_factory=dict)
    order: Ints | None = None

    def __len__(self) -> int:
        return len(self.unit)

    def number(self, name: str) -> Quantity:
        """A numeric field as floats (NaN where absent) with the reasons."""
        found = self.cache.get(name)
        if not isinstance(found, Quantity):
            column = self.data.column(name)
            numbers = column if column.dtype == np.float64 else np.asarray(column, dtype=np.float64)
            values = self._in_order(numbers, np.nan)
            absent = self.absent(name)
            lacking = np.isnan(values) & (absent == PRESENT)
            if lacking.any():
                absent = np.where(lacking, BLANK, absent)
            found = self.cache[name] = Quantity(values, absent)
        return found

    def absent(self, name: str) -> Codes:
        """The reasons of a field, 0 where it is present."""
        return self._in_order(self.data.absence(name), int(NOT_SUBMITTED))

    def ref(self, name: str, row: int) -> int:
        """The packed cell of a field in one row; 0 is none."""
        place = row if self.order is None else int(self.order[row])
        return 0 if place < 0 else self.data.refs.at(place, name)

    def _in_order(self, column: npt.NDArray[Scalar], missing: float) -> npt.NDArray[Scalar]:
        if self.order is None:
            return column
        found = np.full(len(self.order), missing, dtype=column.dtype)
        here = self.order >= 0
        found[here] = column[self.order[here]]
        return found

    def symbols(self, name: str) -> Symbols:
        """A key, symbol or text field as codes."""
        key = f"{name}\0codes"
        found = self.cache.get(key)
        if not isinstance(found, Symbols):
            codes, categories = pd.factorize(self.data.column(name), sort=True, size_hint=_FEW)
            small = np.min_scalar_type(-1 - len(categories))
            codes = self._in_order(codes.astype(small), -1)
            found = self.cache[key] = Symbols(codes, tuple(str(c) for c in categories))
        return found

    def is_symbol(self, name: str) -> bool:
        column = self.data.column(name)
        return not pd.api.types.is_numeric_dtype(column.dtype) and not _numeric_objects(column)

    @cached_property
    def not_blank(self) -> Bools:
        """Rows in which something was written: an offered row left wholly blank is no row."""
        present = np.zeros(len(self), dtype=bool)
        for name in self.fields:
            codes = self.absent(name)
            present |= (codes != BLANK) & (codes != NOT_SUBMITTED) & (codes != NOT_APPLICABLE)
        return present

    def reason(self, names: tuple[str, ...]) -> Codes:
        """For every row, the first reason for which one of the fields is absent."""
        reason = np.zeros(len(self), dtype=np.int8)
        for name in names:
            if name in self.fields:
                reason = np.where(reason == PRESENT, self.absent(name), reason)
        return reason


def _numeric_objects(column: npt.NDArray[Any] | pd.Categorical) -> bool:
    return column.dtype == object and not any(isinstance(v, str) for v in column) and bool(pd.notna(column).any())


def unit_indices(data: TableData, index: Mapping[str, int]) -> Indices:
    """The base unit of every row; -1 where the unit is not monitored."""
    codes, units = pd.factorize(data.column(UNIT))
    known = np.array([index.get(str(u), -1) for u in units] or [-1], dtype=np.int32)
    return known[codes] if len(codes) else np.zeros(0, dtype=np.int32)


def some_groups(group: Indices) -> Iterator[Ints]:
    """The rows of known groups (from 0 on), all of a group together, of some groups at a time.

    What is sorted or compared of all rows at once would take much room.
    """
    order = np.argsort(group, kind="stable")[np.count_nonzero(group < 0) :]
    ends = np.flatnonzero(np.diff(group[order], append=-1)) + 1
    first = 0
    while first < len(order):
        end = int(ends[np.searchsorted(ends, min(first + TOGETHER, len(order)))])
        yield order[first:end]
        first = end


def value(tree: Formula, rows: Rows) -> Quantity:
    """A number for every row."""
    n = len(rows)
    match tree:
        case Number():
            return Quantity(np.full(n, float(tree.exact)), np.zeros(n, dtype=np.int8))
        case Name(id=id):
            return rows.number(id)
        case Call(function="each"):
            return rows.nested[tree]
        case Call(function="if", arguments=(condition, a, b)):
            true, false = truth(condition, rows)
            yes, no = value(a, rows), value(b, rows)
            unknown = np.where(true | false, PRESENT, BLANK)
            return Quantity(
                np.where(true, yes.values, no.values),
                np.where(true, yes.absent, np.where(false, no.absent, unknown)).astype(np.int8),
            )
        case Unary(op="-", operand=x):
            inner = value(x, rows)
            return Quantity(-inner.values, inner.absent)
        case Binary(op=op, left=a, right=b) if op in ARITHMETIC:
            return arithmetic(op, value(a, rows), value(b, rows))
        case _:
            true, false = truth(tree, rows)
            return Quantity(true.astype(np.float64), np.where(true | false, 0, BLANK).astype(np.int8))


ARITHMETIC = frozenset("+-*/^")


def arithmetic(op: str, left: Quantity, right: Quantity) -> Quantity:
    """Numbers combined where both are present; 0/0 has no base, x/0 is invalid."""
    a, b = left.values, right.values
    absent = np.where(left.absent == PRESENT, right.absent, left.absent).astype(np.int8)
    with np.errstate(all="ignore"):
        match op:
            case "+":
                values = a + b
            case "-":
                values = a - b
            case "*":
                values = a * b
            case "^":
                values = np.power(a, b)
            case _:
                values = a / b
                zero = (absent == PRESENT) & (b == 0)
                absent[zero] = np.where(a[zero] == 0, NO_BASE, INVALID)
    absent[(absent == PRESENT) & ~np.isfinite(values)] = INVALID
    return Quantity(values, absent)


def truth(tree: Formula, rows: Rows) -> tuple[Bools, Bools]:
    """T and F of a condition for every row."""
    n = len(rows)
    match tree:
        case Truth(value=flag):
            return np.full(n, flag), np.full(n, not flag)
        case Unary(op="not", operand=x):
            true, false = truth(x, rows)
            return false, true
        case Binary(op="and", left=a, right=b):
            (ta, fa), (tb, fb) = truth(a, rows), truth(b, rows)
            return ta & tb, fa | fb
        case Binary(op="or", left=a, right=b):
            (ta, fa), (tb, fb) = truth(a, rows), truth(b, rows)
            return ta | tb, fa & fb
        case Binary(op="in", left=a, right=Items(items=items)):
            pairs = [_compare("==", a, item, rows) for item in items]
            return np.logical_or.reduce([t for t, _ in pairs]), np.logical_and.reduce([f for _, f in pairs])
        case Binary(op=op, left=a, right=b) if op in COMPARISONS:
            return _compare(op, a, b, rows)
        case _:
            number = value(tree, rows)
            return number.present & (number.values != 0), number.present & (number.values == 0)


COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def _compare(op: str, a: Formula, b: Formula, rows: Rows) -> tuple[Bools, Bools]:
    if isinstance(a, Text):
        a, b = b, a
    if isinstance(b, Truth):
        true, false = truth(a, rows)
        return (true, false) if b.value == (op == "==") else (false, true)
    if isinstance(a, Name) and isinstance(b, Text):
        column = rows.symbols(a.id)
        same, known = column.equals(b.value), column.codes >= 0
        return (same, known & ~same) if op == "==" else (known & ~same, same)
    if isinstance(a, Name) and isinstance(b, Name) and rows.is_symbol(a.id) and rows.is_symbol(b.id):
        left, right = rows.symbols(a.id), rows.symbols(b.id)
        names = np.array([*right.categories, ""], dtype=object)[right.codes]
        same = np.array([*left.categories, ""], dtype=object)[left.codes] == names
        known = (left.codes >= 0) & (right.codes >= 0)
        return (known & same, known & ~same) if op == "==" else (known & ~same, known & same)
    return compare(op, value(a, rows), value(b, rows))


def compare(op: str, left: Quantity, right: Quantity) -> tuple[Bools, Bools]:
    """T and F of a comparison of numbers, after rounding to 12 significant digits."""
    a, b = significant(left.values), significant(right.values)
    known = left.present & right.present
    with np.errstate(invalid="ignore"):
        match op:
            case "==":
                holds = a == b
            case "!=":
                holds = a != b
            case "<":
                holds = a < b
            case "<=":
                holds = a <= b
            case ">":
                holds = a > b
            case _:
                holds = a >= b
    return known & holds, known & ~holds


def significant(values: Floats) -> Floats:
    """Rounded to 12 significant digits: 2.625 / 0.875 is 3, whatever the order in which floats were added."""
    result = np.array(values, dtype=np.float64)
    fractional = np.isfinite(result) & (result != np.round(result))
    if fractional.any():
        result[fractional] = [float(f"{v:.12g}") for v in result[fractional]]
    return result
