"""With whom a unit is compared, and where it stands among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import assert_never

from kokoq.assess.score.outcome import Unscored, rounded
from kokoq.compute.levels import group_of
from kokoq.model import Among, Catalogue, Indicator, Level, Organisation, Polarity, Relative, Ties
from kokoq.results import Result

FEWEST = 2
"""Nobody is compared with himself alone."""


@dataclass(frozen=True)
class Membership:
    """The organisations, and what they have in common."""

    organisations: tuple[Organisation, ...]
    catalogue: Catalogue

    @cached_property
    def by_id(self) -> Mapping[str, Organisation]:
        return {o.id: o for o in self.organisations}

    def group(self, row: Result, peers: tuple[str, ...]) -> tuple[object, ...] | None:
        """What a unit shares with its peers; None where it lacks what they share. Units above have all of their level.

        A tag parts the organisations into those that have it and those that have not.
        """
        if row.level != Level.ORGANISATION:
            return (row.level,)
        shared = self.shared(row.unit, peers)
        return None if shared is None else (row.level, *shared)

    def shared(self, unit: str, peers: tuple[str, ...]) -> tuple[object, ...] | None:
        """What an organisation has in common with its peers; None where it lacks some of it."""
        organisation = self.by_id.get(unit)
        if organisation is None:
            return None
        shared: list[object] = []
        for peer in peers:
            if peer in self.catalogue.tags:
                shared.append(peer in organisation.tags)
                continue
            own = (
                organisation.municipality
                if peer == Level.MUNICIPALITY
                else group_of(organisation, peer, self.catalogue)
            )
            if not own:
                return None
            shared.append(own)
        return tuple(shared)

    def units_of(self, row: Result, level: Level) -> tuple[str, ...]:
        """The units of a lower level that make up the unit of a result."""
        inside = self.members(row.level, row.unit)
        return tuple(dict.fromkeys(o.id if level is Level.ORGANISATION else o.municipality for o in inside))

    def members(self, level: str, unit: str) -> tuple[Organisation, ...]:
        """The organisations that make up a unit of a level above them."""
        return tuple(o for o in self.organisations if self._belongs(o, level, unit))

    def _belongs(self, organisation: Organisation, level: str, unit: str) -> bool:
        match level:
            case Level.MUNICIPALITY:
                return organisation.municipality == unit
            case Level.REGION:
                return organisation.region == unit
            case _:
                return group_of(organisation, level, self.catalogue) == unit


def among_peers(
    relative: Relative, indicator: Indicator, block: list[Result], values: list[Decimal], members: Membership
) -> list[Decimal | Unscored]:
    """Where each value stands among those of its peers."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, row in enumerate(block):
        key = members.group(row, relative.peers)
        if key is not None:
            groups.setdefault(key, []).append(place)
    standing: list[Decimal | Unscored] = [Unscored.NO_PEERS] * len(block)
    for places in groups.values():
        if len(places) >= FEWEST:
            stand = stand_of(relative, [values[p] for p in places], lower=indicator.better is Polarity.LOWER)
            for place in places:
                standing[place] = stand[values[place]]
    return standing


def stand_of(relative: Relative, values: list[Decimal], *, lower: bool) -> Mapping[Decimal, Decimal]:
    """Every value → its part of the best, its place between the extremes, its z-score, its rank, its quantile.

    Where all are equal, everybody is the best; ``docs/scales.md`` has the formulas.
    """
    ordered = sorted(values, reverse=not lower)
    best, worst, n = ordered[0], ordered[-1], len(ordered)
    different = dict.fromkeys(ordered)
    match relative.by:
        case Among.BEST:
            return {value: rounded(_part_of_best(value, best, lower=lower)) for value in different}
        case Among.MIN_MAX:
            spread = best - worst
            return {value: rounded((value - worst) / spread) if spread else Decimal(1) for value in different}
        case Among.Z_SCORE:
            return _z_scores(ordered, lower=lower)
        case Among.RANK:
            return _ranks(ordered, relative.ties)
        case Among.QUANTILE:
            ranks = _ranks(ordered, relative.ties)
            return {value: rounded((n - rank) / (n - 1)) for value, rank in ranks.items()}
        case _:
            assert_never(relative.by)


def _part_of_best(value: Decimal, best: Decimal, *, lower: bool) -> Decimal:
    """value ÷ best, or best ÷ value where less is better; of a best that is not above nought there are no parts."""
    if value == best:
        return Decimal(1)
    if best <= 0:
        return Decimal(0)
    return best / value if lower else value / best


def _z_scores(ordered: list[Decimal], *, lower: bool) -> Mapping[Decimal, Decimal]:
    """Distance from the mean in standard deviations of the peers, all of whom are known (÷ n); better is positive."""
    n = len(ordered)
    mean = sum(ordered, Decimal(0)) / n
    deviation = (sum(((value - mean) ** 2 for value in ordered), Decimal(0)) / n).sqrt()
    sign = -1 if lower else 1
    return {v: rounded(sign * (v - mean) / deviation) if deviation else Decimal(0) for v in dict.fromkeys(ordered)}


def _ranks(ordered: list[Decimal], ties: Ties) -> Mapping[Decimal, Decimal]:
    """The place of every value, 1 for the best; of equal ones the best, the worst or the middle of theirs."""
    places: dict[Decimal, list[int]] = {}
    for place, value in enumerate(ordered, start=1):
        places.setdefault(value, []).append(place)
    match ties:
        case Ties.BEST:
            return {value: Decimal(own[0]) for value, own in places.items()}
        case Ties.WORST:
            return {value: Decimal(own[-1]) for value, own in places.items()}
        case Ties.MIDDLE:
            return {value: Decimal(own[0] + own[-1]) / 2 for value, own in places.items()}
        case _:
            assert_never(ties)
