"""The road map: problem → measure → who → until when → what should move; and what is due. Text, Markdown, JSON."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.decisions import Decision, Standing, addressees
from kokoq.language import Language
from kokoq.markdown import render
from kokoq.model import Catalogue, Period, Regulation
from kokoq.reports.sections.measures import addressee, status_words

if TYPE_CHECKING:
    from kokoq.campaign import Campaign

TEMPLATE = "plan.md.j2"
WIDTH = 80


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the register; ``left`` is «осталось 12 дней», ``first`` and ``last`` the days of the term or ""."""

    number: str
    kind: str
    problem: str
    action: str
    to: str
    responsible: str
    deadline: str
    left: str
    first: str
    last: str
    basis: str
    indicators: tuple[str, ...]
    status: str
    standing: str


@dataclass(frozen=True, slots=True)
class Section:
    """The steps of one standing, the one that ends first first."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """Days of the regulations that share them; ``kind`` is collect or submit."""

    kind: str
    title: str
    first: dt.date
    last: dt.date
    days: str
    codes: tuple[str, ...]
    regulations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The plan as it stands on a day; ``terms`` are those of the period of that day."""

    title: str
    today: str
    period: str
    summary: str
    sections: tuple[Section, ...]
    terms: tuple[Term, ...]


def roadmap(campaign: Campaign, today: dt.date, period: Period, language: Language) -> Roadmap:
    """The register of a campaign on a day, most urgent first, and the days of collection of a period."""
    ordered = sorted(campaign.decisions, key=lambda d: (d.deadline.last or dt.date.max, d.date))
    steps = [_step(campaign, d, today, language) for d in ordered]
    sections = [
        Section(language.say(f"decision.standing.{standing}"), tuple(s for s in steps if s.standing == standing))
        for standing in Standing
    ]
    count = {standing: sum(1 for s in steps if s.standing == standing) for standing in (Standing.OVERDUE, Standing.DUE)}
    return Roadmap(
        title=language.say("decision.plan.title", title=campaign.settings.title or campaign.plan.catalogue.title),
        today=language.date(today),
        period=period.text,
        summary=language.say(
            "decision.plan.summary", n=len(steps), overdue=count[Standing.OVERDUE], due=count[Standing.DUE]
        ),
        sections=tuple(section for section in sections if section.steps),
        terms=tuple(terms(campaign.plan.catalogue, period, language)),
    )


def _step(campaign: Campaign, decision: Decision, today: dt.date, language: Language) -> Step:
    catalogue, deadline = campaign.plan.catalogue, decision.deadline
    return Step(
        number=decision.number,
        kind=language.say(f"decision.kind.{decision.kind}"),
        problem=decision.problem,
        action=decision.action,
        to=addressee(decision, addressees(catalogue, campaign.settings, campaign.organisations)),
        responsible=decision.responsible,
        deadline=deadline.text,
        left=_left(decision, today, language),
        first=deadline.first.isoformat() if deadline.first else "",
        last=deadline.last.isoformat() if deadline.last else "",
        basis=decision.basis,
        indicators=tuple(catalogue.indicators[name].label for name in decision.indicators),
        status=status_words(decision, language),
        standing=str(decision.standing(today)),
    )


def _left(decision: Decision, today: dt.date, language: Language) -> str:
    """How many days are left, or have passed, of a term that runs."""
    last = decision.deadline.last
    match decision.standing(today):
        case Standing.OVERDUE if last is not None:
            return language.say("decision.late", n=(today - last).days)
        case Standing.DUE if last is not None:
            return language.say("decision.left", n=(last - today).days)
        case _:
            return ""


def terms(catalogue: Catalogue, period: Period, language: Language) -> Iterator[Term]:
    """When forms are collected and handed in for a period; regulations that share the days share a term."""
    shared: dict[tuple[dt.date, dt.date, str], list[Regulation]] = {}
    for regulation in catalogue.regulations:
        for kind, first, last in _days(regulation, period):
            shared.setdefault((first, last, kind), []).append(regulation)
    for (first, last, kind), own in sorted(shared.items(), key=lambda pair: pair[0]):
        title = language.say(f"decision.term.{kind}", period=period.text)
        days = " – ".join(dict.fromkeys((language.date(first), language.date(last))))
        codes, titles = tuple(r.code for r in own), tuple(f"{r.code} {r.title}" for r in own)
        yield Term(kind, title, first, last, days, codes, titles)


def _days(regulation: Regulation, period: Period) -> Iterator[tuple[str, dt.date, dt.date]]:
    since = period.start
    if regulation.collect is not None:
        first = _next(regulation.collect[0], since)
        since = _next(regulation.collect[1], first)
        yield "collect", first, since
    if regulation.submit:
        last = _next(regulation.submit, since)
        yield "submit", last, last


def _next(day: str, since: dt.date) -> dt.date:
    """The first such day from ``since`` on; 29 February is the 28th in a common year."""
    month, number = int(day[:2]), int(day[3:])
    for year in (since.year, since.year + 1):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        found = dt.date(year, month, 28 if (month, number) == (2, 29) and not leap else number)
        if found >= since:
            return found
    raise AssertionError(day)  # every day of the year comes within two years


# --- as text, Markdown, JSON ---


def to_text(view: Roadmap, language: Language) -> str:
    """For the console, 80 columns wide."""
    parts = [*_wrap(view.title), *_wrap(language.say("decision.plan.stand", today=view.today, summary=view.summary))]
    for section in view.sections:
        parts += ["", f"{section.title} ({len(section.steps)})"]
        for step in section.steps:
            parts += _wrap(f"{step.number}. {step.action}", first="  ", rest="     ")
            for name, text in _told(step):
                parts += _wrap(f"{language.say(f'decision.column.{name}')}: {text}", first="     ", rest="       ")
    if view.terms:
        parts += ["", language.say("decision.plan.terms", period=view.period)]
    for term in view.terms:
        parts += _wrap(f"{term.days}: {term.title} ({', '.join(term.codes)})", first="  ", rest="     ")
    return "\n".join(parts) + "\n"


def _told(step: Step) -> Iterator[tuple[str, str]]:
    """What is said of a step below its action, in the order of the road map."""
    term = f"{step.deadline} ({step.left})" if step.left else step.deadline
    for name, text in (
        ("problem", step.problem),
        ("to", step.to),
        ("responsible", step.responsible),
        ("deadline", term),
        ("indicators", "; ".join(step.indicators)),
        ("basis", step.basis),
        ("status", step.status),
    ):
        if text:
            yield name, text


def to_markdown(view: Roadmap, language: Language, *, templates: Path | None = None) -> str:
    """For a page or a board's papers; an office may override the template."""
    return render(TEMPLATE, language, templates=templates, view=view)


def to_json(view: Roadmap) -> str:
    """For programs."""
    return json.dumps(asdict(view), ensure_ascii=False, indent=1, default=str) + "\n"


def _wrap(text: str, *, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
