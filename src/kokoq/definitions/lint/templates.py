"""Templates and worked cases: each series has a title and a formula of its own, each case says something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kokoq.definitions.lint.axis import SHARES
from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic
from kokoq.formula.parser import parse
from kokoq.formula.rows import names
from kokoq.model import Case, Expected
from kokoq.rules import (
    CASE_EXPECTS_NOTHING,
    PARAMETER_UNUSED,
    TITLE_PLACEHOLDER,
    TITLE_WITHOUT_PARAMETER,
    TOLERANCE_TOO_WIDE,
)

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
    """A case without an expectation cannot fail; nor can an organisation of it, or a breakdown, that has none."""
    for case in look.catalogue.cases:
        every = tuple(_expectations(case))
        if not any(_says(expected) for expected in every):
            yield CASE_EXPECTS_NOTHING.at(case.at, indicator=case.subject)
            continue
        for expected in every:
            if not _says(expected):
                yield CASE_EXPECTS_NOTHING.at(expected.at, indicator=case.subject)


def tolerances_let_cases_fail(look: Look) -> Iterator[Diagnostic]:
    """A tolerance is smaller than the number that it is for, and for shares than a half of the whole."""
    for case in look.catalogue.cases:
        indicator = look.catalogue.indicators.get(case.indicator)
        shares = {"share"} if indicator is None else {"value"} if indicator.kind in SHARES else set()
        for expected in _expectations(case):
            for what, number in expected.values.items() if expected.tolerance is not None else ():
                most = _HALF if what in shares else None
                if isinstance(number, Decimal) and _too_wide(expected.tolerance, number, most=most):
                    at = expected.places.get("tolerance", expected.at)
                    written = expected.percents.get(what, f"{number:f}")
                    yield TOLERANCE_TOO_WIDE.at(at, what=what, expected=written, tolerance=f"{expected.tolerance:f}")
                    break


_HALF = Decimal("0.5")


def _too_wide(tolerance: Decimal | None, number: Decimal, *, most: Decimal | None) -> bool:
    """Whether next to nothing would be told; of an expected nought that cannot be told unless the number is a share."""
    if tolerance is None:
        return False
    return (number != 0 and tolerance >= abs(number)) or (most is not None and tolerance >= most)


def _expectations(case: Case) -> Iterator[Expected]:
    """Everything that is expected, of all together, of organisations, and of the parts of each."""
    for expected in (*((case.expect,) if case.expect else ()), *case.expect_organisations.values()):
        yield expected
        yield from _parts(expected)


def _parts(expected: Expected) -> Iterator[Expected]:
    for part in expected.breakdown.values():
        yield part
        yield from _parts(part)


def _says(expected: Expected) -> bool:
    return bool(expected.values or expected.breakdown) or expected.findings is not None


CHECKS = (
    titles_name_their_parameters,
    formulas_use_their_parameters,
    cases_expect_something,
    tolerances_let_cases_fail,
)
