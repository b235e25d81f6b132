"""``kokoq diff``: what changed between two versions of a catalogue, and what stops being comparable."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from kokoq.cli import screen
from kokoq.cli.options import FOLDER, lang_option
from kokoq.cli.spoken import Session, Spoken

VERDICTS = ("with-note", "not-comparable")


@click.command(cls=Spoken)
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER, required=False)
@click.option("--rev")
@click.option("--format", "output_format", type=click.Choice(["text", "markdown", "json"]), default="text")
@click.option("--fail-on", type=click.Choice(VERDICTS))
@lang_option
@click.pass_context
def diff(
    ctx: click.Context, old: Path, new: Path | None, rev: str | None, output_format: str, fail_on: str | None
) -> bool:
    """Say what changed between two versions of a catalogue and what stops being comparable."""
    from kokoq.cli.opening import open_definitions
    from kokoq.definitions.difference import Verdict, difference
    from kokoq.definitions.revision import at_revision
    from kokoq.reports import difference as reports

    if new is None and rev is None:
        raise click.MissingParameter(ctx=ctx, param=next(p for p in ctx.command.params if p.name == "new"))
    if new is not None and rev is not None:
        raise click.UsageError("", ctx=ctx)
    with at_revision(old, rev) if rev else nullcontext(old) as before:
        former = open_definitions(before, called=f"{rev}:{old.as_posix()}" if rev else None)
    plans = former, open_definitions(new or old)
    session: Session = ctx.obj
    found = difference(*plans)
    view = reports.difference_view(found, *plans, session.language)
    match output_format:
        case "json":
            screen.say_json(reports.to_json(view))
        case "markdown":
            screen.say(reports.to_markdown(view, session.language))
        case _:
            screen.say(reports.to_text(view))
    return fail_on is not None and found.verdict.weight >= Verdict(fail_on).weight
