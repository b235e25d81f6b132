"""Conditions of a scale: written over indicators alone, typed before any data, and unfolded into one formula.

A condition that the scale names may stand in another as a word; ``count(conditions)`` is how many of the named hold,
compared with a whole number.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from kokoq.diagnostics import Checked, Diagnostic, has_errors
from kokoq.formula.parser import parse
from kokoq.formula.rows import oversize, substitute, walk
from kokoq.formula.tree import Binary, Call, Formula, Name, Number, Truth, Unary, remade
from kokoq.formula.types import check_formula
from kokoq.language import Word
from kokoq.model import Catalogue, Expression, Indicator, Kind, Scale
from kokoq.rules import CONDITION_CIRCLE, CONDITION_UNFIT, DUPLICATE_ID, FORMULA_ARGUMENTS, FORMULA_TYPE, KIND_MISMATCH
from kokoq.spelling import closest

ALL = "conditions"
"""In ``count(conditions)``: those that the scale names."""


def conditions(scale: Scale, indicator: Indicator, catalogue: Catalogue) -> Checked[Mapping[str, Formula]]:
    """Every condition of a scale by its text: named ones, and those of bands and levels; faults at their places."""
    reader = Reader(indicator, catalogue, declared=scale.conditions)
    for name, expression in scale.conditions.items():
        if name in catalogue.indicators:
            reader.findings.append(DUPLICATE_ID.at(expression.at, id=name, what=Word("noun.indicator")))
            continue
        tree = reader.read_named(name, expression)
        if tree is not None:
            reader.found_trees[expression.text] = tree
    for band in (*scale.bands, *scale.levels):
        if band.when is not None:
            tree = reader.read(band.when)
            if tree is not None:
                reader.found_trees[band.when.text] = tree
    return Checked(reader.found_trees, tuple(reader.findings))


Worded = Callable[[Formula, Expression], Formula]
"""What is done with a condition first: words of its own become names with a colon, which no indicator has."""


class Reader:
    """Reads the conditions of one scale; what it reads may name what it has read before."""

    def __init__(
        self,
        indicator: Indicator,
        catalogue: Catalogue,
        worded: Worded | None = None,
        *,
        declared: Collection[str],
    ) -> None:
        self.indicator, self.catalogue, self.worded, self.declared = indicator, catalogue, worded, declared
        self.named: dict[str, Formula] = {}
        self.found_trees: dict[str, Formula] = {}
        self.sizes: dict[int, tuple[int, int]] = {}
        self.findings: list[Diagnostic] = []

    def read_named(self, name: str, expression: Expression) -> Formula | None:
        """The same of a condition that others may name: of a faulty one they are told nothing more."""
        tree = self.read(expression)
        self.named[name] = _stand_in(name) if tree is None else tree
        return tree

    def read(self, expression: Expression) -> Formula | None:
        """The unfolded tree; None where it has a fault, or was taken out for one."""
        if not expression.text:
            return None
        parsed = parse(expression.text, at=expression.at)
        self.findings += parsed.diagnostics
        if parsed.value is None:
            return None
        tree = substitute(parsed.value, self.indicator.parameters)
        tree = self.worded(tree, expression) if self.worded else tree
        found = [*self._strangers(tree, expression), *self._counts(tree, expression)]
        if not found:
            found = list(self._types(tree, expression))
        self.findings += found
        if has_errors(found):
            return None
        whole = _unfolded(tree, self.named, self.catalogue)
        too_large = oversize(whole, "conditions", at=expression.at, known=self.sizes)
        if too_large is not None:
            self.findings.append(too_large)
            return None
        return whole

    def _strangers(self, tree: Formula, expression: Expression) -> Iterator[Diagnostic]:
        """Names of anything but indicators and named conditions."""
        known = (*self.catalogue.indicators, *self.named, ALL)
        for node in walk(tree):
            if not isinstance(node, Name | Call) or (isinstance(node, Name) and _is_given(node.id, self.named)):
                continue
            if isinstance(node, Name) and node.id in self.declared and node.id not in self.catalogue.indicators:
                yield CONDITION_CIRCLE.at(expression.at.within(*node.at), name=node.id)
            elif isinstance(node, Name) and (node.id not in known or node.id in self.catalogue.fields):
                close = closest(node.id, known)
                yield CONDITION_UNFIT.at(expression.at.within(*node.at), name=node.id, close=close)
            if isinstance(node, Call) and node.function not in ("count", "if", "previous", "change"):
                yield CONDITION_UNFIT.at(expression.at.within(*node.at), name=node.function, close=())

    def _counts(self, tree: Formula, expression: Expression) -> Iterator[Diagnostic]:
        """``count`` is of ``conditions``, and is compared with a whole number from nought to their number."""
        counted = [node for node in walk(tree) if _counted(node, len(self.named)) is not None]
        good = {below.at for node in counted for below in walk(node)}
        for node in walk(tree):
            named = isinstance(node, Name) and node.id == ALL
            if (named or (isinstance(node, Call) and node.function == "count")) and node.at not in good:
                yield FORMULA_ARGUMENTS.at(
                    expression.at.within(*node.at),
                    function="count",
                    expected=Word("formula.type.count_of_conditions", n=len(self.named)),
                    found=expression.text[slice(*node.at)],
                )

    def _types(self, tree: Formula, expression: Expression) -> Iterator[Diagnostic]:
        """The faults of its types; what is no condition is told as that."""
        given = {node.id for node in walk(tree) if isinstance(node, Name) and _is_given(node.id, self.named)}
        plain = _unfolded(tree, {name: _stand_in(name) for name in given | self.named.keys()}, self.catalogue)
        stand_in = replace(self.indicator, kind=Kind.PRESENCE, formula=expression, by=(), template="")
        for fault in check_formula(_condition(plain), self.catalogue, stand_in):
            if fault.rule is KIND_MISMATCH:
                yield FORMULA_TYPE.at(fault.where, found=fault.params["found"], expected=Word("formula.type.condition"))
            else:
                yield fault


PLACE = "place:"
"""A number from 0 to 1 that a condition may name, beside words that hold or not."""


def _is_given(name: str, named: Collection[str]) -> bool:
    return name in named or ":" in name


def _stand_in(name: str) -> Formula:
    """Something of the type of a name that is no indicator."""
    return Number(Decimal(50), percent=True) if name == PLACE else Truth(value=True)


def _condition(tree: Formula) -> Formula:
    """A bare ``yes`` is a condition like any other."""
    return Binary("and", tree, tree, tree.at) if isinstance(tree, Truth) else tree


@dataclass(frozen=True, slots=True)
class _Count:
    """``count(conditions) op number``."""

    op: str
    number: int


def _counted(node: Formula, n: int) -> _Count | None:
    match node:
        case Binary(
            op=op, left=Call(function="count", arguments=(Name(id=name),), where=None), right=Number() as limit
        ):
            whole = limit.value == limit.value.to_integral_value() and not limit.percent
            if name == ALL and op in _COMPARED and whole and 0 <= limit.value <= n:
                return _Count(op, int(limit.value))
    return None


def _unfolded(tree: Formula, named: Mapping[str, Formula], catalogue: Catalogue) -> Formula:
    """The tree with named conditions and counts put in, and each duplicate as the indicator that it shows."""

    def put(node: Formula) -> Formula:
        counted = _counted(node, len(named))
        if counted is not None:
            return _COMPARED[counted.op](tuple(named.values()), counted.number)
        match node:
            case Name(id=id, at=at) if id in named:
                known = named[id]
                return replace(known, at=at) if isinstance(known, Truth | Number) else known
            case Name(id=id, at=at) if id in catalogue.indicators:
                return Name(catalogue.indicators[id].same_as or id, at)
            case _:
                return remade(node, put)

    return put(tree)


def _at_least(parts: tuple[Formula, ...], k: int) -> Formula:
    """At least ``k`` of the parts hold: true or false as soon as those that are known decide it."""
    if k <= 0:
        return Truth(value=True)
    if k > len(parts):
        return Truth(value=False)
    return _joined("or", [_joined("and", list(some)) for some in combinations(parts, k)])


def _more(parts: tuple[Formula, ...], k: int) -> Formula:
    return _at_least(parts, k + 1)


def _joined(op: str, parts: list[Formula]) -> Formula:
    first, *rest = parts
    for part in rest:
        first = Binary(op, first, part)
    return first


def _exactly(parts: tuple[Formula, ...], k: int) -> Formula:
    return Binary("and", _at_least(parts, k), Unary("not", _at_least(parts, k + 1)))


_COMPARED: Mapping[str, Callable[[tuple[Formula, ...], int], Formula]] = {
    ">=": _at_least,
    ">": _more,
    "<": lambda parts, k: Unary("not", _at_least(parts, k)),
    "<=": lambda parts, k: Unary("not", _more(parts, k)),
    "==": _exactly,
    "!=": lambda parts, k: Unary("not", _exactly(parts, k)),
}
"""Comparison → the condition that so many hold."""
