"""Which entry of a dictionary a text stands for, and which one the texts around a table name for all of its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kokoq.collect.cells.words import Vocabulary, folded
from kokoq.collect.sources.terms import ONE, Term, office, terms_of
from kokoq.model import Catalogue

_COUNTED = re.compile(r"\((\d[^)]*)\)")
"""What an entry says of itself in brackets, if that begins with a number: «начальное общее (1–4 классы)»."""

_SHORTEST = 3
"""Letters by which a word without a dot is known to be the beginning of another."""


@dataclass(frozen=True, slots=True)
class Symbols:
    """The dictionaries of a catalogue; what a text stands for is found once."""

    catalogue: Catalogue
    words: Vocabulary
    codes: dict[tuple[str, str], str] = field(default_factory=dict)

    def code(self, text: str, dictionary: str) -> str:
        """The code that a text stands for, written out or shortened in a way that can be meant of one entry only."""
        if (text, dictionary) not in self.codes:
            self.codes[text, dictionary] = self._code(text, dictionary)
        return self.codes[text, dictionary]

    def _code(self, text: str, dictionary: str) -> str:
        symbols = self.words.symbols[dictionary]
        exact = symbols.get(folded(text))
        if exact:
            return exact
        entries = self.catalogue.dictionaries[dictionary].entries
        own = self.own(dictionary)
        written = tuple(term for term in terms_of(text) if term not in own)
        counted = {said: code for code, title in entries.items() for said in _COUNTED.findall(title)}
        for named in ({title: code for code, title in entries.items()}, symbols, counted):
            words = ((code, tuple(term for term in terms_of(word) if term not in own)) for word, code in named.items())
            begun = {code for code, terms in words if begins(written, terms)}
            if len(begun) == 1:
                return begun.pop()
        return ""

    def constant(self, dictionary: str, titles: Sequence[str]) -> str:
        """The one code of which a word stands in the texts; "" where none is alone.

        What is said with the title of the dictionary, as «школьный этап», is meant before what is said without it.
        """
        own = self.own(dictionary)
        texts = [terms_of(text) for text in titles]
        found: dict[bool, set[str]] = {True: set(), False: set()}
        for word, code in self.words.symbols[dictionary].items():
            for said in _ways(word, own):
                if any(_within(said, text) for text in texts):
                    found[not own.isdisjoint(said)].add(code)
        codes = found[True] or found[False]
        return codes.pop() if len(codes) == 1 else ""

    def own(self, dictionary: str) -> frozenset[Term]:
        """The words of a dictionary's title: in «муниципальный уровень» the second one tells nothing."""
        title = self.words.titles.get(dictionary, dictionary)
        return frozenset(term for text in (title, *title.split()) for term in terms_of(text))


def begins(written: Sequence[Term], entry: Sequence[Term]) -> bool:
    """Whether the words of an entry begin like those that were written, in their order, the first like the first."""
    if not written or not entry or not _is(written[0], entry[0]):
        return False
    if not written[0].is_number and sum(len(one.stem) for one in written) < _SHORTEST:
        return False
    rest = iter(entry[1:])
    return all(any(_is(one, other) for other in rest) for one in written[1:])


def _is(written: Term, meant: Term) -> bool:
    """Whether a word is a form of another or its beginning."""
    beginning = written.stem.isalpha() and len(written.stem) >= _SHORTEST and meant.stem.startswith(written.stem)
    return beginning or office().alike(written, meant) >= ONE


def _ways(word: str, own: frozenset[Term]) -> list[tuple[Term, ...]]:
    """How a text names an entry: by its own words; a number only together with a word of the dictionary's title."""
    terms = terms_of(word)
    if terms and all(term.is_number for term in terms):
        return [way for one in sorted(own, key=lambda term: term.stem) for way in ((one, *terms), (*terms, one))]
    return [terms] if terms and len(word) >= _SHORTEST else []


def _within(some: Sequence[Term], text: Sequence[Term]) -> bool:
    """Whether terms stand side by side in a text."""
    starts = range(len(text) - len(some) + 1)
    return any(all(office().alike(a, b) >= ONE for a, b in zip(some, text[n:], strict=False)) for n in starts)
