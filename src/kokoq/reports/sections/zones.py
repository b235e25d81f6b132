"""What to talk about first: problem zones with recommendations, and changes to the earlier period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kokoq.model import Indicator, Level
from kokoq.reports.contract import (
    ChangeLine,
    Changes,
    ChangeShown,
    IndicatorRow,
    LevelShown,
    Note,
    OrganisationZones,
    RegulationView,
    RegulationZones,
    Zone,
    Zones,
)
from kokoq.reports.facts import Facts, Unit
from kokoq.reports.tables.advice import advice
from kokoq.reports.tables.regulation import change_shown, is_worst


def zones(facts: Facts, regulations: Iterable[RegulationView]) -> Zones:
    """Indicators at the worst level: of the reported unit by regulation, then of each organisation, most first."""
    found = []
    for regulation in regulations:
        rows = (row for row in regulation.rows if is_worst(row, facts.catalogue.indicators[row.id]))
        worst = tuple(_zone(facts, row) for row in rows)
        if worst:
            found.append(RegulationZones(regulation.id, regulation.code, regulation.title, worst))
    own = [
        OrganisationZones(facts.name(o), n_scaled(facts, unit), worst)
        for o in facts.monitored
        if (worst := unit_zones(facts, unit := (str(Level.ORGANISATION), o.id)))
    ]
    units = (facts.unit, *((str(Level.ORGANISATION), o.id) for o in facts.monitored))
    return Zones(
        n=sum(len(r.zones) for r in found),
        regulations=tuple(found),
        organisations=tuple(sorted(own, key=lambda z: -len(z.zones))),
        judged=any(n_scaled(facts, unit) for unit in units),
    )


def unit_zones(facts: Facts, unit: Unit) -> tuple[Zone, ...]:
    """The problem zones of one unit, in the order of the catalogue; a duplicate is named once."""
    return tuple(_unit_zone(facts, i, unit, level) for i, level in _levels(facts, unit) if level.tone == "worst")


def unit_advice(facts: Facts, unit: Unit) -> tuple[Zone, ...]:
    """The indicators that are no problem zones of a unit, but of whose level something is recommended."""
    advised = ((i, level) for i, level in _levels(facts, unit) if i.recommend.get(level.id))
    return tuple(_unit_zone(facts, i, unit, level) for i, level in advised if level.tone != "worst")


def _levels(facts: Facts, unit: Unit) -> Iterator[tuple[Indicator, LevelShown]]:
    return ((i, facts.typesetter.level(i, facts.result(i, unit))) for i in _scaled(facts))


def _unit_zone(facts: Facts, indicator: Indicator, unit: Unit, level: LevelShown) -> Zone:
    change = _change_words(facts, change_shown(facts, indicator, unit))
    shown = facts.typesetter.with_unit(indicator, facts.typesetter.value(indicator, facts.result(indicator, unit)))
    recommended = advice(facts, indicator, unit, level.id)
    return Zone(indicator.id, indicator.code, indicator.title, shown, level, change, recommended)


def n_scaled(facts: Facts, unit: Unit) -> int:
    """How many indicators of a unit were given a level."""
    return sum(1 for i in _scaled(facts) if (r := facts.result(i, unit)) is not None and r.band)


def _zone(facts: Facts, row: IndicatorRow) -> Zone:
    change = _change_words(facts, row.change)
    return Zone(row.id, row.code, row.title, row.full, row.level, change, row.recommend)


def _change_words(facts: Facts, change: ChangeShown | None) -> str:
    """«изменение +2,3 п. п.», «без изменений», "" where there is nothing to compare with."""
    if change is None or not change.comparable:
        return ""
    return facts.say("direction.same") if change.direction == "same" else facts.say("page.change", change=change.text)


def _scaled(facts: Facts) -> Iterable[Indicator]:
    everything = (i for r in facts.catalogue.regulations for i in facts.indicators(r))
    return (i for i in everything if facts.scale(i) is not None and not i.same_as)


def changes(facts: Facts, regulations: Iterable[RegulationView]) -> Changes:
    """What became better and worse; a change that cannot be compared stands apart."""
    better, worse, caveats = [], [], []
    redefined: dict[str, list[str]] = {}
    same = neutral = 0
    for row in (row for regulation in regulations for row in regulation.rows):
        if row.change is None or facts.catalogue.indicators[row.id].same_as:
            continue
        line = ChangeLine(row.code, row.title, row.earlier, row.value.text, row.change)
        if row.change.redefined:
            redefined.setdefault(row.change.redefined, []).append(row.code)
        if not row.change.comparable:
            caveats.append(line)
        elif row.change.direction == "better":
            better.append(line)
        elif row.change.direction == "worse":
            worse.append(line)
        elif row.change.direction == "same":
            same += 1
        else:
            neutral += 1
    notes = tuple(Note(", ".join(codes), text) for text, codes in redefined.items())
    return Changes(tuple(better), tuple(worse), tuple(caveats), same, neutral, notes)
