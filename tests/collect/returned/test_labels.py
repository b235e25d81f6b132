"""Labels beside the hidden marks: one that names something else is never overruled in silence, its own says nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.form.layout import asked_of, lay_out
from kokoq.collect.form.write import Answers, Heading, write_form
from kokoq.collect.lists.roster import roster
from kokoq.collect.read import read_book
from kokoq.collect.read.book import RawSheet
from kokoq.collect.returned.central import read_central
from kokoq.collect.returned.labels import Labels
from kokoq.collect.returned.match import read_form
from kokoq.collect.returned.page import identify
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import language
from kokoq.model import Period
from kokoq.observations import Absence
from kokoq.wording import to_message
from tests.collect.tiny import (
    CATALOGUE,
    ORGANISATIONS,
    SCHOOL,
    SETTINGS,
    from_markdown,
    make_book,
    make_cell,
    make_field,
    tiny_plan,
)

PLAN = tiny_plan()
WORDS = vocabulary(CATALOGUE, SETTINGS)
FILE = "collected/2020-2021/file.xlsx"


def read(sheet: RawSheet, *, current: bool = True) -> FileFacts:
    book = make_book(sheet)
    identity = identify(book)
    assert identity is not None
    return read_form(book, identity, plan=PLAN, unit=SCHOOL, words=WORDS, current=current)


def found(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, str, str, str]]:
    return [
        (d.rule.code, d.where.ref, str(d.params["found"]), str(d.params["expected"]))
        for d in diagnostics
        if isinstance(d.where, Cell) and "expected" in d.params
    ]


def plain(facts: FileFacts) -> dict[str, tuple[float | str | None, Absence]]:
    return {name: (fact.value, fact.absence) for name, fact in facts.plain["s1"].items()}


QUESTIONS = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|main |   |             |       | #value |
    | #header                                     | № | Вопрос      | Ед.   | Ответ  |
    | graduates                                   | 1 | {first}     | чел.  | 50     |
    | certified                                   | 2 | {second}    | чел.  | 45     |
"""
THREE = QUESTIONS + r"    | cell\|contests\|local\|winners            | 3 | {third} | чел. | 7 |"


def questions(first: str, second: str, third: str = "") -> RawSheet:
    return from_markdown("Данные", (THREE if third else QUESTIONS).format(first=first, second=second, third=third))


def test_own_labels_say_nothing() -> None:
    facts = read(questions("graduates", "certified", "winners — местный"))
    assert facts.diagnostics == ()
    assert plain(facts) == {"graduates": (50.0, Absence.PRESENT), "certified": (45.0, Absence.PRESENT)}


def test_rows_sorted_without_their_hidden_marks_are_told_and_not_used() -> None:
    facts = read(questions("certified", "graduates", "winners — местный"))
    assert found(facts.diagnostics) == [
        ("KQ337", "C3", "certified", "graduates"),
        ("KQ337", "C4", "graduates", "certified"),
    ]
    assert {d.where for d in facts.diagnostics} == {Cell(FILE, "Данные", "C3"), Cell(FILE, "Данные", "C4")}
    assert plain(facts) == {"graduates": (None, Absence.INVALID), "certified": (None, Absence.INVALID)}
    assert [row.facts["winners"].value for row in facts.tables["contests"]] == [7.0]


def test_the_label_of_a_cell_of_a_small_table_is_compared_too() -> None:
    facts = read(questions("graduates", "certified", "winners — областной"))
    assert found(facts.diagnostics) == [("KQ337", "C5", "winners — областной", "winners — местный")]
    assert {row.keys: row.facts["winners"].absence for row in facts.tables["contests"]} == {
        ("local",): Absence.INVALID,
        ("region",): Absence.INVALID,  # what stands beside its name is its answer or the other's
    }


def test_a_blank_answer_beside_a_foreign_label_stays_blank() -> None:
    sheet = questions("certified", "certified")
    facts = read(replace(sheet, cells=tuple(c for c in sheet.cells if c.ref != "E3")))
    assert plain(facts)["graduates"] == (None, Absence.BLANK)


def test_a_label_that_was_edited_is_told_and_the_mark_counts() -> None:
    facts = read(questions("Окончили школу", "certified"))
    assert found(facts.diagnostics) == [("KQ338", "C3", "Окончили школу", "graduates")]
    assert plain(facts)["graduates"] == (50.0, Absence.PRESENT)


DASHED = {
    name: replace(CATALOGUE.fields[name], title=title)
    for name, title in (("graduates", "Выпуск 5–9 — «все»"), ("certified", "Из них — с аттестатом"))
}


