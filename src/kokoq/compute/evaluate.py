"""Evaluate every indicator of the plan for every organisation and level, in every period that was collected.

Re-evaluated at each level from sums over complete cases, never re-aggregated; the rules are in docs/numbers.md.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from kokoq import rules
from kokoq.compute.levels import Above, Units, base_units
from kokoq.compute.rows import (
    BLANK,
    INVALID,
    LOW_COVERAGE,
    NOT_APPLICABLE,
    PRESENT,
    Bools,
    Codes,
    Floats,
    Ints,
    Quantity,
    arithmetic,
    compare,
    significant,
)
from kokoq.compute.stage import ABOVE, ORGANISATIONS, Evaluation, Stage
from kokoq.diagnostics import Cell, Checked, Diagnostic
from kokoq.formula.rows import names
from kokoq.model import Kind, Level, Missing, Organisation, Period, Settings
from kokoq.observations import Absence, Observations
from kokoq.plan import Plan, Series
from kokoq.results import Result, Results, Status

NEVER_ABOVE_ONE = frozenset({Kind.SHARE, Kind.ORGANISATIONS_SHARE, Kind.SCORE})


def evaluate(
    plan: Plan,
    observations: Observations,
    organisations: tuple[Organisation, ...],
    *,
    periods: Iterable[Period],
    settings: Settings,
    broken_down: Container[Period] | None = None,
    municipalities: Iterable[str] = (),
    wanted: Mapping[str, Container[str]] | None = None,
) -> Checked[Results]:
    """All results of the periods, and the faults of the arithmetic (KQ6xx) at the cell of the first operand.

    Breakdowns are made for the periods ``broken_down``, without it for all. ``municipalities`` are those beside the
    ones of the organisations. ``wanted`` names for every indicator the units that something is told of, without it all.
    """
    units = base_units(organisations, plan.catalogue, settings, municipalities)
    rows: list[Result] = []
    found: list[Diagnostic] = []
    stages: dict[Period, Stage] = {}
    for period in sorted(periods):
        stage = stages[period] = Stage(plan, observations, units, period, stages.get(period.previous()))
        computed: dict[str, tuple[Result, ...]] = {}
        for id in plan.order:
            indicator = _Computed(stage, plan.series[id], settings, None if wanted is None else wanted[id])
            computed[id] = tuple(indicator.results(broken_down=broken_down is None or period in broken_down))
            found += indicator.diagnostics
        for id in plan.series:
            rows += computed[id]
    return Checked(Results(tuple(rows)), tuple(found))


@dataclass(frozen=True, slots=True)
class _Sides:
    """Value, numerator and denominator of some units, in every breakdown value."""

    value: Quantity
    numerator: Quantity
    denominator: Quantity | None

    def at(self, positions: Ints) -> _Sides:
        """Those of some units."""

        def taken(quantity: Quantity) -> Quantity:
            return Quantity(quantity.values[positions], quantity.absent[positions])

        denominator = None if self.denominator is None else taken(self.denominator)
        return _Sides(taken(self.value), taken(self.numerator), denominator)


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many reported, and how many were expected to."""

    reported: Floats
    expected: Floats


