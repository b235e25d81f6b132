"""What a file is by its content; its extension is never asked."""

from __future__ import annotations

import re
from enum import StrEnum

from kokoq.collect.read.limits import Refused, damaged
from kokoq.language import Word
from kokoq.rules import NOT_A_SPREADSHEET, PASSWORD


class Family(StrEnum):
    """The container of a file that may hold a spreadsheet."""

    ZIP = "zip"
    XLS = "xls"
    HYPERTEXT = "html"
    XML_2003 = "xml"
    FODS = "fods"
    TEXT = "csv"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_HEAD = 512
_BIFF = tuple(bytes((9, version, size, 0)) for version, size in ((0, 4), (2, 6), (4, 6), (8, 8), (8, 16)))
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "GZIP"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"SQLite format 3", "SQLite"),
    (b"MIME-Version:", "MHTML"),
)
_UNICODE = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|meta|title|style|script|table|tr|t[dh]|div|p|h[1-6]|b|br"
    rb"|font|center|span)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<(?:\?xml|[A-Za-z_][\w.-]*:?[\w.-]*[\s>])")
_FLAT = re.compile(rb"""<office:document\b[^>]*mimetype=["']application/vnd\.oasis\.opendocument\.spreadsheet""")
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\r\f\x1a")
_SAMPLE = 1 << 16


def sniff(content: bytes) -> Family:
    """The family of a file that is worth reading; anything else is refused with its name."""
    if content.startswith((b"PK\3\4", b"PK\5\6")):
        return Family.ZIP
    if content.startswith(_OLE):
        return _inside_ole(content)
    if content.startswith(_BIFF):
        return Family.XLS
    found = next((name for mark, name in _MARKS if content.startswith(mark)), "") or _markup(content)
    if isinstance(found, Family):
        return found
    if found:
        raise Refused(NOT_A_SPREADSHEET, found=found)
    if not _is_text(content[:_SAMPLE]):
        raise Refused(NOT_A_SPREADSHEET, found=Word("read.unknown_bytes"))
    return Family.TEXT


def _inside_ole(content: bytes) -> Family:
    """Old Office files and encrypted new ones share one container; the names of its streams tell them apart."""
    if _stream("EncryptedPackage") in content:
        raise Refused(PASSWORD)
    if _stream("Workbook") in content or _stream("Book") in content:
        return Family.XLS
    for name, found in (("WordDocument", "DOC"), ("PowerPoint Document", "PPT")):
        if _stream(name) in content:
            raise Refused(NOT_A_SPREADSHEET, found=found)
    if _directory_lost(content):
        raise damaged("zip_end")
    raise Refused(NOT_A_SPREADSHEET, found="OLE")


def _directory_lost(content: bytes) -> bool:
    """Whether the list of streams is to stand behind the end: the file was cut, and nobody knows what it was."""
    if len(content) < _OLE_HEAD:
        return True
    sector, begin = int.from_bytes(content[30:32], "little"), int.from_bytes(content[48:52], "little")
    return sector < 16 and (begin + 1) << sector >= len(content)


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le") + b"\0\0"


def _markup(content: bytes) -> Family | str:
    """Hypertext, the XML of Office 2003 or that of OpenDocument in one file, often under other names; else «XML»."""
    head = content[:4096]
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            head = head[2:].decode(encoding, "replace").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(head):
        return Family.HYPERTEXT
    if _XML.match(head):
        if b"office:spreadsheet" in head and b"urn:schemas-microsoft-com:" in head:
            return Family.XML_2003
        if _FLAT.search(head):
            return Family.FODS
        return Family.HYPERTEXT if b"<html" in head.lower() else "XML"
    return ""


def _is_text(sample: bytes) -> bool:
    """Whether bytes may be text: with hardly a control character, unless it is text of two bytes a letter."""
    if sample.startswith(_UNICODE) or looks_utf16(sample):
        return True
    return len(sample.translate(None, _CONTROL)) == len(sample)


def looks_utf16(sample: bytes) -> str:
    """The encoding of two-byte text without a mark: its points and digits have a zero byte on one side."""
    if len(sample) < 4 or len(sample) % 2:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 20 < len(sample) or min(even, odd) * 20 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"
