"""Columns side by side that stand for codes of a key, or of two keys: «Русский язык | 5 класс | Участники»."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kokoq.collect.propose.contents import Column
from kokoq.collect.propose.match import SURE, Matcher
from kokoq.collect.sources.terms import office, terms_of
from kokoq.language import Word
from kokoq.model import Field, Type, Unpivot

_UNTOLD = 0.3
"""How sure it is which field the cells answer where nothing says so."""

_BY_TITLE = 0.75
"""How sure it is at most where only a title above the table says so."""

_ONLY = 0.6
"""The same where a table asks for one number only."""

_LIKE = 0.45
"""A sub header that resembles a title less than that tells nothing."""

Group = Mapping[str, Column]
"""The columns under one sub header, by the header that stands for a code."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Some of the columns as a mapping declares them; ``constants`` are the code of the other key, if there are two."""

    unpivot: Unpivot
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wide:
    """Columns side by side that become rows: one spread, or one for each code of the second key."""

    spreads: tuple[Spread, ...]
    columns: frozenset[int]
    title: str
    confidence: float
    reasons: tuple[Word, ...]

    @property
    def answered(self) -> frozenset[str]:
        """The keys and fields that they answer."""
        return frozenset(
            name for one in self.spreads for name in (one.unpivot.key, *one.unpivot.fields.values(), *one.constants)
        )


