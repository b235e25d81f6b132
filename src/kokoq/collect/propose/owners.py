"""Whose the rows of an unknown table are: the column that tells it, or what else names the organisation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from kokoq.collect.cells.words import folded
from kokoq.collect.lists.roster import Roster
from kokoq.collect.propose.blocks import Block
from kokoq.collect.propose.contents import Column
from kokoq.collect.propose.match import Match
from kokoq.collect.read.book import RawSheet
from kokoq.collect.sources.headers import ORGANISATION
from kokoq.collect.sources.owner import section_of, unnamed_column
from kokoq.collect.sources.terms import office
from kokoq.language import Word
from kokoq.model import Owner

_NAMES = re.compile(r"\b(?:м[бк]?[од]?оу|сош|оош|лицей|гимназия|школа|детский сад|school)\b")
_HALF = 0.5
"""More of a column than not names organisations; as much its header brings, where two columns name them alike."""

_CALLED = 0.7
"""How sure a column is that is only called like one of organisations, where nobody knows their names."""

_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[-–_./]\s*(?:(?:19|20)\d\d|\d\d)(?!\d))?")


@dataclass(frozen=True, slots=True)
class Told:
    """Where the organisation stands, if in no column with a header, and the text that names it."""

    owner: Owner
    text: str


def organisation_column(columns: Sequence[Column], known: Roster) -> tuple[Match | None, tuple[str, ...]]:
    """The column that tells the organisation, by its values or else by its header; and others that do so too."""
    shares = {c.number: c.share(lambda cell: known.find(cell.text) is not None) for c in columns}
    told = {
        c.number: Word("map.reason.organisations", share=Word("map.share", percent=round(100 * shares[c.number])))
        for c in columns
    }
    by_value = sorted(
        (c for c in columns if shares[c.number] >= _HALF),
        key=lambda c: -round(shares[c.number], 2) - _HALF * _called(c),
    )
    if by_value:
        best, *rest = by_value
        others = tuple(c.name for c in rest if not c.numeric)
        return Match(best, ORGANISATION, "", round(shares[best.number], 3), (told[best.number],)), others
    called = [c for c in columns if _called(c)]
    if called:
        reason, listed = Word("map.reason.called"), bool(known.by_id)
        reasons = (reason, told[called[0].number]) if listed else (reason,)
        return Match(called[0], ORGANISATION, "", _HALF if listed else _CALLED, reasons), ()
    looks = [c for c in columns if c.share(lambda cell: bool(_NAMES.search(folded(cell.text)))) >= _HALF]
    if looks and not known.by_id:
        return Match(looks[0], ORGANISATION, "", _HALF, (Word("map.reason.names"),)), ()
    return None, ()


def _called(column: Column) -> bool:
    """Whether a header says that the organisation stands below it."""
    return any(office().is_organisation(part) for part in column.path)


def told_elsewhere(file: str, sheet: RawSheet, block: Block, known: Roster, *, lying: bool) -> Told | None:
    """What names the organisation where no column does: within the table, above it, the sheet, the file."""
    unnamed = unnamed_column(sheet, block.header, known)
    if unnamed is not None:
        below = (c.text for c in sheet.cells if c.column == unnamed and c.row > block.header.bottom)
        return Told(Owner.UNNAMED, next(text for text in below if known.find(text) is not None))
    rows = (cells for row, cells in sheet.rows.items() if block.header.bottom < row <= block.end)
    sections = [] if lying else [one for cells in rows if (one := section_of(cells, known)) and one.unit]
    if sections:
        return Told(Owner.SECTION, sections[0].name)
    texts = ((Owner.TITLE, text) for text in reversed(block.titles))
    around = (*texts, (Owner.SHEET, sheet.name), (Owner.FILE, PurePath(file).stem))
    return next((Told(owner, text) for owner, text in around if known.within(text) is not None), None)


def pattern_of(name: str, known: Roster, told: Told | None) -> str:
    """The name of a file as a pattern: years become a star, so that next year's file is known, too.

    Where each organisation sends a file of its own, the name of the organisation becomes one as well.
    """
    stem, dot, suffix = name.rpartition(".")
    own = told is not None and told.owner in (Owner.FILE, Owner.TITLE)
    whole = f"{_without_organisation(stem, known)}{dot}{suffix}" if own else name
    literal = _YEARS.sub("*", "*".join(map(literally, whole.split("\0"))))
    return re.sub(r"\*(?:[\s_]*\*)+", "*", literal)


def _without_organisation(stem: str, known: Roster) -> str:
    """The name of a file with a zero in the place of the organisation's name, the longest that it holds."""
    edges = [found.start() for found in re.finditer(r"(?<![^\W_])[^\W_]|№|«", stem)]
    ends = [found.end() for found in re.finditer(r"[^\W_](?![^\W_])|»", stem)]
    spans = sorted(((end - start, start, end) for start in edges for end in ends if start < end), reverse=True)
    for _, start, end in spans:
        if known.find(stem[start:end].replace("_", " ")) is not None:
            return f"{stem[:start]}\0{stem[end:]}"
    return stem


def literally(name: str) -> str:
    """A name as a pattern of itself."""
    return re.sub(r"([*?\[])", r"[\1]", name)
