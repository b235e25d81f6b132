"""Where a value stands among those of its peers, as Excel text over the ranges in which they stand.

A text in a range (the reason of an absence) is passed over: by ``MAX`` and its like, and by ``ISNUMBER`` elsewhere.
Values count as equal where they differ by less than half a unit of the 12th significant digit.
"""

from __future__ import annotations

from typing import assert_never

from kokoq.model import Among, Relative, Ties

_NEAR = "5E-13"


def standing(relative: Relative, value: str, spans: tuple[str, ...], *, lower: bool) -> str:
    """What the scale looks at; at least two of the peers have a value."""
    everything = ",".join(spans)
    high, low = f"MAX({everything})", f"MIN({everything})"
    best, worst = (low, high) if lower else (high, low)
    match relative.by:
        case Among.BEST:
            part = f"{best}/{value}" if lower else f"{value}/{best}"
            return f"IF({value}={best},1,IF({best}<=0,0,{part}))"
        case Among.MIN_MAX:
            return f"IF({high}={low},1,({value}-{worst})/({best}-{worst}))"
        case Among.Z_SCORE:
            above = f"AVERAGE({everything})-{value}" if lower else f"{value}-AVERAGE({everything})"
            return f"IF({high}={low},0,({above})/STDEVP({everything}))"
        case Among.RANK:
            return _rank(relative.ties, value, spans, lower=lower)
        case Among.QUANTILE:
            n = "+".join(f"COUNT({span})" for span in spans)
            return f"({n}-({_rank(relative.ties, value, spans, lower=lower)}))/({n}-1)"
        case _:
            assert_never(relative.by)


def _rank(ties: Ties, value: str, spans: tuple[str, ...], *, lower: bool) -> str:
    """1 for the best; of equal ones the best, the worst or the middle of their places."""
    near = f"ABS({value})*{_NEAR}"
    better = _how_many(spans, f"<{value}-{near}" if lower else f">{value}+{near}")
    no_worse = _how_many(spans, f"<={value}+{near}" if lower else f">={value}-{near}")
    match ties:
        case Ties.BEST:
            return f"1+{better}"
        case Ties.WORST:
            return no_worse
        case Ties.MIDDLE:
            return f"(1+{better}+{no_worse})/2"
        case _:
            assert_never(ties)


def _how_many(spans: tuple[str, ...], condition: str) -> str:
    return "+".join(f"SUMPRODUCT(ISNUMBER({span})*({span}{condition}))" for span in spans)
