"""Exports that are not our forms, each made of a few rows: what is read, what is left out, what is found wanting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.lists.roster import roster
from kokoq.collect.read.book import Range, RawSheet, State
from kokoq.collect.sources.meant import matching
from kokoq.collect.sources.read import read_source
from kokoq.diagnostics import Cell
from kokoq.language import language
from kokoq.model import SourceMapping, Unpivot
from kokoq.observations import Absence
from kokoq.wording import to_message
from tests.collect.tiny import (
    AT,
    CATALOGUE,
    GARDEN,
    ORGANISATIONS,
    SCHOOL,
    SECOND,
    SETTINGS,
    from_markdown,
    make_book,
    make_sheet,
    tiny_plan,
)

PLAN = tiny_plan()
WORDS = vocabulary(CATALOGUE, SETTINGS)
FILE = "collected/2020-2021/file.xlsx"
OLYMPIAD = SourceMapping(
    table="olympiad",
    at=AT,
    files=("олимпиада*.xlsx",),
    sheet="Список*",
    header=("Школа", "Балл"),
    columns={"Школа": "organisation", "Участник": "pupil", "Предмет": "subject_of", "Балл": "score", "№": "ignore"},
    skip={"Предмет": ("Итого", "Всего")},
)
HEADER = ("№", "Школа", "Участник", "Предмет", "Балл")


def read(mapping: SourceMapping, *rows: tuple[object, ...], sheet: RawSheet | None = None) -> FileFacts:
    book = make_book(sheet or make_sheet("Список", *rows), file=FILE)
    known = roster(ORGANISATIONS)
    return read_source(book, "list", mapping, plan=PLAN, known=known, words=WORDS, period="2020/2021")


def records(facts: FileFacts, table: str = "olympiad") -> list[tuple[object, ...]]:
    return [(row.unit, *row.keys, *(f.value for f in row.facts.values())) for row in facts.lists[table]]


def found(facts: FileFacts) -> list[tuple[str, Cell]]:
    return [(d.rule.code, d.where) for d in facts.diagnostics if isinstance(d.where, Cell)]


def at(ref: str) -> Cell:
    return Cell(FILE, "Список", ref)


def test_a_list_is_read_below_its_header_wherever_that_stands() -> None:
    facts = read(
        OLYMPIAD,
        ("Список участников",),
        (),
        HEADER,
        (1, "Школа № 1", "a1", "Математика", 87),
        (2, "Школа № 2", "b1", "Русский язык", 91.5),
    )
    assert records(facts) == [("s1", "a1", "math", 87.0), ("s2", "b1", "rus", 91.5)]
    assert facts.diagnostics == ()


def test_organisations_are_known_by_id_title_alias_and_careless_spelling() -> None:
    names = ("s1", "ШКОЛА №1", "школа N 1", "МБОУ Школа № 1", "Школа  №  1")
    facts = read(OLYMPIAD, HEADER, *((n, name, "a", "rus", 1) for n, name in enumerate(names)))
    assert [row.unit for row in facts.lists["olympiad"]] == ["s1"] * 5


def test_an_unknown_organisation_is_said_once_with_close_names() -> None:
    wrong = ("Школа № 1 (корпус 2)", "Школа № 7")
    facts = read(OLYMPIAD, HEADER, *((n, name, str(n), "rus", 1) for n, name in enumerate((*wrong, *wrong))))
    assert found(facts) == [("KQ309", at("B2")), ("KQ309", at("B3"))]
    assert [d.params["close"] for d in facts.diagnostics] == [("Школа № 1",), ()]
    assert records(facts) == []


def test_totals_and_notes_are_left_out_by_rule_and_counted() -> None:
    facts = read(
        OLYMPIAD,
        HEADER,
        (1, "Школа № 1", "a1", "rus", 50),
        (None, None, None, "Итого", 50),
        ("Всего по округу", None, None, None, 1),
        (),
        ("Примечание: сведения предварительные.",),
    )
    assert len(records(facts)) == 1
    assert [(d.params["n"], str(d.params["why"])) for d in facts.diagnostics] == [
        (2, "collect.skipped.total"),
        (1, "collect.skipped.note"),
    ]


def test_numbers_of_columns_and_units_under_the_header_are_left_out() -> None:
    facts = read(OLYMPIAD, HEADER, (1, 2, 3, 4, 5), (None, None, None, None, "балл"), (1, "Школа № 1", "a1", "rus", 50))
    assert records(facts) == [("s1", "a1", "rus", 50.0)]
    assert [d.rule.code for d in facts.diagnostics] == ["KQ319", "KQ319"]


def test_a_row_with_data_and_no_organisation_is_not_dropped_in_silence() -> None:
    facts = read(OLYMPIAD, HEADER, (1, None, "a1", "rus", 50), (2, "s1", "a", "rus", 1), (3, None, "a2", "rus", 7))
    assert found(facts) == [("KQ371", at("B2"))]
    assert facts.diagnostics[0].params["n"] == 2
    assert records(facts) == [("s1", "a", "rus", 1.0)]


def test_a_row_that_an_organisation_is_not_asked_is_left_out_and_said() -> None:
    facts = read(OLYMPIAD, HEADER, (1, GARDEN.title, "a1", "rus", 50), (2, GARDEN.title, "a2", "rus", 50))
    assert found(facts) == [("KQ321", at("B2"))]
    assert records(facts) == []


def test_an_organisation_merged_over_its_rows_counts_for_each() -> None:
    sheet = make_sheet("Список", HEADER, (1, "Школа № 1", "a1", "rus", 50), (2, None, "a2", "rus", 60))
    facts = read(OLYMPIAD, sheet=replace(sheet, merges=(Range(2, 2, 3, 2),)))
    assert [row.unit for row in facts.lists["olympiad"]] == ["s1", "s1"]


DEEP = replace(
    OLYMPIAD,
    header=("Школа", "Балл"),
    columns={"Школа": "organisation", "Участник": "pupil", "Предмет": "subject_of", "Балл|Тестовый": "score"},
    skip={},
)
DEEP_ROWS = (
    ("Школа", "Участник", "Предмет", "Балл", None),
    (None, None, None, "Первичный", "Тестовый"),
    ("Школа № 1", "a1", "rus", 40, 72),
)


def test_a_header_of_two_rows_names_columns_by_both() -> None:
    merged = replace(make_sheet("Список", *DEEP_ROWS), merges=(Range(1, 4, 1, 5), Range(1, 1, 2, 1)))
    assert records(read(DEEP, sheet=merged)) == [("s1", "a1", "rus", 72.0)]


def test_a_header_of_two_rows_is_understood_without_merges_too() -> None:
    assert records(read(DEEP, *DEEP_ROWS)) == [("s1", "a1", "rus", 72.0)]


def test_a_header_that_is_not_there_is_said_with_what_comes_near() -> None:
    facts = read(OLYMPIAD, ("№", "Школы", "Баллы"), (1, "Школа № 1", 5))
    assert found(facts) == [("KQ313", Cell(FILE, "Список"))]
    assert facts.diagnostics[0].params["close"] == ("Школы", "Баллы")
    assert facts.lists == {}


STAFF = SourceMapping(
    table="",
    at=AT,
    files=("*.xlsx",),
    columns={"Школа": "organisation", "Выпуск": "graduates", "Аттестаты": "certified", "№": "ignore"},
)


def test_a_column_renamed_among_others_loses_itself_alone() -> None:
    facts = read(STAFF, ("Школа", "Выпуск 9 кл.", "Аттестаты"), ("Школа № 1", 50, 45))
    assert {name: fact.value for name, fact in facts.plain["s1"].items()} == {"certified": 45.0}
    assert found(facts) == [("KQ314", at("A1"))]
    assert (facts.diagnostics[0].params["column"], facts.diagnostics[0].params["close"]) == (
        "Выпуск",
        ("Выпуск 9 кл.",),
    )


@pytest.mark.parametrize(
    "header",
    [
        ("ОО", "Выпуск", "Аттестаты"),  # whose the rows are is not told
        ("Школа", "Девочек", "Мальчиков"),  # one of three columns
        ("Школа", None, "Аттестаты", None),
    ],
)
def test_of_a_header_that_lacks_more_nothing_is_read(header: tuple[object, ...]) -> None:
    mapping = replace(STAFF, columns={**STAFF.columns, "Вакансии": "graduates"} | {"Учителя": "certified"})
    mapping = replace(mapping, header=("Школа", "Выпуск")) if None in header else mapping
    facts = read(mapping, header, ("Школа № 1", 50, 45))
    assert (facts.plain, [code for code, _ in found(facts)]) == ({}, ["KQ313"])


def test_a_header_that_is_the_whole_one_of_another_source_is_not_this_ones() -> None:
    other = replace(STAFF, columns={"Школа": "organisation", "Выпуск": "graduates", "Девочек": "certified"})
    book = make_book(make_sheet("Список", ("Школа", "Выпуск", "Девочек"), ("Школа № 1", 50, 20)), file=FILE)
    facts = read_source(
        book, "list", STAFF, plan=PLAN, known=roster(ORGANISATIONS), words=WORDS, period="2020/2021", others=(other,)
    )
    assert (facts.plain, [code for code, _ in found(facts)]) == ({}, ["KQ313"])


def test_what_comes_near_to_a_header_stands_in_one_row_and_is_shown_on_one_line() -> None:
    facts = read(STAFF, ("Школа\n(полное название)", "Вы-\nпуск", "Аттестаты"), ("Школа № 1", 50, 45))
    assert found(facts) == [("KQ313", Cell(FILE, "Список"))]
    assert facts.diagnostics[0].params["close"] == ("Школа (полное название)", "Вы- пуск", "Аттестаты")


def test_a_column_that_is_not_there_is_said_and_never_guessed() -> None:
    facts = read(OLYMPIAD, ("№", "Школа", "Участники", "Предмет", "Балл"), (1, "Школа № 1", "a1", "rus", 50))
    assert found(facts) == [("KQ314", at("A1"))]
    assert facts.diagnostics[0].params["close"] == ("Участники",)
    assert [list(row.facts) for row in facts.lists["olympiad"]] == [["subject_of", "score"]]


SYNONYMS = replace(
    OLYMPIAD,
    header=("Школа", "Балл"),
    columns={
        "Школа": "organisation",
        "Код ОО": "organisation",
        "Участник": "pupil",
        "Предмет": "subject_of",
        "Балл": "score",
        "Результат": "score",
    },
)


@pytest.mark.parametrize("header", [(), ("Школа", "Балл"), ("Код ОО", "Результат")])
def test_a_column_may_be_called_by_one_of_several_names(header: tuple[str, ...]) -> None:
    mapping = replace(SYNONYMS, header=header)
    for names in (("Школа", "Балл"), ("Код ОО", "Результат"), ("Школа", "Результат")):
        facts = read(mapping, (names[0], "Участник", "Предмет", names[1]), ("Школа № 1", "a1", "rus", 50))
        assert (records(facts), facts.diagnostics) == ([("s1", "a1", "rus", 50.0)], ())


BOTH = ("Код ОО", "Школа", "Участник", "Предмет", "Балл", "Результат")


def test_of_two_columns_for_one_thing_that_agree_the_first_declared_counts() -> None:
    rows = (("s1", "Школа № 1", "a1", "rus", 50, "50,0"), (None, "Школа № 1", "a2", "rus", 40, None))
    facts = read(SYNONYMS, BOTH, *rows)
    assert records(facts) == [("s1", "a1", "rus", 50.0), ("s1", "a2", "rus", 40.0)]
    assert "KQ378" not in [d.rule.code for d in facts.diagnostics]


def test_where_two_columns_for_one_thing_differ_neither_counts_in_that_row() -> None:
    rows = (
        ("s1", "Школа № 1", "a1", "rus", 50, 51),
        ("s1", "Школа № 1", "a2", "rus", None, 40),  # the first says nothing: whether the second means it is not known
        ("s1", "Школа № 1", "a3", "rus", 30, 30),
        ("s2", "Школа № 1", "a4", "rus", 20, 20),
    )
    facts = read(SYNONYMS, BOTH, *rows)
    assert records(facts) == [("s1", "a1", "rus", None), ("s1", "a2", "rus", None), ("s1", "a3", "rus", 30.0)]
    assert found(facts) == [("KQ378", at("E2")), ("KQ378", at("B5"))]
    score, school = (d.params for d in facts.diagnostics)
    assert (score["columns"], score["n"], score["cells"]) == (("«Балл»", "«Результат»"), 2, ("E2", "E3"))
    assert (school["columns"], school["n"]) == (("«Школа»", "«Код ОО»"), 1)


def test_a_lack_of_both_columns_for_one_thing_is_said_once() -> None:
    facts = read(replace(SYNONYMS, header=("Школа",)), ("Школа", "Участник", "Предмет"), ("Школа № 1", "a1", "rus"))
    assert [(d.rule.code, d.params["column"]) for d in facts.diagnostics] == [("KQ314", "Балл")]


def test_a_header_of_two_rows_may_have_synonyms_too() -> None:
    columns = {**DEEP.columns, "Балл|Итоговый": "score"}
    rows = (("Школа", "Участник", "Предмет", "Балл", None), (None, None, None, "Первичный", "Итоговый"), DEEP_ROWS[2])
    assert records(read(replace(DEEP, columns=columns), *rows)) == [("s1", "a1", "rus", 72.0)]


def test_an_organisation_that_was_excluded_is_said_with_the_reason_and_its_rows_are_left_out() -> None:
    book = make_book(make_sheet("Список", HEADER, (1, "s1", "a", "rus", 1), (2, "s2", "b", "rus", 2)), file=FILE)
    units = tuple(replace(o, excluded="ремонт") if o.id == "s1" else o for o in ORGANISATIONS)
    facts = read_source(book, "list", OLYMPIAD, plan=PLAN, known=roster(units), words=WORDS, period="2020/2021")
    assert found(facts) == [("KQ322", at("B2"))]
    assert said(facts) == ["Мониторинг этого периода не охватывает: «Школа № 1» (исключена: ремонт)"]
    assert [row.unit for row in facts.lists["olympiad"]] == ["s2"]


def said(facts: FileFacts) -> list[str]:
    return [to_message(d, language("ru")).partition(";")[0] for d in facts.diagnostics]


def test_rows_of_organisations_that_were_closed_or_not_opened_yet_are_told_once_a_file() -> None:
    """One wrong year in «Дата закрытия» would take a school out of all totals unseen."""
    rows = [(n, unit, f"a{n}", "rus", 1) for n, unit in enumerate(("s1", "s2", "s1", "s2", "s1"), 1)]
    book = make_book(make_sheet("Список", HEADER, *rows), file=FILE)
    closed, opened = dt.date(2021, 2, 1), dt.date(2021, 9, 1)
    units = (replace(SCHOOL, closed=closed), replace(SECOND, opened=opened), GARDEN)

    def facts(period: str) -> FileFacts:
        return read_source(book, "list", OLYMPIAD, plan=PLAN, known=roster(units), words=WORDS, period=period)

    told = facts("2020/2021")
    assert found(told) == [("KQ322", at("B2"))]
    assert told.diagnostics[0].related == (at("B3"),)
    assert said(told) == [
        "Мониторинг этого периода не охватывает: «Школа № 1» (закрыта 01.02.2021), «Школа № 2» (открыта 01.09.2021)"
    ]
    assert list(told.lists["olympiad"]) == []
    before, after = facts("2019/2020"), facts("2021/2022")
    assert [row.unit for row in before.lists["olympiad"]] == ["s1", "s1", "s1"]
    assert [row.unit for row in after.lists["olympiad"]] == ["s2", "s2"]


def test_a_school_that_closes_on_the_last_day_of_the_period_still_counts() -> None:
    book = make_book(make_sheet("Список", HEADER, (1, "s1", "a1", "rus", 1)), file=FILE)
    units = (replace(SCHOOL, closed=dt.date(2021, 8, 31), opened=dt.date(2021, 8, 31)), SECOND, GARDEN)
    facts = read_source(book, "list", OLYMPIAD, plan=PLAN, known=roster(units), words=WORDS, period="2020/2021")
    assert ([row.unit for row in facts.lists["olympiad"]], facts.diagnostics) == (["s1"], ())


def test_without_the_column_of_organisations_nothing_is_delivered() -> None:
    mapping = replace(OLYMPIAD, header=("Балл",), columns={**OLYMPIAD.columns, "ОО": "organisation"})
    mapping = replace(mapping, columns={k: v for k, v in mapping.columns.items() if k != "Школа"})
    assert read(mapping, HEADER, (1, "Школа № 1", "a1", "rus", 50)).lists == {}


def test_faults_in_cells_are_found_at_their_cells() -> None:
    facts = read(OLYMPIAD, HEADER, (1, "Школа № 1", "a1", "Руский", 101), (2, "Школа № 1", "a2", "rus", "много"))
    assert found(facts) == [("KQ403", at("D2")), ("KQ411", at("E2")), ("KQ401", at("E3"))]
    assert {(d.unit, d.period) for d in facts.diagnostics} == {("s1", "2020/2021")}
    assert records(facts) == [("s1", "a1", None, None), ("s1", "a2", "rus", None)]


def test_values_of_a_mapping_come_before_the_dictionary() -> None:
    mapping = replace(OLYMPIAD, values={"subject_of": {"Общество": "soc"}})
    facts = read(mapping, HEADER, (1, "Школа № 1", "a1", "общество", 5))
    assert records(facts) == [("s1", "a1", "soc", 5.0)]


EXAMS = SourceMapping(
    table="exams",
    at=AT,
    files=("*.xlsx",),
    columns={"Код": "organisation", "Предмет": "subject", "Класс": "grade", "Сдали": "passed", "Не сдали": "failed"},
)


def test_a_keyed_table_takes_its_keys_from_columns_and_a_row_without_one_is_no_row() -> None:
    facts = read(
        EXAMS,
        ("Код", "Предмет", "Класс", "Сдали", "Не сдали"),
        ("s1", "Математика", 9, 40, 2),
        ("s1", "Химия", 9, 10, 0),
        ("s2", "rus", "11 класс", 30, "-"),
    )
    assert records(facts, "exams") == [("s1", "math", "9", 40.0, 2.0), ("s2", "rus", "11", 30.0, None)]
    assert [code for code, _ in found(facts)] == ["KQ403", "KQ409"]


PLAIN = SourceMapping(
    table="",
    at=AT,
    files=("*.xlsx",),
    columns={"Школа": "organisation", "Выпуск": "graduates", "Аттестаты": "certified"},
)


def test_plain_fields_come_from_a_row_per_organisation() -> None:
    facts = read(PLAIN, ("Школа", "Выпуск", "Аттестаты"), ("Школа № 1", 50, 45), ("Школа № 2", "н/д", 30))
    values: Mapping[str, Mapping[str, object]] = {
        unit: {name: fact.value for name, fact in found.items()} for unit, found in facts.plain.items()
    }
    assert values == {"s1": {"graduates": 50.0, "certified": 45.0}, "s2": {"graduates": None, "certified": 30.0}}


def test_files_match_by_name_or_path_whatever_the_case() -> None:
    sources = {"olympiad": OLYMPIAD, "other": replace(OLYMPIAD, files=("выгрузки/*.csv",))}
    assert list(matching(sources, PurePosixPath("Олимпиада 2021.XLSX"))) == ["olympiad"]
    assert list(matching(sources, PurePosixPath("Выгрузки/a.csv"))) == ["other"]
    assert list(matching(sources, PurePosixPath("Школа 1.xlsx"))) == []


WIDE = SourceMapping(
    table="exams",
    at=AT,
    files=("*.xlsx",),
    columns={"Школа": "organisation", "Класс": "grade"},
    unpivot=Unpivot(
        key="subject",
        columns={"Русский язык": "rus", "Математика": "math"},
        fields={"Сдали": "passed", "Не сдали": "failed"},
    ),
)
WIDE_ROWS = (
    ("Школа", "Класс", "Русский язык", None, "Математика", None),
    (None, None, "Сдали", "Не сдали", "Сдали", "Не сдали"),
    (None, None, "чел.", "чел.", "чел.", "чел."),
    ("Школа № 1", 9, 40, 2, None, None),
    ("Школа № 2", 11, 30, 0, 12, "н/д"),
)


def test_sub_headers_for_one_field_that_differ_are_told() -> None:
    fields = {"сдали": "passed", "прошли": "passed"}
    wide = replace(WIDE, unpivot=Unpivot(key="subject", columns={"Русский": "rus"}, fields=fields))
    rows = (
        ("Школа", "Класс", "Русский|сдали", "Русский|прошли"),
        ("Школа № 1", 9, 10, 10),
        ("Школа № 2", 9, 7, 8),
    )
    facts = read(wide, *rows)
    assert [row[-1] for row in records(facts, "exams")] == [10.0, None]
    assert found(facts) == [("KQ378", at("C3"))]


@pytest.mark.parametrize("merges", [(Range(1, 1, 3, 1), Range(1, 2, 3, 2), Range(1, 3, 1, 4)), ()])
def test_columns_that_become_rows_may_stand_below_a_title_of_all(merges: tuple[Range, ...]) -> None:
    sheet = make_sheet(
        "Список",
        ("Школа", "Класс", "Результаты", None),
        (None, None, "Русский язык", None),
        (None, None, "Сдали", "Не сдали"),
        ("Школа № 1", 9, 40, 2),
    )
    mapping = replace(WIDE, unpivot=replace(WIDE.unpivot, columns={"Русский язык": "rus"}))
    facts = read(mapping, sheet=replace(sheet, merges=merges))
    assert (records(facts, "exams"), found(facts)) == ([("s1", "rus", "9", 40.0, 2.0)], [])


def test_columns_side_by_side_become_rows_and_those_left_empty_none() -> None:
    facts = read(WIDE, *WIDE_ROWS)
    assert records(facts, "exams") == [
        ("s1", "rus", "9", 40.0, 2.0),
        ("s2", "rus", "11", 30.0, 0.0),
        ("s2", "math", "11", 12.0, None),
    ]
    assert found(facts) == [("KQ409", at("F5")), ("KQ319", at("A3"))]  # «н/д»; the row of units


def test_sub_headers_may_stand_above_those_that_become_rows() -> None:
    facts = read(
        replace(WIDE, columns={"Школа": "organisation", "Класс": "grade"}),
        ("Школа", "Класс", "Сдали", None, "Не сдали", None),
        (None, None, "Русский язык", "Математика", "Русский язык", "Математика"),
        ("Школа № 1", 9, 40, 30, 2, 3),
    )
    assert records(facts, "exams") == [("s1", "rus", "9", 40.0, 2.0), ("s1", "math", "9", 30.0, 3.0)]


def test_the_column_of_one_code_is_not_read_for_all() -> None:
    """KQ298 of the description: what Russian's column says is nothing about mathematics."""
    columns = {"Школа": "organisation", "Класс": "grade", "Русский язык|Не сдали": "failed"}
    mapping = replace(WIDE, columns=columns, unpivot=replace(WIDE.unpivot, fields={"Сдали": "passed"}))
    assert records(read(mapping, *WIDE_ROWS), "exams") == [
        ("s1", "rus", "9", 40.0),
        ("s2", "rus", "11", 30.0),
        ("s2", "math", "11", 12.0),
    ]


