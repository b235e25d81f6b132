"""``kokoq forms`` on a tiny campaign: blank forms, last year's values, one workbook, the check of a form."""

import re
from pathlib import Path

import openpyxl
import pytest
from tests.cli.test_commands import FIELDS, campaign, said, sampled

from kokoq import cli
from kokoq.collect.sample.dirt import Dirt
from kokoq.collect.sample.planted import PLANTED

__all__ = ["campaign"]


def value_beside(path: Path, question: str) -> object:
    """What stands beside the cell of a question."""
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows(min_row=5):
            if row[0].value == question:
                return row[5].value
    raise AssertionError(question)


def test_the_values_of_the_year_before_stand_in_the_forms(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sampled()
    assert cli.run(["forms", "--out", "new"]) == 0
    assert "Записано 2 файла: new" in said(capsys)
    given = openpyxl.load_workbook(next((campaign / "collected" / "2020-2021").glob("*1.xlsx")))
    (typed,) = [r[4].value for s in given.worksheets for r in s.iter_rows(min_row=5) if r[0].value == "graduates"]
    assert isinstance(typed, int)
    assert value_beside(campaign / "new" / "Школа № 1.xlsx", "graduates") == typed
    assert cli.run(["forms", "--out", "plain", "--without-earlier"]) == 0
    assert value_beside(campaign / "plain" / "Школа № 1.xlsx", "graduates") != typed


def test_whether_values_of_the_year_before_stand_beside_is_said(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sampled()
    capsys.readouterr()
    assert cli.run(["forms", "--out", "all"]) == 0
    assert said(capsys) == "Записано 2 файла: all Рядом — ответы за 2020/2021 из collected/2020-2021."
    (campaign / "collected" / "2020-2021" / "Школа № 2.xlsx").unlink()
    for mode in ([], ["--one-workbook"]):
        assert cli.run(["forms", *mode, "--out", f"some{len(mode)}"]) == 0
        told = "Рядом — ответы за 2020/2021 из collected/2020-2021. Их нет в 1 форме: Школа № 2."
        assert said(capsys).endswith(told)
    opened = "id;название;тип;открыта\ns1;Школа № 1;school;\ns2;Школа № 2;school;01.09.2021\n"
    (campaign / "organisations.csv").write_text(opened, encoding="utf-8")
    assert cli.run(["forms", "--out", "new"]) == 0
    assert said(capsys).endswith(" Рядом — ответы за 2020/2021 из collected/2020-2021.")  # it was not there then
    assert cli.run(["forms", "--out", "none", "--period", "2020/2021"]) == 0
    assert said(capsys).endswith(" Ответов за 2019/2020 рядом нет: ни в collected/2019-2020, ни в архиве их нет.")
    assert cli.run(["forms", "--out", "plain", "--period", "2020/2021", "--without-earlier"]) == 0
    assert said(capsys) == "Записан 1 файл: plain"


def test_where_the_files_of_the_year_before_are_gone_its_values_are_those_of_the_archive(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sampled()
    assert cli.run(["compute"]) == 0
    ways = {"own": [], "one": ["--one-workbook"]}
    for name, mode in ways.items():
        assert cli.run(["forms", *mode, "--period", "2021/2022", "--out", f"files-{name}"]) == 0
    (campaign / "collected" / "2020-2021").rename(campaign / "moved")
    capsys.readouterr()
    for name, mode in ways.items():
        assert cli.run(["forms", *mode, "--period", "2021/2022", "--out", f"kept-{name}"]) == 0
        assert re.search(
            r" Рядом — ответы за 2020/2021 из архива: расчёт № 1 от \d\d\.\d\d\.\d{4}; в collected/2020-2021 ",
            said(capsys),
        )
        before, now = (
            {path.name: path.read_bytes() for path in Path(f"{of}-{name}").iterdir()} for of in ("files", "kept")
        )
        assert before == now
    assert cli.run(["archive", "verify"]) == 0
    (campaign / "collected" / "2020-2021").mkdir()  # a folder in which nothing is left is no answer
    assert cli.run(["forms", "--period", "2021/2022", "--out", "empty"]) == 0
    assert "из архива: расчёт № 1" in said(capsys)


def test_an_archive_that_cannot_be_read_is_told_and_the_forms_are_written(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (campaign / "archive").mkdir()
    (campaign / "archive" / "kokoq.sqlite").write_bytes(b"no database")
    assert cli.run(["forms", "--period", "2021/2022", "--out", "new"]) == 1
    told = said(capsys)
    assert "ошибка[KQ930]" in told
    assert "Записано 2 файла: new Ответов за 2020/2021 рядом нет" in told


def test_the_archive_of_another_catalogue_is_not_asked(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sampled()
    assert cli.run(["compute"]) == 0
    (campaign / "collected" / "2020-2021").rename(campaign / "moved")
    home = campaign / "catalogue" / "catalogue.yaml"
    home.write_text(home.read_text(encoding="utf-8").replace("id: tiny", "id: other"), encoding="utf-8")
    capsys.readouterr()
    assert cli.run(["forms", "--period", "2021/2022", "--out", "new"]) == 0
    assert "Ответов за 2020/2021 рядом нет" in said(capsys)


def test_one_workbook_holds_a_row_for_every_organisation(campaign: Path) -> None:
    assert cli.run(["forms", "--one-workbook", "--period", "2020/2021", "--out", "new"]) == 0
    (path,) = (campaign / "new").iterdir()
    sheet = openpyxl.load_workbook(path)["Данные"]
    assert [row[1].value for row in sheet.iter_rows(min_row=5)] == ["Школа № 1", "Школа № 2"]


def test_the_values_of_the_year_before_stand_in_the_one_workbook(campaign: Path) -> None:
    sampled()
    given = {}
    for path in (campaign / "collected" / "2020-2021").glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        rows = [row for sheet in book.worksheets for row in sheet.iter_rows(min_row=5)]
        (given[path.stem],) = (row[4].value for row in rows if row[0].value == "graduates")
    assert cli.run(["forms", "--one-workbook", "--out", "new"]) == 0
    (path,) = (campaign / "new").iterdir()
    front, _, sheet, *_ = openpyxl.load_workbook(path).worksheets
    (column,) = [cell.column for cell in sheet[4] if cell.value == "2020/2021: Выпускники"]
    assert {row[1].value: row[column - 1].value for row in sheet.iter_rows(min_row=5)} == given
    said = "Серые значения под «2020/2021» — ответы за тот период"
    assert any(said in str(cell.value) for row in front.iter_rows() for cell in row)
    assert cli.run(["forms", "--one-workbook", "--without-earlier", "--out", "plain"]) == 0
    (path,) = (campaign / "plain").iterdir()
    every = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in every if "2020/2021" in str(cell.value)]


@pytest.mark.parametrize("option", [(), ("--one-workbook",)])
def test_a_campaign_that_asks_nothing_of_anybody_has_no_forms_and_says_so(
    campaign: Path,
    option: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both schools are opened after the period, and the municipality is asked nothing."""
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    late = "id;название;тип;открыта\ns1;Школа № 1;school;01.09.2015\ns2;Школа № 2;school;01.09.2015\n"
    (campaign / "organisations.csv").write_text(late, encoding="utf-8")
    assert cli.run(["forms", "--period", "1990/1991", "--out", "new", *option]) == 2
    assert "KQ387" in said(capsys)
    assert not (campaign / "new").exists()


def test_the_check_of_a_form_says_what_differs(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["forms", "--period", "2020/2021", "--out", "new"]) == 0
    assert cli.run(["forms", "--check", "new/Школа № 1.xlsx"]) == 0
    assert "форма действующего образца, Школа № 1, 2020/2021" in capsys.readouterr().out
    newer = FIELDS + "  medals: {title: Медалисты, asked: school}\n"
    (campaign / "catalogue" / "fields.yaml").write_text(newer, encoding="utf-8")
    assert cli.run(["forms", "--check", "new/Школа № 1.xlsx"]) == 1
    assert "добавлен вопрос: Медалисты" in capsys.readouterr().out


def test_the_check_of_a_form_says_what_limit_and_period_differ(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["forms", "--period", "2020/2021", "--out", "new"]) == 0
    (campaign / "collected" / "2021-2022").mkdir(parents=True)
    assert cli.run(["forms", "--check", "new/Школа № 1.xlsx"]) == 1
    assert "нужна форма за 2021/2022" in capsys.readouterr().out
    assert cli.run(["forms", "--check", "new/Школа № 1.xlsx", "--period", "2020/2021"]) == 0
    (campaign / "catalogue" / "fields.yaml").write_text(FIELDS.replace("0..300", "0..77"), encoding="utf-8")
    assert cli.run(["forms", "--check", "new/Школа № 1.xlsx", "--period", "2020/2021"]) == 1
    assert "действует «Вводится целое число от 0 до 77.»" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["forms", "sample"])
def test_the_help_names_the_period_that_is_made_by_default(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--lang", "ru", command, "--help"]) == 0
    assert "без параметра — следующий за последним собранным" in " ".join(capsys.readouterr().out.split())
    assert cli.run(["--lang", "ru", "compute", "--help"]) == 0
    assert "без параметра — последний собранный" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("dirt", [level.value for level in Dirt])
def test_a_sample_of_every_level_is_written_with_its_list_and_validated(campaign: Path, dirt: str) -> None:
    home = campaign / "collected" / "2020-2021"
    assert cli.run(["sample", "--period", "2020/2021", "--dirt", dirt, "--out", str(home)]) == 0
    assert (home / PLANTED).is_file() == (dirt != "none")
    assert cli.run(["validate", "--period", "2020/2021"]) in (0, 1)


def test_a_type_that_is_not_declared_is_told_by_every_command_and_keeps_the_school(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sampled()
    (campaign / "organisations.csv").write_text(
        "id;название;тип\ns1;Школа № 1;school\ns2;Школа № 2;scool\n", encoding="utf-8"
    )
    for command in (["forms", "--out", "new"], ["sample", "--out", "filled"], ["validate"], ["compute"]):
        capsys.readouterr()
        assert cli.run(command) == 1
        told = said(capsys)
        assert "ошибка[KQ357] organisations.csv!C3: Тип организации «scool» не объявлен" in told
        assert "KQ309" not in told  # it is in the list
    report = (campaign / "reports" / "2020-2021" / "report.md").read_text(encoding="utf-8")
    assert "Сведения сдали 1 из 2 организаций. Не сдали: Школа № 2." in report
    page = (campaign / "reports" / "2020-2021" / "organisations" / "s2.md").read_text(encoding="utf-8")
    assert "тип неизвестен" in page
