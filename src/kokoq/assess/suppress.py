"""What may be published: groups of fewer persons than the declared number are hidden, and what would give them away.

A result reveals its numerator and denominator. Those are tied to others by sums: organisations to their municipality,
region and groups, breakdown values to their total. A hidden number that these sums would give back is protected by
hiding another one beside it (complementary suppression), until none can be derived. Zero is not hidden: it is nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from kokoq.compute.levels import Units, base_units
from kokoq.compute.rows import Bools, Floats
from kokoq.formula.parser import to_source
from kokoq.formula.rows import row_table, row_terms
from kokoq.formula.types import type_of
from kokoq.model import PLAIN, Kind, Level, Organisation, Settings
from kokoq.plan import Plan, Series, references_of
from kokoq.results import Key, Result, Results, Status

PERSONS = "persons"

Quantity = tuple[str, ...]
"""A published number by what it counts, where, and how much it is: two indicators that count the same share it."""


def suppress(
    plan: Plan, results: Results, organisations: tuple[Organisation, ...], settings: Settings, *, least: int
) -> Results:
    """The results without value, points and level wherever fewer than ``least`` persons could be told from them."""
    table = _Table(plan, results, base_units(organisations, plan.catalogue, settings), least)
    hidden = _with_dependants(plan, table, table.hidden())
    return Results(tuple(_emptied(row) if _key(row) in hidden else row for row in results.rows))


def _emptied(row: Result) -> Result:
    nothing = {"value": None, "numerator": None, "denominator": None, "points": None, "max_points": None}
    return replace(row, **nothing, band="", status=Status.SUPPRESSED)  # type: ignore[arg-type]  # names of its own fields


def _key(row: Result) -> Key:
    return (row.period, row.level, row.unit, row.indicator, row.breakdown)


@dataclass(frozen=True, slots=True)
class _Sum:
    """``total`` is the sum of ``parts``."""

    total: Quantity
    parts: tuple[Quantity, ...]

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        return (self.total, *self.parts)


@dataclass
class _Table:
    """All that would be published, and how it hangs together."""

    plan: Plan
    results: Results
    units: Units
    least: int
    revealed_by: dict[Quantity, set[Key]] = field(default_factory=lambda: defaultdict(set))
    reveals: dict[Key, tuple[Quantity, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self._published():
            key = _key(row)
            self.reveals[key] = tuple(q for side in (0, 1) if (q := self._quantity(row, side)) is not None)
            for quantity in self.reveals[key]:
                self.revealed_by[quantity].add(key)

    def _published(self) -> Iterator[Result]:
        """The results that show what they count; one that is computed from others only follows them."""
        derived = {id for id in self.plan.series if references_of(self.plan, id)}
        return (row for row in self.results.rows if row.numerator is not None and row.indicator not in derived)

    def _quantity(self, row: Result, side: int) -> Quantity | None:
        """The numerator (0) or denominator (1) of a result."""
        series = self.plan.series[row.indicator]
        tree, number = ((series.numerator, row.numerator), (series.denominator, row.denominator))[side]
        if tree is None or number is None:
            return None
        counted = f"{to_source(tree)} over {series.indicator.table}"
        return (counted, row.period, row.level, row.unit, row.breakdown, f"{number:.12g}")

    def hidden(self) -> set[Key]:
        """The results to hide: the sensitive ones and as few others as are found to be needed."""
        sensitive = {_key(row) for row in self._published() if self._is_sensitive(row)}
        protected = {quantity for key in sensitive for quantity in self.reveals[key] if float(quantity[-1])}
        hidden = sensitive | {key for quantity in protected for key in self.revealed_by[quantity]}
        sums = self._sums()
        while True:
            known = {q for q, keys in self.revealed_by.items() if keys - hidden}
            given_away = sorted(_derivable(protected, known, sums))
            if not given_away:
                return hidden
            for quantity in {q[:2]: q for q in reversed(given_away)}.values():  # one of a kind: it may cover the others
                hidden |= self.revealed_by[_beside(quantity, known, sums)]

    def _is_sensitive(self, row: Result) -> bool:
        """Whether the result speaks of some persons, but of too few."""
        series = self.plan.series[row.indicator]
        if not _counts_persons(self.plan, series):
            return False
        if row.denominator is None and series.indicator.kind not in (Kind.COUNT, Kind.PRESENCE):
            return (
                row.level == Level.ORGANISATION or bool(row.breakdown) or row.n_reported < 2
            )  # of how many is unknown
        persons = row.denominator if row.denominator is not None else row.numerator or 0.0
        return 0 < persons < self.least

    def _sums(self) -> tuple[_Sum, ...]:
        found = dict.fromkeys((*self._over_organisations(), *self._over_breakdowns()))
        return tuple(found)

    def _over_organisations(self) -> Iterator[_Sum]:
        """The total of every unit above, where it is the sum of its organisations'."""
        members: dict[tuple[str, str], list[str]] = defaultdict(list)
        ids = [o.id for o in self.units.organisations]
        for base, target in zip(self.units.above.base, self.units.above.target, strict=True):
            if base < len(ids):
                members[self.units.above.units[target]].append(ids[base])
        own = str(Level.ORGANISATION)
        for row in self._published():
            if row.level != own:
                names = members[row.level, row.unit]
                found = (self.results.get(row.period, own, id, row.indicator, row.breakdown) for id in names)
                yield from self._sum_of(row, [part for part in found if part is not None])

    def _over_breakdowns(self) -> Iterator[_Sum]:
        """The total over the values of a key, where it is their sum."""
        parts: dict[tuple[str, ...], list[Result]] = defaultdict(list)
        for row in self._published():
            if row.breakdown:
                parts[row.period, row.level, row.unit, row.indicator, row.breakdown.partition("=")[0]].append(row)
        for (period, level, unit, indicator, _), rows in parts.items():
            total = self.results.get(period, level, unit, indicator)
            if total is not None:
                yield from self._sum_of(total, rows)

    def _sum_of(self, total: Result, rows: list[Result]) -> Iterator[_Sum]:
        for side in (0, 1):
            quantity = self._quantity(total, side)
            parts = [q for row in rows if (q := self._quantity(row, side)) is not None]
            if quantity is not None and parts and np.isclose(sum(float(p[-1]) for p in parts), float(quantity[-1])):
                yield _Sum(quantity, tuple(parts))


