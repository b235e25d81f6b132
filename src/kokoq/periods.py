"""Periods of a campaign side by side: as the archive keeps them, else computed; what was answered in the one before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from kokoq import plan as plans
from kokoq.archive import bank
from kokoq.archive.record import Run
from kokoq.assess.compare import compare
from kokoq.campaign import Assessment, Campaign, archive_of, assess, collected_periods, no_period
from kokoq.collect.form.book import Answered
from kokoq.collect.issue.earlier import as_shown, earlier_answers
from kokoq.collect.lists.benchmarks import load_benchmarks
from kokoq.definitions.difference import BREAKS, Difference, difference
from kokoq.definitions.facets import all_facets
from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import Cell, Checked, Diagnostic, KokoqError
from kokoq.language import Language
from kokoq.model import Organisation, Period, Progress
from kokoq.observations import Observations
from kokoq.plan import Plan
from kokoq.results import Benchmark, Comparability, Result, Results
from kokoq.rules import RUN_DEFINITIONS_UNREADABLE


@dataclass(frozen=True, slots=True)
class Side:
    """One period: the plan by which it was computed, its results, the run that keeps them (None: computed now).

    ``known`` is false where the run's definitions cannot be read any more; the plan is then the present one.
    """

    period: Period
    plan: Plan
    results: Results
    run: Run | None = None
    known: bool = True


@dataclass(frozen=True, slots=True)
class Pair:
    """Two periods, the former first. ``assessment`` is that of the second with the results of both, in which
    indicators that replace others bear their present ids; ``difference`` is that of the definitions."""

    before: Side
    after: Side
    assessment: Assessment
    difference: Difference

    @property
    def known(self) -> bool:
        """Whether both definitions are."""
        return self.before.known and self.after.known


@dataclass(frozen=True, slots=True)
class Before:
    """What everybody answered one period before, as the forms show it; ``run`` keeps it, None where files hold it."""

    period: Period
    answers: Mapping[str, Answered]
    run: Run | None = None

    def lacking(self, units: Iterable[Organisation]) -> tuple[Organisation, ...]:
        """Those of the ``units`` that were there then, and of whom there are no answers."""
        return tuple(unit for unit in units if unit.is_expected(self.period) and unit.id not in self.answers)


def answers_before(
    campaign: Campaign, period: Period, *, language: Language, progress: Progress | None = None
) -> Checked[Before]:
    """The answers of the period before: of the collected files, where these hold none, of its latest run."""
    before, catalogue = period.previous(), campaign.plan.catalogue
    known = (campaign.plan, campaign.settings, campaign.organisations)
    found = earlier_answers(*known, campaign.folder, period=period, progress=progress)
    if found:
        return Checked(Before(before, as_shown(found, catalogue, language)))
    try:
        path = archive_of(campaign.folder)
        kept = (run for run in bank.latest_runs(path) if run.account.period == before.text)
        run = next((run for run in kept if run.account.catalogue == catalogue.id), None)
        answers = bank.answers(path, run) if run is not None else ()
    except KokoqError as error:
        return Checked(Before(before, {}), (error.diagnostic,))
    return Checked(Before(before, as_shown(answers, catalogue, language), run))


def known_periods(campaign: Campaign) -> tuple[Period, ...]:
    """The periods that were collected or are kept, earliest first."""
    kept = (Period.parse(run.account.period) for run in bank.latest_runs(archive_of(campaign.folder)))
    return tuple(sorted({*kept, *collected_periods(campaign.folder)}))


def latest_known(campaign: Campaign) -> Period:
    """The latest period that was collected or is kept; ``KokoqError`` (KQ902) where there is none."""
    known = known_periods(campaign)
    if not known:
        raise no_period(campaign.folder, known)
    return known[-1]


def two_periods(campaign: Campaign, before: Period | None, after: Period | None) -> tuple[Period, Period]:
    """The periods asked for; by default the latest that is known and the one before it."""
    known = known_periods(campaign) if before is None or after is None else ()
    later = after or next(iter(known[-1:]), None)
    earlier = before or next((period for period in reversed(known) if later is not None and period < later), None)
    if earlier is None or later is None:
        raise no_period(campaign.folder, known)
    return earlier, later


def next_period(folder: Path, today: dt.date) -> Period:
    """The period to hand out forms for: the one after the latest collected, else the present school year."""
    collected = collected_periods(folder)
    return collected[-1].previous(-1) if collected else Period.school_year(today)


def period_of(folder: Path, day: dt.date) -> Period:
    """The period of a day, of the kind that a campaign collects; a school year where it has collected nothing yet."""
    period = (collected_periods(folder) or (Period.school_year(day),))[-1]
    while not period.start <= day <= period.end:
        period = period.previous(-1 if day > period.end else 1)
    return period


def side_of(campaign: Campaign, period: Period) -> Side:
    """A period from its latest run, else computed; ``KokoqError`` (KQ902) where it is neither kept nor collected."""
    path = archive_of(campaign.folder)
    run = next((run for run in bank.latest_runs(path) if run.account.period == period.text), None)
    if run is not None:
        kept = _plan_of(campaign, run, path)
        return Side(period, kept or campaign.plan, bank.results(path, run), run, known=kept is not None)
    if period not in collected_periods(campaign.folder):
        raise no_period(campaign.folder, known_periods(campaign))
    computed = assess(campaign, period).results.rows
    return Side(period, campaign.plan, Results(tuple(row for row in computed if row.period == period.text)))


def compare_periods(campaign: Campaign, before: Period, after: Period) -> Pair:
    """Any two periods of a campaign, the second against the first."""
    return pair(campaign, side_of(campaign, before), side_of(campaign, after))


def pair(campaign: Campaign, before: Side, after: Side) -> Pair:
    """The second period against the first."""
    found = difference(before.plan, after.plan)
    successors = {pair.old: pair.new for pair in found.renamed}
    former = {successors.get(id, id): facets for id, facets in all_facets(before.plan).items()}
    former_rows = _same_groups(campaign, before, after)
    results = Results((*_under(former_rows, successors, after.plan), *_under(after.results, {}, after.plan)))
    changes = compare(after.plan, results, after.period, before.period, defined=former, breaks=BREAKS)
    unread = tuple(_unread((before, after), archive_of(campaign.folder)))
    alone = _alone(campaign, after)
    assessment = replace(alone, earlier=before.period, results=results, changes=changes, diagnostics=unread)
    return Pair(before, after, assessment, found)


def _alone(campaign: Campaign, side: Side) -> Assessment:
    """What is known of one period from its results alone: nothing of what was typed."""
    return Assessment(
        plan=side.plan,
        settings=campaign.settings,
        organisations=_clustered(campaign, side),
        period=side.period,
        earlier=None,
        observations=Observations({}),
        results=side.results,
        compared=side.results,
        changes=(),
        diagnostics=tuple(_unread((side,), archive_of(campaign.folder))),
    )


def _clustered(campaign: Campaign, side: Side) -> tuple[Organisation, ...]:
    """The organisations in the clusters that their conditions in the period make, where any are declared."""
    if not side.plan.catalogue.clusters:
        return campaign.organisations
    from kokoq.assess.clusters import clustered

    return clustered(side.plan, side.results, campaign.organisations, side.period).value


def _same_groups(campaign: Campaign, before: Side, after: Side) -> Results:
    """The earlier results but those of computed clusters that others made up then: they are other groups."""
    names = before.plan.catalogue.clusters.keys() | after.plan.catalogue.clusters.keys()
    if not names:
        return before.results
    sides = [{(o.id, *each) for o in _clustered(campaign, side) for each in o.computed} for side in (before, after)]
    moved = {name for _, name, _ in sides[0] ^ sides[1]}
    return Results(tuple(row for row in before.results.rows if row.level not in moved))


def _under(results: Results, successors: Mapping[str, str], plan: Plan) -> Iterator[Result]:
    """The results of indicators that the plan knows, under the ids that it knows them by."""
    for row in results.rows:
        id = successors.get(row.indicator, row.indicator)
        if id in plan.series:
            yield row if id == row.indicator else row._replace(indicator=id)


def _plan_of(campaign: Campaign, run: Run, path: Path) -> Plan | None:
    """The plan of the definitions that a run was computed by; None where they cannot be read any more."""
    if run.account.definitions == campaign.plan.catalogue.fingerprint:
        return campaign.plan
    with TemporaryDirectory() as made:
        home = Path(made).resolve()
        for name, text in bank.definition_files(path, run.account.definitions).items():
            place = (home / name).resolve()
            if place.is_relative_to(home):  # an archive may come from anywhere: it writes nowhere else
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8", newline="\n")
        loaded = load_catalogue(home, name=run.account.catalogue)
    return None if loaded.value is None or loaded.failed else plans.compile(loaded.value).value


def _unread(sides: Iterable[Side], path: Path) -> Iterator[Diagnostic]:
    """Runs whose definitions cannot be read any more (KQ640)."""
    for side in sides:
        if side.run is not None and not side.known:
            yield RUN_DEFINITIONS_UNREADABLE.at(Cell(str(path)), period=side.period.text, number=side.run.version)


@dataclass(frozen=True, slots=True)
class History:
    """Periods one after another, earliest first. ``assessment`` is that of the last with the results of all, under
    its ids; ``broken`` are the values that do not compare with those of the last: period, level, unit, indicator."""

    sides: tuple[Side, ...]
    assessment: Assessment
    broken: frozenset[tuple[str, str, str, str]]

    def values(self, unit: tuple[str, str], indicator: str) -> dict[str, float]:
        """The comparable values of successive periods up to the last: period → value; empty where that has none."""
        found: dict[str, float] = {}
        for side in reversed(self.sides):
            result = self.assessment.results.get(side.period.text, *unit, indicator)
            if result is None or result.value is None or (side.period.text, *unit, indicator) in self.broken:
                break
            found[side.period.text] = result.value
        return dict(reversed(found.items()))


def history(campaign: Campaign, period: Period) -> History:
    """The period and all before it that follow one another without a gap."""
    known, sides, now = known_periods(campaign), [side_of(campaign, period)], period
    while now.previous() in known:
        now = now.previous()
        sides.insert(0, side_of(campaign, now))
    pairs = [pair(campaign, before, sides[-1]) for before in sides[:-1]]
    broken = frozenset(
        (p.before.period.text, change.level, change.unit, change.indicator)
        for p in pairs
        for change in p.assessment.changes
        if change.comparability is Comparability.DEFINITION_CHANGED
    )
    if not pairs:
        return History(tuple(sides), _alone(campaign, sides[0]), broken)
    last = pairs[-1].assessment
    own = [row for row in last.results.rows if row.period == period.text]
    former = [row for p in pairs for row in p.assessment.results.rows if row.period == p.before.period.text]
    diagnostics = tuple(_unread(sides, archive_of(campaign.folder)))
    rows = (*former, *own)
    compared = Results(tuple(r for r in rows if (r.period, r.level, r.unit, r.indicator) not in broken))
    whole = replace(last, results=Results(rows), compared=compared, diagnostics=diagnostics)
    return History(tuple(sides), whole, broken)


def benchmarks_of(campaign: Campaign) -> Checked[tuple[Benchmark, ...]]:
    """The values of others that the campaign declares; none where it declares no file."""
    declared = campaign.settings.benchmarks
    return load_benchmarks(campaign.folder / declared, campaign.plan.catalogue) if declared else Checked(())
