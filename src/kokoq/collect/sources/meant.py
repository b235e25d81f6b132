"""Which files and which of their sheets a declared source means, and which of the others it should be asked about."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from kokoq.collect.read.book import Book, RawSheet, State
from kokoq.collect.sources.headers import find_headers, named_so, no_header
from kokoq.collect.sources.turned import turned
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import SourceMapping
from kokoq.rules import SHEET_NOT_MEANT


def matching(sources: Mapping[str, SourceMapping], path: PurePosixPath) -> dict[str, SourceMapping]:
    """The declared sources that a file, by its name or its path within the period's folder, belongs to."""
    name, whole = path.name.casefold(), str(path).casefold()
    return {
        id_: mapping
        for id_, mapping in sources.items()
        if any(fnmatchcase(name, p.casefold()) or fnmatchcase(whole, p.casefold()) for p in mapping.files)
    }


def as_it_lies(book: Book, mapping: SourceMapping) -> Book:
    """The file with its sheets turned, where its tables lie on their side."""
    return replace(book, sheets=tuple(turned(sheet) for sheet in book.sheets)) if mapping.turned else book


def is_meant(book: Book, sheet: RawSheet, mapping: SourceMapping) -> bool:
    """Whether a sheet is one of those that the mapping means; that of a csv is the only one, and bears no name."""
    return book.format == "csv" or named_so(sheet, mapping)


def holds_rows(book: Book, sheet: RawSheet, mapping: SourceMapping) -> bool:
    """Whether the source reads the sheet, which is as it stands in the file."""
    return _is_read(book, turned(sheet) if mapping.turned else sheet, mapping)


def _is_read(book: Book, lying: RawSheet, mapping: SourceMapping) -> bool:
    return is_meant(book, lying, mapping) and bool(find_headers(lying, mapping))


def unread_sheets(
    book: Book, source: str, mapping: SourceMapping, others: Sequence[SourceMapping], read: Container[str]
) -> Iterator[Diagnostic]:
    """Sheets beside those that are read which seem to hold a part of the data, by their name or by their header.

    The sheets are as they lie for the mapping, and so for the ``others``.
    """
    for sheet in book.sheets:
        if sheet.name in read or not sheet.cells or any(_is_read(book, sheet, other) for other in others):
            continue
        if is_meant(book, sheet, mapping):
            yield no_header(book, source, mapping, [sheet])
        elif sheet.state is State.VISIBLE and find_headers(sheet, mapping):
            yield SHEET_NOT_MEANT.at(Cell(book.file, sheet.name), source=source, pattern=mapping.sheet)
