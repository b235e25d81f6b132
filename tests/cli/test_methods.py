"""Published methods by the command line: campaigns made of their own figures, recomputed by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout
from fractions import Fraction
from io import StringIO
from pathlib import Path

import pytest
from tests.cli.desk import campaign, compute, page, rows, schools, source

from kokoq import cli

SURVEY = """\
fields:
  asked: {title: Опрошено, unit: persons, asked: school}
  content: {title: Довольны, unit: persons, asked: school, part_of: asked}
"""
CONTENT = """\
  content_share: {code: "1.1", title: Довольны, kind: share, scope: school, formula: content / asked, sample: yes}
"""
NUMBERS = """\
fields:
  a: {title: А, type: number, unit: points, asked: school}
  b: {title: Б, type: number, unit: points, asked: school}
  c: {title: В, type: number, unit: points, asked: school}
"""
SCORED = """\
  of_{id}:
    code: "1.{id}"
    title: Показатель {id}
    kind: count
    scope: school
    formula: {id}
    scale: {{illustrative: yes, {scale}}}
"""
PROFILE = """\
profiles:
  index:
    title: Индекс
    purpose: board
    illustrative: yes
"""


def said(*arguments: str) -> str:
    """What a command prints."""
    with redirect_stdout(StringIO()) as out:
        assert cli.run([*arguments, "--lang", "ru"]) == 0
    return out.getvalue().replace("\u00a0", " ")


def survey(folder: Path, **years: Iterable[tuple[int, int]]) -> Path:
    """A school for every share, in every year: content of asked."""
    shares = {year: list(given) for year, given in years.items()}
    ids = [f"s{n}" for n in range(max(map(len, shares.values())))]
    return campaign(
        folder,
        fields=SURVEY,
        indicators=CONTENT,
        organisations=schools(*ids),
        settings=source("fields", "Школа: organisation, Всего: asked, Да: content"),
        collected={
            f"{year.removeprefix('y')}/data.csv": "Школа;Всего;Да\n"
            + "".join(f"{id};{n};{k}\n" for id, (k, n) in zip(ids, given, strict=True))
            for year, given in shares.items()
        },
    )


def profiled(folder: Path, scales: Mapping[str, str], tree: str, data: str) -> Path:
    """Schools with three numbers, each scored in its way, and a profile over them."""
    return campaign(
        folder,
        fields=NUMBERS,
        indicators="".join(SCORED.format(id=id, scale=scale) for id, scale in scales.items()),
        organisations=schools(*(line.partition(";")[0] for line in data.splitlines())),
        settings=source("fields", "Школа: organisation, А: a, Б: b, В: c"),
        collected={"2021/data.csv": f"Школа;А;Б;В\n{data}"},
        more={"catalogue/profiles.yaml": PROFILE + tree},
    )


def shares(out: Path, node: str = "") -> dict[str, Fraction]:
    """School → the score of a node of the profile, to twelve digits."""
    own = (row for row in rows(out, "scores.csv") if (row["level"], row["profile"]) == ("organisation", "index"))
    return {row["unit"]: Fraction(row["share"]).limit_denominator(10_000) for row in own if row["node"] == node}


def test_wilsons_intervals_are_those_of_the_published_table(tmp_path: Path) -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3
    table = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0000, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    own = survey(tmp_path, y2021=table)
    (indicator,) = json.loads(said("analyse", str(own), "--format", "json"))["indicators"]
    found = {place["unit"]: place["interval"] for place in indicator["standing"]["places"]}
    assert [(round(found[f"s{n}"]["low"], 4), round(found[f"s{n}"]["high"], 4)) for n in range(4)] == [*table.values()]


def test_newcombes_intervals_are_those_of_the_published_table(tmp_path: Path) -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10
    table = [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ]
    own = survey(tmp_path, y2020=[before for _, before, *_ in table], y2021=[after for after, *_ in table])
    told = said("compare", str(own), "2020", "2021", "--level", "organisation", "--format", "json")
    found = {change["unit"]: change["interval"] for change in json.loads(told)["changes"]}
    assert [tuple(round(end, 4) for end in found[f"s{n}"]) for n in range(8)] == [
        (low, high) for *_, low, high in table
    ]
    # 56/70 - 48/80 = 80 - 60 %
    assert "изменение от +5,2 п. п. до +33,4 п. п.; случайностью не объяснить" in " ".join(
        said("compare", str(own), "2020", "2021", "--level", "organisation").split()
    )


def test_the_best_has_100_and_the_others_their_part_of_him(tmp_path: Path) -> None:
    scales = {
        "a": "relative: {by: best}, points: 100",
        "b": "relative: {by: best}, points: 100",
        "c": "relative: {by: min_max}, points: 100",
    }
    own = profiled(
        tmp_path, scales, "    missing: zero\n    tree: {of_a: 1}\n", "s1;40;20;12\ns2;30;25;18\ns3;10;5;20\n"
    )
    direction = own / "catalogue/direction.yaml"
    text = direction.read_text(encoding="utf-8")
    direction.write_text(text.replace("formula: b\n", "formula: b\n    better: lower\n"), encoding="utf-8")
    out = compute(own, "--formats", "csv,md")
    found = {(row["indicator"], row["unit"]): row["points"] for row in rows(out) if row["level"] == "organisation"}
    # more is better: 40 is the best, 30/40 and 10/40; less is better: 5 is the best, 5/20 and 5/25
    assert [found["of_a", f"s{n}"] for n in (1, 2, 3)] == ["100", "75", "25"]
    assert [found["of_b", f"s{n}"] for n in (1, 2, 3)] == ["25", "20", "100"]
    # between the extremes: (18 - 12) / (20 - 12)
    assert [found["of_c", f"s{n}"] for n in (1, 2, 3)] == ["0", "75", "100"]
    assert "| 75 из 100 |" in page(out, "organisations/s2.md")


def test_k_is_eight_tenths_of_the_mean_and_two_tenths_of_the_index(tmp_path: Path) -> None:
    """К = 0,8·mean + 0,2·И, where И is the place between the extremes: the method of index ratings."""
    scales = {
        "a": "linear: {from: 0, to: 100, points: 100}",
        "b": "linear: {from: 0, to: 100, points: 100}",
        "c": "relative: {by: min_max}, points: 100",
    }
    tree = """\
    missing: no_score
    tree: {mean: {weight: 0.8, of: {of_a: 1, of_b: 1}}, index: {weight: 0.2, of: {of_c: 1}}}
