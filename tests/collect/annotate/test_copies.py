"""One marked copy, whatever the file: what is kept, what is dropped, and what a text never becomes."""

from __future__ import annotations

import base64
import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from xlsxwriter import Workbook as Writer

from kokoq.collect.annotate.copies import Heading, marked_copy, marker
from kokoq.collect.annotate.remarks import Remark
from kokoq.collect.read import Book, Kind, RawCell, RawSheet, State
from kokoq.collect.returned.page import identify
from kokoq.diagnostics import Severity
from kokoq.language import language
from tests.collect.annotate.small import HOME, book_at, collect, edit, fill_form, repack, send_back
from tests.collect.read.small import one, rows, xlsx
from tests.collect.tiny import SCHOOL

RU = language("ru")
HEADING = Heading("Школа № 1 · 2020/2021", "Исправьте отмеченные ячейки.")
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def remark(ref: str, *, sheet: str = "Лист", severity: Severity = Severity.ERROR, what: str = "Не число.") -> Remark:
    return Remark("файл.xlsx", sheet, ref, severity, what, "Введите число.")


def mark(path: Path, *remarks: Remark, book: Book | None = None) -> Path:
    """The marked copy of a file, beside it."""
    with marker() as guard:
        read = book or book_at(path)
        made = marked_copy(path.read_bytes(), read, remarks, heading=HEADING, language=RU, guard=guard)
    copy = path.with_name(f"копия {path.stem}.xlsx")
    copy.write_bytes(made.content)
    return copy


