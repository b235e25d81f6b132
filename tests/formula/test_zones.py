"""Rules of problem zones are conditions with words of their own, read for every indicator that they are asked of."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kokoq.diagnostics import Span
from kokoq.formula.parser import to_source
from kokoq.formula.zones import zoning
from kokoq.model import Expression, Jumps, Kind, Polarity, ZoneRule
from tests.compute.small import HERE, catalogue, indicator
from tests.reports.sample import bands

AT = Span("catalogue.yaml", 7, 11)
X = indicator("part / total", scale=bands("0.9", "0.5"), jumps=Jumps(by="subject", neighbours=Decimal("0.1")))
OTHERS = (
    indicator("other", id="y", kind=Kind.COUNT),
    indicator("", id="again", same_as="y"),
    indicator("part / other", id="calm", better=Polarity.NEUTRAL),
)
CATALOGUE = replace(catalogue(X, *OTHERS), levels={"high": "высокий", "basic": "базовый", "low": "низкий"})


def rule(when: str, *indicators: str, **named: str) -> ZoneRule:
    conditions = {name: Expression(text, AT) for name, text in named.items()}
    when_ = Expression(when, AT)
    return ZoneRule(id="z", title="z", at=HERE, when=when_, conditions=conditions, indicators=indicators)


def faults(when: str, *indicators: str, **named: str) -> list[tuple[str, int]]:
    found = zoning(rule(when, *(indicators or ("x",)), **named), CATALOGUE).diagnostics
    return [(d.rule.code, d.where.column) for d in found if isinstance(d.where, Span)]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("value < 80%", "x < 80%"),
        ("change(value) <= -5% and y > 3", "change(x) <= -5% and y > 3"),
        ('level == "low"', "level:low"),
        ('level != "low"', "not level:low"),
        ('level in ["low", "basic"]', "level:low or level:basic"),
        ("place <= 25% or declines", "place: <= 25% or is:declines"),
        ("count(conditions) >= 2", "x < 80% and is:jumps"),
        ("again > 1", "y > 1"),  # a duplicate is the indicator that it shows
    ],
)
def test_words_are_put_in(when: str, expected: str) -> None:
    checked = zoning(rule(when, "x", first="value < 80%", second="jumps"), CATALOGUE)
    assert checked.diagnostics == ()
    assert to_source(checked.value.trees["x"]) == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ('level == "poor"', [("KQ212", 20)]),
        ("level > 3", [("KQ205", 11)]),
        ("value", [("KQ205", 11)]),
        ("valeu < 80%", [("KQ257", 11)]),
        ("declines and previous(place) < 25%", [("KQ204", 33)]),
        ("total > 3", [("KQ257", 11)]),  # fields are not seen
    ],
)
def test_a_fault_is_told_at_its_place(when: str, expected: list[tuple[str, int]]) -> None:
    assert faults(when) == expected


def test_without_indicators_a_rule_is_asked_of_all_that_can_answer() -> None:
    assert list(zoning(rule("declines"), CATALOGUE).value.trees) == ["x", "y"]  # calm is neutral, again is y
    assert list(zoning(rule("beyond_chance"), CATALOGUE).value.trees) == ["x", "calm"]  # y is no share
    assert list(zoning(rule('level == "low"'), CATALOGUE).value.trees) == ["x"]


def test_a_word_that_says_nothing_of_a_named_indicator_is_a_warning() -> None:
    checked = zoning(rule("declines", "x", "calm"), CATALOGUE)
    assert [(d.rule.code, d.params["word"]) for d in checked.diagnostics] == [("KQ287", "declines")]
    assert list(checked.value.trees) == ["x"]


def test_a_condition_or_an_indicator_that_is_called_like_a_word_is_a_fault() -> None:
    assert faults("value < 80% and place", place="value < 10%")[0][0] == "KQ112"
    named = replace(CATALOGUE, indicators={**CATALOGUE.indicators, "level": replace(X, id="level")})
    found = zoning(rule('level == "low"', "x"), named).diagnostics
    assert [d.rule.code for d in found] == ["KQ112"]


def test_a_fault_of_a_rule_for_many_indicators_is_told_once() -> None:
    assert len(faults('level == "poor"', "x", "calm")) == 2  # the unknown level, and that calm has no scale
