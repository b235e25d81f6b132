from __future__ import annotations

import datetime as dt

import pytest

from kokoq.collect.lists.deadline import parse_deadline
from kokoq.decisions import Deadline

MADE = dt.date(2021, 11, 24)  # in the school year 2021/2022


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("до марта 2022", None, "2022-02-28"),  # before March begins
        ("до марта 2024г.", None, "2024-02-29"),  # a leap year
        ("февраль 2022", "2022-02-01", "2022-02-28"),
        ("май 2022 г.", "2022-05-01", "2022-05-31"),
        ("апрель–май 2022", "2022-04-01", "2022-05-31"),
        ("Апрель – Май 2022 года", "2022-04-01", "2022-05-31"),
        ("декабрь 2021 – январь 2022", "2021-12-01", "2022-01-31"),
        ("до 31 мая 2022", None, "2022-05-31"),
        ("до 30 января 2022г.", None, "2022-01-30"),
        ("до 31.05.2022", None, "2022-05-31"),
        ("31.05.2022", None, "2022-05-31"),
        ("в течение учебного года", "2021-09-01", "2022-06-30"),
        ("в течение 2022/2023 учебного года", "2022-09-01", "2023-06-30"),
        ("постоянно", None, None),
    ],
)
def test_every_shape_has_its_days_and_is_kept_as_written(text: str, first: str | None, last: str | None) -> None:
    days = [dt.date.fromisoformat(day) if day else None for day in (first, last)]
    assert parse_deadline(text, made=MADE) == Deadline(text, *days)


def test_the_school_year_is_that_of_the_decision_or_the_one_ahead_in_the_holidays() -> None:
    for made, last in ((dt.date(2021, 6, 30), 2021), (dt.date(2021, 7, 1), 2022), (dt.date(2021, 9, 1), 2022)):
        read = parse_deadline("в течение учебного года", made=made)
        assert read is not None
        assert read.last == dt.date(last, 6, 30)


@pytest.mark.parametrize(
    "text",
    [
        "скоро",
        "до конца года",
        "март",
        "до 31 июня 2022",
        "до 31.12.9999",
        "май–апрель 2022",
        "до апрель–май 2022",
        "марток 2022",
        "в течение 2021/2023 учебного года",
        "",
    ],
)
def test_what_names_no_days_is_not_guessed(text: str) -> None:
    assert parse_deadline(text, made=MADE) is None
