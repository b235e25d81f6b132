"""The campaign of Kizel: nine mechanisms, one figure from persons to the region, clusters, procedures and functions."""

from __future__ import annotations

import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from kokoq import cli
from kokoq.campaign import Assessment, assess, load
from kokoq.model import Group, Period
from kokoq.resources import shipped
from kokoq.results import Result

CAMPAIGN = Path(__file__).parents[1] / "examples" / "kizel-2021"
PERIOD = Period("2020/2021")


@pytest.fixture(scope="module")
def assessed() -> Assessment:
    campaign = load(CAMPAIGN).value
    assert campaign is not None
    return assess(campaign, PERIOD)


def at(assessed: Assessment, level: str, unit: str, indicator: str, breakdown: str = "") -> Result:
    return assessed.results.by_key[PERIOD.text, level, unit, indicator, breakdown]


def test_the_example_has_no_findings(assessed: Assessment) -> None:
    assert assessed.diagnostics == ()


def test_computed_clusters_find_the_villages(assessed: Assessment) -> None:
    own = {o.id: (o.cluster, dict(o.computed)["context"]) for o in assessed.organisations}
    assert set(own.values()) == {("город", "1"), ("посёлки", "2")}
    group = at(assessed, "context", "2", "low_income_share")
    parts = [at(assessed, "organisation", unit, "low_income_share") for unit in ("school_4", "school_5")]
    assert group.numerator == sum(part.numerator or 0 for part in parts)
    assert group.denominator == sum(part.denominator or 0 for part in parts)


def test_the_same_input_gives_the_same_page_of_clusters_in_any_order(tmp_path: Path) -> None:
    pages = []
    for number, order in enumerate((1, -1)):
        folder = tmp_path / f"{number}"
        shutil.copytree(CAMPAIGN, folder, ignore=shutil.ignore_patterns("archive", "reports"))
        head, *lines = (CAMPAIGN / "organisations.csv").read_text(encoding="utf-8").splitlines()
        (folder / "organisations.csv").write_text("\n".join([head, *lines[::order]]) + "\n", encoding="utf-8")
        assert cli.run(["compute", str(folder), "--formats", "md", "--lang", "ru"]) == 0
        report = (folder / "reports" / "2020-2021" / "report.md").read_text(encoding="utf-8")
        pages.append(report.partition("## Похожие по контексту\n")[2].partition("\n## ")[0])
    assert pages[0] == pages[1]
    shown = (CAMPAIGN / "README.md").read_text(encoding="utf-8").partition("<!-- clusters -->\n```\n")[2]
    assert shown.partition("```")[0].strip() == pages[0].strip()


def test_nine_mechanisms_stand_in_two_groups(assessed: Assessment) -> None:
    assert Counter(r.block for r in assessed.plan.catalogue.regulations) == {"0": 1, "1": 4, "2": 5}  # D40


def test_a_figure_is_summed_from_persons_to_the_region(assessed: Assessment) -> None:
    rows = assessed.observations.period_rows("results", PERIOD.text).frame
    persons = Counter(str(unit) for unit, mark in zip(rows["unit"], rows["work_mark"], strict=True) if mark >= 4)
    own = {
        o.id: at(assessed, "organisation", o.id, "quality_share") for o in assessed.organisations if o.type == "school"
    }
    assert {id: result.numerator for id, result in own.items()} == persons
    home = {o.id: o.municipality for o in assessed.organisations}
    for municipality in set(home.values()):
        parts = [result for id, result in own.items() if home[id] == municipality]
        whole = at(assessed, "municipality", municipality, "quality_share")
        assert whole.numerator == sum(p.numerator or 0 for p in parts)
        assert whole.denominator == sum(p.denominator or 0 for p in parts)
    region = at(assessed, "region", "Учебный край", "quality_share")
    assert (region.numerator, region.denominator) == (persons.total(), len(rows))


def test_schools_are_judged_beside_the_best_of_their_cluster(assessed: Assessment) -> None:
    schools = [o for o in assessed.organisations if o.type == "school"]
    for cluster in {o.cluster for o in schools}:
        shares = {o.id: at(assessed, "organisation", o.id, "quality_share") for o in schools if o.cluster == cluster}
        best = max(result.value or 0 for result in shares.values())
        for result in shares.values():
            part = (result.value or 0) / best
            assert result.points == (2 if part >= 0.85 else 1 if part >= 0.6 else 0)
    context = {i.id for i in assessed.plan.catalogue.indicators.values() if i.group is Group.CONTEXT}
    assert context == {"low_income_share", "special_needs_share"}


