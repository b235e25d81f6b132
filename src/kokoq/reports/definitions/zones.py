"""Rules of problem zones in words: what they find, when, for which indicators, what is recommended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kokoq.formula.parser import parse
from kokoq.formula.zones import LEVEL, SIGNS, VALUE, asked_of
from kokoq.model import Catalogue, Dictionary, Expression, Field, Indicator, Type, ZoneRule
from kokoq.reports.definitions.scales import ConditionWords, peer_words
from kokoq.reports.facts import Facts
from kokoq.reports.tables.advice import advice_shown
from kokoq.reports.tables.breakdowns import key_title


def zones_words(facts: Facts) -> Iterator[str]:
    """Every rule of the catalogue, a paragraph each."""
    return (rule_words(facts, rule) for rule in facts.catalogue.zones.values())


def rule_words(facts: Facts, rule: ZoneRule) -> str:
    """«Качество падает: если … . Показатели: 1.5. Рекомендация: …»."""
    catalogue = facts.catalogue
    codes = [catalogue.indicators[id].code for id in asked_of(rule, catalogue)] if rule.indicators else []
    parts = [
        facts.say("zone.rule", title=rule.title, when=_said(facts, rule, rule.when)),
        *(
            facts.say("zone.named", name=name, words=_said(facts, rule, condition, named=False))
            for name, condition in rule.conditions.items()
        ),
        facts.say("zone.of", codes=", ".join(codes)) if codes else "",
        facts.say("zone.peers", peers=", ".join(peer_words(facts, p) for p in rule.peers)) if rule.peers else "",
        facts.say("zone.recommend", text=advice_shown(facts, rule.recommend)) if rule.recommend else "",
        facts.say("zone.illustrative") if rule.illustrative else facts.say("zone.source", act=facts.cite(rule.source)),
    ]
    return " ".join(part for part in parts if part)


def asking_words(facts: Facts, indicator: Indicator) -> Iterator[str]:
    """The rules that ask for an indicator, and the borders of its jumps."""
    asking = (z.rule for z in facts.assessment.plan.zones if facts.origin(indicator).id in z.trees)
    yield from (rule_words(facts, rule) for rule in asking)
    yield from jumps_words(facts, facts.origin(indicator))


def jumps_words(facts: Facts, indicator: Indicator) -> Iterator[str]:
    """From what distance results of neighbouring codes, or of the same learners, are a sign."""
    jumps = indicator.jumps
    if jumps is None:
        return
    key = key_title(facts.catalogue, indicator, jumps.by)
    for kind, border in (("neighbours", jumps.neighbours), ("cohort", jumps.cohort)):
        if border is not None:
            limit = facts.typesetter.difference(indicator, float(border)).lstrip("+")
            yield facts.say(f"zone.border_{kind}", by=key, border=limit)


def recommended(facts: Facts, indicator: Indicator) -> Iterator[str]:
    """The recommendations of an indicator; those of a rule behind the rule's title."""
    zones = facts.catalogue.zones
    for key, text in indicator.recommend.items():
        said = advice_shown(facts, text)
        yield facts.say("zone.own", rule=zones[key].title, text=said) if key in zones else said


def _said(facts: Facts, rule: ZoneRule, expression: Expression, *, named: bool = True) -> str:
    tree = parse(expression.text, at=expression.at).value
    if tree is None:
        return expression.text
    signs = {word: facts.say(f"zone.word.{word}") for word in SIGNS}
    names = frozenset(rule.conditions) if named else frozenset()
    return ConditionWords(facts, _with_words(facts), names, signs).say(tree)


def _with_words(facts: Facts) -> Catalogue:
    """The catalogue with the words of rules as if they were fields, so that the prose of formulas can name them."""
    catalogue = facts.catalogue
    levels = Dictionary(id=LEVEL, title=LEVEL, entries=catalogue.levels)
    anybody = Expression("organisation", catalogue.at)
    fields = {
        word: Field(
            id=word,
            title=facts.say(f"zone.word.{word}"),
            at=catalogue.at,
            asked=anybody,
            type=Type.SYMBOL if word == LEVEL else Type.PERCENT,
            dictionary=LEVEL if word == LEVEL else "",
        )
        for word in (VALUE, LEVEL, "place")
    }
    return replace(
        catalogue,
        fields={**catalogue.fields, **fields},
        dictionaries={**catalogue.dictionaries, LEVEL: levels},
    )