def test_the_field_of_a_dictionary_may_stand_in_the_header_too() -> None:
    mapping = SourceMapping(
        table="olympiad",
        at=AT,
        files=("*.xlsx",),
        columns={"ОО": "organisation", "Код": "pupil"},
        unpivot=Unpivot(key="subject_of", columns={"Рус": "rus", "Мат": "math"}, fields={"": "score"}),
    )
    facts = read(mapping, ("ОО", "Код", "Рус", "Мат"), ("s1", "a1", 70, None), ("s1", "a2", 50, 60))
    assert [(row.unit, {name: fact.value for name, fact in row.facts.items()}) for row in facts.lists["olympiad"]] == [
        ("s1", {"pupil": "a1", "subject_of": "rus", "score": 70.0}),
        ("s1", {"pupil": "a2", "subject_of": "rus", "score": 50.0}),
        ("s1", {"pupil": "a2", "subject_of": "math", "score": 60.0}),
    ]


def test_a_column_that_should_become_rows_and_is_not_there_is_said() -> None:
    rows = (("Школа", "Класс", "Русский язык", None), (None, None, "Сдали", "Не сдали"), ("Школа № 1", 9, 40, 2))
    facts = read(replace(WIDE, header=("Школа", "Класс")), *rows)
    assert [(d.rule.code, d.params["column"]) for d in facts.diagnostics] == [
        ("KQ314", "Математика|Сдали"),
        ("KQ314", "Математика|Не сдали"),
    ]
    assert records(facts, "exams") == [("s1", "rus", "9", 40.0, 2.0)]


