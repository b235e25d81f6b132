"""Documents → rules of problem zones, with what can be seen without reading their conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kokoq.definitions.documents import ZoneDocument
from kokoq.definitions.names import check_identifiers, check_known, check_unique, repaired
from kokoq.definitions.regulations import Declared, series_of
from kokoq.definitions.source import Text
from kokoq.diagnostics import Diagnostic
from kokoq.model import Citation, ZoneRule
from kokoq.rules import ZONE_UNSOURCED

Zones = Mapping[Text, ZoneDocument]


def make_zones(documents: Zones, declared: Declared) -> dict[str, ZoneRule]:
    """The rules that say when."""
    return {str(name): _make(name, document, declared) for name, document in documents.items() if document.when.text}


def _make(name: Text, document: ZoneDocument, declared: Declared) -> ZoneRule:
    known = declared.peers
    return ZoneRule(
        id=str(name),
        title=str(document.title),
        at=name.at,
        when=document.when,
        conditions={str(named): condition for named, condition in document.conditions.items()},
        indicators=series_of(document.indicators, declared),
        peers=tuple(peer for each in document.peers if (peer := repaired(each, known))),
        recommend=str(document.recommend),
        illustrative=document.illustrative,
        source=tuple(Citation(act=str(act), clause=str(clause)) for act, clause in document.source.items()),
    )


def check_zones(documents: Zones, declared: Declared) -> Iterator[Diagnostic]:
    """Names are well-formed and no levels, what rules name is declared, each says where it comes from."""
    levels = {str(level): level.at for level in declared.levels or ()}
    yield from check_unique(documents, "zone", levels)
    for name, document in documents.items():
        yield from check_identifiers([name, *document.conditions])
        yield from check_known(document.indicators, declared.indicators, "indicator")
        yield from check_known(document.peers, declared.peers, "peers")
        yield from check_known(document.source, declared.acts, "act")
        if not document.illustrative and not document.source:
            yield ZONE_UNSOURCED.at(name.at, rule=str(document.title))
