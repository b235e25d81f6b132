"""How a column of an unknown table answers a key or a field, and how sure that is, by its header and by its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.cells.typing import read_cell
from kokoq.collect.cells.words import folded
from kokoq.collect.propose.contents import Column
from kokoq.collect.propose.symbols import Symbols
from kokoq.collect.read.book import RawCell
from kokoq.collect.sources.likeness import Likeness
from kokoq.collect.sources.terms import Term, office, terms_of
from kokoq.language import Word
from kokoq.model import Field, Table, Type
from kokoq.observations import Absence

CLEAR = 0.6
"""A match that is less sure is offered, and the column is not mapped by it."""

CERTAIN = 0.8
"""A match that is as sure as that is called so."""

_YES_OR_NO = 0.4
"""So much of what was not sure of a question for yes or no is, where nothing but these words stands below a header."""

_OFFERED = 0.55
"""A match is no surer than that where another title has the word that its own lacks."""

_PART_TOLD = 0.4
"""So much of what was not sure is, where the column before it is the whole of which the field is a part."""

_LEFT_OVER, _UNRELATED, _RELATED = 0.65, 0.5, 0.2
"""How sure it is that a column answers a question if both are left alone, and how alike they must be for the first."""

SURE = 0.8
"""So many cells are read as what a column is taken for; a few slips speak against nothing."""

_BY_CELLS = 0.7
"""How sure a column of a dictionary's words is by its cells alone; the rest is told by its header."""

_READABLE = 0.5
"""Less of a column's cells than that, and it does not answer a field at all."""

_LIKE = 0.45
"""A header that resembles a title less than that is none of it, where the values alone tell nothing."""

_BY_HINT = 0.55
"""What only the hint of a field says of a header is worth so much at most."""

_NUMBERS_AS_TEXTS = 0.75
"""How much less sure a field of texts is where a column holds numbers: a code may be one, a count is more likely."""

_ONE_WORD = 0.55
"""A column of one word over and over, under a header that says nothing of it, may have it by chance."""

_MANY = 50
"""A column with so many more distinct values than its dictionary has words is none of its."""

RIVALLED = 0.7
"""How much less sure a match is of which there are two nearly as good."""

_NEARLY, _LITERALLY = 0.1, 0.03
"""Two matches that differ less than that, in confidence and in likeness to the very titles, are not told apart."""

_EMPTY, _THE_SAME = 0.8, 0.97
"""How sure an empty column is, and how alike its header and a title must be."""

_AKIN = 0.35
"""A title that resembles a header less than that says nothing of what the header means."""

_NOWHERE = SheetPlace("", "")


@dataclass(frozen=True, slots=True)
class Match:
    """A column and what it answers: the confidence from 0 to 1, the reasons, a column that would do nearly as well.

    ``also`` is a question that the column would answer nearly as well. ``literal`` is how much the header resembles the
    title itself, whatever stands around both; ``by_words`` is false where the cells tell more than the header.
    """

    column: Column
    target: str
    title: str
    confidence: float
    reasons: tuple[Word, ...]
    literal: float = 0.0
    by_words: bool = True
    rival: str = ""
    also: str = ""

    @property
    def clear(self) -> bool:
        return self.confidence >= CLEAR


