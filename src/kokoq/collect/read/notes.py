"""Comments on the cells of an xlsx workbook: what was written about a cell, not into it."""

from __future__ import annotations

from functools import lru_cache

from kokoq.collect.read.book import Kind, RawCell
from kokoq.collect.read.limits import MAX_TEXT
from kokoq.collect.read.markup import Attributes, parse
from kokoq.collect.read.merged import parse_range

_MOST = 10_000


@lru_cache(maxsize=16)
def read_notes(content: bytes, *, part: str) -> tuple[RawCell, ...]:
    """The comments of a sheet, each as a text at the place of its cell; forms of one kind have the same ones."""
    reader = _NoteReader()
    parse(content, part=part, start=reader.start, end=reader.end, text=reader.text)
    return tuple(sorted(reader.found))


class _NoteReader:
    def __init__(self) -> None:
        self.found: list[RawCell] = []
        self._ref = ""
        self._pieces: list[str] = []
        self._listening = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "comment":
            self._ref, self._pieces = attributes.get("ref", ""), []
        self._listening = name == "t"

    def text(self, text: str) -> None:
        if self._listening:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        self._listening = False
        place = parse_range(self._ref) if name == "comment" else None
        if place is not None and len(self.found) < _MOST:
            self.found.append(RawCell(place.top, place.left, Kind.TEXT, "".join(self._pieces)[:MAX_TEXT]))
