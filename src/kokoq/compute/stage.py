"""One period being computed: its rows, the states of its terms, and formulas evaluated over the units of a level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from kokoq.compute.finishing import Finishing, Need, needs
from kokoq.compute.levels import Units
from kokoq.compute.rows import (
    BLANK,
    INVALID,
    NO_BASE,
    NOT_APPLICABLE,
    NOT_SUBMITTED,
    PRESENT,
    Bools,
    Codes,
    Indices,
    Quantity,
    Rows,
    compare,
    truth,
    unit_indices,
)
from kokoq.compute.states import SUMMED, Frame, State, Term, finish, make_term, merge, partial, widened
from kokoq.formula.fitness import parts_over_wholes
from kokoq.formula.rows import names, walk
from kokoq.formula.scope import applies, is_municipal
from kokoq.formula.tree import Call, Formula, Name
from kokoq.model import PLAIN, Level, Period, Table
from kokoq.observations import Observations, TableData
from kokoq.plan import Plan
from kokoq.refs import no_refs

ORGANISATIONS, ABOVE = "base", "above"  # of finished indicators: the base units, and all units above them


@dataclass
class Stage:
    """The working memory of one period. ``done`` holds the finished indicators: id → base or above → quantities."""

    plan: Plan
    observations: Observations
    units: Units
    period: Period
    earlier: Stage | None = None
    done: dict[str, dict[str, Quantity]] = field(default_factory=dict)
    _rows: dict[str, Rows] = field(default_factory=dict)
    _states: dict[tuple[object, ...], State] = field(default_factory=dict)
    _within: dict[Formula, Bools] = field(default_factory=dict)
    _senders: dict[str, Bools] = field(default_factory=dict)
    _terms: dict[tuple[Formula, str], Term] = field(default_factory=dict)
    _qualifies: dict[tuple[str, tuple[str, ...], Formula | None], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.earlier is not None:  # these are the same in every period
            self._within, self._terms, self._qualifies = (
                self.earlier._within, self.earlier._terms, self.earlier._qualifies
            )  # fmt: skip

    def back(self, back: int) -> Stage | None:
        """The stage of an earlier period; None where it was not collected."""
        if back == 0:
            return self
        return None if self.earlier is None else self.earlier.back(back - 1)

    def forget(self) -> None:
        """Give up the states of terms, which can be made again: those of thousands of units take room."""
        self._states.clear()

    def rows(self, table: str) -> Rows:
        """The period's rows of a table; of the plain table, exactly one per base unit."""
        if table not in self._rows:
            self._rows[table] = self._plain() if table == PLAIN else self._table(table)
        return self._rows[table]

    def _table(self, table: str) -> Rows:
        data = self.observations.period_rows(table, self.period.text)
        fields = self.plan.catalogue.tables[table].fields
        return Rows(data, unit_indices(data, self.units.index), frozenset(fields))

    def _plain(self) -> Rows:
        data = self.observations.period_rows(PLAIN, self.period.text)
        found = unit_indices(data, self.units.index)
        order = np.full(self.units.size, -1, dtype=np.int64)
        order[found[found >= 0]] = np.flatnonzero(found >= 0)
        fields = frozenset(f.id for f in self.plan.catalogue.fields.values() if f.table == PLAIN)
        return Rows(data, np.arange(self.units.size, dtype=np.int32), fields, order=order)

    def state(self, term: Term, summed: frozenset[str], *, table: str, by: str) -> State:
        """The state of a term over all base units, by the key ``by`` of ``table``; ``summed`` are the summed fields.

        A term over rows without that key is the same for each breakdown value.
        """
        rows = self.rows(term.table)
        has_key = not by or by in rows.data.columns
        key = (term.node, term.table, summed, table, by if has_key else "")
        if key not in self._states:
            rows = self._with_nested(rows, term)
            complete = rows.reason(tuple(sorted(summed))) == PRESENT
            breakdown = self._breakdown(rows, table, by if has_key else "")
            self._states[key] = partial(rows, term, self._frame(term), complete, breakdown)
        state = self._states[key]
        return state if has_key else widened(state, len(self.breakdown_codes(table, by)))

    def term(self, node: Formula, table: str) -> Term:
        """The term of a node, where ``table`` is that of the formula."""
        key = (node, table)
        if key not in self._terms:
            self._terms[key] = make_term(node, self.plan.catalogue, table)
        return self._terms[key]

    def _with_nested(self, rows: Rows, term: Term) -> Rows:
        nested: dict[Formula, Quantity] = {
            n: self._each(n) for n in walk(term.node) if isinstance(n, Call) and n.function == "each"
        }
        return replace(rows, nested=nested) if nested else rows

    def _each(self, node: Call) -> Quantity:
        inner = node.arguments[1]
        shares = parts_over_wholes(inner, self.plan.catalogue)
        evaluation = Evaluation(self, (inner, *(side for share in shares for side in (share.left, share.right))))
        found, *sides = evaluation.over(evaluation.base(), self.units.size)
        for part, whole in zip(sides[::2], sides[1::2], strict=True):
            above = compare(">", part, whole)[0] & found.present
            found = Quantity(found.values, np.where(above, INVALID, found.absent).astype(np.int8))
        return Quantity(found.values[:, 0], found.absent[:, 0])

    def breakdown_codes(self, table: str, by: str) -> tuple[str, ...]:
        """The values of a key or symbol field of a table, in the order of its dictionary; ("",) for the total."""
        catalogue = self.plan.catalogue
        if not by:
            return ("",)
        keys = {key.id: key.dictionary for key in catalogue.tables[table].keys}
        return tuple(catalogue.dictionaries[keys.get(by) or catalogue.fields[by].dictionary].entries)

    def _breakdown(self, rows: Rows, table: str, by: str) -> tuple[Indices, int]:
        """The breakdown value of every row; in a table that has no such key, every row counts for each value."""
        codes = self.breakdown_codes(table, by)
        if not by:
            return np.zeros(len(rows), dtype=np.int32), 1
        symbols = rows.symbols(by)
        order = {code: i for i, code in enumerate(codes)}
        position = np.array([order.get(c, -1) for c in symbols.categories] + [-1], dtype=np.int32)
        return position[symbols.codes], len(codes)

    def within(self, scope: Formula) -> Bools:
        """The organisations among the base units that a scope takes in."""
        if scope not in self._within:
            municipal = is_municipal(scope)
            found = [not municipal and applies(scope, o) for o in self.units.organisations]
            self._within[scope] = np.array(found + [False] * len(self.units.municipalities), dtype=bool)
        return self._within[scope]

    @cached_property
    def expected(self) -> Bools:
        """The organisations among the base units that have to report in the period (neither unopened nor closed)."""
        found = [o.is_expected(self.period) for o in self.units.organisations]
        return np.array(found + [False] * len(self.units.municipalities), dtype=bool)

    def _frame(self, term: Term) -> Frame:
        plan, table, period = self.plan, term.table, self.period.text
        asked_id = next(filter(None, map(self._asked, names(term.node))), "") if table == PLAIN else table
        municipal = self.units.is_municipality
        if asked_id:
            asked = self.within(plan.asked[asked_id]) | (municipal & plan.asks_municipality(asked_id))
        else:
            asked = np.ones(self.units.size, dtype=bool)
        if not self._is_asked_somewhere(term):
            asked = np.zeros(self.units.size, dtype=bool)
        return Frame(
            submitted=self._submitted(table),
            asked=asked,
            delivered=(period, table) in self.observations.delivered,
            records=table != PLAIN and bool(plan.catalogue.tables[table].records),
            plain=table == PLAIN,
        )

    def _asked(self, name: str) -> str:
        """What it is asked as: a plain field by itself, a field of a table with its table; "" of what is no field."""
        declared = self.plan.catalogue.fields.get(name)
        return "" if declared is None else declared.table or name

    def _is_asked_somewhere(self, term: Term) -> bool:
        """Whether any row that the table offers could qualify and asks for what the term needs."""
        table = self.plan.catalogue.tables.get(term.table)
        fields = self.plan.catalogue.fields
        partly = tuple(n for n in term.needs if n in fields and fields[n].not_for)
        if table is None or not table.rows or not partly:
            return True
        key = (table.id, partly, term.where)
        if key not in self._qualifies:
            offered = [codes for codes in table.rows if all(table.asks(fields[name], codes) for name in partly)]
            self._qualifies[key] = any_may_qualify(offered, table, term.where)
        return self._qualifies[key]

    def _submitted(self, table: str) -> Bools:
        """The base units that sent the table: a form that lacks it, or a missing list, is no list without rows."""
        if table not in self._senders:
            of_period = [s for s in self.observations.submissions if s.period == self.period.text]
            units = {s.unit for s in of_period if table == PLAIN or table in s.tables}
            self._senders[table] = np.array([unit in units for unit in self.units.index], dtype=bool)
        return self._senders[table]


