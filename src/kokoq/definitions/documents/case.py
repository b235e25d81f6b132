"""The shapes of the worked cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import ConfigDict

from kokoq.definitions.documents.shorthand import Document
from kokoq.definitions.scalars import NOTHING, Key, Name, Names, PeriodKey, Title, Tree

Givens = dict[Key, Tree]
"""field or table → what was submitted"""


@dataclass(frozen=True, kw_only=True)
class CaseDataDocument(Document):
    """What was submitted for a period, and for the one before: by one organisation or several, by the municipality."""

    given: Givens = field(default_factory=dict)
    organisations: dict[Key, Givens] = field(default_factory=dict)
    municipality: Givens = field(default_factory=dict)
    previous: CaseDataDocument | None = None


@dataclass(frozen=True, kw_only=True)
class CaseDocument(CaseDataDocument):
    """A worked example of an indicator, or of a profile; ``also`` is what the profile is made to rest on besides."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid",
        arbitrary_types_allowed=True,
        json_schema_extra={"oneOf": [{"required": ["indicator"]}, {"required": ["profile"]}]},
    )

    indicator: Name = NOTHING
    profile: Name = NOTHING
    also: Names = ()
    title: Title = NOTHING
    period: PeriodKey | None = None
    expect: Givens = field(default_factory=dict)
    expect_organisations: dict[Key, Givens] = field(default_factory=dict)


CaseFile = tuple[CaseDocument, ...]
"""A file under ``cases/``."""
