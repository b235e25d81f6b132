"""What changed of regulations, the data dictionary and the catalogue itself, each side in the words of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from kokoq.definitions.difference import Difference
from kokoq.definitions.part_difference import PartChange, PartKind, parts_of
from kokoq.definitions.verdict import Verdict
from kokoq.formula.parser import parse
from kokoq.model import Catalogue, Check, Expression, Field, Regulation, Table
from kokoq.reports.definitions.methodology import scope_words
from kokoq.reports.definitions.profiles import ban_words
from kokoq.reports.definitions.scales import valid_words
from kokoq.reports.difference.contract import PartLine, PartSection, Side
from kokoq.reports.difference.parts import (
    answer_words,
    asked_words,
    enum_words,
    exempt_rows,
    grid_words,
    level_words,
    limit_words,
    pair_words,
    rounding_words,
    row_words,
    whole_words,
)
from kokoq.reports.document.dates import collected, day
from kokoq.reports.facts import Facts
from kokoq.reports.sections.clusters import clustering_words

Printer = Callable[..., Iterable[str]]  # of the facts and a part, whose class its kind says


def part_sections(found: Difference, old: Facts, new: Facts) -> Iterator[PartSection]:
    """Every part that is not as it was, by kind."""
    for part, changes in groupby(found.parts, key=lambda change: change.part):
        title = new.language.say(f"difference.part.{part}")
        yield PartSection(title, tuple(_line(change, old, new) for change in changes))


def _line(change: PartChange, old: Facts, new: Facts) -> PartLine:
    last = old if change.change == "removed" else new
    declared = parts_of(change.part, last.catalogue)[change.id]
    return PartLine(
        part=change.part,
        id=change.id or last.catalogue.id,
        title=f"{declared.code} {declared.title}" if isinstance(declared, Regulation) else declared.title,
        change=change.change,
        change_text=new.language.say(f"difference.part_change.{change.change}"),
        verdict=change.verdict,
        reason=_reason(new, change),
        sides=tuple(_side(change, name, old, new) for name in change.effects),
    )


def _reason(facts: Facts, change: PartChange) -> str:
    say = facts.language.say
    if change.change != "changed":
        return say(f"difference.part_reason.{change.change}")
    if change.verdict is Verdict.COMPARABLE:
        return say("difference.part_reason.same")
    why = "; ".join(dict.fromkeys(say(f"difference.reason.{REASONS.get(cause, cause)}") for cause in change.causes))
    return f"{say(f'difference.part_reason.{change.verdict}')} {why[:1].upper()}{why[1:]}."


def _side(change: PartChange, name: str, old: Facts, new: Facts) -> Side:
    printer = PRINTED[change.part][name]
    said = [printer(facts, parts_of(change.part, facts.catalogue)[change.id]) for facts in (old, new)]
    return Side(name, new.language.say(f"difference.side.{name}"), *pair_words(new, *said))


REASONS: Mapping[str, str] = {
    "units": "printed",
    "every": "periodicity",
    "collect": "dates",
    "known": "dates",
    "answer": "fields",
    "asked": "fields",
    "question": "questions",
    "part_of": "wholes",
    "not_for": "rows",
    "keys": "table",
    "title": "labels",
    "aliases": "entries",
    "expect": "checks",
    "scope": "checks",
    "number": "clusters",
}
"""Side of a part → the facet, or other word, whose reason is its own; the others have one of their name."""


def _titles(entries: Mapping[str, str]) -> Iterator[str]:
    return (f"{id} — {title}" for id, title in entries.items())


def _rounding(facts: Facts, catalogue: Catalogue) -> Iterator[str]:
    for each in catalogue.roundings:
        words = rounding_words(facts, each.digits, each.mode)
        yield ", ".join((*valid_words(facts, each.valid_from, each.valid_to), *words))


def _acts(facts: Facts, catalogue: Catalogue) -> Iterator[str]:
    for act in catalogue.acts.values():
        yield f"{act.id} — {facts.act(act.id, whole=True)}"
        yield from (f"{act.id}, {number} — {title}" for number, title in act.appendices.items())


def _severities(facts: Facts, catalogue: Catalogue) -> Iterator[str]:
    for code, own in catalogue.severity.items():
        yield f"{code} — {enum_words(facts, 'Severity', own.severity)}: {own.reason}"


def _goals(facts: Facts, regulation: Regulation) -> Iterator[str]:
    for goal in regulation.goals:
        codes = ", ".join(facts.catalogue.indicators[id].code for id in goal.indicators)
        yield f"{goal.text} ({codes})" if codes else goal.text


def _by(facts: Facts, regulation: Regulation) -> Iterator[str]:
    if regulation.collected_by:
        yield facts.language.say(f"document.by.{regulation.collected_by}")


def _topic(facts: Facts, of: Field | Table) -> Iterable[str]:
    return [facts.catalogue.topics.get(of.topic, of.topic)]


def _labels(_: Facts, table: Table) -> Iterator[str]:
    yield table.title
    yield from _titles({key.id: key.title for key in table.keys})


def _expected(facts: Facts, check: Check) -> Iterator[str]:
    yield check.expect.text
    if check.table:
        yield facts.catalogue.tables[check.table].title


def _whom(facts: Facts, scope: Expression | None) -> Iterable[str]:
    tree = None if scope is None else parse(scope.text, at=scope.at).value
    return [] if tree is None else [scope_words(facts, tree)]


PRINTED: Mapping[PartKind, Mapping[str, Printer]] = {
    PartKind.CATALOGUE: {
        "levels": level_words,
        "units": lambda _, c: _titles(c.units),
        "rounding": _rounding,
        "organisation_types": lambda _, c: _titles(c.organisation_types),
        "tags": lambda _, c: _titles(c.tags),
        "terms": lambda _, c: _titles(c.terms),
        "id": lambda _, c: [c.id],
        "title": lambda _, c: [c.title],
        "issuer": lambda _, c: [c.issuer],
        "region": lambda _, c: [c.region],
        "acts": _acts,
        "valid": lambda facts, c: valid_words(facts, c.valid_from, c.valid_to),
        "blocks": lambda _, c: _titles(c.blocks),
        "topics": lambda _, c: _titles(c.topics),
        "principles": lambda _, c: c.principles,
        "policies": lambda facts, _: ban_words(facts),
        "retired": lambda _, c: _titles(c.retired),
        "severity": _severities,
        "remarks": lambda _, c: c.remarks,
    },
    PartKind.REGULATION: {
        "every": lambda facts, r: [facts.language.say(f"document.every.{r.every}")],
        "collect": lambda facts, r: [collected(r, facts.language)],
        "methods": lambda _, r: r.collection,
        "by": _by,
        "title": lambda _, r: [r.title],
        "code": lambda _, r: [r.code],
        "block": lambda facts, r: [facts.catalogue.blocks.get(r.block, r.block)],
        "act": lambda facts, r: [facts.cite(r.act)],
        "goals": _goals,
        "tasks": lambda _, r: r.tasks,
        "processing": lambda _, r: r.processing,
        "responsible": lambda _, r: [r.responsible],
        "experts": lambda _, r: r.experts,
        "submit": lambda facts, r: [day(r.submit, facts.language)],
        "criteria": lambda _, r: r.criteria,
        "max_points": lambda facts, r: [] if r.max_points is None else [facts.typesetter.amount(float(r.max_points))],
        "remark": lambda _, r: [r.remark],
    },
    PartKind.FIELD: {
        "answer": answer_words,
        "asked": lambda facts, f: [asked_words(facts, f)],
        "question": lambda _, f: [f.title, f.hint],
        "limits": lambda facts, f: [limit_words(facts, f)],
        "part_of": lambda facts, f: [whole_words(facts, f)],
        "evidence": lambda facts, f: [facts.language.say("document.evidence")] if f.evidence else [],
        "not_for": exempt_rows,
        "known": lambda facts, f: [day(f.known, facts.language)],
        "topic": _topic,
    },
    PartKind.TABLE: {
        "keys": grid_words,
        "asked": lambda facts, t: [scope_words(facts, facts.assessment.plan.asked[t.id])],
        "labels": _labels,
        "rows": row_words,
        "topic": _topic,
    },
    PartKind.DICTIONARY: {
        "title": lambda _, d: [d.title],
        "entries": lambda _, d: _titles(d.entries),
        "aliases": lambda _, d: (f"{alias} → {code}" for alias, code in d.aliases.items()),
    },
    PartKind.CHECK: {
        "expect": _expected,
        "scope": lambda facts, c: _whom(facts, c.scope),
        "title": lambda _, c: [c.title],
        "severity": lambda facts, c: [enum_words(facts, "Severity", c.severity)],
        "act": lambda facts, c: [facts.cite(c.act)],
    },
    PartKind.CLUSTERING: {
        "number": lambda facts, c: [clustering_words(facts, c)],
        "title": lambda _, c: [c.title],
    },
}
"""Kind of part → name of a side → how what is declared of it reads."""
