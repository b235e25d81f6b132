"""The answers of one organisation while they are settled, and what formulas come to over them.

A number is its total and how much it changes with each answer: sums, differences and multiples of answers are followed,
everything else (products of answers, counts of rows, the greatest of several) stands as it is at the moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kokoq.formula.relation import COMPARISONS
from kokoq.formula.rows import row_table, walk
from kokoq.formula.tree import Binary, Call, Formula, Items, Name, Number, Text, Truth, Unary
from kokoq.model import PLAIN, Catalogue, Field, Total, Type

Codes = tuple[str, ...]
Place = tuple[str, Codes]
"""A field and its row; of a record its number stands for codes."""
Value = float | str

TINY = 1e-9
_OTHER_ROWS = frozenset({"each", "previous", "change", "median", "quantile", "sd"})
"""What no single answer can be brought into line with."""


class Row(NamedTuple):
    """A row of a table with keys, or a record."""

    table: str
    codes: Codes


@dataclass(frozen=True, slots=True)
class Growing:
    """A number at the moment, and by how much it grows with each answer."""

    total: float
    weights: Mapping[Place, float] = field(default_factory=dict)

    def plus(self, other: Growing, times: float = 1.0) -> Growing:
        weights = dict(self.weights)
        for place, weight in other.weights.items():
            weights[place] = weights.get(place, 0.0) + times * weight
        return Growing(self.total + times * other.total, weights)

    def times(self, factor: float) -> Growing:
        return Growing(0.0).plus(self, factor)


def is_followed(tree: Formula) -> bool:
    """Whether ``Figures`` can tell if a condition holds: it names one organisation and one period."""
    return not any(isinstance(node, Call) and node.function in _OTHER_ROWS for node in walk(tree))


@dataclass(slots=True)
class Figures:
    """The answers by their places, None where nothing is answered; ``lists`` is how many records each table has."""

    catalogue: Catalogue
    values: dict[Place, Value | None]
    lists: dict[str, int] = field(default_factory=dict)

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table; of the plain fields the one they stand in."""
        declared = self.catalogue.tables.get(table)
        if declared is None:
            yield Row(PLAIN, ())
        elif declared.keys:
            yield from (Row(table, codes) for codes in declared.rows)
        else:
            yield from (Row(table, (str(n),)) for n in range(self.lists.get(table, 0)))

    def holds(self, tree: Formula, row: Row) -> bool | None:
        """Whether a condition holds; None where that is not known."""
        match tree:
            case Truth(value=value):
                return value
            case Unary(op="not", operand=x):
                denied = self.holds(x, row)
                return None if denied is None else not denied
            case Binary(op="and", left=a, right=b):
                return _all(self.holds(side, row) for side in (a, b))
            case Binary(op="or", left=a, right=b):
                neither = _all(None if (held := self.holds(side, row)) is None else not held for side in (a, b))
                return None if neither is None else not neither
            case Binary(op="in", left=a, right=Items(items=items)):
                return _any(self.holds(Binary("==", a, item), row) for item in items)
            case Binary(op=op, left=a, right=b) if op in COMPARISONS:
                return self._compared(op, a, b, row)
            case _:
                number = self.number(tree, row)
                return None if number is None else number.total > TINY

    def _compared(self, op: str, left: Formula, right: Formula, row: Row) -> bool | None:
        texts = (self._text(left, row), self._text(right, row))
        if None not in texts:
            return (texts[0] == texts[1]) is (op == "==")
        numbers = (self.number(left, row), self.number(right, row))
        if numbers[0] is None or numbers[1] is None:
            return None
        return _in_order(numbers[0].total - numbers[1].total, op)

    def number(self, tree: Formula, row: Row) -> Growing | None:
        """What a formula comes to, None where that is not known."""
        match tree:
            case Number():
                return Growing(float(tree.exact))
            case Name(id=id):
                return self._named(id, row)
            case Unary(op="-", operand=x):
                number = self.number(x, row)
                return None if number is None else number.times(-1)
            case Binary(op="+" | "-" | "*" | "/" | "^" as op, left=a, right=b):
                sides = (self.number(a, row), self.number(b, row))
                return None if sides[0] is None or sides[1] is None else _joined(op, sides[0], sides[1])
            case Call(function="if", arguments=(condition, yes, no)):
                held = self.holds(condition, row)
                return None if held is None else self.number(yes if held else no, row)
            case Call():
                return self._aggregate(tree, row)
            case Text() | Items():
                return None
            case _:
                held = self.holds(tree, row)
                return None if held is None else Growing(float(held))

    def place(self, name: str, row: Row) -> Place | None:
        """Where a field is answered, seen from a row; None for one that has many rows from there."""
        declared = self.catalogue.fields.get(name)
        if declared is None or declared.table not in (PLAIN, row.table):
            return None
        return (name, row.codes if declared.table == row.table else ())

    def _named(self, name: str, row: Row) -> Growing | None:
        code = self._code(name, row)
        if code is not None:
            return Growing(float(code)) if code.isdecimal() else None
        place, declared = self.place(name, row), self.catalogue.fields.get(name)
        if declared is None:
            return None
        if place is None:
            return self._over(_TOTALS[declared.total], Name(name), self.rows(declared.table))
        value, scale = self.values.get(place), 0.01 if declared.type is Type.PERCENT else 1.0
        return Growing(value * scale, {place: scale}) if isinstance(value, float) else None

    def _aggregate(self, call: Call, row: Row) -> Growing | None:
        where = call.where
        rows = self.rows(row_table(call, self.catalogue, row.table))
        kept = [each for each in rows if where is None or self.holds(where, each)]
        match call.function, call.arguments:
            case "count" | "share" as function, arguments:
                held = [self.holds(arguments[0], each) if arguments else True for each in kept]
                true, known = float(held.count(True)), len(held) - held.count(None)
                return Growing(true if function == "count" else true / known) if function == "count" or known else None
            case "distinct", (of,):
                found = {self._text(of, each) or self.number(of, each) for each in kept}
                return Growing(float(len({str(each) for each in found if each is not None})))
            case function, (of, *_):
                return self._over(function, of, kept)
        return None

    def _over(self, function: str, of: Formula, rows: Iterable[Row]) -> Growing | None:
        numbers = [number for row in rows if (number := self.number(of, row)) is not None]
        if not numbers:
            return None
        if function in ("min", "max"):
            return (min if function == "min" else max)(numbers, key=lambda each: each.total)
        whole = Growing(0.0)
        for number in numbers:
            whole = whole.plus(number)
        return whole.times(1 / len(numbers)) if function == "mean" else whole

    def _text(self, tree: Formula, row: Row) -> str | None:
        match tree:
            case Text(value=value):
                return value
            case Number(value=number):
                return f"{number:f}" if row.table else None  # grade == 9 compares a key
            case Name(id=id):
                place = self.place(id, row)
                answer = self._code(id, row) if place is None else self.values.get(place)
                return answer if isinstance(answer, str) else None
            case _:
                return None

    def _code(self, name: str, row: Row) -> str | None:
        """The code of a key in a row."""
        keys = self.catalogue.tables[row.table].keys if row.table else ()
        return next((code for key, code in zip(keys, row.codes, strict=False) if key.id == name), None)


