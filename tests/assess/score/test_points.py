"""Bands are half-open and compared on the exact value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kokoq.assess.score import band_of, score
from kokoq.compute.evaluate import evaluate
from kokoq.model import Band, Bands, Scale
from kokoq.rules import NO_BAND

from ...compute.small import HERE, SETTINGS, Y2, indicator, observe, plan, school
from .desk import band, judged, of_bands


def bands(*parts: tuple[str, str | None, str, str]) -> Scale:
    made = tuple(
        Band(op=op, limit=None if limit is None else Decimal(limit), points=Decimal(points), level=level, at=HERE)
        for op, limit, points, level in parts
    )
    return Scale(method=Bands(bands=made), at=HERE)


AT_LEAST = bands(("at_least", "0.95", "2", "high"), ("otherwise", None, "0", "low"))


@pytest.mark.parametrize(
    ("numerator", "denominator", "level"),
    [(19, 20, "high"), (18, 19, "low"), (189, 199, "low"), (95, 100, "high"), (949999, 1000000, "low")],
)
def test_at_least_95_percent_is_compared_before_rounding(numerator: int, denominator: int, level: str) -> None:
    # 19/20 = 95 %; 18/19 = 94,74 %; 189/199 = 94,97 %, which prints 95,0
    observations = observe({Y2: {"a": {"part": numerator, "total": denominator}}})
    own = plan(indicator("part / total", scale=AT_LEAST))
    evaluated = evaluate(own, observations, (school("a"),), periods=[Y2], settings=SETTINGS)
    results = score(own, evaluated.value, (school("a"),)).value
    found = results.by_key[Y2.text, "municipality", "town", "x", ""]
    assert (found.band, found.max_points) == (level, 2)


@pytest.mark.parametrize(
    ("value", "level"), [(17.9, "less"), (18.0, "between"), (30.0, "between"), (30.1, "more"), (18 - 1e-13, "between")]
)
def test_exactly_18_and_exactly_30_belong_to_neither_side(value: float, level: str) -> None:
    scale = bands(("below", "18", "0", "less"), ("above", "30", "0", "more"), ("otherwise", None, "1", "between"))
    found = band_of(scale.bands, value)
    assert found is not None
    assert found.level == level


def test_a_value_in_no_band_has_no_level() -> None:
    assert band_of(bands(("at_most", "1", "1", "few")).bands, 2.0) is None


def test_who_has_a_value_in_no_band_gets_no_points_and_is_told() -> None:
    # 1 is «few»; 2 and 3 are above every band
    found, told = judged(of_bands(band("at_most", "1", "1", "few")), {"a": 1.0, "b": 2.0, "c": 3.0})
    assert {unit: points for unit, (points, _, _) in found.items()} == {"a": 1.0, "b": None, "c": None}
    assert [(d.rule, d.params["n"], d.period) for d in told] == [(NO_BAND, 2, "2020/2021")]
