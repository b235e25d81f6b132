"""The campaign of Bogotol: its years, models and parts; what it published is T19–T21 of the requirements."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from kokoq import cli
from kokoq.campaign import assess, load
from kokoq.cli.opening import open_traits
from kokoq.collect.sample.draw import Drawn
from kokoq.definitions.difference import difference
from kokoq.definitions.load import load_catalogue
from kokoq.definitions.part_difference import PartKind
from kokoq.definitions.verdict import Verdict
from kokoq.language import language
from kokoq.model import Part, Period
from kokoq.plan import Plan, compile
from kokoq.reports.difference.view import difference_view, to_text
from kokoq.resources import shipped
from kokoq.results import Results

CAMPAIGN = Path(__file__).parents[1] / "examples" / "bogotol-2018"
PERIOD = Period("2016/2017")


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    """The example as it is shipped, whatever the archive of one's own runs holds."""
    return shutil.copytree(CAMPAIGN, tmp_path / "bogotol", ignore=shutil.ignore_patterns("archive", "reports"))


def plan_of(folder: Path) -> Plan:
    catalogue = load_catalogue(folder).value
    assert catalogue is not None
    plan = compile(catalogue).value
    assert plan is not None
    return plan


@pytest.fixture(scope="module")
def results() -> Results:
    campaign = load(CAMPAIGN).value
    assert campaign is not None
    return assess(campaign, PERIOD).results


def printed(results: Results, level: str, unit: str, indicator: str) -> str:
    value = results.by_key[PERIOD.text, level, unit, indicator, ""].value
    assert value is not None
    return language("ru").number(Decimal(f"{value * 100:.12g}"), 1)


def test_a_formula_that_looks_back_two_periods_has_them(results: Results) -> None:
    # school 5: 159 of 345 (46,09 %), 146 of 348 (41,95 %), 126 of 350 (36,00 %): 36,00 − 46,09 = −10,09
    assert printed(results, "organisation", "school_5", "quality_two_years") == "−10,1"
    assert {period for period, *_ in results.by_key} == {"2015/2016", "2016/2017"}  # the third is not reported


def test_the_parts_have_the_subjects_and_reasons_of_the_model() -> None:
    catalogue = plan_of(shipped("indicators") / "bogotol").catalogue
    parts = {
        regulation.id: {
            (catalogue.indicators[i].part, catalogue.indicators[i].part_reason) for i in regulation.indicators
        }
        for regulation in catalogue.regulations
    }
    invariant = {(Part.INVARIANT, "")}
    assert parts == {
        "subject_results": invariant,
        "staff": invariant,
        "school_system": invariant,
        "environment": invariant,
        "reading": {(Part.VARIATIVE, "new_quality")},
        "review": {(Part.VARIATIVE, "problem_zone")},
    }


def test_a_passport_says_why_an_indicator_is_watched(capsys: pytest.CaptureFixture[str]) -> None:
    said = {}
    for name in ("quality_share", "reading_basic_share", "trust_share"):
        assert cli.run(["show", name, "--catalogue", "bogotol", "--lang", "ru"]) == 0
        said[name] = capsys.readouterr().out
    assert "вариативная" not in said["quality_share"]
    assert "вариативная часть: новая характеристика качества" in said["reading_basic_share"]
    assert "вариативная часть: проблемная зона" in said["trust_share"]


def test_what_was_and_what_became_differ_as_the_example_shows() -> None:
    before, after = plan_of(CAMPAIGN / "before"), plan_of(shipped("indicators") / "bogotol")
    found = difference(before, after)
    assert (len(found.added), found.removed, found.n_same) == (19, (), 2)
    assert [pair.new for pair in found.changed] == [
        "quality_share",
        "regional_test_basic_share",
        "staff_category_share",
        "reading_basic_share",
        "politeness_share",
        "trust_share",
    ]
    assert all(pair.comparison.verdict is Verdict.COMPARABLE for pair in found.changed)  # rules and texts alone
    told = [(change.id, change.verdict) for change in found.parts if change.part is PartKind.REGULATION]
    noted = {"staff", "environment"}  # their data are collected by other methods, too
    assert told == [
        (r.id, Verdict.WITH_NOTE if r.id in noted else Verdict.COMPARABLE) for r in after.catalogue.regulations
    ]
    text = to_text(difference_view(found, before, after, language("ru")), language("ru"))
    shown = (
        (CAMPAIGN / "README.md").read_text(encoding="utf-8").partition("<!-- diff -->\n```\n")[2].partition("```")[0]
    )
    assert shown
    assert shown in text


def test_the_zones_of_a_school_are_those_that_the_example_shows(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # 1.5 fell 46,1 → 42,0 → 36,0 %: two falls running; it stands in the table of the example, too
    assert cli.run(["analyse", str(campaign), "--organisation", "Школа 5", "--lang", "ru"]) == 0
    said = capsys.readouterr().out
    readme = (CAMPAIGN / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("<!-- zones -->\n```\n")[2].partition("```")[0]
    assert shown.count("Школа 5:") == 8  # four zones, each with its recommendation
    assert shown in said


def test_drawn_marks_are_marks() -> None:
    campaign = load(CAMPAIGN).value
    assert campaign is not None
    table = campaign.plan.catalogue.tables["exams"]
    traits = open_traits(CAMPAIGN, "bogotol")
    marks = {
        record[name]
        for unit in campaign.organisations
        for record in Drawn(campaign.plan, traits, unit, PERIOD, seed=2018).records(table)
        for name in ("year_mark", "exam_mark")
    }
    assert marks == {2.0, 3.0, 4.0, 5.0}


def test_the_analysis_is_a_page_too(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["analyse", str(campaign), "--format", "md", "--lang", "ru"]) == 0
    page = capsys.readouterr().out
    for heading in (
        "## Проблемные зоны по правилам",
        "### Качество знаний падает",
        "## Показатели",
        "### 1.5 Качество",
    ):
        assert f"\n{heading}" in page
