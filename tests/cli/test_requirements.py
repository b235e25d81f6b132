"""T01–T27 of the requirements, each by the command line: one list, so that none is lacking and none is there twice.

T01–T17 are the published tables of Kopeysk and T19–T21 those of Bogotol, as the example campaigns print them. The
others are campaigns of a few lines, made here from what the requirement says, with the figures by hand.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from tests.cli.desk import GRADUATES, campaign, compute, page, rows, schools, source

from kokoq import cli

EXAMPLES = Path(__file__).parents[2] / "examples"
PUBLISHED = {  # T: year, code of the direction, points, most, percent as printed
    "T01": ("2020", "1.1", 23, 101, "23"),
    "T02": ("2020", "1.2", 0, 49, "0"),
    "T03": ("2020", "1.3", 1, 63, "2"),
    "T04": ("2020", "1.4", 0, 75, "0"),
    "T05": ("2020", "1.5", 2, 52, "4"),
    "T06": ("2020", "2.1", 0, 90, "0"),
    "T07": ("2020", "2.2", 3, 37, "8"),
    "T08": ("2020", "2.3", 0, 39, "0"),
    "T09": ("2020", "2.4", 0, 49, "0"),
    "T10": ("2021", "1.1", 138, 149, "92,6"),
    "T11": ("2021", "1.2", 57, 66, "86,4"),
    "T12": ("2021", "1.3", 123, 147, "83,7"),
    "T13": ("2021", "1.4", 105, 118, "89,0"),  # published as 88,9: 105/118 = 88,983 % was cut off there
    "T14": ("2021", "1.5", 76, 91, "83,5"),
    "T15": ("2021", "2.1", 85, 100, "85,0"),
    "T16": ("2021", "2.4", 132, 148, "89,2"),
    "T17": ("2021", "2.5", 77, 83, "92,8"),
}
PUPILS = """\
fields:
  pupils: {title: Обучающиеся, unit: persons, asked: school}
"""
SCHOOLS = """\
  schools:
    code: "1.1"
    title: Школы
    kind: organisations_count
    scope: school
    formula: count(each(organisation, pupils) > 0)
"""
MEETS = """\
  {scope}s:
    code: "1.{n}"
    title: Доля {n}
    kind: organisations_share
    scope: {scope}
    formula: share(meets)
    digits: 4
"""
STAFF = """\
tables:
  staff:
    title: Педагоги
    asked: school
    records: person
    fields: {hours: {title: Часы, type: number, unit: hours}}
"""
HOURS = """\
  less: {code: "1.1", title: Меньше 18, kind: share, scope: school, table: staff, formula: share(hours < 18)}
  more: {code: "1.2", title: Больше 30, kind: share, scope: school, table: staff, formula: share(hours > 30)}
"""
EXAMS = """\
tables:
  exams:
    title: ЕГЭ
    asked: school
    records: person
    fields: {score: {title: Балл, type: number, range: 0..100}}
"""
THRESHOLDS = """\
  from:
    for_each: {limit: [70, 80, 90, 100]}
    code: "1.{limit}"
    title: От {limit} баллов
    kind: count
    scope: school
    table: exams
    formula: count(score >= limit)
"""
PASSED = """\
  passed:
    code: "1.1"
    title: Сдали
    kind: share
    scope: school
    formula: certified / graduates
    scale:
      illustrative: yes
      bands: [{at_least: 95%, points: 1, level: high}, {otherwise: {points: 0, level: low}}]
"""
DECISION = """\
  - number: "{number}"
    action: Мера {number}
    to: school
    responsible: директор школы
    date: 2021-12-15
    period: 2020/2021
    deadline: {term}
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """An empty folder, and where the reports of the example campaigns are, once they are made."""

    folder: Path
    examples: Path

    def reported(self, example: str, period: str) -> Path:
        """The reports of an example campaign for a period."""
        own = self.examples / f"{example}-{period[-4:]}"
        if not own.exists():
            shutil.copytree(EXAMPLES / example, own, ignore=shutil.ignore_patterns("archive", "reports"))
            compute(own, "--period", period, "--formats", "md,csv")
        return own / "out"


