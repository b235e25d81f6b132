"""The full reader of xlsx sheets: any valid XML, in any encoding, with prefixes, comments, rich text."""

from __future__ import annotations

from kokoq.collect.read.book import RawCell
from kokoq.collect.read.cells import COLUMNS, Context, SheetParts, checked_place
from kokoq.collect.read.limits import MAX_CELLS, MAX_COLUMN, too_large
from kokoq.collect.read.markup import Attributes, Pieces, parse
from kokoq.collect.read.runs import Runs

_YES = ("1", "true")


def read_full(content: bytes, context: Context, *, part: str, room: int) -> SheetParts:
    """The cells of a sheet, at most ``room``."""
    reader = _SheetReader(context, room)
    parse(content, part=part, start=reader.start, end=reader.end, text=reader.text)
    return SheetParts(reader.cells, reader.merges, iter(reader.hidden_rows), reader.hidden_columns)


class _SheetReader:
    """Follows the elements of a sheet; keeps no more of it than the cell at hand."""

    def __init__(self, context: Context, room: int) -> None:
        self.cells: list[RawCell] = []
        self.merges: list[str] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._context = context
        self._room = room
        self._row = 0
        self._column = 0
        self._unplaced = False  # whether nobody understands the address that the cell at hand names
        self._attributes: Attributes = {}
        self._formula = False
        self._pieces: Pieces | None = None
        self._listening = False
        self._phonetic = False
        self._runs = Runs()
        self._in_data = False

    def start(self, name: str, attributes: Attributes) -> None:
        if self._in_data:
            self._start_inside(name, attributes)
        elif name == "sheetData":
            self._in_data = True
        elif name == "mergeCell":
            self.merges.append(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in _YES:
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal():
                self.hidden_columns.append((int(first[:8]), min(int(last[:8]), MAX_COLUMN)))

    def _start_inside(self, name: str, attributes: Attributes) -> None:
        self._runs.start(name, attributes)
        match name:
            case "c":
                self._row, self._column = self._place(attributes.get("r", ""))
                self._attributes, self._formula, self._pieces = attributes, False, None
            case "v" | "t":
                self._listening = not self._phonetic
                self._pieces = Pieces() if self._pieces is None else self._pieces
            case "f":
                self._formula = True
            case "row":
                self._start_row(attributes)
            case "rPh":
                self._phonetic = True

    def _start_row(self, attributes: Attributes) -> None:
        declared = attributes.get("r", "").strip()
        self._row = int(declared) if declared.isdecimal() and len(declared) < 12 else self._row + 1
        self._column = 0
        checked_place(self._row, 1)
        if attributes.get("hidden") in _YES:
            self.hidden_rows.append(self._row)

    def _place(self, ref: str) -> tuple[int, int]:
        """The place that a cell names, or the next one of its row."""
        letters, self._unplaced = ref.rstrip("0123456789"), False
        digits = ref[len(letters) :]
        if not (letters.isascii() and letters.isalpha() and digits and len(ref) < 16):
            self._unplaced = bool(ref)
            return checked_place(max(self._row, 1), self._column + 1)
        return checked_place(int(digits), COLUMNS[letters.encode()])

    def end(self, name: str) -> None:
        if not self._in_data:
            return
        match name:
            case "c":
                self._finish_cell()
            case "v" | "t":
                self._listening = False
            case "rPh":
                self._phonetic = False
            case "sheetData":
                self._in_data = False

    def _finish_cell(self) -> None:
        cell = self._context.cell(
            (self._row, self._column),
            self._attributes.get("t", ""),
            None if self._pieces is None else self._pieces.text,
            self._context.style(self._attributes.get("s", "0")),
            formula=self._formula,
        )
        if cell is not None:
            self.cells.append(cell)
            if self._unplaced:
                self._context.losses.add("place_unknown", cell.row, cell.column)
            if len(self.cells) > self._room:
                raise too_large("cells", MAX_CELLS + len(self.cells) - self._room, MAX_CELLS)

    def text(self, text: str) -> None:
        if self._listening and self._pieces is not None:
            self._pieces.add(self._runs.marked(text))
