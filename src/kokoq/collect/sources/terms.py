"""The texts of headers as terms: words without their endings, shortened words, words that mean the same as others.

What office Russian shortens and which of its words mean one thing is declared in ``lang/office.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kokoq.collect.cells.words import folded
from kokoq.resources import office_words

_TOKEN = re.compile(r"\d+ ?- ?\d+(?!\d)|\d+(?:[.,]\d+)?(?:-[^\W\d_]{1,2}\b)?|%|[^\W\d_]+(?:[-/][^\W\d_]+)*\.?")
_YEAR = re.compile(r"(?:19|20)\d\d(?: ?- ?\d{2,4})?")
_RANGE = re.compile(r"(\d+) ?- ?(\d+)")
_REFLEXIVE = re.compile(r"с[яь]$")
_ENDING = re.compile(
    r"(?:вш(?:ими|его|ему|ая|ее|ей|ем|ие|ий|им|их|ую)|(?<!те)ли|(?<=[аеиуыюя])ло"
    r"|иями|[аяиы]ми|[ео]го|[ео]му|и?[ая][хм]|и?е[йм]|[иы][йхм]|[оы]й|ом|ую|юю|[аи]я|яя|[иоые]е|[еоь]ю|ию|ии|ь[яе]|[ео]в"
    r"|[аеийоуыьюя])$"
)
_LEFT = 3
"""Letters that are left of a word at least."""

ONE = 0.9
"""Terms that are so alike are one word, one of them shortened perhaps."""

_EITHER = 0.5
"""«Уч.» may be one of many words; whether it is this one is half sure."""

_AKIN = 6
"""Letters that two words begin with alike if one is derived from the other."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word without its ending, or for declared words the number of their line, as «=7».

    ``short``: only the beginning of a word was written; ``negated``: its contrary is meant.
    """

    stem: str
    short: bool = False
    negated: bool = False

    @property
    def is_number(self) -> bool:
        return self.stem[:1].isdecimal()


@dataclass(frozen=True, slots=True)
class Office:
    """The declared words; ``same`` has whole texts, the longest first, each with the number of its line."""

    shortened: Mapping[str, str]
    silent: frozenset[str]
    negative: frozenset[str]
    shares: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()
    planned: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    organisation: frozenset[tuple[Term, ...]] = frozenset()
    same: tuple[tuple[tuple[Term, ...], str], ...] = ()

    def split(self, text: str) -> tuple[Term, ...]:
        """The terms of a text in their order, without those that tell nothing."""
        words, found = list(self._words(text)), list[Term]()
        while words:
            length, line = self._line(words)
            found.append(Term(line) if line else words[0])
            del words[:length]
        return tuple(found)

    def alike(self, one: Term, other: Term) -> float:
        """From 0 to 1: whether two terms mean the same."""
        if one.negated is not other.negated:
            return 0.0
        if one.stem == other.stem:
            return 1.0
        if one.is_number or other.is_number or not (one.stem[0] == other.stem[0] or one.short or other.short):
            return 0.0
        begun = max(self._begun(short, whole) for short, whole in ((one, other), (other, one)))
        if begun:
            return begun
        pairs = zip(one.stem, other.stem, strict=False)
        shared = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one.stem), len(other.stem)))
        return 0.7 if shared >= max(_AKIN, 0.6 * len(one.stem), 0.6 * len(other.stem)) else 0.0

    def is_share(self, path: Sequence[str]) -> bool:
        """Whether a header says that shares stand below it."""
        return any(term.stem in self.shares for text in path for term in self._words(text))

    def is_planned(self, text: str) -> bool:
        """Whether a text says that the figures are of what is wanted or expected, and not of what is."""
        return any(term.stem in self.planned for term in self._words(text))

    def is_answer(self, text: str) -> bool:
        """Whether a header says that answers stand below it, to questions that another column names."""
        return any(stem(word) in self.answers for word in _TOKEN.findall(folded(text)))

    def is_part(self, text: str) -> bool:
        """Whether a header tells a part of what the column before it tells."""
        return folded(text).lstrip("…. ").startswith(self.parts)

    def is_organisation(self, text: str) -> bool:
        """Whether a header says that organisations stand below it: nothing but words of such headers is in it."""
        found = self.split(text)
        words = {term for said in self.organisation for term in said}
        return words.issuperset(found) and any((term,) in self.organisation for term in found)

    def _words(self, text: str) -> Iterator[Term]:
        """Word by word, each known by its own letters alone."""
        negated = False
        for token in _TOKEN.findall(folded(text)):
            span = _RANGE.fullmatch(token)
            bare = token.rstrip(".") if not token[0].isdecimal() else token.partition("-")[0]
            bare = f"{span[1]}-{span[2]}" if span else bare
            word = self.shortened.get(bare, bare)
            if word in self.negative:
                negated = True
                continue
            cut = word == bare and not bare[0].isdecimal() and (token != bare or "-" in bare)
            word = bare.partition("-")[0] if cut else word
            if not _YEAR.fullmatch(word) and not self._is_silent(word, cut=cut):
                yield Term(word if cut else stem(word), short=cut, negated=negated)
                negated = False

    def _is_silent(self, word: str, *, cut: bool) -> bool:
        letter = len(word) == 1 and word.isalpha()
        beginning = cut and len(word) > _LEFT and any(whole.startswith(word) for whole in self.silent)
        return letter or beginning or word in self.silent

    def _line(self, words: Sequence[Term]) -> tuple[int, str]:
        """How many of the next words a declared text takes, and its line; one and "" where none does."""
        found = [(len(said), line) for said, line in self.same if _say(words, said)]
        if not found or (words[0].short and found[0][0] == 1 and len({line for _, line in found}) > 1):
            return 1, ""
        return found[0]

    def _begun(self, short: Term, whole: Term) -> float:
        """Whether a shortened term is the beginning of another."""
        if not short.short:
            return 0.0
        forms = [said[0].stem for said, line in self.same if line == whole.stem and len(said) == 1]
        few = bool(forms) and len(short.stem) <= _LEFT
        return any(form.startswith(short.stem) for form in forms or [whole.stem]) * (_EITHER if few else ONE)


def _say(words: Sequence[Term], said: Sequence[Term]) -> bool:
    """Whether words begin with a declared text, written out or shortened."""
    return len(said) <= len(words) and all(
        word.negated is one.negated
        and (one.stem.startswith(word.stem) if word.short and len(word.stem) > 1 else one.stem == word.stem)
        for word, one in zip(words, said, strict=False)
    )


def stem(word: str) -> str:
    """A word in lower case without its ending, if enough of it is left."""
    bare = _REFLEXIVE.sub("", word.replace("-", "").replace("/", ""))
    ending = _ENDING.search(bare, _LEFT)
    return (bare[: ending.start()] if ending else bare).replace("нн", "н")


@lru_cache
def office() -> Office:
    """The declared words, read once."""
    told = office_words()
    shares, planned, answers = (frozenset(map(stem, told[key])) for key in ("shares", "planned", "answers"))
    silent, negative = (frozenset(told[key]) for key in ("silent", "negative"))
    words = Office(told["shortened"], silent, negative, shares, tuple(map(folded, told["parts"])), planned, answers)
    lines = ((words.split(text), f"={n}") for n, line in enumerate(told["same"]) for text in line)
    same = sorted((pair for pair in lines if pair[0]), key=lambda pair: -len(pair[0]))
    whole = replace(words, same=tuple(dict.fromkeys(same)))
    return replace(whole, organisation=frozenset(whole.split(text) for text in told["organisation"]))


@lru_cache(maxsize=8192)
def terms_of(text: str) -> tuple[Term, ...]:
    """The terms of a text in their order, without those that tell nothing."""
    return office().split(text)
