"""Checks of rows of keyed tables that were left blank as a whole, though by all signs there was something to fill in.

Such a row is neither a gap nor an answer (``collect.form.tally``): it may be of a subject that nobody took. Where it is
not, its figures are missing from every sum, and nothing else tells. A table without any begun row is told of as a
question without an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kokoq import rules
from kokoq.checks.figures import combinations
from kokoq.checks.inspection import Inspection, positions
from kokoq.checks.peers import groups_of_peers
from kokoq.checks.replies import begun_rows
from kokoq.checks.rows import place
from kokoq.collect.form.layout import row_title
from kokoq.compute.rows import PRESENT, Bools, Ints
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Word
from kokoq.model import Table

LEAST_PEERS = 10
"""What fewer others filled may be their own matter."""
NEARLY_ALL = 0.9
"""A row that so many of the others filled is expected of everybody."""
SHOWN = 6
"""So many rows are named."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table with keys, rows × units: who began a row, who answered in it, where it stands blank.

    What is not blank, or of a unit that began no row, has the place -1.
    """

    table: Table
    codes: tuple[tuple[str, ...], ...]
    begun: Bools
    filled: Bools
    blank: Ints


@dataclass(frozen=True, slots=True)
class _Named:
    """Rows as a finding names them: where it stands, the first ones, and how many there are more."""

    where: Cell
    rows: tuple[Word, ...]
    more: str


def rows_filled_by_peers_are_filled(look: Inspection) -> Iterator[Diagnostic]:
    """No row that nearly all peers filled was left blank; what was filled last year is told of as that.

    Rows that have a key in common, and are blank all together, are of a grade or exam that the organisation lacks.
    """
    groups = list(groups_of_peers(look, least=LEAST_PEERS + 1))
    for grid in _grids(look) if groups else ():
        untold = (grid.blank >= 0) & ~_gone(look, grid) & ~_lacked(grid)
        for members in groups:
            some = members[grid.begun[:, members].any(axis=0)]
            n, of = grid.filled[:, some].sum(axis=1), len(some) - 1  # whoever left a row blank is none of the others
            usual = untold & (n >= NEARLY_ALL * of)[:, None]
            for unit in some[usual[:, some].any(axis=0)].tolist() if of >= LEAST_PEERS else ():
                own = positions(usual[:, unit])
                named = _named(look, grid, unit, own)
                yield rules.ROWS_BLANK_UNLIKE_PEERS.at(
                    named.where,
                    table=grid.table.title,
                    n=len(own),
                    filled=int(n[own].min()),
                    of=of,
                    rows=named.rows,
                    more=named.more,
                ).of(unit=look.ids[unit], period=look.period.text)


def rows_filled_last_year_are_filled(look: Inspection) -> Iterator[Diagnostic]:
    """No row that an organisation filled last year was left blank, where it filled others of the table."""
    for grid in _grids(look) if look.earlier else ():
        gone = _gone(look, grid)
        for unit in np.unique(np.nonzero(gone)[1]).tolist():
            own = positions(gone[:, unit])
            named = _named(look, grid, unit, own)
            yield rules.ROWS_BLANK_UNLIKE_LAST_YEAR.at(
                named.where,
                table=grid.table.title,
                n=len(own),
                earlier=look.period.previous().text,
                rows=named.rows,
                more=named.more,
            ).of(unit=look.ids[unit], period=look.period.text)


def _grids(look: Inspection) -> Iterator[_Grid]:
    """The tables with keys that were collected."""
    for table in look.plan.catalogue.tables.values():
        if table.keys and table.id in look.observations.tables:
            yield _grid(look, table)


def _grid(look: Inspection, table: Table) -> _Grid:
    rows, size = look.rows(table.id), look.stage.units.size
    begun = begun_rows(rows.data, table, look.plan.catalogue)
    answered = np.logical_or.reduce([rows.absent(field.id) == PRESENT for field in look.fields(table.id)])
    found = combinations(rows, [key.id for key in table.keys])
    started, filled = np.zeros((2, len(found), size), dtype=bool)
    blank = np.full((len(found), size), -1, dtype=np.int64)
    for row, (_, places) in enumerate(found):
        known = places[rows.unit[places] >= 0]
        blank[row, rows.unit[known]] = known
        started[row, rows.unit[known[begun[known]]]] = True
        filled[row, rows.unit[known[answered[known]]]] = True
    blank[started | ~started.any(axis=0)] = -1
    return _Grid(table, tuple(codes for codes, _ in found), started, filled, blank)


def _lacked(grid: _Grid) -> Bools:
    """The rows all of whose fellows, those with the same code of some key, were not begun either."""
    found = np.zeros(grid.begun.shape, dtype=bool)
    for codes in zip(*grid.codes, strict=True):
        for code in set(codes):
            fellows = [row for row, own in enumerate(codes) if own == code]
            if len(fellows) > 1:
                found[fellows] |= ~grid.begun[fellows].any(axis=0)
    return found


def _gone(look: Inspection, grid: _Grid) -> Bools:
    """The rows that stand blank now and were filled the year before."""
    found = np.zeros(grid.blank.shape, dtype=bool)
    if look.earlier is None or grid.table.id not in look.earlier.observations.tables:
        return found
    before = _grid(look.earlier, grid.table)
    at = {codes: row for row, codes in enumerate(before.codes)}
    for row, codes in enumerate(grid.codes):
        if codes in at:
            found[row] = (grid.blank[row] >= 0) & before.filled[at[codes]]
    return found


def _named(look: Inspection, grid: _Grid, unit: int, own: list[int]) -> _Named:
    """Some rows of a unit, at the first of them as they stand on its sheet."""
    own = sorted(own, key=lambda row: int(grid.blank[row, unit]))
    catalogue, table, more = look.plan.catalogue, grid.table, len(own) - SHOWN
    first = next(field for field in look.fields(table.id) if table.asks(field, grid.codes[own[0]]))
    return _Named(
        where=place(look, table.id, first, int(grid.blank[own[0], unit])),
        rows=tuple(Word("check.row", row=row_title(table, grid.codes[row], catalogue)) for row in own[:SHOWN]),
        more=Word("check.more_rows", n=more) if more > 0 else "",
    )


AMONG_PEERS = (rows_filled_by_peers_are_filled,)
OVER_YEARS = (rows_filled_last_year_are_filled,)
