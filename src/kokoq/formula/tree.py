"""The tree of a formula: frozen, compared by content; what parser, types, evaluation, Excel and prose share.

``at`` is the offset of the node's first character and the one after its last, in the formula's text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

At = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: ``95%`` has value 95 and ``percent``."""

    value: Decimal
    percent: bool = False
    at: At = field(default=(0, 0), compare=False, repr=False)

    @property
    def exact(self) -> Decimal:
        """95% is 0.95."""
        return self.value / 100 if self.percent else self.value


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text: in a comparison with a symbol, a code of its dictionary."""

    value: str
    at: At = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """``yes`` or ``no``."""

    value: bool
    at: At = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A field, a key, an indicator, a level (in ``each``) or a parameter of ``for_each``."""

    id: str
    at: At = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """``-x`` or ``not x``; ``op`` is "-" or "not"."""

    op: str
    operand: Formula
    at: At = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """``op`` is one of + - * / ^ == != < <= > >= and or in."""

    op: str
    left: Formula
    right: Formula
    at: At = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Items:
    """``[a, b]`` to the right of ``in``."""

    items: tuple[Formula, ...]
    at: At = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """``function(arguments…, where = condition)``."""

    function: str
    arguments: tuple[Formula, ...]
    where: Formula | None = None
    at: At = field(default=(0, 0), compare=False, repr=False)


Formula = Number | Text | Truth | Name | Unary | Binary | Items | Call


def children(tree: Formula) -> tuple[Formula, ...]:
    """The nodes directly below, in the order of the text."""
    match tree:
        case Unary(operand=x):
            return (x,)
        case Binary(left=a, right=b):
            return (a, b)
        case Items(items=items):
            return items
        case Call(arguments=arguments, where=where):
            return arguments if where is None else (*arguments, where)
        case _:
            return ()


def remade(tree: Formula, put: Callable[[Formula], Formula], *, where: bool = False) -> Formula:
    """The node with ``put`` made of those directly below; of a call's condition on rows only if ``where`` says so."""
    match tree:
        case Unary(op=op, operand=x, at=at):
            return Unary(op, put(x), at)
        case Binary(op=op, left=a, right=b, at=at):
            return Binary(op, put(a), put(b), at)
        case Items(items=items, at=at):
            return Items(tuple(put(i) for i in items), at)
        case Call(function=f, arguments=arguments, where=rows, at=at):
            return Call(f, tuple(put(a) for a in arguments), put(rows) if where and rows is not None else rows, at)
        case _:
            return tree
