"""What the exports of a period say twice, so that nothing is counted twice: copies of a file, rows, single figures.

Equal answers to one question are one answer. Where they differ, the first one by name of file is used and the other
reported: which of them is right is not guessed. A declared source has the last word over a form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kokoq.collect.complete import Combined
from kokoq.collect.facts import Fact, FileFacts, Row, differ
from kokoq.collect.layout import row_title
from kokoq.collect.wire import Packed
from kokoq.diagnostics import Cell, Checked, Diagnostic, make_ref
from kokoq.model import Catalogue, Table
from kokoq.observations import Absence, Source, unpack_ref
from kokoq.rules import DUPLICATE_ROW, FORM_BESIDE_SOURCE, ROWS_REPEATED

LEAST_REPEATED = 5
"""Fewer equal rows in two lists of persons are no copy of one another."""


def without_copies(files: Sequence[Packed]) -> list[Packed]:
    """The files without those of exports that are the same to the last byte as one before."""
    first: dict[tuple[str, str], str] = {}
    kept = []
    for file in files:
        same = (file.period, file.sha256)
        if file.unit or not file.sha256 or first.setdefault(same, file.file) == file.file:
            kept.append(file)
    return kept


def settle(exports: Sequence[FileFacts], catalogue: Catalogue, sources: Sequence[Source]) -> Checked[list[FileFacts]]:
    """The exports with every row and figure in one of them only."""
    found: list[Diagnostic] = []
    known: dict[tuple[str, str, str], dict[tuple[str, ...], Row]] = {}
    lists: dict[tuple[str, str], list[FileFacts]] = {}
    plain: dict[tuple[str, str], dict[str, Fact]] = {}
    settled = []
    for file in exports:
        tables: dict[str, tuple[Row, ...]] = {}
        for name, rows in file.tables.items():
            table = catalogue.tables[name]
            if table.records:
                before = lists.setdefault((file.period, name), [])
                repeated = _repeated(file, name, before)
                found += [repeated] if repeated else []
                before.append(file)
                tables[name] = () if repeated else rows
            else:
                tables[name] = tuple(_once(file, table, known, catalogue, sources, found))
        for unit, facts in file.plain.items():
            told = plain.setdefault((file.period, unit), {})
            found += [
                _twice(told[id_], fact, sources, key=catalogue.fields[id_].title).of(unit=unit, period=file.period)
                for id_, fact in facts.items()
                if id_ in told and differ(told[id_], fact)
            ]
            told.update({id_: fact for id_, fact in facts.items() if told.get(id_, _NOTHING).absence is Absence.BLANK})
        settled.append(replace(file, tables=tables, plain={u: plain[file.period, u] for u in file.plain}))
    return Checked(settled, tuple(found))


_NOTHING = Fact(None, Absence.BLANK, 0)


def _repeated(file: FileFacts, table: str, before: Sequence[FileFacts]) -> Diagnostic | None:
    """A list of persons most of whose rows stand in one before."""
    if not before:
        return None
    rows = Counter(_content(row) for row in file.tables[table])
    for other in before:
        equal = (rows & Counter(_content(row) for row in other.tables[table])).total()
        if equal >= LEAST_REPEATED and equal * 2 > rows.total():
            told = ROWS_REPEATED.at(
                Cell(file.file), related=(Cell(other.file),), other=other.file, n=equal, of=rows.total()
            )
            return told.of(unit="", period=file.period)
    return None


def _content(row: Row) -> tuple[object, ...]:
    return (row.unit, *(fact[:2] for fact in row.facts.values()))


def _once(
    file: FileFacts,
    table: Table,
    known: dict[tuple[str, str, str], dict[tuple[str, ...], Row]],
    catalogue: Catalogue,
    sources: Sequence[Source],
    found: list[Diagnostic],
) -> Iterator[Row]:
    """The rows of a table with keys, each once; columns that another file adds are put into the row that is known."""
    for row in file.tables[table.id]:
        told = known.setdefault((file.period, table.id, row.unit), {})
        before = told.setdefault(row.keys, row)
        if before is row:
            yield row
            continue
        clash = next((id_ for id_, fact in row.facts.items() if differ(before.facts.get(id_, _NOTHING), fact)), None)
        if clash is not None:
            key = f"{row_title(table, row.keys, catalogue)}: {catalogue.fields[clash].title}"
            told_of = _twice(before.facts[clash], row.facts[clash], sources, key=key)
            found.append(told_of.of(unit=row.unit, period=file.period))
            continue
        lacking = {i: f for i, f in row.facts.items() if before.facts.get(i, _NOTHING).absence is Absence.BLANK}
        before.facts.update(lacking)


def _twice(before: Fact, fact: Fact, sources: Sequence[Source], *, key: str) -> Diagnostic:
    return DUPLICATE_ROW.at(_place(fact, sources), related=(_place(before, sources),), key=key)


def _place(fact: Fact, sources: Sequence[Source]) -> Cell:
    source, row, column = unpack_ref(fact.ref)
    return Cell(sources[source].file, sources[source].sheet, make_ref(row, column))


class Told(NamedTuple):
    """What exports tell of whom: plain fields by period and unit, and the first fact of every unit's rows by table."""

    plain: Mapping[tuple[str, str], Mapping[str, Fact]]
    lists: Mapping[tuple[str, str, str], Fact]


def told_by(exports: Sequence[FileFacts]) -> Told:
    """What the exports of all periods tell."""
    plain: dict[tuple[str, str], dict[str, Fact]] = {}
    lists: dict[tuple[str, str, str], Fact] = {}
    for file in exports:
        for unit, facts in file.plain.items():
            plain.setdefault((file.period, unit), {}).update(facts)
        for table, rows in file.tables.items():
            for row in rows:
                lists.setdefault((file.period, table, row.unit), next(iter(row.facts.values()), _NOTHING))
    return Told(plain, lists)


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
        own = form.plain.get(id_, _NOTHING)
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
