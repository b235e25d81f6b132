"""Texts as a reader compares them."""

from kokoq.definitions.lint.words import abbreviations, appendices, gist, mixed_words, normalised


def test_case_punctuation_and_the_dots_of_yo_make_no_difference() -> None:
    assert normalised("Доля  учителей, всё-таки!") == normalised("доля учителей все таки")


def test_order_endings_and_joining_words_make_no_difference_numbers_do() -> None:
    assert gist("Повышение культуры родителей") == gist("Повышению родителей культура")
    assert gist("Выпускники 9-х классов") != gist("Выпускники 11-х классов")
    assert gist("Доля детей с ОВЗ") != gist("Доля детей")


def test_a_word_of_two_alphabets_is_found_with_its_offset() -> None:
    assert list(mixed_words("и Cтаж, и IT-класс")) == [(2, "Cтаж")]  # the first letter is Latin


def test_abbreviations_are_words_in_capitals() -> None:
    assert [word for _, word in abbreviations("Доля ШНОР и СанПиН, ФГОС ДО и ОО-2")] == ["ШНОР", "ФГОС", "ДО", "ОО"]


def test_appendices_are_found_in_any_case() -> None:
    assert [number for *_, number in appendices("по приложению № 2 и Приложениям 3")] == ["2", "3"]
