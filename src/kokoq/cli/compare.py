"""``kokoq compare``: two periods of a campaign side by side, each change with its causes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kokoq.cli import screen
from kokoq.cli.options import PeriodType, campaign_argument, lang_option, out_option, page_format_option
from kokoq.cli.spoken import Session, Spoken

if TYPE_CHECKING:
    from kokoq.model import Period


@click.command(cls=Spoken)
@campaign_argument
@click.argument("before", type=PeriodType(), required=False)
@click.argument("after", type=PeriodType(), required=False)
@click.option("--organisation")
@click.option("--level")
@page_format_option
@out_option
@lang_option
@click.pass_obj
def compare(
    session: Session,
    campaign: Path,
    before: Period | None,
    after: Period | None,
    organisation: str | None,
    level: str | None,
    output_format: str,
    out: Path | None,
) -> None:
    """Compare two periods."""
    from kokoq.cli.opening import open_campaign
    from kokoq.folders import TEMPLATES
    from kokoq.periods import compare_periods, two_periods
    from kokoq.reports import comparison as reports

    opened = open_campaign(campaign)
    found = compare_periods(opened, *two_periods(opened, before, after))
    units = reports.units_of(found, organisation=organisation, level=level)
    words = session.language
    match output_format:
        case "json":
            text = reports.to_json(found, units)
        case "md":
            view = reports.comparison_view(found, words, units)
            text = reports.to_markdown(view, words, templates=campaign / TEMPLATES)
        case _:
            text = reports.to_text(reports.comparison_view(found, words, units))
    screen.show_findings(found.assessment.diagnostics, words)
    screen.say_page(text, output_format, out)
