"""The register of decisions and measures of a campaign: what was decided, for whom, until when, to move what."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from kokoq.diagnostics import Place
from kokoq.model import Catalogue, Level, Organisation, Period, Settings


class DeedKind(StrEnum):
    """What stands in the register: what a body decided, what is done about it, what is only advised."""

    DECISION = "decision"
    MEASURE = "measure"
    RECOMMENDATION = "recommendation"


class DeedStatus(StrEnum):
    """How far it has come."""

    PLANNED = "planned"
    IN_WORK = "in_work"
    DONE = "done"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """Where a deadline stands on a day, most urgent first."""

    OVERDUE = "overdue"
    DUE = "due"
    AHEAD = "ahead"
    PERMANENT = "permanent"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A term as written, and its days: «до марта 2022» has no first one, «постоянно» has none at all."""

    text: str
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One line of the register.

    ``to`` are ids of organisations, types, tags, clusters, or ``municipality``; ``role`` is an addressee in words, and
    ``responsible`` a post: no person is named. ``period`` is the one whose results it rests on, ``date`` the day on
    which it was made, ``since`` that of its status. ``indicators`` are those that it should move.
    """

    number: str
    at: Place
    kind: DeedKind
    action: str
    date: dt.date
    period: Period
    deadline: Deadline
    problem: str = ""
    to: tuple[str, ...] = ()
    role: str = ""
    responsible: str = ""
    basis: str = ""
    indicators: tuple[str, ...] = ()
    status: DeedStatus = DeedStatus.PLANNED
    since: dt.date | None = None

    def standing(self, today: dt.date) -> Standing:
        """Where it stands on a day."""
        if self.status in (DeedStatus.DONE, DeedStatus.CANCELLED):
            return Standing(self.status)
        if self.deadline.last is None:
            return Standing.PERMANENT
        if today > self.deadline.last:
            return Standing.OVERDUE
        return Standing.DUE if (self.deadline.first or self.date) <= today else Standing.AHEAD

    def precedes(self, period: Period) -> bool:
        """Whether it rests on the results of an earlier period of the same kind: so that the two can be compared."""
        kinds = [re.sub(r"\d", "", one.text) for one in (self.period, period)]
        return kinds[0] == kinds[1] and self.period < period

    def is_for(self, organisation: Organisation) -> bool:
        """Whether it is addressed to an organisation: by its id or by what it is."""
        return bool({organisation.id, organisation.cluster, *organisation.names} & set(self.to))


def addressees(catalogue: Catalogue, settings: Settings, organisations: tuple[Organisation, ...]) -> dict[str, str]:
    """Everything that ``to`` may name → its title."""
    clusters = sorted({o.cluster for o in organisations if o.cluster})
    return {
        **{cluster: cluster for cluster in clusters},
        **catalogue.tags,
        **catalogue.organisation_types,
        **{o.id: o.short or o.title for o in organisations},
        str(Level.MUNICIPALITY): settings.municipality.title or settings.municipality.id,
    }
