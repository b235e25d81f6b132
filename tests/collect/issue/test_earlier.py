"""What was answered a period before: taken from what was read, kept anywhere, shown as a form shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from kokoq.collect.issue.earlier import as_shown
from kokoq.collect.issue.given import Given, given
from kokoq.language import language
from kokoq.model import PLAIN, Type
from kokoq.observations import Absence
from tests.checks.desk import Y1, Y2, Figures, desk, observe

PLAN = desk("""\
fields:
  parents: {title: Родители, asked: school}
  safe: {title: Безопасность, type: percent, asked: school}
  council: {title: Совет, type: yes_no, asked: school}
  since: {title: С какого дня, type: date, asked: school}
  motto: {title: Девиз, type: text, asked: school}
tables:
  exams:
    title: Экзамены
    asked: school
    keys: {subject: subjects}
    fields: {passed: {title: Сдали}}
  winners:
    title: Победители
    asked: school
    records: person
    fields: {lesson: {title: Предмет, type: subjects}, score: {title: Балл, type: number}}
""")
RU = language("ru")
DAY = dt.date(2020, 9, 1)
ROWS: tuple[Figures, ...] = (
    {"unit": "b", "subject": "rus", "passed": 11},
    {"unit": "a", "subject": "rus", "passed": 7},
    {"unit": "a", "subject": "math", "passed": Absence.NO_DATA},
    {"unit": "b", "subject": "math", "passed": 0},
)
SEEN = observe(
    PLAN,
    {
        Y1: {"a": {"parents": 90}},
        Y2: {
            "b": {"parents": 5, "safe": Absence.BLANK},
            "a": {"parents": 100, "safe": 0.853, "council": True, "since": DAY, "motto": "Вместе"},
        },
    },
    exams=ROWS,
    winners=[{"unit": "a", "lesson": "rus", "score": 77}],
)


def kept() -> tuple[Given, ...]:
    return given(PLAN.catalogue, SEEN, Y2)


def test_plain_answers_and_those_of_keys_are_taken_in_one_order_and_no_record() -> None:
    assert kept() == (
        Given("council", "yes_no", (("a", 1.0),)),
        Given("motto", "text", (("a", "Вместе"),)),
        Given("parents", "count", (("a", 100.0), ("b", 5.0))),
        Given("passed", "count", (("a", "rus", 7.0), ("b", "math", 0.0), ("b", "rus", 11.0))),
        Given("safe", "percent", (("a", 0.853),)),
        Given("since", "date", (("a", float(DAY.toordinal())),)),
    )
    assert given(PLAN.catalogue, SEEN, Y1) == (Given("parents", "count", (("a", 90.0),)),)


def test_answers_are_shown_as_they_are_typed() -> None:
    """Day 1 of Excel is 1.1.1900, and its 1900 has a 29 February: 1.9.2020 is the day 44075."""
    assert as_shown(kept(), PLAN.catalogue, RU) == {
        "a": {
            "council": "да",
            "motto": "Вместе",
            "parents": 100,
            "cell|exams|rus|passed": 7,
            "safe": 85.3,
            "since": 44075,
        },
        "b": {"parents": 5, "cell|exams|math|passed": 0, "cell|exams|rus|passed": 11},
    }


def test_of_a_question_that_is_another_one_now_nothing_is_shown() -> None:
    """Once a number, now a percent: 100 would stand there as 10 000 %; once plain, now of a table; gone."""
    fields = dict(PLAN.catalogue.fields)
    fields["parents"] = replace(fields["parents"], type=Type.PERCENT)
    fields["passed"] = replace(fields["passed"], table=PLAIN)
    fields["council"] = replace(fields["council"], table="exams")
    del fields["motto"]
    shown = as_shown(kept(), replace(PLAN.catalogue, fields=fields), RU)
    assert shown == {"a": {"safe": 85.3, "since": 44075}}
