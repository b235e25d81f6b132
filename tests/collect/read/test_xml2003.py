"""Spreadsheets in the XML of Office 2003: what stands in which cell, and of what kind it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kokoq.collect.read import Kind, Range, State
from kokoq.collect.read.runs import STRUCK
from tests.collect.read.small import book_of, cells_of, codes, read, xml_2003

NAMES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:html="http://www.w3.org/TR/REC-html40"'
)


def workbook(sheets: str, *, styles: str = "", properties: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook {NAMES}>{properties}'
        f"<Styles>{styles}</Styles>{sheets}</Workbook>"
    ).encode()


def sheet(*rows: str, columns: str = "", options: str = "", name: str = "Лист") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{columns}{"".join(rows)}</Table>{options}</Worksheet>'


def row(*cells: str, more: str = "") -> str:
    return f"<Row {more}>{''.join(cells)}</Row>"


def cell(value: str, kind: str = "String", *, more: str = "") -> str:
    return f'<Cell {more}><Data ss:Type="{kind}">{value}</Data></Cell>'


def style(name: str, code: str, *, more: str = "") -> str:
    return f'<Style ss:ID="{name}" {more}><NumberFormat ss:Format="{code}"/></Style>'


def test_every_kind_of_value_is_told(tmp_path: Path) -> None:
    content = workbook(
        sheet(
            row(
                cell("Школа &amp; сад"),
                cell("45", "Number"),
                cell("2021-05-31T12:00:00.000", "DateTime"),
                cell("1", "Boolean"),
                cell("#DIV/0!", "Error"),
                cell("50", "Number", more='ss:Formula="=R[-1]C+5"'),
                '<Cell ss:Formula="=RC[-1]"/>',
                "<Cell/>",
            )
        )
    )
    book = book_of(content, tmp_path)
    assert (book.format, book.sheets[0].name) == ("xml", "Лист")
    assert [(c.ref, c.kind, c.value, c.formula) for c in book.sheets[0].cells] == [
        ("A1", Kind.TEXT, "Школа & сад", False),
        ("B1", Kind.NUMBER, 45.0, False),
        ("C1", Kind.DATE, 44347.5, False),  # 31 May 2021 is day 44347, noon its half
        ("D1", Kind.BOOL, True, False),
        ("E1", Kind.ERROR, "#DIV/0!", False),
        ("F1", Kind.NUMBER, 50.0, True),
        ("G1", Kind.BLANK, None, True),
    ]


def test_rows_and_cells_stand_where_their_index_says(tmp_path: Path) -> None:
    content = workbook(
        sheet(
            row(cell("a"), cell("b", more='ss:Index="4"'), cell("c")),
            row(cell("d"), more='ss:Index="5" ss:Span="2"'),
            row(cell("e")),
        )
    )
    # the fifth row spans two more, so that the next one is the eighth
    assert [(c.ref, c.value) for c in book_of(content, tmp_path).sheets[0].cells] == [
        ("A1", "a"),
        ("D1", "b"),
        ("E1", "c"),
        ("A5", "d"),
        ("A8", "e"),
    ]


def test_merged_cells_take_up_the_columns_that_they_cover(tmp_path: Path) -> None:
    content = workbook(sheet(row(cell("a", more='ss:MergeAcross="2" ss:MergeDown="1"'), cell("b")), row(cell("c"))))
    checked = read(content, tmp_path)
    assert checked.value is not None
    found = checked.value.sheets
    assert codes(checked) == ["KQ326"]
    assert found[0].merges == (Range(1, 1, 2, 3),)
    assert [(c.ref, c.value) for c in found[0].cells] == [("A1", "a"), ("D1", "b")]
    assert [(c.ref, c.value) for c in found[0].covered] == [("A2", "c")]


def test_percents_and_dates_are_told_by_the_styles_of_cells_rows_and_columns(tmp_path: Path) -> None:
    styles = (
        style("p", "Percent") + style("d", "Short Date") + style("n", "0.00%") + style("k", "0", more='ss:Parent="p"')
    )
    content = workbook(
        sheet(
            row(cell("0.853", "Number", more='ss:StyleID="p"'), cell("44347", "Number", more='ss:StyleID="d"')),
            row(
                cell("0.5", "Number"),
                cell("7", "Number"),
                cell("0.25", "Number", more='ss:StyleID="k"'),
                more='ss:StyleID="n"',
            ),
            row(cell("1", "Number"), cell("0.4", "Number")),
            columns='<Column/><Column ss:StyleID="p"/>',
        ),
        styles=styles + '<Style ss:ID="c" ss:Parent="p"/>',
    )
    found = {c.ref: (c.kind, c.percent) for c in book_of(content, tmp_path).sheets[0].cells}
    assert found == {
        "A1": (Kind.NUMBER, True),
        "B1": (Kind.DATE, False),
        "A2": (Kind.NUMBER, True),
        "B2": (Kind.NUMBER, True),
        "C2": (Kind.NUMBER, False),
        "A3": (Kind.NUMBER, False),
        "B3": (Kind.NUMBER, True),
    }


def test_a_style_has_the_number_format_of_its_parent(tmp_path: Path) -> None:
    content = workbook(
        sheet(row(cell("0.5", "Number", more='ss:StyleID="c"'))),
        styles=style("p", "Percent") + '<Style ss:ID="c" ss:Parent="p"/>',
    )
    assert book_of(content, tmp_path).sheets[0].cells[0].percent


def test_serials_of_the_1904_system_are_shifted(tmp_path: Path) -> None:
    content = workbook(
        sheet(row(cell("42885", "Number", more='ss:StyleID="d"'), cell("2021-05-31T00:00:00.000", "DateTime"))),
        styles=style("d", "Short Date"),
        properties="<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>",
    )
    # 42885 days after 1 January 1904 are 44347 in the usual system: 1462 more
    assert [c.value for c in book_of(content, tmp_path).sheets[0].cells] == [44347.0, 44347.0]


def test_what_is_hidden_is_told(tmp_path: Path) -> None:
    rows = (row(cell("a"), cell("b")), row(cell("c"), more='ss:Hidden="1"'))
    options = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    content = workbook(
        sheet(*rows, columns='<Column ss:Index="2" ss:Hidden="1"/>')
        + sheet(row(cell("x")), options=options, name="Списки")
        + sheet(row(cell("y")), options=options.replace("Hidden", "VeryHidden"), name="_kokoq")
    )
    book = book_of(content, tmp_path)
    assert [s.state for s in book.sheets] == [State.VISIBLE, State.HIDDEN, State.VERY_HIDDEN]
    assert [(c.ref, c.hidden) for c in book.sheets[0].cells] == [("A1", False), ("B1", True), ("A2", True)]


def test_a_comment_is_not_the_cell_and_bold_letters_are(tmp_path: Path) -> None:
    comment = '<Comment ss:Author="я"><ss:Data>проверить</ss:Data></Comment>'
    data = '<ss:Data ss:Type="String"><html:B>Шко</html:B>ла&#10;№ 1</ss:Data>'
    content = workbook(sheet(row(f"<Cell>{data}{comment}</Cell>", cell("5", "Number"))))
    assert [c.value for c in book_of(content, tmp_path).sheets[0].cells] == ["Школа\n№ 1", 5.0]


def test_a_number_that_is_none_becomes_text_and_one_finding(tmp_path: Path) -> None:
    checked = read(workbook(sheet(row(cell("a"), cell("12 чел.", "Number")))), tmp_path)
    assert checked.value is not None
    assert [(d.rule.code, getattr(d.where, "ref", "")) for d in checked.diagnostics] == [("KQ324", "B1")]
    assert checked.value.sheets[0].cells[1].value == "12 чел."


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16"])
def test_the_encoding_is_that_which_the_file_names(encoding: str, tmp_path: Path) -> None:
    text = workbook(sheet(row(cell("Ёлка")))).decode().replace('version="1.0"', f'version="1.0" encoding="{encoding}"')
    assert book_of(text.encode(encoding), tmp_path).sheets[0].cells[0].value == "Ёлка"


def test_blanks_before_the_first_line_do_no_harm(tmp_path: Path) -> None:
    assert book_of(b"\xef\xbb\xbf\r\n  " + workbook(sheet(row(cell("a")))), tmp_path).sheets[0].cells[0].value == "a"


@pytest.mark.parametrize(
    "rows",
    [
        row(cell("a"), more='ss:Index="5"') + row(cell("b"), more='ss:Index="5"'),
        row(cell("a", more='ss:Index="3"'), cell("b", more='ss:Index="2"')),
    ],
)
def test_places_that_go_back_are_a_finding(rows: str, tmp_path: Path) -> None:
    checked = read(workbook(sheet(rows)), tmp_path)
    assert [(d.rule.code, d.params["problem"]) for d in checked.diagnostics] == [("KQ303", "read.order")]


def test_a_file_cut_short_is_a_finding(tmp_path: Path) -> None:
    assert codes(read(workbook(sheet(row(cell("a"))))[:-30], tmp_path)) == ["KQ303"]


STYLES = (
    '<Styles><Style s:ID="Default"/><Style s:ID="struck"><Font s:StrikeThrough="1"/></Style>'
    '<Style s:ID="child" s:Parent="struck"><NumberFormat s:Format="0"/></Style>'
    '<Style s:ID="off" s:Parent="struck"><Font s:StrikeThrough="0"/></Style>'
    '<Style s:ID="none"><NumberFormat s:Format=";;;"/></Style></Styles>'
)


@pytest.mark.parametrize(
    ("style", "format_"),
    [
        ("Default", "General"),
        ("struck", f"{STRUCK}General"),
        ("child", f"{STRUCK}0"),
        ("off", "General"),
        ("none", ";;;"),
    ],
)
def test_a_style_tells_its_format_and_whether_it_strikes_through(style: str, format_: str, tmp_path: Path) -> None:
    row = f'<Row><Cell s:StyleID="{style}"><Data s:Type="Number">25</Data></Cell></Row>'
    (cell,) = book_of(xml_2003(row, styles=STYLES), tmp_path).sheets[0].cells
    assert (cell.value, cell.format) == (25.0, format_)


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ("<S>25</S>27", f"2{STRUCK}5{STRUCK}27"),
        ("<B><S>25</S></B><Font>27</Font>", f"2{STRUCK}5{STRUCK}27"),
        ("12<Sup>1</Sup>", "12¹"),
        ("CO<Sub>2</Sub>", "CO2"),
        ("12<B>1</B>", "121"),
    ],
)
def test_struck_letters_and_raised_digits_are_kept_as_such(runs: str, text: str, tmp_path: Path) -> None:
    row = f'<Row><Cell><Data s:Type="String">{runs}</Data></Cell><Cell><Data s:Type="String">5</Data></Cell></Row>'
    assert cells_of(xml_2003(row), tmp_path) == {"A1": text, "B1": "5"}
