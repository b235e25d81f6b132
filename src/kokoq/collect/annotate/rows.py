"""What a cell of the workbook of everybody is about: who is not sent that workbook cannot look it up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kokoq.a1 import split_ref
from kokoq.collect.annotate.remarks import Remark
from kokoq.collect.form.anchors import cell_parts, unit_codes
from kokoq.collect.form.layout import row_title
from kokoq.collect.read.book import Book
from kokoq.collect.returned.page import Page, find_anchor, page_of
from kokoq.model import Catalogue


def with_rows(remarks: Iterable[Remark], book: Book, catalogue: Catalogue) -> Iterator[Remark]:
    """The remarks with the titles of the keys of their rows, where their sheets have such."""
    pages = {
        sheet.name: page_of(book, number, sheet, anchor)
        for number, sheet in enumerate(book.sheets)
        if (anchor := find_anchor(sheet))
    }
    for remark in remarks:
        page = pages.get(remark.sheet) if remark.ref else None
        yield remark if page is None else replace(remark, row=_row(page, remark.ref, catalogue))


def _row(page: Page, ref: str, catalogue: Catalogue) -> str:
    """The keys stand in the id of the row, or of a small table in the role of the column."""
    row, column = split_ref(ref)
    named = page.sheet.rows.get(row, {}).get(page.anchor.column)
    codes = unit_codes(named.text) if named is not None else None
    table = catalogue.tables.get(page.anchor.identity.sheet)
    if table is not None:
        return row_title(table, codes[1], catalogue) if codes else ""
    role = next((role for role, at in page.roles.items() if at == column), "")
    parts = cell_parts(role.partition("#")[2])
    table = catalogue.tables.get(parts[0]) if parts else None
    return row_title(table, parts[1], catalogue) if table and parts else ""
