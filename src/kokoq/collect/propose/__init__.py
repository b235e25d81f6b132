"""An unknown spreadsheet → a proposal of how to read it: ``sources:`` for kokoq.yaml, with the reasons for each line.

Nothing is applied. What is proposed is tried out on the file itself, so that the proposal can say what it would read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath, PurePosixPath

from kokoq.collect.cells.dates import parse_date
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.form.layout import asked_of
from kokoq.collect.lists.roster import Roster, roster
from kokoq.collect.propose.blocks import Block, beside_titles, find_blocks, side_by_side
from kokoq.collect.propose.contents import NUMBER, Column, Contents, contents_of
from kokoq.collect.propose.drafts import FIELDS, Draft, Proposal, joined, named
from kokoq.collect.propose.fit import Fit, Judge
from kokoq.collect.propose.long import doubted, long_list
from kokoq.collect.propose.mapping import Whose, to_mapping
from kokoq.collect.propose.match import Match, Matcher
from kokoq.collect.propose.owners import Told, organisation_column, pattern_of, told_elsewhere
from kokoq.collect.propose.symbols import Symbols
from kokoq.collect.propose.wide import Spread
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet, State
from kokoq.collect.returned.page import identify
from kokoq.collect.sources.likeness import likeness_among
from kokoq.collect.sources.meant import matching
from kokoq.collect.sources.read import read_source
from kokoq.collect.sources.terms import office
from kokoq.collect.sources.turned import turned
from kokoq.language import Word
from kokoq.model import Catalogue, Field, Organisation, Settings
from kokoq.plan import Plan

__all__ = ["FIELDS", "Column", "Draft", "Match", "Proposal", "propose"]

_HALF = 0.5
"""More of a column than not names organisations that are known."""

_CLEAR = 0.7
"""A table must have a column that is as sure as that, to be taken for one at all."""

_RIVALS, _NEAR = 3, 0.7
"""So many other tables are named at most, each with such a part of the points of the best: a reader may weigh three."""

_MOST_QUESTIONS = 500
"""A table of more rows does not lie on its side."""


def propose(
    book: Book,
    plan: Plan,
    *,
    organisations: Sequence[Organisation] = (),
    settings: Settings | None = None,
    table: str | None = None,
) -> Proposal:
    """Look at all visible sheets; ``table`` is the declared table to map to, else the one that fits best."""
    known = roster(organisations)
    if identify(book) is not None:
        return Proposal(file=book.file, form=True)
    look = _Look(book, plan, known, _matcher(plan.catalogue, settings), table)
    drafts: list[Draft] = []
    without: list[tuple[str, Word]] = []
    for sheet in book.sheets:
        if sheet.state is State.VISIBLE and sheet.cells:
            found = list(look.drafts(sheet))
            drafts += found
            if not found:
                without.append((sheet.name or book.file, look.why_not(sheet)))
    called = named(joined(drafts, book), settings.sources if settings else {})
    every = [look.tried(draft, called) if organisations else draft for draft in called]
    tried = [draft for draft in every if not draft.repeats]
    without += [(name, Word("map.repeats")) for draft in every if draft.repeats for name in draft.sheets]
    hidden = tuple(sheet.name for sheet in book.sheets if sheet.state is not State.VISIBLE)
    return Proposal(
        file=book.file,
        drafts=tuple(tried),
        without=tuple(without),
        hidden=hidden,
        declared=tuple(matching(settings.sources, PurePosixPath(book.file))) if settings else (),
        known=bool(organisations),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """What a file is looked at with."""

    book: Book
    plan: Plan
    known: Roster
    matcher: Matcher
    table: str | None

    def drafts(self, sheet: RawSheet) -> list[Draft]:
        """A draft for each table of a sheet that fits a declared one, as it stands, as a long list or on its side."""
        upright, listed = list(self._drafts(sheet)), list(self._drafts(sheet, listed=True))
        if sheet.extent[0] > _MOST_QUESTIONS:
            return max(upright, listed, key=lambda drafts: sum(draft.points for draft in drafts))
        turned_over = list(self._drafts(turned(sheet), lying=True))
        return max(listed, upright, turned_over, key=lambda drafts: sum(draft.points for draft in drafts))

    def _drafts(self, sheet: RawSheet, *, lying: bool = False, listed: bool = False) -> Iterator[Draft]:
        units = self.matcher.symbols.words.units
        every = find_blocks(sheet, self._is_value, units)
        for part in (part for one in every for part in side_by_side(sheet, one, self._unit_of)):
            block = beside_titles(sheet, part) if lying else part
            seen = contents_of(sheet, block, self.matcher.symbols.words)
            organisation, others = organisation_column(seen.columns, self.known)
            seen = self._read_by(organisation, sheet, block, seen)
            told = None if organisation else told_elsewhere(self.book.file, sheet, block, self.known, lying=lying)
            taken = {organisation.column.number} if organisation else set()
            free = [c for c in seen.columns if c.number not in taken and c.name not in others]
            asked = self._asked(organisation, told)
            matcher = self.matcher.among(block.titles)
            long = long_list(sheet, block, free, self._fields(asked), matcher) if listed else None
            if listed and (long is None or not (organisation or long.repeats)):
                continue
            if long is not None:
                kept = [column for column in seen.columns if column.number not in long.own]
                seen = replace(seen, columns=(*kept, *long.columns), long=long)
                free = [*(column for column in free if column.number not in long.own), *long.columns]
            titles = (*block.titles, sheet.name, PurePath(self.book.file).stem)
            judge = Judge(self.plan.catalogue, matcher, titles, asked)
            fits = self._possible(judge.fits(free, self.table), organisation, free, block)
            if long is not None:
                fits = [doubted(fit, long) for fit in fits if not fit.wide and not self._is_records(fit)]
            good = bool(fits) and fits[0].best >= _CLEAR and fits[0].points > 0
            if fits and seen.rows and (good or self.table is not None):
                spreads = fits[0].wide.spreads if fits[0].wide else (None,)
                whose = Whose(organisation, others, told, lying)
                yield from (self._draft(sheet, block, seen, fits, whose, spread) for spread in spreads)

    def _fields(self, asked: frozenset[str] | None) -> list[Field]:
        """The fields that are asked, those of tables too."""
        every = self.plan.catalogue.fields.values()
        return [one for one in every if asked is None or (one.table or one.id) in asked]

    def _is_records(self, fit: Fit) -> bool:
        table = self.plan.catalogue.tables.get(fit.table)
        return table is not None and bool(table.records)

    def _asked(self, organisation: Match | None, told: Told | None) -> frozenset[str] | None:
        """The plain fields and tables that are asked of any whose rows these are; None where nobody knows whose.

        A file of one organisation stands for those of all organisations of its type.
        """
        cells = [cell for cell, _ in organisation.column.cells] if organisation else []
        units = [unit for cell in cells if (unit := self.known.find(cell.text)) is not None]
        one = self.known.within(told.text) if told else None
        units += [unit for unit in self.known.by_id.values() if one is not None and unit.type == one.type]
        kinds = {(unit.type, unit.tags): unit for unit in units}
        return frozenset().union(*(asked_of(self.plan, unit) for unit in kinds.values())) if kinds else None

    def _possible(
        self, fits: Sequence[Fit], organisation: Match | None, free: Sequence[Column], block: Block
    ) -> Sequence[Fit]:
        """Those of the fits that may be: a row for each school is no list of persons, plans are no figures."""
        if self.table is not None:
            return fits
        if any(office().is_planned(text) for text in block.titles):
            return ()
        units = [n for cell, n in organisation.column.cells if self._unit_of(cell)] if organisation else []
        once = len(units) > 1 and max(units) == 1 and all(column.numeric for column in free)
        return [fit for fit in fits if not (once and fit.wide and self._is_records(fit))]

    def _read_by(self, organisation: Match | None, sheet: RawSheet, block: Block, seen: Contents) -> Contents:
        """What stands in the rows of known organisations, where some are of others: «Вся выборка», a region."""
        if organisation is None or not _HALF <= organisation.confidence < 1 or not self.known.by_id:
            return seen
        column, words = organisation.column.number, self.matcher.symbols.words
        ours = {cell for cell, _ in organisation.column.cells if self.known.find(cell.text) is not None}
        texts = {cell.text for cell in ours}

        def is_ours(row: int) -> bool:
            cell = sheet.shown_at(row, column)
            return cell is not None and cell.text in texts

        return contents_of(sheet, block, words, is_read=is_ours) if texts else seen

    def why_not(self, sheet: RawSheet) -> Word:
        found = find_blocks(sheet, self._is_value, self.matcher.symbols.words.units)
        return Word("map.no_table") if found else Word("map.no_header")

    def tried(self, draft: Draft, every: Sequence[Draft]) -> Draft:
        """The draft with what it reads in the file."""
        others = tuple(other.mapping for other in every if other is not draft)
        facts = read_source(
            self.book,
            draft.name,
            draft.mapping,
            plan=self.plan,
            known=self.known,
            words=self.matcher.symbols.words,
            period="",
            others=others,
        )
        return replace(draft, tried=facts)

    def _is_value(self, cell: RawCell) -> bool:
        if cell.kind is not Kind.TEXT:
            return cell.kind is not Kind.BLANK
        text = cell.text.strip()
        return bool(NUMBER.fullmatch(text) or parse_date(text) or self.known.find(text))

    def _unit_of(self, cell: RawCell) -> str:
        unit = self.known.find(cell.text)
        return "" if unit is None else unit.id

    def _draft(
        self, sheet: RawSheet, block: Block, seen: Contents, fits: Sequence[Fit], whose: Whose, spread: Spread | None
    ) -> Draft:
        fit, organisation = fits[0], whose.column
        mapping = to_mapping(self.book, sheet, block, seen, fit, whose, spread)
        mapping = replace(mapping, files=(pattern_of(PurePath(self.book.file).name, self.known, whose.told),))
        rivals = tuple(f.table or FIELDS for f in fits[1 : 1 + _RIVALS] if f.points > _NEAR * fit.points)
        used = {m.column.number for m in fit.clear} | (fit.wide.columns if fit.wide else frozenset())
        used |= {organisation.column.number} if organisation else set()
        return Draft(
            name="_".join((fit.table or FIELDS, *(spread.constants.values() if spread else ()))),
            mapping=mapping,
            sheets=(sheet.name,),
            block=block,
            contents=seen,
            fit=fit,
            rivals=rivals,
            organisation=organisation,
            unused=tuple(c for c in seen.columns if c.number not in used),
            others=whose.others,
            told=whose.told,
        )


def _matcher(catalogue: Catalogue, settings: Settings | None) -> Matcher:
    """What compares columns with all that a catalogue asks."""
    keys = [key.title for table in catalogue.tables.values() for key in table.keys]
    likeness = likeness_among([*(asked.title for asked in catalogue.fields.values()), *keys])
    return Matcher(likeness, Symbols(catalogue, vocabulary(catalogue, settings)))
