"""Sheets of a form that came without their hidden marks: visible labels tell which they are, not what answers what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import folded
from kokoq.collect.form.layout import Layout, QuestionSheet, Sheet, TableSheet, asked_on, title_of
from kokoq.collect.read.book import Book, RawSheet
from kokoq.collect.returned.page import find_anchor
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.rules import SHEET_BESIDE, SHEET_UNMARKED

_ENOUGH = 0.5
"""So many of a sheet's labels tell that it is that sheet."""


def unmarked(book: Book, facts: FileFacts, layout: Layout) -> Iterator[Diagnostic]:
    """The findings of a form; a sheet that seemed to be added is told as the one of its own that it is.

    So is one that says which it is, and whose questions or answers have no marks.
    """
    here = {*facts.plain.get(facts.unit, ()), *facts.tables}
    lost = [part for part in layout.sheets if here.isdisjoint(asked_on(part))]
    for found in facts.diagnostics:
        at = found.where
        sheet = book.sheet(at.sheet) if found.rule is SHEET_BESIDE and isinstance(at, Cell) else None
        part = _meant(sheet, lost) if sheet is not None else None
        yield found if part is None else SHEET_UNMARKED.at(at, sheet=title_of(part))
    parts = {part.id: part for part in lost}
    for sheet in book.sheets if lost else ():
        anchor = find_anchor(sheet)
        own = anchor is not None and (anchor.identity.unit, anchor.identity.period) == (facts.unit, facts.period)
        if anchor is not None and own and anchor.identity.sheet in parts:
            yield SHEET_UNMARKED.at(Cell(book.file, sheet.name), sheet=title_of(parts[anchor.identity.sheet]))


def _meant(sheet: RawSheet, lost: Sequence[Sheet]) -> Sheet | None:
    """The sheet of the form whose labels stand in this one."""
    lines = {line for cell in sheet.cells if isinstance(cell.value, str) for line in cell.value.splitlines()}
    said = {folded(text) for line in lines for text in (line, line.rpartition(", ")[0])}
    shares = [(len(labels & said) / len(labels), part) for part in lost if (labels := _labels(part))]
    share, part = max(shares, key=lambda each: each[0], default=(0.0, None))
    return part if share >= _ENOUGH else None


def _labels(part: Sheet) -> frozenset[str]:
    match part:
        case QuestionSheet(questions=questions):
            return frozenset(folded(question.title) for question in questions)
        case TableSheet(table=table, fields=fields):
            return frozenset(map(folded, (*(key.title for key in table.keys), *(asked.title for asked in fields))))
