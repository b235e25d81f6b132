"""What the form of one organisation holds: sheets by topic, each question once, in the order of the catalogue.

Knows nothing of Excel: ``form`` writes a layout, ``match`` reads one back by the ids that it holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kokoq.model import PLAIN, Catalogue, Field, Organisation, Settings, Table, Type
from kokoq.plan import Plan

FORM_VERSION = 1
SINGLE_SHEET_LIMIT = 45  # an organisation with fewer plain fields gets them on one sheet
MAIN_SHEET = "main"
MUNICIPALITY_TYPE = "municipality"


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one topic."""

    topic: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """Questions one below the other, each with one cell for its answer."""

    id: str
    title: str
    sections: tuple[Section, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(f for section in self.sections for f in section.fields)

    @property
    def evidence(self) -> bool:
        return any(f.evidence for f in self.fields)


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


Sheet = PlainSheet | TableSheet


@dataclass(frozen=True, slots=True)
class Layout:
    """One organisation's form. ``version`` changes when a question, its type or its unit does, with nothing else."""

    unit: str
    sheets: tuple[Sheet, ...]
    version: str

    @property
    def fields(self) -> tuple[Field, ...]:
        """The plain fields, in the order of the form."""
        return tuple(f for sheet in self.sheets if isinstance(sheet, PlainSheet) for f in sheet.fields)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(sheet.table for sheet in self.sheets if isinstance(sheet, TableSheet))


def lay_out(plan: Plan, unit: Organisation, *, elsewhere: Collection[str] = ()) -> Layout:
    """The form of ``unit``; tables and fields named in ``elsewhere`` come from declared sources and are not asked."""
    catalogue = plan.catalogue
    asked = [
        f
        for f in catalogue.fields.values()
        if f.table == PLAIN and f.id not in elsewhere and is_asked(plan, f.id, unit)
    ]
    sections = _sections(catalogue, asked)
    tables = [t for t in catalogue.tables.values() if t.id not in elsewhere and is_asked(plan, t.id, unit)]
    order = {topic: place for place, topic in enumerate(catalogue.topics)}
    sheets: list[Sheet] = [*_plain_sheets(sections, len(asked))]
    sheets += [TableSheet(t, tuple(catalogue.fields[f] for f in t.fields if f not in elsewhere)) for t in tables]
    sheets.sort(key=lambda sheet: order.get(_topic(sheet), len(order)))
    return Layout(unit.id, tuple(sheets), _version(sheets))


def is_asked(plan: Plan, name: str, unit: Organisation) -> bool:
    """Whether a field or table is asked of ``unit``, an organisation or the municipality itself."""
    return plan.asks_municipality(name) if unit.type == MUNICIPALITY_TYPE else plan.asks(name, unit)


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
        for target in source.columns.values()
        if target in catalogue.fields
    }
    return frozenset(tables | plain)


def _sections(catalogue: Catalogue, fields: Iterable[Field]) -> tuple[Section, ...]:
    by_topic: dict[str, list[Field]] = {topic: [] for topic in catalogue.topics}
    for field in fields:
        by_topic.setdefault(field.topic, []).append(field)
    return tuple(
        Section(topic, catalogue.topics.get(topic, catalogue.title), _parts_after_wholes(found))
        for topic, found in by_topic.items()
        if found
    )


def _parts_after_wholes(fields: list[Field]) -> tuple[Field, ...]:
    """The same fields in their order, each whole followed by its parts where both stand in one section."""
    here = {f.id for f in fields}
    parts: dict[str, list[Field]] = {}
    for field in fields:
        parts.setdefault(field.part_of if field.part_of in here else "", []).append(field)

    def below(whole: str) -> list[Field]:
        return [f for part in parts.get(whole, ()) for f in (part, *below(part.id))]

    return tuple(below(""))


def _plain_sheets(sections: tuple[Section, ...], n: int) -> tuple[PlainSheet, ...]:
    if not sections:
        return ()
    if n <= SINGLE_SHEET_LIMIT:
        return (PlainSheet(MAIN_SHEET, sections[0].title if len(sections) == 1 else "", sections),)
    return tuple(PlainSheet(section.topic or MAIN_SHEET, section.title, (section,)) for section in sections)


def _topic(sheet: Sheet) -> str:
    """Where a sheet belongs among the topics; the single sheet of all plain fields stands first."""
    match sheet:
        case PlainSheet(sections=sections):
            return sections[0].topic
        case TableSheet(table=table):
            return table.topic


def _version(sheets: Iterable[Sheet]) -> str:
    """A short hash of what the form asks: ids, types, units, dictionaries and rows; titles may change freely."""
    parts: list[str] = [str(FORM_VERSION)]
    for sheet in sheets:
        parts.append(sheet.id)
        parts += [f"{f.id} {f.type} {f.unit} {f.dictionary} {f.evidence:d}" for f in sheet.fields]
        if isinstance(sheet, TableSheet):
            parts += ["|".join((key.id, key.dictionary)) for key in sheet.table.keys]
            parts += ["|".join(row) for row in sheet.table.rows]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def depth(field: Field, catalogue: Catalogue) -> int:
    """How many wholes stand above a part: its indent on the form."""
    steps, whole = 0, field.part_of
    while whole in catalogue.fields and steps < 6:
        steps, whole = steps + 1, catalogue.fields[whole].part_of
    return steps


def is_text(field: Field) -> bool:
    """Whether a value of the field is kept as a text."""
    return field.type in (Type.TEXT, Type.SYMBOL)
