"""Texts as entries of a dictionary: written out, shortened, or named once above a table."""

from __future__ import annotations

import pytest

from kokoq.collect.cells.words import vocabulary
from kokoq.collect.propose.symbols import Symbols
from kokoq.definitions.load import load_catalogue
from kokoq.resources import shipped

_LOADED = load_catalogue(shipped("indicators") / "promyshlennovsky").value
assert _LOADED is not None
SYMBOLS = Symbols(_LOADED, vocabulary(_LOADED))


@pytest.mark.parametrize(
    ("text", "dictionary", "code"),
    [
        ("Математика проф.", "subjects", "math_profile"),
        ("Англ. яз.", "subjects", "eng"),
        ("Ин. яз. (англ.)", "subjects", "eng"),
        ("Русского языка", "subjects", "rus"),
        ("Информ.", "subjects", "inf"),
        ("Мат.", "subjects", ""),  # three begin so
        ("А", "subjects", ""),
        ("Муниципальный уровень", "contest_levels", "municipal"),  # «уровень» is of the dictionary's title
        ("Читательская грамотность", "literacy_kinds", "reading"),  # of the title «Вид функциональной грамотности»
        ("5 кл", "grades", "5"),
        ("Параллель 5", "grades", "5"),
        ("12 класс", "grades", ""),
        ("Участники", "grades", ""),
    ],
)
def test_a_text_stands_for_the_one_entry_that_can_be_meant(text: str, dictionary: str, code: str) -> None:
    assert SYMBOLS.code(text, dictionary) == code


@pytest.mark.parametrize(
    ("title", "dictionary", "code"),
    [
        ("Протокол единого государственного экзамена", "procedures", "ege"),
        ("Итоги ВПР", "procedures", "vpr"),
        ("Результаты по физике", "subjects", "phys"),
        ("Сведения об учителях физкультуры и химии", "subjects", ""),  # two
        ("Итоги муниципального этапа всероссийской олимпиады школьников", "olympiad_stages", "municipal"),
        ("Школьный этап всероссийского конкурса", "olympiad_stages", "school"),  # said with «этап»
        ("Таблица 5. Русский язык, 8-е классы", "grades", "8"),
        ("Таблица 5", "grades", ""),
        ("Лист1", "grades", ""),
    ],
)
def test_a_text_above_a_table_names_one_entry_or_none(title: str, dictionary: str, code: str) -> None:
    assert SYMBOLS.constant(dictionary, (title,)) == code