def test_a_header_may_be_of_more_rows_than_its_columns_tell() -> None:
    deep = (("ОО", "Сведения"), (None, "об"), (None, "выпуске"), ("s1", 50))
    mapping = replace(PLAIN, columns={"ОО": "organisation", "выпуске": "graduates"}, header_rows=3)
    assert {unit: f["graduates"].value for unit, f in read(mapping, *deep).plain.items()} == {"s1": 50.0}


def test_a_list_that_repeats_its_header_is_read_on() -> None:
    page = (HEADER, (1, "Школа № 1", "a1", "rus", 50))
    assert len(records(read(OLYMPIAD, *page, (), ("Список участников, продолжение",), *page))) == 2


BELOW = (
    ("Школа", "Выпуск", "Аттестаты"),
    ("Школа № 1", 50, 45),
    (),
    ("Таблица 2. Экзамены",),
    ("Код", "Предмет", "Класс", "Сдали", "Не сдали"),
    ("s1", "rus", 9, 40, 2),
)


def test_a_table_ends_where_that_of_another_source_begins() -> None:
    book = make_book(make_sheet("Список", *BELOW), file=FILE)
    for mapping, other in ((PLAIN, EXAMS), (EXAMS, PLAIN)):
        facts = read_source(
            book, "list", mapping, plan=PLAN, known=roster(ORGANISATIONS), words=WORDS, period="", others=(other,)
        )
        assert {d.rule.code for d in facts.diagnostics} <= {"KQ319"}  # «Таблица 2» is a note
        assert (len(facts.plain), len(facts.lists.get("exams", ()))) in ((1, 0), (0, 1))


