"""Names that are none of the campaign's: which of its organisations were probably meant."""

from __future__ import annotations

import time

import pytest

from kokoq.collect.lists.roster import Roster, roster
from kokoq.model import Organisation


def known(*titles: str) -> Roster:
    return roster(Organisation(id=f"o{n}", title=title, type="any") for n, title in enumerate(titles))


NUMBERED = known(*(f"Школа № {n}" for n in (1, 2, 5, 6, 11, 12)), "Детский сад № 1", "Лицей № 6")
NAMED = known(
    "МБОУ «Школа № 6»", "Детский сад «Ромашка»", "Детский сад «Ёлочка»", "Школа «Ромашка»", "Школа посёлка Северного"
)


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("Школа № 1 (корпус 1)", ("Школа № 1",)),  # not 11, which only looks alike
        ("Школа № 1 (корпус 2)", ("Школа № 1",)),
        ("МБОУ СОШ №1", ("Школа № 1",)),
        ("МБОУ СОШ N 12", ("Школа № 12",)),
        (
            "3. Муниципальное казённое общеобразовательное учреждение «Средняя общеобразовательная школа № 5»",
            ("Школа № 5",),
        ),
        ("МБДОУ № 01", ("Детский сад № 1",)),  # the legal form alone tells the kind
        ("МБДОУ «Д/с № 1 «Сказка»»", ("Детский сад № 1",)),
        ("МБОУ «Лицей №6» г. Учебный", ("Лицей № 6",)),
        ("Шкала № 2", ("Школа № 2",)),
        ("Шкoла № 2 г. Учебный", ("Школа № 2",)),  # a Latin «o»
    ],
)
def test_the_number_and_the_kind_are_kept(name: str, close: tuple[str, ...]) -> None:
    assert NUMBERED.find(name) is None
    assert NUMBERED.close(name) == close


@pytest.mark.parametrize(
    "name", ["МБОУ Школа №8 г. Учебный", "Детский сад № 2", "Школа № 112", "Школа", "СОШ", "МБОУ", "*"]
)
def test_nobody_is_offered_for_another_number_or_for_no_name_at_all(name: str) -> None:
    assert NUMBERED.close(name) == ()


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("Муниципальное бюджетное общеобразовательное учреждение «Школа № 6»", ("МБОУ «Школа № 6»",)),
        ("МБДОУ детский сад «Ромашка»", ("Детский сад «Ромашка»",)),  # and no school of that name
        ("МКДОУ «Ромашка»", ("Детский сад «Ромашка»",)),
        ("Муниципальное дошкольное образовательное учреждение «Детский сад «Ромашко»", ("Детский сад «Ромашка»",)),
        ("МБОУ СОШ пос. Северного", ("Школа посёлка Северного",)),
    ],
)
def test_the_legal_form_does_not_matter(name: str, close: tuple[str, ...]) -> None:
    assert NAMED.find(name) is None
    assert NAMED.close(name) == close


def test_where_no_kind_is_told_each_of_the_number_is_offered() -> None:
    assert set(NUMBERED.close("МБОУ № 6")) == {"Школа № 6", "Лицей № 6"}
    assert NAMED.close("Десткий сад «Ёлочка»")[0] == "Детский сад «Ёлочка»"


def test_the_only_one_of_a_kind_is_offered_without_its_number() -> None:
    assert NUMBERED.close("Лицей") == ("Лицей № 6",)


@pytest.mark.parametrize(
    "name", ["Детский сад «Солнышко»", "Детский сад № 8", "Лицей «Ромашка»", "Управление образования"]
)
def test_a_kind_alone_or_a_name_of_another_kind_offers_nobody(name: str) -> None:
    assert NAMED.close(name) == ()


@pytest.mark.parametrize("mark", ["*", " **", "¹", " ²)", " 1)", "*)"])
def test_a_mark_of_a_footnote_does_not_hinder(mark: str) -> None:
    assert NUMBERED.close(f"МБОУ СОШ №1{mark}") == ("Школа № 1",)
    assert NAMED.close(f"МБДОУ д/с «Ромашка»{mark}") == ("Детский сад «Ромашка»",)


@pytest.mark.parametrize("name", ["*" * 30_000 + "x", " 1)" * 10_000 + "x", "(" * 30_000, "Школа № 77 " * 3_000])
def test_whatever_stands_in_a_cell_costs_little(name: str) -> None:
    start = time.process_time()
    assert NUMBERED.close(name) == ()
    assert time.process_time() - start < 1


def test_an_organisation_is_offered_once_by_the_name_that_is_nearest() -> None:
    aliased = roster((Organisation(id="s1", title="Школа № 1", type="school", aliases=("СОШ № 1", "Первая школа")),))
    assert aliased.close("МБОУ СОШ №1") == ("СОШ № 1",)
    assert aliased.close("МАОУ Школа №1") == ("Школа № 1",)


def test_a_text_longer_than_any_name_is_none_even_where_it_would_fold_into_one() -> None:
    """A cell may hold 32,767 characters, in each of a million rows: nobody's name is looked for in them."""
    assert NUMBERED.find("Школа № 6") is not None
    assert NUMBERED.find("Школа №" + " " * 1_000 + "6") is None
