"""Per unit, linear, change, conditions, texts, checklists; expected numbers are by hand."""

from __future__ import annotations

import operator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kokoq.assess.score import score
from kokoq.model import (
    Bands,
    Dynamics,
    Expression,
    Kind,
    Linear,
    Period,
    PerUnit,
    Polarity,
    Scale,
    Since,
    Take,
)
from kokoq.results import Results
from tests.assess.score.desk import band, judged, of_bands, points, result, scored
from tests.compute.small import HERE, Y2, indicator, plan, school
from tests.definitions.test_scales import check as check_bands


def per_unit(most: str, **more: object) -> Scale:
    limits = {key: more.pop(key) for key in ("cap", "floor", "levels") if key in more}
    return Scale(method=PerUnit(points=Decimal(most), **more), at=HERE, **limits)  # type: ignore[arg-type]


def linear(low: str, high: str, most: str, **more: object) -> Scale:
    line = Linear(low=Decimal(low), high=Decimal(high), points_low=Decimal(0), points_high=Decimal(most))
    return Scale(method=line, at=HERE, **more)  # type: ignore[arg-type]


def test_every_full_hundred_gives_a_point() -> None:
    # 99 has none, 100 one, 250 two, 1250 twelve and the cap of ten
    found = scored(per_unit("1", each=Decimal(100), cap=Decimal(10)), {"a": 99, "b": 100, "c": 250, "d": 1250})
    assert [(given, most) for given, most, _ in found.values()] == [(0, 10), (1, 10), (2, 10), (10, 10)]


def test_parts_of_a_unit_count_where_that_is_said() -> None:
    scale = per_unit("2", each=Decimal(100), whole=False, cap=Decimal(10))
    assert points(scored(scale, {"a": 50, "b": 125})) == [1, 2.5]


def test_a_quotient_that_is_whole_is_not_lost_to_binary_fractions() -> None:
    # 2.625 / 0.875 = 3 and 2253 / 112.65 = 20; 0.3 / 0.1 = 3
    for value, each, units in ((2.625, "0.875", 3), (2253, "112.65", 20), (0.1 + 0.2, "0.1", 3)):
        assert points(scored(per_unit("1", each=Decimal(each)), {"a": value})) == [units]


def test_exact_quotients_reach_the_limit_of_a_band() -> None:
    scale = of_bands(band("at_least", "20", "2"), band("at_least", "3", "1"), band("otherwise", None, "0"))
    values = {"a": 2.625 / 0.875, "b": 2253 / 112.65, "c": 2.9999999999, "d": 19.9999999999}
    assert points(scored(scale, values)) == [1, 2, 0, 1]


def test_negative_points_are_taken_from_the_start_and_stop_at_the_floor() -> None:
    # 10 to begin with, 3 less for each violation: 10, 7, 1, and not -2 but 0
    scale = per_unit("-3", start=Decimal(10), floor=Decimal(0))
    found = scored(scale, {"a": 0, "b": 1, "c": 3, "d": 4})
    assert [(given, most) for given, most, _ in found.values()] == [(10, 10), (7, 10), (1, 10), (0, 10)]
    assert points(scored(per_unit("-0.5"), {"a": 3})) == [-1.5]


def test_what_is_lacking_is_counted_below_a_limit() -> None:
    # a point less for each percent below 95: 95 and 97 lose none, 94.5 none in full, 92 three
    scale = per_unit("-1", each=Decimal("0.01"), below=Decimal("0.95"))
    assert points(scored(scale, {"a": 0.95, "b": 0.97, "c": 0.945, "d": 0.92})) == [0, 0, 0, -3]


def test_without_a_cap_there_is_no_maximum() -> None:
    assert scored(per_unit("1"), {"a": 7}) == {"a": (7, None, "")}


def test_a_line_ends_at_its_goalposts() -> None:
    # from 60 to 95: 60 → 0, 95 → 10, 77.5 → 5; below and above it is 0 and 10
    values = {"a": 0.6, "b": 0.95, "c": 0.775, "d": 0.2, "e": 1.0}
    assert points(scored(linear("0.6", "0.95", "10"), values)) == [0, 10, 5, 0, 10]


def test_cap_and_floor_let_the_line_go_on() -> None:
    # 3.5 per cent are a point: 1.0 → 10 + 5/3.5 = 11.43, the cap is 11; 0.2 → -40/3.5 = -11.43, the floor is -5
    scale = linear("0.6", "0.95", "10", cap=Decimal(11), floor=Decimal(-5))
    found = scored(scale, {"a": 1.0, "b": 0.2, "c": 0.985})
    assert [(given, most) for given, most, _ in found.values()] == [(11, 11), (-5, 11), (11, 11)]  # 0.985 → 10 + 1


def test_a_line_falls_where_less_is_better() -> None:
    # 30 violations → 0, none → 6; 10 → 4
    assert points(scored(linear("30", "0", "6"), {"a": 30, "b": 0, "c": 10, "d": 45})) == [0, 6, 4, 0]