_TOTALS = {Total.SUM: "sum", Total.MEAN: "mean", Total.MAX: "max", Total.LAST: "max", Total.ANY: "max"}


def _joined(op: str, left: Growing, right: Growing) -> Growing | None:
    """Of a product the left side is followed, unless it is a number: then the right one."""
    match op:
        case "+":
            return left.plus(right)
        case "-":
            return left.plus(right, -1)
        case "*":
            return left.times(right.total) if left.weights else right.times(left.total)
        case "/":
            return left.times(1 / right.total) if abs(right.total) > TINY else None
        case _:
            fits = left.total > 0 or (left.total == 0 and right.total > 0)
            return Growing(left.total**right.total) if fits else None


def _in_order(difference: float, op: str) -> bool:
    match op:
        case "==":
            return abs(difference) <= TINY
        case "!=":
            return abs(difference) > TINY
        case "<":
            return difference < -TINY
        case ">":
            return difference > TINY
        case "<=":
            return difference <= TINY
        case _:
            return difference >= -TINY


def _all(known: Iterable[bool | None]) -> bool | None:
    found = list(known)
    return False if False in found else None if None in found else True


def _any(known: Iterable[bool | None]) -> bool | None:
    found = list(known)
    return True if True in found else None if None in found else False


def numeric(asked: Field) -> bool:
    """Whether a field is answered by a number that can be moved."""
    return asked.type in (Type.COUNT, Type.NUMBER, Type.PERCENT, Type.MARK)