@dataclass(frozen=True, slots=True)
class Matcher:
    """What columns are held against: the words of a catalogue's titles and its dictionaries."""

    likeness: Likeness
    symbols: Symbols
    around: dict[str, frozenset[Term]] = field(default_factory=dict)  # of each field, once it was asked for

    def among(self, texts: Sequence[str]) -> Matcher:
        """The same where these texts stand above the columns."""
        return replace(self, likeness=self.likeness.among(texts))

    def assign(self, asked: Sequence[Field], columns: Sequence[Column]) -> tuple[Match, ...]:
        """Each column to one question and each question to one column, the surest first."""
        pairs = [m for column in columns for one in asked if (m := self.match(column, one)) is not None]
        pairs = [*_as_parts(pairs, {one.id: one.part_of for one in asked})]
        order = {one.id: place for place, one in enumerate(asked)}
        pairs.sort(key=lambda m: (-m.confidence, order[m.target], -m.column.year, m.column.number))
        kept: dict[str, Match] = {}
        numbers: set[int] = set()
        for pair in pairs:
            if pair.target not in kept and pair.column.number not in numbers:
                kept[pair.target] = pair
                numbers.add(pair.column.number)
        open_ = [one for one in asked if one.id not in kept and one.type is not Type.SYMBOL]
        clear = [own for own in kept.values() if own.clear]
        found = [_rivalled(own, pairs, clear, self._told_by(own, open_)) for own in kept.values()]
        return tuple(sorted(found, key=lambda match: match.column.number))

    def left_over(
        self, matches: tuple[Match, ...], asked: Sequence[Field], columns: Sequence[Column], table: Table | None
    ) -> tuple[Match, ...]:
        """The matches of a table with those of a question and a column that are left for each other alone."""
        clear = [match for match in matches if match.clear]
        if table is None or not clear:
            return matches
        numbers, told = {match.column.number for match in clear}, {match.target for match in clear}
        free = [column for column in columns if column.number not in numbers and column.cells and not column.counts]
        open_ = [one for one in asked if one.id not in told and one.type is not Type.SYMBOL]
        fitting = {one.id: [column for column in free if self._may_answer(column, one)] for one in open_}
        found = [self._left(one, fitting[one.id][0]) for one in open_ if len(fitting[one.id]) == 1]
        columns_of = Counter(match.column.number for match in found)
        alone = {match.target: match for match in found if columns_of[match.column.number] == 1}
        others = (m for m in matches if m.clear or (m.column.number not in columns_of and m.target not in alone))
        kept = {match.target: match for match in others}
        every = tuple(sorted((kept | alone).values(), key=lambda match: match.column.number))
        more = any(match.clear for match in alone.values())  # what they took is left for no other
        return self.left_over(every, asked, columns, table) if more else every

    def _may_answer(self, column: Column, asked: Field) -> bool:
        """Whether the cells of a column may be what is asked, whatever its header says; a code has digits."""
        if asked.type is Type.COUNT and office().is_share(column.said):
            return False
        coded = column.share(lambda cell: any(letter.isdecimal() for letter in cell.text)) >= SURE
        fits = coded and (column.padded or not column.numeric) if asked.type is Type.TEXT else True
        return fits and column.share(lambda cell: self.reads(cell, asked)) >= SURE

    def _left(self, asked: Field, column: Column) -> Match:
        like = self.like(column.said, asked)
        reasons = (
            Word("map.reason.left"),
            Word("map.reason.title", share=Word("map.share", percent=round(100 * like))),
        )
        confidence = _LEFT_OVER if like >= _RELATED else _UNRELATED
        return Match(column, asked.id, asked.title, confidence, reasons[: 1 + bool(like)], like, by_words=False)

    def _told_by(self, own: Match, asked: Sequence[Field]) -> tuple[str, ...]:
        """The titles that say what the column's header says and its own does not: «прошли курсы *по воспитанию*»."""
        unsaid = self.likeness.unsaid(own.column.said, own.title) if own.by_words else ()
        titles = (one.title for one in asked if self.like(own.column.said, one) >= _AKIN) if unsaid else ()
        return tuple(t for t in titles if any(office().alike(one, term) for one in unsaid for term in terms_of(t)))

    def match(self, column: Column, asked: Field) -> Match | None:
        """How a column answers one question; None where it does not."""
        if asked.type is Type.COUNT and (office().is_share(column.said) or any(map(office().is_planned, column.path))):
            return None
        title, like = self._resembles(column.said, asked)
        if not column.cells:
            return self._empty(column, asked)
        symbol = asked.type is Type.SYMBOL
        if like < _LIKE and (column.numeric or not symbol):
            return None
        if symbol and not self._may_hold(column, asked.dictionary):
            return None
        read = column.share(lambda cell: self.reads(cell, asked))
        if read < _READABLE:
            return None
        shown = Word("map.share", percent=round(100 * read))
        if symbol:
            confidence = (_BY_CELLS + (1 - _BY_CELLS) * like) * min(1.0, read / SURE)
            confidence = min(confidence, _ONE_WORD) if like < _LIKE and len(column.cells) == 1 else confidence
            dictionary = self.symbols.words.titles.get(asked.dictionary, asked.dictionary)
            reason = Word("map.reason.symbols", share=shown, dictionary=dictionary)
        else:
            numbers = column.numeric and not column.padded and asked.type is Type.TEXT
            confidence = like * read * (_NUMBERS_AS_TEXTS if numbers else 1.0)
            plain = asked.type is Type.YES_NO and not column.numeric
            confidence += _YES_OR_NO * (1 - confidence) * (read == 1.0) if plain else 0.0
            reason = Word("map.reason.values", share=shown, kind=Word(f"map.kind.{asked.type}"))
        alike = Word("map.share", percent=round(100 * like))
        if title == asked.hint:
            header = Word("map.reason.hint")
        elif title == asked.title:
            header = Word("map.reason.title", share=alike)
        else:
            header = Word("map.reason.header", title=title, share=alike)
        reasons = (header, reason) if like >= _LIKE else (reason,)
        literal = self.likeness.of(column.said, asked.title)
        return Match(column, asked.id, asked.title, round(confidence, 3), reasons, literal, by_words=not symbol)

    def _empty(self, column: Column, asked: Field) -> Match | None:
        """An empty column under the very title of a field: next time something may stand in it."""
        literal = self.likeness.of(column.path, asked.title)
        reasons = (Word("map.reason.title", share=Word("map.share", percent=round(100 * literal))),)
        exact = literal >= _THE_SAME
        return Match(column, asked.id, asked.title, _EMPTY, reasons, literal) if exact else None

    def reads(self, cell: RawCell, asked: Field) -> bool:
        """Whether a cell is read as a value within its limits, or says in a declared word that there is none."""
        if asked.type is Type.SYMBOL and self.symbols.code(cell.text, asked.dictionary):
            return True
        typed = read_cell(cell, asked, sheet=_NOWHERE, words=self.symbols.words)
        low, high = asked.limits
        value = typed.value if isinstance(typed.value, float) else None
        within = value is None or ((low is None or value >= low) and (high is None or value <= high))
        return within and typed.absence is not Absence.INVALID

    def like(self, path: Sequence[str], asked: Field) -> float:
        """How much a header resembles a question."""
        return self._resembles(path, asked)[1]

    def named(self, text: str, asked: Field) -> float:
        """How much of a question a text above the table says."""
        return self.likeness.named(asked.title, text, self._around(asked))

    def _resembles(self, path: Sequence[str], asked: Field) -> tuple[str, float]:
        """What of a question a header resembles most, and how much."""
        titles = [asked.title, asked.id.replace("_", " ")]
        titles += [self.symbols.words.titles.get(asked.dictionary, "")] if asked.type is Type.SYMBOL else []
        around = self._around(asked)
        best = max(titles, key=lambda title: self.likeness.of(path, title, around))
        like = self.likeness.of(path, best, around)
        hinted = _BY_HINT * self.likeness.within(path, f"{asked.title} {asked.hint}") if asked.hint else 0.0
        return (best, like) if like >= hinted else (asked.hint, round(hinted, 3))

    def _around(self, asked: Field) -> frozenset[Term]:
        """What is said anyway: by the title of the table, the field that this is part of, several fields of a table."""
        if asked.id not in self.around:
            self.around[asked.id] = self._said_around(asked)
        return self.around[asked.id]

    def _said_around(self, asked: Field) -> frozenset[Term]:
        fields, table = self.symbols.catalogue.fields, self.symbols.catalogue.tables.get(asked.table)
        titles = [one.title for one in (table, fields.get(asked.part_of)) if one is not None]
        counts = Counter(term for name in (table.fields if table else ()) for term in {*terms_of(fields[name].title)})
        shared = {term for term, n in counts.items() if n > 1}
        return frozenset(term for title in titles for term in terms_of(title)) | shared

    def _may_hold(self, column: Column, dictionary: str) -> bool:
        """Whether a column may be of a dictionary: of not too many words, and not of words of absence alone."""
        words = self.symbols.words
        few = len(column.cells) <= _MANY + 2 * len(words.symbols[dictionary])
        return few and column.share(lambda cell: folded(cell.text) not in words.sentinels) > 0


