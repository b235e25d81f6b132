"""Findings for programs: one mapping a finding, and a JSON list of them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kokoq.diagnostics import Diagnostic, Param, Place, Span
from kokoq.language import Language, Word
from kokoq.reports.findings.stories import NO_STORIES, Stories, story_of
from kokoq.wording import to_fix, to_message, with_numbers


def to_records(
    diagnostics: Iterable[Diagnostic], language: Language, *, stories: Stories = NO_STORIES
) -> list[dict[str, object]]:
    """One mapping a finding, for JSON: code, severity, message, fix, place, parameters; its story, where it has one."""
    return [_record(d, language) | ({"story": story} if (story := story_of(d, stories)) else {}) for d in diagnostics]


def to_json(diagnostics: Iterable[Diagnostic], language: Language, *, stories: Stories = NO_STORIES) -> str:
    """A JSON list, one finding a line."""
    lines = [json.dumps(record, ensure_ascii=False) for record in to_records(diagnostics, language, stories=stories)]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def _record(d: Diagnostic, language: Language) -> dict[str, object]:
    return {
        "code": d.rule.code,
        "name": d.rule.name,
        "severity": str(d.severity),
        "message": to_message(d, language),
        "fix": to_fix(d, language),
        **_place(d.where),
        "params": {k: _plain(v, language) for k, v in sorted(d.params.items())},
        "related": [_place(place) for place in d.related],
        "organisation": d.unit,
        "period": d.period,
    }


def _plain(param: Param, language: Language) -> object:
    match param:
        case Word():
            return language.say(param, **with_numbers(param, language).params).strip()
        case tuple():
            return [_plain(part, language) for part in param]
        case _:
            return param


def _place(where: Place) -> dict[str, object]:
    if isinstance(where, Span):
        return {"file": where.file, "line": where.line, "column": where.column, "length": where.length}
    return {"file": where.file, "sheet": where.sheet, "cell": where.ref}
