"""A scale as Excel text: points, levels, and the conditions that colour a cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from kokoq.formula.excel import literal, quoted, significant
from kokoq.model import Band, Bands, Indicator
from kokoq.reports.contract import Tone
from kokoq.reports.shown import Typesetter
from kokoq.reports.workbook.book import Page

OPERATORS: Mapping[str, str] = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}


def points_text(scale: Bands, value: str, *, exact: bool) -> str:
    """The points of a cell's value; "" where it has none."""
    return _chosen(scale, value, lambda band: literal(band.points) if band.points is not None else '""', exact=exact)


def level_text(scale: Bands, value: str, titles: Mapping[str, str], *, exact: bool) -> str:
    """The title of the level of a cell's value; "" where it has none."""
    return _chosen(scale, value, lambda band: quoted(titles.get(band.level, band.level)), exact=exact)


def most_text(scale: Bands, points: str) -> str:
    """The most points that a scored value could have, "" beside no points."""
    most = scale.max_points
    return f'IF(ISNUMBER({points}),{literal(most if most is not None else Decimal(0))},"")'


def colour(page: Page, cells: list[str], indicator: Indicator, typesetter: Typesetter, *, exact: bool) -> None:
    """Colour ranges of one scale by level, by conditions that follow the values; the first cell leads."""
    scale = indicator.scale
    if not isinstance(scale, Bands) or not cells:
        return
    first = cells[0].partition(":")[0]
    value = first if exact else significant(first)
    for band in scale.bands:
        tone: Tone = typesetter.tone(indicator, band.level)
        condition = f"{value}{OPERATORS[band.op]}{literal(band.limit)}" if band.limit is not None else "TRUE"
        page.sheet.conditional_format(
            cells[0],
            {
                "type": "formula",
                "criteria": f"=IF(ISNUMBER({first}),{condition},FALSE)",
                "format": page.styles.fill(tone) if tone != "none" else None,
                "stop_if_true": True,
                "multi_range": " ".join(cells),
            },
        )


def hatch(page: Page, cells: str, outside: str) -> None:
    """Hatch every cell of a range that holds a reason instead of a value."""
    first = cells.partition(":")[0]
    page.sheet.conditional_format(
        cells,
        {
            "type": "formula",
            "criteria": f"=IF(ISTEXT({first}),{first}<>{quoted(outside)},FALSE)",
            "format": page.styles.hatched(),
            "stop_if_true": True,
        },
    )


def _chosen(scale: Bands, cell: str, outcome: Callable[[Band], str], *, exact: bool) -> str:
    value = cell if exact else significant(cell)
    text, closed = "", ""
    for band in scale.bands:
        if band.limit is None:
            text += outcome(band)
            break
        text += f"IF({value}{OPERATORS[band.op]}{literal(band.limit)},{outcome(band)},"
        closed += ")"
    else:
        text += '""'
    return f'IF(ISNUMBER({cell}),{text}{closed},"")'
