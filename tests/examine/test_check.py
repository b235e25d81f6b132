"""``kokoq check`` on a small catalogue: what is asked for, accepted and weighed, and how it ends."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from kokoq import cli
from kokoq.assess.cases import TOLD
from kokoq.diagnostics import KokoqError, Severity
from kokoq.examine.check import Selection, check_definitions

ROOT = Path(__file__).parents[2]
CLEAN = ROOT / "tests" / "definitions" / "lint" / "clean"
TODAY = dt.date(2026, 11, 26)
SHIPPED = ROOT / "indicators"


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The clean catalogue with two faults: a field that nothing uses (warning), and no case for it (note)."""
    folder = tmp_path / "c"
    shutil.copytree(CLEAN, folder)
    field = "{title: Лишнее, topic: learning, unit: persons, asked: school, range: 0..9}"
    (folder / "more.yaml").write_text(f"fields:\n  spare: {field}\n", encoding="utf-8")
    (folder / "cases" / "results.yaml").unlink()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KOKOQ_LANG", "ru")
    return Path("c")


def codes(*paths: Path, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> list[str]:
    found = check_definitions(paths, today=TODAY, selection=Selection(select, ignore)).diagnostics
    return sorted({d.rule.code for d in found})


@pytest.mark.parametrize("name", sorted(path.parent.name for path in SHIPPED.glob("*/catalogue.yaml")))
def test_shipped_catalogues_are_clean_but_for_what_they_accept(name: str) -> None:
    assert codes(SHIPPED / name) == []


def test_rules_are_selected_and_ignored_by_the_beginnings_of_their_codes(catalogue: Path) -> None:
    assert codes(catalogue) == ["KQ117", "KQ121"]
    assert codes(catalogue, select=("KQ11",)) == ["KQ117"]
    assert codes(catalogue, ignore=("KQ117",)) == ["KQ121"]
    assert codes(catalogue, select=("KQ1",), ignore=("KQ12",)) == ["KQ117"]


def test_what_keeps_rules_from_being_run_is_told_whatever_is_selected(catalogue: Path) -> None:
    (catalogue / "more.yaml").write_text("fields: [", encoding="utf-8")
    assert codes(catalogue, select=("KQ1",), ignore=("KQ291",)) == ["KQ291"]


def test_a_run_that_checks_nothing_is_a_failure(catalogue: Path) -> None:
    with pytest.raises(KokoqError) as stopped:
        codes(catalogue, select=("KQ1",), ignore=("KQ1",))
    nothing = stopped.value.diagnostic
    assert (nothing.rule.code, str(nothing.where)) == ("KQ926", "--ignore")
    assert nothing.params["options"] == "--select KQ1 --ignore KQ1"
    with pytest.raises(KokoqError) as stopped:
        codes(catalogue, select=("KQ401",))  # of cells, not of definitions
    assert (stopped.value.diagnostic.rule.code, str(stopped.value.diagnostic.where)) == ("KQ926", "--select")
    for path in catalogue.glob("*.yaml"):
        path.unlink()
    (catalogue / "catalogue.yaml").write_text("kokoq: 1\nid: c\ntitle: Пустой\n", encoding="utf-8")
    with pytest.raises(KokoqError) as stopped:
        codes(catalogue)
    assert stopped.value.diagnostic.rule.code == "KQ904"


def test_codes_that_no_rule_has_are_refused(catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", "c", "--select", "KQ777"]) == 2
    assert "KQ777" in capsys.readouterr().err


def test_exit_zero_says_nothing_of_what_was_found_but_of_what_could_not_run(catalogue: Path) -> None:
    definitions = ["check", "c", "--strict", "--ignore", "KQ120"]  # of its cases none is left
    assert cli.run(definitions) == 1
    assert cli.run([*definitions, "--exit-zero"]) == 0
    assert cli.run(["check", "c", "--strict", "--exit-zero", "--select", "KQ3"]) == 2


def test_a_catalogue_weighs_findings_for_itself_with_a_reason(catalogue: Path) -> None:
    file = catalogue / "catalogue.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}severity: {{KQ117: {{is: error, reason: пустых полей нет}}}}\n", encoding="utf-8")
    found = {d.rule.code: d.severity for d in check_definitions([catalogue], today=TODAY).diagnostics}
    assert found == {"KQ117": Severity.ERROR, "KQ121": Severity.NOTE}


def test_what_a_campaign_says_of_a_finding_goes_before_what_its_catalogue_says(catalogue: Path) -> None:
    file = catalogue / "catalogue.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}severity: {{KQ117: {{is: error, reason: нельзя}}}}\n", encoding="utf-8")
    own = "severity: {KQ117: {is: note, reason: поле на следующий год}}"
    Path("kokoq.yaml").write_text(f"kokoq: 1\ncatalogue: c\n{own}\n", encoding="utf-8")
    Path("organisations.csv").write_text("id;название;тип\ns1;Школа № 1;school\n", encoding="utf-8")
    found = {d.rule.code: d.severity for d in check_definitions([Path()], today=TODAY).diagnostics}
    assert found == {"KQ117": Severity.NOTE, "KQ121": Severity.NOTE}


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ("kokoq: 1\ncatalogue: c\ntitel: Имя\n", "KQ102"),
        ("kokoq: 1\ncatalogue: 'c'  # наш\ntitle: Имя: ещё\n", "KQ101"),
        ("kokoq: 1\ncatalogue: c\nmin_group: пять\n", "KQ105"),
    ],
)
def test_a_fault_of_the_campaign_does_not_hide_those_of_its_catalogue(
    catalogue: Path, settings: str, fault: str
) -> None:
    Path("kokoq.yaml").write_text(settings, encoding="utf-8")
    assert codes(Path()) == sorted(["KQ117", "KQ121", fault])