def any_may_qualify(offered: list[tuple[str, ...]], table: Table, where: Formula | None) -> bool:
    """Whether one of the offered rows, of which only the keys are known, is not surely left out by ``where``."""
    if where is None or not offered:
        return bool(offered)
    codes = dict(zip((key.id for key in table.keys), zip(*offered, strict=True), strict=True))
    fields = [name for name in names(where) if name in table.fields]
    n = len(offered)
    keys = {name: np.array(codes[name], dtype=object) for name in names(where) if name in codes}
    blank = dict.fromkeys(fields, np.full(n, np.nan))
    data = TableData({**keys, **blank}, dict.fromkeys(fields, np.full(n, BLANK)), no_refs(fields, n))
    rows = Rows(data, np.zeros(n, dtype=np.int32), frozenset(fields))
    return bool((~truth(where, rows)[1]).any())


@dataclass
class Evaluation:
    """Formulas that belong together (numerator and denominator) over the base units and the units above them.

    ``by`` is a key of ``table``: everything is then evaluated for each of its codes; arrays are units × codes.
    """

    stage: Stage
    trees: tuple[Formula, ...]
    table: str = PLAIN
    by: str = ""
    needs: tuple[Need, ...] = ()

    def __post_init__(self) -> None:
        catalogue = self.stage.plan.catalogue
        self.needs = tuple(dict.fromkeys(need for tree in self.trees for need in needs(tree)))
        self._terms = {n: self.stage.term(n.node, self.table) for n in self.needs if not self.is_reference(n)}
        summed: dict[str, set[str]] = {}
        for term in self._terms.values():
            if term.measure in SUMMED and term.table != PLAIN:
                summed.setdefault(term.table, set()).update(n for n in term.needs if n in catalogue.fields)
        self._summed = {table: frozenset(fields) for table, fields in summed.items()}
        self._municipal = {need: self._concerns_municipality(need) for need in self.needs}
        self._states: dict[Need, State | None] = {}

    @property
    def width(self) -> int:
        """How many breakdown values there are."""
        return len(self.stage.breakdown_codes(self.table, self.by))

    def is_reference(self, need: Need) -> bool:
        """Whether the need is another indicator."""
        return isinstance(need.node, Name) and need.node.id not in self.stage.plan.catalogue.fields

    def is_municipal(self, need: Need) -> bool:
        """Whether the need exists from the municipality upwards alone."""
        return self._municipal[need]

    def _concerns_municipality(self, need: Need) -> bool:
        plan = self.stage.plan
        if isinstance(need.node, Name) and self.is_reference(need):
            return plan.series[need.node.id].level != Level.ORGANISATION
        return any(plan.asks_municipality(n) for n in names(need.node))

    def base(self) -> Mapping[Need, Quantity]:
        """The needs of every base unit."""
        size = self.stage.units.size
        return {need: self._reference(need, ORGANISATIONS, size) or self._finished(need, size) for need in self.needs}

    def _finished(self, need: Need, size: int) -> Quantity:
        state = self._state(need)
        return self._nothing(size) if state is None else finish(state)

    def absent(self) -> Codes:
        """For every base unit the first reason for which one of the needs that concern it is absent."""
        municipal = self.stage.units.is_municipality
        reason = np.zeros((self.stage.units.size, self.width), dtype=np.int8)
        for need in self.needs:
            concerned = (municipal if self.is_municipal(need) else ~municipal)[:, None]
            own = self._own_absence(need)
            reason = np.where(concerned & (reason == PRESENT), own, reason).astype(np.int8)
        return reason

    def _own_absence(self, need: Need) -> Codes:
        """A term that has its rows but no base (the mean of none) still counts as reported."""
        size = self.stage.units.size
        reference = self._reference(need, ORGANISATIONS, size)
        if reference is not None:
            return np.where(reference.absent == NO_BASE, 0, reference.absent).astype(np.int8)
        state = self._state(need)
        return self._nothing(size).absent if state is None else state.absent

    def above(self, complete: Bools) -> Mapping[Need, Quantity]:
        """The needs of the units above, from the base units that ``complete`` marks."""
        return {need: self._of_above(need, complete) for need in self.needs}

    def _of_above(self, need: Need, complete: Bools) -> Quantity:
        n_units = len(self.stage.units.above)
        reference = self._reference(need, ABOVE, n_units)
        if reference is not None:
            return reference
        state = self._state(need)
        if state is None:
            return self._nothing(n_units)
        quantity = finish(merge(state, self.stage.units.above, complete))
        return self._own_datum(quantity, state, complete) if self.is_municipal(need) else quantity

    def _own_datum(self, quantity: Quantity, state: State, complete: Bools) -> Quantity:
        """A municipality's own datum is absent at a level where no municipality of the unit gave it."""
        given = np.zeros(quantity.absent.shape, dtype=bool)
        reason = np.full(quantity.absent.shape, NOT_APPLICABLE, dtype=np.int8)
        above = self.stage.units.above
        for base, target in zip(above.base, above.target, strict=True):
            if self.stage.units.is_municipality[base]:
                given[target] |= complete[base]
                reason[target] = state.absent[base]
        return Quantity(quantity.values, np.where(given, quantity.absent, reason).astype(np.int8))

    def _state(self, need: Need) -> State | None:
        if need not in self._states:
            stage, term = self.stage.back(need.back), self._terms[need]
            summed = self._summed.get(term.table, frozenset())
            self._states[need] = None if stage is None else stage.state(term, summed, table=self.table, by=self.by)
        return self._states[need]

    def _reference(self, need: Need, level: str, n_units: int) -> Quantity | None:
        """The value of another indicator; None where the need is not one."""
        if not isinstance(need.node, Name) or not self.is_reference(need):
            return None
        stage = self.stage.back(need.back)
        found = None if stage is None else stage.done.get(need.node.id, {}).get(level)
        return self._nothing(n_units) if found is None else found

    def _nothing(self, n_units: int) -> Quantity:
        shape = (n_units, self.width)
        return Quantity(np.full(shape, np.nan), np.full(shape, NOT_SUBMITTED, dtype=np.int8))

    def over(self, found: Mapping[Need, Quantity], n_units: int) -> tuple[Quantity, ...]:
        """Each formula from the values of the needs."""
        finishing = Finishing(found, (n_units, self.width))
        return tuple(finishing.value(tree, 0) for tree in self.trees)
