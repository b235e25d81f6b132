"""Results in parts: whatever is counted in two of them has nothing to do with each other."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from kokoq.assess.suppress.counted import Counted
from kokoq.assess.suppress.numbers import Numbers, key_of
from kokoq.assess.suppress.parts import apart
from kokoq.assess.suppress.publication import Publication
from kokoq.assess.suppress.small import small_groups
from kokoq.compute.evaluate import evaluate
from kokoq.compute.levels import base_units
from kokoq.model import Kind
from kokoq.results import Result
from tests.compute.small import SETTINGS, Y2, indicator, observe, plan, school

LOW, HIGH = "count(score < 50) / count()", "count(score >= 50) / count(where = score >= 0)"
PLAN = plan(
    indicator("part / total", id="certified"),
    indicator("total", id="everybody", kind=Kind.COUNT, unit="persons"),
    indicator("other", id="others", kind=Kind.COUNT, unit="persons"),
    indicator("passed / took", id="passed", by=("subject",)),
    indicator('sum(took, where = subject == "rus")', id="russian", kind=Kind.COUNT, table="matrix"),
    indicator(LOW, id="low", table="exams"),
    indicator(HIGH, id="high", table="exams"),
    indicator("certified - low", id="gap", kind=Kind.RATIO),
)
SCHOOLS = tuple(school(f"s{i}") for i in range(6))
COUNTED = Counted(PLAN)
UNITS = base_units(SCHOOLS, PLAN.catalogue, SETTINGS)


def some_results(seed: int) -> list[Result]:
    dice = random.Random(seed)  # noqa: S311 - only variety is wanted
    plain, matrix, exams = {}, [], []
    for unit in (one.id for one in SCHOOLS):
        total = dice.randrange(1, 30)
        plain[unit] = {"total": total, "part": dice.randrange(total + 1), "other": dice.randrange(1, 12)}
        for subject in ("rus", "math"):
            took = dice.randrange(1, 15)
            matrix.append({"unit": unit, "subject": subject, "took": took, "passed": dice.randrange(took + 1)})
        exams += [{"unit": unit, "person": f"p{n}", "score": dice.randrange(101)} for n in range(dice.randrange(9))]
    seen = observe({Y2: plain}, matrix=matrix, exams=exams)
    rows = evaluate(PLAN, seen, SCHOOLS, periods=[Y2], settings=SETTINGS).value.rows
    return sorted((row for row in rows if row.numerator is not None), key=key_of)


def hidden(rows: list[Result]) -> set[object]:
    small = small_groups(PLAN, rows, least=5)
    return {*Publication(Numbers(COUNTED, UNITS, rows), small).hidden()}


def indicators(parts: Iterable[list[Result]]) -> set[frozenset[str]]:
    return {frozenset(row.indicator for row in part) for part in parts}


def test_those_that_count_the_same_its_opposite_or_each_other_stand_together() -> None:
    assert indicators(apart(COUNTED, some_results(1))) == {
        frozenset({"certified", "everybody", "gap", "low", "high"}),  # the gap is made of two that count other things
        frozenset({"others"}),
        frozenset({"passed", "russian"}),
    }


def test_every_result_is_in_one_part_in_its_order() -> None:
    rows = some_results(2)
    parts = list(apart(COUNTED, rows))
    assert sorted((row for part in parts for row in part), key=key_of) == rows
    assert all(part == sorted(part, key=key_of) for part in parts)


@pytest.mark.parametrize("seed", range(20))
def test_part_by_part_the_same_is_hidden_as_of_all_together(seed: int) -> None:
    rows = some_results(seed)
    together = hidden(rows)
    assert set().union(*(hidden(part) for part in apart(COUNTED, rows))) == together
    assert together
