"""One marked copy of one collected file: what to mark is said here, the marking itself happens in a child process.

A workbook of Excel is opened and marked as it is, unless it is too large or openpyxl fails on it. Of any other file,
and of such a one, a new workbook is written from what was read; of one too large for that, the list of remarks alone.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypedDict

from kokoq.child.serving import LENGTH
from kokoq.collect.annotate.bounds import SECONDS, hindrance, may_be_written, within
from kokoq.collect.annotate.left_out import left_out
from kokoq.collect.annotate.package import finished
from kokoq.collect.annotate.remarks import Remark
from kokoq.collect.annotate.shapes import NO_SHAPES, shapes_of
from kokoq.collect.form.anchors import EVIDENCE, HEADER, VALUE
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet, State
from kokoq.collect.read.formats import BY_PROGRAM, GENERAL
from kokoq.collect.read.guard import Guard
from kokoq.collect.read.limits import Refused
from kokoq.collect.read.runs import STRUCK, UNSEEN
from kokoq.collect.returned.beside import WITHOUT_HIDDEN, remark_heads
from kokoq.collect.returned.page import Anchor, find_anchor, is_list_of_remarks
from kokoq.diagnostics import Severity
from kokoq.language import Language, Word

PROGRAM = Path(__file__).with_name("child.py")
MAX_MARKS = 2_000
"""So many findings of one file are marked and listed; with more, something is wrong with the file as a whole."""
_TEXTS = ("csv", "html")
_WIDTHS = (6, 52)
_HEADER_WIDTH = 16
_WHOLE = re.compile("0|[1-9][0-9]{0,14}")  # no leading zeros: those are codes
_REQUEST = b"m"
_AUTHOR = "kokoq"


class Grid(TypedDict):
    """The table of a form's sheet: the row of its header, its rows and columns, the columns of the answers."""

    header: int
    rows: list[int]
    columns: list[int]
    inputs: list[int]


@dataclass(frozen=True, slots=True)
class Heading:
    """What the list of a copy says above its table: whose file it is, of which period, what to do with the copy."""

    whose: str
    advice: str


class Copy(NamedTuple):
    """A marked copy; ``lack`` says what it does not hold of the file, and why where the file itself was not kept.

    Of a very large file it is the list of remarks alone.
    """

    content: bytes
    lack: str = ""
    list_alone: bool = False


def marker() -> Guard:
    """The child process that marks; a context manager."""
    return Guard(SECONDS, program=PROGRAM)


def marked_copy(
    content: bytes, book: Book, remarks: Sequence[Remark], *, heading: Heading, language: Language, guard: Guard
) -> Copy:
    """The file as an xlsx workbook with its faulty cells filled and commented and the list in front."""
    sheets = [sheet for sheet in book.sheets if not is_list_of_remarks(sheet)]
    listed = remarks[:MAX_MARKS]
    own = {sheet.name: sheet.name for sheet in sheets}
    try:
        cause = hindrance(content, book)
        if cause is None:
            shapes = shapes_of(content)
            lost = left_out(content, shapes=shapes.more)
            lack = language.say("annotate.lacking", what=lost) if lost else ""
            told = replace(heading, advice=f"{heading.advice} {lack}".rstrip())
            order = _order_for(listed, own, len(remarks), heading=told, language=language)
            return Copy(_ask(guard, order | {"values": _values(sheets)}, content, sheets, shapes.kept), lack)
    except Refused as refused:  # openpyxl stumbles over files that our reader reads: those are written anew
        cause = Word("annotate.cause.fault", problem=refused.params["problem"])
    names = dict(zip(own, _allowed_names(own, language), strict=True))
    if not may_be_written(book):
        lack = language.say("annotate.list_alone", cause=cause)
        order = _order_for(listed, names, len(remarks), heading=Heading(heading.whose, lack), language=language)
        return Copy(_ask(guard, order | {"marks": [], "sheets": []}, b"", ()), lack, list_alone=True)
    lack = language.say("annotate.data_alone", cause=cause)
    told = replace(heading, advice=f"{lack} {heading.advice}")
    order = _order_for(listed, names, len(remarks), heading=told, language=language)
    anew = [_sheet(sheet, names[sheet.name], book) for sheet in sheets]
    return Copy(_ask(guard, order | {"sheets": anew}, b"", sheets), lack)


def _ask(
    guard: Guard,
    order: Mapping[str, object],
    content: bytes,
    sheets: Sequence[RawSheet],
    shapes: Mapping[str, Sequence[bytes]] = NO_SHAPES,
) -> bytes:
    body = json.dumps(order).encode("ascii")
    answer = guard.ask(_REQUEST, LENGTH.pack(len(body)) + body + content)
    values = {sheet.name: {cell.ref: cell for cell in sheet.cells if cell.formula} for sheet in sheets}
    known = [values.get(name, {}) if content else {} for name in answer["sheets"]]
    drawn = [shapes.get(name, ()) for name in answer["sheets"]]
    return finished(base64.b64decode(answer["file"]), known, epoch1904=bool(answer["epoch1904"]), shapes=drawn)


# --- what to mark ---


def _order_for(
    listed: Sequence[Remark], names: Mapping[str, str], n: int, *, heading: Heading, language: Language
) -> dict[str, object]:
    """The order to the child; ``names`` are the sheets' names in the file as they are in the copy."""
    say = language.say
    more = f" {say('annotate.more', n=n - len(listed))}" if n > len(listed) else ""
    return {
        "marks": list(_marks(listed, names, language)),
        "author": _AUTHOR,
        "heads": [*remark_heads()],
        "list": {
            "title": say("annotate.sheet"),
            "heading": say("annotate.sheet"),
            "whose": heading.whose,
            "advice": heading.advice + more,
            "columns": [
                say(f"annotate.column.{name}") for name in ("number", "sheet", "cell", "weight", "what", "todo")
            ],
            "items": [_item(remark, names, language) for remark in listed],
        },
    }


