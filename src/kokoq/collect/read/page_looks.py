"""How cells of hypertext look: by their tags, their own style and the classes of the page's style sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from kokoq.collect.read.formats import GENERAL
from kokoq.collect.read.runs import marked
from kokoq.collect.read.tags import Tag, unescape
from kokoq.collect.read.xml2003 import NAMED

_SHEET_BEGIN, _SHEET_END = re.compile(r"<style\b", re.IGNORECASE), re.compile(r"</style\b", re.IGNORECASE)
_LONGEST_SHEET = 1 << 18
_MOST_OPEN = 20
_CLASS = re.compile(r"\.([\w-]{1,60})\s*$")
_FORMAT = re.compile(
    r"""mso-number-format\s*:\s*(?:"((?:[^"\\]|\\.){0,255})"|'((?:[^'\\]|\\.){0,255})'|([^;}]{0,255}))""", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{4})|(.))")
_THROUGH = re.compile(r"text-decoration[\w-]*\s*:[^;]{0,100}line-through", re.IGNORECASE)
_MOVED = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_STRIKES = frozenset(("s", "strike", "del"))
_LETTERS = _STRIKES | {"sup", "sub", "span", "font"}
"""Tags within a cell that may say how its letters look."""


class Look(NamedTuple):
    """What a style says: a number format, whether letters are struck through, where they stand."""

    format: str = ""
    struck: bool = False
    position: str = ""

    def over(self, other: Look) -> Look:
        """This look where it says something, else the other."""
        return Look(self.format or other.format, self.struck or other.struck, self.position or other.position)


PLAIN = Look()


def classes(text: str) -> Mapping[str, Look]:
    """The looks of classes that the first style sheet of a page declares."""
    begin = _SHEET_BEGIN.search(text, 0, _LONGEST_SHEET)
    if begin is None:
        return {}
    end = _SHEET_END.search(text, begin.end(), begin.end() + _LONGEST_SHEET)
    found: dict[str, Look] = {}
    for rule in text[begin.end() : end.start() if end else begin.end() + _LONGEST_SHEET].split("}"):
        selectors, brace, declared = rule.rpartition("{")
        look = _look(declared) if brace else PLAIN
        if look != PLAIN:
            named = (_CLASS.search(selector) for selector in selectors.split(","))
            found |= {name[1]: look.over(found.get(name[1], PLAIN)) for name in named if name}
    return found


def look_of(tag: Tag, known: Mapping[str, Look]) -> Look:
    """The look that a tag gives to what it holds."""
    look = Look(struck=tag.name in _STRIKES, position=_POSITIONS.get(tag.name, ""))
    if not tag.written or ("style" not in tag.written.lower() and "class" not in tag.written.lower()):
        return look
    attributes = tag.attributes
    look = look.over(_look(attributes.get("style", "")))
    for name in attributes.get("class", "").split():
        look = look.over(known.get(name, PLAIN))
    return look


_POSITIONS = {"sup": "superscript", "sub": "subscript"}
_MOVES = {"super": "superscript", "sub": "subscript"}


def _look(declared: str) -> Look:
    format_, moved = _FORMAT.search(declared), _MOVED.search(declared)
    code = ""
    if format_ is not None:
        code = _ESCAPE.sub(_escaped, next((part for part in format_.groups() if part is not None), "")).strip()
        code = NAMED.get(code, code)
    position = _MOVES[moved[1].lower()] if moved else ""
    return Look("" if code == GENERAL else code, _THROUGH.search(declared) is not None, position)


def _escaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


class Letters:
    """The looks of the tags that are open within a cell, and its words as they look by them."""

    def __init__(self, known: Mapping[str, Look]) -> None:
        self._known = known
        self._open: list[tuple[str, Look]] = []
        self._last = ""

    def begin(self) -> None:
        """Another cell begins."""
        self._open, self._last = [], ""

    def follow(self, tag: Tag) -> None:
        """A tag within a cell."""
        name = tag.name
        if name in _LETTERS and len(self._open) < _MOST_OPEN:
            self._open.append((name, look_of(tag, self._known)))
        elif name[:1] == "/" and name[1:] in _LETTERS:
            at = next((n for n in range(len(self._open) - 1, -1, -1) if self._open[n][0] == name[1:]), None)
            if at is not None:
                del self._open[at:]

    def marked(self, text: str) -> str:
        """Words of the cell, in which references are not resolved yet."""
        before, self._last = self._last, text.rstrip() or self._last
        if not self._open:
            return text
        looks = [look for _, look in self._open if look.struck or look.position]
        if not looks:
            return text
        plain = unescape(text)
        for look in looks:
            plain = marked(plain, after=before, struck=look.struck, position=look.position)
        return plain.replace("&", "&amp;")
