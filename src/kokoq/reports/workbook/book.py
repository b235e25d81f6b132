"""A workbook and its pages: the writer that the sheets share, and its print set-up.

A text is always written as a text, so that nothing that a school typed becomes a formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from kokoq.reports.workbook.styles import Styles
from kokoq.reports.workbook.worksheet import LETTERS, FastWorksheet, Value

if TYPE_CHECKING:
    import datetime as dt

SHEET_NAME = 31
FORBIDDEN = "[]:*?/\\'"
FITTING = 48  # so many columns of a matrix are still legible on one sheet of A4


@dataclass
class Page:
    """One sheet. Rows and columns count from 0, as in the library; ``cell`` gives the address that a formula needs."""

    name: str
    sheet: FastWorksheet
    styles: Styles

    def text(self, row: int, column: int, text: str, style: str = "text") -> None:
        """A text, whatever it begins with; an empty one leaves the cell formatted."""
        self.sheet.store_text(row, column, text, self.styles.get(style))

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

    def row(self, row: int, texts: tuple[str, ...], style: str = "header", *, column: int = 0) -> None:
        """Texts side by side."""
        for place, text in enumerate(texts):
            self.text(row, column + place, text, style)

    def merged(self, row: int, first: int, last: int, text: str, style: str) -> None:
        """A text over several columns."""
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", self.styles.get(style))
        self.text(row, first, text, style)

    def widths(self, *widths: float, first: int = 0) -> None:
        """The widths of columns, in characters."""
        for place, width in enumerate(widths):
            self.sheet.set_column(first + place, first + place, width)

    def height(self, row: int, height: float) -> None:
        self.sheet.set_row(row, height)

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
        if columns:
            self.sheet.repeat_columns(0, columns - 1)

    def landscape(self, *, columns: int = 0) -> None:
        """A4 on its side, as wide as one sheet where that stays legible, with the page number below."""
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.set_footer("&L&8&A&R&8&P / &N")
        if columns <= FITTING:
            self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)


@dataclass
class Book:
    """The workbook being written. ``made`` is the day that its properties state: the same in every run."""

    path: Path
    title: str
    made: dt.datetime

    def __post_init__(self) -> None:
        self.workbook = Workbook(str(self.path), {"in_memory": True})
        self.workbook.set_properties({"title": self.title, "created": self.made})
        self.workbook.set_calc_mode("auto")
        self.styles = Styles(self.workbook)
        self._names: set[str] = set()

    def add(self, title: str, *, tab: str = "", charted: bool = False) -> Page:
        """A sheet after those that there are; its name is made fit for Excel and different from all others."""
        name = self._free_name(title)
        sheet = self.workbook.add_worksheet(name, worksheet_class=FastWorksheet)
        sheet.charted = charted
        if tab:
            sheet.set_tab_color(tab)
        return Page(name, sheet, self.styles)

    def close(self) -> None:
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


def _cut(text: str, units: int) -> str:
    """At most so many UTF-16 units."""
    while len(text.encode("utf-16-le")) // 2 > units:
        text = text[:-1]
    return text.rstrip()
