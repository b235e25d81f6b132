"""What is proposed: a draft for each table of a file; those of one kind are one, and each has a name of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.propose.blocks import Block
from kokoq.collect.propose.contents import Column, Contents
from kokoq.collect.propose.fit import Fit
from kokoq.collect.propose.match import Match
from kokoq.collect.propose.owners import Told, literally
from kokoq.collect.read.book import Book
from kokoq.language import Word
from kokoq.model import SourceMapping

FIELDS = "fields"
"""How kokoq.yaml calls the plain fields."""

_OWNERLESS = 0.5
"""What a draft is worth where nothing tells whose its rows are: without that none is read."""

_ONCE = 0.75
"""Of the rows that have keys so many must have keys of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A proposed source: its mapping, and all that speaks for it and against it.

    ``told`` is what names the organisation, where no column does.
    """

    name: str
    mapping: SourceMapping
    sheets: tuple[str, ...]
    block: Block
    contents: Contents
    fit: Fit
    rivals: tuple[str, ...]
    organisation: Match | None
    unused: tuple[Column, ...]
    others: tuple[str, ...] = ()
    told: Told | None = None
    tried: FileFacts | None = None

    @property
    def confidence(self) -> float:
        """That of its columns, halved where nothing tells the organisation."""
        if self.organisation is None:
            return self.fit.confidence if self.told else _OWNERLESS * self.fit.confidence
        n = len(self.fit.clear) + bool(self.fit.wide)
        return (self.fit.confidence * n + self.organisation.confidence) / (n + 1)

    @property
    def repeats(self) -> bool:
        """Whether one organisation has the same keys again and again: something else tells its rows apart."""
        lists = self.tried.lists.items() if self.tried else ()
        keyed = [rows for _, rows in lists if any(rows.keys)]
        return any(len({*zip(rows.units, rows.keys, strict=True)}) < _ONCE * len(rows) for rows in keyed)

    @property
    def points(self) -> float:
        """How much speaks for it: for its columns, and that something tells whose the rows are."""
        return self.fit.points + bool(self.organisation or self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What was found in a file: drafts, sheets that gave none and why, hidden sheets; or that it is a form of ours.

    ``declared`` are sources of the campaign that read the file already; ``known`` says that organisations were.
    """

    file: str
    drafts: tuple[Draft, ...] = ()
    without: tuple[tuple[str, Word], ...] = ()
    hidden: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    form: bool = False
    known: bool = True


def joined(drafts: Sequence[Draft], book: Book) -> list[Draft]:
    """Sheets of one kind become one source, if one pattern names them and no other sheet."""
    kept: list[Draft] = []
    for draft in drafts:
        twin = next((n for n, one in enumerate(kept) if _alike(one, draft)), None)
        sheets = (*kept[twin].sheets, *draft.sheets) if twin is not None else draft.sheets
        pattern = _sheet_pattern(sheets, [sheet.name for sheet in book.sheets])
        if twin is None or not pattern:
            kept.append(draft)
        else:
            rows = kept[twin].contents.rows + draft.contents.rows
            mapping = replace(kept[twin].mapping, sheet=pattern)
            joined = replace(kept[twin].contents, rows=rows)
            kept[twin] = replace(kept[twin], sheets=sheets, mapping=mapping, contents=joined)
    return kept


def _alike(one: Draft, other: Draft) -> bool:
    ours, theirs = one.mapping, other.mapping
    same = (ours.table, ours.columns, ours.unpivot) == (theirs.table, theirs.columns, theirs.unpivot)
    same = same and (ours.constants, ours.owner, ours.turned) == (theirs.constants, theirs.owner, theirs.turned)
    return same and not set(one.sheets) & set(other.sheets)


def _sheet_pattern(sheets: Sequence[str], every: Sequence[str]) -> str:
    """What names these sheets and no other; "" where their names have nothing in common."""
    if set(sheets) == set(every):
        return "*"
    common = sheets[0]
    while common and not all(name.startswith(common) for name in sheets):
        common = common[:-1]
    strangers = [name for name in every if name.startswith(common) and name not in sheets]
    return f"{literally(common)}*" if common and not strangers else ""


def named(drafts: Iterable[Draft], taken: Mapping[str, SourceMapping]) -> list[Draft]:
    """Each draft under a name of its own."""
    names = set(taken)
    found: list[Draft] = []
    for draft in drafts:
        name, number = draft.name, 2
        while name in names:
            name, number = f"{draft.name}_{number}", number + 1
        names.add(name)
        found.append(replace(draft, name=name))
    return found
