import io
import zipfile
from pathlib import Path

import pytest

from kokoq.collect.read import Kind, Range, State
from kokoq.language import language
from kokoq.wording import to_message
from tests.blanks import blank_parameters
from tests.collect.read.small import (
    MAIN,
    RELATIONS,
    STRICT,
    book_of,
    cells_of,
    codes,
    one,
    parts,
    read,
    relations,
    rows,
    workbook_of,
    xlsb,
    xlsx,
    zipped,
)

COMMENT = "<!-- makes the full parser read the sheet -->"
BOTH = pytest.mark.parametrize("way", ["", COMMENT], ids=["plain", "full"])
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs>'
)


@BOTH
def test_every_kind_of_value_is_told(way: str, tmp_path: Path) -> None:
    data = rows(
        '<c r="A1"><v>45</v></c>',
        '<c r="B1" s="1"><v>0.853</v></c>',
        '<c r="C1" s="2"><v>44347</v></c>',
        '<c r="D1" t="b"><v>1</v></c>',
        '<c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="F1" t="str"><f>"а"&amp;"б"</f><v>а&amp;б</v></c>',
        '<c r="G1" t="inlineStr"><is><t>две&#10;строки</t></is></c>',
        '<c r="H1" t="s"><v>1</v></c>',
        '<c r="I1" t="d"><v>2021-05-31</v></c>',
        '<c r="J1" t="e"><v>#SPILL!</v></c>',
    )
    book = book_of(xlsx(data + way, styles=STYLES, strings="<si><t>нет</t></si><si><t>школа</t></si>"), tmp_path)
    found = [(c.ref, c.kind, c.value, c.formula) for c in book.sheets[0].cells]
    assert found == [
        ("A1", Kind.NUMBER, 45.0, False),
        ("B1", Kind.NUMBER, 0.853, False),
        ("C1", Kind.DATE, 44347.0, False),
        ("D1", Kind.BOOL, True, False),
        ("E1", Kind.ERROR, "#DIV/0!", True),
        ("F1", Kind.TEXT, "а&б", True),
        ("G1", Kind.TEXT, "две\nстроки", False),
        ("H1", Kind.TEXT, "школа", False),
        ("I1", Kind.DATE, 44347.0, False),
        ("J1", Kind.ERROR, "#SPILL!", False),
    ]
    assert [c.percent for c in book.sheets[0].cells[:3]] == [False, True, False]


@BOTH
def test_a_formula_without_its_value_is_blank_and_an_empty_text_is_not(way: str, tmp_path: Path) -> None:
    data = rows(
        '<c r="A1"><f>B1*2</f></c>',
        '<c r="B1"><f>B1*2</f><v></v></c>',
        '<c r="C1"><f t="shared" si="0"/><v/></c>',
        '<c r="D1" t="str"><f>""</f><v></v></c>',
        '<c r="E1" s="1"/>',
        '<c r="F1" s="1"></c>',
    )
    cells = book_of(xlsx(data + way), tmp_path).sheets[0].cells
    assert [(c.ref, c.kind, c.value, c.formula) for c in cells] == [
        ("A1", Kind.BLANK, None, True),
        ("B1", Kind.BLANK, None, True),
        ("C1", Kind.BLANK, None, True),
        ("D1", Kind.TEXT, "", True),
    ]


@BOTH
def test_a_number_cell_with_words_becomes_text_and_one_finding(way: str, tmp_path: Path) -> None:
    data = rows(
        *(
            f'<c r="{column}1"><v>{value}</v></c>'
            for column, value in zip("ABCDEF", ("abc", "1_000", "nan", "1e999", "٣", "5"), strict=True)
        )
    )
    checked = read(xlsx(data + way), tmp_path)
    assert checked.value is not None
    assert [c.value for c in checked.value.sheets[0].cells] == ["abc", "1_000", "nan", "1e999", "٣", 5.0]
    assert [(d.rule.code, str(d.where), d.params["what"]) for d in checked.diagnostics] == [
        ("KQ324", "файл.xlsx!Лист!A1", "read.not_numeric")
    ]


