"""«Меры»: a line for each indicator of a measure, with its values then and now and no word on cause."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl

from kokoq.language import NBSP, language
from kokoq.reports.view import view
from kokoq.reports.workbook.report import write
from tests.compute.small import Y2
from tests.reports.sections.test_measures import DECISION, decided

RU = language("ru")


def sheet(path: Path, *decisions: object) -> list[tuple[object, ...]]:
    """The rows below the head; none where the sheet is left out."""
    assessment = decided(*decisions)  # type: ignore[arg-type]  # decisions of the test
    write(assessment, view(assessment, RU), RU, path)
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    return list(book["Меры"].iter_rows(min_row=4, values_only=True)) if "Меры" in book.sheetnames else []


def test_the_sheet_has_every_indicator_of_a_measure_before_and_after(tmp_path: Path) -> None:
    (row,) = sheet(tmp_path / "report.xlsx", DECISION)
    # school a: 40 of 50 and 45 of 50
    assert row[:5] == ("3.1", "мера", "Разобрать каждый случай", "Школа № 1", "постоянно")
    assert row[7] == DECISION.period.text
    assert row[9:12] == ("a", f"80,0{NBSP}%", f"90,0{NBSP}%")
    assert str(row[12]).startswith(f"+10,0{NBSP}п.{NBSP}п.")


def test_what_was_decided_on_the_reported_period_stands_there_without_values(tmp_path: Path) -> None:
    new = replace(DECISION, number="4", period=Y2)
    first, second = sheet(tmp_path / "report.xlsx", DECISION, new)
    assert (first[0], second[0]) == ("3.1", "4")
    assert not any(second[8:])


def test_without_a_register_the_sheet_is_left_out(tmp_path: Path) -> None:
    assert sheet(tmp_path / "report.xlsx") == []


def test_without_indicators_of_measures_their_columns_are_left_out(tmp_path: Path) -> None:
    (row,) = sheet(tmp_path / "report.xlsx", replace(DECISION, number="4", period=Y2))
    assert len(row) == 8
