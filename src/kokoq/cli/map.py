"""``kokoq map``: an unknown spreadsheet → a proposal of how to read it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kokoq.cli import screen
from kokoq.cli.options import FOLDER, catalogue_option, lang_option
from kokoq.cli.spoken import Session, Spoken
from kokoq.diagnostics import Cell, KokoqError
from kokoq.language import Word
from kokoq.rules import FILE_NOT_FOUND, UNKNOWN_NAME
from kokoq.spelling import closest

if TYPE_CHECKING:
    from kokoq.model import Organisation, Settings
    from kokoq.plan import Plan

_WIDEST = 120
"""A comment of longer lines is hard to read, however wide the terminal is."""


@click.command("map", cls=Spoken)
@click.argument("file", type=FOLDER)
@catalogue_option
@click.option("--campaign", type=FOLDER)
@click.option("--table")
@lang_option
@click.pass_obj
def propose_mapping(
    session: Session, file: Path, catalogue: str | None, campaign: Path | None, table: str | None
) -> bool:
    """Propose how to read an unknown spreadsheet."""
    from kokoq.collect.propose import propose
    from kokoq.collect.propose.text import to_yaml
    from kokoq.collect.read import read_book

    if not file.is_file():
        raise KokoqError(FILE_NOT_FOUND.at(Cell(str(file))))
    plan, settings, organisations = _context(campaign, catalogue, file)
    read = read_book(file, name=file.name)
    screen.show_findings(read.diagnostics, session.language)
    if read.value is None:
        return True
    chosen = None if table is None else _known_table(table, plan)
    proposal = propose(read.value, plan, organisations=organisations, settings=settings, table=chosen)
    screen.say(to_yaml(proposal, session.language, width=min(screen.width(), _WIDEST)))
    return not proposal.drafts and not proposal.form


def _context(
    campaign: Path | None, catalogue: str | None, file: Path
) -> tuple[Plan, Settings | None, tuple[Organisation, ...]]:
    """The catalogue to map to; settings and organisations too, where there is a campaign.

    It is the one that is named, the current folder, or that in whose folder the file lies.
    """
    from kokoq.cli.opening import find_plan, open_campaign
    from kokoq.folders import CAMPAIGN

    around = (Path(), *file.absolute().parents) if catalogue is None else ()
    here = next((folder for folder in around if (folder / CAMPAIGN).is_file()), None)
    folder = campaign or here
    if folder is None:
        return find_plan("", catalogue)[0], None, ()
    opened = open_campaign(folder)
    return opened.plan, opened.settings, tuple(opened.organisations)


def _known_table(name: str, plan: Plan) -> str:
    from kokoq.collect.propose import FIELDS
    from kokoq.model import PLAIN

    known = (*plan.catalogue.tables, FIELDS)
    if name not in known:
        raise KokoqError(
            UNKNOWN_NAME.at(Cell("--table"), name=name, what=Word("noun.table"), close=closest(name, known))
        )
    return PLAIN if name == FIELDS else name
