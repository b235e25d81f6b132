"""How large a file may be for openpyxl, which makes an object of every cell: nothing takes 512 MB or 20 seconds.

Measured: 400,000 elements of a workbook's parts cost at most 400 MB and 8 s, 200,000 cells written anew 270 MB and 4 s.
"""

from __future__ import annotations

from collections.abc import Iterable

from kokoq.collect.read.archive import Archive
from kokoq.collect.read.book import Book, Range
from kokoq.collect.read.limits import MAX_PART
from kokoq.language import Word

SECONDS = 15.0
"""For one request to the child process."""
MAX_CELLS = 200_000
MAX_MERGED = 200_000
"""So many cells under merged ranges: openpyxl makes an object of each."""
_MAX_ELEMENTS = 400_000
_MAX_TEXT = 8_000_000  # letters: texts that the file has once stand in the copy in each of their cells


def hindrance(content: bytes, book: Book) -> Word | None:
    """Why the file itself is not marked; None where it may be opened."""
    if book.format != "xlsx":
        return Word("annotate.cause.format")
    merges = [merge for sheet in book.sheets for merge in sheet.merges]
    if not may_be_written(book) or len(within(merges)) < len(merges):
        return Word("annotate.cause.large")
    return _of_parts(content)


def may_be_written(book: Book) -> bool:
    """Whether a copy of the data is made; of a larger file there is the list of remarks alone."""
    cells = sum(len(sheet.cells) + len(sheet.covered) for sheet in book.sheets)
    if cells > MAX_CELLS:
        return False
    texts = (cell.value for sheet in book.sheets for cell in (*sheet.cells, *sheet.covered))
    return sum(len(text) for text in texts if isinstance(text, str)) <= _MAX_TEXT


def within(merges: Iterable[Range]) -> list[Range]:
    """The merged ranges, in their order, that do not take more than is given to all of them."""
    found: list[Range] = []
    left = MAX_MERGED
    for merge in merges:
        area = (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1)
        if area <= left:
            found.append(merge)
            left -= area
    return found


def _of_parts(content: bytes) -> Word | None:
    """What the parts of the archive say against opening it: their size, their elements, a document type."""
    archive, elements = Archive(content), 0
    if archive.size > MAX_PART:
        return Word("annotate.cause.large")
    for part in archive.listed:
        text = archive.unpack(part)
        if b"<!DOCTYPE" in text:
            return Word("annotate.cause.fault", problem=Word("read.document_type"))
        elements += text.count(b"<") - text.count(b"</")
        if elements > _MAX_ELEMENTS:
            return Word("annotate.cause.large")
    return None
