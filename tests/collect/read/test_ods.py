import io
import zipfile
from pathlib import Path

import pytest

from kokoq.collect.read import Book, Kind, Range, State
from kokoq.collect.read.reader import read_book
from kokoq.diagnostics import Checked
from tests.collect.read.small import book_of, codes, ods, read

FIXTURES = Path(__file__).with_name("fixtures")


def cell(kind: str, attributes: str = "", text: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}" {attributes}><text:p>{text}</text:p></table:table-cell>'


SEVEN = cell("float", 'office:value="7"')


def sheet(*rows: str) -> bytes:
    return ods(f'<table:table table:name="Лист">{"".join(rows)}</table:table>')


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def test_a_file_of_libreoffice_is_read_with_all_that_it_tells() -> None:
    book = read_book(FIXTURES / "answers.ods", name="ответы.ods").value
    assert book is not None
    answers, hidden = book.sheets
    assert (answers.name, answers.state, hidden.state) == ("Ответы", State.VISIBLE, State.HIDDEN)
    assert answers.merges == (Range(1, 1, 1, 4),)
    assert [(c.ref, c.text) for c in answers.cells if c.hidden] == [
        ("C3", "скрытый столбец"),
        ("A12", "скрытая строка"),
    ]
    values = {c.ref: (c.kind, c.value) for c in answers.cells}
    assert values["B3"] == (Kind.NUMBER, 45.0)
    assert values["B5"] == (Kind.DATE, 44347.0)
    assert values["B7"] == (Kind.ERROR, "#DIV/0!")
    assert values["B8"] == (Kind.NUMBER, 50.0)
    assert values["F21"] == (Kind.TEXT, "две\nстроки")
    share, total = answers.at(4, 2), answers.at(8, 2)
    assert share is not None
    assert (share.value, share.percent) == (0.853, True)
    assert total is not None
    assert total.formula


def test_repeated_cells_and_rows_are_spread_only_where_filled(tmp_path: Path) -> None:
    five = cell("float", 'office:value="5" table:number-columns-repeated="2"')
    empty = '<table:table-cell table:number-columns-repeated="16382"/>'
    content = sheet(
        row(five, empty, attributes='table:number-rows-repeated="2"'),
        row(empty, attributes='table:number-rows-repeated="1048574"'),
    )
    assert [c.ref for c in book_of(content, tmp_path).sheets[0].cells] == ["A1", "B1", "A2", "B2"]


def test_a_text_is_made_of_its_pieces_without_the_comment(tmp_path: Path) -> None:
    comment = "<office:annotation><text:p>проверить</text:p></office:annotation>"
    text = "<text:p>а<text:s text:c='2'/><text:span>б</text:span><text:tab/>в</text:p><text:p>г</text:p>"
    content = sheet(row(f'<table:table-cell office:value-type="string">{comment}{text}</table:table-cell>'))
    assert book_of(content, tmp_path).sheets[0].cells[0].value == "а  б\tв\nг"


def test_times_and_truth_values_are_told(tmp_path: Path) -> None:
    content = sheet(
        row(
            cell("time", 'office:time-value="PT09H30M00S"'),
            cell("boolean", 'office:boolean-value="true"'),
            cell("date", 'office:date-value="2021-05-31T12:00:00"'),
            cell("currency", 'office:value="5"'),
            '<table:table-cell table:formula="of:=1+1"/>',
        )
    )
    found = [(c.kind, c.value) for c in book_of(content, tmp_path).sheets[0].cells]
    # 9 h 30 min are 9.5 / 24 of a day
    assert found == [
        (Kind.DATE, 9.5 / 24),
        (Kind.BOOL, True),
        (Kind.DATE, 44347.5),
        (Kind.NUMBER, 5.0),
        (Kind.BLANK, None),
    ]


def test_a_number_that_is_none_becomes_text_and_one_finding(tmp_path: Path) -> None:
    checked = read(sheet(row(cell("float", 'office:value="abc"', "abc"))), tmp_path)
    assert checked.value is not None
    assert checked.value.sheets[0].cells[0].value == "abc"
    assert codes(checked) == ["KQ324"]


def test_a_table_inside_a_cell_is_not_a_sheet(tmp_path: Path) -> None:
    inner = f'<table:table table:name="внутри">{row(SEVEN)}</table:table>'
    content = sheet(row(f"<table:table-cell>{inner}</table:table-cell>", cell("float", 'office:value="5"')))
    book = book_of(content, tmp_path)
    assert [(s.name, [(c.ref, c.value) for c in s.cells]) for s in book.sheets] == [("Лист", [("B1", 5.0)])]


def told(checked: Checked[Book | None]) -> list[str]:
    """What the file is said to hold beside its data, which is read."""
    assert checked.value is not None
    assert [c.value for c in checked.value.sheets[0].cells] == [7.0]
    assert {d.rule.code for d in checked.diagnostics} <= {"KQ335"}
    return [str(d.params["what"]) for d in checked.diagnostics]


