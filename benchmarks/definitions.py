"""`make bench`: checking the shipped catalogue with all its cases, and generated ones of up to 2,000 indicators.

Processor time of the whole command. A generated catalogue has a share of its own fields, a scale, a goal and a worked
case for each indicator: twice the indicators must cost twice the time.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "indicators" / "promyshlennovsky"
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
    print(f"  shipped, with all cases     {_check(SHIPPED):6.2f} s CPU")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), size)
            seconds = _check(Path(folder))
        print(f"  {size:>5} indicators and cases {seconds:6.2f} s CPU {1000 * seconds / size:6.2f} ms each")


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


def _check(folder: Path) -> float:
    before = _children()
    subprocess.run([sys.executable, "-m", "kokoq", "check", folder], capture_output=True, check=True)
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
