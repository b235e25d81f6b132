"""``kokoq forms`` and ``kokoq sample``: blank workbooks for everybody, or filled ones with synthetic data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kokoq.cli import screen
from kokoq.cli.options import FOLDER, campaign_argument, lang_option, out_option, period_option
from kokoq.cli.spoken import Session, Spoken
from kokoq.collect.sample.dirt import Dirt
from kokoq.diagnostics import Diagnostic, Severity, has_errors
from kokoq.folders import COLLECTED
from kokoq.outputs import staged

if TYPE_CHECKING:
    from kokoq.campaign import Campaign
    from kokoq.collect.issue.forms import CheckedForm
    from kokoq.language import Language
    from kokoq.model import Period
    from kokoq.periods import Before

_NAMED = 5
"""So many organisations are named."""


@click.command(cls=Spoken)
@campaign_argument
@period_option
@out_option
@click.option("--one-workbook", is_flag=True)
@click.option("--without-earlier", is_flag=True)
@click.option("--check", type=FOLDER)
@lang_option
@click.pass_obj
def forms(
    session: Session,
    campaign: Path,
    period: Period | None,
    out: Path | None,
    one_workbook: bool,
    without_earlier: bool,
    check: Path | None,
) -> bool:
    """Write a blank form for every organisation and for the municipality; or say whether a form is the current one."""
    if check is not None:
        return _check(session, campaign, check, period)
    from kokoq.cli.clock import this_day
    from kokoq.cli.opening import open_campaign, refuse_full
    from kokoq.collect.issue.forms import write_forms, write_one_workbook
    from kokoq.periods import answers_before, next_period

    opened = open_campaign(campaign)
    chosen = period or next_period(campaign, this_day())
    folder = refuse_full(out or campaign / "forms" / chosen.slug)
    language = session.for_reports(opened.settings.language)
    known = (opened.plan, opened.settings, opened.organisations)
    with screen.progress(session.language) as progress:
        before = None if without_earlier else answers_before(opened, chosen, language=language, progress=progress)
        earlier = before.value.answers if before else {}
        with staged(folder) as fresh:
            if one_workbook:
                path = write_one_workbook(*known, fresh, period=chosen, language=language, earlier=earlier)
                written: tuple[Path, ...] = (path,)
            else:
                written = write_forms(
                    *known, fresh, period=chosen, language=language, earlier=earlier, progress=progress
                )
    found = before.diagnostics if before else ()
    failed = _told(session, opened, found, n=len(written), folder=folder)
    if before is not None:
        screen.complain(_beside(opened, chosen, before.value, session.language))
    return failed or has_errors(found)


def _beside(opened: Campaign, period: Period, before: Before, words: Language) -> str:
    """Where the answers of the period before are from, and in whose form there are none though there was one then."""
    from kokoq.collect.issue.forms import units_asked

    facts = {"period": before.period.text, "folder": f"{COLLECTED}/{before.period.slug}"}
    if not before.answers:
        return words.say("cli.beside.none", **facts)
    if before.run is None:
        told = [words.say("cli.beside.files", **facts)]
    else:
        day = words.date(before.run.kept_at.date())
        told = [words.say("cli.beside.archive", **facts, number=before.run.version, date=day)]
    asked = units_asked(opened.plan, opened.settings, opened.organisations, period)
    lacking = before.lacking(unit for unit, _ in asked)
    if lacking:
        named = ", ".join(unit.title for unit in lacking[:_NAMED]) + (", …" if len(lacking) > _NAMED else "")
        told.append(words.say("cli.beside.lacking", n=len(lacking), names=named))
    return " ".join(told)


def _told(session: Session, opened: Campaign, found: Sequence[Diagnostic], *, n: int, folder: Path) -> bool:
    """Say what was written, and for whom it was not: true where the list of organisations has errors."""
    errors = [d for d in opened.diagnostics if d.severity is Severity.ERROR]
    screen.show_findings((*errors, *found), session.language)
    screen.complain(session.language.say("cli.done.written", n=n, folder=folder))
    return bool(errors)


def _check(session: Session, campaign: Path, file: Path, period: Period | None) -> bool:
    """Say whether a form is the current one, of this period, else of the latest collected or the next; true if not."""
    from kokoq.campaign import collected_periods
    from kokoq.cli.opening import open_campaign
    from kokoq.collect.issue.forms import check_form

    opened = open_campaign(campaign)
    latest = collected_periods(campaign)[-1:]
    periods = (period,) if period else (*latest, *(each.previous(-1) for each in latest))
    checked = check_form(opened.plan, opened.settings, opened.organisations, file, periods=periods)
    screen.show_findings(checked.diagnostics, session.language)
    if checked.value is not None:
        screen.say_sentences(told(checked.value, file.name, session.language))
    return checked.value is None or not checked.value.is_current


def told(form: CheckedForm, file: str, words: Language) -> list[str]:
    """What there is to say of a form that was checked, line by line."""
    difference = form.difference
    facts = {"file": file, "organisation": form.organisation, "period": form.period}
    if form.is_current:
        return [words.say("form.checked.current", **facts)]
    if difference.same_version:
        said = words.say("form.checked.altered", **facts)
    else:
        said = words.say("form.checked.outdated", **facts, found=difference.found, expected=difference.expected)
    lines = [words.say("form.checked.added", title=title) for title in difference.added]
    lines += [words.say("form.checked.removed", title=title) for title in difference.removed]
    lines += [words.say("form.checked.renamed", found=f, expected=e) for f, e in difference.changed]
    lines += [words.say("form.checked.bounds", title=t, found=f, expected=e) for t, f, e in difference.bounds]
    if not lines and not difference.same_version:
        lines.append(words.say("form.checked.changed"))
    if form.wanted:
        lines.append(words.say("form.checked.period", expected=form.wanted))
    return [said, *lines, words.say("form.checked.fix")]


@click.command(cls=Spoken)
@campaign_argument
@period_option
@click.option("--out", type=FOLDER)
@click.option("--seed", type=int, default=1)
@click.option("--dirt", type=click.Choice([level.value for level in Dirt]), default="none")
@lang_option
@click.pass_obj
def sample(session: Session, campaign: Path, period: Period | None, out: Path | None, seed: int, dirt: str) -> bool:
    """Write filled forms with synthetic data."""
    from kokoq.cli.clock import this_day
    from kokoq.cli.opening import open_campaign, open_traits, refuse_among_sent
    from kokoq.collect.sample.write import write_samples
    from kokoq.periods import next_period

    opened = open_campaign(campaign)
    chosen = period or next_period(campaign, this_day())
    folder = refuse_among_sent(out or campaign / "sample" / chosen.slug)
    language = session.for_reports(opened.settings.language)
    with screen.progress(session.language) as progress, staged(folder) as fresh:
        samples = write_samples(
            opened.plan,
            opened.settings,
            opened.organisations,
            fresh,
            period=chosen,
            language=language,
            traits=open_traits(campaign, opened.settings.catalogue),
            seed=seed,
            dirt=Dirt(dirt),
            progress=progress,
        )
    return _told(session, opened, samples.diagnostics, n=len(samples.files), folder=folder)
