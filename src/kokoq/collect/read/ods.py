"""Spreadsheets of OpenDocument (ods, ots, fods): read by ourselves, with errors, number formats and hidden rows.

A file tells the type of each value; that counts for percents and dates, whatever the format of the cell's style says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from operator import itemgetter

from kokoq.a1 import make_ref
from kokoq.collect.read.archive import Archive
from kokoq.collect.read.book import Kind, RawCell, RawSheet, State
from kokoq.collect.read.carried import carried_by_ods
from kokoq.collect.read.cells import Losses, SheetParts, iso_serial, to_number
from kokoq.collect.read.formats import GENERAL, is_date_format, is_percent_format
from kokoq.collect.read.limits import MAX_CELLS, MAX_COLUMN, MAX_ROW, MAX_SHEETS, MAX_TEXT, Refused, damaged, too_large
from kokoq.collect.read.markup import Attributes, parse
from kokoq.collect.read.ods_styles import Look, Styles
from kokoq.collect.read.outcome import Findings
from kokoq.collect.read.runs import dressed, marked
from kokoq.collect.read.sheet import arrange
from kokoq.rules import FILE_TOO_LARGE, PASSWORD

CONTENT = "content.xml"
_STYLES = "styles.xml"
_MANIFEST = "META-INF/manifest.xml"
_TRUTH = {"true": True, "false": False, "истина": True, "ложь": False}
_FORMATS = {"percentage": "0%", "date": "yyyy-mm-dd", "time": "[h]:mm:ss"}
_DURATION = re.compile(r"(-?)P(?:(\d{1,6})D)?T(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,7})(?:[.,](\d{1,9})\d*)?S)?")
_SPACES = {"s": " ", "tab": "\t", "line-break": "\n"}
_GONE = ("collapse", "filter")
_SHAPES = frozenset(("frame", "custom-shape", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path", "g"))
_SHAPES |= {"caption", "connector", "measure", "regular-polygon", "control"}
_ASIDE = _SHAPES | {"annotation", "shapes", "tracked-changes", "dde-links"}
_CARRIED = {
    "table-source": "links",
    "cell-range-source": "links",
    "dde-source": "dde",
    "database-source-sql": "connections",
    "database-source-table": "connections",
    "database-source-query": "connections",
    "event-listener": "macros",
    "module": "macros",
    "object-ole": "objects",
}
"""Elements that stand for more than data → their names under ``read`` in ``lang``."""
_FORMULAS = {"'#": "links", "DDE(": "dde"}
"""The same of what stands in formulas: «'file:///a.ods'#$Лист1.A1»."""

Content = tuple[Kind, str | float | bool | None, str, bool]
"""Kind, value, number format and whether a formula made it: a cell without its place."""


@dataclass(slots=True)
class _Sheet:
    """The sheet being read, with the place that comes next."""

    name: str
    state: State
    cells: list[RawCell] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)
    row: int = 1
    column: int = 1
    declared_columns: int = 1
    styles: list[tuple[int, str]] = field(default_factory=list)  # of columns, each with the first it is of
    row_style: str = ""
    remembered: bool = False  # only what was last seen of a sheet of another file


def read_ods(archive: Archive, findings: Findings) -> tuple[RawSheet, ...]:
    """The sheets of an OpenDocument spreadsheet."""
    manifest = archive.read(_MANIFEST) if _MANIFEST in archive else b""
    if b"encryption-data" in manifest:
        raise Refused(PASSWORD)
    styles = _declared(archive, findings)
    return _sheets(archive.read(CONTENT), findings, carried_by_ods(archive, manifest), styles)


def read_flat(content: bytes, findings: Findings) -> tuple[RawSheet, ...]:
    """The sheets of such a spreadsheet in one file of XML."""
    return _sheets(content, findings, set(), Styles())


def _declared(archive: Archive, findings: Findings) -> Styles:
    """The styles that have names of their own; without them values are read all the same."""
    styles = Styles()
    if _STYLES in archive:
        try:
            parse(archive.read(_STYLES), part=_STYLES, start=styles.start, end=styles.end, text=styles.text)
        except Refused as refusal:
            if refusal.rule is FILE_TOO_LARGE:
                raise
            findings.loss("styles")
    return styles


def _sheets(content: bytes, findings: Findings, carried: set[str], styles: Styles) -> tuple[RawSheet, ...]:
    reader = _ContentReader(styles)
    parse(content, part=CONTENT, start=reader.start, end=reader.end, text=reader.text)
    findings.carries(sorted(carried | reader.carried))
    sheets: list[RawSheet] = []
    for sheet in (sheet for sheet in reader.sheets if not sheet.remembered):
        parts = SheetParts(sheet.cells, sheet.merges, sheet.hidden_rows, sheet.hidden_columns)
        with findings.sheet(sheet.name, sheet.losses):
            sheets.append(arrange(sheet.name, sheet.state, parts, losses=sheet.losses))
    return tuple(sheets)


