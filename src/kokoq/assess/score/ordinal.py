"""Texts that experts chose → points; of several organisations, the mean of their points."""

from __future__ import annotations

from decimal import Decimal

from kokoq.assess.score.outcome import Outcome, Unscored, rounded
from kokoq.assess.score.peers import Membership
from kokoq.model import Choice, Scale
from kokoq.plan import Series
from kokoq.results import Result


def chosen(choices: tuple[Choice, ...], place: Decimal, most: Decimal | None) -> Outcome | Unscored:
    """What the text at a place of the list gives; a place between two texts is that of nobody."""
    if place != place.to_integral_value() or not 1 <= place <= len(choices):
        return Unscored.NO_BAND
    choice = choices[int(place) - 1]
    return Outcome(choice.points, most, choice.level)


def mean_of_members(
    series: Series, scale: Scale, block: list[Result], outcomes: list[Outcome | Unscored], members: Membership
) -> list[Outcome | Unscored]:
    """The outcomes with those of the levels above put right: a mean place of texts says nothing, mean points do."""
    own = {
        row.unit: outcome.points
        for row, outcome in zip(block, outcomes, strict=True)
        if row.level == series.level and isinstance(outcome, Outcome) and outcome.points is not None
    }
    return [
        outcome if row.level == series.level else _mean(own, scale, members.units_of(row, series.level))
        for row, outcome in zip(block, outcomes, strict=True)
    ]


def _mean(own: dict[str, Decimal], scale: Scale, units: tuple[str, ...]) -> Outcome | Unscored:
    points = [own[unit] for unit in units if unit in own]
    if not points:
        return Unscored.NO_BAND
    return Outcome(rounded(sum(points, Decimal(0)) / len(points)), scale.max_points, "")
