"""Deadlines and words of completeness; the pages as a whole are tested through the command."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from kokoq.campaign import Campaign, validate
from kokoq.collect.form.layout import lay_out
from kokoq.collect.form.write import Answers, Entry, Heading, write_form
from kokoq.diagnostics import Span
from kokoq.language import language
from kokoq.model import Period, Regulation
from kokoq.reports.completeness.pages import to_table
from kokoq.reports.completeness.table import CompletenessTable, Count, Line, completeness
from kokoq.reports.completeness.words import days_text, percent
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
    assert regulation.due(Period(period)) == day


def test_without_a_day_to_submit_the_end_of_collection_counts() -> None:
    regulation = Regulation(id="r", code="1", title="r", at=Span("r.yaml"), collect=("06-21", "07-31"))
    assert regulation.due(Period("2020/2021")) == dt.date(2021, 7, 31)
    assert Regulation(id="r", code="1", title="r", at=Span("r.yaml")).due(Period("2021")) is None


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
    assert percent(Count(filled, 0, asked, 0, 0, 0), RU) == said


def test_a_wide_terminal_shows_long_titles_whole() -> None:
    count = Count(1, 0, 1, 0, 0, 0)
    line = Line(
        "k",
        "Муниципальное бюджетное дошкольное учреждение «Колокольчик»",
        "",
        submitted=True,
        files=(),
        count=count,
        parts=(),
    )
    shown = CompletenessTable(
        "", "2021", dt.date(2021, 7, 1), (line,), (), count, Count(0, 0, 0, 0, 0, 0), 1, 1, (), ()
    )
    narrow, wide = (to_table(shown, RU, width=width).splitlines()[2] for width in (80, 120))
    assert narrow.startswith("Муниципальное бюджетное дошкольное учре")
    assert "…  " in narrow
    assert max(map(len, to_table(shown, RU).splitlines())) <= 80
    assert wide.startswith(line.title)


def counted(folder: Path, cells: dict[str, Entry]) -> tuple[dict[str, tuple[int, ...]], str]:
    """Of each organisation the cells filled, without data, asked and blank, where s1 sent this form; what that says.

    Of the tiny catalogue: 2 questions, 2 x 2 cells of the contests, 9 x 2 of the exams, 1 list: 25 of a school.
    """
    into = folder / "collected" / "2020-2021"
    into.mkdir(parents=True)
    write_form(
        lay_out(PLAN, SCHOOL),
        PLAN.catalogue,
        into / "a.xlsx",
        heading=Heading(organisation=SCHOOL, period=Period("2020/2021"), title="", submit_by="", submit_to=""),
        language=RU,
        answers=Answers(cells),
    )
    found = validate(Campaign(folder, SETTINGS, PLAN, ORGANISATIONS), Period("2020/2021"))
    lines = {line.id: line.count for line in completeness(found, today=dt.date(2021, 7, 1)).lines}
    front = openpyxl.load_workbook(into / "a.xlsx", data_only=True).worksheets[0]
    texts = (str(cell.value) for row in front.iter_rows() for cell in row)
    said = next(text for text in texts if text.startswith("Заполнено "))
    return {unit: (count.filled, count.no_data, count.asked, count.blank) for unit, count in lines.items()}, said


def test_the_same_is_asked_of_whoever_submitted_and_who_did_not(tmp_path: Path) -> None:
    cells: dict[str, Entry] = {"graduates": 40, "certified": "н/д", "cell|contests|local|participants": 0}
    cells |= {"cell|exams|rus|9|passed": 7}
    counts, said = counted(tmp_path, cells)
    # one of the questions, the other is without data; one cell of the row begun of the contests and of the exams each,
    # 2 and 16 in rows that nobody began; no list
    assert counts["s1"] == (1 + 1 + 1, 1, 2 + 2 + 2 + 1, 2 + 16)
    assert counts["s2"] == (0, 0, 25, 0)
    assert said == "Заполнено 3 из 7 · ещё 18 в пустых строках · нет данных: 1"


EXAMS = [f"cell|exams|{subject}|{grade}|{f}" for subject in ("rus", "math", "soc") for grade in (9, 10, 11)
         for f in ("passed", "failed")]  # fmt: skip
CONTESTS = [f"cell|contests|{level}|{f}" for level in ("local", "region") for f in ("participants", "winners")]


def test_a_school_of_nothing_but_no_data_has_filled_nothing(tmp_path: Path) -> None:
    cells: dict[str, Entry] = dict.fromkeys(("graduates", "certified", *CONTESTS, *EXAMS), "н/д")
    counts, said = counted(tmp_path, cells)
    assert counts["s1"] == (0, 24, 25, 0)  # all but the list
    assert said == "Заполнено 0 из 25 · нет данных: 24"


def test_no_data_in_one_cell_of_a_table_asks_for_its_row_alone(tmp_path: Path) -> None:
    counts, said = counted(tmp_path, {"cell|exams|rus|9|passed": "н/д"})
    assert counts["s1"] == (0, 1, 25 - 16, 16)  # 8 rows of 2 that nobody began; the cell beside it is missing
    assert said == "Заполнено 0 из 9 · ещё 16 в пустых строках · нет данных: 1"


@pytest.mark.parametrize("typed", ["много", -1, 301, 1.5])
def test_what_cannot_be_read_or_cannot_be_is_not_filled(tmp_path: Path, typed: Entry) -> None:
    counts, said = counted(tmp_path, {"graduates": typed, "certified": "не применимо"})
    assert counts["s1"] == (1, 0, 25, 0)
    assert said == "Заполнено 1 из 25"
