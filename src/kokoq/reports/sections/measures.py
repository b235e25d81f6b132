"""The decisions and measures of the register: what their indicators did since, and what is addressed to whom.

A change stands beside a measure without a word on cause: that is for who knows what else happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kokoq.decisions import Decision
from kokoq.language import Language
from kokoq.model import Indicator, Organisation
from kokoq.reports.contract import ChangeShown, Effect, MeasureShown
from kokoq.reports.facts import Facts, Unit
from kokoq.reports.tables.matrices import unit_title
from kokoq.reports.tables.regulation import change_shown
from kokoq.results import Result, Status


def measures(facts: Facts) -> tuple[MeasureShown, ...]:
    """The decisions that rest on earlier periods than the reported one, each with its indicators then and now."""
    before = (d for d in facts.assessment.deeds.decisions if d.precedes(facts.assessment.period))
    return tuple(_measure(facts, d, tuple(_effects(facts, d))) for d in before)


def register(facts: Facts) -> tuple[MeasureShown, ...]:
    """The whole register; what rests on the reported period or a later one cannot have moved its indicators yet."""
    found = facts.assessment.deeds.decisions
    return tuple(
        _measure(facts, d, tuple(_effects(facts, d)) if d.precedes(facts.assessment.period) else ()) for d in found
    )


def measures_for(facts: Facts, organisation: Organisation) -> tuple[MeasureShown, ...]:
    """What of the register is addressed to an organisation, by its id or by what it is."""
    return tuple(_measure(facts, d, ()) for d in facts.assessment.deeds.decisions if d.is_for(organisation))


def addressee(decision: Decision, titles: Mapping[str, str]) -> str:
    """Whom a decision is addressed to, in words."""
    return "; ".join((*(titles[name] for name in decision.to), *filter(None, [decision.role])))


def _measure(facts: Facts, decision: Decision, effects: tuple[Effect, ...]) -> MeasureShown:
    return MeasureShown(
        number=decision.number,
        kind=facts.language.say(f"decision.kind.{decision.kind}"),
        action=decision.action,
        problem=decision.problem,
        to=addressee(decision, facts.addressees),
        responsible=decision.responsible,
        deadline=decision.deadline.text,
        basis=decision.basis,
        status=status_words(decision, facts.language),
        period=decision.period.text,
        effects=effects,
    )


def status_words(decision: Decision, language: Language) -> str:
    """«выполнено (20.05.2021)»."""
    text = language.say(f"decision.status.{decision.status}")
    return f"{text} ({language.date(decision.since)})" if decision.since else text


def _effects(facts: Facts, decision: Decision) -> Iterator[Effect]:
    for name in decision.indicators:
        indicator = facts.catalogue.indicators[name]
        for unit in _units(facts, decision, indicator):
            shown = facts.origin(indicator)
            before, after = _before(facts, decision, indicator, unit), facts.result(indicator, unit)
            yield Effect(
                code=indicator.code,
                title=indicator.title,
                unit=unit_title(facts, *unit),
                before=facts.language.say("decision.unknown") if before is None else _value(facts, shown, before),
                after=_value(facts, shown, after),
                change=_change(facts, decision, indicator, unit),
            )


def _units(facts: Facts, decision: Decision, indicator: Indicator) -> tuple[Unit, ...]:
    """The units that a decision is addressed to, where they have results; else the reported one."""
    levels = ("organisation", "type", "cluster")
    named = [(level, name) for name in decision.to for level in (*levels, name)]
    found = ((unit, facts.result(indicator, unit)) for unit in named)
    own = (unit for unit, result in found if result is not None and result.status is not Status.NOT_APPLICABLE)
    return tuple(own) or (facts.unit,)


def _before(facts: Facts, decision: Decision, indicator: Indicator, unit: Unit) -> Result | None:
    """The result of the period that was decided upon: computed beside, or kept in the archive."""
    computed = facts.result(indicator, unit, period=decision.period.text)
    kept = facts.assessment.deeds.kept
    return computed or kept.get(decision.period.text, *unit, facts.origin(indicator).id)


def _value(facts: Facts, indicator: Indicator, result: Result | None) -> str:
    return facts.typesetter.with_unit(indicator, facts.typesetter.value(indicator, result))


def _change(facts: Facts, decision: Decision, indicator: Indicator, unit: Unit) -> ChangeShown | None:
    if decision.period == facts.assessment.earlier:
        return change_shown(facts, indicator, unit)
    shown = facts.origin(indicator)
    since = facts.assessment.deeds.changes.get(decision.period.text, ())
    found = (c for c in since if (c.level, c.unit, c.indicator) == (*unit, shown.id))
    return facts.typesetter.change(shown, next(found, None))
