"""Columns that one header names twice: where they differ, which of them a mapping means cannot be known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from kokoq.collect.cells.words import folded
from kokoq.collect.read.book import RawCell, RawSheet
from kokoq.collect.sources.headers import IGNORE, Header
from kokoq.model import SourceMapping


def named_twice(sheet: RawSheet, header: Header, mapping: SourceMapping, *, end: int) -> dict[str, tuple[int, ...]]:
    """Declared column → the columns of that name, if they do not hold the same down to the row before ``end``."""
    called = ((name, header.called(name)) for name in _read(mapping))
    twins = ((name, numbers) for name, numbers in called if len(numbers) > 1)
    return {name: numbers for name, numbers in twins if _differ(sheet, header.bottom, end, numbers)}


def _read(mapping: SourceMapping) -> Iterator[str]:
    """The columns that are read, as they are declared."""
    yield from (name for name, target in mapping.columns.items() if target != IGNORE)
    yield from mapping.unpivot.paths if mapping.unpivot else ()
    yield from (mapping.pivot.name, mapping.pivot.value) if mapping.pivot else ()


def _differ(sheet: RawSheet, top: int, end: int, columns: tuple[int, ...]) -> bool:
    """Whether two columns hold something and not the same."""
    lines = [cells for row, cells in sheet.lines() if top < row < end]
    held = ([_text(cells, column) for cells in lines] for column in columns)
    return any(one != other for one, other in pairwise(texts for texts in held if any(texts)))


def _text(cells: Mapping[int, RawCell], column: int) -> str:
    return folded(cells[column].text) if column in cells else ""
