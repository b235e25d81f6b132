"""A campaign of the tiny catalogue with forms as its organisations filled them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from kokoq.collect.annotate.deliver import annotate
from kokoq.collect.form.anchors import cell_id
from kokoq.collect.form.layout import from_sources, lay_out
from kokoq.collect.form.write import Answers, Entry, Heading, write_form
from kokoq.collect.gather.run import gather
from kokoq.collect.read import Book, read_book
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import language
from kokoq.model import Organisation, Period, Settings
from kokoq.observations import Observations
from tests.collect.tiny import CATALOGUE, ORGANISATIONS, SCHOOL, SETTINGS, tiny_plan

PLAN = tiny_plan()
PERIOD = Period("2020/2021")
RU = language("ru")
HOME = Path("collected") / PERIOD.slug

COMPLETE: Mapping[str, Entry] = {
    "graduates": 50,
    "certified": 45,
    "cell|contests|local|participants": 20,
    "cell|contests|local|winners": 3,
    "cell|contests|region|participants": 7,
    "cell|contests|region|winners": 1,
    **{cell_id("exams", row, name): 3 for row in CATALOGUE.tables["exams"].rows for name in ("passed", "failed")},
}


def fill_form(
    folder: Path, answers: Mapping[str, Entry], *, unit: Organisation = SCHOOL, name: str = "Школа 1.xlsx"
) -> Mapping[str, Cell]:
    """A form of ``unit`` with these answers in place of the complete ones; gives the cell of every question."""
    path = folder / HOME / name
    heading = Heading(organisation=unit, period=PERIOD, title="Маленький сбор")
    layout = lay_out(PLAN, unit, elsewhere=from_sources(SETTINGS, CATALOGUE))
    filled = Answers({**COMPLETE, **answers})
    return write_form(layout, CATALOGUE, path, heading=heading, language=RU, answers=filled)


def collect(
    folder: Path, *, settings: Settings = SETTINGS, units: tuple[Organisation, ...] = ORGANISATIONS
) -> tuple[Observations, tuple[Diagnostic, ...]]:
    """What was read of the campaign, and everything that was found."""
    gathered = gather(PLAN, settings, units, folder, periods=(PERIOD,))
    return gathered.value, gathered.diagnostics


def send_back(
    folder: Path,
    *,
    out: Path | None = None,
    settings: Settings = SETTINGS,
    units: tuple[Organisation, ...] = ORGANISATIONS,
) -> dict[str, Path]:
    """Marked copies and letters of the campaign, by their names."""
    observations, found = collect(folder, settings=settings, units=units)
    written = annotate(
        folder,
        observations,
        found,
        units,
        plan=PLAN,
        settings=settings,
        period=PERIOD,
        language=RU,
        out=out or folder / "back",
    )
    return {path.name: path for path in written}


def edit(path: Path, change: Callable[[Workbook], None]) -> None:
    """Change a workbook as a clerk would."""
    workbook = openpyxl.load_workbook(path)
    change(workbook)
    workbook.save(path)


def repack(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change the parts of a file."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    path.write_bytes(target.getvalue())


def book_at(path: Path) -> Book:
    book = read_book(path, name=path.name).value
    assert book is not None
    return book


def shape(book: Book, *, without: str = "Замечания") -> list[object]:
    """All that a reader knows of the sheets but one, places included; comments apart, among which are the remarks."""
    return [replace(s, merges=tuple(sorted(s.merges)), notes=()) for s in book.sheets if s.name != without]
