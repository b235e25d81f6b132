"""A workbook and its pages: the writer that the sheets share, and its print set-up.

A text is always written as a text, so that nothing that a school typed becomes a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from kokoq.collect.form.formula_sheet import HIGHEST
from kokoq.collect.form.strips import LEAST_SCALE, PRINTED_PIXELS, PRINTED_POINTS, breaks, page_ends, pixels, scale
from kokoq.reports.workbook.styles import FONT, WRAPPED, Styles
from kokoq.reports.workbook.worksheet import LETTERS, FastWorksheet, Value

if TYPE_CHECKING:
    import datetime as dt

SHEET_NAME = 31
EVERYWHERE = "A1:XFD1048576"  # without the green corners of a formula unlike its neighbour, or of a code like «11»
FORBIDDEN = "[]:*?/\\'"
HEIGHT = 15.0  # of a row that nothing is said of
LETTERS_PER_UNIT = 10.0  # of one point, in one unit of a column's width, as Arial sets Russian on average

Wrapped = tuple[int, int, str, float]  # the first and last of its columns, a text, the size of its letters


@dataclass
class Page:
    """One sheet. Rows and columns count from 0, as in the library; ``cell`` gives the address that a formula needs."""

    name: str
    sheet: FastWorksheet
    styles: Styles
    _widths: dict[int, float] = field(default_factory=dict)
    _heights: dict[int, float] = field(default_factory=dict)
    _outlines: dict[int, int] = field(default_factory=dict)
    _wrapped: dict[int, list[Wrapped]] = field(default_factory=dict)
    _folded: set[int] = field(default_factory=set)
    _repeated: int = 0
    _heads: tuple[int, int] | None = None
    _printed: bool = False
    _last_printed: int | None = None
    _stretched: int | None = None
    _blocks: list[int] = field(default_factory=list)

    def text(self, row: int, column: int, text: str, style: str = "text") -> None:
        """A text, whatever it begins with; an empty one leaves the cell formatted."""
        self.sheet.store_text(row, column, text, self.styles.get(style))
        if style in WRAPPED and text:
            self._wrapped.setdefault(row, []).append((column, column, text, WRAPPED[style]))

    def number(self, row: int, column: int, number: float, style: str = "number", form: str = "") -> None:
        """A number that is given and not computed."""
        self.sheet.store_number(row, column, number, self.styles.get(style, form))

    def formula(
        self,
        row: int,
        column: int,
        text: str,
        value: Value,
        *,
        style: str = "number",
        form: str = "",
        array: bool = False,
    ) -> None:
        """A formula without its «=», and the value that it had when the report was made."""
        cached = "" if value is None else value
        self.sheet.store_formula(row, column, text, self.styles.get(style, form), cached, array=array)

    def texts(self, row: int, texts: Sequence[tuple[str, str]]) -> int:
        """Texts side by side, each with its style; a long one goes on in rows below. Gives the row after them."""
        columns = [
            self._parts(column, column, text, WRAPPED.get(style, 0)) for column, (text, style) in enumerate(texts)
        ]
        end = row + max(map(len, columns))
        for at in range(row, end):
            for column, (parts, (_, style)) in enumerate(zip(columns, texts, strict=True)):
                self.text(at, column, parts[at - row] if at - row < len(parts) else "", style)
        return end

    def spread(self, row: int, first: int, last: int, text: str, style: str) -> int:
        """A text over several columns; a long one goes on in rows below. Gives the row after it."""
        for part in self._parts(first, last, text, WRAPPED[style]):
            self.merged(row, first, last, part, style)
            row += 1
        return row

    def _parts(self, first: int, last: int, text: str, size: float) -> list[str]:
        """A text in parts, none higher than a row may be, cut between words."""
        parts = [""]
        for word in (
            re.split(r"(?<=[ \n])", text) if size and self._needed([(first, last, text, size)]) > HIGHEST else [text]
        ):
            if parts[-1] and self._needed([(first, last, parts[-1] + word, size)]) > HIGHEST:
                parts[-1] = parts[-1].rstrip()
                parts.append("")
            parts[-1] += word
        return parts

    def row(self, row: int, texts: tuple[str, ...], style: str = "header", *, column: int = 0) -> None:
        """Texts side by side."""
        for place, text in enumerate(texts):
            self.text(row, column + place, text, style)

    def band(self, row: int, title: str, last: int) -> None:
        """A heading across a table, from its first column to its last."""
        for column in range(last + 1):
            self.text(row, column, "" if column else title, "band")

    def outside(self, row: int, *columns: int) -> None:
        """Cells in which nothing is to stand."""
        for column in columns:
            self.text(row, column, "", "outside")

    def merged(self, row: int, first: int, last: int, text: str, style: str) -> None:
        """A text over several columns."""
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", self.styles.get(style))
        self.sheet.store_text(row, first, text, self.styles.get(style))
        if style in WRAPPED and text:
            self._wrapped.setdefault(row, []).append((first, last, text, WRAPPED[style]))

    def title(self, title: str, note: str) -> None:
        """The two lines at the top."""
        self.text(0, 0, title, "title")
        self.text(1, 0, note, "subtitle")
        self.height(0, 26)

    def widths(self, *widths: float, first: int = 0) -> None:
        """The widths of columns, in characters."""
        for place, width in enumerate(widths, start=first):
            self._widths[place] = width
            self.sheet.set_column(place, place, width)

    def folded(self, first: int, last: int, width: float) -> None:
        """Columns that are there for who wants to trace a number, closed at first."""
        for column in range(first, last + 1):
            self._widths[column] = width
            self._folded.add(column)
        self.sheet.set_column(first, last, width, None, {"level": 1, "hidden": True})
        self.sheet.set_column(last + 1, last + 1, self._widths.get(last + 1, 10), None, {"collapsed": True})

    def height(self, row: int, height: float) -> None:
        self._heights[row] = height

    def outline(self, row: int) -> None:
        """A line that can be folded away below its heading."""
        self._outlines[row] = 1

    def settle(self) -> None:
        """Give every row the height that its wrapped texts need: not every program does so when it opens a file."""
        if self._printed and self._stretched is not None:
            self._stretch(self._stretched)
        heights = {row: self._needed(texts) for row, texts in self._wrapped.items()} | self._heights
        if self._printed:
            self._fit(heights)
        for row in sorted(heights.keys() | self._outlines.keys()):
            options = {"level": 1} if row in self._outlines else {}
            self.sheet.set_row(row, heights.get(row), None, options)

    def _needed(self, texts: list[Wrapped]) -> float:
        return max(
            _lines(text, sum(self._widths.get(c, 8.4) for c in range(first, last + 1)) * LETTERS_PER_UNIT / size)
            * size * 1.22 + 4
            for first, last, text, size in texts
        )  # fmt: skip

    def cell(self, row: int, column: int) -> str:
        """The address of a cell for a formula on another sheet."""
        return f"'{self.name}'!{a1(row, column)}"

    def span(self, first: tuple[int, int], last: tuple[int, int]) -> str:
        """The address of a range for a formula anywhere."""
        return f"'{self.name}'!${LETTERS[first[1]]}${first[0] + 1}:${LETTERS[last[1]]}${last[0] + 1}"

    def link(self, row: int, column: int, target: Page, text: str, style: str = "link") -> None:
        """A text that leads to another sheet."""
        self.sheet.write_url(row, column, f"internal:'{target.name}'!A1", self.styles.get(style), text)

    def frozen(self, rows: int, columns: int = 0, *, repeat: tuple[int, int] | None = None) -> None:
        """Rows and columns that stay in sight; ``repeat`` are the rows that head every printed page."""
        self.sheet.freeze_panes(rows, columns)
        first, last = repeat if repeat is not None else (0, rows - 1)
        self.sheet.repeat_rows(first, last)
        self._heads = (first, last)
        if columns:
            self.sheet.repeat_columns(0, columns - 1)
            self._repeated = columns

    def landscape(self, *, last: int | None = None, stretch: int | None = None) -> None:
        """A4 on its side with the page number below, as wide as one sheet where that can be read.

        What stands behind the column ``last`` is for the screen; ``stretch`` takes what is left of the sheet.
        """
        self._printed, self._last_printed, self._stretched = True, last, stretch
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.set_footer("&L&8&A&R&8&P / &N")
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)

    def together(self, row: int) -> None:
        """The rows from here to the next such row are printed on one sheet."""
        self._blocks.append(row)

    def strips(self, repeated: int, cut: tuple[int, ...], last: int) -> None:
        """A matrix printed as strips side by side: ``cut`` are their first columns; the first columns repeat."""
        self.landscape()
        self._printed = False
        self.sheet.set_print_scale(scale(self._pixels(last), repeated, cut))
        if cut:
            self.sheet.set_v_pagebreaks(list(cut))
            self.sheet.print_across()

    def _stretch(self, column: int) -> None:
        """A wider column of long texts makes lower rows, and so fewer sheets."""
        last = max(self._widths, default=0) if self._last_printed is None else self._last_printed
        spare = int((PRINTED_PIXELS / LEAST_SCALE - sum(self._pixels(last))) / 7)
        if spare > 0:
            self.widths(self._widths[column] + spare, first=column)

    def _fit(self, heights: Mapping[int, float]) -> None:
        """Print columns that would be too small to read on one sheet as strips, the first columns on each."""
        last = max(self._widths, default=0) if self._last_printed is None else self._last_printed
        if self._last_printed is not None:
            self.sheet.print_area(0, 0, max(self.sheet.dim_rowmax or 0, 0), last)
        columns = self._pixels(last)
        found = breaks(columns, self._repeated)
        if found or self._blocks:
            self.strips(self._repeated, found, last)
        if self._blocks:
            self._keep(heights, scale(columns, self._repeated, found) / 100)

    def _keep(self, heights: Mapping[int, float], scaled: float) -> None:
        """End printed sheets between blocks of rows: where a page is fitted, programs pass over such ends."""
        every = [heights.get(row, HEIGHT) for row in range((self.sheet.dim_rowmax or 0) + 1)]
        first, last = self._heads or (0, -1)
        ends = page_ends(every, self._blocks, room=PRINTED_POINTS / scaled, repeated=sum(every[first : last + 1]))
        if ends:
            self.sheet.set_h_pagebreaks(list(ends))

    def _pixels(self, last: int) -> list[float]:
        """The widths of the columns, of those that are folded away none."""
        return [0 if c in self._folded else pixels(self._widths.get(c, 8.4)) for c in range(last + 1)]


@dataclass
class Book:
    """The workbook being written. ``made`` is the day that its properties state: the same in every run."""

    path: Path
    title: str
    made: dt.datetime

    def __post_init__(self) -> None:
        letters = {"font_name": FONT, "font_size": 10}
        # its parts wait as files beside it: in memory they were a tenth of all that a run needs
        options = {"tmpdir": str(self.path.parent), "default_format_properties": letters}
        self.workbook = Workbook(str(self.path), options)
        self.workbook.set_properties({"title": self.title, "created": self.made})
        self.workbook.set_calc_mode("auto")
        self.styles = Styles(self.workbook)
        self._names: set[str] = set()
        self._pages: list[Page] = []

    def add(self, title: str, *, tab: str = "", charted: bool = False) -> Page:
        """A sheet after those that there are; its name is made fit for Excel and different from all others."""
        name = self._free_name(title)
        sheet = self.workbook.add_worksheet(name, worksheet_class=FastWorksheet)
        sheet.charted = charted
        if tab:
            sheet.set_tab_color(tab)
        sheet.ignore_errors(dict.fromkeys(("formula_differs", "formula_range", "number_stored_as_text"), EVERYWHERE))
        self._pages.append(Page(name, sheet, self.styles))
        return self._pages[-1]

    def close(self) -> None:
        """Settle all sheets, and write the file."""
        for page in self._pages:
            page.settle()
        self.workbook.close()

    def _free_name(self, title: str) -> str:
        wanted = "".join(" " if c in FORBIDDEN else c for c in title).strip() or "—"
        name, n = _cut(wanted, SHEET_NAME), 1
        while name.casefold() in self._names:
            n += 1
            name = f"{_cut(wanted, SHEET_NAME - len(str(n)) - 1)} {n}"
        self._names.add(name.casefold())
        return name


def a1(row: int, column: int) -> str:
    """The address of a cell within its sheet."""
    return f"{LETTERS[column]}{row + 1}"


def _lines(text: str, letters: float) -> int:
    """How many lines a text takes where so many letters fit on one; words are kept whole where a line holds them."""
    lines = 0
    for paragraph in text.split("\n"):
        free = 0.0
        for word in paragraph.split(" "):
            if len(word) + 1 > free:
                lines, free = lines + 1, letters
            while len(word) > letters > 1:
                word, lines = word[int(letters) :], lines + 1
            free -= len(word) + 1
    return lines


def _cut(text: str, units: int) -> str:
    """At most so many UTF-16 units."""
    while len(text.encode("utf-16-le")) // 2 > units:
        text = text[:-1]
    return text.rstrip()
