"""Plausible numbers of one organisation and period: parts within wholes, sizes that fit, years alike.

Every number has its own generator, seeded by what it stands for: adding a field or an organisation changes no other.
What is drawn need not comply with the declared checks yet (``settle``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from kokoq.collect.form.layout import is_asked
from kokoq.collect.form.style import bounds
from kokoq.collect.sample.figures import Codes, Place, Value
from kokoq.collect.sample.ladder import climbed, steps
from kokoq.collect.sample.traits import Bounds, Records, Traits, Usual
from kokoq.definitions.documents.sample import Tendency
from kokoq.formula.tree import Binary, Call, Name, Text
from kokoq.model import PLAIN, Field, Organisation, Period, Table, Type
from kokoq.plan import Plan

SIZE = "size"
DEFAULT_SIZE: Bounds = (60, 600)
_PARTS: Bounds = (0.35, 0.95)
_YES = 0.8
_YEAR, _FIELD, _QUALITY = 0.35, 0.65, 0.6
"""How much of a share is this year's chance, the field's own lasting chance, and the organisation's quality."""

_USUAL_RECORDS = Records(of=SIZE, share=(0.1, 0.1), each={}, person={}, weights={}, normal={}, only={})


@dataclass(slots=True)
class Drawn:
    """Draws the answers of one organisation for one period, each once and on demand."""

    plan: Plan
    traits: Traits
    unit: Organisation
    period: Period
    seed: int
    known: dict[Place, float | None] = field(default_factory=dict)

    @property
    def size(self) -> float:
        """Pupils or children: lasting, with a small change from year to year."""
        fixed = self.traits.fixed_sizes.get(self.unit.id)
        low, high = self.traits.sizes.get(self.unit.type, DEFAULT_SIZE)
        lasting = fixed if fixed is not None else low * (high / low) ** self._random("size").random() if low else high
        return lasting * (1 + 0.02 * self._random("size", self.period.text).gauss(0, 1))

    @property
    def quality(self) -> float:
        """How well the organisation does, as a standard score."""
        if self.unit.id in self.traits.fixed_quality:
            return self.traits.fixed_quality[self.unit.id]
        shift = sum(self.traits.quality.get(name, 0.0) for name in sorted(self.unit.names))
        return self._random("quality").gauss(0, 0.7) + shift

    def value(self, name: str, codes: Codes = ()) -> Value | None:
        """The answer to a field, for one row of its table; None is left blank. A text is told by a number."""
        asked = self.plan.catalogue.fields[name]
        if asked.type not in (Type.SYMBOL, Type.TEXT):
            return self.number(name, codes)
        rule = self._usual(asked, codes)
        if rule is None or rule.blank:
            return None
        random = self._random("words", name, *codes, self.period.text)
        if asked.type is Type.TEXT:
            return float(random.randint(1, 99))
        return random.choice([*self.plan.catalogue.dictionaries[asked.dictionary].entries])

    def settle(self, values: Mapping[Place, Value | None]) -> None:
        """Go on with these numbers instead of those that were drawn."""
        self.known |= {place: value for place, value in values.items() if isinstance(value, float)}

    def number(self, name: str, codes: Codes = ()) -> float | None:
        """The answer to a field of numbers, for one row of its table; None is left blank."""
        if (name, codes) not in self.known:
            self.known[name, codes] = None  # a field that depends on itself gets nothing
            self.known[name, codes] = drawn = self._draw(self.plan.catalogue.fields[name], codes)
            if drawn is not None:  # known by now: what bounds it may be drawn from it
                self.known[name, codes] = min((drawn, *self._bounds(name, codes)))
        return self.known[name, codes]

    def _bounds(self, name: str, codes: Codes) -> Iterator[float]:
        """What the catalogue's checks leave for an answer: of a total over rows, what the rows before did not take."""
        asked = self.plan.catalogue.fields[name]
        if asked.type is not Type.COUNT:
            return
        for part in (part for relation in self.plan.relations for part in relation.requirements):
            match part.op, part.sides:
                case "<=", (Name(id=own), Name(id=most)) if own == name and self._is_total(most, asked, codes):
                    rows = self.plan.catalogue.tables[asked.table].rows if codes else ()
                    before = sum(self.number(name, row) or 0.0 for row in rows[: rows.index(codes) if codes else 0])
                    if is_asked(self.plan, most, self.unit):
                        yield max(0.0, self.total(most) - before)
                case "<=", (Name(id=own), Call("sum", (Name(id=most),), Binary("==", _, Text(value=code)))) if (
                    own == name
                ):
                    if is_asked(self.plan, self.plan.catalogue.fields[most].table, self.unit):
                        yield self.total(f"{most}.{code}")
                case _:
                    continue

    def _is_total(self, most: str, asked: Field, codes: Codes) -> bool:
        """Whether a bound is one over all rows: within a row, and of a part in its whole, it is none yet."""
        declared = self.plan.catalogue.fields.get(most)
        return declared is None or declared.table == PLAIN if codes else most != asked.part_of

    def total(self, reference: str) -> float:
        """``field`` over all its rows, ``field.code`` of one row, or ``size``."""
        if reference == SIZE:
            return self.size
        name, *codes = reference.split(".")
        declared = self.plan.catalogue.fields.get(name)
        if declared is None or not is_asked(self.plan, name, self.unit):
            return 0.0
        if codes or declared.table == PLAIN:
            return self.number(name, tuple(codes)) or 0.0
        rows = self.plan.catalogue.tables[declared.table].rows
        return sum(self.number(name, row) or 0.0 for row in rows)

    def records(self, table: Table) -> Iterator[Mapping[str, Value]]:
        """The rows of a records table: one per person and code of ``each``."""
        yield from climbed(tuple(self._records(table)), steps(self.plan, table.id))

    def _records(self, table: Table) -> Iterator[Mapping[str, Value]]:
        rule = self.traits.records.get(table.id) or _USUAL_RECORDS
        fields = [self.plan.catalogue.fields[name] for name in table.fields]
        named = next((f.id for f in fields if f.type is Type.TEXT), "")
        random = self._random("records", table.id, self.period.text)
        persons = round(self.total(rule.of) * self._within(rule.share, table.id, (), Tendency.HIGHER))
        for person in range(1, persons + 1):
            ability = random.gauss(0, 1) + 0.5 * self.quality
            code = {named: f"{self.unit.id}-{person:03d}"}
            own = code | {name: _chosen(self._open(rule, name, codes), random) for name, codes in rule.person.items()}
            for taken in [{}] if not rule.each else list(_taken(rule.each, random)):
                known = {**own, **taken}
                yield {f.id: self._record_value(f, rule, known, ability, random) for f in fields}

    def _record_value(
        self, asked: Field, rule: Records, known: Mapping[str, str], ability: float, random: Random
    ) -> Value:
        if asked.id in known:
            return known[asked.id]
        match asked.type:
            case Type.TEXT:
                return float(random.randint(1, 99))
            case Type.DATE:
                return float(random.randint(self.period.start.toordinal(), self.period.end.toordinal()))
            case Type.SYMBOL:
                entries = self.plan.catalogue.dictionaries[asked.dictionary].entries
                weights = rule.weights.get(asked.id) or dict.fromkeys(entries, 1.0)
                return _chosen(self._open(rule, asked.id, weights), random)
            case Type.YES_NO:
                return float(random.random() < _YES)
            case _:
                mean, deviation = rule.normal.get(asked.id) or _middle(asked)
                drawn = mean + deviation * (0.8 * ability + 0.6 * random.gauss(0, 1))
                whole = float(round(clip(drawn, asked)))
                return whole if whole == clip(whole, asked) else round(clip(drawn, asked), digits(asked))

    def _open(self, rule: Records, name: str, codes: Mapping[str, float]) -> Mapping[str, float]:
        """The codes that the organisation may have at all."""
        only = rule.only.get(name, {})
        return {code: weight for code, weight in codes.items() if only.get(code, self.unit.type) in self.unit.names}

    # --- one number ---

    def _draw(self, asked: Field, codes: Codes) -> float | None:
        rule = self._usual(asked, codes)
        if rule is None or rule.blank:
            return None
        if rule.value is not None:
            return rule.value
        if asked.type is Type.YES_NO:
            likely = 1 - (_YES if rule.yes is None else rule.yes)
            return float(self._luck(asked.id, codes, rule.better) >= likely)
        if asked.type is Type.DATE:
            days = (self.period.end - self.period.start).days
            return float(self.period.start.toordinal() + int(days * self._luck(asked.id, codes, Tendency.NEUTRAL)))
        whole = self._whole(asked, codes)
        if whole is None and asked.part_of:
            return None
        drawn = self._amount(asked, codes, rule, whole)
        if asked.type in (Type.COUNT, Type.MARK):
            drawn = float(round(drawn))
        drawn = clip(drawn, asked)
        return min(drawn, whole) if whole is not None else drawn

    def _usual(self, asked: Field, codes: Codes) -> Usual | None:
        """What the traits say of an answer; None where it has rules for the field and none for this row."""
        rules = self.traits.fields.get(asked.id, ())
        return next((rule for rule in rules if self._fits(rule, asked, codes)), None if rules else Usual())

    def _amount(self, asked: Field, codes: Codes, rule: Usual, whole: float | None) -> float:
        if rule.range is not None:
            return self._within(rule.range, asked.id, codes, rule.better)
        if rule.of or whole is not None:
            base = self.total(rule.of) if rule.of else whole or 0.0
            return base * self._within(rule.share or _PARTS, asked.id, codes, rule.better)
        if asked.type is Type.PERCENT:
            return self._within((70, 100), asked.id, codes, rule.better)
        low, high = limits(asked)
        ends = (low or 0.0, min(high, self.size * 0.4) if high is not None else self.size * 0.4)
        return self._within(ends, asked.id, codes, rule.better)

    def _whole(self, asked: Field, codes: Codes) -> float | None:
        """What the field is a part of: the same row's field, or the total of another table's."""
        if not asked.part_of:
            return None
        whole = self.plan.catalogue.fields[asked.part_of]
        if whole.table == asked.table:
            return self.number(whole.id, codes)
        return self.total(whole.id)

    def _fits(self, rule: Usual, asked: Field, codes: Codes) -> bool:
        if rule.only and rule.only not in self.unit.names:
            return False
        if not rule.when:
            return True
        row = dict(zip((key.id for key in self.plan.catalogue.tables[asked.table].keys), codes, strict=True))
        return all(row.get(key) in allowed for key, allowed in rule.when.items())

    def _within(self, bounds: Bounds, name: str, codes: Codes, better: Tendency) -> float:
        low, high = bounds
        return low + (high - low) * self._luck(name, codes, better)

    def _luck(self, name: str, codes: Codes, better: Tendency) -> float:
        """From 0 to 1: higher for good organisations, alike in neighbouring years."""
        sign = {Tendency.HIGHER: 1, Tendency.LOWER: -1, Tendency.NEUTRAL: 0}[better]
        lasting = self._random("field", name, *codes).gauss(0, 1)
        now = self._random("field", name, *codes, self.period.text).gauss(0, 1)
        score = _QUALITY * sign * self.quality + _FIELD * lasting + _YEAR * now
        return 0.5 * (1 + math.erf(score / math.sqrt(2)))

    def _random(self, *what: str) -> Random:
        return Random("/".join((str(self.seed), self.unit.id, *what)))  # noqa: S311 - data for show, no secrets


