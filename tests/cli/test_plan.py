"""``kokoq plan`` on a tiny campaign, and its measures in the reports of next year, from the archive where need be."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from tests.cli.test_commands import campaign as campaign  # the fixture
from tests.cli.test_commands import said

from kokoq import cli
from kokoq.language import NBSP, language

REGISTER = """\
decisions:
  - number: "1"
    problem: Мало аттестатов
    action: Разобрать каждый случай и составить план работы с каждым выпускником, который может остаться без аттестата
    to: s1
    responsible: директор школы
    date: 2019-09-20
    period: 2018/2019
    deadline: февраль 2021
    indicators: ["1.1"]
  - number: "2"
    action: Учитывать мнение родителей
    role: методический центр
    date: 2019-09-20
    period: 2018/2019
    deadline: постоянно
"""


@pytest.fixture
def register(campaign: Path) -> Path:
    (campaign / "decisions.yaml").write_text(REGISTER, encoding="utf-8")
    return campaign


def test_what_is_overdue_comes_first_and_no_line_is_wider_than_the_console(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["plan", "--today", "2021-03-10"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert out.index("Просрочено (1)") < out.index("Постоянно (1)")
    assert "Срок: февраль 2021 (просрочено на 10 дней)" in out  # from 28 February to 10 March
    assert "01.06.2021 – 20.06.2021: Сбор данных за 2020/2021 (1)" in out


def test_the_same_for_programs(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["plan", "--today", "2021-02-10", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    due, always = (section["steps"][0] for section in told["sections"])
    assert (due["standing"], due["first"], due["last"], due["left"]) == (
        "due",
        "2021-02-01",
        "2021-02-28",
        "осталось 18 дней",
    )
    assert (always["standing"], always["last"], always["to"]) == ("permanent", "", "методический центр")


def test_the_road_map_is_a_table_in_markdown(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["plan", "--today", "2021-03-10", "--format", "md"]) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("| 1 |"))
    assert [cell.strip() for cell in row.split("|")][2:7:2] == [
        "Мало аттестатов",
        "Школа № 1",
        "февраль 2021 (просрочено на 10 дней)",
    ]


def test_the_calendar_is_the_same_bytes_again(register: Path) -> None:
    for name in ("one.ics", "two.ics"):
        assert cli.run(["plan", "--today", "2021-03-10", "--ics", name]) == 0
    made = (register / "one.ics").read_bytes()
    assert made == (register / "two.ics").read_bytes()
    assert made.count(b"BEGIN:VEVENT\r\n") == 3  # collection, submission, the one measure that has a last day
    assert b"\n" not in made.replace(b"\r\n", b"")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "31.02.2021"])
def test_a_day_out_of_all_calendars_is_refused(register: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KOKOQ_TRACEBACK")
        assert cli.run(["plan", "--today", day]) == 2
    assert "--today" in said(capsys)


def test_a_fault_of_the_register_is_told_and_the_rest_is_shown(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (register / "decisions.yaml").write_text(REGISTER.replace("февраль 2021", "скоро"), encoding="utf-8")
    assert cli.run(["plan", "--today", "2021-03-10"]) == 1
    shown = capsys.readouterr()
    assert "KQ350" in shown.err
    assert "decisions.yaml:9:15" in shown.err
    assert "Учитывать мнение родителей" in shown.out


def test_a_campaign_without_a_register_has_the_days_of_collection(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["plan", "--today", "2021-03-10"]) == 0
    assert "01.07.2021: Последний день сдачи за 2020/2021 (1)" in capsys.readouterr().out


def test_next_years_report_takes_an_older_period_from_the_archive(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for period, seed in (("2018/2019", "1"), ("2020/2021", "2")):
        home = f"collected/{period.replace('/', '-')}"
        assert cli.run(["sample", "--period", period, "--seed", seed, "--out", home]) == 0
        assert cli.run(["compute", "--period", period, "--formats", "csv,md"]) in (0, 1), said(capsys)
        shutil.rmtree(register / home)
    values = {}
    for year in ("2018-2019", "2020-2021"):
        with (register / "reports" / year / "results.csv").open(encoding="utf-8", newline="") as file:
            own = [r for r in csv.DictReader(file) if (r["unit"], r["indicator"]) == ("s1", "certified_share")]
        values[year] = language("ru").percent(float(own[0]["value"]))
    row = next(
        line
        for line in (register / "reports/2020-2021/report.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| 1.1 |") and "| Школа № 1 |" in line
    )
    assert f"| {values['2018-2019']} | {values['2020-2021']} |" in row
    assert f"п.{NBSP}п." in row
