"""Long lists in which a column names what is asked and another has the answers: each name as if it were a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kokoq.collect.cells.words import folded, is_unit
from kokoq.collect.propose.blocks import Block
from kokoq.collect.propose.contents import Column, Long, wholes
from kokoq.collect.propose.fit import Fit
from kokoq.collect.propose.match import CLEAR, RIVALLED, Matcher
from kokoq.collect.read.book import RawCell, RawSheet
from kokoq.collect.sources.terms import office
from kokoq.model import Field, Type

_BEYOND = 1_000_000
"""Columns that were made of names are numbered from here, behind all that a sheet can have."""

_MOST_NAMES = 500
"""A column of more different texts names no questions: nobody is asked so many."""

_FEWEST = 2
"""So many of the names must be known: one may be like a title by chance."""

_MOSTLY = 0.5
"""More of the answers than not are numbers, where any column is of numbers."""


def doubted(fit: Fit, long: Long) -> Fit:
    """A fit whose answers are less sure, where another column of answers would do as well."""
    if not long.rival:
        return fit
    made = {column.number for column in long.columns}
    matches = (
        replace(m, confidence=round(RIVALLED * m.confidence, 3)) if m.column.number in made else m for m in fit.matches
    )
    return replace(fit, matches=tuple(matches))


def long_list(
    sheet: RawSheet, block: Block, free: Sequence[Column], asked: Sequence[Field], matcher: Matcher
) -> Long | None:
    """The list that a table is, if one of its columns names two or more of the questions that are asked."""
    fields, units = [one for one in asked if one.type is not Type.SYMBOL], matcher.symbols.words.units
    counted = [(_known(column, fields, matcher), -column.number, column) for column in free if _may_name(column)]
    known, _, name = max(counted, default=(0, 0, None))
    answers = _answers([column for column in free if column is not name], units)
    if name is None or known < _FEWEST or not answers:
        return None
    ((called, _), value), *rest = answers
    unit = next((c for c in free if c.cells and c.share(lambda cell: is_unit(cell.text, units)) == 1.0), None)
    columns, skip = _made(sheet, block, name, value, unit)
    rival = next((other.name for (own, _), other in rest if own == called), "")  # of two years the later is not sure
    return Long(name, value, columns, rival, {unit.name: skip} if unit and skip else {})


def _may_name(column: Column) -> bool:
    return not column.numeric and _FEWEST <= len(column.cells) <= _MOST_NAMES


def _known(column: Column, fields: Sequence[Field], matcher: Matcher) -> int:
    """How many of the texts of a column are like the title of a question; a code, as of a person, is like none."""
    texts = {folded(cell.text): " ".join(cell.text.split()) for cell, _ in column.cells if not _is_code(cell.text)}
    return sum(any(matcher.like((text,), one) >= CLEAR for one in fields) for text in texts.values())


def _is_code(text: str) -> bool:
    return len(text.split()) == 1 and any(map(str.isdecimal, text))


def _answers(columns: Sequence[Column], units: frozenset[str]) -> list[tuple[tuple[bool, int], Column]]:
    """The columns that may be of answers, the most likely first, with what speaks for each: its name, its year."""
    filled = [column for column in columns if column.cells and not column.counts]
    real = [c for c in filled if not (office().is_share(c.said) or any(map(office().is_planned, c.path)))]
    numbers = [column for column in real if column.share(_is_number) > _MOSTLY]
    texts = [c for c in real if c.share(lambda cell: is_unit(cell.text, units)) < 1.0]
    ranked = (((office().is_answer(c.path[-1]), c.year), c) for c in numbers or texts)
    return sorted(ranked, key=lambda pair: (not pair[0][0], -pair[0][1], pair[1].number))


def _is_number(cell: RawCell) -> bool:
    return isinstance(cell.value, float | int) or cell.text.strip().replace(",", "").replace(".", "").isdecimal()


def _made(
    sheet: RawSheet, block: Block, name: Column, value: Column, unit: Column | None
) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """A column for each name, and the units of shares whose rows are to be left out."""
    counts: dict[str, list[RawCell]] = {}
    shares: dict[str, list[RawCell]] = {}
    spelt: dict[str, str] = {}
    signs: dict[str, str] = {}
    for row, text, cell in _rows(sheet, block, name, value):
        said = sheet.shown_at(row, unit.number) if unit else None
        sign = said.text.strip() if said is not None and office().is_share((said.text,)) else ""
        spelt.setdefault(folded(text), text)
        (shares if sign else counts).setdefault(folded(text), []).append(cell)
        if sign:
            signs[folded(text)] = sign
    paths = {_BEYOND + n: (text,) for n, text in enumerate(spelt.values())}
    parts = wholes(paths)
    columns: list[Column] = []
    for (number, path), text in zip(paths.items(), spelt, strict=True):
        own = counts.get(text) or shares[text]
        whole, part_of = parts.get(number, ((), 0))
        said_of = whole if text in counts else (*whole, signs[text])
        columns.append(Column(number, path, tuple((cell, 1) for cell in own), said_of, part_of))
    twice = counts.keys() & shares.keys()
    return tuple(columns), tuple(dict.fromkeys(signs[text] for text in spelt if text in twice))


def _rows(sheet: RawSheet, block: Block, name: Column, value: Column) -> Iterator[tuple[int, str, RawCell]]:
    """The rows that name something and answer it."""
    for row, cells in sheet.rows.items():
        if block.header.bottom < row <= block.end:
            told, cell = sheet.shown_at(row, name.number), cells.get(value.number)
            if told is not None and told.text.strip() and cell is not None and cell.text.strip():
                yield row, " ".join(told.text.split()), cell