def test_a_table_ends_at_a_declared_text() -> None:
    facts = read(replace(PLAIN, until=("таблица 2",)), *BELOW)
    assert {unit: f["graduates"].value for unit, f in facts.plain.items()} == {"s1": 50.0}
    assert [(d.rule.code, d.params["why"]) for d in facts.diagnostics] == [("KQ319", "collect.skipped.after")]


TWICE = (
    ("Таблица 1. Русский язык",),
    ("Код", "Класс", "Сдали", "Не сдали"),
    ("s1", 9, 40, 2),
    ("Таблица 2. Математика",),
    ("Код", "Класс", "Сдали", "Не сдали"),
    ("s2", 9, 30, 0),
    ("Таблица 3. Прошлый год",),
    ("Код", "Класс", "Сдали", "Не сдали"),
    ("s2", 9, 99, 0),
)
OF_ONE_SUBJECT = replace(EXAMS, columns={k: v for k, v in EXAMS.columns.items() if v != "subject"})
OF_ONE_SUBJECT_RUS = replace(OF_ONE_SUBJECT, constants={"subject": "rus"})


def test_of_tables_with_equal_headers_a_source_reads_the_one_between_its_texts() -> None:
    """Also where the header stands again below ``until``: what stands there is told, and not read."""
    rus = replace(OF_ONE_SUBJECT_RUS, until=("таблица 2",))
    math = replace(OF_ONE_SUBJECT, constants={"subject": "math"}, after=("таблица 2",), until=("таблица 3",))
    facts = read(rus, *TWICE)
    assert records(facts, "exams") == [("s1", "rus", "9", 40.0, 2.0)]
    assert [(d.rule.code, d.where, d.params["n"]) for d in facts.diagnostics] == [("KQ319", at("A6"), 2)]
    facts = read(math, *TWICE)
    assert records(facts, "exams") == [("s2", "math", "9", 30.0, 0.0)]
    assert [(d.rule.code, d.where, d.params["n"]) for d in facts.diagnostics] == [("KQ319", at("A9"), 1)]


