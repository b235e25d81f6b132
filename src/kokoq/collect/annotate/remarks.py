"""Findings as they are read in letters and copies: by file, each with its sheet and cell, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kokoq.a1 import split_ref
from kokoq.diagnostics import Cell, Diagnostic, Severity
from kokoq.folders import COLLECTED
from kokoq.language import Language
from kokoq.model import Period
from kokoq.rules import BLANK_CELL, NOTES_BESIDE, OVER_THE_SHEET, SHEET_BESIDE, WORDS_BESIDE
from kokoq.wording import Reader, to_fix, to_message

_FAULTS = (Severity.ERROR, Severity.WARNING)
_UNREAD = frozenset({SHEET_BESIDE.code, WORDS_BESIDE.code, NOTES_BESIDE.code, OVER_THE_SHEET.code})


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to correct; sheet and cell are empty where the whole file or sheet is meant.

    ``row`` says what its row is about, where that has to be told, and ``blank`` which question has no answer. It is
    told apart from the files ``beside``, of which it speaks.
    """

    file: str
    sheet: str
    ref: str
    severity: Severity
    what: str
    todo: str
    unit: str = ""
    row: str = ""
    blank: str = ""
    beside: tuple[str, ...] = ()


def by_file(diagnostics: Iterable[Diagnostic], period: Period) -> Mapping[str, tuple[Diagnostic, ...]]:
    """The errors and warnings of every collected file of a period."""
    home = f"{COLLECTED}/{period.slug}/"
    found: dict[str, list[Diagnostic]] = {}
    for d in diagnostics:
        if isinstance(d.where, Cell) and d.where.file.startswith(home) and d.severity in _FAULTS:
            found.setdefault(d.where.file, []).append(d)
    return {file: tuple(found[file]) for file in sorted(found)}


def unread(diagnostics: Iterable[Diagnostic], period: Period, language: Language) -> Mapping[str, Sequence[Remark]]:
    """By unit what stands in its form and is not read: no fault, and worth a word even where all is in order."""
    found: dict[str, list[Diagnostic]] = {}
    for d in diagnostics:
        if d.rule.code in _UNREAD and d.severity is Severity.NOTE and d.unit and d.period == period.text:
            found.setdefault(d.unit, []).append(d)
    return {unit: told_to(Reader.SENDER, own, language) for unit, own in found.items()}


def told_to(reader: Reader, found: Iterable[Diagnostic], language: Language) -> tuple[Remark, ...]:
    """Findings in the words for a reader, each once; what the office alone can mend is told to nobody else."""
    own = (d for d in found if reader is Reader.OFFICE or d.rule.for_senders)
    remarks = dict.fromkeys(_remark(d, d.where, language, reader) for d in own if isinstance(d.where, Cell))
    return tuple(sorted(remarks, key=_place))


def _remark(d: Diagnostic, at: Cell, language: Language, reader: Reader) -> Remark:
    return Remark(
        file=at.file,
        sheet=at.sheet,
        ref=at.ref,
        severity=d.severity,
        what=_with_related(d, at, to_message(d, language, reader), language, reader),
        todo=to_fix(d, language, reader),
        unit=d.unit,
        blank=str(d.params["field"]) if d.rule.code == BLANK_CELL.code else "",
        beside=tuple(other.file for other in d.related if other.file != at.file),
    )


def in_order(remarks: Iterable[Remark], sheets: Sequence[str]) -> tuple[Remark, ...]:
    """What concerns the whole file, then sheet by sheet as they stand in it, then cell by cell."""
    order = {name: place for place, name in enumerate(sheets)}
    return tuple(sorted(remarks, key=lambda remark: (order.get(remark.sheet, -1), split_ref(remark.ref))))


def _with_related(d: Diagnostic, at: Cell, text: str, language: Language, reader: Reader) -> str:
    """The text and the other cells that it speaks of: those of the same sheet by their reference alone.

    Files of others are shown to the office alone.
    """
    places = []
    for other in d.related:
        near = isinstance(other, Cell) and other.file == at.file
        if isinstance(other, Cell) and other.ref and (near or reader is not Reader.SENDER):
            name = "" if near else PurePosixPath(other.file).name
            same = near and other.sheet == at.sheet
            places.append(other.ref if same else str(Cell(name, other.sheet, other.ref)))
    return f"{text} {language.say('annotate.related', cells=tuple(places))}" if places else text


def _place(remark: Remark) -> tuple[str, tuple[int, int], str, str]:
    return (remark.sheet, split_ref(remark.ref), remark.severity, remark.what)
