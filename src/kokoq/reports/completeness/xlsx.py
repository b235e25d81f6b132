"""``completeness.xlsx``: the organisations with what is missing, each regulation by itself, and every finding."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from operator import itemgetter
from pathlib import Path, PurePosixPath

from kokoq.language import Language
from kokoq.reports.completeness.table import CompletenessTable, Count, Line, Part
from kokoq.reports.completeness.words import days_text, told
from kokoq.reports.findings import SEVERITIES, group_equal, place_text
from kokoq.reports.workbook.book import Book, Page
from kokoq.reports.workbook.completeness import ERRORS, FIRST, HEAD, ORGANISATION, SUBMITTED, WARNINGS, behind, head
from kokoq.reports.workbook.completeness import PERCENT as FILLED_SHARE
from kokoq.reports.workbook.marks import OUTSIDE
from kokoq.reports.workbook.styles import ZERO
from kokoq.wording import to_fix, to_message

PERCENT, FINER, THOUSANDS = "0\u00a0%", "0.0\u00a0%", "#,##0"
LETTERS = 1.2  # of the matrix, bold ones too, in one unit of a column's width


def write_workbook(shown: CompletenessTable, language: Language, path: Path) -> None:
    """Write the workbook of a period."""
    say = language.say
    made = dt.datetime.combine(shown.today, dt.time())
    book = Book(path, f"{say('completeness.title')}: {shown.period}", made)
    _organisations(book.add(say("completeness.sheet.organisations")), shown, language)
    _regulations(book.add(say("completeness.sheet.regulations")), shown, language)
    _findings(book.add(say("completeness.sheet.findings")), shown, language)
    book.close()


def _organisations(page: Page, shown: CompletenessTable, language: Language) -> None:
    """The matrix: one line each, with the share filled and the faults of every regulation; below, what it shows."""
    _title(page, shown, language)
    _deadlines(page, shown, language)
    row = HEAD
    for line in shown.lines:
        _line(page, row, line, shown, language)
        row += 1
    page.band(row, language.say("completeness.total"), behind(len(shown.regulations)).no_data)
    _verdict(page, row, shown.total, FILLED_SHARE)
    for column, part in enumerate(shown.regulations, start=FIRST):
        _share(page, row, column, part.count.share, "small_strong")
    _counts(page, row, shown.total, behind(len(shown.regulations)).asked)
    if shown.elsewhere.errors or shown.elsewhere.warnings:
        row += 1
        page.text(row, ORGANISATION, language.say("completeness.elsewhere"), "text")
        page.number(row, ERRORS, shown.elsewhere.errors, form=ZERO)
        page.number(row, WARNINGS, shown.elsewhere.warnings, form=ZERO)
    for below, text in enumerate(_below(shown, language), start=row + 2):
        page.text(below, 0, text, "subtitle")


def _deadlines(page: Page, shown: CompletenessTable, language: Language) -> None:
    """The titles of the columns, and over the regulations until when they were to be submitted."""
    dues = [_due(part, language) for part in shown.regulations]
    runs = [(due, [at for at, _ in run]) for due, run in groupby(enumerate(dues, start=FIRST), key=itemgetter(1))]
    texts = [told(part.count, language) for line in shown.lines for part in line.parts]
    longest = max(map(len, (*texts, *(language.date(shown.today) for _ in runs[1:]))), default=0)
    page.height(1, 22)
    head(page, language, [part.code for part in shown.regulations], width=max(longest / LETTERS + 0.5, 6.5))
    title = language.say(f"completeness.{'due' if any(dues) else 'no_due'}")
    page.merged(HEAD - 2, ORGANISATION, WARNINGS, title, "header_left")
    page.height(HEAD - 2, 34 if any(len(columns) < 3 for due, columns in runs if due) else 20)
    for due, columns in runs:
        text = due.replace("\n", " · ") if len(columns) > 2 else due
        page.merged(HEAD - 2, columns[0], columns[-1], text, "number_header")


def _due(part: Part, language: Language) -> str:
    return f"{language.date(part.deadline)}\n{days_text(part.days, language)}" if part.deadline else ""


def _line(page: Page, row: int, line: Line, shown: CompletenessTable, language: Language) -> None:
    at = behind(len(shown.regulations))
    _who(page, row, line, (ORGANISATION, SUBMITTED), language)
    _verdict(page, row, line.count, FILLED_SHARE)
    parts = {part.code: part for part in line.parts}
    for column, part in enumerate(shown.regulations, start=FIRST):
        _part(page, (row, column), parts.get(part.code), language, submitted=line.submitted)
    _counts(page, row, line.count, at.asked)
    page.text(row, at.kind, line.type, "small_text")
    page.text(row, at.files, ", ".join(PurePosixPath(file).name for file in line.files), "small_text")


def _part(page: Page, cell: tuple[int, int], part: Part | None, language: Language, *, submitted: bool) -> None:
    """What an organisation gave for a regulation: faults and gaps are coloured, what is in order is not."""
    if part is None:
        page.text(*cell, OUTSIDE, "outside")
        return
    count = part.count
    gap = count.warnings or (count.share is not None and count.share < 1)
    style = "small_strong_worst" if count.errors else "small_middle" if gap else "small"
    if count.errors or count.warnings:
        page.text(*cell, told(count, language), style)
    else:
        _share(page, *cell, count.share, style if submitted else "absent")


def _below(shown: CompletenessTable, language: Language) -> list[str]:
    """What the colours and the codes mean, and who is not asked."""
    say = language.say
    codes = [f"{part.code} — {part.title}" for part in shown.regulations]
    left = [say("report.page.excluded", title=title, reason=say(why, **why.params)) for title, why in shown.not_asked]
    return [say("completeness.signs"), say("completeness.colours"), "", *codes, *([""] if left else []), *left]


def _regulations(page: Page, shown: CompletenessTable, language: Language) -> None:
    """A line for each organisation and regulation, to be filtered."""
    printed = ("organisation", "code", "regulation", "submitted", "filled", "errors", "warnings", "deadline", "days")
    titles = (*printed, "asked", "filled_n", "blank", "no_data", "type")
    _heading(page, shown, language, titles)
    page.widths(22, 7, 48, 8.5, 10.5, 8, 8.5, 11, 14.5, 10.5, 10.5, 8.5, 7.5, 36)
    page.landscape(last=len(printed) - 1)
    row = HEAD
    for line in shown.lines:
        if line.parts:
            page.together(row)
        for part in line.parts:
            _who(page, row, line, (0, 3), language)
            page.text(row, 1, part.code, "code")
            page.text(row, 2, part.title, "small_wrapped")
            _verdict(page, row, part.count, 4)
            page.text(row, 7, language.date(part.deadline) if part.deadline else "", "centre")
            page.text(row, 8, days_text(part.days, language), "small_wrapped")
            _counts(page, row, part.count, 9)
            page.text(row, 13, line.type, "small_text")
            row += 1
    if row > HEAD:
        page.sheet.autofilter(HEAD - 1, 0, row - 1, len(titles) - 1)


def _findings(page: Page, shown: CompletenessTable, language: Language) -> None:
    """Everything that was found, worst first, each where it is and what is to be done."""
    titles = ("weight", "code", "organisation", "place", "what", "todo")
    _heading(page, shown, language, titles)
    page.widths(15.5, 8, 18, 28, 39, 30)
    names = {line.id: line.title for line in shown.lines}
    found = sorted(group_equal(shown.findings), key=lambda each: SEVERITIES.index(each.first.severity))
    for row, equal in enumerate(found, start=HEAD):
        first = equal.first
        page.text(row, 0, language.say(f"diagnostic.{first.severity}"), "small_wrapped_top")
        page.text(row, 1, first.rule.code, "code_top")
        page.text(row, 2, names.get(first.unit, first.unit), "small_wrapped_top")
        page.text(row, 3, place_text(equal, language), "small_wrapped_top")
        page.text(row, 4, to_message(first, language), "small_wrapped_top")
        page.text(row, 5, to_fix(first, language), "small_wrapped_top")
    if found:
        page.sheet.autofilter(HEAD - 1, 0, HEAD + len(found) - 1, len(titles) - 1)


def _heading(page: Page, shown: CompletenessTable, language: Language, titles: tuple[str, ...]) -> None:
    """The lines at the top, the titles of the columns, and how it is printed."""
    _title(page, shown, language)
    page.row(HEAD - 1, tuple(language.say(f"completeness.{key}") for key in titles), "header")
    page.height(HEAD - 1, 32)
    page.frozen(HEAD, 1, repeat=(HEAD - 1, HEAD - 1))
    page.landscape()


def _title(page: Page, shown: CompletenessTable, language: Language) -> None:
    say = language.say
    counted = say("report.n_of_n", n=shown.n_submitted, total=shown.n_expected)
    note = say("completeness.subtitle", period=shown.period, today=language.date(shown.today), submitted=counted)
    page.title(f"{say('completeness.title')}. {shown.title}", note)


def _who(page: Page, row: int, line: Line, columns: tuple[int, int], language: Language) -> None:
    page.text(row, columns[0], line.title, "wrapped_middle")
    page.text(row, columns[1], language.say(f"report.{line.how}"), "centre" if line.how == "yes" else "absent")


def _verdict(page: Page, row: int, count: Count, column: int) -> None:
    _share(page, row, column, count.share, "strong")
    page.number(row, column + 1, count.errors, form=ZERO)
    page.number(row, column + 2, count.warnings, form=ZERO)


def _counts(page: Page, row: int, count: Count, column: int) -> None:
    page.number(row, column, count.asked, form=THOUSANDS)
    page.number(row, column + 1, count.filled, form=THOUSANDS)
    page.number(row, column + 2, count.blank, form=ZERO)
    page.number(row, column + 3, count.no_data, form=ZERO)


def _share(page: Page, row: int, column: int, share: float | None, style: str) -> None:
    if share is None:
        page.text(row, column, OUTSIDE, "outside")
    else:
        page.number(row, column, share, style, FINER if 0.995 <= share < 1 else PERCENT)
