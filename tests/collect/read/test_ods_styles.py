"""Number formats of OpenDocument, put together from their sections, by styles of cells, rows and columns."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import xlsxwriter

from kokoq.collect.read import read_book
from kokoq.collect.read.formats import date_parts
from kokoq.collect.read.runs import STRUCK
from tests.collect.read.small import codes, ods, read
from tests.collect.retyped import OFFICE

SEVEN = '<table:table-cell {} office:value-type="{}" office:value="7"><text:p>7</text:p></table:table-cell>'
DIGIT = '<number:number number:decimal-places="0" number:min-integer-digits="1"{}/>'


def style(name: str, format_: str, *, parent: str = "", more: str = "") -> str:
    names = f'style:name="{name}" style:data-style-name="{format_}" style:parent-style-name="{parent}"'
    return f'<style:style {names} style:family="table-cell">{more}</style:style>'


def number(name: str, content: str, *, kind: str = "number") -> str:
    return f'<number:{kind}-style style:name="{name}">{content}</number:{kind}-style>'


def words(text: str) -> str:
    return f"<number:text>{text}</number:text>"


def when(condition: str, name: str) -> str:
    return f'<style:map style:condition="value(){condition}" style:apply-style-name="{name}"/>'


def seen(folder: Path, styles: str, *, kind: str = "float", named: str = "") -> str:
    cell = SEVEN.format('table:style-name="ce1"', kind)
    table = f'<table:table table:name="Лист"><table:table-row>{cell}</table:table-row></table:table>'
    book = read(ods(table, styles=styles, named=named), folder).value
    assert book is not None
    return book.sheets[0].cells[0].format


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (DIGIT.format(""), "0"),
        (DIGIT.format(' number:grouping="true"'), "#,##0"),
        (DIGIT.format(' number:display-factor="1000"'), "0,"),
        (DIGIT.format(' number:display-factor="1000000"') + words(" млн"), '0,," млн"'),
        ('<number:number number:decimal-places="2" number:min-integer-digits="1"/>', "0.00"),
        ('<number:number number:min-integer-digits="1"/>', "General"),
        (words("нет"), '"нет"'),
        (words(""), '""'),
        (words("20") + DIGIT.format(""), '"20"0'),
        ("<number:scientific-number/>", "0E+00"),
        (
            DIGIT.format("")[:-2]
            + '><number:embedded-text number:position="1">.</number:embedded-text></number:number>',
            '#"."0',
        ),
    ],
)
def test_a_format_becomes_the_code_that_office_has_for_it(content: str, code: str, tmp_path: Path) -> None:
    assert seen(tmp_path, number("N1", content) + style("ce1", "N1")) == code
    assert seen(tmp_path, style("ce1", "N1"), named=number("N1", content)) == code
    assert seen(tmp_path, style("ce1", "", parent="own"), named=number("N1", content) + style("own", "N1")) == code


@pytest.mark.parametrize(
    ("own", "sections", "kind", "code"),
    [
        (words("-") + DIGIT.format(""), ((">=0", DIGIT.format("")),), "number", '0;"-"0'),
        (words("—"), ((">0", DIGIT.format("")), ("&lt;0", "")), "number", '0;;"—"'),
        (words(""), ((">0", ""), ("&lt;0", ""), ("=0", "")), "text", ';;;""'),
        ("<number:text-content/>", (), "text", "@"),
        (words("да"), (), "text", 'General;General;General;"да"'),
        (DIGIT.format(""), (("&lt;5", words("мало")),), "number", '[<5]"мало";0'),
    ],
)
def test_sections_of_a_format_come_in_the_order_of_office(
    own: str, sections: tuple[tuple[str, str], ...], kind: str, code: str, tmp_path: Path
) -> None:
    parts = "".join(number(f"P{n}", content) for n, (_, content) in enumerate(sections))
    maps = "".join(when(condition, f"P{n}") for n, (condition, _) in enumerate(sections))
    assert seen(tmp_path, parts + number("N1", own + maps, kind=kind) + style("ce1", "N1")) == code


def test_the_type_of_a_value_counts_for_percents_and_dates(tmp_path: Path) -> None:
    percent = number("N1", DIGIT.format("") + words("%"), kind="percentage") + style("ce1", "N1")
    assert seen(tmp_path, percent, kind="percentage") == "0%"
    plain = number("N1", DIGIT.format("")) + style("ce1", "N1")
    assert seen(tmp_path, plain, kind="percentage") == "0%"
    date = number("N1", "<number:day/>", kind="date") + style("ce1", "N1")
    assert seen(tmp_path, date) == "General"


def test_a_date_has_the_parts_that_its_style_shows(tmp_path: Path) -> None:
    parts = '<number:month number:style="long"/>' + words(".") + '<number:year number:style="long"/>'
    styles = number("N1", parts, kind="date") + style("ce1", "N1")
    cell = '<table:table-cell table:style-name="ce1" office:value-type="date" office:date-value="2021-05-01"/>'
    content = f'<table:table table:name="Лист"><table:table-row>{cell}</table:table-row></table:table>'
    book = read(ods(content, styles=styles), tmp_path).value
    assert book is not None
    assert [c.format for c in book.sheets[0].cells] == ['mm"."yyyy']
    assert date_parts(book.sheets[0].cells[0].format) == "month"


def test_a_cell_without_a_style_has_that_of_its_row_or_column(tmp_path: Path) -> None:
    line = '<style:text-properties style:text-line-through-style="solid"/>'
    styles = number("N1", words("")) + style("hidden", "N1") + style("struck", "", more=line)
    columns = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column'
        ' table:default-cell-style-name="hidden" table:number-columns-repeated="2"/><table:table-column/>'
    )
    rows = (
        f"<table:table-row>{SEVEN.format('', 'float') * 5}</table:table-row>"
        f'<table:table-row table:default-cell-style-name="struck">{SEVEN.format("", "float")}</table:table-row>'
    )
    book = read(ods(f'<table:table table:name="Лист">{columns}{rows}</table:table>', styles=styles), tmp_path).value
    assert book is not None
    found = {cell.ref: cell.format for cell in book.sheets[0].cells}
    assert found == {
        **dict.fromkeys(("A1", "B1", "E1"), "General"),
        **dict.fromkeys(("C1", "D1"), '""'),
        "A2": f"{STRUCK}General",
    }


def test_styles_that_go_round_in_a_circle_end(tmp_path: Path) -> None:
    assert seen(tmp_path, style("ce1", "", parent="b") + style("b", "", parent="ce1")) == "General"


def test_a_damaged_part_of_styles_is_a_loss_and_values_are_read(tmp_path: Path) -> None:
    table = (
        f'<table:table table:name="Лист"><table:table-row>{SEVEN.format("", "float")}</table:table-row></table:table>'
    )
    checked = read(ods(table, more={"styles.xml": "<broken"}), tmp_path)
    assert checked.value is not None
    assert [cell.value for cell in checked.value.sheets[0].cells] == [7.0]
    assert codes(checked) == ["KQ324"]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["ods", "fods"])
def test_formats_that_a_program_saved_anew_are_judged_alike(tmp_path: Path, suffix: str) -> None:
    from kokoq.collect.read.formats import seen_as

    path = tmp_path / "made.xlsx"
    wanted = [";;;", "0,", '"нет"', '0"0"', "#,##0", '[<5]"мало";0', '0;-0;"—"', '0" чел."', "# ##0", '0"."0']
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Лист")
        for row, code in enumerate(wanted):
            sheet.write_number(row, 0, 4, workbook.add_format({"num_format": code}))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    target = tmp_path / "saved"
    command = [str(OFFICE), profile, "--headless", "--convert-to", suffix, "--outdir", str(target), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    book = read_book(target / f"made.{suffix}", name="made").value
    assert book is not None
    shown = [seen_as(cell.format, 4.0) for cell in book.sheets[0].cells]
    assert shown == [seen_as(code, 4.0) for code in wanted]
    assert shown == ["", "0", "нет", "40", None, "мало", None, None, None, "0.4"]
