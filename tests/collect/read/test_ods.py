import io
import zipfile
from pathlib import Path

import pytest

from kokoq.collect.read import Kind, Range, State
from kokoq.collect.read.reader import read_book
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


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("Basic/Standard/Module1.xml", [("KQ335", "read.macros")]),
        ("Scripts/python/macro.py", [("KQ335", "read.macros")]),
        ("Configurations2/toolbar.xml", []),
    ],
)
def test_macros_are_told_once_and_the_data_read(tmp_path: Path, part: str, told: list[tuple[str, str]]) -> None:
    content = io.BytesIO(sheet(f"<table:table-row>{SEVEN}</table:table-row>"))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(part, "x")
    checked = read(content.getvalue(), tmp_path)
    assert checked.value is not None
    assert [c.value for c in checked.value.sheets[0].cells] == [7.0]
    assert [(d.rule.code, str(d.params["what"])) for d in checked.diagnostics] == told
