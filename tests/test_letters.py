"""Letters that look alike."""

from kokoq.letters import foreign_letters, skeleton


def test_names_of_two_alphabets_look_the_same() -> None:
    assert skeleton("cap") == skeleton("сар")  # Latin, Cyrillic


def test_each_letter_of_another_alphabet_is_found_at_its_place() -> None:
    assert foreign_letters("exсеllent", "excellent") == ((3, "с", "c"), (4, "е", "e"))  # the first of each is Cyrillic


def test_words_that_look_different_have_no_such_letters() -> None:
    assert foreign_letters("exсelent", "excellent") == ()  # one letter less
    assert foreign_letters("Excellent", "excellent") == ()
    assert foreign_letters("İx", "i̇x") == ()  # the capital becomes two characters