def test_a_header_may_stand_again_above_the_text_that_ends_the_table() -> None:
    rows = (*TWICE[1:3], *TWICE[4:6], ("Справочно",), ("s1", 11, 1, 1))
    facts = read(replace(OF_ONE_SUBJECT_RUS, until=("справочно",)), *rows)
    assert [row[0] for row in records(facts, "exams")] == ["s1", "s2"]
    assert [(d.rule.code, d.where, d.params["n"]) for d in facts.diagnostics] == [("KQ319", at("A6"), 1)]


def test_a_text_after_which_the_table_begins_and_that_is_not_there_is_told() -> None:
    facts = read(replace(OF_ONE_SUBJECT_RUS, after=("Таблица 4",)), *TWICE)
    assert found(facts) == [("KQ313", at(""))]
    assert "нет строки, которая начинается с «Таблица 4»" in to_message(facts.diagnostics[0], language("ru"))


@pytest.mark.parametrize("unit", ["%", "тыс. чел.", "руб."])
def test_a_column_over_which_a_row_of_units_names_another_is_not_read(unit: str) -> None:
    """«Сдали» counts persons: its figures in another unit would be wrong ones, those of its neighbours are right."""
    facts = read(OF_ONE_SUBJECT_RUS, TWICE[1], (None, None, unit, "чел."), ("s1", 9, 40, 2), ("s2", 9, None, 3))
    assert [(d.rule.code, d.where) for d in facts.diagnostics] == [("KQ360", at("C2")), ("KQ319", at("A2"))]
    first, second = facts.lists["exams"]
    assert [(f.value, f.absence) for f in first.facts.values()] == [(None, Absence.INVALID), (2.0, Absence.PRESENT)]
    assert [(f.value, f.absence) for f in second.facts.values()] == [(None, Absence.BLANK), (3.0, Absence.PRESENT)]