@dataclass
class _Computed:
    """One indicator in one period."""

    stage: Stage
    series: Series
    settings: Settings
    wanted: Container[str] | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def results(self, *, broken_down: bool) -> Iterator[Result]:
        """The total, then every breakdown; of each, the levels from the top, the organisations last."""
        for by in ("", *(self.series.indicator.by if broken_down else ())):
            yield from self._breakdown(by)

    @property
    def _units(self) -> Units:
        return self.stage.units

    def _breakdown(self, by: str) -> Iterator[Result]:
        series = self.series
        trees = (series.numerator,) if series.denominator is None else (series.numerator, series.denominator)
        evaluation = Evaluation(self.stage, trees, self.series.table, by)
        absent = np.where(self._members(evaluation)[:, None], evaluation.absent(), NOT_APPLICABLE)
        needs = evaluation.base()
        if series.indicator.missing is Missing.ZERO:
            zero = (absent != PRESENT) & (absent != NOT_APPLICABLE)
            needs = {need: _zeroed(q, zero) for need, q in needs.items()}
            absent = np.where(zero, PRESENT, absent)
        base = self._sides(evaluation.over(needs, self._units.size))
        by_organisations = series.level == Level.ORGANISATION
        if by_organisations:
            absent = self._judged(base, absent.astype(np.int8), self._units.ids, report=not by)
        complete, expected = absent == PRESENT, absent != NOT_APPLICABLE
        counted = self._counted(evaluation)
        done = self.stage.done.setdefault(series.indicator.id, {})
        above = self._units.above
        sides = self._sides(evaluation.over(evaluation.above(complete), len(above)))
        counts = _Counts(_per_unit(above, counted & complete), _per_unit(above, counted & expected))
        sides = self._withheld(sides, counts, absent, report=not by)
        if not by_organisations:
            sides = self._judged_above(sides, report=not by)
        if not by:
            done[ABOVE] = sides.value
        yield from self._rows(above.units, sides, counts, by)
        own = _masked(base, absent)
        if not by:
            done[ORGANISATIONS] = own.value
        if by_organisations:
            counts = _Counts(complete.astype(np.float64), expected.astype(np.float64))
            yield from self._rows(self._units.named, own, counts, by)

    def _levels(self) -> frozenset[str]:
        levels = frozenset(str(level) for level in self.settings.levels)
        return levels | frozenset(self.settings.groups) if self.series.level == Level.ORGANISATION else levels

    def _members(self, evaluation: Evaluation) -> Bools:
        """The base units that count: organisations in scope, municipalities where something is asked of them."""
        municipal = [evaluation.is_municipal(need) for need in evaluation.needs]
        organisations = self.stage.within(self.series.scope) & self.stage.expected & (not all(municipal))
        return organisations | (self._units.is_municipality & any(municipal))

    def _counted(self, evaluation: Evaluation) -> Bools:
        """Whom n counts: organisations, or municipalities where nothing is asked of organisations."""
        if all(evaluation.is_municipal(need) for need in evaluation.needs):
            return self._units.is_municipality[:, None]
        return ~self._units.is_municipality[:, None]

    def _sides(self, found: tuple[Quantity, ...]) -> _Sides:
        if len(found) == 1:
            value = found[0]
            if self.series.indicator.kind is Kind.PRESENCE:
                value = Quantity((value.values > 0).astype(np.float64), value.absent)
            return _Sides(value, found[0], None)
        return _Sides(arithmetic("/", *found), *found)

    def _judged(self, sides: _Sides, absent: Codes, units: tuple[str, ...], *, report: bool) -> Codes:
        """Units whose own numbers cannot be (x/0, part over whole) are invalid; organisations then enter no total."""
        if sides.denominator is None:
            return absent
        present = absent == PRESENT
        by_zero = present & (sides.value.absent == INVALID)
        over = np.zeros_like(present)
        if self.series.indicator.kind in NEVER_ABOVE_ONE and not self.series.indicator.may_exceed_100:
            over = present & compare(">", sides.numerator, sides.denominator)[0]
        if report:
            for i in np.flatnonzero(by_zero[:, 0] | over[:, 0]):
                if self._is_wanted(units[i]):
                    self._report(units[i], sides, int(i), zero=bool(by_zero[i, 0]))
        return np.where(by_zero | over, INVALID, absent).astype(np.int8)

    def _is_wanted(self, unit: str) -> bool:
        return self.wanted is None or unit in self.wanted

    def _report(self, unit: str, sides: _Sides, i: int, *, zero: bool) -> None:
        label = self.series.indicator.label
        where = self._place(self._units.index[unit])
        if zero:
            found = rules.DIVISION_BY_ZERO.at(where, indicator=label, numerator=float(sides.numerator.values[i, 0]))
        else:
            found = rules.OVER_100.at(where, indicator=label, value=float(significant(sides.value.values[i])[0]))
        self.diagnostics.append(found.of(unit=unit, period=self.stage.period.text))

    def _place(self, unit: int) -> Cell:
        """The cell of the unit's first operand that was read from a file."""
        for name in names(self.series.tree):
            field = self.stage.plan.catalogue.fields.get(name)
            if field is None:
                continue
            rows = self.stage.rows(field.table)
            for row in np.flatnonzero(rows.unit == unit).tolist():
                cell = self.stage.observations.cell(rows.ref(name, row))
                if cell is not None:
                    return cell
        return Cell("")

    def _judged_above(self, sides: _Sides, *, report: bool) -> _Sides:
        """What the municipality's own data make impossible is invalid at every level."""
        units = tuple(unit for _, unit in self._units.above.units)
        invalid = self._judged(sides, sides.numerator.absent, units, report=False)
        if report:
            at = self._units.above.at(Level.MUNICIPALITY)
            own = sides.at(at)
            self._judged(own, own.numerator.absent, tuple(units[i] for i in at), report=True)
        return _masked(sides, invalid)

    def _withheld(self, sides: _Sides, counts: _Counts, base: Codes, *, report: bool) -> _Sides:
        """No value where nobody reported, too few did, or ``missing: fail`` lacks anybody."""
        indicator = self.series.indicator
        nobody = counts.reported == 0
        minimum = indicator.coverage if indicator.coverage is not None else self.settings.minimum_coverage
        short = np.zeros_like(nobody)
        if minimum is not None:
            short = ~nobody & (counts.reported < float(minimum) * counts.expected - 1e-9)
        if indicator.missing is Missing.FAIL:
            short |= ~nobody & (counts.reported < counts.expected)
        for i in self._units.above.at(Level.MUNICIPALITY) if report else ():
            if short[i, 0] and self._is_wanted(self._units.above.units[i][1]):
                unit, reported, expected = self._units.above.units[i][1], counts.reported[i, 0], counts.expected[i, 0]
                self._report_short(unit, int(reported), int(expected), Decimal(1) if minimum is None else minimum)
        if not (nobody | short).any():
            return sides
        withheld = np.where(short, LOW_COVERAGE, PRESENT)
        return _masked(sides, np.where(nobody, _reasons(self._units.above, base), withheld).astype(np.int8))

    def _report_short(self, unit: str, reported: int, expected: int, minimum: Decimal) -> None:
        label, shown = self.series.indicator.label, f"{100 * minimum:.0f}"
        found = rules.COVERAGE_LOW.at(
            Cell(""), indicator=label, n_reported=reported, n_expected=expected, minimum=shown
        )
        self.diagnostics.append(found.of(unit=unit, period=self.stage.period.text))

    def _rows(self, units: tuple[tuple[str, str], ...], sides: _Sides, counts: _Counts, by: str) -> Iterator[Result]:
        """Results of the units (level, id) that were expected to report; of a breakdown, of the values that occur."""
        codes = self.stage.breakdown_codes(self.series.table, by)
        wanted = counts.expected[: len(units)] > 0
        if not by:
            wanted[:, 0] |= self._always_shown(units)
        levels = self._levels()
        own = self.wanted
        told = [level in levels and (own is None or id in own) for level, id in units]
        wanted &= np.array(told, dtype=bool)[:, None]
        u, c = np.nonzero(wanted)
        known = sides.numerator.present[u, c]
        columns = zip(
            u.tolist(),
            c.tolist(),
            [STATUS[code] for code in sides.value.absent[u, c].tolist()],
            _numbers(sides.value, u, c, sides.value.present[u, c]),
            _numbers(sides.numerator, u, c, known),
            _numbers(sides.denominator, u, c, known) if sides.denominator is not None else [None] * len(u),
            counts.reported[u, c].astype(int).tolist(),
            counts.expected[u, c].astype(int).tolist(),
            strict=True,
        )
        period, indicator = self.stage.period.text, self.series.indicator.id
        for unit, code, status, value, numerator, denominator, reported, expected in columns:
            breakdown = f"{by}={codes[code]}" if by else ""
            level, id = units[unit]
            yield Result(
                period, level, id, indicator, breakdown, value, numerator, denominator, reported, expected, status
            )

    def _always_shown(self, units: tuple[tuple[str, str], ...]) -> Bools:
        """Units to which the indicator applies: shown even where nothing is expected of them in this period."""
        if units and units[0][0] == Level.ORGANISATION:
            return self.stage.within(self.series.scope)[: len(units)]
        return np.array([level in (Level.MUNICIPALITY, Level.REGION) for level, _ in units], dtype=bool)


