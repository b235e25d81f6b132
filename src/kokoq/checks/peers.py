"""Checks over organisations together: figures far from those of alike ones, and figures copied from another.

An unusual figure is a note and never an error: it may well be true. Median and MAD are not moved by the odd ones
(Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993); what chance alone does to small counts is allowed for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from kokoq import rules
from kokoq.checks.figures import Figures, Finding
from kokoq.checks.inspection import Inspection
from kokoq.compute.levels import group_of
from kokoq.compute.rows import Bools, Floats, Ints
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
MAD_TO_SD, DECILES_TO_SD = 1.4826, 2.563
"""What they are of the standard deviation of normal numbers."""

LEAST_COPIED = 8
"""So many equal telling figures, and half of those that both gave, are no coincidence."""
CROWD = 12
"""Of organisations that all gave the same figure, so many neighbours are held against each other."""


def figures_resemble_those_of_peers(look: Inspection) -> Iterator[Diagnostic]:
    """A share, or a count without a whole, lies where those of organisations of the same kind lie."""
    for members in _peers(look):
        yield from look.figures.findings(partial(_unusual_shares, look, members))
        yield from look.figures.findings(partial(_unusual_counts, look, members))


def figures_are_not_copied(look: Inspection) -> Iterator[Diagnostic]:
    """No two organisations gave the same telling figures throughout."""
    figures, n = look.figures, len(look.organisations)
    telling = figures.telling[:n]
    for one, other, equal in _pairs(figures, telling, look.circles):
        both = int((telling[one] & telling[other]).sum())
        if equal < LEAST_COPIED or equal * 2 < both:
            continue
        same = np.flatnonzero(telling[one] & (figures.values[one] == figures.values[other]))
        for unit, source in ((one, other), (other, one)):
            where, related = (look.cells(figures.ref(each, one) for one in same[:1]) for each in (unit, source))
            yield rules.COPIED_FROM_OTHER.at(
                where[0] if where else look.file(look.ids[unit]),
                related=related,
                other=look.organisations[source].title,
                n=equal,
                of=both,
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


def _peers(look: Inspection) -> Iterator[Ints]:
    """The positions of organisations that are alike: of one type, or what the campaign declares in ``peers``."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for position, (circle, organisation) in enumerate(zip(look.circles, look.organisations, strict=True)):
        groups.setdefault((circle, *_kind(look, organisation)), []).append(position)
    for members in groups.values():
        if len(members) >= LEAST_PEERS:
            yield np.array(members, dtype=np.int64)


def _kind(look: Inspection, organisation: Organisation) -> tuple[str, ...]:
    names: Sequence[str] = look.settings.peers or ("type",)
    return tuple(group_of(organisation, name, look.plan.catalogue) for name in names)


def _unusual_shares(look: Inspection, members: Ints, block: Ints) -> Iterator[Finding]:
    columns = block[look.figures.parts[block]]
    values, sizes = look.figures.values[np.ix_(members, columns)], look.figures.wholes(columns)[members]
    percent = look.figures.percent[columns]
    with np.errstate(all="ignore"):
        shares = np.where(percent, values, np.where(sizes >= LEAST_WHOLE, values / sizes, np.nan))
        median, deviation = spread(shares)
        likely = np.clip(median, 0.02, 0.98)
        chance = np.where(percent | np.isnan(sizes), 0.0, likely * (1 - likely) / sizes)
        apart = np.abs(shares - median)
        far = (apart / np.sqrt(deviation**2 + chance + 0.02**2) > FAR) & (apart >= SHARE_APART)
    for row, place in np.argwhere(far).tolist():
        unit, column = int(members[row]), int(columns[place])
        yield (row, column), _unusual(look, unit, column, 100 * shares[:, place], row, percent=True)


def _unusual_counts(look: Inspection, members: Ints, block: Ints) -> Iterator[Finding]:
    columns = block[~look.figures.parts[block]]
    counts = look.figures.values[np.ix_(members, columns)]
    with np.errstate(invalid="ignore"):
        logs = np.log1p(np.where(counts > 0, counts, np.nan))
        median, deviation = spread(logs)
        scale = np.sqrt(deviation**2 + 1 / (1 + np.expm1(median)) + 0.2**2)
        apart = np.abs(logs - median)
        far = (apart / scale > FAR) & (apart >= np.log(TIMES_APART))
    for row, place in np.argwhere(far).tolist():
        unit, column = int(members[row]), int(columns[place])
        yield (row, column), _unusual(look, unit, column, counts[:, place], row, percent=False)


def _unusual(look: Inspection, unit: int, column: int, numbers: Floats, row: int, *, percent: bool) -> Diagnostic:
    others = np.delete(numbers, row)
    others = others[~np.isnan(others)]
    cells = look.cells((look.figures.ref(unit, column),))
    low, usual, high = (shown(float(number)) for number in np.quantile(others, (0.1, 0.5, 0.9)))
    return rules.UNLIKE_PEERS.at(
        cells[0] if cells else look.file(look.ids[unit]),
        field=look.figures.fields[column].title,
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


def _pairs(figures: Figures, telling: Bools, circles: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """Pairs of units of a circle and how many telling figures they have in common.

    The work grows with the number of figures.
    """
    circle = np.unique(circles, return_inverse=True)[1]
    found = [np.zeros(0, dtype=np.int64)]
    for block in figures.blocks:
        units, columns = np.nonzero(telling[:, block])
        values = figures.values[units, block[columns]]
        columns = columns + circle[units] * len(block)
        order = np.lexsort((units, values, columns))
        units, columns, values = units[order], columns[order], values[order]
        for step in range(1, CROWD + 1):
            same = (columns[step:] == columns[:-step]) & (values[step:] == values[:-step])
            found.append(units[:-step][same] * len(telling) + units[step:][same])
    pairs, n = np.unique(np.concatenate(found), return_counts=True)
    for pair, equal in zip(pairs[n >= LEAST_COPIED].tolist(), n[n >= LEAST_COPIED].tolist(), strict=True):
        yield pair // len(telling), pair % len(telling), equal


CHECKS = (figures_resemble_those_of_peers, figures_are_not_copied)
