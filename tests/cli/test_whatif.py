"""``kokoq whatif`` on the example: other rules in three forms, and another version of the catalogue."""

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.desk import GRADUATES, campaign, schools, source

from kokoq import campaign as campaigns
from kokoq.cli import run as cli_run
from kokoq.model import Period
from kokoq.resources import shipped

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "promyshlennovsky-2021"
HEADS = "heads_qualified_share"
PASSED = """\
  passed:
    code: "1.1"
    title: Сдали
    kind: share
    scope: school
    formula: certified / graduates
    scale:
      illustrative: yes
      bands:
        - {at_least: 95%, points: 2, level: high}
        - {at_least: 85%, points: 1, level: basic}
        - {otherwise: {points: 0, level: low}}
"""


def say(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert cli_run(["whatif", str(EXAMPLE), "--period", "2020/2021", "--lang", "ru", *arguments]) == 0
    return capsys.readouterr().out


def test_text_and_markdown_say_the_same_moves(capsys: pytest.CaptureFixture[str]) -> None:
    text = say(capsys=capsys)
    # school 11: results (0.5 + 2·0 + 2·1) / 5 = 0.5; upbringing (0.5 + 1 + 0.25) / 3 = 7/12; staff lacks one weight of
    # four: (2·1 + 0.5) / 3 = 5/6 where it is shared out, 2.5 / 4 = 0.625 where it counts as nothing. 50, 30 and 20 of
    # 100: 25 + 25 + 11.667 = 61.667 and 25 + 18.75 + 11.667 = 55.417
    line = "Школа № 11 · Профиль руководителя школы (без ВПР): базовый (61,667 %) → низкий (55,417 %)"
    assert line in text.replace("\u00a0", " ")
    page = say("--format", "md", capsys=capsys).replace("\u00a0", " ")
    assert "| Школа № 11 | Профиль руководителя школы (без ВПР) | базовый (61,667 %) | низкий (55,417 %) |" in page
    told = json.loads(say("--format", "json", capsys=capsys))
    pairs = {(t["of"], t["policy"], m["before"]["band"], m["after"]["band"]) for t in told for m in t["moves"]}
    assert text.count(" → ") == sum(len(t["moves"]) for t in told) + len(pairs)  # every move, and a table of each trial
    assert [(t["of"], t["policy"]) for t in told] == [
        *(("missing", policy) for policy in ("reweight", "zero", "no_score")),
        *(("weights", policy) for policy in ("equal", "mean", "sums")),
        *(("rounding", policy) for policy in ("rounded", "truncated")),
    ]


def test_another_version_of_the_catalogue_moves_whom_it_redefines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = shutil.copytree(shipped("indicators") / "promyshlennovsky", tmp_path / "other")
    path = other / "5.2.1-heads.yaml"
    former = "{at_least: 95%, points: 2, level: high}, {at_least: 85%"
    text = path.read_text(encoding="utf-8")
    assert former in text
    path.write_text(text.replace(former, former.replace("high", "basic"), 1), encoding="utf-8")
    found = moves(say("--definitions", str(other), "--format", "json", capsys=capsys))
    assert {(m["indicator"], m["before"]["band"], m["after"]["band"]) for m in found} == {(HEADS, "high", "basic")}
    assert len(found) == highs()


def test_a_new_version_of_one_regulation_is_tried_on_last_years_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 96, 90 and 80 % of certificates one was high, one basic; by the new version high begins at 90 %."""
    own = graduates(tmp_path)
    version = tmp_path / "new.yaml"
    text = (own / "catalogue/direction.yaml").read_text(encoding="utf-8")
    version.write_text(text.replace("at_least: 95%", "at_least: 90%").replace("title: Направление", "title: Новое"))
    arguments = ["whatif", str(own), "--period", "2019/2020", "--definitions", str(version), "--lang", "ru"]
    assert cli_run(arguments) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert said.splitlines()[2:] == [
        "Другая версия каталога на тех же данных",
        "  Уровень меняется в 1 случае из 4.",
        "  базовый → высокий: 1",
        "  Школа b · 1.1 Сдали: базовый (90,0 %) → высокий (90,0 %)",
    ]
    assert cli_run([*arguments, "--format", "md"]) == 0
    assert "| базовый | высокий | 1 |" in capsys.readouterr().out
    assert (own / "catalogue/direction.yaml").read_text(encoding="utf-8") == text


def test_an_indicator_that_replaces_another_is_held_against_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, version = graduates(tmp_path), tmp_path / "new.yaml"
    text = (own / "catalogue/direction.yaml").read_text(encoding="utf-8").replace("at_least: 85%", "at_least: 91%")
    version.write_text(text.replace("  passed:\n", "  certified_share:\n    replaces: passed\n"), encoding="utf-8")
    arguments = ["whatif", str(own), "--period", "2019/2020", "--definitions", str(version), "--format", "json"]
    assert cli_run(arguments) == 0
    (trial,) = json.loads(capsys.readouterr().out)
    # 48/50 stays high; 45/50 and the 133/150 of all, 88.7 %, were basic from 85 % on
    assert trial["compared"] == 4
    found = {
        (move["unit"], move["indicator"], move["before"]["band"], move["after"]["band"]) for move in trial["moves"]
    }
    assert found == {("b", "passed", "basic", "low"), ("municipality", "passed", "basic", "low")}


def test_a_fault_of_the_new_version_is_told_at_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = graduates(tmp_path)
    version = tmp_path / "new.yaml"
    text = (own / "catalogue/direction.yaml").read_text(encoding="utf-8")
    version.write_text(text.replace("certified / graduates", "certified / pupils"), encoding="utf-8")
    assert cli_run(["whatif", str(own), "--definitions", str(version), "--lang", "ru"]) == 2
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "certified / graduates" in row)
    assert f"new.yaml:{line}:26" in " ".join(capsys.readouterr().err.split())


def graduates(folder: Path) -> Path:
    """Three schools that had other results last year than this year."""
    return campaign(
        folder / "own",
        fields=GRADUATES,
        indicators=PASSED,
        organisations=schools("a", "b", "c"),
        settings=source("fields", "Школа: organisation, Всего: graduates, Сдали: certified"),
        collected={
            "2019-2020/data.csv": "Школа;Всего;Сдали\na;50;48\nb;50;45\nc;50;40\n",
            "2020-2021/data.csv": "Школа;Всего;Сдали\na;50;50\nb;50;50\nc;50;50\n",
        },
    )


def moves(said: str) -> list[dict]:
    return [move for trial in json.loads(said) for move in trial["moves"]]


def highs() -> int:
    """How many units have the highest level in the indicator, by the results themselves."""
    campaign = campaigns.load(EXAMPLE).value
    assert campaign is not None
    rows = campaigns.assess(campaign, Period("2020/2021")).results.rows
    return sum((r.period, r.indicator, r.breakdown, r.band) == ("2020/2021", HEADS, "", "high") for r in rows)