@dataclass(frozen=True, slots=True)
class Spreader:
    """Columns are looked at by their headers; ``titles`` are the texts around the table."""

    matcher: Matcher
    titles: tuple[str, ...]

    def wide(self, key: Field, asked: Sequence[Field], columns: Sequence[Column]) -> Wide | None:
        """The columns whose headers are codes of a key, if there are two or more of one kind."""
        groups = self._groups(key.dictionary, columns)
        others = [one for one in asked if one.type is Type.SYMBOL and one.id != key.id]
        for other in others:
            apart = {sub: self._apart(sub, other.dictionary) for sub in groups}
            if len({code for code, _ in apart.values()} - {""}) > 1:
                told = {sub: found for sub, found in apart.items() if found[0]}
                return self._made(key, groups, told, asked, other.id)
        return self._made(key, groups, {sub: ("", self._bare(sub, key.dictionary)) for sub in groups}, asked, "")

    def _groups(self, dictionary: str, columns: Sequence[Column]) -> dict[str, dict[str, Column]]:
        """Sub header → header → column, of the sub headers under which there are two or more codes."""
        coded: dict[str, dict[str, Column]] = {}
        for column in columns:
            for name, told, rest in _splits(column.path):
                if self._code(told, rest, dictionary):
                    coded.setdefault("|".join(rest), {}).setdefault(name, column)
                    break
        return {sub: found for sub, found in coded.items() if len(found) > 1}

    def _code(self, name: str, rest: Sequence[str], dictionary: str) -> str:
        """The code that a header stands for; a number only where its kind is told: «Класс | 5», not «5 класс | 5»."""
        own = self.matcher.symbols.own(dictionary)
        if all(term.is_number for term in terms_of(name)):
            said = (terms_of(text) for text in (*rest, *self.titles))
            told = any(not own.isdisjoint(terms) for terms in said if not any(term.is_number for term in terms))
            return self.matcher.symbols.code(name, dictionary) if told else ""
        return self.matcher.symbols.code(name, dictionary)

    def _apart(self, sub: str, dictionary: str) -> tuple[str, str]:
        """The code of another key that stands in a sub header, and the rest of it."""
        parts = sub.split("|")
        for n, part in enumerate(parts):
            code = self._code(part, (*parts[:n], *parts[n + 1 :]), dictionary)
            if code:
                return code, "|".join((*parts[:n], *parts[n + 1 :]))
        return "", sub

    def _bare(self, sub: str, dictionary: str) -> str:
        """A sub header without what only says that codes stand there: «Класс»."""
        own = self.matcher.symbols.own(dictionary)
        return "|".join(part for part in sub.split("|") if not own.issuperset(terms_of(part)))

    def _made(
        self,
        key: Field,
        groups: Mapping[str, Group],
        told: Mapping[str, tuple[str, str]],
        asked: Sequence[Field],
        other: str,
    ) -> Wide | None:
        """``told`` has of each sub header the code of the ``other`` key, if there is one, and what is left of it."""
        numbers = [one for one in asked if one.type not in (Type.SYMBOL, Type.TEXT)]
        every: dict[str, list[Column]] = {}
        for sub, (_, rest) in told.items():
            every.setdefault(rest, []).extend(column for column in groups[sub].values() if column.cells)
        answers = self._answers(every, numbers)
        spreads, used = list[Spread](), set[int]()
        for code in dict.fromkeys(code for code, _ in told.values()):
            fields = {sub: answers[rest][0].id for sub, (own, rest) in told.items() if own == code and rest in answers}
            names = (
                [name for name in groups[next(iter(fields))] if all(name in groups[s] for s in fields)]
                if fields
                else []
            )
            codes = {name: self.matcher.symbols.code(name.rpartition("|")[2], key.dictionary) for name in names}
            if len(set(codes.values())) < max(2, len(codes)):
                continue
            spreads.append(Spread(Unpivot(key=key.id, columns=codes, fields=fields), {other: code} if code else {}))
            used |= {groups[sub][name].number for sub in fields for name in names}
        return self._judged(key, spreads, used, answers)

    def _judged(
        self, key: Field, spreads: Sequence[Spread], used: set[int], answers: Mapping[str, tuple[Field, float]]
    ) -> Wide | None:
        if not spreads:
            return None
        like = sum(score for _, score in answers.values()) / len(answers)
        dictionary = self.matcher.symbols.words.titles.get(key.dictionary, key.dictionary)
        n = max(len(one.unpivot.columns) for one in spreads)
        reasons = [Word("map.reason.wide", n=n, dictionary=dictionary)]
        reasons += [Word("map.reason.untold")] if like < _LIKE else []
        title = ", ".join(one.title for one, _ in answers.values())
        confidence = _UNTOLD + (1 - _UNTOLD) * like
        confidence = min(confidence, _BY_TITLE) if "" in answers else confidence
        return Wide(tuple(spreads), frozenset(used), title, round(confidence, 3), tuple(reasons))

    def _answers(
        self, groups: Mapping[str, Sequence[Column]], numbers: Sequence[Field]
    ) -> dict[str, tuple[Field, float]]:
        """The field that the cells under a sub header answer by what stands over them; else the first that fits."""
        pairs = []
        for place, (sub, columns) in enumerate(groups.items()):
            path = tuple(sub.split("|")) if sub else ()
            for order, one in enumerate(numbers):
                if columns and self._reads(columns, path, one):
                    above = (self.matcher.named(text, one) for text in self.titles)
                    like = self.matcher.like(path, one) if path else max(above, default=0.0)
                    pairs.append((-max(like, _ONLY if len(numbers) == 1 else 0.0), place, order, sub, one))
        found: dict[str, tuple[Field, float]] = {}
        for minus, _, _, sub, one in sorted(pairs, key=lambda pair: pair[:3]):
            free = sub not in found and one.id not in {known.id for known, _ in found.values()}
            if free and (-minus >= _LIKE or (len(groups) == 1 and not sub)):
                found[sub] = (one, -minus)
        return found

    def _reads(self, columns: Sequence[Column], path: Sequence[str], asked: Field) -> bool:
        shares = asked.type is Type.COUNT and office().is_share(path)
        return not shares and all(c.share(lambda cell: self.matcher.reads(cell, asked)) >= SURE for c in columns)


def _splits(path: tuple[str, ...]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The ways to take a header for a code: its upper part as a mapping names it, the text that tells it, the rest.

    What stands over the code belongs to it: «в том числе|начальное общее» and «учеников».
    """
    yield path[0], path[0], path[1:]
    yield path[-1], path[-1], path[:-1]
    for n in range(1, len(path) - 1):
        yield "|".join(path[: n + 1]), path[n], path[n + 1 :]
