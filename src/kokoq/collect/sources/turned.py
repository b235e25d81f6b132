"""Tables that lie on their side: what is asked stands in rows, organisations in columns.

Such a sheet is turned, read like any other, and what was read of it gets its own places back.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import replace

from kokoq.a1 import make_ref, split_ref
from kokoq.collect.cells.facts import Fact, FileFacts, Rows
from kokoq.collect.read.book import Range, RawCell, RawSheet
from kokoq.diagnostics import Cell, Diagnostic, Place
from kokoq.observations import pack_ref, unpack_ref


def turned(sheet: RawSheet) -> RawSheet:
    """The sheet with rows for columns and columns for rows."""
    hidden = [range(first, last + 1) for first, last in sheet.hidden_columns]
    columns = {cell.column for cell in sheet.cells}
    return replace(
        sheet,
        cells=_turned_cells(sheet.cells),
        merges=tuple(Range(m.left, m.top, m.right, m.bottom) for m in sheet.merges),
        covered=_turned_cells(sheet.covered),
        hidden_rows=frozenset(column for column in columns if any(column in span for span in hidden)),
        hidden_columns=tuple((row, row) for row in sorted(sheet.hidden_rows)),
    )


def _turned_cells(cells: tuple[RawCell, ...]) -> tuple[RawCell, ...]:
    return tuple(sorted((cell._replace(row=cell.column, column=cell.row) for cell in cells), key=lambda c: c[:2]))


def turned_back(facts: FileFacts) -> FileFacts:
    """What was read of turned sheets, with the cells as they stand in the file."""
    plain = {unit: {name: _fact_back(fact) for name, fact in own.items()} for unit, own in facts.plain.items()}
    return replace(
        facts,
        plain=plain,
        lists=_lists_back(facts.lists),
        diagnostics=tuple(_finding_back(one) for one in facts.diagnostics),
    )


def _fact_back(fact: Fact) -> Fact:
    return fact._replace(ref=_ref_back(fact.ref))


def _ref_back(ref: int) -> int:
    source, row, column = unpack_ref(ref)
    return pack_ref(source, column, row)


def _lists_back(lists: Mapping[str, Rows]) -> dict[str, Rows]:
    for rows in lists.values():
        for column in rows.columns.values():
            column.refs = array("q", map(_ref_back, column.refs))
    return dict(lists)


def _finding_back(finding: Diagnostic) -> Diagnostic:
    """Its places, and the cells that its words name."""
    params = {
        name: tuple(_text_back(ref) for ref in value) if name == "cells" and isinstance(value, tuple) else value
        for name, value in finding.params.items()
    }
    related = tuple(_place_back(place) for place in finding.related)
    return replace(finding, where=_place_back(finding.where), related=related, params=params)


def _place_back(place: Place) -> Place:
    return replace(place, ref=_text_back(place.ref)) if isinstance(place, Cell) else place


def _text_back(ref: str) -> str:
    """A cell, or the corners of a range."""
    places = [split_ref(corner) for corner in ref.split(":")]
    return ":".join(make_ref(column, row) for row, column in places) if all(row for row, _ in places) else ref
