"""What is too large for openpyxl is known before it is given the file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from xlsxwriter import Workbook as Writer

from kokoq.collect.annotate.bounds import hindrance, may_be_written, within
from kokoq.collect.read import Book, Kind, RawCell, RawSheet
from kokoq.collect.read.book import Range
from kokoq.collect.read.limits import Refused
from tests.collect.annotate.small import repack

SMALL = Book("файл.xlsx", "xlsx", (RawSheet("Лист", (RawCell(1, 1, Kind.TEXT, "нет"),)),), "00")


def content(folder: Path, rows: bytes) -> bytes:
    target = io.BytesIO()
    with Writer(target) as workbook:
        workbook.add_worksheet("Лист")
    path = folder / "файл.xlsx"
    path.write_bytes(target.getvalue())

    def put(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(b"<sheetData/>", b"<sheetData>" + rows + b"</sheetData>")

    repack(path, put)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("rows", "cause"),
    [
        (b"", None),
        (b'<row r="1"/>' * 400_000, "annotate.cause.large"),
        (b" " * (49 << 20), "annotate.cause.large"),
        (b"<!DOCTYPE a>", "annotate.cause.fault"),
    ],
    ids=["small", "empty rows", "spaces", "document type"],
)
def test_what_a_part_holds_is_counted_though_no_cell_is_filled(tmp_path: Path, rows: bytes, cause: str | None) -> None:
    assert hindrance(content(tmp_path, rows), SMALL) == cause


def test_a_part_that_does_not_unpack_is_refused(tmp_path: Path) -> None:
    damaged = content(tmp_path, b"<row/>").replace(b"<row/>", b"<row>>")
    with pytest.raises(Refused):
        hindrance(damaged, SMALL)


def test_merged_ranges_may_not_cover_a_sheet() -> None:
    small, whole = Range(1, 1, 2, 2), Range(1, 1, 1_048_576, 16_384)
    assert within([whole, small]) == [small]
    book = Book("файл.xlsx", "xlsx", (RawSheet("Лист", merges=(whole,)),), "00")
    assert hindrance(b"", book) == "annotate.cause.large"


@pytest.mark.parametrize(
    ("n", "letters", "written"), [(2, 4_000_000, True), (3, 4_000_000, False), (200_001, 1, False)]
)
def test_cells_and_their_texts_are_bounded(n: int, letters: int, *, written: bool) -> None:
    text = "я" * letters
    cells = tuple(RawCell(row, 1, Kind.TEXT, text) for row in range(1, n + 1))
    assert may_be_written(Book("файл.csv", "csv", (RawSheet("", cells),), "00")) is written
