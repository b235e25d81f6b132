"""Findings put into words: as text for a terminal, as JSON for programs, grouped for a report. The order is stable."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kokoq.diagnostics import Cell, Diagnostic, Param, Place, Severity, Span
from kokoq.language import Language, Word
from kokoq.reports.contract import FindingGroup, FindingItem, Findings
from kokoq.wording import cell_ranges, to_fix, to_message

ReadSource = Callable[[str], str | None]
"""File name of a ``Span`` → its text, or None where it cannot be read."""

Paint = Callable[[Severity, str], str]

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
REFS = 6  # cells named one by one, or as many ranges
SHORT: Mapping[Severity, int] = {Severity.ERROR: 40, Severity.WARNING: 12, Severity.NOTE: 3}
"""Items of one rule that a short list shows."""


@dataclass(frozen=True, slots=True)
class Equal:
    """Findings that say the same of the same sheet: the first of them, and the cells of all."""

    first: Diagnostic
    refs: tuple[str, ...]
    n: int


def to_text(
    diagnostics: Iterable[Diagnostic],
    language: Language,
    *,
    width: int = 80,
    source: ReadSource | None = None,
    paint: Paint | None = None,
) -> str:
    """Findings like a compiler's: severity, code, place, text; then the line of the definition; then what to do.

    The advice stands once below findings of one rule that follow each other. ``paint`` colours the first words.

    Example:
        ошибка[KQ401] школа-01.xlsx!Контингент!C7: В поле «Всего» ожидалось число, введено «нет».
          Что сделать: Введите число.
    """
    equals = group_equal(diagnostics)
    lines: list[str] = []
    for i, equal in enumerate(equals):
        lines += _finding_lines(equal, language, width=width, paint=paint)
        if source is not None and isinstance(equal.first.where, Span):
            lines += _excerpt(equal.first.where, source, width)
        fix = to_fix(equal.first, language)
        if i + 1 == len(equals) or to_fix(equals[i + 1].first, language) != fix:
            lines += _wrap(language.say("diagnostic.fix", fix=fix), width, first="  ", rest="    ")
    return "".join(f"{line}\n" for line in lines)


def to_records(diagnostics: Iterable[Diagnostic], language: Language) -> list[dict[str, object]]:
    """One mapping a finding, for JSON: code, severity, message, fix, place, parameters."""
    return [_record(d, language) for d in diagnostics]


def to_json(diagnostics: Iterable[Diagnostic], language: Language) -> str:
    """A JSON list, one finding a line."""
    lines = [json.dumps(record, ensure_ascii=False) for record in to_records(diagnostics, language)]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def summary(diagnostics: Iterable[Diagnostic], language: Language) -> str:
    """«3 ошибки, 12 предупреждений, 40 примечаний»; «замечаний нет» where there are none."""
    counts = Counter(d.severity for d in diagnostics)
    parts = [language.say(f"report.n_{s.value}", n=counts[s]) for s in SEVERITIES if counts[s]]
    return ", ".join(parts) or language.say("report.no_findings")


def view_findings(
    diagnostics: Iterable[Diagnostic],
    language: Language,
    *,
    titles: Mapping[str, str],
    short: bool,
) -> Findings:
    """The findings of a report, by rule, worst first; organisations are called by their titles."""
    found = tuple(diagnostics)
    counts = Counter(d.severity for d in found)
    by_rule: dict[tuple[int, str], list[Diagnostic]] = {}
    for d in found:
        by_rule.setdefault((SEVERITIES.index(d.severity), d.rule.code), []).append(d)
    groups = tuple(_group(by_rule[key], language, titles=titles, short=short) for key in sorted(by_rule))
    errors, warnings, notes = (counts[s] for s in SEVERITIES)
    return Findings(summary(found, language), errors, warnings, notes, groups)


def group_equal(diagnostics: Iterable[Diagnostic]) -> tuple[Equal, ...]:
    """Findings that differ in nothing but the cell, joined at the place of the first."""
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for d in diagnostics:
        groups.setdefault(_sameness(d), []).append(d)
    return tuple(Equal(same[0], tuple(_refs(same)), len(same)) for same in groups.values())


def place_text(equal: Equal, language: Language) -> str:
    """«файл.xlsx!Лист!C7, C9:C12» or «positions.yaml:12:14»."""
    where = equal.first.where
    if isinstance(where, Span):
        return str(where)
    ranges = cell_ranges(equal.refs)
    more = len(ranges) - REFS
    refs = ", ".join(ranges[:REFS]) + (f" {language.say('report.and_more', n=more)}" if more > 0 else "")
    return str(Cell(where.file, where.sheet, refs))


def _sameness(d: Diagnostic) -> tuple[object, ...]:
    where = d.where
    place: tuple[object, ...] = (where,) if isinstance(where, Span) else (where.file, where.sheet)
    return (d.rule.code, d.severity, place, tuple((k, str(v)) for k, v in sorted(d.params.items())), d.unit, d.period)


def _refs(same: Iterable[Diagnostic]) -> Iterator[str]:
    return (d.where.ref for d in same if isinstance(d.where, Cell) and d.where.ref)


def _finding_lines(equal: Equal, language: Language, *, width: int, paint: Paint | None) -> list[str]:
    d = equal.first
    head = f"{language.say(f'diagnostic.{d.severity}')}[{d.rule.code}]"
    told = ": ".join(part for part in (place_text(equal, language), to_message(d, language)) if part)
    lines = _wrap(f"{head} {told}", width, first="", rest="  ")
    if paint is not None:
        lines[0] = paint(d.severity, head) + lines[0].removeprefix(head)
    for place in d.related:
        lines += _wrap(language.say("report.related", place=str(place)), width, first="  ", rest="    ")
    return lines


def _wrap(text: str, width: int, *, first: str, rest: str) -> list[str]:
    clean = "".join(c if c.isprintable() or c == "\u00a0" else " " for c in text)
    return textwrap.wrap(
        clean,
        max(width, 30),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _excerpt(span: Span, source: ReadSource, width: int) -> list[str]:
    """The line of the definition with carets below the faulty part; long lines are cut around it."""
    lines = (source(span.file) or "").splitlines()
    if not 1 <= span.line <= len(lines):
        return []
    line = "".join(c if c.isprintable() else " " for c in lines[span.line - 1])
    margin = " " * len(str(span.line))
    room = max(width, 30) - len(margin) - 5
    start = max(0, min(span.column - 1 - room // 3, len(line) - room))
    shown = line[start : start + room]
    at = span.column - 1 - start
    carets = "^" * max(1, min(span.length, room - at))
    return [f"  {margin}|", f"  {span.line}| {shown}".rstrip(), f"  {margin}| {' ' * at}{carets}"]


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
            return language.say(param, **param.params)
        case tuple():
            return [_plain(part, language) for part in param]
        case _:
            return param


def _place(where: Place) -> dict[str, object]:
    if isinstance(where, Span):
        return {"file": where.file, "line": where.line, "column": where.column, "length": where.length}
    return {"file": where.file, "sheet": where.sheet, "cell": where.ref}


def _group(
    same_rule: list[Diagnostic],
    language: Language,
    *,
    titles: Mapping[str, str],
    short: bool,
) -> FindingGroup:
    equals = group_equal(same_rule)
    first = same_rule[0]
    shown = equals[: SHORT[first.severity]] if short else equals
    return FindingGroup(
        code=first.rule.code,
        severity=str(first.severity),
        severity_text=language.say(f"diagnostic.{first.severity}").capitalize(),
        n=len(same_rule),
        fix=to_fix(first, language),
        items=tuple(
            FindingItem(
                place_text(e, language),
                to_message(e.first, language),
                titles.get(e.first.unit, e.first.unit),
            )
            for e in shown
        ),
        more=len(same_rule) - sum(e.n for e in shown),
    )
