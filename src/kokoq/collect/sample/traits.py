"""``sample.yaml`` of a campaign: how large its organisations are, what shares are usual, how the files are called.

Everything in it may be left out; what has no rule is drawn by the type, the whole and the limits of the field::

    sizes: {school: 90..900, kindergarten: 45..260}
    quality: {shnor: -1.2}
    organisations: {school_03: {size: 640, file: "мбоу сош 3 ИСПР.xlsx"}}
    fields:
      grade9_graduates: {of: pupils.ooo, share: 0.17..0.20}
      participants:
        - {when: {procedure: vpr, grade: "4"}, of: pupils.noo, share: 0.20..0.24}
        - {when: {procedure: ege}, only: upper, of: grade11_graduates, share: 0.1..0.6}
    records:
      ege_results:
        of: grade11_graduates
        each: {ege_subject: {rus: 1, soc: 0.5}}
        normal: {ege_score: {mean: 62, deviation: 15}}
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kokoq.definitions.documents import ProfileDocument, RecordsDocument, RuleDocument
from kokoq.definitions.documents.sample import Tendency
from kokoq.definitions.scalars import read_limits as _read_limits
from kokoq.definitions.shape import shape
from kokoq.definitions.source import Text, read_source
from kokoq.diagnostics import Checked

FILE = "sample.yaml"


Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """``RuleDocument``, ready to be drawn from."""

    when: Mapping[str, frozenset[str]] = field(default_factory=dict)
    only: str = ""
    value: float | None = None
    of: str = ""
    share: Bounds | None = None
    range: Bounds | None = None
    yes: float | None = None
    blank: bool = False
    better: Tendency = Tendency.HIGHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """``RecordsDocument``, ready to be drawn from."""

    of: str
    share: Bounds
    each: Mapping[str, Mapping[str, float]]
    person: Mapping[str, Mapping[str, float]]
    weights: Mapping[str, Mapping[str, float]]
    normal: Mapping[str, Bounds]
    only: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """``sample.yaml`` as values; an empty one where a campaign has none."""

    sizes: Mapping[str, Bounds] = field(default_factory=dict)
    quality: Mapping[str, float] = field(default_factory=dict)
    fixed_sizes: Mapping[str, int] = field(default_factory=dict)
    fixed_quality: Mapping[str, float] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, tuple[Usual, ...]] = field(default_factory=dict)
    records: Mapping[str, Records] = field(default_factory=dict)
    exports: Mapping[str, str] = field(default_factory=dict)


def load_traits(folder: Path) -> Checked[Traits | None]:
    """The traits of the campaign in ``folder``; none where it has none, None where they cannot be read."""
    if not (folder / FILE).is_file():
        return Checked(Traits())
    source = read_source(folder / FILE, name=FILE)
    if source.value is None:
        return Checked(None, source.diagnostics)
    document = shape(ProfileDocument, source.value)
    found = (*source.diagnostics, *document.diagnostics)
    return Checked(None if document.value is None else _traits(document.value), found)


def over(general: Traits, own: Traits) -> Traits:
    """A campaign's own traits over those of its catalogue: what they say of a field, table or type counts instead."""
    return Traits(**{f.name: {**getattr(general, f.name), **getattr(own, f.name)} for f in dataclasses.fields(Traits)})


def _traits(document: ProfileDocument) -> Traits:
    organisations = {str(id_): one for id_, one in document.organisations.items()}
    return Traits(
        sizes={str(type_): _bounds(text) for type_, text in document.sizes.items()},
        quality={str(name): float(shift) for name, shift in document.quality.items()},
        fixed_sizes={id_: one.size for id_, one in organisations.items() if one.size is not None},
        fixed_quality={id_: float(one.quality) for id_, one in organisations.items() if one.quality is not None},
        files={id_: str(one.file) for id_, one in organisations.items() if one.file},
        fields={str(name): tuple(_usual(rule) for rule in rules) for name, rules in document.fields.items()},
        records={str(table): _records(rule) for table, rule in document.records.items()},
        exports={str(source): str(file) for source, file in document.exports.items()},
    )


def _usual(document: RuleDocument) -> Usual:
    return Usual(
        when={str(key): frozenset(str(code) for code in codes) for key, codes in document.when.items()},
        only=str(document.only),
        value=None if document.value is None else float(document.value),
        of=str(document.of),
        share=_bounds(document.share) if document.share else None,
        range=_bounds(document.range) if document.range else None,
        yes=None if document.yes is None else float(document.yes),
        blank=document.blank,
        better=document.better,
    )


def _records(document: RecordsDocument) -> Records:
    return Records(
        of=str(document.of),
        share=_bounds(document.share) if document.share else (1.0, 1.0),
        each={str(name): _numbers(codes) for name, codes in document.each.items()},
        person={str(name): _numbers(codes) for name, codes in document.person.items()},
        weights={str(name): _numbers(codes) for name, codes in document.weights.items()},
        normal={str(name): (float(n.mean), float(n.deviation)) for name, n in document.normal.items()},
        only={str(name): {str(code): str(tag) for code, tag in c.items()} for name, c in document.only.items()},
    )


def _numbers(codes: Mapping[Text, object]) -> Mapping[str, float]:
    return {str(code): float(str(number)) for code, number in codes.items()}


def _bounds(text: str) -> Bounds:
    low, high = _read_limits(text) or (None, None)
    return (float(low or 0), float(high if high is not None else low or 0))
