"""A figure far outside of where it has to lie: the one factor by which it would fit, said and never applied.

Percents for a share are a hundred times too much, roubles for thousands a thousand times; a lost comma or a zero too
many do the same. Where several factors would do, nobody can tell, and nothing is said.
"""

from __future__ import annotations

from kokoq.language import Word
from kokoq.model import Field, Type

NEAR = 10.0
"""A figure less than so many times outside of its limits is a misprint rather than a slip of the unit."""
_FACTORS, _OF_PERCENTS, _OF_SHARES = (10, 100, 1000), (10, 100), (100,)
_WHOLE = frozenset({Type.COUNT, Type.MARK})
_EPSILON = 1e-9


def slip(value: float, field: Field, low: float | None, high: float | None) -> str:
    """What was meant by ``value``, which has to lie between ``low`` and ``high``; empty where nobody can tell."""
    more = high is not None and 0 < high * NEAR <= value
    less = low is not None and 0 < value * NEAR <= low
    if not (more or less):
        return ""
    meant = {n: value / n if more else value * n for n in _factors(field, high)}
    fitting = [n for n, number in meant.items() if _fits(number, low, high, field)]
    if len(fitting) != 1:
        return ""
    (n,) = fitting
    unit = Word("check.percent") if field.type is Type.PERCENT else ""
    times = Word(f"check.times.{'more' if more else 'less'}", n=n)
    return Word("check.slip", value=value, meant=float(f"{meant[n]:.12g}"), unit=unit, times=times)


def _factors(field: Field, high: float | None) -> tuple[int, ...]:
    """Nobody gives shares and percents in thousands."""
    if field.type is Type.PERCENT:
        return _OF_PERCENTS
    return _OF_SHARES if field.type is Type.NUMBER and high is not None and high <= 1 else _FACTORS


def _fits(number: float, low: float | None, high: float | None, field: Field) -> bool:
    within = (low is None or low <= number) and (high is None or number <= high)
    return within and (field.type not in _WHOLE or abs(number - round(number)) < _EPSILON)
