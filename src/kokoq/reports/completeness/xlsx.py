"""``completeness.xlsx``: the organisations with what is missing, each regulation by itself, and every finding."""

from __future__ import annotations

import datetime as dt
from pathlib import Path, PurePosixPath

from kokoq.language import Language
from kokoq.reports.completeness.table import CompletenessTable, Count, Line
from kokoq.reports.completeness.words import days_text
from kokoq.reports.findings import SEVERITIES, group_equal, place_text
from kokoq.reports.workbook.book import Book, Page
from kokoq.reports.workbook.completeness import ASKED, COLUMNS, ERRORS, FILES, FIRST, HEAD, WARNINGS, head
from kokoq.reports.workbook.completeness import PERCENT as FILLED_SHARE
from kokoq.reports.workbook.styles import ZERO
from kokoq.wording import to_fix, to_message

_COUNTED = COLUMNS[ASKED:]
PERCENT, FINER = "0\u00a0%", "0.0\u00a0%"


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
    """One line each, with the share filled for every regulation."""
    codes = [part.code for part in shown.regulations]
    _title(page, shown, language)
    head(page, language, codes)
    row = HEAD
    for line in shown.lines:
        _who(page, row, line, language)
        page.text(row, FILES, ", ".join(PurePosixPath(file).name for file in line.files), "quiet_wrapped")
        _counts(page, row, line.count, ASKED)
        shares = {part.code: part.count.share for part in line.parts}
        for column, code in enumerate(codes, start=FIRST):
            _share(page, row, column, shares.get(code), "small")
        row += 1
    page.band(row, language.say("completeness.total"), FIRST + len(codes) - 1)
    _counts(page, row, shown.total, ASKED)
    for column, part in enumerate(shown.regulations, start=FIRST):
        _share(page, row, column, part.count.share, "small_strong")
    if shown.elsewhere.errors or shown.elsewhere.warnings:
        page.text(row + 1, 0, language.say("completeness.elsewhere"), "text")
        page.number(row + 1, ERRORS, shown.elsewhere.errors, form=ZERO)
        page.number(row + 1, WARNINGS, shown.elsewhere.warnings, form=ZERO)
    _bars(page, HEAD, row, (FILLED_SHARE, *range(FIRST, FIRST + len(codes))))


def _regulations(page: Page, shown: CompletenessTable, language: Language) -> None:
    """A line for each organisation and regulation, to be filtered."""
    keys = ("organisation", "type", "submitted", "code", "regulation", *_COUNTED)
    titles = (*keys, "deadline", "days")
    _heading(page, shown, language, titles)
    page.widths(19, 11, 8, 6, 18, 10.5, 10.5, 8.5, 7.5, 10.5, 8, 8, 10.5, 10)
    row = HEAD
    for line in shown.lines:
        for part in line.parts:
            _who(page, row, line, language)
            page.text(row, 3, part.code, "code")
            page.text(row, 4, part.title, "small_wrapped")
            _counts(page, row, part.count, 5)
            page.text(row, 12, language.date(part.deadline) if part.deadline else "", "centre")
            page.text(row, 13, days_text(part.days, language), "small_wrapped")
            row += 1
    if row > HEAD:
        page.sheet.autofilter(HEAD - 1, 0, row - 1, len(titles) - 1)
        _bars(page, HEAD, row - 1, (9,))


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


def _who(page: Page, row: int, line: Line, language: Language) -> None:
    page.text(row, 0, line.title, "wrapped_middle")
    page.text(row, 1, line.type, "small_wrapped")
    said = language.say(f"report.{'yes' if line.submitted else 'no'}")
    page.text(row, 2, said, "centre" if line.submitted else "absent")


def _counts(page: Page, row: int, count: Count, column: int) -> None:
    page.number(row, column, count.asked)
    page.number(row, column + 1, count.filled)
    page.number(row, column + 2, count.blank, form=ZERO)
    page.number(row, column + 3, count.no_data, form=ZERO)
    _share(page, row, column + 4, count.share, "strong")
    page.number(row, column + 5, count.errors, form=ZERO)
    page.number(row, column + 6, count.warnings, form=ZERO)


def _share(page: Page, row: int, column: int, share: float | None, style: str) -> None:
    if share is None:
        page.text(row, column, "", "outside")
    else:
        page.number(row, column, share, style, FINER if 0.995 <= share < 1 else PERCENT)


def _bars(page: Page, first: int, last: int, columns: tuple[int, ...]) -> None:
    """A bar behind every share, of its length."""
    bar = {"type": "data_bar", "bar_color": "#9DB8D6", "bar_solid": True, "min_type": "num", "max_type": "num",
           "min_value": 0, "max_value": 1}  # fmt: skip
    for column in columns:
        page.sheet.conditional_format(first, column, last, column, bar)
