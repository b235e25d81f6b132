"""The files to start from are sound, in both languages, and overwrite nothing."""

from pathlib import Path

import pytest

from kokoq import cli
from kokoq.definitions.load import load_catalogue
from kokoq.definitions.skeleton import TYPES, new_campaign, new_regulation, write_new
from kokoq.diagnostics import KokoqError
from kokoq.language import language


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KOKOQ_TRACEBACK", "1")
    return tmp_path


@pytest.mark.parametrize("code", ["ru", "en"])
def test_a_new_regulation_passes_the_check_at_once(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["init", "mine", "--regulation", "attendance", "--catalogue", "our_city", "--lang", code]) == 0
    assert cli.run(["check", "mine", "mine/our_city", "--strict", "--lang", code]) == 0
    assert ("замечаний нет" if code == "ru" else "no findings") in capsys.readouterr().err
    assert (Path("mine") / "our_city" / "cases" / "1-attendance.yaml").is_file()


@pytest.mark.parametrize("code", ["ru", "en"])
def test_a_new_campaign_goes_through_to_its_reports(code: str) -> None:
    assert cli.run(["init", "mine", "--regulation", "attendance", "--lang", code]) == 0
    assert cli.run(["sample", "mine", "--period", "2024/2025", "--out", "mine/collected/2024-2025"]) == 0
    assert cli.run(["compute", "mine", "--formats", "md"]) in (0, 1)
    assert (Path("mine") / "reports" / "2024-2025" / "report.md").is_file()


def test_a_campaign_of_the_shipped_catalogue_has_an_organisation_of_each_type() -> None:
    assert cli.run(["init", "mine", "--lang", "ru"]) == 0
    text = Path("mine/organisations.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "id;название;тип"
    assert [line.split(";")[2] for line in text.splitlines()[1:]] == ["school", "kindergarten"]
    assert cli.run(["check", "mine", "--strict"]) == 0


def test_nothing_is_written_where_one_file_is_there_already(here: Path) -> None:
    files = new_campaign(language("ru"), catalogue="x", types=TYPES)
    home = here / "mine"
    home.mkdir()
    (home / "organisations.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(KokoqError) as caught:
        write_new(home, files)
    assert caught.value.diagnostic.rule.code == "KQ911"
    assert str(caught.value.diagnostic.where) == str(home / "organisations.csv")
    assert [path.name for path in home.iterdir()] == ["organisations.csv"]
    assert (home / "organisations.csv").read_text(encoding="utf-8") == "mine"


def test_what_else_is_in_the_folder_stays(here: Path) -> None:
    (here / "notes.txt").write_text("mine", encoding="utf-8")
    assert cli.run(["init", "."]) == 0
    assert (here / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["../up", "", "1st", "/up", "ъ", "a/b", "C:\\x", "...", "no"])
def test_a_name_that_no_formula_and_no_folder_can_have_is_refused_with_one_that_can(name: str) -> None:
    for names in ({"catalogue": "own", "regulation": name}, {"catalogue": name, "regulation": "new"}):
        with pytest.raises(KokoqError) as caught:
            new_regulation(language("ru"), **names)
        found = caught.value.diagnostic
        assert found.rule.code == "KQ927"
        assert new_regulation(language("ru"), catalogue=str(found.params["meant"]), regulation="new")


@pytest.mark.parametrize(
    ("title", "name", "told"),
    [
        ("кадры", "kadry", "Кадры"),
        ("Питание: завтраки и обеды", "pitanie_zavtraki_i_obedy", "Питание: завтраки и обеды"),
        ("Щит и ёж", "shchit_i_ezh", "Щит и ёж"),
        ("school-meals", "school_meals", "School-meals"),
        ("Head's office", "head_s_office", "Head's office"),
        ("staff", "staff", "Новое положение"),  # a name, not a title
    ],
)
def test_a_regulation_may_be_called_by_its_title(here: Path, title: str, name: str, told: str) -> None:
    assert cli.run(["init", "c", "--regulation", title, "--lang", "ru"]) == 0
    loaded = load_catalogue(here / "c" / "indicators")
    assert loaded.diagnostics == ()
    assert loaded.value is not None
    assert [(r.id, r.title) for r in loaded.value.regulations] == [(name, told)]
    assert cli.run(["check", "c"]) == 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("formula: certified", "formul: certified", "KQ102"),
        ("    kind: share", "   kind: share", "KQ290"),
        ("certified / graduates", "certifed / graduates", "KQ202"),
        ("at_least: 98%", "at_least: 98,5%", "KQ105"),
        ("certified / graduates", "certified / graduates * 0,5", "KQ201"),
        ("kind: share ", "kind: доля ", "KQ105"),
        ("at_least: 95%", "at_least: 99%", "KQ115"),
        ("source: {order", "source: {ordr", "KQ111"),
    ],
)
def test_a_slip_in_the_skeleton_is_told_alone(
    old: str, new: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["init", "mine", "--regulation", "attendance"]) == 0
    path = Path("mine/indicators/1-attendance.yaml")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    capsys.readouterr()
    assert cli.run(["check", "mine", "--lang", "en"]) == 1
    told = capsys.readouterr().err
    assert told.count("error[") == 1, told
    assert f"error[{code}] mine/indicators/1-attendance.yaml:" in told
