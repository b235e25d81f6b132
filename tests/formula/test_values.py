import pytest

from kokoq.formula.values import ORGANISATIONS, SHARE, ValueKind, ValueType, alike, product, quotient, said
from kokoq.language import Word, language
from tests.collect.tiny import CATALOGUE


def number(unit: str | None = "") -> ValueType:
    return ValueType(ValueKind.NUMBER, unit)


FIVE = ValueType(ValueKind.NUMBER, None, literal=True)
PERCENT = ValueType(ValueKind.SHARE, None, literal=True)
ROWS = number(None)
PERSONS, PIECES = number("persons"), number("pieces")


@pytest.mark.parametrize(
    ("left", "right", "common"),
    [
        (PERSONS, PERSONS, PERSONS),
        (PERSONS, FIVE, PERSONS),
        (ROWS, PERSONS, PERSONS),
        (number(), PERSONS, PERSONS),
        (FIVE, SHARE, SHARE),
        (PERCENT, SHARE, SHARE),
        (PERSONS, PIECES, None),
        (PERSONS, PERCENT, None),
        (ROWS, SHARE, None),
        (ValueType(ValueKind.SYMBOL, dictionary="a"), ValueType(ValueKind.SYMBOL, dictionary="b"), None),
    ],
)
def test_values_are_alike_whose_units_agree(left: ValueType, right: ValueType, common: ValueType | None) -> None:
    assert alike(left, right) == common
    assert alike(right, left) == common


@pytest.mark.parametrize(
    ("left", "right", "kind", "unit"),
    [
        (PERSONS, PERSONS, ValueKind.SHARE, "persons"),
        (ROWS, PERSONS, ValueKind.SHARE, "persons"),
        (PERSONS, PIECES, ValueKind.NUMBER, "persons/pieces"),
        (PERSONS, FIVE, ValueKind.NUMBER, "persons"),
        (FIVE, PERSONS, ValueKind.NUMBER, "1/persons"),
        (PERSONS, SHARE, ValueKind.NUMBER, "persons"),
        (SHARE, SHARE, ValueKind.SHARE, ""),
        (number(), number(), ValueKind.SHARE, ""),
    ],
)
def test_quotient_of_one_unit_is_a_share(left: ValueType, right: ValueType, kind: ValueKind, unit: str) -> None:
    found = quotient(left, right)
    assert (found.kind, found.unit) == (kind, unit)
    assert found.ratio == ("/" in unit)


def test_product_keeps_the_unit_of_the_one_that_has_it() -> None:
    assert product(PERSONS, FIVE) == PERSONS
    assert product(SHARE, PERSONS) == PERSONS
    assert product(FIVE, SHARE) == SHARE
    assert product(PERSONS, PIECES).unit == "persons·pieces"


def test_yes_no_total_can_be_counted() -> None:
    total = ValueType(ValueKind.CONDITION, "organisations")
    assert total.counted == number("organisations")
    assert ValueType(ValueKind.CONDITION).counted.kind is ValueKind.CONDITION


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (number(ORGANISATIONS), "число организаций"),
        (PERSONS, "число (чел.)"),
        (SHARE, "доля (число в процентах)"),
    ],
)
def test_a_type_is_said_in_words_with_what_it_counts(value: ValueType, words: str) -> None:
    word = said(value, CATALOGUE)
    assert isinstance(word, Word)
    assert language("ru").say(word, **word.params) == words
