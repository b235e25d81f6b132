"""The rules of the numbers (docs/numbers.md), one fact a test; expected figures are worked out in the comments."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from kokoq.compute.evaluate import evaluate
from kokoq.diagnostics import Cell
from kokoq.model import Indicator, Kind, Missing, Organisation, Settings
from kokoq.observations import Absence, Observations
from kokoq.results import Result, Results, Status

from .small import HERE, SETTINGS, Y1, Y2, Row, close, indicator, observe, place, plan, school

A, B, C = school("a"), school("b"), school("c")


def run(
    observations: Observations,
    *indicators: Indicator,
    organisations: tuple[Organisation, ...] = (A, B, C),
    **settings: object,
) -> Results:
    own = Settings(at=HERE, catalogue="small", **settings)  # type: ignore[arg-type]
    periods = [p for p in (Y1, Y2) if any(s.period == p.text for s in observations.submissions)]
    return evaluate(plan(*indicators), observations, organisations, periods=periods, settings=own).value


def town(results: Results, id: str = "x", breakdown: str = "") -> Result:
    found = results.get(Y2.text, "municipality", "town", id, breakdown)
    assert found is not None
    return found


def own(results: Results, unit: str, id: str = "x", breakdown: str = "") -> Result:
    found = results.get(Y2.text, "organisation", unit, id, breakdown)
    assert found is not None
    return found


SHARE = indicator("part / total")


def test_a_municipality_s_share_is_the_ratio_of_the_sums() -> None:
    # 1/2 and 90/100: 91/102 = 89,2 %, while the mean of the shares is 70 %
    results = run(observe({Y2: {"a": {"part": 1, "total": 2}, "b": {"part": 90, "total": 100}}}), SHARE)
    assert close(town(results).value, 91 / 102)
    assert (town(results).numerator, town(results).denominator) == (91, 102)


def test_an_organisation_that_lacks_an_operand_enters_neither_side() -> None:
    data = {"a": {"part": 1, "total": 2}, "b": {"part": Absence.BLANK, "total": 100}, "c": {"part": 3, "total": 4}}
    results = run(observe({Y2: data}), SHARE)
    assert close(town(results).value, 4 / 6)  # (1 + 3) / (2 + 4)
    assert (town(results).n_reported, town(results).n_expected) == (2, 3)
    assert own(results, "b").status is Status.BLANK


def test_who_did_not_submit_is_expected_and_says_so() -> None:
    results = run(observe({Y2: {"a": {"part": 1, "total": 2}}}), SHARE)
    assert own(results, "b").status is Status.NOT_SUBMITTED
    assert (town(results).n_reported, town(results).n_expected) == (1, 3)


def test_not_applicable_is_not_expected() -> None:
    gap = Absence.NOT_APPLICABLE
    results = run(observe({Y2: {"a": {"part": 1, "total": 2}, "b": {"part": gap, "total": gap}, "c": {}}}), SHARE)
    assert own(results, "b").status is Status.NOT_APPLICABLE
    assert (town(results).n_reported, town(results).n_expected) == (1, 2)


def test_zero_of_zero_has_no_base_and_yet_counts_as_reported() -> None:
    results = run(
        observe({Y2: {"a": {"part": 0, "total": 0}, "b": {"part": 1, "total": 4}}}), SHARE, organisations=(A, B)
    )
    assert own(results, "a").status is Status.NO_BASE
    assert close(town(results).value, 0.25)
    assert town(results).n_reported == 2


def test_a_number_over_zero_is_reported_at_its_cell_and_left_out() -> None:
    observations = observe({Y2: {"a": {"other": 3, "total": 0}, "b": {"other": 1, "total": 4}}})
    ratio = indicator("other / total", kind=Kind.RATIO)
    checked = evaluate(plan(ratio), observations, (A, B), periods=[Y2], settings=SETTINGS)
    (found,) = checked.diagnostics
    assert (found.rule.code, found.unit, found.where) == ("KQ601", "a", Cell("form.xlsx", "Лист", place(1, "other")))
    assert own(checked.value, "a").status is Status.INVALID
    assert close(town(checked.value).value, 0.25)


def test_a_part_above_its_whole_is_left_out_unless_it_is_permitted() -> None:
    observations = observe({Y2: {"a": {"part": 5, "total": 4}, "b": {"part": 1, "total": 4}}})
    checked = evaluate(plan(SHARE), observations, (A, B), periods=[Y2], settings=SETTINGS)
    assert [d.rule.code for d in checked.diagnostics] == ["KQ602"]
    assert close(town(checked.value).value, 0.25)
    permitted = indicator("part / total", may_exceed_100=True)
    assert close(town(run(observations, permitted, organisations=(A, B))).value, 0.75)  # (5 + 1) / (4 + 4)


def test_below_the_declared_coverage_the_total_is_withheld() -> None:
    from decimal import Decimal

    observations = observe({Y2: {"a": {"part": 1, "total": 2}}})
    checked = evaluate(
        plan(SHARE),
        observations,
        (A, B, C),
        periods=[Y2],
        settings=Settings(at=HERE, catalogue="small", minimum_coverage=Decimal("0.8")),
    )
    assert town(checked.value).status is Status.LOW_COVERAGE
    assert town(checked.value).value is None
    assert [d.rule.code for d in checked.diagnostics] == ["KQ603"]


def test_missing_can_be_declared_to_be_zero_or_to_fail() -> None:
    observations = observe({Y2: {"a": {"total": 2}, "b": {"total": Absence.BLANK}}})
    zero = indicator("total", kind=Kind.COUNT, missing=Missing.ZERO)
    assert town(run(observations, zero, organisations=(A, B))).value == 2
    assert town(run(observations, zero, organisations=(A, B))).n_reported == 2
    fail = indicator("total", kind=Kind.COUNT, missing=Missing.FAIL)
    assert town(run(observations, fail, organisations=(A, B))).status is Status.LOW_COVERAGE


def test_a_scope_is_a_union_without_double_counting() -> None:
    both, one, none = school("a", "shnor", "shfnsu"), school("b", "shfnsu"), school("c")
    scoped = indicator("part / total", scope="school and (shnor or shfnsu)")
    data = {unit: {"part": 1, "total": 2} for unit in "abc"}
    results = run(observe({Y2: data}), scoped, organisations=(both, one, none))
    assert (town(results).numerator, town(results).denominator) == (2, 4)
    assert results.get(Y2.text, "organisation", "c", "x") is None


def test_groups_and_regions_are_re_evaluated_from_sums() -> None:
    east, west = school("a", cluster="east", region="land"), school("b", "shnor", cluster="west", region="land")
    data = {"a": {"part": 1, "total": 2}, "b": {"part": 1, "total": 4}}
    results = run(observe({Y2: data}), SHARE, organisations=(east, west), groups=("cluster", "shnor"))
    assert close(results.by_key[Y2.text, "cluster", "west", "x", ""].value, 0.25)
    assert close(results.by_key[Y2.text, "shnor", "shnor", "x", ""].value, 0.25)
    assert close(results.by_key[Y2.text, "region", "land", "x", ""].value, 2 / 6)


def test_a_datum_of_the_municipality_joins_the_organisations_sum() -> None:
    data = {"a": {"other": 30}, "b": {"other": 20}, "town": {"children": 200}}
    coverage = indicator("other / children", may_exceed_100=True)
    results = run(observe({Y2: data}), coverage, organisations=(A, B))
    assert close(town(results).value, 0.25)  # 50 / 200
    assert (town(results).n_reported, town(results).n_expected) == (2, 2)
    assert results.get(Y2.text, "organisation", "a", "x") is None


def test_a_municipality_that_gave_nothing_is_said_to_have_given_nothing() -> None:
    results = run(observe({Y2: {"a": {"other": 30}}}), indicator("children", kind=Kind.COUNT, scope="municipality"))
    assert town(results).status is Status.NOT_SUBMITTED
    assert (town(results).n_reported, town(results).n_expected) == (0, 1)


def test_yes_and_no_are_counted_and_shared_over_those_who_answered() -> None:
    data = {"a": {"flag": True}, "b": {"flag": False}, "c": {}}
    share = indicator("share(flag)", kind=Kind.ORGANISATIONS_SHARE)
    results = run(observe({Y2: data}), share, indicator("count(flag)", id="n", kind=Kind.ORGANISATIONS_COUNT))
    assert close(town(results).value, 0.5)
    assert (town(results).n_reported, town(results).n_expected) == (2, 3)
    assert town(results, "n").value == 1
    assert own(results, "c").status is Status.BLANK


def test_a_nested_share_is_compared_before_rounding() -> None:
    # 189/199 = 94,97 %, printed 95,0, is below 95 %; 19/20 is not
    data = {"a": {"part": 19, "total": 20}, "b": {"part": 189, "total": 199}, "c": {"part": 0, "total": 0}}
    nested = indicator("share(each(organisation, part / total) >= 95%)", kind=Kind.ORGANISATIONS_SHARE)
    results = run(observe({Y2: data}), nested)
    assert (town(results).numerator, town(results).denominator) == (1, 2)
    assert own(results, "c").status is Status.NO_BASE


def test_what_each_takes_from_rows_of_a_table_is_one_value_of_an_organisation() -> None:
    # the least of a is 1, of b 4; c has sent no row: of two that are known, one has at least 3
    data: dict[str, Row] = {"a": {}, "b": {}, "c": {}}
    rows: list[Row] = [
        {"unit": "a", "subject": "rus", "took": 5},
        {"unit": "a", "subject": "math", "took": 1},
        {"unit": "b", "subject": "rus", "took": 4},
    ]
    nested = indicator("share(each(organisation, min(took)) >= 3)", kind=Kind.ORGANISATIONS_SHARE)
    results = run(observe({Y2: data}, matrix=rows), nested)
    assert (town(results).numerator, town(results).denominator) == (1, 2)
    assert [own(results, unit).value for unit in ("a", "b")] == [0, 1]


def test_an_impossible_share_inside_each_counts_neither_way() -> None:
    data = {"a": {"part": 19, "total": 20}, "b": {"part": 21, "total": 20}}  # 21 of 20 cannot be
    nested = indicator("share(each(organisation, part / total) >= 95%)", kind=Kind.ORGANISATIONS_SHARE)
    results = run(observe({Y2: data}), nested, organisations=(A, B))
    assert (town(results).numerator, town(results).denominator, town(results).n_reported) == (1, 1, 1)
    assert own(results, "b").status is Status.INVALID


def test_the_mean_of_shares_is_another_indicator() -> None:
    data = {"a": {"part": 1, "total": 2}, "b": {"part": 90, "total": 100}}
    mean = indicator("mean(each(organisation, part / total))", kind=Kind.MEAN)
    assert close(town(run(observe({Y2: data}), mean, organisations=(A, B))).value, 0.7)  # (50 % + 90 %) / 2


def test_shares_of_a_table_are_taken_of_each_organisation_first() -> None:
    rows = [
        {"unit": "a", "subject": "rus", "took": 10, "passed": 1},
        {"unit": "a", "subject": "math", "took": 10, "passed": 3},
        {"unit": "b", "subject": "rus", "took": 10, "passed": 7},
    ]
    each = "each(organisation, passed / took)"
    spread = indicator(f"max({each}) - min({each})")
    results = run(observe({Y2: {"a": {}, "b": {}}}, matrix=rows), spread, organisations=(A, B))
    assert close(town(results).value, 0.5)  # 7/10 − 4/20
    assert (town(results).n_reported, town(results).n_expected) == (2, 2)


EXAMS = [
    {"unit": "a", "person": "p1", "subject": "rus", "score": 100, "second": 10},
    {"unit": "a", "person": "p2", "subject": "rus", "score": 70},
    {"unit": "a", "person": "p1", "subject": "math", "score": 69.9},
    {"unit": "b", "person": "p3", "subject": "rus", "score": None},
    {"unit": "b", "person": "p4", "subject": "math", "score": 90},
]


def exam_indicator(formula: str, id: str = "x", **more: object) -> Indicator:
    return indicator(formula, id=id, table="exams", **more)  # type: ignore[arg-type]


def exam_results(*indicators: Indicator) -> Results:
    return run(observe({Y2: {"a": {}, "b": {}, "c": {}}}, exams=EXAMS), *indicators)


def test_a_missing_score_is_neither_above_nor_below() -> None:
    results = exam_results(exam_indicator("share(score >= 70)"))
    assert (town(results).numerator, town(results).denominator) == (3, 4)  # 100, 70, 90 of 100, 70, 69.9, 90


def test_or_holds_where_one_side_surely_does() -> None:
    # p1's second result is known and below 20; elsewhere it is unknown: true only by the score
    results = exam_results(exam_indicator("count(score >= 100 or second >= 20)", kind=Kind.COUNT))
    assert town(results).value == 1


def test_not_does_not_turn_the_missing_into_a_yes() -> None:
    results = exam_results(exam_indicator("count(not score >= 70)", kind=Kind.COUNT))
    assert town(results).value == 1  # 69.9 alone


def test_everybody_in_a_delivered_list_is_counted_and_nobody_is_zero() -> None:
    results = exam_results(exam_indicator("count()", kind=Kind.COUNT))
    assert [own(results, unit).value for unit in "abc"] == [3, 2, 0]
    assert town(results).n_reported == 3


def test_a_list_that_was_not_delivered_is_not_submitted() -> None:
    observations = observe({Y2: {"a": {}}}, exams=EXAMS[:3], delivered=False)
    results = run(observations, exam_indicator("count()", kind=Kind.COUNT))
    assert own(results, "a").value == 3
    assert own(results, "b").status is Status.NOT_SUBMITTED


def test_a_form_that_lacks_the_list_does_not_say_that_there_is_nobody() -> None:
    observations = observe({Y2: {"a": {}, "b": {}}}, delivered=False, carried=())
    results = run(observations, exam_indicator("count()", kind=Kind.COUNT), organisations=(A, B))
    assert own(results, "a").status is Status.NOT_SUBMITTED
    empty = observe({Y2: {"a": {}, "b": {}}}, delivered=False, carried=("exams",))
    assert own(run(empty, exam_indicator("count()", kind=Kind.COUNT), organisations=(A, B)), "a").value == 0


def test_persons_are_counted_once_in_the_union_of_their_rows() -> None:
    results = exam_results(exam_indicator("distinct(person, where = score >= 60)", kind=Kind.COUNT))
    assert own(results, "a").value == 2  # p1 (100 and 69.9) and p2
    assert town(results).value == 3  # and p4


def test_a_breakdown_is_computed_from_its_own_rows() -> None:
    results = exam_results(exam_indicator("share(score >= 70)", by=("subject",)))
    assert (town(results, breakdown="subject=rus").numerator, town(results, breakdown="subject=rus").denominator) == (
        2,
        2,
    )
    assert close(town(results, breakdown="subject=math").value, 0.5)


def test_statistics_over_rows_are_taken_at_each_level() -> None:
    # scores of a: 100, 70, 69.9; of b: 90
    results = exam_results(
        exam_indicator("median(score)", "median", kind=Kind.MEAN),
        exam_indicator("min(score)", "least", kind=Kind.MEAN),
        exam_indicator("max(score)", "most", kind=Kind.MEAN),
        exam_indicator("mean(score)", "mean", kind=Kind.MEAN),
        exam_indicator("quantile(score, 0.25)", "quarter", kind=Kind.MEAN),
        exam_indicator("sd(score)", "sd", kind=Kind.MEAN),
    )
    assert close(town(results, "median").value, 80)  # between 70 and 90
    assert close(own(results, "a", "median").value, 70)
    assert (town(results, "least").value, town(results, "most").value) == (69.9, 100)
    assert close(town(results, "mean").value, "82.475")  # 329.9 / 4
    assert close(town(results, "quarter").value, "69.975")  # 69.9 + 0.75 × (70 − 69.9)
    # deviations from 82.475: 17.525² + 12.475² + 12.575² + 7.525² = 677.5075; / 3 = 225.835833…
    assert abs((town(results, "sd").value or 0) - 225.83583333333333**0.5) < 1e-9
    assert own(results, "c", "mean").status is Status.NO_BASE


MATRIX = [
    {"unit": "a", "subject": "rus", "took": 10, "passed": 9},
    {"unit": "a", "subject": "math", "took": 10, "passed": None},
    {"unit": "b", "subject": "rus", "took": 20, "passed": 10},
    {"unit": "b", "subject": "math"},
]


def test_a_table_row_that_lacks_a_summed_field_enters_neither_sum() -> None:
    share = indicator("passed / took", by=("subject",))
    results = run(observe({Y2: {"a": {}, "b": {}, "c": {}}}, matrix=MATRIX), share)
    assert (town(results).numerator, town(results).denominator) == (19, 30)  # a's mathematics is left out of both
    assert (town(results).n_reported, town(results).n_expected) == (2, 3)
    assert own(results, "c").status is Status.BLANK
    assert own(results, "a", breakdown="subject=math").status is Status.BLANK
    assert results.get(Y2.text, "organisation", "b", "x", "subject=math") is None  # an offered row left wholly blank


def test_rows_can_be_chosen_by_their_key() -> None:
    chosen = indicator('sum(passed, where = subject == "rus") / sum(took, where = subject == "rus")')
    results = run(observe({Y2: {"a": {}, "b": {}}}, matrix=MATRIX), chosen, organisations=(A, B))
    assert (town(results).numerator, town(results).denominator) == (19, 30)


def test_what_no_row_asks_for_is_not_applicable_even_to_who_did_not_submit() -> None:
    formula = 'sum(passed, where = subject == "math") / sum(took, where = subject == "math")'
    whole = plan(indicator(formula))
    partly = replace(whole.catalogue.fields["passed"], not_for={"subject": ("math",)})
    offered = replace(whole.catalogue.tables["matrix"], rows=(("rus",), ("math",)))
    catalogue = replace(
        whole.catalogue,
        fields={**whole.catalogue.fields, "passed": partly},
        tables={**whole.catalogue.tables, "matrix": offered},
    )
    rows = [{"unit": "a", "subject": "math", "took": 10, "passed": Absence.NOT_APPLICABLE}]
    observations = observe({Y2: {"a": {}}}, matrix=rows)
    own_plan = replace(whole, catalogue=catalogue)
    results = evaluate(own_plan, observations, (A, B), periods=[Y2], settings=SETTINGS).value
    assert town(results).status is Status.NOT_APPLICABLE
    assert own(results, "b").status is Status.NOT_APPLICABLE


def test_a_reference_takes_the_other_indicator_at_the_same_unit() -> None:
    data = {"a": {"part": 1, "total": 2, "other": 1}, "b": {"part": 1, "total": 4, "other": 3}}
    second = indicator("other / total", id="y", may_exceed_100=True)
    gap = indicator("y - x", id="z", kind=Kind.RATIO)
    results = run(observe({Y2: data}), SHARE, second, gap, organisations=(A, B))
    assert close(town(results, "z").value, 4 / 6 - 2 / 6)
    assert close(own(results, "b", "z").value, 0.5)


def test_previous_and_change_look_at_the_period_before() -> None:
    observations = observe(
        {Y1: {"a": {"part": 1, "total": 2}, "b": {"part": 1, "total": 4}}, Y2: {"a": {"part": 2, "total": 2}}}
    )
    results = run(
        observations,
        SHARE,
        indicator("change(x)", id="d", kind=Kind.RATIO),
        indicator("total - previous(total)", id="grown", kind=Kind.COUNT),
        organisations=(A, B),
    )
    assert close(own(results, "a", "d").value, 0.5)
    assert close(town(results, "d").value, 1 - 2 / 6)
    assert town(results, "grown").value == 0  # only a gave both: 2 − 2
    assert own(results, "b", "grown").status is Status.NOT_SUBMITTED
    first = results.get(Y1.text, "organisation", "a", "d")
    assert first is not None
    assert first.status is Status.NOT_SUBMITTED


def test_presence_is_one_or_nought() -> None:
    data = {"a": {"other": 0}, "b": {"other": 2}}
    results = run(observe({Y2: data}), indicator("other > 0", kind=Kind.PRESENCE), organisations=(A, B))
    assert (town(results).value, own(results, "a").value) == (1, 0)


def test_division_is_exact_to_twelve_digits() -> None:
    ratio = indicator("other / total", kind=Kind.RATIO)
    results = run(observe({Y2: {"a": {"other": 2.625, "total": 0.875}}}), ratio, organisations=(A,))
    assert town(results).value == 3
    results = run(observe({Y2: {"a": {"other": 2253, "total": 112.65}}}), ratio, organisations=(A,))
    assert town(results).value == 20


def test_an_organisation_closed_before_the_period_ended_is_not_expected() -> None:
    closed, opened = school("b", closed=dt.date(2021, 1, 15)), school("c", opened=dt.date(2021, 9, 1))
    results = run(observe({Y2: {"a": {"part": 1, "total": 2}}}), SHARE, organisations=(A, closed, opened))
    assert town(results).n_expected == 1


def test_an_excluded_organisation_is_not_expected() -> None:
    out = school("b", excluded="интернат")
    results = run(observe({Y2: {"a": {"part": 1, "total": 2}}}), SHARE, organisations=(A, out))
    assert town(results).n_expected == 1
