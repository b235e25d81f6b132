"""A value on its way to a target, by both methods."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kokoq.assess.goals import goal
from kokoq.model import Indicator, Polarity

from ..compute.small import indicator


def aimed(better: Polarity = Polarity.HIGHER, **targets: str) -> Indicator:
    years = {f"20{year[1:3]}/20{int(year[1:3]) + 1}": Decimal(target) for year, target in targets.items()}
    return indicator("part / total", better=better, targets=years)


def test_the_gap_and_both_parts_of_the_way() -> None:
    # from 80 % in 2018/2019 straight to 90 % in 2022/2023: four steps of 2,5 points; two are due, 85 % is expected
    # 84 %: 4 of 10 points are gone (40 %), 50 % are due; of the former gap 90 − 82 = 8 points 2 are closed
    found = goal(aimed(y22="0.9"), {"2018/2019": 0.8, "2019/2020": 0.82, "2020/2021": 0.84})
    assert found is not None
    assert found.line is not None
    assert (found.period, found.reached) == ("2022/2023", False)
    assert found.gap == pytest.approx(0.06)
    assert (found.line.base, found.line.start) == ("2018/2019", 0.8)
    assert (found.line.due, found.line.gone) == (pytest.approx(0.5), pytest.approx(0.4))
    assert found.line.expected == pytest.approx(0.85)
    assert found.closed == pytest.approx(0.25)


def test_the_nearest_target_from_now_on_counts() -> None:
    found = goal(aimed(y19="0.7", y20="0.8", y21="0.9"), {"2020/2021": 0.8})
    assert found is not None
    assert (found.period, found.target, found.reached, found.line, found.closed) == ("2020/2021", 0.8, True, None, None)


def test_less_is_better_where_it_is_declared() -> None:
    # from 10 % to 4 % at most: 7 % has 3 points to go, and 3 of the former 6 are closed
    found = goal(aimed(Polarity.LOWER, y20="0.04"), {"2019/2020": 0.1, "2020/2021": 0.07})
    assert found is not None
    assert (found.gap, found.closed) == (pytest.approx(0.03), pytest.approx(0.5))


def test_going_back_is_a_negative_part_of_the_way() -> None:
    # 80 % → 78 % with a target of 90 %: −2 of 10 points
    found = goal(aimed(y21="0.9"), {"2019/2020": 0.8, "2020/2021": 0.78})
    assert found is not None
    assert found.closed == pytest.approx(-0.2)


@pytest.mark.parametrize("better", [Polarity.NEUTRAL, Polarity.CORRIDOR])
def test_without_a_direction_there_is_no_way(better: Polarity) -> None:
    assert goal(aimed(better, y20="0.9"), {"2020/2021": 0.8}) is None


def test_without_a_target_from_now_on_there_is_none() -> None:
    assert goal(aimed(y19="0.9"), {"2020/2021": 0.8}) is None
    assert goal(aimed(y21="0.9"), {}) is None
