"""Conditions of scales are read over indicators alone, typed before any data, and unfolded."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kokoq.diagnostics import Span
from kokoq.formula.conditions import conditions
from kokoq.formula.parser import to_source
from kokoq.model import Band, Bands, Expression, Kind, Scale
from tests.compute.small import HERE, catalogue, indicator

AT = Span("r.yaml", 7, 11)


def scale(when: str, **named: str) -> Scale:
    band = Band(op="when", limit=None, points=Decimal(1), level="", at=HERE, when=Expression(when, AT))
    conditions = {name: Expression(text, Span("r.yaml", line, 5)) for line, (name, text) in enumerate(named.items(), 1)}
    return Scale(method=Bands(bands=(band,)), at=HERE, conditions=conditions)


X = indicator("part / total")
OTHERS = (
    indicator("other", id="y", kind=Kind.COUNT),
    indicator("", id="again", same_as="y"),
    indicator("flag", id="z", kind=Kind.PRESENCE),
)
CATALOGUE = catalogue(X, *OTHERS)


def unfolded(when: str, **named: str) -> str:
    checked = conditions(scale(when, **named), X, CATALOGUE)
    assert checked.diagnostics == ()
    return to_source(checked.value[when])


def faults(when: str, **named: str) -> list[tuple[str, int, int]]:
    found = conditions(scale(when, **named), X, CATALOGUE).diagnostics
    return [(d.rule.code, d.where.line, d.where.column) for d in found if isinstance(d.where, Span)]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("first and y > 3", "x >= 90% and y > 3"),
        ("again > 3", "y > 3"),  # a duplicate is the indicator that it shows
        ("count(conditions) >= 1", "x >= 90% or z or y == 0"),
        ("count(conditions) >= 3", "x >= 90% and z and y == 0"),
        ("count(conditions) > 2", "x >= 90% and z and y == 0"),
        ("count(conditions) < 1", "not (x >= 90% or z or y == 0)"),
        ("count(conditions) >= 2", "x >= 90% and z or x >= 90% and y == 0 or z and y == 0"),
        ("count(conditions) == 3", "x >= 90% and z and y == 0 and not no"),
    ],
)
def test_conditions_are_unfolded(when: str, expected: str) -> None:
    assert unfolded(when, first="x >= 90%", second="z", third="y == 0") == expected


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ("total > 10", ("KQ257", 7, 11)),  # a field
        ("y > 3 and frist", ("KQ257", 7, 21)),
        ("sum(y) > 3", ("KQ257", 7, 11)),  # rows are out of sight
        ("count(conditions) >= 2", ("KQ204", 7, 11)),  # there is one condition
        ("count(y) >= 1", ("KQ204", 7, 11)),
        ("conditions", ("KQ204", 7, 11)),
        ("y + 1", ("KQ205", 7, 11)),  # no condition
        ("x >= y", ("KQ206", 7, 11)),  # a share and a number
        ("y >", ("KQ201", 7, 14)),
    ],
)
def test_a_fault_is_told_at_its_place(when: str, fault: tuple[str, int, int]) -> None:
    assert fault in faults(when, first="x >= 90%")


def test_a_condition_is_not_called_as_an_indicator_is() -> None:
    assert faults("y > 3", y="x > 0") == [("KQ112", 1, 5)]


def test_a_faulty_condition_is_told_where_it_stands() -> None:
    assert ("KQ257", 2, 5) in faults("first", first="x > 0", second="nobody > 0")
