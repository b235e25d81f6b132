"""Every published number as a sum of unknowns: the atoms of the lowest units, of whom the units above are made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import isclose

from kokoq.assess.suppress.counted import KNOWN, NOT, Atom, Counted, Side
from kokoq.assess.suppress.span import PRIME, Form
from kokoq.compute.levels import Units
from kokoq.model import Level, Period
from kokoq.plan import Plan
from kokoq.results import Key, Result

Unit = tuple[str, str]
"""level, unit"""

Sums = Mapping[Key, list[tuple[Form, float]]]
"""What the lowest units of a unit above add up to, side by side"""


def key_of(row: Result) -> Key:
    """Which of all results it is."""
    return (row.period, row.level, row.unit, row.indicator, row.breakdown)


def numbers_of(row: Result) -> tuple[float, ...]:
    """What a result shows of how many there are."""
    return tuple(number for number in (row.numerator, row.denominator) if number is not None)


@dataclass
class Numbers:
    """The forms of all published numbers, and the ``facts`` that tie them: forms that are nought.

    An unknown is an atom of a unit and period. Where two indicators count the same and come to different numbers (one
    leaves out whoever lacks one of its terms), there are two. Results of earlier years may be of organisations that are
    not in the register any more: nobody says here of what units they were, but their sums may.
    """

    counted: Counted
    units: Units
    rows: Collection[Result]
    forms: dict[Key, tuple[Form, ...]] = field(default_factory=dict)
    facts: list[Form] = field(default_factory=list)
    _ids: dict[tuple[object, ...], int] = field(default_factory=dict)
    _strangers: dict[tuple[str, str, str], list[tuple[tuple[Form, float], ...]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _first: dict[tuple[str, str, Atom], tuple[int, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lowest = [row for row in self.rows if self.is_lowest(row)]
        alone = {key_of(row) for row in lowest if all(len(side.factors) == 1 for side in self.sides(row))}
        for row in sorted(lowest, key=lambda row: (row.level != Level.ORGANISATION, key_of(row) not in alone)):
            # what organisations show, municipalities add up; what shows one atom alone says how much it is in sums
            self.forms[key_of(row)] = tuple(self._of_lowest(row))
        above = [row for row in self.rows if not self.is_lowest(row)]
        sums = self._sums(lowest, {key_of(row) for row in above})
        for row in above:
            self.forms[key_of(row)] = tuple(self._of_above(row, sums.get(key_of(row), [])))
        self.facts += self._over_breakdowns()
        self.facts += self._over_opposites()

    @property
    def plan(self) -> Plan:
        return self.counted.plan

    @property
    def size(self) -> int:
        """How many unknowns there are: they are numbered from 0."""
        return len(self._ids)

    def is_lowest(self, row: Result) -> bool:
        """Whether the result is one of those that others are made of."""
        return row.level == self.plan.series[row.indicator].level

    def sides(self, row: Result) -> tuple[Side, ...]:
        return self.counted.sides(row.indicator, row.breakdown)[: len(numbers_of(row))]

    def members(self, level: str, unit: str) -> tuple[Unit, ...]:
        """The organisations and municipalities that make up a unit."""
        return self._members.get((level, unit), ((level, unit),))

    def _unknown(self, *of: object) -> int:
        return self._ids.setdefault(of, len(self._ids))

    def _of_lowest(self, row: Result) -> Iterator[Form]:
        for side, number in zip(self.sides(row), numbers_of(row), strict=True):
            inside = self._of_organisations(row, side, number) if row.level != Level.ORGANISATION else None
            if inside is not None:
                yield inside
                continue
            alone = number / float(next(iter(side.factors.values()))) if len(side.factors) == 1 else None
            yield {self._own(row, atom, alone): _modulo(factor) for atom, factor in side.factors.items()}

    def _own(self, row: Result, atom: Atom, number: float | None) -> int:
        """The unknown of an atom; of several that differ in the number, the first where that is not known."""
        place = (before(row.period, atom.back), row.unit, atom.now)
        if number is None:
            return self._first[place][0] if place in self._first else self._unknown(*place)
        found = self._unknown(*place, f"{number:.12g}")
        self._first.setdefault(place, (found, number))
        return found

    def _of_organisations(self, row: Result, side: Side, number: float) -> Form | None:
        """A municipality's number where it adds up to what its organisations show elsewhere."""
        form: Form = {}
        total = 0.0
        for atom, factor in side.factors.items():
            places = (
                (before(row.period, atom.back), unit, atom.now)
                for level, unit in self.members(row.level, row.unit)
                if level == Level.ORGANISATION
            )
            for unknown, count in (self._first[place] for place in places if place in self._first):
                form[unknown] = _modulo(factor)
                total += float(factor) * count
        return form if form and _same(total, number) else None

    def _sums(self, lowest: Iterable[Result], wanted: Collection[Key]) -> Sums:
        found: dict[Key, list[tuple[Form, float]]] = {}
        for row in lowest:
            forms = tuple(zip(self.forms[key_of(row)], numbers_of(row), strict=True))
            own = (row.level, row.unit)
            if row.level == Level.ORGANISATION and own not in self._above:
                self._strangers[row.period, row.indicator, row.breakdown].append(forms)
            for level, unit in self._above.get(own, ()):
                key = (row.period, level, unit, row.indicator, row.breakdown)
                if key not in wanted:
                    continue
                whole = found.setdefault(key, [({}, 0.0) for _ in forms])
                for at, (form, number) in enumerate(forms):
                    sum_of, total = whole[at]
                    for unknown, factor in form.items():
                        sum_of[unknown] = (sum_of.get(unknown, 0) + factor) % PRIME
                    whole[at] = (sum_of, total + number)
        return found

    def _of_above(self, row: Result, sums: list[tuple[Form, float]]) -> Iterator[Form]:
        """The sums of the lowest units, with or without those of whom nobody knows; what is none stands for itself."""
        strangers = self._strangers.get((row.period, row.indicator, row.breakdown), [])
        for side, number in enumerate(numbers_of(row)):
            members = sums[side : side + 1]
            others = [sides[side] for sides in strangers if side < len(sides)]
            tried = (members, [*members, *others], *([*members, other] for other in others))
            parts = next((each for each in tried if each and _same(sum(n for _, n in each), number)), None)
            yield {self._unknown(*key_of(row), side): 1} if parts is None else _added(form for form, _ in parts)

    def _over_breakdowns(self) -> Iterator[Form]:
        """The totals over the values of a key, less these values, where they add up."""
        parts: dict[Key, list[Result]] = defaultdict(list)
        whole = {key_of(row): row for row in self.rows if not row.breakdown}
        for row in self.rows:
            if row.breakdown and (self.is_lowest(row) or len(self.forms[key_of(row)][0]) == 1):
                by = row.breakdown.partition("=")[0]
                parts[row.period, row.level, row.unit, row.indicator, by].append(row)
        for key, rows in parts.items():
            total = whole.get((*key[:4], ""))
            if total is None:
                continue
            for side, number in enumerate(numbers_of(total)):
                if _same(sum(numbers_of(row)[side] for row in rows), number):
                    yield _less(self.forms[key_of(total)][side], [self.forms[key_of(row)][side] for row in rows])

    def _over_opposites(self) -> Iterator[Form]:
        """Whoever a condition holds for and whoever it fails for, less all of them, where they add up."""
        for (period, unit, atom), (fails, n) in self._first.items():
            for condition in (each for each in atom.where if each.startswith(NOT)):
                rest, plain = atom.where - {condition}, condition.removeprefix(NOT)
                holds = self._first.get((period, unit, atom._replace(where=rest | {plain})))
                for where in (rest, rest | {KNOWN + plain}):
                    whole = self._first.get((period, unit, atom._replace(where=where)))
                    if holds is not None and whole is not None and _same(holds[1] + n, whole[1]):
                        yield _less({whole[0]: 1}, [{holds[0]: 1}, {fails: 1}])

    @cached_property
    def _members(self) -> Mapping[Unit, tuple[Unit, ...]]:
        found: dict[Unit, list[Unit]] = defaultdict(list)
        for own, units in self._above.items():
            for unit in units:
                found[unit].append(own)
        return {unit: tuple(members) for unit, members in found.items()}

    @cached_property
    def _above(self) -> Mapping[Unit, tuple[Unit, ...]]:
        """The units above every organisation and municipality."""
        lowest = [(str(Level.ORGANISATION), o.id) for o in self.units.organisations]
        lowest += [(str(Level.MUNICIPALITY), id) for id in self.units.municipalities]
        found: dict[Unit, list[Unit]] = defaultdict(list)
        for base, target in zip(self.units.above.base.tolist(), self.units.above.target.tolist(), strict=True):
            unit = self.units.above.units[target]
            if unit != lowest[base]:
                found[lowest[base]].append(unit)
        return {own: tuple(units) for own, units in found.items()}


def before(period: str, back: int) -> str:
    """The period so many before."""
    return Period(period).previous(back).text if back else period


def _modulo(factor: Fraction) -> int:
    return factor.numerator * pow(factor.denominator, -1, PRIME) % PRIME


def _same(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def _added(forms: Iterable[Form], *, times: int = 1, to: Form | None = None) -> Form:
    found = dict(to or {})
    for form in forms:
        for unknown, factor in form.items():
            found[unknown] = (found.get(unknown, 0) + times * factor) % PRIME
    return {unknown: factor for unknown, factor in found.items() if factor}


def _less(form: Form, parts: Iterable[Form]) -> Form:
    return _added(parts, times=-1, to=form)
