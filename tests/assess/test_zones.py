"""Problem zones by rules: who is found, by which numbers, since when; worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kokoq.assess.zones import Operand, Zone, find_zones
from kokoq.diagnostics import Span
from kokoq.formula.conditions import PLACE
from kokoq.formula.zones import WHOLE
from kokoq.model import Expression, Kind, Organisation, Period, Polarity, ZoneRule
from kokoq.plan import Plan, compile
from kokoq.results import Result, Results, Status
from tests.compute.small import HERE, catalogue, indicator, school
from tests.reports.sample import bands

AT = Span("catalogue.yaml")
YEARS = ("2018/2019", "2019/2020", "2020/2021")
NOW = Period(YEARS[-1])
TOWN = ("municipality", "town")
X = indicator("part / total", scale=bands("0.9", "0.5"))
Y = indicator("other", id="y", kind=Kind.COUNT, better=Polarity.LOWER)


def plan(when: str, *indicators: str, peers: tuple[str, ...] = (), **named: str) -> Plan:
    conditions = {name: Expression(text, AT) for name, text in named.items()}
    rule = ZoneRule(
        id="z", title="z", at=HERE, when=Expression(when, AT), conditions=conditions, indicators=indicators, peers=peers
    )
    whole = replace(catalogue(X, Y), levels={"high": "в", "basic": "б", "low": "н"}, zones={"z": rule})
    compiled = compile(whole)
    assert compiled.value is not None, compiled.diagnostics
    return compiled.value


def rows(unit: str, *values: float | None, of: str = "x", bands: str = "", level: str = "organisation") -> list[Result]:
    """The values of the latest years; ``bands`` are their levels by their first letters."""
    levels = {"h": "high", "b": "basic", "l": "low", "": ""}
    letters = bands or " " * len(values)
    return [
        Result(year, level, unit, of, "", value, value * 100, 100, 1, 1, Status.OK, band=levels[letter.strip()])
        for year, value, letter in zip(YEARS[-len(values) :], values, letters, strict=True)
        if value is not None
    ]


def zones(of: Plan, *given: list[Result], organisations: tuple[Organisation, ...] = ()) -> tuple[Zone, ...]:
    every = tuple(row for some in given for row in some)
    monitored = organisations or tuple(school(unit) for unit in sorted({r.unit for r in every} - {"town"}))
    return find_zones(of, Results(every), monitored, NOW, whole=TOWN)


def units(found: tuple[Zone, ...]) -> list[str]:
    return [zone.result.unit for zone in found]


def test_a_border_is_not_below_itself() -> None:
    assert units(zones(plan("value < 80%", "x"), rows("a", 0.8), rows("b", 0.79))) == ["b"]


def test_levels_are_told_by_their_names() -> None:
    found = zones(plan('level in ["low", "basic"]', "x"), rows("a", 0.3, bands="l"), rows("b", 0.95, bands="h"))
    assert units(found) == ["a"]


def test_a_fall_of_so_many_points_shows_the_value_before() -> None:
    # 0.50 → 0.45 is a fall of exactly 5 points, though in binary it is 0.04999…
    [zone] = zones(plan("change(value) <= -5%", "x"), rows("a", 0.5, 0.45), rows("b", 0.5, 0.46))
    assert (zone.result.unit, zone.operands) == ("a", (Operand("x", 1, 0.5),))


def test_below_the_quartile_of_the_peers() -> None:
    # of five with 10, 20, 30, 40, 50 %: places (5 − rank) / 4 = 0, 0.25, 0.5…; of a count, less is better: 1 is first
    five = [rows(unit, n / 10) for n, unit in enumerate("abcde", start=1)]
    found = zones(plan("place <= 25%", "x"), *five)
    assert [(zone.result.unit, zone.operands) for zone in found] == [
        ("a", (Operand(PLACE, 0, 0.0),)),
        ("b", (Operand(PLACE, 0, 0.25),)),
    ]
    counts = [rows(unit, float(n), of="y") for n, unit in enumerate("abcde", start=1)]
    assert units(zones(plan("place <= 25%", "y"), *counts)) == ["d", "e"]


def test_peers_are_those_that_the_rule_names() -> None:
    north, south = {"cluster": "С"}, {"cluster": "Ю"}
    organisations = (school("a", **north), school("b", **north), school("c", **south), school("d"))
    given = (rows("a", 0.9), rows("b", 0.8), rows("c", 0.1), rows("d", 0.1))
    # c is alone in its cluster, d has none: nobody knows their place
    found = zones(plan("place <= 25%", "x", peers=("cluster",)), *given, organisations=organisations)
    assert units(found) == ["b"]


def test_three_periods_of_decline() -> None:
    found = zones(plan("declines", "x"), rows("a", 0.5, 0.4, 0.3), rows("b", 0.3, 0.4, 0.3), rows("c", 0.4, 0.3))
    assert [(zone.result.unit, zone.operands) for zone in found] == [
        ("a", (Operand("x", 2, 0.5), Operand("x", 1, 0.4)))
    ]


def test_beyond_chance_is_outside_of_the_funnel_about_the_total() -> None:
    # of 100 about 50 %: 0.5 ± 3.09 · √(0.25 / 100) = 0.345…0.655
    town = rows("town", 0.5, level="municipality")
    found = zones(plan("beyond_chance", "x"), town, rows("a", 0.34), rows("b", 0.35), rows("c", 0.66))
    assert [(zone.result.unit, zone.operands) for zone in found] == [
        ("a", (Operand(WHOLE, 0, 0.5),)),
        ("c", (Operand(WHOLE, 0, 0.5),)),
    ]


def test_several_conditions_are_counted_and_what_is_unknown_decides_only_where_it_must() -> None:
    rule = plan("count(conditions) >= 2", "x", low='level == "low"', small="value < 40%", falls="declines")
    two = rows("a", 0.3, bands="l")  # two hold: nobody needs to know whether it declines
    one = rows("b", 0.45, bands="l")  # one holds, one is unknown: not known, so not told
    assert units(zones(rule, two, one)) == ["a"]


@pytest.mark.parametrize(
    ("values", "since", "known_before"),
    [
        ((0.9, 0.7, 0.6), "2019/2020", True),  # 90 % was no zone
        ((0.7, 0.7, 0.6), "2018/2019", False),  # what was before nobody knows
        ((0.7, 0.9, 0.6), "2020/2021", True),  # it was over in between
        ((0.7, None, 0.6), "2020/2021", False),  # a year without a value ends what is known
    ],
)
def test_a_zone_lasts_since_it_has_held_without_a_break(
    values: tuple[float | None, ...], since: str, *, known_before: bool
) -> None:
    [zone] = zones(plan("value < 80%", "x"), rows("a", *values))
    assert (zone.since, zone.known_before) == (since, known_before)


def test_other_indicators_stand_beside() -> None:
    found = zones(plan("value < 80% and y > 10", "x"), rows("a", 0.7), rows("a", 11, of="y"), rows("b", 0.7))
    assert [(zone.result.unit, zone.operands) for zone in found] == [("a", (Operand("y", 0, 11),))]


@given(st.permutations("abcdefg"), st.lists(st.floats(0, 1, width=16), min_size=7, max_size=7))
def test_the_order_of_organisations_and_results_does_not_matter(order: list[str], values: list[float]) -> None:
    rule = plan("place <= 25% or declines or value < 10%", "x")
    given = {unit: rows(unit, value, value / 2, value / 3) for unit, value in zip("abcdefg", values, strict=True)}
    one = zones(rule, *given.values())
    other = zones(rule, *(given[unit] for unit in order), organisations=tuple(school(unit) for unit in order))
    assert sorted(one, key=lambda zone: zone.result.unit) == sorted(other, key=lambda zone: zone.result.unit)
