"""The texts that an xlsx workbook keeps once and its cells point to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kokoq.collect.read.limits import MAX_STRINGS, TextBudget, too_large
from kokoq.collect.read.markup import (
    Attributes,
    NotPlain,
    Pieces,
    decode_units,
    decoded,
    has_odd,
    parse,
    plain_bytes,
    portions,
    unescape,
)
from kokoq.collect.read.runs import Runs

_ITEM = re.compile(
    r"<si>(?:<t(?: [^<>]*)?>([^<]*)</t>|<t/>)</si>\s*|<si/>\s*|<si>\s*((?:<(?!/si>)[^<]*+)++)</si>\s*|(.+)", re.DOTALL
)
_PHONETIC = re.compile(r"<rPh[ >].*?</rPh>", re.DOTALL)
_RUN = re.compile(r"<t(?: [^<>]*)?>([^<]*)</t>")
_BEGIN = re.compile(rb"<sst[ >][^<>]*>?\s*")


def read_strings(content: bytes, *, part: str) -> list[str]:
    """The shared texts in order, rich ones as plain; the count that the part declares is never trusted."""
    try:
        return _plain(plain_bytes(content))
    except NotPlain:
        return _full(content, part)


def _plain(content: bytes) -> list[str]:
    if has_odd(content, 0, len(content)) or b"<strike" in content or b"<vertAlign" in content:
        raise NotPlain
    strings, budget = list[str](), TextBudget()
    for portion in _portions(content):
        items = _ITEM.findall(portion.lstrip())
        if items and items[-1][2]:  # what is no item takes all the rest
            raise NotPlain
        texts = [s if not rich else "".join(_RUN.findall(_PHONETIC.sub("", rich))) for s, rich, _ in items]
        if "&" in portion or "_x" in portion:
            texts = [decode_units(unescape(s)) if "&" in s or "_x" in s else s for s in texts]
        budget.spend(texts)
        strings += texts
        _check_number(strings)
    return strings


def _portions(content: bytes) -> Iterator[str]:
    begin = _BEGIN.search(content)
    if begin is None:
        raise NotPlain
    last = content.rfind(b"</sst>")
    if last >= 0:
        yield from map(decoded, portions(content, b"<si", begin.end(), last))
    elif not begin[0].rstrip().endswith(b"/>"):
        raise NotPlain


def _full(content: bytes, part: str) -> list[str]:
    reader = _StringReader()
    parse(content, part=part, start=reader.start, end=reader.end, text=reader.text)
    return reader.strings


def _check_number(strings: Sequence[str]) -> None:
    if len(strings) > MAX_STRINGS:
        raise too_large("strings", len(strings), MAX_STRINGS)


class _StringReader:
    """Collects the texts of ``si`` elements, leaving out how they are pronounced."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._budget = TextBudget()
        self._pieces = Pieces()
        self._inside = False
        self._phonetic = False
        self._runs = Runs()

    def start(self, name: str, attributes: Attributes) -> None:
        self._runs.start(name, attributes)
        if name == "si":
            self._pieces = Pieces()
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
            self.strings.append(decode_units(self._pieces.text))
            self._budget.spend(self.strings[-1:])
            _check_number(self.strings)

    def text(self, text: str) -> None:
        if self._inside:
            self._pieces.add(self._runs.marked(text))