@BOTH
def test_a_text_that_is_not_in_the_list_is_a_loss(way: str, tmp_path: Path) -> None:
    data = rows('<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>7</v></c>', '<c r="C1" t="s"><v>-1</v></c>')
    checked = read(xlsx(data + way, strings="<si><t>а</t></si>"), tmp_path)
    assert checked.value is not None
    assert [c.value for c in checked.value.sheets[0].cells] == ["а", "", ""]
    assert codes(checked) == ["KQ324"]


@BOTH
def test_hidden_rows_and_columns_mark_their_cells(way: str, tmp_path: Path) -> None:
    first_span, second_span = '<col min="2" max="3" width="9" hidden="1"/>', '<col min="3" max="4" hidden="true"/>'
    columns = f'<cols>{first_span}{second_span}<col min="9" max="9"/></cols>'
    first = f'<row r="1">{one("1")}{one("2", at="D1")}</row>'
    hidden = f'<row hidden="1" r="2">{one("3", at="A2")}</row><row r="3" hidden="1" ht="1"/>'
    data = f"<sheetData>{first}{hidden}</sheetData>"
    sheet = book_of(xlsx(columns + data + way), tmp_path).sheets[0]
    assert [(c.ref, c.hidden) for c in sheet.cells] == [("A1", False), ("D1", True), ("A2", True)]
    assert sheet.hidden_rows == {2}
    assert sheet.hidden_columns == ((2, 4),)


@BOTH
def test_values_under_merged_cells_are_set_apart_and_noted(way: str, tmp_path: Path) -> None:
    merges = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="D4"/></mergeCells>'
    checked = read(xlsx(rows('<c r="A1"><v>1</v></c>', '<c r="B1"><v>2</v></c>') + merges + way), tmp_path)
    assert checked.value is not None
    sheet = checked.value.sheets[0]
    assert [c.ref for c in sheet.cells] == ["A1"]
    assert [c.value for c in sheet.covered] == [2.0]
    assert sheet.merges == (Range(1, 1, 2, 2),)
    assert [(d.rule.code, str(d.where)) for d in checked.diagnostics] == [("KQ326", "файл.xlsx!Лист!B1")]


def test_values_under_merged_cells_of_several_sheets_are_one_finding(tmp_path: Path) -> None:
    names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate("АБ", 1))
    merged = rows(one("1"), one("2", at="B1")) + '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    made = parts(merged, workbook=workbook_of(names))
    made["xl/_rels/workbook.xml.rels"] = relations(*((f"rId{n}", "worksheet", "worksheets/sheet1.xml") for n in (1, 2)))
    (told,) = read(zipped(made), tmp_path).diagnostics
    assert (told.rule.code, str(told.where)) == ("KQ326", "файл.xlsx!А!B1")
    assert [str(place) for place in told.related] == ["файл.xlsx!Б!B1"]
    assert (told.params["n"], told.params["cells"]) == (2, ("B1", "Б!B1"))


@BOTH
def test_the_declared_dimension_is_never_trusted(way: str, tmp_path: Path) -> None:
    data = '<dimension ref="A1"/>' + rows('<c r="A1"><v>1</v></c>', '<c r="XFD1048576"><v>2</v></c>')
    sheet = book_of(xlsx(data + way), tmp_path).sheets[0]
    assert sheet.extent == (1_048_576, 16_384)
    assert len(sheet.cells) == 2


@BOTH
def test_rows_out_of_order_are_put_in_order_and_a_second_value_wins(way: str, tmp_path: Path) -> None:
    second = f'<row r="2">{one("1", at="B2")}{one("2", at="A2")}</row>'
    data = f'<sheetData>{second}<row r="1">{one("3")}{one("4")}</row></sheetData>'
    checked = read(xlsx(data + way), tmp_path)
    assert checked.value is not None
    assert [(c.ref, c.value) for c in checked.value.sheets[0].cells] == [("A1", 4.0), ("A2", 2.0), ("B2", 1.0)]
    assert [d.params["what"] for d in checked.diagnostics] == ["read.cell_twice"]


def test_cells_without_places_follow_one_another(tmp_path: Path) -> None:
    fifth = "<row r='5'><c><v>3</v></c></row><row><c><v>4</v></c></row>"
    data = f"<sheetData><row><c><v>1</v></c><c><v>2</v></c></row>{fifth}</sheetData>"
    assert cells_of(xlsx(data), tmp_path) == {"A1": 1.0, "B1": 2.0, "A5": 3.0, "A6": 4.0}


