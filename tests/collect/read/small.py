"""Small spreadsheet files made by hand, for what no office program would write."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

from kokoq.collect.read import Book, read_book
from kokoq.diagnostics import Checked

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: dict[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return target.getvalue()


def relations(*found: tuple[str, str, str]) -> str:
    """A part of relations: id, purpose, target."""
    lines = (f'<Relationship Id="{i}" Type="{RELATIONS}/{purpose}" Target="{target}"/>' for i, purpose, target in found)
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


def parts(sheet: str | bytes, *, strings: str = "", styles: str = "", workbook: str = "") -> dict[str, bytes | str]:
    """The parts of an xlsx workbook with one sheet, given whole or (as text) without its ``worksheet``."""
    if isinstance(sheet, str):
        sheet = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{sheet}</worksheet>'
    made: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook or workbook_of('<sheet name="Лист" sheetId="1" r:id="rId1"/>'),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }
    if strings:
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    return made


def xlsx(sheet: str | bytes, *, strings: str = "", styles: str = "", workbook: str = "") -> bytes:
    return zipped(parts(sheet, strings=strings, styles=styles, workbook=workbook))


def workbook_of(sheets: str, *, properties: str = "") -> str:
    """The part that lists the sheets."""
    names = f'xmlns="{MAIN}" xmlns:r="{RELATIONS}"'
    return f"<workbook {names}>{properties}<sheets>{sheets}</sheets></workbook>"


def rows(*cells: str) -> str:
    """Sheet data of one row with these cells."""
    return f'<sheetData><row r="1">{"".join(cells)}</row></sheetData>'


def one(value: str, *, at: str = "A1", more: str = "") -> str:
    """A cell with a value; ``more`` are further attributes, as ``s`` for its style."""
    return f'<c r="{at}"{more and f" {more}"}><v>{value}</v></c>'


def ods(table: str, *, styles: str = "", named: str = "", more: dict[str, str] | None = None) -> bytes:
    """A spreadsheet of OpenDocument; ``named`` are the styles of its other part, ``more`` are further parts."""
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (*((name, name) for name in ("office", "table", "text", "style")), ("number", "datastyle"))
    )
    names += (
        ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    )
    names += ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    )
    made = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, **(more or {})}
    if named:
        styles = f"<office:styles>{named}</office:styles>"
        made["styles.xml"] = f"<office:document-styles {names}>{styles}</office:document-styles>"
    return zipped({**made})


CELL_2003 = '<Cell><Data s:Type="Number">1</Data></Cell>'


def xml_2003(rows: str, *, before: str = "", styles: str = "") -> bytes:
    """A workbook in the XML of Office 2003 whose sheet «Лист» has these rows."""
    names = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:s="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    table = f'<Worksheet s:Name="Лист"><Table>{rows}</Table></Worksheet>'
    return f'<?xml version="1.0"?>{before}<Workbook {names}>{styles}{table}</Workbook>'.encode()


def _record(number: int, content: bytes = b"") -> bytes:
    """A record of the binary workbook format: its number and length in groups of seven bits."""
    head = bytes((number,)) if number < 128 else bytes((number & 0x7F | 0x80, number >> 7))
    return head + bytes((len(content),)) + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb() -> bytes:
    """A binary workbook whose sheet «Лист» holds «школа» in B2 and 45 in C2."""
    book = _record(143) + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Лист")) + _record(144)
    row = _record(0, struct.pack("<IIHHBI", 1, 0, 300, 0, 0, 0))
    cells = _record(6, struct.pack("<II", 1, 0) + _wide("школа")) + _record(5, struct.pack("<IId", 2, 0, 45.0))
    data = _record(148, struct.pack("<4I", 1, 1, 1, 2)) + _record(145) + row + cells + _record(146)
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": _record(131) + book + _record(132),
            "xl/_rels/workbook.bin.rels": relations(("rId1", "worksheet", "worksheets/sheet1.bin")),
            "xl/worksheets/sheet1.bin": _record(129) + data + _record(130),
        }
    )


def read(content: bytes, folder: Path, *, name: str = "файл.xlsx") -> Checked[Book | None]:
    """Read bytes as a file."""
    path = folder / name
    path.write_bytes(content)
    return read_book(path, name=name)


def book_of(content: bytes, folder: Path) -> Book:
    """The book of a file that must be read without any finding."""
    checked = read(content, folder)
    assert checked.diagnostics == ()
    assert checked.value is not None
    return checked.value


def cells_of(content: bytes, folder: Path) -> dict[str, object]:
    """Reference → value of the first sheet."""
    return {cell.ref: cell.value for cell in book_of(content, folder).sheets[0].cells}


def codes(checked: Checked[Book | None]) -> list[str]:
    return [d.rule.code for d in checked.diagnostics]
