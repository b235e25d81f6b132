"""The look of the report in one table: every cell has a named style; formats are made once for each combination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kokoq.reports.contract import Tone

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

Properties = Mapping[str, str | int | float | bool]

FONT = "Arial"  # on every Windows, and of the same metrics as Liberation Sans elsewhere
INK = "#1F2937"
QUIET = "#6B7280"
LINE = "#D5DAE1"
HEADER = "#DCE5F0"
BAND = "#EEF2F7"
TONES: Mapping[Tone, str] = {"best": "#CFE8D5", "middle": "#FBEFC8", "worst": "#F6D0CB", "none": ""}
"""Pale, so that black stands out on them (contrast over 12)."""
BARS: Mapping[Tone, str] = {"best": "#6FB183", "middle": "#E6C65B", "worst": "#D9776C", "none": "#C3CAD4"}
HATCH: Properties = {"pattern": 14, "fg_color": "#C3C9D1", "bg_color": "#F1F3F5", "font_color": INK}
"""An absent value: thin diagonal lines in grey, never blank white."""

FRACTIONS: Properties = {
    "type": "2_color_scale",
    "min_type": "num",
    "min_value": 0,
    "min_color": "#FFFFFF",
    "max_type": "num",
    "max_value": 1,
    "max_color": "#A9C4E0",
}
"""The deeper the blue, the nearer to 100 %: a condition that every program knows, unlike bars without a gradient."""

ZERO = "0;-0;;@"
"""A number format: a count of nought stays unseen."""

_FRAME: Properties = {"border": 1, "border_color": LINE}
_FONT: Properties = {"font_name": FONT, "font_size": 9, "font_color": INK, "valign": "vcenter"}

STYLES: Mapping[str, Properties] = {
    "title": {"font_size": 16, "bold": True},
    "subtitle": {"font_size": 10, "font_color": QUIET},
    "note": {"font_size": 10, "font_color": QUIET, "text_wrap": True},
    "heading": {"font_size": 12, "bold": True},
    "plain": {"text_wrap": True, "valign": "top"},
    "label": {"font_color": QUIET, "valign": "top"},
    "counted": {"font_color": QUIET, "valign": "top", "align": "right", "indent": 1},
    "label_cell": {**_FRAME, "font_size": 8.5, "font_color": QUIET, "align": "right", "valign": "top", "indent": 1},
    "link": {"font_color": "#1D4E89", "underline": 1},
    "link_cell": {**_FRAME, "font_color": "#1D4E89", "underline": 1, "font_size": 8.5},
    "header": {**_FRAME, "bold": True, "bg_color": HEADER, "align": "center", "text_wrap": True},
    "header_left": {**_FRAME, "bold": True, "bg_color": HEADER, "text_wrap": True, "indent": 1},
    "turned": {
        **_FRAME,
        "bg_color": HEADER,
        "rotation": 90,
        "align": "center",
        "valign": "bottom",
        "font_size": 8.5,
        "text_wrap": True,
    },
    "number_header": {
        **_FRAME,
        "bg_color": HEADER,
        "align": "center",
        "font_size": 8.5,
        "font_color": QUIET,
        "text_wrap": True,
    },
    "band": {**_FRAME, "bold": True, "bg_color": BAND, "indent": 1},
    "code": {**_FRAME, "align": "left", "indent": 1, "font_color": QUIET, "font_size": 8.5},
    "code_top": {**_FRAME, "align": "left", "indent": 1, "font_color": QUIET, "valign": "top"},
    "formula": {**_FRAME, "font_name": "Consolas", "font_size": 8.5, "text_wrap": True, "valign": "top"},
    "small_wrapped_top": {
        **_FRAME,
        "font_size": 8.5,
        "text_wrap": True,
        "align": "left",
        "valign": "top",
        "indent": 1,
    },
    "text": {**_FRAME, "indent": 1},
    "wrapped_middle": {**_FRAME, "text_wrap": True, "indent": 1},
    "centre": {**_FRAME, "align": "center"},
    "number": {**_FRAME, "align": "right", "indent": 1},
    "cell": {**_FRAME, "align": "right", "font_size": 8.5, "indent": 1},
    "strong": {**_FRAME, "align": "right", "bold": True, "indent": 1},
    "small": {**_FRAME, "align": "center", "font_size": 8.5},
    "small_text": {**_FRAME, "font_size": 8.5, "indent": 1},
    "small_wrapped": {**_FRAME, "font_size": 8.5, "text_wrap": True, "indent": 1},
    "small_strong": {**_FRAME, "align": "center", "font_size": 8.5, "bold": True},
    "quiet": {**_FRAME, "font_color": QUIET, "font_size": 8.5},
    "unit": {**_FRAME, "font_color": QUIET, "font_size": 8.5, "align": "center", "shrink": True},
    "unit_left": {**_FRAME, "font_color": QUIET, "font_size": 8.5, "indent": 1},
    "count": {**_FRAME, "font_color": QUIET, "font_size": 8.5, "align": "center"},
    "tiny_wrapped": {**_FRAME, "font_size": 8.5, "text_wrap": True},
    "signs": {"font_color": QUIET, "font_size": 8.5, "text_wrap": True},
    "quiet_wrapped": {**_FRAME, "font_color": QUIET, "font_size": 8.5, "text_wrap": True, "indent": 1},
    "outside": {**_FRAME, "font_color": "#B6BDC7", "align": "center", "font_size": 8.5},
    "absent": {**_FRAME, **HATCH, "align": "center", "font_size": 8.5},
    "tone_best": {**_FRAME, "bg_color": TONES["best"], "align": "center", "font_size": 8.5},
    "tone_middle": {**_FRAME, "bg_color": TONES["middle"], "align": "center", "font_size": 8.5},
    "tone_worst": {**_FRAME, "bg_color": TONES["worst"], "align": "center", "font_size": 8.5},
    **{
        f"{name}_{tone}": {**_FRAME, "align": "center", "font_size": 8.5, "bold": bold, "bg_color": TONES[tone]}
        for name, bold in (("small", False), ("small_strong", True))
        for tone in ("best", "middle", "worst")
    },
    "card": {"border": 1, "border_color": LINE, "bg_color": BAND, "font_color": QUIET, "indent": 1},
    "card_value": {"border": 1, "border_color": LINE, "bg_color": BAND, "font_size": 14, "bold": True, "indent": 1},
}


WRAPPED: Mapping[str, float] = {
    name: float(style.get("font_size", 9)) for name, style in STYLES.items() if style.get("text_wrap")
}
"""The styles whose texts may need several lines, and the size of their letters."""


def shade(part: float) -> str:
    """The colour of a bar between the best (0) and the worst (1), through the middle (0.5)."""
    ends = (BARS["best"], BARS["middle"]) if part < 0.5 else (BARS["middle"], BARS["worst"])
    share = 2 * part - (part >= 0.5)
    pairs = ((int(ends[0][place : place + 2], 16), int(ends[1][place : place + 2], 16)) for place in (1, 3, 5))
    return "#" + "".join(f"{round(low + (high - low) * share):02X}" for low, high in pairs)


@dataclass(frozen=True)
class Styles:
    """The formats of one workbook: ``get("number", "0.0%")`` is a style with a number format."""

    book: Workbook
    _made: dict[tuple[str, str], Format] = field(default_factory=dict)

    def get(self, style: str, number: str = "") -> Format:
        """The format of a named style, with a number format of its own."""
        key = (style, number)
        if key not in self._made:
            properties = {**_FONT, **STYLES[style], **({"num_format": number} if number else {})}
            self._made[key] = self.book.add_format(properties)
        return self._made[key]

    def fill(self, tone: Tone) -> Format:
        """What a condition adds to a cell of a quality level."""
        return self._condition(tone, {"bg_color": TONES[tone]})

    def hatched(self) -> Format:
        """What a condition adds to a cell without a value."""
        return self._condition("absent", HATCH)

    def _condition(self, name: str, properties: Properties) -> Format:
        key = ("condition", name)
        if key not in self._made:
            self._made[key] = self.book.add_format(dict(properties))
        return self._made[key]
