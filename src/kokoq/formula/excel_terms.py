"""Rows and their conditions as Excel text, and the aggregates over them.

Here a formula's leaves are columns; in ``to_excel`` they are whole terms, by the same arithmetic and the same logic.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from kokoq.formula.excel import (
    COMPARISONS,
    NEVER,
    Excel,
    Factors,
    Guard,
    arithmetic,
    both,
    compare,
    compare_texts,
    either,
    is_number,
    literal,
    numbers_of,
    numeric_product,
    product,
    quoted,
)
from kokoq.formula.fitness import parts_over_wholes
from kokoq.formula.tree import Binary, Call, Formula, Items, Name, Number, Text, Truth, Unary
from kokoq.model import Catalogue, Field, Type

ARITHMETIC = frozenset("+-*/^")
WHOLE = frozenset({Type.COUNT, Type.YES_NO, Type.MARK})


class NotLive(Exception):  # noqa: N818 - not a fault: the caller writes the value alone
    """The formula has no Excel text at this place."""


class Block(Protocol):
    """The rows of one table that a unit has.

    ``marks`` is the range that holds a number in every real row; ``only`` are further conditions on the rows;
    ``single`` says that there is exactly one row, so that its cells are the totals.
    """

    @property
    def marks(self) -> str: ...
    @property
    def only(self) -> Factors: ...
    @property
    def single(self) -> bool: ...
    @property
    def records(self) -> bool: ...

    def column(self, name: str) -> str:
        """The range of a field or key; of a symbol, that of its codes, empty where absent."""

    def numbered(self, name: str) -> str:
        """A range with one number for each different value of a field."""


class Algebra(ABC):
    """Arithmetic and three-valued logic over leaves that are columns of rows or totals of a unit."""

    @abstractmethod
    def leaf(self, tree: Formula, back: int) -> Excel:
        """A column, a total, or what a nested stage came to."""

    @abstractmethod
    def text(self, tree: Formula) -> str | None:
        """The cell, column or literal of a text, where ``tree`` is one."""

    def value(self, tree: Formula, back: int = 0) -> Excel:
        match tree:
            case Number():
                whole = tree.exact == tree.exact.to_integral_value()
                return Excel(literal(tree.exact), plain=True, whole=whole, exact=True)
            case Call(function="if", arguments=(condition, a, b)):
                return self._choice(condition, self.value(a, back), self.value(b, back), back)
            case Unary(op="-", operand=x):
                inner = self.value(x, back)
                return replace(inner, text=f"(-{inner.text})", plain=False, factors=None)
            case Binary(op=op, left=a, right=b) if op in ARITHMETIC:
                return arithmetic(op, self.value(a, back), self.value(b, back))
            case Name() | Call():
                return self.leaf(tree, back)
            case _:
                true, false = self.truth(tree, back)
                known = either(true, false)
                guards = (Guard(f"({product(known)}>0)"),) if known else ()
                return Excel(f"({product(true)}*1)", guards=guards, whole=True, exact=True, array=_is_array(true))

    def _choice(self, condition: Formula, a: Excel, b: Excel, back: int) -> Excel:
        true, false = (product(side) for side in self.truth(condition, back))
        known = Guard(f"IF({true},{product(a.known)},IF({false},{product(b.known)},0))>0")
        return Excel(f"IF({true},{a.bare},{b.bare})", guards=(known,), array=a.array or b.array or "IF(" in true)

    def truth(self, tree: Formula, back: int = 0) -> tuple[Factors, Factors]:
        """«Surely true» and «surely false»."""
        match tree:
            case Truth(value=flag):
                return ((), NEVER) if flag else (NEVER, ())
            case Unary(op="not", operand=x):
                true, false = self.truth(x, back)
                return false, true
            case Binary(op="and", left=a, right=b):
                (ta, fa), (tb, fb) = self.truth(a, back), self.truth(b, back)
                return both(ta, tb), either(fa, fb)
            case Binary(op="or", left=a, right=b):
                (ta, fa), (tb, fb) = self.truth(a, back), self.truth(b, back)
                return either(ta, tb), both(fa, fb)
            case Binary(op="in", left=a, right=Items(items=items)):
                pairs = [self._compared("==", a, item, back) for item in items]
                true, false = pairs[0]
                for t, f in pairs[1:]:
                    true, false = either(true, t), both(false, f)
                return true, false
            case Binary(op=op, left=a, right=b) if op in COMPARISONS:
                return self._compared(op, a, b, back)
            case _:
                return compare("!=", self.value(tree, back), Excel("0", plain=True, whole=True, exact=True))

    def _compared(self, op: str, a: Formula, b: Formula, back: int) -> tuple[Factors, Factors]:
        if isinstance(a, Text | Truth):
            a, b = b, a
        if isinstance(b, Truth):
            true, false = self.truth(a, back)
            return (true, false) if b.value == (op == "==") else (false, true)
        left, right = self.text(a), self.text(b)
        if left is not None and right is not None:
            return compare_texts(op, left, right)
        x, y = self.value(a, back), self.value(b, back)
        return ((*x.known,), NEVER) if op == "==" and a == b else compare(op, x, y)


@dataclass(frozen=True)
class Rows(Algebra):
    """Leaves are the columns of a block; ``nested`` gives the value of ``each`` at the unit itself."""

    block: Block
    catalogue: Catalogue
    nested: Callable[[Formula], Excel]

    def leaf(self, tree: Formula, back: int) -> Excel:
        match tree:
            case Name(id=id) if id in self.catalogue.fields and not back:
                column = self.block.column(id)
                whole = self.catalogue.fields[id].type in WHOLE
                return Excel(column, numeric=(column,), plain=True, whole=whole, exact=True)
            case Call(function="each", arguments=(_, inner)) if self.block.single:
                found = self.nested(inner)
                shares = parts_over_wholes(inner, self.catalogue)
                possible = (f"{self.nested(s.left).text}<={self.nested(s.right).text}" for s in shares)
                guards = (*(guard.condition for guard in found.guards), *possible)
                return replace(found, guards=tuple(Guard(condition) for condition in guards))
            case _:
                raise NotLive(tree)

    def text(self, tree: Formula) -> str | None:
        match tree:
            case Text(value=text):
                return quoted(text)
            case Name(id=id) if _is_text(self.catalogue.fields.get(id)):
                return self.block.column(id)
            case _:
                return None


@dataclass(frozen=True)
class Term:
    """One aggregate over a block: ``argument`` of the rows where ``true`` holds and ``complete`` are numbers."""

    rows: Rows
    argument: Formula | None
    true: Factors
    false: Factors
    complete: tuple[str, ...]
    fraction: str

    @property
    def block(self) -> Block:
        return self.rows.block

    @property
    def base(self) -> Factors:
        return (*self.block.only, *self.true)

    def number(self) -> Excel:
        return self.rows.value(self.argument if self.argument is not None else Truth(value=True))

    def picked(self, x: Excel) -> Factors:
        """The rows that enter a statistic of ``x``: the same text, whichever of several sums asks."""
        complete = dict.fromkeys((*(is_number(column) for column in self.complete), *x.known))
        return tuple(dict.fromkeys((*self.base, *complete)))

    def n(self, factors: Factors) -> str:
        """How many rows meet the conditions."""
        cells = numbers_of(factors) if factors else (self.block.marks,)
        if cells is not None and len(cells) == 1:
            return f"COUNT({cells[0]})"
        return f"SUMPRODUCT({numeric_product(factors)})"

    def total(self, factors: Factors, x: Excel) -> str:
        """Σ of ``x`` over the rows that meet the conditions, what ``x`` needs being among them."""
        if not x.plain:
            return f"SUMPRODUCT(IF({product(factors)},{x.bare},0))"
        others = tuple(f for f in factors if f != is_number(x.text))
        # SUM and the comma form of SUMPRODUCT read a text as nothing
        return f"SUMPRODUCT({numeric_product(others)},{x.text})" if others else f"SUM({x.text})"

    def enough(self, factors: Factors) -> tuple[Guard, ...]:
        """There is a value, or (of records) no row that should have one."""
        present = f"{self.n(factors)}>0"
        if self.block.records:
            present = f"(({self.n(self.base)}=0)+({present})>0)"
        return (Guard(present),)

    def single(self, x: Excel, value: str) -> Excel:
        """A statistic of the one row: absent unless the row is surely out, or in and complete."""
        if not self.true:
            numeric = tuple(dict.fromkeys((*self.complete, *x.numeric)))
            same = value == x.text
            return Excel(value, numeric, x.guards, plain=x.plain and same, whole=x.whole or not same, exact=x.exact)
        inside = product(self.true)
        known = Guard(f"IF({inside},{product(self.picked(x))},{product(self.false)})>0")
        return Excel(f"IF({inside},{value},0)", guards=(known,), whole=x.whole, exact=x.exact)


def _count(term: Term) -> Excel:
    true, false = ((), NEVER) if term.argument is None else term.rows.truth(term.argument)
    if not term.block.single:
        factors = tuple(dict.fromkeys((*term.base, *true)))
        text = term.n(factors)
        return Excel(text, whole=True, exact=True, array="IF(" in text, factors=factors)
    known = both(term.true, either(true, false))
    settled = known if not term.true else either(term.false, known)
    cells = numbers_of(settled)
    if cells is not None or not settled:
        rest = product(tuple(f for f in both(term.true, true) if f not in settled))
        return Excel(rest if rest == "1" else f"({rest}*1)", numeric=cells or (), whole=True, exact=True)
    guard = Guard(f"({product(settled)}>0)")
    return Excel(f"({product(both(term.true, true))}*1)", guards=(guard,), whole=True, exact=True)


def _sum(term: Term) -> Excel:
    x = term.number()
    if term.block.single:
        return term.single(x, x.text)
    factors = term.picked(x)
    text = term.total(factors, x)
    return Excel(text, (), term.enough(factors), whole=x.whole, exact=x.whole, array="IF(" in text, factors=factors)


def _mean(term: Term) -> Excel:
    x = term.number()
    if term.block.single:
        return term.single(x, x.text)
    factors = term.picked(x)
    total, n = term.total(factors, x), term.n(factors)
    return Excel(f"({total}/{n})", (), (Guard(f"{n}>0"),), exact=x.whole, array="IF(" in total + n)


def _share(term: Term) -> Excel:
    true, false = term.rows.truth(term.argument if term.argument is not None else Truth(value=True))
    known = both(term.base, either(true, false))
    if term.block.single:
        return Excel(f"({product(both(known, true))}*1)", guards=(Guard(f"({product(known)}>0)"),), whole=True)
    n, of = term.n(both(term.base, true)), term.n(known)
    return Excel(f"({n}/{of})", guards=(Guard(f"{of}>0"),), exact=True, array="IF(" in n + of)


def _statistic(pattern: str, *, least: int = 1) -> Callable[[Term], Excel]:
    def measure(term: Term) -> Excel:
        x = term.number()
        if term.block.single:
            one = term.single(x, x.text)
            return one if least == 1 else replace(one, guards=(*one.guards, Guard("FALSE", over="0")))
        factors = term.picked(x)
        array = not x.plain or factors != (is_number(x.text),)
        values = f"IF({product(factors)},{x.bare})" if array else x.text
        n = term.n(factors)
        enough = (Guard(f"{n}>0"), *((Guard(f"{n}>={least}", over="0"),) if least > 1 else ()))
        return Excel(pattern.format(x=values, q=term.fraction), guards=enough, array=array)

    return measure


def _distinct(term: Term) -> Excel:
    if not isinstance(term.argument, Name):
        raise NotLive(term.argument)
    numbers = term.block.numbered(term.argument.id)
    if term.block.single:
        return term.single(Excel(numbers, numeric=(numbers,), plain=True), "1")
    factors = tuple(dict.fromkeys((*term.base, is_number(numbers))))
    # the first test is for LibreOffice, where FREQUENCY of nothing is an error
    text = f"IF({term.n(factors)}=0,0,SUM((FREQUENCY(IF({product(factors)},{numbers}),{numbers})>0)*1))"
    return Excel(text, whole=True, exact=True, array=True, factors=factors)


def _last(term: Term) -> Excel:
    x = term.number()
    if term.block.single or not x.plain:
        return term.single(x, x.text)
    factors = term.picked(x)
    place = f"MAX(IF({product(factors)},ROW({x.text})))-MIN(ROW({x.text}))+1"
    return Excel(f"INDEX({x.text},{place})", guards=term.enough(factors), array=True)


def _taken_apart(term: Term) -> Excel:
    raise NotLive(term.argument)


CALLS: Mapping[str, Callable[[Term], Excel]] = {
    "sum": _sum,
    "count": _count,
    "share": _share,
    "mean": _mean,
    "median": _statistic("MEDIAN({x})"),
    "min": _statistic("MIN({x})"),
    "max": _statistic("MAX({x})"),
    "quantile": _statistic("PERCENTILE({x},{q})"),
    "sd": _statistic("STDEV({x})", least=2),
    "distinct": _distinct,
    "each": _taken_apart,  # these four never become a term
    "previous": _taken_apart,
    "change": _taken_apart,
    "if": _taken_apart,
    "last": _last,  # a way to total a field, no function of the language
}


def _is_text(field: Field | None) -> bool:
    return field is None or field.type in (Type.SYMBOL, Type.TEXT)


def _is_array(factors: Factors) -> bool:
    return any("IF(" in f for f in factors)