@BOTH
def test_dates_of_the_1904_system_become_those_of_1900(way: str, tmp_path: Path) -> None:
    sheets = '<sheet name="Лист" sheetId="1" r:id="rId1"/>'
    workbook = workbook_of(sheets, properties='<workbookPr date1904="1"/>')
    data = rows('<c r="A1" s="2"><v>0</v></c>') + way  # 1 January 1904 is 1462 days after 31 December 1899
    assert cells_of(xlsx(data, styles=STYLES, workbook=workbook), tmp_path) == {"A1": 1462.0}


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-16", "koi8-r", "UTF-8"])
def test_a_sheet_may_be_written_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    data = rows('<c r="A1" t="inlineStr"><is><t>школа</t></is></c>')
    text = f'<?xml version="1.0" encoding="{encoding}"?><worksheet xmlns="{MAIN}">{data}</worksheet>'
    assert cells_of(xlsx(text.encode(encoding)), tmp_path) == {"A1": "школа"}


def test_a_mark_of_the_byte_order_is_no_obstacle(tmp_path: Path) -> None:
    text = f'\ufeff<worksheet xmlns="{MAIN}">{rows(one("5"))}</worksheet>'
    assert cells_of(xlsx(text.encode()), tmp_path) == {"A1": 5.0}


def test_strict_and_prefixed_sheets_are_read(tmp_path: Path) -> None:
    data = '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row></x:sheetData>'
    assert cells_of(xlsx(f'<x:worksheet xmlns:x="{STRICT}">{data}</x:worksheet>'.encode()), tmp_path) == {"A1": 5.0}


def test_names_as_1c_writes_them_are_found(tmp_path: Path) -> None:
    made = parts(rows('<c r="A1" t="s"><v>0</v></c>'), strings="<si><t>школа</t></si>")
    made["xl/SharedStrings.xml"] = made.pop("xl/sharedStrings.xml")
    renamed = {name.replace("/", "\\"): content for name, content in made.items()}
    assert cells_of(zipped(renamed), tmp_path) == {"A1": "школа"}


def test_a_workbook_part_of_another_name_is_found_by_its_relation(tmp_path: Path) -> None:
    made = parts(rows('<c r="A1"><v>5</v></c>'))
    made["xl/workbook2.xml"] = made.pop("xl/workbook.xml")
    made["xl/_rels/workbook2.xml.rels"] = made.pop("xl/_rels/workbook.xml.rels")
    made["_rels/.rels"] = str(made["_rels/.rels"]).replace("xl/workbook.xml", "/xl/workbook2.xml")
    assert cells_of(zipped(made), tmp_path) == {"A1": 5.0}


def test_sheets_keep_their_states_and_charts_are_left_out(tmp_path: Path) -> None:
    made = parts(rows('<c r="A1"><v>5</v></c>'))
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{i}" {state} r:id="{relation}"/>'
        for i, (name, state, relation) in enumerate(
            [
                ("а", "", "rId1"),
                ("б", 'state="hidden"', "rId1"),
                ("в", 'state="veryHidden"', "rId1"),
                ("г", "", "rId9"),
            ],
            1,
        )
    )
    made["xl/workbook.xml"] = workbook_of(sheets)
    chart = f'<Relationship Id="rId9" Type="{RELATIONS}/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>'
    made["xl/_rels/workbook.xml.rels"] = str(made["xl/_rels/workbook.xml.rels"]).replace("</Relationships>", chart)
    found = [(sheet.name, sheet.state) for sheet in book_of(zipped(made), tmp_path).sheets]
    assert found == [("а", State.VISIBLE), ("б", State.HIDDEN), ("в", State.VERY_HIDDEN)]