def _zeroed(quantity: Quantity, zero: Bools) -> Quantity:
    return Quantity(np.where(zero, 0.0, quantity.values), np.where(zero, 0, quantity.absent).astype(np.int8))


def _masked(sides: _Sides, absent: Codes) -> _Sides:
    def masked(quantity: Quantity) -> Quantity:
        return Quantity(quantity.values, np.where(absent == PRESENT, quantity.absent, absent).astype(np.int8))

    denominator = None if sides.denominator is None else masked(sides.denominator)
    return _Sides(masked(sides.value), masked(sides.numerator), denominator)


def _per_unit(above: Above, mask: Bools) -> Floats:
    width = mask.shape[1]
    target = (above.target[:, None] * width + np.arange(width))[mask[above.base]]
    return np.bincount(target, minlength=len(above) * width).astype(np.float64).reshape(len(above), width)


def _reasons(above: Above, absent: Codes) -> Codes:
    """Why nobody reported: what the organisations say where they agree, else that they left blanks."""
    met = np.zeros((len(above), absent.shape[1], len(Absence)), dtype=bool)
    met[above.target[:, None], np.arange(absent.shape[1]), absent[above.base]] = True
    met[:, :, NOT_APPLICABLE] = False
    several = np.where(met.sum(axis=2) > 1, BLANK, met.argmax(axis=2))
    return np.where(met.any(axis=2), several, NOT_APPLICABLE).astype(np.int8)


def _numbers(quantity: Quantity, units: Ints, codes: Ints, known: Bools) -> list[float | None]:
    values = significant(quantity.values[units, codes]).tolist()
    return [value if is_known else None for value, is_known in zip(values, known.tolist(), strict=True)]


STATUS = tuple(Status(reason.slug) for reason in Absence)
"""The status of a result by its ``Absence`` code."""
