"""Styles of OpenDocument: what a cell's style hides, strikes through or raises, and its number format as one code.

A format stands apart from the style that names it, each of its sections apart again, with the condition under which
it holds. They are put together to a code as spreadsheets of Office have it, so that one place judges both.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kokoq.collect.read.formats import GENERAL
from kokoq.collect.read.markup import Attributes

_KINDS = ("number-style", "percentage-style", "currency-style", "text-style", "date-style", "time-style")
_FAMILIES = ("table-cell", "table", "text")
_MOST_PLACES, _MOST_CODE = 20, 255
_MOST_PARENTS = 20
_SCIENTIFIC = {"scientific-number": "0E+00", "fraction": "# ?/?", "text-content": "@"}
_OF_DATES = {"day": ("d", "dd"), "month": ("m", "mm"), "year": ("yy", "yyyy")}
"""Parts of a date, short and long; how else a format of dates shows it is no matter of anybody here."""
_SIGNS = ((">=0",), (">0", "<0"), (">0", "<0", "=0"))
"""The conditions that say what the sections of an Office code mean by their order."""


@dataclass(slots=True)
class _Style:
    """A style as it is declared: what it does not say, its parent says."""

    parent: str = ""
    format: str = ""
    struck: bool | None = None
    position: str | None = None
    letters: str = ""
    ground: str = ""
    hidden: bool = False


@dataclass(slots=True)
class _Format:
    """A number format, or one section of another: its own code, and which section holds under which condition."""

    kind: str
    pieces: list[str] = field(default_factory=list)
    sections: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return "".join(self.pieces)[:_MOST_CODE]


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell of a style looks: ``position`` is where letters stand, «superscript» or «subscript».

    The colours of ``letters`` and of the ``ground`` behind them have six digits, or are "" where none is said.
    """

    format: str = GENERAL
    struck: bool = False
    position: str = ""
    letters: str = ""
    ground: str = ""


PLAIN = Look()


class Styles:
    """Collects the styles of a document, whichever of its parts they stand in; later ones count."""

    def __init__(self) -> None:
        self._styles: dict[str, _Style] = {}
        self._formats: dict[str, _Format] = {}
        self._looks: dict[str, Look] = {}
        self._style = _Style()
        self._format: _Format | None = None
        self._places = ""  # of digits, while what stands between them is gathered
        self._within: int | None = None
        self._text: list[str] | None = None

    def look(self, name: str) -> Look:
        """The look of a style and its parents."""
        if not name:
            return PLAIN
        found = self._looks.get(name)
        if found is None:
            found = self._looks[name] = self._found(name)
        return found

    def hides(self, name: str) -> bool:
        """Whether a style of sheets says that they are not shown."""
        style = self._styles.get(name)
        return style is not None and style.hidden

    # --- while a part is read ---

    def start(self, name: str, attributes: Attributes) -> None:
        """Take notice of an element outside of the sheets."""
        if self._format is not None:
            self._start_piece(name, attributes, self._format)
        elif name in _KINDS:
            self._format = self._formats[attributes.get("name", "")] = _Format(name)
        elif name == "style":
            self._style = _Style(attributes.get("parent-style-name", ""), attributes.get("data-style-name", ""))
            if attributes.get("family", _FAMILIES[0]) in _FAMILIES:  # names of others may be the same
                self._styles[attributes.get("name", "")] = self._style
        elif name == "table-properties":
            self._style.hidden = attributes.get("display") == "false"
        elif name == "text-properties":
            self._style.struck, self._style.position = _letters(attributes)
            self._style.letters = attributes.get("color", "").lstrip("#")
        elif name == "table-cell-properties":
            self._style.ground = attributes.get("background-color", "").replace("transparent", "").lstrip("#")

    def _start_piece(self, name: str, attributes: Attributes, into: _Format) -> None:
        match name:
            case "number":
                self._places = _digits(attributes)
                into.pieces.append(self._places)
            case "embedded-text":
                self._within, self._text = _count(attributes.get("position", "")), []
            case "text" | "currency-symbol":
                self._text = []
            case "map":
                condition = "".join(attributes.get("condition", "").removeprefix("value()").split())
                into.sections[condition] = attributes.get("apply-style-name", "")
            case _ if name in _SCIENTIFIC:
                into.pieces.append(_SCIENTIFIC[name])
            case _ if name in _OF_DATES and into.kind == "date-style":
                into.pieces.append(_OF_DATES[name][attributes.get("style") == "long"])

    def text(self, text: str) -> None:
        """Words of a format."""
        if self._text is not None and len(self._text) < _MOST_CODE:
            self._text.append(text)

    def end(self, name: str) -> None:
        """Take notice of the end of an element outside of the sheets."""
        if self._format is None:
            return
        if name in _KINDS:
            self._format = None
        elif self._text is not None and name in ("text", "currency-symbol", "embedded-text"):
            words, self._text = _quoted("".join(self._text), percent=self._format.kind == "percentage-style"), None
            if self._within is None:
                self._format.pieces.append(words)
            elif self._format.pieces:
                self._format.pieces[-1] = _between(self._format.pieces[-1], words, at=self._within)
            self._within = None

    # --- when it is asked for ---

    def _found(self, name: str) -> Look:
        format_, letters, ground, struck, position = "", "", "", None, None
        for _ in range(_MOST_PARENTS):
            style = self._styles.get(name)
            if style is None:
                break
            format_, letters, ground = format_ or style.format, letters or style.letters, ground or style.ground
            struck = style.struck if struck is None else struck
            position = style.position if position is None else position
            name = style.parent
        return Look(self._code(format_), bool(struck), position or "", letters, ground)

    def _code(self, name: str) -> str:
        """The whole code of a format, section by section."""
        found = self._formats.get(name)
        if found is None or found.kind == "time-style":
            return GENERAL
        if found.kind == "date-style":
            return found.code or GENERAL
        if not found.sections and (found.kind != "text-style" or found.code == "@"):
            return found.code or '""'
        conditions = next((some for some in _SIGNS if set(some) == set(found.sections)), ())
        sections = [self._section(found.sections[condition]) for condition in conditions]
        if found.kind == "text-style":
            return ";".join([*(sections if len(sections) > 2 else [GENERAL] * 3), found.code or '""'])
        if sections:
            return ";".join([*sections, found.code])
        own = (f"[{condition.replace('!=', '<>')}]{self._section(of)}" for condition, of in found.sections.items())
        return ";".join([*own, found.code])[:_MOST_CODE]

    def _section(self, name: str) -> str:
        found = self._formats.get(name)
        return GENERAL if found is None else found.code


