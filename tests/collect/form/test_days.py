"""A date while it is typed into a form: judged as it is read afterwards, on every kind of sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from kokoq.collect.cells.typing import SheetPlace, read_cell
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.form.layout import lay_out, municipality_unit
from kokoq.collect.form.style import validation
from kokoq.collect.form.write import Answers, Entry, Heading
from kokoq.language import language
from kokoq.model import Period, Type
from kokoq.observations import Absence
from tests.collect.form.test_write import said, write
from tests.collect.retyped import OFFICE, assert_retyped
from tests.collect.tiny import CATALOGUE, ORGANISATIONS, SETTINGS, make_cell, make_field, tiny_plan
from tests.reports.workbook.recalculation import cells, recalculated

RU, YEAR = language("ru"), Period("2020/2021")
DAY = make_field("day", type=Type.DATE, unit="")
PLAN = tiny_plan(
    replace(
        CATALOGUE,
        fields={
            **CATALOGUE.fields,
            "day": DAY,
            "held": make_field("held", type=Type.DATE, unit="", table="exams"),
            "born": make_field("born", type=Type.DATE, unit="", table="olympiad"),
        },
        tables={
            **CATALOGUE.tables,
            "exams": replace(CATALOGUE.tables["exams"], fields=("passed", "failed", "held")),
            "olympiad": replace(CATALOGUE.tables["olympiad"], fields=("pupil", "subject_of", "score", "born")),
        },
    )
)
FIX = "Исправьте: введите дату цифрами, например 31.08.2021; если сведений нет — «н/д»"
LOOK = "Проверьте: дата не из периода с 01.09.2020 по 31.08.2021"

TYPED: Mapping[Entry, str] = {
    44328: "",  # 12.05.2021: 44197 is the first of January 2021, and 31 + 28 + 31 + 30 + 11 days later comes the day
    44328.5: "",
    "12.05.2021": "",
    " 12.05.2021 ": "",
    "1.9.2020": "",
    "2021-05-12": "",
    "н/д": "",
    44075: "",  # 01.09.2020, the first day of the period: 122 days before the first of January
    44074: LOOK,
    44439: "",  # 31.08.2021, its last: 242 days after the first of January
    44440: LOOK,
    "01.09.2021": LOOK,
    "12.05.1925": LOOK,
    "май": FIX,
    "31.02.2021": FIX,
    "05.13.2021": FIX,
    "12/05/2021": FIX,
    2021: FIX,  # a year alone, which the cell shows as 13.07.1905
    "12.05.1905": FIX,
}


@pytest.mark.parametrize(("typed", "reason"), TYPED.items())
def test_a_date_is_judged_while_it_is_typed(tmp_path: Path, typed: Entry, reason: str) -> None:
    assert said(write(tmp_path / "a.xlsx", {"day": typed}, plan=PLAN)).get("day", "") == reason


@pytest.mark.parametrize(("typed", "reason"), TYPED.items())
def test_what_the_form_refuses_of_a_date_is_what_reading_refuses(typed: Entry, reason: str) -> None:
    words, style = vocabulary(PLAN.catalogue, SETTINGS), "General" if isinstance(typed, str) else "dd.mm.yyyy"
    cell = make_cell(typed, style=style)
    cell = cell if isinstance(typed, str) else cell._replace(kind=cell.kind.DATE)
    read = read_cell(cell, DAY, sheet=SheetPlace("a.xlsx", "Главное"), words=words)
    assert (read.absence is Absence.INVALID) == (reason == FIX)


def test_no_date_is_none_and_no_remark(tmp_path: Path) -> None:
    assert said(write(tmp_path / "a.xlsx", {"day": None}, plan=PLAN)) == {}


def filled(path: Path, entries: Mapping[str, Entry], records: tuple[Mapping[str, Entry], ...]) -> Path:
    return write(path, entries, plan=PLAN, records={"olympiad": records} if records else {})


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_says_of_dates_in_tables_and_lists_what_the_form_says(tmp_path: Path) -> None:
    rows = [f"cell|exams|{subject}|{grade}|held" for subject in ("rus", "math", "soc") for grade in (9, 10, 11)]
    every = tuple({"pupil": "a", "born": typed} for typed in TYPED)
    one = filled(tmp_path / "filled.xlsx", {"day": "31.02.2021", **dict(zip(rows, TYPED, strict=False))}, every)
    assert_retyped(one, filled(tmp_path / "blank.xlsx", {}, ()), tmp_path)
    sheet = openpyxl.load_workbook(one, data_only=True)["Олимпиада"]
    assert [sheet.cell(row, 6).value or "" for row in range(5, 5 + len(TYPED))] == [*TYPED.values()]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_excel_asks_about_what_the_form_marks_and_lets_it_stand(tmp_path: Path) -> None:
    """The rule of the cell, computed as a formula; spaces around a date are typed by nobody."""
    book = openpyxl.Workbook()
    sheet, words = book.worksheets[0], book.create_sheet("L")
    words["A1"], words["A2"] = "н/д", "не применимо"
    plain = {typed: reason for typed, reason in TYPED.items() if typed != " 12.05.2021 "}
    for row, typed in enumerate(plain, 1):
        rule = validation(DAY, RU, YEAR, first=f"A{row}", listed="L!$A$1:$A$2") or {}
        sheet.cell(row, 1, typed)
        sheet.cell(row, 2, f"=IF({str(rule['value'])[1:]},1,0)")
        assert rule["error_type"] == "warning"
        assert "с 01.09.2020 по 31.08.2021" in str(rule["error_message"])
    book.save(tmp_path / "a.xlsx")
    (again,) = recalculated([tmp_path / "a.xlsx"], tmp_path / "again")
    said = {place: value for place, _, value in cells(again)}
    assert [said[f"Sheet!B{row}"] for row in range(1, len(plain) + 1)] == [float(not r) for r in plain.values()]


def test_the_rule_of_a_date_fits_what_excel_allows(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(filled(tmp_path / "a.xlsx", {}, ()))
    rules = [r for sheet in book for r in sheet.data_validations.dataValidation if "DATEVALUE" in (r.formula1 or "")]
    assert len(rules) == 3  # a question, a column of the exams, a column of the list
    assert all(len(rule.formula1) <= 255 for rule in rules)
    rule = validation(DAY, RU, YEAR, first="AB999", listed="_lists!$A$1:$A$31") or {}
    assert len(str(rule["value"])) - 1 <= 255


def test_in_the_workbook_of_everybody_dates_and_records_are_judged_too(tmp_path: Path) -> None:
    from kokoq.collect.form.central import write_central

    path = tmp_path / "a.xlsx"
    heading = Heading(organisation=municipality_unit(SETTINGS), period=YEAR, title="Сбор")
    units = [(unit, lay_out(PLAN, unit)) for unit in ORGANISATIONS]
    records = {"olympiad": ({"pupil": "a", "born": 44440}, {"pupil": "b", "score": 101, "born": "12.05.2021"})}
    given = {"s1": Answers({"day": "31.02.2021", "cell|exams|rus|9|held": 44074}, records)}
    write_central(units, PLAN.catalogue, path, heading=heading, language=RU, answers=given)
    book = openpyxl.load_workbook(path, data_only=True)
    told = {
        sheet.title: [str(cell.value) for row in sheet.iter_rows(min_row=5) for cell in row if cell.column == check]
        for sheet in book
        for check in [cell.column for cell in sheet[4] if cell.value == "Проверка"]
    }
    assert told["Главное"][0] == FIX
    assert told["Экзамены"][0] == LOOK
    assert told["Олимпиада"][:3] == [LOOK, "Исправьте: нужно число от 0 до 100", "None"]
