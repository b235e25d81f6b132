"""A marked copy says what it lacks of the file; of a file without such things it says nothing."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kokoq.collect.annotate.left_out import left_out
from tests.collect.annotate.small import HOME, fill_form, repack, send_back

FORM = "Школа 1.xlsx"
WORDS = "Из вашего файла в копии нет вот чего: "


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A form with something to correct."""
    fill_form(tmp_path, {"graduates": "нет"})
    return tmp_path / HOME / FORM


def put(part: str, text: bytes, file: Path) -> None:
    repack(file, lambda parts: parts.update({part: text}))


@pytest.mark.parametrize(
    ("part", "text", "told"),
    [
        ("xl/diagrams/data1.xml", b"<a/>", "shapes"),
        ("xl/ctrlProps/ctrlProp1.xml", b"<a/>", "controls"),
        ("xl/charts/chartEx1.xml", b"<a/>", "charts"),
        ("xl/slicers/slicer1.xml", b"<a/>", "slicers"),
        ("xl/threadedComments/threadedComment1.xml", b"<a/>", "threads"),
        ("xl/richData/rdrichvalue.xml", b"<a/>", "cell_pictures"),
        ("xl/model/item.data", b"", "queries"),
        ("xl/worksheets/sheet9.xml", b'<worksheet><legacyDrawingHF r:id="rId1"/></worksheet>', "header_pictures"),
        ("xl/worksheets/sheet9.xml", b"<worksheet><x14:conditionalFormatting></worksheet>", "formats"),
        ("xl/worksheets/sheet9.xml", b"<worksheet><x14:sparklineGroup/></worksheet>", "sparklines"),
    ],
)
def test_what_openpyxl_drops_is_named(part: str, text: bytes, told: str, sent: Path) -> None:
    put(part, text, sent)
    assert [str(word) for word in left_out(sent.read_bytes(), shapes=False)] == [f"annotate.lost.{told}"]


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/charts/chart1.xml", b"<a/>"),
        ("xl/worksheets/sheet9.xml", b'<worksheet><legacyDrawing r:id="rId1"/></worksheet>'),
    ],
)
def test_of_what_is_kept_nothing_is_said(part: str, text: bytes, sent: Path) -> None:
    put(part, text, sent)
    assert left_out(sent.read_bytes(), shapes=False) == ()


def test_shapes_that_are_not_taken_over_are_named_with_the_rest(sent: Path) -> None:
    assert [str(word) for word in left_out(sent.read_bytes(), shapes=True)] == ["annotate.lost.shapes"]


def test_the_letter_and_the_first_sheet_say_it(sent: Path) -> None:
    put("xl/diagrams/data1.xml", b"<a/>", sent)
    put("xl/slicers/slicer1.xml", b"<a/>", sent)
    back = send_back(sent.parents[2])
    said = f"{WORDS}часть надписей и фигур, срезы и временные шкалы"
    assert said in back["s1.md"].read_text(encoding="utf-8")
    assert said in str(openpyxl.load_workbook(back["s1.xlsx"]).worksheets[0]["B3"].value)


def test_of_an_ordinary_form_neither_says_anything(sent: Path) -> None:
    back = send_back(sent.parents[2])
    assert WORDS not in back["s1.md"].read_text(encoding="utf-8")
    assert WORDS not in str(openpyxl.load_workbook(back["s1.xlsx"]).worksheets[0]["B3"].value)
