"""What is published of small groups: nothing, and nothing from which it could be derived.

The attacker of these tests is written independently of the code: exact fractions, the published rows, and what
everybody knows (who belongs to which unit, that breakdown values add up, which indicators count the same).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kokoq.assess.suppress import suppress
from kokoq.compute.evaluate import evaluate
from kokoq.model import Kind, Organisation, Settings
from kokoq.results import Result, Results, Status
from tests.compute.small import SETTINGS, Y2, indicator, observe, plan, school

LEAST = 5
SIDES = {
    "certified": ("part", "total"),
    "others": ("other", "total"),
    "everybody": ("total", None),
    "passed": ("p", "t"),
}
PLAN = plan(
    indicator("part / total", id="certified"),
    indicator("other / total", id="others", may_exceed_100=True),
    indicator("total", id="everybody", kind=Kind.COUNT, unit="persons"),
    indicator("passed / took", id="passed", by=("subject",)),
    indicator("certified - others", id="gap", kind=Kind.RATIO),
)
GROUPED = replace(SETTINGS, groups=("cluster", "shnor"))
OPEN = (Status.OK, Status.SUPPRESSED)

Published = Mapping[tuple[str, str, str, str], Result]
Unknown = tuple[str, str, str]
"""what is counted, organisation, breakdown"""


def schools(n: int) -> tuple[Organisation, ...]:
    return tuple(
        school(f"s{i}", *(["shnor"] if i % 3 == 0 else []), cluster="north" if i % 2 else "south") for i in range(n)
    )


def computed(
    plain: Sequence[tuple[int, int, int] | None],
    exams: Sequence[Mapping[str, tuple[int, int]]] = (),
    own: Settings = SETTINGS,
) -> Results:
    """``plain`` is (part, total, other) of every school, None where it sent nothing; ``exams`` (passed, took)."""
    rows = {f"s{i}": {"part": r[0], "total": r[1], "other": r[2]} for i, r in enumerate(plain) if r is not None}
    matrix = [
        {"unit": f"s{i}", "subject": subject, "passed": passed, "took": took}
        for i, found in enumerate(exams)
        if plain[i] is not None
        for subject, (passed, took) in found.items()
    ]
    seen = observe({Y2: rows}, matrix=matrix)
    return evaluate(PLAN, seen, schools(len(plain)), periods=[Y2], settings=own).value


def hidden(results: Results, n: int, own: Settings = SETTINGS) -> Results:
    return suppress(PLAN, results, schools(n), own, least=LEAST)


def statuses(results: Results, indicator: str, breakdown: str = "") -> dict[str, str]:
    return {r.unit: str(r.status) for r in results.rows if (r.indicator, r.breakdown) == (indicator, breakdown)}


# --- by hand ---


def test_a_group_below_the_least_is_hidden_and_a_second_one_beside_it() -> None:
    # 3 graduates are too few; with the others shown they were 33 - 30 = 3, so the smaller neighbour goes as well
    found = hidden(computed([(2, 3, 0), (9, 10, 0), (19, 20, 0)]), 3)
    at = statuses(found, "certified")
    assert (at["s0"], at["s1"], at["s2"]) == ("suppressed", "suppressed", "ok")
    assert at["town"] == "ok"


def test_a_hidden_result_says_nothing_at_all() -> None:
    found = hidden(computed([(2, 3, 0), (9, 10, 0), (19, 20, 0)]), 3)
    row = next(r for r in found.rows if (r.unit, r.indicator) == ("s0", "certified"))
    assert (row.value, row.numerator, row.denominator, row.points, row.band) == (None, None, None, None, "")
    assert (row.n_reported, row.n_expected) == (1, 1)


def test_what_counts_the_same_people_elsewhere_is_hidden_too() -> None:
    found = hidden(computed([(2, 3, 0), (9, 10, 0), (19, 20, 0)]), 3)
    assert statuses(found, "everybody")["s0"] == "suppressed"
    assert statuses(found, "everybody")["s1"] == "suppressed"  # else 33 - 20 - 10 gives the three away


def test_nobody_is_no_secret() -> None:
    found = hidden(computed([(0, 0, 0), (9, 10, 0), (19, 20, 0)]), 3)
    assert statuses(found, "certified") == {"town": "ok", "s0": "no_base", "s1": "ok", "s2": "ok"}
    assert statuses(found, "everybody")["s0"] == "ok"


def test_large_groups_are_published_as_they_are() -> None:
    results = computed([(8, 10, 1), (9, 10, 2), (19, 20, 3)], [{"rus": (5, 6), "math": (6, 9)}] * 3)
    assert hidden(results, 3) == results


def test_a_small_value_of_a_breakdown_takes_a_second_value_or_organisation_with_it() -> None:
    # s0: Russian 2 of 3 and mathematics 6 of 9 make 8 of 12
    found = hidden(
        computed([(8, 10, 1)] * 3, [{"rus": (2, 3), "math": (6, 9)}, *[{"rus": (9, 9), "math": (8, 9)}] * 2]), 3
    )
    assert statuses(found, "passed", "subject=rus")["s0"] == "suppressed"
    assert statuses(found, "passed", "subject=math")["s0"] == "suppressed"
    assert list(statuses(found, "passed", "subject=rus").values()).count("suppressed") >= 2


def test_what_is_computed_from_a_hidden_result_is_hidden() -> None:
    found = hidden(computed([(2, 3, 0), (9, 10, 0), (19, 20, 0)]), 3)
    assert statuses(found, "gap")["s0"] == "suppressed"
    assert statuses(found, "gap")["s2"] == "ok"


# --- the attack ---


def determined(equations: list[tuple[dict[Unknown, Fraction], Fraction]]) -> dict[Unknown, Fraction]:
    """The unknowns that the equations fix, by Gauss and Jordan in exact fractions."""
    solved: dict[Unknown, tuple[dict[Unknown, Fraction], Fraction]] = {}
    for given_left, given_right in equations:
        left, right = dict(given_left), given_right
        for pivot in [unknown for unknown in left if unknown in solved]:
            factor = left.get(pivot, Fraction(0))
            for unknown, a in solved[pivot][0].items():
                left[unknown] = left.get(unknown, Fraction(0)) - factor * a
            right -= factor * solved[pivot][1]
        left = {unknown: a for unknown, a in left.items() if a}
        if not left:
            continue
        pivot, a = next(iter(left.items()))
        left, right = {unknown: b / a for unknown, b in left.items()}, right / a
        for other, (row, value) in solved.items():
            factor = row.get(pivot, Fraction(0))
            if factor:
                merged = {u: row.get(u, Fraction(0)) - factor * left.get(u, Fraction(0)) for u in row | left}
                solved[other] = ({u: b for u, b in merged.items() if b}, value - factor * right)
        solved[pivot] = (left, right)
    return {pivot: value for pivot, (row, value) in solved.items() if len(row) == 1}


def attack(published: Results, n: int) -> dict[Unknown, Fraction]:
    """Everything about single organisations and about units that can be told from the published rows."""
    rows = {(r.level, r.unit, r.indicator, r.breakdown): r for r in published.rows}
    members = {
        ("municipality", "town"): [f"s{i}" for i in range(n)],
        ("cluster", "north"): [f"s{i}" for i in range(n) if i % 2],
        ("cluster", "south"): [f"s{i}" for i in range(n) if i % 2 == 0],
        ("shnor", "shnor"): [f"s{i}" for i in range(n) if i % 3 == 0],
        **{("organisation", f"s{i}"): [f"s{i}"] for i in range(n)},
    }
    equations: list[tuple[dict[Unknown, Fraction], Fraction]] = []
    for (level, unit, name, breakdown), row in rows.items():
        if name == "gap":
            continue
        inside = [
            m
            for m in members[level, unit]
            if (r := rows.get(("organisation", m, name, breakdown))) and r.status in OPEN
        ]
        for counted, number in zip(SIDES[name], (row.numerator, row.denominator), strict=True):
            if counted is None:
                continue
            total: Unknown = (f"{counted} of {name} in {level}", unit, breakdown)
            equations.append(
                ({total: Fraction(1), **{(counted, m, breakdown): Fraction(-1) for m in inside}}, Fraction(0))
            )
            if number is not None:
                equations.append(({total: Fraction(1)}, Fraction(number)))
    for m in members["municipality", "town"]:
        parts = [b for b in ("subject=rus", "subject=math") if ("organisation", m, "passed", b) in rows]
        for counted in SIDES["passed"]:
            left = {(str(counted), m, b): Fraction(1) for b in parts}
            equations.append(({(str(counted), m, ""): Fraction(-1), **left}, Fraction(0)))
    return determined(equations)


COUNTS = st.integers(0, 12).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total), st.integers(0, 9)))
SUBJECTS = st.integers(0, 9).flatmap(lambda took: st.tuples(st.integers(0, took), st.just(took)))
EXAMS = st.fixed_dictionaries({"rus": SUBJECTS, "math": SUBJECTS})


@settings(deadline=None, max_examples=120, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(st.tuples(st.one_of(st.none(), COUNTS), EXAMS), min_size=2, max_size=7))
def test_nothing_hidden_can_be_derived_from_what_is_published(
    drawn: list[tuple[tuple[int, int, int] | None, dict[str, tuple[int, int]]]],
) -> None:
    n = len(drawn)
    results = computed([plain for plain, _ in drawn], [exams for _, exams in drawn], GROUPED)
    known = attack(hidden(results, n, GROUPED), n)
    for row in results.rows:
        if row.indicator == "gap" or row.numerator is None:
            continue
        persons = row.numerator if row.denominator is None else row.denominator
        if 0 < persons < LEAST:
            counted = SIDES[row.indicator][0]
            whole = (f"{counted} of {row.indicator} in {row.level}", row.unit, row.breakdown)
            assert whole not in known or not row.numerator, row
            if row.level == "organisation":
                assert (counted, row.unit, row.breakdown) not in known or not row.numerator, row


def test_the_attacker_does_find_what_is_not_protected() -> None:
    results = computed([(2, 3, 0), (9, 10, 0), (19, 20, 0)])
    rows = tuple(
        r if (r.unit, r.indicator) != ("s0", "certified") else
        r._replace(value=None, numerator=None, denominator=None, status=Status.SUPPRESSED)
        for r in results.rows
    )  # fmt: skip
    known = attack(Results(rows), 3)
    assert known["part", "s0", ""] == 2  # 30 - 9 - 19
    assert known["total", "s0", ""] == 3


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_hidden_does_not_depend_on_the_order_of_rows(order: int) -> None:
    results = computed([(2, 3, 0), (9, 10, 0), (19, 20, 0), (5, 10, 1)])
    turned = Results(results.rows[::order])
    assert set(hidden(turned, 4).rows) == set(hidden(results, 4).rows)
