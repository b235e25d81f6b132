"""Organisations together: figures far from those of alike ones are noted, copied ones are told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kokoq.checks import peers, run
from kokoq.diagnostics import Cell

from .desk import SETTINGS, Y2, check, desk, observe, school, told

FIELDS = desk("""\
fields:
  pupils: {title: Обучающиеся, asked: organisation}
  excellent: {title: Отличники, asked: organisation, part_of: pupils}
  vacancies: {title: Вакансии, asked: organisation}
  safe: {title: Безопасность, type: percent, asked: organisation}
""")
NAMES = "abcdefghij"
TEN = tuple(school(name) for name in NAMES)
MANY = desk("fields:\n" + "".join(f"  f{n}: {{title: Поле {n}, asked: school}}\n" for n in range(12)))


def usual() -> dict[str, dict[str, float]]:
    """Ten schools of 100 to 190 pupils with about a tenth of them excellent, and 4 to 6 vacancies."""
    return {
        name: {"pupils": 100 + 10 * n, "excellent": 9 + n, "vacancies": 4 + n % 3, "safe": 0.9 + n / 100}
        for n, name in enumerate(NAMES)
    }


def test_alike_schools_are_not_noted() -> None:
    assert check(FIELDS, observe(FIELDS, {Y2: usual()}), *TEN) == ()


def test_a_share_far_from_those_of_others_is_noted_with_what_is_usual() -> None:
    given = usual()
    given["c"]["excellent"] = 110  # 110 of 120 is 91.7 %; the nine others have 9 to 9.5 %
    (found,) = check(FIELDS, observe(FIELDS, {Y2: given}), *TEN)
    assert (told([found]), str(found.severity)) == ([("KQ508", "c.xlsx!Данные!B2")], "note")
    assert found.params["value"] == 91.7
    assert found.params["n"] == 9
    assert found.params["unit"] == "check.percent"
    assert 9 <= float(str(found.params["usual"])) <= 9.5


def test_a_count_many_times_that_of_others_is_noted() -> None:
    given = usual()
    given["c"]["vacancies"] = 50
    (found,) = check(FIELDS, observe(FIELDS, {Y2: given}), *TEN)
    assert (found.rule.code, str(found.where), found.params["value"]) == ("KQ508", "c.xlsx!Данные!B3", 50)
    assert (found.params["usual"], found.params["unit"]) == (5, "")  # 4, 5, 4, 5, 6, 4, 5, 6, 4 and one more 5


def test_a_percent_is_held_against_those_of_others() -> None:
    given = usual()
    given["c"]["safe"] = 0.1
    assert told(check(FIELDS, observe(FIELDS, {Y2: given}), *TEN)) == [("KQ508", "c.xlsx!Данные!B4")]


def test_among_seven_nothing_is_unusual() -> None:
    given = {name: figures for name, figures in usual().items() if name in NAMES[:7]}
    given["c"]["vacancies"] = 50
    assert check(FIELDS, observe(FIELDS, {Y2: given}), *TEN) == ()


def test_organisations_of_another_type_are_no_peers() -> None:
    given = usual()
    for name in NAMES[5:]:
        given[name]["vacancies"] = 50
    kinds = tuple(school(n, kind="school" if n in NAMES[:5] else "kindergarten") for n in NAMES)
    assert check(FIELDS, observe(FIELDS, {Y2: given}), *kinds) == ()


def test_a_campaign_says_who_is_alike() -> None:
    given = usual()
    given["c"]["vacancies"] = 50
    tagged = tuple(school(name, *(["upper"] if name == "c" else [])) for name in NAMES)
    own = replace(SETTINGS, peers=("type", "upper"))
    assert check(FIELDS, observe(FIELDS, {Y2: given}), *tagged, settings=own) == ()


def test_a_share_of_few_and_a_figure_that_is_nought_or_all_are_not_noted() -> None:
    given = usual()
    for n, name in enumerate(NAMES):
        given[name] |= {"pupils": 100, "excellent": 100 if n % 2 else 0}
    given["c"] |= {"pupils": 5, "excellent": 0}
    assert [d for d in check(FIELDS, observe(FIELDS, {Y2: given}), *TEN) if d.params["field"] == "Отличники"] == []


def copied(equal: int, of: int = 12) -> dict[str, dict[str, float]]:
    """Of ``of`` figures of b, ``equal`` are those of a; all are telling (from 10 up)."""
    own = {f"f{n}": 20 + 3 * n for n in range(of)}
    return {
        "a": dict(own),
        "b": {name: value if n < equal else value + 1 for n, (name, value) in enumerate(own.items())},
    }


@pytest.mark.parametrize("together", [1, peers.PILE])
def test_figures_of_another_organisation_are_told_to_both(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "PILE", together)
    found = check(MANY, observe(MANY, {Y2: copied(9)}))
    assert told(found) == [("KQ511", "a.xlsx!Данные!B1"), ("KQ511", "b.xlsx!Данные!B1")]
    assert found[0].related == (Cell("b.xlsx", "Данные", "B1"),)
    assert [(d.params["other"], d.params["n"], d.params["of"]) for d in found] == [
        ("Школа b", 9, 12), ("Школа a", 9, 12)
    ]  # fmt: skip
    assert {str(d.severity) for d in found} == {"warning"}


def test_seven_equal_figures_and_small_ones_are_coincidence() -> None:
    assert check(MANY, observe(MANY, {Y2: copied(7)})) == ()
    small = {name: {f"f{n}": n % 10 for n in range(12)} for name in "ab"}
    assert check(MANY, observe(MANY, {Y2: small})) == ()


def test_where_municipalities_stand_apart_nobody_is_held_against_those_of_another() -> None:
    figures = copied(9)
    towns = {"a": "town", "b": "village"}
    pair = tuple(replace(school(name), municipality=town) for name, town in towns.items())
    observed = observe(MANY, {Y2: figures})
    assert len(run(MANY, observed, pair, periods=(Y2,), settings=SETTINGS)) == 2
    assert run(MANY, observed, pair, periods=(Y2,), settings=SETTINGS, apart=True) == ()
    given = usual()
    given["c"]["vacancies"] = 50
    ten = tuple(replace(one, municipality="village" if one.id in "abc" else "town") for one in TEN)
    observed = observe(FIELDS, {Y2: given})
    assert len(run(FIELDS, observed, ten, periods=(Y2,), settings=SETTINGS)) == 1
    assert run(FIELDS, observed, ten, periods=(Y2,), settings=SETTINGS, apart=True) == ()
