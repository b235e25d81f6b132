"""Scopes: which organisations a field is asked of or an indicator is computed for.

A scope is a formula of the names of organisation types and tags, ``organisation`` (any), and, or, not. The single
word ``municipality`` stands for the municipality itself, which no organisation is.
"""

from __future__ import annotations

from kokoq.diagnostics import Checked, Diagnostic, Span
from kokoq.formula.parser import parse
from kokoq.formula.rows import names
from kokoq.formula.tree import Binary, Formula, Name, Unary
from kokoq.language import Word
from kokoq.model import Catalogue, Expression, Level, Organisation
from kokoq.rules import FORMULA_SYNTAX, SCOPE_NAME, SCOPE_TOO_WIDE
from kokoq.spelling import closest

ANYBODY = Level.ORGANISATION.value
MUNICIPALITY = Level.MUNICIPALITY.value
MAX_NAMES = 8  # in one scope: two scopes are compared on all 2¹⁶ sets of their tags


def parse_scope(expression: Expression, catalogue: Catalogue) -> Checked[Formula | None]:
    """Read a scope; the value is None where it is at fault.

    Example: ``school and (shnor or shfnsu)``
    """
    parsed = parse(expression.text, at=expression.at)
    if parsed.value is None or is_municipal(parsed.value):
        return parsed
    named = len(names(parsed.value))
    if named > MAX_NAMES:
        place = expression.at.within(0, len(expression.text))
        return Checked(None, (SCOPE_TOO_WIDE.at(place, found=named, limit=MAX_NAMES),))
    findings = _faults(parsed.value, expression, catalogue)
    return Checked(None if findings else parsed.value, findings)


def is_municipal(scope: Formula) -> bool:
    """Whether the scope is the municipality itself."""
    return isinstance(scope, Name) and scope.id == MUNICIPALITY


def asked_of_municipality(asked: Expression) -> bool:
    """Whether a field is the municipality's own."""
    tree = parse(asked.text, at=asked.at).value
    return tree is not None and is_municipal(tree)


def applies(scope: Formula, organisation: Organisation) -> bool:
    """Whether the organisation lies in the scope."""
    return _holds(scope, organisation.names)


def scope_contains(wide: Formula, narrow: Formula, catalogue: Catalogue) -> bool:
    """Whether every organisation of ``narrow``, whatever its type and tags, is one of ``wide``.

    Exact: tries each type with each set of the tags that the two scopes name.
    """
    if is_municipal(wide) or is_municipal(narrow):
        return is_municipal(wide) and is_municipal(narrow)
    table = _Table((wide, narrow), catalogue)
    return not table.of(narrow) & ~table.of(wide)


def is_empty(scope: Formula, catalogue: Catalogue) -> bool:
    """Whether no organisation, whatever its type and tags, lies in the scope."""
    return not is_municipal(scope) and not _Table((scope,), catalogue).of(scope)


class _Table:
    """The truth table of scopes: one bit for each type (those not named count as one) with each set of tags."""

    def __init__(self, scopes: tuple[Formula, ...], catalogue: Catalogue) -> None:
        named = dict.fromkeys(name for scope in scopes for name in names(scope))
        tags = [name for name in named if name in catalogue.tags]
        types = [name for name in named if name in catalogue.organisation_types]
        block = 1 << len(tags)
        blocks = len(types) + (len(catalogue.organisation_types) > len(types))
        self.everybody = (1 << block * blocks) - 1
        self.bits = {ANYBODY: self.everybody}
        for number, tag in enumerate(tags):
            width = 2 << number  # of so many organisations in a row the latter half has the tag
            bits = ((1 << (width >> 1)) - 1) << (width >> 1)
            while width < block * blocks:
                bits, width = bits | bits << width, 2 * width
            self.bits[tag] = bits & self.everybody
        for number, type_ in enumerate(types):
            self.bits[type_] = ((1 << block) - 1) << block * number

    def of(self, scope: Formula) -> int:
        """The organisations of a scope, a bit each."""
        match scope:
            case Name(id=id):
                return self.bits.get(id, 0)
            case Unary(op="not", operand=operand):
                return self.everybody & ~self.of(operand)
            case Binary(op="and", left=left, right=right):
                return self.of(left) & self.of(right)
            case Binary(op="or", left=left, right=right):
                return self.of(left) | self.of(right)
            case _:
                raise ValueError(f"not a scope: {scope}")


def _holds(scope: Formula, organisation: frozenset[str]) -> bool:
    match scope:
        case Name(id=id):
            return id == ANYBODY or id in organisation
        case Unary(op="not", operand=operand):
            return not _holds(operand, organisation)
        case Binary(op="and", left=left, right=right):
            return _holds(left, organisation) and _holds(right, organisation)
        case Binary(op="or", left=left, right=right):
            return _holds(left, organisation) or _holds(right, organisation)
        case _:
            raise ValueError(f"not a scope: {scope}")


def _faults(tree: Formula, expression: Expression, catalogue: Catalogue) -> tuple[Diagnostic, ...]:
    place: Span = expression.at.within(*tree.at)
    match tree:
        case Name(id=id) if id == MUNICIPALITY:
            return (FORMULA_SYNTAX.at(place, found=id, expected=Word("formula.scope.municipality_alone")),)
        case Name(id=id):
            known = (*catalogue.organisation_types, *catalogue.tags, ANYBODY)
            return () if id in known else (SCOPE_NAME.at(place, name=id, close=closest(id, (*known, MUNICIPALITY))),)
        case Unary(op="not", operand=operand):
            return _faults(operand, expression, catalogue)
        case Binary(op="and" | "or", left=left, right=right):
            return _faults(left, expression, catalogue) + _faults(right, expression, catalogue)
        case _:
            found = expression.text[slice(*tree.at)]
            return (FORMULA_SYNTAX.at(place, found=found, expected=Word("formula.scope.names")),)
