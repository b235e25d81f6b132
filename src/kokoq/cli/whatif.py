"""``kokoq whatif``: whose level would change by another policy, or by another version of the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kokoq.cli import screen
from kokoq.cli.options import FOLDER, campaign_argument, lang_option, out_option, page_format_option, period_option
from kokoq.cli.spoken import Session, Spoken

if TYPE_CHECKING:
    from kokoq.model import Period


@click.command(cls=Spoken)
@campaign_argument
@period_option
@click.option("--definitions", type=FOLDER)
@page_format_option
@out_option
@lang_option
@click.pass_obj
def whatif(
    session: Session,
    campaign: Path,
    period: Period | None,
    definitions: Path | None,
    output_format: str,
    out: Path | None,
) -> None:
    """Say whose level would change by other policies or another version of the catalogue."""
    from kokoq import campaign as campaigns
    from kokoq.cli.opening import choose_period, open_campaign
    from kokoq.folders import TEMPLATES
    from kokoq.reports import whatif as reports

    words = session.language
    opened = open_campaign(campaign)
    chosen = choose_period(opened, period)
    with screen.progress(words) as progress:
        assessment = campaigns.assess(opened, chosen, progress=progress)
        if definitions is None:
            found = reports.policies(assessment, words)
        else:
            other = open_campaign(campaign, definitions=definitions)
            found = reports.redefined(assessment, campaigns.assess(other, chosen, progress=progress))
    match output_format:
        case "json":
            text = reports.to_json(found)
        case "md":
            view = reports.whatif_view(assessment, found, words)
            text = reports.to_markdown(view, words, templates=campaign / TEMPLATES)
        case _:
            text = reports.to_text(reports.whatif_view(assessment, found, words))
    screen.say_page(text, output_format, out)
