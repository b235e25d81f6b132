"""The shapes of the definition files: what may stand where. Pydantic reads them and makes the JSON Schema of them.

They follow the files key by key; the values that the rest of kokoq works with are made of them by ``assemble``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field

from kokoq.definitions.scalars import (
    NOTHING,
    VERSION,
    Date,
    Days,
    Flag,
    Formula,
    Key,
    LevelName,
    MonthDay,
    Name,
    Names,
    Number,
    NumberText,
    PeriodKey,
    Range,
    Required,
    Texts,
    Title,
    Tree,
    Version,
    Whole,
    listed,
    one_of,
    unfit,
    words,
)
from kokoq.definitions.source import Hole, Seq, Text, make_hole, make_map, make_text
from kokoq.diagnostics import Severity
from kokoq.language import Word
from kokoq.model import Group, Kind, Level, Missing, Part, Polarity, Sentinel, Total


class Document:
    """Anything read from a file: a key that is not declared is a fault."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class Every(StrEnum):
    """How often a regulation is run."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    QUARTER = "quarter"
    MONTH = "month"


class CollectedBy(StrEnum):
    """Who fills in the data."""

    ORGANISATION = "organisation"
    MUNICIPALITY = "municipality"


class Rounding(StrEnum):
    """How a value is rounded, once, at display."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"
    TRUNCATE = "truncate"


class Reason(StrEnum):
    """Why an indicator is in the variative part."""

    NEW_QUALITY = "new_quality"
    PROBLEM_ZONE = "problem_zone"


class Speech(StrEnum):
    """Languages of the reports."""

    RU = "ru"
    EN = "en"


def _text_as(key: str) -> Callable[[object], object]:
    """A bare text stands for a mapping with that one key."""

    def expand(value: object) -> object:
        if not isinstance(value, Text) or isinstance(value, Hole):
            return value
        return make_map(value.mark, [(make_text(key, value.mark), value)])

    return expand


def _word_as_key(*words: str) -> Callable[[object], object]:
    """A bare word, one of those allowed, stands for a mapping with that one key."""

    def expand(value: object) -> object:
        if not isinstance(value, Text) or isinstance(value, Hole):
            return value
        if value not in words:
            raise unfit(value, Word("expected.one_of", items=words))
        return make_map(value.mark, [(value, make_hole(value.mark))])

    return expand


def _hole_as_empty(value: object) -> object:
    """Of a faulty ``otherwise``, that it was one is still known."""
    return make_map(value.mark) if isinstance(value, Hole) else value


def _key_values(value: object) -> object:
    """``procedures``, ``1..11`` or ``[ege, oge]`` stands for ``{values: …}``."""
    if not isinstance(value, Text | Seq) or isinstance(value, Hole):
        return value
    return make_map(value.mark, [(make_text("values", value.mark), value)])


def _codes_as_titles(value: object) -> object:
    """``[ege, oge]`` stands for ``{ege: ege, oge: oge}``."""
    if not isinstance(value, Seq) or not all(isinstance(item, Text) for item in value):
        return value
    return make_map(value.mark, [(item, item) for item in value if isinstance(item, Text)], value.key)


Citations = dict[Key, Name]
"""act → clause"""
Titles = dict[Key, Title]
"""id → title"""


@dataclass(frozen=True, kw_only=True)
class ActDocument(Document):
    """An act: an order, a law."""

    kind: Title
    number: Name = NOTHING
    date: Date | None = None
    title: Title = NOTHING


@dataclass(frozen=True, kw_only=True)
class ValidDocument(Document):
    """From when to when something is in force."""

    from_: Annotated[Date | None, Field(alias="from")] = None
    to: Date | None = None


@dataclass(frozen=True, kw_only=True)
class PolicyDocument(Document):
    """What results may not be used for."""

    forbid: dict[Key, Name]
    in_profiles: Names = ()
    act: Name = NOTHING


@dataclass(frozen=True, kw_only=True)
class RoundingDocument(Document):
    """How values are rounded for display."""

    digits: Whole = 1
    mode: Annotated[Rounding, one_of(Rounding), words(Rounding)] = Rounding.HALF_UP


