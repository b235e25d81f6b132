"""How a form looks and what its cells allow: named styles in one table, checks that warn while typing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from kokoq.collect.form.days import days_of, ends
from kokoq.language import Language
from kokoq.model import NUMERIC, Catalogue, Field, Period, Type

_INK, _PALE, _LINE, _INPUT, _GREY = "#1F3A5F", "#E8EEF6", "#9AA7B8", "#FFFBE6", "#5B6675"
_GRID = {"border": 1, "border_color": _LINE, "valign": "vcenter"}
_ASKED = {**_GRID, "bg_color": _INPUT, "locked": False}
_EARLIER = {**_GRID, "font_color": _GREY, "bg_color": "#F5F6F8", "align": "right", "indent": 1}

FONT: Mapping[str, object] = {"font_name": "Arial", "font_size": 10, "font_scheme": "none"}
"""Arial, or what is as wide as it, is on every system, so that columns are as wide everywhere."""

STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14, "font_color": _INK, "valign": "vcenter"},
    "subtitle": {"font_color": "#44546A"},
    "notice": {"font_color": "#44546A", "text_wrap": True},
    "text": {"text_wrap": True, "valign": "top"},
    "strong": {"bold": True, "text_wrap": True, "valign": "top"},
    "counter": {"bold": True, "font_size": 13, "font_color": _INK, "bg_color": _PALE, "valign": "vcenter", "indent": 1},
    "part": {**_GRID, "text_wrap": True, "indent": 1},
    "link": {**_GRID, "font_color": "#1F4FA3", "underline": 1, "text_wrap": True, "indent": 1},
    "header": {
        **_GRID,
        "bold": True,
        "bg_color": _INK,
        "font_color": "#FFFFFF",
        "text_wrap": True,
        "align": "center",
        "border_color": "#FFFFFF",
    },
    "section": {**_GRID, "bold": True, "bg_color": _PALE, "font_color": _INK, "indent": 1},
    "number": {**_GRID, "align": "center", "font_color": _GREY},
    "label": {**_GRID, "text_wrap": True, "indent": 1},
    "label1": {**_GRID, "text_wrap": True, "indent": 2},
    "label2": {**_GRID, "text_wrap": True, "indent": 3},
    "unit": {**_GRID, "align": "center", "font_color": "#44546A", "text_wrap": True},
    "hint": {"font_color": _GREY, "font_size": 9},
    "mark": {"font_color": _LINE, "font_size": 7},
    "check": {**_GRID, "text_wrap": True, "font_size": 9, "indent": 1},
    "none": {**_GRID, "bg_color": "#E3E6EB"},
    "figure": {**_ASKED, "align": "right", "indent": 1},  # of no format: shown as typed, and «0,5 %» stays a percent
    "date": {**_ASKED, "align": "center", "num_format": "dd.mm.yyyy"},
    "words": {**_ASKED, "text_wrap": True, "indent": 1},
    "choice": {**_ASKED, "align": "center"},
    "earlier_figure": _EARLIER,
    "earlier_date": {**_EARLIER, "align": "center", "indent": 0, "num_format": "dd.mm.yyyy"},
    "earlier_words": {**_EARLIER, "align": "left", "text_wrap": True},
    "earlier_choice": {**_EARLIER, "align": "center", "indent": 0},
    "wrong": {"bg_color": "#F8C9C4", "font_color": "#7A0C0C"},
    "unbegun": {"bg_color": _PALE},
    "doubtful": {"bg_color": "#FCE4A8", "font_color": "#5C4300"},
    "complete": {"bg_color": "#D5EBD3", "font_color": "#14521B"},
}

INPUT_STYLE: Mapping[Type, str] = {
    Type.COUNT: "figure",
    Type.NUMBER: "figure",
    Type.PERCENT: "figure",
    Type.YES_NO: "choice",
    Type.MARK: "figure",
    Type.DATE: "date",
    Type.TEXT: "words",
    Type.SYMBOL: "choice",
}


WIDTHS: Mapping[str, int] = {
    "number": 5,
    "question": 56,
    "unit": 10,
    "value": 14,
    "earlier": 11,
    "check": 33,
    "evidence": 30,
}
"""Of the columns of a sheet of questions, in characters: all of them are in sight on a screen of 1366 points."""


class Bounds(NamedTuple):
    """What a number may be, as it is typed (percents ×100)."""

    low: float | None
    high: float | None
    whole: bool


def bounds(asked: Field) -> Bounds:
    """The limits of a field as its cell shows them: of its type where none are declared."""
    low, high = asked.limits
    match asked.type:
        case Type.PERCENT if (low, high) == (None, None):
            return Bounds(0, 100, whole=False)
        case Type.PERCENT if all(limit is None or abs(limit) <= 1 for limit in (low, high)):
            return Bounds(_float(low, 100), _float(high, 100), whole=False)
        case Type.MARK:
            return Bounds(2, 5, whole=True)
        case Type.COUNT:
            return Bounds(max(_float(low) or 0.0, 0.0), _float(high), whole=True)
        case _:
            return Bounds(_float(low), _float(high), whole=False)


def _float(limit: Decimal | None, times: int = 1) -> float | None:
    return None if limit is None else float(limit * times)


def titled(title: str, asked: Field, catalogue: Catalogue, language: Language) -> str:
    """A title with its unit behind it, unless a word of the title says it already."""
    unit = unit_text(asked, catalogue, language)
    stem = unit.casefold().rstrip(".")
    stem = stem[: max(3, len(stem) - 3)]
    said = len(stem) >= 3 and any(word.startswith(stem) for word in title.casefold().split())
    return f"{title}, {unit}" if unit and not said else title


def unit_text(asked: Field, catalogue: Catalogue, language: Language) -> str:
    """What stands in the column of units beside a question."""
    match asked.type:
        case Type.PERCENT:
            return "%"
        case Type.YES_NO:
            return language.say("form.unit.yes_no")
        case Type.DATE:
            return language.say("form.unit.date")
        case _:
            return catalogue.units.get(asked.unit, asked.unit)


def bounds_text(asked: Field, language: Language) -> str:
    """What may be typed, in words: «целое число от 0 до 100»."""
    low, high, whole = bounds(asked)
    kind = language.say("form.bounds.whole" if whole else "form.bounds.number")
    both = {"low": _shown(low, language), "high": _shown(high, language)}
    match low is None, high is None:
        case False, False:
            return language.say("form.bounds.between", kind=kind, **both)
        case False, True:
            return language.say("form.bounds.from", kind=kind, **both)
        case True, False:
            return language.say("form.bounds.to", kind=kind, **both)
        case _:
            return kind


def allowed_text(asked: Field, language: Language, period: Period) -> str:
    """The first line of the comment on a question: «Вводится целое число от 0 до 100.»."""
    match asked.type:
        case Type.YES_NO | Type.TEXT | Type.SYMBOL:
            return language.say(f"form.comment.{asked.type.value}")
        case Type.DATE:
            return language.say("form.comment.date", **ends(period))
        case _:
            said = language.say("form.comment.number", bounds=bounds_text(asked, language))
            return f"{said} {language.say('form.comment.percent')}" if asked.type is Type.PERCENT else said


def _shown(limit: float | None, language: Language) -> str:
    return "" if limit is None else language.number(limit, 0 if limit == int(limit) else 2)


def validation(
    asked: Field, language: Language, period: Period, *, first: str, listed: str
) -> dict[str, object] | None:
    """What Excel warns of while a cell is typed; a warning and no wall. «н/д» and its like are let through.

    ``first`` is the first cell that it is for; ``listed`` is where the choices of a symbol stand, else those words.
    """
    low, high, whole = bounds(asked)
    match asked.type:
        case Type.YES_NO:
            choices = [language.say(f"form.{word}") for word in ("yes", "no", "no_data", "not_applicable")]
            rule: dict[str, object] = {"validate": "list", "source": choices}
            return _warning(rule, language.say("form.expected.yes_no"), language)
        case Type.SYMBOL:
            rule = {"validate": "list", "source": f"={listed}"}
            return _warning(rule, language.say("form.expected.choice"), language)
        case Type.DATE:
            days = days_of(period.start, period.end)
            rule = {"validate": "custom", "value": f"=IFERROR({days.within(first)},{among(first, listed)})"}
            return _warning(rule, language.say("form.expected.date", **ends(period)), language)
        case _ if asked.type not in NUMERIC or (low is None and high is None):
            return None
    limits = (f"{first}{sign}{limit:.15g}" for sign, limit in ((">=", low), ("<=", high)) if limit is not None)
    allowed = f"AND({','.join((*limits, *[f'{first}=INT({first})'] * whole))})"
    rule = {"validate": "custom", "value": f"=IF(ISNUMBER({first}),{allowed},{among(first, listed)})"}
    return _warning(rule, language.say("form.expected.number", bounds=bounds_text(asked, language)), language)


def among(cell: str, listed: str) -> str:
    """A condition of Excel: the cell holds one of the texts of a list, whatever its case."""
    return f"SUMPRODUCT(--({listed}=TRIM({cell})))>0"


def _warning(rule: Mapping[str, object], message: str, language: Language) -> dict[str, object]:
    """Excel allows 32 characters of a title and 255 of a message."""
    return {
        **rule,
        "error_type": "warning",
        "error_title": language.say("form.check_cell")[:32],
        "error_message": message[:255],
    }
