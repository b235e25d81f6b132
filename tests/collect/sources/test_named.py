"""Lists of which a column names what is asked: what is read, what is told of names that nobody declares."""

from __future__ import annotations

from dataclasses import replace

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.read.book import Range
from kokoq.model import Owner, Pivot, SourceMapping
from kokoq.observations import unpack_ref
from tests.collect.sources.test_read import AT, at, found, read, records
from tests.collect.tiny import make_sheet

LONG = SourceMapping(
    table="",
    at=AT,
    files=("*.xlsx",),
    columns={"Школа": "organisation", "Ед.": "ignore"},
    pivot=Pivot(
        "Показатель",
        "Значение",
        {"Выпускники": "graduates", "Аттестат": "certified", "Получили аттестат": "certified", "Доля": "ignore"},
    ),
)
HEADER = ("Школа", "Показатель", "Ед.", "Значение")
CONTESTS = SourceMapping(
    table="contests",
    at=AT,
    files=("*.xlsx",),
    columns={"Школа": "organisation", "Уровень": "level"},
    pivot=Pivot("Показатель", "Значение", {"Участники": "participants", "Победители": "winners"}),
)
KEYED = ("Школа", "Уровень", "Показатель", "Значение")


def plain(facts: FileFacts) -> dict[str, dict[str, object]]:
    return {unit: {name: fact.value for name, fact in own.items()} for unit, own in facts.plain.items()}


def test_each_answer_is_read_in_its_own_row_and_keeps_its_cell() -> None:
    facts = read(
        LONG,
        HEADER,
        ("Школа № 1", "Выпускники", "чел.", 50),
        ("Школа № 2", "ПОЛУЧИЛИ  аттестат", "чел.", 19),
        ("Школа № 1", "Аттестат", "чел.", 48),
        ("Школа № 1", "Доля", "%", 96),
    )
    assert plain(facts) == {"s1": {"graduates": 50.0, "certified": 48.0}, "s2": {"certified": 19.0}}
    assert unpack_ref(facts.plain["s1"]["certified"].ref)[1:] == (4, 4)  # D4
    assert facts.diagnostics == ()


def test_names_that_nobody_declares_are_told_once_and_never_guessed() -> None:
    facts = read(
        LONG,
        HEADER,
        ("Школа № 1", "Выпускники", "чел.", 50),
        ("Школа № 1", "Получено аттестатов", "чел.", 48),
        ("Школа № 2", "Получено аттестатов", "чел.", 19),
        ("Школа № 2", "Вакансии", "ед.", 1),
    )
    assert plain(facts) == {"s1": {"graduates": 50.0}}
    assert found(facts) == [("KQ373", at("B3")), ("KQ374", at("B2"))]
    unread, lacking = facts.diagnostics
    assert (unread.params["n"], unread.params["names"]) == (2, ("«Получено аттестатов»", "«Вакансии»"))
    assert lacking.params["name"] == "Аттестат"  # the first of the synonyms
    assert lacking.params["close"] == ("Получено аттестатов",)


def test_two_answers_to_one_question_that_differ_are_told_with_the_question() -> None:
    rows = (("Школа № 1", "Аттестат", "чел.", 48), ("Школа № 1", "Выпускники", "чел.", 50))
    again = read(LONG, HEADER, *rows, *rows)
    assert plain(again) == {"s1": {"certified": 48.0, "graduates": 50.0}}
    assert found(again) == [("KQ375", at("D4"))]  # once for both rows
    assert (again.diagnostics[0].related, again.diagnostics[0].params["n"]) == ((at("D2"),), 2)
    facts = read(LONG, HEADER, *rows, ("Школа № 1", "Получили аттестат", "%", 96))
    assert plain(facts) == {"s1": {"certified": 48.0, "graduates": 50.0}}
    assert found(facts) == [("KQ502", at("A4"))]
    assert facts.diagnostics[0].params["key"] == "Школа № 1, certified"


def test_the_answers_of_one_key_make_one_row_of_a_table() -> None:
    facts = read(
        CONTESTS,
        KEYED,
        ("Школа № 1", "местный", "Участники", 60),
        ("Школа № 1", "областной", "Участники", 15),
        ("Школа № 1", "местный", "Победители", 22),
        ("Школа № 1", "местный", "Победители", 23),
    )
    assert records(facts, "contests") == [("s1", "local", 60.0, 22.0), ("s1", "region", 15.0, None)]
    assert found(facts) == [("KQ502", at("A5"))]


def test_a_total_is_left_out_and_held_against_nothing() -> None:
    """Graduates and certificates do not add up to anything."""
    facts = read(
        LONG,
        HEADER,
        ("Школа № 1", "Выпускники", "чел.", 50),
        ("Школа № 1", "Аттестат", "чел.", 48),
        ("Итого", "Выпускники", "чел.", 70),
    )
    assert [(d.rule.code, d.params["n"]) for d in facts.diagnostics] == [("KQ319", 1)]


def test_a_wrong_answer_is_told_at_its_cell() -> None:
    rows = (("Школа № 1", "Выпускники", "чел.", "много"), ("Школа № 1", "Аттестат", "чел.", 48))
    assert found(read(LONG, HEADER, *rows)) == [("KQ401", at("D2"))]


def test_a_list_without_its_column_of_answers_is_not_read() -> None:
    mapping = replace(LONG, header=("Школа", "Показатель"))
    facts = read(mapping, ("Школа", "Показатель", "Ед.", "Итог"), ("Школа № 1", "Выпускники", "чел.", 50))
    assert found(facts) == [("KQ314", at("A1"))]
    assert plain(facts) == {}


def test_a_name_merged_over_several_rows_counts_for_each() -> None:
    mapping = replace(LONG, columns={"Школа": "organisation"})
    sheet = make_sheet(
        "Список", ("Показатель", "Школа", "Значение"), ("Выпускники", "Школа № 1", 50), (None, "Школа № 2", 20)
    )
    facts = read(mapping, sheet=replace(sheet, merges=(Range(2, 1, 3, 1),)))
    assert plain(facts) == {"s1": {"graduates": 50.0}, "s2": {"graduates": 20.0}}


def test_the_file_of_one_organisation_needs_no_column_of_it() -> None:
    mapping = replace(LONG, owner=Owner.SHEET, columns={"Ед.": "ignore"})
    rows = (HEADER[1:], ("Выпускники", "чел.", 50), ("Аттестат", "чел.", 48))
    facts = read(mapping, sheet=make_sheet("Школа № 2", *rows))
    assert plain(facts) == {"s2": {"graduates": 50.0, "certified": 48.0}}
