"""The process in which openpyxl opens a collected file and marks it: it may hang or eat memory, so it can be killed.

Started by its path; imports of kokoq only what stands beside it and ``serving``, and words nothing. A request is one
byte, the length of the order (JSON), the order, and the file; without a file the sheets of the order are written anew.
The answer is JSON: the marked workbook in base64, the order of its sheets and its system of dates.
"""

from __future__ import annotations

import base64
import io
import json
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from kokoq.child.serving import LENGTH, serving
from kokoq.collect.annotate.cells import put
from kokoq.collect.annotate.list_sheet import add_list
from kokoq.collect.annotate.marks import cells_of, comment_size, mark, without_old_marks
from kokoq.collect.annotate.written import written
from kokoq.collect.form.book_time import FIXED_TIME

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MEMORY = 640 << 20  # of addresses, a fifth of which is the program itself

_EXTERNAL = re.compile(r"\[\d+\]")
_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_CORE = "docProps/core.xml"
_PICTURES = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"))

Order = dict[str, Any]


def main() -> None:
    """Answer requests until there are no more."""
    requests, send = serving(memory=MEMORY)
    warnings.simplefilter("ignore")  # of what openpyxl does not keep; the parent knows it
    for request in requests:
        send(json.dumps(_attempt(request[1:])).encode("ascii"))


def _attempt(request: bytes) -> Order:
    try:
        size = LENGTH.unpack_from(request)[0]
        body = request[LENGTH.size :]
        return annotate(json.loads(body[:size]), body[size:])
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # noqa: BLE001 - whatever openpyxl stumbles over, the parent writes a plain copy
        return {"error": "fault", "words": f"{type(fault).__name__}: {fault}"[:200]}


def annotate(order: Order, content: bytes) -> Order:
    """The marked workbook: of ``content`` if there is any, else of the order's sheets."""
    book = _opened(content, order["values"]) if content else written(order["sheets"])
    without_old_marks(book, order["heads"])
    fills = mark(book, order["marks"], order["author"])
    add_list(book, order["list"], fills)
    _show_first(book)
    return {
        "file": base64.b64encode(_saved(book)).decode("ascii"),
        "sheets": [sheet.title for sheet in book.worksheets],
        "epoch1904": book.epoch.year == 1904,
    }


# --- the file as it came ---


def _opened(content: bytes, values: dict[str, dict[str, list[Any]]]) -> Workbook:
    """The workbook with its formulas, pictures and drop-downs; without macros and links to other files."""
    import openpyxl

    _teach_openpyxl()
    book = openpyxl.load_workbook(io.BytesIO(content), keep_vba=False, keep_links=False, rich_text=True)
    book.template = False
    _fix_times(book, content)
    _drop_foreign_names(book)
    for sheet in book.worksheets:
        _drop_foreign_names(sheet)
        _settle(sheet, values.get(sheet.title, {}))
    return book


def _teach_openpyxl() -> None:
    """Let it keep what it would lose: pictures without Pillow, serials of dates as they are, newer drop-downs."""
    import openpyxl.drawing.spreadsheet_drawing
    import openpyxl.reader.drawings
    from openpyxl.worksheet import _reader

    drawings: Any = openpyxl.reader.drawings
    drawn: Any = openpyxl.drawing.spreadsheet_drawing
    reader: Any = _reader
    drawings.PILImage, drawings.Image, drawn.Image = True, Picture, Picture
    reader.from_excel = lambda value, *_, **__: value
    reader.WorksheetReader.bind_hyperlinks = _whole_links
    reader.WorkSheetParser.parse_extensions = _newer_validations


def _newer_validations(parser: Any, extensions: Any) -> None:
    """Drop-downs over other sheets, which Excel saves in a manner of its own."""
    from openpyxl.worksheet.datavalidation import DataValidation, DataValidationList

    for node in extensions.iter(f"{_X14}dataValidation"):
        formulas = [node.findtext(f"{_X14}formula{n}/{_XM}f") for n in (1, 2)]
        plain = {k: v for k, v in node.attrib.items() if not k.startswith("{")}
        ranges = node.findtext(f"{_XM}sqref")
        if ranges and formulas[0]:
            if getattr(parser, "data_validations", None) is None:
                parser.data_validations = DataValidationList()
            parser.data_validations.append(
                DataValidation(formula1=formulas[0], formula2=formulas[1], sqref=ranges, **plain)
            )


def _whole_links(reader: Any) -> None:
    """A link over a range stays with its first cell; openpyxl would make a cell, and a link, of all of them."""
    for link in reader.parser.hyperlinks.hyperlink:
        if link.id:
            link.target = reader.ws._rels.get(link.id).Target
        cell = reader.ws[link.ref.partition(":")[0]]
        if not hasattr(cell, "_hyperlink"):
            cell = reader.normalize_merged_cell_link(cell.coordinate)
        cell._hyperlink = link


class Picture:
    """A picture carried from one file into another as it is."""

    _id = 1
    anchor: object = "A1"
    width = height = 100

    def __init__(self, source: io.BytesIO) -> None:
        self.content = source.getvalue()
        self.format = next((name for mark, name in _PICTURES if self.content.startswith(mark)), "wmf")

    def _data(self) -> bytes:
        return self.content

    @property
    def path(self) -> str:
        return f"/xl/media/image{self._id}.{self.format}"


def _fix_times(book: Workbook, content: bytes) -> None:
    """openpyxl puts the present moment where a file has no time of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        core = archive.read(_CORE) if _CORE in archive.namelist() else b""
    if b"created" not in core:
        book.properties.created = FIXED_TIME
    if b"modified" not in core:
        book.properties.modified = FIXED_TIME


def _drop_foreign_names(owner: Any) -> None:
    """Names that stand for cells of other files, which go with the links to them."""
    for name in [name for name, found in owner.defined_names.items() if _EXTERNAL.search(found.attr_text or "")]:
        del owner.defined_names[name]


def _settle(sheet: Worksheet, values: dict[str, list[Any]]) -> None:
    """Formulas over other files become their values; comments get the size that their text needs.

    A serial of a date, which was kept as it is, is a number: openpyxl would save it as a moment of the calendar.
    """
    for cell in cells_of(sheet):
        if cell.data_type == "d" and isinstance(cell.value, int | float):
            cell.data_type = "n"
        if cell.data_type == "f" and _EXTERNAL.search(_formula(cell)):
            put(cell, *values.get(cell.coordinate, ["text", ""]))
        if cell.comment is not None:
            cell.comment.width, cell.comment.height = comment_size(cell.comment.text)


def _formula(cell: Any) -> str:
    return str(getattr(cell.value, "text", cell.value) or "")


# --- the copy ---


def _show_first(book: Workbook) -> None:
    """The list is what opens; no other sheet stays selected, or typing would go into both."""
    book.active = 0
    for view in book.views:
        view.firstSheet = 0
    for number, sheet in enumerate(book.worksheets):
        for view in sheet.views.sheetView:
            view.tabSelected = number == 0


def _saved(book: Workbook) -> bytes:
    from openpyxl.writer.excel import ExcelWriter

    target = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)).save()
    return target.getvalue()


if __name__ == "__main__":
    main()
