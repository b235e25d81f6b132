"""``kokoq diff``: what changed between two versions of a catalogue, and what stops being comparable."""

from __future__ import annotations

from pathlib import Path

import click

from kokoq.cli import screen
from kokoq.cli.options import FOLDER, lang_option, page_format_option
from kokoq.cli.spoken import Session, Spoken

VERDICTS = ("with-note", "not-comparable")


@click.command(cls=Spoken)
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER, required=False)
@click.option("--rev")
@page_format_option
@click.option("--fail-on", type=click.Choice(VERDICTS))
@lang_option
@click.pass_context
def diff(
    ctx: click.Context, old: Path, new: Path | None, rev: str | None, output_format: str, fail_on: str | None
) -> bool:
    """Say what changed between two versions of a catalogue and what stops being comparable."""
    from kokoq.cli.opening import open_definitions, open_former, own_templates
    from kokoq.definitions.difference import difference
    from kokoq.definitions.verdict import Verdict
    from kokoq.reports.difference.view import difference_view, to_json, to_markdown, to_text

    if new is None and rev is None:
        raise click.MissingParameter(ctx=ctx, param=next(p for p in ctx.command.params if p.name == "new"))
    if new is not None and rev is not None:
        raise click.UsageError("", ctx=ctx)
    session: Session = ctx.obj
    newer = new or old
    plans = open_former(old, rev), open_definitions(newer)
    found = difference(*plans)
    view = difference_view(found, *plans, session.language)
    match output_format:
        case "json":
            screen.say_json(to_json(view))
        case "md":
            screen.say(to_markdown(view, session.language, templates=own_templates(newer)))
        case _:
            screen.say(to_text(view, session.language))
    return fail_on is not None and found.verdict.weight >= Verdict(fail_on).weight
