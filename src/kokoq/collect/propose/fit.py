"""Which columns of an unknown table answer which keys and fields of a declared one, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from kokoq.collect.cells.words import folded
from kokoq.collect.propose.contents import Column
from kokoq.collect.propose.match import Match, Matcher
from kokoq.collect.propose.wide import Spreader, Wide
from kokoq.model import PLAIN, Catalogue, Field, Table, Type
from kokoq.spelling import closest

_KEYLESS = 1.1
"""What a key that nothing tells costs: more than the surest column brings, since without it no row can be read."""

_NAMED = 0.5
"""What the title of a table brings where a text around the columns says it: half a column, it says nothing of any."""

_KEY_TOLD = 0.3
"""What a key that a text around the table names brings: less than the title, for other tables may have it, too."""

_STRAY = 0.1
"""What a question without a column and a column without a question cost each: it decides only between equals."""

_MOST_STRAY = 0.5
"""Such a part of what the matches bring is the most that these cost: of 200 columns five may be asked for."""

_EACH_WIDE = 0.5
"""What each answer of columns side by side brings on top: they are many columns of one confidence."""


@dataclass(frozen=True, slots=True)
class Values:
    """Spellings that no dictionary has: those that can be meant in one way, those that are near, the rest."""

    sure: Mapping[str, str] = field(default_factory=dict)
    perhaps: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How an unknown table fits a declared one; the best has the most ``points``.

    ``matches`` that are not clear are offered only. ``missing`` are fields and ``keyless`` keys that no column answers;
    without a key no row can be read. ``constants`` are keys and symbols that a text around the table names for all.
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
    coverage: float = 1.0

    @property
    def clear(self) -> tuple[Match, ...]:
        """The matches that a mapping may be made of."""
        return tuple(match for match in self.matches if match.clear)

    @property
    def best(self) -> float:
        """The confidence of its surest column."""
        return max(
            (*(match.confidence for match in self.matches), self.wide.confidence if self.wide else 0.0), default=0.0
        )

    @property
    def confidence(self) -> float:
        """The mean of its columns', less where little of the file and little of the table is covered."""
        every = [match.confidence for match in self.clear] + ([self.wide.confidence] if self.wide else [])
        return self.coverage * sum(every) / len(every) if every else 0.0


