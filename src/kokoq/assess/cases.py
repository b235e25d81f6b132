"""Run the worked cases of a catalogue, and hold what comes out against what they expect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kokoq import rules
from kokoq.assess.given import MUNICIPALITY
from kokoq.assess.scorecards import Score
from kokoq.assess.worked import Worked, work, work_all
from kokoq.assess.zones import find_zones
from kokoq.diagnostics import Checked, Diagnostic, Span
from kokoq.language import Word
from kokoq.model import Case, Expected, Given, Indicator, Level
from kokoq.plan import Plan
from kokoq.results import Result, Status

Shown = Callable[[Indicator, Result], str]
"""How a report shows the value of a result."""

Scalar = float | str | None

Unit = tuple[str, str]
"""level, id"""

_CameOut = Callable[[Unit, str, str], tuple[Scalar, Result | None]]
"""unit, breakdown or node, what → what came out, and the result that it is of"""


@dataclass(frozen=True, slots=True)
class Held:
    """One expectation held against what came out; ``unit`` is an organisation, or "" for all of them together.

    ``breakdown`` is that of an indicator's result, or the node of a profile; of a profile there is no ``result``.
    """

    what: str
    unit: str
    breakdown: str
    expected: str
    found: str
    same: bool
    at: Span
    result: Result | None
    step: str = ""
    """Where what came out is what was expected, rounded as that is: the tolerance that would allow for it."""

    @property
    def came_out(self) -> str:
        """What came out, as a finding tells it."""
        return Word("case.rounded", found=self.found, tolerance=self.step) if self.step else self.found


@dataclass(frozen=True, slots=True)
class Verdict:
    """A case that was run; ``indicator`` is the one that was computed, None where the case is of a profile."""

    case: Case
    indicator: Indicator | None
    worked: Worked
    held: tuple[Held, ...]

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """A finding for every expectation that did not come out, each at its own place."""
        subject = self.case.profile if self.indicator is None else self.indicator.id
        return tuple(
            rules.CASE_FAILED.at(h.at, indicator=subject, what=h.what, expected=h.expected, found=h.came_out).of(
                unit=h.unit, period=""
            )
            for h in self.held
            if not h.same
        )


TOLD = 20  # stories of a catalogue; kokoq test tells all


def run_cases(plan: Plan, *, shown: Shown) -> Checked[tuple[Verdict, ...]]:
    """The first cases that failed, run alone so that their stories can be told: as many as somebody would read.

    Found are every expectation not met, and all that no case touches.
    """
    failed = [verdict for verdict in _judged(plan, shown) if verdict.faults]
    told = tuple(_alone(plan, verdict, shown) for verdict in failed[:TOLD])
    return Checked(told, (*(fault for verdict in failed for fault in verdict.faults), *without_case(plan)))


def without_case(plan: Plan) -> Iterator[Diagnostic]:
    """A note for every indicator and profile that no case of the catalogue touches."""
    cases = plan.catalogue.cases
    shown = {plan.aliases.get(case.indicator, case.indicator) for case in cases}
    for series in plan.series.values():
        if series.indicator.id not in shown:
            yield rules.INDICATOR_WITHOUT_CASE.at(series.indicator.at, indicator=series.indicator.id)
    scored = {case.profile for case in cases}
    for profile in plan.catalogue.profiles.values():
        if profile.id not in scored:
            yield rules.PROFILE_WITHOUT_CASE.at(profile.at, profile=profile.id)


def judge_cases(plan: Plan, *, shown: Shown) -> Iterator[Verdict]:
    """Every case of the catalogue, run. One that fails is run alone: its story is told of its own data."""
    for verdict in _judged(plan, shown):
        yield _alone(plan, verdict, shown) if verdict.faults else verdict


def _alone(plan: Plan, verdict: Verdict, shown: Shown) -> Verdict:
    return _verdict(plan, verdict.case, work(plan, verdict.case), shown)


def _judged(plan: Plan, shown: Shown) -> Iterator[Verdict]:
    """Every case of the catalogue, run together with others."""
    cases = plan.catalogue.cases
    for case, worked in zip(cases, work_all(plan, cases), strict=True):
        yield _verdict(plan, case, worked, shown)


def _verdict(plan: Plan, case: Case, worked: Worked, shown: Shown) -> Verdict:
    indicator = None if case.profile else plan.series[plan.aliases.get(case.indicator, case.indicator)].indicator
    came_out = _came_out(case, worked, indicator, shown)
    return Verdict(case, indicator, worked, tuple(_held(case, worked, came_out, indicator)))


def _came_out(case: Case, worked: Worked, indicator: Indicator | None, shown: Shown) -> _CameOut:
    """Where to look up what came out of a case."""
    period = worked.period.text

    def of_indicator(unit: Unit, part: str, what: str) -> tuple[Scalar, Result | None]:
        result = worked.results.get(period, *unit, indicator.id, part) if indicator is not None else None
        return (None if result is None or indicator is None else _actual(result, what, indicator, shown)), result

    def of_profile(unit: Unit, part: str, what: str) -> tuple[Scalar, Result | None]:
        return _scored(worked.scores.by_key.get((period, *unit, case.profile, part)), what), None

    return of_profile if indicator is None else of_indicator


def _held(case: Case, worked: Worked, came_out: _CameOut, indicator: Indicator | None) -> Iterator[Held]:
    expectations = {"": case.expect, **case.expect_organisations}
    for unit, expected in expectations.items():
        if expected is not None:
            yield from _compare(expected, worked, unit, came_out)
        if expected is not None and expected.zones is not None and indicator is not None:
            yield _listed("zones", expected.zones, _zones(worked, _unit(unit), indicator.id), unit, "", expected)


def _unit(id: str) -> Unit:
    return (str(Level.ORGANISATION), id) if id else (str(Level.MUNICIPALITY), MUNICIPALITY)


def _compare(expected: Expected, worked: Worked, unit: str, came_out: _CameOut, part: str = "") -> Iterator[Held]:
    for what, wanted in expected.values.items():
        actual, result = came_out(_unit(unit), part, what)
        same = _same(wanted, actual, expected.tolerance)
        at, percent = expected.places.get(what, expected.at), expected.percents.get(what, "")
        found = _percent(actual) if percent and isinstance(actual, float) else _text(actual)
        step = "" if same or expected.tolerance is not None else _rounded_at(wanted, percent, actual)
        yield Held(what, unit, part, percent or _text(wanted), found, same, at, result, step)
    if expected.findings is not None:
        codes = {d.rule.code for d in worked.diagnostics if d.period == worked.period.text and unit in ("", d.unit)}
        yield _listed("findings", expected.findings, codes, unit, part, expected)
    for below, inner in expected.breakdown.items():
        yield from _compare(inner, worked, unit, came_out, below)


def _listed(what: str, wanted: Iterable[str], found: Iterable[str], unit: str, part: str, expected: Expected) -> Held:
    """Codes or names, held against those that came out: the same, and no others."""
    expects, gives = (", ".join(sorted(some)) or _text(None) for some in (wanted, found))
    return Held(what, unit, part, expects, gives, expects == gives, expected.places.get(what, expected.at), None)


def _zones(worked: Worked, unit: Unit, indicator: str) -> set[str]:
    """The rules of problem zones that find the unit by the indicator."""
    asked = (replace(z, trees={indicator: z.trees[indicator]}) for z in worked.plan.zones if indicator in z.trees)
    plan = replace(worked.plan, zones=tuple(asked))
    found = find_zones(plan, worked.results, worked.organisations, worked.period, whole=_unit(""))
    return {z.rule for z in found if (z.result.level, z.result.unit, z.result.indicator) == (*unit, indicator)}


def _actual(result: Result, what: str, indicator: Indicator, shown: Shown) -> Scalar:
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


def _scored(score: Score | None, what: str) -> Scalar:
    """What a profile or its node gives; whom it does not concern has no score."""
    if score is None:
        return str(Status.NOT_APPLICABLE) if what == "status" else None
    match what:
        case "share":
            return None if score.share is None else float(score.share)
        case "points":
            return score.total.points
        case "max_points":
            return score.total.most
        case "n_scored":
            return score.total.n_scored
        case "n_expected":
            return score.total.n_expected
        case "status":
            return str(score.status)
        case "level":
            return score.band
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


def _rounded_at(wanted: Decimal | str | None, percent: str, actual: Scalar) -> str:
    """Half a unit of the last digit of what was expected, where what came out is no farther from it; else "".

    A number of which rounding leaves no digit says nothing: 1 is no rounded 0.8.
    """
    if not isinstance(wanted, Decimal) or not isinstance(actual, int | float):
        return ""
    written, scale = (Decimal(percent[:-1].rstrip()), 100) if percent else (wanted, 1)
    step = Decimal(5).scaleb(int(written.as_tuple().exponent) - 1)
    near = abs(Decimal(repr(actual)) * scale - written) <= step
    return f"{step:f}{'%' if percent else ''}" if near and step * 10 <= abs(written) else ""


def _percent(value: float) -> str:
    """What came out, as what was expected of it is written."""
    return f"{(Decimal(f'{value:.12g}') * 100).normalize():f}%"


def _text(value: Given | float | None) -> str:
    return "—" if value in (None, "") else f"{value:.12g}" if isinstance(value, float | Decimal) else str(value)
