"""A catalogue with a scale of every kind, as a methodologist writes it: loaded, proved by its cases, said in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from kokoq.assess.cases import run_cases
from kokoq.definitions.load import load_catalogue
from kokoq.language import language
from kokoq.plan import Plan, compile
from kokoq.reports.definitions.scales import scales_words
from kokoq.reports.facts import declared_facts

FOLDER = Path(__file__).parent / "every_scale"


@pytest.fixture(scope="module")
def plan() -> Plan:
    loaded = load_catalogue(FOLDER)
    assert loaded.value is not None
    compiled = compile(loaded.value)
    assert (loaded.diagnostics, compiled.diagnostics) == ((), ())
    assert compiled.value is not None
    return compiled.value


def test_points_are_as_the_cases_expect(plan: Plan) -> None:
    assert {case.indicator for case in plan.catalogue.cases} == set(plan.catalogue.indicators)
    assert run_cases(plan, shown=lambda _, __: "").diagnostics == ()


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (
            "winners_count",
            ("Действует по 31.08.2021.; 1 балл за каждую единицу; Не выше: 5 баллов; Действует с 01.09.2021.; "
            "2 балла за каждые 3 сверх 1; Не выше: 10 баллов; По баллам: не менее 8 баллов — уровень высокий; "
            "По баллам: в остальных случаях — уровень низкий"),
        ),
        ("violations_count", "Исходно 10 баллов; −3 балла за каждую единицу; Не ниже: 0 баллов"),
        (
            "passed_growth",
            ("Смотрится изменение к прошлому периоду; не менее 5 п. п. — 2 балла, уровень высокий; "
            "более 0 п. п. — 1 балл, уровень базовый; в остальных случаях — 0 баллов, уровень низкий"),
        ),
        (
            "overall",
            ("Условие «winning»: показатель 1.1 «Победители олимпиад» не меньше 3; "
            "Условие «clean»: показатель 1.2 «Нарушения» ровно 0; "
            "Условие «passing»: показатель 1.3 «Сдали экзамен» не меньше 90 %; "
            "Действует полоса с наибольшим числом баллов из подходящих; "
            "если выполнено не менее 2 условий — 2 балла, уровень высокий; "
            "не менее 10, если условие «clean» выполнено и неверно, что условие «winning» выполнено — "
            "1 балл, уровень базовый; в остальных случаях — 0 баллов, уровень низкий"),
        ),
        ("programme_level", ("«соответствует» — 2 балла, уровень высокий; «соответствует частично» — 1 балл, "
         "уровень базовый; «не соответствует» — 0 баллов, уровень низкий")),
    ],
)  # fmt: skip
def test_a_scale_is_a_sentence(plan: Plan, indicator: str, expected: str) -> None:
    facts = declared_facts(plan, language("ru"))
    said = "; ".join(scales_words(facts, plan.catalogue.indicators[indicator]))
    assert said.replace("\u00a0", " ") == expected


def test_every_scale_is_said_in_english_too(plan: Plan) -> None:
    facts = declared_facts(plan, language("en"))
    for indicator in plan.catalogue.indicators.values():
        assert all(line.isprintable() and line for line in scales_words(facts, indicator))
