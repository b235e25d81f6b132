"""A formula as a text that is the same for every way of writing it: what fingerprints and duplicates are told by.

Spaces, brackets that change nothing, the order of terms in ``+``, ``*``, ``and``, ``or`` and of the items of a list,
the side on which a comparison stands and ``95%`` for 0.95 make no difference. Division stays as written: its two sides
are the numerator and the denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from kokoq.formula.parser import parse
from kokoq.formula.tree import Binary, Call, Formula, Items, Name, Number, Text, Truth, Unary
from kokoq.model import Expression

_MIRRORED = {">": "<", ">=": "<="}


def canonical(tree: Formula) -> str:  # noqa: C901 - a case for each shape of a formula
    """The one text of all formulas that say the same.

    Example: ``b + a >= 95%`` and ``0.95 <= (a + b)`` are both ``<=(0.95, +(a, b))``.
    """
    match tree:
        case Number():
            return format(tree.exact.normalize(), "f")
        case Text(value=value):
            return repr(value)
        case Truth(value=value):
            return "yes" if value else "no"
        case Name(id=id):
            return id
        case Unary(op="not", operand=x):
            return f"not({canonical(x)})"
        case Unary() | Binary(op="+" | "-"):
            return _listed("+", sorted(_signed(tree, negative=False)))
        case Binary(op="*" | "and" | "or" as op):
            return _listed(op, sorted(canonical(part) for part in chain(tree, op)))
        case Binary(op="==" | "!=" as op, left=a, right=b):
            return _listed(op, sorted((canonical(a), canonical(b))))
        case Binary(op=">" | ">=" as op, left=a, right=b):
            return _listed(_MIRRORED[op], (canonical(b), canonical(a)))
        case Binary(op=op, left=a, right=b):
            return _listed(op, (canonical(a), canonical(b)))
        case Items(items=items):
            return _listed("", sorted({canonical(item) for item in items}))
        case Call(function=function, arguments=arguments, where=where):
            condition = () if where is None else (f"where = {canonical(where)}",)
            return _listed(function, (*map(canonical, arguments), *condition))
        case _:
            assert_never(tree)


def meant(expression: Expression) -> Expression:
    """The expression as the one text of all that say the same; as it is written where it cannot be read."""
    tree = parse(expression.text, at=expression.at).value
    return expression if tree is None else Expression(canonical(tree), expression.at)


def _signed(tree: Formula, *, negative: bool) -> Iterator[str]:
    """The terms of a sum, those that are taken away with a minus."""
    match tree:
        case Binary(op="+", left=a, right=b):
            yield from _signed(a, negative=negative)
            yield from _signed(b, negative=negative)
        case Binary(op="-", left=a, right=b):
            yield from _signed(a, negative=negative)
            yield from _signed(b, negative=not negative)
        case Unary(op="-", operand=x):
            yield from _signed(x, negative=not negative)
        case _:
            yield ("-" if negative else "") + canonical(tree)


def chain(tree: Formula, op: str) -> Iterator[Formula]:
    """The operands of a run of one operator, whatever its brackets."""
    match tree:
        case Binary(op=same, left=a, right=b) if same == op:
            yield from chain(a, op)
            yield from chain(b, op)
        case _:
            yield tree


def _listed(head: str, parts: Iterable[str]) -> str:
    return f"{head}({', '.join(parts)})"
