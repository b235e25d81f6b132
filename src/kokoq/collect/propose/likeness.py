"""How much a header resembles the title of a field, and which entry of a dictionary a shortened word stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kokoq.collect.words import folded

_WORD = re.compile(r"\w+")
_STEM = 5
"""Letters by which two forms of one word are known: «участники», «участника»."""

_EMPTY = frozenset({"в", "и", "по", "на", "из", "с", "от", "до", "к", "о", "об", "за", "не", "или", "для", "чел"}) | {
    "кол",
    "во",
    "количество",
    "число",
}


def likeness(path: Sequence[str], title: str) -> float:
    """From 0 to 1: the words of a header, from its top to its bottom, against those of a title."""
    wanted, tail, whole = _stems(title), _stems(path[-1]), _stems(" ".join(path))
    if not wanted or not whole:
        return 0.0
    covered = len(whole & wanted) / len(wanted)
    return round(max(_dice(tail, wanted), (_dice(whole, wanted) + covered) / 2), 3)


def expand(text: str, entries: Mapping[str, str]) -> str:
    """The code of the one entry whose words begin like those of ``text``, in their order; "" where there is no one."""
    words = _WORD.findall(folded(text))
    if not words or len(words[0]) < 3:
        return ""
    found = [code for code, title in entries.items() if _begins(words, _WORD.findall(folded(title)))]
    return found[0] if len(found) == 1 else ""


def _begins(words: Sequence[str], title: Sequence[str]) -> bool:
    rest = iter(title)
    first = next(rest, "")
    return first.startswith(words[0]) and all(any(t.startswith(word) for t in rest) for word in words[1:])


def _dice(some: frozenset[str], others: frozenset[str]) -> float:
    return 2 * len(some & others) / (len(some) + len(others)) if some or others else 0.0


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    words = [word for word in _WORD.findall(folded(text).replace("_", " ")) if word not in _EMPTY]
    return frozenset(word[:_STEM] for word in words)
