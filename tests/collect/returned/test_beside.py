"""What was typed where no reader reads is told at its cell; what the form wrote there itself says nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from kokoq.a1 import make_ref
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.form.layout import asked_of, lay_out
from kokoq.collect.form.write import Answers, Heading, write_form
from kokoq.collect.lists.roster import roster
from kokoq.collect.read import read_book
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet
from kokoq.collect.returned.central import read_central
from kokoq.collect.returned.labels import Labels
from kokoq.collect.returned.match import read_form
from kokoq.collect.returned.page import identify
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import language
from kokoq.model import Organisation, Period
from kokoq.wording import to_message
from tests.collect.returned.test_match import facts_of, place_of, school_form
from tests.collect.tiny import (
    CATALOGUE,
    GARDEN,
    ORGANISATIONS,
    SCHOOL,
    SETTINGS,
    Raw,
    from_markdown,
    make_book,
    make_cell,
    tiny_plan,
)

PLAN = tiny_plan()
WORDS = vocabulary(CATALOGUE, SETTINGS)
CODES = ("KQ425", "KQ426")

QUESTIONS = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|main | |  | | #value | |  | #evidence |
    | |  | Главное | |  | |  | |
    | #header | № | Показатель | Ед. | Значение | 2019/2020 | Проверка | Подтверждение |
    | | Главное | |  | |  | |  |
    | graduates | {number} | graduates | {unit} | {answer} | 48 | {check} | {proof} |
    | certified | 2 | certified | чел. | 45 | 44 | |  | {right}
    | | {b} | {below} | |  | |  | |
"""
CLEAN = {"unit": "чел.", "answer": "50", "check": "", "proof": "", "right": "", "below": "", "number": "1", "b": ""}
MATRIX = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|exams | #subject | #grade | #passed | #failed | |
    | #header | Предмет | Класс | passed, чел. | failed, чел. | Проверка |
    | row\|rus\|9 | Русский язык | 9 класс | 48 | {failed} | {check} | {right}
    | row\|math\|9 | Математика | 9 класс | 30 | 1 | |
    | | {below} | |  | |  |
"""
RECORDS = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|olympiad | #pupil | #subject_of | #score | |
    | #header | pupil | subject_of | score | Проверка |
    | | a1 | Математика | 87 | | {right}
    | |  | |  | |
    | |  | | {last} | | {below}
"""


def told(sheet: RawSheet, *, kind: str = "xlsx", current: bool = True) -> list[Diagnostic]:
    book = replace(make_book(sheet), format=kind)
    identity = identify(book)
    assert identity is not None
    facts = read_form(book, identity, plan=PLAN, unit=SCHOOL, words=WORDS, current=current)
    return [d for d in facts.diagnostics if d.rule.code in CODES]


def questions(**cells: str) -> RawSheet:
    return from_markdown("Данные", QUESTIONS.format(**{**CLEAN, **cells}))


def matrix(**cells: str) -> RawSheet:
    return from_markdown("Экзамены", MATRIX.format(**{"failed": "2", "check": "", "right": "", "below": "", **cells}))


def records(**cells: str) -> RawSheet:
    return from_markdown("Олимпиада", RECORDS.format(**{"right": "", "last": "", "below": "", **cells}))


def shape(found: list[Diagnostic]) -> list[tuple[str, str, object]]:
    return [(d.rule.code, d.where.ref, d.params["cells"]) for d in found if isinstance(d.where, Cell)]


@pytest.mark.parametrize(
    ("sheet", "ref", "cells"),
    [
        (questions(unit="77"), "D5", ("D5 «77»",)),
        (questions(check="77"), "G5", ("G5 «77»",)),
        (questions(right="77"), "I6", ("I6 «77»",)),
        (questions(below="77"), "C7", ("C7 «77»",)),
        (questions(b="77"), "B7", ("B7 «77»",)),
        (questions(number="77"), "B5", ("B5 «77»",)),
        (questions(unit="77", right="1 234,5"), "D5", ("D5 «77»", "I6 «1 234,5»")),
        (matrix(right="77"), "G3", ("G3 «77»",)),
        (matrix(below="77"), "B5", ("B5 «77»",)),
        (records(right="77"), "F3", ("F3 «77»",)),
        (records(below="77"), "F5", ("F5 «77»",)),
    ],
)
def test_a_figure_that_no_reader_reads_is_told_at_its_cell(sheet: RawSheet, ref: str, cells: tuple[str, ...]) -> None:
    found = told(sheet)
    assert shape(found) == [("KQ425", ref, cells)]
    assert found[0].where == Cell(make_book().file, sheet.name, ref)
    assert (found[0].params["n"], found[0].params["answers"]) == (len(cells), "")


