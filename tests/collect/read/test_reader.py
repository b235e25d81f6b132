import hashlib
import os
import random
import sys
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kokoq.collect.read import Kind, RawSheet, Readers, read_book
from tests.collect.read.small import CELL_2003, book_of, codes, one, read, rows, xlsb, xlsx, xml_2003

FIXTURES = Path(__file__).with_name("fixtures")
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t&<>_x\r"), min_size=1, max_size=40
)
NUMBERS = st.floats(-1e300, 1e300) | st.integers(-(10**9), 10**9).map(float)
PLACES = st.tuples(st.integers(0, 300), st.integers(0, 60))
CELLS = st.dictionaries(PLACES, TEXTS | NUMBERS | st.booleans(), max_size=40)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cells=CELLS, written=st.sampled_from(["shared texts", "texts in cells"]))
def test_what_xlsxwriter_writes_is_read_back(
    cells: dict[tuple[int, int], str | float | bool], written: str, tmp_path: Path
) -> None:
    path = tmp_path / "written.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": written == "texts in cells"}) as workbook:
        sheet = workbook.add_worksheet()
        for (row, column), value in sorted(cells.items()):
            match value:
                case bool():
                    sheet.write_boolean(row, column, value)
                case str():
                    sheet.write_string(row, column, value)
                case _:
                    sheet.write_number(row, column, value)
    checked = read_book(path, name="written.xlsx")
    assert checked.value is not None
    assert checked.diagnostics == ()
    found = {(c.row - 1, c.column - 1): c.value for c in checked.value.sheets[0].cells}
    assert found == {place: as_written(value) for place, value in cells.items()}


