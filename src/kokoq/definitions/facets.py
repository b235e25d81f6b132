"""What an indicator is defined by, facet by facet, each as a short fingerprint: what can be told apart after years.

Formulas and scopes are told apart by what they say, not by how they are written (``formula.canonical``). A run keeps
the fingerprints of its indicators in ``run.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

from kokoq.definitions.fingerprint import fingerprint
from kokoq.formula.canonical import canonical
from kokoq.formula.rows import names
from kokoq.model import PLAIN, Catalogue, Field, Indicator, Relative
from kokoq.plan import Plan, Series

RUN = "run.json"
LENGTH = 16  # hexadecimal digits: 64 bits tell a few hundred indicators of a few versions apart


class Facet(StrEnum):
    """One side of a definition; the order is that in which a difference is told."""

    FORMULA = "formula"
    SCOPE = "scope"
    KIND = "kind"
    TABLE = "table"
    FIELDS = "fields"  # what the fields used are: type, unit, of whom they are asked, how they are totalled
    OTHERS = "others"  # the indicators that the formula names
    MISSING = "missing"
    UNIT = "unit"
    SCALE = "scale"
    MAXIMUM = "maximum"
    BETTER = "better"
    TARGETS = "targets"
    COVERAGE = "coverage"
    ROUNDING = "rounding"
    TITLE = "title"
    QUESTIONS = "questions"  # how the fields used are worded
    NOTATION = "notation"
    BREAKDOWNS = "breakdowns"
    CODE = "code"
    PLACE = "place"
    SOURCE = "source"
    ZONES = "zones"  # the rules of problem zones that ask for it, what is a sign of unfair marking
    REMARKS = "remarks"


Facets = Mapping[Facet, str]
"""Facet → fingerprint; of what has several parts (the fields), ``name=fingerprint`` of each."""


def facets(plan: Plan, indicator: Indicator) -> Facets:
    """The fingerprints of an indicator; a duplicate is defined by the indicator that it repeats."""
    catalogue = plan.catalogue
    origin = catalogue.indicators[indicator.same_as] if indicator.same_as else indicator
    series = plan.series[origin.id]
    whole = _computed(plan, series) | _judged(origin, catalogue) | _told(indicator, series)
    rules = tuple(zoning.rule for zoning in plan.zones if origin.id in zoning.trees)
    whole[Facet.ZONES] = (rules, origin.objectivity, origin.jumps)
    taken = {facet: fingerprint(value)[:LENGTH] for facet, value in whole.items()} | _parts(plan, series)
    return {facet: taken[facet] for facet in Facet}


def all_facets(plan: Plan) -> Mapping[str, Facets]:
    """The fingerprints of every indicator of a catalogue."""
    return {id: facets(plan, indicator) for id, indicator in plan.catalogue.indicators.items()}


def differ(old: Facets, new: Facets) -> tuple[Facet, ...]:
    """The facets that both know and that are not the same; of parts, those that both have decide.

    Another formula is written otherwise, too: that is told of the same formula alone.
    """
    found = tuple(f for f in Facet if f in old and f in new and _told_apart(old[f], new[f]))
    return tuple(f for f in found if f is not Facet.NOTATION or Facet.FORMULA not in found)


def read_facets(run: Path) -> Mapping[str, Facets]:
    """Indicator → facets, from the ``run.json`` of an earlier run; empty where it is not there or tells none."""
    known = {str(facet): facet for facet in Facet}
    try:
        told = json.loads(run.read_text(encoding="utf-8"))["definitions"]
        return {
            str(id): {known[name]: str(taken) for name, taken in own.items() if name in known}
            for id, own in told.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # a comparison without them says less, and nothing that is wrong


def _told_apart(old: str, new: str) -> bool:
    """Whether two fingerprints, or those of any part that both have, are not the same."""
    before, after = (dict(part.rpartition("=")[::2] for part in text.split()) for text in (old, new))
    return any(before[name] != after[name] for name in before.keys() & after.keys())


def _computed(plan: Plan, series: Series) -> dict[Facet, object]:
    """What the value depends on."""
    indicator = series.indicator
    table = plan.catalogue.tables.get(indicator.table)
    return {
        Facet.FORMULA: canonical(series.tree),
        Facet.SCOPE: canonical(series.scope),
        Facet.KIND: indicator.kind,
        Facet.TABLE: None if table is None else (table.id, table.records, table.keys, canonical(plan.asked[table.id])),
        Facet.MISSING: indicator.missing,
        Facet.UNIT: indicator.unit,
    }


def _judged(indicator: Indicator, catalogue: Catalogue) -> dict[Facet, object]:
    """What is made of a value: points, levels, whether it is shown, how it is printed."""
    return {
        Facet.SCALE: _scales(indicator, catalogue),
        Facet.MAXIMUM: tuple(scale.max_points for scale in indicator.scales),
        Facet.BETTER: (indicator.better, indicator.corridor),
        Facet.TARGETS: indicator.targets,
        Facet.COVERAGE: indicator.coverage,
        Facet.ROUNDING: (catalogue.digits if indicator.digits is None else indicator.digits, catalogue.rounding),
    }


def _scales(indicator: Indicator, catalogue: Catalogue) -> object:
    """The scales, with the computed clusters within which they compare, where they do."""
    named = {p for scale in indicator.scales if isinstance(scale.measure, Relative) for p in scale.measure.peers}
    clusters = tuple(each for id, each in sorted(catalogue.clusters.items()) if id in named)
    return (indicator.scales, clusters) if clusters else indicator.scales


def _told(indicator: Indicator, series: Series) -> dict[Facet, object]:
    """What is only said of it."""
    return {
        Facet.TITLE: indicator.title,
        Facet.NOTATION: series.indicator.formula,
        Facet.BREAKDOWNS: tuple(sorted(series.indicator.by)),
        Facet.CODE: indicator.code,
        Facet.PLACE: (indicator.regulation, indicator.group, indicator.part, indicator.part_reason),
        Facet.SOURCE: indicator.act,
        Facet.REMARKS: (indicator.remark, indicator.recommend, indicator.defects),
    }


def _parts(plan: Plan, series: Series) -> dict[Facet, str]:
    """What the formula names: fields as they are asked, as they are worded, and other indicators."""
    used = sorted(names(series.tree))
    fields = {name: plan.catalogue.fields[name] for name in used if name in plan.catalogue.fields}
    others = {name: plan.series[name] for name in used if name in plan.series}
    return {
        Facet.FIELDS: _listed((name, _datum(plan, field)) for name, field in fields.items()),
        Facet.QUESTIONS: _listed((name, (field.title, field.hint)) for name, field in fields.items()),
        Facet.OTHERS: _listed((name, _value(plan, other)) for name, other in others.items()),
    }


def _listed(parts: Iterable[tuple[str, object]]) -> str:
    return " ".join(f"{name}={fingerprint(value)[: LENGTH // 2]}" for name, value in parts)


def _value(plan: Plan, series: Series) -> tuple[object, ...]:
    parts = _parts(plan, series)
    return (*_computed(plan, series).values(), parts[Facet.FIELDS], parts[Facet.OTHERS])


def _datum(plan: Plan, field: Field) -> tuple[object, ...]:
    asked = plan.asked[field.id if field.table == PLAIN else field.table]
    return (field.id, field.table, field.type, field.unit, field.total, field.dictionary, canonical(asked))
