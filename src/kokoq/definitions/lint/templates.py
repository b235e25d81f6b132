"""Templates and worked cases: each series has a title and a formula of its own, each case says something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic
from kokoq.formula.parser import parse
from kokoq.formula.rows import names
from kokoq.rules import CASE_EXPECTS_NOTHING, PARAMETER_UNUSED, TITLE_PLACEHOLDER, TITLE_WITHOUT_PARAMETER

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def titles_name_their_parameters(look: Look) -> Iterator[Diagnostic]:
    """Every parameter stands in the title, and nothing else in braces."""
    for indicator in look.declared:
        title = str(look.places.node("indicators", indicator.template or indicator.id, "title"))
        at = look.of(indicator, "title")
        for parameter in indicator.parameters:
            if f"{{{parameter}}}" not in title:
                yield TITLE_WITHOUT_PARAMETER.at(at, indicator=indicator.template, parameter=parameter)
        for held in _PLACEHOLDER.finditer(title):
            if held[1] not in indicator.parameters:
                yield TITLE_PLACEHOLDER.at(at.within(*held.span()), placeholder=held[1])


def formulas_use_their_parameters(look: Look) -> Iterator[Diagnostic]:
    """Every parameter stands in the formula: without it all series are the same number."""
    for indicator in look.declared:
        tree = parse(indicator.formula.text, at=indicator.formula.at).value if indicator.parameters else None
        for parameter in indicator.parameters if tree is not None else ():
            if tree is not None and parameter not in names(tree):
                at = look.of(indicator, "for_each", parameter)
                yield PARAMETER_UNUSED.at(at, indicator=indicator.template, parameter=parameter)


def cases_expect_something(look: Look) -> Iterator[Diagnostic]:
    """A case without an expectation cannot fail."""
    for case in look.catalogue.cases:
        if case.expect is None and not case.expect_organisations:
            yield CASE_EXPECTS_NOTHING.at(case.at, indicator=case.subject)


CHECKS = (titles_name_their_parameters, formulas_use_their_parameters, cases_expect_something)
