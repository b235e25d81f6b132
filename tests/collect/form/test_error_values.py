"""A formula typed as an answer that comes to an error: its cell says so, and all counts of the form go on."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from kokoq.collect.form.layout import lay_out
from kokoq.collect.form.write import Answers, Entry, Heading, write_form
from kokoq.collect.read import read_book
from kokoq.diagnostics import Cell
from kokoq.language import language
from kokoq.model import Organisation, Period
from tests.collect.returned.test_match import PLAN, facts_of
from tests.collect.retyped import OFFICE
from tests.collect.tiny import CATALOGUE, GARDEN, SCHOOL

ERROR = re.compile(r"#[A-ZА-Я/0]+[!?]|#N/A|Err:\d+")
PERIOD = Period("2020/2021")
REASON = "Исправьте: в ячейке ошибка вместо значения; введите само значение"

pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


def typed(
    folder: Path, unit: Organisation, answers: Mapping[str, Entry], more: Mapping[tuple[str, str], str]
) -> tuple[openpyxl.Workbook, Path]:
    """A form with these answers, and formulas typed into ``more`` cells, as LibreOffice computes and saves it."""
    path = folder / "форма.xlsx"
    heading = Heading(organisation=unit, period=PERIOD, title="Проверка")
    places = write_form(
        lay_out(PLAN, unit), CATALOGUE, path, heading=heading, language=language("ru"), answers=Answers({})
    )
    book = openpyxl.load_workbook(path)
    for id_, entry in answers.items():
        book[places[id_].sheet][places[id_].ref] = entry
    for (sheet, ref), formula in more.items():
        book[sheet][ref] = formula
    book.save(path)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return openpyxl.load_workbook(folder / "out" / path.name, data_only=True), folder / "out" / path.name


def errors(book: openpyxl.Workbook) -> list[str]:
    """Where any cell shows an error."""
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and ERROR.search(cell.value)
    ]


def texts(book: openpyxl.Workbook, sheet: str) -> list[str]:
    return [cell.value for row in book[sheet].iter_rows() for cell in row if isinstance(cell.value, str)]


def test_errors_in_answers_stop_no_count_and_are_told_in_their_rows(tmp_path: Path) -> None:
    answers: dict[str, Entry] = {
        "graduates": "=1/0",
        "certified": 3,
        "cell|contests|local|participants": "=NA()",
        "cell|contests|local|winners": 1,
        "cell|exams|rus|9|passed": "=1/0",
        "cell|exams|math|9|failed": 2,
    }
    book, path = typed(tmp_path, SCHOOL, answers, {("Олимпиада", "D7"): "=1/0"})
    front = texts(book, book.sheetnames[0])
    assert len(errors(book)) == 4  # what was typed, and nothing else
    # certified and winners are filled of 2 + 4 questions; of the 9 x 2 cells of exams two rows are begun; no pupil is
    assert any(text.startswith("Заполнено 3 из ") for text in front), front
    told = {name: texts(book, name).count(REASON) for name in ("Главное", "Экзамены", "Олимпиада")}
    assert told == {"Главное": 2, "Экзамены": 2, "Олимпиада": 2}  # of a table, in the row and hidden beside the cell
    read = read_book(path, name=path.name).value
    assert read is not None
    found = [d.where for d in facts_of(read).diagnostics if d.rule.code == "KQ405"]
    assert sorted(f"{at.sheet}!{at.ref}" for at in found if isinstance(at, Cell)) == sorted(errors(book))


def test_an_error_beside_an_answer_is_no_document_and_in_a_yes_or_no_no_answer(tmp_path: Path) -> None:
    book, path = typed(tmp_path, GARDEN, {"programme": "да", "safety": "=1/0"}, {("Главное", "G5"): "=1/0"})
    assert len(errors(book)) == 2
    front = texts(book, book.sheetnames[0])
    assert "Заполнено 1 из 2" in front, front
    assert "Проверьте: укажите подтверждение" in texts(book, "Главное")
    read = read_book(path, name=path.name).value
    assert read is not None
    assert [(one.text, one.at.ref) for one in facts_of(read, GARDEN).evidence] == [("", "G5")]