@pytest.mark.parametrize("unit", ["чел.", "человек", "(чел.)"])
def test_a_row_of_the_units_that_are_asked_for_is_passed_over(unit: str) -> None:
    facts = read(OF_ONE_SUBJECT_RUS, TWICE[1], (None, None, unit, unit), ("s1", 9, 40, 2))
    assert records(facts, "exams") == [("s1", "rus", "9", 40.0, 2.0)]
    assert found(facts) == [("KQ319", at("A2"))]


def test_an_organisation_is_known_by_its_number_in_a_register_with_or_without_leading_zeros() -> None:
    known = roster([replace(ORGANISATIONS[0], codes=("00123456", "4200012345")), ORGANISATIONS[1]])
    assert [one.id if (one := known.find(name)) else "" for name in ("00123456", "123456", "4200012345", "99")] == [
        "s1",
        "s1",
        "s1",
        "",
    ]


def test_a_key_that_stands_in_no_column_may_be_the_same_in_every_row() -> None:
    mapping = replace(
        EXAMS, columns={k: v for k, v in EXAMS.columns.items() if v != "subject"}, constants={"subject": "rus"}
    )
    facts = read(mapping, ("Код", "Класс", "Сдали", "Не сдали"), ("s1", 9, 40, 2), ("s2", 11, 30, 0))
    assert records(facts, "exams") == [("s1", "rus", "9", 40.0, 2.0), ("s2", "rus", "11", 30.0, 0.0)]


def unread(facts: FileFacts) -> list[tuple[str, Cell]]:
    return [(code, place) for code, place in found(facts) if code in ("KQ339", "KQ419")]


