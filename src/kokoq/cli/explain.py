"""``kokoq explain``: what a code means, or where one number comes from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kokoq.cli import screen
from kokoq.cli.failures import AskedBack
from kokoq.cli.options import campaign_option, lang_option, period_option
from kokoq.cli.spoken import Session, Spoken
from kokoq.language import Language
from kokoq.letters import skeleton
from kokoq.rules import RULES
from kokoq.spelling import closest
from kokoq.wording import folded, to_pattern

_CODE = re.compile(skeleton("KQ") + r"\d+")
_PARTS = ("why", "fix", "example")

if TYPE_CHECKING:
    from kokoq.model import Period


@click.command(cls=Spoken)
@click.argument("subject")
@campaign_option
@click.option("--organisation")
@period_option
@lang_option
@click.pass_obj
def explain(session: Session, subject: str, campaign: Path, organisation: str | None, period: Period | None) -> None:
    """Explain the code of a finding, or tell the whole story of one number."""
    words = session.language
    if _CODE.fullmatch(skeleton(subject)):
        screen.say(code_text(find_code(subject), words, width=screen.columns()))
        return
    from kokoq import campaign as campaigns
    from kokoq.cli.opening import choose_period, open_campaign
    from kokoq.reports.story.text import story

    opened = open_campaign(campaign)
    assessment = campaigns.assess(opened, choose_period(opened, period))
    screen.say(story(assessment, subject, words, organisation=organisation))


def find_code(written: str) -> str:
    """The code that is meant, in letters of any alphabet; ``AskedBack`` with the closest where there is none."""
    meant = next((code for code in RULES if skeleton(code) == skeleton(written)), None)
    if meant is None:
        raise AskedBack("no_code", code=written, close=closest(written.upper(), RULES))
    return meant


def code_text(code: str, words: Language, *, width: int) -> str:
    """A rule: its words («…» where a finding tells what it found), why it matters, what to do, an example."""
    rule = RULES[code]
    parts = [
        f"{code} · {rule.name} · {words.say(f'diagnostic.{rule.severity}')}",
        "",
        to_pattern(rule, "say", words),
        "",
        *(f"{words.say(f'cli.explain_code.{part}')}: {to_pattern(rule, part, words)}" for part in _PARTS),
    ]
    return "\n".join(line for part in parts for line in folded(part, width))
