"""A change with its causes: what may be compared, what the set of organisations did, what is beyond chance."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kokoq.assess.between import Between, Cause, between
from kokoq.assess.compare import compare
from kokoq.compute.evaluate import evaluate
from kokoq.definitions.difference import BREAKS
from kokoq.definitions.facets import Facets, all_facets
from kokoq.definitions.verdict import Verdict
from kokoq.model import Indicator, Kind

from ..compute.small import SETTINGS, Y1, Y2, Row, indicator, observe, plan, school

ONE = indicator("part / total")


def found(
    before: Mapping[str, Row],
    after: Mapping[str, Row],
    *,
    shown: Indicator = ONE,
    former: Facets | None = None,
    known: bool = True,
) -> Between:
    """What there is between two periods of the municipality."""
    own = plan(shown)
    organisations = tuple(school(unit) for unit in "abc")
    observed = observe({Y1: before, Y2: after})
    results = evaluate(own, observed, organisations, periods=[Y1, Y2], settings=SETTINGS).value
    defined = {"x": former or all_facets(own)["x"]}
    changes = compare(own, results, Y2, Y1, defined=defined, breaks=BREAKS)
    change = next(c for c in changes if c.unit == "town")
    made = between(shown, results, change, members=("a", "b", "c"), periods=(Y1, Y2), known=known)
    assert made is not None
    return made


def test_the_same_organisations_and_definition_leave_the_data_as_the_cause() -> None:
    # 20/50 = 40 % → 30/50 = 60 %: +20 points, which is half of 40
    each = found({"a": {"part": 20, "total": 50}}, {"a": {"part": 30, "total": 50}})
    assert (each.verdict, each.causes) == (Verdict.COMPARABLE, (Cause.DATA,))
    assert each.change.difference == pytest.approx(0.2)
    assert each.relative == pytest.approx(0.5)


def test_nothing_changed_has_no_cause() -> None:
    each = found({"a": {"part": 20, "total": 50}}, {"a": {"part": 20, "total": 50}})
    assert (each.verdict, each.causes, each.relative) == (Verdict.COMPARABLE, (), 0)


def test_of_nothing_there_is_no_relative_change() -> None:
    assert found({"a": {"part": 0, "total": 50}}, {"a": {"part": 20, "total": 50}}).relative is None


def test_who_came_and_left_is_named_beside_the_change_over_the_others() -> None:
    # before: a 10/20, b 30/30 → 40/50 = 80 %; after: a 12/20, c 20/20 → 32/40 = 80 %
    # over a alone: 10/20 = 50 % → 12/20 = 60 %
    each = found(
        {"a": {"part": 10, "total": 20}, "b": {"part": 30, "total": 30}},
        {"a": {"part": 12, "total": 20}, "c": {"part": 20, "total": 20}},
    )
    assert (each.verdict, each.causes) == (Verdict.WITH_NOTE, (Cause.ORGANISATIONS,))
    assert (each.came, each.left) == (("c",), ("b",))
    assert each.alike is not None
    assert (each.alike.n, each.alike.difference) == (1, pytest.approx(0.1))


def test_a_total_that_fell_while_the_same_organisations_rose_is_not_compared() -> None:
    # before: a 10/20, b 30/30 → 40/50 = 80 %; after: a 12/20 = 60 %; over a alone 50 % → 60 %
    each = found({"a": {"part": 10, "total": 20}, "b": {"part": 30, "total": 30}}, {"a": {"part": 12, "total": 20}})
    assert each.parted
    assert each.verdict is Verdict.NOT_COMPARABLE


def test_another_formula_ends_the_comparison_of_what_was_kept() -> None:
    former = all_facets(plan(indicator("other / total", id="x")))["x"]
    each = found({"a": {"part": 20, "total": 50}}, {"a": {"part": 30, "total": 50}}, former=former)
    assert (each.verdict, each.causes) == (Verdict.NOT_COMPARABLE, (Cause.DEFINITION,))
    assert "formula" in each.change.redefined


def test_an_unknown_definition_is_a_note() -> None:
    each = found({"a": {"part": 20, "total": 50}}, {"a": {"part": 30, "total": 50}}, known=False)
    assert (each.verdict, each.causes) == (Verdict.WITH_NOTE, (Cause.UNKNOWN, Cause.DATA))


def test_a_census_has_no_sampling_error() -> None:
    each = found({"a": {"part": 48, "total": 80}}, {"a": {"part": 56, "total": 70}})
    assert (each.interval, each.beyond_chance) == (None, None)


def test_a_share_of_a_sample_has_the_interval_of_newcombe() -> None:
    # Newcombe 1998, table II, (a), method 10: 56/70 − 48/80 = 0.2000, 95 % from 0.0524 to 0.3339
    sampled = indicator("part / total", sample=True)
    each = found({"a": {"part": 48, "total": 80}}, {"a": {"part": 56, "total": 70}}, shown=sampled)
    assert each.interval is not None
    assert (round(each.interval.low, 4), round(each.interval.high, 4)) == (0.0524, 0.3339)
    assert each.beyond_chance


def test_a_small_difference_of_a_small_sample_may_be_chance() -> None:
    # Wilson of 5/10: 0.2366…0.7634, of 4/10: 0.1682…0.6873; 0.1 − √(0.2634² + 0.2873²) = −0.2898, below 0
    sampled = indicator("part / total", sample=True)
    each = found({"a": {"part": 4, "total": 10}}, {"a": {"part": 5, "total": 10}}, shown=sampled)
    assert each.beyond_chance is False


def test_points_of_another_maximum_are_not_compared() -> None:
    scored = indicator("part / total", kind=Kind.SCORE)
    each = found({"a": {"part": 23, "total": 101}}, {"a": {"part": 138, "total": 149}}, shown=scored)
    assert (each.verdict, each.causes) == (Verdict.NOT_COMPARABLE, (Cause.MAXIMUM,))


def test_of_less_than_nothing_there_is_no_relative_change() -> None:
    # (10 − 20) / 20 = −0,5 → (30 − 20) / 20 = 0,5: +1, which is no part of −0,5
    apart = indicator("(part - total) / total", kind=Kind.RATIO)
    each = found({"a": {"part": 10, "total": 20}}, {"a": {"part": 30, "total": 20}}, shown=apart)
    assert (each.change.difference, each.relative) == (pytest.approx(1), None)
