"""Whether a condition can hold at all: nothing lies both below 5 and above 10, or is of two codes at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from decimal import Decimal

from kokoq.formula.canonical import canonical, chain
from kokoq.formula.tree import Binary, Formula, Name, Number, Text, Truth, Unary
from kokoq.formula.zones import AT_LEVEL

Ends = tuple[Decimal | None, Decimal | None]
"""The least and the greatest that something can be; None where nothing bounds it."""

Cut = tuple[Decimal, int]
"""A point of the axis: just before a value (0) or just after it (1)."""

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def can_hold(tree: Formula, ends: Callable[[Formula], Ends], never: Collection[str] = ()) -> bool:
    """False where a condition surely never holds; ``never`` are names that never do."""
    return _Asked(ends, frozenset(never)).take(tree)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked at once: borders, codes, and what shall hold or not."""

    ends: Callable[[Formula], Ends]
    never: frozenset[str]
    lows: dict[str, Cut] = field(default_factory=dict)
    highs: dict[str, Cut] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    holds: dict[str, bool] = field(default_factory=dict)

    def take(self, tree: Formula) -> bool:
        """Whether a condition can hold beside what is asked already; alternatives are tried last, one by one."""
        terms = tuple(chain(tree, "and"))
        choices = [term for term in terms if isinstance(term, Binary) and term.op == "or"]
        sure = (term for term in terms if term not in choices)
        return all(map(self._term, sure)) and all(
            any(self._copy().take(branch) for branch in chain(choice, "or")) for choice in choices
        )

    def _copy(self) -> _Asked:
        return _Asked(self.ends, self.never, dict(self.lows), dict(self.highs), dict(self.codes), dict(self.holds))

    def _term(self, term: Formula) -> bool:
        match term:
            case Truth(value=value):
                return value
            case Unary(op="not", operand=Binary(op=op, left=a, right=b, at=at)) if op in _OPPOSITE:
                return self._term(Binary(_OPPOSITE[op], a, b, at))
            case Unary(op="not", operand=Binary(op="or", left=a, right=b)):
                return self._term(Unary("not", a)) and self._term(Unary("not", b))
            case Binary(op="==", left=Name(id=id), right=Text(value=code)):
                return self.codes.setdefault(id, code) == code
            case Binary(op=op, left=a, right=b) if op in _FLIPPED:
                left, right = _literal(a), _literal(b)
                if right is not None and left is None:
                    return self._border(a, op, right)
                return left is None or right is not None or self._border(b, _FLIPPED[op], left)
            case Unary(op="not", operand=operand):
                return self.holds.setdefault(canonical(operand), False) is False
            case Name(id=id) if id.startswith(AT_LEVEL):
                return id not in self.never and self.codes.setdefault(AT_LEVEL, id) == id
            case Name(id=id):
                return id not in self.never and self.holds.setdefault(id, True)
            case _:
                return True

    def _border(self, what: Formula, op: str, limit: Decimal) -> bool:
        """Whether something is left when ``what`` is kept on one side of a limit."""
        name, (least, most) = canonical(what), self.ends(what)
        lows = [self.lows[name]] if name in self.lows else [] if least is None else [(least, 0)]
        highs = [self.highs[name]] if name in self.highs else [] if most is None else [(most, 1)]
        lows += [(limit, int(op == ">"))] if op in (">", ">=", "==") else []
        highs += [(limit, int(op != "<"))] if op in ("<", "<=", "==") else []
        self.lows.update({name: max(lows)} if lows else {})
        self.highs.update({name: min(highs)} if highs else {})
        return not lows or not highs or max(lows) < min(highs)


def _literal(node: Formula) -> Decimal | None:
    match node:
        case Number():
            return node.exact
        case Unary(op="-", operand=Number() as number):
            return -number.exact
        case _:
            return None
