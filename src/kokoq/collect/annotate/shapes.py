"""Text boxes and other shapes drawn over the sheets of a file, as they may stand in its marked copy.

openpyxl keeps pictures and charts and drops these. They are taken over as they are written, without what runs or leads
anywhere: macros, links, cells whose text they show. One that needs another part of the file is not taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree import ElementTree as ET

from kokoq.collect.read.archive import Archive
from kokoq.collect.read.limits import MEGABYTE, Refused
from kokoq.collect.read.markup import parse
from kokoq.collect.read.xlsx import drawings

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ANCHORS = {
    f"{_DRAWN}twoCellAnchor": ("from", "to"),
    f"{_DRAWN}oneCellAnchor": ("from", "ext"),
    f"{_DRAWN}absoluteAnchor": ("pos", "ext"),
}
"""How a shape may be fixed to a sheet, with what says where."""
_SHAPES = {"sp": ("nvSpPr", "spPr"), "cxnSp": ("nvCxnSpPr", "spPr"), "grpSp": ("nvGrpSpPr", "grpSpPr")}
"""The kinds of shapes, with what each has to have."""
_LONGEST = MEGABYTE
"""A longer drawing is not taken over: as a tree it would take all memory."""
_LEADING = ("hlinkClick", "hlinkHover", "extLst")
_RUNNING = ("macro", "textlink")

ET.register_namespace("xdr", _DRAWN[1:-1])
ET.register_namespace("a", "http://schemas.openxmlformats.org/drawingml/2006/main")


NO_SHAPES: Mapping[str, tuple[bytes, ...]] = {}


class Shapes(NamedTuple):
    """The shapes of a file by the name of the sheet, ready to be written; whether there are others."""

    kept: Mapping[str, tuple[bytes, ...]]
    more: bool


def shapes_of(content: bytes) -> Shapes:
    """The shapes of an xlsx file."""
    archive = Archive(content)
    kept, more = dict[str, tuple[bytes, ...]](), False
    for sheet, part in drawings(archive):
        try:
            found = list(_anchored(archive.read(part, limit=_LONGEST), part))
        except (Refused, ET.ParseError):
            more = True
            continue
        kept |= {sheet: own} if (own := tuple(filter(None, found))) else {}
        more |= None in found
    return Shapes(kept, more)


def _anchored(text: bytes, part: str) -> Iterator[bytes | None]:
    """Each shape of a drawing; None is one that cannot be taken over."""
    parse(text, part=part, start=lambda *_: None)  # refuses what is hostile: entities, depth, length
    for anchor in ET.fromstring(text):  # noqa: S314 - judged above
        kinds = {child.tag.rpartition("}")[2] for child in anchor}
        if kinds.isdisjoint({"pic", "graphicFrame"}):
            yield _harmless(anchor)


def _harmless(anchor: ET.Element) -> bytes | None:
    """A shape without what runs or leads anywhere; None where it has not what a shape needs, or needs more."""
    places = _ANCHORS.get(anchor.tag, ())
    shape = next((one for kind in _SHAPES if (one := anchor.find(_DRAWN + kind)) is not None), None)
    if shape is None or not places or any(anchor.find(_DRAWN + one) is None for one in (*places, "clientData")):
        return None
    if any(shape.find(_DRAWN + one) is None for one in _SHAPES[shape.tag.rpartition("}")[2]]):
        return None
    for element in list(anchor.iter()):
        for child in [child for child in element if child.tag.rpartition("}")[2] in _LEADING]:
            element.remove(child)
        for name in _RUNNING:
            element.attrib.pop(name, None)
    left = list(anchor.iter())
    needs = any(name.startswith(_RELATED) for element in left for name in element.attrib)
    known = all(element.tag.startswith("{http://schemas.openxmlformats.org/drawingml/2006/") for element in left)
    return None if needs or not known else ET.tostring(anchor, encoding="utf-8")
