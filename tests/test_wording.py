"""Findings as sentences."""

from __future__ import annotations

import pytest

from kokoq.diagnostics import Cell
from kokoq.language import language
from kokoq.rules import DUPLICATE_SUBMISSION
from kokoq.wording import nested, to_message


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("«Школа № 1» и «Школа № 2»", "«Школа № 1» и «Школа № 2»"),
        ("«Детский сад «Сказка»»: «да»", "«Детский сад „Сказка“»: «да»"),
        ("введено ««»", "введено ««»"),
        ("введено «»»»", "введено «»»»"),
        ("«а «б «в» г» д»", "«а „б „в“ г“ д»"),
    ],
)
def test_quotes_within_quotes_are_others(text: str, shown: str) -> None:
    assert nested(text) == shown


def test_an_organisation_whose_title_has_quotes_is_named_with_care() -> None:
    found = DUPLICATE_SUBMISSION.at(Cell("b.xlsx"), organisation="Детский сад «Сказка»", other="a.xlsx")
    assert to_message(found, language("ru")).startswith("Организация «Детский сад „Сказка“» уже прислала")
