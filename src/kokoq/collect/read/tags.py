"""Hypertext cut into tags and the texts between them, in time that grows with its length and no faster.

The parser of the standard library reads an unfinished tag again from each of its beginnings: 30 KB of «<a » take it
seven seconds. Here nothing is looked for again where it was not found once, and what is never closed ends the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from kokoq.collect.read.limits import MAX_TOKEN, megabytes, too_large

_NAME = re.compile(r"(/?)([A-Za-z][A-Za-z0-9:_-]{0,60})")
_QUOTE = re.compile(r"=\s*([\"'])")
_ATTRIBUTE = re.compile(r"""([^\s=>/"']{1,100})(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]+))?""")
_UNSEEN = frozenset({"script", "style", "title", "textarea", "noscript", "object", "xml"})
"""Elements whose words are not the page's."""
_LONG_REFERENCE = re.compile(r"&#[xX]?[0-9A-Fa-f]{8,}")


class Tag(NamedTuple):
    """One tag in small letters: «td», or «/td» where it closes; the attributes as they are written."""

    name: str
    written: str = ""

    @property
    def attributes(self) -> dict[str, str]:
        """The first value of each attribute by its name; "" where it has none."""
        found: dict[str, str] = {}
        for name, value in _ATTRIBUTE.findall(self.written):
            found.setdefault(name.lower(), unescape(value[1:-1] if value[:1] in ("'", '"') else value))
        return found


def cut(text: str) -> Iterator[Tag | str]:
    """Tags and texts in their order; texts are not yet unescaped. Comments and declarations are left out."""
    at = 0
    while at < len(text):
        open_ = text.find("<", at)
        if open_ < 0:
            yield text[at:]
            return
        if open_ > at:
            yield text[at:open_]
        name = _NAME.match(text, open_ + 1)
        if name is None:
            at = _after_declaration(text, open_)
            if at == open_:
                yield "<"
                at += 1
            continue
        end = _end_of_tag(text, name.end())
        if end < 0:
            return
        tag = Tag(name[1] + name[2].lower(), text[name.end() : end])
        yield tag
        at = _after_unseen(text, end + 1, tag.name) if tag.name in _UNSEEN and tag.written[-1:] != "/" else end + 1


def unescape(text: str) -> str:
    """The text with its references resolved: «&lt;» is «<», «&#1071;» is «Я»."""
    return html.unescape(_LONG_REFERENCE.sub("\ufffd", text)) if "&" in text else text


def _after_declaration(text: str, at: int) -> int:
    """The place after a comment, declaration or instruction; the same place where «<» is but a sign."""
    if text.startswith("<!--", at):
        end = text.find("-->", at + 2)
        return len(text) if end < 0 else end + 3
    if text.startswith(("<!", "<?", "</"), at):
        end = text.find(">", at)
        return len(text) if end < 0 else end + 1
    return at


def _end_of_tag(text: str, at: int) -> int:
    """The place of the «>» that closes a tag, not of one within quotes; -1 where it is never closed."""
    begin, end = at, text.find(">", at)
    while end >= 0:
        quote = _QUOTE.search(text, at, end)
        closed = text.find(quote[1], quote.end()) if quote is not None else -1
        if closed < 0:
            break
        at = closed + 1
        if at > end:
            end = text.find(">", at)
    if (len(text) if end < 0 else end) - begin > MAX_TOKEN:
        raise too_large("tag_megabytes", megabytes((len(text) if end < 0 else end) - begin), megabytes(MAX_TOKEN))
    return end


def _after_unseen(text: str, at: int, name: str) -> int:
    closing = re.compile(f"</{name}\\b", re.IGNORECASE).search(text, at)
    return len(text) if closing is None else closing.start()
