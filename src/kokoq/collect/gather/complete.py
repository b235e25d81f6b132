"""What the forms of one organisation say together, and what they leave unsaid.

Files that complement one another are brought into one. Where two answer the same question, the first by name is used
and the other one reported: which of them is right is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from kokoq.a1 import make_ref
from kokoq.collect.cells.facts import Fact, FileFacts, Row
from kokoq.collect.form.layout import Layout, asked_on, row_title, title_of
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import Catalogue, Field, Table
from kokoq.observations import Absence, Evidence, Source, unpack_ref
from kokoq.rules import BLANK_CELL, DUPLICATE_SUBMISSION, FORM_FIELD_LOST, FORM_SHEET_LOST, OLD_FORM, SHEET_UNMARKED


@dataclass(slots=True)
class Combined:
    """One unit's answers of one period, from all of its files."""

    period: str
    unit: str
    files: tuple[str, ...]
    plain: dict[str, Fact]
    tables: dict[str, tuple[Row, ...]]
    evidence: tuple[Evidence, ...]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    contents: set[str] = field(default_factory=set)  # by their hashes


def combine(files: Sequence[FileFacts], sources: Sequence[Source], title: str) -> Combined:
    """The forms of one unit and period brought together, the first one first; ``title`` is the unit's.

    A copy that is the same to the last byte says nothing anew. One that only says that there are no answers, as a row
    of dashes in the workbook of everybody does, comes after those with answers.
    """
    first, *others = files if len(files) == 1 else sorted(files, key=lambda file: not _answers(file))
    plain, tables = dict(first.plain.get(first.unit, {})), dict(first.tables)
    whole = Combined(
        first.period, first.unit, (first.file,), plain, tables, first.evidence, list(first.diagnostics), _content(first)
    )
    for file in others:
        if file.file not in whole.files and _content(file) & whole.contents:
            whole.files = (*whole.files, file.file)
            continue
        whole.contents |= _content(file)
        clash = _clash(whole, file)
        if clash is None:
            _add(whole, file)
        else:
            at, other = _place(clash[0], sources), _place(clash[1], sources)
            told = DUPLICATE_SUBMISSION.at(Cell(at.file), related=(at, other), organisation=title, other=whole.files[0])
            whole.diagnostics.append(told)
    return whole


def _answers(file: FileFacts) -> bool:
    """Whether a form answers anything, if only in a way that cannot be read."""
    rows = (row.facts for table in file.tables.values() for row in table)
    facts = (fact for row in (file.plain.get(file.unit, {}), *rows) for fact in row.values())
    return any(fact.absence in (Absence.PRESENT, Absence.INVALID) for fact in facts)


def _content(file: FileFacts) -> set[str]:
    return {source.sha256 for source in file.sources}


def completeness(
    one: Combined, layout: Layout, catalogue: Catalogue, sources: Sequence[Source], *, earlier: bool = False
) -> Iterator[Diagnostic]:
    """Questions left blank, and questions and whole sheets that the form has lost.

    In a table, a blank cell is a finding where its row is filled otherwise. What a form of an ``earlier`` period and of
    another version lacks was not asked then.
    """
    then = (FORM_FIELD_LOST, FORM_SHEET_LOST) if earlier and any(d.rule is OLD_FORM for d in one.diagnostics) else ()
    here = {*one.plain, *one.tables}
    gone = [sheet for sheet in layout.sheets if here.isdisjoint(asked_on(sheet))]
    told = {str(d.params["sheet"]) for d in one.diagnostics if d.rule is SHEET_UNMARKED}
    lost = frozenset[str]().union(*map(asked_on, gone))
    blanks = chain(
        (FORM_SHEET_LOST.at(Cell(one.files[0]), sheet=title) for title in map(title_of, gone) if title not in told),
        _plain_blanks(one, [field for field in layout.fields if field.id not in lost], sources),
        *(_table_blanks(one, table, catalogue, sources) for table in layout.tables if table.id not in lost),
    )
    yield from (d.of(unit=one.unit, period=one.period) for d in blanks if d.rule not in then)


