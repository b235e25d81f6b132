"""The units that a form's sheets name beside questions and in headers, held against those of the definitions.

A figure in another unit answers another question, and the figure alone does not tell. One that is gone tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kokoq.collect.anchors import VALUE, cell_parts
from kokoq.collect.form_page import Page
from kokoq.collect.labels import LABEL_COLUMN
from kokoq.collect.numerals import names_unit, other_unit
from kokoq.collect.words import Vocabulary
from kokoq.diagnostics import Diagnostic
from kokoq.model import Field
from kokoq.rules import UNIT_CHANGED


def of_questions(page: Page, fields: Mapping[str, Field], words: Vocabulary) -> Iterator[Diagnostic]:
    """Units in the column between question and answer, if that stands where the form had it."""
    column = page.roles[VALUE] - 1
    if column != page.anchor.column + LABEL_COLUMN + 1:
        return
    for row, id_cell, cells in page.lines():
        cell = cells.get(column)
        if cell is None or id_cell is None or row in page.doubts.rows or _is_figure(cell.text):
            continue
        name = id_cell.text.strip()
        asked = fields.get((cell_parts(name) or (name,))[-1])
        if asked is not None and (unit := other_unit(cell.text, asked, words)):
            yield UNIT_CHANGED.at(page.place.place(cell), found=cell.text, expected=unit, field=asked.title)


def of_headers(page: Page, columns: Sequence[tuple[int, Field]], words: Vocabulary) -> Iterator[Diagnostic]:
    """Units behind the titles of a table's columns: «Участники, ставок»."""
    cells = page.header()
    for column, asked in columns:
        cell = cells.get(column)
        said = cell.text.rpartition(", ")[2] if cell is not None else ""
        if cell is None or asked.title.endswith(said) or not names_unit(said, words):
            continue
        if unit := other_unit(said, asked, words):
            yield UNIT_CHANGED.at(page.place.place(cell), found=said, expected=unit, field=asked.title)


def _is_figure(text: str) -> bool:
    """Whether something else than a unit was typed where units stand: an answer beside its cell."""
    return any(map(str.isdecimal, text))
