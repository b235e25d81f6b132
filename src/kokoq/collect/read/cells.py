"""What the two readers of xlsx sheets share: styles, and how the text of a value becomes a cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kokoq.a1 import make_ref
from kokoq.collect.read.book import Kind, RawCell, to_serial
from kokoq.collect.read.formats import BUILTIN, GENERAL, is_date_format
from kokoq.collect.read.limits import MAX_COLUMN, MAX_ROW, MAX_TEXT, TextBudget, damaged
from kokoq.collect.read.markup import Attributes, clip, decode_units, parse
from kokoq.collect.read.merged import column_number
from kokoq.collect.read.runs import dressed, is_on

_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*")
SHIFT_1904 = 1462  # days between the two systems of dates


@dataclass(frozen=True, slots=True)
class Style:
    """A number format, judged once for all cells that bear it, ``dressed`` with what else their style says."""

    format: str = GENERAL
    date: bool = False


PLAIN_STYLE = Style()

Asked = Callable[[Sequence[RawCell]], frozenset[int]]
"""From the first cells of a sheet: the columns outside of which its formulas need not be read; none where all must."""


def everything(_: Sequence[RawCell]) -> frozenset[int]:
    """Where nothing is known about the sheet, each of its formulas counts."""
    return frozenset()


@dataclass(slots=True)
class Losses:
    """What could not be kept, each kind counted with its first cell: one finding is made of each."""

    found: dict[str, tuple[str, int]] = field(default_factory=dict)

    def add(self, what: str, row: int, column: int) -> None:
        first, count = self.found.get(what, (make_ref(row, column), 0))
        self.found[what] = (first, count + 1)


@dataclass(frozen=True, slots=True)
class SheetParts:
    """What a reader found in a sheet, before it is put in order; merged ranges and hidden columns as written."""

    cells: list[RawCell]
    merges: Sequence[str] = ()
    hidden_rows: Iterable[int] = ()
    hidden_columns: Sequence[tuple[int, int]] = ()


Mark = tuple[str, Style, str]
"""Type, style and number format of a cell."""


class Columns(dict[bytes, int]):
    """Letters → number of the column, each found once."""

    def __missing__(self, letters: bytes) -> int:
        _, self[letters] = checked_place(1, column_number(letters.decode()))
        return self[letters]


COLUMNS = Columns()
"""Those of all files: a sheet has 16,384 at most."""


@dataclass(slots=True)
class Context:
    """What the cells of a workbook refer to, and what was lost of the sheet at hand."""

    strings: Sequence[str]
    styles: Sequence[Style]
    shift: int = 0
    asked: Asked = everything
    losses: Losses = field(default_factory=Losses)
    texts: TextBudget = field(default_factory=TextBudget)  # of those that stand in cells
    marks: dict[bytes, Mark] = field(default_factory=dict)
    """Attributes of a cell as written → what they say: few differ, so each is understood once."""

    def style(self, number: str) -> Style:
        place = int(number) if number.isdecimal() and len(number) < 7 else -1
        return self.styles[place] if 0 <= place < len(self.styles) else PLAIN_STYLE

    def cell(
        self, place: tuple[int, int], kind: str, value: str | None, style: Style, *, formula: bool
    ) -> RawCell | None:
        """The cell of a value with its type as the file names it; None where an empty cell merely has a style."""
        row, column = place
        found = self._typed(kind, value, style, row, column)
        if found is None:
            return RawCell(row, column, Kind.BLANK, None, style.format, formula) if formula else None
        if kind != "s" and isinstance(found[1], str):
            self.texts.spend((found[1],))
        return RawCell(row, column, found[0], found[1], style.format, formula)

    def _typed(
        self, kind: str, value: str | None, style: Style, row: int, column: int
    ) -> tuple[Kind, str | float | bool] | None:
        if kind in ("str", "inlineStr"):
            return None if value is None else (Kind.TEXT, self._clipped(decode_units(value), row, column))
        if not value:
            return None
        match kind:
            case "s":
                return Kind.TEXT, self._shared(value, row, column)
            case "b":
                return Kind.BOOL, value.strip().lower() in ("1", "true")
            case "e":
                return Kind.ERROR, clip(value)
            case "d":
                serial = iso_serial(value)
                return (Kind.TEXT, clip(value)) if serial is None else (Kind.DATE, serial)
        number = to_number(value)
        if number is None:
            self.losses.add("not_numeric", row, column)
            return Kind.TEXT, clip(value)
        return (Kind.DATE, number + self.shift) if style.date else (Kind.NUMBER, number)

    def _shared(self, value: str, row: int, column: int) -> str:
        place = int(value) if value.isdecimal() and len(value) < 10 else -1
        if 0 <= place < len(self.strings):
            return self.strings[place]
        self.losses.add("string_missing", row, column)
        return ""

    def _clipped(self, text: str, row: int, column: int) -> str:
        if len(text) > MAX_TEXT:
            self.losses.add("text_cut", row, column)
        return clip(text)


def to_number(text: str) -> float | None:
    """A finite decimal number; Python's other spellings (1_000, nan) are none."""
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if number - number == 0 else None