def as_written(value: str | float | bool) -> str | float | bool:  # noqa: FBT001
    """XlsxWriter keeps 16 digits; XML makes one line end of two."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    return value if isinstance(value, bool) else float(f"{value:.16G}")


def ordinary(path: Path) -> None:
    """A workbook like those that schools send: texts, numbers, percents, gaps, several sheets."""
    dice = random.Random(7)  # noqa: S311 - only variety is wanted
    with xlsxwriter.Workbook(path) as workbook:
        share = workbook.add_format({"num_format": "0.0%"})
        for name in ("Кадры", "Итоги"):
            sheet = workbook.add_worksheet(name)
            for row in range(2, 60):
                sheet.write_string(row, 1, f"Показатель {dice.randrange(40)}")
                if dice.random() < 0.8:
                    sheet.write_number(row, 2, dice.randrange(1000))
                sheet.write_number(row, 4, dice.random(), share)
                sheet.write_blank(row, 5, None, share)


def test_an_ordinary_workbook_reads_as_calamine_and_openpyxl_read_it(tmp_path: Path) -> None:
    path = tmp_path / "ordinary.xlsx"
    ordinary(path)
    book = read_book(path, name="ordinary.xlsx").value
    assert book is not None
    calamine, other = python_calamine.load_workbook(str(path)), openpyxl.load_workbook(path)
    for sheet in book.sheets:
        found = {(c.row, c.column): c.value for c in sheet.cells}
        assert found == _by_calamine(calamine.get_sheet_by_name(sheet.name))
        assert found == {(c.row, c.column): c.value for line in other[sheet.name] for c in line if c.value is not None}


def _by_calamine(sheet: python_calamine.CalamineSheet) -> dict[tuple[int, int], object]:
    top, left = sheet.start or (0, 0)
    return {
        (r, c): value
        for r, line in enumerate(sheet.to_python(), start=top + 1)
        for c, value in enumerate(line, start=left + 1)
        if value != ""
    }


def test_the_same_answers_come_out_of_xls_and_ods() -> None:
    with Readers() as readers:
        both = [readers.read(FIXTURES / name, name=name).value for name in ("answers.xls", "answers.ods")]
    first, second = (_values(book.sheets[0]) for book in both if book is not None)
    assert first.keys() == second.keys()
    assert first == second


def _values(sheet: RawSheet) -> dict[str, object]:
    return {c.ref: c.value for c in sheet.cells}


SEEDS = {
    "xlsx": xlsx(
        rows(one("5"), one("0", at="B1", more='t="s"'), '<c r="C1" t="str"><f>A1</f><v>да</v></c>'),
        strings="<si><t>школа</t></si>",
    ),
    "ods": (FIXTURES / "answers.ods").read_bytes(),
    "csv": "Школа;Доля\nСОШ № 1;85,3\n".encode("cp1251"),
    "html": "<table><tr><th rowspan=2>Школа<th colspan=2>Доля<tr><td>а&nbsp;б<tr><td>85,3</table>".encode("cp1251"),
    "xml": xml_2003(f"<Row>{CELL_2003 * 3}</Row><Row s:Index='5' s:Hidden='1'>{CELL_2003}</Row>"),
}


@pytest.mark.parametrize("seed", SEEDS)
def test_any_change_of_bytes_ends_with_a_book_or_with_findings(seed: str, tmp_path: Path) -> None:
    dice, whole = random.Random(11), SEEDS[seed]  # noqa: S311 - only variety is wanted
    path = tmp_path / "changed"
    for _ in range(250):
        path.write_bytes(_changed(whole, dice))
        checked = read_book(path, name="changed")
        assert (checked.value is not None) or checked.failed


@pytest.mark.parametrize("seed", ["answers.xls", "xlsb"])
def test_the_child_survives_changed_bytes_or_is_replaced(seed: str, tmp_path: Path) -> None:
    dice = random.Random(13)  # noqa: S311 - only variety is wanted
    whole = xlsb() if seed == "xlsb" else (FIXTURES / seed).read_bytes()
    path = tmp_path / "changed"
    with Readers() as readers:
        for _ in range(40):
            path.write_bytes(_changed(whole, dice))
            checked = readers.read(path, name="changed")
            assert (checked.value is not None) or checked.failed


def _changed(content: bytes, dice: random.Random) -> bytes:
    """The bytes with a few of them changed, dropped or doubled."""
    made = bytearray(content)
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(made))
        match dice.randrange(4):
            case 0:
                made[at] = dice.randrange(256)
            case 1:
                del made[at : at + dice.randrange(1, 20)]
            case 2:
                made[at:at] = made[at : at + dice.randrange(1, 20)]
            case _:
                made[at] ^= 1 << dice.randrange(8)
        made = made or bytearray(b"x")
    return bytes(made)


@given(content=st.binary(max_size=300))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_random_bytes_never_raise(content: bytes, tmp_path: Path) -> None:
    checked = read(content, tmp_path)
    assert (checked.value is not None) or checked.failed


def test_an_empty_file_is_named_empty(tmp_path: Path) -> None:
    assert codes(read(b"", tmp_path)) == ["KQ304"]


def test_a_missing_file_and_a_folder_are_findings(tmp_path: Path) -> None:
    assert codes(read_book(tmp_path / "нет.xlsx", name="нет.xlsx")) == ["KQ901"]
    assert codes(read_book(tmp_path, name="папка")) == ["KQ323"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says of such a path that it does not exist")
def test_what_the_system_refuses_is_a_finding_with_its_words(tmp_path: Path) -> None:
    (tmp_path / "файл").write_bytes(b"x")
    checked = read_book(tmp_path / "файл" / "внутри.xlsx", name="внутри.xlsx")
    assert codes(checked) == ["KQ325"]
    assert checked.diagnostics[0].params == {"problem": "system.ENOTDIR"}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes among files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert codes(read_book(tmp_path / "pipe.xlsx", name="pipe.xlsx")) == ["KQ323"]


@pytest.mark.parametrize("name", ["~$форма.xlsx", ".~lock.форма.ods#"])
def test_lock_files_are_passed_over(name: str, tmp_path: Path) -> None:
    checked = read(b"\x05user", tmp_path, name=name)
    assert (checked.value, checked.diagnostics) == (None, ())


def test_the_extension_is_never_asked(tmp_path: Path) -> None:
    content = xlsx(rows(one("5")))
    checked = read(content, tmp_path, name="форма.xls")
    assert checked.value is not None
    assert (checked.value.format, checked.value.sha256) == ("xlsx", hashlib.sha256(content).hexdigest())


def test_values_that_no_reader_tells_apart_stay_apart(tmp_path: Path) -> None:
    blank = '<c r="B1"><f>A1</f></c>'
    cells = book_of(xlsx(rows(one("5"), blank)), tmp_path).sheets[0].cells
    assert [c.kind for c in cells] == [Kind.NUMBER, Kind.BLANK]
