"""What goes back where one file holds what several organisations sent: a zipped folder, the workbook of everybody."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from kokoq.collect.annotate.letter import Item, Kind, Letter, write
from kokoq.collect.annotate.marks import FILLS
from kokoq.collect.form.central import write_central
from kokoq.collect.form.layout import from_sources, lay_out, municipality_unit
from kokoq.collect.form.write import Answers, Entry, Heading
from kokoq.model import Organisation
from tests.collect.annotate.small import COMPLETE, HOME, PERIOD, PLAN, RU, collect, edit, fill_form, send_back
from tests.collect.tiny import CATALOGUE, ORGANISATIONS, SETTINGS

ZIP = "с почты.zip"
CENTRAL = "все сразу.xlsx"
SECOND = next(unit for unit in ORGANISATIONS if unit.id == "s2")


def zip_up(folder: Path, *names: str) -> None:
    """Put collected files into one archive instead."""
    home = folder / HOME
    with zipfile.ZipFile(home / ZIP, "w") as archive:
        for name in names:
            archive.write(home / name, f"Формы/{name}")
            (home / name).unlink()


def write_together(
    folder: Path, *, asked: tuple[Organisation, ...] = ORGANISATIONS, **answers: dict[str, Entry]
) -> None:
    """The workbook of everybody; the organisations that are named are filled in with these answers."""
    path = folder / HOME / CENTRAL
    path.parent.mkdir(parents=True, exist_ok=True)
    heading = Heading(organisation=municipality_unit(SETTINGS), period=PERIOD, title="Маленький сбор")
    elsewhere = from_sources(SETTINGS, CATALOGUE)
    units = [(unit, lay_out(PLAN, unit, elsewhere=elsewhere)) for unit in asked]
    filled = {id_: Answers({**COMPLETE, **own}) for id_, own in answers.items()}
    write_central(units, CATALOGUE, path, heading=heading, language=RU, answers=filled)


def test_a_form_in_a_zipped_folder_gets_its_copy_and_its_letter(tmp_path: Path) -> None:
    cell = fill_form(tmp_path, {"graduates": "нет"}, name="Школа 1.xlsx")["graduates"]
    fill_form(tmp_path, {"graduates": "мало"}, unit=SECOND, name="Школа 2.xlsx")
    zip_up(tmp_path, "Школа 1.xlsx", "Школа 2.xlsx")
    written = send_back(tmp_path)
    marked = openpyxl.load_workbook(written["s1.xlsx"])[cell.sheet][cell.ref]
    assert (marked.value, marked.fill.fgColor.rgb) == ("нет", FILLS["error"])
    assert openpyxl.load_workbook(written["s2.xlsx"])[cell.sheet][cell.ref].value == "мало"
    assert "s1.xlsx — копия файла «Школа 1.xlsx»" in written["s1.md"].read_text(encoding="utf-8")


def test_a_corrected_copy_takes_the_place_of_the_form_in_the_archive(tmp_path: Path) -> None:
    cell = fill_form(tmp_path, {"graduates": "нет"})["graduates"]
    zip_up(tmp_path, "Школа 1.xlsx")
    copy = send_back(tmp_path)["s1.xlsx"]
    edit(copy, lambda workbook: workbook[cell.sheet].__setitem__(cell.ref, 60))
    (tmp_path / HOME / ZIP).unlink()
    shutil.move(copy, tmp_path / HOME / "Школа 1.xlsx")
    assert [d.rule.code for d in collect(tmp_path)[1] if d.unit == "s1"] == []


def test_the_workbook_of_everybody_is_marked_once_and_each_organisation_gets_its_letter(tmp_path: Path) -> None:
    write_together(tmp_path, s1={"graduates": "нет"}, s2={"graduates": "мало"})
    written = send_back(tmp_path)
    assert [name for name in written if name.endswith(".xlsx")] == ["все_сразу.xlsx"]
    book = openpyxl.load_workbook(written["все_сразу.xlsx"])
    marked = {
        cell.value: cell.fill.fgColor.rgb
        for sheet in book
        for row in sheet
        for cell in row
        if cell.comment and cell.value
    }
    assert (marked["нет"], marked["мало"]) == (FILLS["error"], FILLS["error"])
    what = [str(row[5].value) for row in book["Замечания"].iter_rows(min_row=6)]
    assert sum("введено «нет»" in text and text.startswith("Школа № 1: ") for text in what) == 1
    letters = {unit: written[f"{unit}.md"].read_text(encoding="utf-8") for unit in ("s1", "s2")}
    assert ("введено «нет»" in letters["s1"], "введено «мало»" in letters["s1"]) == (True, False)
    assert ("введено «нет»" in letters["s2"], "введено «мало»" in letters["s2"]) == (False, True)
    assert "Мы внесли ваши сведения в общую книгу сами." in letters["s1"]
    assert "копия файла" not in letters["s1"]


def test_a_letter_without_the_workbook_says_what_its_cells_are_about(tmp_path: Path) -> None:
    """The keys of a table's row, and those in the head of a column, where a small table lies across the sheet."""
    wrong = {
        "cell|exams|rus|9|passed": "много",
        "cell|exams|math|11|passed": "много",
        "cell|contests|region|winners": -1,
    }
    write_together(tmp_path, s1=wrong)
    written = send_back(tmp_path)
    letter = written["s1.md"].read_text(encoding="utf-8")
    places = {line.split("**")[1] for line in letter.splitlines() if line.startswith("- **")}
    exams = next(place for place in places if "«Экзамены»" in place)
    assert re.fullmatch(
        r"лист «Экзамены», Русский язык, 9 класс \(ячейка [A-Z]+\d+\); Математика, 11 класс \(ячейка [A-Z]+\d+\)\.",
        exams,
    )
    assert any("областной (ячейка" in place for place in places)
    assert "graduates" not in letter
    book = openpyxl.load_workbook(written["все_сразу.xlsx"])
    what = [str(row[5].value) for row in book["Замечания"].iter_rows(min_row=6)]
    assert any(text.startswith("Школа № 1, Математика, 11 класс: ") for text in what)


