"""What the reports of Kopeysk (2020 and 2021) say beside the published tables: totals, changes, what was cut off.

The tables themselves are T01–T17 of ``tests/cli/test_requirements.py``.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from kokoq import cli

CAMPAIGN = Path(__file__).parents[1] / "examples" / "kopeysk-2021"
Printed = Mapping[str, Path]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The folder of the reports of each year, as the command line writes them."""
    home = tmp_path_factory.mktemp("kopeysk")
    campaign = shutil.copytree(CAMPAIGN, home / "campaign", ignore=shutil.ignore_patterns("archive", "reports"))
    found = {}
    for year in ("2020", "2021"):
        findings = str(home / f"{year}.txt")
        arguments = ["compute", str(campaign), "--period", year, "--out", str(home / year), "--findings", findings]
        assert cli.run([*arguments, "--formats", "md,csv", "--lang", "ru"]) == 0
        found[year] = home / year
    return found


def line(reports: Printed, year: str, code: str) -> list[str]:
    """The cells of an indicator's line in the table of its direction: code, title, value, and so on."""
    text = (reports[year] / "report.md").read_text(encoding="utf-8")
    found = re.search(rf"^\| {re.escape(code)} \|.*$", text, re.MULTILINE)
    assert found is not None
    return [cell.strip().replace("\u00a0", " ") for cell in found[0].strip("|").split("|")]


def test_the_one_figure_that_was_truncated_is_told_with_its_cell(reports: Printed) -> None:
    told = {year: (reports[year].parent / f"{year}.txt").read_text(encoding="utf-8") for year in reports}
    found = {year: re.findall(r"\[(KQ\d+)\] (\S+ \S+):", text) for year, text in told.items()}
    spelled = [("KQ431", f"collected/{year}/Результаты {year}.csv!B2") for year in ("2020", "2021")]
    assert found["2020"] == spelled[:1]  # the act writes out what the dictionary names shortly
    assert found["2021"] == [*spelled, ("KQ503", "collected/2021/Результаты 2021.csv!C5")]
    breakdown = (reports["2021"] / "report.md").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "| Самоопределение и профориентация | 88,90 % |" in breakdown  # as printed
    assert "| Самоопределение и профориентация | 0,08 % |" in breakdown  # 88,983 - 88,9


def test_whom_no_form_asks_has_submitted_by_the_table_that_names_him(reports: Printed) -> None:
    for year in reports:
        assert "- Сведения сдали 1 из 1 организаций." in (reports[year] / "report.md").read_text(encoding="utf-8")


def test_acts_without_a_number_are_named_by_their_titles_once(
    reports: Printed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "; положение «О МСОКО»;" in (reports["2021"] / "report.md").read_text(encoding="utf-8")
    assert cli.run(["document", "kopeysk", "--lang", "ru"]) == 0
    assert "- положение «О МСОКО»\n" in capsys.readouterr().out


def test_directions_of_one_year_are_absent_and_not_zero(reports: Printed) -> None:
    for year, codes in (("2020", ["2.5"]), ("2021", ["2.2", "2.3"])):
        for code in codes:
            assert line(reports, year, code)[2:5] == ["не применяется", "–", "–"]


def test_totals_by_sums_and_the_mean_of_percents_stand_beside_each_other(reports: Printed) -> None:
    value = partial(line, reports)
    assert value("2020", "3.1")[2:5] == ["5 %", "29", "555"]
    assert value("2021", "3.1")[2:5] == ["87,9 %", "793", "902"]
    assert [value(year, "3.2")[2] for year in ("2020", "2021")] == ["4 %", "87,8 %"]
    assert value("2020", "3.3")[3:5] == ["26", "479"]  # 29 - 3 - 0; 555 - 37 - 39
    assert value("2021", "3.3")[3:5] == ["716", "819"]  # 793 - 77; 902 - 83
    with (reports["2021"] / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = {(r["period"], r["indicator"]): r for r in csv.DictReader(file) if not r["breakdown"]}
    for year, total, mean in (("2020", 5.2252, 4.0349), ("2021", 87.9157, 87.7643)):
        assert round(float(rows[year, "total_by_sums"]["value"]) * 100, 4) == total
        assert round(float(rows[year, "mean_of_percents"]["value"]) * 100, 4) == mean


def test_a_profile_gives_both_totals_in_one_line(reports: Printed) -> None:
    for year, sums, mean in (("2020", ("29", "555"), 4.0349), ("2021", ("793", "902"), 87.7643)):
        with (reports[year] / "scores.csv").open(encoding="utf-8", newline="") as file:
            rows = [
                r for r in csv.DictReader(file) if (r["period"], r["profile"], r["node"]) == (year, "mechanisms", "")
            ]
        assert {(row["points"], row["max_points"]) for row in rows} == {sums}
        assert {round(float(row["share"]) * 100, 4) for row in rows} == {mean}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("1.1", "69,8"),
        ("1.2", "86,4"),
        ("1.3", "82,1"),
        ("1.4", "89,0"),
        ("1.5", "79,7"),
        ("2.1", "85,0"),
        ("2.4", "89,2"),
    ],
)
def test_changes_are_of_exact_values_and_marked_where_the_maximum_changed(
    code: str, change: str, reports: Printed
) -> None:
    assert line(reports, "2021", code)[7] == f"+{change} п. п. ²"
    page = (reports["2021"] / "organisations" / "authority.md").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert f"+{change} п. п. (несравнимо)" in page


def test_why_changes_do_not_compare_stands_beside_them_and_no_footnote_is_printed_that_nothing_needs(
    reports: Printed,
) -> None:
    text = (reports["2021"] / "report.md").read_text(encoding="utf-8")
    apart = text.split("### Несравнимо (²)")[1].split("##")[0]
    rows = [row for row in apart.splitlines() if row.startswith("| ") and not row.startswith(("| Код", "| :"))]
    assert len(rows) == 9  # seven directions of both years and the two totals by sums
    assert all(row.endswith("| изменился наибольший балл |") for row in rows)
    assert "\n² " in text
    assert "\n¹ " not in text  # the one organisation sent its data in both years
