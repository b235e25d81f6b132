"""Which of the known names a wrong one was probably meant to be: «did you mean»."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice, pairwise

from kokoq.letters import skeleton


def closest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known names that ``name`` was probably meant to be, best first: «did you mean».

    Only those that share most pairs of letters with it are compared: there may be thousands of names, and thousands
    of times something is asked for that is none of them. A name that looks the same is meant before all others.
    """
    from difflib import SequenceMatcher, get_close_matches

    folded, holders, twins, told = _pairs_of_letters(tuple(known))
    word = name[:_COMPARED].casefold()
    if word not in told and (twin := twins.get(skeleton(word))):
        told[word] = (twin,)
    if word in told:
        return told[word]
    rarest = sorted((holders[pair] for pair in _pairs(word) if pair in holders), key=len)
    shared = Counter(islice((other for others in rarest for other in others), _LOOKED_AT))
    near = sorted(shared, key=lambda other: (-shared[other], other))[:_CANDIDATES]
    matches = get_close_matches(word, near, n=2, cutoff=0.65)
    if len(word) <= _SHORT:  # two other letters make another word of it: lessons, persons
        same = [m for m in matches if word in m or m in word or sorted(m) == sorted(word)]
        matches = [m for m in matches if m in same or SequenceMatcher(None, m, word).ratio() >= _SURE]
    told[word] = tuple(folded[match] for match in matches)
    return told[word]


_SHORT, _SURE = 8, 0.75
_COMPARED = 80  # letters of a name; difflib takes the square of them
_CANDIDATES = 12
_LOOKED_AT = 2_000  # names that share a pair of letters, those of the rarest pairs first


@lru_cache(maxsize=8)
def _pairs_of_letters(
    known: tuple[str, ...],
) -> tuple[Mapping[str, str], Mapping[str, list[str]], Mapping[str, str], dict[str, tuple[str, ...]]]:
    """Folded name → name, pair of letters → the folded names that have it, what a name looks like → the name.

    And what was told of a word before.
    """
    folded = {other[:_COMPARED].casefold(): other for other in known}
    holders: dict[str, list[str]] = {}
    for other in sorted(folded):
        for pair in _pairs(other):
            holders.setdefault(pair, []).append(other)
    return folded, holders, {skeleton(other): folded[other] for other in folded}, {}


def _pairs(word: str) -> Iterable[str]:
    """The pairs of neighbouring letters, those of its two ends included, each once."""
    framed = f" {word} "
    return dict.fromkeys(map("".join, pairwise(framed)))
