"""Which columns of an unknown table answer which keys and fields of a declared one, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kokoq.collect.propose.likeness import expand, likeness
from kokoq.collect.propose.profile import Column
from kokoq.collect.read.book import RawCell
from kokoq.collect.typing import SheetPlace, read_cell
from kokoq.collect.words import Vocabulary, folded
from kokoq.diagnostics import closest
from kokoq.language import Word
from kokoq.model import PLAIN, Catalogue, Field, Table, Type, Unpivot
from kokoq.observations import Absence

_NOWHERE = SheetPlace("", "")
_WORD = re.compile(r"[\w-]+")
_READABLE = 0.5
"""Less of a column's cells than that, and it does not answer a field at all."""

_LIKE = 0.45
"""A header that resembles a title less than that is none of it, where the values alone tell nothing."""

_NUMBERS_AS_TEXTS = 0.6
"""How much less sure a field of texts is where a column holds numbers: a code may be one, a count is more likely."""

SURE = 0.8

_MANY = 50
"""A column with so many more distinct values than its dictionary has words is none of its."""


@dataclass(frozen=True, slots=True)
class Match:
    """A column and what it answers: the confidence from 0 to 1, the reasons, a column that would do nearly as well."""

    column: Column
    target: str
    title: str
    confidence: float
    reasons: tuple[Word, ...]
    rival: str = ""


@dataclass(frozen=True, slots=True)
class Values:
    """Spellings that no dictionary has: those that can be meant in one way, those that are near, the rest."""

    sure: Mapping[str, str] = field(default_factory=dict)
    perhaps: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wide:
    """Columns side by side that stand for codes of a key, as a mapping declares them."""

    unpivot: Unpivot
    columns: frozenset[int]
    title: str
    confidence: float
    reasons: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """How an unknown table fits a declared one; the best has the most ``points``.

    ``missing`` are fields and ``keyless`` keys that no column answers; without a key no row can be read. ``constants``
    are keys and symbols that a text around the table names once for all rows.
    """

    table: str
    title: str
    points: float
    matches: tuple[Match, ...] = ()
    wide: Wide | None = None
    values: Mapping[str, Values] = field(default_factory=dict)
    missing: tuple[tuple[str, str], ...] = ()
    keyless: tuple[tuple[str, str], ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)

    @property
    def confidence(self) -> float:
        """The mean of its columns'."""
        every = [match.confidence for match in self.matches] + ([self.wide.confidence] if self.wide else [])
        return sum(every) / len(every) if every else 0.0


