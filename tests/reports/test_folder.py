import json
import os
from pathlib import Path

import pytest

from kokoq.diagnostics import Cell, KokoqError
from kokoq.reports.folder import replaced


def write_report(folder: Path, text: str, *, name: str = "report.md") -> None:
    with replaced(folder) as fresh:
        (fresh / name).write_text(text, encoding="utf-8")
        (fresh / "run.json").write_text(json.dumps({"kokoq": "1", "outputs": [name]}), encoding="utf-8")


def write_half(folder: Path) -> None:
    with replaced(folder) as fresh:
        (fresh / "report.md").write_text("2", encoding="utf-8")
        raise KeyboardInterrupt


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_new_folder_holds_what_was_written(tmp_path: Path) -> None:
    write_report(tmp_path / "a" / "reports", "1")
    assert names(tmp_path) == ["a", "a/reports", "a/reports/report.md", "a/reports/run.json"]


def test_a_former_report_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_report(tmp_path / "out", "1", name="old.md")
    write_report(tmp_path / "out", "2", name="new.md")
    assert names(tmp_path / "out") == ["new.md", "run.json"]


def test_a_failure_leaves_the_former_report_and_nothing_else(tmp_path: Path) -> None:
    write_report(tmp_path / "out", "1")
    with pytest.raises(KeyboardInterrupt):
        write_half(tmp_path / "out")
    assert (tmp_path / "out" / "report.md").read_text(encoding="utf-8") == "1"
    assert names(tmp_path) == ["out", "out/report.md", "out/run.json"]


def test_a_folder_that_kokoq_did_not_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(KokoqError) as refused, replaced(tmp_path):
        pass
    assert refused.value.diagnostic.rule.code == "KQ906"
    assert refused.value.diagnostic.where == Cell(str(tmp_path.resolve()))
    assert names(tmp_path) == ["thesis.docx"]


@pytest.mark.parametrize("account", ["{}", "[]", "no json", '{"kokoq": "1"}'])
def test_a_run_json_of_another_program_is_no_licence(tmp_path: Path, account: str) -> None:
    (tmp_path / "run.json").write_text(account, encoding="utf-8")
    with pytest.raises(KokoqError, match="KQ906"), replaced(tmp_path):
        pass


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_report(tmp_path / "out", "1")
    assert names(tmp_path / "out") == ["report.md", "run.json"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(KokoqError, match="KQ906"), replaced(tmp_path / "out"):
        pass


def test_what_somebody_laid_between_the_reports_is_carried_over(tmp_path: Path) -> None:
    write_report(tmp_path / "out", "1")
    (tmp_path / "out" / "notes").mkdir()
    (tmp_path / "out" / "notes" / "mine.txt").write_text("mine", encoding="utf-8")
    write_report(tmp_path / "out", "2")
    assert names(tmp_path / "out") == ["notes", "notes/mine.txt", "report.md", "run.json"]


def test_a_swap_that_was_cut_off_is_undone_by_the_next_run(tmp_path: Path) -> None:
    write_report(tmp_path / "out", "1")
    (tmp_path / "out").rename(tmp_path / ".out.kokoq-old")
    with pytest.raises(RuntimeError), replaced(tmp_path / "out"):
        raise RuntimeError
    assert names(tmp_path) == ["out", "out/report.md", "out/run.json"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_place_without_rights_is_said_to_be_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(KokoqError, match="KQ909"), replaced(tmp_path / "out"):
        pass


def test_a_parent_that_is_a_file_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(KokoqError, match="KQ909"), replaced(tmp_path / "file" / "out"):
        pass