@pytest.mark.parametrize(
    ("sheet", "ref", "empty"),
    [
        (questions(answer="", unit="77"), "D5", "E5"),
        (questions(answer="", check="77"), "G5", "E5"),
        (questions(answer="", proof="да, приказ 5"), "H5", "E5"),
        (matrix(failed="", right="77"), "G3", "E3"),
    ],
)
def test_beside_an_empty_answer_it_is_offered_and_not_taken(sheet: RawSheet, ref: str, empty: str) -> None:
    (found,) = told(sheet)
    assert (found.rule.code, found.where, found.related) == (
        "KQ425",
        Cell(make_book().file, sheet.name, ref),
        (Cell(make_book().file, sheet.name, empty),),
    )
    assert f"Ячейка ответа рядом пуста: {empty}" in to_message(found, language("ru"))
    book = make_book(sheet)
    identity = identify(book)
    assert identity is not None
    facts = read_form(book, identity, plan=PLAN, unit=SCHOOL, words=WORDS)
    values = [f.value for row in facts.tables.get("exams", ()) for f in row.facts.values()]
    assert 77.0 not in values
    assert facts.plain["s1"].get("graduates", (None,))[0] is None


@pytest.mark.parametrize(
    ("sheet", "ref"),
    [
        (questions(right="уточним позже"), "I6"),
        (questions(below="Исполнитель: секретарь"), "C7"),
        (questions(unit="из них очно"), "D5"),
        (questions(proof="приказ 5"), "H5"),
        (matrix(below="Итого"), "B5"),
        (questions(check="всё верно, 45 из 50"), "G5"),
        (matrix(check="так и есть"), "F3"),
    ],
)
def test_words_that_no_reader_reads_are_a_note(sheet: RawSheet, ref: str) -> None:
    assert [(d.rule.code, d.where) for d in told(sheet)] == [("KQ426", Cell(make_book().file, sheet.name, ref))]


@pytest.mark.parametrize("current", [True, False])
@pytest.mark.parametrize("sheet", [questions(), matrix(), records(), records(last="9")])
def test_titles_numbers_units_sections_and_last_years_values_say_nothing(sheet: RawSheet, *, current: bool) -> None:
    assert told(sheet, current=current) == []


def test_of_an_older_version_other_units_and_numbers_say_nothing_but_a_figure_does() -> None:
    assert told(questions(unit="учеников", number="7"), current=False) == []
    assert shape(told(questions(unit="77"), current=False)) == [("KQ425", "D5", ("D5 «77»",))]


def test_at_most_five_cells_are_named() -> None:
    right = "1 | 2 | 3 | 4 | 5 | 6"
    (found,) = told(matrix(right=right))
    assert found.params["cells"] == ("G3 «1»", "H3 «2»", "I3 «3»", "J3 «4»", "K3 «5»", "…")
    assert found.params["n"] == 6


# --- a whole form ---


def form(path: Path, unit: Organisation = SCHOOL) -> Book:
    heading = Heading(organisation=unit, period=Period("2020/2021"), title="Проверка")
    layout, earlier = lay_out(PLAN, unit), {"graduates": 48, "cell|exams|rus|9|passed": 3}
    answers = Answers({"graduates": 50, "certified": 60}, {"olympiad": ({"pupil": "a1", "score": 300},)})
    write_form(layout, CATALOGUE, path, heading=heading, language=language("ru"), answers=answers, earlier=earlier)
    book = read_book(path, name=path.name).value
    assert book is not None
    return book


def typed(book: Book, sheet: str, row: int, column: int, value: Raw) -> Book:
    """The book with one more cell."""

    def more(each: RawSheet) -> RawSheet:
        cells = [c for c in each.cells if (c.row, c.column) != (row, column)]
        cells.append(make_cell(value, row=row, column=column))
        return replace(each, cells=tuple(sorted(cells, key=lambda c: c[:2])))

    return replace(book, sheets=tuple(more(s) if s.name == sheet else s for s in book.sheets))


def in_form(book: Book, unit: Organisation = SCHOOL) -> list[tuple[str, object]]:
    identity = identify(book)
    assert identity is not None
    facts = read_form(book, identity, plan=PLAN, unit=unit, words=WORDS, current=True)
    return [(d.rule.code, d.where) for d in facts.diagnostics if d.rule.code in CODES]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls", "csv"])
def test_words_over_a_live_remark_are_told_and_the_remark_itself_is_not(kind: str) -> None:
    said = [d.params["cells"] for d in told(questions(check="уже исправили"), kind=kind)]
    assert said == [("G5 «уже исправили»",)]
    for remark in ("Исправьте: введите число; если сведений нет — «н/д»", "Please check: give the evidence"):
        assert told(questions(check=remark), kind=kind) == []


@pytest.mark.parametrize("unit", [SCHOOL, GARDEN])
def test_a_form_with_answers_remarks_and_last_years_values_says_nothing(tmp_path: Path, unit: Organisation) -> None:
    assert in_form(form(tmp_path / "форма.xlsx", unit), unit) == []


def test_figures_on_the_first_sheet_and_above_a_header_are_told(tmp_path: Path) -> None:
    book = form(tmp_path / "форма.xlsx")
    first = book.sheets[0].name
    assert in_form(typed(book, first, 3, 6, 77)) == [("KQ425", Cell("форма.xlsx", first, "F3"))]
    assert in_form(typed(book, "Экзамены", 3, 8, 77)) == [("KQ425", Cell("форма.xlsx", "Экзамены", "H3"))]