def read_dashed(first: str, second: str) -> FileFacts:
    catalogue = replace(CATALOGUE, fields={**CATALOGUE.fields, **DASHED})
    book = make_book(questions(first, second))
    identity = identify(book)
    assert identity is not None
    words = vocabulary(catalogue, SETTINGS)
    return read_form(book, identity, plan=tiny_plan(catalogue), unit=SCHOOL, words=words)


def test_labels_that_lost_letters_to_an_encoding_are_told_once_and_their_answers_count() -> None:
    facts = read_dashed("Выпуск 5?9 ? «все»", "Из них ? с аттестатом")
    assert [(d.rule.code, d.where, d.params["n"], d.params["cells"]) for d in facts.diagnostics] == [
        ("KQ441", Cell(FILE, "Данные", "C3"), 2, ("C3", "C4"))
    ]
    assert facts.diagnostics[0].params["found"] == "Выпуск 5?9 ? «все»"
    assert plain(facts) == {"graduates": (50.0, Absence.PRESENT), "certified": (45.0, Absence.PRESENT)}


def test_labels_whose_letters_have_others_like_them_are_silent_and_other_words_are_told_as_such() -> None:
    assert read_dashed("Выпуск 5-9 - «все»", "Из них - с аттестатом").diagnostics == ()
    facts = read_dashed("Выпуск 5?8 ? «все»", "Из них — с аттестатом")
    assert found(facts.diagnostics) == [("KQ338", "C3", "Выпуск 5?8 ? «все»", "Выпуск 5–9 — «все»")]


def test_the_other_titles_of_a_form_of_another_version_are_one_finding_but_those_of_other_questions() -> None:
    assert read(questions(" graduates* ", "certified"), current=False).diagnostics == ()
    (told,) = read(questions("Окончили школу", "Certified всего"), current=False).diagnostics
    assert (told.rule.code, told.where, told.related) == (
        "KQ365",
        Cell(FILE, "Данные", "C3"),
        (Cell(FILE, "Данные", "C4"),),
    )
    assert "было «Окончили школу», стало «graduates», было «Certified всего», стало «certified»" in to_message(
        told, language("ru")
    )
    assert found(read(questions("certified", "Окончили"), current=False).diagnostics) == [
        ("KQ337", "C3", "certified", "graduates")
    ]


@pytest.mark.parametrize("label", ["Graduates", " graduates: ", "graduates 1)", "graduates**", "graduates¹", ""])
def test_case_spaces_and_footnotes_are_no_edits_and_a_label_that_is_gone_tells_nothing(label: str) -> None:
    assert read(questions(label, "certified")).diagnostics == ()


@pytest.mark.parametrize(
    "label", ["graduates (с филиалом)", "graduates всех форм", "graduates, 2019", "Graduates и гости"]
)
def test_words_behind_a_title_are_told_and_the_mark_counts(label: str) -> None:
    facts = read(questions(label, "certified"))
    assert found(facts.diagnostics) == [("KQ338", "C3", label, "graduates")]
    assert plain(facts)["graduates"] == (50.0, Absence.PRESENT)


def test_labels_are_found_where_columns_changed_their_places() -> None:
    swap = {3: 5, 5: 3}

    def swapped(sheet: RawSheet) -> RawSheet:
        cells = (c._replace(column=swap.get(c.column, c.column)) for c in sheet.cells)
        return replace(sheet, cells=tuple(sorted(cells, key=lambda c: c[:2])))

    assert read(swapped(questions("graduates", "certified", "winners — местный"))).diagnostics == ()
    edited = read(swapped(questions("graduates", "Аттестаты", "winners — местный")))
    assert found(edited.diagnostics) == [("KQ338", "E4", "Аттестаты", "certified")]
    foreign = read(swapped(questions("certified", "certified")))
    assert found(foreign.diagnostics) == [("KQ337", "E3", "certified", "graduates")]


DOUBLED = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|main |   |             |       | #value |
    | #header                                     | № | Вопрос      | Ед.   | Ответ  |
    | {marks[0]}                                  | 1 | graduates   | чел.  | 50     |
    | {marks[1]}                                  | 2 | certified   | чел.  | 45     |
