"""Checks over organisations together: figures far from those of alike ones, and figures copied from another.

An unusual figure is a note and never an error: it may well be true. Median and MAD are not moved by the odd ones
(Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993); what chance alone does to small counts is allowed for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kokoq import rules
from kokoq.checks.figures import Finding
from kokoq.checks.inspection import Inspection
from kokoq.collect.gather.shelf import Shelf
from kokoq.compute.levels import group_of
from kokoq.compute.rows import Floats, Ints
from kokoq.diagnostics import Diagnostic
from kokoq.language import Word
from kokoq.model import Organisation

LEAST_PEERS = 8
"""Among fewer organisations nothing can be called unusual."""
FAR = 4.0
"""So many robust deviations from the median are told."""
SHARE_APART = 0.25
"""A share nearer to the median than this is not told."""
TIMES_APART = 3.0
"""A count that differs from the median by a smaller factor is not told."""
LEAST_WHOLE = 10
"""A share of fewer is not compared."""
SHARES_VARY, COUNTS_VARY = 0.02, 0.2
"""A deviation, of shares and of logarithms of counts, that alike organisations have anyway: where all but one gave
nearly the same, the smallest difference would be many of their own deviations."""
LIKELY = 0.02, 0.98
"""What chance does is reckoned from a share within these: about 0 or 100 % it would come out as none at all."""
MAD_TO_SD, DECILES_TO_SD = 1.4826, 2.563
"""What they are of the standard deviation of normal numbers."""

LEAST_COPIED = 8
"""So many equal telling figures, and half of those that both gave, are no coincidence."""
CROWD = 12
"""Of organisations that all gave the same figure, so many neighbours are held against each other."""
PILE = 128
"""The pairs of so many organisations with those below them are counted at a time."""

_ONES = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1, dtype=np.int64)
"""How many bits of every byte are set."""


def figures_resemble_those_of_peers(look: Inspection) -> Iterator[Diagnostic]:
    """A share, or a count without a whole, lies where those of organisations of the same kind lie."""
    groups = list(groups_of_peers(look, least=LEAST_PEERS))
    if groups:
        yield from look.figures.findings(partial(_unusual_shares, look, groups))
        yield from look.figures.findings(partial(_unusual_counts, look, groups))


def figures_are_not_copied(look: Inspection) -> Iterator[Diagnostic]:
    """No two organisations gave the same telling figures throughout."""
    for pair in _pairs(look):
        for unit, source in (pair.units, pair.units[::-1]):
            where, related = (look.cells([look.figures.ref(each, pair.first)]) for each in (unit, source))
            yield rules.COPIED_FROM_OTHER.at(
                where[0] if where else look.file(look.ids[unit]),
                related=related,
                other=look.organisations[source].title,
                n=pair.equal,
                of=pair.both,
            ).of(unit=look.ids[unit], period=look.period.text)


def spread(values: Floats) -> tuple[Floats, Floats]:
    """Median and robust deviation of every column; NaN where too few gave a number.

    The deviation is that of the middle half, or of the middle four fifths where it is wider there: of a figure that
    is either 0 or 100 % nothing is far from the median.
    """
    enough = (~np.isnan(values)).sum(axis=0) >= LEAST_PEERS
    median, deviation = np.full((2, values.shape[1]), np.nan)
    if enough.any():
        ranked = np.sort(values[:, enough], axis=0)  # NaN stand last
        n = (~np.isnan(ranked)).sum(axis=0)
        median[enough] = middle = _middle(ranked, n)
        mad = MAD_TO_SD * _middle(np.sort(np.abs(ranked - middle), axis=0), n)
        low, high = (ranked[place, np.arange(len(n))] for place in ((n + 9) // 10, n - 1 - (n + 9) // 10))
        deviation[enough] = np.maximum(mad, (high - low) / DECILES_TO_SD)
    return median, deviation


def _middle(ranked: Floats, n: Ints) -> Floats:
    """The median of the first ``n`` of every column."""
    columns = np.arange(len(n))
    middle: Floats = (ranked[(n - 1) // 2, columns] + ranked[n // 2, columns]) / 2
    return middle


def groups_of_peers(look: Inspection, *, least: int) -> Iterator[Ints]:
    """The positions of organisations that are alike: of one type, or what the campaign declares in ``peers``."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for position, (circle, organisation) in enumerate(zip(look.circles, look.organisations, strict=True)):
        groups.setdefault((circle, *_kind(look, organisation)), []).append(position)
    for members in groups.values():
        if len(members) >= least:
            yield np.array(members, dtype=np.int64)


def _kind(look: Inspection, organisation: Organisation) -> tuple[str, ...]:
    names: Sequence[str] = look.settings.peers or ("type",)
    return tuple(group_of(organisation, name, look.plan.catalogue) for name in names)


def _unusual_shares(look: Inspection, groups: Sequence[Ints], block: Ints) -> Iterator[Finding]:
    columns = block[look.figures.parts[block]]
    percent = look.figures.percent[columns]
    figures, wholes = look.figures.values(columns), look.figures.wholes(columns)
    for members in groups:
        values, sizes = figures[members], wholes[members]
        with np.errstate(all="ignore"):
            shares = np.where(percent, values, np.where(sizes >= LEAST_WHOLE, values / sizes, np.nan))
            median, deviation = spread(shares)
            likely = np.clip(median, *LIKELY)
            chance = np.where(percent | np.isnan(sizes), 0.0, likely * (1 - likely) / sizes)
            apart = np.abs(shares - median)
            far = (apart / np.sqrt(deviation**2 + chance + SHARES_VARY**2) > FAR) & (apart >= SHARE_APART)
        for row, place in np.argwhere(far).tolist():
            unit, column = int(members[row]), int(columns[place])
            yield (unit, column), _unusual(look, unit, column, 100 * shares[:, place], row, percent=True)


