"""Declared relations: every fault at its line and column; what is sound is cut into its comparisons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kokoq.diagnostics import Severity, Span
from kokoq.formula.relation import Relation, relation
from kokoq.formula.tree import Binary
from kokoq.model import Check, Expression, Kind
from kokoq.plan import compile

from ..compute.small import catalogue, field, indicator

CATALOGUE = catalogue(indicator("part / total", id="share"))
AT = Span("fields.yaml", 12, 13)


def check(expect: str, *, table: str = "", scope: str = "") -> Check:
    asked = Expression(scope, Span("fields.yaml", 13, 12)) if scope else None
    return Check(id="c", title="c", at=Span("fields.yaml", 11), expect=Expression(expect, AT), table=table, scope=asked)


def sound(expect: str, *, table: str = "", scope: str = "") -> Relation:
    checked = relation(check(expect, table=table, scope=scope), CATALOGUE)
    assert checked.value is not None, checked.diagnostics
    return checked.value


@pytest.mark.parametrize(
    ("expect", "table", "code", "column"),
    [
        ("part <= totl", "", "KQ202", 21),  # the ninth character of a text that begins in column 13
        ("part <=", "", "KQ201", 20),
        ("part + total", "", "KQ205", 13),
        ("part <= subject", "", "KQ205", 21),
        ("summ(part) <= total", "", "KQ203", 13),
        ('sum(took, where = subject == "phys") <= 5', "", "KQ212", 42),
        ("passed + took", "matrix", "KQ205", 13),
        ("passed <= total", "matrix", "KQ205", 23),
        ("sum(passed) <= 5", "matrix", "KQ205", 13),
        ("children <= total", "", "KQ208", 25),
    ],
)
def test_a_fault_is_told_at_its_place(expect: str, table: str, code: str, column: int) -> None:
    checked = relation(check(expect, table=table), CATALOGUE)
    assert checked.value is None
    first = next(d for d in checked.diagnostics if d.severity is Severity.ERROR)
    assert isinstance(first.where, Span)
    assert (first.rule.code, first.where.line, first.where.column) == (code, 12, column)


def test_a_scope_that_takes_in_who_is_not_asked_is_a_fault_and_an_unknown_tag_too() -> None:
    wide = relation(check("nursery_staff <= 5", scope="school"), CATALOGUE)
    assert [d.rule.code for d in wide.diagnostics] == ["KQ208"]
    (unknown,) = relation(check("part <= total", scope="school and shnro"), CATALOGUE).diagnostics
    assert (unknown.rule.code, unknown.where) == ("KQ211", Span("fields.yaml", 13, 23, 5))


def test_without_a_scope_it_concerns_who_is_asked_all_of_its_fields() -> None:
    assert relation(check("part <= nursery_staff"), CATALOGUE).value is not None  # nobody is asked both
    assert sound("children >= 0").scope == sound("children >= 0", scope="municipality").scope
    assert sound("part <= total").scope == sound("part <= total", scope="school").scope


def test_and_joins_requirements_that_are_checked_one_by_one() -> None:
    found = sound("part <= total and total >= other and (flag or other == 0)").requirements
    assert [(one.op, len(one.sides)) for one in found] == [("<=", 2), (">=", 2), ("", 0)]


def test_a_comparison_of_codes_has_no_sides_to_print() -> None:
    (one,) = sound('subject == "rus" or took > 0', table="matrix").requirements
    assert one.sides == ()
    (one,) = sound('subject != "math"', table="matrix").requirements
    assert one.sides == ()


def test_shares_are_marked_as_such() -> None:
    (one,) = sound("part / total <= 50%").requirements
    assert one.percent
    (one,) = sound("part <= 50").requirements
    assert not one.percent


def test_a_percent_of_one_organisation_is_itself_and_needs_no_total() -> None:
    fields = CATALOGUE.fields | {"ready": replace(field("ready"), type="percent", unit="")}  # type: ignore[arg-type]
    checked = relation(check("ready >= 50%"), replace(CATALOGUE, fields=fields))
    assert checked.value is not None
    assert checked.value.requirements[0].percent


def test_an_indicator_stands_for_its_formula() -> None:
    own = replace(
        CATALOGUE,
        checks={"c": check("share <= 50%")},
        indicators=CATALOGUE.indicators
        | {"again": replace(indicator("", id="again", kind=Kind.SHARE), same_as="share")},
    )
    planned = compile(own)
    assert planned.value is not None
    (one,) = planned.value.relations[0].requirements
    assert isinstance(one.sides[0], Binary)
    assert one.sides[0].op == "/"


def test_a_faulty_check_fails_the_plan_and_a_field_used_in_one_is_used() -> None:
    assert compile(replace(CATALOGUE, checks={"c": check("part <= totl")})).value is None
    unused = [str(d.params["field"]) for d in compile(CATALOGUE).diagnostics if d.rule.code == "KQ117"]
    used = compile(replace(CATALOGUE, checks={"c": check("other <= 5")})).diagnostics
    assert "other" in unused
    assert "other" not in [str(d.params["field"]) for d in used if d.rule.code == "KQ117"]