"""


@pytest.mark.parametrize(("mark", "told"), [("graduates", "C4"), ("certified", "C3")])
def test_a_mark_written_over_the_next_one_is_one_finding_and_the_sure_answer_counts(mark: str, told: str) -> None:
    sheet = from_markdown("Данные", DOUBLED.format(marks=(mark, mark)))
    facts = read(sheet)
    (finding,) = facts.diagnostics
    assert (finding.rule.code, finding.where) == ("KQ337", Cell(FILE, "Данные", told))
    other = {"graduates": "certified", "certified": "graduates"}[mark]
    sure = {"graduates": 50.0, "certified": 45.0}[mark]
    assert plain(facts) == {mark: (sure, Absence.PRESENT), other: (None, Absence.INVALID)}  # not lost: KQ320


def test_a_row_mark_written_over_the_next_one_is_one_finding() -> None:
    facts = read(from_markdown("Экзамены", MATRIX_DOUBLED))
    assert [(d.rule.code, d.where) for d in facts.diagnostics] == [("KQ337", Cell(FILE, "Экзамены", "B4"))]
    assert exams(facts) == {("rus", "9"): [48.0, 2.0], ("math", "9"): [None, None]}


TWINS = replace(CATALOGUE, fields={**CATALOGUE.fields, "again": make_field("again", title="graduates")})
NAMESAKES = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|main |            |           |      | #value |
    | #header                                     | №          | Вопрос    | Ед.  | Ответ  |
    | graduates                                   | {graduates} | graduates | чел. | 50     |
    | certified                                   | 2          | certified | чел. | 45     |
    | again                                       | {again}     | graduates | чел. | 7      |
"""


def namesakes(*, graduates: str, again: str, current: bool = True) -> FileFacts:
    book = make_book(from_markdown("Данные", NAMESAKES.format(graduates=graduates, again=again)))
    identity = identify(book)
    assert identity is not None
    return read_form(book, identity, plan=tiny_plan(TWINS), unit=SCHOOL, words=WORDS, current=current)


def test_questions_of_one_title_are_told_apart_by_their_numbers() -> None:
    """The form numbers graduates 1, certified 2, again 3; whole rows may change places, their numbers go with them."""
    assert namesakes(graduates="1", again="3").diagnostics == ()
    swapped = namesakes(graduates="3", again="1")
    assert found(swapped.diagnostics) == [
        ("KQ337", "C3", "3. graduates", "1. graduates"),
        ("KQ337", "C5", "1. graduates", "3. graduates"),
    ]
    assert plain(swapped) == {
        "graduates": (None, Absence.INVALID),
        "certified": (45.0, Absence.PRESENT),
        "again": (None, Absence.INVALID),
    }


@pytest.mark.parametrize(("graduates", "again"), [("", "1"), ("3", "б/н"), ("4", "8")])
def test_numbers_that_are_gone_or_others_in_the_same_order_tell_nothing(graduates: str, again: str) -> None:
    assert found(namesakes(graduates=graduates, again=again).diagnostics) == []


def test_nobody_knows_how_a_form_of_another_version_numbered_its_questions() -> None:
    assert namesakes(graduates="3", again="1", current=False).diagnostics == ()


MATRIX = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|exams | #subject      | #grade   | #passed         | #failed         |
    | #header                                      | Предмет       | Класс    | {passed}        | failed, чел.    |
    | row\|rus\|9                                  | {subject}     | 9 класс  | 48              | 2               |
    | row\|math\|9                                 | Математика    | {grade}  | 30              | 1               |
