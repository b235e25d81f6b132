"""Words of headers: their endings, what is shortened, what means the same, what means the contrary."""

from __future__ import annotations

import pytest

from kokoq.collect.sources.terms import Term, office, stem, terms_of


@pytest.mark.parametrize(
    "forms",
    [
        "обучающиеся обучающихся обучающимся",
        "сдали сдавших сдавшие",
        "справились справившихся",
        "участвовали участвовало",
        "дети детей детям",
        "учителя учителей учитель",
        "победители победителей победитель",
        "категория категории категорию",
        "русский русскому русского",
        "опрошено опрошенных",
        "число числа",
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Кол-во уч-ся", "Обучающиеся"),
        ("Обуч.", "учащихся"),
        ("Пед. раб., всего", "Педагогические работники"),
        ("Педагогов", "Педагогические работники"),
        ("Кл.", "класс"),
        ("Параллель", "Класс"),
        ("ОО", "Образовательное учреждение"),
        ("ДОУ", "Детский сад"),
        ("Код уч-ка", "Шифр участника"),
        ("Не справились, чел.", "Не преодолели минимальный порог"),
        ("сдавших ГИА", "Сдали государственную итоговую аттестацию"),
        ("поб. и приз.", "Победители и призёры"),
        ("более 2 предметов", "более двух предметов"),
        ("Макс. балл", "Наибольший балл"),
        ("Числ-ть детей", "Воспитанники"),
    ],
)
def test_office_russian_says_one_thing_in_many_ways(one: str, other: str) -> None:
    pairs = list(zip(terms_of(one), terms_of(other), strict=True))
    assert pairs
    assert all(office().alike(*pair) >= 0.9 for pair in pairs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Справились", "Не справились"),
        ("Учителя", "Учащиеся"),
        ("Участники", "Учителя"),
        ("Волонтёры", "Волонтёрские"),
        ("Работники", "Работы"),
        ("9", "11"),
        ("=1", "=12"),
    ],
)
def test_what_only_looks_alike_is_not_the_same(one: str, other: str) -> None:
    assert all(office().alike(a, b) < 0.9 for a in terms_of(one) for b in terms_of(other))


def test_words_that_tell_nothing_and_years_are_left_out() -> None:
    assert terms_of("Всего, чел. (2020/2021 уч. год)") == (Term("уч", short=True),)
    assert terms_of("из них, шт.") == ()


def test_a_header_over_shares_and_one_over_organisations_are_told_by_declared_words() -> None:
    assert [office().is_share((text,)) for text in ("% удовл.", "Доля, %", "Удельный вес", "Удовлетворены")] == [
        True,
        True,
        True,
        False,
    ]
    assert [
        office().is_organisation(text)
        for text in ("Наименование ОО", "ОУ", "Школа", "Руководитель ОО", "Код участника")
    ] == [True, True, True, False, False]


def test_every_declared_text_means_something_and_stands_in_one_line() -> None:
    lines: dict[tuple[Term, ...], set[str]] = {}
    for said, line in office().same:
        lines.setdefault(said, set()).add(line)
    assert all(said for said, _ in office().same)
    assert [said for said, found in lines.items() if len(found) > 1] == []
