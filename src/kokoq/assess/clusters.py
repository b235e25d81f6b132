"""Organisations parted by their conditions: k-means over indicators, each brought to mean 0 and deviation 1 first.

The same values give the same clusters, in whatever order the organisations stand: they are sorted, the start is seeded,
and clusters are numbered by the mean of the first indicator. scikit-learn does the arithmetic (Lloyd's algorithm, the
best of 20 starts by k-means++).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, pstdev

from kokoq.compute.evaluate import evaluate
from kokoq.diagnostics import Cell, Checked, Diagnostic
from kokoq.model import Clustering, Level, Organisation, Period, Settings
from kokoq.observations import Observations
from kokoq.plan import Plan, part_of
from kokoq.results import Results, Status
from kokoq.rules import CLUSTER_LEFT_OUT, CLUSTERS_TOO_FEW, DEPENDENCY_MISSING

STARTS = 20
Values = Mapping[str, tuple[float, ...]]
"""Organisation → its values, in the order of ``Clustering.by``."""


def cluster(
    plan: Plan,
    observations: Observations,
    organisations: tuple[Organisation, ...],
    settings: Settings,
    periods: tuple[Period, ...],
) -> Checked[tuple[Organisation, ...]]:
    """The organisations in the clusters that their own conditions in the last period make, where any are declared."""
    declared = plan.catalogue.clusters.values()
    if not declared:
        return Checked(organisations)
    part, alone = part_of(plan, (id for each in declared for id in each.by)), replace(settings, groups=())
    conditions = evaluate(part, observations, organisations, periods=periods, settings=alone, broken_down=())
    return clustered(plan, conditions.value, organisations, periods[-1])


def clustered(
    plan: Plan, results: Results, organisations: tuple[Organisation, ...], period: Period
) -> Checked[tuple[Organisation, ...]]:
    """The organisations with the clusters that they belong to in a period, and who could not be told."""
    found: list[Diagnostic] = []
    groups: dict[str, list[tuple[str, str]]] = {}
    for clustering in plan.catalogue.clusters.values():
        values = values_of(clustering, plan, results, period)
        found += _left_out(clustering, plan, results, organisations, period)
        if len(set(values.values())) < clustering.number:
            n, number = len(set(values.values())), clustering.number
            few = CLUSTERS_TOO_FEW.at(Cell(""), clusters=clustering.title, n=n, number=number)
            found.append(few.of(unit="", period=period.text))
            continue
        try:
            labels = _labels(clustering, values)
        except ImportError:
            missing = DEPENDENCY_MISSING.at(clustering.at, package="scikit-learn", extra="cluster")
            return Checked(organisations, (missing,))
        for unit, label in labels.items():
            groups.setdefault(unit, []).append((clustering.id, label))
    made = tuple(replace(o, computed=tuple(groups.get(o.id, ()))) for o in organisations)
    return Checked(made, tuple(found))


def values_of(clustering: Clustering, plan: Plan, results: Results, period: Period) -> Values:
    """The organisations that have every indicator, sorted."""
    names = [plan.catalogue.indicators[id].same_as or id for id in clustering.by]
    own: dict[str, list[float]] = {}
    for name in names:
        for row in results.rows:
            here = (row.period, row.level, row.indicator, row.breakdown) == (period.text, Level.ORGANISATION, name, "")
            if here and row.value is not None:
                own.setdefault(row.unit, []).append(float(f"{row.value:.12g}"))
    return {unit: tuple(own[unit]) for unit in sorted(own) if len(own[unit]) == len(names)}


def _left_out(
    clustering: Clustering, plan: Plan, results: Results, organisations: Sequence[Organisation], period: Period
) -> list[Diagnostic]:
    """Who lacks an indicator that applies to them."""
    found = []
    for o in organisations:
        lacking = missing_of(clustering, plan, results, o, period)
        if lacking:
            codes = ", ".join(plan.catalogue.indicators[id].code for id in lacking)
            told = CLUSTER_LEFT_OUT.at(Cell(""), clusters=clustering.title, indicators=codes)
            found.append(told.of(unit=o.id, period=period.text))
    return found


def missing_of(
    clustering: Clustering, plan: Plan, results: Results, organisation: Organisation, period: Period
) -> tuple[str, ...]:
    """The indicators that keep an organisation out of the clusters; none where one of them does not apply to it."""
    lacking = []
    for id in clustering.by:
        name = plan.catalogue.indicators[id].same_as or id
        row = results.get(period.text, str(Level.ORGANISATION), organisation.id, name)
        if row is None or row.status is Status.NOT_APPLICABLE:
            return ()
        if row.value is None:
            lacking.append(id)
    return tuple(lacking)


def _labels(clustering: Clustering, values: Values) -> Mapping[str, str]:
    """Organisation → the number of its cluster, from «1»."""
    from sklearn.cluster import KMeans

    scaled = standardised(values)
    means = KMeans(clustering.number, n_init=STARTS, random_state=clustering.seed, algorithm="lloyd")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on Windows it warns of a leak of memory that so few rows never have
        found = means.fit([scaled[unit] for unit in values]).labels_.tolist()
    members: dict[int, list[str]] = {}
    for unit, label in zip(values, found, strict=True):
        members.setdefault(label, []).append(unit)
    ordered = sorted(members.values(), key=lambda units: ([fmean(x) for x in _columns(values, units)], units))
    return {unit: str(number) for number, units in enumerate(ordered, start=1) for unit in units}


def standardised(values: Values) -> Values:
    """Every indicator with mean 0 and deviation 1 (÷ n: all are known); one without spread says nothing and is 0."""
    columns = _columns(values, tuple(values))
    middle, spread = [fmean(column) for column in columns], [pstdev(column) for column in columns]
    return {
        unit: tuple((x - m) / s if s else 0.0 for x, m, s in zip(row, middle, spread, strict=True))
        for unit, row in values.items()
    }


def _columns(values: Values, units: Sequence[str]) -> list[tuple[float, ...]]:
    return list(zip(*(values[unit] for unit in units), strict=True))


@dataclass(frozen=True, slots=True)
class Cluster:
    """Its number, who is in it, and the mean of each indicator over them."""

    label: str
    members: tuple[str, ...]
    means: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """The clusters of a clustering, the means over all of their members, and whom it leaves out with what they lack."""

    clusters: tuple[Cluster, ...]
    overall: tuple[float, ...]
    left_out: Mapping[str, tuple[str, ...]]


def describe(
    clustering: Clustering, plan: Plan, results: Results, organisations: Sequence[Organisation], period: Period
) -> Described | None:
    """What the clusters are like, by the values that the results show; None where nobody is in one."""
    values = values_of(clustering, plan, results, period)
    own = {o.id: dict(o.computed).get(clustering.id, "") for o in organisations}
    labels = sorted({label for unit, label in own.items() if label and unit in values}, key=int)
    clusters = []
    for label in labels:
        members = tuple(unit for unit in values if own.get(unit) == label)
        clusters.append(Cluster(label, members, tuple(fmean(x) for x in _columns(values, members))))
    everybody = [unit for cluster in clusters for unit in cluster.members]
    if not everybody:
        return None
    lacking = {o.id: missing_of(clustering, plan, results, o, period) for o in organisations}
    overall = tuple(fmean(x) for x in _columns(values, everybody))
    return Described(tuple(clusters), overall, {unit: names for unit, names in lacking.items() if names})
