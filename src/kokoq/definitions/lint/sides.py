"""Numerator and denominator: of one population, level and filter, and none of them empty of meaning (D03–D07)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kokoq.definitions.lint.look import Look
from kokoq.definitions.lint.words import COUNT_WORDS, SHARE_WORDS, normalised
from kokoq.diagnostics import Diagnostic
from kokoq.formula.canonical import canonical, chain
from kokoq.formula.parser import to_source
from kokoq.formula.rows import names, row_table
from kokoq.formula.tree import Binary, Call, Formula, Name, Number
from kokoq.formula.types import type_of
from kokoq.formula.values import ORGANISATIONS, ValueKind
from kokoq.language import Word
from kokoq.model import Catalogue, Indicator, Kind
from kokoq.plan import Plan
from kokoq.rules import (
    DENOMINATOR_CONSTANT,
    FILTERS_DIFFER,
    SIDES_EQUAL,
    SIDES_OF_TWO_LEVELS,
    TITLE_AGAINST_KIND,
    UNIT_DIFFERS,
)

_SHARES = frozenset({Kind.SHARE, Kind.ORGANISATIONS_SHARE})
_COUNTS = frozenset({Kind.COUNT, Kind.ORGANISATIONS_COUNT})
_COUNTING = frozenset({"count", "distinct"})


def titles_say_the_kind(look: Look) -> Iterator[Diagnostic]:
    """A title that begins with «share» has a denominator, one that begins with «number» has none (D07)."""
    for indicator in look.declared:
        first = normalised(indicator.title).partition(" ")[0]
        asked_share = first in SHARE_WORDS and indicator.kind in _COUNTS | {Kind.PRESENCE}
        asked_count = first in COUNT_WORDS and indicator.kind in _SHARES | {Kind.PRESENCE}
        if asked_share or asked_count:
            yield TITLE_AGAINST_KIND.at(look.of(indicator, "title"), word=first, kind=indicator.kind.value)


def denominators_vary(look: Look) -> Iterator[Diagnostic]:
    """A denominator is no constant, and not the numerator again."""
    for series in look.series:
        for node in _divisions(series.tree):
            at = series.indicator.formula.at.within(*node.right.at)
            if isinstance(node.right, Number):
                yield DENOMINATOR_CONSTANT.at(at, constant=series.indicator.formula.text[slice(*node.right.at)])
            elif canonical(node.left) == canonical(node.right):
                yield SIDES_EQUAL.at(at, indicator=series.indicator.id)


def sides_are_of_one_level(look: Look) -> Iterator[Diagnostic]:
    """The figures of organisations are not divided by one that the municipality gives, nor the reverse."""
    for series in look.series:
        for node in _divisions(series.tree):
            own, other = (_municipal(side, look.plan, look.catalogue) for side in (node.left, node.right))
            if look.plan is not None and {own, other} == {True, False}:
                at = series.indicator.formula.at.within(*node.at)
                params = {"numerator": ", ".join(names(node.left)), "denominator": ", ".join(names(node.right))}
                yield SIDES_OF_TWO_LEVELS.at(at, related=(), **params)


def _municipal(side: Formula, plan: Plan | None, catalogue: Catalogue) -> bool | None:
    """Whether the figures of a side are the municipality's own; None where it is of both, or of neither."""
    asked = {plan is not None and plan.asks_municipality(name) for name in names(side) if name in catalogue.fields}
    return asked.pop() if len(asked) == 1 else None


def filters_agree(look: Look) -> Iterator[Diagnostic]:
    """Sums of one table take the same rows; what counts rows takes no fewer below than above (D04, D06)."""
    for series in look.series:
        for node in _divisions(series.tree):
            above, below = node.left, node.right
            if not isinstance(above, Call) or not isinstance(below, Call):
                continue
            tables = {row_table(side, look.catalogue, series.indicator.table) for side in (above, below)}
            sides = tuple(_filter(side) for side in (above, below))
            over, under = (frozenset(side) for side in sides)
            summed = not {above.function, below.function} & _COUNTING
            if len(tables) == 1 and (under != over if summed else not under <= over):
                at = series.indicator.formula.at.within(*node.at)
                yield FILTERS_DIFFER.at(at, numerator=_said(sides[0]), denominator=_said(sides[1]))


def _filter(call: Call) -> dict[str, Formula]:
    """The conditions that a row must fulfil to be taken, each under its one spelling; a bare name is none."""
    counted = call.arguments if call.function == "count" else ()
    conditions = (*counted, *((call.where,) if call.where is not None else ()))
    terms = (term for condition in conditions for term in chain(condition, "and"))
    return {canonical(term): term for term in terms if not isinstance(term, Name)}


def _said(conditions: Mapping[str, Formula]) -> str:
    """The conditions as they are written in formulas."""
    return " and ".join(map(to_source, conditions.values())) or Word("lint.all_rows")


def units_are_those_of_the_formula(look: Look) -> Iterator[Diagnostic]:
    """A count is called by the unit of what it counts."""
    for series in look.series:
        indicator = series.indicator
        found = _unit(series.tree, look.catalogue, indicator)
        if indicator.unit and found and found != indicator.unit:
            yield UNIT_DIFFERS.at(look.of(indicator, "unit"), indicator=indicator.id, unit=indicator.unit, found=found)


def _unit(tree: Formula, catalogue: Catalogue, indicator: Indicator) -> str:
    if indicator.kind is not Kind.COUNT:
        return ""
    found = type_of(tree, catalogue, indicator).counted
    plain = found.kind is ValueKind.NUMBER and found.unit != ORGANISATIONS and not found.ratio
    return found.unit or "" if plain else ""


def _divisions(tree: Formula) -> Iterator[Binary]:
    """The division at the top of a formula, or at the top of what ``each`` computes."""
    match tree:
        case Binary(op="/"):
            yield tree
        case Binary(left=left, right=right):
            yield from _divisions(left)
            yield from _divisions(right)
        case Call(function="each" | "share" | "mean" | "count" | "median", arguments=arguments):
            for argument in arguments:
                yield from _divisions(argument)
        case _:
            return


CHECKS = (titles_say_the_kind,)
FORMULA_CHECKS = (denominators_vary, sides_are_of_one_level, filters_agree, units_are_those_of_the_formula)
