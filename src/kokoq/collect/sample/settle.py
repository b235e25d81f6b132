"""Drawn answers brought into line with what the definitions declare: parts in wholes, ``checks:``, limits.

Where a condition does not hold, the numbers on its greater side are taken down, and where they are at their limits the
others up; answers that break nothing stay as they were drawn. Taking down comes first, so that it comes to an end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kokoq.collect.form.layout import MUNICIPALITY_TYPE, is_asked
from kokoq.collect.sample.draw import Drawn, clip, digits, limits
from kokoq.collect.sample.figures import TINY, Codes, Figures, Growing, Place, Row, Value, is_followed, numeric
from kokoq.formula.relation import COMPARISONS
from kokoq.formula.rows import names
from kokoq.formula.scope import applies, is_municipal
from kokoq.formula.tree import Binary, Call, Formula, Name, Number, Unary
from kokoq.model import PLAIN, Catalogue, Check, Field, Organisation, Period, Table, Total, Type
from kokoq.plan import Plan

ROUNDS = 60
"""So often everything is looked at again: a number taken down may break what it is the whole of."""

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True, slots=True)
class Demand:
    """What must hold in every row of a table, or of the organisation; ``check`` is None for a part and its whole."""

    tree: Formula
    table: str
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What one organisation answers for one period; ``broken`` are the checks that its answers do not comply with."""

    plan: Plan
    unit: Organisation
    period: Period
    figures: Figures
    lists: Mapping[str, tuple[Mapping[str, Value], ...]]
    broken: tuple[Check, ...] = ()

    def value(self, name: str, codes: Codes = ()) -> Value | None:
        """The answer to a field, for one row of its table; None is left blank."""
        return self.figures.values.get((name, codes))

    def records(self, table: Table) -> tuple[Mapping[str, Value], ...]:
        """The rows of a records table."""
        return self.lists.get(table.id, ())


def settle(drawn: Drawn) -> Answers:
    """Draw everything that an organisation is asked and bring it into line."""
    plan, catalogue, unit = drawn.plan, drawn.plan.catalogue, drawn.unit
    demands = tuple(_demands(plan, unit))
    figures = Figures(catalogue, dict(_plain(drawn)))
    mender = _Mender(figures, drawn.period)
    listed = {t.id: t for t in catalogue.tables.values() if not t.keys and is_asked(plan, t.id, unit)}
    own = {name for table in listed.values() for name in table.fields}
    mender.mend([demand for demand in demands if not own & {*names(demand.tree)}])
    drawn.settle(figures.values)
    lists = {name: list(drawn.records(table)) for name, table in listed.items()}
    for name, rows in lists.items():
        figures.lists[name] = len(rows)
        figures.values |= {(f, (str(n),)): value for n, row in enumerate(rows) for f, value in row.items()}
    broken = mender.mend(demands)
    kept = {
        name: tuple({f: value for f in row if (value := figures.values[f, (str(n),)]) is not None} for n, row in known)
        for name, known in ((name, [*enumerate(rows)]) for name, rows in lists.items())
    }
    return Answers(plan, unit, drawn.period, figures, kept, broken)


def _plain(drawn: Drawn) -> Iterator[tuple[Place, Value | None]]:
    """Everything but records, as drawn."""
    catalogue = drawn.plan.catalogue
    for asked in catalogue.fields.values():
        table = catalogue.tables.get(asked.table)
        if not is_asked(drawn.plan, asked.id, drawn.unit):
            continue
        if table is None:
            yield (asked.id, ()), _typed(drawn.value(asked.id), asked)
        elif table.keys:
            for codes in (row for row in table.rows if table.asks(asked, row)):
                yield (asked.id, codes), _typed(drawn.value(asked.id, codes), asked)


def _typed(value: Value | None, asked: Field) -> Value | None:
    """With no more digits than a person types, and within its limits."""
    return value if value is None or isinstance(value, str) else float(round(clip(value, asked), digits(asked)))


# --- what is demanded ---


def _demands(plan: Plan, unit: Organisation) -> Iterator[Demand]:
    """Parts and wholes first, then what ``checks:`` say of the organisation."""
    catalogue, municipal = plan.catalogue, unit.type == MUNICIPALITY_TYPE
    for part in catalogue.fields.values():
        tree = _within(part.id, catalogue) if part.part_of and is_asked(plan, part.id, unit) else None
        if tree is not None:
            yield Demand(tree, part.table)
    for relation in plan.relations:
        concerned = is_municipal(relation.scope) if municipal else applies(relation.scope, unit)
        if concerned:
            yield from (Demand(part.tree, relation.check.table, relation.check) for part in relation.requirements)


def _within(name: str, catalogue: Catalogue) -> Formula | None:
    """A part is not above its whole; there is nothing of what was answered with «no»."""
    part = catalogue.fields[name]
    whole, nothing = catalogue.fields[part.part_of], Binary("==", Name(name), Number(Decimal(0)))
    if whole.type is Type.YES_NO:
        counted = numeric(part) or part.type is Type.YES_NO
        given = Binary("or", Name(whole.id), nothing) if counted else Name(whole.id)
        return given if part.type is not Type.SYMBOL and whole.table in (PLAIN, part.table) else None
    if not numeric(part) or not numeric(whole):
        return None
    if whole.table == part.table:
        return Binary("<=", Name(name), Name(whole.id))
    return Binary("<=", Name(name), Call("sum", (Name(whole.id),))) if whole.total is Total.SUM else None


# --- what is done ---


