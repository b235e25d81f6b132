"""The texts that an xlsx workbook keeps once and its cells point to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kokoq.collect.read.limits import MAX_STRINGS, too_large
from kokoq.collect.read.markup import Attributes, NotPlain, decode_units, parse, plain_text, unescape

_CHUNK = 1 << 18
_ITEM = re.compile(
    r"<si>(?:<t(?: [^<>]*)?>([^<]*)</t>|<t/>)</si>\s*|<si/>\s*|<si>\s*((?:<(?!/si>)[^<]*+)++)</si>\s*|(.+)", re.DOTALL
)
_PHONETIC = re.compile(r"<rPh[ >].*?</rPh>", re.DOTALL)
_RUN = re.compile(r"<t(?: [^<>]*)?>([^<]*)</t>")
_BEGIN = re.compile(r"<sst[ >][^<>]*>?\s*")


def read_strings(content: bytes, *, part: str) -> list[str]:
    """The shared texts in order, rich ones as plain; the count that the part declares is never trusted."""
    try:
        return _plain(plain_text(content))
    except NotPlain:
        return _full(content, part)


def _plain(text: str) -> list[str]:
    strings: list[str] = []
    for chunk in _chunks(text):
        for simple, rich, other in _ITEM.findall(chunk):
            if other:
                raise NotPlain
            strings.append(simple if not rich else "".join(_RUN.findall(_PHONETIC.sub("", rich))))
        if len(strings) > MAX_STRINGS:
            raise too_large("strings", len(strings), MAX_STRINGS)
    return [decode_units(unescape(s)) if "&" in s or "_x" in s else s for s in strings]


def _chunks(text: str) -> Iterator[str]:
    """The items of the list in portions that end where an item does, so that memory stays bounded."""
    begin = _BEGIN.search(text)
    if begin is None:
        raise NotPlain
    at, last = begin.end(), text.rfind("</sst>")
    if last < 0:
        if text[begin.start() : begin.end()].rstrip().endswith("/>"):
            return
        raise NotPlain
    while at < last:
        cut = text.find("<si", min(at + _CHUNK, last), last)
        end = cut if cut >= 0 else last
        yield text[at:end].lstrip()
        at = end


def _full(content: bytes, part: str) -> list[str]:
    reader = _StringReader()
    parse(content, part=part, start=reader.start, end=reader.end, text=reader.text)
    return reader.strings


class _StringReader:
    """Collects the texts of ``si`` elements, leaving out how they are pronounced."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._inside = False
        self._phonetic = False

    def start(self, name: str, _: Attributes) -> None:
        if name == "si":
            self._pieces = []
        elif name == "t":
            self._inside = not self._phonetic
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.strings.append(decode_units("".join(self._pieces)))
            if len(self.strings) > MAX_STRINGS:
                raise too_large("strings", len(self.strings), MAX_STRINGS)

    def text(self, text: str) -> None:
        if self._inside:
            self._pieces.append(text)
