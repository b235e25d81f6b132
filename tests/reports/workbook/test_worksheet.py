"""A finished sheet that is packed is the same sheet."""

import datetime as dt
from pathlib import Path
from zipfile import ZipFile

from kokoq.reports.workbook.book import Book

PART = "xl/worksheets/sheet1.xml"


def written(path: Path, *, sealed: bool) -> dict[str, bytes]:
    """The parts of a workbook with a text, a number, formulas, a merged heading and a row of its own height."""
    book = Book(path, "Отчёт", dt.datetime.combine(dt.date(2021, 8, 31), dt.time()))
    page = book.add("Расчёт")
    page.merged(0, 0, 2, "Школы", "header")
    page.text(1, 0, "А & Б < В", "text")
    page.number(1, 2, 0.5)
    page.formula(1, 1, '"<"&A2', "<А")
    page.formula(2, 1, "SUM(C2:C2)", 0.5, array=True)
    page.height(2, 30)
    if sealed:
        page.sheet.seal()
    book.close()
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_packed_sheet_is_written_as_any_other(tmp_path: Path) -> None:
    plain, packed = (written(tmp_path / f"{sealed}.xlsx", sealed=sealed) for sealed in (False, True))
    assert "А &amp; Б" not in plain[PART].decode()  # it stands among the shared texts
    assert '<f>"&lt;"&amp;A2</f><v>&lt;А</v>' in packed[PART].decode()
    assert packed == plain


def test_nothing_but_the_workbook_is_left_beside_it(tmp_path: Path) -> None:
    written(tmp_path / "report.xlsx", sealed=True)
    assert [path.name for path in tmp_path.iterdir()] == ["report.xlsx"]
