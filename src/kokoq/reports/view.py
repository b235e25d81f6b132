"""``view(assessment, language) -> View``: everything that a report says, chosen, ordered and put into words once.

The shapes are published in ``contract``; templates and the workbook compute nothing beyond them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kokoq.reports.contract import Analysis, ClusterTable, Heading, View
from kokoq.reports.definitions import methodology
from kokoq.reports.facts import Facts
from kokoq.reports.findings import view_findings
from kokoq.reports.sections import coverage, cycle, measures, organisations, profiles, zones
from kokoq.reports.tables import matrices
from kokoq.reports.tables import regulation as tables

if TYPE_CHECKING:
    from kokoq.campaign import Assessment
    from kokoq.language import Language

__all__ = ["View", "view"]


def view(assessment: Assessment, language: Language) -> View:
    """The report of one period."""
    facts = Facts(assessment, language)
    regulations = tables.regulations(facts)
    covered, problems, followed = coverage.coverage(facts), zones.zones(facts, regulations), measures.measures(facts)
    everything = (i for r in facts.catalogue.regulations for i in facts.indicators(r))
    municipality = assessment.settings.municipality
    titles = {o.id: o.short or o.title for o in assessment.organisations} | {municipality.id: municipality.title}
    return View(
        heading=_heading(facts),
        coverage=covered,
        regulations=regulations,
        score=facts.score(everything, facts.unit),
        profiles=profiles.profiles(facts),
        zones=problems,
        changes=zones.changes(facts, regulations),
        matrix=matrices.matrix(facts),
        summary=matrices.summary(facts),
        groups=matrices.groups(facts),
        findings=view_findings(facts.findings, language, titles=titles, short=True),
        methodology=methodology.methodology(facts),
        organisations=organisations.organisations(facts, covered.organisations),
        measures=followed,
        analysis=_analysis(facts),
        clusters=_clusters(facts),
        cycle=cycle.cycle(facts, regulations, coverage=covered, zones=problems, measures=followed),
    )


def _analysis(facts: Facts) -> Analysis | None:
    """What the analysis warns of, where there are rules to find it by: it costs a reading of every indicator."""
    if not facts.assessment.plan.zones:
        return None
    from kokoq.reports.analysis.view import analysis_of

    return analysis_of(facts.assessment, facts.language)


def _clusters(facts: Facts) -> tuple[ClusterTable, ...]:
    """The computed clusters, where any are declared."""
    if not facts.catalogue.clusters:
        return ()
    from kokoq.reports.sections.clusters import clusters

    return clusters(facts)


def _heading(facts: Facts) -> Heading:
    assessment, catalogue = facts.assessment, facts.catalogue
    return Heading(
        title=assessment.settings.title or catalogue.title,
        catalogue=catalogue.title,
        issuer=catalogue.issuer,
        unit=matrices.unit_title(facts, *facts.unit),
        acts=tuple(facts.act(act) for act in catalogue.acts),
        period=facts.period,
        earlier=assessment.earlier.text if assessment.earlier else "",
        illustrative=any(tables.is_illustrative(i) for i in catalogue.indicators.values()),
        remarks=catalogue.remarks,
        suppressed=facts.say("page.suppressed", n=assessment.settings.min_group) if assessment.public else "",
    )
