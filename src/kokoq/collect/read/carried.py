"""What a workbook holds beside its cells: macros, links, objects. It is told as what it is and never followed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kokoq.collect.read.archive import Archive
from kokoq.collect.read.limits import Refused

_PURPOSES = {
    "vbaProject": "macros",
    "xlMacrosheet": "macro_sheets",
    "xlIntlMacrosheet": "macro_sheets",
    "externalLink": "links",
    "connections": "connections",
}
"""What a relation of the workbook is for → its name under ``read`` in ``lang``."""
_PLACES = {
    "xl/vbaproject.bin": "macros",
    "xl/macrosheets/": "macro_sheets",
    "xl/externallinks/externallink": "links",
    "xl/connections.": "connections",
    "xl/embeddings/": "objects",
    "xl/activex/": "controls",
    "xl/media/": "pictures",
}
"""Where programs put the same, by the beginnings of the parts' names in small letters."""
_HEAD = 1 << 16
_OTHER_PROGRAM = re.compile(rb"<(?:\w+:)?(?:dde|ole)Link\b")
"""Of links that lead to another program, not to another workbook."""
_DRAWINGS, _WORDS = "xl/drawings/drawing", re.compile(rb"<a:t>[^<]")
_OBJECT = re.compile(rb'<manifest:file-entry\b[^>]*full-path="Object [^>]*>')
_OBJECT_NAME = re.compile(rb'full-path="(Object [^/"]*)')
_HARMLESS = (b'media-type=""', b'opendocument.chart"', b'media-type="text/xml"')


def carried_by_workbook(archive: Archive, relations: Iterable[tuple[str, str]] = ()) -> list[str]:
    """Of a workbook of Office Open XML; ``relations`` are the (purpose, part) of its workbook part."""
    named = [(_PURPOSES[purpose], part) for purpose, part in relations if purpose in _PURPOSES]
    for part in archive.listed:
        name = part.filename.replace("\\", "/").lstrip("/").lower()
        named += [(what, part.filename) for place, what in _PLACES.items() if name.startswith(place)]
        if name.startswith(_DRAWINGS) and _holds(archive, part.filename, _WORDS):
            named.append(("text_boxes", part.filename))
    dde = {part for what, part in named if what == "links" and _holds(archive, part, _OTHER_PROGRAM)}
    return sorted({"dde" if part in dde else what for what, part in named})


def carried_by_ods(archive: Archive, manifest: bytes) -> set[str]:
    """Of a spreadsheet of OpenDocument, by its parts alone."""
    macros = any(map(archive.has_folder, ("basic", "scripts")))
    entries = _OBJECT.findall(manifest)
    objects = any(not any(mark in entry for mark in _HARMLESS) for entry in entries)
    listed = {found[1].decode("utf-8", "replace") for entry in entries if (found := _OBJECT_NAME.search(entry))}
    parts = {part.filename.replace("\\", "/").lstrip("/").partition("/")[0] for part in archive.listed}
    objects = objects or any(part.startswith("Object ") and part not in listed for part in parts)
    return {what for what, there in (("macros", macros), ("objects", objects)) if there}


def _holds(archive: Archive, part: str, mark: re.Pattern[bytes]) -> bool:
    """Whether a mark stands near the beginning of a part."""
    try:
        return mark.search(archive.begin(part, _HEAD)) is not None
    except Refused:
        return False
