"""What changed of a catalogue besides its indicators and profiles: regulations, the data dictionary, what all share.

What that does to indicators is told of them (``facets``); here every part that is declared is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from kokoq.definitions.facets import cited, rows_of
from kokoq.definitions.fingerprint import fingerprint
from kokoq.definitions.verdict import Verdict, worst
from kokoq.formula.canonical import meant
from kokoq.model import Catalogue, Check, Clustering, Dictionary, Field, Regulation, Table

Declared = Catalogue | Regulation | Field | Table | Dictionary | Check | Clustering


class PartKind(StrEnum):
    """A kind of part; the order is that in which differences are told."""

    CATALOGUE = "catalogue"
    REGULATION = "regulation"
    FIELD = "field"
    TABLE = "table"
    DICTIONARY = "dictionary"
    CHECK = "check"
    CLUSTERING = "clustering"


class Aspect(NamedTuple):
    """One side of a part: what a difference in it does to comparing, and what is declared of it.

    Of ``entries``, those that only one version has do nothing: nothing that both have rests on them.
    """

    verdict: Verdict
    of: Callable[..., object]  # of the part itself, whose class its kind says
    entries: bool = False

    def effect(self, old: Declared, new: Declared) -> Verdict | None:
        """What the difference does; None where there is none."""
        before, after = self.of(old), self.of(new)
        if fingerprint(before) == fingerprint(after):
            return None
        if self.entries and isinstance(before, Mapping) and isinstance(after, Mapping):
            same = all(before[name] == after[name] for name in before.keys() & after.keys())
            return Verdict.COMPARABLE if same else self.verdict
        return self.verdict


_SAME, _NOTED, _BREAKS = Verdict


def _ordered(entries: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(entries.items())


def _acts(catalogue: Catalogue) -> object:
    return {act.id: (act.kind, act.number, act.date, act.title, act.appendices) for act in catalogue.acts.values()}


def _severities(catalogue: Catalogue) -> object:
    return {code: (own.severity, own.reason) for code, own in catalogue.severity.items()}


ASPECTS: Mapping[PartKind, Mapping[str, Aspect]] = {
    PartKind.CATALOGUE: {
        "levels": Aspect(_NOTED, lambda c: _ordered(c.levels)),
        "units": Aspect(_NOTED, lambda c: c.units, entries=True),
        "rounding": Aspect(_NOTED, lambda c: tuple((r.digits, r.mode, r.valid_from, r.valid_to) for r in c.roundings)),
        "organisation_types": Aspect(_NOTED, lambda c: c.organisation_types),
        "tags": Aspect(_NOTED, lambda c: c.tags, entries=True),
        "terms": Aspect(_NOTED, lambda c: c.terms, entries=True),
        "id": Aspect(_SAME, lambda c: c.id),
        "title": Aspect(_SAME, lambda c: c.title),
        "issuer": Aspect(_SAME, lambda c: c.issuer),
        "region": Aspect(_SAME, lambda c: c.region),
        "acts": Aspect(_SAME, _acts),
        "valid": Aspect(_SAME, lambda c: (c.valid_from, c.valid_to)),
        "blocks": Aspect(_SAME, lambda c: c.blocks),
        "topics": Aspect(_SAME, lambda c: _ordered(c.topics)),
        "principles": Aspect(_SAME, lambda c: c.principles),
        "policies": Aspect(_SAME, lambda c: c.policies),
        "retired": Aspect(_SAME, lambda c: c.retired),
        "severity": Aspect(_SAME, _severities),
        "remarks": Aspect(_SAME, lambda c: c.remarks),
    },
    PartKind.REGULATION: {
        "every": Aspect(_BREAKS, lambda r: r.every),
        "collect": Aspect(_NOTED, lambda r: r.collect),
        "methods": Aspect(_NOTED, lambda r: r.collection),
        "by": Aspect(_NOTED, lambda r: r.collected_by),
        "title": Aspect(_SAME, lambda r: r.title),
        "code": Aspect(_SAME, lambda r: r.code),
        "block": Aspect(_SAME, lambda r: r.block),
        "act": Aspect(_SAME, lambda r: cited(r.act)),
        "goals": Aspect(_SAME, lambda r: r.goals),
        "tasks": Aspect(_SAME, lambda r: r.tasks),
        "processing": Aspect(_SAME, lambda r: r.processing),
        "responsible": Aspect(_SAME, lambda r: r.responsible),
        "experts": Aspect(_SAME, lambda r: r.experts),
        "submit": Aspect(_SAME, lambda r: r.submit),
        "criteria": Aspect(_SAME, lambda r: r.criteria),
        "max_points": Aspect(_SAME, lambda r: r.max_points),
        "remark": Aspect(_SAME, lambda r: r.remark),
    },
    PartKind.FIELD: {
        "answer": Aspect(_BREAKS, lambda f: (f.table, f.type, f.unit, f.total, f.dictionary)),
        "asked": Aspect(_BREAKS, lambda f: meant(f.asked)),
        "question": Aspect(_NOTED, lambda f: (f.title, f.hint)),
        "limits": Aspect(_NOTED, lambda f: f.limits),
        "part_of": Aspect(_NOTED, lambda f: f.part_of),
        "evidence": Aspect(_NOTED, lambda f: f.evidence),
        "not_for": Aspect(_NOTED, lambda f: f.not_for),
        "known": Aspect(_NOTED, lambda f: f.known),
        "topic": Aspect(_SAME, lambda f: f.topic),
    },
    PartKind.TABLE: {
        "keys": Aspect(_BREAKS, lambda t: (t.records, {key.id: key.dictionary for key in t.keys})),
        "asked": Aspect(_BREAKS, lambda t: meant(t.asked)),
        "labels": Aspect(_NOTED, lambda t: (t.title, {key.id: key.title for key in t.keys})),
        "rows": Aspect(_NOTED, rows_of),
        "topic": Aspect(_SAME, lambda t: t.topic),
    },
    PartKind.DICTIONARY: {
        "title": Aspect(_NOTED, lambda d: d.title),
        "entries": Aspect(_NOTED, lambda d: _ordered(d.entries)),
        "aliases": Aspect(_NOTED, lambda d: d.aliases),
    },
    PartKind.CHECK: {
        "expect": Aspect(_NOTED, lambda c: (meant(c.expect), c.table)),
        "scope": Aspect(_NOTED, lambda c: c.scope and meant(c.scope)),
        "title": Aspect(_SAME, lambda c: c.title),
        "severity": Aspect(_SAME, lambda c: c.severity),
        "act": Aspect(_SAME, lambda c: cited(c.act)),
    },
    PartKind.CLUSTERING: {
        "number": Aspect(_NOTED, lambda c: (c.by, c.number, c.seed)),
        "title": Aspect(_SAME, lambda c: c.title),
    },
}
"""Kind of part → name of a side → what it is."""


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part that is not as it was: ``effects`` are those of the sides that differ, none of one that came or went."""

    part: PartKind
    id: str
    change: str
    effects: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """One that came or went judges nothing: what rests on it says so itself."""
        return worst(self.effects.values())

    @property
    def causes(self) -> tuple[str, ...]:
        """The sides that make the verdict what it is."""
        return tuple(name for name, effect in self.effects.items() if effect is self.verdict)


