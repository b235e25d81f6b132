"""«Сводка»: the first sheet, what a head of office takes in at a glance; its numbers refer to the sheets behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kokoq.formula.excel import quoted
from kokoq.reports.contract import Score, View
from kokoq.reports.facts import Facts
from kokoq.reports.workbook.book import Book, Page, a1
from kokoq.reports.workbook.marks import Notation
from kokoq.reports.workbook.scores import (
    LEVELS,
    PERCENT,
    SCORED,
    SHOWN_MOST,
    SHOWN_POINTS,
    Scores,
)
from kokoq.reports.workbook.styles import LINE, shade
from kokoq.reports.workbook.worksheet import Value

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

CODE, TITLE, FIRST = 0, 1, 2
CARDS, TABLE = 4, 8
COLUMN = 11
FEW = 10
GRID = {"visible": True, "line": {"color": "#E3E7EC"}}


@dataclass(frozen=True)
class SummaryWriter:
    """Writes the sheet; ``submitted`` are the formulas of how many did and should have, ``errors`` of how many
    errors there are in the data."""

    book: Book
    page: Page
    facts: Facts
    notation: Notation
    view: View
    scores: Scores
    submitted: tuple[str, str]
    errors: tuple[str, int]
    pages: tuple[tuple[Page, str], ...]

    def write(self) -> None:
        """Title, cards, table, charts, contents."""
        page, heading = self.page, self.view.heading
        say = self.notation.language.say
        told = (heading.unit, heading.period, heading.issuer)
        page.text(0, 0, heading.title, "title")
        page.text(1, 0, " · ".join(dict.fromkeys(part for part in told if part)), "subtitle")
        if heading.illustrative:
            page.text(2, 0, say("workbook.note.illustrative"), "subtitle")
        page.height(0, 30)
        page.height(CARDS + 1, 26)
        levels = tuple(self.facts.catalogue.levels.values())
        wide = (max(COLUMN, 3 + max(map(len, level.split()))) for level in levels)  # no word is broken
        page.widths(9, 64, COLUMN, COLUMN, *wide, *(COLUMN for _ in range(max(3, 6 - len(levels)))))
        self._cards()
        last = self._table()
        below = self._charts(last + 2)
        self._contents(below)
        page.landscape()
        page.sheet.print_area(0, 0, below - 1, FIRST + max(7, 4 + len(levels)))
        page.sheet.fit_to_pages(1, 1)
        page.sheet.activate()

    def _cards(self) -> None:
        """Five numbers: who submitted, points, their percent, problem zones, errors in the data."""
        page, say = self.page, self.notation.language.say
        score, scores, notation = self.view.score, self.scores, self.notation
        given, expected = self.submitted
        of, coverage = say("workbook.of"), self.view.coverage
        submitted = f'{given}&" {of} "&{expected}', f"{coverage.n_submitted} {of} {coverage.n_expected}", ""
        points = *self._points(scores.total, score), notation.amount(score.points)
        share = say("workbook.mark.not_scored") if score.share is None else score.share
        percent = scores.cell(scores.total, PERCENT), share, notation.percent(self.facts.catalogue.digits)
        worst = sum(regulation.n_worst for regulation in self.view.regulations)
        lowest = LEVELS + len(self.facts.catalogue.levels) - 1
        cards: list[tuple[int, str, tuple[str, Value, str]]] = [
            (CODE, "submitted", submitted),
            (FIRST, "points", points),
            (FIRST + 2, "percent", percent),
        ]
        if lowest >= LEVELS:
            cards.append((FIRST + 4, "zones", (scores.cell(scores.total, lowest), worst, "")))
        cards.append((FIRST + 2 * (len(cards) - 1), "errors", (self.errors[0], self.errors[1], "")))
        for first, name, (text, value, form) in cards:
            page.merged(CARDS, first, first + 1, say(f"workbook.card.{name}"), "card")
            page.merged(CARDS + 1, first, first + 1, "", "card_value")
            page.formula(CARDS + 1, first, text, value, style="card_value", form=form)

    def _table(self) -> int:
        page, say, facts = self.page, self.notation.language.say, self.facts
        levels = facts.catalogue.levels
        titles = (
            say("report.column.code"), say("report.column.regulation"), say("workbook.column.indicators"),
            say("report.column.scored"), *levels.values(), say("report.column.points"), say("workbook.column.most"),
            say("report.column.percent"),
        )  # fmt: skip
        page.row(TABLE - 1, titles, "header")
        page.text(TABLE - 1, TITLE, titles[TITLE], "header_left")
        regulations = facts.catalogue.regulations
        for place, regulation in enumerate(regulations):
            row = TABLE + place
            page.text(row, CODE, regulation.code, "code")
            page.text(row, TITLE, regulation.title, "wrapped_middle")
            self._line(row, self.scores.rows[regulation.id], place)
        row = TABLE + len(regulations)
        page.text(row, CODE, "", "band")
        page.text(row, TITLE, say("workbook.column.total"), "band")
        self._line(row, self.scores.total, None)
        return row

    def _line(self, row: int, source: int, place: int | None) -> None:
        page, levels = self.page, tuple(self.facts.catalogue.levels)
        score = self.view.score if place is None else self.view.regulations[place].score
        regulations = self.view.regulations if place is None else (self.view.regulations[place],)
        lines = [line for regulation in regulations for line in regulation.rows]
        own = [line for line in lines if not self.facts.catalogue.indicators[line.id].same_as]
        cell = self.scores.cell
        style = "strong" if place is None else "number"
        if place is None:
            span = f"{a1(TABLE, FIRST)}:{a1(row - 1, FIRST)}"
            page.formula(row, FIRST, f"SUM({span})", len(lines), style=style)
        else:
            page.number(row, FIRST, len(lines), style)
        page.formula(row, FIRST + 1, cell(source, SCORED), score.n_scored, style=style)
        for column, level in enumerate(levels):
            n = sum(1 for line in own if line.level.id == level)
            page.formula(row, FIRST + 2 + column, cell(source, LEVELS + column), n, style=style)
        after = FIRST + 2 + len(levels)
        amount = self.notation.amount
        page.formula(row, after, *self._points(source, score), style=style, form=amount(score.points))
        page.formula(
            row, after + 1, cell(source, SHOWN_MOST), score.max_points, style=style, form=amount(score.max_points)
        )
        none = self.notation.language.say("workbook.mark.not_scored")
        share = none if score.share is None else score.share
        form = self.notation.percent(self.facts.catalogue.digits)
        page.formula(row, after + 2, cell(source, PERCENT), share, style="strong", form=form)

    def _points(self, row: int, score: Score) -> tuple[str, Value]:
        """The points as a formula and their value: not 0 where nothing could be scored."""
        none = self.notation.language.say("workbook.mark.not_scored")
        text = (
            f"IF({self.scores.cell(row, PERCENT)}={quoted(none)},{quoted(none)},{self.scores.cell(row, SHOWN_POINTS)})"
        )
        return text, none if score.share is None else score.points

    def _charts(self, row: int) -> int:
        """Levels by regulation, stacked; percent of points by regulation; none of nothing. Gives the row below."""
        n, say = len(self.facts.catalogue.regulations), self.notation.language.say
        if not any(regulation.score.n_scored for regulation in self.view.regulations):
            return row
        height = 70 + 30 * n
        levels, width = bool(self.facts.catalogue.levels), 8 * (COLUMN * 7 + 5)
        charts = [(self._percent_chart(), say("workbook.chart.percent"), FIRST if levels else 0, width)]
        if levels:
            charts.insert(0, (self._levels_chart(), say("workbook.chart.levels"), 0, (9 + 64) * 7 + 4))
        for chart, title, column, width in charts:
            chart.set_title({"name": title, "name_font": {"size": 11, "bold": True}, "overlay": False})
            chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "line": {"none": True}})
            chart.set_size({"width": width, "height": height})
            chart.set_chartarea({"border": {"color": LINE}})
            self.page.sheet.insert_chart(row, column, chart, {"description": title, "object_position": 2})
        return row + height // 20 + 2

    def _levels_chart(self) -> Chart:
        chart = self.book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
        last = len(self.facts.catalogue.levels) - 1
        for place, title in enumerate(self.facts.catalogue.levels.values()):
            chart.add_series(self._bars(title, FIRST + 2 + place, shade(place / last if last else 0), "0;;;"))
        chart.set_legend({"position": "bottom", "font": {"size": 9}})
        few = max(regulation.score.n_scored for regulation in self.view.regulations) <= FEW
        whole = {"major_unit": 1} if few else {}  # or an axis of few would say 0, 1, 1, 2
        chart.set_x_axis({"min": 0, "num_format": "0", "major_gridlines": GRID, **whole})
        return chart

    def _percent_chart(self) -> Chart:
        chart = self.book.workbook.add_chart({"type": "bar"})
        column = FIRST + 4 + len(self.facts.catalogue.levels)
        title = self.notation.language.say("report.column.percent")
        chart.add_series(self._bars(title, column, "#7C9CBF", self.notation.percent(0)))
        chart.set_legend({"none": True})
        chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%", "major_gridlines": GRID})
        return chart

    def _bars(self, title: str, column: int, colour: str, form: str) -> dict[str, object]:
        """One series over the lines of the table."""
        name, end = self.page.name, TABLE + len(self.facts.catalogue.regulations) - 1
        return {
            "name": title,
            "categories": [name, TABLE, CODE, end, CODE],
            "values": [name, TABLE, column, end, column],
            "fill": {"color": colour},
            "gap": 45,
            "data_labels": {"value": True, "font": {"size": 8}, "num_format": form},
        }

    def _contents(self, row: int) -> None:
        """What is on the other sheets, with links."""
        say = self.notation.language.say
        self.page.text(row, 0, say("workbook.card.contents"), "heading")
        for place, (target, words) in enumerate(self.pages, start=row + 1):
            self.page.link(place, 1, target, target.name)
            self.page.text(place, FIRST, words, "label")
