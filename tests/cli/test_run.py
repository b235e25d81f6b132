"""Exit codes and faults of the command line: 0 clean, 1 findings, 2 could not run; never a traceback."""

import io
import sys
from pathlib import Path

import pytest

from kokoq import cli
from kokoq.cli import screen


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = cli.run(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_help_is_given_in_the_language_of_the_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--lang", "ru", "--help", capsys=capsys)[1].startswith("Вызов: kokoq")
    assert run("compute", "--help", "--lang=en", capsys=capsys)[1].startswith("Usage: kokoq compute")


def test_help_is_russian_under_a_russian_locale(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "KOKOQ_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert run("--help", capsys=capsys)[1].startswith("Вызов")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert run("--help", capsys=capsys)[1].startswith("Usage")


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys=capsys)
    assert code == 0
    assert "compute" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["validat"], "Команды validat нет. Возможно, имелось в виду: validate."),
        (["compute", "--perid", "2021"], "Параметра --perid нет. Возможно, имелось в виду: --period."),
        (["compute", "--period"], "У параметра --period не хватает значения."),
        (["compute", "a", "b"], "Лишний аргумент."),
        (["explain"], "Не указано: ЧТО."),
        (["check", "--format", "xml"], "У параметра --format ожидалось одно из: text, json, github, sarif, junit."),
        (["compute", "--formats", "csv,doc"], "Значение параметра --formats не подходит: doc"),
        (["compute", "--period", "20/21"], "«20/21» — не период."),
        (["compute", "--jobs", "0"], "У параметра --jobs ожидалось целое число не меньше 1."),
        (["compute", "--jobs", "abc"], "У параметра --jobs ожидалось целое число не меньше 1."),
        (["test", "--cover-fail-under", "101"], "У параметра --cover-fail-under ожидалось число от 0 до 100."),
        (["sample", "--seed", "x"], "У параметра --seed ожидалось целое число."),
        (["plan", "--today", "31.02.2022"], "У параметра --today ожидался день, например 2022-07-31 или 31.07.2022;"),
        (
            ["compute", "examples/kizel-2021", "--period", "2030", "--out", "build/x"],
            "Нужного периода среди собранных нет.",
        ),
        (["compute", "nowhere"], "nowhere/kokoq.yaml: Файл или папка не найдены."),
        (["check", "docs/nowhere"], "Каталога «docs/nowhere» нет."),
        (["explain", "KQ998"], "Замечаний с кодом KQ998 нет. Ближайшие: KQ"),
        (["document", "kizel", "--out", "x.pdf"], "Документ бывает .md и .docx, а файл назван «x.pdf»."),
        (["document", "kizel", "--format", "md", "--out", "x.docx"], "а файл назван «x.docx»."),
        (["diff", "docs", "kizel"], "docs/catalogue.yaml: Файл или папка не найдены."),
        (["explain", "grade9", "--campaign", "nowhere"], "Файл или папка не найдены."),
    ],
)
def test_a_faulty_command_line_is_explained(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run("--lang", "ru", *arguments, capsys=capsys)
    assert code == 2
    assert said in err.replace("\\", "/").replace("\n  ", " ")
    assert out == ""


def test_a_folder_without_definitions_has_nothing_to_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run("check", str(tmp_path), capsys=capsys)
    assert code == 2
    assert "KQ904" in err


def test_an_unexpected_failure_is_a_short_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(text: str) -> None:
        raise ZeroDivisionError(text)

    monkeypatch.setattr(screen, "say", fail)
    code, _, err = run("explain", "KQ401", "--lang", "en", capsys=capsys)
    assert code == 2
    assert err.startswith("Internal error of kokoq (ZeroDivisionError")
    monkeypatch.setenv("KOKOQ_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        cli.run(["explain", "KQ401"])


def test_a_code_may_be_written_in_russian_letters(capsys: pytest.CaptureFixture[str]) -> None:
    for code in ("KQ401", "kq401", "КQ401"):
        assert run("explain", code, capsys=capsys)[1].startswith("KQ401 · ")


def test_an_interruption_is_told_and_not_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(text: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(screen, "say", interrupt)
    code, _, err = run("explain", "KQ401", "--lang", "en", capsys=capsys)
    assert code == 2
    assert err.strip() == "Interrupted. Former files are as they were."


def test_a_console_of_any_code_page_gets_plain_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert cli.run(["explain", "KQ415", "--lang", "en"]) == 0
    sys.stdout.flush()
    assert b"Example: -5 -> 5" in raw.getvalue()


def test_a_code_is_explained_in_any_case_of_letters(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run("explain", "kq401", "--lang", "en", capsys=capsys)
    assert (code, err) == (0, "")
    assert out.startswith("KQ401 · not-a-number · error")
    assert "What to do: Enter a number" in out


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run("--version", capsys=capsys)
    assert code == 0
    assert out.startswith("kokoq 0.")


def test_a_day_is_taken_as_either_custom_writes_it() -> None:
    from datetime import date

    from kokoq.cli.options import DateType

    assert [DateType().convert(text, None, None) for text in ("2022-07-31", "31.07.2022")] == [date(2022, 7, 31)] * 2
