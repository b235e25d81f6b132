"""Exports in which no column names the organisation: the sheet, the file, a title or a row of its own does."""

from __future__ import annotations

import pytest

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.lists.roster import roster
from kokoq.collect.read.book import RawSheet
from kokoq.collect.sources.read import read_source
from kokoq.diagnostics import Cell
from kokoq.model import Organisation, Owner, SourceMapping, Unpivot
from tests.collect.tiny import AT, CATALOGUE, SETTINGS, from_markdown, make_book, make_sheet, tiny_plan

SCHOOLS = tuple(
    Organisation(
        id=f"s{n}", title=f"МБОУ «СОШ № {n}»", short=f"Школа № {n}", type="school", codes=(f"42400000{n:02d}",)
    )
    for n in (1, 2, 12)
)
GARDEN = Organisation(id="k1", title="Детский сад «Ёлочка»", type="kindergarten")
CLOSED = Organisation(id="s9", title="Школа № 9", type="school", excluded="закрыта")
OFFICE = Organisation(id="office", title="Управление образования", type="municipality")
KNOWN = roster((*SCHOOLS, GARDEN, CLOSED, OFFICE))
TABLE = """
| Уровень | Участники | Победители |
| местный | 10 | 2 |
| областной | 3 | 0 |
"""


def mapping(owner: Owner, **more: object) -> SourceMapping:
    known: dict[str, object] = {
        "table": "contests",
        "columns": {"Уровень": "level", "Участники": "participants", "Победители": "winners"},
        **more,
    }
    return SourceMapping(at=AT, files=("*.xlsx",), owner=owner, **known)  # type: ignore[arg-type]  # a test's shorthand


def read(owner: Owner, *sheets: RawSheet, file: str = "collected/2020-2021/file.xlsx", **more: object) -> FileFacts:
    book, words = make_book(*sheets, file=file), vocabulary(CATALOGUE, SETTINGS)
    own = mapping(owner, **more)
    return read_source(book, "list", own, plan=tiny_plan(), known=KNOWN, words=words, period="2020/2021")


def rows(facts: FileFacts) -> list[tuple[object, ...]]:
    found = [row for rows in facts.lists.values() for row in rows]
    return [(row.unit, *row.keys, *(fact.value for fact in row.facts.values())) for row in found]


def told(facts: FileFacts) -> list[tuple[str, Cell]]:
    return [(d.rule.code, d.where) for d in facts.diagnostics if isinstance(d.where, Cell)]


def test_a_sheet_for_each_school() -> None:
    facts = read(Owner.SHEET, from_markdown("Школа 1", TABLE), from_markdown("СОШ №12 (ВПР)", TABLE))
    # «СОШ №12» alone is no name of it, but «МБОУ «СОШ № 12»» is not there either: the second sheet is nobody's
    assert rows(facts) == [("s1", "local", 10.0, 2.0), ("s1", "region", 3.0, 0.0)]
    assert told(facts) == [("KQ309", Cell("collected/2020-2021/file.xlsx", "СОШ №12 (ВПР)", "A1"))]


@pytest.mark.parametrize(
    ("file", "unit"),
    [
        ("collected/2020-2021/ВПР_школа_№12_испр.xlsx", "s12"),  # within the name, whose spaces are underlines
        ("collected/2020-2021/Школа 2/ВПР.xlsx", "s2"),  # by the folder
        ("collected/2020-2021/Школа 1.xlsx", "s1"),  # and not by «Школа 12»
        ("collected/2020-2021/4240000002.xlsx", "s2"),  # by a number of a register
    ],
)
def test_a_file_for_each_school(file: str, unit: str) -> None:
    facts = read(Owner.FILE, from_markdown("Лист1", TABLE), file=file)
    assert [row[0] for row in rows(facts)] == [unit, unit]
    assert not told(facts)


def test_a_file_that_names_two_schools_is_nobodys() -> None:
    facts = read(Owner.FILE, from_markdown("Лист1", TABLE), file="Школа 1 и Школа 2.xlsx")
    assert rows(facts) == []
    assert told(facts) == [("KQ309", Cell("Школа 1 и Школа 2.xlsx", "Лист1", "A1"))]


def test_a_title_above_each_table_of_a_sheet() -> None:
    sheet = from_markdown("Лист1", f"| Сведения: Школа № 1, 2021 год |{TABLE}| |\n| Школа № 2 |\n| за год |{TABLE}")
    facts = read(Owner.TITLE, sheet)
    assert [row[:2] for row in rows(facts)] == [("s1", "local"), ("s1", "region"), ("s2", "local"), ("s2", "region")]


@pytest.mark.parametrize(
    ("above", "cells"),
    [
        ("| Школа № 12 |\n| База: Школа № 1 |", ("A1", "A2")),
        ("| Школа № 12 | |\n| | |\n| Принял: | Школа № 1 |", ("A1", "B3")),
        ("| Отчёт школы № 12 |\n| Принял: Школа № 1 |", ("A1", "A2")),  # in another case, and yet plainly another one
        ("| Школа № 1 и Школа № 2 |", ("A1",)),
    ],
)
def test_a_table_below_the_names_of_two_schools_is_nobodys(above: str, cells: tuple[str, ...]) -> None:
    facts = read(Owner.TITLE, from_markdown("Лист1", f"{above}{TABLE}"))
    assert (rows(facts), [code for code, _ in told(facts)]) == ([], ["KQ377"])
    assert facts.diagnostics[0].params["cells"] == cells
    assert [place.ref for place in (facts.diagnostics[0].where, *facts.diagnostics[0].related)] == [*cells]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "above",
    [
        "| Школа № 12 |\n| МБОУ «СОШ № 12», отчёт школы № 12 |",  # by several of its names
        "| Управление образования |\n| Школа № 12 |",
        "| Свод: Школа № 1 | 40 |\n| Школа № 12 |",  # a row of figures is no title
    ],
)
def test_names_of_one_school_above_a_table_and_that_of_the_office_are_no_contradiction(above: str) -> None:
    facts = read(Owner.TITLE, from_markdown("Лист1", f"{above}{TABLE}"))
    assert [row[0] for row in rows(facts)] == ["s12", "s12"]