CHECKS: dict[str, Callable[[Desk], None]] = {}


def requirement(line: str) -> Callable[[Callable[[Desk], None]], Callable[[Desk], None]]:
    """Enter a check into the list."""

    def noted(check: Callable[[Desk], None]) -> Callable[[Desk], None]:
        assert line not in CHECKS
        return CHECKS.setdefault(line, check)

    return noted


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("examples")


@pytest.mark.parametrize("line", [f"T{n:02d}" for n in range(1, 28)])
def test_requirement(line: str, tmp_path: Path, examples: Path) -> None:
    CHECKS[line](Desk(tmp_path, examples))


def printed(line: str, desk: Desk) -> None:
    """A line of the published tables, as the report prints it."""
    year, code, points, most, percent = PUBLISHED[line]
    row = re.search(rf"^\| {re.escape(code)} \|.*$", page(desk.reported("kopeysk-2021", year)), re.MULTILINE)
    assert row is not None
    cells = [cell.strip() for cell in row[0].strip("|").split("|")]
    assert cells[2:5] == [f"{percent} %", str(points), str(most)]
    assert cells[-1] == f"{points} из {most}"


for _line in PUBLISHED:
    requirement(_line)(partial(printed, _line))


@requirement("T18")
def five_schools_are_two_two_and_one(desk: Desk) -> None:
    clusters = ("север", "север", "центр", "центр", "юг")
    own = campaign(
        desk.folder,
        fields=PUPILS,
        indicators=SCHOOLS,
        organisations="id;название;тип;кластер\n"
        + "".join(f"s{n};Школа № {n};school;{cluster}\n" for n, cluster in enumerate(clusters, 1)),
        settings="groups: [cluster]\n" + source("fields", "Школа: organisation, Дети: pupils"),
        collected={"2018-2019/data.csv": "Школа;Дети\n" + "".join(f"s{n};{100 * n}\n" for n in range(1, 6))},
    )
    found = {(row["level"], row["unit"]): row["value"] for row in rows(compute(own, "--formats", "csv"))}
    assert {unit: n for (level, unit), n in found.items() if level == "cluster"} == {
        "север": "2",
        "центр": "2",
        "юг": "1",
    }
    assert found["municipality", "municipality"] == "5"  # 2 + 2 + 1


def of_bogotol(desk: Desk, unit: str, indicator: str) -> tuple[str, str, str]:
    """Percent with one digit, numerator and denominator."""
    out = desk.reported("bogotol-2018", "2016/2017")
    (row,) = [r for r in rows(out) if (r["period"], r["unit"], r["indicator"]) == ("2016/2017", unit, indicator)]
    return f"{100 * float(row['value']):.1f}", row["numerator"], row["denominator"]


@requirement("T19")
def of_170_graduates_few_are_below_and_above_what_was_expected(desk: Desk) -> None:
    # 5/170 = 2.94 %, 21/170 = 12.35 %, 6/170 = 3.53 %; what is left of mathematics: 144/170 = 84.71 %
    assert of_bogotol(desk, "town", "exam_below_share_math") == ("2.9", "5", "170")
    assert of_bogotol(desk, "town", "exam_above_share_math") == ("12.4", "21", "170")
    assert of_bogotol(desk, "town", "exam_as_expected_share_math") == ("84.7", "144", "170")
    assert of_bogotol(desk, "town", "exam_below_share_rus") == ("3.5", "6", "170")
    assert of_bogotol(desk, "town", "exam_above_share_rus") == ("12.4", "21", "170")


