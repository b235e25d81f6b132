"""The blank forms of a whole campaign: one for each organisation that has to submit, one for the municipality."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kokoq.collect.form import Heading, write_form
from kokoq.collect.layout import from_sources, lay_out, municipality_unit
from kokoq.collect.roster import is_expected
from kokoq.diagnostics import Cell, KokoqError
from kokoq.language import Language
from kokoq.model import Organisation, Period, Settings
from kokoq.plan import Plan
from kokoq.rules import CANNOT_WRITE, FILE_EXISTS

UNSAFE = '<>:"/\\|?*'


def write_forms(
    plan: Plan,
    settings: Settings,
    organisations: Sequence[Organisation],
    folder: Path,
    *,
    period: Period,
    language: Language,
) -> tuple[Path, ...]:
    """Write the forms of a period into ``folder`` and give their paths.

    Raises ``KokoqError`` (KQ911) before anything is written if one of them is there: it may hold somebody's answers.
    """
    elsewhere = from_sources(settings, plan.catalogue)
    layouts = {unit: lay_out(plan, unit, elsewhere=elsewhere) for unit in _units(settings, organisations, period)}
    paths = {unit: folder / f"{file_stem(unit.id)}.xlsx" for unit, layout in layouts.items() if layout.sheets}
    for path in paths.values():
        if path.exists():
            raise KokoqError(FILE_EXISTS.at(Cell(str(path))))
    title = settings.title or plan.catalogue.title
    for unit, path in paths.items():
        heading = Heading(organisation=unit, period=period, title=title)
        try:
            write_form(layouts[unit], plan.catalogue, path, heading=heading, language=language)
        except OSError as error:
            raise KokoqError(CANNOT_WRITE.at(Cell(str(path)), problem=error.strerror or str(error))) from error
    return tuple(paths.values())


def file_stem(id_: str) -> str:
    """An id as a file's name on every file system."""
    return "".join("_" if c in UNSAFE or not c.isprintable() else c for c in id_).strip(" .") or "_"


def _units(settings: Settings, organisations: Sequence[Organisation], period: Period) -> Iterator[Organisation]:
    yield from (one for one in organisations if is_expected(one, period))
    yield municipality_unit(settings)
