"""Against tables, Excel and arithmetic by hand; the published intervals are in ``tests/cli/test_methods.py``."""

import pytest

from kokoq.assess.statistics import (
    Interval,
    Spread,
    correlation,
    funnel,
    newcombe,
    ranks,
    spread,
    student,
    trend,
    wilson,
)


def test_nothing_is_said_of_no_cases_or_of_more_cases_than_there_are() -> None:
    assert wilson(0, 0) is None
    assert wilson(5, 4) is None
    assert newcombe((1, 2), (0, 0)) is None
    assert funnel(0.5, 0) is None


def test_a_small_school_may_differ_more_by_chance() -> None:
    # 0.9 ± 1.959964 · √(0.9 · 0.1 / 25) = 0.9 ± 1.959964 · 0.06, above 1 cut off; of 900: ± 1.959964 · 0.01
    small, large = funnel(0.9, 25), funnel(0.9, 900)
    assert small is not None
    assert large is not None
    assert (round(small.low, 4), small.high) == (0.7824, 1.0)
    assert (round(large.low, 4), round(large.high, 4)) == (0.8804, 0.9196)


def test_quartiles_are_those_of_excel() -> None:
    # QUARTILE.INC of 1, 2, 4, 7, 8, 9, 10, 12 is 3.5; 7.5; 9.25 (the example of Microsoft's page)
    assert spread([9, 1, 7, 2, 4, 8, 12, 10]) == Spread(8, 1, 3.5, 7.5, 9.25, 12)
    assert spread([3]) == Spread(1, 3, 3, 3, 3, 3)
    assert spread([]) is None


def test_equal_values_share_the_best_place() -> None:
    values = {"a": 0.7, "b": 0.9, "c": 0.7, "d": 0.5}
    assert ranks(values) == {"b": 1, "a": 2, "c": 2, "d": 4}
    assert ranks(values, higher_first=False) == {"d": 1, "a": 2, "c": 2, "b": 4}


@pytest.mark.parametrize(
    ("degrees", "quantile"),  # tables of Student's t, two-sided 5 %
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (10, 2.228), (30, 2.042)],
)
def test_the_quantile_of_student_is_that_of_the_tables(degrees: int, quantile: float) -> None:
    assert round(student(degrees), 3) == quantile


def test_a_forecast_follows_the_line_and_widens_with_what_the_line_misses() -> None:
    # 1, 2, 4: slope 1.5, mean 7/3, forecast 7/3 + 1.5 · 2 = 16/3; residuals 1/6, −1/3, 1/6: Σ² = 1/6
    # half = 12.7062 · √(1/6) · √(1 + 1/3 + 4/2) = 12.7062 · 0.408248 · 1.825742 = 9.4707
    found = trend([1, 2, 4])
    assert found is not None
    assert (round(found.slope, 6), round(found.forecast, 6)) == (1.5, 5.333333)
    assert round(found.interval.high - found.forecast, 3) == 9.471


def test_two_points_are_no_trend() -> None:
    assert trend([1, 2]) is None


def test_correlation_is_pearsons_with_fishers_interval() -> None:
    # x 1..5, y 2 1 4 3 5: Σxy = 8, Σx² = Σy² = 10, r = 0.8; atanh 0.8 = 1.098612, half = 1.959964 / √2 = 1.385904
    # tanh(−0.287292) = −0.279644, tanh(2.484516) = 0.986188
    found = correlation([(1, 2), (2, 1), (3, 4), (4, 3), (5, 5)])
    assert found is not None
    assert (round(found.r, 12), found.n) == (0.8, 5)
    assert (round(found.interval.low, 4), round(found.interval.high, 4)) == (-0.2796, 0.9862)


def test_what_does_not_vary_correlates_with_nothing() -> None:
    assert correlation([(1, 2)] * 6) is None
    assert correlation([(1, 2), (2, 3)]) is None


def test_intervals_touch_or_do_not() -> None:
    assert Interval(0.1, 0.3).overlaps(Interval(0.3, 0.5))
    assert not Interval(0.1, 0.2).overlaps(Interval(0.3, 0.5))
    assert Interval(0.1, 0.3).has(0.3)
