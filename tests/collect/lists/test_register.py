from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xlsxwriter import Workbook

from kokoq.collect.lists.register import load_organisations
from kokoq.diagnostics import Cell, Checked, Span
from kokoq.model import Municipality, Organisation
from tests.collect.tiny import CATALOGUE, SETTINGS

OURS = replace(SETTINGS, municipality=Municipality(id="district", region="Область"))
HEADER = ("Код", "Название", "Тип", "Признаки", "Другие названия", "Открыта")


def load(folder: Path) -> Checked[tuple[Organisation, ...]]:
    return load_organisations(folder, OURS, CATALOGUE)


def write(folder: Path, *rows: Sequence[str | float]) -> Path:
    with Workbook(str(folder / "organisations.xlsx")) as book:
        sheet = book.add_worksheet("Список")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                sheet.write(row, column, value, day if isinstance(value, float) else None)
    return folder


def found(loaded: Checked[tuple[Organisation, ...]]) -> list[tuple[str, str]]:
    return [(d.rule.code, str(d.where)) for d in loaded.diagnostics]


def test_the_list_is_read_by_its_russian_headers(tmp_path: Path) -> None:
    rows = (HEADER, ("s1", "Школа № 1", "Школа", "upper; ", "СОШ 1; Первая школа", 44075.0))
    loaded = load(write(tmp_path, ("Список организаций",), *rows))
    assert loaded.diagnostics == ()
    assert loaded.value == (
        Organisation(
            id="s1",
            title="Школа № 1",
            type="school",
            aliases=("СОШ 1", "Первая школа"),
            tags=frozenset({"upper"}),
            municipality="district",
            region="Область",
            opened=dt.date(2020, 9, 1),  # 44075 days after 30 December 1899
        ),
    )


def test_a_type_that_is_not_declared_is_found_at_its_cell_with_a_close_one(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, HEADER, ("k1", "Сад", "детский сат")))
    assert found(loaded) == [("KQ357", "organisations.xlsx!Список!C2")]
    assert loaded.diagnostics[0].params["close"] == ("детский сад",)


def test_an_organisation_of_unknown_type_stays_in_the_list(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, HEADER, ("k1", "Сад", "детский сат"), ("k2", "Сад № 2", "")))
    assert found(loaded) == [("KQ357", "organisations.xlsx!Список!C2"), ("KQ358", "organisations.xlsx!Список!C3")]
    assert [(one.id, one.type) for one in loaded.value] == [("k1", ""), ("k2", "")]


def test_a_tag_that_is_not_declared_leaves_the_organisation_without_it(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, HEADER, ("s1", "Школа", "school", "upper; сельская")))
    assert found(loaded) == [("KQ403", "organisations.xlsx!Список!D2")]
    assert loaded.diagnostics[0].params["field"] == "Признаки"  # as the office headed the column
    assert [one.tags for one in loaded.value] == [frozenset({"upper"})]


def test_an_id_used_twice_is_found_at_the_second(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, HEADER, ("s1", "Школа", "school"), ("s1", "Другая", "school")))
    assert found(loaded) == [("KQ112", "organisations.xlsx!Список!A3")]
    assert [one.title for one in loaded.value] == ["Школа"]


def test_an_organisation_without_id_or_title_is_said_at_the_empty_cell(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, HEADER, ("", "Школа", "school"), ("s2", "", "school")))
    assert found(loaded) == [("KQ358", "organisations.xlsx!Список!A2"), ("KQ358", "organisations.xlsx!Список!B3")]
    assert [d.params["column"] for d in loaded.diagnostics] == ["Код", "Название"]
    assert [(one.id, one.title) for one in loaded.value] == [("s2", "s2")]


def test_a_list_without_a_column_that_it_needs_is_said_with_what_comes_near(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, ("Код", "Названия", "Тип"), ("s1", "Школа", "school")))
    assert found(loaded) == [("KQ314", "organisations.xlsx!Список!A1")]
    assert loaded.diagnostics[0].params["close"] == ("Названия",)


def test_a_csv_with_english_headers_will_do(tmp_path: Path) -> None:
    text = "id;title;type;cluster;closed\ns1;Школа № 1;school;Север;31.08.2020\n"
    (tmp_path / "organisations.csv").write_text(text, encoding="cp1251")
    (one,) = load(tmp_path).value
    assert (one.cluster, one.closed) == ("Север", dt.date(2020, 8, 31))


def test_yaml_will_do_and_its_faults_have_lines(tmp_path: Path) -> None:
    text = "- {id: s1, title: Школа № 1, type: school, tags: [upper]}\n- {id: k1, titel: Сад, type: kindergarten}\n"
    (tmp_path / "organisations.yaml").write_text(text, encoding="utf-8")
    loaded = load(tmp_path)
    assert [(one.id, one.title) for one in loaded.value] == [("s1", "Школа № 1"), ("k1", "k1")]
    assert [(d.rule.code, d.where) for d in loaded.diagnostics] == [
        ("KQ102", Span("organisations.yaml", 2, 12, 5)),
        ("KQ104", Span("organisations.yaml", 2, 8, 2)),
    ]


def test_no_list_at_all_is_said(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert [(d.rule.code, d.where) for d in loaded.diagnostics] == [("KQ910", Cell("organisations.xlsx"))]


def test_numbers_of_registers_come_from_several_columns(tmp_path: Path) -> None:
    rows = (("Код", "Название", "Тип", "ОКПО", "ИНН"), ("s1", "Школа № 1", "Школа", "00123456", "4200012345"))
    loaded = load(write(tmp_path, *rows))
    assert [one.codes for one in loaded.value] == [("00123456", "4200012345")]


def test_a_successor_that_is_not_in_the_list_is_told_at_its_cell(tmp_path: Path) -> None:
    rows = (
        ("Код", "Название", "Тип", "Преемник"),
        ("s1", "Школа № 1", "Школа", ""),
        ("s2", "Школа № 2", "Школа", "s9"),
    )
    assert found(load(write(tmp_path, *rows))) == [("KQ111", "organisations.xlsx!Список!D3")]


def test_signs_that_turn_the_order_of_letters_are_taken_out_and_told(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, HEADER, ("s1", "Школа \u202e1 №\u202c", "Школа"), ("s2", "Школа № 2", "Школа")))
    assert [one.title for one in loaded.value] == ["Школа 1 №", "Школа № 2"]
    assert found(loaded) == [("KQ436", "organisations.xlsx!Список!B2")]


def test_such_signs_in_a_list_in_yaml_are_told_at_their_line(tmp_path: Path) -> None:
    text = "- {id: s1, title: Школа № 1, type: school, aliases: [\u200fСОШ 1, Первая]}\n"
    (tmp_path / "organisations.yaml").write_text(text, encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded.value[0].aliases == ("СОШ 1", "Первая")
    assert [d.rule.code for d in loaded.diagnostics] == ["KQ436"]
