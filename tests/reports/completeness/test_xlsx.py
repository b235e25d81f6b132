"""``completeness.xlsx`` to be looked at and printed: one matrix at one look, no organisation torn over two sheets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from kokoq.language import Word, language
from kokoq.reports.completeness.table import CompletenessTable, Count, Line, Part
from kokoq.reports.completeness.xlsx import write_workbook

RU, TODAY = language("ru"), dt.date(2021, 7, 20)
CODES = ("5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.2.1", "5.2.2", "5.2.3", "5.2.4")
NOTHING, FULL = Count(0, 0, 0, 0, 0, 0), Count(20, 0, 20, 0, 0, 0)
TITLE = "Система выявления, поддержки и развития способностей и талантов у детей и молодёжи"  # two lines of its column


def line(n: int, *counts: Count, submitted: bool = True) -> Line:
    """An organisation that gave this for the first regulations."""
    parts = tuple(part(code, count) for code, count in zip(CODES, counts, strict=False))
    return Line(f"s{n}", f"Школа № {n}", "школа", submitted, (), counts[0], parts)


def part(code: str, count: Count, days: int = 11) -> Part:
    return Part(code, TITLE, count, TODAY + dt.timedelta(days), days)


def made(folder: Path, *lines: Line, last_days: int = 11) -> Workbook:
    regulations = (*(part(code, FULL) for code in CODES[:-1]), part(CODES[-1], FULL, last_days))
    shown = CompletenessTable(
        "Проба", "2020/2021", TODAY, lines, regulations, FULL, NOTHING, 1, 1, (("Лицей", Word("report.yes")),), ()
    )
    write_workbook(shown, RU, folder / "a.xlsx")
    return openpyxl.load_workbook(folder / "a.xlsx")


def test_faults_and_gaps_alone_are_coloured_and_say_in_words_what_they_are(tmp_path: Path) -> None:
    fault, warned, gap = Count(19, 0, 20, 0, 1, 2), Count(20, 0, 20, 0, 0, 3), Count(10, 0, 20, 0, 0, 0)
    sheet = made(tmp_path, line(1, FULL, fault, warned, gap), line(2, gap, submitted=False))["Организации"]
    row = sheet[5][5:10]
    assert [cell.value for cell in row] == [1, "95\u00a0% · 1/2", "100\u00a0% · 0/3", 0.5, "—"]
    colours = [cell.fill.fgColor.rgb[2:] if cell.fill.patternType else "" for cell in row]
    assert colours == ["", "F6D0CB", "FBEFC8", "FBEFC8", ""]
    assert [cell.fill.patternType for cell in sheet[6][5:7]] == ["lightUp", None]  # hatched: not submitted
    below = [sheet.cell(row, 1).value for row in range(8, sheet.max_row + 1)]
    assert below[4] == f"5.1.1 — {TITLE}"
    assert "Лицей" in str(below[-1])


def test_one_deadline_of_all_stands_once_and_others_over_their_regulation(tmp_path: Path) -> None:
    sheet = made(tmp_path, line(1, FULL))["Организации"]
    assert sheet["F3"].value == "31.07.2021 · ещё 11 дней"
    assert "F3:M3" in map(str, sheet.merged_cells.ranges)
    sheet = made(tmp_path, line(1, FULL), last_days=-1)["Организации"]
    assert (sheet["F3"].value, sheet["M3"].value) == ("31.07.2021 · ещё 11 дней", "19.07.2021\nпрошёл 1 день")


def test_the_matrix_of_eight_regulations_with_faults_is_one_printed_sheet_wide(tmp_path: Path) -> None:
    sheet = made(tmp_path, line(1, *(Count(19, 0, 20, 0, 1, 2) for _ in CODES)))["Организации"]
    assert sheet.print_area == f"'Организации'!$A$1:$M${sheet.max_row}"  # the counts and files are for the screen
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$3:$4", "landscape")
    assert not sheet.col_breaks.brk


def test_no_organisation_is_torn_over_two_printed_sheets(tmp_path: Path) -> None:
    sheet = made(tmp_path, *(line(n, *(FULL for _ in CODES)) for n in range(1, 11)))["По положениям"]
    ends = [each.id for each in sheet.row_breaks.brk]
    assert ends
    assert all((end - 4) % len(CODES) == 0 for end in ends)
    assert sheet.page_setup.scale >= 90
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage  # there programs pass over such ends