def manifest(type_: str) -> dict[str, bytes]:
    entry = f'<manifest:file-entry manifest:full-path="Object 1/" manifest:media-type="{type_}"/>'
    return {"META-INF/manifest.xml": f"<manifest:manifest>{entry}</manifest:manifest>".encode()}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"Basic/Standard/Module1.xml": b"x"}, ["read.macros"]),
        ({"Scripts/python/macro.py": b"x"}, ["read.macros"]),
        ({"Configurations2/toolbar.xml": b"x"}, []),
        (manifest("application/vnd.oasis.opendocument.text"), ["read.objects"]),
        (manifest("application/vnd.sun.star.oleobject"), ["read.objects"]),
        (manifest("application/vnd.oasis.opendocument.chart"), []),
        ({"Object 2": b"x"}, ["read.objects"]),
        ({**manifest("application/vnd.oasis.opendocument.chart"), "Object 2/content.xml": b"x"}, ["read.objects"]),
        ({**manifest("application/vnd.oasis.opendocument.chart"), "Object 1/content.xml": b"x"}, []),
        ({"ObjectReplacements/Object 1": b"x"}, []),
    ],
)
def test_what_the_parts_hold_is_told_once_and_the_data_read(
    parts: dict[str, bytes], expected: list[str], tmp_path: Path
) -> None:
    content = io.BytesIO(sheet(f"<table:table-row>{SEVEN}</table:table-row>"))
    with zipfile.ZipFile(content, "a") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert told(read(content.getvalue(), tmp_path)) == expected


LAST_SEEN_OF_A_PROGRAM = (
    "<table:dde-links><table:dde-link><office:dde-source/>"
    f"<table:table>{row(SEVEN)}</table:table></table:dde-link></table:dde-links>"
)
REMEMBERED = (
    "<table:table table:name=\"'file:///C:/чужая.ods'#$Лист1\"><table:table-source/>"
    f"<table:table-row>{SEVEN}</table:table-row></table:table>"
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"<table:table-row>{SEVEN}</table:table-row></table:table>{REMEMBERED[:-14]}", ["read.links"]),
        (f"<table:table-source/><table:table-row>{SEVEN}</table:table-row>", ["read.links"]),
        (
            row(SEVEN.replace(">", " table:formula=\"of:=['file:///C:/чужая.ods'#$Лист1.A1]\">", 1)),
            ["read.links"],
        ),
        (
            f"{row(SEVEN)}</table:table>{LAST_SEEN_OF_A_PROGRAM}<table:table>",
            ["read.dde"],
        ),
    ],
)
def test_links_to_other_files_and_programs_are_told_and_what_was_last_seen_there_is_no_sheet(
    content: str, expected: list[str], tmp_path: Path
) -> None:
    checked = read(sheet(content), tmp_path)
    assert told(checked) == expected
    assert checked.value is not None
    assert [s.name for s in checked.value.sheets if s.cells] == ["Лист"]


def test_a_spreadsheet_in_one_file_of_xml_is_read_as_the_others_are(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(sheet(f"<table:table-row>{SEVEN}</table:table-row>"))) as archive:
        text = archive.read("content.xml").decode()
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    flat = text.replace("document-content", "document").replace("<office:document ", f"<office:document {kind} ")
    macros = "<office:scripts><office:script><module>x</module></office:script></office:scripts><office:body>"
    checked = read(flat.replace("<office:body>", macros).encode(), tmp_path)
    assert told(checked) == ["read.macros"]
    assert checked.value is not None
    assert (checked.value.format, checked.value.sheets[0].name) == ("fods", "Лист")


INSIDE = "<text:p><text:span>12</text:span></text:p>"
PICTURE = '<draw:image xlink:href="Pictures/1.png"/>'


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ("<draw:custom-shape><text:p>12 чел.</text:p></draw:custom-shape>", ["read.text_boxes"]),
        (
            "<draw:frame><draw:text-box><text:p><text:span>12</text:span></text:p></draw:text-box></draw:frame>",
            ["read.text_boxes"],
        ),
        ("<draw:g><draw:rect/><draw:rect><text:p>12</text:p></draw:rect></draw:g>", ["read.text_boxes"]),
        (f"<draw:frame>{PICTURE}</draw:frame>", ["read.pictures"]),
        ("<draw:custom-shape><text:p/></draw:custom-shape>", []),
        ("<draw:line/>", []),
        (f"<draw:frame><draw:object/>{PICTURE.replace('Pictures', './ObjectReplacements')}</draw:frame>", []),
        ("<office:annotation><text:p>проверить</text:p></office:annotation>", []),
    ],
)
def test_what_lies_over_the_sheet_is_told_and_no_word_of_a_cell(over: str, expected: list[str], tmp_path: Path) -> None:
    for cells in (f"<table:table-cell>{over}</table:table-cell>{SEVEN}", f"<table:table-cell/>{SEVEN}"):
        inside = over not in cells
        table = f'<table:table table:name="Лист">{f"<table:shapes>{over}</table:shapes>" if inside else ""}{row(cells)}'
        checked = read(ods(f"{table}</table:table>"), tmp_path)
        assert checked.value is not None
        assert [(cell.ref, cell.value) for cell in checked.value.sheets[0].cells] == [("B1", 7.0)]
        assert [(d.rule.code, d.params["what"]) for d in checked.diagnostics] == [("KQ439", what) for what in expected]


@pytest.mark.parametrize(
    ("text", "value", "kind", "read_as"),
    [
        ("TRUE", 1, Kind.BOOL, True),
        ("ЛОЖЬ", 0, Kind.BOOL, False),
        ("1", 1, Kind.NUMBER, 1.0),
        ("7", 7, Kind.NUMBER, 7.0),
    ],
)
def test_a_number_that_is_seen_as_a_truth_value_is_one(
    text: str, value: int, kind: Kind, read_as: object, tmp_path: Path
) -> None:
    content = sheet(row(cell("float", f'office:value="{value}"', text)))
    (found,) = book_of(content, tmp_path).sheets[0].cells
    assert (found.kind, found.value) == (kind, read_as)
