"""Checks against the year before: slips of the unit, changes that no other organisation had, figures sent again.

They note what should be looked at; only a form that was sent again is more than a note.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kokoq import rules
from kokoq.checks.figures import Finding
from kokoq.checks.inspection import Inspection, positions
from kokoq.checks.peers import FAR, LEAST_COPIED, shown, spread
from kokoq.compute.rows import Bools, Floats, Ints
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Word

TIMES_APART = 2.0
"""A change by a smaller factor is not told."""
POWERS = (10, 100, 1000)
NEAR = 1.12
"""A factor within 12 % of a power of ten is taken for a slip of the unit."""
LEAST = 5.0
"""Smaller counts change tenfold by themselves."""
COPIED_SHARE = 0.8
"""A form is taken for last year's where so many of its telling figures are the same."""


def units_are_those_of_last_year(look: Inspection) -> Iterator[Diagnostic]:
    """No figure is ten, a hundred or a thousand times that of last year, or as many times less."""
    earlier = look.earlier
    if earlier is not None:
        yield from look.figures.findings(lambda block: _slipped(look, earlier, block))


def _slipped(look: Inspection, earlier: Inspection, columns: Ints) -> Iterator[Finding]:
    now, before = look.figures.values(columns), look.figures.beside(earlier.figures, columns)
    slips = _slips(look.figures.percent[columns], now, before)
    for unit, place in np.argwhere(slips != 0).tolist():
        column = int(columns[place])
        percent = bool(look.figures.percent[column])
        yield (
            (unit, column),
            rules.UNIT_SLIP.at(
                _cell(look, unit, column),
                related=_cell_before(look, earlier, unit, column),
                field=look.figures.field(column).title,
                value=shown(float(now[unit, place]) * (100 if percent else 1)),
                earlier=shown(float(before[unit, place]) * (100 if percent else 1)),
                times=Word(
                    f"check.times.{'more' if slips[unit, place] > 0 else 'less'}", n=abs(int(slips[unit, place]))
                ),
                unit=Word("check.percent") if percent else "",
            ).of(unit=look.ids[unit], period=look.period.text),
        )


def figures_follow_those_of_last_year(look: Inspection) -> Iterator[Diagnostic]:
    """A count did not change as those of no other organisation of its kind did."""
    earlier = look.earlier
    if earlier is not None:
        yield from look.figures.findings(lambda block: _changed(look, earlier, block))


def _changed(look: Inspection, earlier: Inspection, columns: Ints) -> Iterator[Finding]:
    now, before = look.figures.values(columns), look.figures.beside(earlier.figures, columns)
    with np.errstate(invalid="ignore"):
        change = np.log((now + 1) / (before + 1))
        chance = 1 / (now + 1) + 1 / (before + 1)
    median, deviation = np.full(now.shape, np.nan), np.full(now.shape, np.nan)
    kinds = [(circle, o.type) for circle, o in zip(look.circles, look.organisations, strict=True)]
    for kind in dict.fromkeys(kinds):
        members = np.array([own == kind for own in kinds] + [False] * (len(now) - len(kinds)), dtype=bool)
        median[members], deviation[members] = spread(change[members])
    with np.errstate(invalid="ignore"):
        apart = np.abs(change - median)
        far = (apart / np.sqrt(deviation**2 + chance + 0.15**2) > FAR) & (apart > np.log(TIMES_APART))
    percent = look.figures.percent[columns]
    far &= (_slips(percent, now, before) == 0) & ~percent
    for unit, place in np.argwhere(far).tolist():
        column = int(columns[place])
        yield (
            (unit, column),
            rules.UNLIKE_LAST_YEAR.at(
                _cell(look, unit, column),
                related=_cell_before(look, earlier, unit, column),
                field=look.figures.field(column).title,
                value=float(now[unit, place]),
                earlier=float(before[unit, place]),
                times=shown(float(np.exp(change[unit, place]))),
                usual=shown(float(np.exp(median[unit, place]))),
            ).of(unit=look.ids[unit], period=look.period.text),
        )


def the_form_is_not_that_of_last_year(look: Inspection) -> Iterator[Diagnostic]:
    """Not nearly all telling figures of an organisation are those of last year."""
    if look.earlier is None:
        return
    size = look.figures.size
    equal, of, first = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64), np.full(size, -1)
    for block in look.figures.blocks:
        now, before = look.figures.values(block), look.figures.beside(look.earlier.figures, block)
        telling = look.figures.telling(now, block) & ~np.isnan(before)
        same = telling & (now == before)
        equal, of = equal + same.sum(axis=1), of + telling.sum(axis=1)
        first = np.where((first < 0) & same.any(axis=1), block[same.argmax(axis=1)], first)
    for unit in positions((equal >= LEAST_COPIED) & (equal >= COPIED_SHARE * of)):
        yield rules.COPIED_FROM_EARLIER.at(
            _cell(look, unit, int(first[unit])),
            related=_cell_before(look, look.earlier, unit, int(first[unit])),
            earlier=look.earlier.period.text,
            n=int(equal[unit]),
            of=int(of[unit]),
        ).of(unit=look.ids[unit], period=look.period.text)


def _slips(percent: Bools, now: Floats, before: Floats) -> Floats:
    """The factor of a suspected slip of the unit: 100 or -100 (a hundred times less); 0 where there is none.

    ``percent`` tells which columns are shares.
    """
    found = np.zeros(now.shape)
    with np.errstate(all="ignore"):
        ratio = now / before
        enough: Bools = np.minimum(now, before) >= LEAST
        shares = percent & (np.minimum(now, before) > 0)
        for power in POWERS:
            for factor, sign in ((ratio, 1), (1 / ratio, -1)):
                near = (factor > power / NEAR) & (factor < power * NEAR)
                found[near & (enough | (shares & (power == 100)))] = sign * power
    return found


def _cell(look: Inspection, unit: int, column: int) -> Cell:
    cells = look.cells((look.figures.ref(unit, column),))
    return cells[0] if cells else look.file(look.ids[unit])


def _cell_before(look: Inspection, earlier: Inspection, unit: int, column: int) -> tuple[Cell, ...]:
    known = earlier.figures.columns.get(look.figures.keys[column])
    return () if known is None else look.cells((earlier.figures.ref(unit, known),))


CHECKS = (units_are_those_of_last_year, figures_follow_those_of_last_year, the_form_is_not_that_of_last_year)
