"""Formulas that say the same have one text; those that do not have another."""

import pytest

from kokoq.formula.canonical import canonical

from .sample import tree


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("teachers+young", "young  +  teachers"),
        ("teachers + (young + certified)", "certified + young + teachers"),
        ("teachers - young + certified", "certified + teachers - young"),
        ("teachers - (young - certified)", "teachers + certified - young"),
        ("-young + teachers", "teachers - young"),
        ("2 * (teachers + young)", "(young + teachers) * 2"),
        ("count(score >= 70)", "count(70 <= score)"),
        ('count(subject == "rus" and score > 5)', 'count(5 < score and "rus" == subject)'),
        ('count(subject in ["rus", "math"])', 'count(subject in ["math", "rus"])'),
        ("share(attendance >= 95%)", "share(attendance >= 0.950)"),
    ],
)
def test_ways_of_writing_one_formula_are_one(one: str, other: str) -> None:
    assert canonical(tree(one)) == canonical(tree(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("teachers / young", "young / teachers"),
        ("teachers - young", "young - teachers"),
        ("teachers - young", "teachers + young"),
        ("teachers - (young - certified)", "teachers - young - certified"),
        ("2 * teachers + young", "2 * (teachers + young)"),
        ("count(score >= 70)", "count(score > 70)"),
        ("count(score >= 70)", "count(70 >= score)"),
        ("count(score >= 70)", "count(where = score >= 70)"),
        ("count(score >= 5 and score < 9 or score == 2)", "count(score >= 5 and (score < 9 or score == 2))"),
        ("share(attendance >= 95%)", "share(attendance >= 95)"),
        ("previous(teachers)", "teachers"),
        ("2 ^ 3", "3 ^ 2"),
    ],
)
def test_formulas_that_say_something_else_differ(one: str, other: str) -> None:
    assert canonical(tree(one)) != canonical(tree(other))
