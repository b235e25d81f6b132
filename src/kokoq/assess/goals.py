"""A value on its way to a target: what is missing, and how much of the way is gone, by two methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kokoq.model import Indicator, Period, Polarity


@dataclass(frozen=True, slots=True)
class Line:
    """Straight from the value of the base period to the target: what is ``expected`` now, and the parts of the way.

    ``due`` is the part that should be gone by now, ``gone`` the part that is.
    """

    base: str
    start: float
    expected: float
    due: float
    gone: float


@dataclass(frozen=True, slots=True)
class NearestTarget:
    """The nearest target of the period or a later one.

    ``gap`` is what is missing in the direction of the indicator (0 or less: reached). ``closed`` is the part of the
    gap of the period before that was closed since; None where there was none.
    """

    period: str
    target: float
    gap: float
    line: Line | None
    closed: float | None

    @property
    def reached(self) -> bool:
        return self.gap <= 0


def goal(indicator: Indicator, values: Mapping[str, float]) -> NearestTarget | None:
    """Where the last of the values of successive periods, earliest first, stands on the way to its target."""
    sign = {Polarity.HIGHER: 1, Polarity.LOWER: -1}.get(indicator.better)
    periods = tuple(values)
    if sign is None or not periods:
        return None
    now = Period(periods[-1])
    ahead = sorted(p for p in map(Period, indicator.targets) if len(p.text) == len(now.text) and p.start >= now.start)
    if not ahead:
        return None
    target, value = float(indicator.targets[ahead[0].text]), values[now.text]
    line = _line(sign, target, ahead[0], values)
    return NearestTarget(ahead[0].text, target, _exact(sign * (target - value)), line, _closed(sign, target, values))


def _line(sign: int, target: float, by: Period, values: Mapping[str, float]) -> Line | None:
    """From the earliest comparable period; None where that is the present one, or was at the target already."""
    periods = tuple(map(Period, values))
    base, now = periods[0], periods[-1]
    start, value = values[base.text], values[now.text]
    if len(periods) < 2 or sign * (target - start) <= 0:
        return None
    due = (len(periods) - 1) / _steps(base, by)
    expected, gone = start + (target - start) * due, (value - start) / (target - start)
    return Line(base.text, start, _exact(expected), _exact(due), _exact(gone))


def _closed(sign: int, target: float, values: Mapping[str, float]) -> float | None:
    """The part of the gap of the period before that is closed."""
    *_, before, value = (None, *values.values()) if len(values) > 1 else (None, None, None)
    if before is None or value is None or sign * (target - before) <= 0:
        return None
    return _exact((value - before) / (target - before))


def _steps(first: Period, last: Period) -> int:
    """How many periods lie from one to the other."""
    steps = 0
    while last > first:
        last, steps = last.previous(), steps + 1
    return steps


def _exact(value: float) -> float:
    return float(f"{value:.12g}")
