"""An unknown spreadsheet → a proposal of how to read it: ``sources:`` for kokoq.yaml, with the reasons for each line.

Nothing is applied. What is proposed is tried out on the file itself, so that the proposal can say what it would read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath, PurePosixPath

from kokoq.collect.cells.dates import parse_date
from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.lists.roster import Roster, roster
from kokoq.collect.propose.blocks import Block, beside_titles, find_blocks, side_by_side
from kokoq.collect.propose.fit import Fit, Judge
from kokoq.collect.propose.match import Match, Matcher
from kokoq.collect.propose.owners import Told, literally, organisation_column, pattern_of, told_elsewhere
from kokoq.collect.propose.profile import NUMBER, Column, Profile, profile
from kokoq.collect.propose.symbols import Symbols
from kokoq.collect.propose.wide import Spread
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet, State
from kokoq.collect.returned.page import identify
from kokoq.collect.sources.headers import IGNORE, find_headers
from kokoq.collect.sources.likeness import likeness_among
from kokoq.collect.sources.page import ORGANISATION
from kokoq.collect.sources.read import matching, read_source
from kokoq.collect.sources.terms import office, terms_of
from kokoq.collect.sources.turned import turned
from kokoq.diagnostics import Span
from kokoq.folders import CAMPAIGN
from kokoq.language import Word
from kokoq.model import Catalogue, Organisation, Settings, SourceMapping
from kokoq.plan import Plan

__all__ = ["Column", "Draft", "Match", "Proposal", "propose"]

FIELDS = "fields"
"""How kokoq.yaml calls the plain fields."""

_AT = Span(CAMPAIGN)
_HALF = 0.5
"""More of a column than not names organisations that are known; what a draft is worth where nothing tells whose."""

_CLEAR = 0.7
"""A table must have a column that is as sure as that, to be taken for one at all."""

_ONCE = 0.75
"""Of the rows that have keys so many must have keys of their own."""

_MOST_SKIPPED = 12
"""Spellings of a total that a mapping lists; more of them is a column in which they are no exception."""

_RIVALS, _NEAR = 3, 0.7
"""So many other tables are named at most, each with such a part of the points of the best: a reader may weigh three."""

_MOST_ANCHORS = 3
"""Texts by which a header is found again: two may stand by chance in a note, and each further one may be renamed."""

_MOST_QUESTIONS = 500
"""A table of more rows does not lie on its side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A proposed source: its mapping, and all that speaks for it and against it.

    ``told`` is what names the organisation, where no column does.
    """

    name: str
    mapping: SourceMapping
    sheets: tuple[str, ...]
    block: Block
    profile: Profile
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
            return self.fit.confidence if self.told else _HALF * self.fit.confidence
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
    named = _named(_joined(drafts, book), settings.sources if settings else {})
    every = [look.tried(draft, named) if organisations else draft for draft in named]
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
        """A draft for each table of a sheet that fits a declared one, as it stands or on its side."""
        upright = list(self._drafts(sheet, lying=False))
        if sheet.extent[0] > _MOST_QUESTIONS:
            return upright
        turned_over = list(self._drafts(turned(sheet), lying=True))
        return max(upright, turned_over, key=lambda drafts: sum(draft.points for draft in drafts))

    def _drafts(self, sheet: RawSheet, *, lying: bool) -> Iterator[Draft]:
        units = self.matcher.symbols.words.units
        every = find_blocks(sheet, self._is_value, units)
        for part in (part for one in every for part in side_by_side(sheet, one, self._unit_of)):
            block = beside_titles(sheet, part) if lying else part
            seen = profile(sheet, block, self.matcher.symbols.words)
            organisation, others = organisation_column(seen.columns, self.known)
            seen = self._read_by(organisation, sheet, block, seen)
            told = None if organisation else told_elsewhere(self.book.file, sheet, block, self.known, lying=lying)
            taken = {organisation.column.number} if organisation else set()
            free = [c for c in seen.columns if c.number not in taken and c.name not in others]
            titles = (*block.titles, sheet.name, PurePath(self.book.file).stem)
            judge = Judge(self.plan.catalogue, self.matcher.among(block.titles), titles)
            fits = self._possible(judge.fits(free, self.table), organisation, free, block)
            good = bool(fits) and fits[0].best >= _CLEAR and fits[0].points > 0
            if fits and seen.rows and (good or self.table is not None):
                spreads = fits[0].wide.spreads if fits[0].wide else (None,)
                whose = _Whose(organisation, others, told, lying)
                yield from (self._draft(sheet, block, seen, fits, whose, spread) for spread in spreads)

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
        tables = self.plan.catalogue.tables
        return [fit for fit in fits if not (once and fit.wide and tables[fit.table].records)]

    def _read_by(self, organisation: Match | None, sheet: RawSheet, block: Block, seen: Profile) -> Profile:
        """What stands in the rows of known organisations, where some are of others: «Вся выборка», a region."""
        if organisation is None or not _HALF <= organisation.confidence < 1 or not self.known.by_id:
            return seen
        column, words = organisation.column.number, self.matcher.symbols.words
        ours = {cell for cell, _ in organisation.column.cells if self.known.find(cell.text) is not None}
        texts = {cell.text for cell in ours}

        def is_ours(row: int) -> bool:
            cell = sheet.shown_at(row, column)
            return cell is not None and cell.text in texts

        return profile(sheet, block, words, is_read=is_ours) if texts else seen

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
        self, sheet: RawSheet, block: Block, seen: Profile, fits: Sequence[Fit], whose: _Whose, spread: Spread | None
    ) -> Draft:
        fit, organisation = fits[0], whose.column
        mapping = _mapping(self.book, sheet, block, seen, fit, whose, spread)
        mapping = replace(mapping, files=(pattern_of(PurePath(self.book.file).name, self.known, whose.told),))
        rivals = tuple(f.table or FIELDS for f in fits[1 : 1 + _RIVALS] if f.points > _NEAR * fit.points)
        used = {m.column.number for m in fit.clear} | (fit.wide.columns if fit.wide else frozenset())
        used |= {organisation.column.number} if organisation else set()
        return Draft(
            name="_".join((fit.table or FIELDS, *(spread.constants.values() if spread else ()))),
            mapping=mapping,
            sheets=(sheet.name,),
            block=block,
            profile=seen,
            fit=fit,
            rivals=rivals,
            organisation=organisation,
            unused=tuple(c for c in seen.columns if c.number not in used),
            others=whose.others,
            told=whose.told,
        )


@dataclass(frozen=True, slots=True)
class _Whose:
    """How a table tells whose its rows are: a column, others that would do as well, or what names it elsewhere."""

    column: Match | None
    others: tuple[str, ...]
    told: Told | None
    lying: bool


def _matcher(catalogue: Catalogue, settings: Settings | None) -> Matcher:
    """What compares columns with all that a catalogue asks."""
    keys = [key.title for table in catalogue.tables.values() for key in table.keys]
    likeness = likeness_among([*(asked.title for asked in catalogue.fields.values()), *keys])
    return Matcher(likeness, Symbols(catalogue, vocabulary(catalogue, settings)))


def _mapping(
    book: Book,
    sheet: RawSheet,
    block: Block,
    seen: Profile,
    fit: Fit,
    whose: _Whose,
    spread: Spread | None,
) -> SourceMapping:
    organisation = whose.column
    targets = {match.column.number: match.target for match in fit.clear}
    targets |= {organisation.column.number: ORGANISATION} if organisation else {}
    wide = fit.wide.columns if fit.wide else frozenset()
    columns: dict[str, str] = {}
    for column in seen.columns:
        if column.number not in wide and _nameable(column):
            columns.setdefault(column.name, targets.get(column.number, IGNORE))
    names = {column.number: column.name for column in seen.columns if _nameable(column)}
    skip = {names[n]: tuple(texts)[:_MOST_SKIPPED] for n, texts in seen.totals.items() if n in names}
    mapping = SourceMapping(
        table=fit.table,
        at=_AT,
        files=(book.file,),
        sheet=literally(sheet.name) or "*",
        header=_anchors(block, fit, organisation),
        columns=columns,
        skip=skip,
        values={name: dict(values.sure) for name, values in fit.values.items() if values.sure},
        until=(block.until,) if block.until else (),
        unpivot=spread.unpivot if spread else None,
        constants={**fit.constants, **(spread.constants if spread else {})},
        owner=whose.told.owner if whose.told else None,
        turned=whose.lying,
    )
    headers = find_headers(sheet, mapping)
    depth = block.header.bottom - block.header.top + 1
    right = any((h.top, h.bottom) == (block.header.top, block.header.bottom) for h in headers)
    return mapping if right else replace(mapping, header_rows=depth)


def _nameable(column: Column) -> bool:
    """Whether a mapping can name a column: a bar in its header would read as two rows, and YAML has its limits."""
    return not any("|" in part for part in column.path) and len(column.name) <= 1000


def _anchors(block: Block, fit: Fit, organisation: Match | None) -> tuple[str, ...]:
    """Some texts of the header to find it by: of the surest columns, none twice."""
    surest = sorted(fit.clear, key=lambda match: -match.confidence)
    columns = ([organisation.column] if organisation else []) + [match.column for match in surest]
    texts = list(dict.fromkeys(_telling(column) for column in columns))
    if len(texts) < 2:
        texts += [path[0] for path in block.header.columns.values()]
    return tuple(dict.fromkeys(texts))[:_MOST_ANCHORS]


def _telling(column: Column) -> str:
    """The lowest text of a header that says more than «всего, чел.»."""
    return next((part for part in reversed(column.path) if terms_of(part)), column.path[0])


def _joined(drafts: Sequence[Draft], book: Book) -> list[Draft]:
    """Sheets of one kind become one source, if one pattern names them and no other sheet."""
    kept: list[Draft] = []
    for draft in drafts:
        twin = next((n for n, one in enumerate(kept) if _alike(one, draft)), None)
        sheets = (*kept[twin].sheets, *draft.sheets) if twin is not None else draft.sheets
        pattern = _sheet_pattern(sheets, [sheet.name for sheet in book.sheets])
        if twin is None or not pattern:
            kept.append(draft)
        else:
            rows = kept[twin].profile.rows + draft.profile.rows
            mapping = replace(kept[twin].mapping, sheet=pattern)
            joined = replace(kept[twin].profile, rows=rows)
            kept[twin] = replace(kept[twin], sheets=sheets, mapping=mapping, profile=joined)
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


def _named(drafts: Iterable[Draft], taken: Mapping[str, SourceMapping]) -> list[Draft]:
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
