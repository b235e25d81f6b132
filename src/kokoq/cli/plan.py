"""``kokoq plan``: the road map of a campaign, what is due, and the calendar."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from kokoq.cli import screen
from kokoq.cli.options import OUTPUT, DateType, campaign_argument, lang_option, page_format_option
from kokoq.cli.spoken import Session, Spoken
from kokoq.diagnostics import has_errors


@click.command(cls=Spoken)
@campaign_argument
@click.option("--today", type=DateType())
@page_format_option
@click.option("--ics", type=OUTPUT)
@lang_option
@click.pass_obj
def plan(session: Session, campaign: Path, today: dt.date | None, output_format: str, ics: Path | None) -> bool:
    """Show the decisions and measures of a campaign by their terms; write them as a calendar."""
    from kokoq.cli.clock import this_day
    from kokoq.cli.opening import open_campaign
    from kokoq.folders import TEMPLATES
    from kokoq.periods import period_of
    from kokoq.reports.roadmap import ics as calendars
    from kokoq.reports.roadmap import view as roadmap

    opened, day = open_campaign(campaign), today or this_day()
    words = session.for_reports(opened.settings.language)
    view = roadmap.roadmap(opened, day, period_of(campaign, day), words)
    if output_format == "json":
        screen.say_json(roadmap.to_json(view))
    elif output_format == "md":
        screen.say(roadmap.to_markdown(view, words, templates=campaign / TEMPLATES))
    else:
        screen.say(roadmap.to_text(view, words))
    if ics is not None:
        screen.write_file(ics, calendars.calendar(opened, view, day, words))
    found = tuple(d for d in opened.diagnostics if d.where.file.startswith("decisions."))
    screen.show_findings(found, session.language)
    return has_errors(found)
