"""Documents → clusterings: by which indicators organisations are parted, and into how many groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kokoq.definitions.documents import CatalogueDocument, ClusteringDocument
from kokoq.definitions.names import check_identifiers, check_known, check_unique
from kokoq.definitions.regulations import Declared, series_of
from kokoq.definitions.scales import PEERS
from kokoq.definitions.source import Text
from kokoq.diagnostics import Diagnostic
from kokoq.language import Word
from kokoq.model import Clustering, Level
from kokoq.rules import DUPLICATE_ID, WRONG_VALUE

Clusterings = Mapping[Text, ClusteringDocument]

FEWEST, MOST = 2, 20
"""Of one cluster everybody is a member; of more than so many nobody keeps a picture."""


def make_clusters(documents: Clusterings, declared: Declared) -> dict[str, Clustering]:
    """The clusterings that have something to go by."""
    made = (
        Clustering(
            id=str(name),
            title=str(document.title),
            at=name.at,
            by=tuple(dict.fromkeys(series_of(document.by, declared))),
            number=document.number,
            seed=document.seed,
        )
        for name, document in documents.items()
    )
    return {each.id: each for each in made if each.by}


def check_clusters(documents: Clusterings, declared: Declared, head: CatalogueDocument) -> Iterator[Diagnostic]:
    """A name is no type, tag or level; there are indicators to go by, and a number of clusters that means something."""
    taken = {str(name): name.at for name in (*head.organisation_types, *head.tags)}
    yield from check_unique(documents, "clustering", taken)
    for name, document in documents.items():
        yield from check_identifiers([name])
        if name in (*PEERS, *Level):
            yield DUPLICATE_ID.at(name.at, id=str(name), what=Word("noun.group"))
        yield from check_known(document.by, declared.indicators, "indicator")
        if not document.by:
            nothing, expected = Word("expected.nothing"), Word("noun.indicator")
            yield WRONG_VALUE.at(name.at, key="by", found=nothing, expected=expected)
        if not FEWEST <= document.number <= MOST:
            expected = Word("expected.range", low=FEWEST, high=MOST)
            yield WRONG_VALUE.at(name.at, key="number", found=f"{document.number}", expected=expected)
