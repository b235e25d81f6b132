"""What is recommended to a unit: the text of a level or of a rule of problem zones, its words in braces filled in."""

from __future__ import annotations

from kokoq.model import PLACEHOLDERS, Indicator, Level
from kokoq.reports.facts import Facts, Unit
from kokoq.reports.tables.matrices import unit_title


def advice(facts: Facts, indicator: Indicator, unit: Unit, key: str, *, since: str = "") -> str:
    """The indicator's own text for a level or rule, else that of the rule; "" where there is none."""
    rule = facts.catalogue.zones.get(key)
    text = facts.origin(indicator).recommend.get(key) or (rule.recommend if rule else "")
    return _filled(facts, indicator, unit, text, since) if "{" in text else text


def advice_shown(facts: Facts, text: str) -> str:
    """A text that is addressed to nobody yet: words stand for what will be filled in."""
    for name in PLACEHOLDERS if "{" in text else ():
        text = text.replace(f"{{{name}}}", facts.say(f"placeholder.{name}"))
    return text


def _filled(facts: Facts, indicator: Indicator, unit: Unit, text: str, since: str) -> str:
    shown, printer = facts.origin(indicator), facts.typesetter
    result, change = facts.result(indicator, unit), facts.change(indicator, unit)
    before, difference = facts.earlier(indicator, unit), printer.change(shown, change)
    said = {
        "organisation": _name(facts, unit),
        "indicator": f"{indicator.code} {indicator.title}",
        "value": printer.with_unit(shown, printer.value(shown, result)),
        "before": printer.value(shown, before).text if before else facts.say("none"),
        "change": difference.text if difference else facts.say("none"),
        "level": printer.level(shown, result).text or facts.say("none"),
        "period": facts.period,
        "since": since or facts.period,
    }
    for name in PLACEHOLDERS:
        text = text.replace(f"{{{name}}}", said[name])
    return text


def _name(facts: Facts, unit: Unit) -> str:
    """What a unit is called in a text to it: an organisation by its short name."""
    own = next((o for o in facts.monitored if unit == (Level.ORGANISATION, o.id)), None)
    return unit_title(facts, *unit) if own is None else own.short or own.title
