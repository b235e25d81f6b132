"""Texts in Markdown: whatever comes from elsewhere is escaped, what is Markdown already says so."""

from __future__ import annotations

import re
from functools import lru_cache

from kokoq.letters import DIRECTIONS

_SPECIAL = re.compile(r"[\\`*|\[\]<]|~(?=~)|(?<=~)~|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_START = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|>|\d+(?=[.)]\s)|={3,}$|-{3,}$)")


class Markdown(str):
    """A text that is Markdown already and is printed as it stands."""

    __slots__ = ()


@lru_cache(maxsize=16384)
def escape(text: str) -> str:
    """A text as Markdown that shows it letter by letter, on one line.

    Underscores within words stay as they are: nobody reads them as emphasis, and names remain legible as plain text.
    """
    line = "".join(c if c.isprintable() or c == "\u00a0" else " " for c in text if c not in DIRECTIONS)
    return _START.sub(_escape_start, _SPECIAL.sub(r"\\\g<0>", line))


def _escape_start(found: re.Match[str]) -> str:
    space, mark = found[1], found[2]
    return f"{space}{mark}\\" if mark.isdecimal() else f"{space}\\{mark}"


def tidy(text: str) -> str:
    """One empty line at most between paragraphs, one line break at the end: blocks that print nothing leave no gap."""
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
