"""A catalogue, or one of its regulations, as the parts of a text: the six parts, passports, appendices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kokoq.diagnostics import Cell, KokoqError
from kokoq.language import Language
from kokoq.model import Kind, Regulation
from kokoq.plan import Plan
from kokoq.reports.contract import Method
from kokoq.reports.definitions.methodology import methodology
from kokoq.reports.definitions.profiles import ban_words
from kokoq.reports.definitions.zones import jumps_words, recommended, zones_words
from kokoq.reports.document.appendices import appendices
from kokoq.reports.document.contract import (
    Chapter,
    DocumentView,
    Fraction,
    Item,
    PassportShown,
    RegulationText,
    TableShown,
)
from kokoq.reports.document.dates import collected, day
from kokoq.reports.facts import Facts, declared_facts
from kokoq.reports.sections.clusters import clustering_words
from kokoq.rules import UNKNOWN_REGULATION
from kokoq.spelling import closest


def document_view(plan: Plan, language: Language, *, regulation: str = "") -> DocumentView:
    """The text of the catalogue, or of one regulation by its id or code; ``KokoqError`` (KQ921) where there is none."""
    facts = declared_facts(plan, language)
    catalogue = facts.catalogue
    chosen = tuple(r for r in catalogue.regulations if regulation in ("", r.id, r.code))
    if not chosen:
        known = tuple(name for r in catalogue.regulations for name in (r.id, r.code))
        close = closest(regulation, known) or known
        raise KokoqError(UNKNOWN_REGULATION.at(Cell("--regulation"), name=regulation, close=close))
    methods = {method.indicator: method for method in methodology(facts)}
    return DocumentView(
        id=catalogue.id,
        title=chosen[0].title if regulation else catalogue.title,
        issuer=catalogue.issuer,
        acts=tuple(facts.act(act, whole=True) for act in catalogue.acts),
        general=tuple(_general(facts)),
        regulations=tuple(_regulation(facts, r, methods) for r in chosen),
        appendices=tuple(appendices(facts, chosen)),
    )


def _general(facts: Facts) -> Iterator[Chapter]:
    """What holds for all directions; what is not declared is left out."""
    catalogue = facts.catalogue
    said = {
        "principles": catalogue.principles,
        "terms": tuple(f"{term} — {meaning}" for term, meaning in catalogue.terms.items()),
        "organisations": tuple(catalogue.organisation_types.values()),
        "tags": tuple(catalogue.tags.values()),
        "levels": tuple(catalogue.levels.values()),
        "policies": tuple(ban_words(facts)),
        "zones": tuple(zones_words(facts)),
        "clusters": tuple(_clusterings(facts)),
    }
    return (Chapter(facts.language.say(f"document.general.{key}"), texts) for key, texts in said.items() if texts)


def _clusterings(facts: Facts) -> Iterator[str]:
    for each in facts.catalogue.clusters.values():
        title = facts.language.say("formula.prose.quoted", it=each.title)
        yield f"{title}. {clustering_words(facts, each)}"


def _regulation(facts: Facts, regulation: Regulation, methods: dict[str, Method]) -> RegulationText:
    def part(name: str, **content: object) -> Chapter:
        return Chapter(facts.language.say(f"document.part.{name}"), **content)  # type: ignore[arg-type] # one of three

    return RegulationText(
        id=regulation.id,
        code=regulation.code,
        title=regulation.title,
        block=facts.catalogue.blocks.get(regulation.block, regulation.block),
        act=facts.cite(regulation.act),
        parts=(
            part("goals", texts=tuple(goal.text for goal in regulation.goals)),
            part("tasks", texts=regulation.tasks),
            part("indicators", table=_indicators(facts, regulation, methods)),
            part("methods", items=tuple(_items(facts, _collection(facts, regulation)))),
            part("periodicity", items=tuple(_items(facts, _dates(facts, regulation)))),
            part("criteria", texts=regulation.criteria),
        ),
        passports=tuple(_passport(facts, regulation, methods[i]) for i in regulation.indicators),
    )


def _items(facts: Facts, said: dict[str, tuple[str, ...]]) -> Iterator[Item]:
    """The named texts; those that are empty are left out."""
    for key, texts in said.items():
        kept = tuple(text for text in texts if text)
        if kept:
            yield Item(facts.language.say(f"document.item.{key}"), kept)


def _indicators(facts: Facts, regulation: Regulation, methods: dict[str, Method]) -> TableShown:
    say = facts.language.say
    columns = ("report.column.code", "report.column.indicator", "document.item.unit", "document.item.better")
    rows = tuple((i.code, i.title, _unit(facts, i.id), methods[i.id].better) for i in facts.indicators(regulation))
    return TableShown(tuple(say(key) for key in columns), (20, 46, 13, 21), rows)


def _unit(facts: Facts, indicator: str) -> str:
    """«%», «чел.», or the kind where a value has no unit of its own («наличие»)."""
    shown = facts.origin(facts.catalogue.indicators[indicator])
    if shown.kind in (Kind.SHARE, Kind.ORGANISATIONS_SHARE):
        return "%"
    return facts.typesetter.unit(shown) or facts.say(f"kind.{shown.kind}")


def _collection(facts: Facts, regulation: Regulation) -> dict[str, tuple[str, ...]]:
    by = facts.language.say(f"document.by.{regulation.collected_by}") if regulation.collected_by else ""
    return {"methods": regulation.collection, "processing": regulation.processing, "by": (by,)}


def _dates(facts: Facts, regulation: Regulation) -> dict[str, tuple[str, ...]]:
    return {
        "every": (facts.language.say(f"document.every.{regulation.every}"),),
        "collect": (collected(regulation, facts.language),),
        "submit": (day(regulation.submit, facts.language),),
        "responsible": (regulation.responsible,),
        "experts": ("; ".join(regulation.experts),),
    }


def _passport(facts: Facts, regulation: Regulation, method: Method) -> PassportShown:
    indicator = facts.catalogue.indicators[method.indicator]
    shown = facts.origin(indicator)
    every = facts.language.say(f"document.every.{regulation.every}")
    letters = facts.language.say("document.letter.numerator"), facts.language.say("document.letter.denominator")
    fraction = _fraction(facts, shown.kind, letters, divided=bool(method.denominator))
    sides = (method.numerator, method.denominator) if fraction and method.denominator else ("", "")
    said = {
        "unit": (_unit(facts, indicator.id),),
        "kind": (f"{method.kind}, {facts.say(f'group.{indicator.group}')}",),
        "sentence": (method.sentence,),
        "numerator": tuple(f"{letter} — {side}" for letter, side in zip(letters[:1], sides[:1], strict=True) if side),
        "denominator": tuple(f"{letter} — {side}" for letter, side in zip(letters[1:], sides[1:], strict=True) if side),
        "scope": (method.scope,),
        "sources": tuple(_sources(facts, facts.fields_of(shown))),
        "periodicity": ("; ".join(filter(None, (every, collected(regulation, facts.language)))),),
        "responsible": (regulation.responsible,),
        "better": (method.better,),
        "scale": (*method.scale, *_scale_source(facts, method)),
        "targets": tuple(f"{p}: {facts.typesetter.limit(shown, t)}" for p, t in sorted(shown.targets.items())),
        "jumps": tuple(jumps_words(facts, shown)),
        "examples": tuple(f"{'; '.join(e.given)} → {e.expected}" for e in method.examples),
        "recommend": tuple(recommended(facts, shown)),
        "act": (method.act,),
        "notes": method.notes,
        "remark": (method.remark,),
    }
    title = facts.language.say("document.item.fraction")
    return PassportShown(method.indicator, method.code, method.title, fraction, title, tuple(_items(facts, said)))


def _fraction(facts: Facts, kind: Kind, letters: tuple[str, str], *, divided: bool) -> Fraction | None:
    if kind is Kind.PRESENCE or not divided:
        return None
    percent = kind in (Kind.SHARE, Kind.ORGANISATIONS_SHARE)
    return Fraction(facts.language.say("document.letter.value"), *letters, "× 100\u00a0%" if percent else "")


def _scale_source(facts: Facts, method: Method) -> Iterator[str]:
    if method.illustrative:
        yield facts.say("note.illustrative")
    elif method.scale and method.scale_source:
        yield facts.language.say("document.scale_source", act=method.scale_source)


def _sources(facts: Facts, fields: Iterable[str]) -> Iterator[str]:
    """Every field as the form asks it, with its table."""
    for name in fields:
        field = facts.catalogue.fields[name]
        table = facts.catalogue.tables[field.table].title if field.table else ""
        title = facts.language.say("formula.prose.quoted", it=field.title)
        yield facts.language.say("document.of_table", field=title, table=table) if table else title