def _chosen(weights: Mapping[str, float], random: Random) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def _taken(each: Mapping[str, Mapping[str, float]], random: Random) -> Iterator[Mapping[str, str]]:
    """Which codes a person takes: every one by its own probability."""
    for name, codes in each.items():
        for code, probability in codes.items():
            if random.random() < probability:
                yield {name: code}


def _middle(asked: Field) -> Bounds:
    """Mean and deviation within the limits of a field."""
    low, high = limits(asked)
    bottom, top = low or 0.0, high if high is not None else 100.0
    return (bottom + top) / 2, (top - bottom) / 6


def limits(asked: Field) -> tuple[float | None, float | None]:
    """What a field may be, as it is typed: percents hundredfold."""
    if asked.type is Type.MARK and asked.limits != (None, None):
        low, high = asked.limits
        return None if low is None else float(low), None if high is None else float(high)
    allowed = bounds(asked)
    return allowed.low, allowed.high


def digits(asked: Field) -> int:
    """So many digits a number is typed with: one, or as many as its limits have."""
    ends = (f"{end:.12g}" for end in limits(asked) if end is not None)
    return max([1, *(len(end.partition(".")[2]) for end in ends)]) if asked.type in (Type.NUMBER, Type.PERCENT) else 0


def clip(value: float, asked: Field) -> float:
    """The value within those limits."""
    low, high = limits(asked)
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)
