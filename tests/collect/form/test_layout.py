from __future__ import annotations

from dataclasses import replace

from kokoq.collect.form.layout import (
    QuestionSheet,
    Sheet,
    TableSheet,
    from_sources,
    headings,
    lay_out,
    municipality_unit,
)
from kokoq.model import SourceMapping
from tests.collect.tiny import AT, CATALOGUE, GARDEN, SCHOOL, SETTINGS, make_field, tiny_plan

PLAN = tiny_plan()


def questions(sheet: Sheet) -> list[str]:
    assert isinstance(sheet, QuestionSheet)
    return [question.id for question in sheet.questions]


def test_each_organisation_is_asked_what_applies_to_it() -> None:
    assert [f.id for f in lay_out(PLAN, SCHOOL).fields] == ["graduates", "certified"]
    assert [f.id for f in lay_out(PLAN, GARDEN).fields] == ["programme", "safety"]
    assert [f.id for f in lay_out(PLAN, municipality_unit(SETTINGS)).fields] == ["children"]


def test_a_small_table_is_asked_as_questions_and_a_large_one_has_its_sheet() -> None:
    layout = lay_out(PLAN, SCHOOL)
    assert [sheet.id for sheet in layout.sheets] == ["main", "exams", "olympiad"]
    assert questions(layout.sheets[0]) == [
        "graduates",
        "certified",
        "cell|contests|local|participants",
        "cell|contests|local|winners",
        "cell|contests|region|participants",
        "cell|contests|region|winners",
    ]
    assert isinstance(layout.sheets[1], TableSheet)
    assert layout.sheets[1].table.id == "exams"


def test_what_comes_from_a_source_is_not_asked() -> None:
    layout = lay_out(PLAN, SCHOOL, elsewhere={"olympiad", "certified"})
    assert [sheet.id for sheet in layout.sheets] == ["main", "exams"]
    assert "certified" not in questions(layout.sheets[0])


def test_sources_name_their_table_or_their_plain_fields() -> None:
    table = SourceMapping(table="olympiad", at=AT, files=("*.xlsx",), columns={"Код": "organisation", "Балл": "score"})
    plain = replace(table, table="", columns={"Код": "organisation", "Выпуск": "graduates", "№": "ignore"})
    settings = replace(SETTINGS, sources={"a": table, "b": plain})
    assert from_sources(settings, CATALOGUE) == {"olympiad", "graduates"}


def test_parts_stand_below_their_whole_and_are_indented() -> None:
    catalogue = replace(
        CATALOGUE,
        fields={
            "part": make_field("part", part_of="whole"),
            "other": make_field("other"),
            "whole": make_field("whole"),
            "piece": make_field("piece", part_of="part"),
        },
        tables={},
    )
    (sheet,) = lay_out(tiny_plan(catalogue), SCHOOL).sheets
    assert isinstance(sheet, QuestionSheet)
    assert [(q.id, q.depth) for q in sheet.questions] == [("other", 0), ("whole", 0), ("part", 1), ("piece", 2)]


def test_many_questions_are_split_by_topic() -> None:
    fields = {f"f{n}": make_field(f"f{n}", topic="a" if n < 30 else "b") for n in range(60)}
    catalogue = replace(CATALOGUE, fields=fields, tables={}, topics={"b": "Второе", "a": "Первое"})
    sheets = lay_out(tiny_plan(catalogue), SCHOOL).sheets
    assert [(sheet.id, sheet.title, len(questions(sheet))) for sheet in sheets] == [
        ("b", "Второе", 30),
        ("a", "Первое", 30),
    ]


def test_the_version_changes_with_what_is_asked_and_not_with_how_it_is_called() -> None:
    graduates = CATALOGUE.fields["graduates"]

    def version(**change: str) -> str:
        changed = replace(graduates, **change)  # type: ignore[arg-type]  # texts of a field
        return lay_out(tiny_plan(replace(CATALOGUE, fields={**CATALOGUE.fields, "graduates": changed})), SCHOOL).version

    assert version(title="Выпускники", hint="Все") == lay_out(PLAN, SCHOOL).version
    assert version(unit="items") != lay_out(PLAN, SCHOOL).version


def test_the_only_sheet_of_questions_is_called_by_its_topic_where_that_is_one() -> None:
    assert lay_out(PLAN, GARDEN).sheets[0].title == "Главное"
    fields = {**CATALOGUE.fields, "meals": make_field("meals", "kindergarten", topic="food")}
    two = replace(CATALOGUE, fields=fields, topics={**CATALOGUE.topics, "food": "Питание"})
    (sheet,) = lay_out(tiny_plan(two), GARDEN).sheets
    assert (sheet.id, sheet.title) == ("main", "")  # what no topic names is named in the language of the form


def test_namesakes_side_by_side_are_told_apart_by_their_wholes_or_by_numbers() -> None:
    fields = (
        make_field("first", title="Ученики 1 класса"),
        make_field("first_girls", title="из них девочки", part_of="first"),
        make_field("second", title="Ученики 2 класса"),
        make_field("second_girls", title="Из них девочки", part_of="second"),
        make_field("hours", title="Часы"),
        make_field("more_hours", title="Часы"),
        make_field("other_hours", title="Часы", topic="other"),
        make_field("row_hours", title="Часы", table="exams"),
    )
    assert headings(replace(CATALOGUE, fields={field.id: field for field in fields})) == {
        "first": "Ученики 1 класса",
        "first_girls": "из них девочки — Ученики 1 класса",
        "second": "Ученики 2 класса",
        "second_girls": "Из них девочки — Ученики 2 класса",
        "hours": "Часы (1)",
        "more_hours": "Часы (2)",
        "other_hours": "Часы",
        "row_hours": "Часы",
    }
