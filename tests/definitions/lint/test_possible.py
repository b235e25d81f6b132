"""Conditions that can hold, and such as never do."""

from decimal import Decimal

import pytest

from kokoq.definitions.lint.possible import Ends, can_hold
from kokoq.diagnostics import Span
from kokoq.formula.parser import parse
from kokoq.formula.tree import Formula, Name

HERE = Span("r.yaml")


def part(node: Formula) -> Ends:
    """Of ``x`` from 0 to 1, of anything else everything."""
    return (Decimal(0), Decimal(1)) if node == Name("x") else (None, None)


def possible(text: str, *never: str) -> bool:
    tree = parse(text, at=HERE).value
    assert tree is not None
    return can_hold(tree, part, never)


@pytest.mark.parametrize(
    "text",
    [
        "x < 5% and x > 10%",
        "y < 5 and y >= 5",
        "y > 5 and 5 >= y",
        "y == 5 and y == 6",
        "x > 100%",
        "x < 0",
        "y > -5 and y < -7",
        "not (y < 5 or y > 3)",
        "y < 5 and not (y < 10)",
        "y > 5 and (y < 3 or y < 5)",
        "a and not a",
        "not a and z > 1 and a",
        'kind == "new" and kind == "old"',
        "change(y) < -5% and change(y) > 0",
        "no",
        "gone or x > 1",
    ],
)
def test_what_excludes_itself_never_holds(text: str) -> None:
    assert not possible(text, "gone")


@pytest.mark.parametrize(
    "text",
    [
        "x < 10% and x > 5%",
        "y <= 5 and y >= 5",
        "x <= 0 or x >= 100%",
        "y < 3 or y > 5",
        "y > 5 and (y < 3 or y < 7)",
        "not (y < 5 and y > 10)",
        "a and not b",
        'kind == "new" or kind == "old"',
        "y < 5 and z > 10",
        "y != 5 and y == 5 + 0",  # what is computed is anything
        "gone or a",
    ],
)
def test_what_leaves_something_can_hold(text: str) -> None:
    assert possible(text, "gone")


def test_alternatives_do_not_ask_of_each_other() -> None:
    assert possible("(y < 3 or z < 3) and (y > 5 or z > 5)")  # y 6 and z 2
