"""The linter: what is wrong with definitions that can be read and computed, as a methodologist would object to them.

Assumes that loading found no error. A check is a generator over a ``Look``, named by the truth that it defends; the
checks of formulas run only where a plan could be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kokoq.definitions.lint import (
    advice,
    cases,
    clusters,
    codes,
    conditions,
    deadlines,
    dictionaries,
    duplicates,
    fields,
    goals,
    names,
    policies,
    scales,
    sides,
    structure,
    templates,
    totals,
    units,
    ways,
)
from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic

LintCheck = Callable[[Look], Iterator[Diagnostic]]

CHECKS: tuple[LintCheck, ...] = (
    *structure.CHECKS,
    *goals.CHECKS,
    *duplicates.CHECKS,
    *scales.CHECKS,
    *ways.CHECKS,
    *advice.CHECKS,
    *totals.CHECKS,
    *deadlines.CHECKS,
    *fields.CHECKS,
    *dictionaries.CHECKS,
    *names.CHECKS,
    *codes.CHECKS,
    *policies.CHECKS,
    *sides.CHECKS,
    *conditions.CHECKS,
    *templates.CHECKS,
    *units.CHECKS,
    *cases.CHECKS,
)
FORMULA_CHECKS: tuple[LintCheck, ...] = (
    *duplicates.FORMULA_CHECKS,
    *totals.FORMULA_CHECKS,
    *deadlines.FORMULA_CHECKS,
    *fields.FORMULA_CHECKS,
    *policies.FORMULA_CHECKS,
    *sides.FORMULA_CHECKS,
    *conditions.FORMULA_CHECKS,
    *clusters.FORMULA_CHECKS,
    *cases.FORMULA_CHECKS,
)


def lint(look: Look) -> Iterator[Diagnostic]:
    """Every objection to a catalogue."""
    for check in CHECKS if look.plan is None else (*CHECKS, *FORMULA_CHECKS):
        yield from check(look)
