"""``kokoq document``: the regulation itself, to be attached to an order."""

from __future__ import annotations

from pathlib import Path

import click

from kokoq.cli import screen
from kokoq.cli.failures import AskedBack
from kokoq.cli.options import OUTPUT, lang_option
from kokoq.cli.spoken import Session, Spoken

KINDS = ("md", "docx")


@click.command(cls=Spoken)
@click.argument("catalogue", default="")
@click.option("--regulation", default="")
@click.option("--format", "output_format", type=click.Choice(KINDS))
@click.option("--out", type=OUTPUT)
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
    kind = kind_of(out, output_format)
    if kind == "docx":
        out = out or Path(f"{'-'.join(filter(None, (view.id, regulation)))}.docx")
        screen.write_file(out, to_docx(view, words))
    elif out:
        screen.write_file(out, to_markdown(view, words, templates=own_templates(Path(catalogue))))
    else:
        screen.say(to_markdown(view, words, templates=own_templates(Path(catalogue))))
    if out:
        screen.complain(words.say("cli.done.written", n=1, folder=str(out)))


def kind_of(out: Path | None, asked: str | None) -> str:
    """Markdown or DOCX: as asked, else as the file is called; ``AskedBack`` where its name says something else."""
    called = out.suffix.lstrip(".").lower() if out else ""
    if called and called not in ([asked] if asked else KINDS):
        raise AskedBack("document_name", name=str(out))
    return asked or called or KINDS[0]
