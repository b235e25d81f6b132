"""How much a header resembles the title of a field."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kokoq.collect.sources.terms import Term, office, terms_of

_UPPER = 0.9
"""What an upper row of a header says counts so much of what its last row says."""

_CONTEXT = 0.6
"""The same of what stands around the table."""

_BESIDE = 0.15
"""A word of an upper row that no title has speaks so much against it."""

_ASIDE = 0.3
"""So much weighs what is said in brackets, or what the whole that a field is part of is called."""

_TELLING = 0.6
"""A word that weighs so much of what a word of no title does tells one title from others."""

_BRACKETS = re.compile(r"\([^)]*\)")
_OTHER_NUMBER = 0.3
"""A header with numbers, none of them the title's, is probably another's: «11 класс» and «выпускники 9-х классов»."""


_ABOVE_ONLY = 0.5
"""A title of which the last row of a header says nothing is that of another column below the same upper rows."""

_UNSAID = 0.75
"""A title that leaves something out («без совместителей»), under a header that does not say so, may be another's."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Headers against titles; a term weighs the more the fewer ``titles`` have it."""

    weights: Mapping[str, float] = field(default_factory=dict)
    unknown: float = 1.0
    context: frozenset[Term] = frozenset()
    known: dict[tuple[tuple[str, ...], str, frozenset[Term]], float] = field(default_factory=dict)

    def of(self, path: Sequence[str], title: str, around: frozenset[Term] = frozenset()) -> float:
        """From 0 to 1: the words of a header, from its top to its bottom, against those of a title.

        Words of the title that stand ``around`` the field anyway, as in its table's title, weigh less.
        """
        key = (tuple(path), title, around)
        if key not in self.known:
            self.known[key] = round(self._of(path, title, around), 3)
        return self.known[key]

    def unsaid(self, path: Sequence[str], title: str) -> tuple[Term, ...]:
        """The telling words of the last row of a header that a title has not, and another one has."""
        tail = next((terms for part in reversed(path) if (terms := terms_of(part))), ())
        telling = (one for one in tail if self.weights.get(one.stem, 0.0) >= _TELLING * self.unknown)
        return tuple(one for one in telling if not _best(one, terms_of(title)))

    def among(self, texts: Sequence[str]) -> Likeness:
        """The same where these texts stand around the headers."""
        return Likeness(self.weights, self.unknown, frozenset(term for text in texts for term in terms_of(text)))

    def within(self, path: Sequence[str], text: str) -> float:
        """From 0 to 1: how much of what the last row of a header says stands in a text; common words say little.

        One word alone, with nothing above it, says nothing.
        """
        rows = [weighed for part in path if (weighed := self._weighed(part))]
        said = {one for row in rows for one in row if _best(one, terms_of(text))}
        held = sum(weight for one, weight in rows[-1].items() if one in said) if len(said) > 1 else 0.0
        return held / max(sum(rows[-1].values()), self.unknown) if held else 0.0

    def named(self, title: str, text: str, around: frozenset[Term] = frozenset()) -> float:
        """From 0 to 1: how much of a title a text says, whatever else it says."""
        wanted = self._weighed(title, around)
        told = sum(weight * _best(one, terms_of(text)) for one, weight in wanted.items())
        return _UPPER * told / sum(wanted.values()) if told else 0.0

    def _of(self, path: Sequence[str], title: str, around: frozenset[Term]) -> float:
        rows = [weighed for part in path if (weighed := self._weighed(part))]
        wanted = self._weighed(title, around)
        if not rows or not wanted:
            return 0.0
        tail = rows[-1]
        upper = {one: weight for row in rows[:-1] for one, weight in row.items() if one not in tail}
        rows_of = ((tail, 1.0), (upper, _UPPER), (self.context, _CONTEXT))
        told = sum(weight * max(part * _best(one, row) for row, part in rows_of) for one, weight in wanted.items())
        own, above = (sum(weight * _best(one, wanted) for one, weight in some.items()) for some in (tail, upper))
        beside = _BESIDE * (sum(upper.values()) - above)
        recall = told / sum(wanted.values())
        precision = (own + above) / (sum(tail.values()) + above + beside) if own or above else 0.0
        like = 3 * recall * precision / (recall + 2 * precision) if recall else 0.0  # what a title says weighs double

        def told_of(one: Term) -> float:
            return max(_best(one, row) for row, _ in rows_of)

        ours, theirs = ({one for one in some if one.is_number} for some in ({**tail, **upper}, wanted))
        like *= 1.0 if own else _ABOVE_ONLY
        like *= _UNSAID if any(one.negated and not told_of(one) for one in wanted) else 1.0
        return like * (_OTHER_NUMBER if ours and theirs and not ours & theirs else 1.0)

    def _weighed(self, text: str, around: frozenset[Term] = frozenset()) -> dict[Term, float]:
        """The terms of a text with their weights."""
        aside = [term for said in _BRACKETS.findall(text) for term in terms_of(said)]
        plain = terms_of(_BRACKETS.sub(" ", text))
        if not plain or around.issuperset(plain):
            return {one: self._weight(one) for one in plain or aside}
        weights = {one: _ASIDE * self._weight(one) for one in aside}
        return weights | {one: self._weight(one) * (_ASIDE if one in around else 1.0) for one in plain}

    def _weight(self, term: Term) -> float:
        return self.weights.get(term.stem, self.unknown)


def likeness_among(titles: Iterable[str]) -> Likeness:
    """What compares headers with these titles."""
    every = [{term.stem for term in terms_of(title)} for title in titles]
    counts = Counter(stem for stems in every for stem in stems)
    weights = {stem: math.log((len(every) + 1) / n) for stem, n in counts.items()}
    return Likeness(weights, max(weights.values(), default=1.0))


def _best(term: Term, others: Iterable[Term]) -> float:
    return max((office().alike(term, other) for other in others), default=0.0)
