"""Compiling a catalogue: order, cycles, levels, the two sides of a formula."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kokoq.formula.parser import to_source
from kokoq.model import Kind, Level
from kokoq.plan import compile, fields_used, references_of

from .compute.small import catalogue, indicator, plan, school
from .formula import sample as formulas


def test_an_indicator_comes_after_those_it_refers_to() -> None:
    found = plan(
        indicator("b - a", id="c", kind=Kind.RATIO),
        indicator("part / total", id="a"),
        indicator("part / total", id="b"),
    )
    assert found.order == ("b", "a", "c")
    assert tuple(found.series) == ("c", "a", "b")
    assert references_of(found, "c") == {"a", "b"}
    assert set(fields_used(found, "c")) == {"part", "total"}


def test_a_cycle_is_reported_once_with_its_members() -> None:
    found = compile(
        catalogue(
            indicator("b + 1", id="a", kind=Kind.RATIO),
            indicator("c + 1", id="b", kind=Kind.RATIO),
            indicator("a + 1", id="c", kind=Kind.RATIO),
        )
    )
    assert found.value is None
    (fault,) = [d for d in found.diagnostics if d.rule.code == "KQ207"]
    assert fault.params["cycle"] == "a → b → c → a"


def test_a_duplicate_whose_original_is_not_there_stops_the_plan() -> None:
    lost = replace(indicator("", id="again"), same_as="gone")  # which loading has told
    found = compile(catalogue(indicator("part / total", id="a"), lost))
    assert found.value is None
    assert [d for d in found.diagnostics if d.severity == "error"] == []


def test_what_needs_the_municipality_s_own_data_exists_from_there_on() -> None:
    found = plan(
        indicator("other / children", id="a", may_exceed_100=True),
        indicator("a * 2", id="b", kind=Kind.RATIO),
        indicator("part / total", id="c"),
    )
    assert [found.series[i].level for i in "abc"] == [Level.MUNICIPALITY, Level.MUNICIPALITY, Level.ORGANISATION]


@pytest.mark.parametrize(
    ("formula", "kind", "numerator", "denominator"),
    [
        ("part / total", Kind.SHARE, "part", "total"),
        ("share(flag)", Kind.ORGANISATIONS_SHARE, "count(flag)", "count(flag or not flag)"),
        ("mean(score)", Kind.MEAN, "sum(score)", "count(score == score)"),
        ("part", Kind.COUNT, "part", None),
    ],
)
def test_the_two_sides_of_a_formula(formula: str, kind: Kind, numerator: str, denominator: str | None) -> None:
    series = plan(indicator(formula, kind=kind)).series["x"]
    assert to_source(series.numerator) == numerator
    assert (None if series.denominator is None else to_source(series.denominator)) == denominator


def test_all_faults_of_all_formulas_are_found_in_one_run() -> None:
    found = compile(catalogue(indicator("part / totl", id="a"), indicator("part +", id="b"), indicator("flg", id="c")))
    assert [d.rule.code for d in found.diagnostics].count("KQ202") == 2
    assert "KQ201" in {d.rule.code for d in found.diagnostics}


def test_a_field_is_asked_as_its_table_is() -> None:
    found = plan(indicator("part / total"))
    nursery = school("n", type="kindergarten")
    assert (found.asks("score", school("a")), found.asks("score", nursery)) == (True, False)
    assert found.asks_municipality("children")
    assert not found.asks_municipality("subject")


def test_a_field_that_nothing_needs_is_a_warning() -> None:
    found = compile(catalogue(indicator("part / total")))
    unused = {d.params["field"] for d in found.diagnostics if d.rule.code == "KQ117"}
    assert "other" in unused
    assert not unused & {"part", "total"}


@pytest.mark.parametrize(
    ("formula", "kind", "scope", "level"),
    [
        ("certified / graduates", Kind.SHARE, "school", Level.ORGANISATION),
        ("young / children", Kind.RATIO, "school", Level.MUNICIPALITY),
        ("act", Kind.PRESENCE, "municipality", Level.MUNICIPALITY),
        ("covered - 1", Kind.RATIO, "school", Level.MUNICIPALITY),  # an indicator over the municipality's children
        ("certified_share", Kind.RATIO, "school", Level.ORGANISATION),
    ],
)
def test_lowest_level_is_that_of_the_fields(formula: str, kind: Kind, scope: str, level: Level) -> None:
    made = formulas.indicator(formula, kind=kind, scope=scope)
    known = {**formulas.CATALOGUE.indicators, made.id: made}
    compiled = compile(replace(formulas.CATALOGUE, indicators=known))
    assert compiled.value is not None, [d for d in compiled.diagnostics if d.severity == "error"]
    assert compiled.value.series[made.id].level is level
