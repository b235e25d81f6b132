"""The shapes of scales: how a value becomes points and a level."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BeforeValidator, Field

from kokoq.definitions.documents.shorthand import ALWAYS, Citations, Document, ValidDocument, hole_as_empty
from kokoq.definitions.scalars import (
    NOTHING,
    Flag,
    Formula,
    Key,
    Name,
    Names,
    NumberText,
    listed,
    one_of,
    words,
)
from kokoq.model import Among, Since, Take, Ties


@dataclass(frozen=True, kw_only=True)
class OutcomeDocument(Document):
    """What a band, or a text of a list, gives."""

    points: NumberText = NOTHING
    level: Name = NOTHING


@dataclass(frozen=True, kw_only=True)
class BandDocument(OutcomeDocument):
    """A band: at most one of the limits, and a condition; or ``otherwise``."""

    at_least: NumberText = NOTHING
    above: NumberText = NOTHING
    at_most: NumberText = NOTHING
    below: NumberText = NOTHING
    when: Formula | None = None
    otherwise: Annotated[OutcomeDocument | None, BeforeValidator(hole_as_empty)] = None


@dataclass(frozen=True, kw_only=True)
class PerUnitDocument(Document):
    """Points for every so many of what is measured."""

    points: NumberText
    each: NumberText = NOTHING
    above: NumberText = NOTHING
    below: NumberText = NOTHING
    start: NumberText = NOTHING
    whole: Flag = True


@dataclass(frozen=True, kw_only=True)
class LinearDocument(Document):
    """A straight line between two goalposts."""

    from_: Annotated[NumberText, Field(alias="from")]
    to: NumberText
    points: NumberText
    points_from: NumberText = NOTHING


@dataclass(frozen=True, kw_only=True)
class ChecklistDocument(Document):
    """The fields of a table of positions that experts judged."""

    position: Name = NOTHING
    expert: Name = NOTHING
    comment: Name = NOTHING
    evidence: Names = ()


@dataclass(frozen=True, kw_only=True)
class RelativeDocument(Document):
    """A value among those of its peers."""

    by: Annotated[Among, one_of(Among), words(Among)]
    peers: Names = ()
    ties: Annotated[Ties, one_of(Ties), words(Ties)] = Ties.BEST


@dataclass(frozen=True, kw_only=True)
class ScaleDocument(Document):
    """What is measured (the value itself, ``relative``, ``change``), and one way of giving points for it."""

    bands: tuple[BandDocument, ...] = ()
    take: Annotated[Take, one_of(Take), words(Take)] = Take.FIRST
    per_unit: PerUnitDocument | None = None
    linear: LinearDocument | None = None
    points: NumberText = NOTHING
    ordinal: dict[Key, OutcomeDocument] = field(default_factory=dict)
    checklist: ChecklistDocument | None = None
    relative: RelativeDocument | None = None
    change: Annotated[Since | None, one_of(Since), words(Since)] = None
    conditions: dict[Key, Formula] = field(default_factory=dict)
    cap: NumberText = NOTHING
    floor: NumberText = NOTHING
    levels: tuple[BandDocument, ...] = ()
    illustrative: Flag = False
    source: Citations = field(default_factory=dict)
    valid: ValidDocument = ALWAYS


Scales = Annotated[
    tuple[ScaleDocument, ...], BeforeValidator(listed, json_schema_input_type=ScaleDocument | list[ScaleDocument])
]
"""One scale, or several that are valid in different periods."""
