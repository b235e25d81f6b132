"""Units beside questions and in headers: one that was changed is told at its cell, its own in any spelling is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.returned.match import read_form
from kokoq.collect.returned.page import identify
from kokoq.diagnostics import Cell
from tests.collect.tiny import CATALOGUE, GARDEN, SCHOOL, SETTINGS, from_markdown, make_book, tiny_plan

FILE = "collected/2020-2021/file.xlsx"
QUESTIONS = r"""
    | kokoq-form\|1\|tiny\|v\|{who}\|2020/2021\|main |   |         |       | #value |
    | #header                                      | № | Вопрос  | Ед.   | Ответ  |
    | {field}                                      | 1 | {field} | {unit} | 50   |
"""
KEYED = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|exams | #subject     | #grade   | #passed       | #failed      |
    | #header                                    | Предмет      | Класс    | {passed}      | failed, чел. |
    | row\|rus\|9                                | Русский язык | 9 класс  | 5             | 1            |
"""


BESIDE = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|main |   |         |       | #value |
    | #header                                     | № | Вопрос  | Ед.   | Ответ  |
    | graduates                                   | 1 | {label} | {unit} | 50    |
"""


def read(table: str, unit: object = SCHOOL, *, current: bool = True) -> FileFacts:
    book = make_book(from_markdown("Данные", table))
    identity = identify(book)
    assert identity is not None
    words = vocabulary(CATALOGUE, SETTINGS)
    owner = GARDEN if unit is GARDEN else SCHOOL
    return read_form(book, identity, plan=tiny_plan(), unit=owner, words=words, current=current)


def told(facts: FileFacts) -> list[tuple[str, object, str, str]]:
    return [
        (d.rule.code, d.where, str(d.params["found"]), str(d.params["expected"]))
        for d in facts.diagnostics
        if "expected" in d.params
    ]


def test_a_unit_that_was_changed_is_told_at_its_cell_and_the_mark_counts() -> None:
    facts = read(QUESTIONS.format(who="s1", field="graduates", unit="ставок"))
    assert told(facts) == [("KQ385", Cell(FILE, "Данные", "D3"), "ставок", "чел.")]
    assert facts.plain["s1"]["graduates"].value == 50


@pytest.mark.parametrize("unit", ["чел.", "Чел", "человек", "чел. (с филиалом)", "(чел.)", "", "77"])
def test_its_own_unit_in_any_spelling_one_that_is_gone_and_a_figure_beside_its_cell_say_nothing(unit: str) -> None:
    assert told(read(QUESTIONS.format(who="s1", field="graduates", unit=unit))) == []


@pytest.mark.parametrize(("unit", "said"), [("%", []), ("процентов", []), ("чел.", ["%"]), ("доля", ["%"])])
def test_percents_are_asked_in_percents(unit: str, said: list[str]) -> None:
    facts = read(QUESTIONS.format(who="k1", field="safety", unit=unit), GARDEN)
    assert [expected for *_, expected in told(facts)] == said


def test_a_question_in_persons_that_became_one_in_percents_is_told() -> None:
    assert [code for code, *_ in told(read(QUESTIONS.format(who="s1", field="graduates", unit="%")))] == ["KQ385"]


@pytest.mark.parametrize("label", ["graduates", "Окончили школу"])
def test_what_a_form_of_another_version_asks_in_another_unit_is_told_under_any_title(label: str) -> None:
    facts = read(BESIDE.format(label=label, unit="тыс. чел."), current=False)
    assert told(facts) == [("KQ385", Cell(FILE, "Данные", "D3"), "тыс. чел.", "чел.")]
    assert told(read(BESIDE.format(label="certified", unit="тыс. чел."), current=False))[0][0] == "KQ337"


@pytest.mark.parametrize("unit", ["тыс. чел.", "чел., тыс.", "тысяч человек", "млн", "в тыс."])
def test_thousands_of_its_unit_are_another_one(unit: str) -> None:
    assert [code for code, *_ in told(read(BESIDE.format(label="graduates", unit=unit)))] == ["KQ385"]


@pytest.mark.parametrize("current", [True, False])
@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("graduates, тыс. чел.", "тыс. чел."),
        ("graduates (тыс. чел.)", "(тыс. чел.)"),
        ("Graduates, в тысячах человек", "в тысячах человек"),
        ("graduates, ставок", "ставок"),
        ("graduates, %", "%"),
    ],
)
def test_another_unit_behind_a_title_is_told_at_the_title(label: str, found: str, *, current: bool) -> None:
    facts = read(BESIDE.format(label=label, unit="чел."), current=current)
    assert told(facts) == [("KQ385", Cell(FILE, "Данные", "C3"), found, "чел.")]
    assert facts.plain["s1"]["graduates"].value == 50


@pytest.mark.parametrize("label", ["graduates, чел.", "graduates (чел.)", "graduates, человек", "graduates в чел."])
def test_its_own_unit_behind_a_title_says_nothing(label: str) -> None:
    assert told(read(BESIDE.format(label=label, unit="чел."))) == []


def test_a_unit_below_a_title_is_told_and_a_hint_of_another_time_is_not() -> None:
    book = make_book(from_markdown("Данные", BESIDE.format(label="graduates", unit="чел.")))

    def codes(label: str) -> list[str]:
        (sheet,) = book.sheets
        cells = tuple(c._replace(value=label) if c.ref == "C3" else c for c in sheet.cells)
        changed, words = make_book(replace(sheet, cells=cells)), vocabulary(CATALOGUE, SETTINGS)
        identity = identify(changed)
        assert identity is not None
        return [
            d.rule.code for d in read_form(changed, identity, plan=tiny_plan(), unit=SCHOOL, words=words).diagnostics
        ]

    assert codes("graduates\nтыс. чел.") == ["KQ385"]
    assert codes("graduates\nБез вечерней школы") == []


def test_the_unit_in_the_header_of_a_table_is_compared_too() -> None:
    assert told(read(KEYED.format(passed="passed, ставок"))) == [
        ("KQ385", Cell(FILE, "Данные", "D2"), "ставок", "чел.")
    ]


@pytest.mark.parametrize("header", ["passed, чел.", "passed, человек", "passed", "passed (чел.)", "passed*"])
def test_a_header_with_its_own_unit_says_nothing(header: str) -> None:
    assert told(read(KEYED.format(passed=header))) == []


@pytest.mark.parametrize("header", ["passed, тыс. чел.", "passed (тыс.)"])
def test_a_header_in_thousands_is_told(header: str) -> None:
    assert [code for code, *_ in told(read(KEYED.format(passed=header)))] == ["KQ385"]


@pytest.mark.parametrize("header", ["passed, классов", "passed без филиала", "passed, чел. (без филиала)"])
def test_other_words_behind_the_title_of_a_header_are_told(header: str) -> None:
    assert told(read(KEYED.format(passed=header))) == [("KQ338", Cell(FILE, "Данные", "D2"), header, "passed")]