def test_points_have_levels() -> None:
    levels = (
        band("at_least", "8", None, "high"),
        band("at_least", "5", None, "basic"),
        band("otherwise", None, None, "low"),
    )
    found = scored(linear("0", "100", "10", levels=levels), {"a": 80, "b": 79, "c": 50, "d": 10})
    assert [level for _, _, level in found.values()] == ["high", "basic", "basic", "low"]


def test_change_is_the_difference_from_the_period_before() -> None:
    scale = of_bands(
        band("at_least", "0.05", "2"), band("above", "0", "1"), band("otherwise", None, "0"),
        measure=Dynamics(by=Since.DIFFERENCE),
    )  # fmt: skip
    before: dict[str, float | None] = {"a": 0.7, "b": 0.7, "c": 0.7, "d": None}
    found, told = judged(scale, {"a": 0.75, "b": 0.71, "c": 0.7, "d": 0.9, "e": 0.9}, before=before)
    assert points(found) == [2, 1, 0, None, None]  # 0.75 - 0.7 is exactly 0.05
    assert [(d.rule.code, d.params["n"]) for d in told] == [("KQ611", 2)]


def test_growth_is_a_part_of_the_earlier_value() -> None:
    # 40 → 42 is 5 %, 40 → 41 is 2.5 %, 0 → 5 has no growth
    scale = of_bands(band("at_least", "0.05", "1"), band("otherwise", None, "0"), measure=Dynamics(by=Since.GROWTH))
    assert points(scored(scale, {"a": 42, "b": 41, "c": 5}, before={"a": 40, "b": 40, "c": 0})) == [1, 0, None]


@pytest.mark.parametrize(
    ("before", "after", "better", "expected"),
    [
        (60, 75, Polarity.HIGHER, 5),  # half of the way from 60 to 90
        (60, 95, Polarity.HIGHER, 10),
        (60, 50, Polarity.HIGHER, 0),
        (92, 91, Polarity.HIGHER, 10),  # was there and is there
        (92, 80, Polarity.HIGHER, 0),  # was there and is no more
        (120, 105, Polarity.LOWER, 5),  # half of the way from 120 down to 90
    ],
)
def test_progress_is_the_part_of_the_way_to_the_target(
    before: float, after: float, better: Polarity, expected: float
) -> None:
    scale = linear("0", "1", "10", measure=Dynamics(by=Since.TARGET))
    found = scored(scale, {"a": after}, before={"a": before}, better=better, targets={Y2.text: Decimal(90)})
    assert points(found) == [expected]


def test_without_a_target_of_the_period_nothing_is_scored() -> None:
    scale = linear("0", "1", "10", measure=Dynamics(by=Since.TARGET))
    found, told = judged(scale, {"a": 75}, before={"a": 60}, targets={"2018/2019": Decimal(90)})
    assert points(found) == [None]
    assert [d.rule.code for d in told] == ["KQ612"]


OTHERS: dict[str, dict[str, float | None]] = {
    "p": {"a": 1, "b": 1, "c": 0, "d": 1, "e": None},
    "q": {"a": 1, "b": 1, "c": 0, "d": 0, "e": 1},
    "r": {"a": 1, "b": 0, "c": 0, "d": 0, "e": 1},
}
NAMED = {"first": Expression("p > 0", HERE), "second": Expression("q > 0", HERE), "third": Expression("r > 0", HERE)}
EVERYBODY: dict[str, float | None] = dict.fromkeys("abcde", 5.0)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("count(conditions) >= 2", [1, 1, 0, 0, 1]),  # of e two hold for sure, whatever the third
        ("count(conditions) > 2", [1, 0, 0, 0, None]),
        ("count(conditions) == 2", [0, 1, 0, 0, None]),
        ("count(conditions) < 2", [0, 0, 1, 1, 0]),
        ("count(conditions) <= 0", [0, 0, 1, 0, 0]),
        ("first and not third", [0, 1, 0, 1, 0]),  # e: the third holds, so it is surely not so
        ("p + q >= 2 and x == 5", [1, 1, 0, 0, None]),
    ],
)
def test_conditions_are_counted_and_combined(when: str, expected: list[float | None]) -> None:
    scale = of_bands(band("when", None, "1", when=when), band("otherwise", None, "0"), conditions=NAMED)
    assert points(scored(scale, EVERYBODY, others=OTHERS)) == expected


def test_of_several_bands_that_hold_the_first_or_the_best_counts() -> None:
    bands = (
        band("when", None, "1", "basic", when="first"),
        band("when", None, "3", "high", when="second"),
        band("otherwise", None, "0", "low"),
    )
    first = Scale(method=Bands(bands=bands), at=HERE, conditions=NAMED)
    best = replace(first, method=Bands(bands=bands, take=Take.BEST))
    assert points(scored(first, EVERYBODY, others=OTHERS)) == [1, 1, 0, 1, None]
    assert points(scored(best, EVERYBODY, others=OTHERS)) == [3, 3, 0, 1, 3]  # of e the first could not beat 3


