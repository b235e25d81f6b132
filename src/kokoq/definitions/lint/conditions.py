"""Conditions that cannot be what was meant: scopes and filters that nothing fulfils, thresholds without percent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kokoq.definitions.lint.axis import domain, levels_given
from kokoq.definitions.lint.look import Look
from kokoq.definitions.lint.possible import Ends, can_hold
from kokoq.diagnostics import Diagnostic
from kokoq.formula.conditions import PLACE
from kokoq.formula.fitness import parts_over_wholes
from kokoq.formula.parser import parse
from kokoq.formula.rows import names, walk
from kokoq.formula.scope import is_empty, parse_scope
from kokoq.formula.tree import Binary, Call, Formula, Name, Number
from kokoq.formula.zones import AT_LEVEL, VALUE, asked_of
from kokoq.model import Catalogue, Expression, Indicator, Kind, Type
from kokoq.rules import CONDITION_NEVER_TRUE, CONDITION_ON_ITSELF, FILTER_IMPOSSIBLE, PERCENT_FORGOTTEN, SCOPE_EMPTY

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
    """No filter asks one name to be two codes at once, or to lie on two sides of a number."""
    for series in look.series:
        for node in walk(series.tree):
            if isinstance(node, Call) and node.where is not None and not can_hold(node.where, _unbounded):
                at = series.indicator.formula.at.within(*node.at)
                yield FILTER_IMPOSSIBLE.at(at, name=", ".join(names(node.where)))


def _unbounded(_: Formula) -> Ends:
    return None, None


def rules_can_be_fulfilled(look: Look) -> Iterator[Diagnostic]:
    """Some value of some indicator that a rule of problem zones is asked of comes to its condition."""
    zones = () if look.plan is None else look.plan.zones
    for zone in zones:
        tried = ((look.catalogue.indicators[id], tree) for id, tree in zone.trees.items())
        if zone.trees and not any(can_hold(tree, _Ends(look.catalogue), _unknown(i, tree)) for i, tree in tried):
            when = zone.rule.when
            yield CONDITION_NEVER_TRUE.at(replace(when.at, length=len(when.text)), condition=when.text)


def conditions_can_be_fulfilled(look: Look) -> Iterator[Diagnostic]:
    """Some values come to every condition of a scale."""
    for series in look.series:
        for when in _whens(series.indicator):
            tree = series.conditions.get(when.text)
            if tree is not None and not can_hold(tree, _Ends(look.catalogue)):
                yield CONDITION_NEVER_TRUE.at(replace(when.at, length=len(when.text)), condition=when.text)


def conditions_are_of_others(look: Look) -> Iterator[Diagnostic]:
    """What a band asks of the value itself is its border; conditions are for other indicators and periods."""
    for series in look.series:
        indicator = series.indicator
        for scale in indicator.scales:
            for when in (band.when for band in scale.bands if band.when is not None and scale.measure is None):
                tree = series.conditions.get(when.text)
                if tree is not None and set(names(tree)) == {indicator.id} and not _calls(tree):
                    at = replace(when.at, length=len(when.text))
                    yield CONDITION_ON_ITSELF.at(at, indicator=indicator.id, condition=when.text)


def _whens(indicator: Indicator) -> Iterator[Expression]:
    for scale in indicator.scales:
        yield from scale.conditions.values()
        yield from (band.when for band in (*scale.bands, *scale.levels) if band.when is not None)


def _calls(tree: Formula) -> bool:
    """Whether it looks at the period before."""
    return any(isinstance(node, Call) and node.function in ("previous", "change") for node in walk(tree))


def _unknown(indicator: Indicator, tree: Formula) -> frozenset[str]:
    """The levels that a rule asks for and no scale of the indicator gives."""
    given = {f"{AT_LEVEL}{level}" for level in levels_given(indicator)}
    return frozenset(name for name in names(tree) if name.startswith(AT_LEVEL) and name not in given)


@dataclass(frozen=True, slots=True)
class _Ends:
    """How far the values of indicators reach, and the places and changes of values."""

    catalogue: Catalogue

    def __call__(self, node: Formula) -> Ends:
        match node:
            case Name(id=id) if id == PLACE:
                return Decimal(0), Decimal(1)
            case Name(id=id) if id in self.catalogue.indicators:
                return domain(self.catalogue.indicators[id])
            case Call(function="previous", arguments=(Name() as name,)):
                return self(name)
            case _:
                return None, None


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
    rules_can_be_fulfilled,
    conditions_can_be_fulfilled,
    conditions_are_of_others,
    thresholds_of_shares_are_percents,
    thresholds_of_rules_are_percents,
)
