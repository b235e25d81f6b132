"""Documents of all files → one catalogue: what they declare, and whether what they refer to is declared."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from kokoq.definitions.bounds import until_too_many
from kokoq.definitions.cases import read_cases
from kokoq.definitions.clusters import check_clusters, make_clusters
from kokoq.definitions.data import Data, check_data, make_data
from kokoq.definitions.documents import (
    CaseDocument,
    CatalogueDocument,
    DictionaryFile,
    IndicatorDocument,
    ProfileFile,
    RegulationDocument,
)
from kokoq.definitions.expand import instances, resolve_duplicate
from kokoq.definitions.fingerprint import fingerprint
from kokoq.definitions.names import check_codes, check_identifiers, check_known, check_unique, keys_under
from kokoq.definitions.profiles import (
    check_profiles,
    declared_profiles,
    make_policies,
    make_profiles,
)
from kokoq.definitions.regulations import (
    Declared,
    check_codes_unique,
    check_indicator,
    check_regulation,
    make_indicators,
    make_regulation,
)
from kokoq.definitions.relations import check_checks, declared_checks, make_checks
from kokoq.definitions.scalars import NOTHING, VERSION
from kokoq.definitions.settings import own_severities
from kokoq.definitions.source import Map, Node, Text, make_text
from kokoq.definitions.zones import check_zones, make_zones
from kokoq.diagnostics import Checked, Diagnostic
from kokoq.model import Act, Catalogue, Indicator, Regulation, Rounding, ZoneRule
from kokoq.rules import RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """All that was read, and the trees that it was read from: faulty parts are named there alone."""

    catalogue: CatalogueDocument | None = None
    dictionaries: tuple[DictionaryFile, ...] = ()
    regulations: tuple[RegulationDocument, ...] = ()
    profiles: tuple[ProfileFile, ...] = ()
    cases: tuple[CaseDocument, ...] = ()
    trees: tuple[Node, ...] = ()

    def with_(self, other: Documents) -> Documents:
        """Both together."""
        return Documents(
            catalogue=self.catalogue or other.catalogue,
            dictionaries=self.dictionaries + other.dictionaries,
            regulations=self.regulations + other.regulations,
            profiles=self.profiles + other.profiles,
            cases=self.cases + other.cases,
            trees=self.trees + other.trees,
        )


def assemble(documents: Documents) -> Checked[Catalogue]:
    """The catalogue, with every fault of reference between its parts."""
    head = documents.catalogue or CatalogueDocument(kokoq=VERSION, id=NOTHING, title=NOTHING)
    data = make_data(head, documents.dictionaries, lost=_all(documents.trees, "dictionaries"))
    regulations = tuple(sorted(documents.regulations, key=lambda regulation: _natural(regulation.code)))
    declared = _declared(head, data, regulations, documents.trees)
    checks = declared_checks(documents.dictionaries)
    catalogue = _catalogue(head, data, regulations, declared)
    profiles = declared_profiles(documents.profiles)
    catalogue = replace(
        catalogue,
        checks=make_checks(checks, tables=data.tables),
        profiles=make_profiles(profiles, catalogue),
        clusters=make_clusters(head.clusters, declared),
        zones=_of_made(make_zones(head.zones, declared), catalogue),
    )
    cases = read_cases(
        documents.cases,
        catalogue,
        indicators=declared.indicators,
        profiles=_all(documents.trees, "profiles"),
        tags=declared.tags,
        lost=(declared.fields - set(catalogue.fields)) | (declared.tables - set(catalogue.tables)),
    )
    found = chain(
        _check_head(head),
        check_data(data, field_names=declared.fields),
        check_checks(checks, tables=declared.tables, acts=declared.acts),
        _check_regulations(regulations, documents.trees, declared),
        _check_indicators(regulations, data, declared),
        check_profiles(profiles, catalogue, indicators=declared.indicators, acts=declared.acts),
        check_zones(head.zones, declared),
        check_clusters(head.clusters, declared, head),
        cases.diagnostics,
    )
    catalogue = replace(catalogue, cases=cases.value)
    return Checked(replace(catalogue, fingerprint=fingerprint(catalogue)), tuple(until_too_many(found)))


def _declared(
    head: CatalogueDocument, data: Data, regulations: tuple[RegulationDocument, ...], trees: tuple[Node, ...]
) -> Declared:
    """Everything that may be referred to. Other sections than tags that are left out forbid nothing."""
    documents: dict[str, IndicatorDocument] = {}
    for regulation in regulations:
        for name, document in regulation.indicators.items():
            documents.setdefault(str(name), document)
    series = {
        instance.id_of(name)
        for name, document in documents.items()
        for instance in instances(resolve_duplicate(document, documents), data.dictionaries)
    }
    in_tables = {
        str(key) for tree in trees for table in keys_under(tree, "tables") for key in _table_fields(tree, table)
    }
    return Declared(
        acts=_all(trees, "acts") or None,
        levels=head.levels or None,
        clusters=frozenset(map(str, head.clusters)),
        zones={name: zone.title for name, zone in head.zones.items()},
        tags=_tags(head, trees),
        blocks=head.blocks or None,
        units=data.units or None,
        tables=_all(trees, "tables"),
        fields=_all(trees, "fields") | in_tables,
        indicators=_all(trees, "indicators") | series,
        dictionaries=data.dictionaries,
        documents=documents,
    )


def _all(trees: Iterable[Node], section: str) -> frozenset[str]:
    """The names that any file declares in a section, those of faulty declarations included."""
    return frozenset(str(name) for tree in trees for name in keys_under(tree, section))


def _tags(head: CatalogueDocument, trees: Iterable[Node]) -> frozenset[str] | None:
    """The declared tags, faulty ones too; None where nobody can say: no catalogue was read, or no names."""
    maps = [tree for tree in trees if isinstance(tree, Map)]
    broken = any(key == "tags" and not isinstance(node, Map) for tree in maps for key, node in tree.items())
    return None if broken or not head.id else _all(maps, "tags")


def _table_fields(tree: Node, table: Text) -> tuple[Text, ...]:
    return keys_under(tree, "tables", table, "fields")


def _catalogue(
    head: CatalogueDocument, data: Data, regulations: tuple[RegulationDocument, ...], declared: Declared
) -> Catalogue:
    indicators: dict[str, Indicator] = {}
    for regulation in regulations:
        for name, document in regulation.indicators.items():
            for indicator in make_indicators(name, document, str(regulation.id), declared):
                indicators.setdefault(indicator.id, indicator)
    roundings = tuple(
        Rounding(digits=each.digits, mode=each.mode.value, valid_from=each.valid.from_, valid_to=each.valid.to)
        for each in head.rounding
    )
    latest = max(roundings, key=lambda each: each.valid_from or dt.date.min, default=Rounding())
    return Catalogue(
        id=str(head.id),
        title=str(head.title),
        issuer=str(head.issuer),
        at=head.id.at,
        region=str(head.region),
        acts=_acts(head),
        valid_from=head.valid.from_,
        valid_to=head.valid.to,
        organisation_types=_plain(head.organisation_types),
        tags=_plain(head.tags),
        levels=_plain(head.levels),
        topics=data.topics,
        blocks=_plain(head.blocks),
        units=data.units,
        terms=_plain(head.terms),
        principles=tuple(map(str, head.principles)),
        policies=make_policies(head.policies),
        digits=latest.digits,
        rounding=latest.mode,
        roundings=roundings,
        dictionaries=data.dictionaries,
        fields=data.fields,
        tables=data.tables,
        regulations=tuple(_make_regulations(regulations, indicators, declared)),
        indicators=indicators,
        remarks=tuple(map(str, head.remarks)),
        retired=_plain(head.retired),
        severity=own_severities(head.severity),
    )


def _make_regulations(
    documents: Iterable[RegulationDocument], indicators: Collection[str], declared: Declared
) -> Iterator[Regulation]:
    """Regulations that name only the indicators that could be made."""
    for document in documents:
        made = make_regulation(document, declared)
        goals = tuple(replace(g, indicators=tuple(i for i in g.indicators if i in indicators)) for g in made.goals)
        yield replace(made, goals=goals, indicators=tuple(i for i in made.indicators if i in indicators))


def _of_made(zones: dict[str, ZoneRule], catalogue: Catalogue) -> dict[str, ZoneRule]:
    """Rules that name only the indicators that could be made; one that named others alone is left out."""
    made = {
        id: replace(zone, indicators=tuple(i for i in zone.indicators if i in catalogue.indicators))
        for id, zone in zones.items()
    }
    return {id: zone for id, zone in made.items() if zone.indicators or not zones[id].indicators}


def _acts(head: CatalogueDocument) -> dict[str, Act]:
    return {
        str(name): Act(
            id=str(name),
            kind=str(act.kind),
            number=str(act.number),
            date=act.date,
            title=str(act.title),
            appendices=_plain(act.appendices),
        )
        for name, act in head.acts.items()
    }


def _check_head(head: CatalogueDocument) -> Iterator[Diagnostic]:
    named = (head.organisation_types, head.tags, head.levels, head.topics, head.units)
    yield from check_identifiers([*([head.id] if head.id else []), *(name for section in named for name in section)])
    yield from check_codes([*head.acts, *head.blocks])
    types = {str(name): name.at for name in head.organisation_types}
    yield from check_unique(head.tags, "tag", types)
    yield from check_known(head.severity, tuple(RULES), "rule")
    yield from check_known((p.act for p in head.policies), head.acts or None, "act")


def _check_regulations(
    regulations: tuple[RegulationDocument, ...], trees: tuple[Node, ...], declared: Declared
) -> Iterator[Diagnostic]:
    maps = [tree for tree in trees if isinstance(tree, Map)]
    parts = {str(node): _filled(tree) for tree in maps for key, node in tree.items() if key == "id"}
    yield from check_unique((regulation.id for regulation in regulations), "regulation")
    yield from check_unique((regulation.code for regulation in regulations), "regulation_code")
    for regulation in regulations:
        yield from check_regulation(regulation, parts.get(str(regulation.id), frozenset()), declared)


def _filled(tree: Map) -> frozenset[str]:
    """The keys of a file that something stands under."""
    return frozenset(str(key) for key, node in tree.items() if len(node) > 0)


def _check_indicators(
    regulations: tuple[RegulationDocument, ...], data: Data, declared: Declared
) -> Iterator[Diagnostic]:
    """Indicators stand in formulas beside fields, so no two share a name; a template counts as what it gives."""
    pairs = [pair for regulation in regulations for pair in regulation.indicators.items()]
    for name, document in pairs:
        yield from check_identifiers([name])
        yield from check_indicator(name, document, declared)
    yield from check_codes_unique(pairs, declared)
    places = {str(name): name.at for name, *_ in data.field_documents}
    yield from check_unique(_series(pairs, declared), "indicator", places)


def _series(pairs: Iterable[tuple[Text, IndicatorDocument]], declared: Declared) -> Iterator[Text]:
    for name, document in pairs:
        whole = resolve_duplicate(document, declared.documents)
        for instance in instances(whole, declared.dictionaries):
            yield make_text(instance.id_of(name), name.mark)


def _natural(code: str) -> tuple[tuple[int, str], ...]:
    """``5.1.10`` comes after ``5.1.9``: the longer number is the greater. ``int`` refuses one of 5,000 digits."""
    parts = ((part.lstrip("0") if part.isdecimal() else part, part.isdecimal()) for part in re.split(r"[.\-/ ]", code))
    return tuple((len(part) if number else -1, part) for part, number in parts)


def _plain(titles: Mapping[Text, Text]) -> dict[str, str]:
    return {str(name): str(title) for name, title in titles.items()}
