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
from kokoq.model import Clustering, Kind, Organisation, Settings
from kokoq.results import Result, Results, Status
from tests.compute.small import HERE, SETTINGS, Y2, indicator, observe, plan, school

LEAST = 5
RUS = "subject=rus"
SIDES: Mapping[str, tuple[Mapping[str, int], Mapping[str, int]]] = {
    "certified": ({"part": 1}, {"total": 1}),
    "others": ({"other": 1}, {"total": 1}),
    "everybody": ({"total": 1}, {}),
    "both": ({"part": 1, "other": 1}, {"total": 1, "other": 1}),
    "double": ({"total": 2, "part": -1}, {}),
    "passed": ({"p": 1}, {"t": 1}),
    "russian": ({"p": 1}, {"t": 1}),
    "good": ({"is good": 1}, {}),
    "mean_share": ({"share": 1}, {}),
}
"""What everybody reads in the formulas: what the numerator and the denominator are sums of."""

BY_ORGANISATION = ("good", "mean_share")
PLAN = plan(
    indicator("part / total", id="certified"),
    indicator("other / total", id="others", may_exceed_100=True),
    indicator("total", id="everybody", kind=Kind.COUNT, unit="persons"),
    indicator("(part + other) / (total + other)", id="both"),
    indicator("2 * total - part", id="double", kind=Kind.COUNT, unit="persons"),
    indicator("passed / took", id="passed", by=("subject",)),
    indicator(
        'sum(passed, where = subject == "rus") / sum(took, where = subject == "rus")', id="russian", table="matrix"
    ),
    indicator("share(each(organisation, part / total) >= 50%)", id="good", kind=Kind.ORGANISATIONS_SHARE),
    indicator("mean(each(organisation, part / total))", id="mean_share", kind=Kind.MEAN),
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


def test_that_none_of_a_small_group_passed_is_hidden_wherever_it_is_counted() -> None:
    # 0 of 3, and 0 of 50: the second is no small group, and who sees its nought knows the 0 % of the first
    own = plan(
        indicator("part / total", id="certified"), indicator("part / other", id="wide", kind=Kind.RATIO),
    )  # fmt: skip
    seen = observe({Y2: {f"s{i}": {"part": p, "total": t, "other": 50} for i, (p, t) in enumerate([(0, 3), (9, 10)])}})
    results = evaluate(own, seen, schools(2), periods=[Y2], settings=SETTINGS).value
    assert statuses(suppress(own, results, schools(2), SETTINGS, least=LEAST), "wide")["s0"] == "suppressed"


def test_large_groups_are_published_as_they_are() -> None:
    results = computed([(8, 10, 1), (9, 10, 2), (19, 20, 3)], [{"rus": (5, 6), "math": (6, 9)}] * 3)
    found = [r for r in hidden(results, 3).rows if (r.level, r.indicator) != ("organisation", "mean_share")]
    # a value of one organisation that does not say of how many persons it is, is never shown for it
    assert found == [r for r in results.rows if (r.level, r.indicator) != ("organisation", "mean_share")]


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


def test_a_sum_of_single_persons_is_not_published_beside_all_others() -> None:
    # five schools with one graduate each, one with 20: 25 - 20 = 5 would tell that each has one, since none has nobody
    found = statuses(hidden(computed([*[(1, 1, 0)] * 5, (15, 20, 0)]), 6), "everybody")
    assert [found[f"s{i}"] for i in range(5)] == ["suppressed"] * 5
    assert "suppressed" in (found["s5"], found["town"])
    # one of them with two: 6 may be shared out in five ways
    found = statuses(hidden(computed([*[(1, 1, 0)] * 4, (1, 2, 0), (15, 20, 0)]), 6), "everybody")
    assert (found["s5"], found["town"]) == ("ok", "ok")


def test_what_organisations_are_judged_by_is_hidden_with_their_numbers() -> None:
    # of 3 graduates at least half passed; of all schools two of three: whoever sees the others' shares knows his
    found = hidden(computed([(2, 3, 0), (9, 10, 0), (5, 20, 0)]), 3)
    for name in BY_ORGANISATION:
        assert (statuses(found, name)["s0"], statuses(found, name)["town"]) == ("suppressed", "suppressed")


def test_a_sum_of_two_fields_is_hidden_where_one_of_them_would_follow() -> None:
    # 2 · 3 - 2 = 4 persons: too few themselves; 2 · 10 - 9 = 11 with 9 or 10 of the neighbour hidden would tell of him
    found = hidden(computed([(2, 3, 0), (9, 10, 0), (19, 20, 0)]), 3)
    assert [statuses(found, "double")[f"s{i}"] for i in range(3)] == ["suppressed", "suppressed", "ok"]


def test_an_organisation_that_left_the_register_is_still_a_part_of_the_totals_of_its_time() -> None:
    # 20 + 10 + 3 = 33: whoever remembers that s2 was in town knows 3 without it
    results = computed([(2, 3, 0), (9, 10, 0), (19, 20, 0)])
    found = suppress(PLAN, results, schools(3)[:2], SETTINGS, least=LEAST)
    at = statuses(found, "certified")
    assert at["s0"] == "suppressed"
    assert list(at.values()).count("suppressed") >= 2


@pytest.mark.parametrize("others", ["count(score >= 70)", "count(not score < 70)", "count(where = score >= 70)"])
def test_who_fails_a_condition_is_all_but_those_for_whom_it_holds(others: str) -> None:
    # s0: 10 exams, 8 of them with 70 points or more, so that 2 are below; s1 and s2: 10, 5 and 5
    own = plan(
        *(
            indicator(formula, id=id, kind=Kind.COUNT, table="exams")
            for id, formula in (("below", "count(score < 70)"), ("others", others), ("all", "count()"))
        )
    )
    above = {"s0": 8, "s1": 5, "s2": 5}
    exams = [{"unit": unit, "score": 80 if i < n else 60} for unit, n in above.items() for i in range(10)]
    seen = observe({Y2: {unit: {} for unit in above}}, exams=exams)
    results = evaluate(own, seen, schools(3), periods=[Y2], settings=SETTINGS).value
    assert {r.unit: r.value for r in results.rows if r.indicator == "below"} == {"town": 12, "s0": 2, "s1": 5, "s2": 5}
    found = suppress(own, results, schools(3), SETTINGS, least=LEAST)
    assert statuses(found, "below")["s0"] == "suppressed"
    assert "suppressed" in (statuses(found, "others")["s0"], statuses(found, "all")["s0"])


def test_a_municipality_s_own_indicator_does_not_tell_of_a_small_group_of_schools() -> None:
    """Per child of the town there are 44 graduates, 40 of them of other schools: so 4 are of those with low results."""
    own = plan(
        indicator("part / total", id="low", scope="school and shnor"),
        indicator("part / total", id="rest", scope="school and not shnor"),
        indicator("total / children", id="per_child", kind=Kind.RATIO),
    )
    everybody = {"s0": 3, "s1": 10, "s2": 30, "s3": 1}
    rows: dict[str, dict[str, object]] = {id: {"part": 1, "total": n} for id, n in everybody.items()}
    seen = observe({Y2: {**rows, "town": {"children": 400}}})
    results = evaluate(own, seen, schools(4), periods=[Y2], settings=SETTINGS).value
    told = {(r.unit, r.indicator): (r.numerator, r.denominator) for r in results.rows}
    assert (told["town", "low"], told["town", "rest"], told["town", "per_child"]) == ((2, 4), (2, 40), (44, 400))
    found = suppress(own, results, schools(4), SETTINGS, least=LEAST)
    assert statuses(found, "low")["town"] == "suppressed"
    assert "suppressed" in (statuses(found, "per_child")["town"], statuses(found, "rest")["town"])


@settings(deadline=None, max_examples=60, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from("12")), min_size=3, max_size=7))
def test_nothing_else_hangs_on_computed_clusters_and_they_tell_nothing(drawn: list[tuple[int, str]]) -> None:
    catalogue = replace(PLAN.catalogue, clusters={"k": Clustering(id="k", title="", at=HERE, by=(), number=2)})
    own, with_k = replace(PLAN, catalogue=catalogue), replace(SETTINGS, groups=("k",))
    units = tuple(replace(o, computed=(("k", k),)) for o, (_, k) in zip(schools(len(drawn)), drawn, strict=True))
    seen = observe({Y2: {f"s{i}": {"part": n // 2, "total": n, "other": 0} for i, (n, _) in enumerate(drawn)}})
    all_of_it = evaluate(own, seen, units, periods=[Y2], settings=with_k).value
    assert any(row.level == "k" for row in all_of_it.rows)
    others = Results(tuple(row for row in all_of_it.rows if row.level != "k"))
    found = suppress(own, all_of_it, units, with_k, least=LEAST)
    assert [row for row in found.rows if row.level != "k"] == [*suppress(own, others, units, with_k, least=LEAST).rows]
    shown = {(r.level, r.unit) for r in found.rows if r.indicator == "everybody" and r.numerator is not None}
    for k in "12":
        unseen = [n for i, (n, its) in enumerate(drawn) if its == k and ("organisation", f"s{i}") not in shown]
        if ("k", k) in shown and len(unseen) == 1:
            assert unseen[0] >= LEAST  # hidden beside another, and nobody's secret


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
        for side, number in zip(SIDES[name], (row.numerator, row.denominator), strict=True):
            if not side:
                continue
            total = whole(name, side, level, unit, breakdown)
            at = RUS if name == "russian" else breakdown
            parts = {(counted, m, at): -Fraction(times) for m in inside for counted, times in side.items()}
            equations.append(({total: Fraction(1), **parts}, Fraction(0)))
            if number is not None:
                equations.append(({total: Fraction(1)}, Fraction(number)))
    for m in members["municipality", "town"]:
        if (value := rows["organisation", m, "certified", ""].value) is not None:
            equations.append(({("share", m, ""): Fraction(1)}, Fraction(value)))
            equations.append(({("is good", m, ""): Fraction(1)}, Fraction(int(value >= 0.5))))
        parts = [b for b in ("subject=rus", "subject=math") if ("organisation", m, "passed", b) in rows]
        for counted in ("p", "t"):
            left = {(counted, m, b): Fraction(1) for b in parts}
            equations.append(({(counted, m, ""): Fraction(-1), **left}, Fraction(0)))
    return determined(equations)


def whole(name: str, side: Mapping[str, int], level: str, unit: str, breakdown: str) -> Unknown:
    """A side of a result as an unknown of its own."""
    return (f"{'+'.join(side)} of {name} in {level}", unit, breakdown)


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
        if row.indicator in ("gap", *BY_ORGANISATION) or row.numerator is None:
            continue
        persons = row.numerator if row.denominator is None else row.denominator
        if 0 < persons < LEAST:
            for side in SIDES[row.indicator]:
                assert whole(row.indicator, side, row.level, row.unit, row.breakdown) not in known, row
                if row.level == "organisation" and len(side) == 1:
                    at = RUS if row.indicator == "russian" else row.breakdown
                    assert (next(iter(side)), row.unit, at) not in known, row
            if (row.level, row.indicator) == ("organisation", "certified"):
                assert not {("share", row.unit, ""), ("is good", row.unit, "")} & known.keys(), row


def test_as_little_is_hidden_as_the_attack_allows() -> None:
    """Ten schools of 10, 11, … 19 and one of 3: it, and the smallest beside it, in every indicator of graduates."""
    found = hidden(computed([(2, 3, 0), *((9, 10 + n, 1) for n in range(10))]), 11)
    for name in ("certified", "everybody"):
        assert [unit for unit, status in statuses(found, name).items() if status == "suppressed"] == ["s0", "s1"]


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
