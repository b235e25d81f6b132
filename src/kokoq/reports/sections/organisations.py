"""Each organisation's own report: its numbers beside the municipality's and its own of a period ago, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import Indicator, Level, Organisation, Regulation
from kokoq.reports.contract import (
    OrganisationCoverage,
    OrganisationRegulation,
    OrganisationRow,
    OrganisationView,
)
from kokoq.reports.facts import Facts, Unit
from kokoq.reports.findings import view_findings
from kokoq.reports.sections.measures import measures_for
from kokoq.reports.sections.profiles import cards
from kokoq.reports.sections.rule_zones import rule_zones
from kokoq.reports.sections.zones import unit_advice, unit_zones
from kokoq.reports.tables.advice import advice
from kokoq.reports.tables.regulation import change_shown, earlier_text
from kokoq.results import Status


def organisations(facts: Facts, coverage: Iterable[OrganisationCoverage]) -> tuple[OrganisationView, ...]:
    """One view for each monitored organisation, in their order."""
    covered = {row.name.id: row for row in coverage}
    found = _findings_of(facts, covered)
    return tuple(_organisation(facts, o, covered[o.id], found.get(o.id, [])) for o in facts.monitored)


def _organisation(
    facts: Facts, organisation: Organisation, covered: OrganisationCoverage, found: Iterable[Diagnostic]
) -> OrganisationView:
    unit = (str(Level.ORGANISATION), organisation.id)
    catalogue = facts.catalogue
    regulations = tuple(r for r in (_regulation(facts, r, unit) for r in catalogue.regulations) if r.rows)
    everything = (i for r in catalogue.regulations for i in facts.indicators(r))
    return OrganisationView(
        name=covered.name,
        type=covered.type,
        tags=tuple(_tags(facts, organisation)),
        submitted=covered.submitted,
        submitted_text=covered.submitted_text,
        files=covered.files,
        completeness=covered.total,
        regulations=regulations,
        score=facts.score(everything, unit),
        profiles=cards(facts, unit),
        zones=unit_zones(facts, unit),
        advice=unit_advice(facts, unit),
        findings=view_findings(found, facts.language, titles={}, short=False),
        measures=measures_for(facts, organisation),
        rule_zones=rule_zones(facts, unit),
    )


def _tags(facts: Facts, organisation: Organisation) -> Iterator[str]:
    """The tags of an organisation and the clusters that it was found to belong to."""
    catalogue = facts.catalogue
    yield from (title for tag, title in catalogue.tags.items() if tag in organisation.tags)
    for id, label in organisation.computed:
        yield facts.say("cluster.own", number=label, title=catalogue.clusters[id].title)


def _regulation(facts: Facts, regulation: Regulation, unit: Unit) -> OrganisationRegulation:
    rows = tuple(
        _row(facts, indicator, unit)
        for indicator in facts.indicators(regulation)
        if (result := facts.result(indicator, unit)) is not None and result.status is not Status.NOT_APPLICABLE
    )
    score = facts.score(facts.indicators(regulation), unit)
    return OrganisationRegulation(regulation.id, regulation.code, regulation.title, rows, score)


def _row(facts: Facts, indicator: Indicator, unit: Unit) -> OrganisationRow:
    typesetter, result, shown = facts.typesetter, facts.result(indicator, unit), facts.origin(indicator)
    level = typesetter.level(shown, result)
    whole = facts.result(indicator, facts.unit)
    return OrganisationRow(
        id=indicator.id,
        code=indicator.code,
        title=indicator.title,
        value=(value := typesetter.value(shown, result)),
        full=typesetter.with_unit(shown, value),
        fraction=typesetter.fraction(shown, result),
        municipality=typesetter.value(shown, whole).text,
        earlier=earlier_text(facts, indicator, unit),
        change=change_shown(facts, indicator, unit),
        level=level,
        points="" if indicator.same_as else typesetter.points(result),
        recommend=advice(facts, indicator, unit, level.id),
    )


def _findings_of(facts: Facts, covered: Mapping[str, OrganisationCoverage]) -> Mapping[str, list[Diagnostic]]:
    """The findings of the period by organisation: those that name it, and those in a file of its alone."""
    owner = {file: row.name.id for row in covered.values() for file in row.files}
    found: dict[str, list[Diagnostic]] = {}
    for d in facts.findings:
        unit = d.unit or (owner.get(d.where.file, "") if isinstance(d.where, Cell) else "")
        found.setdefault(unit, []).append(d)
    return found
