"""Documents → regulations and indicators, with the faults that can be seen without reading a formula."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kokoq.definitions.documents import (
    BetterDocument,
    Citations,
    IndicatorDocument,
    JumpsDocument,
    RegulationDocument,
)
from kokoq.definitions.expand import (
    Instance,
    check_duplicate,
    check_parameters,
    instances,
    origin_of,
    resolve_duplicate,
)
from kokoq.definitions.names import check_identifiers, check_known, repaired
from kokoq.definitions.scalars import read_number
from kokoq.definitions.scales import PEERS, check_fitness, check_scales, make_scales
from kokoq.definitions.source import Text
from kokoq.diagnostics import Diagnostic, Span
from kokoq.language import Word
from kokoq.model import (
    Citation,
    Dictionary,
    Expression,
    Goal,
    Group,
    Indicator,
    Jumps,
    Kind,
    Missing,
    Part,
    Polarity,
    Regulation,
)
from kokoq.rules import DUPLICATE_CODE, JUMPS_NOT_BROKEN_DOWN, REGULATION_INCOMPLETE, WRONG_VALUE

PARTS = ("goal", "tasks", "indicators", "collection", "periodicity", "criteria")
"""The six parts of a regulation (R001)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What may be referred to; None where the section that would declare it is missing or could not be read."""

    acts: Collection[str] | None
    levels: Mapping[Text, Text] | None
    zones: Mapping[Text, Text]
    clusters: Collection[str]
    tags: Collection[str] | None
    blocks: Collection[str] | None
    units: Collection[str] | None
    tables: frozenset[str]
    fields: frozenset[str]
    indicators: frozenset[str]
    dictionaries: Mapping[str, Dictionary]
    documents: Mapping[str, IndicatorDocument]

    @property
    def peers(self) -> Collection[str] | None:
        """What peers may have in common; None where nobody can say what tags there are."""
        return None if self.tags is None else (*PEERS, *self.tags, *self.clusters)

    @property
    def coded(self) -> Mapping[str, str]:
        """The indicators with their codes, which people write where a name belongs."""
        codes = {name: str(document.code) for name, document in self.documents.items()}
        return {name: codes.get(name, "") for name in sorted(self.indicators)}

    @property
    def advised(self) -> Mapping[Text, Text] | None:
        """What there may be recommendations for: levels and rules of problem zones."""
        return self.zones or None if self.levels is None else {**self.levels, **self.zones}


def make_regulation(document: RegulationDocument, declared: Declared) -> Regulation:
    """A regulation; a goal's template stands for all its indicators."""
    collection, periodicity = document.collection, document.periodicity
    return Regulation(
        id=str(document.id),
        code=str(document.code),
        title=str(document.title),
        at=document.id.at,
        block=str(document.block),
        act=_citations(document.act),
        goals=tuple(Goal(text=str(g.text), indicators=series_of(g.indicators, declared)) for g in document.goal),
        tasks=_texts(document.tasks),
        collection=_texts(collection.methods) if collection else (),
        processing=_texts(collection.processing) if collection else (),
        collected_by=collection.by or "" if collection else "",
        responsible=str(collection.responsible) if collection else "",
        experts=_texts(collection.experts) if collection else (),
        every=periodicity.every if periodicity else "year",
        collect=periodicity.collect if periodicity else None,
        submit=periodicity.submit if periodicity else "",
        indicators=series_of(document.indicators, declared),
        criteria=_texts(document.criteria),
        remark=str(document.remark),
        max_points=document.max_points,
    )


def check_regulation(document: RegulationDocument, parts: Collection[str], declared: Declared) -> Iterator[Diagnostic]:
    """A regulation has its six parts (``parts`` are the keys of its file) and cites what is declared."""
    yield from check_identifiers([document.id])
    yield from check_known(document.act, declared.acts, "act")
    yield from check_known([document.block], declared.blocks, "block")
    for goal in document.goal:
        yield from check_known(goal.indicators, declared.coded, "indicator")
    for part in PARTS:
        if part not in parts:
            yield REGULATION_INCOMPLETE.at(document.id.at, part=part)


def make_indicators(
    name: Text, document: IndicatorDocument, regulation: str, declared: Declared
) -> Iterator[Indicator]:
    """The indicators of a document: one, or one for each value of a template."""
    whole = resolve_duplicate(document, declared.documents)
    if whole.formula is None or not whole.formula.text or whole.kind is None:
        return
    for instance in instances(whole, declared.dictionaries):
        yield _make_indicator(name, whole, instance, regulation, declared)


def check_indicator(name: Text, document: IndicatorDocument, declared: Declared) -> Iterator[Diagnostic]:
    """What an indicator refers to is declared, its scale can be used, its direction is one."""
    yield from check_duplicate(name, document, declared.documents)
    yield from check_identifiers(document.for_each)
    yield from check_parameters(document, declared.dictionaries)
    yield from check_known([document.table], declared.tables, "table")
    yield from check_known([document.unit], declared.units, "unit")
    yield from check_known(document.recommend, declared.advised, "advised")
    yield from _check_jumps(name, document)
    yield from check_identifiers([document.replaces] if document.replaces else [])  # what it replaces may be gone
    cited = [*document.act, *(act for scale in document.scale for act in scale.source)]
    yield from check_known(cited, declared.acts, "act")
    whole = resolve_duplicate(document, declared.documents)
    share = whole.kind in (Kind.SHARE, Kind.ORGANISATIONS_SHARE) and not whole.may_exceed_100
    yield from check_scales(document.scale, name, levels=declared.levels, peers=declared.peers, share=share)
    polarity, _ = _polarity(document.better)
    yield from check_fitness(document.scale, at=name.at, kind=whole.kind, better=polarity, targets=whole.target)
    yield from _check_better(document.better)


