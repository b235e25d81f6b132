"""What successive periods warn of and promise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kokoq.assess.outlook import declines, edge, forecast
from kokoq.model import Dynamics, Polarity, Since

from ..compute.small import indicator
from ..reports.sample import bands

ONE = indicator("part / total")
SCALE = bands("0.98", "0.95")  # 98 % is high, 95 % basic, else low


@pytest.mark.parametrize(
    ("values", "falls"),
    [
        ((0.9, 0.8, 0.7), True),
        ((0.5, 0.9, 0.8, 0.7), True),
        ((0.9, 0.8, 0.8), False),
        ((0.8, 0.9, 0.7), False),
        ((0.9, 0.8), False),
        ((0.9, 0.8, 0.7999), False),  # 0,01 points: both are printed as 80,0
    ],
)
def test_three_periods_each_worse_than_the_one_before(values: tuple[float, ...], *, falls: bool) -> None:
    assert declines(ONE, values) is falls


def test_growth_is_a_decline_where_less_is_better() -> None:
    assert declines(indicator("part / total", better=Polarity.LOWER), (0.1, 0.2, 0.3))


def test_another_such_fall_would_cross_the_edge() -> None:
    # 97 % → 96 % is basic; one point less is 95 %, still basic; 97,2 → 96 → 94,8 % is low, and 1 point is left to 95 %
    assert edge(ONE, SCALE, (0.97, 0.96)) is None
    found = edge(ONE, SCALE, (0.972, 0.96))
    assert found is not None
    assert (found.level, found.limit, found.distance) == ("low", 0.95, pytest.approx(0.01))


def test_a_rise_nears_no_edge() -> None:
    assert edge(ONE, SCALE, (0.94, 0.951)) is None


def test_below_the_last_edge_there_is_none() -> None:
    assert edge(ONE, SCALE, (0.9, 0.8)) is None


def test_a_scale_of_something_else_than_the_value_has_no_edges() -> None:
    assert edge(ONE, replace(SCALE, measure=Dynamics(by=Since.GROWTH)), (0.972, 0.96)) is None
    assert edge(ONE, None, (0.972, 0.96)) is None


def test_a_forecast_needs_three_periods() -> None:
    assert forecast(ONE, (0.5, 0.6)) is None


def test_a_forecast_goes_on_along_the_line() -> None:
    # 0.5, 0.6, 0.7 lie on a line: 0.8 comes next, and nothing is left to be unsure of
    found = forecast(ONE, (0.5, 0.6, 0.7))
    assert found is not None
    assert (found.forecast, found.interval.low, found.interval.high) == tuple(pytest.approx(x) for x in (0.8, 0.8, 0.8))


def test_a_share_stays_a_share() -> None:
    # 0.8, 0.9, 1.0: the line goes to 1.1; per hundred of something it may
    shares, ratios = (forecast(i, (0.8, 0.9, 1.0)) for i in (ONE, indicator("part / total", may_exceed_100=True)))
    assert shares is not None
    assert ratios is not None
    assert (shares.forecast, ratios.forecast) == (1.0, pytest.approx(1.1))
