"""The whole flow, from a campaign folder to an assessment: the file to read first.

definitions → plan → observations → checks → results → scores → changes. Nothing flows back, nothing is changed on the
way; every stage gives its value and its findings.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from kokoq import checks, plan, rules
from kokoq.archive import bank
from kokoq.archive.record import Kept, Record, account_of
from kokoq.assess.compare import compare, disagreements
from kokoq.assess.score import score
from kokoq.assess.scorecards import NO_SCORES, Scorecards, scorecards
from kokoq.checks.before import nothing_before
from kokoq.collect.gather.run import gather
from kokoq.collect.issue.given import given
from kokoq.collect.lists.decisions import load_decisions
from kokoq.collect.lists.register import load_organisations
from kokoq.compute.evaluate import evaluate
from kokoq.compute.finishing import reach
from kokoq.decisions import Decision
from kokoq.definitions.acceptance import not_accepted
from kokoq.definitions.catalogues import find_catalogue
from kokoq.definitions.facets import RUN, read_facets
from kokoq.definitions.load import definition_texts, load_catalogue
from kokoq.definitions.settings import check_settings, load_settings
from kokoq.diagnostics import Cell, Checked, Diagnostic, KokoqError, ordered
from kokoq.folders import ARCHIVE, COLLECTED, REPORTS
from kokoq.language import Word
from kokoq.model import Catalogue, Organisation, Period, Progress, Purpose, Settings, severities
from kokoq.observations import Observations
from kokoq.plan import Plan
from kokoq.results import NO_RESULTS, Change, Results


@dataclass(frozen=True, slots=True)
class Campaign:
    """One folder: what is declared, who is monitored; ``diagnostics`` are the findings of making it."""

    folder: Path
    settings: Settings
    plan: Plan
    organisations: tuple[Organisation, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Validation:
    """What was collected for one period and all that is wrong with it; nothing is computed."""

    plan: Plan
    settings: Settings
    organisations: tuple[Organisation, ...]
    period: Period
    earlier: Period | None
    observations: Observations
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Deeds:
    """The register of decisions, and what it takes to tell what their indicators did since.

    ``kept`` are all results that the archive has of the periods that decisions rest on and that were not computed
    beside: all, since small groups are hidden together. ``changes`` are those of the named indicators since then.
    """

    decisions: tuple[Decision, ...] = ()
    kept: Results = NO_RESULTS
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that a report may show of one period; ``earlier`` is the period before it, where it was collected.

    ``results`` hold both periods, scored, and ``scores`` what profiles make of them. ``public`` says that small groups
    are hidden in them. ``compared`` are the results that rules of problem zones look at: of all periods that they look
    back to, and of none that does not compare. ``timings`` are seconds of wall clock by stage, for run.json alone.
    """

    plan: Plan
    settings: Settings
    organisations: tuple[Organisation, ...]
    period: Period
    earlier: Period | None
    observations: Observations
    results: Results
    changes: tuple[Change, ...]
    diagnostics: tuple[Diagnostic, ...]
    scores: Scorecards = NO_SCORES
    public: bool = False
    timings: Mapping[str, float] = field(default_factory=dict)
    deeds: Deeds = field(default_factory=Deeds)
    compared: Results = NO_RESULTS


def load(folder: Path, *, definitions: Path | None = None) -> Checked[Campaign | None]:
    """The campaign of a folder with ``kokoq.yaml``; None where its definitions have errors (all are reported).

    ``definitions`` are those of a catalogue that takes the place of the one that the campaign names; or a file with a
    regulation that takes the place of the one with its id.
    """
    settings = load_settings(folder)
    if settings.value is None:
        return Checked(None, settings.diagnostics)
    version = definitions if definitions is not None and definitions.is_file() else None
    declared_here = definitions is None or version is not None
    name, beside = (settings.value.catalogue, folder) if declared_here else (str(definitions), None)
    home = find_catalogue(name, beside=beside, at=settings.value.at)
    if home.value is None:
        return Checked(None, (*settings.diagnostics, *home.diagnostics))
    catalogue = load_catalogue(home.value, version=version)
    if catalogue.value is None:
        return Checked(None, (*settings.diagnostics, *catalogue.diagnostics))
    planned = plan.compile(catalogue.value)
    declared = not_accepted((*catalogue.diagnostics, *planned.diagnostics), (folder, home.value))
    sound = planned.value is not None and not settings.failed and not catalogue.failed
    own = load_beside(folder, settings.value, catalogue.value, sound=sound)
    found = ordered((*settings.diagnostics, *declared, *own.diagnostics))
    if planned.value is None or not sound:
        return Checked(None, found)
    weighed = replace(settings.value, severity={**catalogue.value.severity, **settings.value.severity})
    organisations, decisions = own.value
    return Checked(Campaign(folder, weighed, planned.value, organisations, found, decisions), found)


