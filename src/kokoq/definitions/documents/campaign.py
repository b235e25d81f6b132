"""The shapes of a campaign's ``kokoq.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from kokoq.definitions.documents.shorthand import Document, SeverityDocument
from kokoq.definitions.scalars import (
    NOTHING,
    Flag,
    Key,
    LevelName,
    Name,
    Names,
    Portion,
    Texts,
    Title,
    Version,
    Whole,
    one_of,
    words,
)
from kokoq.model import Level, Owner, Sentinel


class Speech(StrEnum):
    """Languages of the reports."""

    RU = "ru"
    EN = "en"


@dataclass(frozen=True, kw_only=True)
class MunicipalityDocument(Document):
    """The municipality that organisations belong to unless their list says otherwise."""

    id: Name = NOTHING
    title: Title = NOTHING
    region: Title = NOTHING


@dataclass(frozen=True, kw_only=True)
class PeersDocument(Document):
    """Which organisations are compared with each other."""

    by: Names = ()


@dataclass(frozen=True, kw_only=True)
class CoverageDocument(Document):
    """The least share of reports that a result may rest on."""

    minimum: Portion


@dataclass(frozen=True, kw_only=True)
class HeaderDocument(Document):
    """How the header row is found: the texts that stand in it; and of how many rows it is."""

    find: Texts
    rows: Whole = 0


@dataclass(frozen=True, kw_only=True)
class SkipDocument(Document):
    """Which rows are no data: column → texts."""

    rows_where: dict[Key, Texts] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class UnpivotDocument(Document):
    """Columns of one kind side by side, of which each becomes a row: header → code."""

    key: Name
    columns: dict[Key, Name]
    fields: dict[Key, Name] = field(default_factory=dict)
    field: Name = NOTHING


@dataclass(frozen=True, kw_only=True)
class PivotDocument(Document):
    """A column that names what is asked and one that holds the answers: text → field."""

    name: Title
    value: Title
    fields: dict[Key, Name]


@dataclass(frozen=True, kw_only=True)
class SourceDocument(Document):
    """How spreadsheets that are not our forms give the rows of a table."""

    table: Name = NOTHING
    files: Texts
    sheet: Title = NOTHING
    organisation: Annotated[Owner | None, one_of(Owner), words(Owner)] = None
    turned: Flag = False
    header: HeaderDocument | None = None
    columns: dict[Key, Name]
    constants: dict[Key, Name] = field(default_factory=dict)
    unpivot: UnpivotDocument | None = None
    pivot: PivotDocument | None = None
    after: Texts = ()
    until: Texts = ()
    skip: SkipDocument = SkipDocument()
    values: dict[Key, dict[Key, Name]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SettingsDocument(Document):
    """``kokoq.yaml`` of a campaign."""

    kokoq: Version
    catalogue: Name
    title: Title = NOTHING
    language: Annotated[Speech, one_of(Speech), words(Speech)] = Speech.RU
    organisations: Name = NOTHING
    municipality: MunicipalityDocument = MunicipalityDocument()
    levels: tuple[LevelName, ...] = (Level.ORGANISATION, Level.MUNICIPALITY)
    groups: Names = ()
    peers: PeersDocument = PeersDocument()
    coverage: CoverageDocument | None = None
    min_group: Whole = 5
    benchmarks: Name = NOTHING
    cells: dict[Key, Annotated[Sentinel, one_of(Sentinel), words(Sentinel)]] = field(default_factory=dict)
    sources: dict[Key, SourceDocument] = field(default_factory=dict)
    severity: dict[Key, SeverityDocument] = field(default_factory=dict)
