"""What may be published: groups of fewer persons than the declared number are hidden, and what would give them away.

A result reveals its numerator and denominator. Those are tied to others by sums: organisations to their municipality,
region and groups, breakdown values to their total, indicators that count the same. Results are let out one by one, the
most telling first; one that would give a hidden number away together with those before it is hidden as well
(complementary suppression). What is computed from hidden results otherwise is hidden with them, and what scales give
by comparison with them is left out. Zero is not hidden: it is nobody.
"""

from __future__ import annotations

from kokoq.assess.suppress.counted import Counted
from kokoq.assess.suppress.numbers import Numbers, key_of
from kokoq.assess.suppress.parts import apart
from kokoq.assess.suppress.points import telling_points
from kokoq.assess.suppress.publication import Publication, dependants
from kokoq.assess.suppress.small import small_groups
from kokoq.compute.levels import base_units
from kokoq.model import Organisation, Settings
from kokoq.plan import Plan
from kokoq.results import Key, Result, Results, Status


def suppress(
    plan: Plan, results: Results, organisations: tuple[Organisation, ...], settings: Settings, *, least: int
) -> Results:
    """The results without value, points and level wherever fewer than ``least`` persons could be told from them."""
    counting = sorted((row for row in results.rows if row.numerator is not None), key=key_of)
    units, counted = base_units(organisations, plan.catalogue, settings), Counted(plan)
    hidden: set[Key] = set()
    for part in apart(counted, counting):
        small = small_groups(plan, part, least=least)
        hidden |= Publication(Numbers(counted, units, part), small).hidden()
    hidden |= dependants(plan, results.rows, hidden)
    left = Results(tuple(_emptied(row) if key_of(row) in hidden else row for row in results.rows))
    telling = telling_points(plan, left, organisations)
    return Results(tuple(_pointless(row) if key_of(row) in telling else row for row in left.rows))


def _emptied(row: Result) -> Result:
    return _pointless(row)._replace(value=None, numerator=None, denominator=None, status=Status.SUPPRESSED)


def _pointless(row: Result) -> Result:
    return row._replace(points=None, max_points=None, band="")
