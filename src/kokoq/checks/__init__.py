"""What was reported, held against itself: stages of checks, each a visible tuple of generator functions.

A check yields findings and changes nothing; single cells were judged as they were typed (``collect.typing``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kokoq.checks import organisations, rows
from kokoq.diagnostics import Diagnostic
from kokoq.model import Period
from kokoq.observations import Observations
from kokoq.plan import Plan

Check = Callable[[Plan, Observations, Period], Iterator[Diagnostic]]

STAGES: tuple[tuple[Check, ...], ...] = (rows.CHECKS, organisations.CHECKS)


def run(plan: Plan, observations: Observations, periods: Iterable[Period]) -> tuple[Diagnostic, ...]:
    """The findings of every stage in every period."""
    return tuple(
        finding
        for period in periods
        for stage in STAGES
        for check in stage
        for finding in check(plan, observations, period)
    )
