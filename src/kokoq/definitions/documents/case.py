"""The shapes of the worked cases."""

from __future__ import annotations

from dataclasses import dataclass, field

from kokoq.definitions.documents.shorthand import Document
from kokoq.definitions.scalars import NOTHING, Key, Name, PeriodKey, Title, Tree

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
    """A worked example."""

    indicator: Name
    title: Title = NOTHING
    period: PeriodKey | None = None
    expect: Givens = field(default_factory=dict)
    expect_organisations: dict[Key, Givens] = field(default_factory=dict)


CaseFile = tuple[CaseDocument, ...]
"""A file under ``cases/``."""
