"""A draft's columns as ``sources:`` of kokoq.yaml declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kokoq.collect.propose.blocks import Block
from kokoq.collect.propose.contents import Column, Contents, Long
from kokoq.collect.propose.fit import Fit
from kokoq.collect.propose.match import Match
from kokoq.collect.propose.owners import Told, literally
from kokoq.collect.propose.wide import Spread
from kokoq.collect.read.book import Book, RawSheet
from kokoq.collect.sources.headers import IGNORE, ORGANISATION, find_headers
from kokoq.collect.sources.terms import terms_of
from kokoq.diagnostics import Span
from kokoq.folders import CAMPAIGN
from kokoq.model import Pivot, SourceMapping

_AT = Span(CAMPAIGN)
_MOST_SKIPPED = 12
"""Spellings of a total that a mapping lists; more of them is a column in which they are no exception."""

_MOST_ANCHORS = 3
"""Texts by which a header is found again: two may stand by chance in a note, and each further one may be renamed."""


@dataclass(frozen=True, slots=True)
class Whose:
    """How a table tells whose its rows are: a column, others that would do as well, or what names it elsewhere."""

    column: Match | None
    others: tuple[str, ...]
    told: Told | None
    lying: bool


def to_mapping(
    book: Book,
    sheet: RawSheet,
    block: Block,
    seen: Contents,
    fit: Fit,
    whose: Whose,
    spread: Spread | None,
) -> SourceMapping:
    """What a table is read by; how deep its header is, too, where its columns alone would not tell."""
    organisation, made = whose.column, seen.long.columns if seen.long else ()
    targets = {match.column.number: match.target for match in fit.clear}
    targets |= {organisation.column.number: ORGANISATION} if organisation else {}
    wide = fit.wide.columns if fit.wide else frozenset()
    columns: dict[str, str] = {}
    for column in (column for column in seen.columns if column not in made):
        if column.number not in wide and _nameable(column):
            columns.setdefault(column.name, targets.get(column.number, IGNORE))
    names = {column.number: column.name for column in seen.columns if _nameable(column)}
    skip = dict(seen.long.skip) if seen.long else {}
    skip |= {names[n]: tuple(texts)[:_MOST_SKIPPED] for n, texts in seen.totals.items() if n in names}
    mapping = SourceMapping(
        table=fit.table,
        at=_AT,
        files=(book.file,),
        sheet=literally(sheet.name) or "*",
        header=_anchors(block, fit, organisation, seen.long),
        columns=columns,
        skip=skip,
        values={name: dict(values.sure) for name, values in fit.values.items() if values.sure},
        until=(block.until,) if block.until else (),
        unpivot=spread.unpivot if spread else None,
        pivot=_pivot(seen.long, targets) if seen.long else None,
        constants={**fit.constants, **(spread.constants if spread else {})},
        owner=whose.told.owner if whose.told else None,
        turned=whose.lying,
    )
    headers = find_headers(sheet, mapping)
    depth = block.header.bottom - block.header.top + 1
    right = any((h.top, h.bottom) == (block.header.top, block.header.bottom) for h in headers)
    return mapping if right else replace(mapping, header_rows=depth)


def _pivot(long: Long, targets: Mapping[int, str]) -> Pivot:
    """The names that a column of them has, each with its field or as one that is not read."""
    fields = {column.name: targets.get(column.number, IGNORE) for column in long.columns}
    return Pivot(long.name.name, long.value.name, fields)


def _nameable(column: Column) -> bool:
    """Whether a mapping can name a column: a bar in its header would read as two rows, and YAML has its limits."""
    return not any("|" in part for part in column.path) and len(column.name) <= 1000


def _anchors(block: Block, fit: Fit, organisation: Match | None, long: Long | None) -> tuple[str, ...]:
    """Some texts of the header to find it by: of the surest columns, none twice."""
    surest = sorted(fit.clear, key=lambda match: -match.confidence)
    columns = [organisation.column] if organisation else []
    columns += [long.name, long.value] if long else [match.column for match in surest]
    texts = list(dict.fromkeys(_telling(column) for column in columns))
    if len(texts) < 2:
        texts += [path[0] for path in block.header.columns.values()]
    return tuple(dict.fromkeys(texts))[:_MOST_ANCHORS]


def _telling(column: Column) -> str:
    """The lowest text of a header that says more than «всего, чел.»."""
    return next((part for part in reversed(column.path) if terms_of(part)), column.path[0])
