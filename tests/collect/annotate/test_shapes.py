"""Text boxes over a school's sheet stand in its marked copy, too, without what runs or leads anywhere."""

from __future__ import annotations

import base64
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kokoq.collect.annotate.shapes import shapes_of
from tests.collect.annotate.small import HOME, fill_form, repack, send_back

FORM = "Школа 1.xlsx"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
BOX = """<xdr:sp macro="[0]!Run" textlink="A1"><xdr:nvSpPr><xdr:cNvPr id="3" name="Надпись">LINK</xdr:cNvPr><xdr:cNvSpPr
txBox="1"/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p>
<a:r><a:t>По химии сдавали 7</a:t></a:r></a:p></xdr:txBody></xdr:sp>"""
LINK = '<a:hlinkClick r:id="rId1"/>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
STAMP = """<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Печать"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>
<a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/>
</a:prstGeom></xdr:spPr></xdr:pic>"""
PLACES = """<xdr:from><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff>
</xdr:from><xdr:to><xdr:col>7</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"""


def drawing(shape: str, places: str = PLACES) -> bytes:
    """A drawing of one shape, as Excel writes it."""
    anchor = f"<xdr:twoCellAnchor>{places}{shape}<xdr:clientData/></xdr:twoCellAnchor>"
    return f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{MAIN}" xmlns:r="{KINDS}">{anchor}</xdr:wsDr>'.encode()


def put(file: Path, text: bytes) -> None:
    """Draw over the second sheet of a form, which has comments and no drawing yet."""

    def change(parts: dict[str, bytes]) -> None:
        where = "xl/worksheets/_rels/sheet2.xml.rels"
        relation = f'<Relationship Id="rId77" Type="{KINDS}/drawing" Target="../drawings/drawing7.xml"/>'.encode()
        assert b'/drawing"' not in parts[where]
        parts[where] = parts[where].replace(b"</Relationships>", relation + b"</Relationships>")
        parts["xl/drawings/drawing7.xml"] = text

    repack(file, change)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A form with something to correct."""
    fill_form(tmp_path, {"graduates": "нет"})
    return tmp_path / HOME / FORM


def parts_of(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as archive:
        return {n: archive.read(n).decode("utf-8") for n in archive.namelist() if n.endswith((".xml", ".rels"))}


def test_a_text_box_stands_in_the_copy_where_it_stood(sent: Path) -> None:
    put(sent, drawing(BOX.replace("LINK", LINK)))
    back = send_back(sent.parents[2])
    parts = parts_of(back["s1.xlsx"])
    # the copy has the list of remarks in front: the second sheet became the third
    relation = re.search(
        r'<Relationship Id="(\w+)" Type="[^"]*/drawing" Target="/([^"]+)"/>',
        parts["xl/worksheets/_rels/sheet3.xml.rels"],
    )
    assert relation is not None
    drawn = parts[relation[2]]
    assert "По химии сдавали 7" in drawn
    assert "<xdr:col>5</xdr:col>" in drawn
    assert not re.search("macro|textlink|hlink|Run", drawn)
    assert f'PartName="/{relation[2]}"' in parts["[Content_Types].xml"]
    sheet = parts["xl/worksheets/sheet3.xml"]
    assert 0 < sheet.index(f'r:id="{relation[1]}"') < sheet.index("<legacyDrawing")
    assert "нет вот чего" not in back["s1.md"].read_text(encoding="utf-8")
    assert openpyxl.load_workbook(back["s1.xlsx"]).worksheets[2].title  # it still opens


def test_a_text_box_stands_beside_the_picture_of_its_sheet(sent: Path) -> None:
    stamp = f"<xdr:twoCellAnchor>{PLACES}{STAMP}<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>".encode()
    put(sent, drawing(BOX.replace("LINK", "")).replace(b"</xdr:wsDr>", stamp))
    relation = f'<Relationship Id="rId1" Type="{KINDS}/image" Target="../media/image1.png"/>'
    relations = f'<Relationships xmlns="{PACKAGE}">{relation}</Relationships>'.encode()
    more = {"xl/drawings/_rels/drawing7.xml.rels": relations, "xl/media/image1.png": base64.b64decode(PIXEL)}
    repack(sent, lambda parts: parts.update(more))
    back = send_back(sent.parents[2])
    with zipfile.ZipFile(back["s1.xlsx"]) as archive:
        assert [name for name in archive.namelist() if name.startswith("xl/media/")] != []
    (drawn,) = (text for name, text in parts_of(back["s1.xlsx"]).items() if re.fullmatch(r"xl/drawings/\w+\.xml", name))
    assert "По химии сдавали 7" in drawn
    assert "<pic>" in drawn


@pytest.mark.parametrize(
    "text",
    [
        drawing(BOX.replace("LINK", ""), places=""),  # nowhere
        drawing("<xdr:sp/>"),  # without what a shape has
        drawing(BOX.replace("LINK", "").replace("<a:avLst/>", '<a:blip r:embed="rId5"/>')),  # of a picture elsewhere
        drawing(BOX.replace("LINK", '<x:y xmlns:x="urn:other"/>')),  # of a program nobody knows
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + drawing(BOX.replace("LINK", "&b;")),
        drawing(BOX)[:-20],
        drawing(BOX.replace("LINK", "<!--" + "x" * (1 << 20) + "-->")),
    ],
)
def test_a_shape_that_needs_more_or_is_damaged_is_left_out_and_told(text: bytes, sent: Path) -> None:
    put(sent, text)
    found = shapes_of(sent.read_bytes())
    assert (dict(found.kept), found.more) == ({}, True)


def test_pictures_and_charts_are_no_shapes(sent: Path) -> None:
    put(sent, drawing("<xdr:pic/>"))
    found = shapes_of(sent.read_bytes())
    assert (dict(found.kept), found.more) == ({}, False)