"""
    out = compute(profiled(tmp_path, scales, tree, "s1;40;60;12\ns2;70;50;18\ns3;40;40;20\n"), "--formats", "csv")
    # means 50, 60, 40; И of 12, 18, 20: 0, 75, 100; 0.8·50 = 40, 0.8·60 + 0.2·75 = 63, 0.8·40 + 0.2·100 = 52
    assert shares(out) == {"s1": Fraction(40, 100), "s2": Fraction(63, 100), "s3": Fraction(52, 100)}


def test_weights_are_normalised_at_every_depth_of_a_tree(tmp_path: Path) -> None:
    """As in published models (ASEM): indicators → 0…1 between goalposts → domains with weights → an index."""
    scales = {
        "a": "linear: {from: 20, to: 60, points: 1}",
        "b": "linear: {from: 100, to: 0, points: 1}",
        "c": "linear: {from: 0, to: 8, points: 1}",
    }
    tree = """\
    missing: reweight
    levels: [{at_least: 50%, level: high}, {otherwise: {level: low}}]
    tree:
      results: {weight: 60, of: {of_a: 2, inner: {weight: 1, of: {of_b: 1, of_c: 3}}}}
      conditions: {weight: 40, of: {of_c: 5}}
"""
    out = compute(profiled(tmp_path, scales, tree, "s1;50;50;2\ns2;50;;2\n"), "--formats", "csv,md")
    # a = 30/40, b = 50/100 (less is better), c = 2/8; inner = (0.5 + 3·0.25) / 4 = 5/16
    # results = (2·3/4 + 5/16) / 3 = 29/48; conditions = 1/4; whole = (60·29/48 + 40/4) / 100 = 37/80
    # without b: inner = 1/4, results = (3/2 + 1/4) / 3 = 7/12, whole = (35 + 10) / 100 = 9/20
    assert shares(out, "results/inner") == {"s1": Fraction(5, 16), "s2": Fraction(1, 4)}
    assert shares(out, "results") == {"s1": Fraction(29, 48), "s2": Fraction(7, 12)}
    assert shares(out, "conditions") == {"s1": Fraction(1, 4), "s2": Fraction(1, 4)}
    assert shares(out) == {"s1": Fraction(37, 80), "s2": Fraction(9, 20)}
    assert "| 46,3 % | низкий |" in page(out, "organisations/s1.md").replace("**", "")


@pytest.mark.parametrize(
    ("missing", "share", "level"),
    [("reweight", Fraction(29, 40), "low"), ("to(of_a)", Fraction(3, 4), "high"), ("zero", Fraction(29, 80), "low")],
)
def test_two_point_nine_by_one_rule_is_three_by_another(
    missing: str, share: Fraction, level: str, tmp_path: Path
) -> None:
    scales = dict.fromkeys("abc", "linear: {from: 0, to: 4, points: 4}")
    tree = f"""\
    missing: reweight
    levels: [{{at_least: 75%, level: high}}, {{otherwise: {{level: low}}}}]
    tree: {{of_a: 1, of_b: 1, of_c: {{weight: 2, missing: {missing}}}}}
"""
    own = profiled(tmp_path, scales, tree, "s1;3,1;2,7;\n")
    out = compute(own, "--formats", "csv")
    # (3.1 + 2.7) / 2 = 2.9 of 4; with the weight of c handed to a, (3·3.1 + 2.7) / 4 = 3.0; with c as nothing, 5.8 / 4
    assert shares(out) == {"s1": share}
    bands = {
        row["band"]
        for row in rows(out, "scores.csv")
        if (row["profile"], row["node"], row["unit"]) == ("index", "", "s1")
    }
    assert bands == {level}
    told = said("whatif", str(own))
    if missing == "to(of_a)":  # what is handed on is shared out instead
        assert "Школа s1 · Индекс: высокий (75 %) → низкий (72,5 %)" in told
        assert "Вес показателя без балла делится между остальными\n  Уровень меняется в 2 случаях из 2.\n" in told
    else:
        assert "Школа s1 · Индекс: высокий" not in told