class _ContentReader:
    """Follows the elements of ``content.xml``; repeated rows and cells are spread only where they hold something."""

    def __init__(self, styles: Styles) -> None:
        self.sheets: list[_Sheet] = []
        self.carried: set[str] = set()
        self._styles = styles
        self._spans: list[Look] = []
        self._sheet: _Sheet | None = None
        self._depth = 0  # of tables: one may stand inside a cell of another
        self._room = MAX_CELLS
        self._row: list[tuple[int, Content]] = []
        self._row_repeated = 1
        self._cell: Attributes | None = None
        self._paragraphs: list[str] = []
        self._length = 0
        self._listening = False
        self._shape = 0  # how deep aside the outer shape lies over the sheet
        self._lettered = False  # inside the words of one
        self._aside = 0  # inside a comment or a drawing, whose words are not the cell's

    def start(self, name: str, attributes: Attributes) -> None:
        if name in _CARRIED:
            self.carried.add(_CARRIED[name])
            if name == "table-source" and self._sheet is not None:
                self._sheet.remembered = "'#" in self._sheet.name
        if self._aside or name in _ASIDE:
            self._aside += 1
            self._start_aside(name, attributes)
        elif name == "table":
            self._start_table(attributes)
        elif self._sheet is None:
            self._styles.start(name, attributes)
        elif self._depth == 1:
            self._start_inside(name, attributes, self._sheet)

    def _start_aside(self, name: str, attributes: Attributes) -> None:
        """Take notice of what lies over the sheet: a picture, a shape with words."""
        if name in _SHAPES:
            self._shape = self._shape or self._aside
        elif name == "image" and "ObjectReplacements/" not in attributes.get("href", ""):
            self.carried.add("pictures")
        self._lettered = name in ("p", "span") and self._shape > 0

    def _start_table(self, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > 1:
            return
        if len(self.sheets) >= MAX_SHEETS:
            raise too_large("sheets", len(self.sheets) + 1, MAX_SHEETS)
        hidden = self._styles.hides(attributes.get("style-name", ""))
        self._sheet = _Sheet(attributes.get("name", ""), State.HIDDEN if hidden else State.VISIBLE)
        self.sheets.append(self._sheet)

    def _start_inside(self, name: str, attributes: Attributes, sheet: _Sheet) -> None:
        match name:
            case "table-cell" | "covered-table-cell":
                self._cell, self._paragraphs, self._length = attributes, [], 0
            case "p":
                self._paragraphs.append("")
                self._listening, self._spans = self._cell is not None, []
            case "span":
                self._spans.append(self._styles.look(attributes.get("style-name", "")))
            case "s" | "tab" | "line-break":
                self.text(_SPACES[name] * min(_times(attributes.get("c", "1")), MAX_TEXT))
            case "table-row":
                self._row, sheet.column, sheet.row_style = [], 1, attributes.get("default-cell-style-name", "")
                self._row_repeated = _times(attributes.get("number-rows-repeated", "1"))
                if attributes.get("visibility") in _GONE:
                    sheet.hidden_rows += range(sheet.row, min(sheet.row + self._row_repeated, MAX_ROW + 1))
            case "table-column":
                first = sheet.declared_columns
                sheet.styles.append((first, attributes.get("default-cell-style-name", "")))
                sheet.declared_columns += _times(attributes.get("number-columns-repeated", "1"))
                if attributes.get("visibility") in _GONE:
                    sheet.hidden_columns.append((first, min(sheet.declared_columns - 1, MAX_COLUMN)))

    def end(self, name: str) -> None:
        if self._aside:
            self._shape = 0 if self._aside == self._shape else self._shape
            self._aside, self._lettered = self._aside - 1, False
        elif name == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self._sheet = None
        elif self._sheet is None:
            self._styles.end(name)
        elif self._depth == 1:
            self._end_inside(name, self._sheet)

    def _end_inside(self, name: str, sheet: _Sheet) -> None:
        if name == "p":
            self._listening = False
        elif name == "span" and self._spans:
            self._spans.pop()
        elif name in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._finish_cell(self._cell, sheet)
            self._cell = None
        elif name == "table-row":
            self._finish_row(sheet)

    def text(self, text: str) -> None:
        if self._sheet is None:
            self._styles.text(text)
        elif self._lettered and text.strip():
            self.carried.add("text_boxes")
        elif self._listening and not self._aside and self._paragraphs and self._length <= MAX_TEXT:
            before, self._length = self._paragraphs[-1], self._length + len(text)
            for look in self._spans:
                text = marked(text, after=before, struck=look.struck, position=look.position)
            self._paragraphs[-1] += text

    def _finish_cell(self, attributes: Attributes, sheet: _Sheet) -> None:
        repeated = _times(attributes.get("number-columns-repeated", "1"))
        formula = attributes.get("formula", "")
        self.carried.update(what for mark, what in _FORMULAS.items() if mark in formula)
        content = _content(attributes, "\n".join(self._paragraphs), sheet)
        if content is not None:
            content = _seen(content, self._styles.look(attributes.get("style-name") or _style(sheet)))
            self._room -= repeated * self._row_repeated
            if self._room < 0:
                raise too_large("cells", MAX_CELLS - self._room, MAX_CELLS)
            self._row += [(column, content) for column in range(sheet.column, sheet.column + repeated)]
        down = _times(attributes.get("number-rows-spanned", "1"))
        across = _times(attributes.get("number-columns-spanned", "1"))
        if (down > 1 or across > 1) and sheet.column <= MAX_COLUMN:
            bottom, right = min(sheet.row + down - 1, MAX_ROW), min(sheet.column + across - 1, MAX_COLUMN)
            sheet.merges.append(f"{make_ref(sheet.row, sheet.column)}:{make_ref(bottom, right)}")
        sheet.column += repeated

    def _finish_row(self, sheet: _Sheet) -> None:
        if self._row:
            if self._row[-1][0] > MAX_COLUMN or sheet.row + self._row_repeated - 1 > MAX_ROW:
                raise damaged("off_sheet", row=sheet.row + self._row_repeated - 1, column=self._row[-1][0])
            for row in range(sheet.row, sheet.row + self._row_repeated):
                sheet.cells += [RawCell(row, column, *content) for column, content in self._row]
        sheet.row += self._row_repeated
        self._row, self._row_repeated = [], 1


def _style(sheet: _Sheet) -> str:
    """The style of a cell that names none: that of its row, else of its column."""
    at = bisect_right(sheet.styles, sheet.column, key=itemgetter(0)) - 1
    return sheet.row_style or (sheet.styles[at][1] if at >= 0 else "")


def _seen(content: Content, look: Look) -> Content:
    """What a cell holds, with the format of its style where that tells more than the type of the value."""
    kind, value, code, formula = content
    plain = kind is Kind.NUMBER and code == GENERAL and not is_date_format(look.format)
    plain = plain or (kind is Kind.DATE and is_date_format(look.format))
    if kind is Kind.TEXT or plain or (kind is Kind.NUMBER and is_percent_format(look.format)):
        code = look.format
    return kind, value, dressed(code, struck=look.struck, letters=look.letters, ground=look.ground), formula


def _content(attributes: Attributes, text: str, sheet: _Sheet) -> Content | None:
    """What a cell holds; None where it holds nothing but, perhaps, a style."""
    formula = "formula" in attributes
    kind = attributes.get("value-type", "")
    if not kind:
        return (
            (Kind.TEXT, text[:MAX_TEXT], GENERAL, formula)
            if text
            else (Kind.BLANK, None, GENERAL, True)
            if formula
            else None
        )
    if len(text) > MAX_TEXT:
        sheet.losses.add("text_cut", sheet.row, sheet.column)
    typed = _typed(kind, attributes, text[:MAX_TEXT])
    if typed is None:
        sheet.losses.add("not_numeric", sheet.row, sheet.column)
        return Kind.TEXT, text[:MAX_TEXT], GENERAL, formula
    return *typed, _FORMATS.get(kind, GENERAL), formula


def _typed(kind: str, attributes: Attributes, text: str) -> tuple[Kind, str | float | bool] | None:
    match kind:
        case "error":
            return Kind.ERROR, text
        case "string":
            return Kind.TEXT, text or attributes.get("string-value", "")[:MAX_TEXT]
        case "boolean":
            return Kind.BOOL, attributes.get("boolean-value") == "true"
        case "date":
            serial = iso_serial(attributes.get("date-value", ""))
            return None if serial is None else (Kind.DATE, serial)
        case "time":
            return _duration(attributes.get("time-value", ""))
        case _ if (truth := _TRUTH.get(text.casefold())) is not None:  # LibreOffice keeps what is no number as 1 and 0
            return Kind.BOOL, truth
        case _:
            number = to_number(attributes.get("value", ""))
            return None if number is None else (Kind.NUMBER, number)


def _duration(text: str) -> tuple[Kind, float] | None:
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:5])
    total = days + (hours + (minutes + (seconds + float(f"0.{match[6] or 0}")) / 60) / 60) / 24
    return Kind.DATE, -total if match[1] else total


def _times(text: str) -> int:
    """A count of repetitions: at least one, and never beyond what a budget would notice."""
    return max(1, int(text[:10])) if text.isdecimal() else 1