@requirement("T20")
def percents_of_single_schools_are_of_whole_graduates(desk: Desk) -> None:
    # 4/28 = 14.2857 %, 3/28 = 10.7143 %, 8/53 = 15.0943 %, 6/42 = 14.2857 %
    assert of_bogotol(desk, "school_6", "exam_below_share_math") == ("14.3", "4", "28")
    assert of_bogotol(desk, "school_6", "exam_below_share_rus") == ("10.7", "3", "28")
    assert of_bogotol(desk, "school_3", "exam_above_share_math") == ("15.1", "8", "53")
    assert of_bogotol(desk, "school_3", "exam_above_share_rus") == ("15.1", "8", "53")
    assert of_bogotol(desk, "school_2", "exam_above_share_rus") == ("14.3", "6", "42")


@requirement("T21")
def quality_of_knowledge_lies_between_28_and_49_percent(desk: Desk) -> None:
    out = desk.reported("bogotol-2018", "2016/2017")
    own = [r for r in rows(out) if (r["period"], r["level"]) == ("2016/2017", "organisation") and not r["breakdown"]]
    shares = sorted(float(r["value"]) for r in own if r["indicator"] == "quality_share")
    assert (len(shares), shares[0], shares[-1]) == (5, 0.28, 0.49)
    assert of_bogotol(desk, "town", "quality_spread")[0] == "21.0"  # 49 - 28


@requirement("T22")
def one_of_15_one_of_14_and_one_of_29(desk: Desk) -> None:
    indicators = "".join(
        MEETS.format(scope=scope, n=n) for n, scope in enumerate(("school", "kindergarten", "organisation"), 1)
    )
    units = [*(f"s{n};Школа № {n};school" for n in range(15)), *(f"k{n};Сад № {n};kindergarten" for n in range(14))]
    own = campaign(
        desk.folder,
        fields="fields:\n  meets: {title: Соответствует, type: yes_no, asked: organisation}\n",
        indicators=indicators,
        organisations="id;название;тип\n" + "\n".join(units) + "\n",
        settings=source("fields", "Код: organisation, Ответ: meets"),
        collected={
            "2020-2021/data.csv": "Код;Ответ\n"
            + "".join(f"{unit.partition(';')[0]};{'да' if unit[:3] in ('s0;', 'k0;') else 'нет'}\n" for unit in units)
        },
    )
    said = page(compute(own, "--formats", "md"))
    # 1/15 = 6.6667 %, 1/14 = 7.1429 %, 2/29 = 6.8966 %: a head is 3.4483 points
    for share in ("| 6,6667 % | 1 | 15 |", "| 7,1429 % | 1 | 14 |", "| 6,8966 % | 2 | 29 |"):
        assert share in said


@requirement("T23")
def the_collection_lasts_41_days(desk: Desk) -> None:
    own = simple(desk.folder)
    assert cli.run(["plan", str(own), "--today", "2021-06-21", "--ics", str(desk.folder / "plan.ics")]) == 0
    event = (desk.folder / "plan.ics").read_text(encoding="utf-8").partition("BEGIN:VEVENT")[2]
    first, after = (
        dt.datetime.strptime(re.findall(rf"{name};VALUE=DATE:(\d+)", event)[0], "%Y%m%d").date()  # noqa: DTZ007 - days
        for name in ("DTSTART", "DTEND")
    )
    assert (first, after) == (dt.date(2021, 6, 21), dt.date(2021, 8, 1))  # the end of an event is the day after
    assert (after - first).days == 41  # 10 of June, 31 of July


@requirement("T24")
def exactly_18_and_exactly_30_hours_belong_to_neither(desk: Desk) -> None:
    hours = ("17,9", "18", "24", "30", "31")
    own = campaign(
        desk.folder,
        fields=STAFF,
        indicators=HOURS,
        organisations=schools("s1"),
        settings=source("staff", "Школа: organisation, Часы: hours"),
        collected={"2020-2021/data.csv": "Школа;Часы\n" + "".join(f"s1;{each}\n" for each in hours)},
    )
    said = page(compute(own, "--formats", "md"))
    assert "| Меньше 18 | 20,0 % | 1 | 5 |" in said  # 17.9 alone
    assert "| Больше 30 | 20,0 % | 1 | 5 |" in said  # 31 alone


