"""The shapes of ``catalogue.yaml`` and of the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from kokoq.definitions.documents.shorthand import (
    ALWAYS,
    Citations,
    Document,
    SeverityDocument,
    Titles,
    ValidDocument,
    codes_as_titles,
    key_values,
)
from kokoq.definitions.scalars import (
    NOTHING,
    VERSION,
    Date,
    Digits,
    Flag,
    Formula,
    Key,
    MonthDay,
    Name,
    Names,
    Range,
    Required,
    Texts,
    Title,
    Tree,
    Version,
    Whole,
    listed,
    one_of,
    words,
)
from kokoq.diagnostics import Severity
from kokoq.model import Purpose, Total


class Rounding(StrEnum):
    """How a value is rounded, once, at display."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"
    TRUNCATE = "truncate"


@dataclass(frozen=True, kw_only=True)
class ActDocument(Document):
    """An act: an order, a law."""

    kind: Title
    number: Name = NOTHING
    date: Date | None = None
    title: Title = NOTHING
    appendices: Titles = field(default_factory=dict)


PurposeName = Annotated[Purpose, one_of(Purpose), words(Purpose)]


@dataclass(frozen=True, kw_only=True)
class PolicyDocument(Document):
    """What results may not be used for."""

    forbid: dict[Key, Name]
    in_profiles: Annotated[
        tuple[PurposeName, ...], BeforeValidator(listed, json_schema_input_type=PurposeName | list[PurposeName])
    ] = ()
    act: Name = NOTHING


@dataclass(frozen=True, kw_only=True)
class RoundingDocument(Document):
    """How values are rounded for display, and since when."""

    digits: Digits = 1
    mode: Annotated[Rounding, one_of(Rounding), words(Rounding)] = Rounding.HALF_UP
    valid: ValidDocument = ALWAYS


Roundings = Annotated[
    tuple[RoundingDocument, ...],
    BeforeValidator(listed, json_schema_input_type=RoundingDocument | list[RoundingDocument]),
]
"""One way of rounding, or several that followed each other."""


@dataclass(frozen=True, kw_only=True)
class DictionaryDocument(Document):
    """A list of symbols: codes, their titles and other spellings."""

    title: Title
    entries: Annotated[Titles, BeforeValidator(codes_as_titles, json_schema_input_type=list[str] | dict[str, str])]
    aliases: dict[Key, Name] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ZoneDocument(Document):
    """A rule that says when an indicator is a problem zone."""

    title: Title
    when: Formula
    conditions: dict[Key, Formula] = field(default_factory=dict)
    indicators: Names = ()
    peers: Names = ()
    recommend: Title = NOTHING
    illustrative: Flag = False
    source: Citations = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ClusteringDocument(Document):
    """Organisations parted into groups by their conditions."""

    title: Title
    by: Names
    number: Whole
    seed: Whole = 0


@dataclass(frozen=True, kw_only=True)
class CatalogueDocument(Document):
    """``catalogue.yaml``."""

    kokoq: Version
    id: Name
    title: Title
    issuer: Title = NOTHING
    region: Title = NOTHING
    acts: dict[Key, ActDocument] = field(default_factory=dict)
    valid: ValidDocument = ALWAYS
    organisation_types: Titles = field(default_factory=dict)
    tags: Titles = field(default_factory=dict)
    levels: Titles = field(default_factory=dict)
    blocks: Titles = field(default_factory=dict)
    topics: Titles = field(default_factory=dict)
    units: Titles = field(default_factory=dict)
    terms: Titles = field(default_factory=dict)
    principles: Texts = ()
    policies: tuple[PolicyDocument, ...] = ()
    rounding: Roundings = ()
    zones: dict[Key, ZoneDocument] = field(default_factory=dict)
    clusters: dict[Key, ClusteringDocument] = field(default_factory=dict)
    remarks: Texts = ()
    dictionaries: dict[Key, DictionaryDocument] = field(default_factory=dict)
    retired: Titles = field(default_factory=dict)
    severity: dict[Key, SeverityDocument] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FieldDocument(Document):
    """One primary datum. ``type`` is a type or the id of a dictionary, ``asked`` a scope or ``municipality``."""

    title: Title = NOTHING
    topic: Name = NOTHING
    unit: Name = NOTHING
    type: Name = NOTHING
    asked: Formula | None = None
    part_of: Name = NOTHING
    total: Annotated[Total | None, one_of(Total), words(Total)] = None
    range: Range = NOTHING
    evidence: Required = False
    hint: Title = NOTHING
    not_for: dict[Key, Names] = field(default_factory=dict)
    known: MonthDay = ""


@dataclass(frozen=True, kw_only=True)
class KeyDocument(Document):
    """A key of a table: ``values`` is a dictionary's id, a range ``1..11``, a list of codes or codes with titles."""

    title: Title = NOTHING
    values: Tree


TableKey = Annotated[
    KeyDocument, BeforeValidator(key_values, json_schema_input_type=str | list[str | int] | KeyDocument)
]


@dataclass(frozen=True, kw_only=True)
class TableDocument(Document):
    """Fields with more keys than the organisation, or ``records``: one row per person or event."""

    title: Title = NOTHING
    topic: Name = NOTHING
    asked: Formula | None = None
    keys: dict[Key, TableKey] = field(default_factory=dict)
    fields: dict[Key, FieldDocument]
    rows: tuple[dict[Key, Names], ...] = ()
    records: Name = NOTHING


@dataclass(frozen=True, kw_only=True)
class CheckDocument(Document):
    """A relation that the figures of one organisation must satisfy."""

    title: Title
    expect: Formula
    scope: Formula | None = None
    table: Name = NOTHING
    severity: Annotated[Severity, one_of(Severity), words(Severity)] = Severity.ERROR
    act: Citations = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DictionaryFile(Document):
    """``fields.yaml``: every question is asked once, whichever regulations use it."""

    kokoq: Version = VERSION
    topics: Titles = field(default_factory=dict)
    units: Titles = field(default_factory=dict)
    dictionaries: dict[Key, DictionaryDocument] = field(default_factory=dict)
    fields: dict[Key, FieldDocument] = field(default_factory=dict)
    tables: dict[Key, TableDocument] = field(default_factory=dict)
    checks: dict[Key, CheckDocument] = field(default_factory=dict)
