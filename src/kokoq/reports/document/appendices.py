"""The tables at the end of the text: data dictionary, calendar, goals and their indicators, remarks on the act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from kokoq.model import PLAIN, Field, Indicator, Regulation, Type
from kokoq.reports.definitions.methodology import scope_words
from kokoq.reports.definitions.profiles import parts_of, profile_words
from kokoq.reports.document.contract import Chapter, TableShown
from kokoq.reports.document.dates import collected, day
from kokoq.reports.facts import Facts

Row = tuple[str, ...]


def appendices(facts: Facts, chosen: tuple[Regulation, ...]) -> Iterator[Chapter]:
    """Those that have anything in them."""
    for make in (_dictionary, _calendar, _goals, _profiles, _remarks):
        part = make(facts, chosen)
        if part.table is not None:
            yield part


def _dictionary(facts: Facts, chosen: tuple[Regulation, ...]) -> Chapter:
    """Every field that the regulations need, by topic and table: how it is asked, of whom, for which indicators."""
    used = _used(facts, chosen)
    plain: dict[str, list[Field]] = {}
    tables: dict[str, list[Field]] = {}
    for id, field in facts.catalogue.fields.items():
        if id in used:
            (plain.setdefault(field.topic, []) if field.table == PLAIN else tables.setdefault(field.table, [])).append(
                field
            )
    rows: list[Row] = []
    for topic, fields in plain.items():
        rows += [(facts.catalogue.topics.get(topic, topic),)] if topic else []
        rows += [_field(facts, field, used) for field in fields]
    for table, fields in tables.items():
        rows += [(_table_title(facts, table),), *(_field(facts, field, used) for field in fields)]
    return _part(facts, "dictionary", ("question", "answer", "asked", "indicators"), (33, 20, 25, 22), rows)


def _calendar(facts: Facts, chosen: tuple[Regulation, ...]) -> Chapter:
    """When what is collected, the earliest first."""
    say = facts.language.say
    rows: list[Row] = [
        (
            f"{r.code} {r.title}",
            say(f"document.every.{r.every}"),
            collected(r, facts.language) or "–",
            day(r.submit, facts.language) or "–",
            say(f"document.by.{r.collected_by}") if r.collected_by else "–",
            r.responsible or "–",
        )
        for r in sorted(chosen, key=lambda r: (*(r.collect or ("", "")), r.submit))
    ]
    columns = ("direction", "every", "collect", "submit", "by", "responsible")
    return _part(facts, "calendar", columns, (26, 13, 14, 11, 16, 20), rows)


def _profiles(facts: Facts, chosen: tuple[Regulation, ...]) -> Chapter:
    """The profiles in which indicators of the regulations are, with weights: what each is for, of what it is made."""
    own = {id for regulation in chosen for id in regulation.indicators}
    rows: list[Row] = []
    for profile in facts.catalogue.profiles.values():
        if own.isdisjoint(node.indicator for node in profile.tree.walk()):
            continue
        said = profile_words(facts, profile)
        about = "; ".join(f"{facts.language.say(f'profile.side.{k}')}: {', '.join(texts)}" for k, texts in said.items())
        rows += [(profile.title,), (facts.language.say("profile.whole"), "–", "–", about)]
        rows += [
            (f"{'– ' * part.depth}{part.title}", part.weight, part.share, "; ".join(part.notes) or "–")
            for part in parts_of(facts, profile)
        ]
    return _part(facts, "profiles", ("part", "weight", "share", "note"), (38, 10, 14, 38), rows)


def _goals(facts: Facts, chosen: tuple[Regulation, ...]) -> Chapter:
    """Every goal with the indicators that show whether it is reached, and the indicators that serve none."""
    rows: list[Row] = []
    for regulation in chosen:
        rows.append((f"{regulation.code} {regulation.title}",))
        serving = {id for goal in regulation.goals for id in goal.indicators}
        rows += [(goal.text, _codes(facts, goal.indicators)) for goal in regulation.goals]
        rest = tuple(id for id in regulation.indicators if id not in serving)
        rows += [(facts.language.say("document.no_goal"), _codes(facts, rest))] if rest else []
    return _part(facts, "goals", ("goal", "indicators"), (60, 40), rows)


def _remarks(facts: Facts, chosen: tuple[Regulation, ...]) -> Chapter:
    """What is unclear or wrong in the source act, and how it was understood here."""
    whole = len(chosen) == len(facts.catalogue.regulations)
    rows: list[Row] = [("–", text) for text in facts.catalogue.remarks] if whole else []
    for regulation in chosen:
        said: dict[str, list[str]] = {}
        for indicator in facts.indicators(regulation):
            if text := _remark(indicator):
                said.setdefault(text, []).append(indicator.id)
        found = [(regulation.code, regulation.remark)] if regulation.remark else []
        found += [(_codes(facts, ids), text) for text, ids in said.items()]
        rows += [(f"{regulation.code} {regulation.title}",), *found] if found else []
    return _part(facts, "remarks", ("where", "remark"), (18, 82), rows)


def _part(facts: Facts, name: str, columns: Row, widths: tuple[int, ...], rows: list[Row]) -> Chapter:
    say = facts.language.say
    titles = tuple(say(f"document.{name}.{column}") for column in columns)
    return Chapter(say(f"document.{name}.title"), table=TableShown(titles, widths, tuple(rows)) if rows else None)


def _used(facts: Facts, chosen: tuple[Regulation, ...]) -> Mapping[str, tuple[str, ...]]:
    """Field → the ids of the indicators computed from it; a part needs its whole, a table is asked as a whole."""
    fields = facts.catalogue.fields
    used: dict[str, dict[str, None]] = {}
    for indicator in (i for r in chosen for i in facts.indicators(r)):
        for name in facts.fields_of(indicator):
            used.setdefault(name, {})[indicator.id] = None
    for name in tuple(used):
        table = facts.catalogue.tables.get(fields[name].table)
        for other in (fields[name].part_of, *(table.fields if table else ())):
            if other:
                used.setdefault(other, {})
    if len(chosen) == len(facts.catalogue.regulations):
        used |= {name: {} for name in fields if name not in used}
    return {name: tuple(ids) for name, ids in used.items()}


def _field(facts: Facts, field: Field, used: Mapping[str, tuple[str, ...]]) -> Row:
    asked = facts.assessment.plan.asked[field.id if field.table == PLAIN else field.table]
    title = f"{field.title}. {field.hint}" if field.hint else field.title
    codes = _codes(facts, used[field.id]) if used[field.id] else facts.language.say("document.whole")
    return (title, "; ".join(_answer(facts, field)), scope_words(facts, asked), codes)


def _answer(facts: Facts, field: Field) -> Iterator[str]:
    """«целое число, чел.»; the limits; of which field it is a part; whether proof is asked for."""
    say, unit = facts.language.say, facts.catalogue.units.get(field.unit, field.unit)
    kind = say(f"document.type.{field.type}")
    if field.dictionary:
        kind = say("document.from_dictionary", title=facts.catalogue.dictionaries[field.dictionary].title)
    yield f"{kind}, {unit}" if unit else kind
    low, high = (_limit(facts, field, limit) for limit in field.limits)
    if low or high:
        key = "between" if low and high else "from" if low else "to"
        yield say(f"document.limits.{key}", low=low, high=high)
    if field.part_of:
        whole = facts.catalogue.fields[field.part_of].title
        yield say("document.part_of", whole=say("formula.prose.quoted", it=whole))
    if field.evidence:
        yield say("document.evidence")


def _limit(facts: Facts, field: Field, limit: Decimal | None) -> str:
    if limit is not None and field.type is Type.PERCENT:
        return facts.language.percent(limit, 0 if (limit * 100) % 1 == 0 else 1)
    return "" if limit is None else facts.typesetter.amount(float(limit))


def _table_title(facts: Facts, table: str) -> str:
    declared = facts.catalogue.tables[table]
    keys = tuple(key.title for key in declared.keys)
    key = "document.table_of_keys" if keys else "document.table_of_records"
    return facts.language.say(key, title=declared.title, keys=keys)


def _codes(facts: Facts, indicators: Iterable[str]) -> str:
    """The codes in their order; those of one template, once, by what is common to them."""
    codes: dict[str, None] = {}
    for id in indicators:
        indicator = facts.catalogue.indicators[id]
        common = indicator.code.rsplit(".", len(indicator.parameters))[0]
        codes[f"{common}.*" if indicator.template else indicator.code] = None
    return ", ".join(codes) or facts.language.say("document.no_indicators")


def _remark(indicator: Indicator) -> str:
    defects = ", ".join(indicator.defects)
    return ": ".join(part for part in (defects, indicator.remark) if part)
