"""Answers in rows and columns, and on sheets, that nobody sees: they are read, and said."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.read.book import RawSheet, State
from kokoq.diagnostics import Diagnostic
from kokoq.rules import HIDDEN_CELLS

_NAMED = 5
"""So many cells are named."""


def may_hide(sheet: RawSheet, columns: Collection[int], *, below: int) -> bool:
    """Whether one of these columns or any row further down is hidden; where none is, no cell need be looked at."""
    spans = sheet.hidden_columns
    return (
        sheet.state is not State.VISIBLE
        or any(row > below for row in sheet.hidden_rows)
        or any(first <= column <= last for column in columns for first, last in spans)
    )


def hidden_cells(
    sheet: RawSheet, columns: Collection[int], place: SheetPlace, *, rows: Collection[int]
) -> Iterator[Diagnostic]:
    """One finding for all hidden cells in these columns and rows: on a hidden sheet all of them are."""
    whole = sheet.state is not State.VISIBLE
    hidden = (c for c in sheet.cells if (whole or c.hidden) and c.column in columns and c.row in rows)
    found = [cell for cell in hidden if cell.text.strip()]
    if found:
        refs = (*(cell.ref for cell in found[:_NAMED]), *["…"] * (len(found) > _NAMED))
        yield HIDDEN_CELLS.at(place.place(found[0]), n=len(found), cells=refs)
