"""A small campaign written by hand in a folder, and what the command line makes of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from tests.folders import put

from kokoq import cli

CATALOGUE = """\
kokoq: 1
id: desk
title: Проба
organisation_types: {school: школа, kindergarten: детский сад}
tags: {shnor: ШНОР}
levels: {high: высокий, basic: базовый, low: низкий}
units: {persons: чел., points: баллов, hours: ч}
"""
REGULATION = """\
id: direction
code: "1"
title: Направление
goal: Цель
tasks: [Задача]
collection: {methods: [statistics], by: organisation}
periodicity: {every: year, collect: 06-21..07-31, submit: 07-31}
criteria: [Критерий]
indicators:
"""
GRADUATES = """\
fields:
  graduates: {title: Выпускники, unit: persons, asked: school}
  certified: {title: Сдали, unit: persons, asked: school, part_of: graduates}
"""
SETTINGS = "kokoq: 1\ncatalogue: catalogue\ntitle: Проба\nlanguage: ru\n"


def campaign(
    folder: Path,
    *,
    fields: str,
    indicators: str,
    collected: Mapping[str, str],
    organisations: str,
    settings: str = "",
    more: Mapping[str, str] | None = None,
) -> Path:
    """The folder with its campaign; ``collected`` maps ``<period>/<file>`` to the text of the file."""
    files = {
        "catalogue/catalogue.yaml": CATALOGUE,
        "catalogue/fields.yaml": fields,
        "catalogue/direction.yaml": REGULATION + indicators,
        "kokoq.yaml": SETTINGS + settings,
        "organisations.csv": organisations,
        **{f"collected/{name}": text for name, text in collected.items()},
        **(more or {}),
    }
    return put(folder, files)


def source(table: str, columns: str) -> str:
    """Settings by which ``data.csv`` holds a table, or the plain ``fields``."""
    return f"sources: {{{table}: {{files: data.csv, columns: {{{columns}}}}}}}\n"


def schools(*ids: str) -> str:
    """The register of schools of these ids."""
    return "id;название;тип\n" + "".join(f"{id};Школа {id};school\n" for id in ids)


def compute(folder: Path, *arguments: str, out: str = "out") -> Path:
    """The folder of the reports of a campaign; findings are allowed, a run that could not be made is not."""
    findings = str(folder / "findings.txt")
    command = ["compute", str(folder), "--out", str(folder / out), "--findings", findings, "--lang", "ru", *arguments]
    assert cli.run(command) in (0, 1)
    return folder / out


def rows(out: Path, file: str = "results.csv") -> list[dict[str, str]]:
    """The lines of a table that was written."""
    with (out / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def page(out: Path, name: str = "report.md") -> str:
    """A page that was written, with plain spaces."""
    return (out / name).read_text(encoding="utf-8").replace("\u00a0", " ")