def test_a_column_of_figures_beside_those_that_become_rows_is_told_once() -> None:
    table = from_markdown(
        "Список",
        """
        | Школа     | Класс | Русский язык |          | Математика |          | Физика |          | Химия |          |
        |           |       | Сдали        | Не сдали | Сдали      | Не сдали | Сдали  | Не сдали | Сдали | Не сдали |
        | Школа № 1 | 9     | 40           | 2        | 30         | 1        | 7      | 3        |       | нет      |
        | Школа № 2 | 9     | 40           | 2        | 30         | 1        | 8      |          |       |          |
        """,
    )
    facts = read(WIDE, sheet=table)
    assert unread(facts) == [("KQ339", at("G2")), ("KQ339", at("H2")), ("KQ419", at("J2"))]
    assert {d.params["column"] for d in facts.diagnostics} == {"Физика|Сдали", "Физика|Не сдали", "Химия|Не сдали"}
    left = {**WIDE.columns, "Физика": "ignore", "Химия|Не сдали": "ignore"}
    assert read(replace(WIDE, columns=left), sheet=table).diagnostics == ()


def test_right_of_columns_without_sub_headers_figures_are_told_and_left_of_them_noted() -> None:
    mapping = SourceMapping(
        table="olympiad",
        at=AT,
        files=("*.xlsx",),
        columns={"ОО": "organisation", "Код": "pupil"},
        unpivot=Unpivot(key="subject_of", columns={"Рус": "rus"}, fields={"": "score"}),
    )
    facts = read(mapping, ("№", "ОО", "Код", "Рус", "Физ", "Пусто"), (1, "s1", "a1", 70, 60, None))
    assert unread(facts) == [("KQ419", at("A1")), ("KQ339", at("E1"))]


def test_a_column_that_is_not_described_is_noted_if_something_stands_in_it() -> None:
    header = (*HEADER, "Примечание", "Пусто")
    facts = read(OLYMPIAD, header, (1, "Школа № 1", "a1", "rus", 50, "болел", None), (2, "s2", "b", "rus", 5, "x"))
    assert unread(facts) == [("KQ419", at("F1"))]
    assert facts.diagnostics[0].params == {"source": "list", "column": "Примечание"}
    assert read(OLYMPIAD, header, (1, "Школа № 1", "a1", "rus", 50)).diagnostics == ()
    only = replace(OLYMPIAD, columns={**OLYMPIAD.columns, "Примечание": "ignore"})
    assert read(only, header, (1, "Школа № 1", "a1", "rus", 50, "болел")).diagnostics == ()


def test_the_columns_of_another_source_beside_this_one_are_its_own() -> None:
    sheet = make_sheet("Список", ("Школа", "Выпуск", "Аттестаты"), ("Школа № 1", 50, 45))
    mapping = replace(PLAIN, columns={"Школа": "organisation", "Выпуск": "graduates"})
    other = replace(PLAIN, columns={"Школа": "organisation", "Аттестаты": "certified"})
    book, known = make_book(sheet, file=FILE), roster(ORGANISATIONS)
    for others, codes in (((other,), []), ((), ["KQ419"])):
        facts = read_source(
            book, "list", mapping, plan=PLAN, known=known, words=WORDS, period="2020/2021", others=others
        )
        assert [d.rule.code for d in facts.diagnostics] == codes


def test_where_no_sheet_is_called_so_those_that_are_there_are_named() -> None:
    facts = read(OLYMPIAD, sheet=make_sheet("Лист1", HEADER, (1, "Школа № 1", "a1", "rus", 50)))
    assert found(facts) == [("KQ313", Cell(FILE))]
    (told,) = facts.diagnostics
    said = language("ru").say(f"rules.{told.rule.code}.say", **told.params)
    assert said == "Источник «list»: нет листа по образцу «Список*», есть листы: Лист1."


def test_the_one_sheet_of_a_csv_needs_no_name() -> None:
    book = replace(make_book(make_sheet("exam", HEADER, (1, "Школа № 1", "a1", "rus", 50)), file=FILE), format="csv")
    facts = read_source(book, "list", OLYMPIAD, plan=PLAN, known=roster(ORGANISATIONS), words=WORDS, period="2020/2021")
    assert (records(facts), facts.diagnostics) == ([("s1", "a1", "rus", 50.0)], ())


def test_a_header_of_two_rows_may_stand_in_one_and_no_row_below_it_is_lost() -> None:
    rows = (("Школа", "Участник", "Предмет", "Балл|Тестовый"), ("Школа № 1", "a1", "rus", 72), ("s2", "b", "rus", 5))
    facts = read(DEEP, *rows)
    assert (records(facts), facts.diagnostics) == ([("s1", "a1", "rus", 72.0), ("s2", "b", "rus", 5.0)], ())


ROW = ("1", "Школа № 1", "a1", "rus", 50)


def read_sheets(*sheets: RawSheet) -> FileFacts:
    book, known = make_book(*sheets, file=FILE), roster(ORGANISATIONS)
    return read_source(book, "list", OLYMPIAD, plan=PLAN, known=known, words=WORDS, period="2020/2021")


def test_a_sheet_that_is_meant_and_has_another_header_is_not_lost_in_silence() -> None:
    other = make_sheet("Список 2", ("№", "Школа", "Участник", "Предмет", "Баллы"), ROW)
    facts = read_sheets(make_sheet("Список", HEADER, ROW), other, make_sheet("Список 3"))
    assert found(facts) == [("KQ313", Cell(FILE, "Список 2"))]
    assert len(facts.lists["olympiad"]) == 1


def test_a_sheet_of_the_same_header_that_is_not_meant_is_told() -> None:
    notes = make_sheet("Пояснения", ("Балл", "от 0 до 100"))
    facts = read_sheets(make_sheet("Список", HEADER, ROW), make_sheet("Лист3", HEADER, ROW), notes)
    assert found(facts) == [("KQ372", Cell(FILE, "Лист3"))]
    hidden = make_sheet("Лист3", HEADER, ROW, state=State.HIDDEN)
    assert read_sheets(make_sheet("Список", HEADER, ROW), hidden).diagnostics == ()  # told as hidden elsewhere


