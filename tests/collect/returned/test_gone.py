"""What an older form asks, and the catalogue no more, is told at its figures; so are answers that nobody asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.form.layout import asked_of
from kokoq.collect.lists.roster import roster
from kokoq.collect.returned.central import read_central
from kokoq.collect.returned.labels import Labels
from kokoq.collect.returned.match import read_form
from kokoq.collect.returned.page import identify
from kokoq.diagnostics import Cell
from kokoq.model import Organisation
from tests.collect.returned.test_labels import FILE, central_of
from tests.collect.tiny import (
    CATALOGUE,
    GARDEN,
    ORGANISATIONS,
    SCHOOL,
    SETTINGS,
    from_markdown,
    make_book,
    tiny_plan,
)

FAILED = replace(CATALOGUE.fields["failed"], not_for={"subject": ("soc",)})
PLAN = tiny_plan(replace(CATALOGUE, fields={**CATALOGUE.fields, "failed": FAILED}))
WORDS = vocabulary(CATALOGUE, SETTINGS)

EXAMS = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|{sheet} | #subject | #grade | #passed | {role} |
    | #header | Предмет | Класс | passed | {title} |
    | row\|soc\|9 | Обществознание | 9 класс | 5 | {closed} |
    | row\|rus\|9 | Русский язык | 9 класс | 7 | {open} |
"""
QUESTIONS = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|#main | | | #value |
    | #header | № | Вопрос | Ответ |
    | graduates | 1 | graduates | 50 |
    | abolished | 2 | Отменённый вопрос | {answer} |
"""
ALL = r"""
    | kokoq-form\|1\|tiny\|v\|*\|2020/2021\|{sheet} | {name} | {role} | #{field} |
    | #header | {heading} | {title} | {field} |
    | unit\|s1{code} | {first} | 8 | 50 |
    | unit\|{second}{code} | Школа № 2 | {beside} | 60 |
"""


def told(facts: FileFacts) -> list[tuple[str, str]]:
    return [(d.rule.code, d.where.ref) for d in facts.diagnostics if isinstance(d.where, Cell)]


def of_form(text: str, unit: Organisation = SCHOOL) -> FileFacts:
    book = make_book(from_markdown("Лист", text))
    identity = identify(book)
    assert identity is not None
    return read_form(book, identity, plan=PLAN, unit=unit, words=WORDS)


def exams(**words: str) -> FileFacts:
    given = {"sheet": "exams", "role": "#failed", "title": "failed", "closed": "", "open": "1", **words}
    return of_form(EXAMS.format(**given))


def of_everybody(*, closed: dt.date | None = None, **words: str) -> list[FileFacts]:
    given = {
        "sheet": "#main",
        "name": "#organisation",
        "role": "#certified",
        "title": "certified",
        "field": "graduates",
    }
    given |= {"heading": "Организация", "code": "", "first": "Школа № 1", "second": "s2", "beside": "9"}
    book = make_book(from_markdown("Все", ALL.format(**{**given, **words})))
    identity = identify(book)
    assert identity is not None
    asked = {unit.id: asked_of(PLAN, unit) for unit in ORGANISATIONS}
    units = [replace(unit, closed=closed) if unit == SCHOOL else unit for unit in ORGANISATIONS]
    known, labels = roster(units), Labels(PLAN.catalogue, WORDS)
    return [*read_central(book, identity, plan=PLAN, organisations=known, asked=asked, words=WORDS, labels=labels)]


def test_a_column_that_is_asked_no_more_is_told_at_its_first_figure() -> None:
    facts = exams(role="#absent", title="Не явились", closed="3", open="4")
    (found,) = facts.diagnostics
    assert told(facts) == [("KQ435", "E3")]
    assert (found.params["column"], found.params["n"], found.params["cells"]) == ("Не явились", 2, ("E3 «3»", "E4 «4»"))
    assert told(exams(role="#absent", title="Не явились", closed="", open="")) == []


def test_a_table_that_is_asked_no_more_is_told_column_by_column() -> None:
    assert told(exams(sheet="dropped")) == [("KQ435", "B3"), ("KQ435", "C3"), ("KQ435", "D3"), ("KQ435", "E4")]


def test_a_question_that_is_asked_no_more_is_told_at_its_answer_by_its_label() -> None:
    facts = of_form(QUESTIONS.format(answer="7"))
    assert told(facts) == [("KQ318", "D4")]
    assert facts.diagnostics[0].params["field"] == "Отменённый вопрос"
    assert told(of_form(QUESTIONS.format(answer=""))) == [("KQ318", "A4")]


@pytest.mark.parametrize("typed", ["7", "много", "12/15", "#Н/Д"])
def test_whatever_stands_in_a_cell_that_nobody_is_asked_is_told(typed: str) -> None:
    assert told(exams(closed=typed)) == [("KQ321", "E3")]


@pytest.mark.parametrize("typed", ["", "х", "—", "н/д", "не применимо"])
def test_words_that_say_that_there_is_nothing_are_no_answer_there(typed: str) -> None:
    assert told(exams(closed=typed)) == []


def test_an_unreadable_answer_to_what_is_not_asked_of_the_organisation_is_told() -> None:
    assert told(of_form(QUESTIONS.format(answer="").replace("| 50 |", "| много |"), GARDEN))[:1] == [("KQ321", "D3")]


def test_what_everybody_is_asked_no_more_is_told_by_column_and_row() -> None:
    assert told(of_everybody()[0]) == []
    assert told(of_everybody(role="#dropped", title="Выбыло")[0]) == [("KQ435", "C3")]
    assert told(of_everybody(role=r"#evidence\|dropped", title="Документ")[0]) == [("KQ435", "C3")]
    table = {"sheet": "exams", "field": "passed", "role": "#failed", "title": "failed"}
    own, *_ = of_everybody(**table, code=r"\|rus\|8")  # nobody sits an exam in grade 8
    assert told(own) == [("KQ318", "C3"), ("KQ318", "C4")]


def test_figures_of_a_table_that_is_not_asked_of_an_organisation_are_told_though_it_says_nothing_else() -> None:
    table = {"sheet": "exams", "field": "passed", "role": "#failed", "title": "failed", "code": r"\|rus\|9"}
    own, *forms = of_everybody(**table, second="k1")
    assert [(d.rule.code, d.unit) for d in own.diagnostics if d.rule.code == "KQ321"] == [("KQ321", "k1")]
    assert [form.unit for form in forms] == ["s1"]


@pytest.mark.parametrize("lost", [{"name": ""}, {"name": "Школы"}, {"name": "", "heading": "Наши школы"}])
def test_rows_moved_against_their_organisations_are_told_without_the_mark_of_that_column(lost: dict[str, str]) -> None:
    assert told(of_everybody(**lost)[0]) == []
    own, *forms = of_everybody(**lost, first="Школа № 2", second="s2")
    assert told(own) == [("KQ337", "B3")]
    assert {form.unit: form.plain[form.unit]["graduates"].value for form in forms} == {"s1": None, "s2": 60.0}


def test_the_row_of_a_school_that_was_closed_is_told_and_not_read() -> None:
    own, *forms = of_everybody(closed=dt.date(2021, 2, 1))
    assert told(own) == [("KQ322", "A3")]
    assert [form.unit for form in forms] == ["s2"]
    own, *forms = of_everybody(closed=dt.date(2021, 9, 1))
    assert (told(own), [form.unit for form in forms]) == ([], ["s1", "s2"])


LIST = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|olympiad | #pupil | #subject_of | #score |
    | #header | pupil | subject_of | score |
    |         | a1    | Математика | 80    |
    |         | {total} |          | 80    |
"""


