"""The units that a form names beside its questions, held against those of the definitions, of whatever version it is.

A figure in another unit answers another question, and the figure alone does not tell. One that is gone tells nothing;
neither does one beside a label that names something else, of which that is told. Units behind titles and in headers are
told with the labels.
"""

from __future__ import annotations

from collections.abc import Iterator

from kokoq.collect.cells.numerals import other_unit
from kokoq.collect.form.anchors import VALUE, cell_parts
from kokoq.collect.returned.labels import LABEL_COLUMN, Labels
from kokoq.collect.returned.page import Page
from kokoq.diagnostics import Diagnostic
from kokoq.rules import UNIT_CHANGED


def units_changed(page: Page, labels: Labels) -> Iterator[Diagnostic]:
    """Those in the column between question and answer of a sheet of questions, if that stands where the form had it."""
    beside, column = page.anchor.column + LABEL_COLUMN, page.roles.get(VALUE, 0) - 1
    if column != beside + 1:
        return
    for _, id_cell, cells in page.lines:
        cell, label = cells.get(column), cells.get(beside)
        if cell is None or label is None or id_cell is None or (id_cell.value, cell.value) in labels.right_units:
            continue
        name = id_cell.text.strip()
        asked = labels.catalogue.fields.get((cell_parts(name) or (name,))[-1])
        if asked is None or _is_figure(cell.text):
            continue
        if not label.text.startswith(labels.title(name)) and name not in (labels.named(label) or (name,)):
            continue
        if unit := other_unit(cell.text, asked, labels.words):
            yield UNIT_CHANGED.at(page.place.place(cell), found=cell.text, expected=unit, field=asked.title)
        else:
            labels.right_units.add((id_cell.value, cell.value))


def _is_figure(text: str) -> bool:
    """Whether something else than a unit was typed where units stand: an answer beside its cell."""
    return any(map(str.isdecimal, text))
