"""A sheet of questions: one below the other, each with its unit, its open cell and, live, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kokoq.collect.form.anchors import EVIDENCE, HEADER, VALUE
from kokoq.collect.form.book import lines_of
from kokoq.collect.form.checks import Live
from kokoq.collect.form.counts import Cells, Standing, Tally, standing, tallied
from kokoq.collect.form.frame import Writing, height_of, letter
from kokoq.collect.form.layout import Question, QuestionSheet
from kokoq.collect.form.places import TOP, Codes, Columns, Page, columns_of, rows_of
from kokoq.collect.form.style import INPUT_STYLE, WIDTHS, unit_text
from kokoq.collect.form.tally import together

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_HINT = 65
"""Letters of a hint in a line of the column of questions."""


def write_questions(form: Writing, page: Page, part: QuestionSheet) -> None:
    """Write one sheet of questions."""
    columns = columns_of(part, earlier=bool(form.earlier))
    sheet = form.sheet(page)
    sheet.write_string(0, columns["value"], VALUE)
    if "evidence" in columns:
        sheet.write_string(0, columns["evidence"], EVIDENCE)
    sheet.write_string(TOP, 0, HEADER)
    for place, name in enumerate(columns.names, 1):
        form.header(sheet, place, name)
    sheet.set_column(columns["unit"], columns["unit"], _unit_width(form, part))
    sheet.set_row(TOP, 32)
    last, told = _rows(form, sheet, part, columns)
    top = next(row for row, what in rows_of(part) if isinstance(what, Question))
    value, check, width = columns["value"], columns["check"], len(columns.names)
    for column in (value, check):
        form.book.colours(sheet, (TOP + 1, column, last, column), reason=f"${letter(check)}{TOP + 2}")
    reasons = (top, check, last, check)
    tally = Tally(page.name, Cells((top, value, last, value), reasons), reasons)
    tables = tuple(_tables(part, value=value, check=check))
    every, faults = _standings(form, part, told), sum(bool(said.text) for said in told.values())
    counted = tally.questions(tables, form.book, now=together(map(tallied, every)), faults=faults)
    form.count(sheet, page, counted, last=width, named=columns["question"])
    kept = frozenset(row for row, what in rows_of(part) if not isinstance(what, Question))
    form.finish(sheet, landscape=width > 5, last=(last, width), named=columns["question"], kept=kept)


def _unit_width(form: Writing, part: QuestionSheet) -> int:
    """The width of the column of units, in which no word of them is broken."""
    units = {unit_text(question.field, form.book.catalogue, form.language) for question in part.questions}
    return max(WIDTHS["unit"], *(len(word) + 3 for unit in units for word in unit.split()), 0)


def _tables(part: QuestionSheet, *, value: int, check: int) -> Iterator[Cells]:
    """The tables that are asked among the questions: their cells, row by row."""
    rows: dict[str, dict[Codes, list[int]]] = {}
    for row, what in rows_of(part):
        if isinstance(what, Question) and what.keys:
            rows.setdefault(what.field.table, {}).setdefault(what.keys, []).append(row)
    for of in rows.values():
        every = [row for places in of.values() for row in places]
        first, last = min(every), max(every)
        refs = tuple(tuple(f"{letter(value)}{row + 1}" for row in places) for places in of.values())
        yield Cells((first, value, last, value), (first, check, last, check), rows=refs)


def _standings(form: Writing, part: QuestionSheet, told: Mapping[str, Live]) -> list[list[list[Standing]]]:
    """What every answer counts as, by the tables that are asked, row by row; a question is a table of one cell."""
    rows: dict[str, dict[Codes, list[Standing]]] = {}
    for asked in part.questions:
        own = standing(form.given.get(asked.id), told[asked.id], form.book)
        table = asked.field.table if asked.keys else asked.id
        rows.setdefault(table, {}).setdefault(asked.keys, []).append(own)
    return [list(of.values()) for of in rows.values()]


def _rows(form: Writing, sheet: Worksheet, part: QuestionSheet, columns: Columns) -> tuple[int, Mapping[str, Live]]:
    """Sections and questions; returns the last row and what is said of each answer."""
    number, last, told = 0, TOP, dict[str, Live]()
    explained: set[str] = set()
    for last, what in rows_of(part):
        if not isinstance(what, Question):
            sheet.merge_range(last, 1, last, len(columns.names), what.title, form.book.formats["section"])
            sheet.set_row(last, 20)
            continue
        number += 1
        sheet.write_string(last, 0, what.id)
        form.book.text(sheet, last, columns["number"], str(number), "number")
        hint = "" if what.field.id in explained else what.field.hint
        explained.add(what.field.id)
        told[what.id] = _question(form, sheet, last, columns, what, hint=hint)
    return last, told


def _question(form: Writing, sheet: Worksheet, row: int, at: Columns, question: Question, *, hint: str) -> Live:
    """One row of a sheet of questions; returns what is said of its answer."""
    asked, spot, book = question.field, form.places.by_id[question.id], form.book
    _label(form, sheet, row, at["question"], question, hint=hint)
    book.text(sheet, row, at["unit"], unit_text(asked, book.catalogue, form.language), "unit")
    book.answer(sheet, row, at["value"], form.given.get(question.id), asked)
    book.limit(sheet, (row, at["value"], row, at["value"]), asked)
    form.remember(spot)
    said = form.reasons.of(spot)
    book.formula(sheet, row, at["check"], said.formula, said.text, style="check")
    if "earlier" in at:
        style = f"earlier_{INPUT_STYLE[asked.type]}"
        book.entry(sheet, row, at["earlier"], form.earlier.get(question.id), style=style)
    if "evidence" in at:
        text = form.evidence.get(question.id, "")
        book.text(sheet, row, at["evidence"], text, "words" if asked.evidence else "none")
    lines = lines_of(question.title, WIDTHS["question"] - 4 - 2 * question.depth)
    height = 15 * lines + 5 + (12.5 * lines_of(hint, _HINT) if hint else 0)
    sheet.set_row(row, max(27, height, height_of(said)))
    return said


def _label(form: Writing, sheet: Worksheet, row: int, column: int, question: Question, *, hint: str) -> None:
    """The question with its hint below, and a comment that says what may be typed."""
    style = f"label{min(2, question.depth)}" if question.depth else "label"
    formats = form.book.formats
    if hint:
        sheet.write_rich_string(row, column, question.title, formats["hint"], f"\n{hint}", formats[style])
    else:
        form.book.text(sheet, row, column, question.title, style)
    form.explain(sheet, row, column, question.field)