def part_changes(old: Catalogue, new: Catalogue) -> Iterator[PartChange]:
    """Every part of either that differs, by kind, in the order of the catalogues."""
    for part in PartKind:
        before, after = parts_of(part, old), parts_of(part, new)
        for id in before:
            if id not in after:
                yield PartChange(part, id, "removed")
        for id, declared in after.items():
            if id not in before:
                yield PartChange(part, id, "added")
                continue
            effects = {name: aspect.effect(before[id], declared) for name, aspect in ASPECTS[part].items()}
            told = {name: effect for name, effect in effects.items() if effect is not None}
            if told:
                yield PartChange(part, id, "changed", told)


def parts_of(part: PartKind, catalogue: Catalogue) -> Mapping[str, Declared]:
    """The parts of a kind by their ids; a catalogue is one part of itself."""
    kinds: dict[PartKind, Mapping[str, Declared]] = {
        PartKind.CATALOGUE: {"": catalogue},
        PartKind.REGULATION: {regulation.id: regulation for regulation in catalogue.regulations},
        PartKind.FIELD: catalogue.fields,
        PartKind.TABLE: catalogue.tables,
        PartKind.DICTIONARY: catalogue.dictionaries,
        PartKind.CHECK: catalogue.checks,
        PartKind.CLUSTERING: catalogue.clusters,
    }
    return kinds[part]
