"""An office's own templates print elsewhere, in a process of their own, and print the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.cli import desk

from kokoq import cli
from kokoq.resources import shipped

INDICATORS = """\
  certified_share:
    code: "1.01"
    title: Доля сдавших
    kind: share
    scope: school
    formula: certified / graduates
    better: higher
    scale: {bands: [{at_least: 90%, level: high}, {otherwise: {level: low}}], illustrative: true}
"""
RUNS = (
    ("sample", "--period", "2020/2021", "--out", "collected/2020-2021"),
    ("sample", "--period", "2021/2022", "--out", "collected/2021-2022", "--dirt", "worst"),
    ("compute", "--period", "2020/2021"),
    ("compute", "--period", "2021/2022"),
    ("validate", "--period", "2021/2022", "--out", "checked"),
    ("validate", "--period", "2021/2022", "--annotate", "back"),
    ("compare", ".", "2020/2021", "2021/2022", "--format", "md", "--out", "compared.md"),
    ("analyse", "--period", "2021/2022", "--format", "md", "--out", "analysed.md"),
    ("whatif", "--period", "2020/2021", "--format", "md", "--out", "whatif.md"),
    ("document", "--out", "document.md"),
)
PRINTED = (("plan", "--format", "md"), ("diff", "catalogue", "newer", "--format", "md"))


def test_pages_are_the_same_whether_shipped_templates_print_or_an_office_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped_pages = _pages(tmp_path / "shipped", monkeypatch, capsys, own=False)
    assert len(shipped_pages) == 2 * (1 + 5) + 5 + 7  # reports with pages, letters, other commands
    own_pages = _pages(tmp_path / "own", monkeypatch, capsys, own=True)
    assert {name: f"{text}\nсвоё\n" for name, text in shipped_pages.items()} == own_pages


def _pages(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, own: bool
) -> dict[str, str]:
    """What each command prints; an office's templates add a word to what they extend."""
    desk.campaign(
        folder,
        fields=desk.GRADUATES,
        indicators=INDICATORS,
        collected={},
        organisations=desk.schools(*(f"s{n}" for n in range(1, 6))),
    )
    shutil.copytree(folder / "catalogue", folder / "newer")
    fields = (folder / "newer/fields.yaml").read_text(encoding="utf-8")
    (folder / "newer/fields.yaml").write_text(fields.replace("Сдали", "Сдали экзамены"), encoding="utf-8")
    if own:
        for template in shipped("templates").glob("*.j2"):
            text = template.read_text(encoding="utf-8") + "\n\nсвоё\n"
            (folder / "templates").mkdir(exist_ok=True)
            (folder / "templates" / template.name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    for command in RUNS:
        assert cli.run([*command, "--lang", "ru"]) in (0, 1), command
    pages = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}
    for command in PRINTED:
        capsys.readouterr()
        assert cli.run([*command, "--lang", "ru"]) in (0, 1), command
        pages[command[0]] = capsys.readouterr().out
    return pages
