"""What a formula takes from rows and other indicators, and the arithmetic above it, over the units of a level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from kokoq.compute.rows import ARITHMETIC, BLANK, Bools, Codes, Quantity, arithmetic, compare
from kokoq.formula.functions import AGGREGATES
from kokoq.formula.rows import walk
from kokoq.formula.tree import Binary, Call, Formula, Items, Name, Number, Truth, Unary
from kokoq.formula.zones import BEFORE
from kokoq.plan import Plan


@dataclass(frozen=True, slots=True)
class Need:
    """A term or a reference to another indicator, ``back`` periods earlier."""

    node: Formula
    back: int = 0


def needs(tree: Formula, back: int = 0) -> tuple[Need, ...]:
    """Everything that the formula takes from rows or from other indicators, each once."""
    found: dict[Need, None] = {}

    def visit(node: Formula, back: int) -> None:
        match node:
            case Call(function="previous", arguments=(x,)):
                visit(x, back + 1)
            case Call(function="change", arguments=(x,)):
                visit(x, back)
                visit(x, back + 1)
            case Call(function=function) if function in AGGREGATES:
                found[Need(node, back)] = None
            case Name():
                found[Need(node, back)] = None
            case Unary(operand=x):
                visit(x, back)
            case Binary(left=a, right=b):
                visit(a, back)
                visit(b, back)
            case Items(items=items):
                for item in items:
                    visit(item, back)
            case Call(arguments=arguments):
                for argument in arguments:
                    visit(argument, back)
            case _:
                return

    visit(tree, back)
    return tuple(found)


def reach(plan: Plan) -> int:
    """How many periods back the formulas look; one that looks back at another indicator reaches as far as both."""
    far: dict[str, int] = {}
    for id in plan.order:
        found = needs(plan.series[id].tree)
        far[id] = _far(found, far)
    tried = (tree for zone in plan.zones for tree in zone.trees.values())
    return max((*far.values(), *(_far(needs(tree), far) for tree in tried)), default=0)


def _far(found: tuple[Need, ...], far: Mapping[str, int]) -> int:
    """How far back needs reach; the words of a rule of zones look at periods before by themselves."""
    named = {**far, **BEFORE}
    return max((n.back + (named.get(n.node.id, 0) if isinstance(n.node, Name) else 0) for n in found), default=0)


@dataclass(frozen=True, slots=True)
class Finishing:
    """The arithmetic above the terms."""

    found: Mapping[Need, Quantity]
    shape: tuple[int, int]

    def value(self, tree: Formula, back: int) -> Quantity:
        match tree:
            case Number():
                return Quantity(np.full(self.shape, float(tree.exact)), np.zeros(self.shape, dtype=np.int8))
            case Call(function="previous", arguments=(x,)):
                return self.value(x, back + 1)
            case Call(function="change", arguments=(x,)):
                return arithmetic("-", self.value(x, back), self.value(x, back + 1))
            case Call(function="if", arguments=(condition, a, b)):
                true, false = self.truth(condition, back)
                yes, no = self.value(a, back), self.value(b, back)
                unknown = np.where(true | false, 0, self.value(condition, back).absent)
                absent = np.where(true, yes.absent, np.where(false, no.absent, unknown)).astype(np.int8)
                return Quantity(np.where(true, yes.values, no.values), absent)
            case Name() | Call():
                return self.found[Need(tree, back)]
            case Unary(op="-", operand=x):
                inner = self.value(x, back)
                return Quantity(-inner.values, inner.absent)
            case Binary(op=op, left=a, right=b) if op in ARITHMETIC:
                return arithmetic(op, self.value(a, back), self.value(b, back))
            case _:
                true, false = self.truth(tree, back)
                absent = np.where(true | false, 0, self._first_absence(tree, back)).astype(np.int8)
                return Quantity(true.astype(np.float64), absent)

    def truth(self, tree: Formula, back: int) -> tuple[Bools, Bools]:
        match tree:
            case Truth(value=flag):
                return np.full(self.shape, flag), np.full(self.shape, not flag)
            case Unary(op="not", operand=x):
                true, false = self.truth(x, back)
                return false, true
            case Binary(op="and", left=a, right=b):
                (ta, fa), (tb, fb) = self.truth(a, back), self.truth(b, back)
                return ta & tb, fa | fb
            case Binary(op="or", left=a, right=b):
                (ta, fa), (tb, fb) = self.truth(a, back), self.truth(b, back)
                return ta | tb, fa & fb
            case Binary(op=op, left=a, right=Truth(value=flag)):
                true, false = self.truth(a, back)
                return (true, false) if flag == (op == "==") else (false, true)
            case Binary(op="in", left=a, right=Items(items=items)):
                pairs = [compare("==", self.value(a, back), self.value(i, back)) for i in items]
                return np.logical_or.reduce([t for t, _ in pairs]), np.logical_and.reduce([f for _, f in pairs])
            case Binary(op=op, left=a, right=b) if op not in ARITHMETIC:
                return compare(op, self.value(a, back), self.value(b, back))
            case _:
                number = self.value(tree, back)
                return number.present & (number.values != 0), number.present & (number.values == 0)

    def _first_absence(self, tree: Formula, back: int) -> Codes:
        reason = np.zeros(self.shape, dtype=np.int8)
        for need in _needs_below(tree, back):
            found = self.found.get(need)
            if found is not None:
                reason = np.where(reason == 0, found.absent, reason).astype(np.int8)
        return np.where(reason == 0, BLANK, reason)


def _needs_below(tree: Formula, back: int) -> Iterator[Need]:
    for node in walk(tree):
        yield Need(node, back)
