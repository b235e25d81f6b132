"""Whose form a file shows itself to be: a title, a period or a name that its hidden marks contradict is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from kokoq.diagnostics import Cell
from tests.collect.annotate.small import HOME, collect, edit, fill_form

NAME = "Школа 1.xlsx"
CODES = ("KQ380", "KQ381", "KQ382", "KQ383")


def retype(old: str, new: str, *, only: str = "") -> object:
    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows(max_row=5, min_col=2) if only in ("", sheet.title) else ():
                for cell in row:
                    if isinstance(cell.value, str) and not cell.value.startswith("="):
                        cell.value = cell.value.replace(old, new)

    return change


def send(folder: Path, old: str, new: str, *, name: str = NAME, only: str = "") -> Path:
    fill_form(folder, {}, name=name)
    edit(folder / HOME / name, retype(old, new, only=only))  # type: ignore[arg-type]  # the closure above
    return folder


def told(folder: Path) -> list[tuple[str, str, str, str]]:
    return [
        (d.rule.code, str(d.where).partition("!")[2], str(d.params["found"]), str(d.params["expected"]))
        for d in collect(folder)[1]
        if d.rule.code in CODES
    ]


def submitted(folder: Path) -> set[str]:
    return {one.unit for one in collect(folder)[0].submissions}


def test_a_form_as_it_was_sent_says_nothing(tmp_path: Path) -> None:
    fill_form(tmp_path, {})
    assert (told(tmp_path), submitted(tmp_path)) == ([], {"s1"})


@pytest.mark.parametrize("only", ["", "Инструкция"])
def test_the_title_of_another_organisation_is_an_error_and_counts_for_neither(only: str, tmp_path: Path) -> None:
    send(tmp_path, "Школа № 1", "Школа № 2", only=only)
    assert told(tmp_path) == [("KQ380", "Инструкция!C3", "Школа № 2", "Школа № 1")]
    assert submitted(tmp_path) == set()
    file = Cell((HOME / NAME).as_posix())
    silent = {d.unit: d.related for d in collect(tmp_path)[1] if d.rule.code == "KQ316"}
    assert (silent["s1"], silent["s2"], silent["k1"]) == ((file,), (file,), ())


def test_above_the_questions_it_is_seen_too(tmp_path: Path) -> None:
    send(tmp_path, "Школа № 1", "МБОУ Школа №2", only="Главное")
    assert told(tmp_path) == [("KQ380", "Главное!B3", "МБОУ Школа №2", "Школа № 1")]


def test_a_title_of_nobody_is_a_warning_and_the_mark_counts(tmp_path: Path) -> None:
    send(tmp_path, "Школа № 1", "Гимназия имени героя")
    assert told(tmp_path) == [("KQ381", "Инструкция!C3", "Гимназия имени героя", "Школа № 1")]
    assert submitted(tmp_path) == {"s1"}


@pytest.mark.parametrize("title", ["ШКОЛА №1", "МБОУ «Школа №1»", "Школа № 1 (корпус 2)", ""])
def test_its_own_title_in_any_spelling_and_one_that_is_gone_say_nothing(title: str, tmp_path: Path) -> None:
    send(tmp_path, "Школа № 1", title)
    assert told(tmp_path) == []


def test_a_period_that_contradicts_the_mark_is_a_warning(tmp_path: Path) -> None:
    send(tmp_path, "2020/2021", "2019/2020")
    assert told(tmp_path) == [("KQ382", "Инструкция!C4", "2019/2020", "2020/2021")]
    assert submitted(tmp_path) == {"s1"}


@pytest.mark.parametrize("period", ["2020-2021", "2020/21 учебный год", "прошлый год", ""])
def test_its_own_period_in_any_spelling_says_nothing(period: str, tmp_path: Path) -> None:
    send(tmp_path, "2020/2021", period)
    assert told(tmp_path) == []


def test_a_file_named_like_another_organisation_is_a_note_where_the_form_itself_agrees(tmp_path: Path) -> None:
    send(tmp_path, "", "", name="Школа № 2.xlsx")
    assert told(tmp_path) == [("KQ383", "", "Школа № 2", "Школа № 1")]
    assert submitted(tmp_path) == {"s1"}


@pytest.mark.parametrize("name", ["Школа № 2.xlsx", "МБОУ Школа №2 (копия).xls", "Школа 2/Ответ.xlsx"])
def test_who_sent_a_file_that_cannot_be_read_is_named_with_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / HOME / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\x00\x01")
    silent = {d.unit: d.related for d in collect(tmp_path)[1] if d.rule.code == "KQ316"}
    assert (silent["s2"], silent["s1"]) == ((Cell((HOME / name).as_posix()),), ())


def test_a_table_that_names_one_organisation_alone_seems_to_be_its_own(tmp_path: Path) -> None:
    (tmp_path / HOME).mkdir(parents=True)
    (tmp_path / HOME / "ответ.csv").write_text("Сведения Школа № 2;\nучеников;5\n", encoding="utf-8")
    (tmp_path / HOME / "список.csv").write_text("Школа № 1;5\nДетский сад «Ёлочка»;5\n", encoding="utf-8")
    silent = {d.unit: d.related for d in collect(tmp_path)[1] if d.rule.code == "KQ316"}
    assert silent == {"s1": (), "s2": (Cell((HOME / "ответ.csv").as_posix()),), "k1": (), "municipality": ()}


@pytest.mark.parametrize(
    ("mark", "seen"),
    [
        (("|s1|2020/2021|", "|s2|2020/2021|"), ("Школа № 1", "Школа № 2")),
        (("|s1|2020/2021|", "|s1|2019/2020|"), ("2020/2021", "2019/2020")),
    ],
    ids=["of another school", "of last year"],
)
def test_a_sheet_of_another_form_says_nothing_of_whose_the_form_itself_is(
    mark: tuple[str, str], seen: tuple[str, str], tmp_path: Path
) -> None:
    def add(book: Workbook) -> None:
        copied = book.copy_worksheet(book["Главное"])
        copied["A1"] = str(copied["A1"].value).replace(*mark)
        copied["B3"] = str(copied["B3"].value).replace(*seen)

    fill_form(tmp_path, {})
    edit(tmp_path / HOME / NAME, add)
    assert told(tmp_path) == []
    assert [str(d.where).partition("!")[2] for d in collect(tmp_path)[1] if d.rule.code == "KQ356"] == [
        "Главное Copy!A1"
    ]
    assert submitted(tmp_path) == {"s1"}
