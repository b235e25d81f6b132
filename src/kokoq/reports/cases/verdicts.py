"""Worked cases that were run, for a reader: what did not come out, beside it the whole story of the number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kokoq.assess.cases import Held, Verdict
from kokoq.campaign import Assessment
from kokoq.model import Level
from kokoq.reports.contract import ProfileCard, ProfileLine
from kokoq.reports.facts import Facts
from kokoq.reports.findings import ReadSource, to_text
from kokoq.reports.findings.stories import Key, Stories, key_of
from kokoq.reports.sections.profiles import cards
from kokoq.reports.story.telling import Story, tell
from kokoq.reports.story.text import to_text as story_text

if TYPE_CHECKING:
    from kokoq.language import Language
    from kokoq.reports.findings.junit import Outcome

STEP = "  "
WIDTH = 80 - len(STEP)
"""Of a story, which stands indented below what it belongs to."""


def to_report(verdicts: Iterable[Verdict], language: Language, *, source: ReadSource) -> str:
    """Every case that failed: its findings, then for each organisation what was expected beside the story."""
    return "".join(_report(verdict, language, source=source) for verdict in verdicts if verdict.faults)


def to_stories(verdicts: Iterable[Verdict], language: Language) -> Stories:
    """For every fault of a case: what was expected of its organisation beside the whole story of the number."""
    told: dict[Key, str] = {}
    for v in verdicts:
        for unit in _faulty(v):
            told |= dict.fromkeys((key_of(d) for d in v.faults if d.unit == unit), _told(v, unit, language))
    return told


def to_records(verdicts: Iterable[Verdict], language: Language) -> list[dict[str, object]]:
    """One mapping a case, for JSON; a case that failed has the stories of its faulty numbers."""
    return [
        {
            "indicator": v.case.indicator,
            "profile": v.case.profile,
            "title": v.case.title,
            "file": v.case.at.file,
            "line": v.case.at.line,
            "passed": not v.faults,
            "expectations": [_record(held) for held in v.held],
            "stories": {unit: _story(v, unit, language) for unit in _faulty(v)},
        }
        for v in verdicts
    ]


def to_outcomes(verdicts: Iterable[Verdict], language: Language) -> Iterator[Outcome]:
    """Every case as a test for JUnit."""
    from kokoq.reports.findings.junit import Outcome

    for v in verdicts:
        told = {unit: _told(v, unit, language) for unit in _faulty(v)}
        failures = tuple((h.what, _held_text(h, language), f"{h.at}\n{told[h.unit]}") for h in v.held if not h.same)
        yield Outcome(v.case.at.file, f"{v.case.at.line}: {v.case.subject} {v.case.title}".strip(), failures)


def _report(verdict: Verdict, language: Language, *, source: ReadSource) -> str:
    return to_text(verdict.faults, language, source=source, stories=to_stories([verdict], language))


def _told(verdict: Verdict, unit: str, language: Language) -> str:
    return "\n".join(_unit_lines(verdict, unit, language))


def _unit_lines(verdict: Verdict, unit: str, language: Language) -> Iterator[str]:
    yield _say(language, "expectations", unit=_title(unit, language))
    for held in verdict.held:
        if held.unit == unit:
            yield f"{STEP}{_held_text(held, language)}"
    yield ""
    yield from _story(verdict, unit, language).splitlines()


def _held_text(held: Held, language: Language) -> str:
    what = f"{held.breakdown} {held.what}".strip()
    return _say(language, "same" if held.same else "differs", what=what, expected=held.expected, found=held.found)


def _story(verdict: Verdict, unit: str, language: Language) -> str:
    """The story as of a campaign; its period is a number of ours, which nobody wrote and nobody needs to read."""
    w = verdict.worked
    assessment = Assessment(
        plan=w.plan,
        settings=w.settings,
        organisations=w.organisations,
        period=w.period,
        earlier=w.periods[-2] if len(w.periods) > 1 else None,
        observations=w.observations,
        results=w.results,
        changes=(),
        diagnostics=w.diagnostics,
        scores=w.scores,
    )
    if verdict.indicator is None:
        facts = Facts(assessment, language)
        at = (str(Level.ORGANISATION), unit) if unit else facts.unit
        return "".join(f"{line}\n" for card in cards(facts, at) for line in _card_lines(card, language))
    told = tell(assessment, verdict.indicator.id, language, organisation=unit or None)
    return story_text(_unplaced(told, _title(unit, language), _say(language, "earlier")), language, width=WIDTH)


def _card_lines(card: ProfileCard, language: Language) -> Iterator[str]:
    """A profile and its parts: the weight, the score, the points that it is made of."""
    yield _line(card.whole, "whole", language)
    for line in card.lines:
        yield STEP * (line.depth + 1) + _line(line, "part", language)


def _line(line: ProfileLine, key: str, language: Language) -> str:
    told = _say(language, key, title=line.title, weight=line.weight, percent=line.percent)
    return told + (_say(language, "points", points=line.points) if line.points else "")


def _unplaced(story: Story, unit: str, earlier: str) -> Story:
    below = tuple(_unplaced(other, unit, earlier) for other in story.references)
    return replace(story, unit=unit, period="", earlier_period=earlier, references=below)


def _faulty(verdict: Verdict) -> tuple[str, ...]:
    """The units of which something did not come out."""
    return tuple(dict.fromkeys(h.unit for h in verdict.held if not h.same))


def _title(unit: str, language: Language) -> str:
    return unit or _say(language, "together")


def _record(held: Held) -> dict[str, object]:
    return {
        "what": held.what,
        "organisation": held.unit,
        "breakdown": held.breakdown,
        "expected": held.expected,
        "found": held.found,
        "same": held.same,
        "line": held.at.line,
        "column": held.at.column,
    }


def _say(language: Language, key: str, **params: object) -> str:
    return language.say(f"report.verdict.{key}", **params)