def load_beside(
    folder: Path, settings: Settings, catalogue: Catalogue, *, sound: bool
) -> Checked[tuple[tuple[Organisation, ...], tuple[Decision, ...]]]:
    """What a campaign holds beside its catalogue: who is monitored and what was decided, read where both are sound.

    Its settings are held against the catalogue in any case.
    """
    misfits = check_settings(settings, catalogue)
    if not sound:
        return Checked(((), ()), misfits)
    organisations = load_organisations(folder, settings, catalogue)
    decisions = load_decisions(folder, settings, catalogue, organisations.value)
    found = (*misfits, *organisations.diagnostics, *decisions.diagnostics)
    return Checked((organisations.value, decisions.value), found)


def collected_periods(folder: Path) -> tuple[Period, ...]:
    """The periods that have a folder of collected files, earliest first."""
    home = folder / COLLECTED
    found = []
    for path in home.iterdir() if home.is_dir() else ():
        try:
            found.append(Period.parse(path.name))
        except ValueError:
            continue
    return tuple(sorted(found))


def latest_period(folder: Path) -> Period:
    """The last period that was collected; raises ``KokoqError`` where there is none."""
    periods = collected_periods(folder)
    if not periods:
        raise no_period(folder, periods)
    return periods[-1]


def no_period(folder: Path, known: Sequence[Period]) -> KokoqError:
    """That the period wanted is none of those ``known``."""
    listed = tuple(period.text for period in known) or Word("noun.no_periods")
    return KokoqError(rules.NO_PERIOD.at(Cell(str(folder / COLLECTED)), found=listed))


def validate(
    campaign: Campaign, period: Period, *, progress: Progress | None = None, processes: int | None = None
) -> Validation:
    """Read and check one period; the one before it is read for comparison, and its own faults are not told.

    So many ``processes`` read the files; None are as many as pay for their start.
    """
    periods, earlier = _with_earlier(campaign, period)
    collected = _collect(campaign, periods, progress, _Clock(), processes)
    alone = nothing_before(campaign.plan.catalogue, collected.value, campaign.organisations, period)
    found = ordered(d for d in (*campaign.diagnostics, *collected.diagnostics, *alone) if d.period in ("", period.text))
    return Validation(
        plan=campaign.plan,
        settings=campaign.settings,
        organisations=campaign.organisations,
        period=period,
        earlier=earlier,
        observations=collected.value,
        diagnostics=_weighed(found, campaign.settings),
    )


def _with_earlier(campaign: Campaign, period: Period) -> tuple[tuple[Period, ...], Period | None]:
    """The period after those before it that were collected, and the one just before, None where it was not.

    They go back one period, or as far as formulas look; ``KokoqError`` if the period was not collected itself.
    """
    collected = collected_periods(campaign.folder)
    if period not in collected:
        raise no_period(campaign.folder, collected)
    before = (period.previous(back) for back in range(max(1, reach(campaign.plan)), 0, -1))
    earlier = period.previous() if period.previous() in collected else None
    return (*(p for p in before if p in collected), period), earlier


def _collect(
    campaign: Campaign, periods: tuple[Period, ...], progress: Progress | None, clock: _Clock, processes: int | None
) -> Checked[Observations]:
    """What was collected, with the findings of reading it and of holding it against itself."""
    plan, settings, organisations = campaign.plan, campaign.settings, campaign.organisations
    read = gather(
        plan, settings, organisations, campaign.folder, periods=periods, progress=progress, processes=processes
    )
    clock.lap("read")
    inconsistent = checks.run(
        plan, read.value, organisations, periods=periods, settings=settings, found=read.diagnostics
    )
    clock.lap("check")
    return Checked(read.value, (*read.diagnostics, *inconsistent))


