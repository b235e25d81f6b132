"""The year before: slips of the unit, changes that nobody else had, a form that was sent again."""

from __future__ import annotations

import pytest

from kokoq.diagnostics import Cell, Diagnostic

from .desk import Y1, Y2, check, desk, observe, school, told

FIELDS = desk("""\
fields:
  parents: {title: Родители, asked: school}
  safe: {title: Безопасность, type: percent, asked: school}
""")
MANY = desk("fields:\n" + "".join(f"  f{n}: {{title: Поле {n}, asked: school}}\n" for n in range(10)))
NAMES = "abcdefghij"


def changed(name: str, before: float, now: float, plan_field: str = "parents") -> tuple[Diagnostic, ...]:
    """Ten schools whose parents grew from 100 to 110, but for one."""
    given = {
        Y1: {n: {plan_field: before if n == name else 100} for n in NAMES},
        Y2: {n: {plan_field: now if n == name else 110} for n in NAMES},
    }
    found = check(FIELDS, observe(FIELDS, given), *map(school, NAMES), periods=(Y1, Y2))
    return tuple(d for d in found if d.rule.code != "KQ508")


def test_a_figure_ten_times_that_of_last_year_is_noted_as_a_slip() -> None:
    (found,) = changed("c", 85, 850)
    assert (told([found]), str(found.severity)) == ([("KQ510", "c.xlsx!Данные!B1")], "note")
    assert found.related == (Cell("2019/c.xlsx", "Данные", "B1"),)
    assert (found.params["earlier"], found.params["value"]) == (85, 850)
    assert (str(found.params["times"]), found.params["times"].params) == ("check.times.more", {"n": 10})  # type: ignore[union-attr]


def test_a_hundred_times_less_is_a_slip_too() -> None:
    (found,) = changed("c", 900, 9)
    assert (found.rule.code, str(found.params["times"])) == ("KQ510", "check.times.less")


@pytest.mark.parametrize(
    ("before", "now", "word", "n"),
    [
        (85, 8_600, "more", 100),  # 101.2
        (85, 86_000, "more", 1000),  # 1011.8: thousands of roubles typed in roubles
        (86_000, 85, "less", 1000),
        (85, 94_000, "more", 1000),  # 1105.9, within 12 %
    ],
)
def test_a_hundred_and_a_thousand_times_are_slips_of_the_unit(before: float, now: float, word: str, n: int) -> None:
    (found,) = changed("c", before, now)
    assert (told([found]), str(found.severity)) == ([("KQ510", "c.xlsx!Данные!B1")], "note")
    assert (str(found.params["times"]), found.params["times"].params) == (f"check.times.{word}", {"n": n})  # type: ignore[union-attr]


@pytest.mark.parametrize("now", [85 * 850, 85 * 1150])  # beyond 12 % on either side of a thousand
def test_what_is_not_near_a_thousand_is_only_an_unusual_change(now: float) -> None:
    (found,) = changed("c", 85, now)
    assert found.rule.code == "KQ509"


def test_small_counts_grow_tenfold_by_themselves() -> None:
    assert [d.rule.code for d in changed("c", 1, 10) if d.rule.code == "KQ510"] == []


def test_a_percent_given_as_a_fraction_of_a_percent_is_a_slip() -> None:
    given = {Y1: {"a": {"safe": 0.9}, "b": {"safe": 0.8}}, Y2: {"a": {"safe": 0.009}, "b": {"safe": 0.9}}}
    (found,) = check(FIELDS, observe(FIELDS, given), periods=(Y1, Y2))
    assert (found.rule.code, str(found.where)) == ("KQ510", "a.xlsx!Данные!B2")
    assert (found.params["earlier"], found.params["value"], found.params["unit"]) == (90, 0.9, "check.percent")


def test_a_change_that_nobody_else_had_is_noted() -> None:
    (found,) = changed("c", 100, 500)
    assert (told([found]), str(found.severity)) == ([("KQ509", "c.xlsx!Данные!B1")], "note")
    assert (found.params["value"], found.params["earlier"]) == (500, 100)
    assert (found.params["times"], found.params["usual"]) == (5.0, 1.1)  # 501/101, 111/101


def test_what_all_organisations_had_is_no_news() -> None:
    given = {Y1: {n: {"parents": 100} for n in NAMES}, Y2: {n: {"parents": 500} for n in NAMES}}
    assert check(FIELDS, observe(FIELDS, given), *map(school, NAMES), periods=(Y1, Y2)) == ()


def test_without_the_year_before_nothing_is_compared() -> None:
    given = {Y1: {n: {"parents": 85} for n in NAMES}, Y2: {n: {"parents": 850 + ord(n)} for n in NAMES}}
    assert check(FIELDS, observe(FIELDS, given), *map(school, NAMES), periods=(Y2,)) == ()


def test_the_form_of_last_year_is_told_at_its_first_equal_figure() -> None:
    before = {f"f{n}": 20 + 7 * n for n in range(10)}
    given = {Y1: {"a": before, "b": before}, Y2: {"a": before | {"f0": 21}, "b": {k: v + 1 for k, v in before.items()}}}
    (found,) = check(MANY, observe(MANY, given), school("a"), periods=(Y1, Y2))
    assert (told([found]), str(found.severity)) == ([("KQ512", "a.xlsx!Данные!B2")], "warning")
    assert found.params == {"earlier": "2019/2020", "n": 9, "of": 10}


def test_a_form_with_more_than_a_fifth_of_it_new_is_its_own() -> None:
    before = {f"f{n}": 20 + 7 * n for n in range(10)}
    now = before | {"f0": 21, "f1": 28, "f2": 35}  # 7 of 10 are equal
    assert check(MANY, observe(MANY, {Y1: {"a": before}, Y2: {"a": now}}), school("a"), periods=(Y1, Y2)) == ()
