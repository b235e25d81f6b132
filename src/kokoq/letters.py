"""Letters of two alphabets that look alike, and signs that nobody sees: which stand in a word, and which were meant."""

from __future__ import annotations

import re
import unicodedata

DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Signs that nobody sees and that turn the order of the letters behind them."""
_TWINS = str.maketrans("acekmhopxtbyi", "асекмнорхтвуі")


def in_order(text: str) -> str:
    """The text without signs that would show its letters in another order than they are kept in."""
    return text if text.isascii() else "".join(c for c in text if c not in DIRECTIONS)


_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN = re.compile("[\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def harmless(text: str) -> str:
    """The text without what a terminal would obey instead of showing it: a sender may call a file whatever he likes."""
    return text if text.isprintable() else _UNSEEN.sub("", _COMMANDS.sub(" ", text))


def escaped(text: str) -> str:
    """The same of JSON, in which no sign may be lost: each of those as its number."""
    return _UNSEEN.sub(_numbered, _COMMANDS.sub(_numbered, text))


def _numbered(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def skeleton(name: str) -> str:
    """What a name looks like, whatever the alphabet of its letters."""
    return name.lower().translate(_TWINS)


_FIGURES = str.maketrans("оoзбli|", "0036111")


def figures(text: str) -> str:
    """A text with digits for the letters of its first word that look like some, «5О0» as «500», if it has any digit."""
    word, space, more = text.strip().lower().partition(" ")
    alike = any(map(str.isdigit, word)) or not word.strip("оo")
    return f"{word.translate(_FIGURES) if alike else word}{space}{more}"


_LATIN = dict(zip("абвгдеёзийклмнопрстуфъыьэ", ["a", "b", "v", "g", "d", "e", "e", "z", "i", "i", "k", "l", "m", "n",
              "o", "p", "r", "s", "t", "u", "f", "", "y", "", "e"], strict=True))  # fmt: skip
_LATIN |= {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"}


def latinised(title: str) -> str:
    """A title as a name for files and formulas: «Кадры школы» is kadry_shkoly; "" where no letter can be kept.

    Letters as passports spell them (ICAO Doc 9303).
    """
    plain = "".join(_LATIN.get(letter, letter) for letter in title.casefold())
    return re.sub(r"[^a-z0-9]+", "_", plain).lstrip("_0123456789").rstrip("_")


def alphabet(letter: str) -> str:
    """LATIN, CYRILLIC…: the first word of the letter's name in Unicode; "" where it has none."""
    return unicodedata.name(letter, "").partition(" ")[0]


def foreign_letters(written: str, meant: str) -> tuple[tuple[int, str, str], ...]:
    """Place (from 1), letter and the letter meant, where a word only looks like another; none where it does not."""
    if written == meant or len(written) != len(meant):
        return ()
    if skeleton(written) != skeleton(meant) and figures(written) != meant:
        return ()
    pairs = enumerate(zip(written, meant, strict=True), start=1)
    return tuple((place, letter, other) for place, (letter, other) in pairs if letter.lower() != other.lower())


def mixed_letters(name: str) -> str:
    """The letters of the rarer alphabet, where a name mixes Latin and Cyrillic ones."""
    if name.isascii():
        return ""
    latin, cyrillic = ("".join(c for c in name if alphabet(c) == which) for which in ("LATIN", "CYRILLIC"))
    return min(cyrillic, latin, key=len) if latin and cyrillic else ""