def _letters(attributes: Attributes) -> tuple[bool | None, str | None]:
    """Whether a style strikes letters through, and whether it raises or lowers them: «super 58%», «33% 58%»."""
    lines = [attributes.get(f"text-line-through-{part}") for part in ("style", "type")]
    struck = None if lines == [None, None] else any(line not in (None, "none") for line in lines)
    place = attributes.get("text-position", "").partition(" ")[0]
    if not place:
        return struck, None
    return struck, "" if place == "0%" else "subscript" if place.startswith(("sub", "-")) else "superscript"


def _digits(attributes: Attributes) -> str:
    """The places of a number: «0.00», «#,##0», «0,» in thousands."""
    if "decimal-places" not in attributes:
        return GENERAL
    whole = "0" * _count(attributes.get("min-integer-digits", "1")) or "#"
    whole = f"#,##{whole}" if attributes.get("grouping") == "true" else whole
    decimals = "0" * _count(attributes["decimal-places"])
    factor = attributes.get("display-factor", "1")
    thousands = "," * ((len(factor) - 1) // 3) if factor[:1] == "1" and not factor.strip("10") else ""
    return f"{whole}.{decimals}{thousands}" if decimals else f"{whole}{thousands}"


def _between(places: str, words: str, *, at: int) -> str:
    """The places with words that stand before so many of the last digits of the whole number."""
    whole = len(places) - len(places.lstrip("#,0"))
    whole -= len(places[:whole]) - len(places[:whole].rstrip(","))
    digits = places[:whole].replace(",", "").rjust(at + 1, "#")
    return f"{digits[:-at]}{words}{digits[-at:]}{places[whole:]}" if at and '"' not in places else places + words


def _count(text: str) -> int:
    return min(int(text[:4]), _MOST_PLACES) if text.isdecimal() else 0


def _quoted(words: str, *, percent: bool) -> str:
    """Words as they stand in a code; a percent sign there makes of a number a percent."""
    if not words:
        return ""
    plain = words.replace('"', "”")
    return plain if percent and plain.strip() == "%" else f'"{plain}"'
