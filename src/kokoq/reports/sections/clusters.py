"""Computed clusters in words and as a table: by what, what each is like beside all, who is in it, who is in none."""

from __future__ import annotations

from kokoq.assess.clusters import Described, describe
from kokoq.model import Clustering
from kokoq.reports.contract import ClusterRow, ClusterTable
from kokoq.reports.facts import Facts


def clusters(facts: Facts) -> tuple[ClusterTable, ...]:
    """Every clustering that parted anybody."""
    of = facts.assessment
    found = (
        (clustering, describe(clustering, of.plan, of.results, facts.monitored, of.period))
        for clustering in facts.catalogue.clusters.values()
    )
    return tuple(_table(facts, clustering, made) for clustering, made in found if made is not None)


def _table(facts: Facts, clustering: Clustering, made: Described) -> ClusterTable:
    indicators = [facts.catalogue.indicators[id] for id in clustering.by]
    short = {o.id: o.short or o.title for o in facts.monitored}

    def printed(means: tuple[float, ...]) -> tuple[str, ...]:
        return tuple(facts.typesetter.number(i, mean) for i, mean in zip(indicators, means, strict=True))

    rows = [
        ClusterRow(
            facts.say("cluster.name", number=cluster.label),
            tuple(short[unit] for unit in cluster.members),
            printed(cluster.means),
        )
        for cluster in made.clusters
    ]
    everybody = sum(len(cluster.members) for cluster in made.clusters)
    lacking = (
        facts.say("cluster.lacks", name=short[unit], codes=", ".join(facts.catalogue.indicators[id].code for id in ids))
        for unit, ids in made.left_out.items()
        if not facts.assessment.public  # there, what is hidden looks like what is missing
    )
    listed = "; ".join(lacking)
    return ClusterTable(
        id=clustering.id,
        title=clustering.title,
        about=clustering_words(facts, clustering),
        columns=tuple(f"{i.code} {i.title}" for i in indicators),
        rows=tuple(rows),
        overall=ClusterRow(facts.say("cluster.overall"), (f"{everybody}",), printed(made.overall)),
        left_out=facts.say("cluster.left_out", listed=listed) if listed else "",
    )


def clustering_words(facts: Facts, clustering: Clustering) -> str:
    """How the clusters are made."""
    codes = ", ".join(facts.catalogue.indicators[id].code for id in clustering.by)
    return facts.say("cluster.about", n=clustering.number, codes=codes, seed=clustering.seed)
