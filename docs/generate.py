"""Write the pages of docs/ that are made from the code; with ``--check``, say which of them are stale.

Run ``make docs`` after a change to a command, a rule or a function of the formulas.
"""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stdout
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from functools import reduce
from pathlib import Path

import click

from kokoq import cli
from kokoq.cli.spoken import Session
from kokoq.definitions import documents
from kokoq.definitions.schema import Schema, raw_schema
from kokoq.formula.functions import FUNCTIONS, Function
from kokoq.language import Language, language
from kokoq.model import Part, Polarity
from kokoq.rules import RULES
from kokoq.wording import to_pattern

SHAPES: dict[str, type[documents.Document]] = {
    "catalogue": documents.CatalogueDocument,
    "act": documents.ActDocument,
    "valid": documents.ValidDocument,
    "policy": documents.PolicyDocument,
    "rounding": documents.RoundingDocument,
    "zone": documents.ZoneDocument,
    "clustering": documents.ClusteringDocument,
    "dictionaryfile": documents.DictionaryFile,
    "dictionary": documents.DictionaryDocument,
    "field": documents.FieldDocument,
    "table": documents.TableDocument,
    "key": documents.KeyDocument,
    "check": documents.CheckDocument,
    "regulation": documents.RegulationDocument,
    "goal": documents.GoalDocument,
    "collection": documents.CollectionDocument,
    "periodicity": documents.PeriodicityDocument,
    "indicator": documents.IndicatorDocument,
    "part": documents.PartDocument,
    "better": documents.BetterDocument,
    "corridor": documents.CorridorDocument,
    "jumps": documents.JumpsDocument,
    "scale": documents.ScaleDocument,
    "band": documents.BandDocument,
    "outcome": documents.OutcomeDocument,
    "perunit": documents.PerUnitDocument,
    "linear": documents.LinearDocument,
    "relative": documents.RelativeDocument,
    "checklist": documents.ChecklistDocument,
    "profilefile": documents.ProfileFile,
    "scoring": documents.ScoringDocument,
    "node": documents.NodeDocument,
    "case": documents.CaseDocument,
    "casedata": documents.CaseDataDocument,
    "settings": documents.SettingsDocument,
    "municipality": documents.MunicipalityDocument,
    "peers": documents.PeersDocument,
    "coverage": documents.CoverageDocument,
    "severity": documents.SeverityDocument,
    "source": documents.SourceDocument,
    "header": documents.HeaderDocument,
    "unpivot": documents.UnpivotDocument,
    "pivot": documents.PivotDocument,
    "skip": documents.SkipDocument,
    "accepted": documents.AcceptedDocument,
    "profile": documents.ProfileDocument,
    "organisation": documents.OrganisationDocument,
    "rule": documents.RuleDocument,
    "records": documents.RecordsDocument,
    "normal": documents.NormalDocument,
    "register": documents.RegisterDocument,
    "decision": documents.DecisionDocument,
}
"""Section of the page → its shape: every shape that a definition file may hold (tested)."""

ENUMERATIONS: dict[str, type[StrEnum]] = {"Part": Part, "Polarity": Polarity}
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
            f"*{severity}* · {to_pattern(rule, 'say', words)}",
            to_pattern(rule, "why", words),
            f"**{words.say('cli.explain_code.fix')}:** {to_pattern(rule, 'fix', words)}",
            f"**{words.say('cli.explain_code.example')}:** {to_pattern(rule, 'example', words)}",
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
    columns = ("key", "type", "without", "meaning", "example_")
    head = " | ".join(words.say(f"docs.definitions.{column}") for column in columns)
    for name, shape in SHAPES.items():
        properties = raw_schema(shape)["properties"]
        rows = [f"| {head} |", "| --- | --- | --- | --- | --- |"]
        rows += [_key_row(name, key, properties, words) for key in fields(shape)]
        parts += [f"## {words.say(f'docs.definitions.of.{name}.title')}", "\n".join(rows)]
    return _page(parts)


def _key_row(name: str, key: Field[object], properties: Schema, words: Language) -> str:
    written = key.name.rstrip("_")
    own = "title_" if written == "title" else written
    required = key.default is MISSING and key.default_factory is MISSING
    cells = (
        f"**`{written}`**" if required else f"`{written}`",
        _type(properties[written], words),
        words.say("docs.definitions.required") if required else _default(name, written, key, words),
        words.say(f"docs.definitions.of.{name}.{own}"),
        f"`{words.say(f'docs.definitions.example.{name}.{own}')}`",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(name: str, written: str, key: Field[object], words: Language) -> str:
    """What holds where the key is not written: as ``lang`` says, else the default of the shape."""
    said = f"docs.definitions.default.{name}.{written}"
    if words.has(said):
        return f"`{words.say(said)}`"
    match key.default:
        case bool():
            return "`yes`" if key.default else "`no`"
        case StrEnum() | int():
            return f"`{key.default}`"
        case tuple() if key.default:
            return f"`[{', '.join(str(item) for item in key.default)}]`"
        case _:
            return "—"


def _type(schema: Schema, words: Language) -> str:
    """What may stand under a key, in words; of an enumeration the words themselves, of a shape its section."""

    def say(name: str, **params: str) -> str:
        return words.say(f"docs.definitions.of_type.{name}", **params)

    match schema:
        case {"enum": list() as values} if schema.get("$comment") not in ("flag", "required"):
            return ", ".join(f"`{value}`" for value in values)
        case {"$comment": str() as name}:
            return say(name)
        case {"$ref": str() as ref}:
            return _reference(ref.rpartition("/")[2], words)
        case {"anyOf": [one, *others]}:
            return reduce(lambda a, b: say("either", one=a, other=b), [_type(part, words) for part in (one, *others)])
        case {"type": "array", "items": dict() as items}:
            return say("list", of=_type(items, words))
        case {"type": "object", "additionalProperties": dict() as values}:
            return say("mapping", of=_type(values, words))
        case _:
            return say("text")


def _reference(kind: str, words: Language) -> str:
    for name, shape in SHAPES.items():
        if shape.__name__ == kind:
            title = words.say(f"docs.definitions.of.{name}.title")
            anchor = "".join(c for c in title.lower() if c.isalnum() or c in " -_").replace(" ", "-")
            return f"[{title.partition(':')[0]}](#{anchor})"
    return ", ".join(f"`{member}`" for member in ENUMERATIONS[kind])


def _page(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
