"""Computed clusters go by numbers that organisations have."""

from __future__ import annotations

from collections.abc import Iterator

from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic
from kokoq.model import Kind, Level
from kokoq.rules import CLUSTERS_UNFIT


def clusters_go_by_numbers_of_organisations(look: Look) -> Iterator[Diagnostic]:
    """Every indicator of a clustering is computed for organisations, and is no chosen text."""
    if look.plan is None:
        return
    for clustering in look.catalogue.clusters.values():
        for id in clustering.by:
            series = look.plan.series[look.catalogue.indicators[id].same_as or id]
            if series.level != Level.ORGANISATION or series.indicator.kind is Kind.ORDINAL:
                at = look.places.at("catalogue", "", "clusters", clustering.id, "by", otherwise=clustering.at)
                label = series.indicator.label
                yield CLUSTERS_UNFIT.at(at, clusters=clustering.title, indicator=label)


FORMULA_CHECKS = (clusters_go_by_numbers_of_organisations,)
