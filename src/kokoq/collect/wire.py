"""Facts on their way from one process to another: columns of plain values instead of an object for every cell.

Names that many files share are one text each after the way, and so are findings' rules.
"""

from __future__ import annotations

import pickle
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from kokoq.collect.facts import Fact, FileFacts, Row
from kokoq.diagnostics import Cell, Diagnostic, Param, Place
from kokoq.observations import Absence, Evidence, Source
from kokoq.rules import RULES

_ABSENCES = tuple(Absence)
_SOURCE_SHIFT = 40  # where a packed reference keeps the number of its source


class _Block(NamedTuple):
    """Facts of several owners (units, or rows of a table) that have the same names, one owner after the other."""

    owners: tuple[tuple[str, tuple[str, ...]], ...]
    names: tuple[str, ...]
    values: tuple[float | str | None, ...]
    absences: bytes
    refs: bytes


_Finding = tuple[str, Place, Mapping[str, Param], tuple[Place, ...], str, str]
_Proof = tuple[str, str, str, str]


class _Packed(NamedTuple):
    """One file's facts."""

    file: str
    period: str
    unit: str
    sources: tuple[tuple[str, str], ...]
    plain: tuple[_Block, ...]
    tables: tuple[tuple[str, tuple[_Block, ...]], ...]
    evidence: tuple[_Proof, ...]
    findings: tuple[_Finding, ...]


def pack(files: Sequence[FileFacts]) -> bytes:
    """The facts of one collected file, its sources numbered from 0."""
    return pickle.dumps([_packed(file) for file in files], protocol=pickle.HIGHEST_PROTOCOL)


def unpack(content: bytes, *, first: int) -> list[FileFacts]:
    """The same facts; the file's sources are numbered from ``first``. Only for what ``pack`` made."""
    packed: list[_Packed] = pickle.loads(content)  # noqa: S301 - our own process wrote it
    return [_unpacked(file, first << _SOURCE_SHIFT) for file in packed]


def _packed(file: FileFacts) -> _Packed:
    return _Packed(
        file=file.file,
        period=file.period,
        unit=file.unit,
        sources=tuple((source.sheet, source.sha256) for source in file.sources),
        plain=tuple(_blocks(Row(unit, (), dict(facts)) for unit, facts in file.plain.items())),
        tables=tuple((table, tuple(_blocks(rows))) for table, rows in file.tables.items()),
        evidence=tuple((e.field, e.text, e.at.sheet, e.at.ref) for e in file.evidence),
        findings=tuple((d.rule.code, d.where, d.params, d.related, d.unit, d.period) for d in file.diagnostics),
    )


def _blocks(rows: Iterable[Row]) -> Iterator[_Block]:
    for names, some in groupby(rows, key=lambda row: tuple(row.facts)):
        block = tuple(some)
        facts = [fact for row in block for fact in row.facts.values()]
        yield _Block(
            owners=tuple((row.unit, row.keys) for row in block),
            names=names,
            values=tuple(fact.value for fact in facts),
            absences=bytes(fact.absence for fact in facts),
            refs=array("q", [fact.ref for fact in facts]).tobytes(),
        )


def _unpacked(file: _Packed, base: int) -> FileFacts:
    name, period = file.file, file.period
    return FileFacts(
        file=name,
        period=period,
        unit=file.unit,
        sources=tuple(Source(name, sheet, period, sha256) for sheet, sha256 in file.sources),
        plain={row.unit: row.facts for block in file.plain for row in _rows(block, base)},
        tables={
            sys.intern(table): tuple(row for block in blocks for row in _rows(block, base))
            for table, blocks in file.tables
        },
        evidence=tuple(
            Evidence(period, file.unit, field, text, Cell(name, sheet, ref))
            for field, text, sheet, ref in file.evidence
        ),
        diagnostics=tuple(
            Diagnostic(RULES[code], where, params, related, unit, of)
            for code, where, params, related, unit, of in file.findings
        ),
    )


def _rows(block: _Block, base: int) -> Iterator[Row]:
    refs = [ref + base if ref else 0 for ref in array("q", block.refs)]
    names = tuple(map(sys.intern, block.names))
    facts = map(Fact._make, zip(block.values, map(_ABSENCES.__getitem__, block.absences), refs, strict=True))
    for unit, keys in block.owners:
        yield Row(sys.intern(unit), tuple(map(sys.intern, keys)), dict(zip(names, facts, strict=False)))
