"""The workbook that openpyxl saved, made whole: formulas get back their values, shapes are drawn, and bytes repeat."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from kokoq.collect.annotate.draw import draw
from kokoq.collect.read.book import Kind, RawCell
from kokoq.collect.read.cells import SHIFT_1904

_TIME = (2021, 6, 21, 0, 0, 0)
_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f\b[^>]*(?:/>|>[^<]*</f>))<v\s*(?:/>|></v>)</c>')
_SHEET = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml")


def finished(
    content: bytes, values: Sequence[Mapping[str, RawCell]], *, epoch1904: bool, shapes: Sequence[Sequence[bytes]] = ()
) -> bytes:
    """The archive with fixed times; ``values`` are, sheet by sheet, what the formulas had come to, ``shapes`` what is
    to be drawn over the sheet."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        parts = {name: source.read(name) for name in source.namelist()}
        for number, anchors in enumerate(shapes, 1):
            if anchors:
                draw(parts, number, anchors)
        for name, part in parts.items():
            sheet = _SHEET.fullmatch(name)
            if sheet is not None and values[int(sheet[1]) - 1]:
                part = _with_values(part, values[int(sheet[1]) - 1], epoch1904=epoch1904)
            info = zipfile.ZipInfo(name, _TIME)
            info.external_attr = 0o600 << 16
            made.writestr(info, part, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _with_values(part: bytes, values: Mapping[str, RawCell], *, epoch1904: bool) -> bytes:
    """openpyxl saves formulas without what they came to; until Excel computes anew nobody could read them."""

    def put(found: re.Match[str]) -> str:
        cell = values.get(found[1])
        if cell is None or cell.kind is Kind.BLANK:
            return found[0]
        kind, text = _value(cell, epoch1904=epoch1904)
        return f'<c r="{found[1]}"{found[2]}{kind}>{found[3]}<v>{escape(text)}</v></c>'

    return _FORMULA.sub(put, part.decode("utf-8")).encode("utf-8")


def _value(cell: RawCell, *, epoch1904: bool) -> tuple[str, str]:
    """The attribute of the kind, and the value as it is written."""
    match cell.kind, cell.value:
        case Kind.BOOL, bool() as truth:
            return ' t="b"', str(int(truth))
        case Kind.ERROR, value:
            return ' t="e"', str(value)
        case Kind.DATE, int() | float() as serial:
            return "", repr(serial - SHIFT_1904 if epoch1904 else serial)
        case Kind.NUMBER, int() | float() as number:
            return "", repr(number)
        case _:
            return ' t="str"', cell.text
