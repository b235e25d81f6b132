"""Shapes put into a workbook that openpyxl saved, beside the pictures of the sheet or in a drawing of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_TYPES = "[Content_Types].xml"
_NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_TARGET = re.compile(rb'Target="/?([^"]+)"')
_BEHIND = re.compile(
    rb"<(?:legacyDrawing|legacyDrawingHF|picture|oleObjects|controls|tableParts|extLst)\b|</worksheet>"
)
"""What may stand behind the drawing of a sheet: there their order is fixed."""


def draw(parts: dict[str, bytes], number: int, anchors: Sequence[bytes]) -> None:
    """Put shapes over the sheet of that ``number``; ``parts`` are those of the package."""
    sheet, where = f"xl/worksheets/sheet{number}.xml", f"xl/worksheets/_rels/sheet{number}.xml.rels"
    relations, drawn = parts.get(where, _NO_RELATIONS), b"".join(anchors)
    own = next((r for r in _RELATION.findall(relations) if f'Type="{_KINDS}/drawing"'.encode() in r), None)
    if own is not None and (target := _TARGET.search(own)) is not None:
        part = target[1].decode("utf-8")
        parts[part] = _before(parts[part], parts[part].rfind(b"</"), drawn)
        return
    part = f"xl/drawings/shapes{number}.xml"
    parts[part] = f'<xdr:wsDr xmlns:xdr="{_DRAWN}/spreadsheetDrawing">'.encode() + drawn + b"</xdr:wsDr>"
    relation = f'<Relationship Id="shapes" Type="{_KINDS}/drawing" Target="/{part}"/>'.encode()
    parts[where] = _before(relations, relations.rfind(b"</"), relation)
    known = f'<Override PartName="/{part}" ContentType="{_TYPE}"/>'.encode()
    parts[_TYPES] = _before(parts[_TYPES], parts[_TYPES].rfind(b"</"), known)
    behind = _BEHIND.search(parts[sheet], max(parts[sheet].rfind(b"</sheetData>"), 0))
    if behind is not None:
        parts[sheet] = _before(parts[sheet], behind.start(), f'<drawing xmlns:r="{_KINDS}" r:id="shapes"/>'.encode())


def _before(text: bytes, place: int, more: bytes) -> bytes:
    return text[:place] + more + text[place:]
