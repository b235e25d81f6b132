"""What an indicator is defined by, facet by facet, each as a short fingerprint: what can be told apart after years.

Formulas and scopes are told apart by what they say, not by how they are written (``formula.canonical``). A run keeps
the fingerprints of its indicators in ``run.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from kokoq.definitions.fingerprint import fingerprint
from kokoq.formula.canonical import canonical, meant
from kokoq.formula.rows import names
from kokoq.model import (
    PLAIN,
    Band,
    Bands,
    Catalogue,
    Citation,
    Dictionary,
    Field,
    Indicator,
    Ordinal,
    Regulation,
    Relative,
    Scale,
    Table,
    ZoneRule,
)
from kokoq.plan import Plan, Series, fields_used, references_of, scored_with

RUN = "run.json"
LENGTH = 16  # hexadecimal digits: 64 bits tell a few hundred indicators of a few versions apart


class Facet(StrEnum):
    """One side of a definition; the order is that in which a difference is told."""

    FORMULA = "formula"
    SCOPE = "scope"
    KIND = "kind"
    TABLE = "table"
    FIELDS = "fields"  # what the fields used are: type, unit, of whom they are asked, how they are totalled
    PERIODICITY = "periodicity"  # of how long a period the values are
    OTHERS = "others"  # the indicators that the formula names
    MISSING = "missing"
    UNIT = "unit"
    SCALE = "scale"
    CONDITIONS = "conditions"  # the indicators that the scales look at besides, or that make the clusters of peers
    MAXIMUM = "maximum"
    BETTER = "better"
    TARGETS = "targets"
    COVERAGE = "coverage"
    ABOVE_100 = "above_100"
    SAMPLE = "sample"
    LEVELS = "levels"  # of the catalogue: their order and titles, where there are scales
    ILLUSTRATIVE = "illustrative"
    ROUNDING = "rounding"
    PRINTED = "printed"  # how the units are printed
    TITLE = "title"
    QUESTIONS = "questions"  # how the fields used are worded
    LABELS = "labels"  # how tables, their keys and the entries of dictionaries are worded
    ENTRIES = "entries"  # the codes of the dictionaries used, in their order, and other spellings
    ROWS = "rows"  # the rows of tables that are asked
    LIMITS = "limits"
    WHOLES = "wholes"  # of what the fields used are parts
    EVIDENCE = "evidence"
    DATES = "dates"  # the days of collecting, the day on which a datum becomes known
    NOTATION = "notation"
    BREAKDOWNS = "breakdowns"
    CODE = "code"
    PLACE = "place"
    SOURCE = "source"
    GROUNDS = "grounds"  # the acts that the scales come from
    REPLACES = "replaces"
    ZONES = "zones"  # the rules of problem zones that ask for it, what is a sign of unfair marking
    REMARKS = "remarks"
    SCALING = "scaling"  # the scales without what is only said of them
    GRID = "grid"  # the tables without their words
    ZONING = "zoning"
    CITED = "cited"
    BELOW = "below"  # the indicators that the formula names, as far as their values go


FINER: Mapping[Facet, Facet] = {
    Facet.SCALE: Facet.SCALING,
    Facet.TABLE: Facet.GRID,
    Facet.ZONES: Facet.ZONING,
    Facet.SOURCE: Facet.CITED,
    Facet.OTHERS: Facet.BELOW,
}
"""A facet that takes in words, or the order of keys → the finer one that decides whether it is told, where known."""

IMPLIED: Mapping[Facet, Facet] = {Facet.FORMULA: Facet.NOTATION, Facet.ILLUSTRATIVE: Facet.GROUNDS}
"""A facet that differs → one that then differs, too, and says no more: another formula is written otherwise."""

Facets = Mapping[Facet, str]
"""Facet → fingerprint; of what has several parts (the fields), ``name=fingerprint`` of each."""


def facets(plan: Plan, indicator: Indicator) -> Facets:
    """The fingerprints of an indicator; a duplicate is defined by the indicator that it repeats."""
    return _facets(_Memory(plan), indicator)


def _facets(memory: _Memory, indicator: Indicator) -> Facets:
    plan, catalogue = memory.plan, memory.plan.catalogue
    origin = catalogue.indicators[indicator.same_as] if indicator.same_as else indicator
    series, rest = plan.series[origin.id], _rest(plan, plan.series[origin.id])
    whole = _computed(plan, series) | _judged(origin, catalogue) | _told(indicator, series)
    whole |= _refined(plan, origin, rest)
    rules = tuple(zoning.rule for zoning in plan.zones if origin.id in zoning.trees)
    whole[Facet.ZONES] = (rules, origin.objectivity, origin.jumps)
    taken = {facet: fingerprint(value)[:LENGTH] for facet, value in whole.items()}
    taken[Facet.CONDITIONS] = _listed((id, memory.worth(id)) for id in looked_at(plan, origin))
    taken |= memory.parts(origin.id) | _asked(rest) | _worded(catalogue, origin, rest)
    return {facet: taken[facet] for facet in Facet}


def all_facets(plan: Plan) -> Mapping[str, Facets]:
    """The fingerprints of every indicator of a catalogue."""
    memory = _Memory(plan)
    return {id: _facets(memory, indicator) for id, indicator in plan.catalogue.indicators.items()}


def differ(old: Facets, new: Facets) -> tuple[Facet, ...]:
    """The facets that both know and that are not the same; of parts, those that both have decide."""
    known = old.keys() & new.keys()
    found = {facet for facet in known if _told_apart(old[facet], new[facet])}
    for coarse, finer in FINER.items():
        if finer in known:
            found = (found | {coarse} if finer in found else found - {coarse}) - {finer}
    found -= {implied for whole, implied in IMPLIED.items() if whole in found}
    return tuple(facet for facet in Facet if facet in found)


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
    clusters = tuple(catalogue.clusters[id] for id in _clusters_of(indicator, catalogue))
    return (indicator.scales, clusters) if clusters else indicator.scales


def _clusters_of(indicator: Indicator, catalogue: Catalogue) -> tuple[str, ...]:
    named = {p for scale in indicator.scales if isinstance(scale.measure, Relative) for p in scale.measure.peers}
    return tuple(id for id in sorted(catalogue.clusters) if id in named)


def _told(indicator: Indicator, series: Series) -> dict[Facet, object]:
    """What is only said of it."""
    return {
        Facet.TITLE: indicator.title,
        Facet.NOTATION: series.indicator.formula,
        Facet.BREAKDOWNS: tuple(sorted(series.indicator.by)),
        Facet.CODE: indicator.code,
        Facet.PLACE: (indicator.regulation, indicator.group, indicator.part, indicator.part_reason),
        Facet.SOURCE: indicator.act,
        Facet.CITED: cited(indicator.act),
        Facet.REMARKS: (indicator.remark, indicator.recommend, indicator.defects),
        Facet.REPLACES: indicator.replaces,
    }


def _refined(plan: Plan, indicator: Indicator, rest: _Rest) -> dict[Facet, object]:
    """What the first facets do not tell, or tell together: those are kept in run.json and stay as they are."""
    scales = tuple(_bare(scale) for scale in indicator.scales)
    asking = {z.rule.id: _sourced(z.rule) for z in plan.zones if indicator.id in z.trees}
    return {
        Facet.ZONING: (asking, indicator.objectivity, indicator.jumps),
        Facet.ABOVE_100: indicator.may_exceed_100,
        Facet.SAMPLE: indicator.sample,
        Facet.SCALING: _scales(replace(indicator, scales=scales), plan.catalogue),
        Facet.GRID: _grids(plan, indicator, rest),
    }


def looked_at(plan: Plan, indicator: Indicator) -> tuple[str, ...]:
    """The indicators besides its own value on which its points depend."""
    named = (name for id in _clusters_of(indicator, plan.catalogue) for name in plan.catalogue.clusters[id].by)
    made_of = {plan.catalogue.indicators[name].same_as or name for name in named}
    return tuple(sorted(scored_with(plan, indicator.id).union(made_of, *(references_of(plan, id) for id in made_of))))


def _bare(scale: Scale) -> Scale:
    method = scale.method
    if isinstance(method, Ordinal):
        method = replace(method, choices=tuple(sorted(method.choices, key=lambda choice: choice.code)))
    if isinstance(method, Bands):
        method = replace(method, bands=tuple(map(_meant, method.bands)))
    conditions = {name: meant(condition) for name, condition in scale.conditions.items()}
    levels = tuple(map(_meant, scale.levels))
    return replace(scale, method=method, conditions=conditions, levels=levels, illustrative=False, source=())


def _meant(band: Band) -> Band:
    return band if band.when is None else replace(band, when=meant(band.when))


def _sourced(rule: ZoneRule) -> ZoneRule:
    source = tuple(sorted(rule.source, key=lambda each: each.act))
    conditions = {name: meant(condition) for name, condition in rule.conditions.items()}
    return replace(rule, when=meant(rule.when), conditions=conditions, source=source)


def cited(citations: Iterable[Citation]) -> Mapping[str, str]:
    """Act → clause: the order of the acts says nothing."""
    return {each.act: each.clause for each in citations}


def _grids(plan: Plan, indicator: Indicator, rest: _Rest) -> tuple[object, ...]:
    """The tables without their words; of whom one is asked, unless that is told of its fields."""
    return tuple(
        (
            table.id,
            table.records,
            frozenset((key.id, key.dictionary) for key in table.keys),
            canonical(plan.asked[table.id]) if table.id == indicator.table else "",
        )
        for table in rest.tables
    )


@dataclass(frozen=True, slots=True)
class _Memory:
    """What was taken of the indicators of a plan that others rest on: in diamonds there are many ways to each."""

    plan: Plan
    taken: dict[str, dict[Facet, str]] = field(default_factory=dict)
    worths: dict[str, str] = field(default_factory=dict)

    def parts(self, id: str) -> dict[Facet, str]:
        """What a formula names: fields as they are asked, as they are worded, and other indicators."""
        if id not in self.taken:
            plan, used = self.plan, sorted(names(self.plan.series[id].tree))
            fields = {name: plan.catalogue.fields[name] for name in used if name in plan.catalogue.fields}
            others = [name for name in used if name in plan.series]
            self.taken[id] = {
                Facet.FIELDS: _listed((name, _datum(plan, field)) for name, field in fields.items()),
                Facet.QUESTIONS: _listed((name, (field.title, field.hint)) for name, field in fields.items()),
                Facet.OTHERS: _listed((name, self._value(name)) for name in others),
                Facet.BELOW: _listed((name, self.worth(name)) for name in others),
            }
        return self.taken[id]

    def worth(self, id: str) -> str:
        """What the value of an indicator depends on, without the words of its tables."""
        if id not in self.worths:
            series, own = self.plan.series[id], self.parts(id)
            computed = [value for facet, value in _computed(self.plan, series).items() if facet is not Facet.TABLE]
            grids = _grids(self.plan, series.indicator, _rest(self.plan, series))
            self.worths[id] = fingerprint((*computed, grids, own[Facet.FIELDS], own[Facet.BELOW]))
        return self.worths[id]

    def _value(self, id: str) -> tuple[object, ...]:
        own = self.parts(id)
        return (*_computed(self.plan, self.plan.series[id]).values(), own[Facet.FIELDS], own[Facet.OTHERS])


@dataclass(frozen=True, slots=True)
class _Rest:
    """What an indicator rests on in the end, through those that it names: whom it asks, when, in which words.

    ``regulations`` are those by which the data are collected; its own stands under no name.
    """

    fields: tuple[Field, ...]
    tables: tuple[Table, ...]
    dictionaries: tuple[Dictionary, ...]
    regulations: Mapping[str, Regulation]


def _rest(plan: Plan, series: Series) -> _Rest:
    catalogue, indicator = plan.catalogue, series.indicator
    fields = tuple(catalogue.fields[name] for name in fields_used(plan, indicator.id))
    named = dict.fromkeys((indicator.table, *(field.table for field in fields)))
    tables = tuple(catalogue.tables[name] for name in named if name)
    keys = (key.dictionary for table in tables for key in table.keys)
    lists = dict.fromkeys((*(field.dictionary for field in fields), *keys))
    known = {regulation.id: regulation for regulation in catalogue.regulations}
    others = sorted({plan.series[id].indicator.regulation for id in references_of(plan, indicator.id)})
    own = indicator.regulation
    return _Rest(
        fields=fields,
        tables=tables,
        dictionaries=tuple(catalogue.dictionaries[name] for name in lists if name),
        regulations={"" if name == own else name: known[name] for name in (own, *others) if name in known},
    )


def _asked(rest: _Rest) -> dict[Facet, str]:
    """How, when and in which rows the data are asked."""
    days = [(id, regulation.collect) for id, regulation in rest.regulations.items()]
    rows = [(f"{table.id}.rows", rows_of(table)) for table in rest.tables]
    return {
        Facet.PERIODICITY: _listed((id, regulation.every) for id, regulation in rest.regulations.items()),
        Facet.DATES: _listed([*days, *((f.id, f.known) for f in rest.fields)]),
        Facet.ROWS: _listed([*rows, *((f.id, f.not_for) for f in rest.fields if f.table)]),
        Facet.ENTRIES: _listed((d.id, (tuple(d.entries), d.aliases)) for d in rest.dictionaries),
        Facet.LIMITS: _listed((f.id, f.limits) for f in rest.fields),
        Facet.WHOLES: _listed((f.id, f.part_of) for f in rest.fields),
        Facet.EVIDENCE: _listed((f.id, f.evidence) for f in rest.fields),
    }


@lru_cache(maxsize=64)
def rows_of(table: Table) -> str:
    """The fingerprint of the rows that a table asks for, whatever the order of its keys: many indicators ask it."""
    keys = [key.id for key in table.keys]
    return fingerprint(frozenset(tuple(sorted(zip(keys, row, strict=True))) for row in table.rows))


def _worded(catalogue: Catalogue, indicator: Indicator, rest: _Rest) -> dict[Facet, str]:
    """How what the indicator rests on is worded, and on what its scales rest."""
    units = dict.fromkeys((indicator.unit, *(field.unit for field in rest.fields)))
    tables = [(t.id, (t.title, {key.id: key.title for key in t.keys})) for t in rest.tables]
    entries = [(f"{d.id}.entries", (d.title, d.entries)) for d in rest.dictionaries]
    levels = [("levels", tuple(catalogue.levels.items()))] if indicator.scales else []
    return {
        Facet.LEVELS: _listed(levels),
        Facet.PRINTED: _listed((unit, catalogue.units.get(unit, unit)) for unit in units),
        Facet.LABELS: _listed([*tables, *entries]),
        Facet.ILLUSTRATIVE: _listed((str(scale.valid_from), scale.illustrative) for scale in indicator.scales),
        Facet.GROUNDS: _listed((str(scale.valid_from), cited(scale.source)) for scale in indicator.scales),
    }


def _listed(parts: Iterable[tuple[str, object]]) -> str:
    return " ".join(f"{name}={fingerprint(value)[: LENGTH // 2]}" for name, value in parts)


def _datum(plan: Plan, field: Field) -> tuple[object, ...]:
    asked = plan.asked[field.id if field.table == PLAIN else field.table]
    return (field.id, field.table, field.type, field.unit, field.total, field.dictionary, canonical(asked))
