"""Definitions as they were at a revision."""

import subprocess
from pathlib import Path

import pytest

from kokoq.definitions.revision import at_revision
from kokoq.diagnostics import KokoqError

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a repository, with one commit and a change since."""
    home = tmp_path / "repo" / "папка"
    (home / "cases").mkdir(parents=True)
    (home / "catalogue.yaml").write_text("id: old\n", encoding="utf-8")
    (home / "cases" / "a.yml").write_text("- old\n", encoding="utf-8")
    (home / "big.xlsx").write_bytes(b"0")
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "First"]):
        subprocess.run([*GIT, *command], cwd=home, check=True)
    (home / "catalogue.yaml").write_text("id: new\n", encoding="utf-8")
    return home


def test_the_definitions_of_the_revision_are_laid_out_and_vanish(folder: Path) -> None:
    with at_revision(folder, "HEAD") as former:
        assert (former / "catalogue.yaml").read_text(encoding="utf-8") == "id: old\n"
        assert (former / "cases" / "a.yml").is_file()
        assert not (former / "big.xlsx").exists()
    assert not former.exists()


@pytest.mark.parametrize("revision", ["nope", "--output=x", "-h"])
def test_a_revision_that_is_none_is_a_finding(folder: Path, revision: str) -> None:
    with pytest.raises(KokoqError) as caught, at_revision(folder, revision):
        pass
    assert (caught.value.diagnostic.rule.code, str(caught.value.diagnostic.where)) == ("KQ920", str(folder))
    assert not list(folder.glob("x"))


def test_a_folder_that_is_no_repository_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(KokoqError) as caught, at_revision(tmp_path, "HEAD"):
        pass
    assert caught.value.diagnostic.rule.code == "KQ920"
