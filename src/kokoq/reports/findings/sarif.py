"""Findings as SARIF 2.1.0, the format in which code scanning takes the results of any tool."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from urllib.parse import quote

from kokoq.diagnostics import Diagnostic, Place, Rule, Severity, Span
from kokoq.language import Language
from kokoq.reports.findings.stories import NO_STORIES, Stories, story_of
from kokoq.wording import to_fix, to_message, to_pattern

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Mapping[Severity, str] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

Json = dict[str, object]


def to_sarif(diagnostics: Iterable[Diagnostic], language: Language, *, stories: Stories = NO_STORIES) -> str:
    """One run with a result for each finding, and the rules that they speak of."""
    found = tuple(diagnostics)
    rules = {d.rule.code: d.rule for d in sorted(found, key=lambda d: d.rule.code)}
    order = {code: index for index, code in enumerate(rules)}
    driver = {
        "name": "kokoq",
        "version": version("kokoq"),
        "rules": [_rule(rule, language) for rule in rules.values()],
    }
    run: Json = {
        "tool": {"driver": driver},
        "language": language.code,
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, order[d.rule.code], language, story_of(d, stories)) for d in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(rule: Rule, language: Language) -> Json:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": to_pattern(rule, "say", language)},
        "fullDescription": {"text": to_pattern(rule, "why", language)},
        "help": {"text": to_pattern(rule, "fix", language)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(d: Diagnostic, index: int, language: Language, story: str) -> Json:
    result: Json = {
        "ruleId": d.rule.code,
        "ruleIndex": index,
        "level": _LEVELS[d.severity],
        "message": {"text": f"{to_message(d, language)} {to_fix(d, language)}"},
    }
    if story:
        result["properties"] = {"story": story}
    if d.where.file:
        result["locations"] = [_location(d.where)]
    if d.related:
        result["relatedLocations"] = [_location(place) | {"id": n} for n, place in enumerate(d.related, start=1)]
    return result


def _location(where: Place) -> Json:
    physical: Json = {"artifactLocation": {"uri": _uri(where.file)}}
    if isinstance(where, Span):
        end = where.column + where.length
        physical["region"] = {"startLine": where.line, "startColumn": where.column, "endColumn": end}
        return {"physicalLocation": physical}
    located: Json = {"physicalLocation": physical}
    if where.sheet or where.ref:
        named = "!".join(part for part in (where.sheet, where.ref) if part)
        located["logicalLocations"] = [{"name": where.ref or where.sheet, "fullyQualifiedName": named}]
    return located


def _uri(file: str) -> str:
    return quote(file.replace("\\", "/"))
