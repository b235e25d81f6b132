"""Every file in ``bad`` states its own faults where they are: ``# expect: KQ103@5 KQ105@9``, rules and columns.

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
from kokoq.wording import to_fix, to_message

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))

Fault = tuple[str, int, int, str]
EMPTY = r"[:(,] *[.;)]|«»|\(\)"  # what a list of nothing leaves in a sentence


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_fault_is_reported_at_its_place_and_nothing_else(path: Path, tmp_path: Path) -> None:
    assert faults(diagnose(path, tmp_path / "c")) == stated(path)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_fault_can_be_said_in_both_languages(path: Path, tmp_path: Path) -> None:
    for words in (language("ru"), language("en")):
        for found in diagnose(path, tmp_path / words.code / "c"):
            said = f"{to_message(found, words)} {to_fix(found, words)}"
            assert not re.search(r"\b(yaml|expected|noun)\.\w", said), said
            assert not re.search(EMPTY, said), said


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


def faults(found: tuple[Diagnostic, ...]) -> list[Fault]:
    """File, line, column and code of each finding."""
    places = ((d.where, d.rule.code) for d in found if isinstance(d.where, Span))
    return sorted((at.file, at.line, at.column, code) for at, code in places)


def stated(path: Path) -> list[Fault]:
    file = "kokoq.yaml" if path.name.startswith("kokoq-") else f"c/{place(path)}"
    lines = path.read_text(encoding="utf-8").splitlines()
    return sorted(
        (file, number, int(column), code)
        for number, line in enumerate(lines, start=1)
        if (comment := re.search(r"# expect: ([KQ\d@ ]+)", line))
        for code, _, column in (one.partition("@") for one in comment[1].split())
    )
