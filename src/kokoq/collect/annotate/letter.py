"""The letter to an organisation, whatever came of it: ``letter.md.j2`` filled in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kokoq.collect.annotate.remarks import Remark
from kokoq.diagnostics import Severity
from kokoq.language import Language
from kokoq.markdown import render
from kokoq.wording import cell_ranges, file_name, nested

TEMPLATE = "letter.md.j2"
LISTED = 200
"""So many things to correct are named in a letter; the list in the copy has them all."""
BLANKS = 12
"""So many questions of a sheet that have no answer are named; their cells are told of all."""


class Kind(StrEnum):
    """What a letter has to say: all is in order; there are remarks; the form came empty; nothing could be taken of what
    came; it could not be opened; exports alone tell of the organisation; nothing came."""

    ACCEPTED = "accepted"
    REMARKS = "remarks"
    BLANK = "blank"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    PARTLY = "partly"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to correct, in ``n`` places, as the letter says it."""

    place: str
    what: str
    todo: str
    n: int


@dataclass(frozen=True, slots=True)
class Attached:
    """A marked copy, and the file as it came; ``lack`` says what the copy does not hold, if so, and why."""

    original: str
    copy: str
    lack: str
    list_alone: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """What the template shows. ``central`` is that the figures stand in the workbook of everybody; ``files`` are those
    that the letter speaks of. ``further`` is that errors keep answers from being held against each other, and
    ``whole_files`` that nothing is wrong in single cells; ``lacking`` are the questions of a form that did not come,
    and ``told_elsewhere`` is that exports tell of the organisation all the same. ``elsewhere`` is what is wrong in
    these, ``unread`` what stands in the form and is not read."""

    organisation: str
    period: str
    title: str
    kind: Kind
    central: bool
    files: tuple[str, ...]
    summary: str
    copies: tuple[Attached, ...]
    errors: tuple[Item, ...]
    warnings: tuple[Item, ...]
    further: bool
    more: int
    return_to: str
    return_by: str
    responsible: tuple[str, ...]
    whole_files: bool
    lacking: tuple[str, ...] = ()
    told_elsewhere: bool = False
    elsewhere: tuple[Item, ...] = ()
    unread: tuple[Item, ...] = ()

    @property
    def came(self) -> bool:
        """Whether the organisation has given data at all."""
        return self.kind in (Kind.ACCEPTED, Kind.REMARKS, Kind.PARTLY)

    @property
    def marked(self) -> bool:
        """Whether there is a copy to correct."""
        return any(not one.list_alone for one in self.copies)


def items(
    remarks: Sequence[Remark], language: Language, *, attached: bool
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Errors and warnings, as many as are listed where an ``attached`` copy has them all; each by place and wording."""
    errors = [r for r in remarks if r.severity is Severity.ERROR]
    ordered = (*errors, *(r for r in remarks if r.severity is not Severity.ERROR))
    groups = _alike(ordered)[: LISTED if attached else None]
    n = sum(same[0].severity is Severity.ERROR for same in groups)
    made = _items(groups, language, with_file=len({remark.file for remark in remarks}) > 1)
    return made[:n], made[n:]


def listed(remarks: Sequence[Remark], language: Language, *, with_file: bool = False) -> tuple[Item, ...]:
    """Remarks that are told apart, by file."""
    return _items(_alike(remarks), language, with_file=with_file or len({remark.file for remark in remarks}) > 1)


def _alike(remarks: Iterable[Remark]) -> list[list[Remark]]:
    """Those that differ in the cell alone together, and the questions of a sheet that have no answer."""
    equal: dict[tuple[str, ...], list[Remark]] = {}
    for remark in remarks:
        what = "" if remark.blank else remark.what
        equal.setdefault((remark.file, remark.sheet, remark.severity, what, remark.todo), []).append(remark)
    return list(equal.values())


def _items(groups: Iterable[Sequence[Remark]], language: Language, *, with_file: bool) -> tuple[Item, ...]:
    every = [*groups]
    files = sorted({same[0].file for same in every}) if with_file else ()
    return tuple(
        Item(place(same, language, files=files), _what(same, language), same[0].todo, len(same)) for same in every
    )


def _what(same: Sequence[Remark], language: Language) -> str:
    """What is wrong in all these places; of many blank questions the first are named."""
    titles = [remark.blank for remark in same if remark.blank]
    if len(titles) < 2:
        return same[0].what
    quoted = tuple(language.say("annotate.letter.quoted", text=title) for title in titles[:BLANKS])
    left = len(titles) - len(quoted)
    more = language.say("annotate.letter.more_blank", n=left) if left else ""
    return nested(language.say("annotate.letter.blank", n=len(titles), titles=quoted, more=more))


def place(same: Sequence[Remark], language: Language, *, files: Collection[str]) -> str:
    """«лист «Кадры», ячейки E14:E16», with the file where there are several; rows that have to be told one by one."""
    first = same[0]
    name = file_name(first.file, beside=(*files, *first.beside))
    if not first.sheet and not first.ref:
        return language.say("annotate.letter.file", file=name)
    parts = [name] if files else []
    if first.sheet:
        parts.append(language.say("annotate.letter.sheet", sheet=first.sheet))
    cells = [remark.ref for remark in same if remark.ref]
    if any(remark.row for remark in same):
        told = (language.say("annotate.letter.row", row=r.row, cell=r.ref) if r.row else r.ref for r in same if r.ref)
        parts.append("; ".join(told))
    elif cells:
        parts.append(language.say("annotate.letter.cells", n=len(cells), cells=cell_ranges(cells)))
    return ", ".join(parts)


def write(letter: Letter, language: Language, *, templates: Path | None = None) -> str:
    """The letter in Markdown."""
    return render(TEMPLATE, language, templates=templates, letter=letter)
