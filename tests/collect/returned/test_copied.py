"""Columns copied with their hidden marks: one that says all is read, where they contradict each other nothing is."""

from __future__ import annotations

import pytest

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.read.book import RawSheet
from kokoq.collect.returned.match import read_form
from kokoq.collect.returned.page import asked_columns, identify
from kokoq.diagnostics import Cell, Severity
from kokoq.observations import Absence
from tests.collect.returned.test_labels import PLAN, WORDS, central_of, plain, read
from tests.collect.tiny import GARDEN, from_markdown, make_book

QUESTIONS = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|main | {left} |            | | #value   | {right} |
    | #header                                     | {above} | Вопрос    | | Значение | {over}  |
    | graduates                                   | {a} | graduates     | | 50       | {c}     |
    | certified                                   | {b} | certified     | | 45       | {d}     |
"""
NOTHING = dict.fromkeys(("left", "above", "a", "b", "right", "over", "c", "d"), "")
RIGHT = {**NOTHING, "right": "#value", "over": "Значение"}
LEFT = {**NOTHING, "left": "#value", "above": "Значение"}
OWN = {"graduates": (50.0, Absence.PRESENT), "certified": (45.0, Absence.PRESENT)}


def questions(**cells: str) -> RawSheet:
    return from_markdown("Данные", QUESTIONS.format(**cells))


def found(facts: FileFacts) -> list[tuple[str, str, list[str]]]:
    places = [(d.rule.code, d.where, d.related) for d in facts.diagnostics]
    return [
        (code, where.ref, [cell.ref for cell in related if isinstance(cell, Cell)])
        for code, where, related in places
        if isinstance(where, Cell)
    ]


@pytest.mark.parametrize(
    ("copy", "other"),
    [
        ({**RIGHT, "c": "50", "d": "45"}, "F2"),
        ({**RIGHT}, "F2"),
        ({**RIGHT, "c": "50"}, "F2"),
        ({**LEFT, "a": "50", "b": "45", "above": "2019/2020"}, "B2"),  # the one under its own heading is read
        ({**LEFT}, "B2"),
    ],
    ids=["equal", "blank", "in part", "equal, before it, renamed", "blank, before it"],
)
def test_a_copy_of_the_answers_that_says_nothing_else_is_told_and_the_answers_count(
    copy: dict[str, str], other: str
) -> None:
    facts = read(questions(**copy))
    assert plain(facts) == OWN
    assert found(facts) == [("KQ362", "E2", [other])]
    assert facts.diagnostics[0].severity is Severity.WARNING
    assert facts.diagnostics[0].params["read"] == "E"


@pytest.mark.parametrize(
    ("copy", "places", "shown"),
    [
        ({**RIGHT, "c": "60", "d": "45"}, ("E3", ["F3"]), "E3 «50» ≠ F3 «60»"),
        ({**LEFT, "a": "60", "b": "45"}, ("B3", ["E3"]), "B3 «60» ≠ E3 «50»"),
    ],
    ids=["behind", "before"],
)
def test_where_copies_of_the_answers_differ_nothing_is_guessed(
    copy: dict[str, str], places: tuple[str, list[str]], shown: str
) -> None:
    """What they agree in, 45, counts."""
    facts = read(questions(**copy))
    assert plain(facts) == {**OWN, "graduates": (None, Absence.INVALID)}
    assert found(facts) == [("KQ361", *places)]
    assert facts.diagnostics[0].severity is Severity.ERROR
    assert facts.diagnostics[0].params["cells"] == (shown,)


def test_an_answer_that_only_one_of_two_differing_copies_has_is_no_answer() -> None:
    facts = read(
        from_markdown(
            "Данные",
            QUESTIONS.format(**{**RIGHT, "c": "60", "d": "45"}).replace("| 45       |", "|          |"),
        )
    )
    assert plain(facts) == dict.fromkeys(OWN, (None, Absence.INVALID))
    assert facts.diagnostics[0].params["cells"] == ("E3 «50» ≠ F3 «60»", "E4 «» ≠ F4 «45»")


@pytest.mark.parametrize(
    ("other", "code", "kept"),
    [("", "KQ362", "Приказ № 5"), ("Приказ № 7", "KQ361", "Приказ № 5; Приказ № 7")],
    ids=["blank", "another"],
)
def test_evidence_copied_with_other_words_is_told_and_all_of_it_is_kept(other: str, code: str, kept: str) -> None:
    sheet = from_markdown(
        "Данные",
        rf"""
        | kokoq-form\|1\|tiny\|v\|k1\|2020/2021\|main | |           | | #value   | #evidence     | #evidence     |
        | #header                                     | | Вопрос    | | Значение | Подтверждение | Подтверждение |
        | programme                                   | | programme | | да       | Приказ № 5    | {other}       |
        """,
    )
    book = make_book(sheet)
    identity = identify(book)
    assert identity is not None
    facts = read_form(book, identity, plan=PLAN, unit=GARDEN, words=WORDS)
    assert [told for told, *_ in found(facts)] == [code]
    assert [(one.field, one.text) for one in facts.evidence] == [("programme", kept)]


TABLE = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|exams | #subject     | #grade  | #passed | #failed | {role} |
    | #header                                      | Предмет      | Класс   | passed  | failed  | {over} |
    | row\|rus\|9                                  | Русский язык | 9 класс | 48      | 2       | {a}    |
    | row\|math\|9                                 | Математика   | 9 класс | 30      | 1       | {b}    |
"""


