"""Whether a form is of the current version, and what was added to the questions since or taken from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kokoq.collect.form.anchors import HEADER, OWN_SHEETS, VALUE, Identity, row_codes
from kokoq.collect.form.central import central_version
from kokoq.collect.form.layout import Layout, QuestionSheet, TableSheet, row_title
from kokoq.collect.read.book import Book
from kokoq.collect.returned.central import is_central
from kokoq.collect.returned.page import Page, find_anchor, page_of
from kokoq.model import Catalogue, Table


@dataclass(frozen=True, slots=True)
class Difference:
    """What a form asks, compared with what it would ask now: the versions and the titles of the questions."""

    found: str
    expected: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def is_current(self) -> bool:
        return self.found == self.expected


def compare_form(book: Book, identity: Identity, layouts: Mapping[str, Layout], catalogue: Catalogue) -> Difference:
    """A form held against the present layouts, by unit; of a central one only its version is compared."""
    if is_central(identity):
        asked = [layout for layout in layouts.values() if layout.sheets]
        return Difference(identity.version, central_version(asked))
    layout = layouts[identity.unit]
    if identity.version == layout.version:
        return Difference(identity.version, layout.version)
    now, then = dict(_asked(layout, catalogue)), dict(_found(book, catalogue))
    return Difference(
        identity.version,
        layout.version,
        tuple(title for id_, title in now.items() if id_ not in then),
        tuple(title for id_, title in then.items() if id_ not in now),
    )


def _asked(layout: Layout, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for part in layout.sheets:
        match part:
            case QuestionSheet(questions=questions):
                yield from ((question.id, question.title) for question in questions)
            case TableSheet(table=table, fields=fields):
                yield from ((f"{table.id}|{field.id}", f"{table.title}: {field.title}") for field in fields)
                yield from ((f"{table.id}|{'|'.join(row)}", _row_title(table, row, catalogue)) for row in table.rows)


def _found(book: Book, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The questions that a form has, each with its title as it stands there."""
    for number, sheet in enumerate(book.sheets):
        anchor = find_anchor(sheet) if sheet.name not in OWN_SHEETS else None
        if anchor is None:
            continue
        page, name = page_of(book, number, sheet, anchor), anchor.identity.sheet
        if VALUE in page.roles:
            yield from _questions(page)
        else:
            yield from _table(page, name, catalogue)


def _questions(page: Page) -> Iterator[tuple[str, str]]:
    for _, id_cell, cells in page.lines:
        if id_cell is not None and id_cell.text != HEADER:
            label = cells.get(page.anchor.column + 2)
            yield id_cell.text, (label.text.split("\n")[0] if label is not None else "") or id_cell.text


def _table(page: Page, name: str, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    table = catalogue.tables.get(name)
    title = table.title if table is not None else page.sheet.name
    keys = frozenset(key.id for key in table.keys) if table is not None else frozenset()
    for role in page.roles:
        field = role.removeprefix("#")
        if field not in keys:
            known = catalogue.fields.get(field)
            yield f"{name}|{field}", f"{title}: {known.title if known is not None else field}"
    for _, id_cell, _cells in page.lines:
        codes = row_codes(id_cell.text) if id_cell is not None else None
        if codes is not None:
            said = _row_title(table, codes, catalogue) if table is not None else ", ".join(codes)
            yield f"{name}|{'|'.join(codes)}", said


def _row_title(table: Table, codes: tuple[str, ...], catalogue: Catalogue) -> str:
    """«Экзамены: Русский язык, 9 класс»."""
    return f"{table.title}: {row_title(table, codes, catalogue)}"
