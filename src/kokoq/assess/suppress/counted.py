"""What the sides of an indicator count, as sums of atoms: totals over the rows of a table for which something holds.

Two indicators that count the same share an atom, however that is written: as a breakdown value, as a condition on its
key, as the condition that is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from kokoq.compute.finishing import needs
from kokoq.compute.states import make_term
from kokoq.formula.functions import AGGREGATES
from kokoq.formula.parser import to_source
from kokoq.formula.rows import walk
from kokoq.formula.tree import Binary, Call, Formula, Name, Number, Text, Unary
from kokoq.model import PLAIN
from kokoq.plan import Plan, Series, sides

NOT, KNOWN = "not ", "known "
"""Before a condition: that it fails, that it holds or fails"""

ADDED = ("sum", "count")
"""What of several units is the sum of theirs."""


class Atom(NamedTuple):
    """A total: which ``measure`` ``of`` what over the rows of a table, ``back`` so many periods.

    What is no sum of totals (a greatest value, a mean of shares) is an atom by itself.
    """

    table: str
    measure: str
    of: str
    where: frozenset[str] = frozenset()
    back: int = 0

    @property
    def now(self) -> Atom:
        """The same without looking back."""
        return self._replace(back=0) if self.back else self


Factors = Mapping[Atom, Fraction]


@dataclass(frozen=True, slots=True)
class Side:
    """Numerator or denominator: the ``factors`` of the atoms that it is the sum of.

    ``touches`` are the atoms that it is computed from otherwise, ``touches_each`` those from which something was
    computed for every organisation first.
    """

    factors: Factors
    touches: frozenset[Atom] = frozenset()
    touches_each: frozenset[Atom] = frozenset()

    @property
    def adds_up(self) -> bool:
        """Whether it is a sum of totals and nothing else."""
        return all(atom.measure in ADDED for atom in self.factors)


@dataclass
class Counted:
    """The sides of every indicator of a plan, each taken apart once."""

    plan: Plan
    _found: dict[tuple[str, str], tuple[Side, ...]] = field(default_factory=dict)

    def sides(self, indicator: str, breakdown: str) -> tuple[Side, ...]:
        """What a result shows, numerator first."""
        key = (indicator, breakdown)
        if key not in self._found:
            series = self.plan.series[indicator]
            trees = (series.numerator,) if series.denominator is None else (series.numerator, series.denominator)
            self._found[key] = tuple(self._side(tree, series, breakdown) for tree in trees)
        return self._found[key]

    def _side(self, tree: Formula, series: Series, breakdown: str) -> Side:
        factors = self._factors(tree, series, breakdown)
        if factors is None:
            factors = {Atom(series.table, "formula", to_source(tree), _given(breakdown)): Fraction(1)}
        if all(atom.measure in ADDED for atom in factors):
            return Side(factors)
        touched = tuple(self._touched(tree, series, breakdown, 0))
        return Side(
            factors,
            frozenset(atom for atom, each in touched if not each),
            frozenset(atom for atom, each in touched if each),
        )

    def _factors(self, tree: Formula, series: Series, breakdown: str) -> Factors | None:
        """The atoms of a sum; None where the tree is none."""
        match tree:
            case Number():
                return {}
            case Unary(op="-", operand=x):
                return _sum((Fraction(-1), self._factors(x, series, breakdown)))
            case Binary(op="+" | "-" as op, left=a, right=b):
                parts = (self._factors(x, series, breakdown) for x in (a, b))
                return _sum(*zip((Fraction(1), Fraction(1 if op == "+" else -1)), parts, strict=True))
            case Binary(op="*", left=Number() as n, right=x) | Binary(op="*", left=x, right=Number() as n):
                return _sum((Fraction(n.exact), self._factors(x, series, breakdown)))
            case Binary(op="/", left=x, right=Number() as n) if n.exact:
                return _sum((1 / Fraction(n.exact), self._factors(x, series, breakdown)))
            case Call(function="previous", arguments=(x,)):
                return _back(self._factors(x, series, breakdown))
            case Call(function="change", arguments=(x,)):
                now = self._factors(x, series, breakdown)
                return _sum((Fraction(1), now), (Fraction(-1), _back(now)))
            case Name(id=id) if id not in self.plan.catalogue.fields:
                other = self.plan.series[self.plan.aliases.get(id, id)]
                return None if other.denominator is not None else self._factors(other.numerator, other, "")
            case Name():
                return {self._atom(tree, series, breakdown): Fraction(1)}
            case Call(function=function) if function in AGGREGATES and not _eaches(tree):
                return {self._atom(tree, series, breakdown): Fraction(1)}
            case _:
                return None

    def _atom(self, node: Formula, series: Series, breakdown: str) -> Atom:
        """The total that a bare field or an aggregate call is; a breakdown parts only rows that have its key."""
        term = make_term(node, self.plan.catalogue, series.table)
        where = frozenset(_conditions(term.where))
        of = "" if term.argument is None else to_source(term.argument)
        if term.measure == "count" and term.argument is not None:
            where, of = where | frozenset(_conditions(term.argument)), ""
        if breakdown and self._has_key(term.table, breakdown.partition("=")[0]):
            where |= _given(breakdown)
        extra = "" if term.extra is None else f", {to_source(term.extra)}"
        return Atom(term.table, term.measure, of + extra, where)

    def _has_key(self, table: str, name: str) -> bool:
        if table == PLAIN:
            return False
        known = self.plan.catalogue.tables[table]
        return name in known.fields or any(key.id == name for key in known.keys)

    def _touched(self, tree: Formula, series: Series, breakdown: str, back: int) -> Iterator[tuple[Atom, bool]]:
        """Every atom that a formula is computed from, and whether it is so for every organisation first."""
        for need in needs(tree, back):
            inner = _eaches(need.node)
            if isinstance(need.node, Name) and need.node.id not in self.plan.catalogue.fields:
                other = self.plan.series[self.plan.aliases.get(need.node.id, need.node.id)]
                yield from self._touched(other.tree, other, "", need.back)
                continue
            for each in inner:
                yield from ((atom, True) for atom, _ in self._touched(each.arguments[1], series, "", need.back))
            for side in () if inner else sides(need.node):
                if side is not None:
                    atom = self._atom(side, series, breakdown)
                    yield atom._replace(back=need.back), False


def _eaches(tree: Formula) -> list[Call]:
    return [node for node in walk(tree) if isinstance(node, Call) and node.function == "each"]


def _given(breakdown: str) -> frozenset[str]:
    return frozenset([breakdown] if breakdown else [])


def _conditions(condition: Formula | None) -> Iterator[str]:
    """What has to hold, each condition by itself; a key that has a code as breakdowns are written.

    What is below a limit is not at it or above: so everybody sees that these two are all of whom it is known.
    """
    match condition:
        case None:
            return
        case Binary(op="and", left=left, right=right):
            yield from _conditions(left)
            yield from _conditions(right)
        case Binary(op="==", left=Name(id=id), right=Text(value=code)):
            yield f"{id}={code}"
        case Binary(op="==", left=Name(id=id), right=Number(value=code)):
            yield f"{id}={code:f}"
        case Binary(op=op, left=left, right=right) if op in _OPPOSITE:
            yield _opposite(_whole(Binary(_OPPOSITE[op], left, right)))
        case Unary(op="not", operand=x):
            yield _opposite(_whole(x))
        case Binary(op="or", left=a, right=Unary(op="not", operand=b)) if a == b:
            yield KNOWN + _whole(a).removeprefix(NOT)
        case _:
            yield to_source(condition)


_OPPOSITE = {"<": ">=", "<=": ">", "!=": "=="}


def _whole(condition: Formula) -> str:
    """A condition as one, whatever it is made of."""
    found = list(_conditions(condition))
    return found[0] if len(found) == 1 else to_source(condition)


def _opposite(condition: str) -> str:
    return condition.removeprefix(NOT) if condition.startswith(NOT) else NOT + condition


def _sum(*parts: tuple[Fraction, Factors | None]) -> Factors | None:
    """The sum of factors times a number; None where one of them is none."""
    found: dict[Atom, Fraction] = defaultdict(Fraction)
    for times, factors in parts:
        if factors is None:
            return None
        for atom, factor in factors.items():
            found[atom] += times * factor
    return {atom: factor for atom, factor in found.items() if factor}


def _back(factors: Factors | None) -> Factors | None:
    """The same a period earlier."""
    return None if factors is None else {atom._replace(back=atom.back + 1): f for atom, f in factors.items()}
