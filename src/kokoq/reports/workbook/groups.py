"""«Группы»: the indicators of every further level and declared group, five columns a unit."""

from __future__ import annotations

from dataclasses import dataclass

from kokoq.model import Indicator, Level
from kokoq.reports.contract import Matrix
from kokoq.reports.facts import Facts, Unit
from kokoq.reports.workbook.book import Page, a1
from kokoq.reports.workbook.indicators import NUMERATOR, VALUE, line_at, write_line
from kokoq.reports.workbook.marks import Notation
from kokoq.reports.workbook.scale import hatch
from kokoq.reports.workbook.totals import Totals

HEAD = 5
CODE, TITLE, UNIT, FIRST = 0, 1, 2, 3
WIDTH = 5
STRIP = 3  # so many units on one printed sheet


@dataclass(frozen=True)
class Groups:
    """Writes the sheet."""

    page: Page
    facts: Facts
    notation: Notation
    totals: Totals

    def write(self, groups: tuple[Matrix, ...]) -> dict[str, dict[str, str]]:
        """Write all units; gives the cells of the values of municipalities, for the heat map."""
        units = [((matrix.level, row.id), row.title, matrix.title) for matrix in groups for row in matrix.rows]
        self._head([(title, of) for _, title, of in units])
        rows = self._rows()
        found: dict[str, dict[str, str]] = {}
        for place, (unit, _, _) in enumerate(units):
            shift = FIRST + place * WIDTH - NUMERATOR
            cells = {id: a1(row, VALUE + shift) for id, row in rows.items()}
            for id, row in rows.items():
                self._line(row, self.facts.catalogue.indicators[id], unit, shift, cells)
            if unit[0] == Level.MUNICIPALITY:
                found[unit[1]] = {id: self.page.cell(row, VALUE + shift) for id, row in rows.items()}
        if rows and units:
            last = max(rows.values())
            hatch(self.page, f"{a1(HEAD, FIRST)}:{a1(last, FIRST + len(units) * WIDTH - 1)}", "")
        return found

    def _head(self, units: list[tuple[str, str]]) -> None:
        say, page = self.notation.language.say, self.page
        page.title(say("workbook.sheet.groups"), say("workbook.note.groups"))
        for column, title in enumerate(("report.column.code", "report.column.indicator", "workbook.column.unit")):
            page.text(HEAD - 1, column, say(title), "header")
        titles = ("report.column.numerator", "report.column.denominator", "report.column.value",
                  "workbook.column.reported", "workbook.column.expected")  # fmt: skip
        for place, (title, of) in enumerate(units):
            first = FIRST + place * WIDTH
            page.merged(HEAD - 3, first, first + WIDTH - 1, of, "number_header")
            page.merged(HEAD - 2, first, first + WIDTH - 1, title, "header")
            page.row(HEAD - 1, tuple(say(each) for each in titles), "header", column=first)
        page.widths(13, 28, 6.5, *(width for _ in units for width in (11, 12.5, 10.5, 8.5, 10.5)))
        for place in range(len(units)):
            page.folded(FIRST + place * WIDTH, FIRST + place * WIDTH + 1, 11.5)
        page.frozen(HEAD, FIRST, repeat=(HEAD - 3, HEAD - 1))
        page.height(HEAD - 2, 28)
        breaks = range(FIRST + WIDTH * STRIP, FIRST + WIDTH * len(units), WIDTH * STRIP)
        page.strips(FIRST, tuple(breaks), FIRST + WIDTH * len(units) - 1)

    def _rows(self) -> dict[str, int]:
        ids = [i.id for r in self.facts.catalogue.regulations for i in self.facts.indicators(r) if not i.same_as]
        return {id: HEAD + place for place, id in enumerate(ids)}

    def _line(self, row: int, indicator: Indicator, unit: Unit, shift: int, cells: dict[str, str]) -> None:
        page = self.page
        page.text(row, CODE, indicator.code, "code")
        page.text(row, TITLE, indicator.title, "tiny_wrapped")
        page.text(row, UNIT, self.notation.typesetter.unit(indicator), "unit")
        result = self.facts.result(indicator, unit)
        if result is None:
            page.outside(row, *(NUMERATOR + shift + column for column in range(WIDTH)))
            return
        series = self.facts.assessment.plan.series[indicator.id]
        texts = self.totals.texts(series, result, unit, line_at(row, shift), cells=cells)
        write_line(page, row, indicator, result, texts, self.notation, shift=shift)
