"""What was reported, held against itself: stages of checks, each a visible tuple of generator functions.

A check yields findings and changes nothing. The first stage, single cells, was judged as they were read
(``collect``). An organisation with errors in a stage is left out of the later ones of that period: those may assume
that the earlier ones held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from kokoq.checks import checklists, organisation, peers, periods, rows
from kokoq.checks.inspection import Inspection
from kokoq.compute.levels import base_units
from kokoq.compute.stage import Stage
from kokoq.diagnostics import Diagnostic, Severity
from kokoq.model import Organisation, Period, Settings, severities
from kokoq.observations import Observations
from kokoq.plan import Plan

Check = Callable[[Inspection], Iterator[Diagnostic]]

STAGES: tuple[tuple[Check, ...], ...] = (
    (*rows.CHECKS, *checklists.CHECKS),
    organisation.CHECKS,
    peers.CHECKS,
    periods.CHECKS,
)


def run(
    plan: Plan,
    observations: Observations,
    organisations: Sequence[Organisation],
    *,
    periods: Iterable[Period],
    settings: Settings,
    found: Iterable[Diagnostic] = (),
    municipalities: Iterable[str] = (),
    apart: bool = False,
) -> tuple[Diagnostic, ...]:
    """The findings of every stage in every period; ``found`` are those of reading, the stage before.

    ``municipalities`` are those beside the ones of the organisations. Where municipalities stand ``apart``, the
    organisations of one are not held against those of another.
    """
    units = base_units(organisations, plan.catalogue, settings, municipalities)
    before = tuple(found)
    looks: dict[Period, Inspection] = {}
    for period in sorted(periods):
        earlier = looks.get(period.previous())
        stage = Stage(plan, observations, units, period, earlier.stage if earlier else None)
        looks[period] = Inspection(stage, settings, earlier, apart)
    return tuple(finding for look in looks.values() for finding in _inspected(look, before))


def _inspected(look: Inspection, before: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """The stages one after the other, each for the units that had no error so far."""
    period, own = look.period.text, severities(look.settings.severity)

    def stopped(findings: Iterable[Diagnostic]) -> set[str]:
        return {d.unit for d in findings if d.period == period and d.weighed(own).severity is Severity.ERROR}

    faulty = stopped(before) - {""}
    for stage in STAGES:
        findings = [d for check in stage for d in check(look) if d.unit not in faulty]
        yield from findings
        faulty |= stopped(findings)
