"""The cycle of management, step by step: from goals to what the measures did, and how far each step has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kokoq.decisions import Decision, DeedKind, DeedStatus
from kokoq.reports.contract import Coverage, CycleStep, MeasureShown, RegulationView, Zones
from kokoq.reports.facts import Facts


def cycle(
    facts: Facts,
    regulations: tuple[RegulationView, ...],
    *,
    coverage: Coverage,
    zones: Zones,
    measures: tuple[MeasureShown, ...],
) -> tuple[CycleStep, ...]:
    """The nine steps, each with what is there of what should be."""
    found = (
        *_declared(facts, regulations),
        ("monitoring", coverage.n_submitted, coverage.n_expected),
        ("analysis", *_compared(regulations)),
        ("recommendations", *_advised(zones)),
        *_decided(facts.assessment.deeds.decisions),
        ("effect", *_followed(measures)),
    )
    return tuple(_step(facts, *one, judged=zones.judged) for one in found)


def _step(facts: Facts, name: str, n: int, total: int, *, judged: bool) -> CycleStep:
    calm = name == "recommendations" and judged
    status = _status(name, n, total, calm=calm)
    say = facts.language.say
    without = name if calm or name != "recommendations" else "levels"
    text = say(f"cycle.of.{name}", n_of_n=facts.typesetter.n_of_n(n, total)) if total else say(f"cycle.no.{without}")
    return CycleStep(say(f"cycle.step.{name}"), text, status, say(f"cycle.status.{status}"))


def _status(name: str, n: int, total: int, *, calm: bool) -> str:
    """Where it is ``calm``, judged and without problem zones, nothing has to be recommended.

    What is decided is begun, even if nothing is done yet.
    """
    if n == total:
        return "done" if total or calm else "none"
    return "partly" if n or name in ("measures", "decisions") else "none"


def _declared(facts: Facts, regulations: Iterable[RegulationView]) -> Iterator[tuple[str, int, int]]:
    declared = facts.catalogue.regulations
    goals = [goal for regulation in declared for goal in regulation.goals]
    yield "goals", sum(1 for goal in goals if goal.indicators), len(goals)
    rows = [row for regulation in regulations for row in regulation.rows]
    yield "indicators", sum(1 for row in rows if not row.value.absent), len(rows)
    yield "methods", sum(1 for r in declared if r.collection and r.processing), len(declared)


def _compared(regulations: Iterable[RegulationView]) -> tuple[int, int]:
    rows = [row for regulation in regulations for row in regulation.rows if not row.value.absent]
    return sum(1 for row in rows if row.change is not None), len(rows)


def _advised(zones: Zones) -> tuple[int, int]:
    """The problem zones of the unit and of its organisations, those of which something is recommended."""
    found = [zone for regulation in zones.regulations for zone in regulation.zones]
    found += [zone for organisation in zones.organisations for zone in organisation.zones]
    return sum(1 for zone in found if zone.recommend), len(found)


def _decided(decisions: tuple[Decision, ...]) -> Iterator[tuple[str, int, int]]:
    """Measures and recommendations, then decisions: those done, of all that were not cancelled."""
    standing = [d for d in decisions if d.status is not DeedStatus.CANCELLED]
    for name, kinds in (
        ("measures", (DeedKind.MEASURE, DeedKind.RECOMMENDATION)),
        ("decisions", (DeedKind.DECISION,)),
    ):
        own = [d for d in standing if d.kind in kinds]
        yield name, sum(1 for d in own if d.status is DeedStatus.DONE), len(own)


def _followed(measures: Iterable[MeasureShown]) -> tuple[int, int]:
    """Measures on earlier periods, those of which it can be said what each of their indicators did."""
    named = [measure for measure in measures if measure.effects]
    return sum(1 for m in named if all(e.change is not None for e in m.effects)), len(named)
