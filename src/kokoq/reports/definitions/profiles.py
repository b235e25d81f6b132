"""What is declared of a profile, in words: what it is for, its parts with weights, what becomes of what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from kokoq.model import Band, Combine, Expression, Node, Policy, Profile, Purpose
from kokoq.reports.definitions.methodology import scope_words
from kokoq.reports.facts import Facts


class PartWords(NamedTuple):
    """A part of a profile: ``weight`` beside its siblings («2»), ``share`` of the whole («20 %»), what holds of it."""

    title: str
    depth: int
    weight: str
    share: str
    notes: tuple[str, ...]


def profile_words(facts: Facts, profile: Profile) -> dict[str, tuple[str, ...]]:
    """Name of a side (a key under ``profile.side``) → what is declared of it; sides of nothing are left out."""
    say, typesetter = facts.language.say, facts.typesetter
    lacking = tuple(dict.fromkeys(lacking_words(facts, profile, node) for node in profile.tree.walk() if not node.of))
    said: dict[str, tuple[str, ...]] = {
        "purpose": (purpose_words(facts, profile.purpose),),
        "scope": (whom_words(facts, profile.scope),),
        "lacking": lacking if len(lacking) == 1 else (),
        "minimum": (typesetter.percent(float(profile.minimum)) if profile.minimum else "",),
        "levels": tuple(level_words(facts, band) for band in profile.levels),
        "factors": tuple(f"{whom_words(facts, who)}: × {typesetter.amount(float(n))}" for who, n in profile.factors),
        "bonus": tuple(
            say("profile.bonus", title=facts.catalogue.indicators[id].title, part=typesetter.percent(float(part)))
            for id, part in profile.bonus.items()
        ),
        "bans": tuple(banned_words(facts, profile.purpose)),
        "source": (say("report.page.own_weights") if profile.illustrative else facts.cite(profile.source),),
    }
    kept = {name: tuple(filter(None, texts)) for name, texts in said.items()}
    return {name: texts for name, texts in kept.items() if texts}


def parts_of(facts: Facts, profile: Profile) -> Iterator[PartWords]:
    """The parts in their order, each above those of which it is made; of a regulation taken whole, one line."""
    ways = {lacking_words(facts, profile, node) for node in profile.tree.walk() if not node.of}
    yield from _below(facts, profile, profile.tree, Fraction(1), 0, say_lacking=len(ways) > 1)


def _below(
    facts: Facts, profile: Profile, node: Node, share: Fraction, depth: int, *, say_lacking: bool
) -> Iterator[PartWords]:
    whole = sum((Fraction(below.weight) for below in node.of), Fraction(0))
    for below in node.of:
        own = share * Fraction(below.weight) / whole if whole else Fraction(0)
        yield PartWords(
            title=node_title(facts, below),
            depth=depth,
            weight=facts.typesetter.amount(float(below.weight)),
            share=facts.typesetter.fraction_percent(float(own), 1),
            notes=tuple(_notes(facts, profile, below, say_lacking=say_lacking)),
        )
        if below.by is not Combine.SUMS:
            yield from _below(facts, profile, below, own, depth + 1, say_lacking=say_lacking)


def _notes(facts: Facts, profile: Profile, node: Node, *, say_lacking: bool) -> Iterator[str]:
    if node.by is Combine.SUMS:
        yield facts.language.say("profile.sums", n=sum(not below.of for below in node.walk()))
    if say_lacking and not node.of:
        yield lacking_words(facts, profile, node)
    if node.exempt is not None:
        yield facts.language.say("profile.exempt", whom=whom_words(facts, node.exempt))


def node_title(facts: Facts, node: Node) -> str:
    """«1.1.03 Доля выпускников…» of an indicator, the title of a part."""
    return node.title or (facts.catalogue.indicators[node.indicator].label if node.indicator else node.id)


def lacking_words(facts: Facts, profile: Profile, node: Node) -> str:
    """What becomes of the weight of a part without a score."""
    to = next((each for each in profile.tree.walk() if node.to and each.id == node.to), None)
    if to is not None:
        return facts.language.say("profile.lacking.to", to=node_title(facts, to))
    return facts.language.say(f"profile.lacking.{node.lacking}")


def whom_words(facts: Facts, who: Expression | None) -> str:
    """A scope in the titles of types and tags; "" for everybody."""
    return scope_words(facts, facts.assessment.plan.scopes[who.text]) if who is not None else ""


def level_words(facts: Facts, band: Band) -> str:
    """«не менее 85 % — уровень высокий»."""
    limit = facts.typesetter.percent(float(band.limit)) if band.limit is not None else ""
    level = facts.say("of_level", level=facts.catalogue.levels.get(band.level, band.level))
    return facts.say("band", condition=facts.say(f"condition.{band.op}", limit=limit), outcome=level)


def purpose_words(facts: Facts, purpose: str) -> str:
    """«оценка руководителя»."""
    return facts.language.say(f"docs.definitions.enum.Purpose.{purpose}")


def banned_words(facts: Facts, purpose: str) -> Iterator[str]:
    """What a profile of the purpose may not rest on, with the decision."""
    for policy in facts.catalogue.policies:
        if not policy.purposes or purpose in policy.purposes:
            yield _by_act(facts, _results(facts, policy), policy)


def ban_words(facts: Facts) -> Iterator[str]:
    """What results may not be used for, one sentence a ban."""
    for policy in facts.catalogue.policies:
        said = tuple(purpose_words(facts, each) for each in policy.purposes or tuple(Purpose))
        text = facts.language.say("document.policy", of=_results(facts, policy), profiles=said)
        yield _by_act(facts, text, policy)


def _results(facts: Facts, policy: Policy) -> str:
    """«Процедура: ВПР», «2.1 Средняя отметка ВПР»."""
    indicators, tables = facts.catalogue.indicators, facts.catalogue.tables.values()
    said = []
    for name, code in policy.forbid.items():
        key = next((key for table in tables for key in table.keys if key.id == name), None)
        if key is not None:
            said.append(f"{key.title}: {facts.catalogue.dictionaries[key.dictionary].entries.get(code, code)}")
        else:
            said.append(indicators[code].label if code in indicators else code)
    return ", ".join(said)


def _by_act(facts: Facts, text: str, policy: Policy) -> str:
    return f"{text} ({facts.act(policy.act)})" if policy.act else text
