"""The workbook of everybody while it is typed into: what it counts, organisation by organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from kokoq.collect.form.book import Answered
from kokoq.collect.form.central import write_central
from kokoq.collect.form.layout import lay_out, municipality_unit
from kokoq.collect.form.write import Answers, Entry, Heading
from kokoq.language import language
from kokoq.model import Period, Type
from tests.collect.retyped import OFFICE, assert_retyped
from tests.collect.tiny import CATALOGUE, ORGANISATIONS, SETTINGS, make_field, tiny_plan

RU, PLAN, YEAR = language("ru"), tiny_plan(), Period("2020/2021")


def write(path: Path, *, earlier: Mapping[str, Answered] | None = None, **answers: Answers) -> Path:
    """The workbook of two schools and a kindergarten; those named have these answers."""
    heading = Heading(organisation=municipality_unit(SETTINGS), period=YEAR, title="Сбор")
    units = [(unit, lay_out(PLAN, unit)) for unit in ORGANISATIONS]
    known = {"answers": answers, "earlier": earlier, "relations": PLAN.relations}
    write_central(units, CATALOGUE, path, heading=heading, language=RU, **known)
    return path


BEFORE: Mapping[str, Answered] = {
    "s1": {"graduates": 38, "cell|exams|rus|9|passed": 12},
    "s2": {"graduates": 0, "cell|contests|local|winners": 5},
    "k1": {"programme": "да"},
}
"""What was answered a year before."""


def told(path: Path) -> list[str]:
    """What the first sheet says."""
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def answers(cells: Mapping[str, Entry], *records: Mapping[str, Entry]) -> Answers:
    return Answers(cells, {"olympiad": records} if records else {})


def test_nobody_has_filled_anything_in_a_blank_workbook(tmp_path: Path) -> None:
    """Of a school 2 questions, 2 x 2 cells of the contests, 9 x 2 of the exams, a list; 2 of the kindergarten."""
    front = told(write(tmp_path / "a.xlsx"))
    assert "Заполнено 0 из 52" in front
    assert {"заполнено 0 из 14", "заполнено 0 из 36", "записей: 0 · не хватает: 2"} <= set(front)


def test_rows_that_one_organisation_did_not_begin_are_no_gap_of_its_own_and_fill_nothing_of_another(
    tmp_path: Path,
) -> None:
    one: dict[str, Entry] = {"cell|exams|rus|9|passed": 1, "cell|exams|rus|9|failed": 0}
    front = told(write(tmp_path / "a.xlsx", s1=answers(one)))
    # the row of 2 that the first school began, its other 8 told beside; all 18 cells of the second school are asked
    assert "Заполнено 2 из 36 · ещё 16 в пустых строках" in front
    assert "заполнено 2 из 20 · ещё 16 в пустых строках" in front
    small: dict[str, Entry] = {"cell|contests|local|participants": 3, "cell|contests|local|winners": 0}
    front = told(write(tmp_path / "b.xlsx", s2=answers(small)))
    # of its contests the row begun, the other one told beside
    assert "заполнено 2 из 12 · ещё 2 в пустых строках" in front


def test_a_sheet_says_of_every_organisation_how_much_of_it_is_filled(tmp_path: Path) -> None:
    one: dict[str, Entry] = {"cell|exams|rus|9|passed": 1, "cell|exams|rus|9|failed": "н/д", "graduates": 4}
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", s1=answers(one)), data_only=True)
    said = {row[1].value: row[2].value for row in book["Организации"].iter_rows(min_row=5) if row[2].value}
    assert said == {
        "Школа № 1": "заполнено 2 из 9 · ещё 16 в пустых строках · нет данных: 1",  # a question, a cell of the exams
        "Школа № 2": "заполнено 0 из 25",
        "Детский сад «Ёлочка»": "заполнено 0 из 2",
    }


def test_a_list_is_one_answer_of_each_organisation(tmp_path: Path) -> None:
    pupil: Mapping[str, Entry] = {"pupil": "1", "subject_of": "Математика", "score": 5}
    front = told(write(tmp_path / "a.xlsx", s1=answers({}, pupil, pupil)))
    assert "записей: 2 · не хватает: 1" in front
    assert "Заполнено 1 из 52" in front
    front = told(write(tmp_path / "b.xlsx", s1=answers({}, pupil), s2=answers({}, {"pupil": "н/д"})))
    assert "записей: 2 · нет данных: 1" in front


def test_no_data_is_counted_beside_and_what_cannot_be_read_is_missing(tmp_path: Path) -> None:
    cells: dict[str, Entry] = {"graduates": "н/д", "certified": "много", "cell|exams|rus|9|passed": "н/д"}
    front = told(write(tmp_path / "a.xlsx", s1=answers(cells)))
    # the question and the cell of the exams, of which the school did not begin 8 rows of 2
    assert "Заполнено 0 из 36 · ещё 16 в пустых строках · нет данных: 2" in front


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_counts_what_was_typed_as_it_is_counted_here(tmp_path: Path) -> None:
    pupil: Mapping[str, Entry] = {"pupil": "1", "subject_of": "Математика", "score": 5}
    first: dict[str, Entry] = {"graduates": 40, "certified": 41, "cell|exams|rus|9|passed": 7}
    first |= {"cell|contests|local|participants": 3, "cell|contests|local|winners": "н/д"}
    second: dict[str, Entry] = {"graduates": " Н/Д ", "certified": "много", "cell|exams|math|10|passed": "н/д"}
    garden: dict[str, Entry] = {"programme": "-", "safety": "не применимо"}
    filled = write(
        tmp_path / "filled.xlsx",
        earlier=BEFORE,
        s1=answers(first, pupil),
        s2=answers(second, {"pupil": "н/д"}),
        k1=Answers(garden, evidence={"programme": "№ 5"}),
    )
    assert_retyped(filled, write(tmp_path / "blank.xlsx", earlier=BEFORE), tmp_path)
    # asked of the first 2 questions, a row of 2 of the contests and of the exams each, the list: 7; of the second also
    # the other row of the contests: 9; of the kindergarten 2. Filled: 1 + 1 in the rows, graduates, certified, the
    # list; the kindergarten's «не применимо». Blank: 2 of the contests, 8 rows of 2 exams of either school
    assert "Заполнено 6 из 18 · ещё 34 в пустых строках · нет данных: 4" in told(filled)


def test_the_values_of_last_year_stand_behind_the_remarks_locked_and_out_of_print(tmp_path: Path) -> None:
    """Only of what somebody answered; of a table in the rows of its keys, of a list nothing."""
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", earlier=BEFORE, s1=answers({"graduates": 41})))
    shown = {}
    for sheet in book.worksheets[2:-2]:
        heads = {str(cell.value): cell.column for cell in sheet[4] if cell.value}
        check, printed = heads["Проверка"], CellRange(str(sheet.print_area).rpartition("!")[2].replace("$", ""))
        before = {title: column for title, column in heads.items() if title.startswith("2019/2020: ")}
        assert [*before.values()] == [*range(check + 1, check + 1 + len(before))]
        assert printed.max_col == (check if not sheet.col_breaks.brk else check - 1)  # no strip of remarks alone
        for title, column in before.items():
            assert not sheet.column_dimensions[get_column_letter(column)].hidden
            assert all(row[column - 1].protection.locked for row in sheet.iter_rows(min_row=5))
            rows = ((row[0].value, row[column - 1].value) for row in sheet.iter_rows(min_row=5))
            shown[sheet.title, title] = {mark: value for mark, value in rows if value is not None}
    assert shown == {
        ("Главное", "2019/2020: graduates"): {"unit|s1": 38, "unit|s2": 0},
        ("Главное", "2019/2020: programme"): {"unit|k1": "да"},
        ("Главное", "2019/2020: winners — местный"): {"unit|s2": 5},
        ("Экзамены", "2019/2020: passed"): {"unit|s1|rus|9": 12},
    }


def test_no_two_columns_of_a_sheet_have_one_heading(tmp_path: Path) -> None:
    """Two questions of one title, two yes with their documents, two fields of a table of one title."""
    more = (
        make_field("again", title="graduates"),
        make_field("council", "kindergarten", type=Type.YES_NO, unit="", evidence=True),
    )
    fields = {**CATALOGUE.fields, **{field.id: field for field in more}}
    fields["failed"] = replace(fields["failed"], title="passed")
    plan = tiny_plan(replace(CATALOGUE, fields=fields))
    heading = Heading(organisation=municipality_unit(SETTINGS), period=YEAR, title="Сбор")
    units = [(unit, lay_out(plan, unit)) for unit in ORGANISATIONS]
    write_central(units, plan.catalogue, tmp_path / "a.xlsx", heading=heading, language=RU)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    heads = {name: [cell.value for cell in book[name][4] if cell.value] for name in ("Главное", "Экзамены")}
    assert {"graduates (1), чел.", "graduates (2), чел."} < set(heads["Главное"])
    proof = "Подтверждение (документ, дата, номер или ссылка): "
    assert {f"{proof}programme", f"{proof}council"} < set(heads["Главное"])
    assert {"passed (1), чел.", "passed (2), чел."} < set(heads["Экзамены"])
    assert all(len(set(head)) == len(head) for head in heads.values())


def test_how_much_of_an_organisation_is_filled_is_coloured_as_long_as_something_is_missing(tmp_path: Path) -> None:
    """The rules of the sheet of organisations are those of the first sheet: a gap, else blank rows."""
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx"))
    for sheet, hidden in ((book.worksheets[0], "E"), (book["Организации"], "D")):
        rules = [r.formula[0] for of in sheet.conditional_formatting for r in of.rules if str(of.sqref)[0] == "C"]
        cells = [rule.removesuffix("=2").replace("$", "") for rule in rules if rule.endswith("=2")]
        assert len(cells) * 2 == len(rules) > 0
        assert all(cell[0] == hidden for cell in cells)  # of the sheet itself: no program has to look elsewhere
        assert all(str(sheet[cell].value).count("-") >= 2 for cell in cells)
        assert sheet.column_dimensions[hidden].hidden
