"""What may be published: groups of fewer persons than the declared number are hidden, and what would give them away.

A result reveals its numerator and denominator. Those are tied to others by sums: organisations to their municipality,
region and groups, breakdown values to their total. A hidden number that these sums would give back is protected by
hiding another one beside it (complementary suppression), until none can be derived. Zero is not hidden: it is nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isclose

from kokoq.compute.levels import Units, base_units
from kokoq.formula.parser import to_source
from kokoq.formula.rows import row_table, row_terms
from kokoq.formula.types import type_of
from kokoq.model import PLAIN, Kind, Level, Organisation, Settings
from kokoq.plan import Plan, Series, references_of
from kokoq.results import Key, Result, Results, Status

PERSONS = "persons"

Quantity = tuple[str, ...]
"""A number by what it counts, when and where, and how much it is: two indicators that count the same share it."""

Kin = tuple[str, ...]
"""What a number counts, and when."""

PRIME = 2**31 - 1


def suppress(
    plan: Plan, results: Results, organisations: tuple[Organisation, ...], settings: Settings, *, least: int
) -> Results:
    """The results without value, points and level wherever fewer than ``least`` persons could be told from them."""
    table = _Table(plan, results, base_units(organisations, plan.catalogue, settings), least)
    hidden = _with_dependants(plan, table, table.hidden())
    return Results(tuple(_emptied(row) if _key(row) in hidden else row for row in results.rows))


def _emptied(row: Result) -> Result:
    numberless = row._replace(value=None, numerator=None, denominator=None, points=None, max_points=None)
    return numberless._replace(band="", status=Status.SUPPRESSED)


def _kind(quantity: Quantity) -> Kin:
    return quantity[:2]


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
        kinds = self._sums()
        waiting = dict.fromkeys(sorted({_kind(quantity) for quantity in protected}))
        while waiting:
            kind = next(iter(waiting))
            known = {q for q in self._kinds[kind] if self.revealed_by[q] - hidden}
            sums = kinds.get(kind, ())
            given_away = _left_alone(protected, known, sums) or _derivable(protected, known, sums)
            if not given_away:
                del waiting[kind]
                continue
            more = {key for quantity in _beside(given_away, known, sums) for key in self.revealed_by[quantity]}
            hidden |= more
            waiting |= dict.fromkeys(sorted({_kind(q) for key in more for q in self.reveals[key]}))
        return hidden

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

    @cached_property
    def _kinds(self) -> Mapping[Kin, set[Quantity]]:
        """The numbers by what they count and when: sums tie only such together."""
        found: dict[Kin, set[Quantity]] = defaultdict(set)
        for quantity in self.revealed_by:
            found[_kind(quantity)].add(quantity)
        return found

    def _sums(self) -> Mapping[Kin, tuple[_Sum, ...]]:
        found: dict[Kin, dict[_Sum, None]] = defaultdict(dict)
        for one in (*self._over_organisations(), *self._over_breakdowns()):
            found[_kind(one.total)][one] = None
        return {kind: tuple(sums) for kind, sums in found.items()}

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
            if quantity is not None and parts and isclose(sum(float(p[-1]) for p in parts), float(quantity[-1])):
                yield _Sum(quantity, tuple(parts))


def _counts_persons(plan: Plan, series: Series) -> bool:
    """Whether what is counted are persons, rows of which each is a person's, or without a unit: perhaps they."""
    catalogue, indicator = plan.catalogue, series.indicator
    used = (row_table(node, catalogue, indicator.table) for node in row_terms(series.tree, catalogue))
    if any(table != PLAIN and catalogue.tables[table].records for table in used):
        return True
    sides = (series.numerator, series.denominator or series.numerator)
    return any(type_of(side, catalogue, indicator).counted.unit in (PERSONS, "") for side in sides)


def _left_alone(protected: set[Quantity], known: set[Quantity], sums: Iterable[_Sum]) -> set[Quantity]:
    """The protected numbers that are the only unknown of a sum: most of what can be derived, found at a glance."""
    unknown = (set(one.quantities) - known for one in sums)
    return {quantity for alone in unknown if len(alone) == 1 for quantity in alone & protected}


def _derivable(protected: set[Quantity], known: set[Quantity], sums: Iterable[_Sum]) -> set[Quantity]:
    """The protected numbers that are shown, or that the sums determine once everything shown is put in.

    By Gauss and Jordan, modulo a prime so that nothing is rounded: a number is determined where its row has no other.
    """
    rows: dict[Quantity, dict[Quantity, int]] = {}
    holders: dict[Quantity, set[Quantity]] = defaultdict(set)  # unknown → the pivots of the rows that have it
    for one in sums:
        row = {quantity: 1 for quantity in one.parts if quantity not in known}
        if one.total not in known:
            row[one.total] = row.get(one.total, 0) - 1
        for pivot in [quantity for quantity in row if quantity in rows]:
            _subtract(row, rows[pivot], row.get(pivot, 0))
        if not row:
            continue
        pivot = min(row, key=lambda q: (len(holders[q]), q))
        inverse = pow(row[pivot], -1, PRIME)
        row = {quantity: factor * inverse % PRIME for quantity, factor in row.items()}
        for other in sorted(holders[pivot]):
            before = set(rows[other])
            _subtract(rows[other], row, rows[other][pivot])
            for quantity in before ^ set(rows[other]):
                holders[quantity] ^= {other}
        rows[pivot] = row
        for quantity in row:
            holders[quantity].add(pivot)
    return (protected & known) | {pivot for pivot, row in rows.items() if len(row) == 1 and pivot in protected}


def _subtract(row: dict[Quantity, int], other: dict[Quantity, int], factor: int) -> None:
    """``row`` less ``factor`` times ``other``, in place; what becomes nought is left out."""
    for quantity, number in other.items():
        left = (row.get(quantity, 0) - factor * number) % PRIME
        if left:
            row[quantity] = left
        else:
            row.pop(quantity, None)


def _beside(given_away: set[Quantity], known: set[Quantity], sums: Iterable[_Sum]) -> set[Quantity]:
    """What to hide beside the numbers given away: of each, the smallest other part of a common sum, else a total.

    Where its own sums have nothing left to hide, it is given away through others of its kind. One that has a neighbour
    hidden already in this round waits for the next.
    """
    chosen: set[Quantity] = set()
    for quantity in sorted(given_away):
        own = [one for one in sums if quantity in one.quantities]
        if any(chosen.intersection(one.quantities) for one in own):
            continue
        found = _candidates(quantity, known, own) or _candidates(quantity, known, sums)
        chosen.add(min(found, key=lambda q: (found[q], q)))
    return chosen


def _candidates(
    quantity: Quantity, known: set[Quantity], sums: Iterable[_Sum]
) -> dict[Quantity, tuple[bool, bool, float]]:
    """Every other number of the sums that is shown, with its rank: parts before totals, and nobody last."""
    return {
        other: (other == one.total, not float(other[-1]), float(other[-1]))
        for one in sums
        for other in one.quantities
        if other in known and other != quantity
    }


def _with_dependants(plan: Plan, table: _Table, hidden: set[Key]) -> set[Key]:
    """With what is computed from hidden results of the same unit: changes, means over years, sums of indicators."""
    lost = {(level, unit, indicator) for _, level, unit, indicator, _ in hidden}
    return hidden | {
        _key(row)
        for row in table.results.rows
        if row.value is not None
        and any((row.level, row.unit, other) in lost for other in references_of(plan, row.indicator))
    }
