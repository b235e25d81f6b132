"""Changes between periods come from unrounded values and say what limits them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kokoq.assess.compare import compare, disagreements
from kokoq.assess.score import score
from kokoq.compute.evaluate import evaluate
from kokoq.definitions.facets import Facet, Facets, all_facets
from kokoq.model import Checklist, Kind, Polarity, Regulation, Scale
from kokoq.plan import compile
from kokoq.results import Change, Comparability

from ..compute.small import HERE, SETTINGS, Y1, Y2, Row, close, indicator, observe, plan, school


def changes(before: dict[str, Row], after: dict[str, Row], better: Polarity = Polarity.HIGHER) -> dict[str, Change]:
    own = plan(indicator("part / total", better=better))
    organisations = (school("a"), school("b"))
    results = evaluate(own, observe({Y1: before, Y2: after}), organisations, periods=[Y1, Y2], settings=SETTINGS).value
    return {c.unit: c for c in compare(own, results, Y2, Y1)}


def test_a_difference_is_taken_before_rounding() -> None:
    # 138/149 − 23/101 = 0,926174… − 0,227722… = 0,698452… (69,8); of the printed 92,6 and 23 it would be 69,6
    found = changes({"a": {"part": 23, "total": 101}}, {"a": {"part": 138, "total": 149}})
    assert close(found["town"].difference, float(f"{138 / 149:.12g}") - float(f"{23 / 101:.12g}"))
    assert round(found["town"].difference * 100, 1) == 69.8


@pytest.mark.parametrize(
    ("better", "direction"), [(Polarity.HIGHER, "better"), (Polarity.LOWER, "worse"), (Polarity.NEUTRAL, "")]
)
def test_the_direction_follows_the_polarity(better: Polarity, direction: str) -> None:
    assert changes({"a": {"part": 1, "total": 4}}, {"a": {"part": 2, "total": 4}}, better)["a"].direction == direction


@pytest.mark.parametrize("listed", [Scale(method=Checklist(), at=HERE), None])
def test_expert_points_of_another_most_are_not_compared(listed: Scale | None) -> None:
    # Kopeysk's table: 23 of 101 in 2020, 138 of 149 in 2021; of the same most they would be compared
    own = plan(indicator("part / total", kind=Kind.SCORE, scale=listed))
    organisations = (school("a"), school("b", municipality="city"))
    before = {"a": {"part": 23, "total": 101}, "b": {"part": 5, "total": 10}}
    after = {"a": {"part": 138, "total": 149}, "b": {"part": 7, "total": 10}}
    observations = observe({Y1: before, Y2: after})
    evaluated = evaluate(own, observations, organisations, periods=[Y1, Y2], settings=SETTINGS)
    results = score(own, evaluated.value, organisations).value
    found = {c.unit: (c.comparability, c.redefined) for c in compare(own, results, Y2, Y1)}
    assert found["a"] == (Comparability.DEFINITION_CHANGED, (Facet.MAXIMUM,))
    assert found["b"] == (Comparability.COMPARABLE, ())


def test_another_set_of_organisations_limits_the_comparison_of_totals() -> None:
    before = {"a": {"part": 1, "total": 4}, "b": {"part": 1, "total": 4}}
    found = changes(before, {"a": {"part": 2, "total": 4}})
    assert found["town"].comparability is Comparability.ORGANISATIONS_CHANGED
    assert found["a"].comparability is Comparability.COMPARABLE


def test_without_a_value_in_both_periods_there_is_no_change() -> None:
    assert "b" not in changes({"a": {"part": 1, "total": 4}}, {"b": {"part": 2, "total": 4}, "a": {}})


def test_a_total_that_rises_while_the_mean_falls_is_noted() -> None:
    # a: 50/100 → 80/100 (+30 points); b: 2/4 → 1/4 (−25); c: 2/4 → 0/4 (−50)
    # mean: (30 − 25 − 50) / 3 = −15; total: 54/108 = 50 % → 81/108 = 75 %, +25
    before = {"a": {"part": 50, "total": 100}, "b": {"part": 2, "total": 4}, "c": {"part": 2, "total": 4}}
    after = {"a": {"part": 80, "total": 100}, "b": {"part": 1, "total": 4}, "c": {"part": 0, "total": 4}}
    own = plan(indicator("part / total"))
    organisations = tuple(school(unit) for unit in "abc")
    results = evaluate(own, observe({Y1: before, Y2: after}), organisations, periods=[Y1, Y2], settings=SETTINGS).value
    (found,) = disagreements(own, compare(own, results, Y2, Y1), Y2)
    assert (found.rule.code, found.params) == ("KQ604", {"indicator": "x x", "total": "+25.0", "mean": "-15.0"})


def test_a_definition_that_changed_since_the_report_is_named_and_a_datum_asked_otherwise_breaks() -> None:
    own, former = plan(indicator("part / total")), plan(indicator("other / total", id="x"))
    now = all_facets(own)["x"]
    results = evaluate(
        own,
        observe({Y1: {"a": {"part": 1, "total": 4}}, Y2: {"a": {"part": 2, "total": 4}}}),
        (school("a"),),
        periods=[Y1, Y2],
        settings=SETTINGS,
    ).value

    def found(defined: Facets) -> Change:
        return next(c for c in compare(own, results, Y2, Y1, defined={"x": defined, "gone": now}) if c.unit == "town")

    assert (found(now).comparability, found(now).redefined) == (Comparability.COMPARABLE, ())
    formula = found(all_facets(former)["x"])  # both values are by the present formula
    assert (formula.comparability, formula.redefined) == (Comparability.COMPARABLE, ("formula",))
    asked = found({**now, Facet.FIELDS: "part=0 total=0"})
    assert (asked.comparability, asked.redefined) == (Comparability.DEFINITION_CHANGED, ("fields",))
    assert found({**now, Facet.REMARKS: "0"}).redefined == ()
    limits = found({**now, Facet.LIMITS: "part=0"})  # both periods are read within the present limits
    assert (limits.comparability, limits.redefined) == (Comparability.COMPARABLE, ("limits",))


def test_a_datum_that_was_collected_for_another_period_breaks_whatever_is_computed_anew() -> None:
    small = plan(indicator("part / total")).catalogue
    yearly = compile(replace(small, regulations=(Regulation(id="r", code="r", title="r", at=HERE),))).value
    assert yearly is not None
    monthly = compile(replace(small, regulations=(replace(yearly.catalogue.regulations[0], every="month"),))).value
    assert monthly is not None
    observed = observe({Y1: {"a": {"part": 1, "total": 4}}, Y2: {"a": {"part": 2, "total": 4}}})
    results = evaluate(yearly, observed, (school("a"),), periods=[Y1, Y2], settings=SETTINGS).value
    [change] = [c for c in compare(yearly, results, Y2, Y1, defined=all_facets(monthly)) if c.unit == "town"]
    assert (change.comparability, change.redefined) == (Comparability.DEFINITION_CHANGED, ("periodicity",))
