"""«Полнота»: who submitted, how much of what was asked was filled, and how many findings there are."""

from __future__ import annotations

from dataclasses import dataclass

from kokoq.formula.excel import quoted
from kokoq.reports.contract import Completeness, Coverage, OrganisationCoverage
from kokoq.reports.facts import Facts
from kokoq.reports.workbook.book import Page, a1
from kokoq.reports.workbook.findings import FindingsSheet
from kokoq.reports.workbook.marks import OUTSIDE, Notation
from kokoq.reports.workbook.styles import FRACTIONS

HEAD = 4
TOGETHER = 30  # so wide are the columns of the regulations at least, all together: their common title is whole
ORGANISATION, TYPE, SUBMITTED, FILES, ASKED, FILLED, PERCENT, ERRORS, WARNINGS, FIRST = range(10)


@dataclass(frozen=True)
class CompletenessWriter:
    """Writes the sheet; findings are counted on theirs."""

    page: Page
    facts: Facts
    notation: Notation
    findings: FindingsSheet

    def write(self, coverage: Coverage) -> tuple[str, str]:
        """Write the sheet; gives the cells of how many submitted, and of how many were expected to."""
        say, page = self.notation.language.say, self.page
        regulations = self.facts.catalogue.regulations
        page.title(say("workbook.sheet.completeness"), say("workbook.note.completeness"))
        page.merged(
            HEAD - 2, FIRST, FIRST + max(len(regulations), 1) - 1, say("workbook.column.by_regulation"), "header"
        )
        titles = (
            say("report.column.organisation"), say("report.column.type"), say("report.column.submitted"),
            say("workbook.column.files"), say("workbook.column.asked"), say("workbook.column.filled"),
            say("workbook.column.filled_share"), say("workbook.column.errors"), say("workbook.column.warnings"),
            *(r.code for r in regulations),
        )  # fmt: skip
        page.row(HEAD - 1, titles, "header")
        page.text(HEAD - 1, ORGANISATION, titles[0], "header_left")
        page.widths(32, 34, 10, 38, 10.5, 11, 11, 9, 15, *(max(8.5, TOGETHER / len(regulations)) for _ in regulations))
        page.frozen(HEAD, 1, repeat=(HEAD - 2, HEAD - 1))
        page.landscape()
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
        page = self.page
        page.text(row, ORGANISATION, each.name.title, "text")
        page.text(row, TYPE, each.type, "small_text")
        page.text(row, SUBMITTED, each.submitted_text, "centre" if each.submitted else "absent")
        page.text(row, FILES, ", ".join(file.rpartition("/")[2] for file in each.files), "quiet_wrapped")
        page.number(row, ASKED, each.total.asked)
        page.number(row, FILLED, each.total.filled)
        self._percent(row, each.total)
        for column, severity in ((ERRORS, "error"), (WARNINGS, "warning")):
            text, n = self.findings.count(each.name.id, severity)
            page.formula(row, column, text, n)
        for column, part in enumerate(each.by_regulation, start=FIRST):
            if part.share is None:
                page.text(row, column, OUTSIDE, "outside")
            else:
                page.number(
                    row, column, part.share, "small", self.notation.percent(1 if 0.995 <= part.share < 1 else 0)
                )

    def _percent(self, row: int, total: Completeness) -> None:
        asked, filled = a1(row, ASKED), a1(row, FILLED)
        shown = OUTSIDE if total.share is None else total.share
        text = f"IF({asked}=0,{quoted(OUTSIDE)},{filled}/{asked})"
        self.page.formula(row, PERCENT, text, shown, style="strong", form=self.notation.percent(1))

    def _total(self, row: int, coverage: Coverage) -> None:
        page = self.page
        for column in range(FIRST):
            page.text(row, column, "", "band")
        page.text(row, ORGANISATION, self.notation.language.say("workbook.column.total"), "band")
        sums = ((ASKED, coverage.total.asked), (FILLED, coverage.total.filled))
        for column, n in sums:
            text = f"SUM({a1(HEAD, column)}:{a1(row - 1, column)})" if row > HEAD else "0"
            page.formula(row, column, text, n, style="strong", form=self.notation.decimal(0))
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
            self.page.text(row + place, ORGANISATION, each.title, "text")
            self.page.text(row + place, TYPE, each.reason, "small_text")
