"""One period read from every side, in words: as text, Markdown (a template) and JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.assess.reading import Reading
from kokoq.assess.zones import Zone
from kokoq.language import Language
from kokoq.markdown import render
from kokoq.model import Indicator, Period
from kokoq.reports.analysis.sentences import Writer
from kokoq.reports.contract import Analysis, ClusterTable, FoundByRule, RuleZone
from kokoq.reports.sections.clusters import clusters
from kokoq.reports.tables.matrices import unit_title
from kokoq.results import Benchmark

if TYPE_CHECKING:
    from kokoq.campaign import Assessment
    from kokoq.periods import History

TEMPLATE = "analysis.md.j2"
WIDTH = 80


@dataclass(frozen=True, slots=True)
class Section:
    """One indicator: its value and what there is to say of it, a sentence each."""

    code: str
    title: str
    value: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """A period, ready to be shown; ``warnings`` are of those that decline, near an edge, or mislead by their total.

    ``zones`` are the problem zones by declared rules, ``objectivity`` names the organisations whose shares of marks
    confirmed, lowered or raised are no chance, or whose grades or stages jump. ``addressed``: it speaks of one
    organisation, so that recommendations are for whoever reads it."""

    title: str
    about: tuple[str, ...]
    zones: tuple[FoundByRule, ...]
    warnings: tuple[str, ...]
    objectivity: tuple[str, ...]
    sections: tuple[Section, ...]
    links: tuple[str, ...]
    addressed: bool = False
    clusters: tuple[ClusterTable, ...] = ()


def analysis_view(
    history: History,
    language: Language,
    benchmarks: Sequence[Benchmark],
    *,
    organisation: str | None = None,
    only: str | None = None,
) -> AnalysisView:
    """Every indicator, or the one that is named, of the reported unit or of an organisation, read and put in words."""
    writer = Writer(history, language, tuple(benchmarks), organisation)
    facts, say = writer.facts, language.say
    readings = tuple(writer.readings(only))
    title = facts.assessment.settings.title or facts.catalogue.title
    periods = say("analysis.periods", periods=", ".join(side.period.text for side in history.sides))
    return AnalysisView(
        title=say("analysis.title", title=title, period=facts.period),
        about=(unit_title(facts, *writer.unit), periods, say("analysis.chance")),
        zones=writer.zones(only),
        warnings=tuple(text for i, reading in readings for text in writer.warnings(i, reading)),
        objectivity=() if organisation else tuple(writer.signs(readings)),
        sections=tuple(_section(writer, i, reading) for i, reading in readings),
        links=() if only or organisation else tuple(writer.links_told()),
        addressed=organisation is not None,
        clusters=clusters(facts) if facts.catalogue.clusters and not (only or organisation) else (),
    )


def _section(writer: Writer, indicator: Indicator, reading: Reading) -> Section:
    shown = writer.facts.typesetter.value(indicator, reading.result)
    value = writer.facts.typesetter.with_unit(indicator, shown)
    return Section(indicator.code, indicator.title, value, tuple(writer.notes(indicator, reading)))


def analysis_of(assessment: Assessment, language: Language) -> Analysis:
    """The short form for the report, of the periods that were computed."""
    from kokoq.periods import History, Side

    past = replace(assessment, results=assessment.compared)
    periods = sorted({row.period for row in past.results.rows})
    sides = tuple(Side(Period(text), assessment.plan, past.results) for text in periods)
    writer = Writer(History(sides, past, frozenset()), language, (), None)
    readings = tuple(writer.readings(None))
    warnings = tuple(text for i, reading in readings for text in writer.warnings(i, reading))
    return Analysis(writer.zones(None), warnings, tuple(writer.signs(readings)))


def to_text(view: AnalysisView, language: Language) -> str:
    """For the console, at most 80 columns wide."""
    parts = [*_wrap(view.title), *(line for text in view.about for line in _wrap(text))]
    if view.zones:
        parts += ["", language.say("analysis.zones")]
        for found in view.zones:
            parts += ["", *_wrap(found.title, first="  ", rest="  ")]
            for zone in found.zones:
                parts += _wrap(zone_line(zone, language), first="    - ", rest="      ")
                parts += _wrap(zone.recommend if view.addressed else "", first="      ", rest="      ")
    if view.warnings:
        parts += ["", language.say("analysis.warnings"), *_items(view.warnings)]
    if view.objectivity:
        parts += ["", language.say("analysis.objectivity"), *_items(view.objectivity)]
    for table in view.clusters:
        parts += ["", *_wrap(table.title), *_wrap(table.about, first="  ", rest="  ")]
        for row in (*table.rows, table.overall):
            means = "; ".join(f"{column}: {mean}" for column, mean in zip(table.columns, row.means, strict=True))
            parts += _wrap(f"{row.title} ({', '.join(row.members)}): {means}", first="  - ", rest="    ")
        parts += _wrap(table.left_out, first="  ", rest="  ")
    for section in view.sections:
        parts += ["", *_wrap(f"{section.code} {section.title}: {section.value}", rest="  "), *_items(section.notes)]
    if view.links:
        parts += ["", language.say("analysis.links"), *_items(view.links)]
    return "\n".join(parts) + "\n"


def zone_line(zone: RuleZone, language: Language) -> str:
    """«Школа 5: 1.5 Качество знаний — 36,0 % (2015/2016: 42,0 %), с 2016/2017.»"""
    key = "analysis.zone_numbers" if zone.numbers else "analysis.zone"
    of = {name: getattr(zone, name) for name in ("unit", "code", "title", "value", "numbers", "since")}
    return language.say(key, **of)


def to_markdown(view: AnalysisView, language: Language, *, templates: Path | None = None) -> str:
    """For a page; an office may override the template."""
    return render(TEMPLATE, language, templates=templates, view=view)


def to_json(
    history: History, benchmarks: Sequence[Benchmark], *, organisation: str | None = None, only: str | None = None
) -> str:
    """For programs: one record an indicator, and the links with the context."""
    from kokoq.language import language

    writer = Writer(history, language("ru"), tuple(benchmarks), organisation)
    record = {
        "period": history.assessment.period.text,
        "unit": writer.unit[1],
        "zones": [_zone(zone) for zones in writer.facts.zones.values() for zone in zones],
        "indicators": [_record(reading) for _, reading in writer.readings(only)],
        "links": None if only or organisation else asdict(writer.links),
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _record(reading: Reading) -> dict[str, object]:
    record = asdict(reading)
    record["result"] = reading.result._asdict()
    record["groups"] = [row._asdict() for row in reading.groups]
    return record


def _zone(zone: Zone) -> dict[str, object]:
    result = {name: getattr(zone.result, name) for name in ("level", "unit", "indicator", "value")}
    return {"rule": zone.rule, **result, **{k: v for k, v in asdict(zone).items() if k not in ("rule", "result")}}


def _items(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from _wrap(text, first="  - ", rest="    ")


def _wrap(text: str, *, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