def spoil(path: Path, rows: str) -> None:
    """A workbook whose only sheet holds these rows, as no program would write them."""
    with write(path) as workbook:
        workbook.add_worksheet("Лист")

    def put(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(b"<sheetData/>", rows.encode())

    repack(path, put)


def cause_in(copy: Path) -> str:
    """Why the list says that a copy holds the data alone; nothing where the file was marked as it was."""
    advice = next(cell.text for cell in book_at(copy).sheets[0].cells if cell.ref == "B3")
    said = advice.removesuffix(HEADING.advice)
    return said.removeprefix("Ваш файл не удалось сохранить как был: ").partition(". Это копия его данных")[0]


def write(path: Path) -> Writer:
    return Writer(str(path), {"strings_to_formulas": False})


def names_in(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_formulas_stay_and_keep_what_they_had_come_to(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsx"
    with write(path) as workbook:
        sheet = workbook.add_worksheet("Лист")
        sheet.write_formula("A1", "=2+3", None, 5)
        sheet.write_formula("A2", '="a"&"<b>"', None, "a<b>")
        sheet.write_formula("A3", "=1/0", None, "#DIV/0!")
        sheet.write_formula("A4", "=1=1", None, True)  # noqa: FBT003
    copy = mark(path, remark("A3"))
    assert [cell[:4] for cell in book_at(copy).sheets[1].cells] == [cell[:4] for cell in book_at(path).sheets[0].cells]
    assert openpyxl.load_workbook(copy)["Лист"]["A1"].value == "=2+3"


def test_a_text_never_becomes_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsx"
    texts = ("=1+1", "+7 999", "@SUM(A1)", '=HYPERLINK("http://a")')
    with write(path) as workbook:
        sheet = workbook.add_worksheet("Лист")
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, text)
    opened = mark(path, remark("A1", what="=2+2"))
    written = mark(path, remark("A1", what="=2+2"), book=replace(book_at(path), format="xls"))
    for copy in (opened, written):
        workbook = openpyxl.load_workbook(copy)
        cells = [cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
        assert tuple(workbook["Лист"].cell(row, 1).value for row in range(1, 5)) == texts
        assert workbook["Замечания"]["F6"].value == "=2+2"


def test_macros_and_links_to_other_files_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsm"
    with write(path) as workbook:
        sheet = workbook.add_worksheet("Лист")
        sheet.write_formula("A1", "='[1]Лист1'!A1*2", None, 84)
        sheet.write_formula("A2", "=A1+1", None, 85)
        workbook.define_name("Чужое", "='[1]Лист1'!$A$1")

    def with_macros(parts: dict[str, bytes]) -> None:
        main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(main, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        parts["xl/vbaProject.bin"] = b"macro"

    repack(path, with_macros)
    copy = mark(path, remark("A1"))
    assert not [name for name in names_in(copy) if "vba" in name or "external" in name.lower()]
    with zipfile.ZipFile(copy) as archive:
        assert b"macroEnabled" not in archive.read("[Content_Types].xml")
    made = openpyxl.load_workbook(copy)
    assert (made["Лист"]["A1"].value, made["Лист"]["A2"].value) == (84, "=A1+1")
    assert "Чужое" not in made.defined_names


def test_pictures_stay(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsx"
    with write(path) as workbook:
        sheet = workbook.add_worksheet("Лист")
        sheet.write_string("A1", "нет")
        sheet.insert_image("C3", "точка.png", {"image_data": io.BytesIO(DOT)})
    copy = mark(path, remark("A1"))
    with zipfile.ZipFile(copy) as archive:
        assert [archive.read(name) for name in archive.namelist() if "media" in name] == [DOT]


def test_drop_downs_that_excel_saves_in_its_newer_way_stay(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsx"
    with write(path) as workbook:
        workbook.add_worksheet("Лист").write_string("B2", "нет")
        workbook.add_worksheet("_lists").write_string("A1", "да")
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    extension = (
        f'<extLst><ext xmlns:x14="{x14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1">'
        "<x14:formula1><xm:f>_lists!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>B2:B9</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )

    def extend(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(b"</worksheet>", extension.encode())

    repack(path, extend)
    (kept,) = openpyxl.load_workbook(mark(path, remark("B2")))["Лист"].data_validations.dataValidation
    assert (kept.type, kept.formula1, str(kept.sqref)) == ("list", "_lists!$A$1:$A$2", "B2:B9")


def test_a_date_beyond_the_calendar_stays_a_number(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsx"
    with write(path) as workbook:
        style = workbook.add_format({"num_format": "dd.mm.yyyy"})
        workbook.add_worksheet("Лист").write_number("A1", 1e15, style)
    copy = mark(path, remark("A1"))
    assert book_at(copy).sheets[1].cells == book_at(path).sheets[0].cells
    assert cause_in(copy) == ""


@pytest.mark.parametrize("date_1904", [False, True])
def test_dates_times_and_errors_stay_and_so_does_the_form_around_them(tmp_path: Path, *, date_1904: bool) -> None:
    path = tmp_path / "файл.xlsx"
    formats = ("dd.mm.yyyy", "h:mm", "dd.mm.yyyy h:mm:ss", "[h]:mm", "0.0%", "General")
    with Writer(str(path), {"date_1904": date_1904}) as workbook:
        sheet = workbook.add_worksheet("Лист")
        styles = [workbook.add_format({"num_format": code, "locked": False}) for code in formats]
        # a day, a time of day, both, 30 hours, a share; 59 is the day before the one that 1900 did not have
        for row, serials in enumerate(((44_474, 0.5, 44_474.75, 1.25, 0.853, 5), (59, 0, 1, 61, -1, 44_474))):
            for column, (serial, style) in enumerate(zip(serials, styles, strict=True)):
                sheet.write_number(row, column, serial, style)
        sheet.write_formula("A3", "=1/0", styles[0], "#DIV/0!")
        sheet.write_formula("B3", "=A1+1", styles[0], 44_475)
        sheet.data_validation("A5:A9", {"validate": "list", "source": ["да", "нет"]})
        sheet.conditional_format("A1:F2", {"type": "cell", "criteria": ">", "value": 50_000, "format": styles[0]})
        sheet.set_column("A:A", 33)
        sheet.set_landscape()
        sheet.protect()
    copy = mark(path, remark("F1"))
    assert cause_in(copy) == ""
    assert [cell[:5] for cell in book_at(copy).sheets[1].cells] == [cell[:5] for cell in book_at(path).sheets[0].cells]
    kept = openpyxl.load_workbook(copy)["Лист"]
    assert (kept.protection.sheet, kept["A1"].protection.locked) == (True, False)
    assert [str(choice.sqref) for choice in kept.data_validations.dataValidation] == ["A5:A9"]
    assert [str(area.sqref) for area in kept.conditional_formatting] == ["A1:F2"]
    assert kept.column_dimensions["A"].width == pytest.approx(33, abs=1)
    assert kept.page_setup.orientation == "landscape"


def test_error_values_and_dates_written_in_iso_stay(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsx"
    iso = '<c r="B1" t="d"><v>2021-10-05</v></c><c r="C1" t="d"><v>2021-10-05T12:00:00</v></c>'
    spoil(path, rows('<c r="A1" t="e"><v>#N/A</v></c>', iso))
    copy = mark(path, remark("A1"))
    assert cause_in(copy) == ""
    # 2021-10-05 is day 44,474
    assert [cell.value for cell in book_at(copy).sheets[1].cells] == ["#N/A", 44_474, 44_474.5]


def test_a_mark_under_merged_cells_goes_to_the_cell_that_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsx"
    with write(path) as workbook:
        workbook.add_worksheet("Лист").merge_range("B2:D4", "нет")
    sheet = openpyxl.load_workbook(mark(path, remark("C3")))["Лист"]
    assert sheet["B2"].comment is not None


def test_two_findings_in_one_cell_are_one_comment_and_the_worse_colour(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsx"
    with write(path) as workbook:
        workbook.add_worksheet("Лист").write_string("A1", "нет")
    copy = mark(path, remark("A1", severity=Severity.WARNING, what="Странно."), remark("A1"))
    cell = openpyxl.load_workbook(copy)["Лист"]["A1"]
    assert cell.comment is not None
    assert cell.comment.text == (
        "Замечание при проверке (ошибка)\nСтранно.\nЧто сделать: Введите число.\nНе число.\nЧто сделать: Введите число."
    )


def test_a_workbook_that_openpyxl_stumbles_over_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsx"
    spoil(path, rows(one("abc"), one("5", at="B1")))  # a number that is none: openpyxl gives the file up
    copy = mark(path, remark("A1"))
    sheet = openpyxl.load_workbook(copy)["Лист"]
    assert (sheet["A1"].value, sheet["B1"].value) == ("abc", 5)
    assert cause_in(copy).startswith(
        "программа, которая отмечает ячейки, с ним не справилась: внутреннее устройство файла нарушено ("
    )
    assert sheet["A1"].comment is not None


def test_a_workbook_too_large_for_openpyxl_is_not_given_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "файл.xlsx"
    with write(path) as workbook:
        workbook.add_worksheet("Лист").write_formula("A1", "=2+3", None, 5)
    monkeypatch.setattr("kokoq.collect.annotate.bounds._MAX_ELEMENTS", 0)
    copy = mark(path, remark("A1"))
    assert openpyxl.load_workbook(copy)["Лист"]["A1"].value == 5
    assert cause_in(copy) == "он слишком велик"


def test_of_a_workbook_too_large_to_be_written_anew_there_is_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "файл.xlsx"
    with write(path) as workbook:
        workbook.add_worksheet("Лист").write_string("A1", "нет")
    monkeypatch.setattr("kokoq.collect.annotate.bounds.MAX_CELLS", 0)
    copy = openpyxl.load_workbook(mark(path, remark("A1")))
    assert copy.sheetnames == ["Замечания"]
    assert copy["Замечания"]["B3"].value == (
        "Ваш файл не удалось отметить: он слишком велик. Вместо копии — только список замечаний; исправьте сам файл и"
        " пришлите его заново."
    )
    assert [copy["Замечания"].cell(6, column).value for column in (3, 4, 6)] == ["Лист", "A1", "Не число."]


def test_a_link_over_a_range_is_not_unfolded(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsx"
    with write(path) as workbook:
        workbook.add_worksheet("Лист").write_url("B2", "internal:'Лист'!A1", string="вверх")

    def widen(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(b'<hyperlink ref="B2"', b'<hyperlink ref="B2:XFD1048576"')

    repack(path, widen)
    copy = mark(path, remark("B2"))
    assert cause_in(copy) == ""
    with zipfile.ZipFile(copy) as archive:
        assert b'ref="B2:XFD1048576"' in archive.read("xl/worksheets/sheet2.xml")


def test_two_cells_at_the_corners_of_a_sheet_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsx"
    corner = '<c r="XFD1048576"><v>1</v></c>'
    path.write_bytes(xlsx(f'<sheetData><row r="1">{one("1")}</row><row r="1048576">{corner}</row></sheetData>'))
    copy = mark(path, remark("A1"))
    assert [cell.ref for cell in book_at(copy).sheets[1].cells] == ["A1", "XFD1048576"]


def test_sheets_of_another_format_keep_values_formats_and_what_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "файл.xls"
    path.touch()
    cells = (
        RawCell(1, 1, Kind.TEXT, "Код"),
        RawCell(1, 2, Kind.NUMBER, 0.853, "0.0%"),
        RawCell(2, 1, Kind.DATE, 44_347.0, "dd.mm.yyyy"),
        RawCell(2, 2, Kind.BOOL, True),  # noqa: FBT003
        RawCell(3, 1, Kind.ERROR, "#N/A"),
        RawCell(3, 2, Kind.NUMBER, 7.0),
    )
    sheet = RawSheet("Лист/1", cells, hidden_rows=frozenset({3}), hidden_columns=((5, 5),))
    secret = RawSheet("Лист 1", (RawCell(1, 1, Kind.TEXT, "x"),), State.VERY_HIDDEN)
    book = Book("файл.xls", "xls", (sheet, secret), "00")
    copy = book_at(mark(path, remark("B2", sheet="Лист/1"), book=book))
    assert [s.name for s in copy.sheets] == ["Замечания", "Лист 1", "Лист 1 2"]
    assert [c[:5] for c in copy.sheets[1].cells] == [c[:5] for c in cells]
    assert copy.sheets[1].hidden_rows == {3}
    assert copy.sheets[2].state is State.VERY_HIDDEN


def test_a_form_saved_as_csv_comes_back_as_a_form(tmp_path: Path) -> None:
    cells = fill_form(tmp_path, {"graduates": "нет"})
    path = tmp_path / HOME / "Школа 1.xlsx"
    with (tmp_path / HOME / "Школа 1.csv").open("w", encoding="cp1251", newline="", errors="replace") as target:
        sheet = openpyxl.load_workbook(path)[cells["graduates"].sheet]
        lines = enumerate(sheet.iter_rows(values_only=True))
        counted = [[_counted(value, "7" if n == 0 else "") for value in line] for n, line in lines]
        assert counted[0][-1] == "7"  # the counts of the form, right of its columns
        csv.writer(target, delimiter=";").writerows(counted)
    path.unlink()
    copy = send_back(tmp_path)["s1.xlsx"]
    assert identify(book_at(copy)) is not None
    ref = cells["graduates"].ref
    sheet = openpyxl.load_workbook(copy)["Данные"]
    assert sheet[ref].comment is not None
    assert sheet.column_dimensions["A"].hidden

    def correct(workbook: Workbook) -> None:
        workbook["Данные"][ref] = 61

    edit(copy, correct)
    (tmp_path / HOME / "Школа 1.csv").unlink()
    copy.rename(tmp_path / HOME / "Школа 1.xlsx")
    read, found = collect(tmp_path)
    plain = read.tables[""].frame.set_index("unit").loc[SCHOOL.id]
    assert (plain["graduates"], plain["certified"]) == (61, 45)
    assert not {"KQ425", "KQ426"} & {d.rule.code for d in found}


def _counted(value: object, shown: str) -> object:
    """What a formula shows: a csv file has that alone."""
    return shown if str(value).startswith("=") else value


def test_a_row_of_a_form_is_as_high_as_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "файл.csv"
    head = "kokoq-form|1|tiny|0|s1|2020/2021|main;;#value\n#header;Показатель;Значение\n"
    path.write_text(f'{head}graduates;Выпускники;50\ncertified;"С аттестатом\nв этом году";45\n', encoding="utf-8")
    sheet = openpyxl.load_workbook(mark(path, remark("C3", sheet="")))["Данные"]
    # 15 points a line and 3 of air
    assert [sheet.row_dimensions[row].height for row in (3, 4)] == [18, 33]


def test_codes_of_a_csv_file_keep_their_zeros(tmp_path: Path) -> None:
    path = tmp_path / "файл.csv"
    path.write_text("Код;Число;Доля\n0012;45;85,3\n007;12345678901234567890;-3\n", encoding="utf-8")
    sheet = openpyxl.load_workbook(mark(path, remark("B2", sheet="")))["Данные"]
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert values == [["0012", 45, "85,3"], ["007", "12345678901234567890", "-3"]]


def test_the_name_of_the_list_gives_way_to_a_sheet_of_the_school(tmp_path: Path) -> None:
    path = tmp_path / "файл.xlsx"
    with write(path) as workbook:
        workbook.add_worksheet("замечания").write_string("A1", "нет")
    copy = mark(path, remark("A1", sheet="замечания"))
    assert openpyxl.load_workbook(copy).sheetnames == ["Замечания 2", "замечания"]


def test_letters_that_xml_cannot_hold_do_not_stop_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "файл.csv"
    path.write_text("a;b\nc;d\n", encoding="utf-8")
    copy = mark(path, remark("A1", sheet="", what="Введено «\x01\ud800»."))
    assert "Введено" in str(openpyxl.load_workbook(copy)["Замечания"]["F6"].value)