def test_a_fault_of_the_catalogue_does_not_hide_what_the_linter_says_of_it(catalogue: Path) -> None:
    Path("kokoq.yaml").write_text("kokoq: 1\ncatalogue: c\n", encoding="utf-8")
    (catalogue / "cases" / "new.yaml").write_text("- indicator: nothing\n", encoding="utf-8")
    assert codes(Path()) == ["KQ111", "KQ117"]


def test_a_fault_in_a_case_does_not_keep_the_others_from_being_run(catalogue: Path) -> None:
    given = "given: {excellent: 45, pupils: 500}, expect: {value: 10%}"  # 45 / 500 is 9 %
    cases = f"- {{indicator: excellent_share, {given}}}\n- indicator: excellent_shar\n"
    (catalogue / "cases" / "new.yaml").write_text(cases, encoding="utf-8")
    assert codes(catalogue) == ["KQ111", "KQ117", "KQ120"]


@pytest.mark.parametrize(
    ("case", "fault"),
    [("- indicator: excellent_shar\n", "KQ111"), ("- indicator: [\n", "KQ291"), ("indicator: safe_share\n", "KQ105")],
)
def test_a_fault_in_a_case_does_not_keep_the_linter_from_the_indicators(catalogue: Path, case: str, fault: str) -> None:
    (catalogue / "cases" / "new.yaml").write_text(case, encoding="utf-8")
    found = check_definitions([catalogue], today=TODAY)
    assert sorted(d.rule.code for d in found.diagnostics) == sorted([fault, "KQ117"])
    assert found.value.n_indicators == 6


def test_what_is_accepted_is_not_told_until_its_day_has_passed(catalogue: Path) -> None:
    entry = "- {code: KQ117, where: {field: Лишнее}, reason: поле на следующий год, until: 2026-11-26}\n"
    (catalogue / "accepted.yaml").write_text(entry, encoding="utf-8")
    assert codes(catalogue) == ["KQ121"]
    found = check_definitions([catalogue], today=TODAY + dt.timedelta(days=1)).diagnostics
    assert {d.rule.code for d in found} == {"KQ117", "KQ121", "KQ178"}


def test_an_acceptance_of_a_rule_that_was_not_run_may_still_be_needed(catalogue: Path) -> None:
    entry = "- {code: KQ122, reason: цели нет, until: 2030-01-01}\n"
    (catalogue / "accepted.yaml").write_text(entry, encoding="utf-8")
    assert codes(catalogue, select=("KQ117", "KQ179")) == ["KQ117"]
    assert codes(catalogue) == ["KQ117", "KQ121", "KQ179"]