def check_codes_unique(documents: Iterable[tuple[Text, IndicatorDocument]], declared: Declared) -> Iterator[Diagnostic]:
    """No two indicators have one code."""
    seen: dict[str, Span] = {}
    for _, document in documents:
        for instance in instances(resolve_duplicate(document, declared.documents), declared.dictionaries):
            code = instance.code_of(document.code)
            if document.code and code in seen:
                yield DUPLICATE_CODE.at(document.code.at, code=code, related=(seen[code],))
            seen.setdefault(code, document.code.at)


def _make_indicator(
    name: Text, document: IndicatorDocument, instance: Instance, regulation: str, declared: Declared
) -> Indicator:
    origin = origin_of(name, declared.documents)
    polarity, corridor = _polarity(document.better)
    variative = document.part.variative is not None
    return Indicator(
        id=instance.id_of(name),
        code=instance.code_of(document.code),
        title=instance.put(document.title),
        regulation=regulation,
        kind=document.kind or Kind.SHARE,
        formula=document.formula or Expression("", name.at),
        scope=document.scope or Expression("organisation", name.at),
        at=name.at,
        group=document.group or Group.RESULT,
        part=Part.VARIATIVE if variative else Part.INVARIANT,
        part_reason=document.part.variative or "",
        table=repaired(document.table, declared.tables),
        by=_texts(document.by),
        better=polarity,
        corridor=corridor,
        unit=str(document.unit),
        digits=document.digits,
        scales=make_scales(document.scale, at=name.at, levels=declared.levels, peers=declared.peers),
        targets={str(period): value for period, value in document.target.items()},
        recommend={str(key): instance.put(text) for key, text in document.recommend.items()},
        remark=instance.put(document.remark),
        defects=_texts(document.defects),
        may_exceed_100=document.may_exceed_100 or False,
        sample=document.sample or False,
        objectivity=document.objectivity or False,
        jumps=_make_jumps(document.jumps),
        missing=document.missing or Missing.EXCLUDE,
        coverage=document.coverage,
        same_as="" if origin == name else instance.id_of(origin),
        replaces=str(document.replaces),
        template=str(name) if document.for_each else "",
        parameters=instance.parameters,
        act=_citations(document.act),
    )


def series_of(names: Iterable[Text], declared: Declared) -> tuple[str, ...]:
    """The ids of the indicators that names stand for: a template stands for all of its own."""
    found: list[str] = []
    for name in names:
        document = declared.documents.get(name)
        if document is None:
            found += [str(name)] if name in declared.indicators else []
        else:
            whole = resolve_duplicate(document, declared.documents)
            found += [instance.id_of(name) for instance in instances(whole, declared.dictionaries)]
    return tuple(found)


def _polarity(better: BetterDocument) -> tuple[Polarity, tuple[Decimal, Decimal] | None]:
    if better.corridor is not None:
        low, high = read_number(better.corridor.from_), read_number(better.corridor.to)
        return Polarity.CORRIDOR, None if low is None or high is None else (low, high)
    if better.lower is not None:
        return Polarity.LOWER, None
    return (Polarity.HIGHER if better.neutral is None else Polarity.NEUTRAL), None


def _make_jumps(document: JumpsDocument | None) -> Jumps | None:
    if document is None:
        return None
    return Jumps(by=str(document.by), neighbours=document.neighbours, cohort=document.cohort)


def _check_jumps(name: Text, document: IndicatorDocument) -> Iterator[Diagnostic]:
    """Jumps are between codes of a breakdown, and have a border above nought."""
    jumps = document.jumps
    if jumps is None:
        return
    if jumps.by not in document.by:
        yield JUMPS_NOT_BROKEN_DOWN.at(jumps.by.at, indicator=str(name), key=str(jumps.by))
    borders = [border for border in (jumps.neighbours, jumps.cohort) if border is not None]
    if not borders or min(borders) <= 0:
        found = f"{min(borders)}" if borders else Word("expected.nothing")
        yield WRONG_VALUE.at(jumps.by.at, key="jumps", found=found, expected=Word("expected.border"))


def _check_better(better: BetterDocument) -> Iterator[Diagnostic]:
    corridor = better.corridor
    if corridor is None:
        return
    low, high = read_number(corridor.from_), read_number(corridor.to)
    if low is not None and high is not None and low > high:
        found = f"{corridor.from_} > {corridor.to}"
        yield WRONG_VALUE.at(corridor.from_.at, key="corridor", found=found, expected=Word("expected.limits"))


def _citations(cited: Citations) -> tuple[Citation, ...]:
    return tuple(Citation(act=str(act), clause=str(clause)) for act, clause in cited.items())


def _texts(texts: Iterable[Text]) -> tuple[str, ...]:
    return tuple(str(text) for text in texts)