def _unusual_counts(look: Inspection, groups: Sequence[Ints], block: Ints) -> Iterator[Finding]:
    columns = block[~look.figures.parts[block]]
    figures = look.figures.values(columns)
    for members in groups:
        counts = figures[members]
        with np.errstate(invalid="ignore"):
            logs = np.log1p(np.where(counts > 0, counts, np.nan))
            median, deviation = spread(logs)
            scale = np.sqrt(deviation**2 + 1 / (1 + np.expm1(median)) + COUNTS_VARY**2)
            apart = np.abs(logs - median)
            far = (apart / scale > FAR) & (apart >= np.log(TIMES_APART))
        for row, place in np.argwhere(far).tolist():
            unit, column = int(members[row]), int(columns[place])
            yield (unit, column), _unusual(look, unit, column, counts[:, place], row, percent=False)


def _unusual(look: Inspection, unit: int, column: int, numbers: Floats, row: int, *, percent: bool) -> Diagnostic:
    others = np.delete(numbers, row)
    others = others[~np.isnan(others)]
    cells = look.cells((look.figures.ref(unit, column),))
    low, usual, high = (shown(float(number)) for number in np.quantile(others, (0.1, 0.5, 0.9)))
    return rules.UNLIKE_PEERS.at(
        cells[0] if cells else look.file(look.ids[unit]),
        field=look.figures.field(column).title,
        value=shown(float(numbers[row])),
        usual=usual,
        low=low,
        high=high,
        n=len(others),
        unit=Word("check.percent") if percent else "",
    ).of(unit=look.ids[unit], period=look.period.text)


def shown(number: float) -> float:
    """A number of a note: three digits tell enough of it."""
    return round(number, 1) if abs(number) < 1000 else round(number)


class _Pair(NamedTuple):
    """Units that gave so many ``equal`` telling figures of those that ``both`` gave, the ``first`` in that column."""

    units: tuple[int, int]
    equal: int
    both: int
    first: int


def _pairs(look: Inspection) -> Iterator[_Pair]:
    """Pairs of organisations of a circle of whose telling figures many, and at least half, are equal."""
    n = len(look.organisations)
    pairs, equal, telling = _often_equal(look)
    ones, others = np.divmod(pairs, n)
    both = np.zeros(len(pairs), dtype=np.int64)
    for eight in telling:
        both += _ONES[eight[ones] & eight[others]]
    ones, others, equal, both = (each[equal * 2 >= both] for each in (ones, others, equal, both))
    first = np.full(len(ones), -1)
    for block in look.figures.blocks if len(ones) else ():
        values = look.figures.values(block)
        same = look.figures.telling(values, block)[ones] & (values[ones] == values[others])
        first = np.where((first < 0) & same.any(axis=1), block[same.argmax(axis=1)], first)
    for one, other, *numbers in zip(*(each.tolist() for each in (ones, others, equal, both, first)), strict=True):
        yield _Pair((one, other), *numbers)


def _often_equal(look: Inspection) -> tuple[Ints, Ints, list[npt.NDArray[np.uint8]]]:
    """Pairs of organisations, each as one number, with many telling figures in common; how many; and what is telling.

    That is told of eight columns by each array, a bit for each. The work grows with the number of figures.
    """
    n, circle = len(look.organisations), np.unique(look.circles, return_inverse=True)[1]
    piles, bits = _Piles(n), list[npt.NDArray[np.uint8]]()
    for block in look.figures.blocks:
        values = look.figures.values(block)[:n]
        telling = look.figures.telling(values, block)
        bits.extend(np.packbits(telling, axis=1).T.copy())
        units, columns = np.nonzero(telling)
        told, columns = values[units, columns], columns + circle[units] * len(block)
        order = np.lexsort((units, told, columns))
        units, columns, told = units[order], columns[order], told[order]
        found = []
        for step in range(1, CROWD + 1):
            same = (columns[step:] == columns[:-step]) & (told[step:] == told[:-step])
            found.append(units[:-step][same] * n + units[step:][same])
        piles.add(np.concatenate(found))
    chosen, equal = np.zeros((2, 0), dtype=np.int64)
    for pairs in piles:
        often = np.unique(pairs[LEAST_COPIED - 1 :][pairs[LEAST_COPIED - 1 :] == pairs[: 1 - LEAST_COPIED]])
        chosen = np.append(chosen, often)
        equal = np.append(equal, np.searchsorted(pairs, often, side="right") - np.searchsorted(pairs, often))
    return chosen, equal, bits


class _Piles:
    """Pairs of ``n`` organisations on a shelf, those of some first ones on a pile: all of them at once are too many."""

    def __init__(self, n: int) -> None:
        self._ends = np.arange(PILE, max(n, 1) + PILE, PILE, dtype=np.int64) * n
        self._shelf, self._piles = Shelf(), [list[int]() for _ in self._ends]

    def add(self, pairs: Ints) -> None:
        pairs = np.sort(pairs)
        for pile, own in zip(self._piles, np.split(pairs, np.searchsorted(pairs, self._ends[:-1])), strict=True):
            if len(own):
                pile.append(self._shelf.keep(own.tobytes()))

    def __iter__(self) -> Iterator[Ints]:
        """The pairs of each pile in their order."""
        for pile in self._piles:
            content = b"".join(map(self._shelf.content, pile))
            yield np.sort(np.frombuffer(content, dtype=np.int64))


CHECKS = (figures_resemble_those_of_peers, figures_are_not_copied)
