"""What is declared twice: titles, questions, formulas. Found by what they have in common, never pair by pair."""

from __future__ import annotations

from collections.abc import Iterator

from kokoq.definitions.lint.look import Look
from kokoq.definitions.lint.words import gist, normalised
from kokoq.diagnostics import Diagnostic
from kokoq.formula.canonical import canonical
from kokoq.model import Field, Indicator
from kokoq.rules import ASKED_TWICE, NEAR_DUPLICATE_TITLE, SAME_FORMULA, SAME_TITLE


def titles_are_unique(look: Look) -> Iterator[Diagnostic]:
    """No two indicators have the same title (D01), or one of the same words in another order or with other endings."""
    by_title: dict[str, Indicator] = {}
    by_gist: dict[tuple[str, ...], Indicator] = {}
    for indicator in look.declared:
        title, key, at = normalised(indicator.title), gist(indicator.title), look.of(indicator, "title")
        if (first := by_title.get(title)) is not None:
            yield SAME_TITLE.at(at, related=(look.of(first, "title"),), title=indicator.title, other=first.id)
        elif key and (first := by_gist.get(key)) is not None:
            params = {"title": indicator.title, "other": first.id, "other_title": first.title}
            yield NEAR_DUPLICATE_TITLE.at(at, related=(look.of(first, "title"),), **params)
        by_title.setdefault(title, indicator)
        by_gist.setdefault(key, indicator)


def questions_are_asked_once(look: Look) -> Iterator[Diagnostic]:
    """No two fields ask the same of the same organisations."""
    seen: dict[tuple[object, ...], Field] = {}
    for field in look.catalogue.fields.values():
        key = (field.table, field.asked.text, gist(field.title))
        if (first := seen.get(key)) is not None and key[2]:
            at = look.places.at("fields", field.id, "title", otherwise=field.at)
            yield ASKED_TWICE.at(at, related=(first.at,), field=field.title, other=first.id)
        seen.setdefault(key, field)


def formulas_are_unique(look: Look) -> Iterator[Diagnostic]:
    """No two indicators compute the same of the same organisations, in whatever order the formula names it."""
    seen: dict[tuple[str, ...], Indicator] = {}
    for series in look.series:
        indicator = series.indicator
        key = (canonical(series.tree), canonical(series.scope), indicator.table)
        if (first := seen.get(key)) is not None:
            yield SAME_FORMULA.at(
                indicator.formula.at, related=(first.formula.at,), indicator=indicator.id, other=first.id
            )
        seen.setdefault(key, indicator)


CHECKS = (titles_are_unique, questions_are_asked_once)
FORMULA_CHECKS = (formulas_are_unique,)
