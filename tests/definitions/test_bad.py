"""Every file in ``bad`` states its own faults: ``# expect: KQ103 KQ105`` on the faulty line, each code once a fault.

A file is read among the good ones: ``fields-*`` and ``regulation-*`` beside them, ``cases-*`` among their cases,
``catalogue-*`` and ``kokoq-*`` instead of theirs.
"""

import re
import shutil
from pathlib import Path

import pytest

from kokoq.definitions.load import load_catalogue
from kokoq.definitions.settings import check_settings, load_settings
from kokoq.diagnostics import Diagnostic, Span
from kokoq.language import language

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_fault_is_reported_at_its_line_and_nothing_else(path: Path, tmp_path: Path) -> None:
    assert faults(diagnose(path, tmp_path / "c")) == stated(path)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_fault_can_be_said_in_both_languages(path: Path, tmp_path: Path) -> None:
    for words in (language("ru"), language("en")):
        for found in diagnose(path, tmp_path / words.code / "c"):
            said = words.say(f"rules.{found.rule.code}.say", **found.params)
            assert not re.search(r"\b(yaml|expected|noun)\.\w", said), said


def diagnose(path: Path, folder: Path) -> tuple[Diagnostic, ...]:
    shutil.copytree(HERE / "good", folder)
    kind = path.name.partition("-")[0]
    if kind == "kokoq":
        catalogue = load_catalogue(folder).value
        shutil.copy(path, folder / "kokoq.yaml")
        settings = load_settings(folder)
        assert catalogue is not None
        assert settings.value is not None
        return (*settings.diagnostics, *check_settings(settings.value, catalogue))
    shutil.copy(path, folder / place(path))
    return load_catalogue(folder).diagnostics


def place(path: Path) -> str:
    """Where a file stands in the catalogue: read last, so that what it declares twice is its own fault."""
    kind = path.name.partition("-")[0]
    return {"catalogue": "catalogue.yaml", "cases": f"cases/{path.name}"}.get(kind, f"z-{path.name}")


def faults(found: tuple[Diagnostic, ...]) -> list[tuple[str, int, str]]:
    """File, line and code of each finding."""
    return sorted((d.where.file, d.where.line, d.rule.code) for d in found if isinstance(d.where, Span))


def stated(path: Path) -> list[tuple[str, int, str]]:
    file = "kokoq.yaml" if path.name.startswith("kokoq-") else f"c/{place(path)}"
    lines = path.read_text(encoding="utf-8").splitlines()
    return sorted(
        (file, number, code)
        for number, line in enumerate(lines, start=1)
        if (comment := re.search(r"# expect: ([KQ\d ]+)", line))
        for code in comment[1].split()
    )