def test_a_program_that_saved_formulas_of_words_as_zeros_typed_nothing(tmp_path: Path) -> None:
    book = form(tmp_path / "форма.xlsx")
    check = next(c for s in book.sheets for c in s.cells if s.name == "Экзамены" and c.text == "Проверка")
    assert in_form(replace(typed(book, "Экзамены", 5, check.column, 0), format="xls")) == []


def test_a_form_of_which_values_alone_were_kept_has_nothing_typed_into_it(tmp_path: Path) -> None:
    """So is our own marked copy of an xls, ods, csv or page: whose the figures are, nobody can tell any more."""
    book = form(tmp_path / "форма.xlsx")
    first = book.sheets[0].name
    assert any(c.formula and c.kind is Kind.NUMBER for c in book.sheets[0].cells)
    values = replace(
        book, sheets=tuple(replace(s, cells=tuple(c._replace(formula=False) for c in s.cells)) for s in book.sheets)
    )
    assert in_form(values) == []
    check = next(c for s in book.sheets for c in s.cells if s.name == "Экзамены" and c.text == "Проверка")
    assert in_form(typed(values, "Экзамены", 5, check.column, 0)) == []
    assert in_form(typed(values, "Экзамены", 5, check.column, 7)) == [
        ("KQ425", Cell("форма.xlsx", "Экзамены", make_ref(5, check.column)))
    ]
    assert in_form(typed(book, first, 3, 6, 77)) == [("KQ425", Cell("форма.xlsx", first, "F3"))]


# --- the workbook of everybody ---

EVERYBODY = r"""
    | kokoq-form\|1\|tiny\|v\|*\|2020/2021\|#main | #organisation | #graduates | #certified | |
    | #header | Организация | graduates, чел. | certified, чел. | Проверка |
    | unit\|s1 | Школа № 1 | 50 | 45 | | {right}
    | |  | {below} | |  |
"""
LIST = r"""
    | kokoq-form\|1\|tiny\|v\|*\|2020/2021\|olympiad | #organisation | #pupil | #subject_of | #score |
    | #header | Организация | pupil | subject_of | score |
    | | Школа № 1 | a1 | Математика | 87 |
    | | {unit} | a2 | Математика | 88 |
"""


def of_everybody(sheet: RawSheet) -> list[tuple[str, object, object]]:
    book = make_book(sheet)
    identity = identify(book)
    assert identity is not None
    asked = {unit.id: asked_of(PLAN, unit) for unit in ORGANISATIONS}
    labels = Labels(CATALOGUE, WORDS)
    files = read_central(
        book, identity, plan=PLAN, organisations=roster(ORGANISATIONS), asked=asked, words=WORDS, labels=labels
    )
    found = (d for facts in files for d in facts.diagnostics)
    return [(d.rule.code, d.where, d.params["cells"]) for d in found if d.rule.code in CODES]


def test_in_the_workbook_of_everybody_it_is_told_too() -> None:
    sheet = from_markdown("Главное", EVERYBODY.format(right="77", below="5"))
    assert of_everybody(sheet) == [("KQ425", Cell(make_book().file, "Главное", "F3"), ("F3 «77»", "C4 «5»"))]
    assert of_everybody(from_markdown("Главное", EVERYBODY.format(right="", below=""))) == []


def test_a_record_that_names_no_organisation_is_told_as_that_alone() -> None:
    """By KQ363, not once more as figures beside answers."""
    assert of_everybody(from_markdown("Олимпиада", LIST.format(unit=""))) == []
    assert of_everybody(from_markdown("Олимпиада", LIST.format(unit="Школа № 2"))) == []


def test_a_formula_that_stands_beside_was_not_typed() -> None:
    sheet = matrix()
    cell = RawCell(3, 7, Kind.NUMBER, 50.0, formula=True)
    assert told(replace(sheet, cells=tuple(sorted((*sheet.cells, cell), key=lambda c: c[:2])))) == []


@pytest.mark.parametrize(
    ("place", "text", "told"),
    [
        ("E", "12 человек", [("KQ440", "E")]),
        ("E", "Замечание при проверке (ошибка)\nВпишите число.", []),
        ("E", "уточним\n\nЗамечание при проверке (ошибка)\nВпишите число.", [("KQ440", "E")]),
        ("C", "Сколько всего", []),
    ],
)
def test_a_comment_on_an_answer_is_told_and_those_of_the_form_are_not(
    place: str, text: str, told: list[tuple[str, str]], tmp_path: Path
) -> None:
    book = school_form(tmp_path)
    name, row = place_of(book, "graduates")
    workbook = openpyxl.load_workbook(tmp_path / "школа.xlsx")
    workbook[name][f"{place}{row}"].comment = Comment(text, "школа")
    workbook.save(tmp_path / "школа.xlsx")
    saved = read_book(tmp_path / "школа.xlsx", name="школа.xlsx").value
    assert saved is not None
    assert [(d.rule.code, d.where.ref) for d in facts_of(saved).diagnostics if isinstance(d.where, Cell)] == [
        (code, f"{column}{row}") for code, column in told
    ]
