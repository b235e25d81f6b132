"""Blank forms for everybody: each organisation's own, and the municipality's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from kokoq.collect.form import write_form
from kokoq.collect.form_front import Heading
from kokoq.collect.layout import Layout, from_sources, lay_out, municipality_unit
from kokoq.language import Language
from kokoq.model import Organisation, Period, Progress, Settings
from kokoq.plan import Plan

_FORBIDDEN = frozenset('<>:"/\\|?*')


def write_forms(
    plan: Plan,
    settings: Settings,
    organisations: Sequence[Organisation],
    folder: Path,
    *,
    period: Period,
    language: Language,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write a form for every unit that is asked anything into ``folder``; returns the files in their order."""
    asked = tuple(units_asked(plan, settings, organisations, period))
    names = file_names([unit for unit, _ in asked])
    written = []
    for done, (unit, layout) in enumerate(asked):
        if progress is not None:
            progress("write", done, len(asked))
        path = folder / f"{names[unit.id]}.xlsx"
        head = heading(plan, settings, unit, period, language)
        write_form(layout, plan.catalogue, path, heading=head, language=language, relations=plan.relations)
        written.append(path)
    return tuple(written)


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
        words=tuple(settings.cells),
    )


def file_names(units: Sequence[Organisation]) -> dict[str, str]:
    """A name for each unit's file, without suffix: its short title where it has one; never a path, never twice."""
    names: dict[str, str] = {}
    for unit in units:
        clean = "".join(" " if c in _FORBIDDEN or ord(c) < 32 else c for c in unit.short or unit.title)
        name = " ".join(clean.split()).strip(". ")[:80] or unit.id
        taken = {other.casefold() for other in names.values()}
        names[unit.id] = f"{name} ({unit.id})" if name.casefold() in taken else name
    return names
