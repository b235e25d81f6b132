"""Every column is called something in both languages, and no two columns of a sheet are called the same."""

from __future__ import annotations

import pytest

from kokoq.exchange.sheets import BY_ID, SHEETS
from kokoq.exchange.titles import column_title, folded
from kokoq.language import language


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)
def test_every_column_has_a_title_of_its_own_in_both_languages(sheet: object) -> None:
    names = BY_ID[getattr(sheet, "id", "")].names
    russian = [column_title(name, language("ru")) for name in names]
    assert not [title for title in russian if title.isascii()]
    for titles in (russian, [column_title(name, language("en")) for name in names]):
        assert all(title[:1].isupper() for title in titles)
        assert len({folded(title) for title in titles}) == len(names)


def test_evidence_is_chosen_by_one_word_each() -> None:
    columns = {column.name: column for column in BY_ID["fields"].columns}
    assert columns["evidence"].choices == ("required", "no")
    assert {c.name: c for c in BY_ID["scales"].columns}["illustrative"].choices == ("yes", "no")
