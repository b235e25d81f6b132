"""The commands on a tiny campaign: what they say, what they write, how they end."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from tests.folders import StandIn

from kokoq import campaign as campaigns
from kokoq import cli

CATALOGUE = """\
kokoq: 1
id: tiny
title: Маленький каталог
organisation_types: {school: школа}
"""
FIELDS = """\
fields:
  graduates: {title: Выпускники, asked: school, range: 0..300}
  certified: {title: Выпускники с аттестатом, asked: school, part_of: graduates}
"""
REGULATION = """\
id: results
code: "1"
title: Результаты
goal: {text: Узнать результаты, indicators: [certified_share]}
tasks: [Собрать данные]
collection: {methods: [опрос], processing: [доли по суммам], by: organisation, responsible: методист}
periodicity: {every: year, collect: 06-01..06-20, submit: 07-01}
criteria: [Доля не ниже 95 %]
indicators:
  certified_share:
    code: "1.1"
    title: Доля выпускников с аттестатом
    kind: share
    scope: school
    formula: certified / graduates
"""
CASE = """\
- indicator: certified_share
  given: {certified: 45, graduates: 50}
  expect: {value: 90%, shown: "90,0 %"}  # 45 / 50
"""


@pytest.fixture
def campaign(stand_in: StandIn) -> Path:
    """A campaign of two schools, as the current folder."""
    files = {
        "catalogue/catalogue.yaml": CATALOGUE,
        "catalogue/fields.yaml": FIELDS,
        "catalogue/results.yaml": REGULATION,
        "catalogue/cases/results.yaml": CASE,
        "kokoq.yaml": "kokoq: 1\ncatalogue: catalogue\ntitle: Проба\n",
        "organisations.csv": "id;название;тип\ns1;Школа № 1;school\ns2;Школа № 2;school\n",
    }
    return stand_in(files)


def sampled() -> None:
    assert cli.run(["sample", "--period", "2020/2021", "--out", "collected/2020-2021"]) == 0


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """What was told on stderr, in one line."""
    return " ".join(capsys.readouterr().err.split())


def test_check_is_clean_on_a_sound_catalogue(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", "catalogue", "--strict"]) == 0
    assert capsys.readouterr().err == "Проверен 1 показатель: замечаний нет\n"


def test_worked_cases_come_out_the_same_in_any_language(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [cli.run(["check", "--lang", code]) for code in ("ru", "en")] == [0, 0]


def test_check_names_a_failed_case_with_its_place(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (campaign / "catalogue/cases/results.yaml").write_text(CASE.replace("90%", "95%"), encoding="utf-8")
    assert cli.run(["check"]) == 1
    assert "results.yaml:3:12: Разобранный пример «certified_share»" in said(capsys)


def test_check_gives_json_on_stdout(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (campaign / "catalogue/results.yaml").write_text(REGULATION.replace("kind:", "knd:"), encoding="utf-8")
    assert cli.run(["check", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(one["code"], one["line"], one["column"]) for one in found if one["code"] == "KQ102"] == [("KQ102", 13, 5)]


def test_strict_makes_a_warning_an_error(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = REGULATION.replace("tasks: [Собрать данные]\n", "")
    (campaign / "catalogue/results.yaml").write_text(text, encoding="utf-8")
    assert cli.run(["check"]) == 0
    assert cli.run(["check", "--strict"]) == 1
    told = capsys.readouterr().err
    assert [told.count(word) for word in ("предупреждение[KQ118]", "ошибка[KQ118]")] == [1, 1]
    assert cli.run(["check", "--strict", "--format", "json"]) == 1
    assert [(one["code"], one["severity"]) for one in json.loads(capsys.readouterr().out)] == [("KQ118", "error")]


def test_what_stops_a_check_is_told_to_programs_too(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    (campaign / "empty").mkdir()
    for command in ("check", "test"):
        assert cli.run([command, "empty", "--format", "json"]) == 2
        out, err = capsys.readouterr()
        assert [one["code"] for one in json.loads(out)] == ["KQ904"]
        assert "KQ904" in err
        assert cli.run([command, "empty", "--findings", f"{command}.sarif"]) == 2
        (run,) = json.loads((campaign / f"{command}.sarif").read_text(encoding="utf-8"))["runs"]
        assert [result["ruleId"] for result in run["results"]] == ["KQ904"]


def test_the_settings_of_a_campaign_are_named_with_its_folder(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    with (campaign / "kokoq.yaml").open("a", encoding="utf-8") as file:
        file.write("levls: [region]\n")
    monkeypatch.chdir(campaign.parent)
    for command in ("check", "test", "compute"):
        assert cli.run([command, campaign.name]) > 0
        told = capsys.readouterr().err
        assert f"{campaign.name}/kokoq.yaml:" in told
        assert "levls: [region]" in told  # the line itself


def test_faulty_definitions_stop_a_computation(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    (campaign / "catalogue/results.yaml").write_text(REGULATION.replace("/ graduates", "/ graduats"), encoding="utf-8")
    assert cli.run(["compute"]) == 2
    assert "Возможно, имелось в виду: graduates." in capsys.readouterr().err


def test_show_gives_the_catalogue_the_regulation_and_the_passport(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [cli.run(["show", *name]) for name in ([], ["results"], ["1.1"], ["catalogue"])] == [0, 0, 0, 0]
    out = capsys.readouterr().out
    assert out.count("Маленький каталог (tiny)") == 2
    assert "1 Результаты (results)" in out
    assert "Формула: certified / graduates" in out


def test_show_takes_the_catalogue_of_a_campaign_by_its_folder(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["show", "1.1", "--catalogue", "."]) == 0
    assert "Формула: certified / graduates" in capsys.readouterr().out


def test_worked_cases_of_several_organisations_and_points_are_shown(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = """\
- indicator: certified_share
  organisations:
    a: {certified: 45, graduates: 50}
    b: {certified: 15, graduates: 30}
  expect: {value: 75%}  # 60 / 80