@dataclass(frozen=True, slots=True)
class _Mender:
    figures: Figures
    period: Period

    def mend(self, demands: Sequence[Demand]) -> tuple[Check, ...]:
        """Change answers until every demand holds; returns the checks for which that cannot be said."""
        unclear = [demand for demand in demands if not is_followed(demand.tree)]
        clear = [demand for demand in demands if is_followed(demand.tree)]
        for _ in range(ROUNDS):
            before = dict(self.figures.values)
            for demand in clear:
                for row in self._broken_in(demand):
                    self._make(demand.tree, row)
            if self.figures.values == before:
                break
        left = [*unclear, *(demand for demand in clear if self._broken_in(demand))]
        return tuple({d.check.id: d.check for d in left if d.check is not None}.values())

    def _broken_in(self, demand: Demand) -> list[Row]:
        return [row for row in self.figures.rows(demand.table) if self.figures.holds(demand.tree, row) is False]

    def _make(self, tree: Formula, row: Row) -> None:
        """Bring it about that a condition holds, where it does not."""
        if self.figures.holds(tree, row) is not False:
            return
        match tree:
            case Binary(op="and", left=a, right=b):
                self._make(a, row)
                self._make(b, row)
            case Binary(op="or", left=a, right=b):
                self._either(a, b, row)
            case Unary(op="not", operand=Name(id=id)):
                self._answer(id, 0.0, row)
            case Unary(op="not", operand=x):
                self._make(_denied(x), row)
            case Binary(op=op, left=a, right=b) if op in COMPARISONS:
                left, right = self.figures.number(a, row), self.figures.number(b, row)
                if left is not None and right is not None:
                    self._balance(left.plus(right, -1), op)
            case Name(id=id):
                self._answer(id, 1.0, row)
            case _:
                pass  # neither a comparison nor an answer: told as broken

    def _either(self, one: Formula, other: Formula, row: Row) -> None:
        """A figure is changed sooner than an answer of yes or no."""
        for tree in sorted((one, other), key=lambda side: isinstance(side, Name)):
            self._make(tree, row)
            if self.figures.holds(tree, row):
                return

    def _answer(self, name: str, value: float, row: Row) -> None:
        place = self.figures.place(name, row)
        if place is not None and self.figures.catalogue.fields[name].type is Type.YES_NO:
            self.figures.values[place] = value

    def _balance(self, difference: Growing, op: str) -> None:
        """Change answers until a difference stands so to zero."""
        margin = 0.0
        if op in ("<", ">", "!="):
            margin = min((abs(w) * self._step(place) for place, w in difference.weights.items()), default=0.0)
        down = op in ("<", "<=", "!=") or (op == "==" and difference.total > 0)
        amount = (difference.total if down else -difference.total) + margin
        weights = {place: weight if down else -weight for place, weight in difference.weights.items() if weight}
        left = self._move({p: w for p, w in weights.items() if w > 0}, amount)
        self._move({p: w for p, w in weights.items() if w < 0}, left)

    def _move(self, weights: Mapping[Place, float], amount: float) -> float:
        """Take ``amount`` away, first from each by its size, the rest from whoever has it; returns what is left.

        Rather too much than too little: of an equation the other side is taken down then.
        """
        for share in (True, False):
            rooms = {place: abs(w) * self._room(place, down=w > 0) for place, w in weights.items()}
            whole = sum(rooms.values())
            for place, weight in weights.items():
                if amount <= TINY or not whole:
                    break
                step = abs(weight) * self._step(place)
                wanted = (min(amount, amount * rooms[place] / whole) if share else amount) / step
                steps = math.floor(wanted + TINY) if share else math.ceil(wanted - TINY)
                taken = min(steps, self._steps(place, down=weight > 0))
                if share:
                    whole, rooms[place] = whole - rooms[place], 0.0
                self._shift(place, -taken if weight > 0 else taken)
                amount -= taken * step
        return amount

    def _shift(self, place: Place, steps: int) -> None:
        value = self.figures.values[place]
        if isinstance(value, float):
            self.figures.values[place] = round(value + steps * self._step(place), 9)

    def _room(self, place: Place, *, down: bool) -> float:
        """How far an answer may move; upwards, where it has no limit, by its own size."""
        value, (low, high) = self._value(place), self._limits(place)
        if down:
            return value - low if low is not None else abs(value) + 1
        return high - value if high is not None else abs(value) + 1

    def _steps(self, place: Place, *, down: bool) -> int:
        bounded = self._limits(place)[0 if down else 1] is not None
        return max(0, math.floor(self._room(place, down=down) / self._step(place) + TINY)) if bounded else 10**9

    def _value(self, place: Place) -> float:
        value = self.figures.values[place]
        return value if isinstance(value, float) else 0.0

    def _step(self, place: Place) -> float:
        return 10.0 ** -digits(self.figures.catalogue.fields[place[0]])

    def _limits(self, place: Place) -> tuple[float | None, float | None]:
        asked = self.figures.catalogue.fields[place[0]]
        match asked.type:
            case Type.YES_NO:
                return 0.0, 1.0
            case Type.DATE:
                return float(self.period.start.toordinal()), float(self.period.end.toordinal())
            case _:
                return limits(asked)


def _denied(tree: Formula) -> Formula:
    match tree:
        case Binary(op="and" | "or" as op, left=a, right=b):
            return Binary("or" if op == "and" else "and", _denied(a), _denied(b))
        case Binary(op=op, left=a, right=b) if op in _OPPOSITE:
            return Binary(_OPPOSITE[op], a, b)
        case Unary(op="not", operand=x):
            return x
        case _:
            return Unary("not", tree)
