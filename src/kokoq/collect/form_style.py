"""How a form looks and what its cells allow: named styles in one table, checks that warn while typing."""

from __future__ import annotations

from collections.abc import Mapping

from kokoq.language import Language
from kokoq.model import Catalogue, Field, Type

_INK, _PALE, _LINE, _INPUT = "#1F3A5F", "#E8EEF6", "#9AA7B8", "#FFFBE6"
_GRID = {"border": 1, "border_color": _LINE, "valign": "vcenter"}
_ASKED = {**_GRID, "bg_color": _INPUT, "locked": False}

STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14, "font_color": _INK, "valign": "vcenter"},
    "subtitle": {"font_color": "#44546A"},
    "text": {"text_wrap": True, "valign": "top"},
    "strong": {"bold": True, "text_wrap": True, "valign": "top"},
    "header": {**_GRID, "bold": True, "bg_color": _INK, "font_color": "#FFFFFF", "text_wrap": True, "align": "center"},
    "section": {**_GRID, "bold": True, "bg_color": _PALE, "font_color": _INK},
    "number": {**_GRID, "align": "center", "font_color": "#5B6675"},
    "label": {**_GRID, "text_wrap": True},
    "label1": {**_GRID, "text_wrap": True, "indent": 1},
    "label2": {**_GRID, "text_wrap": True, "indent": 2},
    "unit": {**_GRID, "align": "center", "font_color": "#44546A", "text_wrap": True},
    "hint": {**_GRID, "text_wrap": True, "indent": 1, "font_color": "#5B6675", "font_size": 9},
    "none": {**_GRID, "bg_color": "#EEF0F3"},
    "count": {**_ASKED, "align": "right", "indent": 1, "num_format": "#,##0"},
    "decimal": {**_ASKED, "align": "right", "indent": 1, "num_format": "#,##0.##"},
    "percent": {**_ASKED, "align": "right", "indent": 1, "num_format": "0.0"},
    "date": {**_ASKED, "align": "center", "num_format": "dd.mm.yyyy"},
    "words": {**_ASKED, "text_wrap": True},
    "choice": {**_ASKED, "align": "center"},
}

INPUT_STYLE: Mapping[Type, str] = {
    Type.COUNT: "count",
    Type.NUMBER: "decimal",
    Type.PERCENT: "percent",
    Type.YES_NO: "choice",
    Type.MARK: "count",
    Type.DATE: "date",
    Type.TEXT: "words",
    Type.SYMBOL: "choice",
}

WIDTHS: Mapping[str, int] = {"number": 5, "question": 60, "unit": 11, "value": 15, "evidence": 40, "hint": 52}
"""Of the columns of a sheet of questions, in characters."""


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


def validation(asked: Field, language: Language, choices: list[str] | str) -> dict[str, object] | None:
    """What Excel warns of while a cell is typed; a warning and no wall, since «н/д» must stay possible."""
    low, high = (None if limit is None else float(limit) for limit in asked.limits)
    match asked.type:
        case Type.YES_NO:
            return _rule(
                "yes_no", language, validate="list", source=[language.say("form.yes"), language.say("form.no")]
            )
        case Type.SYMBOL:
            return _rule("choice", language, validate="list", source=choices)
        case Type.COUNT if high is not None:
            return _rule("count", language, validate="integer", criteria="between", minimum=low or 0, maximum=high)
        case Type.COUNT:
            return _rule("count", language, validate="integer", criteria=">=", value=0)
        case Type.MARK:
            return _rule("mark", language, validate="integer", criteria="between", minimum=2, maximum=5)
        case Type.PERCENT:
            return _rule("percent", language, validate="decimal", criteria="between", minimum=0, maximum=100)
        case Type.NUMBER if low is not None and high is not None:
            return _rule("number", language, validate="decimal", criteria="between", minimum=low, maximum=high)
        case _:
            return None


def _rule(kind: str, language: Language, **rule: object) -> dict[str, object]:
    return {
        **rule,
        "error_type": "warning",
        "error_title": language.say("form.check_cell"),
        "error_message": language.say(f"form.expected.{kind}"),
    }
