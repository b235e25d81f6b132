"""Findings as annotations of GitHub Actions: a line that the runner shows beside the changed line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kokoq.diagnostics import Diagnostic, Severity, Span
from kokoq.language import Language
from kokoq.reports.findings.stories import NO_STORIES, Stories, story_of
from kokoq.wording import to_fix, to_message

_COMMANDS: Mapping[Severity, str] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = _IN_MESSAGE | {":": "%3A", ",": "%2C"}


def to_github(diagnostics: Iterable[Diagnostic], language: Language, *, stories: Stories = NO_STORIES) -> str:
    """One workflow command a finding.

    Example:
        ::error file=fields.yaml,line=3,col=5,endColumn=9,title=KQ102 unknown-key::Ключ «titel» неизвестен. …
    """
    return "".join(f"{_command(d, language, stories)}\n" for d in diagnostics)


def _command(d: Diagnostic, language: Language, stories: Stories) -> str:
    where = d.where
    properties: dict[str, object] = {"file": where.file} if where.file else {}
    told = f"{to_message(d, language)}\n{language.say('diagnostic.fix', fix=to_fix(d, language))}"
    if story := story_of(d, stories):
        told = f"{told}\n\n{story}"
    if isinstance(where, Span):
        properties |= {"line": where.line, "col": where.column, "endColumn": where.column + where.length}
    elif where.ref or where.sheet:
        told = f"{where}: {told}"
    properties["title"] = f"{d.rule.code} {d.rule.name}"
    listed = ",".join(f"{key}={_escaped(str(value), _IN_PROPERTY)}" for key, value in properties.items())
    return f"::{_COMMANDS[d.severity]} {listed}::{_escaped(told, _IN_MESSAGE)}"


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    """The text in one line; other control characters would be obeyed by the console that shows the log."""
    return "".join(signs.get(c, c if c.isprintable() or c == "\u00a0" else " ") for c in text)
