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


def test_a_campaign_stands_for_its_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run(("init", "monitoring", "--regulation", "attendance", "--lang", "en")) == 0
    before = {path: path.read_bytes() for path in Path("monitoring").rglob("*") if path.is_file()}
    assert cli.run(("export", "monitoring", "t.xlsx")) == 0
    assert cli.run(("--lang", "en", "import", "t.xlsx", "monitoring")) == 0
    assert {path: path.read_bytes() for path in Path("monitoring").rglob("*") if path.is_file()} == before


def test_nothing_is_imported_into_the_shipped_catalogue_of_a_campaign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KOKOQ_TRACEBACK", raising=False)
    assert cli.run(("init", "monitoring", "--catalogue", "promyshlennovsky")) == 0
    assert cli.run(("export", "monitoring", "t.xlsx")) == 0
    capsys.readouterr()
    assert cli.run(("import", "t.xlsx", "monitoring")) == 2
    assert "KQ282" in capsys.readouterr().err


def test_a_campaign_whose_catalogue_is_nowhere_stops_an_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KOKOQ_TRACEBACK", raising=False)
    assert cli.run(("init", "monitoring", "--regulation", "attendance")) == 0
    assert cli.run(("export", "monitoring", "t.xlsx")) == 0
    shutil.move("monitoring/indicators", "monitoring/other")
    capsys.readouterr()
    assert cli.run(("import", "t.xlsx", "monitoring")) == 2
    assert "KQ903" in capsys.readouterr().err
    Path("monitoring/kokoq.yaml").write_text("kokoq: 1\n", encoding="utf-8")
    assert cli.run(("import", "t.xlsx", "monitoring")) == 2
    assert "KQ104" in capsys.readouterr().err


def test_a_table_may_be_imported_into_the_folder_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(GOOD, tmp_path / "mine", ignore=shutil.ignore_patterns("kokoq.yaml", "cases"))
    (tmp_path / "new").mkdir()
    monkeypatch.chdir(tmp_path / "new")
    assert cli.run(("export", "../mine", "../t.xlsx")) == 0
    assert cli.run(("import", "../t.xlsx", ".")) == 0
    assert Path("catalogue.yaml").is_file()
