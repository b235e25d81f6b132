"""Letters of two alphabets that look alike: which of them stand in a word, and which were meant."""

from __future__ import annotations

import unicodedata

_TWINS = str.maketrans("acekmhopxtbyi", "асекмнорхтвуі")


def skeleton(name: str) -> str:
    """What a name looks like, whatever the alphabet of its letters."""
    return name.lower().translate(_TWINS)


def alphabet(letter: str) -> str:
    """LATIN, CYRILLIC…: the first word of the letter's name in Unicode; "" where it has none."""
    return unicodedata.name(letter, "").partition(" ")[0]


def foreign_letters(written: str, meant: str) -> tuple[tuple[int, str, str], ...]:
    """Place (from 1), letter and the letter meant, where a word only looks like another; none where it does not."""
    if written == meant or len(written) != len(meant) or skeleton(written) != skeleton(meant):
        return ()
    pairs = enumerate(zip(written, meant, strict=True), start=1)
    return tuple((place, letter, other) for place, (letter, other) in pairs if letter.lower() != other.lower())
