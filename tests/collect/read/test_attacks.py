"""Hostile files, most under 3 KB: each ends with a book or with one finding, soon and in little memory."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kokoq.collect.read.limits import MAX_DEPTH, MAX_HYPERTEXT, MAX_TEXT_FILE
from kokoq.language import language
from tests.blanks import blank_parameters
from tests.collect.read.small import CELL_2003, MAIN, codes, ods, parts, read, rows, workbook_of, xlsx, xml_2003, zipped

LONG = "x" * (2 << 20)
MERGE = '<mergeCell ref="A1:B2"/>'
STYLED = '<c r="A1" s="1"/>'
OPEN = '<c r="A1"><f>'
ONE = rows('<c r="A1"><v>1</v></c>')
EMPTY_TEXTS = f'<sst xmlns="{MAIN}">{"<si/>" * 1_300_000}</sst>'
FAR = CELL_2003.replace("<Cell", '<Cell s:Index="16385"')
MERGED = '<Cell s:MergeDown="1"/>'
WIDE = f"{'a' * 30_000}😀"  # one odd character makes every one of the text take four bytes
WIDE_CELL = f'<c r="A1" t="inlineStr"><is><t>{WIDE}</t></is></c>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def sheet_of(inside: str, *, before: str = "") -> bytes:
    return xlsx(f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}">{inside}</worksheet>'.encode())


def with_part(name: str, content: str) -> bytes:
    return zipped({**parts(ONE, strings="<si><t>a</t></si>"), name: content})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a document type in a sheet": (lambda: sheet_of(ONE, before=LAUGHS), "KQ303"),
    "a document type in the strings": (lambda: with_part("xl/sharedStrings.xml", LAUGHS + "<sst/>"), "KQ303"),
    "a document type in the workbook": (lambda: with_part("xl/workbook.xml", LAUGHS + "<workbook/>"), "KQ303"),
    "an external entity": (
        lambda: sheet_of(ONE, before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        "KQ303",
    ),
    "an unknown entity": (lambda: sheet_of(rows('<c r="A1" t="str"><v>&who;</v></c>')), "KQ303"),
    "a row off the sheet": (
        lambda: sheet_of('<sheetData><row r="4294967295"><c r="A4294967295"><v>1</v></c></row></sheetData>'),
        "KQ303",
    ),
    "a row just off the sheet": (lambda: sheet_of(rows('<c r="A1048577"><v>1</v></c>')), "KQ303"),
    "a column off the sheet": (lambda: sheet_of(rows('<c r="ZZZ9"><v>1</v></c>')), "KQ303"),
    "a deep tree": (lambda: sheet_of(ONE + "<!-- -->" + "<a>" * 300_000), "KQ305"),
    "a tag of two megabytes": (lambda: sheet_of(f'{ONE}<!-- --><a b="{LONG}"/>'), "KQ305"),
    "a comment of two megabytes": (lambda: sheet_of(f"{ONE}<!-- {LONG} -->"), "KQ305"),
    "more sheets than are read": (
        lambda: with_part("xl/workbook.xml", f"<workbook><sheets>{'<sheet/>' * 1_001}</sheets></workbook>"),
        "KQ305",
    ),
    "more merged ranges than are read": (
        lambda: sheet_of(f"{ONE}<mergeCells>{MERGE * 100_001}</mergeCells>"),
        "KQ305",
    ),
    "a repeated filled cell of ods": (
        lambda: ods(_ods_cell('table:number-columns-repeated="16384"', rows_repeated="1048576")),
        "KQ305",
    ),
    "a filled cell of ods off the sheet": (
        lambda: ods(
            f'<table:table><table:table-row table:number-rows-repeated="9999999999"/>{_ods_row("")}</table:table>'
        ),
        "KQ303",
    ),
    "a document type in ods": (
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": LAUGHS + "<a/>"}),
        "KQ303",
    ),
    "a text of one endless line": (lambda: b"1;2\n" + b";" * (5 << 20), "KQ303"),
    "a text larger than is read": (lambda: b"1;2\n" * (MAX_TEXT_FILE // 4 + 1), "KQ305"),
    "more empty texts than are read": (lambda: with_part("xl/sharedStrings.xml", EMPTY_TEXTS), "KQ305"),
    "hypertext with a tag of two megabytes": (lambda: f'<table><tr><td title="{LONG}">1</table>'.encode(), "KQ305"),
    "hypertext with a tag that never ends": (lambda: f"<table><tr><td>1</td><td title={LONG}".encode(), "KQ305"),
    "tables within tables": (lambda: b"<table><tr><td>" * (MAX_DEPTH + 1), "KQ305"),
    "more merged cells of hypertext than are read": (lambda: b"<table><tr><td colspan=2>" * 100_001, "KQ305"),
    "more columns of hypertext than a sheet has": (lambda: b"<table><tr>" + b"<td>1" * 16_385, "KQ303"),
    "a large page": (lambda: b"<table><tr><td>" + b" " * MAX_HYPERTEXT, "KQ305"),
    "a document type in XML of 2003": (lambda: xml_2003("", before=LAUGHS), "KQ303"),
    "XML of 2003 with a deep tree": (lambda: xml_2003("<Cell>" * (MAX_DEPTH + 1)), "KQ305"),
    "XML of 2003 with a tag of two megabytes": (lambda: xml_2003(f'<Row a="{LONG}"/>'), "KQ305"),
    "XML of 2003 with a row off the sheet": (lambda: xml_2003(f'<Row s:Index="1048577">{CELL_2003}</Row>'), "KQ303"),
    "XML of 2003 with a column off the sheet": (
        lambda: xml_2003(f"<Row>{CELL_2003}{FAR}</Row>"),
        "KQ303",
    ),
    "more merged cells of XML of 2003 than are read": (
        lambda: xml_2003(f"<Row>{MERGED * 11}</Row>" * 10_000),
        "KQ305",
    ),
    "shared texts that take four bytes a character": (  # 1,300 × 120 KB are more than 136 MB
        lambda: with_part("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{f"<si><t>{WIDE}</t></si>" * 1_300}</sst>'),
        "KQ305",
    ),
    "texts of cells that take four bytes a character": (lambda: sheet_of(rows(WIDE_CELL * 1_300)), "KQ305"),
    "the same in a sheet for the full parser": (lambda: sheet_of(rows("<!-- -->" + WIDE_CELL * 1_300)), "KQ305"),
    "sheets that are too much together": (lambda: _one_part_for(4, " " * (40 << 20)), "KQ305"),  # 160 of 128 MB
    "a deep ods": (lambda: ods("<table:table>" * (MAX_DEPTH + 1)), "KQ305"),
}


def _one_part_for(n: int, blank: str) -> bytes:
    """A workbook of ``n`` sheets that name one part."""
    sheets = "".join(f'<sheet name="Л{number}" sheetId="{number}" r:id="rId1"/>' for number in range(n))
    return xlsx(f"<sheetData>{blank}</sheetData>", workbook=workbook_of(sheets))


def _ods_row(attributes: str, *, rows_repeated: str = "1") -> str:
    cell = f'<table:table-cell office:value-type="float" office:value="1" {attributes}/>'
    return f'<table:table-row table:number-rows-repeated="{rows_repeated}">{cell}</table:table-row>'


def _ods_cell(attributes: str, *, rows_repeated: str = "1") -> str:
    return f"<table:table>{_ods_row(attributes, rows_repeated=rows_repeated)}</table:table>"


@pytest.mark.parametrize("attack", REFUSED)
def test_a_hostile_file_is_one_finding(attack: str, tmp_path: Path) -> None:
    make, code = REFUSED[attack]
    checked = read(make(), tmp_path)
    assert codes(checked) == [code]
    assert [name for found in checked.diagnostics for name in blank_parameters(found, language("ru"))] == []


@pytest.mark.parametrize("member", ["sheet", "strings"])
def test_one_endless_text_is_cut(member: str, tmp_path: Path) -> None:
    endless = "😀" * 2_000_000  # 8 MB in the file
    if member == "sheet":
        content = sheet_of(rows(f'<c r="A1" t="inlineStr"><is><t>{endless}</t></is></c>'))
    else:
        content = xlsx(rows('<c r="A1" t="s"><v>0</v></c>'), strings=f"<si><t>{endless}</t></si>")
    checked = read(content, tmp_path)
    assert [d.params["what"] for d in checked.diagnostics] == ["read.text_cut"]
    assert checked.value is not None
    assert checked.value.sheets[0].cells[0].value == "😀" * 32_767


def test_a_lie_about_the_number_of_texts_changes_nothing(tmp_path: Path) -> None:
    content = with_part(
        "xl/sharedStrings.xml", '<sst count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>'
    )
    assert codes(read(content, tmp_path)) == []


def test_a_merge_of_the_whole_sheet_is_kept_as_a_range(tmp_path: Path) -> None:
    checked = read(sheet_of(ONE + '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), tmp_path)
    assert checked.value is not None
    assert len(checked.value.sheets[0].merges) == 1


def test_a_long_text_is_cut_once_however_often_it_is_shown(tmp_path: Path) -> None:
    cells = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(1, 20_001))
    checked = read(xlsx(f"<sheetData>{cells}</sheetData>", strings=f"<si><t>{'я' * 500_000}</t></si>"), tmp_path)
    assert checked.value is not None
    assert [d.params["what"] for d in checked.diagnostics] == ["read.text_cut"]
    assert {len(str(c.value)) for c in checked.value.sheets[0].cells} == {32_767}
    assert len({id(c.value) for c in checked.value.sheets[0].cells}) == 1


def test_many_blanks_in_ods_are_clipped(tmp_path: Path) -> None:
    text = '<text:p>а<text:s text:c="1000000000"/>б</text:p>'
    cell = f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    checked = read(ods(f"<table:table><table:table-row>{cell}</table:table-row></table:table>"), tmp_path)
    assert checked.value is not None
    assert len(str(checked.value.sheets[0].cells[0].value)) == 32_767


def test_styled_empty_cells_cost_little(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{r}" s="1">{STYLED * 20}</row>' for r in range(1, 10_001))
    checked = read(xlsx(f'<sheetData>{empty}<row r="10001"><c r="A10001"><v>1</v></c></row></sheetData>'), tmp_path)
    assert checked.value is not None
    assert len(checked.value.sheets[0].cells) == 1


def test_tags_that_never_end_take_linear_time(tmp_path: Path) -> None:
    assert codes(read(sheet_of(f"<sheetData>{'<row ' * 200_000}</sheetData>"), tmp_path)) == ["KQ303"]
    assert codes(read(sheet_of(f"<sheetData>{OPEN * 100_000}</sheetData>"), tmp_path)) in (
        ["KQ303"],
        ["KQ305"],
    )


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<a b='", '<a b="', "<!--", "<![", "<?", "</a", "<", "&", "&a", "<script>", "<td x=y ", "<a b='>", "&#9"],
)
def test_hypertext_that_never_ends_takes_linear_time(piece: str, tmp_path: Path) -> None:
    content = (f"<table><tr><td>1</td></tr></table>{piece * (800_000 // len(piece))}").encode()
    checked = read(content, tmp_path)
    assert codes(checked) in ([], ["KQ324"], ["KQ305"])
    assert checked.value is None or checked.value.sheets[0].cells[0].value == "1"


def test_spans_of_hypertext_are_clipped_to_the_sheet(tmp_path: Path) -> None:
    content = b"<table><tr><td colspan=4294967295 rowspan=99999999999999999999>1</td></tr><tr></tr></table>"
    checked = read(content, tmp_path)
    assert codes(checked) == []
    assert checked.value is not None
    assert [m.ref for m in checked.value.sheets[0].merges] == ["A1:XFD2"]


def test_cells_from_above_are_looked_at_a_bounded_number_of_times(tmp_path: Path) -> None:
    above = "".join(f"<td rowspan={60_000 - n}>1" for n in range(4_000))
    content = f"<table><tr>{above}{'<tr><td>' * 50_000}</table>".encode()
    assert codes(read(content, tmp_path)) == ["KQ305"]


def test_rows_of_xml_of_2003_that_span_a_sheet_are_not_spread(tmp_path: Path) -> None:
    rows = f'<Row s:Hidden="1" s:Span="1048570">{CELL_2003}</Row>'
    checked = read(xml_2003(rows), tmp_path)
    assert checked.value is not None
    assert [(c.ref, c.hidden) for c in checked.value.sheets[0].cells] == [("A1", True)]
