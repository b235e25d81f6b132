"""Deadlines and words of completeness; the pages as a whole are tested through the command."""

from __future__ import annotations

import datetime as dt

import pytest

from kokoq.diagnostics import Span
from kokoq.language import language
from kokoq.model import Period, Regulation
from kokoq.reports.completeness import Count, deadline_of
from kokoq.reports.completeness_pages import days_text, percent

RU = language("ru")


@pytest.mark.parametrize(
    ("period", "submit", "day"),
    [
        ("2020/2021", "07-31", dt.date(2021, 7, 31)),
        ("2020/2021", "09-20", dt.date(2021, 9, 20)),  # nearer to the end of August 2021 than that of 2020
        ("2021", "01-20", dt.date(2022, 1, 20)),
        ("2021", "12-15", dt.date(2021, 12, 15)),
        ("2020", "02-29", dt.date(2021, 2, 28)),
    ],
)
def test_the_deadline_is_the_declared_day_nearest_to_the_end_of_the_period(
    period: str, submit: str, day: dt.date
) -> None:
    regulation = Regulation(id="r", code="1", title="r", at=Span("r.yaml"), submit=submit)
    assert deadline_of(regulation, Period(period)) == day


def test_without_a_day_to_submit_the_end_of_collection_counts() -> None:
    regulation = Regulation(id="r", code="1", title="r", at=Span("r.yaml"), collect=("06-21", "07-31"))
    assert deadline_of(regulation, Period("2020/2021")) == dt.date(2021, 7, 31)
    assert deadline_of(Regulation(id="r", code="1", title="r", at=Span("r.yaml")), Period("2021")) is None


@pytest.mark.parametrize(
    ("days", "said"),
    [(5, "ещё 5 дней"), (1, "ещё 1 день"), (0, "сегодня"), (-1, "прошёл 1 день"), (-3, "прошло 3 дня"), (None, "–")],
)
def test_days_are_said_in_russian(days: int | None, said: str) -> None:
    assert days_text(days, RU) == said


@pytest.mark.parametrize(
    ("filled", "asked", "said"),
    [(1, 2, "50\u00a0%"), (250, 251, "99,6\u00a0%"), (2, 2, "100\u00a0%"), (0, 2, "0\u00a0%"), (0, 0, "–")],
)
def test_a_hundred_percent_is_said_of_nothing_that_has_a_gap(filled: int, asked: int, said: str) -> None:
    assert percent(Count(filled, asked, 0, 0), RU) == said
