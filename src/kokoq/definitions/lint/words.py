"""Texts compared as a reader compares them: without case, punctuation, endings and order; letters that look alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

SHARE_WORDS = frozenset({"доля", "процент", "процентная", "удельный", "share", "percentage", "proportion"})
COUNT_WORDS = frozenset({"количество", "число", "численность", "number", "count"})
"""Words that begin a title and say what kind of quantity is meant."""

_STEM, _ENDING, _LEAST = 6, 2, 3  # letters: of a stem at most, of an ending, of a stem at least
_JOINING = re.compile("в|во|и|на|по|с|со|из|от|до|для|к|ко|о|об|у|за|при|the|a|an|of|in|and|for|to|with")
"""Words that only join others."""

_MIXED = re.compile("[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")
_WORD = re.compile("[A-Za-zА-Яа-яЁё]+")
_ABBREVIATION = re.compile(r"(?<![\w-])[А-ЯЁ]{2,}(?![\w])")
_APPENDIX = re.compile(r"(?:приложени[а-яё]*|appendix)\s*№?\s*(\d+)", re.IGNORECASE)


@cache
def normalised(text: str) -> str:
    """The text without case, punctuation and the dots of «ё»."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("ё", "е")
    return " ".join(re.findall(r"\w+", plain))


def gist(text: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning, sorted: the same for another order and other endings."""
    words = (word for word in normalised(text).split() if not _JOINING.fullmatch(word))
    return tuple(sorted({w if w.isdecimal() else w[: min(_STEM, max(_LEAST, len(w) - _ENDING))] for w in words}))


def mixed_words(text: str) -> Iterator[tuple[int, str]]:
    """The words, with their offsets, in which Latin and Cyrillic letters stand together."""
    if _MIXED.search(text):
        yield from ((m.start(), m[0]) for m in _WORD.finditer(text) if _MIXED.search(m[0]))


def rarer_letters(word: str) -> str:
    """The letters of the alphabet that a mixed word has fewer of."""
    latin = "".join(c for c in word if c.isascii())
    cyrillic = "".join(c for c in word if not c.isascii())
    return min(latin, cyrillic, key=len)


def abbreviations(text: str) -> tuple[tuple[int, str], ...]:
    """Words in Russian capitals, with their offsets."""
    return tuple((m.start(), m[0]) for m in _ABBREVIATION.finditer(text))


def appendices(text: str) -> tuple[tuple[int, str, str], ...]:
    """Offset, text and number of every appendix that is named."""
    return tuple((m.start(), m[0], m[1]) for m in _APPENDIX.finditer(text))
