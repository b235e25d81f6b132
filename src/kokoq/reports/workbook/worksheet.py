"""A worksheet of XlsxWriter without what makes it slow for tens of thousands of formulas.

The library runs some forty regular expressions over every formula (ten times the cost of storing it), keeps each cell
as a tuple (which the collector of garbage then walks), and asks of each by name what it is. Here a cell is put into
XML at once. Measured on the example campaign, 100 thousand cells: 0.5 s instead of 3.
"""

from __future__ import annotations

from itertools import product
from string import ascii_uppercase
from typing import TYPE_CHECKING

from xlsxwriter.worksheet import CellFormulaTuple, CellNumberTuple, CellStringTuple

from kokoq.collect.form.formula_sheet import FormulaSheet
from kokoq.formula.excel import LONGEST_FORMULA

if TYPE_CHECKING:
    from xlsxwriter.format import Format

Value = float | int | str | None
LONGEST = 32_767
LETTERS = tuple("".join(three) for n in (1, 2, 3) for three in product(ascii_uppercase, repeat=n))[:16_384]
"""Of every column that a sheet can have."""


class FastWorksheet(FormulaSheet):
    """Stores formulas as they are given, without their «=»; a text is stored as a text, whatever it begins with.

    ``charted`` sheets keep the library's own cells, for its charts to find their values in.
    """

    charted = False

    def store_text(self, row: int, column: int, text: str, style: Format) -> None:
        """Keep a text; an empty one leaves a formatted cell."""
        self._reach(row, column)
        if not text:
            self.table[row][column] = f"{_head(row, column, style)}/>"
            return
        index = self.str_table._get_shared_string_index(text[:LONGEST])
        self.table[row][column] = (
            CellStringTuple(index, style) if self.charted else f'{_head(row, column, style)} t="s"><v>{index}</v></c>'
        )

    def store_number(self, row: int, column: int, number: float, style: Format) -> None:
        """Keep a number."""
        self._reach(row, column)
        self.table[row][column] = (
            CellNumberTuple(number, style) if self.charted else f"{_head(row, column, style)}><v>{number!r}</v></c>"
        )

    def store_formula(self, row: int, column: int, text: str, style: Format, value: Value, *, array: bool) -> None:
        """Keep a formula and its value; ``array`` where Excel must evaluate it over whole ranges.

        Of one that is too long for Excel the value alone is kept.
        """
        if len(text) > LONGEST_FORMULA:
            if isinstance(value, int | float):
                self.store_number(row, column, value, style)
            else:
                self.store_text(row, column, value or "", style)
            return
        self._reach(row, column)
        if self.charted and not array:
            self.table[row][column] = CellFormulaTuple(text, style, value)
            return
        head, shown = _head(row, column, style), value
        if isinstance(value, str):
            head, shown = f'{head} t="str"' if value else head, _escaped(value)
        opened = f'<f t="array" ref="{LETTERS[column]}{row + 1}">' if array else "<f>"
        self.table[row][column] = f"{head}>{opened}{_escaped(text)}</f><v>{shown}</v></c>"

    def _reach(self, row: int, column: int) -> None:
        """Widen the dimensions of the sheet."""
        if self.dim_rowmin is None or not (
            self.dim_rowmin <= row <= self.dim_rowmax and self.dim_colmin <= column <= self.dim_colmax
        ):
            self._check_dimensions(row, column)

    def seal(self) -> None:
        """Pack every row: a sheet on which nothing more is stored then takes a third of the memory."""
        for row, cells in self.table.items():
            if all(isinstance(cell, str) for cell in cells.values()):
                self.table[row] = "".join(cells[column] for column in sorted(cells)).encode()

    def _write_rows(self) -> None:
        """Write the rows and forget them; as the library does, but for the optional «spans» of rows."""
        for row in sorted(self.table.keys() | self.row_info.keys()):
            cells = self.table.pop(row, None)
            if not cells:
                self._write_empty_row(row, None, self.row_info.get(row))
                continue
            self._write_row(row, None, self.row_info.get(row))
            if isinstance(cells, bytes):
                self.fh.write(cells.decode())
            else:
                self._write_cells(row, cells)
            self._xml_end_tag("row")

    def _write_cells(self, row: int, cells: dict[int, object]) -> None:
        for column in sorted(cells):
            cell = cells[column]
            if isinstance(cell, str):
                self.fh.write(cell)
            else:
                self._write_cell(row, column, cell)


def _head(row: int, column: int, style: Format) -> str:
    index = style.xf_index
    return f'<c r="{LETTERS[column]}{row + 1}" s="{style._get_xf_index() if index is None else index}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