def assess(
    campaign: Campaign,
    period: Period,
    *,
    progress: Progress | None = None,
    processes: int | None = None,
    publish: bool = False,
) -> Assessment:
    """Read, check, compute, score and compare one period (and the one before it, where it was collected).

    To ``publish`` it, the one before is broken down too: what is hidden of it has to be what its own report hides.
    """
    periods, earlier = _with_earlier(campaign, period)
    clock = _Clock()
    observations = _collect(campaign, periods, progress, clock, processes)
    organisations = _clustered(campaign, observations.value, periods)
    evaluated = evaluate(
        campaign.plan,
        observations.value,
        organisations.value,
        periods=periods,
        settings=campaign.settings,
        broken_down=_broken_down(campaign.plan, periods, earlier, publish=publish),
    )
    scored = score(campaign.plan, evaluated.value, organisations.value)
    told_of = {p.text for p in (earlier, period) if p is not None}
    own = (row for row in scored.value.rows if row.period in told_of)
    results = Results(tuple(row for row in own if publish or not row.breakdown or row.period == period.text))
    cards = scorecards(campaign.plan, results, organisations.value)
    defined = read_facets(campaign.folder / REPORTS / earlier.slug / RUN) if earlier else {}
    changes = compare(campaign.plan, results, period, earlier, defined=defined) if earlier else ()
    clock.lap("compute")
    apart = disagreements(campaign.plan, changes, period)
    deeds = _deeds(campaign, results, period, computed=told_of)
    # the earlier period's were told in its own run
    told = (d for d in (*scored.diagnostics, *cards.diagnostics) if d.period == period.text)
    computed = (d for stage in (campaign, observations, organisations, evaluated) for d in stage.diagnostics)
    found = (*computed, *told, *apart, *deeds.diagnostics)
    return Assessment(
        plan=campaign.plan,
        settings=campaign.settings,
        organisations=organisations.value,
        period=period,
        earlier=earlier,
        observations=observations.value,
        results=results,
        changes=changes,
        scores=cards.value,
        diagnostics=_weighed(ordered(found), campaign.settings),
        timings=clock.laps,
        deeds=deeds.value,
        compared=scored.value if campaign.plan.zones else results,
    )


def _clustered(
    campaign: Campaign, observations: Observations, periods: tuple[Period, ...]
) -> Checked[tuple[Organisation, ...]]:
    """The organisations, in their computed clusters where any are declared."""
    if not campaign.plan.catalogue.clusters:
        return Checked(campaign.organisations)
    from kokoq.assess.clusters import cluster

    return cluster(campaign.plan, observations, campaign.organisations, campaign.settings, periods)


def _broken_down(of: Plan, periods: tuple[Period, ...], earlier: Period | None, *, publish: bool) -> tuple[Period, ...]:
    """The periods to be broken down: the last one, and those before it where somebody looks at their parts."""
    if of.zones and any(series.indicator.jumps for series in of.series.values()):
        return periods
    return tuple(p for p in (earlier if publish else None, periods[-1]) if p is not None)


def _deeds(campaign: Campaign, results: Results, period: Period, *, computed: set[str]) -> Checked[Deeds]:
    """What came of the decisions: periods that they rest on and that were not computed are looked up in the archive."""
    named = [d for d in campaign.decisions if d.indicators and d.precedes(period) and d.period.text not in computed]
    if not named:
        return Checked(Deeds(campaign.decisions))
    try:
        path, periods = archive_of(campaign.folder), {d.period.text for d in named}
        runs = [run for run in bank.latest_runs(path) if run.account.period in periods]
        rows = tuple(row for run in runs for row in bank.results(path, run).rows)
    except KokoqError as error:
        return Checked(Deeds(campaign.decisions), (error.diagnostic,))
    deeds = Deeds(campaign.decisions, Results(rows))
    return Checked(_since(deeds, campaign.plan, results, period, folder=campaign.folder))