def test_each_value_that_is_accepted_must_be_needed(catalogue: Path) -> None:
    entry = "- {code: KQ117, where: {field: [Лишнее, Забытое]}, reason: на год вперёд, until: 2030-01-01}\n"
    (catalogue / "accepted.yaml").write_text(entry, encoding="utf-8")
    [unused] = (d for d in check_definitions([catalogue], today=TODAY).diagnostics if d.rule.code == "KQ179")
    assert entry[unused.where.column - 1 :].startswith("Забытое")  # type: ignore[union-attr] # a Span


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The clean catalogue with one case that expects two wrong things of one number: 15 of 20 are 75 %."""
    shutil.copytree(CLEAN, tmp_path / "c")
    file = tmp_path / "c" / "cases" / "results.yaml"
    text = file.read_text(encoding="utf-8")
    assert "{value: 75%}  # 15 / 20" in text
    file.write_text(text.replace("{value: 75%}", "{value: 70%, denominator: 21}"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KOKOQ_LANG", "ru")
    return Path("c")


def test_a_case_that_failed_tells_its_story_once_below_what_is_wrong_with_it(
    failing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["check", "c"]) == 1
    told = capsys.readouterr().err
    assert told.count("ошибка[KQ120]") == 2
    assert told.count("value: ожидалось 70%, получилось 75%") == 1
    assert told.count("С числами: 15 / 20 = 75,0\u00a0%") == 1
    assert max(map(len, told.splitlines())) <= 80
    assert cli.run(["test", "c"]) == 1
    assert told[: told.index("Проверен")] == capsys.readouterr().err.rpartition("Пересчитан")[0]


def test_of_many_cases_that_fail_the_first_tell_their_stories(
    failing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = failing / "cases" / "results.yaml"
    text = file.read_text(encoding="utf-8")
    wrong = next(case for case in text.split("\n- ") if "value: 70%" in case).removeprefix("- ").rstrip()
    others = (wrong.replace("graded: 20", f"graded: {n}") for n in range(22, 46))
    file.write_text("\n- ".join((text.rstrip(), *others)) + "\n", encoding="utf-8")
    assert cli.run(["check", "c"]) == 1
    told = capsys.readouterr().err
    assert told.count("ошибка[KQ120]") == 2 * 25
    assert told.count("С числами: 15 / ") == TOLD == 20


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "github"])
def test_programs_get_the_story_with_every_finding_of_the_case(
    form: str, failing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run(["check", "c", "--format", form])
    assert capsys.readouterr().out.count("С числами: 15 / 20 = 75,0") == 2


def test_findings_of_other_rules_have_no_story(catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["check", "c", "--format", "json"])
    assert '"story"' not in capsys.readouterr().out


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The campaign that ``kokoq init`` makes; its catalogue declares no tags."""
    monkeypatch.chdir(tmp_path)
    assert cli.run(["init", "begun", "--regulation", "attendance", "--lang", "en"]) == 0
    return Path("begun")


def found_in(folder: Path) -> list[tuple[str, str, str]]:
    found = check_definitions([folder], today=TODAY).diagnostics
    return [(d.rule.code, Path(d.where.file).name, str(d.params.get("name"))) for d in found]


def test_what_init_makes_is_clean(begun: Path) -> None:
    assert found_in(begun) == []


def test_a_catalogue_without_tags_knows_none(begun: Path) -> None:
    """Neither as what a scale's peers have in common, nor as what an organisation of a case is."""
    replace_in(
        begun / "indicators" / "1-attendance.yaml",
        "    scale: ",
        "    scale:\n      relative: {by: rank, peers: [typ]}",
    )
    replace_in(begun / "indicators" / "cases" / "1-attendance.yaml", "{certified: 49, ", "{tags: [zz], certified: 49, ")
    assert found_in(begun) == [("KQ111", "1-attendance.yaml", name) for name in ("typ", "zz")]


def test_peers_of_a_campaign_are_what_organisations_have(begun: Path) -> None:
    (begun / "kokoq.yaml").write_text(f"{(begun / 'kokoq.yaml').read_text('utf-8')}peers: {{by: [typ]}}\n", "utf-8")
    assert found_in(begun) == [("KQ111", "kokoq.yaml", "typ")]


def replace_in(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
