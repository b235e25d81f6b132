"""A second, slow implementation of the rules of the numbers: rows one by one, exact fractions, no arrays.

Written from docs/numbers.md alone; it shares the parser's tree with the product and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kokoq.formula.rows import walk
from kokoq.formula.tree import Binary, Formula, Name, Number, Text, Truth, Unary

Value = Fraction | str | None
Row = Mapping[str, Value]
MISSING = None
NO_BASE = "no base"
INVALID = "invalid"


@dataclass(frozen=True)
class School:
    """``plain`` is None where nothing was submitted; ``tables`` hold its rows."""

    plain: Row | None
    tables: Mapping[str, Sequence[Row]]


def known(tree: Formula, row: Row) -> Value:
    """The value of a row formula; None when unknown."""
    match tree:
        case Number():
            return Fraction(tree.exact)
        case Text(value=value):
            return value
        case Truth(value=flag):
            return Fraction(int(flag))
        case Name(id=id):
            return row.get(id)
        case Unary(op="-", operand=x):
            inner = known(x, row)
            return None if not isinstance(inner, Fraction) else -inner
        case Binary(op="+" | "-" | "*" as op, left=a, right=b):
            left, right = known(a, row), known(b, row)
            if not isinstance(left, Fraction) or not isinstance(right, Fraction):
                return None
            return {"+": left + right, "-": left - right, "*": left * right}[op]
        case Binary(op="/", left=a, right=b):
            left, right = known(a, row), known(b, row)
            if not isinstance(left, Fraction) or not isinstance(right, Fraction) or right == 0:
                return None
            return left / right
        case _:
            verdict = surely(tree, row)
            return None if verdict is None else Fraction(int(verdict))


COMPARE: dict[str, Callable[[Fraction | str, Fraction | str], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
}


def surely(tree: Formula, row: Row) -> bool | None:
    """True, False, or None for «not known» (Kleene's logic)."""
    match tree:
        case Unary(op="not", operand=x):
            inner = surely(x, row)
            return None if inner is None else not inner
        case Binary(op="and", left=a, right=b):
            both = {surely(a, row), surely(b, row)}
            return False if False in both else None if None in both else True
        case Binary(op="or", left=a, right=b):
            both = {surely(a, row), surely(b, row)}
            return True if True in both else None if None in both else False
        case Binary(op=op, left=a, right=b) if op in COMPARE:
            left, right = known(a, row), known(b, row)
            return None if left is None or right is None else COMPARE[op](left, right)
        case _:
            value = known(tree, row)
            return None if value is None else value != 0


@dataclass(frozen=True)
class Share:
    """Numerator and denominator over complete cases, and how many schools reported."""

    numerator: Fraction
    denominator: Fraction | None
    reported: int

    @property
    def value(self) -> Fraction | None:
        if self.denominator is None:
            return self.numerator
        return None if self.denominator == 0 else self.numerator / self.denominator


def plain_share(numerator: Formula, denominator: Formula, schools: Sequence[School]) -> Share:
    """Bare fields: the formula over the fields' sums; a school that lacks any operand, or divides by nought, is out."""
    sums: dict[str, Fraction] = {}
    reported = 0
    for school in schools:
        if school.plain is None:
            continue
        a, b = known(numerator, school.plain), known(denominator, school.plain)
        if not isinstance(a, Fraction) or not isinstance(b, Fraction) or (b == 0 and a != 0):
            continue
        reported += 1
        for name, value in school.plain.items():
            sums[name] = sums.get(name, Fraction(0)) + (value if isinstance(value, Fraction) else Fraction(0))
    above, below = known(numerator, sums), known(denominator, sums)
    if not isinstance(above, Fraction) or not isinstance(below, Fraction):
        return Share(Fraction(0), None, 0)
    return Share(above, below, reported)


def condition_share(condition: Formula, where: Formula | None, table: str, schools: Sequence[School]) -> Share:
    """``share(condition, where = …)`` over the rows of a delivered list: every school has reported."""
    holds, is_known = 0, 0
    for school in schools:
        for row in school.tables[table]:
            if where is not None and surely(where, row) is not True:
                continue
            verdict = surely(condition, row)
            holds += verdict is True
            is_known += verdict is not None
    return Share(Fraction(holds), Fraction(is_known), len(schools))


def _impossible(plain: Row) -> bool:
    """A part above its whole: neither figure can be right."""
    part, total = plain.get("part"), plain.get("total")
    return isinstance(part, Fraction) and isinstance(total, Fraction) and part > total


def organisations_share(condition: Formula, schools: Sequence[School]) -> Share:
    """``share(each(organisation, condition))``: over the schools of which it is known (and can be, if it divides)."""
    divides = any(isinstance(node, Binary) and node.op == "/" for node in walk(condition))
    verdicts = [
        surely(condition, s.plain) for s in schools if s.plain is not None and not (divides and _impossible(s.plain))
    ]
    sure = [v for v in verdicts if v is not None]
    return Share(Fraction(sum(sure)), Fraction(len(sure)), len(sure))


def table_share(numerator: str, denominator: str, table: str, schools: Sequence[School]) -> Share:
    """Bare fields of a table: a row that lacks either is in neither sum; a school needs one complete row."""
    above, below, reported = Fraction(0), Fraction(0), 0
    for school in schools:
        rows = [r for r in school.tables[table] if r.get(numerator) is not None and r.get(denominator) is not None]
        a = sum((r[numerator] for r in rows), Fraction(0))  # type: ignore[misc]
        b = sum((r[denominator] for r in rows), Fraction(0))  # type: ignore[misc]
        if not rows or (b == 0 and a != 0):
            continue
        above, below, reported = above + a, below + b, reported + 1
    return Share(above, below, reported)
