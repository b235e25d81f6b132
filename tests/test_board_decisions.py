"""The example of Ust-Ilimsk as a user runs it: the municipal interval, the basic level, what a board forbids."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from statistics import fmean, pstdev

import pytest

from kokoq import cli

ROOT = Path(__file__).parents[1]
CAMPAIGN, CATALOGUE = ROOT / "examples" / "ust-ilimsk-2021", ROOT / "indicators" / "ust_ilimsk"
FORBIDDEN, ALLOWED = ("vpr_mean_mark", "vpr_good_share", "vpr_failed_share"), ("confirmed_share", "lowered_share")
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """The results of the organisations for 2021."""
    home = tmp_path_factory.mktemp("board")
    campaign = shutil.copytree(CAMPAIGN, home / "campaign", ignore=shutil.ignore_patterns("archive", "reports"))
    assert cli.run(["compute", str(campaign), "--out", str(home / "out"), "--formats", "csv"]) == 0
    with (home / "out" / "results.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["period"] == "2021"]


def of(rows: list[Row], indicator: str, level: str = "organisation") -> list[Row]:
    return [
        r for r in rows if r["indicator"] == indicator and r["level"] == level and r["value"] and not r["breakdown"]
    ]


def test_schools_beyond_two_deviations_are_outside_of_the_municipal_interval(rows: list[Row]) -> None:
    values = {row["unit"]: float(row["value"]) for row in of(rows, "vpr_mean_mark")}
    middle, deviation = fmean(values.values()), pstdev(values.values())
    outside = {unit for unit, value in values.items() if abs(value - middle) > 2 * deviation}
    assert {row["unit"] for row in of(rows, "vpr_mean_mark") if row["band"] == "low"} == outside == {"school_27"}


def test_a_mean_above_the_basic_level_does_not_make_up_for_a_weak_area(rows: list[Row]) -> None:
    areas: dict[str, list[float]] = {}
    for row in rows:
        if (
            row["indicator"] == "area_score_mean"
            and row["level"] == "organisation"
            and row["breakdown"]
            and row["value"]
        ):
            areas.setdefault(row["unit"], []).append(float(row["value"]))
    basic = {unit for unit, scores in areas.items() if min(scores) >= 3}
    assert {row["unit"] for row in of(rows, "all_areas_basic_share") if row["value"] == "1"} == basic
    assert all(fmean(scores) >= 3 for scores in areas.values())
    assert 0 < len(basic) < len(areas) == 8
    (city,) = of(rows, "all_areas_basic_share", "municipality")
    assert (int(city["numerator"]), int(city["denominator"])) == (len(basic), 8)


@pytest.mark.parametrize("purpose", ["head", "teacher", "funding"])
@pytest.mark.parametrize("indicator", [*FORBIDDEN, *ALLOWED])
def test_vpr_results_are_refused_where_the_board_forbids_them_and_objectivity_is_not(
    purpose: str, indicator: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = shutil.copytree(CATALOGUE, tmp_path / "own", ignore=shutil.ignore_patterns("cases"))
    scale = "{illustrative: yes, points: 1}"  # two of them have none, so as to be no score: here they are given one
    text = (own / "2-objectivity.yaml").read_text(encoding="utf-8")
    for code in ("2.6", "2.7"):
        text = re.sub(rf'(code: "{code}"\n(?:.*\n)*?    scope: school\n)', rf"\1    scale: {scale}\n", text, count=1)
    (own / "2-objectivity.yaml").write_text(text, encoding="utf-8")
    profile = f"{{title: Проба, purpose: {purpose}, missing: zero, illustrative: yes, tree: {{{indicator}: 1}}}}"
    (own / "profiles.yaml").write_text(f"profiles:\n  trial: {profile}\n", encoding="utf-8")
    asked = ["check", str(own), "--ignore", "KQ120", "--lang", "ru"]  # there are no cases, and none are asked for
    assert cli.run(asked) == (1 if indicator in FORBIDDEN else 0)
    told = capsys.readouterr().err
    assert ("KQ260" in told) == (indicator in FORBIDDEN)
    if indicator in FORBIDDEN:
        assert "2021-12-15" in told  # the decision


def test_a_computation_by_a_forbidden_profile_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    campaign = shutil.copytree(CAMPAIGN, tmp_path / "c", ignore=shutil.ignore_patterns("archive", "reports"))
    shutil.copytree(CATALOGUE, campaign / "ust_ilimsk")
    path = campaign / "ust_ilimsk" / "profiles.yaml"
    path.write_text(path.read_text("utf-8").replace("pupils_calm_share: 1}", "vpr_mean_mark: 1}"), encoding="utf-8")
    assert cli.run(["compute", str(campaign), "--out", str(tmp_path / "out")]) == 2
    assert "KQ260" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_of_the_register_is_overdue_in_march(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["plan", str(CAMPAIGN), "--today", "2022-03-10", "--format", "json"]) == 0
    steps = {step["number"]: step for part in json.loads(capsys.readouterr().out)["sections"] for step in part["steps"]}
    assert len(steps) == 14
    overdue = {number for number, step in steps.items() if step["standing"] == "overdue"}
    assert overdue == {"4.4", "6.1", "3.2"}  # до 30 января, январь, февраль; остальные с прошедшим сроком выполнены


def test_the_data_are_what_the_readme_says_that_they_are_made_by(rows: list[Row], tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("archive", "reports", "collected")
    campaign = shutil.copytree(CAMPAIGN, tmp_path / "c", ignore=ignored)
    out = campaign / "collected" / "2021"
    assert cli.run(["sample", str(campaign), "--period", "2021", "--seed", "2021", "--out", str(out)]) == 0
    assert cli.run(["compute", str(campaign), "--out", str(tmp_path / "out"), "--formats", "csv"]) == 0
    with (tmp_path / "out" / "results.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == rows
