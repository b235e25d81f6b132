"""Which organisations of a campaign a name was probably meant to be that is none of theirs.

A name is its number, the kind of organisation that it tells of, and what is left without the words of its legal form;
which words these are is declared in ``lang/office.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kokoq.collect.cells.words import folded, spaced
from kokoq.letters import skeleton
from kokoq.resources import office_words
from kokoq.spelling import closest

_FOOTNOTE = re.compile(r"(?: ?[*†‡⁰¹²³⁴-⁹]\)?|(?<![\d(№# ]) ?\d\)|(?<=\d) \d\))+$")
"""What points at a footnote behind a name: «*», «¹», «1)»; the end of «(корпус 1)» and of «№ 1)» does not."""

_LISTED = re.compile(r"^\d+(?:[.)]| -) ?(?=[^\W\d])")
"""The place of a name in a list before it: «3. Школа № 1»."""

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_ALIKE = 0.65
_LONGEST = 300
"""Letters of a name that are looked at; a full legal name has some 200."""


@dataclass(frozen=True, slots=True)
class _Called:
    """A name as its parts; ``rest`` are its words but the kind and the legal form, and its further numbers."""

    number: str
    kinds: frozenset[str]
    rest: str

    def agrees(self, other: _Called) -> bool:
        """Whether neither tells another number or another kind than the other does."""
        numbers = self.number == other.number or not (self.number and other.number)
        return numbers and (bool(self.kinds & other.kinds) or not (self.kinds and other.kinds))

    def may_be(self, other: _Called) -> bool:
        """Whether a name written alike is alike in more than its kind."""
        return self.agrees(other) and (not self.kinds & other.kinds or _alike(self.rest, other.rest) >= _ALIKE)


def likely(name: str, titles: tuple[str, ...]) -> Iterator[str]:
    """The titles that ``name`` was probably meant to be, best first, some perhaps twice; none of another number."""
    name = _FOOTNOTE.sub("", spaced(name)[:_LONGEST])
    own, (called, by_number, by_rest) = _called(name), _index(titles)
    yield from _of_number(own, name, {title: called[title] for title in by_number.get(own.number, ())})
    if own.rest:
        namesakes = (title for rest in closest(own.rest, by_rest) for title in by_rest[rest])
        yield from (title for title in namesakes if own.agrees(called[title]))
    near = [title for title in closest(name, titles) if own.may_be(called[title])]
    if own.rest or len(near) == 1:  # «Школа» may be any of them
        yield from near


def _of_number(own: _Called, name: str, mates: Mapping[str, _Called]) -> Iterable[str]:
    """Titles of the same number: of the same kind first, then those that tell no kind or are written alike."""
    ranked = list[tuple[int, float, str]]()
    for title, other in mates.items():
        alike = _alike(folded(name), folded(title))
        if own.kinds & other.kinds:
            ranked.append((0, -alike, title))
        elif alike >= _ALIKE or (own.agrees(other) and own.rest == other.rest):
            ranked.append((1, -alike, title))
    return (title for *_, title in sorted(ranked))


def _alike(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other).ratio()


@lru_cache(maxsize=8)
def _index(
    titles: tuple[str, ...],
) -> tuple[Mapping[str, _Called], Mapping[str, list[str]], Mapping[str, list[str]]]:
    """The parts of each title; number → its titles; what is left of names → their titles."""
    called = {title: _called(title) for title in titles}
    by_number, by_rest = dict[str, list[str]](), dict[str, list[str]]()
    for title, one in called.items():
        for key, found in ((one.number, by_number), (one.rest, by_rest)):
            if key:
                found.setdefault(key, []).append(title)
    return called, by_number, by_rest


def _called(name: str) -> _Called:
    text = skeleton(_LISTED.sub("", folded(name)))
    legal, kinds = _forms()
    told = frozenset(kind for kind, words in kinds.items() if words.search(text))
    for words in (*kinds.values(), legal):
        text = words.sub(" ", text)
    tokens = _TOKEN.findall(text)
    number = next((token for token in tokens if token.isdecimal()), "")
    if number:
        tokens.remove(number)
    return _Called(number.lstrip("0"), told, " ".join(tokens))


@lru_cache
def _forms() -> tuple[re.Pattern[str], Mapping[str, re.Pattern[str]]]:
    """The words of legal forms, and those of each kind of organisation."""
    told = office_words()
    return _any_of(told["legal"]), {line[0]: _any_of(line) for line in told["kinds"]}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest = sorted((skeleton(folded(word)) for word in words), key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
