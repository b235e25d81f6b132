"""How much of a catalogue its worked cases prove: as a table with what none of them touches, and for programs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from kokoq.assess.cover import Aspect, Cover, Item

if TYPE_CHECKING:
    from kokoq.language import Language


def to_table(cover: Cover, language: Language) -> str:
    """A line for each aspect, then what is missed, by indicator."""
    aspects = [(language.say(f"report.cover.{aspect}"), cover.of(aspect)) for aspect in Aspect]
    rows = [(name, part) for name, part in (*aspects, (language.say("report.cover.all"), cover)) if part.items]
    width = max(len(name) for name, _ in rows) if rows else 0
    lines = [
        f"{name:<{width}}  {part.covered:>4} / {len(part.items):<4} {language.percent(part.percent_down / 100)}"
        for name, part in rows
    ]
    if cover.missed:
        lines += ["", language.say("report.cover.missed")]
    for (place, indicator), items in groupby(cover.missed, key=lambda item: (item.at.file, item.indicator)):
        own = list(items)
        lines.append(f"  {place}:{own[0].at.line} {indicator}".rstrip())
        lines += [f"    {_item(item, language)}" for item in own]
    return "\n".join(lines) + "\n"


def to_record(cover: Cover) -> dict[str, object]:
    """For JSON: covered and all of each aspect, and every item with its place."""
    counts = {str(a): {"covered": cover.of(a).covered, "all": len(cover.of(a).items)} for a in Aspect}
    missed = [
        {"aspect": str(i.aspect), "indicator": i.indicator, "which": i.which, "file": i.at.file, "line": i.at.line}
        for i in cover.missed
    ]
    return {"percent": cover.percent_down, "aspects": counts, "missed": missed}


def _item(item: Item, language: Language) -> str:
    which = language.say(f"absence.{item.which}") if item.aspect is Aspect.ABSENCE else item.which
    return language.say(f"report.cover.of_{item.aspect}", which=which)
