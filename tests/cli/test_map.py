"""``kokoq map``: what it prints can be put into kokoq.yaml, whatever the kind of file; what it cannot read it says."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from tests.cli.test_screen import Terminal
from xlsxwriter import Workbook

from kokoq import cli
from kokoq.definitions.settings import load_settings

EXAMPLE = Path(__file__).parents[2] / "examples" / "promyshlennovsky-2021"
ROWS = (
    ("Школа", "Код участника", "Предмет", "Тестовый балл"),
    ("Школа 1", "1-01", "Русский язык", "70"),
    ("Школа 2", "2-01", "Физика", "64"),
)


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = cli.run(("--lang", "ru", "map", *arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def write_csv(path: Path, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(";".join(row) for row in ROWS), encoding=encoding)
    return path


def write_xlsx(path: Path) -> Path:
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("Лист1")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("name", ["ege.csv", "ege1251.csv", "ege.xlsx"])
def test_every_kind_of_file_gives_yaml_that_loads(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    writers = {".xlsx": write_xlsx, ".csv": write_csv}
    made = write_csv(path, "cp1251") if "1251" in name else writers[path.suffix](path)
    code, out, err = run(str(made), "--campaign", str(EXAMPLE), capsys=capsys)
    assert (code, err) == (0, "")
    (tmp_path / "kokoq.yaml").write_text(f"kokoq: 1\ncatalogue: promyshlennovsky\n{out}", encoding="utf-8")
    checked = load_settings(tmp_path)
    assert checked.diagnostics == ()
    assert checked.value is not None
    (source,) = checked.value.sources.values()  # the campaign has an ege_results of its own
    assert (source.table, list(source.columns.values())) == (
        "ege_results",
        ["organisation", "ege_participant", "ege_subject", "ege_score"],
    )
    assert max(map(len, out.splitlines())) <= 80


def test_a_campaign_that_has_its_sources_pasted_reads_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copyfile(EXAMPLE / "organisations.xlsx", tmp_path / "organisations.xlsx")
    settings = tmp_path / "kokoq.yaml"
    settings.write_text("kokoq: 1\ncatalogue: promyshlennovsky\norganisations: organisations.xlsx\n", encoding="utf-8")
    made = write_csv(tmp_path / "ЕГЭ 2021.csv")
    code, out, _ = run(str(made), "--campaign", str(tmp_path), capsys=capsys)
    assert code == 0
    assert "# Проба чтением: строк — 2, замечаний нет." in out
    settings.write_text(settings.read_text(encoding="utf-8") + out, encoding="utf-8")
    again = run(str(made), "--campaign", str(tmp_path), capsys=capsys)[1]
    assert "# Файл уже описан в sources: ege_results." in again
    assert "  ege_results_2:\n" in again


def test_a_file_within_the_folder_of_a_campaign_needs_neither(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "collected" / "2020-2021"
    home.mkdir(parents=True)
    (tmp_path / "kokoq.yaml").write_text("kokoq: 1\ncatalogue: promyshlennovsky\n", encoding="utf-8")
    code, out, _ = run(str(write_csv(home / "a.csv")), capsys=capsys)
    assert code == 0
    assert "  ege_results:\n" in out


def test_a_catalogue_alone_is_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(str(write_csv(tmp_path / "a.csv")), "--catalogue", "promyshlennovsky", capsys=capsys)
    assert code == 0
    assert "  ege_results:\n" in out
    assert "Школа: organisation" in out


def test_a_table_may_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = str(write_csv(tmp_path / "a.csv"))
    out = run(made, "--campaign", str(EXAMPLE), "--table", "teachers_by_subject", capsys=capsys)[1]
    assert "  teachers_by_subject:\n" in out
    code, out, err = run(made, "--campaign", str(EXAMPLE), "--table", "ege_result", capsys=capsys)
    assert (code, out) == (2, "")
    assert "«ege_result» (таблица) нигде не объявлено. Возможно, имелось в виду: ege_results." in err.replace(
        "\n  ", " "
    )


def test_a_form_of_ours_needs_no_mapping(capsys: pytest.CaptureFixture[str]) -> None:
    form = EXAMPLE / "collected" / "2020-2021" / "Школа 1.xlsx"
    code, out, _ = run(str(form), "--campaign", str(EXAMPLE), capsys=capsys)
    assert code == 0
    assert "Это форма kokoq" in out


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.xlsx").write_bytes((EXAMPLE / "organisations.xlsx").read_bytes()[:3000])
    code, out, err = run(str(tmp_path / "broken.xlsx"), "--campaign", str(EXAMPLE), capsys=capsys)
    assert (code, out) == (1, "")
    assert "KQ303" in err


def test_a_file_without_a_table_of_the_catalogue_ends_with_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text("Артикул;Цена\n1;2\n3;4\n", encoding="utf-8")
    code, out, _ = run(str(tmp_path / "a.csv"), "--campaign", str(EXAMPLE), capsys=capsys)
    assert code == 1
    assert "sources:" not in out


def test_a_file_that_is_not_there_stops_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("nowhere.xlsx", capsys=capsys)[0] == 2


@pytest.mark.parametrize(("terminal", "widest"), [(60, 80), (80, 80), (100, 100), (200, 120)])
def test_comments_take_the_width_of_the_terminal(
    terminal: int, widest: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within 80 to 120 columns: narrower ones are folded by the terminal, longer lines are hard to read."""
    made, shown = write_csv(tmp_path / "ege.csv"), Terminal()
    monkeypatch.setattr(sys, "stdout", shown)
    monkeypatch.setenv("COLUMNS", str(terminal))
    cli.run(("--lang", "ru", "map", str(made), "--campaign", str(EXAMPLE)))
    longest = max(map(len, shown.getvalue().splitlines()))
    assert widest - 12 < longest <= widest