def _clash(known: Combined, file: FileFacts) -> tuple[int, int] | None:
    """References to two answers to one question; None where the file only adds to what is known."""
    for name, fact in file.plain.get(file.unit, {}).items():
        before = known.plain.get(name)
        if before is not None and Absence.BLANK not in (before.absence, fact.absence):
            return fact.ref, before.ref
    for table, rows in file.tables.items():
        filled = {row.keys: row for row in known.tables.get(table, ()) if row.filled}
        clash = next((row for row in rows if row.filled and row.keys in filled), None)
        if clash is not None:
            return _first_ref(clash), _first_ref(filled[clash.keys])
    return None


def _first_ref(row: Row) -> int:
    return next((fact.ref for fact in row.facts.values() if fact.absence is not Absence.BLANK), 0)


def _add(known: Combined, file: FileFacts) -> None:
    for name, fact in file.plain.get(file.unit, {}).items():
        if name not in known.plain or known.plain[name].absence is Absence.BLANK:
            known.plain[name] = fact
    for table, rows in file.tables.items():
        before = known.tables.get(table, ())
        filled = {row.keys for row in rows if row.filled}
        kept = tuple(row for row in before if row.filled or row.keys not in filled)
        have = {row.keys for row in kept}
        known.tables[table] = (*kept, *(row for row in rows if row.filled or row.keys not in have))
    known.files = (*known.files, file.file)
    known.evidence = (*known.evidence, *file.evidence)
    known.diagnostics += file.diagnostics


def _plain_blanks(one: Combined, fields: Sequence[Field], sources: Sequence[Source]) -> Iterator[Diagnostic]:
    for asked in fields:
        fact = one.plain.get(asked.id)
        if fact is None:
            yield FORM_FIELD_LOST.at(Cell(one.files[0]), field=asked.title)
        elif fact.absence is Absence.BLANK:
            yield BLANK_CELL.at(_place(fact.ref, sources), field=asked.title)


def _table_blanks(one: Combined, table: Table, catalogue: Catalogue, sources: Sequence[Source]) -> Iterator[Diagnostic]:
    rows = one.tables.get(table.id)
    if rows is None:
        yield FORM_FIELD_LOST.at(Cell(one.files[0]), field=table.title)
        return
    if table.keys:
        yield from _lost_rows(one, table, rows, catalogue)
    yield from _lost_fields(one, table, rows, catalogue)
    filled = [row for row in rows if row.filled]
    if table.keys and rows and not filled:
        ref = next((fact.ref for row in rows for fact in row.facts.values() if fact.ref), 0)
        if ref:
            place = _place(ref, sources)
            yield BLANK_CELL.at(Cell(place.file, place.sheet), field=table.title)
        return
    blank = Absence.BLANK
    for row in filled:
        for name, fact in row.facts.items():
            if fact.absence is blank and fact.ref:
                yield BLANK_CELL.at(_place(fact.ref, sources), field=catalogue.fields[name].title)


def _lost_rows(one: Combined, table: Table, rows: Sequence[Row], catalogue: Catalogue) -> Iterator[Diagnostic]:
    here = {row.keys for row in rows}
    for codes in table.rows:
        if codes not in here:
            yield FORM_FIELD_LOST.at(Cell(one.files[0]), field=f"{table.title}: {row_title(table, codes, catalogue)}")


def _lost_fields(one: Combined, table: Table, rows: Sequence[Row], catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Columns that are nowhere in the form any more, and single cells where the table is asked cell by cell."""
    names = set(table.fields)
    if all(names <= row.facts.keys() for row in rows):
        return
    for asked in (catalogue.fields[name] for name in table.fields):
        lost = [row for row in rows if asked.id not in row.facts and table.asks(asked, row.keys)]
        if lost and len(lost) == sum(table.asks(asked, row.keys) for row in rows):
            yield FORM_FIELD_LOST.at(Cell(one.files[0]), field=f"{table.title}: {asked.title}")
            continue
        for row in lost:
            titles = row_title(table, row.keys, catalogue)
            yield FORM_FIELD_LOST.at(Cell(one.files[0]), field=f"{table.title}: {asked.title}, {titles}")


def _place(ref: int, sources: Sequence[Source]) -> Cell:
    source, row, column = unpack_ref(ref)
    return Cell(sources[source].file, sources[source].sheet, make_ref(row, column))
