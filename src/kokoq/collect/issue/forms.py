"""Blank forms for everybody: each organisation's own, and the municipality's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kokoq.collect.form.anchors import Identity
from kokoq.collect.form.book import Answered
from kokoq.collect.form.central import write_central
from kokoq.collect.form.front import Heading
from kokoq.collect.form.layout import Layout, from_sources, lay_out, municipality_unit
from kokoq.collect.form.write import write_form
from kokoq.collect.gather.complete import combine, completeness
from kokoq.collect.gather.intake import Expected, expect, sheet_titles, without_answers
from kokoq.collect.issue.version import Difference, compare_form
from kokoq.collect.read import Book, read_book
from kokoq.collect.returned.central import is_central
from kokoq.collect.returned.match import read_form
from kokoq.collect.returned.page import has_answers, identify
from kokoq.collect.returned.unmarked import unmarked
from kokoq.collect.returned.whose import held_against_marks
from kokoq.diagnostics import Cell, Checked, Diagnostic, KokoqError, ordered
from kokoq.folders import CAMPAIGN
from kokoq.language import Language
from kokoq.model import Organisation, Period, Progress, Settings
from kokoq.outputs import file_stem, free_stem
from kokoq.plan import Plan
from kokoq.rules import (
    FORM_FIELD_LOST,
    FORM_SHEET_LOST,
    LABEL_CHANGED,
    LABEL_OF_ANOTHER,
    NOTHING_TO_ASK,
    PERIOD_SHOWN,
    SHEET_UNMARKED,
    TITLE_CHANGED,
    TITLE_OF_ANOTHER,
    UNIT_CHANGED,
    UNKNOWN_ANCHOR,
    UNKNOWN_ORGANISATION,
    UNRECOGNISED,
    WRONG_FORM,
)


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
    asked = _all_asked(plan, settings, organisations, period)
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
    earlier: Mapping[str, Answered] | None = None,
) -> Path:
    """Write one workbook in which the municipality fills in everybody's form; returns its file.

    ``earlier`` are the answers of the period before by unit, to be shown beside.
    """
    asked = _all_asked(plan, settings, organisations, period)
    owner = municipality_unit(settings)
    path = folder / f"{file_names([owner])[owner.id]} {period.slug}.xlsx"
    head = heading(plan, settings, owner, period, language)
    write_central(
        asked, plan.catalogue, path, heading=head, language=language, earlier=earlier, relations=plan.relations
    )
    return path


_OF_FORM = frozenset(
    {
        FORM_FIELD_LOST,
        FORM_SHEET_LOST,
        LABEL_CHANGED,
        LABEL_OF_ANOTHER,
        PERIOD_SHOWN,
        SHEET_UNMARKED,
        TITLE_CHANGED,
        TITLE_OF_ANOTHER,
        UNIT_CHANGED,
        UNKNOWN_ANCHOR,
    }
)
"""What reading finds of a form itself; what it finds of answers is no matter of its version."""


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """Whose form it is, and how it differs from the one of today.

    ``altered``: it is not as it was handed out, of which there are findings; ``wanted`` is the period of which it
    should be, where it is of another.
    """

    organisation: str
    period: str
    difference: Difference
    altered: bool = False
    wanted: str = ""

    @property
    def is_current(self) -> bool:
        """Whether nothing differs."""
        return self.difference.same_version and not (self.difference.bounds or self.altered or self.wanted)


def check_form(
    plan: Plan,
    settings: Settings,
    organisations: Sequence[Organisation],
    file: Path,
    *,
    periods: Sequence[Period] = (),
) -> Checked[CheckedForm | None]:
    """Hold the form in ``file`` against the present one; findings where it is no form of anybody known.

    It should be of one of the ``periods``, the first of which is told; where there are none, of any.
    """
    read = read_book(file, name=file.name)
    book, at = read.value, Cell(file.name)
    identity = identify(book) if book is not None else None
    if book is None or identity is None or not Period.is_one(identity.period):
        return Checked(None, read.diagnostics if book is None else (*read.diagnostics, UNRECOGNISED.at(at)))
    units = {unit.id: unit for unit in (*organisations, municipality_unit(settings))}
    if identity.catalogue != plan.catalogue.id:
        return Checked(None, (WRONG_FORM.at(at, found=identity.catalogue, expected=plan.catalogue.id),))
    if identity.unit not in units and not is_central(identity):
        return Checked(None, (UNKNOWN_ORGANISATION.at(at, name=identity.unit, close=()),))
    expected, owner = expect(plan, settings, tuple(units.values())), units.get(identity.unit)
    if not has_answers(book):
        whose = owner or municipality_unit(settings)
        titles = sheet_titles(identity, expected, Period(identity.period))
        return Checked(None, (*read.diagnostics, without_answers(book, whose, identity, titles)))
    difference = compare_form(book, identity, expected.layouts, plan.catalogue)
    altered = tuple(_altered(book, identity, owner, expected)) if owner and difference.same_version else ()
    wanted = "" if not periods or identity.period in {each.text for each in periods} else periods[0].text
    title = (owner or municipality_unit(settings)).title
    form = CheckedForm(title, identity.period, difference, altered=bool(altered), wanted=wanted)
    return Checked(form, (*read.diagnostics, *ordered(altered)))


def _altered(book: Book, identity: Identity, unit: Organisation, expected: Expected) -> Iterator[Diagnostic]:
    """What is not as it was in a form of the present version when it was handed out."""
    layout, catalogue = expected.layouts[unit.id], expected.plan.catalogue
    read = read_form(
        book,
        identity,
        plan=expected.plan,
        unit=unit,
        words=expected.words,
        asked=expected.asked[unit.id],
        labels=expected.labels,
    )
    shown = held_against_marks(book, identity, unit, expected.known, expected.language)
    found = (*shown, *unmarked(book, read, layout))
    one = combine([replace(read, diagnostics=found)], read.sources, unit.title)
    told = (*found, *completeness(one, layout, catalogue, read.sources))
    yield from (finding for finding in told if finding.rule in _OF_FORM)


def units_asked(
    plan: Plan, settings: Settings, organisations: Sequence[Organisation], period: Period
) -> Iterator[tuple[Organisation, Layout]]:
    """Who has to fill a form, and which: the organisations in their order, then the municipality."""
    elsewhere = from_sources(settings, plan.catalogue)
    for unit in (*organisations, municipality_unit(settings)):
        layout = lay_out(plan, unit, elsewhere=elsewhere)
        if layout.sheets and unit.is_expected(period):
            yield unit, layout


def _all_asked(
    plan: Plan, settings: Settings, organisations: Sequence[Organisation], period: Period
) -> tuple[tuple[Organisation, Layout], ...]:
    """The same, where there is anybody."""
    asked = tuple(units_asked(plan, settings, organisations, period))
    if not asked:
        raise KokoqError(NOTHING_TO_ASK.at(Cell(CAMPAIGN), period=period.text))
    return asked


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
