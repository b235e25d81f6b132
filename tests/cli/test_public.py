"""Whoever reads everything that is published cannot tell one campaign from another that differs in what is hidden.

This is the strongest attack there is: whatever is done with the published files, it gives the same of both campaigns,
so that it gives neither's secret. The two are made by hand: what is added to one school's small number is taken from
its neighbour's.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.desk import CATALOGUE, campaign, compute, page, rows, schools, source

FIELDS = """\
fields:
  graduates: {title: Выпускники, unit: persons, asked: school}
  certified: {title: Получили аттестат, unit: persons, asked: school, part_of: graduates}
  pupils: {title: Обучающиеся, unit: persons, asked: school}
"""
SHARE = """\
  {id}:
    code: "{code}"
    title: Доля {code}
    kind: share
    scope: school
    formula: certified / graduates
    scale: {{illustrative: yes, {scale}}}
"""
LEVELS = "levels: [{at_least: 80, level: high}, {otherwise: {level: low}}]"
SCALES = {
    "banded": "bands: [{at_least: 90%, points: 2, level: high}, {otherwise: {points: 1, level: low}}]",
    **{by: f"relative: {{by: {by}}}, points: 100, {LEVELS}" for by in ("best", "min_max", "quantile")},
    "ranked": "relative: {by: rank}, linear: {from: 6, to: 1, points: 5}",
    "scored": "relative: {by: z_score}, linear: {from: -2, to: 2, points: 5}, cap: 9, floor: -9",
    "growing": "change: difference, linear: {from: 0%, to: 100%, points: 10}, floor: -10, cap: 10",
}
OTHERS = {
    "everybody": ("count", "graduates"),
    "good": ("organisations_share", "share(each(organisation, certified / graduates) >= 70%)"),
    "mean_share": ("mean", "mean(each(organisation, certified / graduates))"),
    "spread": (
        "share",
        "max(each(organisation, certified / graduates)) - min(each(organisation, certified / graduates))",
    ),
    "changed": ("share", "change(banded)"),
    "more": ("count", "graduates - previous(graduates)"),
    "tested": ("count", "if(graduates == 4, pupils, 0)"),
}
OTHER = '  {id}: {{code: "2.{n}", title: Показатель {id}, kind: {kind}, scope: school, formula: "{formula}"}}\n'
LARGE = """\
  large:
    code: "3.1"
    title: Крупные
    kind: count
    scope: school
    formula: pupils
    scale:
      illustrative: yes
      conditions: {passing: banded >= 70%}
      bands: [{when: passing, points: 1, level: high}, {otherwise: {points: 0, level: low}}]
"""
INDICATORS = "".join(
    (
        *(SHARE.format(id=id, code=f"1.{n}", scale=scale) for n, (id, scale) in enumerate(SCALES.items(), start=1)),
        *(
            OTHER.format(id=id, n=n, kind=kind, formula=formula)
            for n, (id, (kind, formula)) in enumerate(OTHERS.items())
        ),
        LARGE,
    )
)
PROFILE = """\
profiles:
  open:
    title: Для всех
    purpose: public
    illustrative: yes
    missing: reweight
    tree: {banded: 1, best: 1, ranked: 1, growing: 1, large: 1}
"""
ZONES = """\
zones:
  behind:
    title: Отстаёт
    indicators: [banded]
    when: place <= 50%
    recommend: "{organisation}: {value}"
    illustrative: yes
  falling:
    title: Снижается
    indicators: [banded, large]
    when: change(value) < 0
    recommend: "было {before}"
    illustrative: yes
"""
SOURCES = """\
levels: [organisation, municipality]
groups: [cluster]
sources:
  fields:
    files: 'data.csv'
    columns: {Школа: organisation, Выпускники: graduates, Аттестат: certified, Обучающиеся: pupils}
"""
SCHOOLS = "id;название;тип;кластер\n" + "".join(f"s{i};Школа № {i};school;{'аб'[i % 2]}\n" for i in range(6))
EXAMS = """\
dictionaries:
  subjects: {title: Предмет, entries: {rus: Русский язык, math: Математика}}
tables:
  exams:
    title: Экзамены
    asked: school
    keys: {subject: subjects}
    fields: {took: {title: Сдавали, unit: persons}}
"""
TAKEN = """\
  all: {code: "1.1", title: Сдавали, kind: count, scope: school, table: exams, formula: sum(took), by: [subject]}
  russian:
    code: "1.2"
    title: Сдавали русский язык
    kind: count
    scope: school
    table: exams
    formula: sum(took, where = subject == "rus")