def test_procedures_and_functions_are_counted_by_level_and_subsystem(assessed: Assessment) -> None:
    catalogue = assessed.plan.catalogue
    assert len(catalogue.dictionaries["procedures"].entries) == 11
    assert len(catalogue.dictionaries["functions"].entries) == 8
    for indicator, key, whole in (("procedures_share", "scope_level", 11), ("functions_share", "subsystem", 8)):
        total = at(assessed, "municipality", "kizel", indicator)
        parts = [
            at(assessed, "municipality", "kizel", indicator, f"{key}={code}")
            for code in catalogue.dictionaries["scopes" if key == "scope_level" else "subsystems"].entries
        ]
        assert total.denominator == whole == sum(part.denominator or 0 for part in parts)
        assert total.numerator == sum(part.numerator or 0 for part in parts)


def test_what_the_readme_says_of_the_figures_holds(assessed: Assessment) -> None:
    text = (CAMPAIGN / "README.md").read_text(encoding="utf-8")
    for level, unit in (("organisation", "school_2"), ("municipality", "kizel"), ("region", "Учебный край")):
        result = at(assessed, level, unit, "quality_share")
        shown = str(round(Decimal(f"{(result.value or 0) * 100:.6g}"), 1)).replace(".", ",")
        assert f"{shown} % | {result.numerator:.0f} из {result.denominator:.0f}" in text


def test_the_readme_shows_the_story_of_a_number_as_it_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["explain", "quality_share", "--organisation", "school_2", "--campaign", str(CAMPAIGN), "--lang", "ru"]
    assert cli.run(arguments) == 0
    story = capsys.readouterr().out.partition("\nИсходные ячейки")[0]
    assert "Смотрится часть от лучшего значения" in story
    assert story in (CAMPAIGN / "README.md").read_text(encoding="utf-8")


def test_the_example_is_what_its_generator_makes(assessed: Assessment, tmp_path: Path) -> None:
    home = shutil.copytree(CAMPAIGN, tmp_path / "c", ignore=shutil.ignore_patterns("archive", "reports", "collected"))
    out = str(home / "collected" / PERIOD.slug)
    arguments = ["sample", str(home), "--period", PERIOD.text, "--seed", "54", "--dirt", "none", "--lang", "ru"]
    assert cli.run([*arguments, "--out", out]) == 0
    campaign = load(home).value
    assert campaign is not None
    assert assess(campaign, PERIOD).results.rows == assessed.results.rows


def test_a_scale_compares_within_computed_clusters_as_within_given_ones(tmp_path: Path, assessed: Assessment) -> None:
    folder, catalogue = tmp_path / "campaign", tmp_path / "catalogue"
    shutil.copytree(CAMPAIGN, folder, ignore=shutil.ignore_patterns("archive", "reports"))
    shutil.copytree(shipped("indicators") / "kizel", catalogue)
    for path, old, new in (
        (folder / "kokoq.yaml", "catalogue: kizel", "catalogue: ../catalogue"),
        (catalogue / "1.1-attainment.yaml", "peers: [type, cluster]", "peers: [type, context]"),
    ):
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    campaign = load(folder).value
    assert campaign is not None
    other = assess(campaign, PERIOD)
    assert other.diagnostics == ()
    for unit in ("school_1", "school_2", "school_4", "school_5"):
        computed, given = (at(each, "organisation", unit, "quality_share") for each in (other, assessed))
        assert (computed.band, computed.points) == (given.band, given.points)
    assert at(other, "organisation", "school_4", "quality_share").band == "high"  # 41,7 / 44,7 = 93,3 % of the best


def test_the_public_bank_tells_nothing_of_computed_clusters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # who was in a cluster of a kept period nobody can say any more, so nobody can say what its rows would give away
    folder = tmp_path / "campaign"
    shutil.copytree(CAMPAIGN, folder, ignore=shutil.ignore_patterns("archive", "reports"))
    assert cli.run(["compute", str(folder), "--formats", "csv"]) == 0
    levels = {}
    for options in ((), ("--public",)):
        capsys.readouterr()
        assert cli.run(["archive", "export", str(folder), *options]) == 0
        lines = capsys.readouterr().out.splitlines()
        levels[options] = {line.split(",")[1] for line in lines[1:]}
    assert levels[()] - levels["--public",] == {"context"}
