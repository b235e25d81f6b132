"""``kokoq export`` and ``kokoq import``: a catalogue as a workbook, and back."""

from __future__ import annotations

from pathlib import Path

import click

from kokoq.cli import screen
from kokoq.cli.options import FOLDER, OUTPUT, findings_format_option, findings_option, lang_option
from kokoq.cli.spoken import Session, Spoken
from kokoq.diagnostics import Cell, KokoqError
from kokoq.rules import FILE_EXISTS


@click.command("export", cls=Spoken)
@click.argument("exported")
@click.argument("workbook", type=OUTPUT)
@lang_option
@click.pass_obj
def export_definitions(session: Session, exported: str, workbook: Path) -> bool:
    """Write a catalogue as a table, to edit it without YAML."""
    from kokoq.cli.opening import open_folder
    from kokoq.exchange import export_table

    home = open_folder(Path(exported), own=False)
    if workbook.exists():
        raise KokoqError(FILE_EXISTS.at(Cell(str(workbook))))  # it may hold changes that were not imported yet
    made = export_table(home, workbook, words=session.language)
    screen.show_findings(made.diagnostics, session.language)
    if made.value:
        screen.complain(session.language.say("cli.done.exported", file=workbook))
    return not made.value


@click.command("import", cls=Spoken)
@click.argument("workbook", type=FOLDER)
@click.argument("into", type=FOLDER)
@findings_format_option
@findings_option
@lang_option
@click.pass_obj
def import_definitions(session: Session, workbook: Path, into: Path, output_format: str, findings: Path | None) -> bool:
    """Take the changes of a table into the files of a catalogue."""
    from kokoq.cli.clock import this_day
    from kokoq.cli.opening import open_folder
    from kokoq.examine.check import check_definitions
    from kokoq.exchange import import_table

    words = session.language
    today = this_day()
    with screen.told_to_programs(words, file=findings, form=output_format):
        home = open_folder(into, own=True)
    made = import_table(workbook, home, check=lambda draft: check_definitions((draft,), today=today).diagnostics)
    screen.show_findings(made.diagnostics, words, file=findings, form=output_format)
    if made.value is None:
        screen.complain(words.say("cli.done.not_imported"))
        return True
    changed = (*made.value.written, *made.value.removed)
    screen.complain(words.say("cli.done.imported", n=len(made.value.written), removed=len(made.value.removed)))
    for file in changed:
        screen.complain(words.say("cli.done.imported_file", file=home / file))
    return False
