"""Jumps between grades or stages: results that lie further apart than is believed of the same pupils' neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from kokoq.assess.statistics import newcombe
from kokoq.model import Catalogue, Indicator, Kind, Period
from kokoq.results import Result, Results


@dataclass(frozen=True, slots=True)
class Jump:
    """From one code of a breakdown to the next: of one period, or (``cohort``) of the same pupils a period on.

    ``by_chance``: so few persons could differ so much without a cause; None where that cannot be told.
    """

    unit: str
    codes: tuple[str, str]
    before: float
    after: float
    difference: float
    cohort: bool
    by_chance: bool | None


def find_jumps(
    indicator: Indicator, catalogue: Catalogue, results: Results, period: str, unit: tuple[str, str]
) -> tuple[Jump, ...] | None:
    """The jumps of a unit beyond the borders that are declared, in the order of the codes.

    None where no two codes can be held against each other.
    """
    declared = indicator.jumps
    if declared is None:
        return None
    found: list[Jump] = []
    compared = False
    for codes in pairwise(_codes(declared.by, catalogue)):
        for border, cohort in ((declared.neighbours, False), (declared.cohort, True)):
            first = Period(period).previous().text if cohort else period
            pair = [
                results.get(when, *unit, indicator.id, f"{declared.by}={code}")
                for when, code in zip((first, period), codes, strict=True)
            ]
            before, after = pair
            if border is None or before is None or before.value is None or after is None or after.value is None:
                continue
            compared = True
            difference = float(f"{after.value - before.value:.12g}")
            if abs(difference) > border:
                chance = _by_chance(before, after) if indicator.kind is Kind.SHARE else None
                found.append(Jump(after.unit, codes, before.value, after.value, difference, cohort, chance))
    return tuple(found) if compared else None


def _codes(key: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The codes of a key of a table or of a field, in the order of their dictionary."""
    keys = (each for table in catalogue.tables.values() for each in table.keys if each.id == key)
    named = next((each.dictionary for each in keys), "")
    field = catalogue.fields.get(key)
    dictionary = catalogue.dictionaries.get(named or (field.dictionary if field else ""))
    return () if dictionary is None else tuple(dictionary.entries)


def _by_chance(before: Result, after: Result) -> bool | None:
    sides = (before.numerator, before.denominator, after.numerator, after.denominator)
    if any(side is None for side in sides):
        return None
    a, b, c, d = (float(side or 0) for side in sides)
    interval = newcombe((a, b), (c, d))
    return None if interval is None else interval.has(0)