@dataclass(frozen=True, slots=True)
class Judge:
    """What columns are judged by: the catalogue, the words of cells, the texts above the table and around it."""

    catalogue: Catalogue
    words: Vocabulary
    titles: tuple[str, ...] = ()
    codes: dict[tuple[str, str], str] = field(default_factory=dict)

    def fits(self, columns: Sequence[Column], only: str | None = None) -> tuple[Fit, ...]:
        """The declared tables that the columns may be the rows of, best first; the plain fields are one of them."""
        tables = [PLAIN, *self.catalogue.tables] if only is None else [only]
        found = [fit for name in tables if (fit := self._best(name, columns)) is not None]
        return tuple(sorted(found, key=lambda fit: -fit.points))

    def _best(self, name: str, columns: Sequence[Column]) -> Fit | None:
        """A table as it stands, or with one of its keys in the header, whichever takes more of the columns."""
        table = self.catalogue.tables.get(name)
        asked = _questions(table, self.catalogue)
        ways: list[Wide | None] = [None]
        if table is not None:
            symbols = [one for one in asked if one.type is Type.SYMBOL]
            ways += [wide for key in symbols if (wide := self._wide(key, asked, columns)) is not None]
        trials = [self._fit(table, asked, columns, wide) for wide in ways]
        usable = [trial for trial in trials if trial.matches or trial.wide]
        return max(usable, key=lambda trial: trial.points, default=None)

    def _fit(self, table: Table | None, asked: Sequence[Field], columns: Sequence[Column], wide: Wide | None) -> Fit:
        taken = {wide.unpivot.key, *wide.unpivot.fields.values()} if wide else set()
        free = [column for column in columns if wide is None or column.number not in wide.columns]
        matches = self._assign([one for one in asked if one.id not in taken], free)
        answered = taken | {match.target for match in matches}
        keys = {key.id for key in table.keys} if table else set()
        symbols = [one for one in asked if one.type is Type.SYMBOL and one.id not in answered] if table else []
        constants = {one.id: code for one in symbols if (code := self._constant(one.dictionary))}
        answered |= constants.keys()
        absent = [(one.id, one.title) for one in asked if one.id not in answered] if table else []
        missing, keyless = (tuple(pair for pair in absent if (pair[0] in keys) is lost) for lost in (False, True))
        named = max((likeness((text,), table.title) for text in self.titles), default=0.0) if table else 0.0
        points = sum(match.confidence for match in matches) + 0.5 * named - 1.1 * len(keyless)
        points -= 0.1 * (len(missing) + len(free) - len(matches))
        points += wide.confidence * (1 + 0.5 * len(wide.unpivot.fields)) if wide else 0.0
        by_id = {one.id: one for one in asked}
        values = {m.target: found for m in matches if (found := self._values(m.column, by_id[m.target]))}
        named_so = (table.id, table.title) if table else (PLAIN, "")
        return Fit(*named_so, points, matches, wide, values, missing, keyless, constants)

    def _constant(self, dictionary: str) -> str:
        """The one code of a dictionary of which a word stands in the texts around the table; "" where none is alone."""
        texts = [" ".join(("", *_WORD.findall(folded(text)), "")) for text in self.titles]
        words = [(word, code) for word, code in self.words.symbols[dictionary].items() if not word.isdecimal()]
        found = {code for word, code in words if len(word) > 2 and any(f" {word} " in text for text in texts)}
        return found.pop() if len(found) == 1 else ""

    def _assign(self, asked: Sequence[Field], columns: Sequence[Column]) -> tuple[Match, ...]:
        """Each column to one question and each question to one column, the surest first."""
        pairs = [m for column in columns for one in asked if (m := self._match(column, one)) is not None]
        order = {one.id: place for place, one in enumerate(asked)}
        pairs.sort(key=lambda m: (-m.confidence, order[m.target], m.column.number))
        kept: dict[str, Match] = {}
        for pair in pairs:
            if pair.target not in kept and pair.column.number not in {m.column.number for m in kept.values()}:
                kept[pair.target] = pair
        numbers = {match.column.number for match in kept.values()}
        for pair in pairs:
            own = kept.get(pair.target)
            if own and pair.column.number not in numbers and not own.rival and own.confidence - pair.confidence < 0.1:
                kept[pair.target] = replace(own, rival=pair.column.name, confidence=own.confidence * 0.7)
        return tuple(sorted(kept.values(), key=lambda match: match.column.number))

    def _match(self, column: Column, asked: Field) -> Match | None:
        """How a column answers one question; None where it does not."""
        like = max(likeness(column.path, asked.title), likeness(column.path, asked.id))
        symbol = asked.type is Type.SYMBOL
        if not column.cells or (like < _LIKE and (column.numeric or not symbol)):
            return None
        if symbol and len(column.cells) > _MANY + 2 * len(self.words.symbols[asked.dictionary]):
            return None
        numbers = column.numeric and asked.type is Type.TEXT
        read = column.share(lambda cell: self._reads(cell, asked))
        told = column.share(lambda cell: folded(cell.text) not in self.words.sentinels)
        if read < _READABLE or (symbol and not told):  # words of absence alone are of no dictionary
            return None
        shown = Word("map.share", percent=round(100 * read))
        if symbol:
            confidence = (0.7 + 0.3 * like) * min(1.0, read / SURE)
            dictionary = self.words.titles.get(asked.dictionary, asked.dictionary)
            reason = Word("map.reason.symbols", share=shown, dictionary=dictionary)
        else:
            confidence = (0.25 + 0.75 * like) * read * (_NUMBERS_AS_TEXTS if numbers else 1.0)
            reason = Word("map.reason.values", share=shown, kind=Word(f"map.kind.{asked.type}"))
        header = Word("map.reason.header", title=asked.title, share=Word("map.share", percent=round(100 * like)))
        reasons = (reason, header) if like >= _LIKE else (reason,)
        return Match(column, asked.id, asked.title, round(confidence, 3), reasons)

    def _reads(self, cell: RawCell, asked: Field) -> bool:
        """Whether a cell is read as a value, or says in a declared word that there is none."""
        if asked.type is Type.SYMBOL and self.code(cell.text, asked.dictionary):
            return True
        return read_cell(cell, asked, sheet=_NOWHERE, words=self.words).absence is not Absence.INVALID

    def code(self, text: str, dictionary: str) -> str:
        """The code that a text stands for, written out or shortened in a way that can be meant of one entry only."""
        if (text, dictionary) not in self.codes:
            symbols = self.words.symbols[dictionary]
            exact = symbols.get(folded(text)) or expand(text, self.catalogue.dictionaries[dictionary].entries)
            begun = {code for word, code in symbols.items() if expand(text, {code: word})} if not exact else set()
            self.codes[text, dictionary] = exact or (begun.pop() if len(begun) == 1 else "")
        return self.codes[text, dictionary]

    def _values(self, column: Column, asked: Field) -> Values | None:
        """What has to be said of the spellings of a column that its dictionary does not have."""
        if asked.type is not Type.SYMBOL:
            return None
        symbols = self.words.symbols[asked.dictionary]
        known = symbols.keys() | self.words.sentinels.keys()
        texts = dict.fromkeys(" ".join(c.text.split()) for c, _ in column.cells if folded(c.text) not in known)
        sure = {text: code for text in texts if (code := self.code(text, asked.dictionary))}
        rest = [text for text in texts if text not in sure]
        perhaps = {text: symbols[near[0]] for text in rest if (near := closest(folded(text), symbols))}
        return Values(sure, perhaps, tuple(text for text in rest if text not in perhaps)) if texts else None

    def _wide(self, key: Field, asked: Sequence[Field], columns: Sequence[Column]) -> Wide | None:
        """The columns whose headers are codes of a key, if there are two or more of one kind."""
        coded: dict[str, dict[str, Column]] = {}
        for column in columns:
            for name, rest in ((column.path[0], column.path[1:]), (column.path[-1], column.path[:-1])):
                if self.code(name, key.dictionary):
                    coded.setdefault("|".join(rest), {}).setdefault(name, column)
                    break
        groups = {sub: found for sub, found in coded.items() if len(found) > 1}
        fields = self._answers(groups, [one for one in asked if one.type not in (Type.SYMBOL, Type.TEXT)])
        shared = [name for name in next(iter(groups.values()), {}) if all(name in groups[sub] for sub in fields)]
        codes = {name: self.code(name, key.dictionary) for name in shared}
        if not fields or len(set(codes.values())) < max(2, len(codes)):
            return None
        like = sum(score for _, score in fields.values()) / len(fields)
        dictionary = self.words.titles.get(key.dictionary, key.dictionary)
        return Wide(
            Unpivot(key=key.id, columns=codes, fields={sub: one.id for sub, (one, _) in fields.items()}),
            frozenset(groups[sub][name].number for sub in fields for name in shared),
            ", ".join(one.title for one, _ in fields.values()),
            0.3 + 0.7 * like,
            (Word("map.reason.wide", n=len(codes), dictionary=dictionary),),
        )

    def _answers(
        self, groups: Mapping[str, Mapping[str, Column]], numbers: Sequence[Field]
    ) -> dict[str, tuple[Field, float]]:
        """The field that the cells under a sub header answer: by what stands over them, else the first that reads."""
        fields: dict[str, tuple[Field, float]] = {}
        for sub, found in groups.items():
            paths = [tuple(sub.split("|"))] if sub else [(text,) for text in self.titles]
            filled = [column for column in found.values() if column.cells]
            taken = [one.id for one, _ in fields.values()]
            able = [
                (one, max((likeness(path, one.title) for path in paths), default=0.0))
                for one in numbers
                if one.id not in taken and filled and all(self._readable(column, one) for column in filled)
            ]
            if able:
                fields[sub] = max(able, key=lambda pair: pair[1])
        return fields

    def _readable(self, column: Column, asked: Field) -> bool:
        return column.share(lambda cell: self._reads(cell, asked)) >= SURE


def _questions(table: Table | None, catalogue: Catalogue) -> list[Field]:
    """The keys and fields of a table; a key is a field whose values are of its dictionary."""
    fields = [f for f in catalogue.fields.values() if f.table == (table.id if table else PLAIN)]
    if table is None:
        return fields
    keys = [
        Field(id=k.id, title=k.title, at=table.at, type=Type.SYMBOL, asked=table.asked, dictionary=k.dictionary)
        for k in table.keys
    ]
    return [*keys, *fields]
