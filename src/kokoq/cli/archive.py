"""``kokoq archive``: what is kept of the runs of all years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kokoq.cli import screen
from kokoq.cli.failures import AskedBack
from kokoq.cli.options import campaign_argument, format_option, lang_option, out_option, period_option
from kokoq.cli.spoken import Session, Spoken, SpokenGroup
from kokoq.diagnostics import Cell, KokoqError
from kokoq.rules import FILE_NOT_FOUND

if TYPE_CHECKING:
    from kokoq.model import Period

run_option = click.option("--run", "number", type=click.IntRange(min=1))


@click.group(cls=SpokenGroup)
@lang_option
def archive() -> None:
    """The bank of results of all years."""


@archive.command("list", cls=Spoken)
@campaign_argument
@format_option
@lang_option
@click.pass_obj
def list_runs(session: Session, campaign: Path, output_format: str) -> None:
    """Which runs are kept."""
    from kokoq.archive.bank import runs
    from kokoq.reports import kept

    found = runs(_bank(campaign))
    if output_format == "json":
        screen.say_json(kept.to_json(found))
    else:
        screen.say(kept.to_table(found, session.language))


@archive.command(cls=Spoken)
@campaign_argument
@period_option
@run_option
@lang_option
@click.pass_obj
def show(session: Session, campaign: Path, period: Period | None, number: int | None) -> None:
    """From what a run was made, and what it changed against the one before."""
    from kokoq.reports import kept

    screen.say(kept.story(_kept_in(campaign), period, number, session.language))


@archive.command(cls=Spoken)
@campaign_argument
@period_option
@run_option
@out_option
@click.option("--public", is_flag=True)
@lang_option
def export(campaign: Path, period: Period | None, number: int | None, out: Path | None, public: bool) -> None:
    """The results of one run, or of the latest of every period, as results.csv has them."""
    from kokoq.campaign import public_results
    from kokoq.cli.opening import open_campaign
    from kokoq.reports import kept

    results = kept.chosen_results(_kept_in(campaign), period, number)
    if public:
        results = public_results(open_campaign(campaign), results)
    text = kept.to_file(results, as_json=out is not None and out.suffix == ".json")
    if out is None:
        screen.say(text)
    else:
        screen.write_file(out, text)


@archive.command(cls=Spoken)
@campaign_argument
@lang_option
@click.pass_obj
def verify(session: Session, campaign: Path) -> bool:
    """Whether everything is as it was kept."""
    from kokoq.archive.bank import runs
    from kokoq.archive.bank import verify as verified

    path, words = _kept_in(campaign), session.language
    found = verified(path)
    screen.show_findings(found, words)
    screen.complain(words.say("archive.verified", n=len(runs(path)), findings=len(found)))
    return bool(found)


def _kept_in(campaign: Path) -> Path:
    """The archive of a campaign that has one."""
    path = _bank(campaign)
    if not path.exists():
        raise AskedBack("archive_empty", folder=campaign.resolve().name)
    return path


def _bank(campaign: Path) -> Path:
    """Where the archive of a campaign is, or will be."""
    from kokoq.campaign import archive_of

    if not campaign.is_dir():
        raise KokoqError(FILE_NOT_FOUND.at(Cell(str(campaign))))
    return archive_of(campaign)
