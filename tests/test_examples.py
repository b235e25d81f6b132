"""The example campaign as a user runs it: the whole command, its files, its exit code, the same bytes again."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CAMPAIGN = ROOT / "examples" / "promyshlennovsky-2021"


def kokoq(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kokoq", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    home = tmp_path_factory.mktemp("example")
    campaign, out = shutil.copytree(CAMPAIGN, home / "campaign", ignore=shutil.ignore_patterns("archive")), home / "out"
    return kokoq("compute", campaign, "--out", out, "--formats", "csv,json,md,xlsx", "--lang", "ru"), out


Done = tuple[subprocess.CompletedProcess[str], Path]


def test_the_faults_of_the_example_make_the_exit_code_one(done: Done) -> None:
    assert done[0].returncode == 1, done[0].stderr
    assert done[0].stdout == ""


def test_the_summary_says_who_submitted_and_where_the_reports_are(done: Done) -> None:
    lines = done[0].stderr.splitlines()[-6:]
    assert [line.split()[0] for line in lines[1:]] == ["Сдали", "Замечания", "Подробно", "Отчёты", "Архив"]
    assert lines[1].split()[1:] == ["27", "из", "29"]
    assert max(map(len, lines[:3])) <= 80


def test_all_reports_are_written(done: Done) -> None:
    out = done[1]
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    account = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert names == set(account["outputs"])
    assert {"results.csv", "results.json", "report.xlsx", "report.md", "run.json", "timings.json"} <= names
    assert len([name for name in names if name.startswith("organisations/")]) == 29


def test_every_result_of_every_series_is_in_the_csv(done: Done) -> None:
    with (done[1] / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:6] == ["period", "level", "unit", "indicator", "breakdown", "value"]
    assert {row["period"] for row in rows} == {"2019/2020", "2020/2021"}
    assert all(bool(row["value"]) == (row["status"] == "ok") for row in rows)


def test_a_second_run_gives_the_same_bytes(done: Done, tmp_path: Path) -> None:
    again = tmp_path / "again"
    kokoq("compute", done[1].parent / "campaign", "--out", again, "--formats", "csv,json,md,xlsx", "--lang", "ru")
    for path in sorted(done[1].rglob("*")):
        if path.is_file() and path.name != "timings.json":
            assert path.read_bytes() == (again / path.relative_to(done[1])).read_bytes(), path.name


def test_nothing_but_the_output_folder_and_the_archive_is_touched(done: Done) -> None:
    assert sorted(path.name for path in done[1].parent.iterdir()) == ["campaign", "out"]
    theirs = {p.relative_to(CAMPAIGN): p.read_bytes() for p in CAMPAIGN.rglob("*") if p.is_file()}
    ours = done[1].parent / "campaign"
    found = {p.relative_to(ours): p.read_bytes() for p in ours.rglob("*") if p.is_file()}
    for name in [name for name in theirs | found if name.parts[0] in ("archive", "reports")]:
        theirs.pop(name, None)
        found.pop(name, None)
    assert found == theirs


def test_a_number_tells_its_story(done: Done) -> None:
    told = kokoq("explain", "1.1.03", "--organisation", "Школа № 1", "--campaign", CAMPAIGN, "--lang", "ru")
    assert told.returncode == 0, told.stderr
    assert "grade9_certified" in told.stdout or "аттестат" in told.stdout
