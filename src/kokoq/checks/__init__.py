"""What was reported, held against itself: stages of checks, each a visible tuple of generator functions.

A check yields findings and changes nothing. The first stage, single cells, was judged as they were read
(``collect``). An organisation with errors in a stage is left out of the later ones of that period: those may assume
that the earlier ones held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kokoq.checks import blank_rows, checklists, organisation, peers, periods, rows
from kokoq.checks.inspection import Inspection
from kokoq.compute.levels import Units, base_units
from kokoq.compute.stage import Stage
from kokoq.diagnostics import Diagnostic, Severity
from kokoq.model import Organisation, Period, Settings, severities
from kokoq.observations import Observations
from kokoq.plan import Plan

Check = Callable[[Inspection], Iterator[Diagnostic]]
Stages = tuple[tuple[Check, ...], ...]

OF_ONE: Stages = ((*rows.CHECKS, *checklists.CHECKS), organisation.CHECKS)
"""The stages that look at every organisation by itself: of thousands, at some at a time."""
OF_ALL: Stages = ((*peers.CHECKS, *blank_rows.AMONG_PEERS), (*periods.CHECKS, *blank_rows.OVER_YEARS))
"""Those that hold organisations against others."""
AT_A_TIME = 256
"""So many units are looked at by themselves together: of each all figures are put together."""


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
    everybody = base_units(organisations, plan.catalogue, settings, municipalities)
    own, before, told = severities(settings.severity), tuple(found), list[Diagnostic]()
    faulty = {period: _stopped(before, period, own) - {""} for period in sorted(periods)}
    for units, stages in _turns(everybody):
        seen = observations if units is everybody else observations.of(units.index)
        looks: dict[Period, Inspection] = {}
        for period in faulty:
            earlier = looks.get(period.previous())
            stage = Stage(plan, seen, units, period, earlier.stage if earlier else None)
            looks[period] = Inspection(stage, settings, earlier, apart)
        for period, look in looks.items():
            told += _inspected(look, stages, faulty[period])
    return tuple(told)


def _turns(everybody: Units) -> Iterator[tuple[Units, Stages]]:
    """Who is looked at together in which stages."""
    if everybody.size <= AT_A_TIME:
        yield everybody, (*OF_ONE, *OF_ALL)
        return
    yield from ((some, OF_ONE) for some in everybody.some(AT_A_TIME))
    yield everybody, OF_ALL


def _inspected(look: Inspection, stages: Stages, faulty: set[str]) -> Iterator[Diagnostic]:
    """The stages one after the other, each for the units that had no error so far; ``faulty`` are those that had."""
    own = severities(look.settings.severity)
    for stage in stages:
        findings = [d for check in stage for d in check(look) if d.unit not in faulty]
        yield from findings
        faulty |= _stopped(findings, look.period, own)


def _stopped(findings: Iterable[Diagnostic], period: Period, own: Mapping[str, Severity]) -> set[str]:
    """The units of which there are errors in a period."""
    return {d.unit for d in findings if d.period == period.text and d.weighed(own).severity is Severity.ERROR}