"""


MATRIX_DOUBLED = MATRIX.replace(r"row\|math\|9  ", r"row\|rus\|9   ").format(
    subject="Русский язык", grade="9 класс", passed="passed, чел."
)


def matrix(*, subject: str = "Русский язык", grade: str = "9 класс", passed: str = "passed, чел.") -> FileFacts:
    return read(from_markdown("Экзамены", MATRIX.format(subject=subject, grade=grade, passed=passed)))


def exams(facts: FileFacts) -> dict[tuple[str, ...], list[float | str | None]]:
    return {row.keys: [fact.value for fact in row.facts.values()] for row in facts.tables["exams"]}


WHOLE: dict[tuple[str, ...], list[float | str | None]] = {("rus", "9"): [48.0, 2.0], ("math", "9"): [30.0, 1.0]}


@pytest.mark.parametrize("subject", ["Русский язык", "русский  язык", "rus", ""])
def test_own_keys_in_any_spelling_say_nothing(subject: str) -> None:
    facts = matrix(subject=subject)
    assert (facts.diagnostics, exams(facts)) == ((), WHOLE)


def test_the_name_of_another_key_makes_its_row_doubtful() -> None:
    facts = matrix(subject="Обществознание")
    assert found(facts.diagnostics) == [("KQ337", "B3", "Обществознание", "Русский язык")]
    assert exams(facts) == {**WHOLE, ("rus", "9"): [None, None], ("soc", "9"): [None, None]}


def test_an_edited_key_is_told_and_the_mark_counts() -> None:
    facts = matrix(grade="9а")
    assert found(facts.diagnostics) == [("KQ338", "C4", "9а", "9 класс")]
    assert exams(facts) == WHOLE


def test_the_header_of_another_field_makes_its_column_doubtful() -> None:
    facts = matrix(passed="failed, чел.")
    assert found(facts.diagnostics) == [("KQ337", "D2", "failed, чел.", "passed")]
    assert exams(facts) == {("rus", "9"): [None, 2.0], ("math", "9"): [None, 1.0]}


def test_a_title_that_begins_with_another_one_is_its_own() -> None:
    longer = make_field("failed", table="exams", title="passed, повторно")
    catalogue = replace(CATALOGUE, fields={**CATALOGUE.fields, "failed": longer})
    sheet = from_markdown(
        "Экзамены", MATRIX.format(subject="", grade="", passed="passed, чел.").replace("failed,", "passed, повторно,")
    )
    book = make_book(sheet)
    identity = identify(book)
    assert identity is not None
    facts = read_form(book, identity, plan=tiny_plan(catalogue), unit=SCHOOL, words=WORDS)
    assert (facts.diagnostics, exams(facts)) == ((), WHOLE)


LIST = r"""
    | kokoq-form\|1\|tiny\|v\|s1\|2020/2021\|olympiad | #pupil | #subject_of | #score  |
    | #header                                         | pupil  | {subject}   | score   |
    |                                                 | a1     | Математика  | 80      |
"""


def test_a_list_has_nothing_but_its_header_to_compare() -> None:
    assert read(from_markdown("Олимпиада", LIST.format(subject="subject_of"))).diagnostics == ()
    facts = read(from_markdown("Олимпиада", LIST.format(subject="score")))
    assert found(facts.diagnostics) == [("KQ337", "C2", "score", "subject_of")]
    assert [[f.value for f in row.facts.values()] for row in facts.tables["olympiad"]] == [["a1", None, 80.0]]


CENTRAL = r"""
    | kokoq-form\|1\|tiny\|v\|*\|2020/2021\|{sheet} | #organisation | {role}     | #{field}  |
    | #header                                       | Организация   | {beside}   | {title}   |
    | unit\|s1{code}                                | {name}        | {subject}  | 50        |
    | unit\|s2{code}                                | Школа № 2     | {subject}  | 60        |
