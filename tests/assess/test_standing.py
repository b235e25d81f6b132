"""Where organisations stand among each other, and what chance alone may have done."""

from __future__ import annotations

import pytest

from kokoq.assess.standing import standing
from kokoq.model import Kind, Polarity
from kokoq.results import Result, Status

from ..compute.small import indicator

ONE = indicator("part / total")


def share(unit: str, part: float, total: float) -> Result:
    level = "municipality" if unit == "town" else "organisation"
    return Result("2020/2021", level, unit, "x", "", part / total, part, total, 1, 1, Status.OK)


def test_equal_values_share_the_best_place() -> None:
    rows = [share("a", 1, 2), share("b", 3, 4), share("c", 5, 10), share("d", 1, 4)]
    found = standing(ONE, share("town", 10, 20), rows)
    assert found is not None
    assert [(p.unit, p.place) for p in found.places] == [("b", 1), ("a", 2), ("c", 2), ("d", 4)]
    # sorted 0.25, 0.5, 0.5, 0.75: quartiles at 0.75, 1.5, 2.25 of the three steps: 0.4375, 0.5, 0.5625
    own = found.spread
    assert (own.least, own.lower, own.median, own.upper, own.greatest) == (0.25, 0.4375, 0.5, 0.5625, 0.75)
    assert own.range == 0.5


def test_less_comes_first_where_less_is_better() -> None:
    found = standing(indicator("part / total", better=Polarity.LOWER), None, [share("a", 1, 2), share("b", 1, 4)])
    assert found is not None
    assert [p.unit for p in found.places] == ["b", "a"]


def test_small_numbers_leave_even_the_first_and_the_last_undecided() -> None:
    # Wilson: 3/4 is 0.301…0.954, 1/4 is 0.046…0.699: they overlap
    found = standing(ONE, share("town", 4, 8), [share("a", 3, 4), share("b", 1, 4)])
    assert found is not None
    assert (found.undecided, found.n_alike, found.n_neighbours) == (True, 1, 1)


def test_large_numbers_decide() -> None:
    # Wilson: 750/1000 is about 0.72…0.78, 250/1000 about 0.22…0.28
    found = standing(ONE, share("town", 1000, 2000), [share("a", 750, 1000), share("b", 250, 1000)])
    assert found is not None
    assert (found.undecided, found.n_alike) == (False, 0)


def test_only_beyond_three_deviations_a_share_is_a_signal() -> None:
    # the total is 80 %; of 100 cases σ = √(0.8 × 0.2 / 100) = 0.04, 3.09σ = 0.1236: from 0.676 to 0.924
    # 66 % lies below, 68 % within (it is beyond 1.96σ = 0.078); of 10 cases σ = 0.126, and 50 % lies within 0.409…
    rows = [share("a", 66, 100), share("b", 68, 100), share("c", 5, 10), share("d", 93, 100)]
    found = standing(ONE, share("town", 80, 100), rows)
    assert found is not None
    assert [(p.unit, p.beyond) for p in found.signals] == [("d", "better"), ("a", "worse")]


@pytest.mark.parametrize("rows", [[], [share("a", 1, 2)]])
def test_nobody_stands_alone(rows: list[Result]) -> None:
    assert standing(ONE, None, rows) is None


def test_without_a_direction_there_are_no_places() -> None:
    found = standing(indicator("part / total", better=Polarity.NEUTRAL), None, [share("a", 1, 2), share("b", 1, 4)])
    assert found is not None
    assert (found.places, found.spread.n) == ((), 2)


def test_only_shares_have_intervals() -> None:
    mean = indicator("part / total", kind=Kind.RATIO)
    found = standing(mean, share("town", 4, 8), [share("a", 30, 4), share("b", 1, 4)])
    assert found is not None
    assert (found.n_neighbours, found.undecided, found.signals) == (0, False, ())
