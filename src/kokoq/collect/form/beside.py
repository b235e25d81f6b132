"""Last year's values behind a table, in columns that are not printed: for whoever fills it in on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kokoq.collect.form.book import Entry, FormBook, header_width, lines_of
from kokoq.collect.form.places import TOP
from kokoq.collect.form.style import INPUT_STYLE
from kokoq.model import Field, Period

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_WIDTH = 15


class Shown(NamedTuple):
    """A column of these: what it is the value of, under which title."""

    title: str
    field: Field


def write_beside(
    book: FormBook,
    sheet: Worksheet,
    first: int,
    columns: Sequence[Shown],
    rows: Iterable[tuple[int, Sequence[Entry]]],
    *,
    period: Period,
) -> int:
    """Write the columns from ``first`` on of a form of ``period``; returns how many lines their headers have."""
    before, lines = book.language.say("form.column.earlier", period=period.previous().text), 1
    for column, shown in enumerate(columns, first):
        title = f"{before}: {shown.title}"
        width = header_width(title, least=_WIDTH)
        lines = max(lines, lines_of(title, width - 5))
        book.text(sheet, TOP, column, title, "header")
        sheet.set_column(column, column, width)
    for row, entries in rows:
        for column, (shown, entry) in enumerate(zip(columns, entries, strict=True), first):
            book.entry(sheet, row, column, entry, style=f"earlier_{INPUT_STYLE[shown.field.type]}")
    return lines