def test_units_below_the_header_are_none_also_where_the_organisation_should_stand() -> None:
    facts = read(OLYMPIAD, HEADER, (None, "чел.", "чел.", None, "балл"), ROW)
    assert [d.params["why"] for d in facts.diagnostics] == ["collect.skipped.units"]


def test_a_column_that_is_called_in_other_words_is_offered_and_not_read() -> None:
    """Spelling tells nothing here; the office's words say that who «приняли участие» are «участники»."""
    mapping = SourceMapping(
        table="contests",
        at=AT,
        files=("*",),
        header=("Школа", "Уровень"),
        columns={"Школа": "organisation", "Уровень": "level", "Участники конкурса": "participants"},
    )
    facts = read(mapping, ("Школа", "Уровень", "Приняли участие, чел.", "Прочее"), ("Школа № 1", "местный", 5, 1))
    lacking = [(d.where, d.params["close"]) for d in facts.diagnostics if d.rule.code == "KQ314"]
    assert lacking == [(at("A1"), ("Приняли участие, чел.",))]
    assert [row.facts for row in facts.lists["contests"]] == [{}]


# --- rows that do not say what they are of ---

SAT = SourceMapping(
    table="exams",
    at=AT,
    files=("экзамены*.xlsx",),
    sheet="Список*",
    header=("Школа", "Сдали"),
    columns={"Школа": "organisation", "Предмет": "subject", "Класс": "grade", "Сдали": "passed"},
)
SAT_HEADER = ("Школа", "Предмет", "Класс", "Сдали")


def test_records_without_the_code_of_their_person_are_counted_and_told_once() -> None:
    rows = [(n, "Школа № 1", code, "rus", 10 + n) for n, code in enumerate(("a1", None, "", "a2"), 1)]
    facts = read(OLYMPIAD, HEADER, *rows, (5, "Школа № 1", None, None, None))
    assert [record[1] for record in records(facts)] == ["a1", None, None, "a2", None]
    assert found(facts) == [("KQ437", at("C3"))]
    (told,) = facts.diagnostics
    assert (told.params["field"], told.params["n"], told.params["cells"]) == ("pupil", 2, ("C3", "C4"))


def test_a_list_without_a_column_of_codes_is_not_told_row_by_row() -> None:
    without = replace(OLYMPIAD, columns={k: v for k, v in OLYMPIAD.columns.items() if v != "pupil"})
    assert [
        d.rule.code for d in read(without, ("№", "Школа", "Предмет", "Балл"), (1, "s1", "rus", 5)).diagnostics
    ] == []


def test_figures_without_their_key_are_told_and_not_counted() -> None:
    rows = (
        ("Школа № 1", "rus", 9, 48),
        ("Школа № 1", None, 9, 50),
        ("Школа № 1", "math", None, 7),
        ("Школа № 1", "", 9),
    )
    facts = read(SAT, SAT_HEADER, *rows)
    assert records(facts, "exams") == [("s1", "rus", "9", 48.0)]
    assert found(facts) == [("KQ438", at("B3")), ("KQ438", at("C4"))]


def test_a_name_merged_over_rows_stands_for_each_of_them_and_a_figure_for_none() -> None:
    sheet = make_sheet(
        "Список",
        SAT_HEADER,
        ("Школа № 1", "rus", 9, 48),
        (None, None, 11, 20),
        ("Школа № 1", "math", 9, 7),
        ("Школа № 1", None, 11),
    )
    merges = (Range(2, 1, 3, 1), Range(2, 2, 3, 2), Range(4, 2, 5, 2), Range(4, 4, 5, 4))
    facts = read(SAT, sheet=replace(sheet, merges=merges))
    assert records(facts, "exams") == [
        ("s1", "rus", "9", 48.0),
        ("s1", "rus", "11", 20.0),
        ("s1", "math", "9", None),
        ("s1", "math", "11", None),
    ]
    assert found(facts) == [("KQ376", at("D4"))]
    assert (facts.diagnostics[0].params["value"], facts.diagnostics[0].params["cells"]) == ("7", ("D4:D5",))
    assert all(row.facts["passed"].absence is Absence.INVALID for row in [*facts.lists["exams"]][2:])


@pytest.mark.parametrize(
    ("merge", "told"),
    [
        (Range(2, 2, 3, 2), ["KQ376"]),  # over two schools
        (Range(2, 2, 2, 3), ["KQ376"]),  # over two columns
        (Range(3, 2, 4, 2), []),  # the row below has nothing: one row of a table from a text, twice as high
        (Range(3, 3, 3, 4), []),  # beside it no column has a header
    ],
)
def test_a_figure_merged_over_several_rows_or_columns_counts_for_nobody(merge: Range, told: list[str]) -> None:
    sheet = make_sheet("Список", ("Школа", "Выпуск", "Аттестат"), ("Школа № 1", 40, None), ("Школа № 2", None, 5))
    columns = {"Школа": "organisation", "Выпуск": "graduates", "Аттестат": "certified"}
    plain = SourceMapping(table="", at=AT, files=("*",), columns=columns)
    facts = read(plain, sheet=replace(sheet, merges=(merge,)))
    assert [d.rule.code for d in facts.diagnostics] == told
    assert facts.plain["s1"]["graduates"].value == (None if told else 40.0)
    assert facts.plain["s2"]["certified"].value == 5.0