@requirement("T25")
def at_least_95_percent_is_compared_before_rounding(desk: Desk) -> None:
    own = simple(desk.folder, "s1;20;19\ns2;19;18\ns3;199;189\n")
    out = compute(own, "--formats", "md,csv")
    bands = {row["unit"]: row["band"] for row in rows(out) if row["level"] == "organisation"}
    assert bands == {"s1": "high", "s2": "low", "s3": "low"}  # 95 %, 94.74 %, 94.97 %
    # 94.97 % would be printed as 95,0: one digit more shows why it fails
    for unit, value, level in (("s1", "95,0", "высокий"), ("s2", "94,7", "низкий"), ("s3", "94,97", "низкий")):
        row = re.search(r"^\| 1\.1 \|.*$", page(out, f"organisations/{unit}.md"), re.MULTILINE)
        assert row is not None
        assert f"| {value} % |" in row[0]
        assert level in row[0]


@requirement("T26")
def who_has_100_counts_in_all_four_thresholds(desk: Desk) -> None:
    own = campaign(
        desk.folder,
        fields=EXAMS,
        indicators=THRESHOLDS,
        organisations=schools("s1"),
        settings=source("exams", "Школа: organisation, Балл: score"),
        collected={"2020-2021/data.csv": "Школа;Балл\ns1;100\ns1;89\ns1;70\ns1;69\n"},
    )
    found = [row["value"] for row in rows(compute(own, "--formats", "csv")) if row["level"] == "organisation"]
    assert found == ["3", "2", "1", "1"]  # 100, 89 and 70; 100 and 89; 100; 100


@requirement("T27")
def the_14_items_of_the_board_have_their_days(desk: Desk) -> None:
    items = {  # as decided on 15 December 2021: the term, its first and last day
        "3.1": ("до марта 2022", "", "2022-02-28"),
        "3.2": ("февраль 2022", "2022-02-01", "2022-02-28"),
        "3.3": ("до марта 2022", "", "2022-02-28"),
        "4.1": ("в течение учебного года", "2021-09-01", "2022-06-30"),
        "4.2": ("апрель–май 2022", "2022-04-01", "2022-05-31"),
        "4.3": ("до 31 мая 2022", "", "2022-05-31"),
        "4.4": ("до 30 января 2022", "", "2022-01-30"),
        "5.1": ("май 2022", "2022-05-01", "2022-05-31"),
        "5.2": ("сентябрь 2022", "2022-09-01", "2022-09-30"),
        "5.3": ("постоянно", "", ""),
        "6.1": ("январь 2022", "2022-01-01", "2022-01-31"),
        "6.2": ("постоянно", "", ""),
        "6.3": ("январь 2022", "2022-01-01", "2022-01-31"),
        "6.4": ("постоянно", "", ""),
    }
    decided = "".join(DECISION.format(number=number, term=term) for number, (term, _, _) in items.items())
    own = simple(desk.folder)
    (own / "decisions.yaml").write_text(f"decisions:\n{decided}", encoding="utf-8")
    with redirect_stdout(StringIO()) as said:
        assert cli.run(["plan", str(own), "--today", "2022-02-10", "--format", "json"]) == 0
    steps = [step for section in json.loads(said.getvalue())["sections"] for step in section["steps"]]
    found = {step["number"]: (step["deadline"], step["first"], step["last"]) for step in steps}
    assert (len(steps), found) == (14, items)


def simple(folder: Path, data: str = "s1;20;19\n") -> Path:
    """Schools with graduates of whom some passed; at least 95 % of them is high."""
    return campaign(
        folder,
        fields=GRADUATES,
        indicators=PASSED,
        organisations=schools(*(line.partition(";")[0] for line in data.splitlines())),
        settings=source("fields", "Школа: organisation, Всего: graduates, Сдали: certified"),
        collected={"2020-2021/data.csv": f"Школа;Всего;Сдали\n{data}"},
    )
