"""Findings that say the same of the same sheet are one; counted by severity, grouped by rule for a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kokoq.diagnostics import Cell, Diagnostic, Severity, Span
from kokoq.language import Language
from kokoq.reports.contract import FindingGroup, FindingItem, Findings
from kokoq.wording import cell_ranges, to_fix, to_message

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
    return Findings(summary(found, language), counts[Severity.ERROR], counts[Severity.WARNING], groups)


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
    return (d.rule.code, d.severity, place, tuple((k, repr(v)) for k, v in sorted(d.params.items())), d.unit, d.period)


def _refs(same: Iterable[Diagnostic]) -> Iterator[str]:
    return (d.where.ref for d in same if isinstance(d.where, Cell) and d.where.ref)


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