def test_a_level_needs_the_minimum_of_another_indicator() -> None:
    scale = of_bands(
        band("at_least", "4", "2", "high", when="p >= 1"), band("otherwise", None, "1", "basic"),
    )  # fmt: skip
    found, told = judged(scale, EVERYBODY | {"d": 3.0}, others=OTHERS)
    assert [level for _, _, level in found.values()] == ["high", "high", "basic", "basic", ""]
    assert [(d.rule.code, d.params["n"]) for d in told] == [("KQ613", 1)]  # of e nobody knows


def test_a_condition_may_look_back() -> None:
    scale = of_bands(band("when", None, "1", when="change(x) > 0"), band("otherwise", None, "0"))
    assert points(scored(scale, {"a": 5, "b": 5, "c": 5}, before={"a": 4, "b": 5})) == [1, 0, None]


def test_the_scale_that_is_valid_in_the_period_counts() -> None:
    old = replace(linear("0", "100", "10"), valid_to=date(2020, 8, 31))
    new = replace(linear("0", "100", "20"), valid_from=date(2020, 9, 1))
    own = plan(replace(indicator("other", kind=Kind.COUNT), scales=(new, old)))
    rows = tuple(result("a", 50, period=period) for period in ("2019/2020", "2020/2021"))
    found = score(own, Results(rows), (school("a"),)).value.rows
    assert [(r.points, r.max_points) for r in found] == [(5, 10), (10, 20)]


def test_between_two_scales_there_is_none() -> None:
    scale = replace(linear("0", "100", "10"), valid_from=date(2020, 9, 1), valid_to=date(2021, 8, 31))
    one = replace(indicator("other", kind=Kind.COUNT), scales=(scale,))
    assert [one.scale_in(Period(p)) is not None for p in ("2019/2020", "2020/2021", "2021/2022", "2021")] == [
        False, True, False, True,
    ]  # fmt: skip


def test_points_by_experts_are_the_two_sides_of_the_value() -> None:
    from kokoq.model import Checklist

    levels = (band("at_least", "0.8", None, "high"), band("otherwise", None, None, "low"))
    scale = Scale(method=Checklist(), at=HERE, levels=levels)
    own = plan(indicator("part / total", kind=Kind.SCORE, scale=scale))
    rows = (result("a", 23 / 101, numerator=23.0, denominator=101.0), result("b", 0.8, numerator=8.0, denominator=10.0))
    found = score(own, Results(rows), (school("a"), school("b"))).value.rows
    assert [(r.points, r.max_points, r.band) for r in found] == [(23, 101, "low"), (8, 10, "high")]


OPS = {"at_least": operator.ge, "above": operator.gt, "at_most": operator.le, "below": operator.lt}
limits = st.integers(-20, 20).map(lambda n: Decimal(n) / 8)
bands_of_any_kind = st.lists(st.tuples(st.sampled_from(sorted(OPS)), limits), min_size=1, max_size=6)


def first_that_holds(pairs: list[tuple[str, Decimal]], value: float) -> int | None:
    """By fractions: a value stands for what its twelve digits say."""
    exactly = Fraction(f"{value:.12g}")
    return next((n for n, (op, limit) in enumerate(pairs) if OPS[op](exactly, Fraction(limit))), None)


def telling(pairs: list[tuple[str, Decimal]]) -> list[float]:
    """Values of every stretch of the axis: each limit, what is next to it, what is rounded to it, all between."""
    at = sorted({float(limit) for _, limit in pairs})
    near = [limit + step for limit in at for step in (-1e-9, -1e-14, 0.0, 1e-14, 1e-9)]
    return [*near, *((low + high) / 2 for low, high in pairwise(at)), -1e300, 1e300, -0.0]


@given(bands_of_any_kind, st.floats(allow_nan=False, allow_infinity=False))
def test_the_first_band_that_holds_is_chosen_for_every_value(pairs: list[tuple[str, Decimal]], other: float) -> None:
    scale = of_bands(*(band(op, str(limit), str(n), f"band {n}") for n, (op, limit) in enumerate(pairs)))
    for value in (*telling(pairs), other):
        expected = first_that_holds(pairs, value)
        given_points, _, level = scored(scale, {"a": value})["a"]
        assert (given_points, level) == ((None, "") if expected is None else (expected, f"band {expected}"))


@given(bands_of_any_kind)
def test_bands_that_pass_the_check_leave_no_value_and_none_in_vain(pairs: list[tuple[str, Decimal]]) -> None:
    """KQ116 stands where some value has no band, and only there; KQ115 at each band that no value comes to."""
    found = check_bands("".join(f"  - {{{op}: {limit}, points: 1}}\n" for op, limit in pairs))
    chosen = {first_that_holds(pairs, value) for value in telling(pairs)}
    assert ("KQ116" in {code for code, _ in found}) == (None in chosen)
    assert {n - 1 for code, n in found if code == "KQ115"} == set(range(len(pairs))) - chosen
