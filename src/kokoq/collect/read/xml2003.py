"""Spreadsheets in the XML of Office 2003 (``urn:schemas-microsoft-com:office:spreadsheet``): all is in one file."""

from __future__ import annotations

from dataclasses import dataclass, field

from kokoq.a1 import make_ref
from kokoq.collect.read.book import Kind, RawCell, RawSheet, State
from kokoq.collect.read.cells import (
    PLAIN_STYLE,
    SHIFT_1904,
    Losses,
    SheetParts,
    Style,
    checked_place,
    iso_serial,
    to_number,
)
from kokoq.collect.read.formats import GENERAL, is_date_format
from kokoq.collect.read.limits import (
    MAX_CELLS,
    MAX_COLUMN,
    MAX_MERGES,
    MAX_ROW,
    MAX_SHEETS,
    MAX_TEXT,
    damaged,
    too_large,
)
from kokoq.collect.read.markup import Attributes, parse
from kokoq.collect.read.outcome import Findings
from kokoq.collect.read.runs import dressed, marked
from kokoq.collect.read.sheet import arrange, joined

_ROOT = "Workbook"
_STATES = {"SheetHidden": State.HIDDEN, "SheetVeryHidden": State.VERY_HIDDEN}
NAMED = {
    "General Number": GENERAL,
    "General Date": "dd.mm.yyyy h:mm",
    "Long Date": "d mmmm yyyy",
    "Medium Date": "dd-mmm-yy",
    "Short Date": "dd.mm.yyyy",
    "Long Time": "h:mm:ss",
    "Medium Time": "h:mm AM/PM",
    "Short Time": "h:mm",
    "Currency": "#,##0.00",
    "Euro Currency": "#,##0.00",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Yes/No": GENERAL,
    "True/False": GENERAL,
    "On/Off": GENERAL,
}
"""Number formats that are written by a name."""
_LINE_BREAK = ("Br", "br", "P")
_STRIKES = ("S", "s", "Del", "del", "Strike", "strike")
_MOVES = {"Sup": "superscript", "sup": "superscript", "Sub": "subscript", "sub": "subscript"}


@dataclass(slots=True)
class _Sheet:
    """The sheet being read, with the place that comes next."""

    name: str
    state: State = State.VISIBLE
    cells: list[RawCell] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    styles: dict[int, str] = field(default_factory=dict)  # of columns, where a cell and its row have none
    losses: Losses = field(default_factory=Losses)
    row: int = 0
    last_row: int = 0  # with the empty ones that the row spans
    column: int = 0
    declared_column: int = 0
    row_style: str = ""


def read_xml_2003(content: bytes, findings: Findings) -> tuple[RawSheet, ...]:
    """The sheets of a workbook."""
    reader = _Reader()
    if content[:1] in b" \t\r\n\xef":
        content = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    parse(content, part=_ROOT, start=reader.start, end=reader.end, text=reader.text)
    sheets: list[RawSheet] = []
    for sheet in reader.sheets:
        rows = (row for first, last in joined(sheet.hidden_rows) for row in range(first, last + 1))
        parts = SheetParts(sheet.cells, sheet.merges, rows, sheet.hidden_columns)
        with findings.sheet(sheet.name, sheet.losses):
            sheets.append(arrange(sheet.name, sheet.state, parts, losses=sheet.losses))
    return tuple(sheets)


