"""«Проблемные зоны»: indicators at the worst level with what is recommended, of the unit and of each organisation.

The list is that of the day when the report was made; the values in it are live.
"""

from __future__ import annotations

from dataclasses import dataclass

from kokoq.model import Level
from kokoq.reports.contract import RuleZone, View, Zone
from kokoq.reports.facts import Facts, Unit
from kokoq.reports.workbook.book import Page
from kokoq.reports.workbook.calculation import LEVEL as CALCULATED_LEVEL
from kokoq.reports.workbook.calculation import VALUE as CALCULATED
from kokoq.reports.workbook.calculation import Blocks
from kokoq.reports.workbook.indicators import LEVEL as SHOWN_LEVEL
from kokoq.reports.workbook.indicators import VALUE as SHOWN_VALUE
from kokoq.reports.workbook.indicators import Shown, colour_by_level
from kokoq.reports.workbook.marks import Notation

HEAD = 3
WHERE, CODE, TITLE, VALUE, LEVEL, CHANGE, ADVICE = range(7)


@dataclass(frozen=True)
class ZonesWriter:
    """Writes the sheet."""

    page: Page
    facts: Facts
    notation: Notation
    shown: Shown
    blocks: Blocks

    def write(self, view: View) -> None:
        say, page = self.notation.language.say, self.page
        page.title(say("workbook.sheet.zones"), say("workbook.note.zones"))
        titles = (
            say("workbook.column.where"), say("report.column.code"), say("report.column.indicator"),
            say("report.column.value"), say("report.column.level"), say("report.column.change"),
            say("workbook.column.advice"),
        )  # fmt: skip
        page.row(HEAD - 1, titles, "header")
        page.widths(16, 13, 35, 10, 10.5, 12.5, 42)
        page.frozen(HEAD, 0, repeat=(HEAD - 1, HEAD - 1))
        page.landscape(stretch=len(titles) - 1)
        row = self._of_unit(view, HEAD)
        row = self._by_rules(view, row)
        row = self._of_organisations(view, row)
        if row > HEAD:
            colour_by_level(page, self.facts, HEAD, row - 1, LEVEL, VALUE, LEVEL)

    def _of_unit(self, view: View, row: int) -> int:
        say = self.notation.language.say
        if not view.zones.regulations:
            self._band(row, say("report.page.no_zones"))
            return row + 1
        where = view.heading.unit
        if self.facts.unit[0] == Level.MUNICIPALITY:
            where = say("workbook.column.municipality")
        for regulation in view.zones.regulations:
            self._band(row, f"{regulation.code} {regulation.title}")
            row += 1
            for zone in regulation.zones:
                cells = self.shown.cell(zone.indicator, SHOWN_VALUE), self.shown.cell(zone.indicator, SHOWN_LEVEL)
                self._line(row, where, zone, cells, self.facts.unit)
                row += 1
        return row

    def _by_rules(self, view: View, row: int) -> int:
        """The zones that declared rules found, with the numbers and since when before what is recommended."""
        for found in view.analysis.zones if view.analysis else ():
            self._band(row, found.title)
            row += 1
            for zone in found.zones:
                cells = self._cells(zone)
                if cells is not None:
                    self._line(row, zone.unit, zone, cells, (zone.level_of, zone.unit_id), said=self._why(zone))
                    row += 1
        return row

    def _cells(self, zone: RuleZone) -> tuple[str, str] | None:
        if (zone.level_of, zone.unit_id) == self.facts.unit:
            return self.shown.cell(zone.indicator, SHOWN_VALUE), self.shown.cell(zone.indicator, SHOWN_LEVEL)
        block = self.blocks.get((zone.indicator, ""))
        at = block.rows.get(zone.unit_id) if block else None
        if block is None or at is None:
            return None
        return block.page.cell(at, CALCULATED), block.page.cell(at, CALCULATED_LEVEL)

    def _why(self, zone: RuleZone) -> str:
        key = "report.zone.why" if zone.numbers else "report.zone.why_since"
        said = {"numbers": zone.numbers, "since": zone.since, "text": zone.recommend}
        text = self.notation.language.say(key, **said).strip()
        return f"{text[:1].upper()}{text[1:]}"

    def _of_organisations(self, view: View, row: int) -> int:
        say = self.notation.language.say
        for each in view.zones.organisations:
            n = say("report.n_of_n", n=len(each.zones), total=each.n_scaled)
            self._band(row, say("workbook.zones_of", organisation=each.name.title, n_of_n=n))
            row += 1
            for zone in each.zones:
                block = self.blocks.get((zone.indicator, ""))
                if block is None:
                    continue
                at = block.rows[each.name.id]
                cells = block.page.cell(at, CALCULATED), block.page.cell(at, CALCULATED_LEVEL)
                self._line(row, each.name.short, zone, cells, (str(Level.ORGANISATION), each.name.id))
                self.page.outline(row)
                row += 1
        return row

    def _band(self, row: int, title: str) -> None:
        self.page.band(row, title, ADVICE)

    def _line(
        self, row: int, where: str, zone: Zone | RuleZone, cells: tuple[str, str], unit: Unit, *, said: str = ""
    ) -> None:
        page = self.page
        indicator = self.facts.catalogue.indicators[zone.indicator]
        result = self.facts.result(indicator, unit)
        page.text(row, WHERE, where, "small_wrapped")
        page.text(row, CODE, zone.code, "code")
        page.text(row, TITLE, zone.title, "wrapped_middle")
        value = result.value if result else None
        page.formula(row, VALUE, cells[0], value, style="strong", form=self.notation.value(indicator, value))
        page.formula(row, LEVEL, cells[1], zone.level.text, style="centre")
        change = self.notation.typesetter.change(indicator, self.facts.change(indicator, unit))
        page.text(row, CHANGE, change.text if change else "", "centre")
        page.text(row, ADVICE, said or zone.recommend, "small_wrapped")
