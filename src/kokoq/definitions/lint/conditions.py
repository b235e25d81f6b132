"""Conditions that cannot be what was meant: scopes and filters that nothing fulfils, thresholds without percent."""

from __future__ import annotations

from collections.abc import Iterator

from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic
from kokoq.formula.canonical import chain
from kokoq.formula.fitness import parts_over_wholes
from kokoq.formula.parser import parse
from kokoq.formula.rows import names, walk
from kokoq.formula.scope import is_empty, parse_scope
from kokoq.formula.tree import Binary, Call, Formula, Name, Number, Text
from kokoq.formula.zones import VALUE, asked_of
from kokoq.model import Catalogue, Expression, Kind, Type
from kokoq.rules import FILTER_IMPOSSIBLE, PERCENT_FORGOTTEN, SCOPE_EMPTY

_COMPARES = frozenset({"<", "<=", ">", ">=", "==", "!="})
_SHARES = frozenset({Kind.SHARE, Kind.ORGANISATIONS_SHARE})


def scopes_take_somebody_in(look: Look) -> Iterator[Diagnostic]:
    """Some type of organisation, with some tags, lies in every scope."""
    told: set[str] = set()
    for expression in _scopes(look.catalogue):
        if expression.text not in told:
            told.add(expression.text)
            if _is_empty(expression, look.catalogue):
                yield SCOPE_EMPTY.at(expression.at, scope=expression.text)


def _scopes(catalogue: Catalogue) -> Iterator[Expression]:
    yield from (field.asked for field in catalogue.fields.values())
    yield from (table.asked for table in catalogue.tables.values())
    yield from (indicator.scope for indicator in catalogue.indicators.values())
    yield from (check.scope for check in catalogue.checks.values() if check.scope is not None)


def _is_empty(expression: Expression, catalogue: Catalogue) -> bool:
    scope = parse_scope(expression, catalogue).value
    if scope is None or not catalogue.organisation_types:
        return False
    return is_empty(scope, catalogue)


def filters_can_be_fulfilled(look: Look) -> Iterator[Diagnostic]:
    """No filter asks one name to be two codes at once."""
    for series in look.series:
        for node in walk(series.tree):
            if isinstance(node, Call) and node.where is not None:
                for name in _contradictory(node.where):
                    yield FILTER_IMPOSSIBLE.at(series.indicator.formula.at.within(*node.at), name=name)


def _contradictory(condition: Formula) -> tuple[str, ...]:
    asked: dict[str, set[str]] = {}
    for term in chain(condition, "and"):
        match term:
            case Binary(op="==", left=Name(id=id), right=Text(value=code)):
                asked.setdefault(id, set()).add(code)
            case _:
                pass
    return tuple(name for name, codes in asked.items() if len(codes) > 1)


def thresholds_of_shares_are_percents(look: Look) -> Iterator[Diagnostic]:
    """A share is compared with 95%, not with 95: it never exceeds 1."""
    for series in look.series:
        for node in walk(series.tree):
            if not isinstance(node, Binary) or node.op not in _COMPARES:
                continue
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(other, Number) and other.exact > 1 and _is_share(side, look.catalogue):
                    at = series.indicator.formula.at.within(*other.at)
                    yield PERCENT_FORGOTTEN.at(at, value=f"{other.value.normalize():f}")


def thresholds_of_rules_are_percents(look: Look) -> Iterator[Diagnostic]:
    """Nor is a share compared with 80 in a rule of problem zones."""
    for rule in look.catalogue.zones.values():
        kinds = {look.catalogue.indicators[id].kind for id in asked_of(rule, look.catalogue)}
        for expression in (rule.when, *rule.conditions.values()):
            tree = parse(expression.text, at=expression.at).value
            for node in walk(tree) if tree is not None and kinds <= _SHARES else ():
                match node:
                    case Binary(op=op, left=left, right=Number() as limit) if op in _COMPARES and abs(limit.exact) > 1:
                        if VALUE in names(left) and not isinstance(left, Binary):
                            at = expression.at.within(*limit.at)
                            yield PERCENT_FORGOTTEN.at(at, value=f"{limit.value.normalize():f}")
                    case _:
                        pass


def _is_share(node: Formula, catalogue: Catalogue) -> bool:
    match node:
        case Call(function="each", arguments=(_, inner)):
            return _is_share(inner, catalogue)
        case Call(function="share"):
            return True
        case Name(id=id) if id in catalogue.fields:
            return catalogue.fields[id].type is Type.PERCENT
        case Name(id=id) if id in catalogue.indicators:
            return catalogue.indicators[id].kind in _SHARES and not catalogue.indicators[id].may_exceed_100
        case Binary(op="/"):
            return node in parts_over_wholes(node, catalogue)
        case _:
            return False


CHECKS = (scopes_take_somebody_in,)
FORMULA_CHECKS = (
    filters_can_be_fulfilled,
    thresholds_of_shares_are_percents,
    thresholds_of_rules_are_percents,
)
