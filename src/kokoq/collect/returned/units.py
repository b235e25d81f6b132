"""The units that a form's sheets name beside questions and in headers, held against those of the definitions.

A figure in another unit answers another question, and the figure alone does not tell. One that is gone tells nothing;
neither does one beside a label that is not its own, of which that is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from kokoq.collect.cells.numerals import names_unit, other_unit
from kokoq.collect.form.anchors import VALUE, cell_parts, key_role
from kokoq.collect.returned.labels import LABEL_COLUMN, Labels
from kokoq.collect.returned.page import Page
from kokoq.diagnostics import Diagnostic
from kokoq.model import Table
from kokoq.rules import UNIT_CHANGED


def units_changed(page: Page, table: Table | None, labels: Labels, *, current: bool) -> Iterator[Diagnostic]:
    """Units that are not those of the definitions, on a sheet of questions or of a ``table``.

    A form that is not of the ``current`` version may have had others.
    """
    if not current:
        return
    if VALUE in page.roles:
        yield from _of_questions(page, labels)
    elif table is not None:
        yield from _of_headers(page, table, labels)


def _of_questions(page: Page, labels: Labels) -> Iterator[Diagnostic]:
    """Those in the column between question and answer, if that stands where the form had it."""
    beside, column = page.anchor.column + LABEL_COLUMN, page.roles[VALUE] - 1
    if column != beside + 1:
        return
    for _, id_cell, cells in page.lines:
        cell, label = cells.get(column), cells.get(beside)
        if cell is None or label is None or id_cell is None or (id_cell.value, cell.value) in labels.right_units:
            continue
        if _is_figure(cell.text):
            continue
        name = id_cell.text.strip()
        asked, title = labels.catalogue.fields.get((cell_parts(name) or (name,))[-1]), labels.title(name)
        if asked is None or not title or not label.text.startswith(title):
            continue
        if unit := other_unit(cell.text, asked, labels.words):
            yield UNIT_CHANGED.at(page.place.place(cell), found=cell.text, expected=unit, field=asked.title)
        else:
            labels.right_units.add((id_cell.value, cell.value))


def _of_headers(page: Page, table: Table, labels: Labels) -> Iterator[Diagnostic]:
    """Those behind the titles of a table's columns: «Участники, ставок»."""
    cells = page.header
    for asked in (labels.catalogue.fields[name] for name in table.fields):
        cell = cells.get(page.roles.get(key_role(asked.id), 0))
        if cell is None or (asked.id, cell.value) in labels.right_units:
            continue
        said = cell.text.rpartition(", ")[2]
        if not cell.text.startswith(asked.title) or asked.title.endswith(said):
            continue
        if names_unit(said, labels.words) and (unit := other_unit(said, asked, labels.words)):
            yield UNIT_CHANGED.at(page.place.place(cell), found=said, expected=unit, field=asked.title)
        else:
            labels.right_units.add((asked.id, cell.value))


def _is_figure(text: str) -> bool:
    """Whether something else than a unit was typed where units stand: an answer beside its cell."""
    return any(map(str.isdecimal, text))
