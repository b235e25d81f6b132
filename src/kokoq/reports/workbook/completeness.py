"""«Полнота»: who submitted, how much of what was asked was filled, and how many findings there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kokoq.formula.excel import quoted
from kokoq.language import Language
from kokoq.reports.contract import Completeness, Coverage, OrganisationCoverage
from kokoq.reports.facts import Facts
from kokoq.reports.workbook.book import Page, a1
from kokoq.reports.workbook.findings import FindingsSheet
from kokoq.reports.workbook.marks import OUTSIDE, Notation
from kokoq.reports.workbook.styles import FRACTIONS, ZERO

HEAD = 4
TOGETHER = 30  # so wide are the columns of the regulations at least, all together: their common title is whole
COLUMNS = (
    "organisation", "type", "submitted", "files",
    "asked", "filled_n", "blank", "no_data", "filled", "errors", "warnings",
)  # fmt: skip
WIDTHS = (24, 18, 8.5, 16, 10.5, 10.5, 8.5, 7.5, 10.5, 8.5, 9)
ORGANISATION, TYPE, SUBMITTED, FILES, ASKED, FILLED, BLANK, NO_DATA, PERCENT, ERRORS, WARNINGS, FIRST = range(12)


def head(page: Page, language: Language, codes: Sequence[str]) -> None:
    """The columns of a table of organisations, those of the regulations on a printed sheet of their own."""
    titles = (*(language.say(f"completeness.{column}") for column in COLUMNS), *codes)
    page.row(HEAD - 1, titles, "header")
    page.text(HEAD - 1, ORGANISATION, titles[ORGANISATION], "header_left")
    page.height(HEAD - 1, 32)
    page.widths(*WIDTHS, *(max(8.5, TOGETHER / len(codes)) for _ in codes))
    page.frozen(HEAD, 1, repeat=(HEAD - 2, HEAD - 1))
    page.strips(1, (FIRST,) if codes else (), FIRST + len(codes) - 1)


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
        page = self.page
        page.text(row, ORGANISATION, each.name.title, "wrapped_middle")
        page.text(row, TYPE, each.type, "small_wrapped")
        page.text(row, SUBMITTED, each.submitted_text, "centre" if each.submitted else "absent")
        page.text(row, FILES, ", ".join(file.rpartition("/")[2] for file in each.files), "quiet_wrapped")
        page.number(row, ASKED, each.total.asked)
        page.number(row, FILLED, each.total.filled)
        page.number(row, BLANK, each.total.blank, form=ZERO)
        page.number(row, NO_DATA, each.total.no_data, form=ZERO)
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
        all_ = coverage.total
        sums = ((ASKED, all_.asked), (FILLED, all_.filled), (BLANK, all_.blank), (NO_DATA, all_.no_data))
        for column, n in sums:
            text = f"SUM({a1(HEAD, column)}:{a1(row - 1, column)})" if row > HEAD else "0"
            form = ZERO if column in (BLANK, NO_DATA) else self.notation.decimal(0)
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
            self.page.text(row + place, ORGANISATION, each.title, "text")
            self.page.text(row + place, TYPE, each.reason, "small_text")
