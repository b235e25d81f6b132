"""Worked cases say which rules of problem zones find whom."""

from __future__ import annotations

from pathlib import Path

from kokoq.assess.cases import judge_cases, run_cases
from kokoq.assess.cover import Aspect, cover
from kokoq.definitions.load import load_catalogue
from kokoq.plan import compile

FILES = {
    "catalogue.yaml": """
kokoq: 1
id: c
title: Каталог
organisation_types: {school: школа}
zones:
  falls: {title: Падает, indicators: [certified], when: change(value) < -5% and pupils > 20, illustrative: yes}
  last: {title: Последняя, indicators: [certified], when: place <= 0%, illustrative: yes}
  other: {title: О другом, indicators: [pupils], when: value < 5, illustrative: yes}
""",
    "fields.yaml": "fields: {all: {title: Всего}, some: {title: Часть, part_of: all}}\n",
    "r.yaml": """
id: r
code: "1"
title: Положение
indicators:
  certified: {code: 1.1, title: Доля, kind: share, formula: some / all}
  pupils: {code: 1.2, title: Число, kind: count, formula: all}
""",
}
CASE = """
- indicator: certified
  organisations:
    a: {all: 40, some: 30}  # 75 % after 100 %: −25 points, and 40 are more than 20
    b: {all: 20, some: 10}  # 50 % after 100 %, but 20 are not more than 20; the worst of both
  previous: {organisations: {a: {all: 40, some: 40}, b: {all: 20, some: 20}}}
  expect_organisations: {a: {zones: ZONES}, b: {zones: last}}
"""


def held(folder: Path, zones: str) -> tuple[list[tuple[str, str, bool]], frozenset[str]]:
    return held_of(folder, {**FILES, "cases/c.yaml": CASE.replace("ZONES", zones)})


def held_of(folder: Path, files: dict[str, str]) -> tuple[list[tuple[str, str, bool]], frozenset[str]]:
    """What was expected, what came out, whether it is the same; the rules that are covered."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    loaded = load_catalogue(folder)
    assert loaded.value is not None
    assert not loaded.failed, loaded.diagnostics
    plan = compile(loaded.value).value
    assert plan is not None
    together = run_cases(plan, shown=lambda *_: "")
    verdicts = tuple(judge_cases(plan, shown=lambda *_: ""))  # what failed is run again alone
    assert len(together.value) == sum(bool(v.faults) for v in verdicts)
    items = cover(plan, verdicts).of(Aspect.ZONE).items
    told = [(h.expected, h.found, h.same) for v in verdicts for h in v.held]
    return told, frozenset(item.indicator for item in items if item.covered)


def test_a_rule_that_finds_whom_it_shall_is_covered(tmp_path: Path) -> None:
    told, covered = held(tmp_path, "falls")
    assert told == [("falls", "falls", True), ("last", "last", True)]
    assert covered == {"falls", "last"}


def test_all_rules_that_find_are_expected_and_no_others(tmp_path: Path) -> None:
    told, covered = held(tmp_path, "[]")
    assert told == [("—", "falls", False), ("last", "last", True)]
    assert covered == {"last"}


COHORTS = """
- indicator: certified
  organisations: {a: {grades: [{grade: 5, of_grade: 10, good: 9}]}}  # 90 % after the same learners' 50 %
  previous: {organisations: {a: {grades: [{grade: 4, of_grade: 10, good: 5}]}}}
  expect_organisations: {a: {zones: jumpy}}
- indicator: certified
  organisations: {a: {grades: [{grade: 5, of_grade: 10, good: 9}]}}  # 90 % after 80 %: 10 points are not more than 20
  previous: {organisations: {a: {grades: [{grade: 4, of_grade: 10, good: 8}]}}}
  expect_organisations: {a: {zones: []}}
- indicator: certified
  organisations: {a: {grades: [{grade: 5, of_grade: 10, good: 1}]}}  # 10 % after 80 %: whoever expects nothing is told
  previous: {organisations: {a: {grades: [{grade: 4, of_grade: 10, good: 8}]}}}
  expect_organisations: {a: {zones: []}}
"""


def test_the_same_learners_are_followed_into_the_next_grade(tmp_path: Path) -> None:
    files = {
        "catalogue.yaml": """
kokoq: 1
id: c
title: Каталог
organisation_types: {school: школа}
zones: {jumpy: {title: Скачок, indicators: [certified], when: jumps, illustrative: yes}}
""",
        "fields.yaml": """
tables:
  grades:
    title: Классы
    keys: {grade: 4..5}
    fields: {of_grade: {title: Всего}, good: {title: Часть, part_of: of_grade}}
""",
        "r.yaml": """
id: r
code: "1"
title: Положение
indicators:
  certified:
    code: 1.1
    title: Доля
    kind: share
    formula: good / of_grade
    by: [grade]
    jumps: {by: grade, cohort: 20%}
""",
    }
    assert held_of(tmp_path, {**files, "cases/c.yaml": COHORTS})[0] == [
        ("jumpy", "jumpy", True), ("—", "—", True), ("—", "jumpy", False)
    ]  # fmt: skip