"""


def central(sheet: str, **words: str) -> tuple[list[tuple[str, str, str, str]], dict[str, list[float | str | None]]]:
    given = {"name": "Школа № 1", "subject": "", "role": "", "code": "", "beside": "", **words}
    book = make_book(from_markdown("Все", CENTRAL.format(sheet=sheet, **given)))
    identity = identify(book)
    assert identity is not None
    own, *forms = read_central(
        book,
        identity,
        plan=PLAN,
        organisations=roster(ORGANISATIONS),
        asked={unit.id: asked_of(PLAN, unit) for unit in ORGANISATIONS},
        words=WORDS,
        labels=Labels(CATALOGUE, WORDS),
    )
    values = {
        form.unit: [
            fact.value
            for facts in (form.plain[form.unit], *(row.facts for rows in form.tables.values() for row in rows))
            for fact in facts.values()
        ]
        for form in forms
    }
    assert all(d.unit == "s1" for d in own.diagnostics if isinstance(d.where, Cell) and d.where.ref == "B3")
    return found(own.diagnostics), values


def test_a_workbook_of_everybody_sorted_without_its_marks_is_told_and_not_used() -> None:
    sheet = {"field": "graduates", "title": "graduates, чел."}
    assert central("#main", **sheet) == ([], {"s1": [50.0], "s2": [60.0]})
    assert central("#main", **sheet, name="МБОУ Школа № 1") == ([], {"s1": [50.0], "s2": [60.0]})
    told = [("KQ337", "B3", "Школа № 2", "Школа № 1")]
    assert central("#main", **sheet, name="Школа № 2") == (told, {"s1": [None], "s2": [60.0]})
    told = [("KQ338", "B3", "Лицей", "Школа № 1")]
    assert central("#main", **sheet, name="Лицей") == (told, {"s1": [50.0], "s2": [60.0]})


def test_the_header_of_another_question_is_told_of_everybody() -> None:
    sheet = {"role": "#certified", "beside": "certified, чел.", "field": "graduates"}
    assert central("#main", **sheet, title="graduates, чел.") == ([], {"s1": [None, 50.0], "s2": [None, 60.0]})
    told = [("KQ337", "D2", "certified, чел.", "graduates")]
    assert central("#main", **sheet, title="certified, чел.") == (told, {"s1": [None, None], "s2": [None, None]})
    told = [("KQ338", "D2", "Выпуск", "graduates")]
    assert central("#main", **sheet, title="Выпуск") == (told, {"s1": [None, 50.0], "s2": [None, 60.0]})


def test_the_keys_of_a_table_of_everybody_are_compared() -> None:
    table = {"field": "passed", "title": "passed", "role": "#subject", "code": r"\|rus\|9"}
    assert central("exams", **table, subject="Русский язык") == ([], {"s1": [50.0], "s2": [60.0]})
    told = [("KQ337", f"C{row}", "Математика", "Русский язык") for row in (3, 4)]
    assert central("exams", **table, subject="Математика") == (told, {"s1": [None], "s2": [None]})


@pytest.mark.parametrize("code", ["ru", "en"])
def test_forms_as_they_are_written_say_nothing(code: str, tmp_path: Path) -> None:
    hinted = make_field("graduates", hint="Без выпускников прошлых лет")
    catalogue = replace(CATALOGUE, fields={**CATALOGUE.fields, "graduates": hinted})
    plan, path = tiny_plan(catalogue), tmp_path / "школа.xlsx"
    heading = Heading(organisation=SCHOOL, period=Period("2020/2021"), title="Проверка")
    answers = Answers({"graduates": 50}, {"olympiad": ({"pupil": "a1"},)})
    write_form(lay_out(plan, SCHOOL), catalogue, path, heading=heading, language=language(code), answers=answers)
    book = read_book(path, name=path.name).value
    identity = identify(book) if book is not None else None
    assert book is not None
    assert identity is not None
    assert read_form(book, identity, plan=plan, unit=SCHOOL, words=WORDS).diagnostics == ()


def central_of(*sheets: RawSheet) -> list[FileFacts]:
    book = make_book(*sheets)
    identity = identify(book)
    assert identity is not None
    asked = {unit.id: asked_of(PLAN, unit) for unit in ORGANISATIONS}
    known = roster(ORGANISATIONS)
    labels = Labels(CATALOGUE, WORDS)
    return [*read_central(book, identity, plan=PLAN, organisations=known, asked=asked, words=WORDS, labels=labels)]


ALL = CENTRAL.format(
    sheet="#main", role="", field="graduates", beside="", title="graduates, чел.", subject="", code="", name="Школа № 1"
)


def test_sheets_of_other_forms_in_the_workbook_of_everybody_are_one_finding() -> None:
    others = [
        from_markdown(f"Школа {n}", rf"| kokoq-form\|1\|tiny\|v\|s{n}\|2020/2021\|main | | #value |") for n in (1, 1, 2)
    ]
    own, *_ = central_of(from_markdown("Все", ALL), *others)
    (told,) = own.diagnostics
    places = [Cell(FILE, f"Школа {n}", "A1") for n in (1, 1, 2)]
    assert (told.rule.code, told.where, list(told.related)) == ("KQ356", places[0], places[1:])
    assert (told.params["found"], told.params["n"]) == (("s1 2020/2021", "s2 2020/2021"), 3)


def test_a_row_that_is_there_twice_in_the_workbook_of_everybody_is_told() -> None:
    _, first, _ = central_of(from_markdown("Все", f"{ALL.rstrip()}\n    | unit\\|s1 | Школа № 1 | | 70 |"))
    assert [(d.rule.code, d.where) for d in first.diagnostics] == [("KQ502", Cell(FILE, "Все", "D5"))]
    assert first.plain["s1"]["graduates"].value == 50.0


def test_headings_of_namesakes_are_held_against_each_other_and_their_bare_title_tells_nothing() -> None:
    columns = [(2, "graduates", "Часы (1)", "Часы"), (3, "again", "Часы (2)", "Часы")]

    def misfits(first: str, second: str) -> list[tuple[int, str, bool]]:
        row = {2: make_cell(first, row=4, column=2), 3: make_cell(second, row=4, column=3)}
        return [(m.cell.column, m.expected, m.other) for m in Labels(TWINS, WORDS).of_headers(row, columns)]

    assert misfits("Часы (1), чел.", "часы (2)") == []
    assert misfits("Часы", "Часы") == []  # as forms had it before
    assert misfits("Часы (2), ч", "Часы (1), ч") == [(2, "Часы (1)", True), (3, "Часы (2)", True)]
    assert misfits("Время", "Часы (2)") == [(2, "Часы (1)", False)]