def exams(**cells: str) -> FileFacts:
    return read(from_markdown("Экзамены", TABLE.format(**cells)))


def passed(facts: FileFacts) -> list[tuple[float | str | None, Absence]]:
    return [(fact.value, fact.absence) for row in facts.tables["exams"] for fact in [row.facts["passed"]]]


def test_a_column_of_a_table_copied_with_another_figure_is_told_at_both() -> None:
    facts = exams(role="#passed", over="passed", a="49", b="30")
    assert found(facts) == [("KQ361", "D3", ["F3"])]
    assert passed(facts) == [(None, Absence.INVALID), (30.0, Absence.PRESENT)]


def test_a_key_copied_with_another_word_leaves_its_row_without_answers() -> None:
    """Nobody can tell which of the two rows the figures are of."""
    facts = exams(role="#subject", over="Предмет", a="Русский язык", b="Русский язык")
    assert found(facts) == [("KQ361", "B4", ["F4"])]
    assert passed(facts) == [(48.0, Absence.PRESENT), (None, Absence.INVALID)]


def test_a_key_copied_as_it_is_costs_nothing() -> None:
    facts = exams(role="#subject", over="Предмет", a="Русский язык", b="Математика")
    assert found(facts) == [("KQ362", "B2", ["F2"])]
    assert passed(facts) == [(48.0, Absence.PRESENT), (30.0, Absence.PRESENT)]


RECORDS = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|olympiad | #pupil | #subject_of | #score | #score  |
    | #header                                         | pupil  | subject_of  | score  | score   |
    |                                                 | a1     | Математика  | 87     | {first} |
    |                                                 | a2     | Математика  | 70     | 70      |
"""


@pytest.mark.parametrize(
    ("first", "code", "values"), [("87", "KQ362", [87.0, 70.0]), ("88", "KQ361", [None, 70.0])], ids=["same", "other"]
)
def test_a_column_of_a_list_copied_is_held_against_its_copy_row_by_row(
    first: str, code: str, values: list[float | None]
) -> None:
    facts = read(from_markdown("Олимпиада", RECORDS.format(first=first)))
    assert [told for told, *_ in found(facts)] == [code]
    assert [row.facts["score"].value for row in facts.tables["olympiad"]] == values


CENTRAL = r"""
    | kokoq-form\|1\|tiny\|v\|*\|2020/2021\|#main | #organisation | #graduates | {role}    |
    | #header                                     | Организация   | graduates  | {over}    |
    | unit\|s1                                    | Школа № 1     | 50         | {copy}    |
"""


@pytest.mark.parametrize(
    ("role", "over", "copy", "code", "value"),
    [
        ("#graduates", "graduates", "50", "KQ362", 50.0),
        ("#graduates", "graduates", "60", "KQ361", None),
        ("#organisation", "Организация", "Школа № 1", "KQ362", 50.0),
        ("#organisation", "Организация", "Школа № 2", "KQ361", None),
    ],
)
def test_in_the_workbook_of_everybody_copies_are_held_against_each_other_too(
    role: str, over: str, copy: str, code: str, value: float | None
) -> None:
    own, form = central_of(from_markdown("Все", CENTRAL.format(role=role, over=over, copy=copy)))
    assert [told for told, *_ in found(own)] == [code]
    assert form.plain["s1"]["graduates"].value == value


def test_whose_record_it_is_is_not_guessed_between_two_columns() -> None:
    own, *forms = central_of(
        from_markdown(
            "Олимпиада",
            r"""
            | kokoq-form\|1\|tiny\|v\|*\|2020/2021\|olympiad | #organisation | #pupil | #organisation |
            | #header                                        | Организация   | pupil  | Организация   |
            |                                                | Школа № 1     | a1     | Школа № 1     |
            |                                                | Школа № 1     | a2     | Школа № 2     |
            """,
        )
    )
    assert found(own) == [("KQ361", "B4", ["D4"])]
    assert [row.facts["pupil"].value for form in forms for row in form.tables["olympiad"]] == ["a1"]


def test_every_column_with_a_mark_is_read_with_its_formulas() -> None:
    """What is a formula in any other column is passed over while the file is read."""
    assert asked_columns(questions(**{**RIGHT, "left": "#value"}).cells) == {1, 2, 5, 6}
