"""Figures of one row are held against each other, at their cells."""

from __future__ import annotations

from kokoq.checks import run
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import Period
from kokoq.observations import Absence, Observations

from ..compute.small import SETTINGS, Y2, indicator, observe, place, plan, school

OWN = plan(indicator("part / total"))


def found_in(observations: Observations, *periods: Period) -> tuple[Diagnostic, ...]:
    return run(OWN, observations, (school("a"), school("b")), periods=periods or (Y2,), settings=SETTINGS)


def codes(observations: Observations) -> list[tuple[str, str]]:
    return [(d.rule.code, str(d.where)) for d in found_in(observations)]


def test_a_part_above_its_whole_is_found_at_the_part_with_the_whole_beside_it() -> None:
    (found,) = found_in(observe({Y2: {"a": {"part": 5, "total": 4}}}))
    assert (found.rule.code, found.unit, found.period) == ("KQ501", "a", Y2.text)
    assert found.where == Cell("form.xlsx", "Лист", place(1, "part"))
    assert found.related == (Cell("form.xlsx", "Лист", place(1, "total")),)
    assert (found.params["part_value"], found.params["whole_value"]) == (5, 4)


def test_an_equal_part_and_an_absent_whole_are_no_fault() -> None:
    data = {"a": {"part": 4, "total": 4}, "b": {"part": 5, "total": Absence.BLANK}}
    assert codes(observe({Y2: data})) == []


def test_the_rows_of_a_table_are_checked_one_by_one() -> None:
    rows = [
        {"unit": "a", "subject": "rus", "took": 3, "passed": 4},
        {"unit": "a", "subject": "math", "took": 4, "passed": 4},
    ]
    assert [code for code, _ in codes(observe({Y2: {"a": {}}}, matrix=rows))] == ["KQ501"]


def test_each_period_is_checked_by_itself() -> None:
    observations = observe({Period("2019/2020"): {"a": {"part": 5, "total": 4}}, Y2: {"a": {"part": 1, "total": 4}}})
    assert codes(observations) == []