"""
TOOK = "a;rus;10\na;math;2\nb;rus;20\nb;math;15\nc;rus;30\nc;math;25\n"
HEAD = "Школа;Выпускники;Аттестат;Обучающиеся\n"
BEFORE = "s0;12;10;100\ns1;20;15;200\ns2;30;24;300\ns3;40;36;400\ns4;50;25;500\ns5;60;57;600\n"
CASES = {  # s0 and its neighbour s2 in the cluster: 4 + 20 graduates of whom 1 + 12 passed, and the same otherwise
    "one of four": "s0;4;1;90\ns2;20;12;310\n",
    "all of three": "s0;3;3;90\ns2;21;10;310\n",
    "nobody of one": "s0;1;0;90\ns2;23;13;310\n",
}
FIRST = "one of four"
OPEN = "s1;22;18;210\ns3;41;40;410\ns4;52;20;520\ns5;61;50;610\n"


def published(folder: Path, case: str, *arguments: str, settings: str = SOURCES) -> Path:
    own = campaign(
        folder,
        fields=FIELDS,
        indicators=INDICATORS,
        organisations=SCHOOLS,
        settings=settings,
        more={"catalogue/profiles.yaml": PROFILE, "catalogue/catalogue.yaml": CATALOGUE + ZONES},
        collected={
            "2019-2020/data.csv": HEAD + BEFORE,
            "2020-2021/data.csv": HEAD + CASES[case] + OPEN,
        },
    )
    return compute(own, "--period", "2020/2021", "--formats", "csv,json,md", *arguments)


def everything(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "timings.json"
    }


@pytest.mark.parametrize("case", [case for case in CASES if case != FIRST])
def test_what_is_published_is_the_same_whatever_the_secret(case: str, tmp_path: Path) -> None:
    one = everything(published(tmp_path / "one", FIRST, "--public"))
    other = everything(published(tmp_path / "other", case, "--public"))
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []


def test_without_hiding_every_file_tells_the_secret(tmp_path: Path) -> None:
    """So that the test above can fail: all files differ where small groups are not hidden, and by whom it is told."""
    settings = SOURCES + "min_group: 1\n"
    one, other = (published(tmp_path / case, case, "--public", settings=settings) for case in (FIRST, "all of three"))
    found = {name for name, content in everything(one).items() if content != everything(other)[name]}
    assert {"results.csv", "results.json", "report.md", "scores.csv", "organisations/s0.md"} <= found
    told = {
        row["indicator"]
        for row, twin in zip(rows(one), rows(other), strict=True)
        if row != twin and row["unit"] not in ("s0", "s2")
    }
    assert told == {"best", "min_max", "quantile", "ranked", "scored", "good", "mean_share", "spread"}


def test_of_what_is_left_as_much_as_possible_is_shown(tmp_path: Path) -> None:
    out = published(tmp_path, FIRST, "--public")
    shown = {(row["unit"], row["indicator"]): row for row in rows(out) if row["period"] == "2020/2021"}
    for unit in ("s1", "s3", "s4", "s5", "а", "б"):
        assert shown[unit, "banded"]["band"]
        assert (shown[unit, "best"]["status"], bool(shown[unit, "best"]["points"])) == ("ok", unit in "аб")
    assert [unit for unit in (f"s{i}" for i in range(6)) if shown[unit, "banded"]["status"] != "ok"] == ["s0", "s2"]
    assert shown["s1", "growing"]["points"]
    own = page(out, "organisations/s0.md")
    assert "| скрыто | – | 70,5 % |" in own
    assert "Замечания" not in own  # nobody but the school and the office is told of them


def test_no_workbook_and_no_hash_of_what_was_typed_is_published(tmp_path: Path) -> None:
    out = published(tmp_path, FIRST, "--public", "--formats", "xlsx,csv")
    assert not list(out.rglob("*.xlsx"))
    assert '"inputs": []' in (out / "run.json").read_text(encoding="utf-8")


def test_of_the_year_before_the_same_is_hidden_as_in_its_own_report(tmp_path: Path) -> None:
    """Of school a, 2 of 12 took mathematics: its own report hides that, and that 10 took Russian, or the 12.

    The next one shows totals alone of that year. There, too, one of the two is hidden: 12 - 10 = 2.
    """
    own = campaign(
        tmp_path,
        fields=EXAMS,
        indicators=TAKEN,
        organisations=schools("a", "b", "c"),
        settings=source("exams", "Школа: organisation, Предмет: subject, Сдавали: took"),
        collected={f"{year}/data.csv": "Школа;Предмет;Сдавали\n" + TOOK for year in ("2019-2020", "2020-2021")},
    )
    hidden = {}
    for year in ("2019/2020", "2020/2021"):
        out = compute(own, "--period", year, "--formats", "csv", "--public", out=year[:4])
        told = [row for row in rows(out) if row["period"] == "2019/2020" and not row["breakdown"]]
        hidden[year] = {(row["unit"], row["indicator"]) for row in told if row["status"] == "suppressed"}
    assert hidden["2020/2021"] == hidden["2019/2020"]
    assert len({("a", "all"), ("a", "russian")} & hidden["2019/2020"]) == 1
