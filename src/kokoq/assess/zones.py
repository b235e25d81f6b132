"""Problem zones by declared rules: which units a rule finds, by what numbers, and since when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kokoq.assess.jumps import Jump, find_jumps
from kokoq.assess.outlook import declines
from kokoq.assess.score.conditions import answers, value_of
from kokoq.assess.score.outcome import Unscored, exact
from kokoq.assess.score.peers import Membership, among_peers
from kokoq.assess.standing import SIGNAL
from kokoq.assess.statistics import LEAST_POINTS, funnel
from kokoq.compute.finishing import Need, needs
from kokoq.formula.conditions import PLACE
from kokoq.formula.tree import Formula, Name
from kokoq.formula.zones import AT_LEVEL, SIGN, WHOLE, Zoning
from kokoq.model import Among, Indicator, Level, Organisation, Period, Relative
from kokoq.plan import Plan
from kokoq.results import Result, Results, Status


@dataclass(frozen=True, slots=True)
class Operand:
    """A number that a rule looked at: of an indicator so many periods back, its place, or the total of ``WHOLE``."""

    name: str
    back: int
    value: float


@dataclass(frozen=True, slots=True)
class Zone:
    """A rule holds for a result.

    ``since`` is the first of the periods in which it has held without a break; ``known_before`` tells that in the
    period before that it did not: else nobody knows whether it held even earlier.
    """

    rule: str
    result: Result
    operands: tuple[Operand, ...]
    jumps: tuple[Jump, ...]
    since: str
    known_before: bool


def find_zones(
    plan: Plan,
    results: Results,
    organisations: tuple[Organisation, ...],
    period: Period,
    *,
    whole: tuple[str, str],
) -> tuple[Zone, ...]:
    """The zones of every unit of a period, by the order of rules, then indicators, then results.

    ``whole`` is the unit whose total organisations are held against.
    """
    asked = _Asked(plan, results, Membership(organisations, plan.catalogue), whole)
    return tuple(zone for rule in plan.zones for id in rule.trees for zone in asked.zones(rule, id, period))


@dataclass(frozen=True)
class _Asked:
    """The results, and what they answer to the words of a rule."""

    plan: Plan
    results: Results
    members: Membership
    whole: tuple[str, str]

    @cached_property
    def blocks(self) -> Mapping[tuple[str, str], list[Result]]:
        """Period and indicator → the results that have a value, without breakdowns."""
        found: dict[tuple[str, str], list[Result]] = {}
        for row in self.results.rows:
            if not row.breakdown and row.value is not None and row.status is Status.OK:
                found.setdefault((row.period, row.indicator), []).append(row)
        return found

    def zones(self, zoning: Zoning, id: str, period: Period) -> list[Zone]:
        tree = zoning.trees[id]
        held = self._held(zoning, id, period)
        found = [row for row in self.blocks.get((period.text, id), []) if held.get((row.level, row.unit))]
        if not found:
            return []
        earlier: list[tuple[Period, Mapping[tuple[str, str], bool | None]]] = []
        before = period.previous()
        while (before.text, id) in self.blocks:
            earlier.append((before, self._held(zoning, id, before)))
            before = before.previous()
        return [self._zone(zoning, tree, row, earlier) for row in found]

    def _held(self, zoning: Zoning, id: str, period: Period) -> Mapping[tuple[str, str], bool | None]:
        block = self.blocks.get((period.text, id), [])
        said = answers(zoning.trees[id], block, self.results, lambda name, rows: self._known(zoning, id, name, rows))
        return {(row.level, row.unit): answer for row, answer in zip(block, said, strict=True)}

    def _zone(
        self,
        zoning: Zoning,
        tree: Formula,
        row: Result,
        earlier: Sequence[tuple[Period, Mapping[tuple[str, str], bool | None]]],
    ) -> Zone:
        since, known = row.period, False
        for period, held in earlier:
            answer = held.get((row.level, row.unit))
            known = answer is False
            if not answer:
                break
            since = period.text
        named = tuple(need for need in needs(tree) if isinstance(need.node, Name))
        operands = dict.fromkeys(operand for need in named for operand in self._operands(zoning, need, row))
        jumps = self._jumps_of(row) if any(need.node == Name(f"{SIGN}jumps") for need in named) else ()
        return Zone(zoning.rule.id, row, tuple(operands), jumps, since, known)

    def _operands(self, zoning: Zoning, need: Need, row: Result) -> Iterator[Operand]:
        """The numbers behind a name; those of the result itself are not repeated."""
        name = need.node.id if isinstance(need.node, Name) else ""
        wanted = [(name, need.back)]
        if name == f"{SIGN}declines":
            wanted = [(row.indicator, back) for back in reversed(range(1, LEAST_POINTS))]
        for of, back in wanted:
            value = self._number(zoning, of, back, row)
            if value is not None and (of, back) != (row.indicator, 0):
                yield Operand(WHOLE if ":" in of and of != PLACE else of, back, value)

    def _number(self, zoning: Zoning, name: str, back: int, row: Result) -> float | None:
        if name == PLACE:
            return self._places(zoning, self.plan.series[row.indicator].indicator, [row])[0]
        if name == f"{SIGN}beyond_chance":
            total = self.results.get(row.period, *self.whole, row.indicator)
            return None if total is None else total.value
        return None if ":" in name else value_of(row, name, back, self.results)

    def _jumps_of(self, row: Result) -> tuple[Jump, ...]:
        indicator, unit = self.plan.series[row.indicator].indicator, (row.level, row.unit)
        return find_jumps(indicator, self.plan.catalogue, self.results, row.period, unit) or ()

    # --- what the words say ---

    def _known(self, zoning: Zoning, id: str, name: str, rows: list[Result]) -> Sequence[float | None]:
        indicator = self.plan.series[id].indicator
        if name == PLACE:
            return self._places(zoning, indicator, rows)
        if name.startswith(AT_LEVEL):
            return [float(row.band == name.removeprefix(AT_LEVEL)) if row.band else None for row in rows]
        said = {"declines": self._declines, "beyond_chance": self._beyond_chance, "jumps": self._jumps}
        answer = said[name.removeprefix(SIGN)]
        return [None if (known := answer(indicator, row)) is None else float(known) for row in rows]

    def _places(self, zoning: Zoning, indicator: Indicator, rows: list[Result]) -> Sequence[float | None]:
        """Each value's place among those of all its peers, whoever of them is asked about."""
        period = rows[0].period if rows else ""
        key = (zoning.rule.id, indicator.id, period)
        if key not in self._placed:
            block = [r for r in self.blocks.get((period, indicator.id), []) if r.level == Level.ORGANISATION]
            relative = Relative(by=Among.QUANTILE, peers=zoning.rule.peers)
            placed = among_peers(relative, indicator, block, [exact(r.value or 0.0) for r in block], self.members)
            known = {r.unit: float(p) for r, p in zip(block, placed, strict=True) if not isinstance(p, Unscored)}
            self._placed[key] = known
        own = self._placed[key]
        return [own.get(row.unit) if row.level == Level.ORGANISATION else None for row in rows]

    @cached_property
    def _placed(self) -> dict[tuple[str, str, str], Mapping[str, float]]:
        """Rule, indicator and period → the places, once they were asked for."""
        return {}

    def _declines(self, indicator: Indicator, row: Result) -> bool | None:
        last = [value_of(row, indicator.id, back, self.results) for back in reversed(range(LEAST_POINTS))]
        known = [value for value in last if value is not None]
        return declines(indicator, known) if len(known) == LEAST_POINTS else None

    def _beyond_chance(self, indicator: Indicator, row: Result) -> bool | None:
        total = self.results.get(row.period, *self.whole, indicator.id)
        if total is None or total.value is None or row.denominator is None or row.level != Level.ORGANISATION:
            return None
        limits = funnel(total.value, row.denominator, SIGNAL)
        return None if limits is None else not limits.has(float(f"{row.value or 0.0:.12g}"))

    def _jumps(self, indicator: Indicator, row: Result) -> bool | None:
        found = find_jumps(indicator, self.plan.catalogue, self.results, row.period, (row.level, row.unit))
        return None if found is None else bool(found)
