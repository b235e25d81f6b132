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
from kokoq.reports.difference_contract import Collected, DifferenceView, Line, Section, Side
from kokoq.reports.facet_words import sides_of
from kokoq.reports.facts import Facts, declared_facts
from kokoq.reports.profile_changes import policy_sides, profile_lines

TEMPLATE = "difference.md.j2"
WIDTH = 80


def difference_view(found: Difference, old: Plan, new: Plan, language: Language) -> DifferenceView:
    """Every indicator that is not as it was, by verdict, in the order of the catalogues."""
    writer = _Writer(declared_facts(old, language), declared_facts(new, language))
    lines = tuple(writer.lines(found))
    sections = [
        Section(language.say(f"difference.verdict.{verdict}"), tuple(line for line in lines if line.verdict is verdict))
        for verdict in reversed(Verdict)
    ]
    counts = {name: len(getattr(found, name)) for name in ("added", "removed", "renamed", "changed")}
    return DifferenceView(
        title=language.say("difference.title", catalogue=new.catalogue.title),
        summary=language.say("difference.summary", same=found.n_same, **counts),
        verdict=found.verdict,
        fingerprints=(old.catalogue.fingerprint, new.catalogue.fingerprint),
        sections=tuple(section for section in sections if section.lines),
        profiles=tuple(profile_lines(found, writer.old, writer.new)),
        policies=policy_sides(found, writer.old, writer.new),
        collected=tuple(writer.collected(found)),
    )


def to_text(view: DifferenceView, language: Language) -> str:
    """For the console."""
    parts = [*_wrap(view.title), *_wrap(view.summary)]
    for section in view.sections:
        parts += ["", section.title]
        for line in section.lines:
            parts += _wrap(f"{line.code} {line.title} ({line.indicator}): {line.change_text}", first="  ", rest="    ")
            parts += _wrap(line.reason, first="    ", rest="    ")
            parts += _listed(line.sides)
    if view.profiles:
        parts += ["", language.say("difference.profiles")]
    for profile in view.profiles:
        parts += _wrap(f"{profile.title} ({profile.profile}): {profile.change_text}", first="  ", rest="    ")
        parts += _wrap(f"{profile.reason}", first="    ", rest="    ")
        parts += _listed(profile.sides)
    if view.policies:
        parts += ["", language.say("difference.policies"), *_listed(view.policies)]
    if view.collected:
        parts += ["", language.say("difference.collected")]
    for regulation in view.collected:
        parts += _wrap(f"{regulation.code} {regulation.title} ({regulation.regulation})", first="  ", rest="    ")
        parts += _listed(regulation.sides)
    return "\n".join(parts) + "\n"


def _listed(sides: tuple[Side, ...]) -> list[str]:
    said = (_wrap(f"{s.title}: {s.before} → {s.after}", first="    - ", rest="      ") for s in sides)
    return [line for lines in said for line in lines]


def to_markdown(view: DifferenceView, language: Language, *, templates: Path | None = None) -> str:
    """For a review or a page; an office may override the template."""
    return render(TEMPLATE, language, templates=templates, view=view)


def to_json(view: DifferenceView) -> str:
    """For programs: one record an indicator, a profile, and a regulation whose data are collected otherwise."""
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
        "policies": _sides(view.policies),
        "regulations": [
            {"regulation": one.regulation, "code": one.code, "title": one.title, **_sides(one.sides)}
            for one in view.collected
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
            yield self._alone(self.old.catalogue.indicators[id], "removed", Verdict.NOT_COMPARABLE)
        for pair in found.renamed:
            yield self._pair(pair, "renamed")
        for pair in found.changed:
            yield self._pair(pair, "changed")
        for id in found.added:
            yield self._alone(self.new.catalogue.indicators[id], "added", Verdict.WITH_NOTE)

    def collected(self, found: Difference) -> Iterator[Collected]:
        """How the data of regulations were and are collected and processed."""
        before = {regulation.id: regulation for regulation in self.old.catalogue.regulations}
        for after in self.new.catalogue.regulations:
            if after.id not in found.regulations:
                continue
            former = before[after.id]
            both = {
                "methods": (former.collection, after.collection),
                "processing": (former.processing, after.processing),
            }
            sides = tuple(
                Side(name, self.new.language.say(f"document.item.{name}"), *("; ".join(s) or "–" for s in pair))
                for name, pair in both.items()
                if pair[0] != pair[1]
            )
            yield Collected(after.id, after.code, after.title, sides)

    def _alone(self, indicator: Indicator, change: str, verdict: Verdict) -> Line:
        text, reason = self._say(f"change.{change}"), self._say(f"reason.{change}")
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