def _as_parts(pairs: Sequence[Match], part_of: Mapping[str, str]) -> Iterator[Match]:
    """The matches, surer where a header with «из них» tells a part of what the column before it was taken for."""
    best = {pair.column.number: pair for pair in sorted(pairs, key=lambda pair: pair.confidence)}
    for pair in pairs:
        whole = best.get(pair.column.part_of)
        if whole is None or part_of.get(pair.target) != whole.target:
            yield pair
        else:
            reasons = (*pair.reasons, Word("map.reason.part", column=whole.column.name))
            confidence = round(pair.confidence + _PART_TOLD * (1 - pair.confidence), 3)
            yield replace(pair, confidence=confidence, reasons=reasons)


def _rivalled(own: Match, pairs: Sequence[Match], clear: Sequence[Match], others: Sequence[str]) -> Match:
    """The match, less sure where a column or a question that is left over, or one of ``others``, would do as well.

    What has no clear match is left over: a column that is only offered for something may as well be meant for this.
    """
    answered, numbers = {own.target, *(m.target for m in clear)}, {own.column.number, *(m.column.number for m in clear)}
    near = [p for p in pairs if own.confidence - p.confidence < _NEARLY and own.literal - p.literal < _LITERALLY]
    columns = [p.column.name for p in near if p.target == own.target and p.column.number not in numbers]
    titles = [p.title for p in near if p.column.number == own.column.number and p.target not in answered]
    titles += others
    if not columns and not titles:
        return own
    rival, also = (next(iter(some), "") for some in (columns, titles))
    confidence = min(own.confidence * RIVALLED, _OFFERED if others else 1.0)
    return replace(own, rival=rival, also=also, confidence=round(confidence, 3))
