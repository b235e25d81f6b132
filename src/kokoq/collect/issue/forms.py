"""Blank forms for everybody: each organisation's own, and the municipality's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kokoq.collect.form.book import Answered
from kokoq.collect.form.central import write_central
from kokoq.collect.form.front import Heading
from kokoq.collect.form.layout import Layout, from_sources, lay_out, municipality_unit
from kokoq.collect.form.write import write_form
from kokoq.collect.issue.version import Difference, compare_form
from kokoq.collect.read import read_book
from kokoq.collect.returned.central import is_central
from kokoq.collect.returned.page import identify
from kokoq.diagnostics import Cell, Checked
from kokoq.language import Language
from kokoq.model import Organisation, Period, Progress, Settings
from kokoq.outputs import file_stem, free_stem
from kokoq.plan import Plan
from kokoq.rules import UNKNOWN_ORGANISATION, UNRECOGNISED, WRONG_FORM


def write_forms(
    plan: Plan,
    settings: Settings,
    organisations: Sequence[Organisation],
    folder: Path,
    *,
    period: Period,
    language: Language,
    earlier: Mapping[str, Answered] | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write a form for every unit that is asked anything into ``folder``; returns the files in their order.

    ``earlier`` are the answers of the period before by unit, to be shown beside.
    """
    asked = tuple(units_asked(plan, settings, organisations, period))
    names = file_names([unit for unit, _ in asked])
    written = []
    for done, (unit, layout) in enumerate(asked):
        if progress is not None:
            progress("write", done, len(asked))
        path = folder / f"{names[unit.id]}.xlsx"
        head = heading(plan, settings, unit, period, language)
        write_form(
            layout,
            plan.catalogue,
            path,
            heading=head,
            language=language,
            earlier=(earlier or {}).get(unit.id),
            relations=plan.relations,
        )
        written.append(path)
    return tuple(written)


def write_one_workbook(
    plan: Plan,
    settings: Settings,
    organisations: Sequence[Organisation],
    folder: Path,
    *,
    period: Period,
    language: Language,
) -> Path:
    """Write one workbook in which the municipality fills in everybody's form; returns its file."""
    asked = tuple(units_asked(plan, settings, organisations, period))
    owner = municipality_unit(settings)
    path = folder / f"{file_names([owner])[owner.id]} {period.slug}.xlsx"
    head = heading(plan, settings, owner, period, language)
    write_central(asked, plan.catalogue, path, heading=head, language=language, relations=plan.relations)
    return path


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """Whose form it is, and how it differs from the one of today."""

    organisation: str
    period: str
    difference: Difference


def check_form(
    plan: Plan, settings: Settings, organisations: Sequence[Organisation], file: Path
) -> Checked[CheckedForm | None]:
    """Hold the form in ``file`` against the present one; findings where it is no form of anybody known."""
    read = read_book(file, name=file.name)
    book, at = read.value, Cell(file.name)
    identity = identify(book) if book is not None else None
    if book is None or identity is None:
        return Checked(None, read.diagnostics if book is None else (*read.diagnostics, UNRECOGNISED.at(at)))
    units = {unit.id: unit for unit in (*organisations, municipality_unit(settings))}
    elsewhere = from_sources(settings, plan.catalogue)
    if identity.catalogue != plan.catalogue.id:
        return Checked(None, (WRONG_FORM.at(at, found=identity.catalogue, expected=plan.catalogue.id),))
    if identity.unit not in units and not is_central(identity):
        return Checked(None, (UNKNOWN_ORGANISATION.at(at, name=identity.unit, close=()),))
    wanted = [identity.unit] if not is_central(identity) else list(units)
    layouts = {name: lay_out(plan, units[name], elsewhere=elsewhere) for name in wanted}
    owner = units.get(identity.unit, municipality_unit(settings)).title
    difference = compare_form(book, identity, layouts, plan.catalogue)
    return Checked(CheckedForm(owner, identity.period, difference), read.diagnostics)


def units_asked(
    plan: Plan, settings: Settings, organisations: Sequence[Organisation], period: Period
) -> Iterator[tuple[Organisation, Layout]]:
    """Who has to fill a form, and which: the organisations in their order, then the municipality."""
    elsewhere = from_sources(settings, plan.catalogue)
    for unit in (*organisations, municipality_unit(settings)):
        layout = lay_out(plan, unit, elsewhere=elsewhere)
        if layout.sheets and unit.is_expected(period):
            yield unit, layout


def heading(plan: Plan, settings: Settings, unit: Organisation, period: Period, language: Language) -> Heading:
    """What the form of ``unit`` says of itself: the last day of submission is the latest of the regulations."""
    days = sorted(regulation.submit for regulation in plan.catalogue.regulations if regulation.submit)
    submit_by = ""
    if days:
        month, day = (int(part) for part in days[-1].split("-"))
        submit_by = language.date(dt.date(period.end.year, month, day))
    return Heading(
        organisation=unit,
        period=period,
        title=settings.title or plan.catalogue.title,
        submit_to=settings.municipality.title or plan.catalogue.issuer,
        submit_by=submit_by,
        responsible="; ".join(dict.fromkeys(r.responsible for r in plan.catalogue.regulations if r.responsible)),
        words=settings.cells,
    )


def file_names(units: Sequence[Organisation]) -> dict[str, str]:
    """A name for each unit's file, without suffix: its short title where it has one; never a path, never twice."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for unit in units:
        name = file_stem(unit.short or unit.title, gap=" ") or file_stem(unit.id, gap="_")
        named = name if name.casefold() not in taken else file_stem(f"{name} ({unit.id})", gap="_")
        names[unit.id] = free_stem(named, taken)
    return names
