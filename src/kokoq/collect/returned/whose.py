"""Whose form a file is for all to see, held against its hidden marks: who filled it in saw the title alone.

A form with the title of another organisation of the list belongs to neither until somebody says whose it is. A title
that is no one's is told, and so are another period and a file named like another organisation; then the marks count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from kokoq.collect.form.anchors import HEADER, OWN_SHEETS, Identity
from kokoq.collect.lists.roster import Roster, plain_name
from kokoq.collect.read.book import Book, Kind, RawSheet
from kokoq.collect.returned.page import Anchor, find_anchor
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Language
from kokoq.model import Organisation
from kokoq.rules import FILE_NAMED_OTHERWISE, PERIOD_SHOWN, TITLE_CHANGED, TITLE_OF_ANOTHER

_BESIDE = 2
"""So many more places are named where all sheets say the same."""
_LOOKED_AT = 200
"""So many cells from the top of a sheet may name the organisation of a file that is no form."""


class Shown(NamedTuple):
    """What one cell says of whose form it is; ``period`` and ``organisation`` are empty where it says nothing of them.

    It is ``loose`` where the organisation is not told apart from what else may stand there.
    """

    at: Cell
    organisation: str = ""
    period: str = ""
    loose: bool = False


def held_against_marks(
    book: Book, identity: Identity, unit: Organisation, known: Roster, language: Language
) -> Iterator[Diagnostic]:
    """What the visible titles and periods of the form of ``unit`` contradict: of each kind one finding."""
    shown = [*_shown(book, identity, language)]
    owners = [(one, _owner(one, unit, known)) for one in shown]
    others = [one for one, owner in owners if owner is not None and owner != unit]
    changed = [one for one, owner in owners if owner is None and not one.loose]
    periods = [one for one in shown if one.period and not _same_years(one.period, identity.period)]
    if others or changed:
        rule, told = (TITLE_OF_ANOTHER, others) if others else (TITLE_CHANGED, changed)
        yield rule.at(told[0].at, related=_more(told), found=told[0].organisation, expected=unit.title)
    elif (owner := known.find(PurePosixPath(book.file).stem)) is not None and owner != unit:
        yield FILE_NAMED_OTHERWISE.at(Cell(book.file), found=owner.title, expected=unit.title)
    if periods:
        found = periods[0].period
        yield PERIOD_SHOWN.at(periods[0].at, related=_more(periods), found=found, expected=identity.period)


def _more(shown: Sequence[Shown]) -> list[Cell]:
    """Where else the same is said."""
    return [one.at for one in shown[1 : 1 + _BESIDE]]


def named_in(name: PurePosixPath, book: Book | None, known: Roster) -> Organisation | None:
    """Whom a file names plainly: in its own name or those of its folders, else as the only one in its first cells."""
    for text in (name.stem, *(folder.name for folder in name.parents)):
        if (unit := known.within(text)) is not None:
            return unit
    cells = (cell for sheet in book.sheets for cell in sheet.cells[:_LOOKED_AT]) if book is not None else ()
    named = (known.within(cell.text) for cell in cells if cell.kind is Kind.TEXT)
    found = {unit.id: unit for unit in named if unit is not None}
    return next(iter(found.values())) if len(found) == 1 else None


def titled(book: Book, identity: Identity, known: Roster, language: Language) -> Iterator[Organisation]:
    """The organisations of the list that a form shows itself to be of."""
    found = (known.within(one.organisation) for one in _shown(book, identity, language))
    yield from {unit.id: unit for unit in found if unit is not None}.values()


def _shown(book: Book, identity: Identity, language: Language) -> Iterator[Shown]:
    """On the sheets of the form itself: those of other forms, which somebody put in, are not read at all."""
    between = language.say("form.subtitle", organisation="", period="")
    for sheet in book.sheets:
        anchor = find_anchor(sheet) if sheet.name not in OWN_SHEETS else None
        if anchor is not None and not anchor.identity.is_of(identity):
            continue
        if anchor is not None and anchor.identity.sheet:
            yield from _above_questions(book, sheet, anchor, between)
        elif anchor is not None:
            yield from _on_front(book, sheet, language)


def _on_front(book: Book, sheet: RawSheet, language: Language) -> Iterator[Shown]:
    """The cells right of «Организация» and «Период»."""
    titles = {language.say(f"form.{name}"): name for name in ("organisation", "period")}
    for label in sheet.cells:
        name = titles.get(label.value.strip()) if isinstance(label.value, str) else None
        if name is None:
            continue
        beside = [c for c in sheet.line(label.row).values() if c.column > label.column and c.text.strip()]
        if beside:
            at, said = Cell(book.file, sheet.name, beside[0].ref), beside[0].text.strip()
            yield Shown(at, organisation=said) if name == "organisation" else Shown(at, period=said)


def _above_questions(book: Book, sheet: RawSheet, anchor: Anchor, between: str) -> list[Shown]:
    """The lines between the marks and the header of a sheet with questions: «Школа № 1 · 2021/2022»."""
    lines: list[Shown] = []
    for row, cells in sheet.rows.items():
        mark, cell = cells.get(anchor.column), cells.get(anchor.column + 1)
        if mark is not None and mark.value == HEADER:
            return lines
        if row <= anchor.row or cell is None or cell.kind is not Kind.TEXT or cell.formula:
            continue
        if not cell.text.startswith(sheet.name):
            lines.append(_line(cell.text, Cell(book.file, sheet.name, cell.ref), between))
    return []  # nothing tells where the questions begin


def _line(text: str, at: Cell, between: str) -> Shown:
    """What is said in one line; more than title and period is the line of a table, with counts that were computed."""
    organisation, *more = text.strip().split(between)
    return Shown(at, organisation, more[0]) if len(more) == 1 else Shown(at, organisation, loose=True)


def _owner(one: Shown, unit: Organisation, known: Roster) -> Organisation | None:
    """The organisation that a title names; a name that several share is the own one's, too."""
    text = one.organisation
    if text in ("", unit.title) or plain_name(text) in map(plain_name, (unit.title, unit.short, *unit.aliases)):
        return unit
    return known.find(text) if one.loose else known.within(text)


def _same_years(said: str, period: str) -> bool:
    """Whether a period is said in any spelling: «2021-22 уч. год» is 2021/2022; one without figures tells nothing."""
    numbers, own = re.findall(r"\d+", said), re.findall(r"\d+", period)
    return not numbers or (len(numbers) == len(own) and all(a.endswith(b) for a, b in zip(own, numbers, strict=True)))
