"""Definition files that would take for ever are refused where they do, in bounded time."""

import datetime as dt
import time
from pathlib import Path

import pytest

from kokoq import plan
from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import Diagnostic
from kokoq.examine.check import check_definitions
from tests.definitions.answers import Texts, answered

SECONDS = 4
"""Of the processor, for reading twice; the slowest takes 2.4 here. Without limits it would be minutes."""

HEAD = "kokoq: 1\nid: x\ntitle: X\norganisation_types: {school: школа}\n"
PUPILS = "fields: {pupils: {title: Обучающиеся}}\n"
COUNT = "kind: count, formula: pupils"


def check(folder: Path) -> tuple[Diagnostic, ...]:
    return check_definitions([folder], today=dt.date(2026, 11, 26)).diagnostics


def series(*rests: str) -> str:
    lines = "".join(f"  a{n}: {{code: c{n}, title: Ряд {n}, {rest}}}\n" for n, rest in enumerate(rests))
    return f'id: r\ncode: "1"\ntitle: Р\nindicators:\n{lines}'


def listed(pattern: str, n: int) -> str:
    return ", ".join(pattern.format(n=i) for i in range(n))


HOSTILE: dict[str, tuple[Texts, str]] = {
    "rows": ({"f.yaml": "tables: {t: {title: А, keys: {a: 1..9999, b: 1..9999}, fields: {x: {title: А}}}}"}, "KQ180"),
    "keys": (
        {"f.yaml": f"tables: {{t: {{title: А, keys: {{{listed('k{n}: 1..9999', 9000)}}}, fields: {{x: {{}}}}}}}}"},
        "KQ180",
    ),
    "listed-rows": (
        {
            "f.yaml": "tables: {t: {title: А, keys: {a: 1..9}, fields: {x: {title: А}}, rows: [{a: ["
            + listed("1..9999", 9000)
            + "]}]}}"
        },
        "KQ180",
    ),
    "series": ({"r.yaml": series(f"{COUNT}, for_each: {{a: 1..9999, b: 1..9999}}")}, "KQ180"),
    "duplicates-of-series": (
        {"r.yaml": series(f"{COUNT}, for_each: {{a: 1..4000}}", *["same_as: a0"] * 9000)},
        "KQ180",
    ),
    "chain-of-duplicates": ({"r.yaml": series(COUNT, *[f"same_as: a{n}" for n in range(10_000)])}, "KQ180"),
    "chain-of-misspelt-duplicates": ({"r.yaml": series(COUNT, *[f"same_as: a{n}b" for n in range(2000)])}, "KQ108"),
    "chain-of-parts": (
        {"f.yaml": "fields:\n" + "".join(f"  a{n}: {{title: А, part_of: a{n + 1}}}\n" for n in range(4000))},
        "KQ180",
    ),
    "chain-of-successors": ({"r.yaml": series(*[f"{COUNT}, replaces: a{n + 1}" for n in range(4000)])}, "KQ180"),
    "scope-of-forty-tags": (
        {
            "catalogue.yaml": f"{HEAD}tags: {{{listed('t{n}: П{n}', 40)}}}\n",
            "f.yaml": "fields: {pupils: {title: А, asked: " + " or ".join(f"t{n}" for n in range(40)) + "}}",
        },
        "KQ181",
    ),
    "unknown-names": (
        {"f.yaml": f"fields: {{{listed('a{n}: {{title: Поле {n}, part_of: unknown_name_{n}}}', 4000)}}}"},
        "KQ108",
    ),
    "unknown-names-in-formulas": (
        {"r.yaml": series(*[f"kind: count, formula: nobody_{n} + pupil" for n in range(4000)])},
        "KQ108",
    ),
    "bands": (
        {
            "r.yaml": series(
                f"{COUNT}, scale: {{illustrative: yes, bands: [{listed('{{at_least: {n}, points: 1}}', 15_000)}]}}"
            )
        },
        "KQ180",
    ),
    "anchors": ({"f.yaml": f"fields: {{{listed('a{n}: &x{n} {{title: А}}', 30_000)}}}"}, "KQ108"),
    "diamonds": (
        {
            "f.yaml": f"{PUPILS}checks: {{c: {{title: П, expect: a98 > 0}}}}",
            "r.yaml": series(COUNT, COUNT, *[f"kind: count, formula: a{n} + a{n + 1}" for n in range(97)]),
        },
        "KQ180",
    ),
    "formulas-in-formulas": (
        {
            "f.yaml": f"{PUPILS}checks: {{c: {{title: П, expect: a60 > 0}}}}",
            "r.yaml": series(COUNT, *[f"kind: count, formula: a{n}{' + pupils' * 90}" for n in range(60)]),
        },
        "KQ215",
    ),
    "conditions-in-conditions": (
        {
            "r.yaml": series(
                COUNT,
                f"{COUNT}, scale: {{illustrative: yes, conditions: {{c0: a0 > 1, "
                + ", ".join(f"c{n + 1}: {' and '.join([f'c{n}'] * 40)}" for n in range(11))
                + "}, bands: [{when: c11, points: 1}, {otherwise: {points: 0}}]}",
            )
        },
        "KQ180",
    ),
    "giant-number": ({"r.yaml": series(f"{COUNT} + {'9' * 900_000}")}, "KQ180"),
    "items": (
        {"r.yaml": series(f"kind: count, formula: 'count(where = pupils in [{listed('x{n}', 90_000)}])'")},
        "KQ180",
    ),
    "policies": ({"catalogue.yaml": f"{HEAD}policies: [{listed('{{forbid: {{pupils: a}}}}', 15_000)}]"}, "KQ180"),
    "empty-cases": ({"cases/c.yaml": "- {}\n" * 49_000}, "KQ108"),  # 198,000 of them took minutes
    "values": ({"f.yaml": "- x\n" * 200_000}, "KQ108"),
    "block-texts": ({"cases/c.yaml": "- |\n" * 240_000}, "KQ108"),  # half a gigabyte without a limit of values
    "nesting": ({"f.yaml": "fields: " + "[" * 400_000}, "KQ108"),
    "ten-megabytes": ({"f.yaml": "#" * 10_000_000}, "KQ108"),
    "laughs": ({"f.yaml": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"}, "KQ107"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_would_take_for_ever_is_refused_where_it_does(name: str, tmp_path: Path) -> None:
    files, code = HOSTILE[name]
    began = time.process_time()
    answered({"catalogue.yaml": HEAD, "f.yaml": PUPILS, "r.yaml": series(COUNT), **files}, tmp_path, check)
    found = load_catalogue(tmp_path / "c")
    planned = plan.compile(found.value).diagnostics if found.value is not None else ()
    assert code in {d.rule.code for d in (*found.diagnostics, *planned)}
    assert time.process_time() - began < SECONDS  # though it is read twice here


def test_a_file_of_nothing_but_faults_is_refused_after_the_first_of_them(tmp_path: Path) -> None:
    keys = "".join(f"    key{n}: 1\n" for n in range(20_000))
    (tmp_path / "catalogue.yaml").write_text("kokoq: 1\nid: x\ntitle: X\n", encoding="utf-8")
    (tmp_path / "fields.yaml").write_text(f"fields:\n  a:\n    title: А\n{keys}", encoding="utf-8")
    began = time.process_time()
    codes = [d.rule.code for d in load_catalogue(tmp_path).diagnostics]
    assert codes.count("KQ102") == 500
    assert codes.count("KQ108") == 1
    assert time.process_time() - began < SECONDS


def test_indicators_that_rest_on_each_other_without_end_are_a_finding(tmp_path: Path) -> None:
    series = "".join(f"  a{n}: {{code: c{n}, title: Ряд {n}, kind: count, formula: a{n + 1}}}\n" for n in range(2000))
    (tmp_path / "catalogue.yaml").write_text("kokoq: 1\nid: x\ntitle: X\n", encoding="utf-8")
    last = "  a2000: {code: z, title: Последний, kind: count, formula: pupils}\n"
    text = f'id: r\ncode: "1"\ntitle: Р\nindicators:\n{series}{last}'
    (tmp_path / "r.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "fields.yaml").write_text("fields: {pupils: {title: Обучающиеся}}\n", encoding="utf-8")
    catalogue = load_catalogue(tmp_path).value
    assert catalogue is not None
    assert [d.rule.code for d in plan.compile(catalogue).diagnostics if d.severity == "error"] == ["KQ215"]
