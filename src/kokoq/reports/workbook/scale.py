"""A scale as Excel text: points, levels, the most points, and the conditions that colour a cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from kokoq.formula.excel import literal, quoted, significant
from kokoq.model import (
    Band,
    Bands,
    Checklist,
    Dynamics,
    Indicator,
    Linear,
    Ordinal,
    PerUnit,
    Polarity,
    Relative,
    Scale,
    Take,
)
from kokoq.reports.shown import Typesetter
from kokoq.reports.workbook.book import Page
from kokoq.reports.workbook.marks import Notation
from kokoq.reports.workbook.peers import standing
from kokoq.results import Result

OPERATORS: Mapping[str, str] = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the line of a value stands. ``exact`` values compare without rounding; ``whole`` is one organisation's.

    ``peers`` are the ranges of the values with which it is compared; None where they are not on the sheet.
    """

    value: str
    numerator: str
    denominator: str
    points: str
    exact: bool
    whole: bool = False
    peers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ScoreTexts:
    """The formulas of one line."""

    level: str
    points: str
    most: str


def score_texts(scale: Scale, indicator: Indicator, titles: Mapping[str, str], cells: Cells) -> ScoreTexts | None:
    """The live formulas of points, level and most; None where Excel has no text for the scale at this place."""
    given = _given(scale, indicator, titles, cells)
    if given is None or any(band.when is not None for band in scale.levels):
        return None
    points, level = given
    if scale.levels and not level:
        by = significant(cells.value) if isinstance(scale.method, Checklist) else cells.points
        over = _chosen(scale.levels, by, lambda band: quoted(titles.get(band.level, band.level)))
        level = f'IF(ISNUMBER({cells.points}),{over},"")'
    if isinstance(scale.method, Checklist):
        most = cells.denominator
    else:
        most = '""' if scale.max_points is None else literal(scale.max_points)
    return ScoreTexts(level or '""', points, f'IF(ISNUMBER({cells.points}),{most},"")')


def _given(scale: Scale, indicator: Indicator, titles: Mapping[str, str], cells: Cells) -> tuple[str, str] | None:
    """Points and, where the method itself gives it, the level."""
    looked_at = _looked_at(scale, indicator, cells)
    if looked_at is None:
        return None
    value, known = looked_at

    def guarded(text: str) -> str:
        return f'IF({known},{text},"")'

    match scale.method:
        case Bands(bands=bands, take=take):
            if take is Take.BEST or any(band.when is not None for band in bands):
                return None
            points = _chosen(bands, value, lambda band: _points(scale, band.points))
            return guarded(points), guarded(_chosen(bands, value, lambda b: quoted(titles.get(b.level, b.level))))
        case PerUnit() as method:
            return guarded(_limited(scale, _per_unit(method, value), None, None)), ""
        case Linear() as method:
            ends = (method.points_low, method.points_high)
            return guarded(_limited(scale, _linear(method, value), max(ends), min(ends))), ""
        case Ordinal(choices=choices):
            if not cells.whole:
                return None
            all_points = ",".join(_points(scale, choice.points) for choice in choices)
            all_levels = ",".join(quoted(titles.get(choice.level, choice.level)) for choice in choices)
            return guarded(f"CHOOSE({value},{all_points})"), guarded(f"CHOOSE({value},{all_levels})")
        case Checklist():
            return guarded(cells.numerator), ""
        case _:
            assert_never(scale.method)


def _looked_at(scale: Scale, indicator: Indicator, cells: Cells) -> tuple[str, str] | None:
    """The number that the scale looks at, and whether there is one; None where Excel has no text for it."""
    match scale.measure:
        case None:
            return (cells.value if cells.exact else significant(cells.value)), f"ISNUMBER({cells.value})"
        case Relative() as relative:
            if cells.peers is None:
                return None
            lower = indicator.better is Polarity.LOWER
            number = "+".join(f"COUNT({span})" for span in cells.peers)
            known = f"IF(ISNUMBER({cells.value}),{number}>1,FALSE)"
            return significant(f"({standing(relative, cells.value, cells.peers, lower=lower)})"), known
        case Dynamics():
            return None
        case _:
            assert_never(scale.measure)


def _points(scale: Scale, points: Decimal | None) -> str:
    """The points of a band, kept within the limits of the scale."""
    if points is None:
        return '""'
    if scale.floor is not None:
        points = max(points, scale.floor)
    return literal(points if scale.cap is None else min(points, scale.cap))


def _per_unit(method: PerUnit, value: str) -> str:
    distance = f"{value}-{literal(method.above)}" if method.below is None else f"{literal(method.below)}-{value}"
    units = significant(f"(MAX(0,{distance})/{literal(method.each)})")
    return f"{literal(method.start)}+{literal(method.points)}*{f'INT({units})' if method.whole else units}"


def _linear(method: Linear, value: str) -> str:
    rise = f"({literal(method.points_high)}-{literal(method.points_low)})"
    run = f"({literal(method.high)}-{literal(method.low)})"
    return f"{literal(method.points_low)}+({value}-{literal(method.low)})*{rise}/{run}"


def _limited(scale: Scale, text: str, cap: Decimal | None, floor: Decimal | None) -> str:
    cap = cap if scale.cap is None else scale.cap
    floor = floor if scale.floor is None else scale.floor
    text = text if cap is None else f"MIN({literal(cap)},{text})"
    return text if floor is None else f"MAX({literal(floor)},{text})"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where level, points and most stand in a line, and their styles."""

    level: int
    points: int
    most: int
    styles: tuple[str, str, str] = ("centre", "number", "number")


def write_score(
    page: Page, row: int, columns: Columns, texts: ScoreTexts | None, result: Result, notation: Notation
) -> None:
    """Level, points and most of one line: live, or as they were computed."""
    level = notation.typesetter.catalogue.levels.get(result.band, result.band)
    most = result.max_points if result.points is not None else None
    of_level, of_points, of_most = columns.styles
    if texts is not None:
        page.formula(row, columns.level, texts.level, level, style=of_level)
        form = notation.amount(result.points)
        page.formula(row, columns.points, texts.points, result.points, style=of_points, form=form)
        page.formula(row, columns.most, texts.most, most, style=of_most, form=notation.amount(most))
        return
    page.text(row, columns.level, level, of_level)
    for column, number, style in ((columns.points, result.points, of_points), (columns.most, most, of_most)):
        if number is None:
            page.text(row, column, "", style)
        else:
            page.number(row, column, number, style, notation.amount(number))


def is_plain(scale: Scale) -> bool:
    """Whether the bands are over the value itself and nothing else, so that its cell can be coloured by them."""
    if scale.measure is not None or not isinstance(scale.method, Bands):
        return False
    return scale.method.take is Take.FIRST and all(band.when is None for band in scale.bands)


def colour(
    page: Page, cells: list[str], indicator: Indicator, scale: Scale, typesetter: Typesetter, *, exact: bool
) -> None:
    """Colour ranges of one scale by level, by conditions that follow the values; the first cell leads."""
    if not cells:
        return
    first = cells[0].partition(":")[0]
    value = first if exact else significant(first)
    for band in scale.bands:
        tone = typesetter.judged(indicator, band.level, band.points, scale.max_points)
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


def _chosen(bands: tuple[Band, ...], value: str, outcome: Callable[[Band], str]) -> str:
    text, closed = "", ""
    for band in bands:
        if band.limit is None:
            text += outcome(band)
            break
        text += f"IF({value}{OPERATORS[band.op]}{literal(band.limit)},{outcome(band)},"
        closed += ")"
    else:
        text += '""'
    return f"{text}{closed}"
