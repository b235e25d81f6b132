"""What the exports of a period say twice, so that nothing is counted twice: copies of a file, rows, single figures.

Equal answers to one question are one answer. Where they differ, the first one by name of file is used and the other
reported: which of them is right is not guessed. A declared source has the last word over a form.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from kokoq.a1 import make_ref
from kokoq.collect.cells.facts import LACKING, Fact, FileFacts, Row, Rows, differ
from kokoq.collect.form.layout import row_title, text_fields
from kokoq.collect.gather.complete import Combined
from kokoq.collect.gather.wire import Packed
from kokoq.collect.sources.once import Repeated, repeated
from kokoq.diagnostics import Cell, Checked, Diagnostic
from kokoq.model import Catalogue, Table
from kokoq.observations import Absence, Source, unpack_ref
from kokoq.rules import DUPLICATE_ROW, FORM_BESIDE_SOURCE, ROWS_REPEATED

LEAST_REPEATED = 5
"""Fewer equal rows in two lists of persons are no copy of one another."""


def without_copies(files: Sequence[Packed], opened: Callable[[Packed], FileFacts]) -> list[Packed]:
    """The files without those of exports that are the same to the last byte as one before and say the same.

    Equal bytes may be the data of two organisations, where the name of a file or its folder tells whose they are.
    """
    exports = {(file.period, file.sha256, file.file) for file in files if not file.unit and file.sha256}
    met = Counter(one[:2] for one in exports)
    first: dict[tuple[str, str, int], str] = {}
    kept = []
    for file in files:
        if file.unit or met[file.period, file.sha256] < 2:
            kept.append(file)
            continue
        same = (file.period, file.sha256, _said(opened(file)))
        if first.setdefault(same, file.file) == file.file:
            kept.append(file)
    return kept


def _said(file: FileFacts) -> int:
    """What a file says, wherever its cells are kept, and what is found wanting with it, as a hash."""
    plain = [(unit, name, *fact[:2]) for unit, facts in file.plain.items() for name, fact in facts.items()]
    lists = [(table, *zip(rows.keys, rows.said(), strict=True)) for table, rows in file.lists.items()]
    found = [(d.rule.code, d.unit, _within(d), repr(d.params)) for d in file.diagnostics]
    return hash((*plain, *lists, *found))


def _within(finding: Diagnostic) -> tuple[str, ...]:
    """Where in its file a finding stands."""
    at = finding.where
    return (at.sheet, at.ref) if isinstance(at, Cell) else (str(at),)


@dataclass(slots=True)
class Exports:
    """What the exports of all periods tell, every row and figure once.

    ``plain`` are the plain fields by period and unit. ``lists`` are the rows of tables by period and table, also of one
    without rows, and ``files`` the first file that has it.
    """

    plain: dict[tuple[str, str], dict[str, Fact]] = field(default_factory=dict)
    lists: dict[tuple[str, str], Rows] = field(default_factory=dict)
    files: dict[tuple[str, str], str] = field(default_factory=dict)


def settle(files: Iterable[FileFacts], catalogue: Catalogue, sources: Sequence[Source]) -> Checked[Exports]:
    """The exports brought together; what one file says is taken over before the next one is looked at."""
    told: list[Diagnostic] = []
    settling = _Settling(catalogue, sources)
    for file in files:
        told += (d.of(unit=d.unit, period=file.period) for d in file.diagnostics)
        settling.take(file)
    again = (d.of(unit="", period=period) for period, one in settling.repeated.items() for d in one.told())
    return Checked(settling.exports, (*told, *settling.found, *again))


@dataclass(slots=True)
class _Settling:
    """The exports so far; ``known`` tells where the row of a unit with these keys stands in its list."""

    catalogue: Catalogue
    sources: Sequence[Source]
    exports: Exports = field(default_factory=Exports)
    found: list[Diagnostic] = field(default_factory=list)
    persons: dict[tuple[str, str], tuple[_Persons, ...]] = field(default_factory=dict)
    known: dict[tuple[str, str], dict[tuple[str, tuple[str, ...]], int]] = field(default_factory=dict)
    repeated: dict[str, Repeated] = field(default_factory=lambda: defaultdict(Repeated))  # by period

    def take(self, file: FileFacts) -> None:
        """All that one file says."""
        for name, rows in file.lists.items():
            table, place = self.catalogue.tables[name], (file.period, name)
            self.exports.files.setdefault(place, file.file)
            whole = self.exports.lists.setdefault(place, Rows(text_fields(self.catalogue, table)))
            if not table.records:
                self._once(whole, rows, file.period, table)
            elif not self._repeats(_Persons(file.file, rows), place):
                whole.extend(rows)
        for unit, facts in file.plain.items():
            self._plain(unit, facts, file.period)

    def _plain(self, unit: str, facts: Mapping[str, Fact], period: str) -> None:
        told, fields = self.exports.plain.setdefault((period, unit), {}), self.catalogue.fields
        for id_, fact in facts.items():
            if id_ in told and differ(told[id_], fact):
                self._differs(told[id_], fact, key=fields[id_].title, unit=unit, period=period)
        for id_ in repeated(told, facts)[:1]:
            self._same(told[id_], facts[id_], key=fields[id_].title, period=period)
        told.update({id_: fact for id_, fact in facts.items() if told.get(id_, LACKING).absence is Absence.BLANK})

    def _repeats(self, persons: _Persons, place: tuple[str, str]) -> bool:
        """Whether most rows of a list of persons stand in one before."""
        before = self.persons.get(place, ())
        self.persons[place] = (*before, persons)
        of = len(persons.rows)
        for other in before:
            n = (persons.contents & other.contents).total()
            if n >= LEAST_REPEATED and n * 2 > of:
                told = ROWS_REPEATED.at(Cell(persons.file), related=(Cell(other.file),), other=other.file, n=n, of=of)
                self.found.append(told.of(unit="", period=place[0]))
                return True
        return False

    def _once(self, whole: Rows, rows: Rows, period: str, table: Table) -> None:
        """The rows of a table with keys, each once; a column that another file adds goes into the row that is known."""
        known = self.known.setdefault((period, table.id), {})
        first, new, again = len(whole), list[bool](), list[tuple[int, int]]()
        for place, key in enumerate(zip(rows.units, rows.keys, strict=True)):
            next_ = first + place - len(again)
            before = known.setdefault(key, next_)
            new.append(before == next_)
            if before != next_:
                again.append((before, place))
        whole.extend(rows.only(new) if again else rows)
        for before, place in again:
            self._again(whole, before, rows.row(place), period, table)

    def _again(self, whole: Rows, place: int, row: Row, period: str, table: Table) -> None:
        """A row that is known: what it adds is put there, what it says otherwise is a finding."""
        before = whole.row(place).facts
        clash = next((id_ for id_, fact in row.facts.items() if differ(before[id_], fact)), None)
        if clash is not None:
            key = f"{row_title(table, row.keys, self.catalogue)}: {self.catalogue.fields[clash].title}"
            self._differs(before[clash], row.facts[clash], key=key, unit=row.unit, period=period)
            return
        for id_ in repeated(before, row.facts)[:1]:
            key = row_title(table, row.keys, self.catalogue)
            self._same(before[id_], row.facts[id_], key=key, period=period)
        for id_, fact in row.facts.items():
            if fact.ref and before[id_].absence is Absence.BLANK:
                whole.columns[id_].put(place, fact)

    def _same(self, before: Fact, fact: Fact, *, key: str, period: str) -> None:
        self.repeated[period].add(_place(fact, self.sources), _place(before, self.sources), key=key)

    def _differs(self, before: Fact, fact: Fact, *, key: str, unit: str, period: str) -> None:
        at, related = _place(fact, self.sources), (_place(before, self.sources),)
        self.found.append(DUPLICATE_ROW.at(at, related=related, key=key).of(unit=unit, period=period))


@dataclass(frozen=True)
class _Persons:
    """A list of persons in one file."""

    file: str
    rows: Rows

    @cached_property
    def contents(self) -> Counter[int]:
        """What its rows say, each as a hash, and how often."""
        return Counter(map(hash, self.rows.said()))


def _place(fact: Fact, sources: Sequence[Source]) -> Cell:
    source, row, column = unpack_ref(fact.ref)
    return Cell(sources[source].file, sources[source].sheet, make_ref(row, column))


class Told(NamedTuple):
    """What exports tell of whom: plain fields by period and unit, and a place of every unit's first row by table."""

    plain: Mapping[tuple[str, str], Mapping[str, Fact]]
    lists: Mapping[tuple[str, str, str], Fact]


