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
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from kokoq.definitions.documents import Document
from kokoq.definitions.scalars import (
    NOTHING,
    Flag,
    Key,
    Name,
    Names,
    Number,
    Range,
    Title,
    Whole,
    one_of,
    words,
)
from kokoq.definitions.scalars import read_limits as _read_limits
from kokoq.definitions.shape import shape
from kokoq.definitions.source import Map, Node, Text, make_seq, read_source
from kokoq.diagnostics import Checked

FILE = "sample.yaml"


class Tendency(StrEnum):
    """Whether good organisations have more of it, less of it, or whether it says nothing of them."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


@dataclass(frozen=True, kw_only=True)
class RuleDocument(Document):
    """How one field is drawn: a constant, a share of another field, a range, the probability of yes, or left blank.

    ``of`` names a field (its total), ``field.code`` (one row of its table) or ``size``; by default the field's whole.
    """

    when: dict[Key, Names] = field(default_factory=dict)
    only: Name = NOTHING
    value: Number | None = None
    of: Name = NOTHING
    share: Range = NOTHING
    range: Range = NOTHING
    yes: Number | None = None
    blank: Flag = False
    better: Annotated[Tendency, one_of(Tendency), words(Tendency)] = Tendency.HIGHER


@dataclass(frozen=True, kw_only=True)
class NormalDocument(Document):
    """A normal distribution; what falls outside the field's limits is moved to them."""

    mean: Number
    deviation: Number


@dataclass(frozen=True, kw_only=True)
class RecordsDocument(Document):
    """How the rows of a records table are drawn.

    ``of`` gives the persons of an organisation, ``share`` of them; each person gets a row per code of ``each`` with
    its probability. Other symbols are drawn by weights: those of ``person`` once, those of ``weights`` in every row;
    numbers by ``normal``. ``only`` keeps a code for organisations of a type or tag: no 11th grade where there is none.
    """

    of: Name
    share: Range = NOTHING
    each: dict[Key, dict[Key, Number]] = field(default_factory=dict)
    person: dict[Key, dict[Key, Number]] = field(default_factory=dict)
    weights: dict[Key, dict[Key, Number]] = field(default_factory=dict)
    normal: dict[Key, NormalDocument] = field(default_factory=dict)
    only: dict[Key, dict[Key, Name]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class OrganisationDocument(Document):
    """What is fixed of one organisation."""

    size: Whole | None = None
    quality: Number | None = None
    file: Title = NOTHING


@dataclass(frozen=True, kw_only=True)
class ProfileDocument(Document):
    """``sample.yaml``."""

    sizes: dict[Key, Range] = field(default_factory=dict)
    quality: dict[Key, Number] = field(default_factory=dict)
    organisations: dict[Key, OrganisationDocument] = field(default_factory=dict)
    fields: dict[Key, tuple[RuleDocument, ...]] = field(default_factory=dict)
    records: dict[Key, RecordsDocument] = field(default_factory=dict)
    exports: dict[Key, Title] = field(default_factory=dict)


Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
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
class Profile:
    """``sample.yaml`` as values; an empty one where a campaign has none."""

    sizes: Mapping[str, Bounds] = field(default_factory=dict)
    quality: Mapping[str, float] = field(default_factory=dict)
    fixed_sizes: Mapping[str, int] = field(default_factory=dict)
    fixed_quality: Mapping[str, float] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    records: Mapping[str, Records] = field(default_factory=dict)
    exports: Mapping[str, str] = field(default_factory=dict)


def load_profile(folder: Path) -> Checked[Profile | None]:
    """The profile of the campaign in ``folder``; an empty one where it has none, None where it cannot be read."""
    if not (folder / FILE).is_file():
        return Checked(Profile())
    source = read_source(folder / FILE, name=FILE)
    if source.value is None:
        return Checked(None, source.diagnostics)
    document = shape(ProfileDocument, _listed(source.value))
    found = (*source.diagnostics, *document.diagnostics)
    return Checked(None if document.value is None else _profile(document.value), found)


def over(general: Profile, own: Profile) -> Profile:
    """A campaign's own profile over that of its catalogue: what it says of a field, table or type counts instead."""
    return Profile(
        **{f.name: {**getattr(general, f.name), **getattr(own, f.name)} for f in dataclasses.fields(Profile)}
    )


def _listed(tree: Node) -> Node:
    """The tree with a list of one where a field has a single rule."""
    if isinstance(tree, Map):
        for key, fields in tree.items():
            if key == "fields" and isinstance(fields, Map):
                for name, rule in fields.items():
                    fields[name] = make_seq(rule.mark, [rule]) if isinstance(rule, Map) else rule
    return tree


def _profile(document: ProfileDocument) -> Profile:
    organisations = {str(id_): one for id_, one in document.organisations.items()}
    return Profile(
        sizes={str(type_): _bounds(text) for type_, text in document.sizes.items()},
        quality={str(name): float(shift) for name, shift in document.quality.items()},
        fixed_sizes={id_: one.size for id_, one in organisations.items() if one.size is not None},
        fixed_quality={id_: float(one.quality) for id_, one in organisations.items() if one.quality is not None},
        files={id_: str(one.file) for id_, one in organisations.items() if one.file},
        fields={str(name): tuple(_rule(rule) for rule in rules) for name, rules in document.fields.items()},
        records={str(table): _records(rule) for table, rule in document.records.items()},
        exports={str(source): str(file) for source, file in document.exports.items()},
    )


def _rule(document: RuleDocument) -> Rule:
    return Rule(
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
