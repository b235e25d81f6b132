"""Scopes: which organisations a field is asked of or an indicator is computed for.

A scope is a formula of the names of organisation types and tags, ``organisation`` (any), and, or, not. The single
word ``municipality`` stands for the municipality itself, which no organisation is.
"""

from __future__ import annotations

from itertools import combinations

from kokoq.diagnostics import Checked, Diagnostic, Span, closest
from kokoq.formula.parser import parse
from kokoq.formula.rows import names
from kokoq.formula.tree import Binary, Formula, Name, Unary
from kokoq.language import Word
from kokoq.model import Catalogue, Expression, Level, Organisation
from kokoq.rules import FORMULA_SYNTAX, SCOPE_NAME

ANYBODY = Level.ORGANISATION.value
MUNICIPALITY = Level.MUNICIPALITY.value


def parse_scope(expression: Expression, catalogue: Catalogue) -> Checked[Formula | None]:
    """Read a scope; the value is None where it is at fault.

    Example: ``school and (shnor or shfnsu)``
    """
    parsed = parse(expression.text, at=expression.at)
    if parsed.value is None or is_municipal(parsed.value):
        return parsed
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
    tags = sorted({*names(wide), *names(narrow)} & set(catalogue.tags))
    return all(
        _holds(wide, organisation) or not _holds(narrow, organisation)
        for type_ in catalogue.organisation_types
        for n in range(len(tags) + 1)
        for some in combinations(tags, n)
        for organisation in (frozenset((type_, *some)),)
    )


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
