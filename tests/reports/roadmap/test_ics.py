"""The calendar against RFC 5545: line ends, folding, escaping, whole days, identities."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kokoq.decisions import Deadline, Decision, DeedKind, DeedStatus
from kokoq.language import language
from kokoq.model import Period
from kokoq.reports.roadmap.ics import Event, decision_events, to_calendar
from tests.compute.small import HERE

DAY = dt.date(2022, 3, 10)
EVENT = Event(("one",), "Сбор", "", dt.date(2022, 6, 21), dt.date(2022, 7, 31))
DECISION = Decision(
    number="3.1",
    at=HERE,
    kind=DeedKind.DECISION,
    action="Сделать",
    date=dt.date(2021, 11, 24),
    period=Period("2020/2021"),
    deadline=Deadline("до 31 мая 2022", None, dt.date(2022, 5, 31)),
)


def lines(*events: Event) -> list[str]:
    """The lines of the events, unfolded as the standard says (3.1)."""
    text = to_calendar("Проба", events, stamp=DAY)
    return text.replace("\r\n ", "").split("\r\n")


def test_days_are_whole_and_the_end_is_the_day_after() -> None:
    assert lines(EVENT)[6:-2] == [
        "BEGIN:VEVENT",
        next(line for line in lines(EVENT) if line.startswith("UID:")),
        "DTSTAMP:20220310T000000Z",
        "DTSTART;VALUE=DATE:20220621",
        "DTEND;VALUE=DATE:20220801",  # the last day is 31 July
        "SUMMARY:Сбор",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def test_texts_are_escaped() -> None:
    told = lines(replace(EVENT, description="а; б, в\\г\nд\r"))
    assert "DESCRIPTION:а\\; б\\, в\\\\г\\nд" in told


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_no_line_is_longer_than_75_octets_and_none_is_cut_within_a_letter(text: str) -> None:
    made = to_calendar("Проба", (replace(EVENT, summary=text),), stamp=DAY)
    raw = made.encode("utf-8").split(b"\r\n")
    assert max(map(len, raw)) <= 75
    assert all(line.decode("utf-8") is not None for line in raw)
    escaped = re.sub(r"([\\;,])", r"\\\1", text)
    assert f"\r\nSUMMARY:{escaped}\r\n" in made.replace("\r\n ", "")


def test_an_event_keeps_its_identity_when_its_days_and_words_change() -> None:
    uid = [line for line in lines(EVENT, replace(EVENT, summary="Иначе", last=DAY)) if line.startswith("UID:")]
    other = [line for line in lines(replace(EVENT, key=("two",))) if line.startswith("UID:")]
    assert uid[0] == uid[1] != other[0]
    assert re.fullmatch(r"UID:[0-9a-f]{32}@kokoq", uid[0])


def test_a_decision_until_a_day_stands_on_it_and_one_without_days_nowhere() -> None:
    span = replace(DECISION, deadline=Deadline("", dt.date(2022, 4, 1), dt.date(2022, 5, 31)), number="2")
    always = replace(DECISION, deadline=Deadline("постоянно"), number="3")
    dropped = replace(DECISION, status=DeedStatus.CANCELLED, number="4")
    events = tuple(decision_events((DECISION, span, always, dropped), owner=("x",), language=language("ru")))
    assert [(e.summary, e.first, e.last, e.cancelled) for e in events] == [
        ("3.1. Сделать", dt.date(2022, 5, 31), dt.date(2022, 5, 31), False),
        ("2. Сделать", dt.date(2022, 4, 1), dt.date(2022, 5, 31), False),
        ("4. Сделать", dt.date(2022, 5, 31), dt.date(2022, 5, 31), True),
    ]
    assert "STATUS:CANCELLED" in lines(events[2])
