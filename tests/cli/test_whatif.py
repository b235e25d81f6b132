"""``kokoq whatif`` on the example: other rules in three forms, and another version of the catalogue."""

import json
import shutil
from pathlib import Path

import pytest

from kokoq import campaign as campaigns
from kokoq.cli import run
from kokoq.model import Period
from kokoq.resources import shipped

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "promyshlennovsky-2021"
HEADS = "heads_qualified_share"


def say(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["whatif", str(EXAMPLE), "--period", "2020/2021", "--lang", "ru", *arguments]) == 0
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
    assert text.count(" → ") == len(moves(say("--format", "json", capsys=capsys)))


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


def moves(said: str) -> list[dict]:
    return [move for trial in json.loads(said) for move in trial["moves"]]


def highs() -> int:
    """How many units have the highest level in the indicator, by the results themselves."""
    campaign = campaigns.load(EXAMPLE).value
    assert campaign is not None
    rows = campaigns.assess(campaign, Period("2020/2021")).results.rows
    return sum((r.period, r.indicator, r.breakdown, r.band) == ("2020/2021", HEADS, "", "high") for r in rows)
