"""Jumps between grades: neighbours of one period, the same learners a period on, and what chance may do."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kokoq.assess.jumps import find_jumps
from kokoq.model import Dictionary, Field, Jumps, Type
from kokoq.results import Result, Results, Status
from tests.compute.small import HERE, catalogue, expression, indicator

NOW, THEN = "2020/2021", "2019/2020"
GRADES = Dictionary(id="grades", title="Класс", entries={grade: grade for grade in ("4", "5", "6")})
GRADE = Field(id="grade", title="Класс", at=HERE, asked=expression("school"), type=Type.SYMBOL, dictionary="grades")
X = indicator("part / total", by=("grade",))
CATALOGUE = replace(catalogue(X), dictionaries={"grades": GRADES}, fields={"grade": GRADE})


def row(period: str, grade: str, cases: float, of: float) -> Result:
    value = float(f"{cases / of:.12g}")
    return Result(period, "organisation", "a", "x", f"grade={grade}", value, cases, of, 1, 1, Status.OK)


def found(declared: Jumps, *rows: Result) -> list[tuple[tuple[str, str], float, bool, bool | None]] | None:
    jumps = find_jumps(replace(X, jumps=declared), CATALOGUE, Results(rows), NOW, ("organisation", "a"))
    return None if jumps is None else [(j.codes, j.difference, j.cohort, j.by_chance) for j in jumps]


def test_neighbouring_grades_of_one_year_are_held_against_each_other() -> None:
    # 80 % → 60 % → 55 %: 20 points are more than 15, 5 are not. Newcombe of 160/200 and 120/200 lies about
    # −0.29…−0.11, so that chance does not explain it
    rows = (row(NOW, "4", 160, 200), row(NOW, "5", 120, 200), row(NOW, "6", 110, 200))
    assert found(Jumps(by="grade", neighbours=Decimal("0.15")), *rows) == [(("4", "5"), -0.2, False, False)]


def test_a_border_itself_is_no_jump() -> None:
    rows = (row(NOW, "4", 3, 4), row(NOW, "5", 3, 5))  # 75 % and 60 %: exactly 15 points apart
    assert found(Jumps(by="grade", neighbours=Decimal("0.15")), *rows) == []


def test_few_learners_may_differ_by_chance() -> None:
    rows = (row(NOW, "4", 4, 5), row(NOW, "5", 3, 5))  # 80 % and 60 % of five each: Wilson 0.38…0.96 and 0.23…0.88
    assert found(Jumps(by="grade", neighbours=Decimal("0.15")), *rows) == [(("4", "5"), -0.2, False, True)]


def test_the_same_learners_are_a_grade_further_a_year_later() -> None:
    # grade 4 had 50 % a year ago, grade 5 has 80 % now: +30; grades 5 and 6 of the two years do not meet
    rows = (row(THEN, "4", 100, 200), row(THEN, "6", 20, 200), row(NOW, "5", 160, 200))
    assert found(Jumps(by="grade", cohort=Decimal("0.2")), *rows) == [(("4", "5"), 0.3, True, False)]


def test_grades_with_one_left_out_between_are_no_neighbours() -> None:
    rows = (row(NOW, "4", 160, 200), row(NOW, "6", 20, 200))
    assert found(Jumps(by="grade", neighbours=Decimal("0.15")), *rows) is None


def test_nothing_is_said_where_nothing_is_declared() -> None:
    assert find_jumps(X, CATALOGUE, Results(()), NOW, ("organisation", "a")) is None
