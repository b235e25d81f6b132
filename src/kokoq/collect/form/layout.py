"""What the form of one organisation holds: sheets by topic, each question once, in the order of the catalogue.

Knows nothing of Excel: ``form`` writes a layout, ``match`` reads one back by the ids that it holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kokoq.collect.form.anchors import cell_id
from kokoq.language import Word
from kokoq.model import PLAIN, Catalogue, Field, Organisation, Settings, Table, Type
from kokoq.plan import Plan

FORM_VERSION = 1
SINGLE_SHEET_LIMIT = 45
"""An organisation with no more questions than this gets them on one sheet."""
SMALL_TABLE = 16
"""A keyed table with no more cells than this is asked as questions, without a sheet of its own."""
MAIN_SHEET = "main"
MUNICIPALITY_TYPE = "municipality"


@dataclass(frozen=True, slots=True)
class Question:
    """One cell to be filled: a plain field, or one field of one row of a small table. ``depth`` is its indent."""

    id: str
    field: Field
    title: str
    keys: tuple[str, ...] = ()
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one topic or one small table."""

    topic: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class QuestionSheet:
    """Questions one below the other, each with one cell for its answer."""

    id: str
    title: str
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A table: the offered key combinations in rows, or blank rows to be filled where each row is a record."""

    table: Table
    fields: tuple[Field, ...]

    @property
    def id(self) -> str:
        return self.table.id

    @property
    def title(self) -> str:
        return self.table.title


Sheet = QuestionSheet | TableSheet


@dataclass(frozen=True, slots=True)
class Layout:
    """One organisation's form: its sheets, and the plain fields and tables asked in them.

    ``version`` changes when a question, its type or its unit does, and with nothing else.
    """

    unit: str
    sheets: tuple[Sheet, ...]
    fields: tuple[Field, ...]
    tables: tuple[Table, ...]
    version: str


def lay_out(plan: Plan, unit: Organisation, *, elsewhere: Collection[str] = ()) -> Layout:
    """The form of ``unit``; tables and fields named in ``elsewhere`` come from declared sources and are not asked."""
    catalogue = plan.catalogue
    plain = [f for f in catalogue.fields.values() if f.table == PLAIN and f.id not in elsewhere]
    fields = tuple(f for f in plain if is_asked(plan, f.id, unit))
    tables = tuple(t for t in catalogue.tables.values() if t.id not in elsewhere and is_asked(plan, t.id, unit))
    small = [t for t in tables if is_small(t)]
    sections = (*_topics(catalogue, fields), *(_questions_of(t, catalogue) for t in small))
    order = {topic: place for place, topic in enumerate(catalogue.topics)}
    sections = tuple(sorted(sections, key=lambda section: order.get(section.topic, len(order))))
    sheets: list[Sheet] = [*_question_sheets(catalogue, sections)]
    sheets += [TableSheet(t, tuple(catalogue.fields[name] for name in t.fields)) for t in tables if t not in small]
    sheets.sort(key=lambda sheet: order.get(_topic(sheet), len(order)))
    return Layout(unit.id, tuple(sheets), fields, tables, _version(sheets))


def asked_on(sheet: Sheet) -> Iterator[str]:
    """The plain fields and the tables that a sheet asks, some of them more than once."""
    match sheet:
        case QuestionSheet(sections=sections):
            yield from (q.field.table if q.keys else q.field.id for section in sections for q in section.questions)
        case TableSheet(table=table):
            yield table.id


def title_of(sheet: Sheet) -> str:
    """What a sheet is called; the one that everything stands on has no title of its own."""
    return sheet.title or Word("form.sheet.main")


def is_small(table: Table) -> bool:
    """Whether a keyed table is asked as questions."""
    return bool(table.keys) and len(table.rows) * len(table.fields) <= SMALL_TABLE


def is_asked(plan: Plan, name: str, unit: Organisation) -> bool:
    """Whether a field or table is asked of ``unit``, an organisation or the municipality itself."""
    return plan.asks_municipality(name) if unit.type == MUNICIPALITY_TYPE else plan.asks(name, unit)


def asked_of(plan: Plan, unit: Organisation) -> frozenset[str]:
    """The plain fields and the tables that are asked of ``unit``: of any unit of its type with its tags the same."""
    catalogue = plan.catalogue
    plain = (field.id for field in catalogue.fields.values() if field.table == PLAIN)
    return frozenset(name for name in (*plain, *catalogue.tables) if is_asked(plan, name, unit))


def municipality_unit(settings: Settings) -> Organisation:
    """The municipality as the unit that fills its own form."""
    declared = settings.municipality
    return Organisation(
        id=declared.id,
        title=declared.title or declared.id,
        type=MUNICIPALITY_TYPE,
        municipality=declared.id,
        region=declared.region,
    )


def from_sources(settings: Settings, catalogue: Catalogue) -> frozenset[str]:
    """Tables and plain fields that the campaign takes from declared sources instead of forms."""
    tables = {s.table for s in settings.sources.values() if s.table in catalogue.tables}
    plain = {
        target
        for source in settings.sources.values()
        if source.table not in catalogue.tables
        for target in source.targets
        if target in catalogue.fields
    }
    return frozenset(tables | plain)


def _topics(catalogue: Catalogue, fields: Iterable[Field]) -> Iterator[Section]:
    by_topic: dict[str, list[Field]] = {topic: [] for topic in catalogue.topics}
    for field in fields:
        by_topic.setdefault(field.topic, []).append(field)
    for topic, found in by_topic.items():
        if found:
            nested = tuple(Question(f.id, f, f.title, depth=depth) for f, depth in _nested(found))
            yield Section(topic, catalogue.topics.get(topic, catalogue.title), nested)


def _questions_of(table: Table, catalogue: Catalogue) -> Section:
    """A small table as questions: row by row, the wholes before their parts."""
    fields = [catalogue.fields[name] for name in table.fields]
    questions = []
    for codes in table.rows:
        for field, depth in _nested(fields):
            title = cell_title(table, codes, field, catalogue)
            questions.append(Question(cell_id(table.id, codes, field.id), field, title, codes, depth))
    return Section(table.topic, table.title, tuple(questions))


def _nested(fields: list[Field]) -> list[tuple[Field, int]]:
    """The fields in their order, each whole followed by its parts, with their depth below it."""
    here = {f.id for f in fields}
    parts: dict[str, list[Field]] = {}
    for field in fields:
        parts.setdefault(field.part_of if field.part_of in here else "", []).append(field)

    def below(whole: str, depth: int) -> list[tuple[Field, int]]:
        return [f for part in parts.get(whole, ()) for f in ((part, depth), *below(part.id, depth + 1))]

    return below("", 0)


def _question_sheets(catalogue: Catalogue, sections: Sequence[Section]) -> Iterator[QuestionSheet]:
    if not sections:
        return
    if sum(len(section.questions) for section in sections) <= SINGLE_SHEET_LIMIT:
        topics = {section.topic for section in sections}
        title = catalogue.topics.get(sections[0].topic, "") if len(topics) == 1 else ""
        yield QuestionSheet(MAIN_SHEET, title, tuple(sections))
        return
    for topic, found in groupby(sections, key=lambda section: section.topic):
        yield QuestionSheet(topic or MAIN_SHEET, catalogue.topics.get(topic, catalogue.title), tuple(found))


def _topic(sheet: Sheet) -> str:
    """Where a sheet belongs among the topics; the single sheet of all questions stands where its first topic does."""
    match sheet:
        case QuestionSheet(sections=sections):
            return sections[0].topic
        case TableSheet(table=table):
            return table.topic


def _version(sheets: Iterable[Sheet]) -> str:
    """A short hash of what the form asks: ids, types, units, dictionaries and rows; titles may change freely."""
    parts: list[str] = [str(FORM_VERSION)]
    for sheet in sheets:
        parts.append(sheet.id)
        match sheet:
            case QuestionSheet():
                parts += [f"{q.id} {_kind(q.field)}" for q in sheet.questions]
            case TableSheet(table=table):
                parts += [f"{field.id} {_kind(field)}" for field in sheet.fields]
                parts += [f"{key.id} {key.dictionary}" for key in table.keys]
                parts += ["|".join(row) for row in table.rows]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _kind(field: Field) -> str:
    return f"{field.type} {field.unit} {field.dictionary} {field.evidence:d}"


def is_text(field: Field) -> bool:
    """Whether a value of the field is kept as a text."""
    return field.type in (Type.TEXT, Type.SYMBOL)


def text_fields(catalogue: Catalogue, table: Table) -> frozenset[str]:
    """The fields of a table that are kept as texts."""
    return frozenset(name for name in table.fields if is_text(catalogue.fields[name]))


def cell_title(table: Table, codes: Sequence[str], field: Field, catalogue: Catalogue, *, heading: str = "") -> str:
    """«Участники — областной»: a cell of a table that is asked as a question."""
    return f"{heading or field.title} — {row_title(table, codes, catalogue)}"


def headings(catalogue: Catalogue) -> Mapping[str, str]:
    """The title of every field above a column: no two of a table, or of the questions of a topic, are alike."""
    beside: dict[tuple[str, str, str], list[Field]] = {}
    for field in catalogue.fields.values():
        beside.setdefault((field.table, "" if field.table else field.topic, field.title.casefold()), []).append(field)
    return {f.id: title for same in beside.values() for f, title in zip(same, _apart(same, catalogue), strict=True)}


def _apart(same: Sequence[Field], catalogue: Catalogue) -> Sequence[str]:
    """«из них девочки — Ученики 1 класса» where parts of several wholes have one title; else the first, the second."""
    if len(same) == 1:
        return [same[0].title]
    wholes = [catalogue.fields[field.part_of].title if field.part_of else "" for field in same]
    titles = [f"{field.title} — {whole}" if whole else field.title for field, whole in zip(same, wholes, strict=True)]
    return titles if len(set(titles)) == len(titles) else [f"{field.title} ({n})" for n, field in enumerate(same, 1)]


def row_title(table: Table, codes: Sequence[str], catalogue: Catalogue) -> str:
    """«Русский язык, 9 класс»; of an older form there may be fewer codes than keys."""
    entries = (catalogue.dictionaries[key.dictionary].entries for key in table.keys)
    return ", ".join(titles.get(code, code) for titles, code in zip(entries, codes, strict=False))
