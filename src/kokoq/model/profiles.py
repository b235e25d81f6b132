"""Selections of indicators with weights, what they are for, and what results may not be used for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kokoq.diagnostics import Span
from kokoq.model.fields import Citation, Expression
from kokoq.model.scales import Band


class Purpose(StrEnum):
    """What a profile of scores is used for: to judge a head, a teacher, an organisation; to find whom to support; to
    share out money; to report to the board or to everybody."""

    HEAD = "head"
    TEACHER = "teacher"
    ORGANISATION = "organisation"
    SUPPORT = "support"
    FUNDING = "funding"
    BOARD = "board"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What results may not be used for (R070): ``forbid`` maps a key of tables to its code, or ``indicator`` to an id.

    No profile of one of the ``purposes``, or none at all where none is named, may use an indicator that rests on them.
    """

    forbid: Mapping[str, str]
    purposes: tuple[str, ...] = ()
    act: str = ""


class Lacking(StrEnum):
    """What becomes of the weight of a node that has no score: shared out, counted as nothing, or no score above."""

    REWEIGHT = "reweight"
    ZERO = "zero"
    NO_SCORE = "no_score"


class Combine(StrEnum):
    """How a node is made of those below: the weighted mean of their parts of the most, or Σ points / Σ most."""

    MEAN = "mean"
    SUMS = "sums"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of a profile: an ``indicator``, or what is made of the nodes ``of`` it.

    Without a score its weight goes to the sibling ``to``, where one is named, else what ``lacking`` says is done. It is
    no part of the score of organisations for which ``exempt`` holds.
    """

    id: str
    at: Span
    title: str = ""
    weight: Decimal = Decimal(1)
    indicator: str = ""
    lacking: Lacking = Lacking.REWEIGHT
    to: str = ""
    exempt: Expression | None = None
    by: Combine = Combine.MEAN
    of: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """The node and all below it."""
        yield self
        for below in self.of:
            yield from below.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A selection of indicators with weights, for a purpose.

    ``tree`` is the whole score. It is given where at least ``minimum`` of the weights has a score, multiplied by every
    factor whose expression holds for the organisation, and raised by its ``bonus`` for each indicator's part of the
    most. ``levels`` are bands over it. ``scope`` says whom the profile concerns.
    """

    id: str
    title: str
    at: Span
    purpose: Purpose
    tree: Node
    scope: Expression | None = None
    minimum: Decimal = Decimal(0)
    levels: tuple[Band, ...] = ()
    bonus: Mapping[str, Decimal] = field(default_factory=dict)
    factors: tuple[tuple[Expression, Decimal], ...] = ()
    illustrative: bool = False
    source: tuple[Citation, ...] = ()
    places: Mapping[str, Span] = field(default_factory=dict)  # «bonus.olympiad_winners»
