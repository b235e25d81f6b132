"""Answers that nobody sees are read, and said."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from kokoq.collect.read.collected import Collected
from kokoq.diagnostics import Cell
from kokoq.model import PLAIN
from tests.collect.gather.test_overlap import HOME, collect, form, put, rows


def hidden(folder: Path) -> list[tuple[Cell, object, object]]:
    return [
        (d.where, d.params["n"], d.params["cells"])
        for d in collect(folder).diagnostics
        if d.rule.code == "KQ416" and isinstance(d.where, Cell)
    ]


def test_an_answer_in_a_hidden_row_of_a_form_is_read_and_noted(tmp_path: Path) -> None:
    form(tmp_path, {"graduates": 50, "certified": 45})
    path = tmp_path / HOME / "школа.xlsx"
    book = load_workbook(path)
    book["Главное"].row_dimensions[6].hidden = True
    book.save(path)
    assert hidden(tmp_path) == [(Cell(f"{HOME}/школа.xlsx", "Главное", "E6"), 1, ("E6",))]
    assert list(rows(collect(tmp_path), PLAIN)["graduates"].dropna()) == [50]


def test_what_the_form_itself_hides_is_not_noted(tmp_path: Path) -> None:
    form(tmp_path, {"graduates": 50, "certified": 45})
    assert hidden(tmp_path) == []


def test_rows_of_an_export_that_a_filter_hides_are_counted(tmp_path: Path) -> None:
    path = tmp_path / HOME / "конкурсы.xlsx"
    path.parent.mkdir(parents=True)
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("Лист")
        sheet.write_row(0, 0, ("Школа", "Уровень", "Участники", "Победители"))
        sheet.write_row(1, 0, ("s1", "local", 10, 4))
        sheet.write_row(2, 0, ("s2", "local", 20, 5))
        sheet.set_row(2, None, None, {"hidden": True})
    assert hidden(tmp_path) == [(Cell(f"{HOME}/конкурсы.xlsx", "Лист", "A3"), 4, ("A3", "B3", "C3", "D3"))]
    assert list(rows(collect(tmp_path), "contests")["participants"]) == [10, 20]
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("Лист")
        for row in (
            (0, "Школа", "Уровень", "Участники", "Победители"),
            (1, "s1", "local", 10, 4),
            (2, "s2", "local", 20, 5),
        ):
            sheet.write_row(row[0], 0, row[1:])
            sheet.set_row(row[0], None, None, {"hidden": row[0] > 0})
    ((_, n, cells),) = hidden(tmp_path)
    assert (n, cells) == (8, ("A2", "B2", "C2", "D2", "A3", "…"))  # the first five, and that there are more
    put(tmp_path, "выпуск.csv", "Школа;Выпуск\ns1;50\n")
    assert len(hidden(tmp_path)) == 1


def test_a_hidden_sheet_that_a_source_reads_is_told_as_read_and_another_one_as_left_out(tmp_path: Path) -> None:
    path = tmp_path / HOME / "конкурсы.xlsx"
    path.parent.mkdir(parents=True)
    with Workbook(str(path)) as book:
        book.add_worksheet("Титул").write(0, 0, "Конкурсы")
        for name, row in (
            ("Лист", (("Школа", "Уровень", "Участники", "Победители"), ("s1", "local", 10, 4))),
            ("Черновик", (("просто", "так"), (1, 2))),
        ):
            sheet = book.add_worksheet(name)
            sheet.hide()
            for number, values in enumerate(row):
                sheet.write_row(number, 0, values)
    assert hidden(tmp_path) == [(Cell(f"{HOME}/конкурсы.xlsx", "Лист", "A2"), 4, ("A2", "B2", "C2", "D2"))]
    left = [d.where for d in collect(tmp_path).diagnostics if d.rule.code == "KQ315"]
    assert left == [Cell(f"{HOME}/конкурсы.xlsx", "Черновик")]
    assert list(rows(collect(tmp_path), "contests")["participants"]) == [10]


def test_a_link_is_passed_over_and_said_wherever_it_leads(tmp_path: Path) -> None:
    form(tmp_path, {"graduates": 50, "certified": 45})
    home, away = tmp_path / HOME, tmp_path / "чужое"
    away.mkdir()
    (home / "школа.xlsx").rename(away / "школа.xlsx")
    try:
        (home / "ссылка.xlsx").symlink_to(away / "школа.xlsx")
        (home / "папка").symlink_to(away, target_is_directory=True)
    except OSError:
        pytest.skip("the system makes no links here")
    found = collect(tmp_path)
    told = [(d.rule.code, str(d.where)) for d in found.diagnostics if d.rule.code == "KQ323"]
    assert told == [("KQ323", f"{HOME}/папка"), ("KQ323", f"{HOME}/ссылка.xlsx")]
    assert list(rows(found, PLAIN)["graduates"].dropna()) == []
    assert Collected(tmp_path).content(f"{HOME}/ссылка.xlsx") is None
