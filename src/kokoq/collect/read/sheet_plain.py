"""The fast reader of xlsx sheets: one regular expression over plain rows; whatever it does not know, it leaves alone.

Each match is a filled cell (a usual formula is passed over, and known by its tag), a run of nothing (row tags, cells
that merely have a style, formulas that nobody asks for), or all the rest, which means that the sheet is not plain. No
part of the expression looks past the next tag but one, so the time stays linear. Bytes become text only in a cell that
holds one of its own: most of a form are formulas in Russian, which nobody asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import repeat

from kokoq.a1 import make_ref
from kokoq.collect.read.book import Kind, RawCell
from kokoq.collect.read.cells import COLUMNS, Context, Mark, SheetParts, Style
from kokoq.collect.read.limits import MAX_CELLS, MAX_COLUMN, too_large
from kokoq.collect.read.markup import NotPlain, decoded, has_odd, plain_bytes, portions, unescape
from kokoq.collect.read.sheet import columns_in, joined

_FILLED = (
    rb'([A-Z]{1,3})([1-9][0-9]{0,6})"([^>]*+)(?<!/)>'
    rb"(?:(?:(<f>)[^<]*+</f>)?<v>((?(4)[^<]*+|[^<]++))</v>|((?:<(?!/c>)[^<]*+)*+))</c>\s*+"
)
_NOTHING = rb"<c [^>]*+(?<=/)>|</?row(?: [^>]*+)?+>|\s++"
_CELL = re.compile(rb'<c r="%b|(?:%b)++|(.+)' % (_FILLED, _NOTHING), re.DOTALL)
_FORMULA = rb"[^>]*+(?<!/)><f(?: [^>]*+|/)?+>(?:(?<=/>)|[^<]*+</f>)(?:<v>[^<]*+</v>|<v/>)?+</c>"
_MORE = r'(?: [A-Za-z0-9:]+="[^"<>]*")*+'
_INNER = re.compile(
    rf"(<f)?(?(1){_MORE}(?:/>|>[^<]*</f>))"
    rf"(?:<v{_MORE}(?:/>|>([^<]*)</v>)|<is>(?:<t{_MORE}>([^<]*)</t>|<t/>)</is>)?"
)
_ATTRIBUTES = re.compile(r'(?: [A-Za-z0-9:]+="[^"<>&]*")*')
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')
_ROW = re.compile(rb"<row( [^<>]*)>")
_DATA = re.compile(rb"<sheetData(/?)>")
_COLUMN = re.compile(rb"<col(?=[^<>]* hidden=)( [^<>]*+)>")
_MERGE = re.compile(rb'<mergeCell ref="([^"<>]*)"')
_YES = ("1", "true")
_TAIL = 1_000
_MOST_ASKED = 1_000  # columns: each of them is looked for in every cell
_HEAD = 1 << 12  # bytes from the top that tell what is asked for in a sheet
_MOST_MARKS = 70_000  # a workbook has 65,490 styles at most


def read_plain(content: bytes, context: Context, *, room: int) -> SheetParts:
    """The cells of a plain sheet, at most ``room``; raises ``NotPlain`` where the full reader must look."""
    content = plain_bytes(content)
    begin, end = _data(content)
    if has_odd(content, 0, begin) or has_odd(content, end, len(content)):  # between them, the expression meets it
        raise NotPlain
    columns = list(_hidden_columns(content[:begin]))
    cells, expression = _Cells(context, room, columns_in(joined(columns))), _CELL
    for portion in portions(content, b"<c ", begin, end, first=_HEAD):
        cells.read(portion, expression)
        if expression is _CELL:
            expression = _cell_in(context.asked(cells.found))
    rows = list(_hidden_rows(content, begin, end))
    return SheetParts(cells.found, merges=_merges(content, end), hidden_rows=rows, hidden_columns=columns)


@lru_cache(maxsize=64)
def _cell_in(columns: frozenset[int]) -> re.Pattern[bytes]:
    """The expression to which formulas outside these columns are nothing; with no columns, that to which none is."""
    if not 0 < len(columns) < _MOST_ASKED:
        return _CELL
    last: dict[str, str] = {}  # what stands before the last letter → the last letters
    for letters in (make_ref(0, column)[:-1] for column in sorted(columns)):
        last[letters[:-1]] = last.get(letters[:-1], "") + letters[-1]
    asked = "|".join(f"{before}[{some}][0-9]" for before, some in last.items()).encode()
    filled = rb'<c r="(?:(?=%b)|(?![^>]*+><f))%b' % (asked, _FILLED)
    nothing = rb'(?:<c r="(?!%b)%b|%b)++' % (asked, _FORMULA, _NOTHING)
    return re.compile(rb"%b|%b|(.+)" % (filled, nothing), re.DOTALL)


def _data(content: bytes) -> tuple[int, int]:
    """Where the rows begin and end."""
    opened = _DATA.search(content)
    if opened is None or not content[-_TAIL:].rstrip().endswith(b"</worksheet>"):
        raise NotPlain
    if opened[1]:
        return opened.end(), opened.end()
    closed = content.rfind(b"</sheetData>")
    if closed < opened.end():
        raise NotPlain
    return opened.end(), closed


class _Cells:
    """Turns matches into cells; a cell's attributes are understood once for all cells that bear the same.

    Most cells in ``hidden`` columns are marked so at once: later each would have to be made anew.
    """

    def __init__(self, context: Context, room: int, hidden: frozenset[int]) -> None:
        self.found: list[RawCell] = []
        self._context = context
        self._room = room
        self._hidden = hidden

    def read(self, chunk: bytes, expression: re.Pattern[bytes]) -> None:
        """Add the cells of a portion: shared texts and plain numbers here, where every step counts, others apart."""
        plain: list[tuple[int, int, Kind, str | float | bool | None, str, bool, bool]] = []
        add, context, hidden = plain.append, self._context, self._hidden
        marks, strings, columns = context.marks, context.strings, COLUMNS
        text, number, blank = Kind.TEXT, Kind.NUMBER, Kind.BLANK
        seen, row = b"0", 0
        for letters, digits, attributes, opened, value, inner, other in expression.findall(chunk):
            if digits != seen:
                if not digits:
                    if other:
                        raise NotPlain
                    continue
                seen, row = digits, int(digits)
            kind, style, code = marks.get(attributes) or _mark(attributes, context)
            try:
                if kind == "s" and value >= b"0":
                    column = columns[letters]
                    add((row, column, text, strings[int(value)], code, opened != b"", column in hidden))
                    continue
                if kind == "n" and value and b"_" not in value and (found := float(value)) - found == 0:
                    column = columns[letters]
                    add((row, column, number, found, code, opened != b"", column in hidden))
                    continue
            except (ValueError, IndexError):
                pass  # the slow way finds out what it is
            if kind == "n" and opened and not value:
                column = columns[letters]
                add((row, column, blank, None, code, True, column in hidden))
            elif cell := self._other((row, columns[letters]), kind, value, inner, style, formula=opened != b""):
                add(cell)
        self.found.extend(map(tuple.__new__, repeat(RawCell), plain))
        if len(self.found) > self._room:
            raise too_large("cells", MAX_CELLS + len(self.found) - self._room, MAX_CELLS)

    def _other(
        self, place: tuple[int, int], kind: str, value: bytes, inner: bytes, style: Style, *, formula: bool
    ) -> RawCell | None:
        """A cell with an unusual formula, a text or an error of its own, a date, or something odd."""
        content: str | None = decoded(value)
        if not value and not formula:
            match = _INNER.fullmatch(decoded(inner))
            if match is None:
                raise NotPlain
            formula = match[1] is not None
            content = match[2] if match[3] is None else match[3]
        text = content if content is None else unescape(content)
        return self._context.cell(place, "" if kind == "n" else kind, text, style, formula=formula)


def _mark(attributes: bytes, context: Context) -> Mark:
    """Type, style and number format of a cell; «n» is a number that is no date."""
    text = decoded(attributes)
    if not _ATTRIBUTES.fullmatch(text.rstrip()) or len(context.marks) >= _MOST_MARKS:
        raise NotPlain
    named = dict(_ATTRIBUTE.findall(text))
    style = context.style(named.get("s", "0"))
    kind = named.get("t", "n")
    context.marks[attributes] = ("" if kind == "n" and style.date else kind, style, style.format)
    return context.marks[attributes]


def _hidden_columns(head: bytes) -> Iterator[tuple[int, int]]:
    for attributes in _COLUMN.findall(head):
        named = dict(_ATTRIBUTE.findall(decoded(attributes)))
        if named.get("hidden") in _YES:
            yield _number(named.get("min", "")), min(_number(named.get("max", "")), MAX_COLUMN)


def _hidden_rows(content: bytes, begin: int, end: int) -> Iterator[int]:
    at = content.find(b" hidden=", begin, end)
    while at >= 0:
        match = _ROW.match(content, content.rfind(b"<", begin, at), end)
        named = dict(_ATTRIBUTE.findall(decoded(match[1]))) if match else {}
        if named.get("hidden") in _YES:
            row = _number(named.get("r", ""))
            if not row:
                raise NotPlain
            yield row
        at = content.find(
            b" hidden=", max(at, content.find(b"<", at, end)) + 1, end
        )  # each tag once: linear on any text


def _merges(content: bytes, begin: int) -> list[str]:
    """The ranges listed below the rows; rules and drop-downs follow, often more than all cells together."""
    first = content.find(b"<mergeCell ", begin)
    return list(map(decoded, _MERGE.findall(content, first))) if first >= 0 else []


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 0
