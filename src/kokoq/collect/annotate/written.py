"""A workbook written anew from what another reader than openpyxl found. Runs in the child process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kokoq.collect.annotate.cells import put
from kokoq.collect.form.book_time import FIXED_TIME

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_INK, _LINE, _INPUT = "FF1F3A5F", "FF9AA7B8", "FFFFFBE6"

Order = dict[str, Any]


def written(sheets: list[Order]) -> Workbook:
    """Values, merged ranges, number formats and what is hidden; a sheet of a form gets its lines back."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = book.properties.modified = FIXED_TIME
    for made in sheets:
        sheet = book.create_sheet(made["name"])
        sheet.sheet_state = made["state"]
        for row, column, kind, value, code in made["cells"]:
            cell = sheet.cell(row, column)
            cell.number_format = code
            put(cell, kind, value)
        for area in made["merges"]:
            sheet.merge_cells(area)
        _sizes(sheet, made)
        if made["grid"]:
            _draw(sheet, **made["grid"])
    return book


def _sizes(sheet: Worksheet, made: Order) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for row in made["hidden_rows"]:
        sheet.row_dimensions[row].hidden = True
    for column, width in made["widths"]:
        sheet.column_dimensions[get_column_letter(column)].width = width
    for column in made["hidden_columns"]:
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _draw(sheet: Worksheet, *, header: int, rows: list[int], columns: list[int], inputs: list[int]) -> None:
    """The lines of a form: its header, its rows, pale where an answer is expected."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side(style="thin", color=_LINE)
    lines = Border(left=side, right=side, top=side, bottom=side)
    for row in (header, *rows):
        sheet.row_dimensions[row].height = _height(sheet, row, columns)
        for column in columns:
            cell: Any = sheet.cell(row, column)
            cell.border = lines
            cell.alignment = Alignment(wrap_text=isinstance(cell.value, str), vertical="center")
            if row == header:
                cell.font = Font(name=cell.font.name, size=cell.font.size, bold=True, color="FFFFFFFF")
                cell.fill = PatternFill("solid", fgColor=_INK)
            elif column in inputs:
                cell.fill = PatternFill("solid", fgColor=_INPUT)
    sheet.freeze_panes = f"A{header + 1}"


def _height(sheet: Worksheet, row: int, columns: list[int]) -> float:
    """Of a row whose texts are wrapped, in points."""
    from openpyxl.utils import get_column_letter

    most = 1
    for column in columns:
        text = sheet.cell(row, column).value
        if isinstance(text, str):
            width = 10 * int(sheet.column_dimensions[get_column_letter(column)].width)
            most = max(most, sum(max(1, -(-len(line) * 11 // width)) for line in text.split("\n")))
    return 15.0 * min(most, 25) + 3
