"""``kokoq document`` writes where it is told."""

import zipfile
from pathlib import Path

import pytest

from kokoq import cli


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KOKOQ_LANG", "ru")
    assert cli.run(["init", ".", "--regulation", "new", "--catalogue", "own"]) == 0
    return tmp_path


def test_markdown_goes_to_the_screen_or_to_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["document"]) == 0
    text = capsys.readouterr().out
    assert "#### 1.01 Доля выпускников 9-х классов, получивших аттестат" in text
    assert cli.run(["document", "own", "--out", "text.md"]) == 0
    assert Path("text.md").read_text(encoding="utf-8") == text


def test_the_name_of_the_file_or_the_format_chooses(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["document", "own", "--out", "text.docx"]) == 0
    assert cli.run(["document", "own", "--format", "docx", "--regulation", "new"]) == 0
    assert zipfile.is_zipfile("text.docx")
    assert zipfile.is_zipfile("own-new.docx")


def test_the_template_beside_the_campaign_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    Path("templates").mkdir()
    Path("templates/document.md.j2").write_text("{{ view.regulations[0].title }}", encoding="utf-8")
    capsys.readouterr()
    assert cli.run(["document"]) == 0
    assert capsys.readouterr().out == "Новое положение\n"


def test_an_unknown_regulation_ends_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["document", "--regulation", "nwe"]) == 2
    assert "Назовите положение по имени или коду: new." in " ".join(capsys.readouterr().err.split())
