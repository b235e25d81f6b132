"""Recommendations: each can be given to somebody, no rule of problem zones is without one, braces hold known words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kokoq.definitions.lint.axis import levels_given
from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic, Span
from kokoq.formula.zones import asked_of
from kokoq.model import PLACEHOLDERS
from kokoq.rules import (
    PLACEHOLDER_UNKNOWN,
    RECOMMENDATION_OF_OTHERS,
    RECOMMENDATION_UNREACHABLE,
    ZONE_WITHOUT_TEXT,
)
from kokoq.spelling import closest

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def recommendations_can_be_given(look: Look) -> Iterator[Diagnostic]:
    """A recommendation is for a level that the scale gives, or for a rule that is asked of the indicator."""
    zones = look.catalogue.zones
    for indicator in look.declared:
        given = levels_given(indicator)
        for key in indicator.recommend:
            at = look.of(indicator, "recommend", key)
            if key in zones and indicator.id not in asked_of(zones[key], look.catalogue):
                yield RECOMMENDATION_OF_OTHERS.at(at, indicator=indicator.id, rule=zones[key].title)
            elif key not in zones and key not in given:
                yield RECOMMENDATION_UNREACHABLE.at(at, indicator=indicator.id, level=key)


def rules_recommend_something(look: Look) -> Iterator[Diagnostic]:
    """Where one rule of problem zones has a recommendation, all have."""
    zones, indicators = look.catalogue.zones, look.catalogue.indicators
    said = {
        id
        for id, rule in zones.items()
        if rule.recommend or all(id in indicators[i].recommend for i in asked_of(rule, look.catalogue))
    }
    for id, rule in zones.items():
        if said and id not in said:
            yield ZONE_WITHOUT_TEXT.at(rule.at, rule=rule.title)


def braces_hold_known_words(look: Look) -> Iterator[Diagnostic]:
    """What stands in braces is replaced; anything else would be printed as it is written."""
    for indicator in look.declared:
        known = (*PLACEHOLDERS, *indicator.parameters)
        for key in indicator.recommend:
            text = str(look.places.node("indicators", indicator.template or indicator.id, "recommend", key))
            yield from _unknown(text, look.of(indicator, "recommend", key), known)
    for rule in look.catalogue.zones.values():
        at = look.places.at("catalogue", "", "zones", rule.id, "recommend", otherwise=rule.at)
        yield from _unknown(rule.recommend, at, PLACEHOLDERS)


def _unknown(text: str, at: Span, known: tuple[str, ...]) -> Iterator[Diagnostic]:
    for held in _PLACEHOLDER.finditer(text):
        if held[1] not in known:
            place = at.within(*held.span())
            yield PLACEHOLDER_UNKNOWN.at(place, placeholder=held[0], close=closest(held[1], known) or known)


CHECKS = (recommendations_can_be_given, rules_recommend_something, braces_hold_known_words)
