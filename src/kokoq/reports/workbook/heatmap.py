"""«Организации»: the heat map of indicators × organisations, coloured by level or points.

The colours of bands over the value follow it; of any other scale a cell is coloured as it was judged, since a condition
cannot look at the points on another sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kokoq.model import Indicator, Level
from kokoq.reports.facts import Facts
from kokoq.reports.workbook.book import Page, a1
from kokoq.reports.workbook.calculation import VALUE as CALCULATED
from kokoq.reports.workbook.calculation import Blocks
from kokoq.reports.workbook.grid import BODY, CODE, FIRST, NUMBERS, TITLE, Grid
from kokoq.reports.workbook.grid import UNIT as UNIT_COLUMN
from kokoq.reports.workbook.indicators import VALUE, Shown
from kokoq.reports.workbook.marks import OUTSIDE, Notation
from kokoq.reports.workbook.scale import colour, hatch, is_plain
from kokoq.results import Result


@dataclass(frozen=True)
class HeatMap:
    """The page, and the row of each indicator."""

    page: Page
    rows: Mapping[str, int]


def write_heat_map(
    page: Page,
    facts: Facts,
    grid: Grid,
    notation: Notation,
    shown: Shown,
    blocks: Blocks,
    elsewhere: Mapping[str, Mapping[str, str]],
) -> HeatMap:
    """Write the matrix; ``elsewhere`` are the values of other municipalities than the reported one."""
    say = notation.language.say
    columns = (say("report.column.code"), say("report.column.indicator"), say("workbook.column.unit"))
    legend_end = FIRST + 2 * len(facts.catalogue.levels) + 1
    note = say("workbook.note.organisations")
    grid.head(page, say("workbook.sheet.organisations"), note, columns, least=legend_end)
    _legend(page, facts, notation)
    writer = _Writer(page, facts, grid, notation, shown, blocks, elsewhere)
    rows: dict[str, int] = {}
    row = BODY
    for regulation in facts.catalogue.regulations:
        grid.band(page, row, f"{regulation.code} {regulation.title}")
        row += 1
        for indicator in facts.indicators(regulation):
            if not indicator.same_as:
                rows[indicator.id] = row
                writer.line(row, indicator)
                row += 1
    writer.conditions(rows)
    # of few organisations, the note above is wider than the matrix and would make a sheet of its own
    page.sheet.print_area(0, 0, row - 1, max(grid.last, legend_end))
    return HeatMap(page, rows)


def _legend(page: Page, facts: Facts, notation: Notation) -> None:
    """The signs, above the titles, and the colours, above the names: on every strip that is printed."""
    say = notation.language.say
    signs = ", ".join(say("workbook.legend", mark=mark, words=words) for mark, words in notation.legend)
    page.text(NUMBERS, TITLE, say("workbook.note.signs", legend=signs), "signs")
    order = tuple(facts.catalogue.levels)
    for place, title in enumerate(facts.catalogue.levels.values()):
        tone = {0: "best", len(order) - 1: "worst"}.get(place, "middle")
        first = FIRST + 2 * place
        page.merged(NUMBERS, first, first + 1, title, f"tone_{tone}")
    after = FIRST + 2 * len(order)
    page.merged(NUMBERS, after, after + 1, say("workbook.no_value"), "absent")


@dataclass(frozen=True)
class _Writer:
    page: Page
    facts: Facts
    grid: Grid
    notation: Notation
    shown: Shown
    blocks: Blocks
    elsewhere: Mapping[str, Mapping[str, str]]

    def line(self, row: int, indicator: Indicator) -> None:
        page = self.page
        page.text(row, CODE, indicator.code, "code")
        page.text(row, TITLE, indicator.title, "tiny_wrapped")
        page.text(row, UNIT_COLUMN, self.notation.typesetter.unit(indicator), "unit")
        block = self.blocks.get((indicator.id, ""))
        form = self.notation.value(indicator)
        for municipality in self.grid.municipalities:
            self._municipality(row, indicator, municipality, form)
        results = {r.unit: r for r in block.results} if block else {}
        for organisation in self.grid.organisations:
            column = self.grid.columns[organisation.id]
            result = results.get(organisation.id)
            if block is None or result is None:
                page.text(row, column, OUTSIDE, "outside")
                continue
            value = result.value if result.value is not None else self.notation.mark(result.status)
            source = block.page.cell(block.rows[organisation.id], CALCULATED)
            page.formula(row, column, source, value, style=self._style("small", indicator, result), form=form)

    def _municipality(self, row: int, indicator: Indicator, municipality: str, form: str) -> None:
        unit = (str(Level.MUNICIPALITY), municipality)
        column = self.grid.columns[municipality]
        result = self.facts.assessment.results.get(self.facts.period, *unit, indicator.id)
        source = self.elsewhere.get(municipality, {}).get(indicator.id)
        if unit == self.facts.unit:
            source = self.shown.cell(indicator.id, VALUE)
        if result is None or source is None:
            self.page.text(row, column, OUTSIDE, "outside")
            return
        value = result.value if result.value is not None else self.notation.mark(result.status)
        style = self._style("small_strong", indicator, result)
        self.page.formula(row, column, source, value, style=style, form=form)

    def _style(self, style: str, indicator: Indicator, result: Result) -> str:
        scale = self.facts.scale(indicator)
        if scale is None or is_plain(scale):
            return style
        tone = self.notation.typesetter.judged(indicator, result.band, result.points, result.max_points)
        return style if tone == "none" else f"{style}_{tone}"

    def conditions(self, rows: Mapping[str, int]) -> None:
        """Hatching for reasons, then one set of colours for all rows of the same scale."""
        if not rows:
            return
        last = max(rows.values())
        hatch(self.page, f"{a1(BODY + 1, FIRST)}:{a1(last, self.grid.last)}", OUTSIDE)
        for same in self._same_scale(rows):
            block = self.blocks.get((same[0].id, ""))
            exact = block is not None and block.exact
            cells = [f"{a1(rows[i.id], FIRST)}:{a1(rows[i.id], self.grid.last)}" for i in same]
            scale = self.facts.scale(same[0])
            if scale is not None:
                colour(self.page, cells, same[0], scale, self.notation.typesetter, exact=exact)

    def _same_scale(self, rows: Mapping[str, int]) -> Iterator[list[Indicator]]:
        found: dict[object, list[Indicator]] = {}
        for id in rows:
            indicator = self.facts.catalogue.indicators[id]
            block = self.blocks.get((id, ""))
            scale = self.facts.scale(indicator)
            if scale is not None and is_plain(scale):
                exact = block is not None and block.exact
                judged, most = self.notation.typesetter.judged, scale.max_points
                key = (tuple((b.op, b.limit, judged(indicator, b.level, b.points, most)) for b in scale.bands), exact)
                found.setdefault(key, []).append(indicator)
        yield from found.values()
