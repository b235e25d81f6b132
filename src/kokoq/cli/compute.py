"""``kokoq compute``: from collected spreadsheets to the reports of a period."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kokoq.cli import screen
from kokoq.cli.options import (
    campaign_argument,
    catalogue_option,
    findings_option,
    formats_option,
    jobs_option,
    lang_option,
    out_option,
    period_option,
)
from kokoq.cli.spoken import Session, Spoken
from kokoq.diagnostics import Checked, has_errors

if TYPE_CHECKING:
    from kokoq.archive.record import Kept
    from kokoq.campaign import Assessment
    from kokoq.language import Language
    from kokoq.model import Period


@click.command(cls=Spoken)
@campaign_argument
@period_option
@out_option
@formats_option
@findings_option
@catalogue_option
@click.option("--data", multiple=True)
@click.option("--public", is_flag=True)
@jobs_option
@lang_option
@click.pass_obj
def compute(
    session: Session,
    campaign: Path,
    period: Period | None,
    out: Path | None,
    formats: tuple[str, ...],
    findings: Path | None,
    catalogue: str | None,
    data: tuple[str, ...],
    public: bool,
    jobs: int | None,
) -> bool:
    """Compute all indicators of one period of a campaign and write its reports."""
    from kokoq import campaign as campaigns
    from kokoq.cli.clock import now
    from kokoq.cli.opening import choose_period, open_anything
    from kokoq.folders import REPORTS, TEMPLATES
    from kokoq.reports import deliver

    words = session.language
    with screen.progress(words) as progress, open_anything(campaign, catalogue, data) as opened:
        chosen = choose_period(opened, period)
        folder = out or campaign / REPORTS / (f"{chosen.slug}-public" if public else chosen.slug)
        deliver.refuse_foreign(folder)
        assessment = campaigns.assess(opened, chosen, progress=progress, processes=jobs, publish=public)
        language = session.for_reports(opened.settings.language)
        own = opened.folder / TEMPLATES
        shown = campaigns.published(assessment) if public else assessment
        kinds = [kind for kind in formats if not (public and kind == "xlsx")]  # the workbook holds all that was typed
        deliver.deliver(shown, folder, language=language, formats=kinds, templates=own, progress=progress)
        kept = Checked(None) if catalogue or data else campaigns.keep(opened, assessment, at=now())
    screen.show_findings(assessment.diagnostics, words, file=findings, short=True)
    _show_summary(
        assessment,
        words,
        reports=folder,
        findings=findings or (None if public else folder / deliver.MARKER),
        kept=kept.value,
    )
    screen.show_findings(kept.diagnostics, words)
    return has_errors((*assessment.diagnostics, *kept.diagnostics))


def _show_summary(
    assessment: Assessment, words: Language, *, reports: Path, findings: Path | None, kept: Kept | None
) -> None:
    from kokoq.reports.findings import summary

    expected = {o.id for o in assessment.organisations if o.is_expected(assessment.period)}
    submitted = assessment.observations.submitted(assessment.period.text)
    counted = words.say("cli.done.n_of_n", n=len(expected & submitted), total=len(expected))
    rows = [
        (words.say("cli.done.submitted"), counted),
        (words.say("cli.done.problems"), summary(assessment.diagnostics, words)),
        *([(words.say("cli.done.findings"), str(findings))] if findings else []),
        (words.say("cli.done.reports"), str(reports)),
    ]
    if kept is not None:
        said = words.say(
            f"cli.done.{'kept' if kept.added else 'kept_already'}",
            number=kept.run.version,
            period=kept.run.account.period,
        )
        rows.append((words.say("cli.done.archive"), said))
    title = assessment.settings.title or assessment.plan.catalogue.title
    screen.show_account(words.say("cli.done.title", title=title, period=assessment.period.text), rows)
