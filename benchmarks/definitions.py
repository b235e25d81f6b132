"""`make bench`: checking the shipped catalogues with all their cases, and generated ones of up to 2,000 indicators.

Processor time of the whole command, the best of some rounds, its modules compiled before. A generated catalogue
has a share of its own fields, a scale, a goal and a worked case for each indicator: twice the indicators must cost
twice the time.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHIPPED = sorted((ROOT / "indicators").iterdir())
LARGEST = ROOT / "indicators" / "promyshlennovsky"
MOST_SHIPPED, MOST_GENERATED = 2.0, 10.0
"""Processor seconds that all shipped catalogues, and the largest generated one, may take."""
ROUNDS = 3
SIZES = (500, 1000, 2000)
PER_REGULATION = 25

HEAD = """kokoq: 1
id: generated
title: Составленный каталог
acts: {p1: {kind: приказ, number: "1", date: 2021-06-21}}
organisation_types: {school: школа, kindergarten: детский сад}
levels: {high: высокий, low: низкий}
topics: {all: Всё}
units: {persons: чел.}
"""
REGULATION = """id: part_{r}
code: "{r}"
title: Направление {r}
act: {{p1: "{r}"}}
tasks: [Выявить слабые места]
collection: {{methods: [форма сбора], processing: [доли по суммам], by: organisation, responsible: методист}}
periodicity: {{every: year, collect: 06-01..06-20, submit: 07-01}}
criteria: [Доля не ниже 90 %]
goal: [{{text: Цель {r}, indicators: [{names}]}}]
indicators:
"""
INDICATOR = """  share_{n}:
    code: "{r}.{k}"
    title: Доля участников {n}
    kind: share
    scope: school
    formula: part_{n} / whole_{n}
    better: higher
    scale:
      bands: [{{at_least: 90%, points: 1, level: high}}, {{otherwise: {{points: 0, level: low}}}}]
      source: {{p1: "{r}"}}
"""
FIELDS = """  whole_{n}: {{title: Участники {n}, topic: all, unit: persons, asked: school, range: 0..500}}
  part_{n}: {{title: Победители {n}, topic: all, unit: persons, asked: school, part_of: whole_{n}}}
"""
CASE = """- indicator: share_{n}
  given: {{part_{n}: 45, whole_{n}: 50}}
  expect: {{value: 90%, level: high}}  # 45 / 50
"""


def main() -> None:
    """Print the seconds of each check."""
    print("check of definitions, the whole command with its imports")
    every = _check(*SHIPPED)
    print(f"  all shipped, with all cases {every:6.2f} s CPU of {MOST_SHIPPED} at most: {_held(every, MOST_SHIPPED)}")
    print(f"  {LARGEST.name:<27} {_check(LARGEST):6.2f} s CPU")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), size)
            seconds = _check(Path(folder))
        print(f"  {size:>5} indicators and cases  {seconds:6.2f} s CPU {1000 * seconds / size:6.2f} ms each")
    print(f"  {MOST_GENERATED} s at most: {_held(seconds, MOST_GENERATED)}")


def write(folder: Path, size: int) -> None:
    """A catalogue of ``size`` indicators."""
    (folder / "cases").mkdir()
    (folder / "catalogue.yaml").write_text(HEAD, encoding="utf-8")
    for r, numbers in enumerate(_parts(size), start=1):
        names = ", ".join(f"share_{n}" for n in numbers)
        texts = {
            f"{r}.yaml": REGULATION.format(r=r, names=names)
            + "".join(INDICATOR.format(r=r, n=n, k=n % PER_REGULATION + 1) for n in numbers),
            f"fields-{r}.yaml": "fields:\n" + "".join(FIELDS.format(n=n) for n in numbers),
            f"cases/{r}.yaml": "".join(CASE.format(n=n) for n in numbers),
        }
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")


def _parts(size: int) -> Iterator[range]:
    return (range(first, min(first + PER_REGULATION, size)) for first in range(0, size, PER_REGULATION))


def _held(found: float, most: float) -> str:
    return "held" if found <= most else "exceeded"


def _check(*folders: Path) -> float:
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    rounds = []
    for _ in range(ROUNDS):
        before = _children()
        command = [sys.executable, "-m", "kokoq", "check", *folders]
        subprocess.run(command, capture_output=True, check=True, env=compiled)
        rounds.append(_children() - before)
    return min(rounds)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
