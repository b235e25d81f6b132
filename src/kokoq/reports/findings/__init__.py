"""Findings put into words, for a terminal, a report and other programs: one module a format. The order is stable."""

from __future__ import annotations

from collections.abc import Iterable

from kokoq.diagnostics import Diagnostic
from kokoq.language import Language
from kokoq.reports.findings.grouping import SEVERITIES, Equal, group_equal, place_text, summary, view_findings
from kokoq.reports.findings.records import to_json, to_records
from kokoq.reports.findings.stories import NO_STORIES, Stories
from kokoq.reports.findings.text import ReadSource, to_text

__all__ = [
    "NO_STORIES",
    "SEVERITIES",
    "Equal",
    "ReadSource",
    "Stories",
    "format_of",
    "group_equal",
    "place_text",
    "render",
    "summary",
    "to_json",
    "to_records",
    "to_text",
    "view_findings",
]

_SUFFIXES = {".json": "json", ".sarif": "sarif", ".xml": "junit"}


def format_of(file: str, otherwise: str) -> str:
    """The format that a file's name asks for: ``.json``, ``.sarif``, ``.xml`` (JUnit)."""
    return next((name for suffix, name in _SUFFIXES.items() if file.lower().endswith(suffix)), otherwise)


def render(
    diagnostics: Iterable[Diagnostic],
    language: Language,
    form: str,
    *,
    source: ReadSource,
    stories: Stories = NO_STORIES,
) -> str:
    """The findings as text, json, github, sarif or junit."""
    match form:
        case "json":
            return to_json(diagnostics, language, stories=stories)
        case "github":
            from kokoq.reports.findings.github import to_github

            return to_github(diagnostics, language, stories=stories)
        case "sarif":
            from kokoq.reports.findings.sarif import to_sarif

            return to_sarif(diagnostics, language, stories=stories)
        case "junit":
            from kokoq.reports.findings.junit import to_junit

            return to_junit(diagnostics, language, stories=stories)
        case _:
            return to_text(diagnostics, language, source=source, stories=stories)
