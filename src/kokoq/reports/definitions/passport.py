"""What is declared, as plain text: a catalogue, a regulation, a profile, or the passport of an indicator."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from kokoq.diagnostics import Cell, KokoqError
from kokoq.language import Language
from kokoq.model import Indicator, Profile, Regulation
from kokoq.plan import Plan
from kokoq.reports.definitions.methodology import methodology
from kokoq.reports.definitions.profiles import parts_of, profile_words
from kokoq.reports.definitions.zones import asking_words
from kokoq.reports.facts import Facts, declared_facts
from kokoq.rules import UNKNOWN_INDICATOR
from kokoq.spelling import closest

WIDTH = 80


def passport(plan: Plan, subject: str, language: Language) -> str:
    """The catalogue ("" or its id), a regulation or an indicator by id or code, or a profile by its id.

    ``KokoqError`` (KQ907) for none of these.
    """
    facts = declared_facts(plan, language)
    catalogue = plan.catalogue
    if subject in ("", catalogue.id):
        return "\n".join(_catalogue(facts))
    for regulation in catalogue.regulations:
        if subject in (regulation.id, regulation.code):
            return "\n".join(_regulation(facts, regulation))
    if subject in catalogue.profiles:
        return "\n".join(_profile(facts, catalogue.profiles[subject]))
    found = [i for i in catalogue.indicators.values() if subject in (i.id, i.code, i.template)]
    if not found:
        raise KokoqError(UNKNOWN_INDICATOR.at(Cell(catalogue.id), name=subject, close=_close(plan, subject)))
    return "\n\n".join("\n".join(_indicator(facts, indicator)) for indicator in found)


def _close(plan: Plan, subject: str) -> tuple[str, ...]:
    catalogue = plan.catalogue
    known = [name for i in catalogue.indicators.values() for name in (i.id, i.code)]
    known += [name for r in catalogue.regulations for name in (r.id, r.code)]
    return closest(subject, [*known, *catalogue.profiles])


def _catalogue(facts: Facts) -> Iterator[str]:
    catalogue, say = facts.catalogue, facts.language.say
    yield from _wrap(f"{catalogue.title} ({catalogue.id})")
    yield from _wrap(catalogue.issuer)
    for act in catalogue.acts.values():
        yield from _wrap(facts.act(act.id, whole=True))
    yield ""
    for regulation in catalogue.regulations:
        n = say("passport.n_indicators", n=len(regulation.indicators))
        yield from _item(regulation.code, f"{regulation.title} ({regulation.id}): {n}")
    profiles = (f"{profile.title} ({profile.id})" for profile in catalogue.profiles.values())
    yield from _section(say("difference.profiles"), profiles)


def _regulation(facts: Facts, regulation: Regulation) -> Iterator[str]:
    say = facts.language.say
    yield from _wrap(f"{regulation.code} {regulation.title} ({regulation.id})")
    yield from _section(say("passport.act"), [facts.cite(regulation.act)])
    yield from _section(say("passport.goals"), [goal.text for goal in regulation.goals])
    yield from _section(say("passport.tasks"), regulation.tasks)
    yield from _section(say("passport.remark"), [regulation.remark])
    yield ""
    for indicator in facts.indicators(regulation):
        yield from _item(indicator.code, f"{indicator.title} ({indicator.id})")


def _indicator(facts: Facts, indicator: Indicator) -> Iterator[str]:
    say = facts.language.say
    method = next(m for m in methodology(facts) if m.indicator == indicator.id)
    fields = facts.catalogue.fields
    yield from _wrap(f"{method.code} {method.title} ({method.indicator})")
    shown = {
        "regulation": [method.regulation],
        "kind": [method.kind],
        "sentence": [method.sentence],
        "formula": [method.formula],
        "scope": [method.scope],
        "better": [method.better],
        "scale": [*method.scale, *([say("report.note.illustrative")] if method.illustrative else [])],
        "zones": list(asking_words(facts, indicator)),
        "act": [method.act],
        "fields": [f"{name}: {fields[name].title}" for name in facts.fields_of(indicator)],
        "notes": list(dict.fromkeys(n for n in method.notes if n != say("report.note.illustrative"))),
        "remark": [method.remark],
        "examples": [f"{'; '.join(e.given)} → {e.expected}" for e in method.examples],
    }
    for name, texts in shown.items():
        yield from _section(say(f"passport.{name}"), texts)


def _profile(facts: Facts, profile: Profile) -> Iterator[str]:
    say = facts.language.say
    yield from _wrap(f"{profile.title} ({profile.id})")
    for name, texts in profile_words(facts, profile).items():
        yield from _section(say(f"profile.side.{name}"), texts)
    yield f"{say('profile.parts')}:"
    for part in parts_of(facts, profile):
        line = say("profile.part_line", title=part.title, weight=part.weight, share=part.share)
        indent = "  " * (part.depth + 1)
        yield from _wrap(f"{indent}- {'; '.join((line, *part.notes))}", rest=f"{indent}  ")


def _section(title: str, texts: Iterable[str]) -> Iterator[str]:
    said = [text for text in texts if text]
    if len(said) == 1:
        yield from _wrap(f"{title}: {said[0]}", rest="  ")
    elif said:
        yield f"{title}:"
        for text in said:
            yield from _wrap(f"  - {text}", rest="    ")


def _item(code: str, text: str) -> list[str]:
    return _wrap(f"{code:<8} {text}", rest=" " * 9)


def _wrap(text: str, rest: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)
