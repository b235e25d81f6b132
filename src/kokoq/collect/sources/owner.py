"""Whose the rows of an export are where no column with a header tells it: the sheet, the file, a title, a section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from kokoq.collect.lists.roster import Roster
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet
from kokoq.collect.sources.headers import Header
from kokoq.model import Organisation, Owner, SourceMapping


def texts_naming(book: Book, sheet: RawSheet, header: Header, mapping: SourceMapping, *, first: int) -> Iterator[str]:
    """The texts in which the organisation of a whole table may be named, the nearest first.

    ``first`` is the first column that is read: what stands above a table that lies on its side is left of that.
    """
    match mapping.owner:
        case Owner.SHEET:
            yield sheet.name
        case Owner.FILE:
            path = PurePosixPath(book.file)
            yield from (path.stem, *(folder.name for folder in path.parents if folder.name))
        case Owner.TITLE:
            before = [c for c in sheet.cells if (c.column < first if mapping.turned else c.row < header.top)]
            order = sorted(before, key=lambda c: (-c.column, c.row) if mapping.turned else (-c.row, c.column))
            yield from (cell.text for cell in order if isinstance(cell.value, str))
        case Owner.SECTION | Owner.UNNAMED | None:
            return


def unnamed_column(sheet: RawSheet, header: Header, known: Roster) -> int | None:
    """The first column without a header in which organisations stand."""
    below = (cell for cell in sheet.cells if cell.row > header.bottom and cell.column not in header.columns)
    return min((cell.column for cell in below if known.find(cell.text.strip()) is not None), default=None)


@dataclass(frozen=True, slots=True)
class Section:
    """The rows below a lone text: of the organisation that it names, or of nobody known."""

    name: str
    unit: Organisation | None


def section_of(cells: Mapping[int, RawCell], known: Roster) -> Section | None:
    """The section that a row begins: only one text stands in it."""
    filled = [cell for cell in cells.values() if cell.text.strip()]
    if len(filled) != 1 or filled[0].kind is not Kind.TEXT:
        return None
    return Section(filled[0].text.strip(), known.within(filled[0].text))
