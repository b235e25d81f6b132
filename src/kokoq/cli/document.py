"""``kokoq document``: the regulation itself, to be attached to an order."""

from __future__ import annotations

from pathlib import Path

import click

from kokoq.cli import screen
from kokoq.cli.options import FOLDER, lang_option
from kokoq.cli.spoken import Session, Spoken

KINDS = ("md", "docx")


@click.command(cls=Spoken)
@click.argument("catalogue", default="")
@click.option("--regulation", default="")
@click.option("--format", "output_format", type=click.Choice(KINDS))
@click.option("--out", type=FOLDER)
@lang_option
@click.pass_obj
def document(session: Session, catalogue: str, regulation: str, output_format: str | None, out: Path | None) -> None:
    """Write the text of a catalogue's regulations: their six parts, passports, data dictionary, calendar."""
    from kokoq.cli.opening import find_plan, own_templates
    from kokoq.reports.document.docx import to_docx
    from kokoq.reports.document.view import document_view
    from kokoq.reports.markdown import document as to_markdown

    plan, _ = find_plan(catalogue, None)
    words = session.language
    view = document_view(plan, words, regulation=regulation)
    suffix = out.suffix.lstrip(".").lower() if out else ""
    kind = output_format or (suffix if suffix in KINDS else KINDS[0])
    if kind == "docx":
        out = out or Path(f"{'-'.join(filter(None, (view.id, regulation)))}.docx")
        screen.write_file(out, to_docx(view, words))
    elif out:
        screen.write_file(out, to_markdown(view, words, templates=own_templates(catalogue)))
    else:
        screen.say(to_markdown(view, words, templates=own_templates(catalogue)))
    if out:
        screen.complain(words.say("cli.done.written", n=1, folder=str(out)))
