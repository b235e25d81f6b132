"""``kokoq validate``: who submitted, what is wrong where, and what goes back to whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kokoq.cli import screen
from kokoq.cli.options import (
    OUTPUT,
    DateType,
    campaign_argument,
    findings_option,
    format_option,
    jobs_option,
    lang_option,
    out_option,
    period_option,
)
from kokoq.cli.spoken import Session, Spoken
from kokoq.diagnostics import has_errors

if TYPE_CHECKING:
    import datetime as dt

    from kokoq.campaign import Campaign, Validation
    from kokoq.model import Period


@click.command(cls=Spoken)
@campaign_argument
@period_option
@out_option
@format_option
@click.option("--annotate", "marked", type=OUTPUT)
@click.option("--today", type=DateType())
@findings_option
@jobs_option
@lang_option
@click.pass_obj
def validate(
    session: Session,
    campaign: Path,
    period: Period | None,
    out: Path | None,
    output_format: str,
    marked: Path | None,
    today: dt.date | None,
    findings: Path | None,
    jobs: int | None,
) -> bool:
    """Check what was collected for one period."""
    from kokoq import campaign as campaigns
    from kokoq.cli.clock import this_day
    from kokoq.cli.opening import choose_period, open_campaign
    from kokoq.folders import TEMPLATES
    from kokoq.reports.completeness import pages
    from kokoq.reports.completeness.table import completeness

    words = session.language
    opened = open_campaign(campaign)
    with screen.progress(words) as progress:
        validation = campaigns.validate(opened, choose_period(opened, period), progress=progress, processes=jobs)
    shown = completeness(validation, today=today or this_day())
    language = session.for_reports(opened.settings.language)
    own = opened.folder / TEMPLATES
    written = pages.write(shown, out, language, templates=own) if out else ()
    as_json = output_format == "json"
    if findings or not as_json:
        screen.show_findings(validation.diagnostics, words, file=findings, short=True)
    if as_json:
        screen.say_json(pages.to_json(shown, words))
    else:
        screen.say(pages.to_table(shown, words, width=screen.width()))
    returned = _annotate(session, opened, validation, marked, own) if marked else ()  # may be refused: after all else
    for folder, paths in ((out, written), (marked, returned)):
        if folder is not None:
            screen.complain(words.say("cli.done.written", n=len(paths), folder=folder))
    return has_errors(validation.diagnostics)


def _annotate(
    session: Session, campaign: Campaign, validation: Validation, out: Path, templates: Path
) -> tuple[Path, ...]:
    """The marked copies and letters, in the language of the campaign."""
    from kokoq.collect.annotate.deliver import annotate

    with screen.progress(session.language) as progress:
        return annotate(
            campaign.folder,
            validation.observations,
            validation.diagnostics,
            validation.organisations,
            plan=validation.plan,
            settings=validation.settings,
            period=validation.period,
            language=session.for_reports(validation.settings.language),
            out=out,
            templates=templates,
            progress=progress,
        )
