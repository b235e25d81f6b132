"""The shapes of a regulation and its indicators."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from kokoq.definitions.documents.scale import Scales
from kokoq.definitions.documents.shorthand import Citations, Document, Titles, text_as, word_as_key
from kokoq.definitions.scalars import (
    NOTHING,
    VERSION,
    Days,
    Digits,
    Flag,
    Formula,
    Key,
    MonthDay,
    Name,
    Names,
    Number,
    NumberText,
    PeriodKey,
    Portion,
    Texts,
    Title,
    Tree,
    Version,
    listed,
    one_of,
    words,
)
from kokoq.model import Group, Kind, Missing, Part, Polarity


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


class Reason(StrEnum):
    """Why an indicator is in the variative part."""

    NEW_QUALITY = "new_quality"
    PROBLEM_ZONE = "problem_zone"


@dataclass(frozen=True, kw_only=True)
class GoalDocument(Document):
    """A goal, and the indicators that show whether it is reached."""

    text: Title
    indicators: Names = ()


Goal = Annotated[GoalDocument, BeforeValidator(text_as("text"), json_schema_input_type=str | GoalDocument)]


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
    BetterDocument, BeforeValidator(word_as_key(*_DIRECTIONS), json_schema_input_type=Polarity | BetterDocument)
]


@dataclass(frozen=True, kw_only=True)
class PartDocument(Document):
    """The invariant part, or the variative one with its reason."""

    invariant: Name | None = None
    variative: Annotated[Reason | None, one_of(Reason), words(Reason)] = None


Share = Annotated[
    PartDocument, BeforeValidator(word_as_key("invariant", "variative"), json_schema_input_type=Part | PartDocument)
]
"""The part of the regulation that an indicator belongs to."""


@dataclass(frozen=True, kw_only=True)
class JumpsDocument(Document):
    """How far results of neighbouring grades, or of the same cohort, may lie apart."""

    by: Name
    neighbours: Number | None = None
    cohort: Number | None = None


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
    digits: Digits | None = None
    scale: Scales = ()
    target: dict[PeriodKey, Number] = field(default_factory=dict)
    recommend: Titles = field(default_factory=dict)
    remark: Title = NOTHING
    defects: Names = ()
    may_exceed_100: Flag | None = None
    sample: Flag | None = None
    objectivity: Flag | None = None
    jumps: JumpsDocument | None = None
    missing: Annotated[Missing | None, one_of(Missing), words(Missing)] = None
    coverage: Portion | None = None
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
    max_points: Number | None = None
    remark: Title = NOTHING
    indicators: dict[Key, IndicatorDocument] = field(default_factory=dict)