def _since(deeds: Deeds, plan: Plan, results: Results, period: Period, *, folder: Path | None = None) -> Deeds:
    """The deeds with the changes since the periods that are kept; ``folder`` has how indicators were defined then."""
    named = (plan.catalogue.indicators[name] for d in deeds.decisions for name in d.indicators)
    wanted = {indicator.same_as or indicator.id for indicator in named}
    both = Results(tuple(row for row in (*deeds.kept.rows, *results.rows) if row.indicator in wanted))
    changes = {}
    for before in sorted({row.period for row in deeds.kept.rows}):
        earlier = Period(before)
        defined = read_facets(folder / REPORTS / earlier.slug / RUN) if folder else {}
        changes[before] = compare(plan, both, period, earlier, defined=defined)
    return replace(deeds, changes=changes)


def published(assessment: Assessment) -> Assessment:
    """What may be shown to everybody: small groups hidden, no findings about who typed what, only public profiles.

    Of an assessment that was made to be published.
    """
    earlier, period = assessment.earlier, assessment.period
    rows = public_results(assessment, assessment.results).rows
    ours = assessment.plan.catalogue.clusters
    # the clusters of the earlier period were others in its own report
    shown = Results(tuple(row for row in rows if row.period == period.text or not (row.breakdown or row.level in ours)))
    changes = () if earlier is None else compare(assessment.plan, shown, period, earlier)
    open_to_all = {p.id for p in assessment.plan.catalogue.profiles.values() if p.purpose is Purpose.PUBLIC}
    every = scorecards(assessment.plan, shown, assessment.organisations).value
    scores = Scorecards(tuple(score for score in every.rows if score.profile in open_to_all))
    kept = public_results(assessment, assessment.deeds.kept)
    deeds = _since(replace(assessment.deeds, kept=kept), assessment.plan, shown, period)
    told = replace(assessment, results=shown, compared=shown, changes=changes, scores=scores, deeds=deeds)
    return replace(told, diagnostics=(), public=True)


def public_results(of: Campaign | Assessment, results: Results) -> Results:
    """The results without small groups; those of indicators that are not declared any more are left out.

    So are those of computed clusters in any but an assessment's own results: who was in one, nobody can say any more.
    """
    from kokoq.assess.suppress import suppress

    own = isinstance(of, Assessment) and results is of.results
    unknown = () if own else of.plan.catalogue.clusters
    rows = (row for row in results.rows if row.indicator in of.plan.series and row.level not in unknown)
    known = Results(tuple(rows))
    return suppress(of.plan, known, of.organisations, of.settings, least=of.settings.min_group)


def archive_of(folder: Path) -> Path:
    """The file that keeps the results of all years of a campaign."""
    return folder / ARCHIVE / bank.FILE


def keep(campaign: Campaign, assessment: Assessment, *, at: dt.datetime) -> Checked[Kept | None]:
    """Add what was computed for the period to the campaign's archive; None and a finding where that fails."""
    of, period = assessment, assessment.period
    account = account_of(
        of.plan, of.settings, of.organisations, period=period, observations=of.observations, diagnostics=of.diagnostics
    )
    own = Results(tuple(row for row in of.results.rows if row.period == period.text))
    answers = given(of.plan.catalogue, of.observations, period)
    home = find_catalogue(of.settings.catalogue, beside=campaign.folder).value
    texts = partial(definition_texts, home) if home is not None else dict
    record = Record(account=account, results=own, answers=answers, files=texts)
    try:
        return Checked(bank.append(archive_of(campaign.folder), record, at=at))
    except KokoqError as error:
        return Checked(None, (error.diagnostic,))


def _weighed(diagnostics: Iterable[Diagnostic], settings: Settings) -> tuple[Diagnostic, ...]:
    """The findings with the severities that the campaign declares for them."""
    own = severities(settings.severity)
    return tuple(d.weighed(own) for d in diagnostics)


@dataclass
class _Clock:
    laps: dict[str, float] = field(default_factory=dict)
    since: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage], self.since = now - self.since, now
