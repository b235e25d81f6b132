"""A sheet that came without its hidden marks is told once, as the sheet that it is; one that was added stays that."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from tests.collect.annotate.small import HOME, collect, edit, fill_form

NAME = "Школа 1.xlsx"
CODES = ("KQ320", "KQ331", "KQ333", "KQ384")


def told(folder: Path) -> list[tuple[str, str, object]]:
    return [(d.rule.code, str(d.where), d.params.get("sheet")) for d in collect(folder)[1] if d.rule.code in CODES]


@pytest.mark.parametrize("sheet", ["Экзамены", "Олимпиада"])
def test_a_sheet_without_its_hidden_column_is_one_finding_that_names_it(sheet: str, tmp_path: Path) -> None:
    """Where nothing above it says whose it is: openpyxl leaves out what formulas say."""
    fill_form(tmp_path, {})
    edit(tmp_path / HOME / NAME, lambda book: book[sheet].delete_cols(1))
    assert told(tmp_path) == [("KQ384", f"{(HOME / NAME).as_posix()}!{sheet}", sheet)]


def test_it_is_known_by_its_labels_whatever_it_is_called(tmp_path: Path) -> None:
    fill_form(tmp_path, {})

    def spoil(book: Workbook) -> None:
        book["Экзамены"].delete_cols(1)
        book["Экзамены"].title = "Лист1"

    edit(tmp_path / HOME / NAME, spoil)
    assert told(tmp_path) == [("KQ384", f"{(HOME / NAME).as_posix()}!Лист1", "Экзамены")]


def test_a_sheet_that_is_gone_and_one_that_was_added_are_told_apart(tmp_path: Path) -> None:
    fill_form(tmp_path, {})

    def spoil(book: Workbook) -> None:
        del book["Экзамены"]
        book.create_sheet("Пояснения")["A1"] = "Экзамены сдавали не все"

    edit(tmp_path / HOME / NAME, spoil)
    file = (HOME / NAME).as_posix()
    assert told(tmp_path) == [("KQ333", f"{file}!Пояснения", None), ("KQ331", file, "Экзамены")]


def test_a_copy_of_a_sheet_beside_the_sheet_itself_was_added(tmp_path: Path) -> None:
    fill_form(tmp_path, {})
    edit(tmp_path / HOME / NAME, lambda book: book.copy_worksheet(book["Экзамены"]).delete_cols(1))
    assert told(tmp_path) == [("KQ333", f"{(HOME / NAME).as_posix()}!Экзамены Copy", None)]


def test_a_sheet_whose_answers_have_no_mark_is_told_as_there_and_not_as_lost(tmp_path: Path) -> None:
    """Under another header than its own the column of the answers cannot be told either."""
    fill_form(tmp_path, {})

    def spoil(book: Workbook) -> None:
        book["Главное"]["E1"] = None
        book["Главное"]["E4"] = "Ответы"

    edit(tmp_path / HOME / NAME, spoil)
    assert told(tmp_path) == [("KQ384", f"{(HOME / NAME).as_posix()}!Главное", "Главное")]


def test_a_sheet_of_another_form_is_not_the_one_that_is_gone(tmp_path: Path) -> None:
    fill_form(tmp_path, {})

    def spoil(book: Workbook) -> None:
        book["Главное"]["A1"] = str(book["Главное"]["A1"].value).replace("|s1|", "|s2|")

    edit(tmp_path / HOME / NAME, spoil)
    assert told(tmp_path) == [("KQ331", (HOME / NAME).as_posix(), "Главное")]