def iso_serial(text: str) -> float | None:
    """The serial of a date, or date and time, in the spelling of ISO 8601; None for anything else."""
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return to_serial(moment.replace(tzinfo=None))


def checked_place(row: int, column: int) -> tuple[int, int]:
    """The place itself, if a sheet has such a row and column."""
    if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
        raise damaged("off_sheet", row=row, column=column)
    return row, column


@lru_cache(maxsize=8)
def read_styles(content: bytes, *, part: str) -> Sequence[Style]:
    """The styles that cells name by number; files of one origin have the same ones."""
    reader = _StyleReader()
    parse(content, part=part, start=reader.start, end=reader.end)
    return reader.finish()


class _StyleReader:
    """Collects the declared number formats, fonts and fills and, in order, which of them each cell style uses."""

    def __init__(self) -> None:
        self._formats = dict(BUILTIN)
        self._used: list[tuple[int, int, int]] = []
        self._struck: list[bool] = []  # of each font
        self._letters: list[str] = []  # the colour of each font
        self._grounds: list[str] = []  # that of each fill
        self._inside = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "xf" and self._inside == "cellXfs":
            kinds = ("numFmtId", "fontId", "fillId")
            format_, font, fill = (_small(attributes.get(kind, "0")) for kind in kinds)
            self._used.append((format_, font, fill))
        elif name == "numFmt":
            self._formats[_small(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", GENERAL)[:255]
        elif name in ("cellXfs", "fonts", "fills"):
            self._inside = name
        elif self._inside == "fonts":
            self._start_font(name, attributes)
        elif self._inside == "fills":
            self._start_fill(name, attributes)

    def _start_font(self, name: str, attributes: Attributes) -> None:
        if name == "font":
            self._struck.append(False)
            self._letters.append("")
        elif name == "strike" and self._struck:
            self._struck[-1] = is_on(attributes)
        elif name == "color" and self._letters:
            self._letters[-1] = _colour(attributes)

    def _start_fill(self, name: str, attributes: Attributes) -> None:
        if name == "fill":
            self._grounds.append("")
        elif name == "gradientFill" or (name == "patternFill" and attributes.get("patternType", "none") != "none"):
            self._grounds[-1:] = [_OTHER_COLOUR]
        elif name == "fgColor" and self._grounds[-1:] == [_OTHER_COLOUR]:
            self._grounds[-1] = _colour(attributes) or _OTHER_COLOUR

    def end(self, name: str) -> None:
        if name == self._inside:
            self._inside = ""

    def finish(self) -> list[Style]:
        known: dict[tuple[int, int, int], Style] = {}
        for number, font, fill in set(self._used):
            code = self._formats.get(number, GENERAL)
            struck = font < len(self._struck) and self._struck[font]
            letters = self._letters[font] if font < len(self._letters) else ""
            ground = self._grounds[fill] if fill < len(self._grounds) else ""
            whole = dressed(code, struck=struck, letters=letters, ground=ground)
            known[number, font, fill] = Style(whole, is_date_format(code))
        return [known[each] for each in self._used]


_OTHER_COLOUR = "?"
_COLOURS = {"theme": {"0": "ffffff", "1": "000000"}, "indexed": dict.fromkeys(("1", "9", "65"), "ffffff")}


def _colour(attributes: Attributes) -> str:
    """Six digits of a colour, as far as it can be told apart from others; a shade of a colour is another one."""
    if attributes.get("tint", "0").strip("0."):
        return _OTHER_COLOUR + str(sorted(attributes.items()))
    if "rgb" in attributes:
        return attributes["rgb"][-6:]
    return next((of[value] for kind, of in _COLOURS.items() if (value := attributes.get(kind, "")) in of), "")


def _small(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0
