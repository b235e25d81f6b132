"""The shapes of profiles: which indicators make a score, with what weights, for what purpose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BeforeValidator

from kokoq.definitions.documents.catalogue import PurposeName
from kokoq.definitions.documents.scale import BandDocument
from kokoq.definitions.documents.shorthand import Citations, Document, text_as
from kokoq.definitions.scalars import (
    NOTHING,
    VERSION,
    Flag,
    Formula,
    Key,
    MissingName,
    NumberText,
    Portion,
    Title,
    Version,
    one_of,
    words,
)
from kokoq.model import Combine

_Combine = Annotated[Combine, one_of(Combine), words(Combine)]


@dataclass(frozen=True, kw_only=True)
class NodeDocument(Document):
    """A part of a profile; without ``of``, the indicator or regulation of that name."""

    title: Title = NOTHING
    weight: NumberText = NOTHING
    missing: MissingName = NOTHING
    exempt: Formula | None = None
    by: _Combine = Combine.MEAN
    of: Nodes = field(default_factory=dict)


NodeItem = Annotated[NodeDocument, BeforeValidator(text_as("weight"), json_schema_input_type=NumberText | NodeDocument)]
"""A bare number is the weight."""

Nodes = dict[Key, NodeItem]


@dataclass(frozen=True, kw_only=True)
class ScoringDocument(Document):
    """A selection of indicators with weights, for a purpose."""

    title: Title
    purpose: PurposeName
    missing: MissingName
    scope: Formula | None = None
    minimum: Portion | None = None
    by: _Combine = Combine.MEAN
    tree: Nodes
    levels: tuple[BandDocument, ...] = ()
    bonus: dict[Key, NumberText] = field(default_factory=dict)
    multiply: dict[Key, NumberText] = field(default_factory=dict)
    illustrative: Flag = False
    source: Citations = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ProfileFile(Document):
    """``profiles.yaml``."""

    kokoq: Version = VERSION
    profiles: dict[Key, ScoringDocument]