"""
    (campaign / "catalogue" / "cases" / "results.yaml").write_text(cases, encoding="utf-8")
    assert cli.run(["document", "."]) == 0
    told = capsys.readouterr().out
    first = "a — Выпускники с аттестатом: 45, Выпускники: 50"
    assert f"{first}; b — Выпускники с аттестатом: 15, Выпускники: 30 → 75,0\u00a0%" in told


def test_where_nothing_can_be_judged_the_report_does_not_say_that_all_is_well(campaign: Path) -> None:
    sampled()
    assert cli.run(["compute"]) == 0  # the only indicator has no scale
    report = (campaign / "reports" / "2020-2021" / "report.md").read_text(encoding="utf-8")
    assert "Показателей на низшем уровне нет" not in report
    assert "Ни один показатель не оценён" in report
    assert "| 6. Адресные рекомендации | ни один показатель не оценён | нет |" in report
    assert "## Приложение: разбивки" not in report
    book = openpyxl.load_workbook(campaign / "reports" / "2020-2021" / "report.xlsx", data_only=True)
    summary = [cell.value for row in book["Сводка"].iter_rows() for cell in row if cell.value is not None]
    assert summary.count("н/о") == 6  # points and percent: the cards, the regulation, the total
    assert not book["Сводка"]._charts


def test_an_act_is_told_with_its_appendices_and_one_sign_of_number(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    act = 'acts: {order: {kind: приказ, number: № 15, appendices: {"2": форма сбора}}}\n'
    (campaign / "catalogue" / "catalogue.yaml").write_text(CATALOGUE + act, encoding="utf-8")
    assert cli.run(["document", "."]) == 0
    assert "- приказ №\u00a015; приложения: 2 — форма сбора" in capsys.readouterr().out


def test_a_folder_with_a_space_is_quoted_in_the_next_step(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["init", "сбор питание", "--regulation", "meals"]) == 0
    assert 'Дальше: kokoq check "сбор питание"; что' in said(capsys)


def test_show_suggests_the_name_that_was_meant(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    assert cli.run(["show", "certified_shar", "--catalogue", "catalogue"]) == 2
    assert "Возможно, имелось в виду: certified_share." in said(capsys)


@pytest.mark.parametrize("arguments", [["show"], ["show", "1.1"], ["compute", "--data", "*.csv", "--out", "out"]])
def test_outside_of_any_campaign_the_shipped_catalogues_are_named(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KOKOQ_TRACEBACK", raising=False)
    monkeypatch.setenv("KOKOQ_LANG", "ru")
    (tmp_path / "list.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert cli.run(arguments) == 2
    text = said(capsys)
    assert "--catalogue ИМЯ" in text
    assert "kopeysk" in text
    assert "promyshlennovsky" in text


def test_forms_are_written_once_and_never_over_answers(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    assert cli.run(["forms", "--period", "2020/2021"]) == 0
    assert capsys.readouterr().err.startswith("Записано 2 файла")
    assert cli.run(["forms", "--period", "2020/2021"]) == 2
    assert "KQ911" in capsys.readouterr().err


def test_compute_without_arguments_takes_the_latest_period(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sampled()
    (campaign / "collected" / "2019-2020").mkdir()
    assert cli.run(["compute"]) == 0
    assert (campaign / "reports" / "2020-2021" / "report.xlsx").is_file()
    assert "Сдали      2 из 2" in capsys.readouterr().err


def test_compute_writes_the_formats_that_were_asked_for(campaign: Path) -> None:
    sampled()
    assert cli.run(["compute", "--formats", "json, parquet", "--out", "out"]) == 0
    names = sorted(path.name for path in (campaign / "out").iterdir())
    assert names == ["results.json", "results.parquet", "run.json", "timings.json"]


def test_findings_go_to_the_file_that_was_named(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sampled()
    next((campaign / "collected/2020-2021").glob("*1.xlsx")).unlink()
    assert cli.run(["compute", "--formats", "csv", "--findings", "found.json"]) == 0
    found = json.loads((campaign / "found.json").read_text(encoding="utf-8"))
    assert [(one["code"], one["organisation"]) for one in found] == [("KQ316", "s1")]
    assert "KQ316" not in capsys.readouterr().err


def test_compute_refuses_a_folder_that_is_not_its_own(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sampled()
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    assert cli.run(["compute", "--out", "catalogue"]) == 2
    assert "KQ906" in capsys.readouterr().err
    assert sorted(p.name for p in (campaign / "catalogue").iterdir()) == [
        "cases",
        "catalogue.yaml",
        "fields.yaml",
        "results.yaml",
    ]


def test_compute_says_that_a_period_was_not_collected(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sampled()
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    assert cli.run(["compute", "--period", "2018/2019"]) == 2
    assert "KQ902" in capsys.readouterr().err


def test_files_without_a_campaign_are_computed_too(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sampled()
    shutil.copytree(campaign / "collected/2020-2021", campaign / "sent")
    arguments = ["--catalogue", "catalogue", "--data", "sent/*.xlsx", "--out", "out", "--formats", "csv"]
    assert cli.run(["compute", *arguments]) == 0
    rows = (campaign / "out" / "results.csv").read_text(encoding="utf-8").splitlines()
    assert len([row for row in rows if row.startswith("2020/2021,organisation,s")]) == 2


def test_explain_tells_a_number_down_to_its_cells(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sampled()
    capsys.readouterr()
    assert cli.run(["explain", "1.1", "--organisation", "Школа № 1"]) == 0
    out = capsys.readouterr().out
    assert "certified / graduates" in out
    assert "collected/2020-2021/" in out


def test_a_computed_period_is_kept_and_a_corrected_one_beside_it(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sampled()
    assert cli.run(["compute"]) == 0
    assert "Архив расчёт № 1 за 2020/2021" in said(capsys).replace("№\u00a0", "№ ")
    assert cli.run(["compute"]) == 0
    assert "без изменений: расчёт № 1" in said(capsys).replace("№\u00a0", "№ ")
    next(iter(Path("collected/2020-2021").glob("*1.xlsx"))).unlink()
    assert cli.run(["compute"]) == 0
    assert cli.run(["archive", "list", "--format", "json"]) == 0
    kept = json.loads(capsys.readouterr().out)
    assert [(run["run"], run["n_submitted"], run["n_expected"]) for run in kept] == [(1, 2, 2), (2, 1, 2)]
    assert cli.run(["archive", "show"]) == 0
    told = capsys.readouterr().out
    assert "- нет больше файла collected/2020-2021/" in told
    assert cli.run(["archive", "verify"]) == 0


def test_the_archive_gives_back_what_results_csv_had(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sampled()
    assert cli.run(["compute"]) == 0
    assert cli.run(["archive", "export", "--out", "all.csv"]) == 0
    assert Path("all.csv").read_bytes() == Path("reports/2020-2021/results.csv").read_bytes()
    assert cli.run(["archive", "export", "--out", "all.json"]) == 0
    assert len(json.loads(Path("all.json").read_text(encoding="utf-8"))) == 3  # the municipality and two schools


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        (["archive", "show"], "Период называют так: --period 2020/2021."),
        (["validate"], "Период называют так: --period 2020/2021."),
        (["compare"], "а первой называют папку сбора; текущую — точкой: . 2020/2021."),
    ],
)
def test_a_period_in_the_place_of_the_folder_is_asked_back(
    campaign: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    advice: str,
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    assert cli.run([*command, "2020/2021"]) == 2
    told = said(capsys)
    assert told.startswith("«2020/2021» — это период")
    assert told.endswith(advice)


def test_a_folder_that_is_named_like_a_period_is_a_folder(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(campaign, campaign / "2021")
    assert cli.run(["archive", "list", "2021"]) == 0
    assert "Архив пуст" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["show", "export", "verify"])
def test_an_archive_that_is_not_there_yet_is_told_in_a_plain_sentence(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    assert cli.run(["archive", command]) == 2
    expected = f"В сборе {campaign.name} ещё нет архива: ни один расчёт не сохранён. Расчёт сохраняет kokoq compute."
    assert said(capsys) == expected
    assert cli.run(["archive", command, "нет такой"]) == 2
    assert said(capsys).startswith("ошибка[KQ901] нет такой:")


def test_a_damaged_archive_is_told_and_the_reports_stand(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    sampled()
    Path("archive").mkdir()
    Path("archive/kokoq.sqlite").write_bytes(b"no database" * 100)
    assert cli.run(["compute"]) == 1
    assert "ошибка[KQ930] archive/kokoq.sqlite: Архив не читается или не записывается: файл повреждён." in said(capsys)
    assert Path("reports/2020-2021/results.csv").is_file()


def test_what_is_accepted_is_not_told_by_compute_on_any_day(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sampled()
    Path("catalogue/fields.yaml").write_text(FIELDS + "  spare: {title: Лишнее, asked: school}\n", encoding="utf-8")
    cli.run(["compute"])
    assert "В определениях" in said(capsys)
    assert "KQ117" in Path("reports/2020-2021/run.json").read_text(encoding="utf-8")
    accepted = "- {code: KQ117, where: {field: Лишнее}, reason: на следующий год, until: 2001-01-01}\n"
    Path("catalogue/accepted.yaml").write_text(accepted, encoding="utf-8")
    cli.run(["compute"])
    assert "В определениях" not in said(capsys)
    assert "KQ117" not in Path("reports/2020-2021/run.json").read_text(encoding="utf-8")


def test_definitions_go_into_the_archive_once(campaign: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sampled()
    cli.run(["compute"])
    read: list[Path] = []
    monkeypatch.setattr(campaigns, "definition_texts", lambda home: read.append(home) or {})
    Path("catalogue/results.yaml").write_text("# a comment changes nothing\n" + REGULATION, encoding="utf-8")
    cli.run(["compute"])
    assert read == []
    title = REGULATION.replace("Доля выпускников с", "Часть выпускников с")
    Path("catalogue/results.yaml").write_text(title, encoding="utf-8")
    cli.run(["compute"])
    assert len(read) == 1


def test_faulty_wishes_for_samples_stop_them_with_their_place(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    Path("sample.yaml").write_text("sizes: {school: 100..200}\nsizez: 3\n", encoding="utf-8")
    assert cli.run(["sample", "--period", "2020/2021", "--out", "forms"]) == 2
    assert "ошибка[KQ102] sample.yaml:2:1" in said(capsys)
    assert not Path("forms").exists()


def test_worked_cases_are_run_and_counted(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["test", "catalogue"]) == 0
    assert capsys.readouterr().err == "Пересчитан 1 пример, не сошлось: 0\n"


def test_a_case_that_fails_is_told_with_the_story_of_its_number(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = Path("catalogue/cases/results.yaml")
    cases.write_text(CASE.replace("value: 90%", "value: 91%"), encoding="utf-8")
    assert cli.run(["test", str(campaign / "catalogue")]) == 1  # an absolute path is told as seen from here
    told = said(capsys)
    assert "ошибка[KQ120] catalogue/cases/results.yaml:3:12" in told
    assert "value: ожидалось 91%, получилось 90%" in told
    assert "С числами: 45 / 50" in told


def test_a_run_without_any_case_is_no_success(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    Path("catalogue/cases/results.yaml").unlink()
    for command in (["check", "catalogue"], ["check", "catalogue", "--exit-zero"], ["test", "catalogue"]):
        capsys.readouterr()
        assert cli.run([*command, "--lang", "ru"]) == 2
        assert "KQ904" in said(capsys)


def test_a_check_without_any_case_tells_the_rest_too(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    Path("catalogue/cases/results.yaml").unlink()
    assert cli.run(["check", "catalogue"]) == 2
    assert "KQ121" in said(capsys)
    assert cli.run(["check", "catalogue", "--format", "json"]) == 2
    assert "KQ904" in capsys.readouterr().out  # for programs it is a finding as well
    assert cli.run(["check", "catalogue", "--ignore", "KQ120"]) == 0  # cases were not asked for


def test_a_check_of_cases_alone_without_any_is_no_success(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    assert cli.run(["check", "catalogue", "--select", "KQ120"]) == 0
    Path("catalogue/cases/results.yaml").unlink()
    capsys.readouterr()
    assert cli.run(["check", "catalogue", "--select", "KQ120"]) == 2
    assert "KQ904" in said(capsys)


@pytest.mark.parametrize("path", ["catalogue", "."])
@pytest.mark.parametrize(
    ("wrong", "place", "ran"),
    [
        ("  expect: {valu: 90%, status: ok}\n", "ошибка[KQ102] catalogue/cases/b.yaml:3:12", "Пересчитан 1 пример"),
        ("  expect: {value: 90%\n", "ошибка[KQ291] catalogue/cases/b.yaml:3:11", "Пересчитан 1 пример"),
    ],
)
def test_cases_that_cannot_be_read_fail_a_test_as_they_fail_a_check(
    wrong: str, place: str, ran: str, path: str, campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("catalogue/cases/b.yaml").write_text(CASE[: CASE.index("  expect")] + wrong, encoding="utf-8")
    assert cli.run(["check", path]) == 1
    assert place in said(capsys)
    assert cli.run(["test", path, "--cover", "--lang", "ru"]) == 1
    told = said(capsys)
    assert place in told
    assert told.endswith(f"{ran}, не сошлось: 0. В записи примеров 1 ошибка")
    for form in ("json", "junit", "sarif", "github"):
        assert cli.run(["test", path, "--format", form]) == 1
        assert place[7:12] in capsys.readouterr().out


def test_a_fault_elsewhere_stops_a_test(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    fields = Path("catalogue/fields.yaml")
    fields.write_text(fields.read_text(encoding="utf-8").replace("title:", "titel: x, title:", 1), encoding="utf-8")
    assert cli.run(["test", "catalogue", "--lang", "ru"]) == 2
    assert "ошибка[KQ102] catalogue/fields.yaml" in said(capsys)


def test_cases_of_faulty_definitions_are_not_run(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    path = Path("catalogue/results.yaml")
    path.write_text(REGULATION.replace("certified / ", "certfied / "), encoding="utf-8")
    assert cli.run(["test", "catalogue"]) == 2
    assert "KQ202" in said(capsys)


def test_coverage_is_shown_and_may_be_asked_for(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # an indicator without a scale, and six reasons of absence: one of seven, 14,2 %
    assert cli.run(["test", "catalogue", "--cover", "--cover-fail-under", "14"]) == 0
    assert "Всего" in capsys.readouterr().out
    assert cli.run(["test", "catalogue", "--cover-fail-under", "14.5"]) == 1
    told = said(capsys)
    assert "KQ190" in told
    assert "охватывают 14,2 % каталога, требуется не меньше 14,5 %" in told


@pytest.mark.parametrize(
    ("form", "begins"), [("json", "{"), ("junit", "<?xml"), ("sarif", "{"), ("github", "::error file=catalogue/cases/")]
)
def test_what_came_of_the_cases_is_there_for_programs(
    campaign: Path, capsys: pytest.CaptureFixture[str], form: str, begins: str
) -> None:
    cases = Path("catalogue/cases/results.yaml")
    cases.write_text(CASE.replace("value: 90%", "value: 91%"), encoding="utf-8")
    assert cli.run(["test", "catalogue", "--format", form, "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(begins)
    assert "91%" in out
    assert cli.run(["test", "catalogue", "--format", form, "--findings", "here.txt", "--lang", "en"]) == 1
    assert Path("here.txt").read_text(encoding="utf-8") == out


def test_findings_take_the_format_that_the_name_of_their_file_says(campaign: Path) -> None:
    Path("catalogue/results.yaml").write_text(REGULATION.replace("certified / ", "x / "), encoding="utf-8")
    for name, begins in (("a.xml", "<?xml"), ("a.sarif", '{\n "$schema"'), ("a.json", "[\n"), ("a.txt", "ошибка[")):
        assert cli.run(["check", "catalogue", "--findings", name]) == 1
        assert Path(name).read_text(encoding="utf-8").startswith(begins)


def test_diff_says_what_stops_being_comparable(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree("catalogue", "before")
    path = campaign / "catalogue/results.yaml"
    path.write_text(REGULATION.replace("certified / graduates", "1 - certified / graduates"), encoding="utf-8")
    assert cli.run(["diff", "before", "catalogue"]) == 0
    text = capsys.readouterr().out
    assert "Несравнимы\n  1.1 Доля выпускников с аттестатом (certified_share): изменён\n" in text
    assert "формула: certified / graduates → 1 - certified / graduates" in text
    assert cli.run(["diff", "before", ".", "--format", "json", "--fail-on", "not-comparable"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "not-comparable"
    assert told["indicators"][0]["facets"] == {
        "formula": {"before": "certified / graduates", "after": "1 - certified / graduates"}
    }
    pages = []
    for form in ("md", "markdown"):
        assert cli.run(["diff", "before", "catalogue", "--format", form]) == 0
        pages.append(capsys.readouterr().out)
    assert "| формула | certified / graduates | 1 - certified / graduates |" in pages[0]
    assert pages[1] == pages[0]


@pytest.mark.parametrize("newer", ["catalogue", "."])
def test_diff_is_printed_by_the_template_of_the_office(
    campaign: Path, newer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("templates").mkdir()
    own = '{% extends "difference.md.j2" %}{% block sections %}Изменилось: {{ view.sections|length }}{% endblock %}'
    Path("templates/difference.md.j2").write_text(own, encoding="utf-8")
    shutil.copytree("catalogue", "before")
    path = campaign / "catalogue/results.yaml"
    path.write_text(REGULATION.replace("certified / graduates", "1 - certified / graduates"), encoding="utf-8")
    assert cli.run(["diff", "before", newer, "--format", "md"]) == 0
    assert "\nИзменилось: 1\n" in capsys.readouterr().out


def test_diff_lists_a_new_indicator_under_its_own_heading(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree("catalogue", "before")
    for path in (campaign / "before").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("certified_share", "former_share"), encoding="utf-8")
    assert cli.run(["diff", "before", "catalogue", "--fail-on", "not-comparable"]) == 1  # former_share ended
    text = capsys.readouterr().out
    assert "\nНовые\n  1.1 Доля выпускников с аттестатом (certified_share): новый\n" in text
    assert "Сравнимы с оговоркой" not in text


def test_diff_passes_what_compares(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree("catalogue", "before")
    path = campaign / "catalogue/results.yaml"
    path.write_text(REGULATION.replace("Доля выпускников с аттестатом", "Доля выпускников"), encoding="utf-8")
    assert cli.run(["diff", "before", "catalogue", "--fail-on", "not-comparable"]) == 0
    assert cli.run(["diff", "before", "catalogue", "--fail-on", "with-note"]) == 1
    assert cli.run(["diff", "before", "before", "--fail-on", "with-note"]) == 0


def test_diff_needs_two_versions(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.run(["diff", "catalogue"]) == 2
    assert "Не указано: НОВОЕ." in capsys.readouterr().err
    assert cli.run(["diff", "catalogue", "catalogue", "--rev", "HEAD"]) == 2
    assert "Лишний аргумент." in capsys.readouterr().err


def test_a_change_names_what_was_redefined_since_the_report(campaign: Path) -> None:
    for period in ("2019/2020", "2020/2021"):
        assert cli.run(["sample", "--period", period, "--out", f"collected/{period.replace('/', '-')}"]) == 0
    assert cli.run(["compute", "--period", "2019/2020", "--formats", "csv"]) in (0, 1)
    path = campaign / "catalogue/results.yaml"
    other = REGULATION.replace("certified / graduates", "(graduates - certified) / graduates")
    path.write_text(other, encoding="utf-8")
    assert cli.run(["compute", "--period", "2020/2021", "--formats", "md"]) in (0, 1)
    report = (campaign / "reports/2020-2021/report.md").read_text(encoding="utf-8")
    assert "- 1.1: формула" in report


def test_a_public_report_has_no_workbook_no_findings_and_says_what_it_hides(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sampled()
    settings = campaign / "kokoq.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "min_group: 1000\n", encoding="utf-8")
    assert cli.run(["compute", "--public"]) == 0
    out = Path("reports/2020-2021-public")
    assert sorted(p.name for p in out.iterdir()) == [
        "organisations", "report.md", "results.csv", "run.json", "scores.csv", "timings.json"
    ]  # fmt: skip
    assert "к группам меньше 1000 человек" in (out / "report.md").read_text(encoding="utf-8")
    rows = (out / "results.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split(",")[5:8] + row.split(",")[10:11] for row in rows] == [["", "", "", "suppressed"]] * 3
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["findings"] == []
    assert cli.run(["archive", "export", "--public", "--out", "all.csv"]) == 0
    assert Path("all.csv").read_text(encoding="utf-8").splitlines()[1:] == rows
