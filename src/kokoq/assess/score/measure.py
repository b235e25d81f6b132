"""What a scale looks at: the value itself, its place among peers, its change since the period before."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from kokoq.assess.score.outcome import Unscored, exact, rounded
from kokoq.assess.score.peers import Membership, among_peers
from kokoq.model import Dynamics, Indicator, Period, Polarity, Relative, Scale, Since
from kokoq.results import Result, Results


def measured(
    scale: Scale, indicator: Indicator, block: list[Result], results: Results, members: Membership
) -> list[Decimal | Unscored]:
    """What is looked at in every result of one indicator and period; all of them have a value."""
    values = [exact(row.value or 0.0) for row in block]
    match scale.measure:
        case None:
            return list(values)
        case Relative() as relative:
            return among_peers(relative, indicator, block, values, members)
        case Dynamics(by=by):
            return [_since(by, indicator, row, value, results) for row, value in zip(block, values, strict=True)]
        case _:
            assert_never(scale.measure)


def _since(by: Since, indicator: Indicator, row: Result, after: Decimal, results: Results) -> Decimal | Unscored:
    earlier = results.get(Period(row.period).previous().text, row.level, row.unit, row.indicator)
    if earlier is None or earlier.value is None:
        return Unscored.NO_EARLIER
    before = exact(earlier.value)
    match by:
        case Since.DIFFERENCE:
            return rounded(after - before)
        case Since.GROWTH:
            return rounded((after - before) / abs(before)) if before else Unscored.NO_EARLIER
        case Since.TARGET:
            target = indicator.targets.get(row.period)
            return Unscored.NO_TARGET if target is None else progress(before, after, target, indicator.better)
        case _:
            assert_never(by)


def progress(before: Decimal, after: Decimal, target: Decimal, better: Polarity) -> Decimal:
    """The part of the way to the target that was gone; who was there already has it whole while he stays there."""

    def reached(value: Decimal) -> bool:
        return value <= target if better is Polarity.LOWER else value >= target

    if reached(before):
        return Decimal(1 if reached(after) else 0)
    return rounded((after - before) / (target - before))