@dataclass(frozen=True, slots=True)
class Judge:
    """What columns are judged by: the catalogue, and the texts above the table and around it.

    ``asked`` are the plain fields and the tables that are asked of those whose rows these are; None where nobody knows.
    """

    catalogue: Catalogue
    matcher: Matcher
    titles: tuple[str, ...] = ()
    asked: frozenset[str] | None = None

    def fits(self, columns: Sequence[Column], only: str | None = None) -> tuple[Fit, ...]:
        """The declared tables that the columns may be the rows of, best first; the plain fields are one of them."""
        tables = [PLAIN, *filter(self._may_ask, self.catalogue.tables)] if only is None else [only]
        found = [fit for name in tables if (fit := self._best(name, columns)) is not None]
        return tuple(sorted(found, key=lambda fit: -fit.points))

    def _may_ask(self, name: str) -> bool:
        return self.asked is None or name in self.asked

    def _best(self, name: str, columns: Sequence[Column]) -> Fit | None:
        """A table as it stands, or with one of its keys in the header, whichever takes more of the columns."""
        table = self.catalogue.tables.get(name)
        asked = [one for one in questions(table, self.catalogue) if table is not None or self._may_ask(one.id)]
        spreader = Spreader(self.matcher, self.titles)
        symbols = [one for one in asked if one.type is Type.SYMBOL] if table is not None else []
        wides = [wide for key in symbols if (wide := spreader.wide(key, asked, columns)) is not None]
        trials = [self._fit(table, asked, columns, wide) for wide in (None, *wides)]
        usable = [trial for trial in trials if trial.wide or any(match.clear for match in trial.matches)]
        return max(usable, key=lambda trial: trial.points, default=None)

    def _fit(self, table: Table | None, asked: Sequence[Field], columns: Sequence[Column], wide: Wide | None) -> Fit:
        taken = wide.answered if wide else frozenset()
        free = [column for column in columns if wide is None or column.number not in wide.columns]
        matches = self.matcher.assign([one for one in asked if one.id not in taken], free)
        matches = self.matcher.left_over(matches, [one for one in asked if one.id not in taken], free, table)
        clear = [match for match in matches if match.clear]
        answered = taken | {match.target for match in clear}
        keys = {key.id for key in table.keys} if table else set()
        symbols = [one for one in asked if one.type is Type.SYMBOL and one.id not in answered] if table else []
        named = {one.id: self.matcher.symbols.constant(one.dictionary, self.titles) for one in symbols}
        constants = {id_: code for id_, code in named.items() if code}
        constants |= _implied(table, constants, answered) if table else {}
        known = {*answered, *constants, *(match.target for match in matches)}
        missing = tuple((one.id, one.title) for one in asked if one.id not in known and one.id not in keys and table)
        keyless = tuple(
            (k, one.title) for one in asked if (k := one.id) in keys and k not in answered and k not in constants
        )
        told = sum(match.confidence for match in clear)
        points = told - _KEYLESS * len(keyless) + _NAMED * self._named(table)
        points += _KEY_TOLD * len(keys & constants.keys())
        points -= min(_STRAY * (len(missing) + len(free) - len(clear)), _MOST_STRAY * told)
        points += wide.confidence * (1 + _EACH_WIDE * len(wide.answered)) if wide else 0.0
        by_id = {one.id: one for one in asked}
        values = {m.target: found for m in clear if (found := self._values(m.column, by_id[m.target]))}
        named_so = (table.id, table.title) if table else (PLAIN, "")
        filled = sum(bool(column.cells) for column in columns)
        used = len(clear) + (len(wide.columns) if wide else 0)
        coverage = max(used / filled, len({*answered, *constants}) / len(asked)) if table and filled else 1.0
        return Fit(*named_so, points, matches, wide, values, missing, keyless, constants, coverage)

    def _named(self, table: Table | None) -> float:
        """How much a text around the columns resembles the title of a table."""
        return (
            max((self.matcher.likeness.of((text,), table.title) for text in self.titles), default=0.0) if table else 0.0
        )

    def _values(self, column: Column, asked: Field) -> Values | None:
        """What has to be said of the spellings of a column that its dictionary does not have."""
        if asked.type is not Type.SYMBOL:
            return None
        words, code = self.matcher.symbols.words, self.matcher.symbols.code
        symbols = words.symbols[asked.dictionary]
        known = symbols.keys() | words.sentinels.keys()
        texts = dict.fromkeys(" ".join(c.text.split()) for c, _ in column.cells if folded(c.text) not in known)
        sure = {text: found for text in texts if (found := code(text, asked.dictionary))}
        rest = [text for text in texts if text not in sure]
        perhaps = {text: symbols[near[0]] for text in rest if (near := closest(folded(text), symbols))}
        return Values(sure, perhaps, tuple(text for text in rest if text not in perhaps)) if texts else None


def _implied(table: Table, constants: Mapping[str, str], answered: Set[str]) -> dict[str, str]:
    """Keys that have one code only in the declared rows that the constants leave: ЕГЭ is held in grade 11."""
    keys = [key.id for key in table.keys]
    rows = [
        row for row in table.rows if all(constants.get(key, code) == code for key, code in zip(keys, row, strict=True))
    ]
    codes = {
        key: {row[n] for row in rows} for n, key in enumerate(keys) if key not in constants and key not in answered
    }
    return {key: next(iter(found)) for key, found in codes.items() if len(found) == 1 and constants}


def questions(table: Table | None, catalogue: Catalogue) -> list[Field]:
    """The keys and fields of a table; a key is a field whose values are of its dictionary."""
    fields = [f for f in catalogue.fields.values() if f.table == (table.id if table else PLAIN)]
    if table is None:
        return fields
    return [*(key.as_field(table) for key in table.keys), *fields]
