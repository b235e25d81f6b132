"""``kokoq export`` and ``kokoq import``: exit codes, and no workbook is written over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kokoq import cli

GOOD = Path(__file__).parents[1] / "definitions" / "good"


def test_a_table_is_written_once_and_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(GOOD, tmp_path / "mine", ignore=shutil.ignore_patterns("kokoq.yaml", "cases"))
    monkeypatch.chdir(tmp_path)
    assert cli.run(("--lang", "ru", "export", "mine", "t.xlsx")) == 0
    content = Path("t.xlsx").read_bytes()
    assert cli.run(("--lang", "ru", "export", "mine", "t.xlsx")) == 2  # it may hold changes
    assert "KQ911" in capsys.readouterr().err
    assert Path("t.xlsx").read_bytes() == content
    assert cli.run(("--lang", "ru", "import", "t.xlsx", "mine")) == 0
    assert "Изменено файлов: 0; удалено: 0." in capsys.readouterr().err


def test_what_is_no_table_stops_with_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"PK\x03\x04")
    assert cli.run(("--lang", "ru", "import", str(path), str(tmp_path / "new"))) == 1
    assert "Ничего не записано" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(GOOD, tmp_path / "mine", ignore=shutil.ignore_patterns("kokoq.yaml", "cases"))
    taken = tmp_path / "taken"
    taken.write_text("a file", encoding="utf-8")
    mine, table = str(tmp_path / "mine"), str(tmp_path / "t.xlsx")
    assert cli.run(("export", mine, str(taken / "t.xlsx"))) == 2
    assert cli.run(("export", mine, table)) == 0
    assert cli.run(("import", table, str(taken))) == 2
    assert capsys.readouterr().err.count("KQ909") == 2
