"""What another way of scoring, or another version of the catalogue, would change: text, Markdown (a template), JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.assess.whatif import Ground, Move, Standing, Trial, moves, standings, trials
from kokoq.language import Language
from kokoq.markdown import render
from kokoq.model import Indicator
from kokoq.reports.facts import Facts
from kokoq.reports.shown import is_percent
from kokoq.reports.tables.matrices import unit_title

if TYPE_CHECKING:
    from kokoq.campaign import Assessment

TEMPLATE = "whatif.md.j2"


@dataclass(frozen=True, slots=True)
class Line:
    """One level that moves, with the value before and after."""

    unit: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Section:
    """One trial; ``table`` counts the moves: level before, level after, how many."""

    title: str
    summary: str
    table: tuple[tuple[str, str, int], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """All trials of one period."""

    title: str
    sections: tuple[Section, ...]


def policies(assessment: Assessment, language: Language) -> tuple[Trial, ...]:
    """The trials of other policies over the reported period."""
    typesetter = Facts(assessment, language).typesetter

    def places(indicator: Indicator | None) -> int:
        if indicator is None:
            return typesetter.catalogue.digits + 2
        return typesetter.digits(indicator) + (2 if is_percent(indicator) else 0)

    return tuple(trials(_ground(assessment), places))


def redefined(before: Assessment, after: Assessment) -> tuple[Trial, ...]:
    """The one trial of another version of the catalogue on the same data; indicators of one name are compared."""
    old, new = (standings(_ground(each)) for each in (before, after))
    former = {i.id: i.replaces for i in after.plan.catalogue.indicators.values() if i.replaces}
    known = {(*key[:3], former.get(key[3], key[3])): standing for key, standing in new.items()}
    return (Trial("definitions", "version", len(old.keys() & known.keys()), moves(old, known)),)


def _ground(of: Assessment) -> Ground:
    return Ground(of.plan, of.results, of.organisations, of.period.text)


def whatif_view(assessment: Assessment, found: Sequence[Trial], language: Language) -> WhatIf:
    """The trials in words."""
    facts = Facts(assessment, language)
    title = language.say("whatif.title", title=facts.assessment.settings.title or facts.catalogue.title)
    sections = tuple(_section(facts, trial, language) for trial in found)
    return WhatIf(f"{title}, {facts.period}", sections)


def _section(facts: Facts, trial: Trial, language: Language) -> Section:
    counted = Counter((move.before.band, move.after.band) for move in trial.moves)
    table = tuple(
        (_level(facts, before), _level(facts, after), n)
        for (before, after), n in sorted(counted.items(), key=lambda item: (_rank(facts, item[0]), item[0]))
    )
    return Section(
        title=language.say(f"whatif.{trial.of}.{trial.policy}"),
        summary=language.say("whatif.summary", n=len(trial.moves), total=trial.n),
        table=table,
        lines=tuple(_line(facts, move) for move in trial.moves),
    )


def _rank(facts: Facts, pair: tuple[str, str]) -> tuple[int, ...]:
    order = list(facts.catalogue.levels)
    return tuple(order.index(band) if band in order else len(order) for band in pair)


def _line(facts: Facts, move: Move) -> Line:
    catalogue = facts.catalogue
    indicator = None if move.profile else catalogue.indicators[move.indicator]
    what = catalogue.profiles[move.profile].title if indicator is None else indicator.label
    before, after = (_standing(facts, indicator, standing) for standing in (move.before, move.after))
    return Line(unit_title(facts, move.level, move.unit), what, before, after)


def _standing(facts: Facts, indicator: Indicator | None, standing: Standing) -> str:
    """«базовый (74,9 %)»."""
    level = _level(facts, standing.band)
    if standing.value is None:
        return level
    typesetter = facts.typesetter
    if indicator is None:
        return f"{level} ({typesetter.percent(standing.value)})"
    return f"{level} ({typesetter.number(indicator, standing.value, period=facts.period)})"


def _level(facts: Facts, band: str) -> str:
    return facts.catalogue.levels.get(band, band) if band else facts.say("no_score")


def to_text(view: WhatIf) -> str:
    """For the console: a section for each trial, how many levels move from where to where, a line for each move."""
    parts = [view.title]
    for section in view.sections:
        parts += ["", section.title, f"  {section.summary}"]
        parts += [f"  {before} → {after}: {n}" for before, after, n in section.table]
        parts += [f"  {line.unit} · {line.what}: {line.before} → {line.after}" for line in section.lines]
    return "\n".join(parts)


def to_markdown(view: WhatIf, language: Language, *, templates: Path | None = None) -> str:
    """The same as a page."""
    return render(TEMPLATE, language, templates=templates, view=view)


def to_json(found: Sequence[Trial]) -> str:
    """For programs: every trial and move, without words."""
    return json.dumps([_record(trial) for trial in found], ensure_ascii=False, indent=2)


def _record(trial: Trial) -> dict[str, object]:
    return {
        "of": trial.of,
        "policy": trial.policy,
        "compared": trial.n,
        "moves": [
            {
                "level": move.level,
                "unit": move.unit,
                "profile": move.profile,
                "indicator": move.indicator,
                "before": {"value": move.before.value, "band": move.before.band},
                "after": {"value": move.after.value, "band": move.after.band},
            }
            for move in trial.moves
        ],
    }
