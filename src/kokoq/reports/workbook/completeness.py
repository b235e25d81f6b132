"""«Полнота»: who submitted, how much of what was asked was filled, and how many findings there are.

What is looked at first is printed; how many cells that is of how many stands behind it, for the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kokoq.formula.excel import quoted
from kokoq.language import Language
from kokoq.reports.contract import Completeness, Coverage, OrganisationCoverage
from kokoq.reports.facts import Facts
from kokoq.reports.workbook.book import Page, a1
from kokoq.reports.workbook.findings import FindingsSheet
from kokoq.reports.workbook.marks import OUTSIDE, Notation
from kokoq.reports.workbook.styles import FRACTIONS, ZERO

HEAD = 4
TOGETHER = 34  # so wide are the columns of the regulations at least, all together: their common title is whole
FULL = 1020  # pixels: a printed sheet at the least scale
SPARE = 24  # of what is left of it, so much at most goes to the names
COLUMNS = ("organisation", "submitted", "filled", "errors", "warnings")
WIDTHS = (24, 8.5, 10.5, 8, 8.5)
ORGANISATION, SUBMITTED, PERCENT, ERRORS, WARNINGS, FIRST = range(6)
BEHIND = ("asked", "filled_n", "blank", "no_data", "type", "files")
BEHIND_WIDTHS = (10.5, 10.5, 8.5, 7.5, 36, 40)


class Behind(NamedTuple):
    """The columns behind those of the regulations."""

    asked: int
    filled: int
    blank: int
    no_data: int
    kind: int
    files: int


def behind(regulations: int) -> Behind:
    """Where they stand behind so many columns of regulations."""
    return Behind(*range(FIRST + regulations, FIRST + regulations + len(BEHIND)))


def head(page: Page, language: Language, codes: Sequence[str], *, width: float = 7) -> None:
    """The columns of a table of organisations; those of the regulations are so wide, the last of what is printed."""
    columns = [language.say(f"completeness.{column}") for column in (*COLUMNS, *BEHIND)]
    titles = (*columns[:FIRST], *codes, *columns[FIRST:])
    page.row(HEAD - 1, titles, "header")
    page.text(HEAD - 1, ORGANISATION, titles[ORGANISATION], "header_left")
    page.height(HEAD - 1, 28)
    wide = max(width, TOGETHER / max(len(codes), 1))
    spare = (FULL - (FIRST + len(codes)) * 5) / 7 - sum(WIDTHS) - len(codes) * wide
    page.widths(WIDTHS[0] + min(max(spare, 0), SPARE), *WIDTHS[1:], *(wide for _ in codes), *BEHIND_WIDTHS)
    page.frozen(HEAD, 1, repeat=(HEAD - 2, HEAD - 1))
    page.landscape(last=FIRST + len(codes) - 1)


@dataclass(frozen=True)
class CompletenessWriter:
    """Writes the sheet; findings are counted on theirs."""

    page: Page
    facts: Facts
    notation: Notation
    findings: FindingsSheet

    @property
    def behind(self) -> Behind:
        return behind(len(self.facts.catalogue.regulations))

    def write(self, coverage: Coverage) -> tuple[str, str]:
        """Write the sheet; gives the cells of how many submitted, and of how many were expected to."""
        say, page = self.notation.language.say, self.page
        regulations = self.facts.catalogue.regulations
        page.title(say("workbook.sheet.completeness"), "")
        page.merged(1, 0, FIRST + len(regulations) - 1, say("workbook.note.completeness"), "note")
        if regulations:
            title = say("workbook.column.by_regulation")
            page.merged(HEAD - 2, FIRST, FIRST + len(regulations) - 1, title, "header")
        head(page, self.notation.language, [r.code for r in regulations])
        row = HEAD
        for each in coverage.organisations:
            self._line(row, each)
            row += 1
        self._total(row, coverage)
        self._conditions(row)
        self._excluded(row + 2, coverage)
        if row == HEAD:
            return "0", "0"
        submitted = page.span((HEAD, SUBMITTED), (row - 1, SUBMITTED))
        yes = quoted(say("report.submitted"))
        return f"SUMPRODUCT(({submitted}={yes})*1)", f"ROWS({submitted})"

    def _line(self, row: int, each: OrganisationCoverage) -> None:
        page, at = self.page, self.behind
        page.text(row, ORGANISATION, each.name.title, "wrapped_middle")
        page.text(row, SUBMITTED, each.submitted_text, "centre" if each.submitted else "absent")
        self._percent(row, each.total)
        for column, severity in ((ERRORS, "error"), (WARNINGS, "warning")):
            text, n = self.findings.count(each.name.id, severity, title=a1(row, ORGANISATION))
            page.formula(row, column, text, n, form=ZERO)
        for column, part in enumerate(each.by_regulation, start=FIRST):
            if part.share is None:
                page.text(row, column, OUTSIDE, "outside")
            else:
                page.number(
                    row, column, part.share, "small", self.notation.percent(1 if 0.995 <= part.share < 1 else 0)
                )
        page.number(row, at.asked, each.total.asked)
        page.number(row, at.filled, each.total.filled)
        page.number(row, at.blank, each.total.blank, form=ZERO)
        page.number(row, at.no_data, each.total.no_data, form=ZERO)
        page.text(row, at.kind, each.type, "small_text")
        page.text(row, at.files, ", ".join(file.rpartition("/")[2] for file in each.files), "small_text")

    def _percent(self, row: int, total: Completeness) -> None:
        asked, filled = a1(row, self.behind.asked), a1(row, self.behind.filled)
        shown = OUTSIDE if total.share is None else total.share
        text = f"IF({asked}=0,{quoted(OUTSIDE)},{filled}/{asked})"
        self.page.formula(row, PERCENT, text, shown, style="strong", form=self.notation.percent(1))

    def _total(self, row: int, coverage: Coverage) -> None:
        page, at = self.page, self.behind
        page.band(row, self.notation.language.say("workbook.column.total"), at.no_data)
        all_ = coverage.total
        sums = ((at.asked, all_.asked), (at.filled, all_.filled), (at.blank, all_.blank), (at.no_data, all_.no_data))
        for column, n in sums:
            text = f"SUM({a1(HEAD, column)}:{a1(row - 1, column)})" if row > HEAD else "0"
            form = ZERO if column in (at.blank, at.no_data) else self.notation.decimal(0)
            page.formula(row, column, text, n, style="strong", form=form)
        self._percent(row, coverage.total)

    def _conditions(self, row: int) -> None:
        page = self.page
        if row == HEAD:
            return
        page.sheet.conditional_format(HEAD, PERCENT, row, PERCENT, FRACTIONS)
        last = FIRST + len(self.facts.catalogue.regulations) - 1
        if last >= FIRST:
            page.sheet.conditional_format(HEAD, FIRST, row - 1, last, FRACTIONS)

    def _excluded(self, row: int, coverage: Coverage) -> None:
        if not coverage.excluded:
            return
        self.page.text(row, 0, self.notation.language.say("workbook.note.excluded"), "heading")
        for place, each in enumerate(coverage.excluded, start=1):
            self.page.text(row + place, ORGANISATION, each.title, "wrapped_middle")
            self.page.merged(row + place, SUBMITTED, max(WARNINGS, self.behind.asked - 1), each.reason, "small_text")
