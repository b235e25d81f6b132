"""How names must be written."""

import pytest

from kokoq.definitions.names import check_codes, check_identifiers, check_known
from kokoq.definitions.source import make_text
from kokoq.language import language

MARK = ("x.yaml", 1, 1, 1)


def codes(name: str) -> list[str]:
    return [d.rule.code for d in check_identifiers([make_text(name, MARK)])]


@pytest.mark.parametrize("name", ["pupils", "children_5_18", "дети_5_18", "ё", "ünder", "where_to"])
def test_lower_case_words_of_any_alphabet_are_names(name: str) -> None:
    assert codes(name) == []


@pytest.mark.parametrize("name", ["Pupils", "5_18", "a-b", "a b", "", "_a", "and", "where", "a.b", "e\u0301"])
def test_what_could_not_stand_in_a_formula_is_no_name(name: str) -> None:
    assert codes(name) == ["KQ109"]


@pytest.mark.parametrize(("name", "letters"), [("cтаж", "c"), ("рuрils", "рр"), ("дети_a", "a")])
def test_letters_of_two_alphabets_in_one_name_are_shown(name: str, letters: str) -> None:
    (found,) = check_identifiers([make_text(name, MARK)])
    assert (found.rule.code, found.params["letters"]) == ("KQ110", letters)


def test_codes_may_have_digits_dots_and_dashes() -> None:
    assert list(check_codes(make_text(code, MARK) for code in ("5.1", "ust-ilimsk-2021-12-15", "10а", "EGE"))) == []
    assert [d.rule.code for d in check_codes([make_text("a b", MARK)])] == ["KQ109"]


def test_where_nothing_is_declared_nothing_is_unknown() -> None:
    assert list(check_known([make_text("a", MARK)], None, "topic")) == []
    assert [d.rule.code for d in check_known([make_text("a", MARK)], (), "topic")] == ["KQ111"]


def test_a_name_that_only_looks_like_a_declared_one_is_told_by_its_letters() -> None:
    (found,) = check_known([make_text("mеals", MARK)], {"meals"}, "field")  # the second letter is Cyrillic
    assert (found.rule.code, found.params["letters"]) == ("KQ110", "е")


def test_a_code_in_the_place_of_a_name_is_told_with_the_name() -> None:
    (found,) = check_known([make_text("1.01", MARK)], {"hot_meals_share": "1.01", "complaints": "1.02"}, "indicator")
    assert (found.rule.code, found.params["close"]) == ("KQ111", ("hot_meals_share",))


def test_an_unknown_name_is_told_with_the_place_where_one_is_declared() -> None:
    for what in ("act", "level", "organisation_type", "tag", "topic", "type", "unit"):
        (found,) = check_known([make_text("lessons", MARK)], (), what)
        assert all(language(code).has(str(found.params["what"])) for code in ("ru", "en"))
        assert found.params["what"] == f"declared.{what}"