def told_by(exports: Exports) -> Told:
    """What the exports of all periods tell."""
    lists = {
        (period, table, unit): next((fact for fact in rows.row(place).facts.values() if fact.ref), LACKING)
        for (period, table), rows in exports.lists.items()
        for unit, place in rows.firsts().items()
    }
    return Told(exports.plain, lists)


def beside_sources(form: Combined, told: Told, catalogue: Catalogue, sources: Sequence[Source]) -> Iterator[Diagnostic]:
    """Answers of a form to what declared sources tell too; they are taken out of the form."""
    yield from _plain_beside(form, told.plain.get((form.period, form.unit), {}), catalogue, sources)
    for table, rows in list(form.tables.items()):
        other = told.lists.get((form.period, table, form.unit))
        if other is None:
            continue
        first = next((f for row in rows if row.filled for f in row.facts.values() if f.present), None)
        if first is not None:
            yield _beside(form, first, other, sources, field=catalogue.tables[table].title)
        form.tables[table] = ()


def _plain_beside(
    form: Combined, told: Mapping[str, Fact], catalogue: Catalogue, sources: Sequence[Source]
) -> Iterator[Diagnostic]:
    for id_, fact in told.items():
        own = form.plain.get(id_, LACKING)
        if fact.absence is Absence.BLANK:
            continue
        if differ(own, fact):
            yield _beside(form, own, fact, sources, field=catalogue.fields[id_].title)
        form.plain.pop(id_, None)


def _beside(form: Combined, own: Fact, other: Fact, sources: Sequence[Source], *, field: str) -> Diagnostic:
    related = (_place(other, sources),) if other.ref else ()
    found = FORM_BESIDE_SOURCE.at(
        _place(own, sources), related=related, field=field, other=related[0].file if related else ""
    )
    return found.of(unit=form.unit, period=form.period)