@dataclass(frozen=True, kw_only=True)
class DictionaryDocument(Document):
    """A list of symbols: codes, their titles and other spellings."""

    title: Title
    entries: Annotated[Titles, BeforeValidator(_codes_as_titles, json_schema_input_type=list[str] | dict[str, str])]
    aliases: dict[Key, Name] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CatalogueDocument(Document):
    """``catalogue.yaml``."""

    kokoq: Version
    id: Name
    title: Title
    issuer: Title = NOTHING
    region: Title = NOTHING
    acts: dict[Key, ActDocument] = field(default_factory=dict)
    valid: ValidDocument = ValidDocument()
    organisation_types: Titles = field(default_factory=dict)
    tags: Titles = field(default_factory=dict)
    levels: Titles = field(default_factory=dict)
    blocks: Titles = field(default_factory=dict)
    topics: Titles = field(default_factory=dict)
    units: Titles = field(default_factory=dict)
    terms: Titles = field(default_factory=dict)
    principles: Texts = ()
    policies: tuple[PolicyDocument, ...] = ()
    rounding: RoundingDocument = RoundingDocument()
    remarks: Texts = ()
    dictionaries: dict[Key, DictionaryDocument] = field(default_factory=dict)


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


@dataclass(frozen=True, kw_only=True)
class KeyDocument(Document):
    """A key of a table: ``values`` is a dictionary's id, a range ``1..11``, a list of codes or codes with titles."""

    title: Title = NOTHING
    values: Tree


