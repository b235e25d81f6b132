"""«Изменения»: every indicator against the period before, and how many organisations went up or down."""

from __future__ import annotations

from dataclasses import dataclass

from kokoq.formula.excel import quoted
from kokoq.model import Indicator, Level, Polarity
from kokoq.reports.contract import ChangeShown, RegulationView
from kokoq.reports.facts import Facts
from kokoq.reports.shown import is_percent
from kokoq.reports.workbook.book import Page, a1
from kokoq.reports.workbook.earlier import Earlier
from kokoq.reports.workbook.grid import Grid
from kokoq.reports.workbook.heatmap import HeatMap
from kokoq.reports.workbook.indicators import BEFORE as SHOWN_BEFORE
from kokoq.reports.workbook.indicators import CHANGE as SHOWN_CHANGE
from kokoq.reports.workbook.indicators import VALUE as SHOWN_VALUE
from kokoq.reports.workbook.indicators import Shown, exact_value
from kokoq.reports.workbook.marks import Notation

HEAD = 4
CODE, TITLE, BEFORE, NOW, CHANGE, ALIKE, DIRECTION, BETTER, SAME, WORSE, CAVEAT = range(11)
TINY = "1E-12"  # what is less is a difference of floating sums


@dataclass(frozen=True)
class ChangesWriter:
    """Writes the sheet from those of the indicators, the organisations and the earlier period."""

    page: Page
    facts: Facts
    grid: Grid
    notation: Notation
    shown: Shown
    earlier: Earlier
    heat: HeatMap

    def write(self, regulations: tuple[RegulationView, ...]) -> None:
        say, page = self.notation.language.say, self.page
        before = self.facts.assessment.earlier
        then = before.text if before else ""
        page.title(say("workbook.sheet.changes"), say("workbook.note.changes", earlier=then, period=self.facts.period))
        page.merged(HEAD - 2, BETTER, WORSE, say("workbook.column.organisations"), "header")
        titles = (
            say("report.column.code"), say("report.column.indicator"), then, self.facts.period,
            say("report.column.change"), say("report.column.alike"), say("workbook.column.direction"),
            say("workbook.column.better"), say("workbook.column.same"), say("workbook.column.worse"),
            say("workbook.column.caveat"),
        )  # fmt: skip
        page.row(HEAD - 1, titles, "header")
        page.text(HEAD - 1, TITLE, titles[TITLE], "header_left")
        page.widths(11, 30, 9.5, 9.5, 10.5, 12.5, 12.5, 6.5, 6.5, 6.5, 12)
        page.frozen(HEAD, 2, repeat=(HEAD - 2, HEAD - 1))
        page.landscape(stretch=CAVEAT)
        row = HEAD
        for regulation in regulations:
            page.band(row, f"{regulation.code} {regulation.title}", CAVEAT)
            row += 1
            for line in regulation.rows:
                if not self.facts.catalogue.indicators[line.id].same_as:
                    self._line(row, self.facts.catalogue.indicators[line.id], line.change)
                    row += 1
        for direction, tone in (("better", "best"), ("worse", "worst")):
            word = say(f"report.direction.{direction}")
            rule = {"type": "cell", "criteria": "==", "value": quoted(word), "format": page.styles.fill(tone)}  # type: ignore[arg-type]  # two of the tones
            page.sheet.conditional_format(HEAD, DIRECTION, row, DIRECTION, rule)

    def _line(self, row: int, indicator: Indicator, shown: ChangeShown | None) -> None:
        page, facts, unit = self.page, self.facts, self.facts.unit
        page.text(row, CODE, indicator.code, "code")
        page.text(row, TITLE, indicator.title, "wrapped_middle")
        page.text(row, CAVEAT, shown.caveat if shown else "", "quiet_wrapped")
        now, then = facts.result(indicator, unit), facts.earlier(indicator, unit)
        if now is None or then is None:
            page.outside(row, *range(BEFORE, CAVEAT))
            return
        for column, of, result in ((BEFORE, SHOWN_BEFORE, then), (NOW, SHOWN_VALUE, now)):
            value = result.value if result.value is not None else self.notation.mark(result.status)
            form = self.notation.value(indicator, result.value)
            page.formula(row, column, self.shown.cell(indicator.id, of), value, form=form)
        change = facts.change(indicator, unit)
        factor = 100 if is_percent(indicator) else 1
        difference = round((exact_value(now) - change.before) * factor, 9) if change else None
        source = self.shown.cell(indicator.id, SHOWN_CHANGE)
        page.formula(
            row, CHANGE, source, difference, style="strong", form=self.notation.difference(indicator, difference)
        )
        page.text(row, ALIKE, shown.alike if shown and shown.alike else "–", "centre")
        if shown is not None and not shown.comparable:
            page.text(row, DIRECTION, self.notation.language.say("report.not_comparable"), "centre")
        else:
            self._direction(row, indicator, change.direction if change else "")
        self._counts(row, indicator)

    def _direction(self, row: int, indicator: Indicator, direction: str) -> None:
        say, cell = self.notation.language.say, a1(row, CHANGE)
        if indicator.better is Polarity.CORRIDOR and indicator.corridor is not None:
            self.page.text(row, DIRECTION, say(f"report.direction.{direction}") if direction else "", "centre")
            return
        if indicator.better not in (Polarity.HIGHER, Polarity.LOWER):
            self.page.text(row, DIRECTION, "", "outside")
            return
        up, down = ("better", "worse") if indicator.better is Polarity.HIGHER else ("worse", "better")
        words = {each: quoted(say(f"report.direction.{each}")) for each in ("better", "worse", "same")}
        text = f'IF(ISNUMBER({cell}),IF({cell}>{TINY},{words[up]},IF({cell}<-{TINY},{words[down]},{words["same"]})),"")'
        shown = say(f"report.direction.{direction}") if direction else ""
        self.page.formula(row, DIRECTION, text, shown, style="centre")

    def _counts(self, row: int, indicator: Indicator) -> None:
        """How many organisations went each way, from the two matrices, whose columns are the same."""
        page, grid = self.page, self.grid
        scored = indicator.better in (Polarity.HIGHER, Polarity.LOWER)
        changes = [self.facts.change(indicator, (str(Level.ORGANISATION), o.id)) for o in grid.organisations]
        found = [c for c in changes if c is not None]
        if not scored or not found or indicator.id not in self.heat.rows:
            page.outside(row, BETTER, SAME, WORSE)
            return
        now, then = (
            sheet.page.span((sheet.rows[indicator.id], grid.first_organisation), (sheet.rows[indicator.id], grid.last))
            for sheet in (self.heat, self.earlier)
        )
        difference = f"IF(ISNUMBER({now}),IF(ISNUMBER({then}),{now}-{then}"
        above, below = ("better", "worse") if indicator.better is Polarity.HIGHER else ("worse", "better")
        for column, of, test in (
            (BETTER, "better", f">{TINY}" if above == "better" else f"<-{TINY}"),
            (WORSE, "worse", f"<-{TINY}" if below == "worse" else f">{TINY}"),
        ):
            text = f"SUM(({difference},0),0){test})*1)"
            page.formula(row, column, text, sum(1 for c in found if c.direction == of), array=True)
        both = f"SUM(ISNUMBER({now})*ISNUMBER({then}))-{a1(row, BETTER)}-{a1(row, WORSE)}"
        page.formula(row, SAME, both, sum(1 for c in found if c.direction == "same"), array=True)
