"""«Баллы»: points of the most possible by regulation, for the reported unit and for every organisation."""

from __future__ import annotations

from dataclasses import dataclass

from kokoq.model import Level, Regulation
from kokoq.reports.contract import Score
from kokoq.reports.facts import Facts
from kokoq.reports.workbook.book import Page, a1
from kokoq.reports.workbook.calculation import MOST as CALCULATED_MOST
from kokoq.reports.workbook.calculation import NUMBER, Blocks
from kokoq.reports.workbook.calculation import POINTS as CALCULATED_POINTS
from kokoq.reports.workbook.grid import Grid
from kokoq.reports.workbook.indicators import LEVEL, MOST, POINTS, VALUE, Shown
from kokoq.reports.workbook.inputs import Inputs
from kokoq.reports.workbook.marks import Notation
from kokoq.reports.workbook.scale import hatch
from kokoq.reports.workbook.styles import FRACTIONS
from kokoq.results import Status

HEAD = 3
LIMITED = '">-1E+300"'  # any number: what has no maximum is in no percent of it
CODE, TITLE, SHOWN_POINTS, SHOWN_MOST, PERCENT, SCORED, SCALED, LEVELS = range(8)


@dataclass(frozen=True)
class Scores:
    """The page, and the rows of the regulations and of their total."""

    page: Page
    rows: dict[str, int]
    total: int

    def cell(self, row: int, column: int) -> str:
        return self.page.cell(row, column)


