"""Published methods on plain numbers: intervals of shares, spread, ranks, trends, correlation. Each cites its source.

Shares are fractions. Where a method has no answer (no cases, too few points, no spread), it gives None, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import NormalDist, fmean, quantiles

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, both included."""

    low: float
    high: float

    def has(self, value: float) -> bool:
        return self.low <= value <= self.high

    def overlaps(self, other: Interval) -> bool:
        return self.low <= other.high and other.low <= self.high


def wilson(cases: float, total: float, confidence: float = CONFIDENCE) -> Interval | None:
    """The score interval of a share (Wilson, 1927; method 3 in Newcombe, Statistics in Medicine 17, 1998, 857–872)."""
    if total <= 0 or not 0 <= cases <= total:
        return None
    z = _normal(confidence)
    share = cases / total
    middle = share + z * z / (2 * total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return Interval(max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale))


def newcombe(
    before: tuple[float, float], after: tuple[float, float], confidence: float = CONFIDENCE
) -> Interval | None:
    """The interval of the difference of two independent shares, ``after`` less ``before``, each (cases, total).

    The hybrid score interval (method 10 in Newcombe, Statistics in Medicine 17, 1998, 873–890).
    """
    first, second = wilson(*after, confidence), wilson(*before, confidence)
    if first is None or second is None:
        return None
    a, b = after[0] / after[1], before[0] / before[1]
    low = a - b - sqrt((a - first.low) ** 2 + (second.high - b) ** 2)
    high = a - b + sqrt((first.high - a) ** 2 + (b - second.low) ** 2)
    return Interval(max(-1.0, low), min(1.0, high))


def funnel(share: float, total: float, confidence: float = CONFIDENCE) -> Interval | None:
    """Within which a share of ``total`` cases lies by chance where the true one is ``share``.

    Score limits of a funnel plot (Spiegelhalter, Statistics in Medicine 24, 2005, 1185–1202): p ± z·√(p(1−p)/n).
    """
    if total <= 0 or not 0 <= share <= 1:
        return None
    half = _normal(confidence) * sqrt(share * (1 - share) / total)
    return Interval(max(0.0, share - half), min(1.0, share + half))


@dataclass(frozen=True, slots=True)
class Spread:
    """Of ``n`` values: the least, the quartiles, the greatest, and the range between the ends."""

    n: int
    least: float
    lower: float
    median: float
    upper: float
    greatest: float

    @property
    def range(self) -> float:
        return self.greatest - self.least


def spread(values: Sequence[float]) -> Spread | None:
    """Quartiles with both ends counted in (Excel's QUARTILE.INC; type 7 of Hyndman and Fan, 1996)."""
    if not values:
        return None
    ordered = sorted(values)
    if len(ordered) == 1:
        return Spread(1, *[ordered[0]] * 5)
    lower, median, upper = quantiles(ordered, n=4, method="inclusive")
    return Spread(len(ordered), ordered[0], lower, median, upper, ordered[-1])


def ranks(values: Mapping[str, float], *, higher_first: bool = True) -> Mapping[str, int]:
    """The place of each: equal values share the best of their places, the next one is counted on (1, 2, 2, 4)."""
    ordered = sorted(values.values(), reverse=higher_first)
    return {name: ordered.index(value) + 1 for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Trend:
    """A straight line through periods 0, 1, 2…: what it gives for the next one, and the interval of that forecast."""

    slope: float
    forecast: float
    interval: Interval


def trend(values: Sequence[float], confidence: float = CONFIDENCE) -> Trend | None:
    """Least squares with the prediction interval of Student; None for fewer than three values.

    ŷ ± t·s·√(1 + 1/n + (x − x̄)²/Σ(xᵢ − x̄)²), with n − 2 degrees of freedom (Draper and Smith, Applied Regression
    Analysis, 1998, 3.1).
    """
    n = len(values)
    if n < LEAST_POINTS:
        return None
    x, y = (n - 1) / 2, fmean(values)
    squares = sum((i - x) ** 2 for i in range(n))
    slope = sum((i - x) * (value - y) for i, value in enumerate(values)) / squares
    left = sum((value - y - slope * (i - x)) ** 2 for i, value in enumerate(values))
    forecast = y + slope * (n - x)
    half = student(n - 2, confidence) * sqrt(left / (n - 2)) * sqrt(1 + 1 / n + (n - x) ** 2 / squares)
    return Trend(slope, forecast, Interval(forecast - half, forecast + half))


LEAST_POINTS = 3


@dataclass(frozen=True, slots=True)
class Correlation:
    """Pearson's coefficient of ``n`` pairs with its interval."""

    r: float
    n: int
    interval: Interval


def correlation(pairs: Sequence[tuple[float, float]], confidence: float = CONFIDENCE) -> Correlation | None:
    """Pearson's r with the interval of Fisher's z (tanh(atanh r ± z/√(n − 3))); None for fewer than five pairs."""
    n = len(pairs)
    if n < LEAST_PAIRS:
        return None
    x, y = fmean(a for a, _ in pairs), fmean(b for _, b in pairs)
    both = sum((a - x) * (b - y) for a, b in pairs)
    own = sum((a - x) ** 2 for a, _ in pairs) * sum((b - y) ** 2 for _, b in pairs)
    if own <= 0:
        return None
    r = max(-1.0, min(1.0, both / sqrt(own)))
    if abs(r) == 1:
        return Correlation(r, n, Interval(r, r))
    half = _normal(confidence) / sqrt(n - 3)
    return Correlation(r, n, Interval(tanh(atanh(r) - half), tanh(atanh(r) + half)))


LEAST_PAIRS = 5


def _normal(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def student(degrees: int, confidence: float = CONFIDENCE) -> float:
    """The two-sided quantile of Student's distribution, by bisection of its exact distribution function.

    For whole degrees of freedom that is a finite sum (Abramowitz and Stegun, 26.7.3 and 26.7.4).
    """
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < confidence else (low, middle)
    return (low + high) / 2


def _within(t: float, degrees: int) -> float:
    """The probability that Student's variable lies between −t and t."""
    from math import atan, cos, pi, sin

    angle = atan(t / sqrt(degrees))
    term, total = 1.0, 0.0
    if degrees % 2:
        for k in range(1, degrees - 1, 2):
            term = cos(angle) if k == 1 else term * cos(angle) ** 2 * (k - 1) / k
            total += term
        return 2 / pi * (angle + sin(angle) * total)
    for k in range(degrees // 2):
        term = 1.0 if k == 0 else term * cos(angle) ** 2 * (2 * k - 1) / (2 * k)
        total += term
    return sin(angle) * total
