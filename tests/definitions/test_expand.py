"""Templates and duplicates."""

from pathlib import Path

import pytest

from kokoq.definitions.load import load_catalogue
from kokoq.model import Catalogue

HEAD = """\
kokoq: 1
id: c
title: Каталог
dictionaries: {subjects: {title: Предмет, entries: {rus: Русский язык, math: Математика}}}
"""
FIELDS = "fields: {a: {title: А}, b: {title: Б, part_of: a}}\n"
PARTS = "goal: Цель\ntasks: [З]\ncollection: {}\nperiodicity: {}\ncriteria: [К]\n"


def load(folder: Path, indicators: str) -> Catalogue:
    (folder / "catalogue.yaml").write_text(HEAD, encoding="utf-8")
    (folder / "fields.yaml").write_text(FIELDS, encoding="utf-8")
    regulation = f"id: r\ncode: '1'\ntitle: Положение\n{PARTS}indicators:\n{indicators}"
    (folder / "r.yaml").write_text(regulation, encoding="utf-8")
    checked = load_catalogue(folder)
    assert not checked.failed, checked.diagnostics
    assert checked.value is not None
    return checked.value


@pytest.mark.parametrize(
    ("values", "ids", "titles"),
    [
        ("[70, 80]", ["t_70", "t_80"], ["«70»", "«80»"]),
        ("2..4", ["t_2", "t_3", "t_4"], ["«2»", "«3»", "«4»"]),
        ("subjects", ["t_rus", "t_math"], ["«Русский язык»", "«Математика»"]),
        ("[math]", ["t_math"], ["«Математика»"]),
        ("['5', x-y]", ["t_5", "t_x_y"], ["«5»", "«x-y»"]),
    ],
)
def test_a_template_gives_one_indicator_a_value(tmp_path, values, ids, titles) -> None:
    made = load(
        tmp_path, f"  t: {{code: 1.1.1, title: '«{{p}}»', kind: count, formula: a, for_each: {{p: {values}}}}}\n"
    )
    assert list(made.indicators) == ids
    assert [i.title for i in made.indicators.values()] == titles
    assert made.regulations[0].indicators == tuple(ids)
    assert all(i.template == "t" for i in made.indicators.values())


def test_numbers_and_codes_are_told_apart(tmp_path) -> None:
    made = load(tmp_path, "  t: {code: 1.1.1, title: '«{p}»', kind: count, formula: a, for_each: {p: [5, '5a']}}\n")
    assert [i.parameters for i in made.indicators.values()] == [{"p": 5}, {"p": "5a"}]
    assert [i.code for i in made.indicators.values()] == ["1.1.1.5", "1.1.1.5a"]


def test_two_parameters_give_their_product(tmp_path) -> None:
    made = load(tmp_path, "  t: {code: 1.1.1, title: т, kind: count, formula: a, for_each: {p: [1, 2], q: subjects}}\n")
    assert list(made.indicators) == ["t_1_rus", "t_1_math", "t_2_rus", "t_2_math"]


def test_a_number_that_nobody_writes_is_a_parameter_like_any_text(tmp_path) -> None:
    indicator = f"{{code: 1.1.1, title: т, kind: count, formula: a, for_each: {{p: [7, {'9' * 5000}]}}}}"
    made = load(tmp_path, f"  t: {indicator}\n")
    assert [i.parameters["p"] for i in made.indicators.values()] == [7, "9" * 5000]


def test_a_duplicate_shows_what_it_repeats_under_its_own_code(tmp_path) -> None:
    made = load(
        tmp_path,
        "  first: {code: 1.1.1, title: Доля, kind: share, formula: b / a, better: lower, by: [subject]}\n"
        "  second: {code: 1.1.2, title: Доля ещё раз, same_as: first}\n"
        "  third: {code: 1.1.3, title: И ещё, same_as: second}\n",
    )
    third = made.indicators["third"]
    assert (third.code, third.title, third.same_as) == ("1.1.3", "И ещё", "first")
    assert (third.formula, third.kind, third.by) == (made.indicators["first"].formula, "share", ("subject",))


def test_a_duplicate_of_a_template_repeats_each_of_its_indicators(tmp_path) -> None:
    made = load(
        tmp_path,
        "  t: {code: 1.1.1, title: '«{p}»', kind: count, formula: a, for_each: {p: [1, 2]}}\n"
        "  copy: {code: 1.1.2, title: '«{p}» ещё раз', same_as: t}\n",
    )
    assert {i.id: i.same_as for i in made.indicators.values()} == {
        "t_1": "",
        "t_2": "",
        "copy_1": "t_1",
        "copy_2": "t_2",
    }
