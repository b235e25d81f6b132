"""Findings as a clerk reads them: by file, each with its sheet and cell, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kokoq.diagnostics import Cell, Diagnostic, Severity, split_ref
from kokoq.folders import COLLECTED
from kokoq.language import Language
from kokoq.model import Period
from kokoq.rules import NOT_SUBMITTED
from kokoq.wording import to_fix, to_message

_FAULTS = (Severity.ERROR, Severity.WARNING)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to correct; sheet and cell are empty where the whole file or sheet is meant.

    ``row`` says what its row is about, where that has to be told.
    """

    file: str
    sheet: str
    ref: str
    severity: Severity
    what: str
    todo: str
    unit: str = ""
    row: str = ""


def by_file(diagnostics: Iterable[Diagnostic], period: Period, language: Language) -> Mapping[str, tuple[Remark, ...]]:
    """The errors and warnings of every collected file of a period, in the order of sheets and cells."""
    home = f"{COLLECTED}/{period.slug}/"
    found: dict[str, dict[Remark, None]] = {}
    for d in diagnostics:
        where = d.where
        if isinstance(where, Cell) and where.file.startswith(home) and d.severity in _FAULTS:
            remark = Remark(
                file=where.file,
                sheet=where.sheet,
                ref=where.ref,
                severity=d.severity,
                what=_with_related(d, _worded(d, "say", language) or to_message(d, language), language),
                todo=_worded(d, "fix", language) or to_fix(d, language),
                unit=d.unit,
            )
            found.setdefault(where.file, {})[remark] = None
    return {file: tuple(sorted(found[file], key=_place)) for file in sorted(found)}


def _worded(d: Diagnostic, part: str, language: Language) -> str:
    """The words for who sent the file, where a rule has such: what the office is told, a clerk can do nothing about."""
    key = f"rules.{d.rule.code}.letter.{part}"
    return language.say(key, **d.params) if language.has(key) else ""


def in_order(remarks: Iterable[Remark], sheets: Sequence[str]) -> tuple[Remark, ...]:
    """What concerns the whole file, then sheet by sheet as they stand in it, then cell by cell."""
    order = {name: place for place, name in enumerate(sheets)}
    return tuple(sorted(remarks, key=lambda remark: (order.get(remark.sheet, -1), split_ref(remark.ref))))


def not_submitted(diagnostics: Iterable[Diagnostic], period: Period) -> frozenset[str]:
    """Who has sent nothing for a period."""
    return frozenset(d.unit for d in diagnostics if d.rule.code == NOT_SUBMITTED.code and d.period == period.text)


def seeming_senders(diagnostics: Iterable[Diagnostic], period: Period) -> Mapping[str, str]:
    """A file of which nothing could be taken → who has sent nothing else, and whose it seems to be."""
    silent = (d for d in diagnostics if d.rule.code == NOT_SUBMITTED.code and d.period == period.text)
    return {place.file: d.unit for d in silent for place in d.related}


def _with_related(d: Diagnostic, text: str, language: Language) -> str:
    """The text and the other cells that it speaks of: those of the same sheet by their reference alone."""
    places = []
    for other in d.related:
        if isinstance(other, Cell) and isinstance(d.where, Cell) and other.ref:
            same = (other.file, other.sheet) == (d.where.file, d.where.sheet)
            near = other.file == d.where.file
            name = "" if near else PurePosixPath(other.file).name
            places.append(other.ref if same else str(Cell(name, other.sheet, other.ref)))
    return f"{text} {language.say('annotate.related', cells=tuple(places))}" if places else text


def _place(remark: Remark) -> tuple[str, tuple[int, int], str, str]:
    return (remark.sheet, split_ref(remark.ref), remark.severity, remark.what)
