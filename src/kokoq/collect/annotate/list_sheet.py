"""The first sheet of a marked copy: what to correct, each cell a link. Runs in the child process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kokoq.collect.annotate.cells import put_text
from kokoq.collect.annotate.marks import FILLS, LIST_TOP, Fills
from kokoq.collect.form.anchors import LIST_MARK

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_INK, _LINE, _GREY, _LINK = "FF1F3A5F", "FF9AA7B8", "FF44546A", "FF0B57D0"
_WIDTHS = (3, 5, 32, 10, 17, 62, 50)

Order = dict[str, Any]


def add_list(book: Workbook, order: Order, fills: Fills) -> None:
    """The first sheet: what to correct, each cell a link."""
    from openpyxl.styles import Alignment

    sheet = book.create_sheet(_free_name(book, order["title"]), 0)
    sheet.sheet_view.showGridLines = False
    for letter, width in zip("ABCDEFG", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["A"].hidden = True
    put_text(sheet["A1"], LIST_MARK)
    put_text(sheet["B1"], order["heading"])
    sheet["B1"].font = _font(sheet["B1"], bold=True, size=14, color=_INK)
    sheet.row_dimensions[1].height = 24
    put_text(sheet["B2"], order["whose"])
    sheet["B2"].font = _font(sheet["B2"], color=_GREY)
    sheet.merge_cells("B3:G3")
    put_text(sheet["B3"], order["advice"])
    sheet["B3"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[3].height = 15.5 * (1 + len(order["advice"]) // 150) + 3
    for column, word in enumerate(order["columns"], 2):
        _header(sheet.cell(LIST_TOP, column), word)
    for row, item in enumerate(order["items"], LIST_TOP + 1):
        _list_row(book, sheet, row, item, fills)
    _page_setup(sheet)


def _list_row(book: Workbook, sheet: Worksheet, row: int, item: Order, fills: Fills) -> None:
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    put_text(sheet.cell(row, 1), fills.get((item["sheet"], item["ref"]), ""))
    texts = (str(row - LIST_TOP), item["where"], item["ref"], item["weight"], item["what"], item["todo"])
    for column, text in enumerate(texts, 2):
        cell = sheet.cell(row, column)
        if column == 2:
            cell.value = row - LIST_TOP
        else:
            put_text(cell, text)
        cell.border = _grid()
        across = "center" if column in (2, 4, 5) else None
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=across or "left", indent=not across)
    sheet.cell(row, 5).fill = PatternFill("solid", fgColor=FILLS[item["severity"]])
    lines = max(-(-len(item["what"]) // 56), -(-len(item["todo"]) // 45), -(-len(item["where"]) // 28), 1)
    sheet.row_dimensions[row].height = 15 * lines + 3
    if item["sheet"] in book.sheetnames and item["ref"] and book[item["sheet"]].sheet_state == "visible":
        cell, name = sheet.cell(row, 4), item["sheet"].replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!{item['ref']}", display=item["ref"])
        cell.font = _font(cell, color=_LINK, underline="single")


def _header(cell: Any, word: str) -> None:
    from openpyxl.styles import Alignment, PatternFill

    put_text(cell, word)
    cell.font = _font(cell, bold=True, color="FFFFFFFF")
    cell.fill = PatternFill("solid", fgColor=_INK)
    cell.border = _grid()
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")


def _font(cell: Any, *, size: float | None = None, **style: Any) -> Any:
    """The workbook's own font in another manner."""
    from openpyxl.styles import Font

    return Font(name=cell.font.name, size=size or cell.font.size, **style)


def _grid() -> Any:
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color=_LINE)
    return Border(left=side, right=side, top=side, bottom=side)


def _page_setup(sheet: Worksheet) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = f"A{LIST_TOP + 1}"
    sheet.print_title_rows = f"{LIST_TOP}:{LIST_TOP}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.75
    footer: Any = sheet.oddFooter
    footer.right.text = "&P / &N"


def _free_name(book: Workbook, title: str) -> str:
    taken = {name.casefold() for name in book.sheetnames}
    names = [title, *(f"{title[:27]} {n}" for n in range(2, 1000))]
    return next(name for name in names if name.casefold() not in taken)
