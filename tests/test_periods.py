"""Two periods side by side: from the archive with the definitions of then, else computed from the collected files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kokoq import campaign as campaigns
from kokoq import cli
from kokoq.definitions.verdict import Verdict
from kokoq.language import language
from kokoq.model import Period
from kokoq.periods import History, Pair, compare_periods, history
from kokoq.reports.comparison import comparison_view, to_json, to_text, units_of
from tests.folders import StandIn

from .cli.test_commands import CATALOGUE, FIELDS, REGULATION

FORMULA = "formula: certified / graduates"
TITLE = "title: Доля выпускников с аттестатом"
YEARS = {"2018-2019": (40, 50), "2019-2020": (44, 50), "2020-2021": (45, 50)}


@pytest.fixture
def campaign(stand_in: StandIn) -> Path:
    """A school that reported in three years, and a source in plain csv."""
    source = (
        "sources:\n  fields:\n    files: 'data.csv'\n    columns:\n"
        "      Школа: organisation\n      Всего: graduates\n      Аттестат: certified\n"
    )
    files = {
        "catalogue/catalogue.yaml": CATALOGUE,
        "catalogue/fields.yaml": FIELDS,
        "catalogue/results.yaml": REGULATION,
        "kokoq.yaml": f"kokoq: 1\ncatalogue: catalogue\ntitle: Проба\n{source}",
        "organisations.csv": "id;название;тип\ns1;Школа № 1;school\n",
        **{f"collected/{year}/data.csv": f"Школа;Всего;Аттестат\ns1;{n};{c}\n" for year, (c, n) in YEARS.items()},
    }
    return stand_in(files)


def between_years(folder: Path, before: str = "2019/2020", after: str = "2020/2021") -> Pair:
    opened = campaigns.load(folder).value
    assert opened is not None
    return compare_periods(opened, Period(before), Period(after))


def redefine(folder: Path, old: str, new: str) -> None:
    path = folder / "catalogue/results.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_not_kept_is_computed(campaign: Path) -> None:
    found = between_years(campaign, "2018/2019")  # two years apart: 45/50 − 40/50 = 10 points
    (change,) = [c for c in found.assessment.changes if c.level == "municipality"]
    assert (found.before.run, found.after.run) == (None, None)
    assert change.difference == pytest.approx(0.1)


def test_a_school_that_was_merged_is_told_with_its_successor_and_with_a_note(campaign: Path) -> None:
    listed = "id;название;тип;закрыта;преемник\ns1;Школа № 1;school;;\ns2;Школа № 2;school;01.06.2021;s1\n"
    (campaign / "organisations.csv").write_text(listed, encoding="utf-8")
    then, now = "s1;50;44\ns2;10;4\n", "s1;60;45\n"
    for year, rows in (("2019-2020", then), ("2020-2021", now)):
        (campaign / f"collected/{year}/data.csv").write_text(f"Школа;Всего;Аттестат\n{rows}", encoding="utf-8")
    found = between_years(campaign)
    own = units_of(found, organisation="s1", level=None)
    (change,) = json.loads(to_json(found, own))["changes"]
    assert (change["verdict"], change["merged"]) == (Verdict.WITH_NOTE, ["s2"])
    assert change["causes"] == ["merged", "data"]  # 44/50 → 45/60, but of other pupils
    shown = to_text(comparison_view(found, language("ru"), own))
    assert "С тех пор вошли: Школа № 2; прежнее значение" in " ".join(shown.split())
    town = to_text(comparison_view(found, language("ru"), units_of(found, organisation=None, level=None)))
    assert "Школа № 2 (теперь Школа № 1)" in " ".join(town.split())


def test_what_is_kept_is_taken_as_it_was_kept(campaign: Path) -> None:
    cli.run(["compute", "--period", "2019/2020"])
    (campaign / "collected/2019-2020/data.csv").write_text("Школа;Всего;Аттестат\ns1;50;10\n", encoding="utf-8")
    found = between_years(campaign)
    assert found.before.run is not None
    (change,) = [c for c in found.assessment.changes if c.level == "municipality"]
    assert change.before == pytest.approx(44 / 50)


def test_a_formula_that_changed_since_a_run_was_kept_ends_the_comparison(campaign: Path) -> None:
    cli.run(["compute", "--period", "2019/2020"])
    redefine(campaign, FORMULA, "formula: 1 - certified / graduates")
    record = json.loads(to_json(found := between_years(campaign), units_of(found, organisation=None, level=None)))
    (change,) = record["changes"]
    # then 44/50 by the formula of then, now 1 − 45/50 by that of now
    assert (change["before"], change["after"]) == (pytest.approx(0.88), pytest.approx(0.1))
    assert (change["verdict"], change["causes"], change["facets"]) == (
        Verdict.NOT_COMPARABLE,
        ["definition"],
        ["formula"],
    )


def test_an_indicator_that_replaces_another_goes_on_with_its_values(campaign: Path) -> None:
    cli.run(["compute", "--period", "2019/2020"])
    redefine(campaign, "indicators: [certified_share]", "indicators: [with_certificate]")
    redefine(campaign, "  certified_share:\n", "  with_certificate:\n    replaces: certified_share\n")
    found = between_years(campaign)
    (change,) = [c for c in found.assessment.changes if c.level == "municipality"]
    assert (change.indicator, change.before) == ("with_certificate", pytest.approx(0.88))


def test_definitions_that_cannot_be_read_any_more_are_said_and_noted(campaign: Path) -> None:
    cli.run(["compute", "--period", "2019/2020"])
    redefine(campaign, TITLE, "title: Иначе")
    opened = campaigns.load(campaign).value
    assert opened is not None
    import sqlite3
    import zlib
    from contextlib import closing

    with closing(sqlite3.connect(campaign / "archive/kokoq.sqlite")) as bank:
        bank.execute("DROP TRIGGER catalogue_update")
        bank.execute("UPDATE catalogue SET files = ?", (zlib.compress(b'{"../outside.yaml": "x: 1"}'),))
        bank.commit()
    found = between_years(campaign)
    assert [d.rule.code for d in found.assessment.diagnostics] == ["KQ640"]
    (change,) = json.loads(to_json(found, units_of(found, organisation=None, level=None)))["changes"]
    assert (change["verdict"], change["causes"]) == (Verdict.WITH_NOTE, ["unknown", "data"])


def test_the_text_says_where_periods_come_from_and_fits_the_screen(campaign: Path) -> None:
    cli.run(["compute", "--period", "2019/2020"])
    found = between_years(campaign)
    text = to_text(comparison_view(found, language("ru"), units_of(found, organisation="Школа № 1", level=None)))
    assert "2019/2020: из архива, расчёт 1 от" in text
    assert "2020/2021: вычислено по собранным файлам." in text
    # 45/50 − 44/50 = 2 points; 0,02 / 0,88 = 2,27…%
    assert "88,0 % → 90,0 %: +2,0 п. п. (+2,3 % к прежнему), улучшение" in text.replace("\u00a0", " ")
    assert max(map(len, text.splitlines())) <= 80


def test_the_command_compares_the_latest_two_by_default(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["compare", "--format", "json"]) == 0
    assert [each["period"] for each in json.loads(capsys.readouterr().out)["periods"]] == ["2019/2020", "2020/2021"]


def test_a_page_goes_where_it_is_wanted(campaign: Path) -> None:
    assert cli.run(["compare", ".", "2018/2019", "2020/2021", "--format", "md", "--out", "page.md"]) == 0
    page = (campaign / "page.md").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "| 80,0 % | 90,0 % | +10,0 п. п. (+12,5 % к прежнему), улучшение | Изменились данные. |" in page


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([".", "2015/2016", "2020/2021"], "KQ902"),
        (["--level", "planet"], "KQ641"),
        (["--organisation", "никто"], "KQ309"),
    ],
)
def test_what_is_not_there_ends_with_2(
    campaign: Path, arguments: list[str], code: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    assert cli.run(["compare", *arguments]) == 2
    assert code in capsys.readouterr().err


def years(folder: Path) -> History:
    opened = campaigns.load(folder).value
    assert opened is not None
    return history(opened, Period("2020/2021"))


UNIT = ("municipality", "municipality")


def test_a_series_goes_back_as_far_as_periods_follow_one_another(campaign: Path) -> None:
    cli.run(["compute", "--period", "2018/2019"])
    values = years(campaign).values(UNIT, "certified_share")
    assert values == {"2018/2019": 0.8, "2019/2020": 0.88, "2020/2021": 0.9}


def test_a_gap_or_another_formula_ends_the_series(campaign: Path) -> None:
    cli.run(["compute", "--period", "2018/2019"])
    redefine(campaign, FORMULA, "formula: 1 - certified / graduates")
    assert tuple(years(campaign).values(UNIT, "certified_share")) == ("2019/2020", "2020/2021")
    (campaign / "collected/2019-2020").rename(campaign / "collected/2015-2016")
    assert tuple(years(campaign).values(UNIT, "certified_share")) == ("2020/2021",)


def test_the_analysis_speaks_of_target_benchmark_decline_and_forecast(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for year, certified in (("2018-2019", 48), ("2019-2020", 47), ("2020-2021", 45)):
        (campaign / f"collected/{year}/data.csv").write_text(f"Школа;Всего;Аттестат\ns1;50;{certified}\n", "utf-8")
    redefine(campaign, FORMULA, f'{FORMULA}\n    target: {{"2020/2021": 95%}}')
    (campaign / "others.csv").write_text("код;период;источник;значение\n1.1;2020/2021;Область;91 %\n", "utf-8")
    settings = campaign / "kokoq.yaml"
    settings.write_text(settings.read_text("utf-8") + "benchmarks: others.csv\n", "utf-8")
    assert cli.run(["analyse", "--indicator", "1.1"]) == 0
    said = " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert "хуже третий период подряд, 96,0 % → 94,0 % → 90,0 %" in said  # 48, 47, 45 of 50
    assert "Цель 95,0 % (2020/2021) не достигнута (не хватает 5,0 п. п.)" in said
    assert "Область: 91,0 % (здесь −1,0 п. п.)" in said
    # a line through 96, 94, 90: slope −3, mean 93⅓, next 93⅓ − 3·2 = 87⅓
    assert "Прогноз на 2021/2022 по прямой (периодов 3): 87,3 %" in said


def test_the_analysis_is_there_for_programs_and_pages(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["analyse", "--format", "json"]) == 0
    (reading,) = json.loads(capsys.readouterr().out)["indicators"]
    assert (reading["indicator"], reading["result"]["value"]) == ("certified_share", 0.9)
    assert list(reading["values"]) == ["2018/2019", "2019/2020", "2020/2021"]
    assert cli.run(["analyse", "--format", "md", "--out", "page.md"]) == 0
    assert "### 1.1 Доля выпускников с аттестатом: 90,0" in (campaign / "page.md").read_text("utf-8")


def test_an_unknown_indicator_ends_with_2(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    assert cli.run(["analyse", "--indicator", "9.9"]) == 2
    assert "KQ907" in capsys.readouterr().err


def test_faults_of_the_benchmarks_are_told_beside_what_can_be_read(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (campaign / "others.csv").write_text("код;период\n1.1;2020/2021\n", "utf-8")
    settings = campaign / "kokoq.yaml"
    settings.write_text(settings.read_text("utf-8") + "benchmarks: others.csv\n", "utf-8")
    assert cli.run(["analyse"]) == 1
    told = capsys.readouterr()
    assert "KQ314" in told.err
    assert "1.1 Доля выпускников с аттестатом" in told.out


@pytest.mark.parametrize(("last_year", "compared"), [((10, 15, 40, 45), True), ((45, 15, 40, 10), False)])
def test_computed_clusters_are_compared_only_while_the_same_are_in_them(
    campaign: Path, last_year: tuple[int, ...], *, compared: bool
) -> None:
    # now s1 and s2 certify 20 and 24 %, s3 and s4 84 and 88 %; in the second case s1 and s4 had changed places
    names = ("Школа № 1", "Школа № 2", "Школа № 3", "Школа № 4")
    listed = "".join(f"s{n};{name};school\n" for n, name in enumerate(names, start=1))
    (campaign / "organisations.csv").write_text(f"id;название;тип\n{listed}", encoding="utf-8")
    for year, certified in (("2019-2020", last_year), ("2020-2021", (10, 12, 42, 44))):
        rows = "".join(f"{name};50;{n}\n" for name, n in zip(names, certified, strict=True))
        (campaign / f"collected/{year}/data.csv").write_text(f"Школа;Всего;Аттестат\n{rows}", encoding="utf-8")
    alike = "clusters: {alike: {title: Похожие, by: [certified_share], number: 2}}\n"
    (campaign / "catalogue/catalogue.yaml").write_text(CATALOGUE + alike, encoding="utf-8")
    settings = campaign / "kokoq.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "groups: [alike]\n", encoding="utf-8")
    pair = between_years(campaign)
    found = {c.unit for c in pair.assessment.changes if c.level == "alike"}
    assert found == ({"1", "2"} if compared else set())
    assert ("alike", "1") in units_of(pair, organisation=None, level="alike")
