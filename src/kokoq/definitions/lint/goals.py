"""Goals and the indicators that show whether they are reached (R007)."""

from __future__ import annotations

from collections.abc import Iterator

from kokoq.definitions.lint.look import Look
from kokoq.definitions.lint.words import gist
from kokoq.diagnostics import Diagnostic, Span
from kokoq.model import Regulation
from kokoq.rules import GOAL_REPEATED, GOAL_WITHOUT_INDICATOR, INDICATOR_WITHOUT_GOAL


def goals_have_indicators(look: Look) -> Iterator[Diagnostic]:
    """Every goal is measured by something."""
    for regulation in look.catalogue.regulations:
        for number, goal in enumerate(regulation.goals):
            if not goal.indicators:
                at = _place(look, regulation, number)
                yield GOAL_WITHOUT_INDICATOR.at(at, regulation=regulation.id, goal=goal.text)


def indicators_serve_a_goal(look: Look) -> Iterator[Diagnostic]:
    """Every indicator shows something of a goal; asked only where goals name indicators at all."""
    for regulation in look.catalogue.regulations:
        served = {name for goal in regulation.goals for name in goal.indicators}
        for indicator in look.declared:
            if served and indicator.regulation == regulation.id and indicator.id not in served:
                yield INDICATOR_WITHOUT_GOAL.at(indicator.at, indicator=indicator.id)


def goals_are_stated_once(look: Look) -> Iterator[Diagnostic]:
    """No two goals of a regulation say the same in other words (D16, D17)."""
    for regulation in look.catalogue.regulations:
        seen: dict[tuple[str, ...], Span] = {}
        for number, goal in enumerate(regulation.goals):
            at = _place(look, regulation, number)
            key = gist(goal.text)
            if key in seen:
                yield GOAL_REPEATED.at(at, related=(seen[key],), regulation=regulation.id, goal=goal.text)
            seen.setdefault(key, at)


def _place(look: Look, regulation: Regulation, number: int) -> Span:
    places, route = look.places, ("goal", str(number), "text")
    return places.at("regulations", regulation.id, *route, otherwise=regulation.at)


CHECKS = (goals_have_indicators, indicators_serve_a_goal, goals_are_stated_once)
