"""The shapes of ``decisions.yaml``: the register of decisions and measures of a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from kokoq.decisions import DeedKind, DeedStatus
from kokoq.definitions.documents.shorthand import Document
from kokoq.definitions.scalars import NOTHING, Date, Name, Names, PeriodKey, Title, one_of, words


@dataclass(frozen=True, kw_only=True)
class DecisionDocument(Document):
    """One line of the register."""

    number: Name
    kind: Annotated[DeedKind, one_of(DeedKind), words(DeedKind)] = DeedKind.DECISION
    action: Title
    problem: Title = NOTHING
    to: Names = ()
    role: Title = NOTHING
    responsible: Title = NOTHING
    date: Date
    period: PeriodKey
    deadline: Title
    basis: Title = NOTHING
    indicators: Names = ()
    status: Annotated[DeedStatus, one_of(DeedStatus), words(DeedStatus)] = DeedStatus.PLANNED
    since: Date | None = None


@dataclass(frozen=True, kw_only=True)
class RegisterDocument(Document):
    """``decisions.yaml``."""

    decisions: tuple[DecisionDocument, ...]
