"""A header above the answers that names another column or period: the answers below are not taken for those asked."""

from __future__ import annotations

import pytest

from kokoq.diagnostics import Cell
from kokoq.observations import Absence
from tests.collect.returned.test_labels import FILE, plain, read
from tests.collect.tiny import from_markdown

SHEET = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|main | |             |       | #value   |         |
    | #header                                     | № | Показатель | Ед.  | {answers} | {beside} |
    | graduates                                   | 1 | graduates  | чел. | 48       | 50      |
"""


def told(answers: str, beside: str) -> tuple[list[tuple[str, object]], tuple[float | str | None, Absence]]:
    facts = read(from_markdown("Данные", SHEET.format(answers=answers, beside=beside)))
    return [(d.rule.code, d.where) for d in facts.diagnostics], plain(facts)["graduates"]


@pytest.mark.parametrize("header", ["2019/2020", "2019-2020", "Значение за 2019 год", "2021/2022", "Проверка", "Ед."])
def test_answers_under_the_header_of_something_else_are_told_there_and_not_taken(header: str) -> None:
    assert told(header, "Значение") == ([("KQ337", Cell(FILE, "Данные", "E2"))], (None, Absence.INVALID))


@pytest.mark.parametrize(
    "header", ["Значение", "Value", "Ответ", "", "2020/2021", "Значение за 2020/21", "на 01.09.2019"]
)
def test_answers_under_their_own_header_or_none_count(header: str) -> None:
    assert told(header, "2019/2020") == ([], (48.0, Absence.PRESENT))


def test_a_second_column_called_value_is_no_answer_where_the_first_is_one() -> None:
    """Figures there are told as figures beside the answers, as in any other column."""
    found, answer = told("Значение", "Значение")
    assert [code for code, _ in found] == ["KQ425"]
    assert answer == (48.0, Absence.PRESENT)
