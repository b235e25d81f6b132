"""Tables of hypertext under the name of .xls: what stands in which cell, in whatever encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from kokoq.collect.read import Kind, Range
from kokoq.collect.read.runs import STRUCK
from tests.collect.read.small import book_of, cells_of, codes, read


def page(body: str, *, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def table(*rows: str) -> bytes:
    return page(f"<table border=1>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")


def test_a_row_of_a_table_is_a_row_of_the_sheet(tmp_path: Path) -> None:
    content = table("<th>Школа</th><th>Балл</th>", "<td>Школа № 1</td><td>85,3&nbsp;%</td>", "", "<td></td><td>-</td>")
    assert cells_of(content, tmp_path) == {
        "A1": "Школа",
        "B1": "Балл",
        "A2": "Школа № 1",
        "B2": "85,3\u00a0%",
        "B4": "-",
    }


def test_the_file_is_known_by_its_content_and_all_its_values_are_texts(tmp_path: Path) -> None:
    book = book_of(table("<td>45</td>"), tmp_path)
    assert (book.format, [(c.kind, c.value) for c in book.sheets[0].cells]) == ("html", [(Kind.TEXT, "45")])


def test_tags_that_nobody_closed_are_closed_as_a_browser_does(tmp_path: Path) -> None:
    content = b"<TABLE><TR><TD>a<TD>b<TR><TD>c</TABLE>"
    assert cells_of(content, tmp_path) == {"A1": "a", "B1": "b", "A2": "c"}


def test_cells_that_span_others_are_merged_ranges(tmp_path: Path) -> None:
    content = table(
        '<th rowspan="2">Школа</th><th colspan="2">Баллы</th>', "<th>ЕГЭ</th><th>ОГЭ</th>", "<td>1</td><td>70</td>"
    )
    sheet = book_of(content, tmp_path).sheets[0]
    assert sheet.merges == (Range(1, 1, 2, 1), Range(1, 2, 1, 3))
    assert {c.ref: c.value for c in sheet.cells} == {
        "A1": "Школа",
        "B1": "Баллы",
        "B2": "ЕГЭ",
        "C2": "ОГЭ",
        "A3": "1",
        "B3": "70",
    }


def test_a_cell_does_not_span_over_another_from_above_nor_out_of_its_table(tmp_path: Path) -> None:
    content = page(
        "<table><tr><td>a</td><td rowspan=9>b</td></tr><tr><td colspan=3>c</td><td>d</td></tr></table>"
        "<table><tr><td>e</td><td>f</td></tr></table>"
    )
    sheet = book_of(content, tmp_path).sheets[0]
    assert sheet.merges == (Range(1, 2, 2, 2),)
    assert {c.ref: c.value for c in sheet.cells} == {"A1": "a", "B1": "b", "A2": "c", "C2": "d", "A3": "e", "B3": "f"}


def test_a_table_within_a_cell_begins_there_and_what_follows_stands_beside_and_below(tmp_path: Path) -> None:
    inner = "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>"
    content = table(f"<td>слева</td><td>{inner}после</td><td>справа</td>", "<td>ниже</td>")
    # the inner table takes B1:C2; the words after it stand under it, the next cell to its right
    assert cells_of(content, tmp_path) == {
        "A1": "слева",
        "B1": "1",
        "C1": "2",
        "B2": "3",
        "B3": "после",
        "D1": "справа",
        "A4": "ниже",
    }


def test_words_outside_of_tables_have_rows_of_their_own_and_paragraphs_a_gap(tmp_path: Path) -> None:
    content = page("<h1>Отчёт</h1><p>за 2021 год<br>по школам</p><table><tr><td>a</td></tr></table>Исполнитель")
    # as LibreOffice opens it: A2 and A5 are the gaps after paragraphs
    assert cells_of(content, tmp_path) == {
        "A1": "Отчёт",
        "A3": "за 2021 год",
        "A4": "по школам",
        "A6": "a",
        "A7": "Исполнитель",
    }


def test_a_caption_stands_above_its_table(tmp_path: Path) -> None:
    content = page("<table><caption>Таблица 1</caption><tr><td>a</td></tr></table>")
    assert cells_of(content, tmp_path) == {"A1": "Таблица 1", "A2": "a"}


def test_blanks_are_as_a_browser_shows_them(tmp_path: Path) -> None:
    content = table("<td>\n  а   б<br>в <p>г</p></td><td>&nbsp;</td><td>1&nbsp;234</td>")
    assert cells_of(content, tmp_path) == {"A1": "а б\nв\nг", "C1": "1\u00a0234"}


def test_scripts_styles_and_comments_are_not_words(tmp_path: Path) -> None:
    content = page(
        "<script>if (a < b) document.write('<table><tr><td>x</td></tr></table>')</script><!-- <td>нет</td> -->"
        "<table><tr><td>да<!-- нет --></td></tr></table>",
        head="<title>Заголовок</title><style>td {mso-number-format: '\\@'}</style>",
    )
    assert cells_of(content, tmp_path) == {"A1": "да"}


def test_a_tag_ends_after_its_quotes(tmp_path: Path) -> None:
    content = table("""<td title="a > b" onclick='x("<td>")'>1</td><td title="'">2</td>""")
    assert cells_of(content, tmp_path) == {"A1": "1", "B1": "2"}


def test_references_are_resolved(tmp_path: Path) -> None:
    content = table("<td>a &lt; b &amp; c &#1071;&#x42F; &laquo;х&raquo; &who; &#99999999999; &</td>")
    assert cells_of(content, tmp_path) == {"A1": "a < b & c ЯЯ «х» &who; \ufffd; &"}


def test_the_number_behind_a_shown_one_is_taken(tmp_path: Path) -> None:
    content = table(
        '<td x:num="45.3333">45,3</td><td sdval="0.8534" sdnum="1049;0;0,00%">85 %</td>'
        '<td x:num="44347">31.05.2021</td><td x:num>7</td><td x:num="50" x:fmla="=A1+B1">50</td>'
    )
    sheet = book_of(content, tmp_path).sheets[0]
    assert [(c.kind, c.value, c.percent, c.formula) for c in sheet.cells] == [
        (Kind.NUMBER, 45.3333, False, False),
        (Kind.NUMBER, 0.8534, True, False),
        (Kind.TEXT, "31.05.2021", False, False),  # a date: what is shown says more than a serial number
        (Kind.TEXT, "7", False, False),
        (Kind.NUMBER, 50.0, False, True),
    ]


@pytest.mark.parametrize(
    ("shown", "behind", "style"),
    [
        ("85", "85000", '"85"'),
        ("нет", "12", '"нет"'),
        ("", "12", '""'),
        ("<br>", "12", '""'),
        ("-", "12", '"-"'),
        ("2021", "44440", '"2021"'),
        ("12", "11.6", "General"),
        ("85 000", "85000", "General"),
        ("1,234.57", "1234.5678", "General"),
        ("1.234,57", "1234.5678", "General"),
        ("1,235", "1234.5678", "General"),
        ("−5", "-5", "General"),
        ("5", "-5", '"5"'),
        ("-", "0", "General"),
        ("12 чел.", "12", 'General"чел."'),
    ],
)
def test_what_is_shown_is_held_against_the_number_behind_it(
    shown: str, behind: str, style: str, tmp_path: Path
) -> None:
    for name in ("x:num", "sdval"):
        sheet = book_of(table(f'<td {name}="{behind}">{shown}</td>'), tmp_path).sheets[0]
        assert [(c.kind, c.value, c.format) for c in sheet.cells] == [(Kind.NUMBER, float(behind), style)]


@pytest.mark.parametrize("shown", ["31.05.2021", "12:30", "9E+04", "13 чел.", "с 1 по 5"])
def test_words_with_figures_that_are_not_the_number_behind_them_are_worth_more(shown: str, tmp_path: Path) -> None:
    assert cells_of(table(f'<td x:num="44347">{shown}</td>'), tmp_path) == {"A1": shown}


SHEET = (
    '<style><!-- td {color:red} .xl65, .two {mso-number-format:"0\\,";}'
    ".xl66 {mso-style-parent:style0;text-decoration:line-through;} .xl67 {mso-number-format:'\\;\\;\\;'}"
    '.xl68 {mso-number-format:"0\\0022 чел\\.\\0022"} .xl69 {mso-number-format:Percent}--></style>'
)


@pytest.mark.parametrize(
    ("cell", "value", "style"),
    [
        ("<td class=xl65>85000</td>", 85000.0, "0,"),
        ('<td class="a two">85000</td>', 85000.0, "0,"),
        ("<td class=xl67>12</td>", 12.0, ";;;"),
        ("<td class=xl67>да</td>", "да", ";;;"),
        ("<td style=\"mso-number-format:'0\\,'\">85000</td>", 85000.0, "0,"),
        ("<td style='mso-number-format:\";;;\"'>12</td>", 12.0, ";;;"),
        ("<td class=xl66>25</td>", "25", f"{STRUCK}General"),
        ("<td style='text-decoration: line-through' x:num='25'>25</td>", 25.0, f"{STRUCK}General"),
        ("<td class=xl68>12</td>", "12", "General"),
        ("<td class=xl69>12</td>", "12", "General"),
        ("<td style='mso-number-format:\"\\@\"'>12</td>", "12", "General"),
        ("<td class=other style='color: red'>12</td>", "12", "General"),
    ],
)
def test_a_style_that_shows_something_else_is_kept(cell: str, value: object, style: str, tmp_path: Path) -> None:
    content = page(f"<table><tr>{cell}</tr></table>", head=SHEET)
    assert [(c.value, c.format) for c in book_of(content, tmp_path).sheets[0].cells] == [(value, style)]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("<s>25</s> 27", f"2{STRUCK}5{STRUCK} 27"),
        ("<strike>25</strike>27", f"2{STRUCK}5{STRUCK}27"),
        ("<del>25</del><ins>27</ins>", f"2{STRUCK}5{STRUCK}27"),
        ("<span style='text-decoration:line-through'>25</span><span>27</span>", f"2{STRUCK}5{STRUCK}27"),
        ("<font class=xl66>25</font>27", f"2{STRUCK}5{STRUCK}27"),
        ("12<sup>1</sup>", "12¹"),
        ("12<font><sup>1)</sup></font>", "12¹)"),
        ("12<span style='vertical-align:super'>1</span>", "12¹"),
        ("м<sup>2</sup>", "м2"),
        ("<s>a&lt;b</s> &amp;", f"a{STRUCK}<{STRUCK}b{STRUCK} &"),
        ("<s>25<td>27", f"2{STRUCK}5{STRUCK}"),
        ("</s>25<span>", "25"),
    ],
)
def test_struck_letters_and_raised_digits_are_kept_as_such(words: str, text: str, tmp_path: Path) -> None:
    content = page(f"<table><tr><td>{words}</td></tr></table>", head=SHEET)
    assert cells_of(content, tmp_path)["A1"] == text


def test_what_the_page_hides_is_hidden(tmp_path: Path) -> None:
    rows = '<tr><td>a<td>b</tr><tr style="DISPLAY: none"><td>c<td>d</tr>'
    content = page(f"<table><col><col style='display:none'>{rows}</table>")
    assert [(c.ref, c.hidden) for c in book_of(content, tmp_path).sheets[0].cells] == [
        ("A1", False),
        ("B1", True),
        ("A2", True),
        ("B2", True),
    ]


def test_the_name_that_excel_gave_the_sheet_is_kept(tmp_path: Path) -> None:
    head = "<!--[if gte mso 9]><xml><x:ExcelWorksheet><x:Name>Лист&nbsp;1</x:Name></x:ExcelWorksheet></xml><![endif]-->"
    content = page("<table><tr><td>a</td></tr></table>", head=head)
    assert [s.name for s in book_of(content, tmp_path).sheets] == ["Лист\u00a01"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8", "windows-1251"),  # a wrong declaration: Russian text of UTF-8 is nothing else
        ("utf-8-sig", "utf-8"),
        ("utf-16", "unicode"),
        ("cp1251", "windows-1251"),
        ("cp1251", "utf-8"),
        ("cp1251", ""),
        ("koi8-r", "KOI8-R"),
        ("cp866", "cp866"),
        ("iso-8859-5", "iso-8859-5"),
        ("cp1251", "zlib"),
    ],
)
def test_the_encoding_is_found(encoding: str, declared: str, tmp_path: Path) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    text = f"<html><head>{meta}</head><table><tr><td>Посёлок Ягодный, школа № 1</td></tr></table></html>"
    content = text.replace("№", "N").encode(encoding)
    assert cells_of(content, tmp_path) == {"A1": "Посёлок Ягодный, школа N 1"}


def test_characters_that_are_none_are_said_once(tmp_path: Path) -> None:
    head = "<html><head><meta charset=windows-1251></head><table><tr><td>"
    checked = read(head.encode() + "Школа".encode("cp1251") + b"\x98</table>", tmp_path)
    assert codes(checked) == ["KQ324"]
    assert checked.value is not None
    assert checked.value.sheets[0].cells[0].value == "Школа\ufffd"


def test_a_long_text_is_cut_with_a_finding_at_its_cell(tmp_path: Path) -> None:
    checked = read(table("<td>a</td>", f"<td></td><td>{'я' * 40_000}</td>"), tmp_path)
    assert checked.value is not None
    assert [(d.rule.code, getattr(d.where, "ref", "")) for d in checked.diagnostics] == [("KQ324", "B2")]
    assert len(str(checked.value.sheets[0].cells[1].value)) == 32_767


@pytest.mark.parametrize(
    "content", [b"<html><body><p>45</p></body></html>", b"<p>45", b"<table", b"<html><!-- <table>"]
)
def test_a_page_without_a_table_is_no_spreadsheet(content: bytes, tmp_path: Path) -> None:
    checked = read(content, tmp_path)
    assert [(d.rule.code, d.params["found"]) for d in checked.diagnostics] == [("KQ301", "HTML")]


def test_a_text_never_becomes_a_formula(tmp_path: Path) -> None:
    sheet = book_of(table("<td>=1+1</td><td>@SUM(A1)</td>"), tmp_path).sheets[0]
    assert [(c.kind, c.value, c.formula) for c in sheet.cells] == [
        (Kind.TEXT, "=1+1", False),
        (Kind.TEXT, "@SUM(A1)", False),
    ]
