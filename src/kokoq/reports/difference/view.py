"""What changed between two versions of a catalogue, in words: as text, Markdown (a template) and JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kokoq.definitions.difference import EFFECT, Comparison, Difference, Pair
from kokoq.definitions.facets import Facet
from kokoq.definitions.verdict import Verdict
from kokoq.language import Language
from kokoq.markdown import render
from kokoq.model import Indicator
from kokoq.plan import Plan
from kokoq.reports.difference.contract import DifferenceView, Line, PartLine, Section, Side
from kokoq.reports.difference.facets import sides_of
from kokoq.reports.difference.part_changes import part_sections
from kokoq.reports.difference.profile_changes import profile_lines
from kokoq.reports.facts import Facts, declared_facts

TEMPLATE = "difference.md.j2"
WIDTH = 80
TITLED = 8
"""Of so many indicators that changed alike the titles are printed; of more, only the codes."""


def difference_view(found: Difference, old: Plan, new: Plan, language: Language) -> DifferenceView:
    """Every indicator that is not as it was, by verdict, in the order of the catalogues; then those that are new."""
    writer = _Writer(declared_facts(old, language), declared_facts(new, language))
    told = tuple(writer.lines(found))
    lines = tuple(line for line in told if line.change != "added")  # what is new is compared with nothing
    sections = [
        Section(language.say(f"difference.verdict.{verdict}"), tuple(line for line in lines if line.verdict is verdict))
        for verdict in reversed(Verdict)
    ]
    sections.append(Section(language.say("difference.new"), tuple(line for line in told if line.change == "added")))
    counts = {name: len(getattr(found, name)) for name in ("added", "removed", "renamed", "changed")}
    return DifferenceView(
        title=language.say("difference.title", catalogue=new.catalogue.title),
        summary=language.say("difference.summary", same=found.n_same, **counts),
        verdict=found.verdict,
        fingerprints=(old.catalogue.fingerprint, new.catalogue.fingerprint),
        sections=tuple(section for section in sections if section.lines),
        profiles=tuple(profile_lines(found, writer.old, writer.new)),
        parts=tuple(part_sections(found, writer.old, writer.new)),
    )


def to_text(view: DifferenceView, language: Language) -> str:
    """For the console."""
    parts = [*_wrap(view.title), *_wrap(view.summary)]
    for section in view.sections:
        parts += ["", section.title]
        for group in section.groups:
            parts += _group(
                [(line.code, f"{line.code} {line.title} ({line.indicator})") for line in group], group[0], language
            )
    if view.profiles:
        parts += ["", language.say("difference.profiles")]
    for profile in view.profiles:
        parts += _told(f"{profile.title} ({profile.profile}): {profile.change_text}", profile.reason, profile.sides)
    for part in view.parts:
        parts += ["", part.title]
        for told in part.groups:
            parts += _group([(one.id, f"{one.title} ({one.id})") for one in told], told[0], language)
    return "\n".join(parts) + "\n"


def _group(names: list[tuple[str, str]], first: Line | PartLine, language: Language) -> list[str]:
    """One by its short name and title, or several of which the same is said; of many that changed, the short names."""
    titles = [title for _, title in names]
    if len(names) == 1:
        return _told(f"{titles[0]}: {first.change_text}", first.reason, first.sides)
    if first.sides and len(names) > TITLED:
        heads = _wrap(", ".join(short for short, _ in names), first="    ", rest="    ")
    else:
        heads = [text for title in titles for text in _wrap(title, first="    ", rest="      ")]
    alike = language.say(f"difference.alike.{first.change}", n=len(names))
    return [f"  {alike}", *heads, *_why(first.reason, first.sides)]


def _told(head: str, reason: str, sides: tuple[Side, ...]) -> list[str]:
    return [*_wrap(head, first="  ", rest="    "), *_why(reason, sides)]


def _why(reason: str, sides: tuple[Side, ...]) -> list[str]:
    return [*_wrap(reason, first="    ", rest="    "), *_listed(sides)]


def _listed(sides: tuple[Side, ...]) -> list[str]:
    said = (_wrap(f"{s.title}: {s.before} → {s.after}", first="    - ", rest="      ") for s in sides)
    return [line for lines in said for line in lines]


def to_markdown(view: DifferenceView, language: Language, *, templates: Path | None = None) -> str:
    """For a review or a page; an office may override the template."""
    return render(TEMPLATE, language, templates=templates, view=view, titled=TITLED)


def to_json(view: DifferenceView) -> str:
    """For programs: one record an indicator, a profile and any other part of the catalogue."""
    record = {
        "verdict": view.verdict,
        "fingerprints": dict(zip(("old", "new"), view.fingerprints, strict=True)),
        "indicators": [
            {
                "indicator": line.indicator,
                "code": line.code,
                "title": line.title,
                "former": line.former,
                "change": line.change,
                "verdict": line.verdict,
                "reason": line.reason,
                "facets": _sides(line.sides),
            }
            for section in view.sections
            for line in section.lines
        ],
        "profiles": [
            {
                "profile": one.profile,
                "title": one.title,
                "change": one.change,
                "verdict": one.verdict,
                "reason": one.reason,
                "sides": _sides(one.sides),
            }
            for one in view.profiles
        ],
        "parts": [
            {
                "part": one.part,
                "id": one.id,
                "title": one.title,
                "change": one.change,
                "verdict": one.verdict,
                "reason": one.reason,
                "sides": _sides(one.sides),
            }
            for part in view.parts
            for one in part.lines
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _sides(sides: tuple[Side, ...]) -> dict[str, dict[str, str]]:
    return {side.facet: {"before": side.before, "after": side.after} for side in sides}


def _wrap(text: str, *, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Says what differs, each side in the words of its own catalogue."""

    old: Facts
    new: Facts

    def lines(self, found: Difference) -> Iterator[Line]:
        for id in found.removed:
            gone = self.old.catalogue.indicators[id]
            yield self._alone(gone, "removed", Verdict.NOT_COMPARABLE, self._ended(gone))
        for pair in found.renamed:
            yield self._pair(pair, "renamed")
        for pair in found.changed:
            yield self._pair(pair, "changed")
        for id in found.added:
            came = self.new.catalogue.indicators[id]
            yield self._alone(came, "added", Verdict.WITH_NOTE, self._begun(came, found.renamed))

    def _begun(self, indicator: Indicator, renamed: tuple[Pair, ...]) -> str:
        """Why a series begins, although it may be declared to replace another."""
        former = indicator.replaces
        if not former:
            return self._say("reason.added")
        if any(former in (i.id, i.template) for i in self.new.catalogue.indicators.values()):
            return self._say("reason.added_beside", former=former)
        other = next((pair.new for pair in renamed if pair.old == former), "")
        return self._say("reason.added_second" if other else "reason.added_after_none", former=former, other=other)

    def _ended(self, indicator: Indicator) -> str:
        """Why a series ends; one that is declared to replace it had a series of its own."""
        heirs = (i for i in self.new.catalogue.indicators.values() if i.replaces in (indicator.id, indicator.template))
        heir = next((i for i in heirs if i.replaces), None)
        return self._say("reason.removed") if heir is None else self._say("reason.removed_into", other=heir.id)

    def _alone(self, indicator: Indicator, change: str, verdict: Verdict, reason: str) -> Line:
        text = self._say(f"change.{change}")
        former = indicator.id if change == "removed" else ""
        return Line(indicator.id, indicator.code, indicator.title, former, change, text, verdict, reason, ())

    def _pair(self, pair: Pair, change: str) -> Line:
        before, after = self.old.catalogue.indicators[pair.old], self.new.catalogue.indicators[pair.new]
        return Line(
            indicator=after.id,
            code=after.code,
            title=after.title,
            former=before.id,
            change=change,
            change_text=self._say(f"change.{change}", former=f"{before.code} {before.id}"),
            verdict=pair.comparison.verdict,
            reason=self._reason(pair.comparison),
            sides=tuple(self._side(facet, before, after) for facet in pair.comparison.facets),
        )

    def _reason(self, comparison: Comparison) -> str:
        if comparison.verdict is Verdict.COMPARABLE:
            facets = tuple(self._facet(facet) for facet in comparison.facets)
            return self._say("reason.only" if facets else "reason.nothing", facets=facets)
        causes = [facet for facet in comparison.facets if EFFECT[facet] is comparison.verdict]
        text = "; ".join(dict.fromkeys(self._say(f"reason.{facet}") for facet in causes))
        return f"{text[:1].upper()}{text[1:]}."

    def _side(self, facet: Facet, before: Indicator, after: Indicator) -> Side:
        shown = sides_of(facet, (self.old, before), (self.new, after))
        return Side(str(facet), self._facet(facet), *shown)

    def _facet(self, facet: Facet) -> str:
        return self.new.language.say(f"facet.{facet}")

    def _say(self, key: str, **params: object) -> str:
        return self.new.language.say(f"difference.{key}", **params)