def _marks(listed: Sequence[Remark], names: Mapping[str, str], language: Language) -> Iterator[dict[str, str]]:
    """One mark a cell, with all that is said of it; the worst decides the colour."""
    cells: dict[tuple[str, str], list[Remark]] = {}
    for remark in listed:
        if remark.ref and remark.sheet in names:
            cells.setdefault((names[remark.sheet], remark.ref), []).append(remark)
    for (sheet, ref), said in cells.items():
        worst = Severity.ERROR if any(r.severity is Severity.ERROR for r in said) else Severity.WARNING
        texts = [f"{r.what}\n{language.say('diagnostic.fix', fix=r.todo)}" for r in said]
        head = language.say("annotate.comment", weight=language.say(f"diagnostic.{worst}"))
        yield {"sheet": sheet, "ref": ref, "severity": worst.value, "comment": "\n".join((head, *texts))}


def _item(remark: Remark, names: Mapping[str, str], language: Language) -> dict[str, str]:
    sheet = names.get(remark.sheet, remark.sheet) if remark.sheet or remark.ref else ""
    return {
        "sheet": sheet,
        "where": sheet or language.say("annotate.whole_file"),
        "ref": remark.ref,
        "severity": remark.severity.value,
        "weight": language.say(f"diagnostic.{remark.severity}"),
        "what": remark.what,
        "todo": remark.todo,
    }


def _values(sheets: Sequence[RawSheet]) -> dict[str, dict[str, list[object]]]:
    """What the formulas had come to: for those whose other file goes away."""
    return {
        sheet.name: {cell.ref: [cell.kind.value, cell.value] for cell in sheet.cells if cell.formula}
        for sheet in sheets
    }


# --- a workbook written anew ---


def _allowed_names(names: Mapping[str, str], language: Language) -> list[str]:
    """Names that a sheet may have in Excel, each once; the only sheet of a csv file has none of its own."""
    found: list[str] = []
    for name in names:
        clean = "".join(" " if c in "[]:*?/\\" or ord(c) < 32 else c for c in name).strip("' ")[:31]
        base = clean or language.say("form.sheet.main")
        numbered = (base, *(f"{base[:27]} {n}" for n in range(2, 2_000)))
        taken = {other.casefold() for other in found}
        found.append(next(one for one in numbered if one.casefold() not in taken))
    return found


def _sheet(sheet: RawSheet, name: str, book: Book) -> dict[str, object]:
    anchor = find_anchor(sheet)
    grid = _grid(sheet, anchor) if anchor else None
    shown = any(one.state is State.VISIBLE for one in book.sheets)
    columns = {column for first, last in sheet.hidden_columns for column in range(first, last + 1)}
    if grid is not None and book.format in WITHOUT_HIDDEN:
        columns |= set(range(max(grid["columns"], default=0) + 1, sheet.extent[1] + 1))  # counts of the form
    return {
        "name": name,
        "state": sheet.state.value if shown else State.VISIBLE.value,
        "cells": [_plain(cell, typed=book.format not in _TEXTS) for cell in sheet.cells],
        "merges": [merge.ref for merge in within(sheet.merges)],
        "widths": _widths(sheet, grid["header"] if grid else 0),
        "grid": grid,
        "hidden_rows": sorted(sheet.hidden_rows | ({anchor.row} if anchor else set())),
        "hidden_columns": sorted(columns | ({anchor.column} if anchor else set()))[:1000],
    }


def _grid(sheet: RawSheet, anchor: Anchor) -> Grid | None:
    """Where the table of a form's sheet stands: the ids of its rows tell, and the roles of its columns."""
    ids = {row: cells[anchor.column].text for row, cells in sheet.rows.items() if anchor.column in cells}
    header = next((row for row, text in ids.items() if text == HEADER), 0)
    roles = {column: cell.text for column, cell in sheet.rows[anchor.row].items() if cell.text.startswith("#")}
    if not header or not roles:
        return None
    rows = [row for row in ids if row > header] or list(range(header + 1, max(header + 20, sheet.extent[0]) + 1))
    last = max((column for column in sheet.rows[header]), default=anchor.column)
    return {
        "header": header,
        "rows": rows,
        "columns": list(range(anchor.column + 1, last + 1)),
        "inputs": [column for column, role in roles.items() if role in (VALUE, EVIDENCE)],
    }


def _plain(cell: RawCell, *, typed: bool) -> list[object]:
    """A cell as the child takes it; a whole number in a file where all is text becomes a number."""
    kind, value = cell.kind, cell.value
    if not typed and isinstance(value, str) and _WHOLE.fullmatch(value):
        kind, value = Kind.NUMBER, float(value)
    style = GENERAL if cell.format == BY_PROGRAM else cell.format.lstrip(STRUCK + UNSEEN)
    return [cell.row, cell.column, kind.value, value, style]


def _widths(sheet: RawSheet, header: int) -> list[list[int]]:
    """Columns wide enough for what stands in them; a header is wrapped.

    Titles, which stand alone in their row or are merged over columns, do not count.
    """
    narrow, wide = _WIDTHS
    across = {(merge.top, merge.left) for merge in sheet.merges if merge.right > merge.left}
    longest: dict[int, int] = {}
    for row, cells in sheet.rows.items():
        for column, cell in cells.items():
            if len(cells) > 1 and (row, column) not in across:
                width = len(cell.text) + 2
                longest[column] = max(longest.get(column, 0), min(width, _HEADER_WIDTH) if row == header else width)
    return [[column, min(wide, max(narrow, width))] for column, width in sorted(longest.items())]
