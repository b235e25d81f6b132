"""A figure far outside of its limits, and the one factor by which it would fit; others stay without a guess."""

from __future__ import annotations

import pytest

from kokoq.collect.cells.slips import slip
from kokoq.diagnostics import Cell
from kokoq.language import Word, language
from kokoq.model import Type
from kokoq.rules import OUT_OF_RANGE, PART_EXCEEDS_WHOLE
from kokoq.wording import to_message
from tests.collect.tiny import make_field

TABLE = """
| type    | value | low | high | meant | n    | why                                                            |
| ------- | ----- | --- | ---- | ----- | ---- | -------------------------------------------------------------- |
| number  | 85.3  | 0   | 1    | 0.853 | 100  | a percent for a share                                          |
| number  | 45000 | 0   | 200  | 45    | 1000 | roubles for thousands: 450 would still be too much             |
| count   | 4500  |     | 50   | 45    | 100  | 450 is too much, 4.5 are no persons                            |
| count   | 6500  | 20  | 100  | 65    | 100  | a score: 650 is too much, 6 too little                         |
| mark    | 400   | 2   | 5    | 4     | 100  | 40 is no mark                                                  |
| percent | 8530  | 0   | 100  | 85.3  | 100  | the comma was lost                                             |
| number  | 0.15  | 100 | 300  | 150   | 1000 | thousands for units                                            |
| number  | 15000 | 0   | 200  |       |      | 150 and 15 would fit                                           |
| count   | 5000  |     | 50   |       |      | 50 and 5 would fit                                             |
| count   | 4501  |     | 50   |       |      | nothing fits                                                   |
| count   | 400   |     | 50   |       |      | eight times too much may be any misprint                       |
| percent | 853   | 0   | 100  |       |      | near enough to its limits to be any misprint                   |
| number  | 0     | 100 | 300  |       |      | nought is nought in every unit                                 |
| count   | 45    |     | 50   |       |      | within its limits                                              |
| count   | 4500  |     | 0    |       |      | of none there are none                                         |
"""


def cases() -> list[list[str]]:
    lines = TABLE.strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")][:6] for line in lines]


def number(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.parametrize(("kind", "value", "low", "high", "meant", "n"), cases())
def test_one_factor_is_told_where_it_alone_would_do(
    kind: str, value: str, low: str, high: str, meant: str, n: str
) -> None:
    found = slip(float(value), make_field("x", type=Type(kind)), number(low), number(high))
    if not meant:
        assert found == ""
    else:
        assert isinstance(found, Word)
        assert (found.params["value"], found.params["meant"]) == (float(value), float(meant))
        assert getattr(found.params["times"], "params")["n"] == int(n)  # noqa: B009 - a Word, told as an object


def test_it_is_said_in_one_sentence_in_the_numbers_of_the_language() -> None:
    field = make_field("x", type=Type.NUMBER)
    found = OUT_OF_RANGE.at(Cell("a.xlsx"), value="85,3", field="Доля", limits="0–1", slip=slip(85.3, field, 0, 1))
    assert to_message(found, language("ru")) == (
        "В поле «Доля» введено «85,3», допустимо: 0–1. Похоже, ввели 85,3 вместо 0,853: в 100 раз больше."
    )
    assert to_message(found, language("en")).endswith(
        "It looks as if 85.3 was entered instead of 0.853: 100 times as much."
    )
    bare = PART_EXCEEDS_WHOLE.at(Cell("a.xlsx"), part="Часть", part_value=5.0, whole="Целое", whole_value=4.0, slip="")
    assert to_message(bare, language("ru")) == "«Часть» (5) больше, чем «Целое» (4)."
