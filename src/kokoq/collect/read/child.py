"""The process in which others' readers run, because they may hang, eat all memory or abort: started by its path.

Imports nothing of kokoq but ``serving``, so that it starts quickly. An answer is JSON, so a broken reader can harm
nobody but itself.
"""

from __future__ import annotations

import io
import json
import struct
from typing import TYPE_CHECKING

from kokoq.child.serving import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlrd.book import Book
    from xlrd.formatting import Font, XFBackground
    from xlrd.sheet import Cell, Sheet

MEMORY = 512 << 20
MAX_CELLS = 1_000_000
MAX_TEXT = 32_767
STATES = ("visible", "hidden", "veryHidden")
GENERAL = "General"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NAMED = {"_VBA_PROJECT": "macros", "MBD": "objects", "LNK": "objects", "Ctls": "controls"}
"""How the names of storages and streams begin → what they hold, by its name under ``read`` in ``lang``."""
END, SHEET, SUPPORTING, CONNECTION = 0x0A, 0x85, 0x1AE, 0x876
OWN = (b"\x01\x04", b"\x01\x3a")  # the workbook itself, functions of add-ins
SHEETS = {1: "macro_sheets", 6: "macros"}
STRUCK, UNSEEN, WHITE = "\u0336", "\u2060", (255, 255, 255)
MOVED = {1: str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"), 2: str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")}
"""What ``runs`` makes of letters that are struck through, and of raised and lowered digits."""
KINDS = ("text", "number", "date", "bool", "error")

Answer = dict[str, object]


def main() -> None:
    """Answer requests until there are no more."""
    requests, send = serving(memory=MEMORY)
    for request in requests:
        send(json.dumps(_answer(request[:1], request[1:])).encode("ascii"))


def _answer(family: bytes, content: bytes) -> Answer:
    if family == b"x":
        carries = _attempt(_carried_by_xls, content).get("carries", [])
        return {**_answer_xls(content), "carries": carries}
    return _attempt(_read_calamine, content)


def _answer_xls(content: bytes) -> Answer:
    first = _attempt(_read_xls, content)
    if "error" not in first or first["error"] in ("password", "cells"):
        return first
    second = _attempt(_read_calamine, content)
    return first if "error" in second else second


def _attempt(read: Callable[[bytes], Answer], content: bytes) -> Answer:
    try:
        return read(content)
    except Exceeded:
        return {"error": "cells"}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # noqa: BLE001 - a panic of a library is not an Exception; it ends here, with an answer
        words = _whole(f"{type(fault).__name__}: {fault}"[:200])
        if "password" in words.lower() or "encrypted" in words.lower():
            return {"error": "password"}
        broken = isinstance(fault, MemoryError) or not isinstance(fault, Exception)
        return {"error": "panic" if broken else "fault", "words": words}


class Exceeded(Exception):  # noqa: N818 - a decision, not an error of the program
    """More cells than are read of one file."""


class _Cells:
    """The filled cells of one sheet side by side: an object for each would cost whoever reads the answer its memory."""

    def __init__(self, room: int, codes: dict[str, int]) -> None:
        self._room = room
        self._codes = codes
        self.rows: list[list[int]] = []  # each with the number of its cells
        self.columns: list[int] = []
        self.kinds: list[int] = []
        self.values: list[object] = []
        self.formats: list[int] = []

    def add(self, row: int, column: int, kind: str, value: object, code: str) -> None:
        if not self.rows or self.rows[-1][0] != row:
            self.rows.append([row, 0])
        self.rows[-1][1] += 1
        self.columns.append(column)
        self.kinds.append(KINDS.index(kind))
        self.values.append(value)
        self.formats.append(self._codes.setdefault(code, len(self._codes)))
        if len(self.columns) > self._room:
            raise Exceeded

    @property
    def listed(self) -> Answer:
        return {name: getattr(self, name) for name in ("rows", "columns", "kinds", "values", "formats")}


def _carried_by_xls(content: bytes) -> Answer:
    """What an xls holds beside its cells, by the names in its container and the records at the top of its stream."""
    found, stream = set[str](), content
    if content.startswith(OLE):
        from xlrd.compdoc import CompDoc

        with io.StringIO() as log:
            container = CompDoc(content, logfile=log)
            names = [node.name for node in container.dirlist]
            stream = container.get_named_stream("Workbook") or container.get_named_stream("Book") or b""
        found |= {what for name in names for mark, what in NAMED.items() if name.startswith(mark)}
    at = 0
    while at + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, at)
        data, at = stream[at + 4 : at + 4 + length], at + 4 + length
        if code == END:
            break
        if code == SHEET and len(data) > 5:
            found |= {SHEETS[data[5]]} if data[5] in SHEETS else set()
        elif code == SUPPORTING and data[2:4] not in OWN:
            found.add("dde" if "\3" in _supporting(data) else "links")
        elif code == CONNECTION:
            found.add("connections")
    return {"carries": sorted(found)}


def _supporting(data: bytes) -> str:
    """Where a link leads: of one to another program, the sign 3 stands between the program and the document."""
    return data[5:].decode("utf-16-le" if data[4:5] == b"\1" else "latin-1", "replace")


