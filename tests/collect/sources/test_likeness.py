"""Headers against the titles of a catalogue: rare words weigh more, what stands around decides where titles do not."""

from __future__ import annotations

from math import log

import pytest

from kokoq.collect.propose.match import CLEAR
from kokoq.collect.sources.likeness import likeness_among
from kokoq.collect.sources.terms import terms_of

TITLES = (
    "Выпускники 9-х классов",
    "Выпускники 11-х классов",
    "Выпускники 11-х классов, поступившие в вузы",
    "Обучающиеся, всего",
    "Обучающиеся по индивидуальному маршруту",
    "Педагогические работники, всего",
    "Молодые педагоги",
)
LIKE = likeness_among(TITLES)


def best(*path: str) -> str:
    return max(TITLES, key=lambda title: LIKE.of(path, title))


def test_all_words_of_a_title_in_any_order_and_form_are_the_title() -> None:
    # «балл» stands in the upper row and counts 0.9: recall is (1 + 0.9) / 2 = 0.95, precision 1
    assert LIKE.of(("Балл", "Тестовый"), "Тестовый балл") == pytest.approx(3 * 0.95 / (0.95 + 2), abs=0.001)
    assert LIKE.of(("Всего обучающихся, чел.",), "Обучающиеся, всего") == 1.0
    assert LIKE.of(("Цена",), "Участники") == 0.0


def test_a_word_that_few_titles_have_weighs_more() -> None:
    # of seven titles «выпускники» and «классы» stand in three, «9» in one
    common, rare = log(8 / 3), log(8 / 1)
    few, many = rare / (2 * common + rare), common / (2 * common + rare)
    assert LIKE.of(("9",), TITLES[0]) == pytest.approx(3 * few / (few + 2), abs=0.001)
    assert LIKE.of(("Выпускники",), TITLES[0]) == pytest.approx(3 * many / (many + 2), abs=0.001)


def test_a_common_word_alone_is_no_title_that_says_more() -> None:
    assert LIKE.of(("Обучающихся",), "Обучающиеся по индивидуальному маршруту") < CLEAR
    assert best("Педагогов") == "Педагогические работники, всего"
    assert best("Мол. педагоги") == "Молодые педагоги"


def test_another_number_is_another_figure() -> None:
    assert best("11 кл.", "вып-ков") == "Выпускники 11-х классов"
    assert LIKE.of(("11 кл.", "вып-ков"), TITLES[0]) < 0.3


def test_what_stands_above_the_table_decides_between_titles_that_a_header_does_not_tell_apart() -> None:
    told = LIKE.among(("Трудоустройство выпускников 11 классов 2021 года",))
    assert told.of(("Поступило",), TITLES[2]) > LIKE.of(("Поступило",), TITLES[2])
    assert told.of(("Всего выпускников",), TITLES[1]) > 0.7 > told.of(("Всего выпускников",), TITLES[0])


def test_what_a_title_repeats_of_its_table_need_not_stand_in_a_header() -> None:
    bare = LIKE.of(("Участников",), "Участники оценки")
    around = frozenset(terms_of("Оценка функциональной грамотности"))
    assert LIKE.of(("Участников",), "Участники оценки", around) > bare


def test_a_hint_holds_words_that_a_title_has_not() -> None:
    hint = "Списочная численность детей на конец года"
    assert LIKE.within(("Детей", "списочная числ-ть"), hint) == 1.0
    assert LIKE.within(("списочная числ-ть",), hint) == 0.0  # one word may stand in any hint
    assert LIKE.within(("Цена", "за единицу"), hint) == 0.0