def test_between_two_tables_only_what_stands_together_is_a_title() -> None:
    foot, title = "| Директор: Школа № 1 |\n| |", "| Школа № 2 |\n| База: Школа № 12 |"
    sheet = from_markdown("Лист1", f"| Школа № 1 |{TABLE}{foot}\n| Школа № 2 |{TABLE}{title}{TABLE}")
    facts = read(Owner.TITLE, sheet)
    assert [row[:2] for row in rows(facts)] == [("s1", "local"), ("s1", "region"), ("s2", "local"), ("s2", "region")]
    assert [at.ref for code, at in told(facts) if code == "KQ377"] == ["A11"]


def test_rows_below_a_text_that_stands_alone() -> None:
    facts = read(
        Owner.SECTION,
        from_markdown(
            "Лист1",
            """
            | Уровень | Участники | Победители |
            | Школа № 1 |
            | местный | 10 | 2 |
            | Итого | 10 | 2 |
            | МБОУ «СОШ № 2» (городская) |
            | местный | 7 | 1 |
            | Лицей |
            | местный | 5 | 5 |
            | * по данным школ |
            """,
        ),
    )
    assert rows(facts) == [("s1", "local", 10.0, 2.0), ("s2", "local", 7.0, 1.0)]
    # «Лицей» is no school of the list: what stands below it must not go to the school above
    assert [(code, at.ref) for code, at in told(facts) if code == "KQ309"] == [("KQ309", "A8")]
    assert [d.params["name"] for d in facts.diagnostics if d.rule.code == "KQ309"] == ["Лицей"]


def test_a_column_without_a_header() -> None:
    sheet = make_sheet("Лист1", ("", "Уровень", "Участники", "Победители"), ("Школа № 2", "местный", 4, 1))
    assert rows(read(Owner.UNNAMED, sheet)) == [("s2", "local", 4.0, 1.0)]


def test_an_organisation_that_is_not_monitored_is_said_once() -> None:
    facts = read(Owner.SHEET, from_markdown("Школа № 9", TABLE))
    assert rows(facts) == []
    assert told(facts) == [("KQ322", Cell("collected/2020-2021/file.xlsx", "Школа № 9", "A1"))]


def test_numbers_one_after_the_other_are_figures_and_only_from_one_on_a_numbering() -> None:
    sheet = from_markdown("Школа 1", "| Уровень | Участники | Победители |\n| 1 | 2 | 3 |\n| местный | 5 | 6 |")
    facts = read(Owner.SHEET, sheet)
    assert rows(facts) == [("s1", "local", 5.0, 6.0)]
    assert [d.rule.code for d in facts.diagnostics] == ["KQ319"]


def test_two_rows_of_a_header_in_one_cell() -> None:
    sheet = make_sheet(
        "Лист1",
        ("Школа", "местный: участники", "местный – победители", "областной: участники", "областной – победители"),
        ("01 Школа № 1", 10, 2, 3, 0),
        ("420102. Школа 2", 7, 1, 2, 1),
        ("2 Школа № 1", 9, 9, 9, 9),  # the number may be a counter, and is no code of another school
    )
    own = SourceMapping(
        table="contests",
        at=AT,
        files=("*",),
        columns={"Школа": "organisation"},
        unpivot=Unpivot(
            key="level",
            columns={"местный": "local", "областной": "region"},
            fields={"участники": "participants", "победители": "winners"},
        ),
    )
    words = vocabulary(CATALOGUE, SETTINGS)
    facts = read_source(make_book(sheet), "l", own, plan=tiny_plan(), known=KNOWN, words=words, period="2020/2021")
    assert rows(facts)[:4] == [
        ("s1", "local", 10.0, 2.0),
        ("s1", "region", 3.0, 0.0),
        ("s2", "local", 7.0, 1.0),
        ("s2", "region", 2.0, 1.0),
    ]
    assert [code for code, _ in told(facts)] == []


def test_a_number_before_a_name_that_is_the_code_of_another_school_names_nobody() -> None:
    both = roster((*SCHOOLS, Organisation(id="7", title="Лицей", type="school")))
    assert both.find("8 Школа № 1") == SCHOOLS[0]
    assert both.find("7 Школа № 1") is None
    assert both.find("4240000002 Школа № 1") is None
    assert both.find("4240000001 - Школа № 1") == SCHOOLS[0]


def test_units_may_be_percents_and_their_row_may_be_called() -> None:
    sheet = from_markdown(
        "Лист1",
        """
        | Школа | Уровень | Участники | Доля |
        | | | чел. | % |
        | Ед. изм. | | (чел.) | (%) |
        | Школа № 1 | местный | 10 | 2 |
        """,
    )
    own = mapping(Owner.SHEET, columns={"Школа": "organisation", "Уровень": "level", "Участники": "participants"})
    words = vocabulary(CATALOGUE, SETTINGS)
    facts = read_source(make_book(sheet), "l", own, plan=tiny_plan(), known=KNOWN, words=words, period="2020/2021")
    assert rows(facts) == [("s1", "local", 10.0)]
    skipped = [(d.params["n"], str(d.params["why"])) for d in facts.diagnostics if d.rule.code == "KQ319"]
    assert skipped == [(2, "collect.skipped.units")]
