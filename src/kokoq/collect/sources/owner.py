"""Whose the rows of an export are where no column with a header tells it: the sheet, the file, a title, a section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kokoq.collect.form.layout import MUNICIPALITY_TYPE
from kokoq.collect.lists.roster import Roster, is_inside
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet
from kokoq.collect.sources.headers import Header
from kokoq.collect.sources.page import Page
from kokoq.collect.sources.terms import Term, terms_of
from kokoq.diagnostics import Diagnostic
from kokoq.model import Organisation, Owner, SourceMapping
from kokoq.rules import TITLES_OF_SEVERAL

_NUMBER = re.compile(r"\d+")


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
            yield from (cell.text for cell in titles(sheet, header, mapping, first=first))
        case Owner.SECTION | Owner.UNNAMED | None:
            return


def titles(sheet: RawSheet, header: Header, mapping: SourceMapping, *, first: int) -> list[RawCell]:
    """The texts above a table, the nearest first; of one that lies on its side those left of it."""
    before = [c for c in sheet.cells if (c.column < first if mapping.turned else c.row < header.top)]
    order = sorted(before, key=lambda c: (-c.column, c.row) if mapping.turned else (-c.row, c.column))
    return [cell for cell in order if isinstance(cell.value, str)]


def several(page: Page, header: Header, mapping: SourceMapping, known: Roster, *, below: int) -> Diagnostic | None:
    """What is told where the titles of a table name several organisations, each with its nearest cell.

    ``below`` is the last row of the header of the table before. What stands above the first one of a sheet is all of
    it title, but for rows of figures; between two tables only rows with one text, without a gap, are.
    """
    cells = titles(page.sheet, header, mapping, first=min(page.watched)) if mapping.owner is Owner.TITLE else ()
    named = [(cell, ids) for cell in cells if (ids := _schools(cell.text, known))]
    rows = _title_rows(page.sheet, named[0][0].row, below) if named else ()
    found: dict[str, RawCell] = {}
    for cell, ids in named:
        for id_ in ids if cell.row in rows else ():
            found.setdefault(id_, cell)
    if len(found) < 2:
        return None
    places = sorted(set(found.values()))
    return TITLES_OF_SEVERAL.at(
        page.place.place(places[0]),
        related=tuple(map(page.place.place, places[1:])),
        organisations=tuple(f"«{known.by_id[id_].title}»" for id_ in sorted(found, key=found.__getitem__)),
        cells=tuple(cell.ref for cell in places),
    )


def _schools(text: str, known: Roster) -> list[str]:
    """The organisations that a text names; an office names itself above every table."""
    named = known.named(text) | _declined(text, known)
    return [id_ for id_ in sorted(named) if known.by_id[id_].type != MUNICIPALITY_TYPE]


def _declined(text: str, known: Roster) -> set[str]:
    """Those that a text names by a number, in whatever case: «отчёт школы № 11». That alone does not make it theirs."""
    numbers, said = _NUMBER.findall(text), terms_of(text)
    close = ((name, id_) for name, id_ in known.by_name.items() if any(number in name for number in numbers))
    found = {(span, id_) for name, id_ in close if not name.isdecimal() for span in _spans(said, terms_of(name))}
    return {id_ for span, id_ in found if not any(is_inside(span, other) for other, _ in found)}


def _spans(text: Sequence[Term], name: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Where the words of a name stand in a text, one after the other."""
    for start in range(len(text) - len(name) + 1) if len(name) > 1 else ():
        if tuple(text[start : start + len(name)]) == tuple(name):
            yield start, start + len(name)


def _title_rows(sheet: RawSheet, nearest: int, below: int) -> set[int]:
    """The rows above a table that are its title, one of which is known."""
    if not below:
        lines = ((row, [c for c in cells.values() if c.text.strip()]) for row, cells in sheet.lines())
        return {row for row, cells in lines if len(cells) < 2 or all(cell.kind is Kind.TEXT for cell in cells)}
    rows = set[int]()
    for step in (1, -1):
        row = nearest
        while row > below and sum(bool(cell.text.strip()) for cell in sheet.line(row).values()) == 1:
            rows.add(row)
            row += step
    return rows


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
