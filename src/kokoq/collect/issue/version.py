"""Whether a form is of the current version: what was added to its questions since, taken from them or limited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kokoq.collect.cells.words import folded
from kokoq.collect.form.anchors import HEADER, OWN_SHEETS, VALUE, Identity, cell_parts, row_codes
from kokoq.collect.form.central_layout import central_version
from kokoq.collect.form.layout import Layout, QuestionSheet, TableSheet, headings, row_title
from kokoq.collect.form.style import allowed_text, titled, unit_text
from kokoq.collect.read.book import Book
from kokoq.collect.returned.central import is_central
from kokoq.collect.returned.labels import LABEL_COLUMN
from kokoq.collect.returned.page import Page, find_anchor, page_of
from kokoq.language import language
from kokoq.model import Catalogue, Field, Period, Table


@dataclass(frozen=True, slots=True)
class Difference:
    """What a form asks, compared with what it would ask now: the versions and the titles of the questions.

    ``bounds`` are of questions of which the form says that something else may be typed: title, found, expected.
    ``changed`` are those that it names otherwise or asks in another unit: found, expected.
    """

    found: str
    expected: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    bounds: tuple[tuple[str, str, str], ...] = ()
    changed: tuple[tuple[str, str], ...] = ()

    @property
    def same_version(self) -> bool:
        return self.found == self.expected


def compare_form(book: Book, identity: Identity, layouts: Mapping[str, Layout], catalogue: Catalogue) -> Difference:
    """A form held against the present layouts, by unit; of a central one only its version and its limits."""
    bounds = tuple(dict.fromkeys(_bounds(book, catalogue, Period(identity.period))))
    if is_central(identity):
        asked = [layout for layout in layouts.values() if layout.sheets]
        return Difference(identity.version, central_version(asked), bounds=bounds)
    layout = layouts[identity.unit]
    if identity.version == layout.version:
        return Difference(identity.version, layout.version, bounds=bounds)
    now, then = _alike(dict(_asked(layout, catalogue)), dict(_found(book, catalogue)), catalogue)
    return Difference(
        identity.version,
        layout.version,
        tuple(title for id_, title in now.items() if id_ not in then),
        tuple(title for id_, title in then.items() if id_ not in now),
        bounds,
        tuple(_changed(book, layout, catalogue)),
    )


def _changed(book: Book, layout: Layout, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Questions and columns under other titles or in other units, each as it is named in the form and as it is now."""
    now = {id_: (title, field) for id_, title, field in _titles(layout, catalogue)}
    languages = [language(code) for code in ("ru", "en")]
    for id_, found, unit in _labels(book):
        title, field = now.get(id_, ("", None))
        if field is None or not found:
            continue
        wanted = [titled(title, field, catalogue, one) for one in languages]
        units = {folded(unit_text(field, catalogue, one)) for one in languages}
        same = {folded(text) for text in (title, *wanted)}
        if folded(found) not in same or (unit and folded(unit) not in units):
            yield f"{found}, {unit}" if unit else found, wanted[0]


def _titles(layout: Layout, catalogue: Catalogue) -> Iterator[tuple[str, str, Field]]:
    heads = headings(catalogue)
    for part in layout.sheets:
        match part:
            case QuestionSheet(questions=questions):
                yield from ((question.id, question.title, question.field) for question in questions)
            case TableSheet(table=table, fields=fields):
                yield from ((f"{table.id}|{field.id}", heads[field.id], field) for field in fields)


def _labels(book: Book) -> Iterator[tuple[str, str, str]]:
    """The marks of questions and columns, with their titles and the units beside them as the form has them."""
    for page in _pages(book):
        if VALUE in page.roles:
            column, beside = page.anchor.column + LABEL_COLUMN, page.roles[VALUE] - 1
            for _, id_cell, cells in page.lines:
                if id_cell is not None and column in cells:
                    unit = cells[beside].text.strip() if beside > column and beside in cells else ""
                    yield id_cell.text.strip(), cells[column].text.partition("\n")[0].strip(), unit
        else:
            name, header = page.anchor.identity.sheet, page.header
            roles = ((role.removeprefix("#"), column) for role, column in page.roles.items() if column in header)
            yield from ((f"{name}|{role}", header[column].text.strip(), "") for role, column in roles)


