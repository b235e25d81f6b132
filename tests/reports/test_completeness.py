"""Deadlines and words of completeness; the pages as a whole are tested through the command."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from kokoq.campaign import Campaign, validate
from kokoq.collect.form import Answers, Entry, Heading, write_form
from kokoq.collect.layout import lay_out
from kokoq.diagnostics import Span
from kokoq.language import language
from kokoq.model import Period, Regulation
from kokoq.reports.completeness import Count, completeness, deadline_of
from kokoq.reports.completeness_pages import days_text, percent
from tests.collect.tiny import ORGANISATIONS, SCHOOL, SETTINGS, tiny_plan

RU, PLAN = language("ru"), tiny_plan()


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


def test_the_same_is_asked_of_whoever_submitted_and_who_did_not(tmp_path: Path) -> None:
    """Of the tiny catalogue: 2 questions, 2 x 2 cells of the contests, 9 x 2 of the exams, 1 list: 25 of a school."""
    into = tmp_path / "collected" / "2020-2021"
    cells: dict[str, Entry] = {"graduates": 40, "certified": "н/д", "cell|contests|local|participants": 0}
    cells |= {"cell|exams|rus|9|passed": 7}
    into.mkdir(parents=True)
    write_form(
        lay_out(PLAN, SCHOOL),
        PLAN.catalogue,
        into / "a.xlsx",
        heading=Heading(organisation=SCHOOL, period=Period("2020/2021"), title="", submit_by="", submit_to=""),
        language=RU,
        answers=Answers(cells),
    )
    found = validate(Campaign(tmp_path, SETTINGS, PLAN, ORGANISATIONS), Period("2020/2021"))
    lines = {line.id: line for line in completeness(found, today=dt.date(2021, 7, 1)).lines}
    # both questions, 1 cell of the contests, of the exams all but the other cell of the row begun; no list
    assert (lines["s1"].count.filled, lines["s1"].count.asked) == (2 + 1 + 17, 25)
    assert (lines["s2"].count.filled, lines["s2"].count.asked) == (0, 25)
    front = openpyxl.load_workbook(into / "a.xlsx", data_only=True).worksheets[0]
    assert "Заполнено 20 из 25" in {cell.value for row in front.iter_rows() for cell in row}