TableKey = Annotated[
    KeyDocument, BeforeValidator(_key_values, json_schema_input_type=str | list[str | int] | KeyDocument)
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
class DictionaryFile(Document):
    """``fields.yaml``: every question is asked once, whichever regulations use it."""

    kokoq: Version = VERSION
    topics: Titles = field(default_factory=dict)
    units: Titles = field(default_factory=dict)
    dictionaries: dict[Key, DictionaryDocument] = field(default_factory=dict)
    fields: dict[Key, FieldDocument] = field(default_factory=dict)
    tables: dict[Key, TableDocument] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class GoalDocument(Document):
    """A goal, and the indicators that show whether it is reached."""

    text: Title
    indicators: Names = ()


Goal = Annotated[GoalDocument, BeforeValidator(_text_as("text"), json_schema_input_type=str | GoalDocument)]


@dataclass(frozen=True, kw_only=True)
class CollectionDocument(Document):
    """How the data are collected and processed, and by whom."""

    methods: Texts = ()
    processing: Texts = ()
    by: Annotated[CollectedBy | None, one_of(CollectedBy), words(CollectedBy)] = None
    responsible: Title = NOTHING
    experts: Texts = ()


@dataclass(frozen=True, kw_only=True)
class PeriodicityDocument(Document):
    """How often, and on which days."""

    every: Annotated[Every, one_of(Every), words(Every)] = Every.YEAR
    collect: Days | None = None
    submit: MonthDay = ""


@dataclass(frozen=True, kw_only=True)
class OutcomeDocument(Document):
    """What a band gives."""

    points: NumberText = NOTHING
    level: Name = NOTHING


@dataclass(frozen=True, kw_only=True)
class BandDocument(OutcomeDocument):
    """A band: exactly one of the conditions, or ``otherwise``."""

    at_least: NumberText = NOTHING
    above: NumberText = NOTHING
    at_most: NumberText = NOTHING
    below: NumberText = NOTHING
    otherwise: Annotated[OutcomeDocument | None, BeforeValidator(_hole_as_empty)] = None


@dataclass(frozen=True, kw_only=True)
class ScaleDocument(Document):
    """A scale of bands: the first whose condition holds."""

    bands: tuple[BandDocument, ...]
    illustrative: Flag = False
    source: Citations = field(default_factory=dict)
    valid: ValidDocument = ValidDocument()


@dataclass(frozen=True, kw_only=True)
class CorridorDocument(Document):
    """The values that are good; on either side of them it is worse."""

    from_: Annotated[NumberText, Field(alias="from")]
    to: NumberText


@dataclass(frozen=True, kw_only=True)
class BetterDocument(Document):
    """In which direction an indicator is better: a bare word, or a corridor."""

    higher: Name | None = None
    lower: Name | None = None
    neutral: Name | None = None
    corridor: CorridorDocument | None = None


_DIRECTIONS = ("higher", "lower", "neutral")
Better = Annotated[
    BetterDocument, BeforeValidator(_word_as_key(*_DIRECTIONS), json_schema_input_type=Polarity | BetterDocument)
]


@dataclass(frozen=True, kw_only=True)
class PartDocument(Document):
    """The invariant part, or the variative one with its reason."""

    invariant: Name | None = None
    variative: Annotated[Reason | None, one_of(Reason), words(Reason)] = None


Share = Annotated[
    PartDocument, BeforeValidator(_word_as_key("invariant", "variative"), json_schema_input_type=Part | PartDocument)
]
"""The part of the regulation that an indicator belongs to."""


@dataclass(frozen=True, kw_only=True)
class IndicatorDocument(Document):
    """An indicator, or a template of indicators (``for_each``)."""

    code: Name
    title: Title
    kind: Annotated[Kind | None, one_of(Kind), words(Kind)] = None
    group: Annotated[Group | None, one_of(Group), words(Group)] = None
    part: Share = PartDocument()
    scope: Formula | None = None
    formula: Formula | None = None
    table: Name = NOTHING
    by: Names = ()
    better: Better = BetterDocument()
    unit: Name = NOTHING
    digits: Whole | None = None
    scale: ScaleDocument | None = None
    target: dict[PeriodKey, Number] = field(default_factory=dict)
    recommend: Titles = field(default_factory=dict)
    remark: Title = NOTHING
    defects: Names = ()
    may_exceed_100: Flag | None = None
    missing: Annotated[Missing | None, one_of(Missing), words(Missing)] = None
    coverage: Number | None = None
    same_as: Name = NOTHING
    replaces: Name = NOTHING
    act: Citations = field(default_factory=dict)
    for_each: dict[Key, Tree] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RegulationDocument(Document):
    """One direction of the monitoring, in its six parts."""

    kokoq: Version = VERSION
    id: Name
    code: Name
    title: Title
    block: Name = NOTHING
    act: Citations = field(default_factory=dict)
    goal: Annotated[tuple[Goal, ...], BeforeValidator(listed, json_schema_input_type=str | list[Goal])] = ()
    tasks: Texts = ()
    collection: CollectionDocument | None = None
    periodicity: PeriodicityDocument | None = None
    criteria: Texts = ()
    remark: Title = NOTHING
    indicators: dict[Key, IndicatorDocument] = field(default_factory=dict)


Givens = dict[Key, Tree]
"""field or table → what was submitted"""


@dataclass(frozen=True, kw_only=True)
class CaseDataDocument(Document):
    """What was submitted: by one organisation, or by several, and by the municipality."""

    given: Givens = field(default_factory=dict)
    organisations: dict[Key, Givens] = field(default_factory=dict)
    municipality: Givens = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CaseDocument(CaseDataDocument):
    """A worked example."""

    indicator: Name
    title: Title = NOTHING
    previous: CaseDataDocument | None = None
    expect: Givens = field(default_factory=dict)
    expect_organisations: dict[Key, Givens] = field(default_factory=dict)


CaseFile = tuple[CaseDocument, ...]
"""A file under ``cases/``."""


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

    minimum: Number


@dataclass(frozen=True, kw_only=True)
class HeaderDocument(Document):
    """How the header row is found: the texts that stand in it."""

    find: Texts


@dataclass(frozen=True, kw_only=True)
class SkipDocument(Document):
    """Which rows are no data: column → texts."""

    rows_where: dict[Key, Texts] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SourceDocument(Document):
    """How spreadsheets that are not our forms give the rows of a table."""

    table: Name = NOTHING
    files: Texts
    sheet: Title = NOTHING
    header: HeaderDocument | None = None
    columns: dict[Key, Name]
    skip: SkipDocument = SkipDocument()
    values: dict[Key, dict[Key, Name]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SeverityDocument(Document):
    """A campaign's own severity of a rule."""

    is_: Annotated[Severity, Field(alias="is"), one_of(Severity), words(Severity)]
    reason: Title


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
    cells: dict[Key, Annotated[Sentinel, one_of(Sentinel), words(Sentinel)]] = field(default_factory=dict)
    sources: dict[Key, SourceDocument] = field(default_factory=dict)
    severity: dict[Key, SeverityDocument] = field(default_factory=dict)