def test_a_damaged_sheet_leaves_the_others(tmp_path: Path) -> None:
    made = parts(rows('<c r="A1"><v>5</v></c>'))
    made["xl/worksheets/sheet2.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>5</v>'
    made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace(
        "</sheets>", '<sheet name="Плохой" sheetId="2" r:id="rId5"/></sheets>'
    )
    made["xl/_rels/workbook.xml.rels"] = str(made["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        f'<Relationship Id="rId5" Type="{RELATIONS}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>',
    )
    checked = read(zipped(made), tmp_path)
    assert checked.value is not None
    assert [sheet.name for sheet in checked.value.sheets] == ["Лист"]
    assert [(d.rule.code, str(d.where)) for d in checked.diagnostics] == [("KQ303", "файл.xlsx!Плохой")]


def of_sheets(part: str, *targets: str) -> bytes:
    """A workbook of sheets Л1, Л2…, each of which has this part as its own; those without a target have none."""
    made = parts(rows('<c r="A1"><v>5</v></c>'))
    sheets = "".join(f'<sheet name="Л{n}" sheetId="{n}" r:id="s{n}"/>' for n, _ in enumerate(targets, 1))
    made["xl/workbook.xml"] = workbook_of(sheets)
    named = [(f"s{n}", "worksheet", target) for n, target in enumerate(targets, 1) if target != "-"]
    made["xl/_rels/workbook.xml.rels"] = relations(*named)
    return zipped(made | {f"xl/{target}": part for target in targets if target.endswith(".xml")})


def test_the_same_fault_of_many_sheets_is_one_finding(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    (told,) = read(of_sheets(laughs, *(f"s{n}.xml" for n in range(30))), tmp_path).diagnostics
    assert (told.rule.code, str(told.where), len(told.related)) == ("KQ303", "файл.xlsx!Л1", 10)
    assert to_message(told, language("ru")).endswith("(DOCTYPE), в таблицах его не бывает (листов: 30).")


def test_parts_differ_and_the_fault_is_one(tmp_path: Path) -> None:
    (told,) = read(of_sheets("<a", "s1.xml", "s2.xml"), tmp_path).diagnostics
    assert to_message(told, language("ru")).endswith("разметка части xl/s1.xml нарушена (листов: 2).")


def test_a_loss_of_many_sheets_is_told_once_with_all_its_cells(tmp_path: Path) -> None:
    cells = rows('<c r="B1" t="s"><v>7</v></c>', '<c r="C1" t="s"><v>8</v></c>')
    sheet = f'<worksheet xmlns="{MAIN}">{cells}</worksheet>'
    (told,) = read(of_sheets(sheet, "s1.xml", "s2.xml", "s3.xml"), tmp_path).diagnostics
    assert (told.rule.code, str(told.where)) == ("KQ324", "файл.xlsx!Л1!B1")
    assert "6 яч. ссылаются на тексты, которых в файле нет (листов: 3)" in to_message(told, language("ru"))


@pytest.mark.parametrize("target", ["", "/", ".", "..", "../..", "-", " "])
def test_a_sheet_whose_part_has_no_name_is_told_without_one(target: str, tmp_path: Path) -> None:
    """«-» stands for a sheet of which the workbook names no part at all."""
    (told,) = read(of_sheets("", target), tmp_path).diagnostics
    assert (told.rule.code, str(told.where)) == ("KQ303", "файл.xlsx!Л1")
    assert blank_parameters(told, language("ru")) == []


def test_damaged_styles_cost_formats_but_no_values(tmp_path: Path) -> None:
    made = parts(rows('<c r="A1" s="2"><v>44347</v></c>'))
    made["xl/styles.xml"] = "<styleSheet><cellXfs>"
    checked = read(zipped(made), tmp_path)
    assert checked.value is not None
    assert checked.value.sheets[0].cells[0].kind is Kind.NUMBER
    assert [d.params["what"] for d in checked.diagnostics] == ["read.styles"]


def test_macros_and_links_to_other_workbooks_are_told_once_and_the_data_read(tmp_path: Path) -> None:
    known = parts(rows('<c r="A1"><v>45</v></c>'))
    name = next(part for part in known if part.endswith("workbook.xml.rels"))
    kinds = ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", *[f"{RELATIONS}/externalLink"] * 2)
    more = "".join(f'<Relationship Id="m{n}" Type="{kind}" Target="x{n}.bin"/>' for n, kind in enumerate(kinds))
    known[name] = str(known[name]).replace("</Relationships>", f"{more}</Relationships>")
    checked = read(zipped(known), tmp_path)
    assert checked.value is not None
    assert [c.value for c in checked.value.sheets[0].cells] == [45.0]
    told = [(d.rule.code, str(d.params["what"])) for d in checked.diagnostics]
    assert told == [("KQ335", "read.links"), ("KQ335", "read.macros")]


DDE = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'


@pytest.mark.parametrize(
    ("part", "content", "expected"),
    [
        ("xl/vbaProject.bin", b"x", "macros"),
        ("xl/macrosheets/sheet1.xml", b"<x/>", "macro_sheets"),
        ("xl/externalLinks/externalLink1.xml", b"<externalLink><externalBook/></externalLink>", "links"),
        ("xl/externalLinks/externalLink1.xml", DDE, "dde"),
        ("xl/externalLinks/externalLink1.xml", b"", "links"),
        ("xl/connections.xml", b"<connections/>", "connections"),
        ("xl/embeddings/oleObject1.bin", b"x", "objects"),
        ("xl/activeX/activeX1.xml", b"<x/>", "controls"),
    ],
)
@pytest.mark.parametrize("kind", ["xlsx", "xlsb"])
def test_what_the_parts_of_a_workbook_hold_is_told_as_what_it_is(
    kind: str, part: str, content: bytes, expected: str, tmp_path: Path
) -> None:
    target = io.BytesIO(xlsb() if kind == "xlsb" else xlsx(rows(one("45"))))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(part, content)
    checked = read(target.getvalue(), tmp_path)
    assert checked.value is not None
    assert checked.value.sheets[0].cells[-1].value == 45.0
    told = [str(d.params["what"]) for d in checked.diagnostics if d.rule.code == "KQ335"]
    assert told == [f"read.{expected}"]


WORDS = b"<xdr:wsDr><xdr:sp><xdr:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"


@pytest.mark.parametrize(
    ("part", "content", "expected"),
    [
        ("xl/media/image1.png", b"x", ["read.pictures"]),
        ("xl/drawings/drawing1.xml", WORDS.replace(b"{}", b"12"), ["read.text_boxes"]),
        ("xl/drawings/drawing1.xml", WORDS.replace(b"{}", b""), []),
        ("xl/drawings/drawing1.xml", b"<xdr:wsDr><xdr:graphicFrame/></xdr:wsDr>", []),
        ("xl/charts/chart1.xml", b"<a:t>12</a:t>", []),
    ],
)
def test_what_lies_over_the_sheet_is_told_as_not_read(
    part: str, content: bytes, expected: list[str], tmp_path: Path
) -> None:
    checked = read(zipped({**parts(rows(one("45"))), part: content}), tmp_path)
    assert [(d.rule.code, d.params["what"]) for d in checked.diagnostics] == [("KQ439", what) for what in expected]


def test_more_figures_than_are_read_are_refused_before_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread(*_: object, **__: object) -> None:
        raise AssertionError("the sheet was read")

    monkeypatch.setattr("kokoq.collect.read.xlsx.MAX_CELLS", 1000)
    monkeypatch.setattr("kokoq.collect.read.xlsx.read_plain", unread)
    sheet = rows(*(f'<c r="A{n}"><v>{n}</v></c>' for n in range(1, 1102)))
    assert codes(read(xlsx(sheet), tmp_path)) == ["KQ305"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_parts_with_one_name_the_last_counts_and_that_is_told(tmp_path: Path) -> None:
    target = io.BytesIO(xlsx(rows(one("45"))))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}">{rows(one("46"))}</worksheet>')
    checked = read(target.getvalue(), tmp_path)
    assert checked.value is not None
    assert [c.value for c in checked.value.sheets[0].cells] == [46.0]
    assert [str(d.params["what"]) for d in checked.diagnostics] == ["read.part_twice"]


@pytest.mark.parametrize("ref", ["$A$1", "A1:B2", "AAA", "1", "Я1"])
def test_a_cell_whose_address_nobody_understands_is_told(ref: str, tmp_path: Path) -> None:
    (told,) = read(xlsx(rows(one("45", at=ref))), tmp_path).diagnostics
    assert (told.rule.code, str(told.where), str(told.params["what"])) == (
        "KQ324",
        "файл.xlsx!Лист!A1",
        "read.place_unknown",
    )
