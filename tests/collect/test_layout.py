from __future__ import annotations

from dataclasses import replace

from kokoq.collect.layout import QuestionSheet, Sheet, TableSheet, from_sources, lay_out, municipality_unit
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
