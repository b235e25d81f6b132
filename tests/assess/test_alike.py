"""Changes over the same organisations: from sums, only where totals are sums, never a mixture of both years' lists."""

from __future__ import annotations

from kokoq.assess.alike import Alike, compare_alike
from kokoq.assess.compare import compare
from kokoq.compute.evaluate import evaluate
from kokoq.model import Indicator, Kind
from tests.compute.small import SETTINGS, Y1, Y2, Row, indicator, observe, plan, school

ORGANISATIONS = tuple(school(name) for name in "abc")
SHARE = indicator("part / total")


def alike(
    one: Indicator, before: dict[str, Row], after: dict[str, Row], *, members: str = "abc", exams: tuple[Row, ...] = ()
) -> Alike | None:
    planned = plan(one)
    observations = observe({Y1: before, Y2: after}, exams=exams)
    results = evaluate(planned, observations, ORGANISATIONS, periods=(Y1, Y2), settings=SETTINGS).value
    change = next(c for c in compare(planned, results, Y2, Y1) if c.level == "municipality")
    return compare_alike(one, results, change, members=members, periods=(Y1, Y2))


def test_a_share_is_compared_over_the_sums_of_those_that_reported_in_both_periods() -> None:
    found = alike(
        SHARE,
        {"a": {"part": 40, "total": 50}, "b": {"part": 30, "total": 50}},
        {"a": {"part": 45, "total": 50}, "c": {"part": 10, "total": 100}},
    )
    # a alone is in both: 40/50 = 0.8, 45/50 = 0.9; the totals fell from 70/100 to 55/150
    assert found == Alike(1, 0.8, 0.9, 0.1, "better")


def test_a_count_is_compared_by_its_sum() -> None:
    count = indicator("total", kind=Kind.COUNT)
    found = alike(count, {"a": {"total": 5}, "b": {"total": 7}}, {"b": {"total": 6}, "c": {"total": 9}})
    assert found == Alike(1, 7.0, 6.0, -1.0, "worse")


def test_without_an_organisation_in_both_periods_there_is_nothing_to_compare() -> None:
    assert alike(SHARE, {"a": {"part": 1, "total": 2}}, {"b": {"part": 1, "total": 2}}) is None


def test_an_organisation_that_lacks_an_operand_is_in_neither() -> None:
    found = alike(
        SHARE,
        {"a": {"part": 1, "total": 2}, "b": {"part": 1, "total": 4}},
        {"a": {"part": 2, "total": 2}, "b": {"total": 4}},
    )
    assert found == Alike(1, 0.5, 1.0, 0.5, "better")


def test_a_number_of_different_persons_is_no_sum_and_is_not_compared() -> None:
    persons = indicator("distinct(person)", kind=Kind.COUNT, table="exams")
    rows: tuple[Row, ...] = (
        {"period": Y1.text, "unit": "a", "person": "x"},
        {"period": Y1.text, "unit": "b", "person": "x"},  # the same person: 1 + 1 is 1
        {"period": Y2.text, "unit": "a", "person": "x"},
    )
    assert alike(persons, {"a": {"total": 1}, "b": {"total": 1}}, {"a": {"total": 1}}, exams=rows) is None


def test_presence_is_no_sum() -> None:
    presence = indicator("flag", kind=Kind.PRESENCE)
    assert alike(presence, {"a": {"flag": 1}, "b": {"flag": 1}}, {"a": {"flag": 1}}) is None


def test_members_of_another_unit_are_not_compared() -> None:
    given = {"a": {"part": 1, "total": 2}}
    assert alike(SHARE, given, given, members="c") is None
