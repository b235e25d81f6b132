"""Every file in ``bad`` states its own faults where they are: ``# expect: KQ123@5`` is the rule and the column.

A file is read within the clean catalogue beside it: ``regulation-*`` and ``cases-*`` are added to it, ``catalogue-*``,
``data-*`` and ``accepted-*`` stand instead of its own ``catalogue.yaml``, ``fields.yaml`` and ``accepted.yaml``.
"""

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest

from kokoq.definitions.lint.names import MAX_MIXED
from kokoq.diagnostics import Span
from kokoq.examine.check import Selection, check_definitions
from kokoq.language import language
from kokoq.reports.findings.sarif import to_sarif
from kokoq.rules import CASES_COVER_LITTLE, CATALOGUE_IS_SHIPPED, COLUMN_OF_A_CODE, INDICATOR_WITHOUT_CASE, RULES
from kokoq.wording import to_fix, to_message

from ...reports.findings.published import validate
from ..test_bad import EMPTY

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))
OTHERS = sorted((HERE.parent / "bad").glob("*.yaml"))
TODAY = dt.date(2026, 11, 26)
HOMES = {"catalogue": "catalogue.yaml", "data": "fields.yaml", "accepted": "accepted.yaml"}

Fault = tuple[str, int, int, str]


def test_the_clean_catalogue_is_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HERE / "clean", tmp_path / "c")
    monkeypatch.chdir(tmp_path)
    assert check_definitions([Path("c")], today=TODAY).diagnostics == ()


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_fault_is_told_at_its_place_and_nothing_else(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(HERE / "clean", tmp_path / "c")
    shutil.copy(path, tmp_path / "c" / home(path))
    monkeypatch.chdir(tmp_path)
    wanted = stated(path)
    said = any(code == INDICATOR_WITHOUT_CASE.code for *_, code in wanted)
    selection = Selection(ignore=() if said else (INDICATOR_WITHOUT_CASE.code,))
    found = check_definitions([Path("c")], today=TODAY, selection=selection).diagnostics
    places = [(d.where, d.rule.code) for d in found if isinstance(d.where, Span)]
    assert sorted((at.file, at.line, at.column, code) for at, code in places) == wanted
    for words in (language("ru"), language("en")):
        for d in found:
            text = f"{to_message(d, words)} {to_fix(d, words)}"
            assert not re.search(r"\b(yaml|expected|noun|formula|lint|scale)\.\w", text), text
            assert not re.search(EMPTY, text), text
        validate(json.loads(to_sarif(found, words)))


def test_of_very_many_mixed_words_the_first_are_told_and_how_many_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(HERE / "clean", tmp_path / "c")
    fields = tmp_path / "c" / "fields.yaml"
    words = "дa " * (MAX_MIXED + 3)  # the second letter is Latin
    text = fields.read_text(encoding="utf-8").replace("Отличники", f'"{words}"')
    fields.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = check_definitions([Path("c")], today=TODAY, selection=Selection(("KQ164",))).diagnostics
    assert len(found) == MAX_MIXED
    told = [language("ru").say("rules.KQ164.say", **d.params) for d in found]
    assert told[0] == "В слове «дa» смешаны русские и латинские буквы: a."
    assert told[-1] == "В слове «дa» смешаны русские и латинские буквы: a. В каталоге ещё 3 таких слова."


def test_every_rule_of_definitions_and_formulas_has_its_faulty_file() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*BAD, *OTHERS)]
    planted = {
        code for text in texts for said in re.findall("# expect: (.+)", text) for code in re.findall(r"KQ\d+", said)
    }
    # by kokoq test, by kokoq import, of a campaign's sources (test_settings.py)
    told_elsewhere = {CASES_COVER_LITTLE.code, CATALOGUE_IS_SHIPPED.code, COLUMN_OF_A_CODE.code}
    assert {code for code in RULES if code.startswith(("KQ1", "KQ2"))} - planted == told_elsewhere


def home(path: Path) -> str:
    """Where a file stands in the catalogue."""
    kind = path.name.partition("-")[0]
    return HOMES.get(kind, f"cases/{path.name}" if kind == "cases" else f"z-{path.name}")


def stated(path: Path) -> list[Fault]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return sorted(
        (f"c/{home(path)}", number, int(column), code)
        for number, line in enumerate(lines, start=1)
        if (comment := re.search(r"# expect: (.+)$", line))
        for code, _, column in (one.partition("@") for one in comment[1].split())
    )
