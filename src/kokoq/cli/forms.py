"""``kokoq forms`` and ``kokoq sample``: blank workbooks for everybody, or filled ones with synthetic data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kokoq.cli import screen
from kokoq.cli.options import campaign_argument, lang_option, out_option, period_option
from kokoq.cli.spoken import Session, Spoken

if TYPE_CHECKING:
    from kokoq.model import Period


@click.command(cls=Spoken)
@campaign_argument
@period_option
@out_option
@lang_option
@click.pass_obj
def forms(session: Session, campaign: Path, period: Period | None, out: Path | None) -> None:
    """Write a blank form for every organisation and for the municipality."""
    from kokoq.cli.opening import next_period, open_campaign, refuse_full
    from kokoq.collect.forms import write_forms

    opened = open_campaign(campaign)
    chosen = period or next_period(campaign)
    folder = refuse_full(out or campaign / "forms" / chosen.slug)
    language = session.for_reports(opened.settings.language)
    with screen.progress(session.language) as progress:
        written = write_forms(
            opened.plan,
            opened.settings,
            opened.organisations,
            folder,
            period=chosen,
            language=language,
            progress=progress,
        )
    screen.complain(session.language.say("cli.done.written", n=len(written), folder=folder))


@click.command(cls=Spoken)
@campaign_argument
@period_option
@out_option
@click.option("--seed", type=int, default=1)
@click.option("--dirt", is_flag=True)
@lang_option
@click.pass_obj
def sample(session: Session, campaign: Path, period: Period | None, out: Path | None, seed: int, dirt: bool) -> None:
    """Write filled forms with synthetic data."""
    from kokoq.cli.opening import next_period, open_campaign, open_profile, refuse_full
    from kokoq.collect.sample.write import write_samples

    opened = open_campaign(campaign)
    chosen = period or next_period(campaign)
    folder = refuse_full(out or campaign / "sample" / chosen.slug)
    language = session.for_reports(opened.settings.language)
    with screen.progress(session.language) as progress:
        samples = write_samples(
            opened.plan,
            opened.settings,
            opened.organisations,
            folder,
            period=chosen,
            language=language,
            profile=open_profile(campaign, opened.settings.catalogue),
            seed=seed,
            dirt=dirt,
            progress=progress,
        )
    screen.complain(session.language.say("cli.done.written", n=len(samples.files), folder=folder))
