"""What if: other policies for missing weights, other rounding, equal weights — and whose level would change.

The results are those of one period, as they were evaluated; each trial scores them once more in one other way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import partial

from kokoq.assess.score import exact, score
from kokoq.assess.scorecards import AS_DECLARED, Variation, scorecards
from kokoq.model import Combine, Indicator, Lacking, Organisation
from kokoq.plan import Plan
from kokoq.results import Result, Results, Status

Key = tuple[str, str, str, str]
"""level, unit, profile ("" for an indicator), indicator ("" for a whole profile)"""

Places = Callable[[Indicator | None], int]
"""Decimal places to which the value of an indicator is printed, of its fraction where it is a percent; None: a score"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A value or share, and the level that it has."""

    value: float | None
    band: str


@dataclass(frozen=True, slots=True)
class Move:
    """A level that is another one."""

    level: str
    unit: str
    profile: str
    indicator: str
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Trial:
    """One other way: ``of`` is missing, weights or rounding; ``n`` levels were set beside each other."""

    of: str
    policy: str
    n: int
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the trials stand on; ``results`` may hold the period before, which scales of change look at."""

    plan: Plan
    results: Results
    organisations: tuple[Organisation, ...]
    period: str


def trials(ground: Ground, places: Places) -> Iterator[Trial]:
    """Every other way, one at a time, against what is declared."""
    declared = standings(ground)
    profiles = bool(ground.plan.catalogue.profiles)
    for lacking in Lacking if profiles else ():
        yield _trial("missing", str(lacking), declared, standings(ground, Variation(lacking=lacking)))
    if profiles:
        yield _trial("weights", "equal", declared, standings(ground, Variation(equal=True)))
    for by in Combine if profiles else ():
        yield _trial("weights", str(by), declared, standings(ground, Variation(by=by)))
    for name, mode in (("rounded", ROUND_HALF_UP), ("truncated", ROUND_DOWN)):
        printed = _rounded(ground.plan, ground.results, places, mode)
        scored = replace(ground, results=score(ground.plan, printed, ground.organisations).value)
        variation = Variation(rounded=partial(_round, places=places(None), mode=mode))
        yield _trial("rounding", name, declared, standings(scored, variation))


def standings(ground: Ground, variation: Variation = AS_DECLARED) -> Mapping[Key, Standing]:
    """The level of every indicator and profile that has one, or would have one if it had a score."""
    found = {
        (r.level, r.unit, "", r.indicator): Standing(r.value, r.band)
        for r in ground.results.rows
        if r.period == ground.period and not r.breakdown and r.status is Status.OK and r.band
    }
    profiles = ground.plan.catalogue.profiles
    for card in scorecards(ground.plan, ground.results, ground.organisations, variation).value.rows:
        if card.period == ground.period and not card.node and profiles[card.profile].levels:
            share = None if card.share is None else float(card.share)
            found[card.level, card.unit, card.profile, ""] = Standing(share, card.band)
    return found


def moves(before: Mapping[Key, Standing], after: Mapping[Key, Standing]) -> tuple[Move, ...]:
    """Levels that are not the same; what only one side knows is left out."""
    return tuple(
        Move(*key, before[key], after[key]) for key in before if key in after and before[key].band != after[key].band
    )


def _trial(of: str, policy: str, before: Mapping[Key, Standing], after: Mapping[Key, Standing]) -> Trial:
    return Trial(of, policy, len(before.keys() & after.keys()), moves(before, after))


def _rounded(plan: Plan, results: Results, places: Places, mode: str) -> Results:
    """The results with their values as they are printed, before points are given."""
    rows = (r if r.value is None else _as_printed(plan, r, places, mode) for r in results.rows)
    return Results(tuple(rows))


def _as_printed(plan: Plan, result: Result, places: Places, mode: str) -> Result:
    step = Decimal(1).scaleb(-places(plan.series[result.indicator].indicator))
    value = float(exact(result.value or 0.0).quantize(step, mode))
    return result._replace(value=value, points=None, max_points=None, band="")


def _round(share: Fraction, places: int, mode: str) -> Fraction:
    """To so many decimal places: halves up, or all that follows cut off."""
    scaled = share * 10**places
    whole = scaled + Fraction(1, 2) if mode == ROUND_HALF_UP else scaled
    return Fraction(whole.numerator // whole.denominator, 10**places)
