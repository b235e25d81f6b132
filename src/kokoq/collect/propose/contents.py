"""What stands in the columns of a table: each distinct cell once, with how often; and the rows that are no data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kokoq.collect.cells.sums import is_total
from kokoq.collect.cells.words import Vocabulary, folded, is_unit
from kokoq.collect.propose.blocks import Block
from kokoq.collect.read.book import Kind, RawCell, RawSheet
from kokoq.collect.sources.terms import office, terms_of

EXAMPLES = 3
_FEW = 3
"""Of so many cells the first may call the row: «Ед. изм.»."""

NUMBER = re.compile(r"[+-]?\d[\d ]*(?:[.,]\d+)? ?%?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DISTINCT = 2000
"""More distinct values of a column than that are not kept: they tell nothing new."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column below its header: ``path`` from top to bottom; ``cells`` are the distinct ones, with their counts.

    ``whole`` is what a column before it, the number of which is ``part_of``, is called, where this one's header begins
    with «из них».
    """

    number: int
    path: tuple[str, ...]
    cells: tuple[tuple[RawCell, int], ...]
    whole: tuple[str, ...] = ()
    part_of: int = 0

    @property
    def filled(self) -> int:
        return sum(n for _, n in self.cells)

    @property
    def numeric(self) -> bool:
        """Whether all cells are numbers, as those of a csv file are: typed as texts."""
        return all(cell.kind is Kind.NUMBER or NUMBER.fullmatch(cell.text.strip()) for cell, _ in self.cells)

    @property
    def counts(self) -> bool:
        """Whether the cells number the rows."""
        texts = [cell.text.strip() for cell, _ in self.cells]
        return len(texts) > 1 and texts == [str(number) for number in range(1, len(texts) + 1)]

    @property
    def padded(self) -> bool:
        """Whether numbers begin with zeros, as those of codes do."""
        return any(cell.kind is Kind.TEXT and re.match(r"0\d", cell.text.strip()) for cell, _ in self.cells)

    @property
    def year(self) -> int:
        """The last year that its header names: of two columns that differ in nothing else the later one is meant."""
        return max((int(year) for part in self.path for year in _YEAR.findall(part)), default=0)

    @property
    def said(self) -> tuple[str, ...]:
        """The header with the whole of which it tells a part."""
        return (*self.whole, *self.path)

    @property
    def name(self) -> str:
        """As ``columns`` of a mapping names it."""
        return "|".join(self.path)

    def share(self, holds: Callable[[RawCell], bool]) -> float:
        """The share of filled cells for which something holds."""
        return sum(n for cell, n in self.cells if holds(cell)) / self.filled if self.cells else 0.0

    def examples(self, holds: Callable[[RawCell], bool] = lambda _: True) -> tuple[str, ...]:
        """The most frequent texts for which something holds."""
        found = sorted(((-n, order, c.text) for order, (c, n) in enumerate(self.cells) if holds(c)))
        return tuple(f"«{' '.join(text.split())[:40]}»" for _, _, text in found[:EXAMPLES])


@dataclass(frozen=True, slots=True)
class Long:
    """The column of names, that of answers, and the ``columns`` that were made of them.

    ``rival`` is another column of answers that would do as well. ``skip`` are units, by their column, in whose rows the
    share stands of what is told once more as a count.
    """

    name: Column
    value: Column
    columns: tuple[Column, ...]
    rival: str = ""
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def own(self) -> frozenset[int]:
        """The two columns of the sheet."""
        return frozenset({self.name.number, self.value.number})

    @property
    def repeats(self) -> bool:
        """Whether a name stands in several rows; where none does, the table lies on its side."""
        return any(n > 1 for _, n in self.name.cells)


@dataclass(slots=True)
class Contents:
    """The columns of a block, how many rows of data it has, and what was left out: column → texts, why → rows.

    ``long`` tells of which columns others were made, where one names what is asked.
    """

    columns: tuple[Column, ...] = ()
    rows: int = 0
    totals: dict[int, dict[str, None]] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    long: Long | None = None


def contents_of(
    sheet: RawSheet, block: Block, words: Vocabulary, *, is_read: Callable[[int], bool] = lambda _: True
) -> Contents:
    """Look through the rows of a block, of those that are data only at the ones that ``is_read`` takes."""
    found = Contents()
    texts = {number: folded(path[-1]) for number, path in block.header.columns.items()}
    counted: dict[int, dict[tuple[Kind, object, str], tuple[RawCell, int]]] = {n: {} for n in texts}
    for row, cells in sheet.rows.items():
        if not block.header.bottom < row <= block.end:
            continue
        filled = {n: c for n, c in cells.items() if n in texts and c.text.strip()}
        why = _no_data(filled, texts, words)
        if why:
            _leave_out(found, filled, why)
            continue
        if not is_read(row):
            continue
        found.rows += bool(filled)
        for number, cell in filled.items():
            same = (cell.kind, cell.value, cell.format)
            before = counted[number].get(same, (cell, 0))
            if before[1] or len(counted[number]) < _DISTINCT:
                counted[number][same] = (before[0], before[1] + 1)
    parts = wholes(block.header.columns)
    found.columns = tuple(
        Column(number, path, tuple(counted[number].values()), *parts.get(number, ((), 0)))
        for number, path in block.header.columns.items()
    )
    return found


def wholes(columns: Mapping[int, tuple[str, ...]]) -> dict[int, tuple[tuple[str, ...], int]]:
    """Of the columns that begin with «из них»: the last one before them that does not, under the same upper headers."""
    found: dict[int, tuple[tuple[str, ...], int]] = {}
    last: dict[tuple[str, ...], tuple[str, int]] = {}
    for number, path in sorted(columns.items()):
        depth = next((n for n in reversed(range(len(path))) if terms_of(path[n])), 0)
        if not office().is_part(path[depth]):
            last[path[:depth]] = path[depth], number
        elif path[:depth] in last:
            text, column = last[path[:depth]]
            found[number] = (text,), column
    return found


def _no_data(filled: Mapping[int, RawCell], header: Mapping[int, str], known: Vocabulary) -> str:
    """Why a row is no data; "" for one that is."""
    words = {number: folded(cell.text) for number, cell in filled.items()}
    if any(_is_total(word, known) for word in words.values()):
        return "total"
    if len(words) > 1 and all(word.isdecimal() for word in words.values()):
        numbers = [int(word) for word in words.values()]
        if numbers == list(range(numbers[0], numbers[0] + len(numbers))) and len(header) == len(numbers) > 2:
            return "numbering"
    others = [word for number, word in words.items() if len(words) < _FEW or number != min(words)]
    if others and all(is_unit(word, known.units) for word in others):
        return "units"
    if len(words) > 1 and all(header[number] == word for number, word in words.items()):
        return "header"
    alone = len(words) == 1 and len(header) > 2 and next(iter(filled.values())).kind is Kind.TEXT
    return "note" if alone else ""


def _is_total(word: str, known: Vocabulary) -> bool:
    """Whether a cell says that its row is a total; «среднее общее» is an entry of a dictionary."""
    entries = (entry for symbols in known.symbols.values() for entry in symbols)
    return is_total(word) and not any(entry.startswith(word) for entry in entries)


def _leave_out(found: Contents, filled: Mapping[int, RawCell], why: str) -> None:
    found.left_out[why] = found.left_out.get(why, 0) + 1
    for number, cell in filled.items():
        if why == "total" and is_total(cell.text):
            found.totals.setdefault(number, {})[" ".join(cell.text.split())] = None