@pytest.mark.parametrize("total", ["Итого", "ИТОГО:", "Всего 1", "Всего: 1 чел.", "Общий итог", "Σ", "Сумма:"])
def test_a_total_below_a_list_is_no_record_of_it(total: str) -> None:
    facts = of_form(LIST.format(total=total))
    assert [row.facts["pupil"].value for row in facts.tables["olympiad"]] == ["a1"]
    assert told(facts) == [("KQ319", "B4")]


def test_a_record_of_somebody_called_nearly_so_is_one() -> None:
    for name in ("Итоговая", "Итоги года", "Сумма технологий"):
        facts = of_form(LIST.format(total=name))
        assert [row.facts["pupil"].value for row in facts.tables["olympiad"]] == ["a1", name]
    assert told(facts) == []


EVERYBODYS = r"""
    | kokoq-form\|1\|tiny\|v\|*\|2020/2021\|olympiad | #organisation | #pupil | #subject_of | #score |
    | #header                                        | Организация   | pupil  | subject_of  | score  |
    |                                                | Школа № 1     | a1     | Математика  | 87     |
    |                                                | {second}      | a2     | Математика  | 88     |
    |                                                | {third}       |        |             | 89     |
"""


def test_records_of_everybodys_list_without_an_organisation_are_one_finding_and_not_read() -> None:
    own, *forms = central_of(from_markdown("Олимпиада", EVERYBODYS.format(second="", third="")))
    (told,) = own.diagnostics
    assert (told.rule.code, told.where, list(told.related)) == ("KQ363", place("C4"), [place("E5")])
    assert (told.params["n"], told.params["cells"]) == (2, ("C4", "E5"))
    assert [row.facts["pupil"].value for form in forms for row in form.tables["olympiad"]] == ["a1"]


def test_records_that_name_their_organisation_say_nothing() -> None:
    own, *_ = central_of(from_markdown("Олимпиада", EVERYBODYS.format(second="Школа № 1", third="Школа № 2")))
    assert own.diagnostics == ()


def place(ref: str) -> Cell:
    return Cell(FILE, "Олимпиада", ref)