def _alike(
    now: Mapping[str, str], then: Mapping[str, str], catalogue: Catalogue
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Both with the same names for the same: a table that has become small, or large, is asked in another manner."""
    mixed = _as_questions(now) ^ _as_questions(then)
    if not mixed:
        return now, then
    first, second = (dict(_as_tables(asked, mixed, catalogue)) for asked in (now, then))
    return first, second


def _as_questions(asked: Iterable[str]) -> frozenset[str]:
    """The tables of which every cell is a question."""
    return frozenset(parts[0] for id_ in asked if (parts := cell_parts(id_)))


def _as_tables(asked: Mapping[str, str], mixed: Collection[str], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The questions, of these tables their columns and rows instead of their cells."""
    for id_, title in asked.items():
        parts = cell_parts(id_)
        table = catalogue.tables.get(parts[0]) if parts and parts[0] in mixed else None
        if parts is None or table is None or parts[2] not in catalogue.fields:
            yield id_, title
            continue
        yield f"{table.id}|{parts[2]}", f"{table.title}: {catalogue.fields[parts[2]].title}"
        yield f"{table.id}|{'|'.join(parts[1])}", _row_title(table, parts[1], catalogue)


def _asked(layout: Layout, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for part in layout.sheets:
        match part:
            case QuestionSheet(questions=questions):
                yield from ((question.id, question.title) for question in questions)
            case TableSheet(table=table, fields=fields):
                yield from ((f"{table.id}|{field.id}", f"{table.title}: {field.title}") for field in fields)
                yield from ((f"{table.id}|{'|'.join(row)}", _row_title(table, row, catalogue)) for row in table.rows)


def _pages(book: Book) -> Iterator[Page]:
    for number, sheet in enumerate(book.sheets):
        anchor = find_anchor(sheet) if sheet.name not in OWN_SHEETS else None
        if anchor is not None:
            yield page_of(book, number, sheet, anchor)


def _bounds(book: Book, catalogue: Catalogue, period: Period) -> Iterator[tuple[str, str, str]]:
    """What may be typed, as the comments on questions and headers say; where a format keeps none, nobody knows.

    A comment that does not begin as one of ours is somebody's own.
    """
    languages = [language(code) for code in ("ru", "en")]
    begun = {_first_word(allowed_text(field, one, period)) for field in catalogue.fields.values() for one in languages}
    for page in _pages(book):
        asked = _commented(page, catalogue)
        for note in page.sheet.notes:
            field, found = asked.get((note.row, note.column)), note.text.partition("\n")[0].strip()
            said = [allowed_text(field, one, period) for one in languages] if field is not None else []
            if field is not None and found not in said and _first_word(found) in begun:
                yield field.title, found, said[0]


def _first_word(text: str) -> str:
    return text.partition(" ")[0]


def _commented(page: Page, catalogue: Catalogue) -> Mapping[tuple[int, int], Field]:
    """The places of the comments on questions, or on the columns of a table, with what they ask."""
    if VALUE in page.roles:
        column = page.anchor.column + LABEL_COLUMN
        marks = {(line.row, column): line.id.text.strip() for line in page.lines if line.id is not None}
    else:
        marks = {(page.top, column): role.removeprefix("#") for role, column in page.roles.items()}
    names = {place: (cell_parts(mark) or (mark,))[-1] for place, mark in marks.items()}
    return {place: catalogue.fields[name] for place, name in names.items() if name in catalogue.fields}


def _found(book: Book, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The questions that a form has, each with its title as it stands there."""
    for page in _pages(book):
        name = page.anchor.identity.sheet
        if VALUE in page.roles:
            yield from _questions(page)
        else:
            yield from _table(page, name, catalogue)


def _questions(page: Page) -> Iterator[tuple[str, str]]:
    for _, id_cell, cells in page.lines:
        if id_cell is not None and id_cell.text != HEADER:
            label = cells.get(page.anchor.column + LABEL_COLUMN)
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
