"""Two periods side by side, in words: as text, Markdown (a template) and JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.assess.between import Between, Cause, between
from kokoq.definitions.facets import Facet
from kokoq.definitions.verdict import Verdict
from kokoq.diagnostics import Cell, KokoqError
from kokoq.language import Language
from kokoq.markdown import render
from kokoq.model import Indicator, Level
from kokoq.reports.facts import Facts, Unit, find_organisation
from kokoq.reports.shown import Typesetter, is_yes_no
from kokoq.reports.tables.matrices import unit_title
from kokoq.results import Result
from kokoq.rules import UNKNOWN_LEVEL

if TYPE_CHECKING:
    from kokoq.periods import Pair, Side

TEMPLATE = "comparison.md.j2"
WIDTH = 80
NAMED = 3  # organisations that came or left are named up to so many


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: both values, the change («+1,8 п. п.», «» where there is none), and from what it comes."""

    code: str
    title: str
    before: str
    after: str
    change: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The indicators of one verdict, or those without a comparison."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class UnitChanges:
    """What changed for one unit; sections from the comparable on, empty ones left out."""

    title: str
    summary: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Two periods, ready to be shown; ``about`` says where they come from and what the reader must know."""

    title: str
    about: tuple[str, ...]
    before: str
    after: str
    units: tuple[UnitChanges, ...]


def comparison_view(pair: Pair, language: Language, units: Sequence[Unit]) -> ComparisonView:
    """The changes of the units, each indicator in the order of the catalogue."""
    return _Writer(pair, language).view(units)


def units_of(pair: Pair, *, organisation: str | None, level: str | None) -> tuple[Unit, ...]:
    """The organisation of that name, or every unit of a level; by default what the report is of.

    Raises ``KokoqError`` where the results have no such level (KQ641).
    """
    from kokoq.language import language

    facts = Facts(pair.assessment, language("ru"))
    if organisation is not None:
        return ((str(Level.ORGANISATION), find_organisation(pair.assessment.organisations, organisation)),)
    if level is None:
        return (facts.unit,)
    found = dict.fromkeys((row.level, row.unit) for row in pair.assessment.results.rows)
    chosen = tuple(unit for unit in found if unit[0] == level)
    if not chosen:
        known = ", ".join(sorted({each for each, _ in found}))
        raise KokoqError(UNKNOWN_LEVEL.at(Cell("--level"), found=level, known=known))
    return chosen


def to_text(view: ComparisonView) -> str:
    """For the console, at most 80 columns wide."""
    parts = [*_wrap(view.title), *(line for text in view.about for line in _wrap(text))]
    for unit in view.units:
        parts += ["", *_wrap(unit.title), *_wrap(unit.summary)]
        for section in unit.sections:
            parts += ["", section.title]
            for line in section.lines:
                parts += _wrap(f"{line.code} {line.title}", first="  ", rest="    ")
                parts += _wrap(f"{line.before} → {line.after}{line.change and f': {line.change}'}", first="    ")
                for cause in line.causes:
                    parts += _wrap(cause, first="    - ", rest="      ")
    return "\n".join(parts) + "\n"


def to_markdown(view: ComparisonView, language: Language, *, templates: Path | None = None) -> str:
    """For a page; an office may override the template."""
    return render(TEMPLATE, language, templates=templates, view=view)


def to_json(pair: Pair, units: Sequence[Unit]) -> str:
    """For programs: one record an indicator and unit that has a value in either period."""
    from kokoq.language import language

    writer = _Writer(pair, language("ru"))
    record = {
        "periods": [_source(side) for side in (pair.before, pair.after)],
        "added": list(pair.difference.added),
        "removed": list(pair.difference.removed),
        "renamed": {each.old: each.new for each in pair.difference.renamed},
        "changes": [_record(each) for unit in units for _, each in writer.found(unit) if each is not None],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _source(side: Side) -> dict[str, object]:
    run = side.run
    kept = {} if run is None else {"run": run.version, "kept_at": run.kept_at.isoformat()}
    return {"period": side.period.text, "definitions": side.plan.catalogue.fingerprint, **kept}


def _record(each: Between) -> dict[str, object]:
    change, alike, interval = each.change, each.alike, each.interval
    return {
        "level": change.level,
        "unit": change.unit,
        "indicator": change.indicator,
        "before": change.before,
        "after": change.after,
        "difference": change.difference,
        "relative": each.relative,
        "direction": change.direction,
        "verdict": each.verdict,
        "causes": list(each.causes),
        "facets": list(change.redefined),
        "max_points": [each.before.max_points, each.after.max_points],
        "came": list(each.came),
        "left": list(each.left),
        "merged": list(each.merged),
        "alike": None
        if alike is None
        else {"n": alike.n, "before": alike.before, "after": alike.after, "difference": alike.difference},
        "interval": None if interval is None else [interval.low, interval.high],
        "beyond_chance": each.beyond_chance,
    }


def _wrap(text: str, *, first: str = "", rest: str | None = None) -> list[str]:
    below = first if rest is None else rest
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=below, break_on_hyphens=False)


@dataclass(frozen=True)
class _Writer:
    """Says what changed, in the words of the later definitions."""

    pair: Pair
    language: Language

    @cached_property
    def facts(self) -> Facts:
        return Facts(self.pair.assessment, self.language)

    @cached_property
    def names(self) -> dict[str, str]:
        return {o.id: o.short or o.title for o in self.pair.assessment.organisations}

    @cached_property
    def heirs(self) -> dict[str, str]:
        """Organisation → the one that took it over between the periods."""
        before, after = self.pair.before.period, self.pair.after.period
        gone = (o for o in self.pair.assessment.organisations if o.is_expected(before) and not o.is_expected(after))
        return {o.id: o.successor for o in gone if o.successor}

    def view(self, units: Sequence[Unit]) -> ComparisonView:
        settings, catalogue = self.pair.assessment.settings, self.facts.catalogue
        before, after = self.pair.before, self.pair.after
        about = [self._source(side) for side in (before, after)]
        if any(i.sample for i in catalogue.indicators.values()):
            about.append(self._say("census"))
        return ComparisonView(
            title=self._say("title", title=settings.title or catalogue.title),
            about=tuple(about),
            before=before.period.text,
            after=after.period.text,
            units=tuple(self._unit(unit) for unit in units),
        )

    def found(self, unit: Unit) -> Iterator[tuple[Indicator, Between | None]]:
        """Every indicator that is no duplicate and concerns the unit, with its change where it has one."""
        periods = (self.pair.before.period, self.pair.after.period)
        members, results = self.facts.members(unit), self.pair.assessment.results
        merged = tuple(id for id, heir in self.heirs.items() if unit == (str(Level.ORGANISATION), heir))
        for regulation in self.facts.catalogue.regulations:
            for indicator in self.facts.indicators(regulation):
                both = [results.get(p.text, *unit, indicator.id) for p in periods]
                if indicator.same_as or not any(r is not None and r.n_expected for r in both):
                    continue
                change = self.facts.change(indicator, unit)
                made = None
                if change is not None:
                    made = between(
                        indicator,
                        results,
                        change,
                        members=members,
                        periods=periods,
                        known=self.pair.known,
                        merged=merged,
                    )
                yield indicator, made

    def _unit(self, unit: Unit) -> UnitChanges:
        found = tuple(self.found(unit))
        sections = [
            Section(
                self._say(f"verdict.{verdict}"),
                tuple(self._line(i, each) for i, each in found if each is not None and each.verdict is verdict),
            )
            for verdict in Verdict
        ]
        alone = (*(self._alone(i, unit) for i, each in found if each is None), *self._removed(unit))
        sections.append(Section(self._say("verdict.none"), alone))
        counts = {f"n_{n}": len(section.lines) for n, section in enumerate(sections)}
        moved = [b.change.direction for _, b in found if b is not None and b.verdict is not Verdict.NOT_COMPARABLE]
        summary = self._say("summary", better=moved.count("better"), worse=moved.count("worse"), **counts)
        return UnitChanges(unit_title(self.facts, *unit), summary, tuple(s for s in sections if s.lines))

    def _line(self, indicator: Indicator, each: Between) -> Line:
        shown = self.facts.typesetter.change(indicator, each.change)
        text = shown.text if shown else ""
        relative = self._relative(indicator, each)
        direction = shown.direction_text if shown and each.verdict is not Verdict.NOT_COMPARABLE else ""
        said = [f"{text}{f' ({relative})' if relative else ''}", direction]
        before, after = (self._value(indicator, result) for result in (each.before, each.after))
        causes = (*self._causes(each), *self._chance(indicator, each))
        return Line(indicator.code, indicator.title, before, after, ", ".join(filter(None, said)), tuple(causes))

    def _value(self, indicator: Indicator, result: Result | None) -> str:
        return "–" if result is None else self.facts.typesetter.value(indicator, result).text

    def _relative(self, indicator: Indicator, each: Between) -> str:
        if each.relative is None or not each.relative or is_yes_no(indicator, each.change.level):
            return ""
        percent = self.facts.typesetter.fraction_percent(each.relative, 1)
        sign = "+" if each.relative > 0 else ""
        return self._say("relative", percent=f"{sign}{percent}")

    def _causes(self, each: Between) -> Iterator[str]:
        for cause in each.causes:
            match cause:
                case Cause.DEFINITION:
                    facets = [f for f in each.change.redefined if f != Facet.MAXIMUM]
                    yield self._say("cause.definition", facets=tuple(self.language.say(f"facet.{f}") for f in facets))
                case Cause.MAXIMUM:
                    yield self._maximum(each)
                case Cause.ORGANISATIONS:
                    yield self._members(each)
                    yield self._alike(each)
                    if each.parted:
                        yield self._say("cause.parted")
                case Cause.MERGED:
                    yield self._say("cause.merged", names=", ".join(self.names[id] for id in each.merged))
                case _:
                    yield self._say(f"cause.{cause}")
        if not each.causes:
            yield self._say("cause.none")

    def _maximum(self, each: Between) -> str:
        both = (each.before, each.after)
        most = [self.facts.typesetter.amount(r.denominator if r.max_points is None else r.max_points) for r in both]
        return self._say("cause.maximum", before=most[0], after=most[1])

    def _members(self, each: Between) -> str:
        parts = [self._say(f"cause.{word}", names=self._named(ids)) for word, ids in _moves(each) if ids]
        return self._say("cause.organisations", moves="; ".join(parts))

    def _named(self, ids: tuple[str, ...]) -> str:
        shown = ", ".join(self._name(id) for id in ids[:NAMED])
        more = len(ids) - NAMED
        return f"{shown} {self.language.say('report.and_more', n=more)}" if more > 0 else shown

    def _name(self, id: str) -> str:
        own, heir = self.names.get(id, id), self.heirs.get(id)
        return self._say("cause.heir", name=own, heir=self.names[heir]) if heir in self.names else own

    def _alike(self, each: Between) -> str:
        if each.alike is None:
            return self._say("cause.not_alike")
        indicator = self.facts.catalogue.indicators[each.change.indicator]
        printer = self.facts.typesetter
        rest = float(f"{each.change.difference - each.alike.difference:.12g}")
        return self._say(
            "cause.alike",
            n=each.alike.n,
            before=printer.number(indicator, each.alike.before, period=self.pair.before.period.text),
            after=printer.number(indicator, each.alike.after, period=self.pair.after.period.text),
            change=printer.difference(indicator, each.alike.difference),
            rest=printer.difference(indicator, rest),
        )

    def _chance(self, indicator: Indicator, each: Between) -> Iterator[str]:
        if each.interval is None:
            if indicator.sample:
                yield self._say("chance.unknown")
            return
        low, high = (self.facts.typesetter.difference(indicator, x) for x in (each.interval.low, each.interval.high))
        yield self._say("chance.beyond" if each.beyond_chance else "chance.within", low=low, high=high)

    def _alone(self, indicator: Indicator, unit: Unit) -> Line:
        """An indicator that has no value in one of the periods."""
        results = self.pair.assessment.results
        sides = [results.get(s.period.text, *unit, indicator.id) for s in (self.pair.before, self.pair.after)]
        cause = "added" if indicator.id in self.pair.difference.added else "absent"
        before, after = (self._value(indicator, result) for result in sides)
        return Line(indicator.code, indicator.title, before, after, "", (self._say(f"cause.{cause}"),))

    def _removed(self, unit: Unit) -> Iterator[Line]:
        before = self.pair.before
        printer = Typesetter(self.language, before.plan.catalogue.printed_in(before.period))
        for id in self.pair.difference.removed:
            indicator = before.plan.catalogue.indicators[id]
            result = before.results.get(before.period.text, *unit, id)
            if result is not None and result.n_expected:
                shown = printer.value(indicator, result).text
                yield Line(indicator.code, indicator.title, shown, "–", "", (self._say("cause.removed"),))

    def _source(self, side: Side) -> str:
        if side.run is None:
            return self._say("source.computed", period=side.period.text)
        day = self.language.date(side.run.kept_at.date())
        kept = self._say("source.kept", period=side.period.text, number=side.run.version, day=day)
        return kept if side.known else f"{kept} {self._say('source.unknown')}"

    def _say(self, key: str, **params: object) -> str:
        return self.language.say(f"comparison.{key}", **params)


def _moves(each: Between) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("came", each.came), ("left", each.left))
