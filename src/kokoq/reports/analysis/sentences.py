"""Everything that can be said of one period, a sentence each: of every indicator, of zones, warnings and signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kokoq.assess.alike import is_sum
from kokoq.assess.goals import NearestTarget
from kokoq.assess.jumps import find_jumps
from kokoq.assess.links import Links, find_links
from kokoq.assess.reading import Reading, read
from kokoq.assess.score.peers import Membership
from kokoq.assess.standing import Place, Standing
from kokoq.assess.statistics import LEAST_POINTS
from kokoq.language import Language
from kokoq.model import Indicator, Level
from kokoq.reports.contract import FoundByRule
from kokoq.reports.facts import Facts, Unit, find_organisation
from kokoq.reports.sections.rule_zones import all_units, found_by_rule, jump_words
from kokoq.reports.shown import is_yes_no
from kokoq.reports.tables.matrices import level_title, unit_title
from kokoq.results import Benchmark, Change, Result

if TYPE_CHECKING:
    from kokoq.periods import History

ENDS = 3  # the first and last so many places are named
LINKS = 10  # the strongest so many links are told


@dataclass(frozen=True)
class Writer:
    """Reads every indicator, and says what it read."""

    history: History
    language: Language
    benchmarks: tuple[Benchmark, ...]
    organisation: str | None

    @cached_property
    def unit(self) -> Unit:
        """The reported unit, or the organisation that was asked for."""
        if self.organisation is None:
            return self.facts.unit
        return (str(Level.ORGANISATION), find_organisation(self.facts.assessment.organisations, self.organisation))

    @cached_property
    def peers(self) -> frozenset[str]:
        """Those that share with an organisation what ``peers`` declares; of any other unit, its members."""
        level, name = self.unit
        if level != Level.ORGANISATION:
            return frozenset(self.facts.members(self.unit))
        own = {o.id: o for o in self.facts.monitored}
        members = Membership(self.facts.monitored, self.facts.catalogue)
        by = self.facts.assessment.settings.peers
        return frozenset(id for id in own if members.shared(id, by) == members.shared(name, by))

    @cached_property
    def facts(self) -> Facts:
        return Facts(self.history.assessment, self.language)

    @cached_property
    def links(self) -> Links:
        return find_links(self.facts.assessment.plan, self.facts.assessment.results, self.facts.assessment.period)

    @cached_property
    def names(self) -> Mapping[str, str]:
        return {o.id: o.short or o.title for o in self.facts.assessment.organisations}

    @cached_property
    def rows(self) -> Mapping[str, list[Result]]:
        """Indicator → its results of the period, without breakdowns."""
        found: dict[str, list[Result]] = {}
        for row in self.facts.assessment.results.rows:
            if row.period == self.facts.period and not row.breakdown:
                found.setdefault(row.indicator, []).append(row)
        return found

    @cached_property
    def changes(self) -> Mapping[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for change in self.facts.assessment.changes:
            found.setdefault(change.indicator, []).append(change)
        return found

    def readings(self, only: str | None) -> Iterator[tuple[Indicator, Reading]]:
        """Every indicator with a value that is no duplicate, in the order of the catalogue."""
        wanted = None if only is None else self.facts.find_indicator(only).id
        for regulation in self.facts.catalogue.regulations:
            for indicator in self.facts.indicators(regulation):
                if indicator.same_as or wanted not in (None, indicator.id):
                    continue
                result = self.facts.result(indicator, self.unit)
                if result is not None and result.value is not None:
                    yield indicator, self._read(indicator, result)

    def _read(self, indicator: Indicator, result: Result) -> Reading:
        facts, unit = self.facts, self.unit
        rows, changes = self.rows.get(indicator.id, []), self.changes.get(indicator.id, [])
        organisations = [r for r in rows if r.level == Level.ORGANISATION and r.unit in self.peers]
        parted = {level: [r for r in rows if r.level == level] for level in dict.fromkeys(r.level for r in rows)}
        parts = {
            level: [c for c in changes if c.level == level]
            for level, of in parted.items()
            if level != unit[0] and self._made_of(indicator, of)
        }
        return read(
            indicator,
            result,
            self.history.values(unit, indicator.id),
            total=facts.result(indicator, facts.unit),
            organisations=organisations,
            groups=[r for r in rows if self._beside(r, result)],
            change=facts.change(indicator, unit),
            parts=parts,
            benchmarks=[b for b in self.benchmarks if (b.indicator, b.period) == (indicator.id, facts.period)],
        )

    def _beside(self, row: Result, result: Result) -> bool:
        """Whether it is shown beside a result: groups that are not all of it; of an organisation, its own."""
        if self.unit[0] == Level.ORGANISATION:
            return row.level != Level.ORGANISATION and self.unit[1] in self.facts.members((row.level, row.unit))
        return row.level != Level.ORGANISATION and row.n_reported != result.n_reported

    def _made_of(self, indicator: Indicator, parts: Sequence[Result]) -> bool:
        """Whether the total of both periods is the sum of these results: of none twice, and of nobody else."""
        facts = self.facts
        then = [facts.earlier(indicator, (r.level, r.unit)) for r in parts]
        sides = ((facts.result(indicator, self.unit), parts), (facts.earlier(indicator, self.unit), then))
        return all(total is not None and is_sum(total, [r for r in of if r is not None]) for total, of in sides)

    def zones(self, only: str | None) -> tuple[FoundByRule, ...]:
        """The problem zones by rules of the unit that was asked for, of the reported one with its organisations."""
        units = (self.unit,) if self.organisation else all_units(self.facts)
        return found_by_rule(self.facts, units, only=self.facts.find_indicator(only).id if only else "")

    def warnings(self, indicator: Indicator, reading: Reading) -> Iterator[str]:
        of = {"code": indicator.code, "title": indicator.title}
        if reading.declines:
            last = [self._number(indicator, value) for value in tuple(reading.values.values())[-LEAST_POINTS:]]
            yield self._say("warning.declines", **of, values=" → ".join(last))
        if reading.edge is not None:
            level = self.facts.catalogue.levels.get(reading.edge.level, reading.edge.level)
            distance = self.facts.typesetter.difference(indicator, reading.edge.distance).lstrip("+")
            yield self._say("warning.edge", **of, level=level, distance=distance)
        if reading.reversed:
            yield self._say("warning.reversed", **of, level=self._level(reading.reversed))

    def signs(self, readings: Sequence[tuple[Indicator, Reading]]) -> Iterator[str]:
        """Who marks otherwise than the others, beyond chance: by organisation, the more signs the earlier."""
        found: dict[str, list[str]] = {}
        for indicator, reading in readings:
            if not indicator.objectivity or reading.standing is None:
                continue
            total = self._value(indicator, reading.result)
            for place in reading.standing.signals:
                value = self._number(indicator, place.value)
                text = self._say("sign_one", code=indicator.code, value=value, total=total)
                found.setdefault(place.unit, []).append(text)
        if found:
            yield self._say("sign_hint")
        if self._own_jumps(found):
            yield self._say("sign_jump_hint")
        for unit, texts in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
            yield self._say("sign", name=self._name(unit), listed="; ".join(texts))

    def _own_jumps(self, found: dict[str, list[str]]) -> bool:
        """Adds what jumps between grades or stages; whether anything does."""
        facts, any_found = self.facts, False
        for series in facts.assessment.plan.series.values():
            for o in facts.monitored if series.indicator.jumps else ():
                unit = (str(Level.ORGANISATION), o.id)
                of = (series.indicator, facts.catalogue, facts.assessment.compared, facts.period, unit)
                for jump in find_jumps(*of) or ():
                    any_found = True
                    words = jump_words(facts, series.indicator, jump)
                    text = self._say("sign_jump", code=series.indicator.code, jump=words)
                    found.setdefault(o.id, []).append(text)
        return any_found

    def notes(self, indicator: Indicator, reading: Reading) -> Iterator[str]:
        if reading.goal is not None:
            yield from self._goal(indicator, reading.goal)
        if reading.groups:
            listed = (f"{unit_title(self.facts, r.level, r.unit)} {self._value(indicator, r)}" for r in reading.groups)
            yield self._say("note.groups", groups="; ".join(listed))
        for other in reading.benchmarks:
            difference = float(f"{(reading.result.value or 0.0) - other.value:.12g}")
            value, apart = self._number(indicator, other.value), self.facts.typesetter.difference(indicator, difference)
            yield self._say("note.benchmark", source=other.source, value=value, difference=apart)
        counted = is_yes_no(indicator, str(Level.ORGANISATION))
        if reading.standing is not None and not counted:
            yield from self._standing(indicator, reading.standing)
        if reading.influence is not None and not counted:
            without = self._number(indicator, reading.influence.without)
            shift = self.facts.typesetter.difference(indicator, reading.influence.shift)
            name = self._name(reading.influence.unit)
            yield self._say("note.influence", name=name, without=without, shift=shift)
        yield self._forecast(indicator, reading)

    def _goal(self, indicator: Indicator, found: NearestTarget) -> Iterator[str]:
        printer = self.facts.typesetter
        target = self._number(indicator, found.target)
        if found.reached:
            yield self._say("note.reached", target=target, period=found.period)
        else:
            gap = printer.difference(indicator, found.gap).lstrip("+")
            yield self._say("note.gap", target=target, period=found.period, gap=gap)
        if found.line is not None:
            expected = self._number(indicator, found.line.expected)
            due, gone = (printer.fraction_percent(x, 0) for x in (found.line.due, found.line.gone))
            yield self._say("note.line", base=found.line.base, due=due, gone=gone, expected=expected)
        if found.closed is not None:
            yield self._say("note.closed", part=printer.fraction_percent(found.closed, 0))

    def _standing(self, indicator: Indicator, found: Standing) -> Iterator[str]:
        own = found.spread
        named = {n: self._number(indicator, getattr(own, n)) for n in ("least", "lower", "median", "upper", "greatest")}
        width = self.facts.typesetter.difference(indicator, own.range).lstrip("+")
        yield self._say("note.spread", count=own.n, range=width, **named)
        if self.organisation is not None:
            yield from self._own_place(found)
            return
        if found.places:
            few = len(found.places) <= 2 * ENDS
            ends = (found.places,) if few else (found.places[:ENDS], found.places[-ENDS:])
            yield self._say("note.places", places="; … ".join(self._listed(indicator, part) for part in ends))
        if found.n_neighbours:
            key = "undecided" if found.undecided else "alike"
            yield self._say(f"note.{key}", n=found.n_alike, of=found.n_neighbours)
        for way in ("better", "worse"):
            beyond = tuple(place for place in found.signals if place.beyond == way)
            if beyond:
                yield self._say(f"note.signal_{way}", places=self._listed(indicator, beyond))

    def _own_place(self, found: Standing) -> Iterator[str]:
        """Where one organisation stands, and from how many of the others it can be told apart."""
        own = found.of(self.unit[1])
        if own is None:
            return
        yield self._say("note.own_place", place=own.place, count=len(found.places))
        if own.interval is not None:
            yield self._say("note.own_like", n=found.like(own), of=len(found.places) - 1)
        if own.beyond:
            yield self._say(f"note.own_{own.beyond}")

    def _listed(self, indicator: Indicator, places: Sequence[Place]) -> str:
        return "; ".join(
            self._say("place", place=p.place, name=self._name(p.unit), value=self._number(indicator, p.value))
            for p in places
        )

    def _forecast(self, indicator: Indicator, reading: Reading) -> str:
        if reading.forecast is None:
            return self._say("note.no_forecast", n=len(reading.values), least=LEAST_POINTS)
        found = reading.forecast
        low, middle, high = (
            self._number(indicator, x) for x in (found.interval.low, found.forecast, found.interval.high)
        )
        following = self.facts.assessment.period.previous(-1).text
        return self._say("note.forecast", period=following, value=middle, low=low, high=high, n=len(reading.values))

    def links_told(self) -> Iterator[str]:
        found = self.links
        if not found.tested:
            return
        chance = self.language.number(found.expected)
        yield self._say("link.caution", tested=found.tested, n=len(found.links), chance=chance)
        for link in found.links[:LINKS]:
            result, context = (self.facts.catalogue.indicators[id].label for id in (link.result, link.context))
            r, low, high = (
                self.language.number(x, 2) for x in (link.found.r, link.found.interval.low, link.found.interval.high)
            )
            yield self._say("link.one", result=result, context=context, r=r, low=low, high=high, n=link.found.n)

    def _value(self, indicator: Indicator, result: Result) -> str:
        return self.facts.typesetter.value(indicator, result).text

    def _number(self, indicator: Indicator, value: float) -> str:
        return self.facts.typesetter.number(indicator, value)

    def _name(self, unit: str) -> str:
        return self.names.get(unit, unit)

    def _level(self, level: str) -> str:
        return level_title(self.facts, level)

    def _say(self, key: str, **params: object) -> str:
        return self.language.say(f"analysis.{key}", **params)
