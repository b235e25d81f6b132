"""Tables that lie on their side: what is asked stands in rows; every value and finding keeps its own cell."""

from __future__ import annotations

from dataclasses import replace

from kokoq.a1 import make_ref
from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.lists.roster import roster
from kokoq.collect.read.book import Range, RawSheet
from kokoq.collect.sources.read import read_source
from kokoq.collect.sources.turned import turned
from kokoq.diagnostics import Cell
from kokoq.model import Owner, SourceMapping, Unpivot
from kokoq.observations import unpack_ref
from tests.collect.tiny import AT, CATALOGUE, ORGANISATIONS, SETTINGS, make_book, make_sheet, tiny_plan

FILE = "collected/2020-2021/file.xlsx"
PLAIN = SourceMapping(
    table="",
    at=AT,
    files=("*.xlsx",),
    turned=True,
    columns={"Показатель": "organisation", "Выпускники": "graduates", "из них с аттестатом": "certified"},
)


def read(mapping: SourceMapping, sheet: RawSheet) -> FileFacts:
    known, words = roster(ORGANISATIONS), vocabulary(CATALOGUE, SETTINGS)
    return read_source(
        make_book(sheet), "list", mapping, plan=tiny_plan(), known=known, words=words, period="2020/2021"
    )


def cells(facts: FileFacts) -> dict[tuple[str, str], tuple[object, str]]:
    return {
        (unit, name): (fact.value, make_ref(*unpack_ref(fact.ref)[1:]))
        for unit, own in facts.plain.items()
        for name, fact in own.items()
    }


def test_organisations_stand_in_columns() -> None:
    sheet = make_sheet(
        "Лист1",
        ("Итоги года",),
        (),
        ("№", "Показатель", "Ед. изм.", "Школа № 1", "Школа № 2", "Итого"),
        (1, "Выпускники", "чел.", 50, 20, 70),
        (2, "из них с аттестатом", "чел.", 48, "двадцать", 68),
    )
    facts = read(PLAIN, sheet)
    assert cells(facts) == {
        ("s1", "graduates"): (50.0, "D4"),
        ("s1", "certified"): (48.0, "D5"),
        ("s2", "graduates"): (20.0, "E4"),
        ("s2", "certified"): (None, "E5"),
    }
    assert [(d.rule.code, d.where) for d in facts.diagnostics if d.severity == "error"] == [
        ("KQ401", Cell(FILE, "Лист1", "E5"))
    ]
    assert sorted(str(d.params["why"]) for d in facts.diagnostics if d.rule.code == "KQ319") == [
        "collect.skipped.total",
        "collect.skipped.units",
    ]


def test_one_school_in_a_file_with_its_figures_below_each_other() -> None:
    sheet = make_sheet("Лист1", ("МБОУ «Школа №1»",), ("Показатель", "Значение"), ("Выпускники", 30), ("Прочее", 5))
    mapping = SourceMapping(
        table="", at=AT, files=("*",), turned=True, owner=Owner.TITLE, columns={"Выпускники": "graduates"}
    )
    facts = read(mapping, sheet)
    assert cells(facts) == {("s1", "graduates"): (30.0, "B3")}
    unread = [d for d in facts.diagnostics if d.rule.code == "KQ419"]
    assert [d.where for d in unread if d.params["column"] == "Прочее"] == [Cell(FILE, "Лист1", "A4")]


def test_keys_stand_in_groups_of_rows() -> None:
    """Level above level: «местный» over two rows is the upper part of a header of two rows."""
    rows = (
        ("Уровень", "Что", "Школа № 1"),
        ("местный", "Участники", 9),
        (None, "Победители", 1),
        ("областной", "Участники", 4),
        (None, "Победители", 0),
    )
    plain = make_sheet("Лист1", *rows)
    sheet = RawSheet(plain.name, plain.cells, merges=(Range(2, 1, 3, 1), Range(4, 1, 5, 1)))
    mapping = SourceMapping(
        table="contests",
        at=AT,
        files=("*",),
        turned=True,
        columns={"Уровень|Что": "organisation"},
        unpivot=Unpivot(
            key="level",
            columns={"местный": "local", "областной": "region"},
            fields={"Участники": "participants", "Победители": "winners"},
        ),
    )
    found = [
        (row.unit, *row.keys, {n: f.value for n, f in row.facts.items()})
        for row in read(mapping, sheet).lists["contests"]
    ]
    assert found == [
        ("s1", "local", {"participants": 9.0, "winners": 1.0}),
        ("s1", "region", {"participants": 4.0, "winners": 0.0}),
    ]


def test_a_missing_row_is_told_with_what_it_may_be_called() -> None:
    sheet = make_sheet("Лист1", ("Показатель", "Школа № 1"), ("Выпускники", 30), ("из них с атестатом", 5))
    facts = read(replace(PLAIN, header=("Показатель", "Выпускники")), sheet)
    assert [(d.where, d.params["close"]) for d in facts.diagnostics if d.rule.code == "KQ314"] == [
        (Cell(FILE, "Лист1", "A1"), ("из них с атестатом",))
    ]


def test_to_turn_twice_changes_nothing() -> None:
    sheet = make_sheet("Лист1", ("a", "b"), (1, None, 3))
    whole = RawSheet(
        sheet.name, sheet.cells, merges=(Range(1, 2, 2, 3),), hidden_rows=frozenset({2}), hidden_columns=((3, 3),)
    )
    assert turned(turned(whole)) == whole


def test_a_sheet_that_another_source_reads_is_not_taken_for_one_left_unread() -> None:
    rows = (("Показатель", "Школа № 1"), ("Выпускники", 50), ("из них с аттестатом", 48))
    book = make_book(make_sheet("Школы", *rows), make_sheet("Лицеи", *rows))
    own, other = replace(PLAIN, sheet="Шк*"), replace(PLAIN, sheet="Ли*")
    known, words = roster(ORGANISATIONS), vocabulary(CATALOGUE, SETTINGS)

    def codes(*others: SourceMapping) -> list[str]:
        facts = read_source(
            book, "list", own, plan=tiny_plan(), known=known, words=words, period="2020/2021", others=others
        )
        return [found.rule.code for found in facts.diagnostics]

    assert codes(other) == []
    assert codes() == ["KQ372"]
