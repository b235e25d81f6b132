"""What an indicator is defined by, facet by facet, in words: each side of a difference as its own catalogue says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from kokoq.definitions.facets import Facet, looked_at
from kokoq.model import Checklist, Dictionary, Field, Indicator, Regulation, Scale, Table
from kokoq.plan import references_of
from kokoq.reports.definitions.methodology import better_words, scope_words
from kokoq.reports.definitions.scales import scales_words, valid_words
from kokoq.reports.definitions.zones import asking_words
from kokoq.reports.difference.parts import (
    answer_words,
    asked_words,
    entries_words,
    enum_words,
    exempt_rows,
    grid_words,
    level_words,
    limit_words,
    pair_words,
    quoted,
    rounding_words,
    row_words,
    whole_words,
)
from kokoq.reports.document.dates import collected, day
from kokoq.reports.facts import Facts
from kokoq.reports.tables.advice import advice_shown


def sides_of(facet: Facet, old: tuple[Facts, Indicator], new: tuple[Facts, Indicator]) -> tuple[str, str]:
    """Both sides of a facet that differs, in words."""
    said = (DECLARED[facet](facts, _whose(facet, facts, indicator)) for facts, indicator in (old, new))
    return pair_words(new[0], *said, apart=facet in APART)


def _whose(facet: Facet, facts: Facts, indicator: Indicator) -> Indicator:
    return facts.origin(indicator) if facet in OF_ORIGIN else indicator


def _fields(facts: Facts, indicator: Indicator) -> tuple[Field, ...]:
    return tuple(facts.catalogue.fields[name] for name in facts.fields_of(indicator))


def _tables(facts: Facts, indicator: Indicator) -> tuple[Table, ...]:
    named = (indicator.table, *(field.table for field in _fields(facts, indicator)))
    return tuple(facts.catalogue.tables[name] for name in dict.fromkeys(named) if name)


def _dictionaries(facts: Facts, indicator: Indicator) -> tuple[Dictionary, ...]:
    keys = (key.dictionary for table in _tables(facts, indicator) for key in table.keys)
    named = (*(field.dictionary for field in _fields(facts, indicator)), *keys)
    return tuple(facts.catalogue.dictionaries[name] for name in dict.fromkeys(named) if name)


def _regulations(facts: Facts, indicator: Indicator) -> Iterator[Regulation]:
    """Its own, and those of the indicators that it names."""
    own = facts.regulation(indicator)
    others = {i.regulation for i in _others(facts, indicator)} - {own.id}
    yield own
    yield from (regulation for regulation in facts.catalogue.regulations if regulation.id in others)


def _others(facts: Facts, indicator: Indicator) -> tuple[Indicator, ...]:
    return tuple(facts.catalogue.indicators[id] for id in sorted(references_of(facts.assessment.plan, indicator.id)))


def _looked_at(facts: Facts, indicator: Indicator) -> tuple[Indicator, ...]:
    return tuple(facts.catalogue.indicators[id] for id in looked_at(facts.assessment.plan, indicator))


# --- what the value depends on ---


def _scope(facts: Facts, indicator: Indicator) -> Iterable[str]:
    return [scope_words(facts, facts.assessment.plan.series[indicator.id].scope)]


def _grids(facts: Facts, indicator: Indicator) -> Iterator[str]:
    """«„Оценочные процедуры“: procedure, subject, grade; общеобразовательная организация»."""
    for table in _tables(facts, indicator):
        asked = scope_words(facts, facts.assessment.plan.asked[table.id])
        yield f"{quoted(facts, table.title)}: {', '.join((*grid_words(facts, table), asked))}"


def _data(facts: Facts, indicator: Indicator) -> Iterator[str]:
    """«„Выпускники“ — целое число, чел., сумма, общеобразовательная организация»."""
    for field in _fields(facts, indicator):
        answer = ", ".join((*answer_words(facts, field), asked_words(facts, field)))
        yield f"{quoted(facts, field.title)} — {answer}"


def _periods(facts: Facts, indicator: Indicator) -> Iterator[str]:
    own = indicator.regulation
    for regulation in _regulations(facts, indicator):
        every = facts.language.say(f"document.every.{regulation.every}")
        yield every if regulation.id == own else f"{quoted(facts, regulation.title)}: {every}"


def _computed(facts: Facts, indicators: Iterable[Indicator]) -> Iterator[str]:
    """What the values of others depend on, each thing with the code of its indicator."""
    for indicator in indicators:
        yield indicator.label
        for facet in COMPUTED:
            yield from (f"{indicator.code}: {text}" for text in DECLARED[facet](facts, indicator) if text)


COMPUTED = (Facet.FORMULA, Facet.SCOPE, Facet.KIND, Facet.TABLE, Facet.FIELDS, Facet.MISSING, Facet.UNIT)


# --- what is made of it ---


def _scales(facts: Facts, indicator: Indicator) -> Iterator[str]:
    yield from scales_words(facts, indicator)
    for scale in indicator.scales:
        match scale.method:
            case Checklist(position=position, expert=expert, comment=comment, evidence=evidence):
                columns = {"position": [position], "expert": [expert], "comment": [comment], "evidence": evidence}
                for column, names in columns.items():
                    named = ", ".join(_column(facts, name) for name in names if name)
                    if named:
                        yield facts.language.say(f"difference.checklist.{column}", column=named)
            case _:
                pass


def _column(facts: Facts, name: str) -> str:
    """A column of a table of positions: a field by its title, or a key."""
    field = facts.catalogue.fields.get(name)
    return quoted(facts, field.title) if field else name


def _maxima(facts: Facts, indicator: Indicator) -> Iterator[str]:
    most = (scale.max_points for scale in indicator.scales)
    return (facts.typesetter.amount(float(points)) for points in most if points is not None)


def _targets(facts: Facts, indicator: Indicator) -> Iterator[str]:
    return (f"{p}: {facts.typesetter.limit(indicator, t)}" for p, t in sorted(indicator.targets.items()))


def _rounding(facts: Facts, indicator: Indicator) -> Iterator[str]:
    catalogue = facts.catalogue
    digits = catalogue.digits if indicator.digits is None else indicator.digits
    return rounding_words(facts, digits, catalogue.rounding)


def _yes_no(facts: Facts, answer: bool) -> Iterable[str]:  # noqa: FBT001 - the answer is what is said
    return [facts.say("yes" if answer else "no")]


def _origins(facts: Facts, indicator: Indicator) -> Iterator[str]:
    """Whether each scale is ours or from an act."""
    for scale in indicator.scales:
        yield _dated(facts, scale, facts.say("note.illustrative") if scale.illustrative else _ground(facts, scale))


def _grounds(facts: Facts, indicator: Indicator) -> Iterator[str]:
    return (_dated(facts, scale, _ground(facts, scale)) for scale in indicator.scales)


def _dated(facts: Facts, scale: Scale, text: str) -> str:
    return " ".join((*valid_words(facts, scale.valid_from, scale.valid_to), text))


def _ground(facts: Facts, scale: Scale) -> str:
    return facts.language.say("document.scale_source", act=facts.cite(scale.source)) if scale.source else "–"


# --- how it is asked ---


def _printed(facts: Facts, indicator: Indicator) -> Iterator[str]:
    for unit in dict.fromkeys((indicator.unit, *(field.unit for field in _fields(facts, indicator)))):
        if unit:
            yield f"{unit} — {facts.catalogue.units.get(unit, unit)}"


def _questions(facts: Facts, indicator: Indicator) -> Iterator[str]:
    return (". ".join(filter(None, (field.title, field.hint))) for field in _fields(facts, indicator))


def _labels(facts: Facts, indicator: Indicator) -> Iterator[str]:
    for table in _tables(facts, indicator):
        yield quoted(facts, table.title)
        yield from (f"{key.id} — {key.title}" for key in table.keys)
    for dictionary in _dictionaries(facts, indicator):
        yield quoted(facts, dictionary.title)
        yield from (f"{code} — {title}" for code, title in dictionary.entries.items())


def _entries(facts: Facts, indicator: Indicator) -> Iterator[str]:
    for dictionary in _dictionaries(facts, indicator):
        yield from entries_words(facts, dictionary)


def _rows(facts: Facts, indicator: Indicator) -> Iterator[str]:
    for table in _tables(facts, indicator):
        yield from row_words(facts, table)
    for field in _fields(facts, indicator):
        yield from exempt_rows(facts, field)


def _limits(facts: Facts, indicator: Indicator) -> Iterator[str]:
    for field in _fields(facts, indicator):
        said = limit_words(facts, field)
        if said:
            yield f"{quoted(facts, field.title)} — {said}"


def _wholes(facts: Facts, indicator: Indicator) -> Iterator[str]:
    for field in _fields(facts, indicator):
        if field.part_of:
            yield f"{quoted(facts, field.title)} — {whole_words(facts, field)}"


def _evidence(facts: Facts, indicator: Indicator) -> Iterator[str]:
    asked = (field for field in _fields(facts, indicator) if field.evidence)
    return (f"{quoted(facts, field.title)} — {facts.language.say('document.evidence')}" for field in asked)


def _dates(facts: Facts, indicator: Indicator) -> Iterator[str]:
    own = indicator.regulation
    for regulation in _regulations(facts, indicator):
        days = collected(regulation, facts.language)
        yield days if regulation.id == own else f"{quoted(facts, regulation.title)}: {days}" if days else ""
    for field in _fields(facts, indicator):
        if field.known:
            known = facts.language.say("difference.known", day=day(field.known, facts.language))
            yield f"{quoted(facts, field.title)} — {known}"


# --- what is only said of it ---


def _place(facts: Facts, indicator: Indicator) -> Iterator[str]:
    regulation = facts.regulation(indicator)
    yield f"{regulation.title} ({regulation.id})"
    yield facts.say(f"group.{indicator.group}")
    yield enum_words(facts, "Part", indicator.part)
    if indicator.part_reason:
        yield enum_words(facts, "Reason", indicator.part_reason)


def _zones(facts: Facts, indicator: Indicator) -> Iterator[str]:
    yield from asking_words(facts, indicator)
    if indicator.objectivity:
        yield facts.language.say("difference.objectivity")


def _remarks(facts: Facts, indicator: Indicator) -> Iterator[str]:
    yield indicator.remark
    yield from (f"{_advised(facts, key)}: {advice_shown(facts, text)}" for key, text in indicator.recommend.items())
    yield from indicator.defects


def _advised(facts: Facts, key: str) -> str:
    zone = facts.catalogue.zones.get(key)
    return zone.title if zone else facts.catalogue.levels.get(key, key)


DECLARED: Mapping[Facet, Callable[[Facts, Indicator], Iterable[str]]] = {
    Facet.FORMULA: lambda _, i: [i.formula.text],
    Facet.SCOPE: _scope,
    Facet.KIND: lambda facts, i: [facts.say(f"kind.{i.kind}")],
    Facet.TABLE: _grids,
    Facet.FIELDS: _data,
    Facet.PERIODICITY: _periods,
    Facet.OTHERS: lambda facts, i: _computed(facts, _others(facts, i)),
    Facet.MISSING: lambda facts, i: [enum_words(facts, "Missing", i.missing)],
    Facet.UNIT: lambda facts, i: [facts.typesetter.unit(i)],
    Facet.SCALE: _scales,
    Facet.CONDITIONS: lambda facts, i: _computed(facts, _looked_at(facts, i)),
    Facet.MAXIMUM: _maxima,
    Facet.BETTER: lambda facts, i: [better_words(facts, i)],
    Facet.TARGETS: _targets,
    Facet.COVERAGE: lambda facts, i: [] if i.coverage is None else [facts.typesetter.percent(float(i.coverage))],
    Facet.ABOVE_100: lambda facts, i: _yes_no(facts, i.may_exceed_100),
    Facet.SAMPLE: lambda facts, i: _yes_no(facts, i.sample),
    Facet.LEVELS: level_words,
    Facet.ILLUSTRATIVE: _origins,
    Facet.ROUNDING: _rounding,
    Facet.PRINTED: _printed,
    Facet.TITLE: lambda _, i: [i.title],
    Facet.QUESTIONS: _questions,
    Facet.LABELS: _labels,
    Facet.ENTRIES: _entries,
    Facet.ROWS: _rows,
    Facet.LIMITS: _limits,
    Facet.WHOLES: _wholes,
    Facet.EVIDENCE: _evidence,
    Facet.DATES: _dates,
    Facet.NOTATION: lambda _, i: [i.formula.text],
    Facet.BREAKDOWNS: lambda _, i: [", ".join(i.by)],
    Facet.CODE: lambda _, i: [i.code],
    Facet.PLACE: _place,
    Facet.SOURCE: lambda facts, i: [facts.cite(i.act)],
    Facet.GROUNDS: _grounds,
    Facet.REPLACES: lambda _, i: [i.replaces],
    Facet.ZONES: _zones,
    Facet.REMARKS: _remarks,
}
"""Facet → how what is declared of it reads, an item each."""

APART = frozenset({Facet.CONDITIONS, Facet.FIELDS, Facet.PERIODICITY, Facet.OTHERS, Facet.PRINTED, Facet.QUESTIONS,
                   Facet.LABELS, Facet.ENTRIES, Facet.ROWS, Facet.LIMITS, Facet.WHOLES, Facet.EVIDENCE, Facet.DATES,
                   Facet.ZONES, Facet.REMARKS, Facet.TABLE})  # fmt: skip
"""Facets of many parts, of which those that are the same on both sides are left out."""

OF_ORIGIN = frozenset(Facet) - {Facet.TITLE, Facet.CODE, Facet.PLACE, Facet.SOURCE, Facet.REMARKS, Facet.REPLACES}
"""Facets in which a duplicate is what the indicator is that it repeats."""
