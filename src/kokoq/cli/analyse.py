"""``kokoq analyse``: one period of a campaign read from every side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kokoq.cli import screen
from kokoq.cli.options import campaign_argument, lang_option, out_option, page_format_option, period_option
from kokoq.cli.spoken import Session, Spoken

if TYPE_CHECKING:
    from kokoq.model import Period


@click.command(cls=Spoken)
@campaign_argument
@period_option
@click.option("--organisation")
@click.option("--indicator")
@page_format_option
@out_option
@lang_option
@click.pass_obj
def analyse(
    session: Session,
    campaign: Path,
    period: Period | None,
    organisation: str | None,
    indicator: str | None,
    output_format: str,
    out: Path | None,
) -> bool:
    """Read one period from every side."""
    from kokoq.cli.opening import open_campaign
    from kokoq.folders import TEMPLATES
    from kokoq.periods import benchmarks_of, history, latest_known
    from kokoq.reports.analysis import view as reports

    opened = open_campaign(campaign)
    found, others = history(opened, period or latest_known(opened)), benchmarks_of(opened)
    words = session.language
    if output_format == "json":
        text = reports.to_json(found, others.value, organisation=organisation, only=indicator)
    else:
        view = reports.analysis_view(found, words, others.value, organisation=organisation, only=indicator)
        page = output_format == "md"
        own = campaign / TEMPLATES
        text = reports.to_markdown(view, words, templates=own) if page else reports.to_text(view, words)
    screen.show_findings((*found.assessment.diagnostics, *others.diagnostics), words)
    screen.say_page(text, output_format, out)
    return others.failed
