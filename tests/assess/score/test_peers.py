"""Among peers: the best has everything, ties share it, whichever way is better; expected numbers are by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kokoq.model import Among, Linear, Polarity, Relative, Scale, Ties
from tests.assess.score.desk import band, judged, of_bands, points, scored
from tests.compute.small import HERE, school


def whole(by: Among, most: int = 100, *, peers: tuple[str, ...] = (), ties: Ties = Ties.BEST) -> Scale:
    """So many points for a whole."""
    line = Linear(low=Decimal(0), high=Decimal(1), points_low=Decimal(0), points_high=Decimal(most))
    return Scale(method=line, measure=Relative(by=by, peers=peers, ties=ties), at=HERE)


def test_the_best_has_100_and_so_has_whoever_equals_him() -> None:
    # 40 and 40 are the best; 30/40 = 75 %, 0/40 = 0 %
    found = scored(whole(Among.BEST), {"a": 40, "b": 30, "c": 40, "d": 0})
    assert points(found) == [100, 75, 100, 0]
    assert {most for _, most, _ in found.values()} == {100}


def test_where_less_is_better_the_best_is_the_least() -> None:
    # 20 is the best; 20/25 = 80 %, 20/40 = 50 %
    found = scored(whole(Among.BEST), {"a": 20, "b": 25, "c": 20, "d": 40}, better=Polarity.LOWER)
    assert points(found) == [100, 80, 100, 50]


def test_a_best_of_nought_leaves_nothing_to_the_others_and_is_divided_by_nobody() -> None:
    assert points(scored(whole(Among.BEST), {"a": 0, "b": 5}, better=Polarity.LOWER)) == [100, 0]
    assert points(scored(whole(Among.BEST), {"a": 0, "b": 0})) == [100, 100]
    assert points(scored(whole(Among.BEST), {"a": 0, "b": -5})) == [100, 0]


def test_min_max_is_the_place_between_the_extremes() -> None:
    # (30 - 20) / (60 - 20) = 25 %; the other way (60 - 30) / 40 = 75 %
    values = {"a": 20.0, "b": 30.0, "c": 60.0}
    assert points(scored(whole(Among.MIN_MAX), values)) == [0, 25, 100]
    assert points(scored(whole(Among.MIN_MAX), values, better=Polarity.LOWER)) == [100, 75, 0]
    assert points(scored(whole(Among.MIN_MAX), {"a": 7, "b": 7})) == [100, 100]


def test_z_scores_are_deviations_of_all_peers() -> None:
    # 2 4 4 4 5 5 7 9: mean 5, sum of squares 32, 32 / 8 = 4, deviation 2 (a textbook example); (9 - 5) / 2 = 2
    values = dict(zip("abcdefgh", (2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0), strict=True))
    line = Linear(low=Decimal(-2), high=Decimal(2), points_low=Decimal(30), points_high=Decimal(70))
    scale = Scale(method=line, measure=Relative(by=Among.Z_SCORE), at=HERE)
    # 50 + 10 z: z = -1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2
    assert points(scored(scale, values)) == [35, 45, 45, 45, 50, 50, 60, 70]
    assert points(scored(scale, values, better=Polarity.LOWER)) == [65, 55, 55, 55, 50, 50, 40, 30]
    assert points(scored(scale, {"a": 3, "b": 3})) == [50, 50]


@pytest.mark.parametrize(
    ("ties", "places"), [(Ties.BEST, [1, 2, 2, 4]), (Ties.MIDDLE, [1, 2.5, 2.5, 4]), (Ties.WORST, [1, 3, 3, 4])]
)
def test_equal_values_share_the_declared_place(ties: Ties, places: list[float]) -> None:
    scale = Scale(
        method=Linear(low=Decimal(0), high=Decimal(9), points_low=Decimal(0), points_high=Decimal(9)),
        measure=Relative(by=Among.RANK, ties=ties),
        at=HERE,
    )
    assert points(scored(scale, {"a": 9, "b": 5, "c": 5, "d": 1})) == places


def test_places_have_bands_of_their_own() -> None:
    scale = of_bands(
        band("at_most", "1", "5", "high"), band("at_most", "3", "3", "basic"), band("otherwise", None, "0", "low"),
        measure=Relative(by=Among.RANK),
    )  # fmt: skip
    found = scored(scale, {"a": 9, "b": 5, "c": 5, "d": 1})
    assert [level for _, _, level in found.values()] == ["high", "basic", "basic", "low"]


def test_a_quantile_is_how_many_of_the_others_one_is_not_worse_than() -> None:
    # places 1 2 2 4 of 4: (4 - 1) / 3, (4 - 2) / 3 twice, (4 - 4) / 3; of 30 points 30, 20, 20, 0
    assert points(scored(whole(Among.QUANTILE, 30), {"a": 9, "b": 5, "c": 5, "d": 1})) == [30, 20, 20, 0]


def test_peers_share_type_cluster_municipality_or_tag() -> None:
    organisations = (
        school("a", "shnor", cluster="north"),
        school("b", "shnor", cluster="north"),
        school("c", cluster="north"),
        school("d", cluster="south", municipality="city"),
        school("e", cluster="south", municipality="city"),
        school("f"),
    )
    values = {"a": 10.0, "b": 20.0, "c": 40.0, "d": 50.0, "e": 100.0, "f": 80.0}

    def among(*peers: str) -> list[float | None]:
        return points(scored(whole(Among.BEST, peers=peers), values, organisations=organisations))

    assert among("cluster") == [25, 50, 100, 50, 100, None]  # f is in no cluster
    assert among("municipality") == [12.5, 25, 50, 50, 100, 100]
    assert among("shnor") == [50, 100, 40, 50, 100, 80]  # who has it among themselves, the others among themselves
    assert among("cluster", "shnor") == [50, 100, None, 50, 100, None]  # c is alone
    assert among("type") == [10, 20, 40, 50, 100, 80]


def test_who_has_nobody_to_be_compared_with_is_told_once() -> None:
    organisations = (school("a", cluster="x"), school("b", cluster="y"), school("c"))
    found, told = judged(whole(Among.BEST, peers=("cluster",)), {"a": 1, "b": 2, "c": 3}, organisations=organisations)
    assert points(found) == [None, None, None]
    assert [(d.rule.code, d.params["n"], d.period) for d in told] == [("KQ610", 3, "2020/2021")]


def test_what_has_no_value_is_nobodys_peer() -> None:
    found = scored(whole(Among.QUANTILE), {"a": 9, "b": None, "c": 5, "d": 1})
    assert points(found) == [100, None, 50, 0]


VALUES = {f"o{n}": float(f"{(n * 37 % 41 - 9) / 7:.12g}") for n in range(20)} | {"tie": 4 / 7, "zero": 0.0}


@pytest.mark.parametrize("by", list(Among))
@pytest.mark.parametrize("better", [Polarity.HIGHER, Polarity.LOWER])
@given(order=st.permutations(sorted(VALUES)))
def test_points_do_not_depend_on_the_order_of_the_organisations(by: Among, better: Polarity, order: list[str]) -> None:
    expected = scored(whole(by), VALUES, better=better)
    assert scored(whole(by), {unit: VALUES[unit] for unit in order}, better=better) == expected
