"""Problem zones by declared rules, in words: whose, by which rule and numbers, since when, what is recommended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kokoq.formula.conditions import PLACE
from kokoq.formula.zones import WHOLE
from kokoq.model import Indicator, Level, Period
from kokoq.reports.contract import FoundByRule, RuleZone
from kokoq.reports.facts import Facts, Unit
from kokoq.reports.tables.advice import advice
from kokoq.reports.tables.breakdowns import key_entries
from kokoq.reports.tables.matrices import unit_title

if TYPE_CHECKING:
    from kokoq.assess.jumps import Jump
    from kokoq.assess.zones import Operand, Zone

_NEARLY = 0.005
"""A part of peers that would be printed as none of them."""


def rule_zones(facts: Facts, unit: Unit) -> tuple[RuleZone, ...]:
    """The zones of one unit, in the order of the rules."""
    found = facts.zones.get(unit, ())
    return tuple(zone_shown(facts, zone) for zone in found)


def found_by_rule(facts: Facts, units: Iterable[Unit], *, only: str = "") -> tuple[FoundByRule, ...]:
    """The zones of units (of an indicator alone, where one is named) by rule; rules that found nothing are left out."""
    found = [zone for unit in units for zone in rule_zones(facts, unit) if only in ("", zone.indicator)]
    by_rule = (
        FoundByRule(rule.id, rule.title, tuple(zone for zone in found if zone.rule == rule.id))
        for rule in facts.catalogue.zones.values()
    )
    return tuple(each for each in by_rule if each.zones)


def all_units(facts: Facts) -> tuple[Unit, ...]:
    """The reported unit and the organisations."""
    return (facts.unit, *((str(Level.ORGANISATION), o.id) for o in facts.monitored))


def zone_shown(facts: Facts, zone: Zone) -> RuleZone:
    """A zone, ready to be shown."""
    indicator, unit = facts.catalogue.indicators[zone.result.indicator], (zone.result.level, zone.result.unit)
    shown = facts.typesetter.value(indicator, zone.result)
    own = next((o for o in facts.monitored if unit == (Level.ORGANISATION, o.id)), None)
    return RuleZone(
        level_of=unit[0],
        unit_id=unit[1],
        unit=unit_title(facts, *unit) if own is None else own.short or own.title,
        page="" if own is None else facts.pages[own.id],
        rule=zone.rule,
        rule_title=facts.catalogue.zones[zone.rule].title,
        indicator=indicator.id,
        code=indicator.code,
        title=indicator.title,
        value=facts.typesetter.with_unit(indicator, shown),
        level=facts.typesetter.level(indicator, zone.result),
        numbers="; ".join(_numbers(facts, indicator, zone)),
        since=facts.say("zone.since" if zone.known_before else "zone.since_at_least", period=zone.since),
        recommend=advice(facts, indicator, unit, zone.rule, since=zone.since),
    )


def _numbers(facts: Facts, indicator: Indicator, zone: Zone) -> Iterator[str]:
    yield from (_operand(facts, indicator, operand) for operand in zone.operands)
    yield from (jump_words(facts, indicator, jump) for jump in zone.jumps)


def _operand(facts: Facts, indicator: Indicator, operand: Operand) -> str:
    """«2015/2016: 42,0 %», «1.5: 36,0 %», «не хуже, чем 25 % похожих», «у всех 72,6 %»."""
    if operand.name == PLACE:
        return place_words(facts, operand.value)
    if operand.name == WHOLE:
        return facts.say("zone.whole", value=facts.typesetter.number(indicator, operand.value))
    named = facts.catalogue.indicators[operand.name]
    period = Period(facts.period).previous(operand.back).text if operand.back else ""
    of = " ".join(filter(None, ("" if named is indicator else named.code, period)))
    return facts.say("zone.number", of=of, value=facts.typesetter.number(named, operand.value))


def place_words(facts: Facts, place: float) -> str:
    """A place among peers; nobody is «no worse than 0 %» of them."""
    if place in (0, 1):
        return facts.say("zone.first" if place else "zone.last")
    if not _NEARLY <= place < 1 - _NEARLY:
        return facts.say("zone.nearly_last" if place < _NEARLY else "zone.nearly_first")
    return facts.say("zone.place", place=facts.typesetter.fraction_percent(place, 0))


def jump_words(facts: Facts, indicator: Indicator, jump: Jump) -> str:
    """«4 → 5 −31,0 п. п.: 82,0 % и 51,0 %», and what else must be known."""
    titles = key_entries(facts.catalogue, indicator, indicator.jumps.by if indicator.jumps else "")
    first, last = (titles.get(code, code) for code in jump.codes)
    before, after = (facts.typesetter.number(indicator, value) for value in (jump.before, jump.after))
    return facts.say(
        "zone.jump_cohort" if jump.cohort else "zone.jump",
        first=first,
        last=last,
        before=before,
        after=after,
        difference=facts.typesetter.difference(indicator, jump.difference),
        chance=facts.say("zone.by_chance") if jump.by_chance else "",
    )
