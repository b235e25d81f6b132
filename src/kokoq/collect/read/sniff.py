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
_HEAD = 4096
_LETTERS_FOR_EACH, _LETTERS_FOR_ZERO = 32, 4  # control characters: files of other kinds have far more of them


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
    if not _is_text(content):
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
    head = content[:_HEAD]
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


def _is_text(content: bytes) -> bool:
    """Whether bytes may be text: with hardly a control character, unless it is text of two bytes a letter.

    Zeros behind the end are padding. A few control characters in a text are told at their cells when it is read.
    """
    sample = content[:_SAMPLE]
    if sample.startswith(_UNICODE) or looks_utf16(sample):
        return True
    sample = sample.rstrip(b"\0")
    letters = len(sample.translate(None, _CONTROL))
    odd, padded = len(sample) - letters, b"\n" in sample and sample.count(0)  # fields of a fixed width
    return letters > 1 and odd <= max(1, letters // (_LETTERS_FOR_ZERO if odd == padded else _LETTERS_FOR_EACH))


def looks_utf16(sample: bytes) -> str:
    """The encoding of two-byte text without a mark: its points and digits have a zero byte on one side.

    A stray zero in a text of one byte a letter does so, too: read as two-byte text it would be of strange letters.
    """
    sample = sample[: len(sample) // 2 * 2]
    if len(sample) < 4:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 20 < len(sample) or min(even, odd) * 20 > max(even, odd):
        return ""
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[:_HEAD].decode(encoding, "replace")
    return encoding if sum(map(_is_near, text)) * 10 >= len(text) * 9 else ""


def _is_near(letter: str) -> bool:
    """Whether a letter is Latin, Cyrillic or a usual sign."""
    return letter < "\u0600" or "\u2000" <= letter < "\u2300"
