"""Letters struck through and digits raised are kept as such, so that two numbers never become one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import xlsxwriter

from kokoq.collect.read import read_book
from kokoq.collect.read.runs import STRUCK, UNSEEN, marked, struck_letters
from tests.collect.read.small import book_of, ods, rows, xlsx, xml_2003
from tests.collect.retyped import OFFICE

S = STRUCK
STRUCK_RUN = "<r><rPr><strike/><sz val='11'/></rPr><t>25</t></r><r><t xml:space='preserve'> 27</t></r>"


def contents(content: bytes, folder: Path, *, name: str = "file") -> list[tuple[str, object, bool]]:
    """Of every cell its place, what it holds and whether it is struck through as a whole."""
    path = folder / name
    path.write_bytes(content)
    book = read_book(path, name=name).value
    assert book is not None
    return [(c.ref, c.value, c.format.startswith(S)) for c in book.sheets[0].cells]


def test_a_stroke_marks_every_letter_but_spaces() -> None:
    assert marked("2 5", struck=True) == f"2{S} 5{S}"
    assert struck_letters(f"2{S}5{S} 27 и 3{S}") == "25 3"


def test_digits_are_raised_only_behind_digits() -> None:
    assert marked("1", after="12", position="superscript") == "¹"
    assert marked("0", after="1", position="subscript") == "₀"
    assert marked("2", after="м", position="superscript") == "2"
    assert marked("1", after="12", position="baseline") == "1"


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (STRUCK_RUN, f"2{S}5{S} 27"),
        (STRUCK_RUN.replace("<strike/>", "<strike val='0'/>"), "25 27"),
        ("<r><t>12</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r>", "12¹"),
        ("<r><t>12</t></r><r><rPr><vertAlign val='baseline'/></rPr><t>1</t></r>", "121"),
        ("<r><t>м</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r>", "м2"),
    ],
)
def test_runs_of_shared_and_of_own_texts_are_read_alike(tmp_path: Path, runs: str, text: str) -> None:
    shared = xlsx(rows('<c r="A1" t="s"><v>0</v></c>'), strings=f"<si>{runs}</si><si><t>27</t></si>")
    own = xlsx(rows(f'<c r="A1" t="inlineStr"><is>{runs}</is></c>'))
    assert contents(shared, tmp_path) == contents(own, tmp_path) == [("A1", text, False)]


def test_the_text_after_a_struck_one_is_not_struck(tmp_path: Path) -> None:
    strings = f"<si>{STRUCK_RUN}</si><si><t>27</t></si>"
    found = contents(
        xlsx(rows('<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>'), strings=strings), tmp_path
    )
    assert found[1] == ("B1", "27", False)


def test_a_font_that_strikes_through_is_told_with_the_format(tmp_path: Path) -> None:
    styles = (
        "<fonts><font/><font><strike/></font><font><strike val='false'/></font></fonts>"
        "<cellXfs><xf numFmtId='0' fontId='0'/><xf numFmtId='14' fontId='1'/><xf numFmtId='0' fontId='2'/></cellXfs>"
        "<dxfs><dxf><font><strike/></font></dxf></dxfs>"
    )
    cells = (f'<c r="{column}1" s="{style}"><v>25</v></c>' for style, column in enumerate("ABC"))
    found = contents(xlsx(rows(*cells), styles=styles), tmp_path)
    assert found == [("A1", 25.0, False), ("B1", 25.0, True), ("C1", 25.0, False)]


def test_styles_of_ods_strike_through_and_raise(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="T2"><style:text-properties style:text-position="33% 58%"/></style:style>'
        '<style:style style:name="T3"><style:text-properties style:text-position="0% 100%"/></style:style>'
    )
    texts = (
        '<text:span text:style-name="T1">25</text:span> 27',
        '12<text:span text:style-name="T2">1</text:span>3',
        '12<text:span text:style-name="T3">1</text:span>',
    )
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>' for t in texts
    )
    cells += '<table:table-cell table:style-name="T1" office:value-type="float" office:value="25"/>'
    table = f'<table:table table:name="Лист"><table:table-row>{cells}</table:table-row></table:table>'
    assert contents(ods(table, styles=styles), tmp_path) == [
        ("A1", f"2{S}5{S} 27", False),
        ("B1", "12¹3", False),
        ("C1", "121", False),
        ("D1", 25.0, True),
    ]


WHITE, DARK = "<color rgb='FFFFFFFF'/>", "<color rgb='FF1F4FA3'/>"
FILLS = (
    "<fills><fill><patternFill patternType='none'/></fill><fill><patternFill patternType='gray125'/></fill>"
    "<fill><patternFill patternType='solid'><fgColor rgb='FF1F4FA3'/></patternFill></fill>"
    "<fill><patternFill patternType='solid'><fgColor theme='0'/></patternFill></fill>"
    "<fill><gradientFill/></fill></fills>"
)


@pytest.mark.parametrize(
    ("font", "fill", "before"),
    [
        (WHITE, 0, UNSEEN),
        ("<color theme='0'/>", 0, UNSEEN),
        ("<color indexed='9'/>", 3, UNSEEN),
        (WHITE, 3, UNSEEN),
        (DARK, 2, UNSEEN),
        (WHITE, 2, ""),
        (WHITE, 1, ""),
        (WHITE, 4, ""),
        (DARK, 0, ""),
        ("<color theme='0' tint='-0.5'/>", 0, ""),
        ("<color auto='1'/>", 0, ""),
        ("", 0, ""),
    ],
)
def test_letters_of_the_colour_behind_them_are_told_with_the_format(
    font: str, fill: int, before: str, tmp_path: Path
) -> None:
    fonts = f"<fonts><font/><font>{font}</font></fonts>{FILLS}"
    styles = f"{fonts}<cellXfs><xf numFmtId='0'/><xf numFmtId='0' fontId='1' fillId='{fill}'/></cellXfs>"
    content = xlsx(rows('<c r="A1" s="1"><v>25</v></c>', '<c r="B1" s="0"><v>25</v></c>'), styles=styles)
    assert [cell.format for cell in book_of(content, tmp_path).sheets[0].cells] == [
        f"{before}General",
        "General",
    ]


@pytest.mark.parametrize(
    ("letters", "ground", "before"),
    [
        ("#ffffff", "", UNSEEN),
        ("#FFFFFF", "transparent", UNSEEN),
        ("#123456", "#123456", UNSEEN),
        ("#ffffff", "#000000", ""),
    ],
)
def test_colours_of_ods_are_compared_alike(letters: str, ground: str, before: str, tmp_path: Path) -> None:
    parts = (
        f'<style:text-properties fo:color="{letters}"/><style:table-cell-properties fo:background-color="{ground}"/>'
    )
    style = f'<style:style style:name="ce1" style:family="table-cell">{parts}</style:style>'
    other = (
        '<style:style style:name="ce1" style:family="graphic"><style:text-properties fo:color="#000000"/></style:style>'
    )
    cell = '<table:table-cell table:style-name="ce1" office:value-type="float" office:value="25"/>'
    table = f'<table:table table:name="Лист"><table:table-row>{cell}</table:table-row></table:table>'
    (found,) = book_of(ods(table, styles=style + other), tmp_path).sheets[0].cells
    assert found.format == f"{before}General"


def test_colours_of_the_xml_of_office_2003_are_compared_alike(tmp_path: Path) -> None:
    styles = (
        '<Styles><Style s:ID="white"><Font s:Color="#FFFFFF"/></Style><Style s:ID="header" s:Parent="white">'
        '<Interior s:Color="#000080"/></Style></Styles>'
    )
    cells = (f'<Cell s:StyleID="{style}"><Data s:Type="Number">25</Data></Cell>' for style in ("white", "header"))
    found = book_of(xml_2003(f"<Row>{''.join(cells)}</Row>", styles=styles), tmp_path).sheets[0].cells
    assert [cell.format for cell in found] == [f"{UNSEEN}General", "General"]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["xls", "ods", "xlsx"])
def test_what_a_program_saved_anew_is_read_alike(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Лист")
        plain, raised = workbook.add_format(), workbook.add_format({"font_script": 1})
        struck = workbook.add_format({"font_strikeout": True})
        sheet.write_rich_string(0, 0, struck, "25", plain, "27")
        sheet.write_rich_string(1, 0, plain, "12", raised, "1")
        sheet.write_number(2, 0, 25, struck)
        sheet.write_number(3, 0, 9)
        sheet.write_number(4, 0, 7, workbook.add_format({"font_color": "#FFFFFF"}))
    target = tmp_path / "saved"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", suffix, "--outdir", str(target), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = contents((target / f"made.{suffix}").read_bytes(), tmp_path)
    assert [value for _, value, _ in found] == [f"2{S}5{S}27", "12¹", 25.0, 9.0, 7.0]
    assert [whole for _, _, whole in found[1:]] == [False, True, False, False]
    book = read_book(target / f"made.{suffix}", name="made").value
    assert book is not None
    assert [cell.format[:1] == UNSEEN for cell in book.sheets[0].cells] == [False, False, False, False, True]
