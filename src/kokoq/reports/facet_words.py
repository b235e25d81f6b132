"""What an indicator is defined by, facet by facet, in words: each side of a difference as its own catalogue says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from kokoq.definitions.facets import Facet
from kokoq.model import Dictionary, Field, Indicator, Regulation, Scale, Table, Type
from kokoq.plan import references_of
from kokoq.reports.document.dates import collected, day
from kokoq.reports.facts import Facts
from kokoq.reports.methodology import better_words, scope_words
from kokoq.reports.scale_words import scales_words, valid_words
from kokoq.reports.zone_words import asking_words

MOST = 8
"""So many of what only one side has are told; of the others, how many they are."""


def sides_of(facet: Facet, old: tuple[Facts, Indicator], new: tuple[Facts, Indicator]) -> tuple[str, str]:
    """Both sides of a facet that differs, in words; of what has many parts, those that only one side has."""
    before, after = (tuple(DECLARED[facet](facts, _whose(facet, facts, i))) for facts, i in (old, new))
    if facet in APART and set(before) != set(after):
        before, after = _alone(before, after), _alone(after, before)
    return listed(old[0], before), listed(new[0], after)


def _whose(facet: Facet, facts: Facts, indicator: Indicator) -> Indicator:
    return facts.origin(indicator) if facet in OF_ORIGIN else indicator


def _alone(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in these if text not in those)


def listed(facts: Facts, texts: tuple[str, ...]) -> str:
    """«–» of nothing; of very many, the first."""
    texts = tuple(filter(None, texts))
    if len(texts) > MOST:
        texts = (*texts[:MOST], facts.language.say("difference.more", n=len(texts) - MOST))
    return "; ".join(texts) or "–"


def _quoted(facts: Facts, text: str) -> str:
    return facts.language.say("formula.prose.quoted", it=text)


def _enum(facts: Facts, of: str, value: str) -> str:
    return facts.language.say(f"docs.definitions.enum.{of}.{value}")


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


# --- what the value depends on ---


def _scope(facts: Facts, indicator: Indicator) -> Iterable[str]:
    return [scope_words(facts, facts.assessment.plan.series[indicator.id].scope)]


def _grids(facts: Facts, indicator: Indicator) -> Iterator[str]:
    """«„Оценочные процедуры“: procedure, subject, grade; общеобразовательная организация»."""
    for table in _tables(facts, indicator):
        keys = [f"{key.id} ({key.dictionary})" for key in table.keys]
        asked = scope_words(facts, facts.assessment.plan.asked[table.id])
        yield f"{_quoted(facts, table.title)}: {', '.join((*keys, *filter(None, [table.records]), asked))}"


def field_words(facts: Facts, field: Field) -> str:
    """«„Выпускники“ — целое число, чел., сумма, общеобразовательная организация»."""
    say, asked = facts.language.say, facts.assessment.plan.asked[field.table or field.id]
    if field.dictionary:
        kind = say("document.from_dictionary", title=facts.catalogue.dictionaries[field.dictionary].title)
    else:
        kind = say(f"document.type.{field.type}")
    unit = facts.catalogue.units.get(field.unit, field.unit)
    parts = (kind, unit, _enum(facts, "Total", field.total), scope_words(facts, asked))
    return f"{_quoted(facts, field.title)} — {', '.join(filter(None, parts))}"


def _periods(facts: Facts, indicator: Indicator) -> Iterator[str]:
    own = indicator.regulation
    for regulation in _regulations(facts, indicator):
        every = facts.language.say(f"document.every.{regulation.every}")
        yield every if regulation.id == own else f"{_quoted(facts, regulation.title)}: {every}"


# --- what is made of it ---


def _maxima(facts: Facts, indicator: Indicator) -> Iterator[str]:
    most = (scale.max_points for scale in indicator.scales)
    return (facts.typesetter.amount(float(points)) for points in most if points is not None)


def _targets(facts: Facts, indicator: Indicator) -> Iterator[str]:
    return (f"{p}: {facts.typesetter.limit(indicator, t)}" for p, t in sorted(indicator.targets.items()))


def _rounding(facts: Facts, indicator: Indicator) -> Iterator[str]:
    catalogue = facts.catalogue
    yield facts.language.say("difference.digits", n=catalogue.digits if indicator.digits is None else indicator.digits)
    yield _enum(facts, "Rounding", catalogue.rounding)


def _yes_no(facts: Facts, answer: bool) -> Iterable[str]:  # noqa: FBT001 - the answer is what is said
    return [facts.say("yes" if answer else "no")]


def _levels(facts: Facts, _: Indicator) -> Iterator[str]:
    return level_words(facts)


def level_words(facts: Facts) -> Iterator[str]:
    """«от лучшего к худшему: высокий, базовый, низкий»."""
    titles = tuple(facts.catalogue.levels.values())
    if titles:
        yield facts.language.say("difference.best_first", titles=titles)


def _origins(facts: Facts, indicator: Indicator) -> Iterator[str]:
    """Whether each scale is ours or from an act."""
    for scale in indicator.scales:
        said = facts.say("note.illustrative") if scale.illustrative else _ground(facts, scale)
        yield " ".join((*valid_words(facts, scale), said))


def _grounds(facts: Facts, indicator: Indicator) -> Iterator[str]:
    return (" ".join((*valid_words(facts, scale), _ground(facts, scale))) for scale in indicator.scales)


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
        yield _quoted(facts, table.title)
        yield from (f"{key.id} — {key.title}" for key in table.keys)
    for dictionary in _dictionaries(facts, indicator):
        yield _quoted(facts, dictionary.title)
        yield from (f"{code} — {title}" for code, title in dictionary.entries.items())


def _entries(facts: Facts, indicator: Indicator) -> Iterator[str]:
    for dictionary in _dictionaries(facts, indicator):
        yield from entries_words(facts, dictionary)


def entries_words(_: Facts, dictionary: Dictionary) -> Iterator[str]:
    """The codes, then the other spellings: «алгебра → math»."""
    yield from dictionary.entries
    yield from (f"{alias} → {code}" for alias, code in dictionary.aliases.items())


def _rows(facts: Facts, indicator: Indicator) -> Iterator[str]:
    for table in _tables(facts, indicator):
        yield from row_words(facts, table)
    for field in _fields(facts, indicator):
        yield from exempt_rows(facts, field)


def row_words(facts: Facts, table: Table) -> Iterator[str]:
    """Each row that is asked, by the titles of its codes."""
    known = [facts.catalogue.dictionaries[key.dictionary].entries for key in table.keys]
    for row in table.rows:
        yield " / ".join(entries.get(code, code) for entries, code in zip(known, row, strict=True))


def exempt_rows(facts: Facts, field: Field) -> Iterator[str]:
    """«„Не преодолели порог“ не спрашивают: НИКО»."""
    for key in facts.catalogue.tables[field.table].keys if field.not_for else ():
        entries = facts.catalogue.dictionaries[key.dictionary].entries
        codes = tuple(entries.get(code, code) for code in field.not_for.get(key.id, ()))
        if codes:
            yield facts.language.say("difference.not_for", field=_quoted(facts, field.title), codes=codes)


def _limits(facts: Facts, indicator: Indicator) -> Iterator[str]:
    for field in _fields(facts, indicator):
        said = limit_words(facts, field)
        if said:
            yield f"{_quoted(facts, field.title)} — {said}"


def limit_words(facts: Facts, field: Field) -> str:
    """«от 0 до 50»; "" where there are no limits."""
    low, high = (_limit(facts, field, limit) for limit in field.limits)
    if not low and not high:
        return ""
    key = "between" if low and high else "from" if low else "to"
    return facts.language.say(f"document.limits.{key}", low=low, high=high)


def _limit(facts: Facts, field: Field, limit: Decimal | None) -> str:
    if limit is None:
        return ""
    number = float(limit)
    return facts.typesetter.percent(number) if field.type is Type.PERCENT else facts.typesetter.amount(number)


def _wholes(facts: Facts, indicator: Indicator) -> Iterator[str]:
    for field in _fields(facts, indicator):
        if field.part_of:
            yield f"{_quoted(facts, field.title)} — {whole_words(facts, field)}"


def whole_words(facts: Facts, field: Field) -> str:
    """«не больше, чем „Выпускники“»; "" where it is no part."""
    if not field.part_of:
        return ""
    whole = facts.catalogue.fields[field.part_of].title
    return facts.language.say("document.part_of", whole=_quoted(facts, whole))


def _evidence(facts: Facts, indicator: Indicator) -> Iterator[str]:
    asked = (field for field in _fields(facts, indicator) if field.evidence)
    return (f"{_quoted(facts, field.title)} — {facts.language.say('document.evidence')}" for field in asked)


def _dates(facts: Facts, indicator: Indicator) -> Iterator[str]:
    own = indicator.regulation
    for regulation in _regulations(facts, indicator):
        days = collected(regulation, facts.language)
        yield days if regulation.id == own else f"{_quoted(facts, regulation.title)}: {days}" if days else ""
    for field in _fields(facts, indicator):
        if field.known:
            known = facts.language.say("difference.known", day=day(field.known, facts.language))
            yield f"{_quoted(facts, field.title)} — {known}"


# --- what is only said of it ---


def _place(facts: Facts, indicator: Indicator) -> Iterator[str]:
    yield facts.regulation(indicator).title
    yield facts.say(f"group.{indicator.group}")
    yield _enum(facts, "Part", indicator.part)
    if indicator.part_reason:
        yield _enum(facts, "Reason", indicator.part_reason)


def _zones(facts: Facts, indicator: Indicator) -> Iterator[str]:
    yield from asking_words(facts, indicator)
    if indicator.objectivity:
        yield facts.language.say("difference.objectivity")


def _remarks(facts: Facts, indicator: Indicator) -> Iterator[str]:
    yield indicator.remark
    yield from (f"{_advised(facts, key)}: {text}" for key, text in indicator.recommend.items())
    yield from indicator.defects


def _advised(facts: Facts, key: str) -> str:
    zone = facts.catalogue.zones.get(key)
    return zone.title if zone else facts.catalogue.levels.get(key, key)


DECLARED: Mapping[Facet, Callable[[Facts, Indicator], Iterable[str]]] = {
    Facet.FORMULA: lambda _, i: [i.formula.text],
    Facet.SCOPE: _scope,
    Facet.KIND: lambda facts, i: [facts.say(f"kind.{i.kind}")],
    Facet.TABLE: _grids,
    Facet.FIELDS: lambda facts, i: [field_words(facts, field) for field in _fields(facts, i)],
    Facet.PERIODICITY: _periods,
    Facet.OTHERS: lambda facts, i: [other.label for other in _others(facts, i)],
    Facet.MISSING: lambda facts, i: [_enum(facts, "Missing", i.missing)],
    Facet.UNIT: lambda facts, i: [facts.typesetter.unit(i)],
    Facet.SCALE: scales_words,
    Facet.MAXIMUM: _maxima,
    Facet.BETTER: lambda facts, i: [better_words(facts, i)],
    Facet.TARGETS: _targets,
    Facet.COVERAGE: lambda facts, i: [] if i.coverage is None else [facts.typesetter.percent(float(i.coverage))],
    Facet.ABOVE_100: lambda facts, i: _yes_no(facts, i.may_exceed_100),
    Facet.SAMPLE: lambda facts, i: _yes_no(facts, i.sample),
    Facet.LEVELS: _levels,
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

APART = frozenset({Facet.FIELDS, Facet.PERIODICITY, Facet.OTHERS, Facet.PRINTED, Facet.QUESTIONS, Facet.LABELS,
                   Facet.ENTRIES, Facet.ROWS, Facet.LIMITS, Facet.WHOLES, Facet.EVIDENCE, Facet.DATES, Facet.ZONES,
                   Facet.REMARKS, Facet.TABLE})  # fmt: skip
"""Facets of many parts, of which those that are the same on both sides are left out."""

OF_ORIGIN = frozenset(Facet) - {Facet.TITLE, Facet.CODE, Facet.PLACE, Facet.SOURCE, Facet.REMARKS, Facet.REPLACES}
"""Facets in which a duplicate is what the indicator is that it repeats."""
