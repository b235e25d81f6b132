"""A calendar of collection, submission and measures as iCalendar (RFC 5545), which any calendar program takes in.

Only what whole-day events need of the standard: CRLF and folding at 75 octets (3.1), escaped texts (3.3.11), days
(3.3.4), events whose end is the day after the last (3.6.1). The stamp is the day asked about, never the clock.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kokoq.decisions import Decision, DeedStatus
from kokoq.language import Language
from kokoq.reports.roadmap.view import Roadmap

if TYPE_CHECKING:
    from kokoq.campaign import Campaign

LINE = 75  # octets, without the line break
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Event:
    """Whole days; by ``key`` a calendar knows the event again when its days or words change."""

    key: tuple[str, ...]
    summary: str
    description: str
    first: dt.date
    last: dt.date
    cancelled: bool = False


def calendar(campaign: Campaign, view: Roadmap, stamp: dt.date, language: Language) -> str:
    """The terms of the regulations and the register of a campaign, stamped with a day."""
    owner = (campaign.plan.catalogue.id, campaign.settings.municipality.id)
    events = (*term_events(view, owner=owner), *decision_events(campaign.decisions, owner=owner, language=language))
    return to_calendar(view.title, events, stamp=stamp)


def to_calendar(title: str, events: tuple[Event, ...], *, stamp: dt.date) -> str:
    """The calendar, its lines ended and folded as the standard asks."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kokoq//kokoq//RU", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escaped(title)}")
    for event in events:
        lines += _lines(event, stamp)
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def term_events(view: Roadmap, *, owner: tuple[str, ...]) -> Iterator[Event]:
    """Collection and submission, one event for the regulations that share the days."""
    for term in view.terms:
        key = (*owner, view.period, term.kind, term.codes[0])
        yield Event(key, term.title, "\n".join(term.regulations), term.first, term.last)


def decision_events(decisions: tuple[Decision, ...], *, owner: tuple[str, ...], language: Language) -> Iterator[Event]:
    """Every decision with a last day: its days where it has both, else the day until which it must be done."""
    for decision in decisions:
        last = decision.deadline.last
        if last is None:
            continue
        summary = language.say("decision.event", number=decision.number, action=decision.action)
        told = (
            language.say("decision.event_deadline", deadline=decision.deadline.text),
            decision.responsible and language.say("decision.event_responsible", responsible=decision.responsible),
            decision.basis,
        )
        yield Event(
            (*owner, decision.date.isoformat(), decision.number),
            summary,
            "\n".join(filter(None, told)),
            decision.deadline.first or last,
            last,
            cancelled=decision.status is DeedStatus.CANCELLED,
        )


def _lines(event: Event, stamp: dt.date) -> Iterator[str]:
    identity = hashlib.sha256("\0".join(event.key).encode()).hexdigest()[:32]
    yield "BEGIN:VEVENT"
    yield f"UID:{identity}@kokoq"
    yield f"DTSTAMP:{stamp:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.last + dt.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_escaped(event.description)}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"  # the days stay free
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, each but the first after a space; no letter is cut."""
    pieces, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += octets
    return "\r\n".join(pieces)
