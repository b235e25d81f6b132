"""Letting results out one by one, the most telling first, none that would give a hidden number away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from kokoq.assess.suppress.counted import Atom
from kokoq.assess.suppress.numbers import Numbers, Unit, before, key_of, numbers_of
from kokoq.assess.suppress.span import Span
from kokoq.model import Level
from kokoq.plan import Plan, references_of
from kokoq.results import Key, Result

_LEVELS = (str(Level.REGION), str(Level.MUNICIPALITY))


@dataclass
class Publication:
    """What of all numbers is hidden; ``small`` are the results that are in any case."""

    numbers: Numbers
    small: Collection[Key]

    def hidden(self) -> set[Key]:
        """The results to hide: the small ones, what they are seen through, and as few others as are needed.

        Computed clusters come last. Of one year they are others in the next report, and nothing else may hang on them:
        what one report hides of a year and another shows would be no secret.
        """
        ordered = sorted(self.numbers.rows, key=_precedence)
        span = Span(self._ranks(ordered), self._ones(ordered))
        for fact in self.numbers.facts:
            span.add(fact)
        computed = self.numbers.plan.catalogue.clusters
        hidden: set[Key] = set()
        for late in (False, True):
            rows = [row for row in ordered if (row.level in computed) is late]
            hidden |= self._hidden_of(rows, span, hidden)
        return hidden

    def _hidden_of(self, rows: list[Result], span: Span, before: Collection[Key]) -> set[Key]:
        """What is hidden of some results, after others of which ``before`` was hidden."""
        plain, others = self._parted(rows)
        small = [row for row in rows if key_of(row) in self.small]
        self._keep(span, small)
        hidden = {key_of(row) for row in small}
        hidden |= self._refused(span, plain, hidden)
        lost = self._lost(span, (row for row in self.numbers.rows if key_of(row) in hidden or key_of(row) in before))
        hidden |= {key_of(row) for row in others if self._touches(row, lost)}
        hidden |= dependants(self.numbers.plan, others, hidden)
        self._keep(span, (row for row in others if key_of(row) in hidden))
        return hidden | self._refused(span, others, hidden)

    def _ones(self, rows: Iterable[Result]) -> set[int]:
        """The unknowns of a single person: nobody would not be hidden."""
        plain, _ = self._parted(row for row in rows if key_of(row) in self.small)
        forms = (self.numbers.forms[key_of(row)][-1] for row in plain if numbers_of(row)[-1] == 1)
        return {unknown for form in forms if len(form) == 1 for unknown in form}

    def _parted(self, rows: Iterable[Result]) -> tuple[list[Result], list[Result]]:
        """The results that are made of sums alone and of no other result, and all others."""
        plan, counted = self.numbers.plan, self.numbers.counted
        listed = list(rows)
        plain = {
            id
            for id in {row.indicator for row in listed}
            if not references_of(plan, id) and all(side.adds_up for side in counted.sides(id, ""))
        }
        return [r for r in listed if r.indicator in plain], [r for r in listed if r.indicator not in plain]

    def _ranks(self, ordered: Iterable[Result]) -> list[int]:
        """When the unknowns are shown by themselves: small ones never should be, those that never are count as last."""
        rows = [row for row in ordered if self.numbers.is_lowest(row)]
        ranks = [len(rows)] * self.numbers.size
        for rank, row in reversed(list(enumerate(rows))):
            for form in self.numbers.forms[key_of(row)]:
                for unknown in form:
                    ranks[unknown] = rank
        for key in self.small:
            for form in self.numbers.forms[key]:
                if len(form) == 1:
                    ranks[next(iter(form))] = -1
        return ranks

    def _keep(self, span: Span, rows: Iterable[Result]) -> None:
        """Keep what results show, nought too: of how many there are none is hidden, but not that there are."""
        for row in rows:
            for form in self.numbers.forms[key_of(row)]:
                span.keep_secret(form)

    def _refused(self, span: Span, rows: Iterable[Result], hidden: Collection[Key]) -> set[Key]:
        """The results that are not hidden yet and cannot be let out; all others are."""
        keys = [key for row in rows if (key := key_of(row)) not in hidden]
        return {key for key in keys if not span.publish(self.numbers.forms[key])}

    def _lost(self, span: Span, hidden: Iterable[Result]) -> dict[tuple[str, Atom], set[Unit]]:
        """Of whom each atom is hidden and does not follow from what is shown."""
        found: dict[tuple[str, Atom], set[Unit]] = defaultdict(set)
        for row in hidden:
            for side, form in zip(self.numbers.sides(row), self.numbers.forms[key_of(row)], strict=True):
                if not span.tells(form):
                    for place in _places(row, side.factors):
                        found[place].add((row.level, row.unit))
        return found

    def _touches(self, row: Result, lost: dict[tuple[str, Atom], set[Unit]]) -> bool:
        """Whether a result is computed from what is hidden of its unit, or from that of one of its members."""
        unit = (row.level, row.unit)
        own = (place for side in self.numbers.sides(row) for place in _places(row, side.touches))
        if any(unit in lost.get(place, ()) for place in own):
            return True
        each = (place for side in self.numbers.sides(row) for place in _places(row, side.touches_each))
        return any(not lost[place].isdisjoint(self.numbers.members(*unit)) for place in each if place in lost)


def dependants(plan: Plan, rows: Collection[Result], hidden: Collection[Key]) -> set[Key]:
    """What is computed from hidden totals of the same unit: changes, means over years, sums of indicators."""
    lost = {(level, unit, indicator) for _, level, unit, indicator, breakdown in hidden if not breakdown}
    on = {id: references_of(plan, id) for id in {row.indicator for row in rows}}
    return {
        key_of(row)
        for row in rows
        if row.value is not None and any((row.level, row.unit, other) in lost for other in on[row.indicator])
    }


def _places(row: Result, atoms: Iterable[Atom]) -> Iterator[tuple[str, Atom]]:
    return ((before(row.period, atom.back), atom.now) for atom in atoms)


def _precedence(row: Result) -> tuple[object, ...]:
    """Levels from the top, totals before their parts, nobody first and then the most: the fewest are hidden first."""
    size = row.numerator if row.denominator is None else row.denominator
    above = row.level != Level.ORGANISATION
    level = _LEVELS.index(row.level) if row.level in _LEVELS else len(_LEVELS)
    return (not above, level, bool(row.breakdown), -(size or float("inf")), key_of(row))