def test_the_marked_workbook_of_everybody_is_read_like_the_workbook_itself(tmp_path: Path) -> None:
    write_together(tmp_path, s1={"graduates": "нет"}, s2={})
    before, _ = collect(tmp_path)
    shutil.move(send_back(tmp_path)["все_сразу.xlsx"], tmp_path / HOME / CENTRAL)
    after, found = collect(tmp_path)
    assert [d.params["value"] for d in found if d.unit == "s1" and d.severity == "error"] == ["нет"]
    for name, table in before.tables.items():
        assert after.tables[name].frame.equals(table.frame)


def test_a_workbook_of_everybody_that_holds_dates_comes_back_as_it_was(tmp_path: Path) -> None:
    """A day typed for a number is told and stays a day, as does one among the evidence; the form around them stays."""
    write_together(tmp_path, s1={"graduates": "нет"}, k1={"programme": "да", "safety": 100})
    typed: dict[str, dt.datetime] = {}

    def type_days(workbook: Workbook) -> None:
        sheet = workbook["Главное"]
        columns = {cell.value: cell.column for cell in sheet[1] if cell.value}
        rows = {cell.value: cell.row for cell in sheet["A"] if cell.value}
        for unit, role, day in (("s1", "#certified", 1), ("k1", "#evidence|programme", 2)):
            cell = sheet.cell(rows[f"unit|{unit}"], columns[role])
            typed[cell.coordinate] = cell.value = dt.datetime(2021, 6, day)  # noqa: DTZ001 - days of Excel have no zone
            cell.number_format = "dd.mm.yyyy"

    edit(tmp_path / HOME / CENTRAL, type_days)
    written = send_back(tmp_path)
    marked = openpyxl.load_workbook(written["все_сразу.xlsx"])
    before = openpyxl.load_workbook(tmp_path / HOME / CENTRAL)
    sheet, was = marked["Главное"], before["Главное"]
    assert {place: sheet[place].value for place in typed} == typed
    assert {sheet[place].number_format for place in typed} == {"dd.mm.yyyy"}
    wrong = next(place for place, day in typed.items() if day.day == 1)
    assert sheet[wrong].fill.fgColor.rgb == FILLS["error"]
    assert "введено «01.06.2021»" in sheet[wrong].comment.text
    assert "введено «01.06.2021»" in written["s1.md"].read_text(encoding="utf-8")
    assert (sheet.protection.sheet, sheet["C5"].protection.locked) == (True, False)
    for kept in ("data_validations.dataValidation", "conditional_formatting"):
        areas = [sorted(str(each.sqref) for each in attrgetter(kept)(one)) for one in (sheet, was)]
        assert areas[0] == areas[1] != []


def test_the_workbook_of_everybody_may_lie_in_a_zipped_folder(tmp_path: Path) -> None:
    write_together(tmp_path, s1={"graduates": "нет"})
    zip_up(tmp_path, CENTRAL)
    assert {"все_сразу.xlsx", "s1.md"} <= set(send_back(tmp_path))


def test_a_letter_without_a_copy_does_not_speak_of_one() -> None:
    letter = Letter(
        organisation="Школа № 1",
        period=PERIOD.text,
        title="Маленький сбор",
        kind=Kind.REMARKS,
        central=False,
        files=("файл «Школа 1.xlsx»",),
        summary="1 ошибка",
        copies=(),
        errors=(Item("лист «Кадры», ячейка E5", "Это не число.", "Введите число.", 1),),
        warnings=(),
        further=True,
        more=0,
        return_to="",
        return_by="",
        responsible=(),
        whole_files=False,
    )
    text = write(letter, RU)
    assert "Исправьте свой файл и пришлите его" in text
    assert "копи" not in text


def test_who_is_missing_in_the_workbook_of_everybody_is_not_asked_for_a_form(tmp_path: Path) -> None:
    units = (*ORGANISATIONS, replace(SECOND, id="s3", title="Школа № 3"))
    write_together(tmp_path, asked=units, s1={}, s3={})
    letter = send_back(tmp_path, units=units)["s2.md"].read_text(encoding="utf-8")
    assert "Напоминание" in letter
    assert "мы вносим в общую книгу сами" in letter
    assert "форму, которую мы присылали" not in letter


def test_who_is_in_order_is_thanked_for_what_it_sent_itself_or_told_that_it_was_entered(tmp_path: Path) -> None:
    units = (*ORGANISATIONS, replace(SECOND, id="s3", title="Школа № 3"))
    write_together(tmp_path, asked=units, s1={}, s3={})
    fill_form(tmp_path, {}, unit=SECOND, name="Школа 2.xlsx")
    sent = send_back(tmp_path, units=units)
    assert "Школа № 1" in sent["s1.md"].read_text("utf-8")
    assert "внесены в общую книгу и проверены" in sent["s1.md"].read_text("utf-8")
    assert "Спасибо за сведения" in sent["s2.md"].read_text("utf-8")
    assert "общую книгу" not in sent["s2.md"].read_text("utf-8")
