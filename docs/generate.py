"""Write the pages of docs/ that are made from the code; with ``--check``, say which of them are stale.

Run ``make docs`` after a change to a command, a rule or a function of the formulas.
"""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stdout
from dataclasses import MISSING, fields
from pathlib import Path

import click

from kokoq import cli
from kokoq.cli.spoken import Session
from kokoq.definitions import documents
from kokoq.formula.functions import FUNCTIONS, Function
from kokoq.language import Language, language
from kokoq.rules import RULES

SHAPES: dict[str, type[documents.Document]] = {
    "settings": documents.SettingsDocument,
    "source": documents.SourceDocument,
    "catalogue": documents.CatalogueDocument,
    "field": documents.FieldDocument,
    "table": documents.TableDocument,
    "check": documents.CheckDocument,
    "regulation": documents.RegulationDocument,
    "indicator": documents.IndicatorDocument,
    "scale": documents.ScaleDocument,
    "band": documents.BandDocument,
    "perunit": documents.PerUnitDocument,
    "linear": documents.LinearDocument,
    "relative": documents.RelativeDocument,
    "checklist": documents.ChecklistDocument,
    "case": documents.CaseDocument,
    "accepted": documents.AcceptedDocument,
}
HERE = Path(__file__).parent
LANGUAGES = {"en": "", "ru": ".ru"}
EXIT_CODES = ("0", "1", "2")


def main() -> int:
    """Write the stale pages, or only name them."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" not in sys.argv:
            path.write_text(pages()[path], encoding="utf-8", newline="\n")
        print(path.relative_to(HERE.parent).as_posix())
    if stale and "--check" in sys.argv:
        print("stale: run `make docs`")
    return int(bool(stale) and "--check" in sys.argv)


def pages() -> dict[Path, str]:
    """Every generated page by its path."""
    makers = {
        "cli": cli_page,
        "definitions": definitions_page,
        "diagnostics": diagnostics_page,
        "formulas": formulas_page,
    }
    return {
        HERE / f"{name}{suffix}.md": make(language(code))
        for name, make in makers.items()
        for code, suffix in LANGUAGES.items()
    }


def cli_page(words: Language) -> str:
    """The help of every command, as the console shows it."""
    parts = [f"# {words.say('docs.cli.title')}", words.say("docs.cli.intro").strip()]
    for name in ("", *cli.kokoq.commands):
        parts += [f"## {f'kokoq {name}'.strip()}", f"```text\n{_help(name, words)}```"]
        group = cli.kokoq.commands.get(name)
        for below in group.commands if isinstance(group, click.Group) else ():
            parts += [f"### kokoq {name} {below}", f"```text\n{_help(f'{name} {below}', words)}```"]
    return _page(parts)


def _help(name: str, words: Language) -> str:
    out = io.StringIO()
    session = Session(words, chosen=True)
    with redirect_stdout(out):
        arguments = [*name.split(), "--help"]
        cli.kokoq.main(arguments, prog_name="kokoq", standalone_mode=False, obj=session, terminal_width=80)
    return out.getvalue()


def diagnostics_page(words: Language) -> str:
    """Every rule: what it says, why, what to do, an example."""
    parts = [f"# {words.say('docs.diagnostics.title')}", words.say("docs.diagnostics.intro").strip()]
    stage = ""
    for code, rule in RULES.items():
        if code[:3] != stage:
            stage = code[:3]
            parts.append(f"## {words.say(f'docs.diagnostics.{stage}')}")
        severity = words.say(f"diagnostic.{rule.severity}")
        parts += [
            f"### {code} {rule.name}",
            f"*{severity}* · {words.words[f'rules.{code}.say']}",
            f"{words.words[f'rules.{code}.why']}",
            f"**{words.say('cli.explain_code.fix')}:** {words.words[f'rules.{code}.fix']}",
            f"**{words.say('cli.explain_code.example')}:** {words.say(f'rules.{code}.example')}",
        ]
    return _page(parts)


def formulas_page(words: Language) -> str:
    """The language of formulas: the rules by hand in ``lang``, the functions from their table."""
    parts = [f"# {words.say('docs.formulas.title')}", words.say("docs.formulas.intro").strip()]
    head = " | ".join(words.say(f"docs.formulas.{column}") for column in ("function", "meaning", "example"))
    rows = [f"| {head} |", "| --- | --- | --- |"]
    rows += [_function_row(function, words) for function in FUNCTIONS.values()]
    parts += [f"## {words.say('docs.formulas.functions')}", "\n".join(rows), words.say("docs.formulas.rules").strip()]
    return _page(parts)


def _function_row(function: Function, words: Language) -> str:
    arguments = [
        words.say(f"docs.formulas.parameter.{p.rstrip('?')}") + "?" * p.endswith("?") for p in function.parameters
    ]
    call = f"{function.name}({', '.join([*arguments, *['where ='] * function.where])})"
    said = words.say(f"docs.formulas.of.{function.name}.say")
    return f"| `{call}` | {said} | `{words.say(f'docs.formulas.of.{function.name}.example')}` |"


def definitions_page(words: Language) -> str:
    """Every key of every definition file, in the order of the shapes that read them."""
    parts = [f"# {words.say('docs.definitions.title')}", words.say("docs.definitions.intro").strip()]
    for name, shape in SHAPES.items():
        rows = [f"| {words.say('docs.definitions.key')} | {words.say('docs.definitions.meaning')} |", "| --- | --- |"]
        for key in fields(shape):
            written = key.name.rstrip("_")
            required = key.default is MISSING and key.default_factory is MISSING
            own = "title_" if written == "title" else written
            said = words.say(f"docs.definitions.of.{name}.{own}")
            rows.append(f"| {f'**`{written}`**' if required else f'`{written}`'} | {said} |")
        parts += [f"## {words.say(f'docs.definitions.of.{name}.title')}", "\n".join(rows)]
    return _page(parts)


def _page(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