def _counts_persons(plan: Plan, series: Series) -> bool:
    """Whether what is counted are persons, or rows of which each is a person's."""
    catalogue, indicator = plan.catalogue, series.indicator
    used = (row_table(node, catalogue, indicator.table) for node in row_terms(series.tree, catalogue))
    if any(table != PLAIN and catalogue.tables[table].records for table in used):
        return True
    sides = (series.numerator, series.denominator or series.numerator)
    return any(type_of(side, catalogue, indicator).counted.unit == PERSONS for side in sides)


def _derivable(protected: set[Quantity], known: set[Quantity], sums: Iterable[_Sum]) -> set[Quantity]:
    """The protected numbers that the sums determine once everything ``known`` is put in."""
    found = protected & known
    for block in _blocks(known, sums):
        unknown = sorted({q for one in block for q in one.quantities} - known)
        index = {quantity: n for n, quantity in enumerate(unknown)}
        free = _is_free(_system(block, index))
        found |= {q for q in unknown if q in protected and not free[index[q]]}
    return found


def _system(sums: list[_Sum], index: dict[Quantity, int]) -> Floats:
    """The sums as equations over the unknowns: a row each."""
    system = np.zeros((len(sums), len(index)))
    for row, one in enumerate(sums):
        for quantity, sign in [(one.total, -1.0), *((part, 1.0) for part in one.parts)]:
            if quantity in index:
                system[row, index[quantity]] += sign
    return system


def _is_free(system: Floats) -> Bools:
    """Which unknowns of a homogeneous system may differ from nought: those with a part in its null space."""
    _, values, rows = np.linalg.svd(system)
    rank = int((values > 1e-9).sum())
    return np.asarray(np.abs(rows[rank:]).max(axis=0, initial=0.0) > 1e-9)


def _blocks(known: set[Quantity], sums: Iterable[_Sum]) -> Iterator[list[_Sum]]:
    """The sums that have unknowns, those with a common one together."""
    open_ = [(one, [q for q in one.quantities if q not in known]) for one in sums]
    open_ = [(one, unknown) for one, unknown in open_ if unknown]
    parent: dict[Quantity, Quantity] = {}

    def root(quantity: Quantity) -> Quantity:
        while parent.setdefault(quantity, quantity) != quantity:
            parent[quantity] = parent[parent[quantity]]
            quantity = parent[quantity]
        return quantity

    for _, unknown in open_:
        for quantity in unknown[1:]:
            parent[root(quantity)] = root(unknown[0])
    blocks: dict[Quantity, list[_Sum]] = defaultdict(list)
    for one, unknown in open_:
        blocks[root(unknown[0])].append(one)
    yield from blocks.values()


def _beside(quantity: Quantity, known: set[Quantity], sums: Iterable[_Sum]) -> Quantity:
    """The number to hide beside a protected one: the smallest other part of a common sum, else a total.

    Where its own sums have nothing left to hide, it is given away through others of the same count.
    """
    own = [one for one in sums if quantity in one.quantities]
    alike = [one for one in sums if one.total[:2] == quantity[:2]]
    for found in (own, alike):
        candidates = {
            other: (other == one.total, not float(other[-1]), float(other[-1]))
            for one in found
            for other in one.quantities
            if other in known and other != quantity
        }
        if candidates:
            break
    return min(candidates, key=lambda q: (candidates[q], q))


def _with_dependants(plan: Plan, table: _Table, hidden: set[Key]) -> set[Key]:
    """With what is computed from hidden results of the same unit: changes, means over years, sums of indicators."""
    lost = {(level, unit, indicator) for _, level, unit, indicator, _ in hidden}
    return hidden | {
        _key(row)
        for row in table.results.rows
        if row.value is not None
        and any((row.level, row.unit, other) in lost for other in references_of(plan, row.indicator))
    }
