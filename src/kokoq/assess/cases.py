"""Run the worked cases of a catalogue, and hold what comes out against what they expect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kokoq import rules
from kokoq.assess.worked import MUNICIPALITY, Worked, companions, work, work_together
from kokoq.diagnostics import Diagnostic, Span
from kokoq.model import Case, Expected, Given, Indicator, Level
from kokoq.plan import Plan
from kokoq.results import Result

Shown = Callable[[Indicator, Result], str]
"""How a report shows the value of a result."""

Scalar = float | str | None


@dataclass(frozen=True, slots=True)
class Held:
    """One expectation held against what came out; ``unit`` is an organisation, or "" for all of them together."""

    what: str
    unit: str
    breakdown: str
    expected: str
    found: str
    same: bool
    at: Span
    result: Result | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A case that was run."""

    case: Case
    indicator: Indicator
    worked: Worked
    held: tuple[Held, ...]

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """A finding for every expectation that did not come out, each at its own place."""
        return tuple(
            rules.CASE_FAILED.at(h.at, indicator=self.indicator.id, what=h.what, expected=h.expected, found=h.found).of(
                unit=h.unit, period=""
            )
            for h in self.held
            if not h.same
        )


def run_cases(plan: Plan, *, shown: Shown) -> tuple[Diagnostic, ...]:
    """A finding for every expectation that does not come out, and for every indicator that no case touches."""
    failed = (fault for verdict in judge_cases(plan, shown=shown) for fault in verdict.faults)
    return (*failed, *without_case(plan))


def without_case(plan: Plan) -> Iterator[Diagnostic]:
    """A note for every indicator that no case of the catalogue touches."""
    shown = {_computed(plan, case) for case in plan.catalogue.cases}
    for series in plan.series.values():
        if series.indicator.id not in shown:
            yield rules.INDICATOR_WITHOUT_CASE.at(series.indicator.at, indicator=series.indicator.id)


def judge_cases(plan: Plan, *, shown: Shown) -> Iterator[Verdict]:
    """Every case of the catalogue, run. One that fails is run alone: its story is told of its own data."""
    cases = plan.catalogue.cases
    worked = _worked(plan)
    for number, case in enumerate(cases):
        indicator = plan.catalogue.indicators[_computed(plan, case)]
        verdict = _verdict(case, indicator, worked[number], shown)
        if verdict.faults:
            verdict = _verdict(case, indicator, work(plan, case, indicator.id), shown)
        yield verdict


def _worked(plan: Plan) -> Mapping[int, Worked]:
    """Every case by its number, those together that may be."""
    groups: dict[object, list[int]] = {}
    for number, case in enumerate(plan.catalogue.cases):
        common = companions(plan, case, _computed(plan, case))
        groups.setdefault(number if common is None else common, []).append(number)
    worked: dict[int, Worked] = {}
    for numbers in groups.values():
        cases = [plan.catalogue.cases[number] for number in numbers]
        worked |= zip(numbers, work_together(plan, cases, _computed(plan, cases[0])), strict=True)
    return worked


def _computed(plan: Plan, case: Case) -> str:
    """The indicator that a case runs: of a duplicate, the one that it repeats."""
    return plan.aliases.get(case.indicator, case.indicator)


def _verdict(case: Case, indicator: Indicator, worked: Worked, shown: Shown) -> Verdict:
    return Verdict(case, indicator, worked, tuple(_held(case, worked, indicator, shown)))


def _held(case: Case, worked: Worked, indicator: Indicator, shown: Shown) -> Iterator[Held]:
    if case.expect is not None:
        yield from _compare(case.expect, worked, "", indicator, shown)
    for unit, expected in case.expect_organisations.items():
        yield from _compare(expected, worked, unit, indicator, shown)


def _compare(
    expected: Expected, worked: Worked, unit: str, indicator: Indicator, shown: Shown, breakdown: str = ""
) -> Iterator[Held]:
    level = (str(Level.ORGANISATION), unit) if unit else (str(Level.MUNICIPALITY), MUNICIPALITY)
    result = worked.results.get(worked.period.text, *level, indicator.id, breakdown)
    for what, wanted in expected.values.items():
        actual = None if result is None else _actual(result, what, indicator, shown)
        same = _same(wanted, actual, expected.tolerance)
        at = expected.places.get(what, expected.at)
        yield Held(what, unit, breakdown, _text(wanted), _text(actual), same, at, result)
    if expected.findings is not None:
        codes = sorted(
            {d.rule.code for d in worked.diagnostics if d.period == worked.period.text and unit in ("", d.unit)}
        )
        wanted_codes, found_codes = (", ".join(some) or _text(None) for some in (expected.findings, codes))
        at = expected.places.get("findings", expected.at)
        yield Held("findings", unit, breakdown, wanted_codes, found_codes, wanted_codes == found_codes, at, result)
    for part, inner in expected.breakdown.items():
        yield from _compare(inner, worked, unit, indicator, shown, part)


def _actual(result: Result, what: str, indicator: Indicator, shown: Shown) -> float | str | None:
    match what:
        case "value":
            return result.value
        case "numerator":
            return result.numerator
        case "denominator":
            return result.denominator
        case "n_reported":
            return result.n_reported
        case "n_expected":
            return result.n_expected
        case "points":
            return result.points
        case "max_points":
            return result.max_points
        case "status":
            return str(result.status)
        case "level":
            return result.band
        case "shown":
            return shown(indicator, result)
        case _:
            raise KeyError(what)


def _same(wanted: Decimal | str | None, actual: float | str | None, tolerance: Decimal | None) -> bool:
    if isinstance(wanted, Decimal) and isinstance(actual, int | float):
        if tolerance is not None:
            return abs(Decimal(repr(actual)) - wanted) <= tolerance
        return f"{wanted:.12g}" == f"{actual:.12g}" or float(f"{wanted:.12g}") == float(f"{actual:.12g}")
    if isinstance(wanted, str) and isinstance(actual, str):
        return wanted.replace("\u00a0", " ") == actual.replace("\u00a0", " ")
    return wanted is None and actual is None


def _text(value: Given | float | None) -> str:
    return "—" if value is None else f"{value:.12g}" if isinstance(value, float | Decimal) else str(value)
