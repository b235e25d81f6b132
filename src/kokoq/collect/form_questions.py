"""A sheet of questions: one below the other, each with its unit, its open cell and, live, what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kokoq.collect.anchors import EVIDENCE, HEADER, VALUE
from kokoq.collect.form_book import lines_of
from kokoq.collect.form_counts import Tally
from kokoq.collect.form_frame import Writing, height_of, is_filled, letter
from kokoq.collect.form_places import TOP, Columns, Page, columns_of, rows_of
from kokoq.collect.form_style import INPUT_STYLE, WIDTHS, unit_text
from kokoq.collect.layout import Question, QuestionSheet

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_HINT = 72
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
    sheet.set_row(TOP, 32)
    last, faults = _rows(form, sheet, part, columns)
    top = next(row for row, what in rows_of(part) if isinstance(what, Question))
    value, check, width = columns["value"], columns["check"], len(columns.names)
    for column in (value, check):
        form.book.colours(sheet, (TOP + 1, column, last, column), reason=f"${letter(check)}{TOP + 2}")
    tally = Tally(page.name, (top, value, last, value), (top, check, last, check))
    filled = sum(is_filled(form.given.get(q.id)) for q in part.questions)
    form.count(sheet, page, tally.counted(len(part.questions), filled=filled, faults=faults), last=width)
    form.finish(sheet, landscape=width > 5, last=(last, width), named=columns["question"])


def _rows(form: Writing, sheet: Worksheet, part: QuestionSheet, columns: Columns) -> tuple[int, int]:
    """Sections and questions; returns the last row and how many answers are wrong."""
    number, last, faults = 0, TOP, 0
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
        faults += _question(form, sheet, last, columns, what, hint=hint)
    return last, faults


def _question(form: Writing, sheet: Worksheet, row: int, at: Columns, question: Question, *, hint: str) -> bool:
    """One row of a sheet of questions; returns whether its answer is wrong."""
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
    return bool(said.text)


def _label(form: Writing, sheet: Worksheet, row: int, column: int, question: Question, *, hint: str) -> None:
    """The question with its hint below, and a comment that says what may be typed."""
    style = f"label{min(2, question.depth)}" if question.depth else "label"
    formats = form.book.formats
    if hint:
        sheet.write_rich_string(row, column, question.title, formats["hint"], f"\n{hint}", formats[style])
    else:
        form.book.text(sheet, row, column, question.title, style)
    form.explain(sheet, row, column, question.field)
