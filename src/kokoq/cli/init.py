"""``kokoq init``: a campaign to start from, and the skeleton of a regulation of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from kokoq.cli import screen
from kokoq.cli.options import OUTPUT, catalogue_option, lang_option
from kokoq.cli.spoken import Session, Spoken


@click.command(cls=Spoken)
@click.argument("folder", type=OUTPUT)
@catalogue_option
@click.option("--regulation")
@lang_option
@click.pass_obj
def init(session: Session, folder: Path, catalogue: str | None, regulation: str | None) -> None:
    """Write the files to start from: a campaign, with --regulation a regulation and its catalogue, too."""
    from kokoq.cli.opening import open_plan
    from kokoq.definitions.skeleton import OWN, SHIPPED, TYPES, new_campaign, new_regulation, write_new

    words = session.language
    if regulation is None:
        name = catalogue or SHIPPED
        files = new_campaign(words, catalogue=name, types=open_plan(name).catalogue.organisation_types)
    else:
        name = catalogue or OWN
        files = {
            **new_campaign(words, catalogue=name, types=TYPES),
            **new_regulation(words, catalogue=name, regulation=regulation),
        }
    write_new(folder, files)
    screen.complain(words.say("cli.done.written", n=len(files), folder=str(folder)))
    screen.complain(words.say("cli.done.started", folder=f'"{folder}"' if " " in str(folder) else str(folder)))
