"""All sheets of the report: in the order of reading, filled in the order in which they rest on each other.

inputs → «Расчёт» (organisations) → «Показатели» (the unit) → heat map, points, zones, changes → «Сводка».
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.model import PLAIN
from kokoq.reports.facts import Facts
from kokoq.reports.sections.measures import register
from kokoq.reports.workbook.book import Book, Page
from kokoq.reports.workbook.calculation import Blocks, Calculation
from kokoq.reports.workbook.changes import ChangesWriter
from kokoq.reports.workbook.completeness import CompletenessWriter
from kokoq.reports.workbook.earlier import Earlier, write_earlier
from kokoq.reports.workbook.findings import write_findings
from kokoq.reports.workbook.grid import grid
from kokoq.reports.workbook.groups import Groups
from kokoq.reports.workbook.heatmap import write_heat_map
from kokoq.reports.workbook.indicators import Breakdowns, Indicators
from kokoq.reports.workbook.inputs import add_table_pages, write_inputs
from kokoq.reports.workbook.marks import Notation
from kokoq.reports.workbook.measures import write_measures
from kokoq.reports.workbook.methodology import write_about, write_methodology
from kokoq.reports.workbook.profiles import ProfilesWriter
from kokoq.reports.workbook.scores import ScoresWriter
from kokoq.reports.workbook.summary import SummaryWriter
from kokoq.reports.workbook.totals import Totals
from kokoq.reports.workbook.zones import ZonesWriter

if TYPE_CHECKING:
    from kokoq.campaign import Assessment
    from kokoq.language import Language
    from kokoq.reports.contract import View

READ, WORK, ABOUT = "#5B86B5", "#A9B4C2", "#D5DAE1"
"""Colours of the tabs: to be read, to be traced, about the report."""


def write(assessment: Assessment, view: View, language: Language, path: Path) -> None:
    """Write the workbook.

    What was there before is kept from the collector of garbage meanwhile: it would walk all results again and again
    while a hundred thousand cells are made (measured: 0.1 to 0.4 s).
    """
    gc.freeze()
    try:
        _write(assessment, view, language, path)
    finally:
        gc.unfreeze()


def _write(assessment: Assessment, view: View, language: Language, path: Path) -> None:
    facts = Facts(assessment, language)
    notation = Notation(language, facts.typesetter)
    book = Book(path, view.heading.title, dt.datetime.combine(assessment.period.end, dt.time()))
    pages, tables = _pages(book, facts, view, language)
    columns = grid(facts)
    inputs = write_inputs(pages.get("inputs"), tables, facts, columns, notation)
    earlier = write_earlier(pages["earlier"], facts, columns, notation) if "earlier" in pages else None
    looking_back = _looking_back(earlier)

    def calculated(page: Page, *, breakdowns: bool) -> Blocks:
        return Calculation(page, facts, columns, inputs, notation, *looking_back, breakdowns=breakdowns).write()

    blocks = dict(calculated(pages["calculation"], breakdowns=False))
    if "breakdowns" in pages:
        blocks |= calculated(pages["breakdown_calculation"], breakdowns=True)
    totals = Totals(facts, columns, inputs, notation, blocks, *looking_back)
    shown = Indicators(pages["indicators"], facts, notation, totals, earlier).write(view.regulations)
    if "breakdowns" in pages:
        Breakdowns(pages["breakdowns"], facts, notation, totals).write()
    elsewhere = Groups(pages["groups"], facts, notation, totals).write(view.groups) if "groups" in pages else {}
    heat = write_heat_map(pages["organisations"], facts, columns, notation, shown, blocks, elsewhere)
    scores = ScoresWriter(pages["scores"], facts, columns, notation, shown, blocks, inputs).write()
    if "profiles" in pages:
        ProfilesWriter(pages["profiles"], facts, notation).write(view.profiles)
    ZonesWriter(pages["zones"], facts, notation, shown, blocks).write(view)
    if earlier is not None:
        ChangesWriter(pages["changes"], facts, columns, notation, shown, earlier, heat).write(view.regulations)
    if "measures" in pages:
        write_measures(pages["measures"], register(facts), notation)
    findings = write_findings(pages["findings"], facts, notation, inputs)
    submitted = CompletenessWriter(pages["completeness"], facts, notation, findings).write(view.coverage)
    write_methodology(pages["methodology"], view, facts, notation)
    write_about(pages["about"], view, facts, notation)
    others = _contents({key: page for key, page in pages.items() if key != "summary"}, tables, language)
    SummaryWriter(book, pages["summary"], facts, notation, view, scores, submitted, findings.errors, others).write()
    book.close()


def _contents(
    pages: Mapping[str, Page], tables: Mapping[str, Page], language: Language
) -> tuple[tuple[Page, str], ...]:
    """Every sheet and what is on it, in the order of the sheets."""
    told = [(page, language.say(f"workbook.contents.{key}")) for key, page in pages.items()]
    told += [(page, language.say("workbook.contents.table")) for page in tables.values()]
    return tuple(sorted(told, key=lambda each: each[0].sheet.index))


def _pages(book: Book, facts: Facts, view: View, language: Language) -> tuple[dict[str, Page], dict[str, Page]]:
    """All sheets in the order of reading; a sheet without anything on it is left out."""
    breakdowns = any(regulation.breakdowns for regulation in view.regulations)
    earlier = facts.assessment.earlier is not None
    plain = any(field.table == PLAIN for field in facts.catalogue.fields.values())
    chosen = {
        "summary": READ,
        "indicators": READ,
        "organisations": READ,
        "scores": READ,
        **({"profiles": READ} if view.profiles else {}),
        "zones": READ,
        **({"changes": READ} if earlier else {}),
        **({"measures": READ} if facts.assessment.deeds.decisions else {}),
        **({"breakdowns": READ} if breakdowns else {}),
        **({"groups": READ} if view.groups else {}),
        "completeness": READ,
        "findings": READ,
        "calculation": WORK,
        **({"breakdown_calculation": WORK} if breakdowns else {}),
        **({"inputs": WORK} if plain else {}),
    }
    pages = {
        key: book.add(language.say(f"workbook.sheet.{key}"), tab=tab, charted=key == "summary")
        for key, tab in chosen.items()
    }
    tables = add_table_pages(book, facts, tab=WORK)
    if earlier:
        pages["earlier"] = book.add(language.say("workbook.sheet.earlier"), tab=WORK)
    for key in ("methodology", "about"):
        pages[key] = book.add(language.say(f"workbook.sheet.{key}"), tab=ABOUT)
    return pages, tables


def _looking_back(earlier: Earlier | None) -> tuple[Mapping[str, int], str]:
    return (earlier.rows, earlier.page.name) if earlier else ({}, "")
