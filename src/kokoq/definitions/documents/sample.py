"""The shapes of ``sample.yaml``: how synthetic data are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from kokoq.definitions.documents.shorthand import Document
from kokoq.definitions.scalars import (
    NOTHING,
    Flag,
    Key,
    Name,
    Names,
    Number,
    Range,
    Title,
    Whole,
    listed,
    one_of,
    words,
)


class Tendency(StrEnum):
    """Whether good organisations have more of it, less of it, or whether it says nothing of them."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


@dataclass(frozen=True, kw_only=True)
class RuleDocument(Document):
    """How one field is drawn: a constant, a share of another field, a range, the probability of yes, or left blank.

    ``of`` names a field (its total), ``field.code`` (one row of its table) or ``size``; by default the field's whole.
    """

    when: dict[Key, Names] = field(default_factory=dict)
    only: Name = NOTHING
    value: Number | None = None
    of: Name = NOTHING
    share: Range = NOTHING
    range: Range = NOTHING
    yes: Number | None = None
    blank: Flag = False
    better: Annotated[Tendency, one_of(Tendency), words(Tendency)] = Tendency.HIGHER


Rules = Annotated[
    tuple[RuleDocument, ...], BeforeValidator(listed, json_schema_input_type=RuleDocument | list[RuleDocument])
]
"""The rules of a field, the first that fits counts; one stands for the list of it."""


@dataclass(frozen=True, kw_only=True)
class NormalDocument(Document):
    """A normal distribution; what falls outside the field's limits is moved to them."""

    mean: Number
    deviation: Number


@dataclass(frozen=True, kw_only=True)
class RecordsDocument(Document):
    """How the rows of a records table are drawn.

    ``of`` gives the persons of an organisation, ``share`` of them; each person gets a row per code of ``each`` with
    its probability. Other symbols are drawn by weights: those of ``person`` once, those of ``weights`` in every row;
    numbers by ``normal``. ``only`` keeps a code for organisations of a type or tag: no 11th grade where there is none.
    """

    of: Name
    share: Range = NOTHING
    each: dict[Key, dict[Key, Number]] = field(default_factory=dict)
    person: dict[Key, dict[Key, Number]] = field(default_factory=dict)
    weights: dict[Key, dict[Key, Number]] = field(default_factory=dict)
    normal: dict[Key, NormalDocument] = field(default_factory=dict)
    only: dict[Key, dict[Key, Name]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class OrganisationDocument(Document):
    """What is fixed of one organisation."""

    size: Whole | None = None
    quality: Number | None = None
    file: Title = NOTHING


@dataclass(frozen=True, kw_only=True)
class ProfileDocument(Document):
    """``sample.yaml``."""

    sizes: dict[Key, Range] = field(default_factory=dict)
    quality: dict[Key, Number] = field(default_factory=dict)
    organisations: dict[Key, OrganisationDocument] = field(default_factory=dict)
    fields: dict[Key, Rules] = field(default_factory=dict)
    records: dict[Key, RecordsDocument] = field(default_factory=dict)
    exports: dict[Key, Title] = field(default_factory=dict)
