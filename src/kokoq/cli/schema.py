"""``kokoq schema``: the JSON Schema of the definition files, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kokoq.cli import screen
from kokoq.cli.options import lang_option, out_option
from kokoq.cli.spoken import Session, Spoken
from kokoq.diagnostics import Cell, KokoqError
from kokoq.language import Word
from kokoq.outputs import writing
from kokoq.rules import UNKNOWN_NAME
from kokoq.spelling import closest


@click.command(cls=Spoken)
@click.argument("kind", default="")
@out_option
@lang_option
@click.pass_obj
def schema(session: Session, kind: str, out: Path | None) -> None:
    """Show the schema of one kind of definition file, or write those of all kinds."""
    from kokoq.definitions.schema import ANY, json_schema

    words = session.language
    schemas = json_schema(words)
    if kind not in ("", *schemas):
        found = UNKNOWN_NAME.at(Cell(""), name=kind, what=Word("noun.file_kind"), close=closest(kind, schemas))
        raise KokoqError(found)
    if out is None:
        screen.say_json(_text(schemas[kind or ANY]))
        return
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
    written = [name for name in schemas if kind in ("", name)]
    for name in written:
        screen.write_file(out / f"{name}.json", _text(schemas[name]))
    screen.complain(words.say("cli.done.written", n=len(written), folder=out))


def _text(made: dict[str, object]) -> str:
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
