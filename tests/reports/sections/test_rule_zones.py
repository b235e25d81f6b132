"""Problem zones by rules in the report, in the workbook's list and on pages; texts addressed to whom they concern."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kokoq.campaign import published
from kokoq.diagnostics import Span
from kokoq.language import language
from kokoq.model import Expression, ZoneRule
from kokoq.reports.definitions.zones import rule_words
from kokoq.reports.facts import Facts
from kokoq.reports.markdown import organisation_page, report
from kokoq.reports.sections.rule_zones import place_words
from kokoq.reports.view import view
from tests.compute.small import HERE
from tests.reports.sample import CERTIFIED, assess

RU = language("ru")
ALL = "{organisation} | {indicator} | {value} | {before} | {change} | {level} | {period} | {since}"


def rule(when: str, *indicators: str, recommend: str = "", id: str = "weak", **named: str) -> ZoneRule:
    return ZoneRule(
        id=id,
        title="Слабее | всех",
        at=HERE,
        when=Expression(when, Span("c.yaml")),
        conditions={name: Expression(text, Span("c.yaml")) for name, text in named.items()},
        indicators=indicators,
        recommend=recommend,
        illustrative=True,
    )


# certified of the sample: a 45 of 50 (90 %) after 40 of 50 (80 %), b 20 of 20; the town 65 of 70 (92,86 %)
WEAK = rule("value < 95%", "certified", recommend=ALL)


def test_the_words_in_braces_are_those_of_the_unit() -> None:
    shown = view(assess(zones=(WEAK,)), RU)
    [page] = [o for o in shown.organisations if o.rule_zones]
    [zone] = page.rule_zones
    assert (page.name.id, zone.since) == ("a", "с 2019/2020, раньше неизвестно")
    assert zone.recommend.replace("\u00a0", " ").split(" | ") == [
        "Школа № 1",
        "1.01 Доля выпускников с аттестатом",
        "90,0 %",
        "80,0 %",
        "+10,0 п. п.",
        "низкий",
        "2020/2021",
        "2019/2020",
    ]


def test_an_indicator_has_its_own_text_for_a_rule() -> None:
    own = replace(CERTIFIED, recommend={"weak": "Своё для {organisation}", "low": "По уровню"})
    shown = view(assess(own, zones=(WEAK,)), RU)
    [zone] = next(o for o in shown.organisations if o.name.id == "a").rule_zones
    assert zone.recommend == "Своё для Школа № 1"


def test_a_text_of_a_level_may_name_the_unit_too() -> None:
    shown = view(assess(replace(CERTIFIED, recommend={"low": "{organisation}: {value}"})), RU)
    page = next(o for o in shown.organisations if o.name.id == "a")
    assert [zone.recommend.replace("\u00a0", " ") for zone in page.zones] == ["Школа № 1: 90,0 %"]


def test_the_report_has_the_section_only_where_rules_are_declared() -> None:
    assert view(assess(), RU).analysis is None
    assert "## Анализ" not in report(view(assess(), RU), RU)
    page = report(view(assess(zones=(WEAK,)), RU), RU)
    assert "По правилам найдено 2 проблемные зоны." in page  # the town and a
    section = page.partition("## Анализ")[2].partition("\n## ")[0].replace("\u00a0", " ")
    assert "### Слабее | всех" in section or "### Слабее \\| всех" in section
    assert "| **Округ** | 1.01 | 92,9 % |" in section
    assert "| [Школа № 1](organisations/a.md) | 1.01 | 90,0 % |" in section


def test_rules_that_find_nothing_are_told_as_that() -> None:
    page = report(view(assess(zones=(rule("value < 1%", "certified"),)), RU), RU)
    assert "По правилам каталога проблемных зон нет." in page


def test_an_organisations_page_says_what_to_do() -> None:
    shown = view(assess(zones=(replace(WEAK, recommend="Разобрать {value}"),)), RU)
    pages = {o.name.id: organisation_page(shown, o, RU) for o in shown.organisations}
    assert "Разобрать 90,0" in pages["a"]
    assert "Проблемные зоны по правилам" not in pages["b"]


def test_a_public_report_finds_by_what_it_shows() -> None:
    # b has 3 leavers, fewer than 5: the public report does not show its share
    now = {"a": {"part": 45, "total": 50}, "b": {"part": 3, "total": 3}}
    found = assess(CERTIFIED, now=now, before=None, zones=(rule("value >= 99%", "certified"),))
    assert [o.name.id for o in view(found, RU).organisations if o.rule_zones] == ["b"]
    shown = view(published(replace(found, diagnostics=())), RU)
    assert [o.name.id for o in shown.organisations if o.rule_zones] == []


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("value < 80%", "«этот показатель» меньше 80 %"),
        ('level in ["low", "basic"] and declines', "хуже третий период подряд"),
        ("place <= 25% or jumps", "«место среди похожих» не больше 25 %"),
        ("not beyond_chance", "неверно, что"),
    ],
)
def test_rules_are_told_in_words(when: str, words: str) -> None:
    facts = Facts(assess(zones=(rule("value < 80%", "certified"),)), RU)
    assert words in rule_words(facts, rule(when, "certified")).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (0.0, "хуже всех похожих"),
        (0.004, "хуже почти всех похожих"),
        (0.006, "не хуже, чем 1 % похожих"),
        (0.25, "не хуже, чем 25 % похожих"),
        (0.996, "лучше почти всех похожих"),
        (1.0, "лучше всех похожих"),
    ],
)
def test_nobody_is_no_worse_than_none_of_those_alike(place: float, words: str) -> None:
    facts = Facts(assess(zones=(WEAK,)), RU)
    assert place_words(facts, place).replace("\u00a0", " ") == words
