from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from kokoq.campaign import Assessment, latest_period, load
from kokoq.campaign import assess as assess_campaign
from kokoq.collect.form.strips import PRINTED_PIXELS
from kokoq.compute.evaluate import evaluate
from kokoq.diagnostics import Diagnostic
from kokoq.model import Period
from kokoq.reports.workbook.book import Book
from tests.compute.small import Y2
from tests.reports.sample import CERTIFIED, NOW, ORGANISATIONS, assess
from tests.reports.workbook.every_formula import everything, written


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(assess(groups=("type",)), tmp_path_factory.mktemp("report") / "report.xlsx")


@pytest.fixture(scope="module")
def values(report: Path) -> Workbook:
    return opened(report, data_only=True)


@pytest.fixture(scope="module")
def formulas(report: Path) -> Workbook:
    return opened(report)


@pytest.fixture(scope="module")
def kopeysk(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """An example whose profile has ten parts with long names."""
    campaign = load(Path(__file__).parents[3] / "examples" / "kopeysk-2021").value
    assert campaign is not None
    made = written(assess_campaign(campaign, Period("2021")), tmp_path_factory.mktemp("kopeysk") / "report.xlsx")
    return opened(made)


def test_sheets_stand_in_the_order_of_reading(values: Workbook) -> None:
    assert values.sheetnames == [
        "Сводка", "Показатели", "Организации", "Баллы", "Проблемные зоны", "Изменения", "Разрезы", "Группы", "Полнота",
        "Замечания", "Расчёт", "Расчёт разрезов", "Исходные", "exams", "matrix", "Прошлый период", "Методика",
        "О расчёте",
    ]  # fmt: skip


def test_the_contents_lead_to_every_other_sheet_in_their_order(values: Workbook) -> None:
    linked = [cell for cell in values["Сводка"]["B"] if cell.hyperlink]
    assert [cell.hyperlink.location for cell in linked] == [f"'{name}'!A1" for name in values.sheetnames[1:]]
    words = {cell.value: values["Сводка"].cell(cell.row, 3).value for cell in linked}
    assert words["exams"] == words["matrix"] == "собранные данные этой таблицы, строка за строкой"
    assert None not in words.values()


def test_the_signs_of_the_heat_map_stand_wrapped_above_the_titles_that_every_printed_strip_repeats(
    values: Workbook,
) -> None:
    sheet = values["Организации"]
    assert sheet["A2"].value == "Значения — формулы листа «Расчёт», цвет — уровень или доля баллов."
    assert str(sheet["B3"].value).startswith("Знаки: н/с — не сдано, ")
    assert sheet["B3"].alignment.wrap_text
    assert sheet.row_dimensions[3].height > 18  # two lines of 7.5 points
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$3:$4", "$A:$C")


def test_a_total_is_the_sum_of_the_rows_of_its_indicator(values: Workbook, formulas: Workbook) -> None:
    # 1.01: schools a (45 of 50) and b (20 of 20) reported, c did not: 65 / 70
    row = row_of(values, "Показатели", "1.01")
    shown = [values["Показатели"].cell(row, column).value for column in range(4, 9)]
    assert shown == [65, 70, pytest.approx(65 / 70), 2, 3]
    assert formulas["Показатели"].cell(row, 5).value == f"=IF(ISNUMBER(D{row}),SUM('Расчёт'!$E$4:$E$6),D{row})"


def test_an_organisation_refers_to_its_own_inputs(values: Workbook, formulas: Workbook) -> None:
    sheet, inputs = formulas["Расчёт"], values["Исходные"]
    part, total = (row_of(values, "Исходные", name) for name in ("part", "total"))
    n, d = f"'Исходные'!E{part}", f"'Исходные'!E{total}"
    assert sheet["D4"].value == f'=IF(COUNT({n},{d})=2,IF({n}>{d},"ош.",{n}),"н/д")'
    assert (inputs.cell(part, 5).value, inputs.cell(total, 5).value) == (45, 50)


def test_an_absent_value_is_a_mark_with_its_reason_and_never_blank(values: Workbook) -> None:
    row = row_of(values, "Организации", "1.01")
    assert [values["Организации"].cell(row, column).value for column in (5, 6, 7, 8)] == [0.9, 1, "н/с", "—"]
    others = row_of(values, "Организации", "1.03")  # school b wrote that it does not know
    assert values["Организации"].cell(others, 6).value == "н/д"


def test_a_text_from_a_school_never_becomes_a_formula(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x";"y")'
    organisations = (replace(ORGANISATIONS[0], short=evil, title=evil), *ORGANISATIONS[1:])
    book = opened(written(assess(organisations=organisations), tmp_path / "evil.xlsx"))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == evil]
    assert found
    with zipfile.ZipFile(tmp_path / "evil.xlsx") as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
    assert not any(b"<f>HYPERLINK" in sheet for sheet in sheets)


def test_the_same_assessment_gives_the_same_bytes(report: Path, tmp_path: Path) -> None:
    again = written(assess(groups=("type",)), tmp_path / "again.xlsx")
    with zipfile.ZipFile(report) as one, zipfile.ZipFile(again) as other:
        assert one.namelist() == other.namelist()
        assert all(one.read(name) == other.read(name) for name in one.namelist())


def test_a_value_that_rounding_would_lift_over_a_limit_shows_one_more_digit(tmp_path: Path) -> None:
    # 9497 of 10000 is 94,97 %: with one digit 95,0, and yet below 95 %
    now = {**NOW, "a": {**NOW["a"], "part": 9497, "total": 10000}, "b": {}}
    book = opened(written(assess(now=now), tmp_path / "near.xlsx"))
    cell = book["Показатели"].cell(row_of(book, "Показатели", "1.01"), 6)
    assert "0.00" in cell.number_format
    assert "%" in cell.number_format


def test_heads_stay_in_sight_and_are_printed_on_every_sheet(values: Workbook) -> None:
    for name in ("Показатели", "Организации", "Баллы", "Расчёт", "Исходные", "Методика"):
        sheet = values[name]
        assert sheet.freeze_panes is not None
        assert sheet.print_title_rows
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9


def test_a_finding_leads_to_the_value_on_the_sheet_of_inputs(tmp_path: Path) -> None:
    wrong = {**NOW, "a": {**NOW["a"], "part": 60}}  # 60 of 50
    assessment = assess(now=wrong)
    findings = evaluated(assessment)
    book = opened(written(replace(assessment, diagnostics=findings), tmp_path / "wrong.xlsx"))
    row = next(row for row in book["Замечания"].iter_rows(min_row=4) if row[1].value == "KQ602")
    assert row[8].hyperlink is not None
    target = str(row[8].hyperlink.location)
    assert book["Исходные"][target.partition("!")[2]].value == 60


def test_every_cell_of_the_live_sheets_is_a_formula_or_a_text(formulas: Workbook) -> None:
    for name in ("Показатели", "Организации", "Расчёт"):
        numbers = [
            cell.coordinate for row in formulas[name].iter_rows() for cell in row if isinstance(cell.value, int | float)
        ]
        assert numbers == []


def test_sheet_names_are_cut_and_told_apart(tmp_path: Path) -> None:
    book = Book(tmp_path / "names.xlsx", "", dt.datetime(2021, 8, 31))  # noqa: DTZ001 - a day, not a moment
    title = "Всероссийская олимпиада школьников: участники"
    names = [book.add(title).name, book.add(title).name, book.add("А/Б").name, book.add("а б").name]
    book.close()
    assert names == ["Всероссийская олимпиада школьни", "Всероссийская олимпиада школь 2", "А Б", "а б 2"]


def test_without_an_earlier_period_there_is_no_sheet_of_changes(tmp_path: Path) -> None:
    book = opened(written(assess(before=None), tmp_path / "first.xlsx"))
    assert not {"Изменения", "Прошлый период"} & set(book.sheetnames)


def test_sheets_and_marks_are_in_the_language_of_the_report(tmp_path: Path) -> None:
    book = opened(written(assess(), tmp_path / "en.xlsx", language="en"), data_only=True)
    row = row_of(book, "Organisations", "1.01")
    assert book["Organisations"].cell(row, 7).value == "n/s"


def test_texts_of_records_are_shown_by_their_numbers_alone(tmp_path: Path) -> None:
    book = opened(written(everything(CERTIFIED), tmp_path / "persons.xlsx"))
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert not {f"p{n}" for n in range(1, 8)} & texts


def opened(path: Path, *, data_only: bool = False) -> Workbook:
    """A workbook read from memory: openpyxl would leave the file open."""
    return openpyxl.load_workbook(BytesIO(path.read_bytes()), data_only=data_only)


def row_of(book: Workbook, sheet: str, code: str) -> int:
    """The row whose first cell is a code."""
    return next(cell.row for cell in book[sheet]["A"] if cell.value == code)


def evaluated(assessment: Assessment) -> tuple[Diagnostic, ...]:
    """The faults of the arithmetic, which name the cells of the inputs."""
    periods = [p for p in (assessment.earlier, assessment.period) if p is not None]
    found = evaluate(
        assessment.plan,
        assessment.observations,
        assessment.organisations,
        periods=periods,
        settings=assessment.settings,
    )
    return tuple(d for d in found.diagnostics if d.period == Y2.text)


def test_without_plain_fields_there_is_no_sheet_of_them(tmp_path: Path) -> None:
    example = Path(__file__).parents[3] / "examples" / "kopeysk-2021"  # its one table holds everything
    campaign = load(example).value
    assert campaign is not None
    report = written(assess_campaign(campaign, latest_period(example)), tmp_path / "tables.xlsx")
    book = opened(report)
    assert "Исходные" not in book.sheetnames
    assert "Баллы по направлениям" in book.sheetnames
    contents = {cell.hyperlink.location for cell in book["Сводка"]["B"] if cell.hyperlink}
    assert contents
    assert contents <= {f"'{name}'!A1" for name in book.sheetnames}
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [text for text in texts if "Исходные'" in text or "#REF" in text]
    assert [book["Расчёт"].cell(row, 2).value for row in (4, 5)] == [1, 1]


def test_every_sheet_is_printed_in_letters_that_can_be_read(values: Workbook, kopeysk: Workbook) -> None:
    """Text of 9 points is at least of 8 on A4, the smallest of 7.6; the first sheet alone is one page by itself."""
    for sheet in (*values.worksheets[1:], *kopeysk.worksheets[1:]):
        last = range_boundaries(sheet.print_area.rpartition("!")[2])[2] if sheet.print_area else sheet.max_column
        every = (of for of in sheet.column_dimensions.values() if not of.hidden)  # columns side by side of one width
        alike = [of for of in every if of.min <= last]
        shown = [c for of in alike for c in sheet.iter_cols(of.min, min(of.max, sheet.max_column))]
        pixels = sum(7 * of.width * (of.max - of.min + 1) for of in alike)
        fitted = sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
        scale = min(1.0, PRINTED_PIXELS / pixels) if fitted else (sheet.page_setup.scale or 100) / 100
        assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (9, "landscape")
        smallest = min(c.font.size for column in shown for c in column if c.value is not None)
        assert smallest * scale >= 7.6, sheet.title


def test_what_is_too_wide_for_one_sheet_is_printed_as_strips_that_repeat_its_first_columns(tmp_path: Path) -> None:
    book = Book(tmp_path / "a.xlsx", "", dt.datetime(2021, 7, 1))  # noqa: DTZ001 - a day, not a moment
    wide, narrow = book.add("wide"), book.add("narrow")
    for page, n in ((wide, 6), (narrow, 3)):
        page.row(0, tuple("abcdef"[:n]), "header")
        page.widths(*(40 for _ in range(n)))
        page.frozen(1, 1)
        page.landscape()
    book.close()
    made = opened(tmp_path / "a.xlsx")
    # a column is of 40 x 7 + 5 = 285 pixels, a sheet of 930 / 0.9 = 1033: three of them, the first one repeated
    assert [each.id for each in made["wide"].col_breaks.brk] == [3, 5]
    assert made["wide"].print_title_cols == "$A:$A"
    assert not made["narrow"].col_breaks.brk
    assert made["narrow"].page_setup.fitToHeight == 0


def test_a_column_of_long_texts_takes_what_is_left_of_the_printed_sheet(tmp_path: Path) -> None:
    book = Book(tmp_path / "a.xlsx", "", dt.datetime(2021, 7, 1))  # noqa: DTZ001 - a day, not a moment
    for last in (None, 1):
        page = book.add("a")
        page.row(0, ("слово " * 20, "", "behind"), "wrapped_middle")
        page.widths(30, 40, 60)
        page.landscape(last=last, stretch=0)
    book.close()
    made = opened(tmp_path / "a.xlsx")
    # 1033 pixels less 215 + 285 + 425 are 108, 15 columns of 7; less 215 + 285 alone 533, 76 of them
    widths = [round(sheet.column_dimensions["A"].width) for sheet in made.worksheets]
    assert widths == [30 + 15 + 1, 30 + 76 + 1]  # a unit more for the margins of a cell, as Excel keeps widths
    # words of 6 with their blank: 45 units hold 50 letters of 9 points, 8 words, so 20 take 3 lines; 106 hold 19 words
    heights = [sheet.row_dimensions[1].height for sheet in made.worksheets]
    assert heights == pytest.approx([3 * 9 * 1.22 + 4, 2 * 9 * 1.22 + 4], abs=0.5)  # whole pixels
    assert [sheet.print_area for sheet in made.worksheets] == ["", "'a 2'!$A$1:$B$1"]


def test_the_methodology_is_one_sheet_wide_and_tears_no_indicator(values: Workbook) -> None:
    sheet = values["Методика"]
    assert not sheet.col_breaks.brk
    words = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    at = next(n for n, row in enumerate(words) if row[1] == "Формула")
    below = {row[1]: row[2] for row in words[at : at + 3] if row[1]}
    assert {"Формула", "Основание"} <= below.keys()
    assert f"C{at + 4}:F{at + 4}" in map(str, sheet.merged_cells.ranges)
    first_lines = {n for n, row in enumerate(words, start=4) if row[0]}  # codes and headings of regulations
    assert all(end.id + 1 in first_lines for end in sheet.row_breaks.brk)


def test_no_word_of_a_header_is_cut_in_two(values: Workbook, kopeysk: Workbook) -> None:
    """A bold letter of 9 points takes a unit of a column's width at most, the margins of a cell 0.7."""
    cut = []
    for sheet in (*values.worksheets, *kopeysk.worksheets):
        widths = {n: of.width for of in sheet.column_dimensions.values() for n in range(of.min, of.max + 1)}
        merged = {cell for cells in sheet.merged_cells.ranges for row in cells.rows for cell in row}
        for cell in (cell for row in sheet.iter_rows(max_row=6) for cell in row):
            upright = cell.font.b and cell.alignment.wrap_text and not cell.alignment.textRotation
            if isinstance(cell.value, str) and upright and (cell.row, cell.column) not in merged:
                longest = max(map(len, cell.value.split()))
                if longest > widths[cell.column] - 0.7:
                    cut.append((sheet.title, cell.coordinate, cell.value))
    assert not cut