def _read_xls(content: bytes) -> Answer:
    import xlrd

    with io.StringIO() as log:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=log)
    shift = 1462 if book.datemode else 0
    sheets: list[Answer] = []
    room, codes = MAX_CELLS, dict[str, int]()
    for sheet in book.sheets():
        cells = _Cells(room, codes)
        _add_xls(cells, book, sheet, shift)
        room -= len(cells.columns)
        sheets.append(
            {
                "name": sheet.name,
                "state": STATES[sheet.visibility] if sheet.visibility in (0, 1, 2) else STATES[0],
                "cells": cells.listed,
                "merges": [[top + 1, left + 1, bottom, right] for top, bottom, left, right in sheet.merged_cells],
                "hidden_rows": [row + 1 for row, found in sheet.rowinfo_map.items() if found.hidden],
                "hidden_columns": [[c + 1, c + 1] for c, found in sheet.colinfo_map.items() if found.hidden],
            }
        )
    return {"reader": f"xlrd {xlrd.__version__}", "sheets": sheets, "codes": list(codes)}


def _add_xls(cells: _Cells, book: Book, sheet: Sheet, shift: int) -> None:
    """Put down each filled cell; what its style says of numbers is looked up once for all that bear it."""
    import xlrd

    formats: dict[int | None, str] = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row), start=1):
            value: object
            match cell.ctype:
                case xlrd.XL_CELL_TEXT if cell.value:
                    runs = sheet.rich_text_runlist_map.get((row, column - 1), ())
                    kind, value = "text", _marked(_whole(cell.value), runs, book)
                case xlrd.XL_CELL_NUMBER:
                    kind, value = "number", cell.value
                case xlrd.XL_CELL_DATE:
                    kind, value = "date", cell.value + shift
                case xlrd.XL_CELL_BOOLEAN:
                    kind, value = "bool", bool(cell.value)
                case xlrd.XL_CELL_ERROR:
                    kind, value = "error", xlrd.error_text_from_code.get(cell.value, "#ERR!")
                case _:
                    continue
            if cell.xf_index not in formats:
                formats[cell.xf_index] = _format(book, cell)
            cells.add(row + 1, column, kind, value, formats[cell.xf_index])


def _format(book: Book, cell: Cell) -> str:
    if cell.xf_index is None or not 0 <= cell.xf_index < len(book.xf_list):
        return GENERAL
    style = book.xf_list[cell.xf_index]
    found = book.format_map.get(style.format_key)
    code = _whole(found.format_str)[:255] if found is not None else GENERAL
    if not 0 <= style.font_index < len(book.font_list):
        return code
    font = book.font_list[style.font_index]
    return f"{STRUCK if font.struck_out else UNSEEN if _is_unseen(book, font, style.background) else ''}{code}"


def _is_unseen(book: Book, font: Font, ground: XFBackground) -> bool:
    """Whether letters have the colour of what is behind them."""
    letters = book.colour_map.get(font.colour_index)
    if ground.fill_pattern > 1 or letters is None:
        return False
    return bool(letters == (book.colour_map.get(ground.pattern_colour_index) if ground.fill_pattern else WHITE))


def _marked(text: str, runs: Sequence[tuple[int, int]], book: Book) -> str:
    """A text with its letters marked that are struck through, and digits that stand higher or lower."""
    fonts = [(at, book.font_list[font]) for at, font in runs if 0 <= font < len(book.font_list)]
    if not any(font.struck_out or font.escapement for _, font in fonts):
        return text
    pieces = [text[: fonts[0][0]]]
    for (at, font), end in zip(fonts, (*(at for at, _ in fonts[1:]), len(text)), strict=True):
        piece = text[at:end]
        if text[:at][-1:].isdigit():
            piece = piece.translate(MOVED.get(font.escapement, {}))
        pieces.append("".join(f"{c}{STRUCK}" if not c.isspace() else c for c in piece) if font.struck_out else piece)
    return "".join(pieces)


def _read_calamine(content: bytes) -> Answer:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_object(io.BytesIO(content))
    states = dict(zip(("Visible", "Hidden", "VeryHidden"), STATES, strict=True))
    sheets: list[Answer] = []
    room, codes = MAX_CELLS, dict[str, int]()
    for meta in book.sheets_metadata:
        if "WorkSheet" not in str(meta.typ):
            continue
        sheet = book.get_sheet_by_name(meta.name)
        top, left = sheet.start or (0, 0)
        cells = _Cells(room, codes)
        for row, values in enumerate(sheet.to_python(skip_empty_area=True), start=top + 1):
            for column, value in enumerate(values, start=left + 1):
                if value != "":
                    cells.add(row, column, *_calamine_value(value))
        room -= len(cells.columns)
        merges = [
            [top + 1, left + 1, bottom + 1, right + 1]
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ]
        state = states.get(str(meta.visible).rpartition(".")[2], STATES[0])
        sheets.append({"name": meta.name, "state": state, "cells": cells.listed, "merges": merges})
    return {"reader": "python-calamine", "sheets": sheets, "codes": list(codes), "poor": True}


def _calamine_value(value: object) -> tuple[str, object, str]:
    """Kind, value and number format, of which this reader tells only that of dates."""
    import datetime as dt

    epoch, day = dt.datetime(1899, 12, 30), dt.timedelta(days=1)  # noqa: DTZ001 - cells know nothing of time zones
    match value:
        case bool():
            return "bool", value, GENERAL
        case int() | float():
            return "number", float(value), GENERAL
        case dt.datetime():
            return "date", (value - epoch) / day, "yyyy-mm-dd h:mm"
        case dt.date():
            return "date", float((dt.datetime.combine(value, dt.time()) - epoch).days), "yyyy-mm-dd"
        case dt.time():
            return "date", dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / day, "h:mm:ss"
        case dt.timedelta():
            return "date", value / day, "[h]:mm:ss"
        case _:
            return "text", _whole(str(value)), GENERAL


def _whole(text: str) -> str:
    """The text without halves of characters, which could not be written anywhere."""
    return text[:MAX_TEXT].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


if __name__ == "__main__":
    main()
