"""Which results speak of too few persons by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kokoq.assess.suppress.numbers import key_of
from kokoq.compute.finishing import needs
from kokoq.formula.rows import row_table, row_terms
from kokoq.formula.types import type_of
from kokoq.model import PLAIN, Kind, Level
from kokoq.plan import Plan, Series, references_of
from kokoq.results import Key, Result

PERSONS, ORGANISATIONS = "persons", "organisations"


def small_groups(plan: Plan, rows: Iterable[Result], *, least: int) -> set[Key]:
    """The results that speak of some persons, but of fewer than ``least``."""
    kinds: dict[str, _Kind] = {}
    found = set()
    for row in rows:
        if row.indicator not in kinds:
            kinds[row.indicator] = _kind(plan, plan.series[row.indicator])
        if _is_small(kinds[row.indicator], row, least):
            found.add(key_of(row))
    return found


@dataclass(frozen=True, slots=True)
class _Kind:
    """Whether an indicator counts persons, and whether its results say how many."""

    persons: bool
    of_unknown_size: bool


def _kind(plan: Plan, series: Series) -> _Kind:
    """One made of others only follows them; a value of every organisation hides of how many persons it is.

    What experts say of an organisation speaks of no persons; so many more than a year ago are no group.
    """
    catalogue, indicator = plan.catalogue, series.indicator
    compares = any(need.back for need in needs(series.tree))
    if compares or indicator.kind in (Kind.ORDINAL, Kind.SCORE) or references_of(plan, indicator.id):
        return _Kind(persons=False, of_unknown_size=False)
    used = (row_table(node, catalogue, indicator.table) for node in row_terms(series.tree, catalogue))
    records = any(table != PLAIN and catalogue.tables[table].records for table in used)
    sides = (series.numerator, series.denominator or series.numerator)
    units = [type_of(side, catalogue, indicator).counted.unit for side in sides]
    if units == [ORGANISATIONS, ORGANISATIONS]:
        return _Kind(persons=False, of_unknown_size=False)
    unknown = units[1] == ORGANISATIONS or (
        series.denominator is None and indicator.kind not in (Kind.COUNT, Kind.PRESENCE)
    )
    return _Kind(records or any(unit in (PERSONS, "") for unit in units), unknown)


def _is_small(kind: _Kind, row: Result, least: int) -> bool:
    if not kind.persons:
        return False
    if kind.of_unknown_size:
        return row.level == Level.ORGANISATION or bool(row.breakdown) or row.n_reported < 2
    persons = row.denominator if row.denominator is not None else row.numerator or 0.0
    return 0 < persons < least
