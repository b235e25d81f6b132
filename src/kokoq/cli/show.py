"""``kokoq show``: what is declared."""

from __future__ import annotations

import click

from kokoq.cli import screen
from kokoq.cli.options import catalogue_option, lang_option
from kokoq.cli.spoken import Session, Spoken


@click.command(cls=Spoken)
@click.argument("name", default="")
@catalogue_option
@lang_option
@click.pass_obj
def show(session: Session, name: str, catalogue: str | None) -> None:
    """Show a catalogue, a regulation, a profile or the passport of an indicator."""
    from kokoq.cli.opening import find_plan
    from kokoq.reports.definitions.passport import passport

    plan, subject = find_plan(name, catalogue)
    screen.say(passport(plan, subject, session.language))