@dataclass(frozen=True)
class ScoresWriter:
    """Writes the sheet."""

    page: Page
    facts: Facts
    grid: Grid
    notation: Notation
    shown: Shown
    blocks: Blocks
    inputs: Inputs

    def write(self) -> Scores:
        rows = self._regulations()
        last = HEAD + len(rows)
        self._organisations(last + 3)
        return Scores(self.page, rows, last)

    def _regulations(self) -> dict[str, int]:
        say, page = self.notation.language.say, self.page
        page.title(say("workbook.sheet.scores"), say("workbook.note.scores"))
        levels = tuple(self.facts.catalogue.levels.values())
        titles = (
            say("report.column.code"), say("report.column.regulation"), say("report.column.points"),
            say("workbook.column.most"), say("report.column.percent"), say("report.column.scored"),
            say("workbook.column.scaled"), *(say("workbook.column.of_level", level=level) for level in levels),
        )  # fmt: skip
        page.row(HEAD - 1, titles, "header")
        page.text(HEAD - 1, TITLE, titles[TITLE], "header_left")
        rows: dict[str, int] = {}
        for place, regulation in enumerate(self.facts.catalogue.regulations):
            rows[regulation.id] = HEAD + place
            self._line(HEAD + place, regulation)
        self._total(HEAD + len(rows), say("workbook.column.total"), len(rows))
        page.widths(7, 34, *(9.6 for _ in range(max(9, 5 + len(levels), len(rows) + 2))))
        page.frozen(HEAD, 2, repeat=(0, 0))
        page.landscape(stretch=TITLE)
        return rows

    def _line(self, row: int, regulation: Regulation) -> None:
        page, facts = self.page, self.facts
        indicators = list(facts.indicators(regulation))
        score = facts.score(iter(indicators), facts.unit)
        first, end = self.shown.bands[regulation.id]
        sheet = self.shown.page

        def span(column: int) -> str:
            return sheet.span((first, column), (max(first, end - 1), column))

        page.text(row, CODE, regulation.code, "code")
        page.text(row, TITLE, regulation.title, "wrapped_middle")
        points = f"SUMIF({span(MOST)},{LIMITED},{span(POINTS)})"
        page.formula(row, SHOWN_POINTS, points, score.points, form=self.notation.amount(score.points))
        page.formula(
            row, SHOWN_MOST, f"SUM({span(MOST)})", score.max_points, form=self.notation.amount(score.max_points)
        )
        self._percent(row, score)
        page.formula(row, SCORED, f"COUNT({span(MOST)})", score.n_scored)
        page.number(row, SCALED, score.n_scaled)
        for place, (id, title) in enumerate(facts.catalogue.levels.items()):
            results = (facts.result(i, facts.unit) for i in indicators if not i.same_as)
            n = sum(1 for r in results if r is not None and r.band == id)
            page.formula(row, LEVELS + place, f'SUMPRODUCT(({span(LEVEL)}="{title}")*ISNUMBER({span(VALUE)}))', n)

    def _percent(self, row: int, score: Score) -> None:
        points, most = a1(row, SHOWN_POINTS), a1(row, SHOWN_MOST)
        none = self.notation.language.say("workbook.mark.not_scored")
        text = f'IF({most}=0,"{none}",{points}/{most})'
        form = self.notation.percent(self.facts.catalogue.digits)
        self.page.formula(row, PERCENT, text, none if score.share is None else score.share, style="strong", form=form)

    def _total(self, row: int, title: str, n: int) -> None:
        page, facts = self.page, self.facts
        everything = [i for r in facts.catalogue.regulations for i in facts.indicators(r)]
        score = facts.score(iter(everything), facts.unit)
        results = [facts.result(i, facts.unit) for i in everything if not i.same_as]
        page.text(row, CODE, "", "band")
        page.text(row, TITLE, title, "band")
        values = [score.points, score.max_points, None, score.n_scored, score.n_scaled]
        values += [sum(1 for r in results if r and r.band == id) for id in facts.catalogue.levels]
        for place, value in enumerate(values):
            column = SHOWN_POINTS + place
            if column != PERCENT:
                text = f"SUM({a1(HEAD, column)}:{a1(HEAD + n - 1, column)})" if n else "0"
                page.formula(row, column, text, value, style="strong", form=self.notation.amount(value))
        self._percent(row, score)

    def _organisations(self, top: int) -> None:
        """Organisations × regulations, percent of points."""
        say, page, facts = self.notation.language.say, self.page, self.facts
        regulations = facts.catalogue.regulations
        page.sheet.set_h_pagebreaks([top - 1])
        page.text(top - 1, 0, say("workbook.note.organisation_scores"), "heading")
        page.text(top, CODE, say("workbook.column.number"), "header")
        page.text(top, TITLE, say("report.column.organisation"), "header_left")
        for place, regulation in enumerate(regulations):
            page.text(top, SHOWN_POINTS + place, regulation.code, "header")
        whole_column = SHOWN_POINTS + len(regulations)
        page.text(top, whole_column, say("workbook.column.total"), "header")
        page.text(top, whole_column + 1, say("report.column.scored"), "header")
        submitted = {s.unit for s in facts.assessment.observations.submissions if s.period == facts.period}
        spans = {r.id: self._spans(r) for r in regulations}
        everything = [s for each in spans.values() for s in each]
        for place, organisation in enumerate(self.grid.organisations):
            row = top + 1 + place
            source, number = self.inputs.number(organisation.id), self.grid.numbers[organisation.id]
            if source:
                page.formula(row, CODE, source, number, style="count")
            else:
                page.number(row, CODE, number, "count")
            page.text(row, TITLE, organisation.short or organisation.title, "text")
            unit = (str(Level.ORGANISATION), organisation.id)
            if organisation.id not in submitted:
                for column in range(SHOWN_POINTS, whole_column + 2):
                    page.text(row, column, self.notation.mark(Status.NOT_SUBMITTED), "absent")
                continue
            for column, regulation in enumerate(regulations):
                score = facts.score(facts.indicators(regulation), unit)
                self._share(row, SHOWN_POINTS + column, spans[regulation.id], score, "number")
            whole = facts.score((i for r in regulations for i in facts.indicators(r)), unit)
            self._share(row, whole_column, everything, whole, "strong")
            page.text(row, whole_column + 1, say("report.n_of_n", n=whole.n_scored, total=whole.n_scaled), "centre")
        if self.grid.organisations:
            cells = (
                f"{a1(top + 1, SHOWN_POINTS)}:{a1(top + len(self.grid.organisations), SHOWN_POINTS + len(regulations))}"
            )
            hatch(page, cells, "")
            page.sheet.conditional_format(cells, FRACTIONS)

    def _spans(self, regulation: Regulation) -> list[tuple[int, int]]:
        """The rows of a regulation's indicators in «Расчёт», as few ranges as they make."""
        found: list[list[int]] = []
        for id in regulation.indicators:
            block = self.blocks.get((id, ""))
            if block is None or not block.results or self.facts.scale(block.series.indicator) is None:
                continue
            last = block.first + len(block.results) - 1
            if found and found[-1][1] == block.first - 1:
                found[-1][1] = last
            else:
                found.append([block.first, last])
        return [(first, last) for first, last in found]

    def _share(self, row: int, column: int, spans: list[tuple[int, int]], score: Score, style: str) -> None:
        none = self.notation.language.say("workbook.mark.not_scored")
        if not spans:
            self.page.text(row, column, none, "absent")
            return
        sheet = next(iter(self.blocks.values())).page
        number = f"$A{row + 1}"

        def total(of: int) -> str:
            return "+".join(f"SUMIFS({sheet.span((f, of), (t, of))},{where(f, t)})" for f, t in spans)

        def where(first: int, last: int) -> str:
            numbers, most = (sheet.span((first, c), (last, c)) for c in (NUMBER, CALCULATED_MOST))
            return f"{numbers},{number},{most},{LIMITED}"

        points, most = total(CALCULATED_POINTS), total(CALCULATED_MOST)
        text = f'IF({most}=0,"{none}",({points})/({most}))'
        form = self.notation.percent(self.facts.catalogue.digits)
        self.page.formula(row, column, text, none if score.share is None else score.share, style=style, form=form)
