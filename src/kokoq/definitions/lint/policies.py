"""What results may not be used for (R070): bans that name something, and hit something."""

from __future__ import annotations

from collections.abc import Iterator

from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic
from kokoq.formula.rows import names, walk
from kokoq.formula.tree import Text
from kokoq.model import Catalogue, Type
from kokoq.plan import Plan, Series, fields_used
from kokoq.rules import POLICY_NAME_UNKNOWN, POLICY_WITHOUT_EFFECT
from kokoq.spelling import closest

_INDICATOR = "indicator"


def bans_name_what_exists(look: Look) -> Iterator[Diagnostic]:
    """What a policy forbids is an indicator, or a code of a key or field."""
    known = _symbols(look)
    for number, policy in enumerate(look.catalogue.policies):
        for name, code in policy.forbid.items():
            route = ("policies", str(number), "forbid")
            if name not in known and name != _INDICATOR:
                [key] = (key for key in look.places.keys("catalogue", "", *route) if key == name)
                yield POLICY_NAME_UNKNOWN.at(key.at, name=name, close=closest(name, (*known, _INDICATOR)))
                continue
            at = look.places.at("catalogue", "", *route, name, otherwise=look.catalogue.at)
            codes = _indicators(look) if name == _INDICATOR else known[name]
            if code not in codes:
                yield POLICY_NAME_UNKNOWN.at(at, name=code, close=closest(code, codes))


def bans_hit_something(look: Look) -> Iterator[Diagnostic]:
    """Some indicator is computed of what a policy forbids."""
    if look.plan is None:
        return
    known = _symbols(look)
    for number, policy in enumerate(look.catalogue.policies):
        for name, code in policy.forbid.items():
            holders = _holders(look.catalogue, name)
            hit = any(_rests_on(look.plan, series, name, code, holders) for series in look.plan.series.values())
            if code in known.get(name, ()) and not hit:
                route = ("policies", str(number), "forbid", name)
                at = look.places.at("catalogue", "", *route, otherwise=look.catalogue.at)
                yield POLICY_WITHOUT_EFFECT.at(at, forbidden=f"{name}: {code}")


def _rests_on(plan: Plan, series: Series, name: str, code: str, holders: frozenset[str]) -> bool:
    """Whether an indicator takes rows of a code: it asks for the code, or for all rows of a table that has it."""
    tables = {plan.catalogue.fields[used].table for used in fields_used(plan, series.indicator.id)}
    asked = name not in names(series.tree) or Text(code) in walk(series.tree)
    return bool(tables & holders) and asked


def _holders(catalogue: Catalogue, name: str) -> frozenset[str]:
    """The tables that have a key or field of this name."""
    keyed = (table.id for table in catalogue.tables.values() if name in [key.id for key in table.keys])
    held = (catalogue.fields[name].table,) if name in catalogue.fields else ()
    return frozenset((*keyed, *held))


def _symbols(look: Look) -> dict[str, tuple[str, ...]]:
    """Keys and fields that hold symbols → their codes."""
    catalogue = look.catalogue
    holders = {key.id: key.dictionary for table in catalogue.tables.values() for key in table.keys}
    holders |= {field.id: field.dictionary for field in catalogue.fields.values() if field.type is Type.SYMBOL}
    return {
        name: tuple(catalogue.dictionaries[id].entries) for name, id in holders.items() if id in catalogue.dictionaries
    }


def _indicators(look: Look) -> tuple[str, ...]:
    series = look.catalogue.indicators.values()
    return tuple(dict.fromkeys(name for i in series for name in (i.id, i.template) if name))


CHECKS = (bans_name_what_exists,)
FORMULA_CHECKS = (bans_hit_something,)
