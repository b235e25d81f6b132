"""How a value becomes points and a level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from kokoq.diagnostics import Span
from kokoq.model.fields import Citation, Expression
from kokoq.model.periods import Period, in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A half-open piece of an axis: ``op`` is at_least, above, at_most, below, or otherwise (``limit`` None).

    ``when`` is a condition over indicators that must hold besides; a band of nothing else has the op ``when``.
    """

    op: str
    limit: Decimal | None
    points: Decimal | None
    level: str
    at: Span
    when: Expression | None = None


class Take(StrEnum):
    """Which of the bands that hold counts: the first, or the one with the most points."""

    FIRST = "first"
    BEST = "best"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """What is measured → points and level: the first band that holds, or the best."""

    bands: tuple[Band, ...]
    take: Take = Take.FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class PerUnit:
    """``points`` for each ``each`` that lies above ``above``, or below ``below``; with ``whole``, for full ones only.

    ``start`` are the points that one begins with: what negative points are taken from.
    """

    points: Decimal
    each: Decimal = Decimal(1)
    above: Decimal = Decimal(0)
    below: Decimal | None = None
    start: Decimal = Decimal(0)
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A straight line through two goalposts: at ``low`` there are ``points_low``, at ``high`` ``points_high``.

    Beyond the goalposts it goes on as far as the scale's ``cap`` and ``floor``, which are by default its own ends.
    """

    low: Decimal
    high: Decimal
    points_low: Decimal
    points_high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What one text of a declared list gives."""

    code: str
    points: Decimal | None
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinal:
    """The text that an expert chose → points and level."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """Points as experts gave them: the numerator, of the most possible, the denominator.

    The names are fields and keys of the table of positions, "" where there are none: ``position`` tells what is
    judged, ``expert`` who judges (each of several has rows of his own), ``comment`` is required beside no points,
    ``evidence`` beside some.
    """

    position: str = ""
    expert: str = ""
    comment: str = ""
    evidence: tuple[str, ...] = ()


Method = Bands | PerUnit | Linear | Ordinal | Checklist
"""How what is measured becomes points; closed: ``match`` over it ends in ``assert_never``."""


class Among(StrEnum):
    """What is looked at in place of a value among its peers: its part of the best, its place between the extremes…"""

    BEST = "best"
    MIN_MAX = "min_max"
    Z_SCORE = "z_score"
    RANK = "rank"
    QUANTILE = "quantile"


class Ties(StrEnum):
    """The place of equal values: the best of theirs, the worst, or the middle."""

    BEST = "best"
    MIDDLE = "middle"
    WORST = "worst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A value among those of its peers. ``peers`` are type, cluster, municipality or tags; without any, all."""

    by: Among
    peers: tuple[str, ...] = ()
    ties: Ties = Ties.BEST


class Since(StrEnum):
    """What is looked at against the period before: the difference, the growth (a part of the earlier value), or the
    part of the way to the target that was gone."""

    DIFFERENCE = "difference"
    GROWTH = "growth"
    TARGET = "target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dynamics:
    """A value against that of the period before."""

    by: Since


Measure = Relative | Dynamics | None
"""What a scale looks at: the value among its peers, against the period before, or (None) itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How a value becomes points and a level, in the periods in which the scale is valid (R054).

    ``conditions`` are named so that bands can count and combine them. Points are kept within ``floor`` and ``cap``;
    ``levels`` are bands over the points, where the method itself gives no level.
    """

    method: Method
    at: Span
    measure: Measure = None
    conditions: Mapping[str, Expression] = field(default_factory=dict)
    cap: Decimal | None = None
    floor: Decimal | None = None
    levels: tuple[Band, ...] = ()
    illustrative: bool = False
    source: tuple[Citation, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands of the method; none where it has others."""
        return self.method.bands if isinstance(self.method, Bands) else ()

    @property
    def max_points(self) -> Decimal | None:
        """The most points that anybody can have; None where there is no such number, or a checklist says it itself."""
        most = _most(self.method)
        if self.cap is None or isinstance(self.method, Checklist):
            return most
        return self.cap if most is None or isinstance(self.method, Linear) else min(most, self.cap)

    def overlaps(self, period: Period) -> bool:
        """Whether it is valid on some day of the period."""
        return in_force(self.valid_from, self.valid_to, period)


def _most(method: Method) -> Decimal | None:
    match method:
        case Bands(bands=bands):
            return max((b.points for b in bands if b.points is not None), default=None)
        case PerUnit():
            return None if method.points > 0 else method.start
        case Linear():
            return max(method.points_low, method.points_high)
        case Ordinal(choices=choices):
            return max((c.points for c in choices if c.points is not None), default=None)
        case Checklist():
            return None
        case _:
            assert_never(method)