class _Reader:
    """Follows the elements of the workbook."""

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self._sheet: _Sheet | None = None
        self._formats: dict[str, str] = {}
        self._struck: dict[str, bool] = {}  # of styles
        self._colours: dict[str, tuple[str, str]] = {}  # of their letters and of what is behind them
        self._runs: list[tuple[bool, str]] = []  # the elements open in a text: whether they strike, where letters stand
        self._style = ""
        self._shift = 0
        self._room = MAX_CELLS
        self._cell: Attributes | None = None
        self._kind = ""
        self._pieces: list[str] = []
        self._length = 0
        self._listening = False
        self._aside = 0  # inside a comment, whose words are not the cell's

    def start(self, name: str, attributes: Attributes) -> None:
        if self._aside or name == "Comment":
            self._aside += 1
        elif self._listening:
            if name in _LINE_BREAK and self._pieces:
                self.text("\n")
            self._runs.append((name in _STRIKES, _MOVES.get(name, "")))
        elif name == "Worksheet":
            if len(self.sheets) >= MAX_SHEETS:
                raise too_large("sheets", len(self.sheets) + 1, MAX_SHEETS)
            self._sheet = _Sheet(attributes.get("Name", ""))
            self.sheets.append(self._sheet)
        elif self._sheet is None:
            self._start_style(name, attributes)
        else:
            self._start_inside(name, attributes, self._sheet)

    def _start_style(self, name: str, attributes: Attributes) -> None:
        if name == "Style":
            self._style = attributes.get("ID", "")
            parent = attributes.get("Parent", "")
            self._formats[self._style] = self._formats.get(parent, GENERAL)
            self._struck[self._style] = self._struck.get(parent, False)
            self._colours[self._style] = self._colours.get(parent, ("", ""))
        elif name == "NumberFormat" and self._style:
            code = attributes.get("Format", GENERAL)
            self._formats[self._style] = NAMED.get(code, code)[:255]
        elif name in ("Font", "Interior") and self._style:
            if "StrikeThrough" in attributes:
                self._struck[self._style] = attributes["StrikeThrough"] == "1"
            letters, ground = self._colours[self._style]
            colour = attributes.get("Color", "").lstrip("#")
            self._colours[self._style] = (colour or letters, ground) if name == "Font" else (letters, colour or ground)
        elif name == "Date1904":
            self._shift = SHIFT_1904

    def _start_inside(self, name: str, attributes: Attributes, sheet: _Sheet) -> None:
        match name:
            case "Cell":
                sheet.column = _place(attributes, after=sheet.column)
                self._cell, self._kind, self._pieces, self._length = attributes, "", [], 0
            case "Data" if self._cell is not None:
                self._kind, self._listening, self._runs = attributes.get("Type", "String"), True, []
            case "Row":
                sheet.row = _place(attributes, after=sheet.last_row)
                sheet.last_row = sheet.row + _times(attributes.get("Span", "0"), MAX_ROW)
                sheet.column, sheet.row_style = 0, attributes.get("StyleID", "")
                if attributes.get("Hidden") == "1":
                    sheet.hidden_rows.append((sheet.row, min(sheet.last_row, MAX_ROW)))
            case "Column":
                self._column(attributes, sheet)
            case "Visible":
                self._pieces, self._length, self._listening, self._runs = [], 0, True, []

    def _column(self, attributes: Attributes, sheet: _Sheet) -> None:
        first = _place(attributes, after=sheet.declared_column)
        last = min(first + _times(attributes.get("Span", "0"), MAX_COLUMN), MAX_COLUMN)
        sheet.declared_column = last
        if attributes.get("Hidden") == "1" and first <= MAX_COLUMN:
            sheet.hidden_columns.append((first, last))
        if attributes.get("StyleID"):
            for column in range(first, last + 1):
                sheet.styles[column] = attributes["StyleID"]

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name == "Worksheet":
            self._sheet = None
        elif name == "Style":
            self._style = ""
        elif name == "Data":
            self._listening = False
        elif self._listening and self._runs:
            self._runs.pop()
        elif name == "Visible" and self._sheet is not None:
            self._listening = False
            self._sheet.state = _STATES.get("".join(self._pieces).strip(), State.VISIBLE)
        elif name == "Cell" and self._sheet is not None and self._cell is not None:
            self._finish_cell(self._cell, self._sheet)
            self._cell = None

    def text(self, text: str) -> None:
        if self._listening and not self._aside and self._length <= MAX_TEXT:
            for struck, position in self._runs:
                text = marked(text, after="".join(self._pieces[-1:]), struck=struck, position=position)
            self._pieces.append(text)
            self._length += len(text)

    def _finish_cell(self, attributes: Attributes, sheet: _Sheet) -> None:
        row, column = sheet.row, sheet.column
        across = _times(attributes.get("MergeAcross", "0"), MAX_COLUMN)
        down = _times(attributes.get("MergeDown", "0"), MAX_ROW)
        formula = "Formula" in attributes
        style = self._style_of(attributes, sheet)
        found = self._value(style, "".join(self._pieces), sheet)
        if found is not None or formula:
            checked_place(row, column)
            self._room -= 1
            if self._room < 0:
                raise too_large("cells", MAX_CELLS + 1, MAX_CELLS)
            kind, value = found or (Kind.BLANK, None)
            sheet.cells.append(RawCell(row, column, kind, value, style.format, formula))
        if (across or down) and 1 <= row <= MAX_ROW and column <= MAX_COLUMN:
            if len(sheet.merges) >= MAX_MERGES:
                raise too_large("merges", len(sheet.merges) + 1, MAX_MERGES)
            corner = make_ref(min(row + down, MAX_ROW), min(column + across, MAX_COLUMN))
            sheet.merges.append(f"{make_ref(row, column)}:{corner}")
        sheet.column += across

    def _style_of(self, attributes: Attributes, sheet: _Sheet) -> Style:
        """The number format of a cell: its own, or that of its row or column."""
        name = attributes.get("StyleID") or sheet.row_style or sheet.styles.get(sheet.column, "Default")
        code = self._formats.get(name, GENERAL)
        letters, ground = self._colours.get(name, ("", ""))
        whole = dressed(code, struck=self._struck.get(name, False), letters=letters, ground=ground)
        return PLAIN_STYLE if whole == GENERAL else Style(whole, is_date_format(code))

    def _value(self, style: Style, text: str, sheet: _Sheet) -> tuple[Kind, str | float | bool] | None:
        if not text:
            return None
        match self._kind:
            case "Number":
                number = to_number(text)
                if number is not None:
                    return (Kind.DATE, number + self._shift) if style.date else (Kind.NUMBER, number)
                sheet.losses.add("not_numeric", sheet.row, sheet.column)
            case "DateTime":
                serial = iso_serial(text)
                if serial is not None:
                    return Kind.DATE, serial
            case "Boolean":
                return Kind.BOOL, text.strip() == "1"
            case "Error":
                return Kind.ERROR, text[:MAX_TEXT]
        if len(text) > MAX_TEXT:
            sheet.losses.add("text_cut", sheet.row, sheet.column)
        return Kind.TEXT, text[:MAX_TEXT]


def _place(attributes: Attributes, *, after: int) -> int:
    """The row or column that an element names, or else the next one; places only ever grow."""
    place = _times(attributes["Index"], MAX_ROW + 1) if "Index" in attributes else after + 1
    if place <= after:
        raise damaged("order")
    return place


def _times(text: str, most: int) -> int:
    digits = text.strip()[:10]
    return min(int(digits), most) if digits.isascii() and digits.isdecimal() else 0
