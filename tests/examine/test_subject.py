"""What a path holds: whoever examines it, a campaign, a catalogue and a stray file are told apart in the same way."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kokoq import cli
from kokoq.diagnostics import KokoqError, Severity, Span
from kokoq.examine.subject import open_subject
from kokoq.examine.trial import try_cases
from kokoq.rules import CASE_FAILED, DEFINITION_MISNAMED, NOTHING_CHECKED, UNKNOWN_CATALOGUE

ROOT = Path(__file__).parents[2]
CLEAN = ROOT / "tests" / "definitions" / "lint" / "clean"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(CLEAN, "own")
    Path("camp").mkdir()


def campaign(catalogue: str) -> Path:
    text = f"kokoq: 1\ncatalogue: {catalogue}\ntitle: Проба\norganisations: list.csv\n"
    Path("camp/kokoq.yaml").write_text(text, encoding="utf-8")
    return Path("camp")


def test_a_campaign_a_catalogue_and_a_shipped_name_each_have_a_home() -> None:
    assert open_subject(Path("own")).home == Path("own")
    assert open_subject(Path("kopeysk")).home == ROOT / "indicators" / "kopeysk"
    opened = open_subject(campaign("../own"))
    assert (opened.home, opened.campaign, opened.found) == (Path("camp/../own"), Path("camp"), ())


def test_a_catalogue_that_does_not_exist_is_told_where_the_campaign_names_it() -> None:
    (found,) = open_subject(campaign("owm")).found
    assert (found.rule, found.where) == (UNKNOWN_CATALOGUE, Span("camp/kokoq.yaml", 2, 12, 3))


@pytest.mark.parametrize("examine", [open_subject, lambda path: try_cases([path])])
def test_a_stray_file_is_told_whoever_looks(examine: Callable[[Path], object]) -> None:
    Path("camp/catalogue.yml").touch()
    with pytest.raises(KokoqError) as stopped:
        examine(Path("camp"))
    assert stopped.value.diagnostic.rule is DEFINITION_MISNAMED
    Path("camp/catalogue.yml").unlink()
    with pytest.raises(KokoqError) as stopped:
        examine(Path("camp"))
    assert stopped.value.diagnostic.rule is NOTHING_CHECKED


def test_the_cases_of_a_campaign_are_those_of_its_catalogue() -> None:
    tried = try_cases([campaign("../own")])
    assert tried.value is not None
    assert (len(tried.value.verdicts) > 0, tried.value.failed, tried.diagnostics) == (True, 0, ())


def test_a_case_that_fails_is_a_finding_and_faulty_definitions_run_none() -> None:
    cases = Path("own/cases/results.yaml")
    cases.write_text(cases.read_text("utf-8").replace("value: 9%", "value: 10%"), "utf-8")
    tried = try_cases([Path("own")])
    assert {d.rule for d in tried.diagnostics} == {CASE_FAILED}
    Path("own/more.yaml").write_text("fields: [", encoding="utf-8")
    tried = try_cases([Path("own")])
    assert tried.value is None
    assert any(d.severity is Severity.ERROR for d in tried.diagnostics)


def test_the_command_tests_what_it_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["test", "own"]) == 0
    assert cli.run(["test", str(campaign("../own"))]) == 0
