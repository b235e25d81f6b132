"""What lies in the folder of a catalogue and is not read is told; nothing is waited for."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from kokoq.definitions.load import load_catalogue

CLEAN = Path(__file__).parent / "lint" / "clean"

Fault = tuple[str, str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CLEAN, tmp_path / "c")
    return tmp_path / "c"


def told(folder: Path) -> list[Fault]:
    """File within the catalogue and code of each finding; no more of each are there."""
    return [(d.where.file.removeprefix("c/"), d.rule.code) for d in load_catalogue(folder).diagnostics]  # type: ignore[union-attr]  # all are spans


@pytest.mark.parametrize("name", ["x.yaml", "x.yml", "cases/x.yaml", "accepted.yaml", "kokoq.yaml", "X.YAML"])
def test_a_folder_is_no_file(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    assert told(folder) == [(name, "KQ922")]


@pytest.mark.skipif(sys.platform == "win32", reason="making a link takes a privilege there")
@pytest.mark.parametrize("target", ["gone.yaml", "x.yaml"], ids=["dangling", "loop"])
def test_a_link_that_leads_nowhere_is_told_and_no_name_is_called_unknown_for_it(folder: Path, target: str) -> None:
    (folder / "fields.yaml").unlink()
    (folder / "x.yaml").symlink_to(target)
    assert told(folder) == [("x.yaml", "KQ922")]


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there")
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "x.yaml")
    assert told(folder) == [("x.yaml", "KQ922")]


@pytest.mark.skipif(sys.platform == "win32", reason="making a link takes a privilege there")
def test_a_link_to_a_file_is_read(folder: Path) -> None:
    (folder / "fields.yaml").rename(folder.parent / "elsewhere.txt")
    (folder / "fields.yaml").symlink_to(folder.parent / "elsewhere.txt")
    assert told(folder) == []


def test_cases_are_a_folder(folder: Path) -> None:
    shutil.rmtree(folder / "cases")
    (folder / "cases").write_text("", encoding="utf-8")
    assert told(folder) == [("cases", "KQ922")]


@pytest.mark.parametrize(
    "name", ["accepted.yml", "kokoq.yml", "sample.yml", "new.yaml.txt", "new.YML.TXT", "cases/a.yaml.docx"]
)
def test_a_file_is_told_whose_name_is_not_read(folder: Path, name: str) -> None:
    (folder / name).write_text("[]", encoding="utf-8")
    assert told(folder) == [(name, "KQ923")]


def test_definitions_in_folders_within_are_told(folder: Path) -> None:
    for name in (
        "staff/more.yaml",
        "cases/deeper/case.yml",
        "docs/mkdocs.yml",
        ".github/check.yaml",
        "collected/x.yaml",
    ):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("site_name: x\n" if "docs" in name else "- indicator: x\n", encoding="utf-8")
    assert told(folder) == [("cases/deeper/case.yml", "KQ924"), ("staff/more.yaml", "KQ924")]


def test_a_catalogue_within_is_one_of_its_own(folder: Path) -> None:
    shutil.copytree(CLEAN, folder / "other")
    assert told(folder) == []


def test_names_of_a_campaigns_files_need_a_campaign(folder: Path) -> None:
    (folder / "organisations.staff.yaml").write_text("indicators: {}\n", encoding="utf-8")
    (folder / "sample.yaml").write_text("kokoq: 1\n", encoding="utf-8")  # a catalogue may have one
    assert told(folder) == [("organisations.staff.yaml", "KQ925")]
    (folder / "kokoq.yaml").write_text("kokoq: 1\n", encoding="utf-8")
    (folder / "decisions.yaml").write_text("decisions: []\n", encoding="utf-8")
    assert told(folder) == []
