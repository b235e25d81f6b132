"""«Прошлый период»: the values of a year ago as computed then, for changes and formulas that look back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kokoq.formula.rows import walk
from kokoq.formula.tree import Call, Name
from kokoq.model import PLAIN, Indicator, Level
from kokoq.observations import UNIT
from kokoq.reports.facts import Facts
from kokoq.reports.tables.matrices import unit_title
from kokoq.reports.workbook.book import Page
from kokoq.reports.workbook.grid import BODY, CODE, NAMES, TITLE, Grid
from kokoq.reports.workbook.grid import UNIT as UNIT_COLUMN
from kokoq.reports.workbook.marks import OUTSIDE, Notation
from kokoq.results import Result

FIELD = "="
"""Stands before the id of a field among the rows, so that an indicator may have the same id."""


@dataclass(frozen=True)
class Earlier:
    """The page, the rows of indicators (and of the fields that some formula looks back at), the reported unit."""

    page: Page
    rows: dict[str, int]
    unit_column: int


def write_earlier(page: Page, facts: Facts, grid: Grid, notation: Notation) -> Earlier:
    """Write the matrix of the earlier period."""
    say = notation.language.say
    earlier = facts.assessment.earlier
    period = earlier.text if earlier else ""
    columns = (say("report.column.code"), say("report.column.indicator"), say("workbook.column.unit"))
    grid.head(page, say("workbook.sheet.earlier"), say("workbook.note.earlier", period=period), columns)
    rows: dict[str, int] = {}
    row = BODY
    for regulation in facts.catalogue.regulations:
        grid.band(page, row, f"{regulation.code} {regulation.title}")
        row += 1
        for indicator in facts.indicators(regulation):
            if not indicator.same_as:
                rows[indicator.id] = row
                _line(page, row, indicator, facts, grid, notation, period)
                row += 1
    for field in looked_back(facts):
        rows[FIELD + field] = row
        _field_line(page, row, field, facts, grid, notation, period)
        row += 1
    own = facts.unit[1] if facts.unit[0] == Level.MUNICIPALITY else ""
    if own not in grid.columns:
        page.text(NAMES, grid.last + 1, unit_title(facts, *facts.unit), "turned")
    return Earlier(page, rows, grid.columns.get(own, grid.last + 1))


def looked_back(facts: Facts) -> tuple[str, ...]:
    """The fields that some formula takes from an earlier period."""
    found: dict[str, None] = {}
    for series in facts.assessment.plan.series.values():
        for node in walk(series.tree):
            if isinstance(node, Call) and node.function in ("previous", "change"):
                found.update(dict.fromkeys(_names(node, facts)))
    return tuple(found)


def _names(node: Call, facts: Facts) -> Iterator[str]:
    for below in walk(node):
        if isinstance(below, Name) and below.id in facts.catalogue.fields:
            yield below.id


def _line(
    page: Page, row: int, indicator: Indicator, facts: Facts, grid: Grid, notation: Notation, period: str
) -> None:
    page.text(row, CODE, indicator.code, "code")
    page.text(row, TITLE, indicator.title, "tiny_wrapped")
    page.text(row, UNIT_COLUMN, notation.typesetter.unit(indicator), "unit")
    form = notation.value(indicator)
    for unit, column in grid.columns.items():
        level = Level.ORGANISATION if unit in grid.numbers else Level.MUNICIPALITY
        _cell(page, row, column, facts.assessment.results.get(period, level, unit, indicator.id), form, notation)
    if facts.unit[0] != Level.MUNICIPALITY:
        _cell(page, row, grid.last + 1, facts.earlier(indicator, facts.unit), form, notation)


def _cell(page: Page, row: int, column: int, result: Result | None, form: str, notation: Notation) -> None:
    if result is None:
        page.text(row, column, OUTSIDE, "outside")
    elif result.value is None:
        page.text(row, column, notation.mark(result.status), "absent")
    else:
        page.number(row, column, result.value, "small", form)


def _field_line(page: Page, row: int, id: str, facts: Facts, grid: Grid, notation: Notation, period: str) -> None:
    """The totals of a plain field, as they were collected."""
    field = facts.catalogue.fields[id]
    page.text(row, CODE, id, "quiet")
    page.text(row, TITLE, field.title, "tiny_wrapped")
    page.text(row, UNIT_COLUMN, facts.catalogue.units.get(field.unit, field.unit), "unit")
    data = facts.assessment.observations.period_rows(field.table, period)
    values = dict.fromkeys(grid.columns, float("nan"))
    units = [str(unit) for unit in data.column(UNIT).tolist()]
    for unit, value in zip(units, data.column(id).tolist(), strict=True):
        if value is not None and value == value and unit in values:
            known = values[unit] == values[unit] and field.table != PLAIN
            values[unit] = float(value) + (values[unit] if known else 0.0)
    for unit, column in grid.columns.items():
        if values[unit] == values[unit]:
            page.number(row, column, values[unit], "small", notation.field(field))
        else:
            page.text(row, column, notation.mark_no_data, "absent")
