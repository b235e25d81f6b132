"""Facts packed, to be sent from one process to another and to lie until their turn: a few bytes for every cell.

Columns of plain values take the place of an object for every cell; the rows of an export lie in columns as they are.
Names that many files share are one text each when they are opened, and so are findings' rules.
"""

from __future__ import annotations

import pickle
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, repeat
from typing import NamedTuple

from kokoq.collect.cells.facts import Fact, FileFacts, Row, Rows
from kokoq.diagnostics import Cell, Diagnostic, Param, Place
from kokoq.observations import Absence, Evidence, Source
from kokoq.rules import RULES

_ABSENCES = tuple(Absence)
_FEW_BYTES = 1 << 14
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


class _Content(NamedTuple):
    """What one file says."""

    plain: tuple[_Block, ...]
    tables: tuple[tuple[str, tuple[_Block, ...]], ...]
    lists: Mapping[str, Rows]
    evidence: tuple[_Proof, ...]
    findings: tuple[_Finding, ...]


class Packed(NamedTuple):
    """The facts of one file, closed: only whose they are can be told without opening them.

    ``sheets`` are the names of its sources, ``sha256`` the file's hash where it has any; ``first`` is the number of the
    first among all sources, ``shelved`` that of the content on a shelf; ``named`` are those whose file it seems to be.
    """

    file: str
    period: str
    unit: str
    sha256: str
    sheets: tuple[str, ...]
    content: bytes
    first: int = 0
    shelved: int = -1
    named: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(Source(self.file, sys.intern(sheet), self.period, self.sha256) for sheet in self.sheets)

    def opened(self) -> FileFacts:
        """The facts. Only for what ``pack`` made."""
        name, period, base = self.file, self.period, self.first << _SOURCE_SHIFT
        content: _Content = pickle.loads(zlib.decompress(self.content))  # noqa: S301 - our own process wrote it
        return FileFacts(
            file=name,
            period=period,
            unit=self.unit,
            named=self.named,
            sources=self.sources,
            plain={row.unit: row.facts for block in content.plain for row in _rows(block, base)},
            tables={
                sys.intern(table): tuple(row for block in blocks for row in _rows(block, base))
                for table, blocks in content.tables
            },
            lists={sys.intern(table): rows.moved(base) for table, rows in content.lists.items()},
            evidence=tuple(
                Evidence(period, self.unit, sys.intern(field), text, Cell(name, sys.intern(sheet), sys.intern(ref)))
                for field, text, sheet, ref in content.evidence
            ),
            diagnostics=tuple(
                Diagnostic(RULES[code], where, params, related, unit, of)
                for code, where, params, related, unit, of in content.findings
            ),
        )


def pack(files: Iterable[FileFacts]) -> list[Packed]:
    """The facts of one collected file, its sources numbered from 0."""
    return [
        Packed(
            file=file.file,
            period=file.period,
            unit=file.unit,
            sha256=next((source.sha256 for source in file.sources), ""),
            sheets=tuple(source.sheet for source in file.sources),
            named=file.named,
            content=_closed(_content(file)),
        )
        for file in files
    ]


def _closed(content: _Content) -> bytes:
    """The content as bytes; to press a few of them together would take longer than to send them and to keep them."""
    said = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    return zlib.compress(said, level=1 if len(said) > _FEW_BYTES else 0)


def _content(file: FileFacts) -> _Content:
    return _Content(
        plain=tuple(_blocks(Row(unit, (), dict(facts)) for unit, facts in file.plain.items())),
        tables=tuple((table, tuple(_blocks(rows))) for table, rows in file.tables.items()),
        lists=file.lists,
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
            values=tuple([fact[0] for fact in facts]),
            absences=bytes([fact[1] for fact in facts]),
            refs=array("q", [fact[2] for fact in facts]).tobytes(),
        )


def _rows(block: _Block, base: int) -> Iterator[Row]:
    refs = [ref + base if ref else 0 for ref in array("q", block.refs)]
    names = tuple(map(sys.intern, block.names))
    cells = zip(block.values, map(_ABSENCES.__getitem__, block.absences), refs, strict=True)
    facts = map(tuple.__new__, repeat(Fact), cells)  # half as long as by its fields
    for unit, keys in block.owners:
        yield Row(unit, tuple(map(sys.intern, keys)), dict(zip(names, facts, strict=False)))
