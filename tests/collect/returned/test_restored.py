"""A form whose hidden marks were deleted is read by its labels where these leave no doubt, else refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from kokoq.collect.form.layout import lay_out
from kokoq.collect.read import read_book
from kokoq.collect.returned.restored import Shown
from kokoq.diagnostics import Severity
from kokoq.language import language
from kokoq.observations import Absence, Observations
from tests.collect.annotate.small import COMPLETE, HOME, collect, fill_form
from tests.collect.form.test_write import write
from tests.collect.tiny import CATALOGUE, SCHOOL, make_field, tiny_plan

NAME = "Школа 1.xlsx"
RU, WHOLES = language("ru"), ("graduates", "certified")
SHEETS = ("Главное", "Экзамены", "Олимпиада")
OF_FORM = ("KQ311", "KQ320", "KQ323", "KQ329", "KQ331", "KQ333", "KQ364", "KQ384", "KQ388", "KQ425", "KQ435")


def spoiled(folder: Path, change: Callable[[Workbook], None]) -> list[tuple[str, str, object]]:
    """What is told of the form after a change; every formula keeps the value that it has, as programs save it."""
    path = folder / HOME / NAME
    book = openpyxl.load_workbook(path, data_only=True)
    change(book)
    book.save(path)
    return told(folder)


def told(folder: Path) -> list[tuple[str, str, object]]:
    found = (d for d in collect(folder)[1] if d.rule.code in OF_FORM)
    return [(d.rule.code, str(d.where).removeprefix(HOME.as_posix()), d.params.get("n")) for d in found]


def values(read: Observations) -> Mapping[str, list[object]]:
    """Everything that was read of the form."""
    keys = {table.id: [key.id for key in table.keys] for table in CATALOGUE.tables.values()}
    return {
        f"{table} {name}": [str(value) for value in data.column(name).tolist()]
        for table, data in read.tables.items()
        for name in (*data.absences, *keys.get(table, ()))
    }


def without(*, column: bool = False, row: bool = False) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for name in SHEETS:
            for block in list(book[name].merged_cells.ranges):
                book[name].unmerge_cells(str(block))
            if column:
                book[name].delete_cols(1)
            if row:
                book[name].delete_rows(1)

    return change


def with_a_record(book: Workbook) -> None:
    for cell, value in (("B5", "01"), ("C5", "Математика"), ("D5", 64)):
        book["Олимпиада"][cell] = value


@pytest.mark.parametrize("gone", [{"column": True}, {"row": True}, {"column": True, "row": True}])
def test_a_form_without_its_hidden_column_or_row_is_read_as_it_was(tmp_path: Path, gone: Mapping[str, bool]) -> None:
    fill_form(tmp_path, {"cell|exams|soc|11|failed": 17})
    spoiled(tmp_path, with_a_record)
    whole = values(collect(tmp_path)[0])
    # 2 questions and 2 x 2 cells of a small table; 9 rows; of a list the 3 headers
    assert spoiled(tmp_path, without(**gone)) == [("KQ388", f"/{NAME}!Главное", 6 + 9 + 3)]
    assert values(collect(tmp_path)[0]) == whole
    assert whole["exams failed"].count("17.0") == 1
    assert whole["olympiad score"] == ["64.0"]


def test_what_is_in_sight_pasted_into_another_workbook_is_known_by_the_title_above_it(tmp_path: Path) -> None:
    fill_form(tmp_path, {})
    whole = values(collect(tmp_path)[0])

    def pasted(book: Workbook) -> None:
        without(column=True, row=True)(book)
        for name in ("Инструкция", "_kokoq", "_lists"):
            del book[name]
        for n, sheet in enumerate(book.worksheets, 1):
            sheet.title = f"Лист{n}"

    assert spoiled(tmp_path, pasted) == [("KQ388", f"/{NAME}!Лист1", 18)]
    assert values(collect(tmp_path)[0]) == whole


def test_a_label_that_was_changed_or_stands_twice_is_not_read(tmp_path: Path) -> None:
    fill_form(tmp_path, {})

    def change(book: Workbook) -> None:
        without(column=True)(book)
        sheet = book["Главное"]
        (row,) = [row for row in sheet.iter_rows() if row[1].value == "certified"]
        row[1].value = "certified, всего"
        exams = book["Экзамены"]
        exams["A6"], exams["B6"] = exams["A5"].value, exams["B5"].value

    found = spoiled(tmp_path, change)
    assert [n for code, _, n in found if code == "KQ388"] == [5 + 7 + 3]
    assert ("KQ320", f"/{NAME}", None) in [(code, where.partition("!")[0], n) for code, where, n in found]
    read = collect(tmp_path)[0].tables
    assert read[""].column("graduates").tolist()[0] == COMPLETE["graduates"]
    assert read[""].absence("certified").tolist()[0] != Absence.PRESENT
    assert len(read["exams"].column("passed").tolist()) == 7


@pytest.mark.parametrize("title", ["Школа № 2 · 2020/2021", "Школа № 1 · 2019/2020", "Наша школа"])
def test_a_sheet_with_another_title_or_period_above_is_not_taken_for_this_form_s(tmp_path: Path, title: str) -> None:
    fill_form(tmp_path, {})

    def change(book: Workbook) -> None:
        book["Главное"].delete_cols(1)
        book["Главное"]["A3"] = title

    assert ("KQ384", f"/{NAME}!Главное", None) in spoiled(tmp_path, change)


def test_two_sheets_that_may_be_the_same_one_are_not_read(tmp_path: Path) -> None:
    fill_form(tmp_path, {})

    def change(book: Workbook) -> None:
        without(column=True)(book)
        book.copy_worksheet(book["Главное"])

    found = spoiled(tmp_path, change)
    assert {(code, where) for code, where, _ in found if "Главное" in where and code != "KQ320"} == {
        ("KQ384", f"/{NAME}!Главное"),
        ("KQ384", f"/{NAME}!Главное Copy"),
    }


def test_questions_of_one_title_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    more = [make_field(f"girls{n}", title="из них девочки", part_of=whole) for n, whole in enumerate(WHOLES)]
    plan = tiny_plan(replace(CATALOGUE, fields={**CATALOGUE.fields, **{field.id: field for field in more}}))
    path = write(tmp_path / "a.xlsx", {}, plan=plan)
    book = read_book(path, name=path.name).value
    assert book is not None
    sheet = next(sheet for sheet in book.sheets if sheet.name == "Главное")
    bare = replace(sheet, cells=tuple(cell for cell in sheet.cells if cell.column > 1 and cell.row > 1))
    layout = lay_out(plan, SCHOOL)
    marks = Shown(SCHOOL, layout, "2020/2021", plan.catalogue, RU).marks(bare, layout.sheets[0])
    assert marks is not None
    assert marks.ids == {cell.row: cell.text for cell in sheet.cells if cell.column == 1 and cell.row > 4}
    assert {"girls0", "girls1"} <= set(marks.ids.values())


def test_that_labels_were_read_is_a_warning_which_stops_nothing(tmp_path: Path) -> None:
    fill_form(tmp_path, {})
    spoiled(tmp_path, without(column=True))
    (found,) = [d for d in collect(tmp_path)[1] if d.rule.code == "KQ388"]
    assert (found.rule.severity, found.params["sheets"]) == (Severity.WARNING, SHEETS)
    assert [str(cell).rpartition("!")[2] for cell in found.related] == ["Экзамены", "Олимпиада"]


@pytest.mark.parametrize(
    ("sheet", "mark", "header"),
    [
        ("Главное", "E1", "E4"),  # of the answers
        ("Экзамены", "B1", "B4"),  # of a key
        ("Экзамены", "D1", "D4"),  # of a field
        ("Олимпиада", "C1", "C4"),  # of a field of a list
    ],
)
def test_a_column_that_lost_its_mark_alone_is_read_by_its_header(
    sheet: str, mark: str, header: str, tmp_path: Path
) -> None:
    fill_form(tmp_path, COMPLETE)
    assert spoiled(tmp_path, with_a_record) == []
    before = values(collect(tmp_path)[0])
    found = spoiled(tmp_path, lambda book: book[sheet].__setitem__(mark, None))
    assert found == [("KQ364", f"/{NAME}!{sheet}!{header}", None)]
    assert values(collect(tmp_path)[0]) == before


def test_under_another_header_a_column_without_its_mark_is_not_read(tmp_path: Path) -> None:
    fill_form(tmp_path, COMPLETE)

    def change(book: Workbook) -> None:
        book["Экзамены"]["D1"] = None
        book["Экзамены"]["D4"] = "Сдали пробный"

    assert "KQ364" not in [code for code, *_ in spoiled(tmp_path, change)]
    assert "KQ320" in [code for code, *_ in told(tmp_path)]
