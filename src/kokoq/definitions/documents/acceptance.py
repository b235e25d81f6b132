"""The shape of ``accepted.yaml``: findings that stand, each with its reason and until when."""

from __future__ import annotations

from dataclasses import dataclass, field

from kokoq.definitions.documents.shorthand import Document
from kokoq.definitions.scalars import Date, Key, Name, Texts, Title


@dataclass(frozen=True, kw_only=True)
class AcceptedDocument(Document):
    """One acceptance: a rule, and the parameters by which its findings are told from others of it."""

    code: Name
    where: dict[Key, Texts] = field(default_factory=dict)
    reason: Title
    until: Date


AcceptedFile = tuple[AcceptedDocument, ...]
"""``accepted.yaml`` beside ``catalogue.yaml`` or ``kokoq.yaml``."""
