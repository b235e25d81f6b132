"""A profile that uses what a decision forbids: neither ``check`` nor ``compute`` goes on."""

import shutil
from pathlib import Path

import pytest

from kokoq.cli import run
from kokoq.resources import shipped

EXAMPLE = Path(__file__).parents[2] / "examples" / "promyshlennovsky-2021"
USED = "heads_qualified_share: 2"


def test_vpr_in_a_profile_of_heads_stops_check_and_compute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(shipped("indicators") / "promyshlennovsky", tmp_path / "own")
    for path in sorted(EXAMPLE.glob("*.*")):
        shutil.copy(path, tmp_path / path.name)
    settings = tmp_path / "kokoq.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("catalogue: promyshlennovsky", "catalogue: own"), encoding="utf-8")
    profiles = tmp_path / "own" / "profiles.yaml"
    lines = profiles.read_text(encoding="utf-8").splitlines()
    (place,) = (n for n, line in enumerate(lines, start=1) if USED in line)
    lines[place - 1] = lines[place - 1].replace(USED, "below_threshold_share_vpr: 2")
    profiles.write_text("\n".join(lines) + "\n", encoding="utf-8")
    column = lines[place - 1].index("below_threshold_share_vpr") + 1
    monkeypatch.chdir(tmp_path)

    assert run(["check", "own", "--lang", "ru"]) == 1
    assert f"KQ260] own/profiles.yaml:{place}:{column}:" in capsys.readouterr().err
    assert run(["compute", "--period", "2020/2021", "--lang", "ru"]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"KQ260] own/profiles.yaml:{place}:{column}:" in said
    assert "«below_threshold_share_vpr» опирается на procedure: vpr" in said
    assert "«оценка руководителя» этого не допускает: запрет самого каталога." in said
    assert not (tmp_path / "reports").exists()
