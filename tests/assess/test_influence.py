"""What drives a total, and groups that all moved the other way."""

from __future__ import annotations

import pytest

from kokoq.assess.influence import influence, reversed_in
from kokoq.results import Change

from ..compute.small import indicator
from .test_standing import share

ONE = indicator("part / total")


def test_the_organisation_without_which_the_total_differs_most() -> None:
    # total 60/100 = 60 %; without a 20/50 = 40 %, without b 45/70 = 64.3 %, without c 55/80 = 68.75 %
    rows = [share("a", 40, 50), share("b", 15, 30), share("c", 5, 20)]
    found = influence(ONE, share("town", 60, 100), rows)
    assert found is not None
    assert (found.unit, found.without, found.shift) == ("a", pytest.approx(0.4), pytest.approx(0.2))


def test_a_total_that_is_not_their_sum_has_none() -> None:
    rows = [share("a", 40, 50), share("b", 15, 30), share("c", 5, 20)]
    assert influence(ONE, share("town", 61, 100), rows) is None


def test_of_two_each_drives_the_total() -> None:
    assert influence(ONE, share("town", 55, 80), [share("a", 40, 50), share("b", 15, 30)]) is None


def test_nobody_drives_a_total_that_all_have() -> None:
    rows = [share(unit, 1, 2) for unit in "abc"]
    assert influence(ONE, share("town", 3, 6), rows) is None


def change(direction: str) -> Change:
    return Change("cluster", "x", "x", 0.5, 0.5, 0.0, direction)


@pytest.mark.parametrize(
    ("total", "groups", "reversed_"),
    [
        ("better", ("worse", "worse"), True),
        (
            "worse",
            ("better", "better"),
            True,
        ),  # 80/100 → 9/10, 1/10 → 20/100: 81 → 29 of 110
        ("better", ("worse", "same"), False),
        ("better", ("worse",), False),
        ("same", ("worse", "worse"), False),
        ("", ("worse", "worse"), False),
    ],
)
def test_all_groups_against_the_total(total: str, groups: tuple[str, ...], *, reversed_: bool) -> None:
    assert reversed_in(change(total), [change(direction) for direction in groups]) is reversed_
