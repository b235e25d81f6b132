"""What a workbook of Excel has that its marked copy loses: openpyxl keeps no newer extensions.

Sheets tell by what is written in them, everything else by its part.
"""

from __future__ import annotations

import re

from kokoq.collect.read.archive import Archive
from kokoq.language import Word

_PARTS = {
    "xl/diagrams/": "shapes",
    "xl/ctrlprops/": "controls",
    "xl/activex/": "controls",
    "xl/charts/chartex": "charts",
    "xl/slicers/": "slicers",
    "xl/timelines/": "slicers",
    "xl/threadedcomments/": "threads",
    "xl/richdata/": "cell_pictures",
    "xl/querytables/": "queries",
    "xl/model/": "queries",
}
"""Beginnings of the parts' names in small letters → what is lost, under ``annotate.lost`` in ``lang``."""
_MARKS = {
    "xl/worksheets/sheet": (
        (re.compile(rb"<(?:\w+:)?legacyDrawingHF\b"), "header_pictures"),
        (re.compile(rb"<x14:conditionalFormatting\b"), "formats"),
        (re.compile(rb"<x14:sparklineGroup\b"), "sparklines"),
    ),
}


def left_out(content: bytes, *, shapes: bool) -> tuple[Word, ...]:
    """What the copy of a workbook will lack, each once; nothing of it is needed to correct an answer.

    ``shapes``: there are some that are not taken over.
    """
    archive, found = Archive(content), {"shapes"} if shapes else set[str]()
    for part in archive.listed:
        name = part.filename.replace("\\", "/").lstrip("/").lower()
        found |= {what for place, what in _PARTS.items() if name.startswith(place)}
        marks = next((marks for place, marks in _MARKS.items() if name.startswith(place)), ())
        text = archive.unpack(part) if marks else b""
        found |= {what for mark, what in marks if mark.search(text)}
    return tuple(Word(f"annotate.lost.{what}") for what in sorted(found))
