"""An unknown spreadsheet → a proposal of how to read it: ``sources:`` for kokoq.yaml, with the reasons for each line.

Nothing is applied. What is proposed is tried out on the file itself, so that the proposal can say what it would read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath, PurePosixPath

from kokoq.collect.dates import parse_date
from kokoq.collect.facts import FileFacts
from kokoq.collect.form_page import identify
from kokoq.collect.headers import IGNORE, find_headers
from kokoq.collect.propose.blocks import Block, find_blocks, side_by_side
from kokoq.collect.propose.fit import Fit, Judge
from kokoq.collect.propose.likeness import likeness_among
from kokoq.collect.propose.match import Match, Matcher
from kokoq.collect.propose.profile import NUMBER, Column, Profile, profile
from kokoq.collect.propose.symbols import Symbols
from kokoq.collect.propose.terms import office, terms_of
from kokoq.collect.propose.wide import Spread
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet, State
from kokoq.collect.roster import Roster, roster
from kokoq.collect.source_page import ORGANISATION
from kokoq.collect.sources import matching, read_source
from kokoq.collect.words import folded, vocabulary
from kokoq.diagnostics import Span
from kokoq.language import Word
from kokoq.model import Catalogue, Organisation, Settings, SourceMapping
from kokoq.plan import Plan

__all__ = ["Column", "Draft", "Match", "Proposal", "propose"]

FIELDS = "fields"
"""How kokoq.yaml calls the plain fields."""

_AT = Span("kokoq.yaml")
_NAMES = re.compile(r"\b(?:м[бк]?[од]?оу|сош|оош|лицей|гимназия|школа|детский сад|school)\b")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[-–_./]\s*(?:(?:19|20)\d\d|\d\d)(?!\d))?")
_HALF = 0.5
_CLEAR = 0.7
"""A table must have a column that is as sure as that, to be taken for one at all."""

_MOST_SKIPPED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A proposed source: its mapping, and all that speaks for it and against it.

    ``above`` is a text around the table that names an organisation, where no column does.
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
    above: str = ""
    tried: FileFacts | None = None

    @property
    def confidence(self) -> float:
        """That of its columns, halved where no column tells the organisation."""
        if self.organisation is None:
            return self.fit.confidence / 2
        n = len(self.fit.clear) + bool(self.fit.wide)
        return (self.fit.confidence * n + self.organisation.confidence) / (n + 1)


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
    tried = [look.tried(draft, named) if organisations else draft for draft in named]
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

    def drafts(self, sheet: RawSheet) -> Iterator[Draft]:
        """A draft for each table of a sheet that fits a declared one."""
        units = self.matcher.symbols.words.units
        every = find_blocks(sheet, self._is_value, units)
        for block in (part for one in every for part in side_by_side(sheet, one, self._unit_of)):
            seen = profile(sheet, block, units)
            organisation, others = self._organisation(seen.columns)
            taken = {organisation.column.number} if organisation else set()
            free = [c for c in seen.columns if c.number not in taken and c.name not in others]
            titles = (*block.titles, sheet.name, PurePath(self.book.file).stem)
            judge = Judge(self.plan.catalogue, self.matcher.among(block.titles), titles)
            fits = judge.fits(free, self.table)
            good = bool(fits) and fits[0].best >= _CLEAR and fits[0].points > 0
            if fits and seen.rows and (good or self.table is not None):
                spreads = fits[0].wide.spreads if fits[0].wide else (None,)
                yield from (self._draft(sheet, block, seen, fits, organisation, others, spread) for spread in spreads)

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

    def _organisation(self, columns: Sequence[Column]) -> tuple[Match | None, tuple[str, ...]]:
        """The column that tells the organisation, by its values or else by its header; and others that do so too."""
        shares = {c.number: c.share(lambda cell: bool(self._unit_of(cell))) for c in columns}
        told = {
            c.number: Word("map.reason.organisations", share=Word("map.share", percent=round(100 * shares[c.number])))
            for c in columns
        }
        by_value = sorted(
            (c for c in columns if shares[c.number] >= _HALF),
            key=lambda c: -round(shares[c.number], 2) - 0.5 * _called(c),
        )
        if by_value:
            best, *rest = by_value
            others = tuple(c.name for c in rest if not c.numeric)
            return Match(best, ORGANISATION, "", round(shares[best.number], 3), (told[best.number],)), others
        called = [c for c in columns if _called(c)]
        if called:
            reason, listed = Word("map.reason.called"), bool(self.known.by_id)
            reasons = (reason, told[called[0].number]) if listed else (reason,)
            return Match(called[0], ORGANISATION, "", _HALF if listed else _CLEAR, reasons), ()
        looks = [c for c in columns if c.share(lambda cell: bool(_NAMES.search(folded(cell.text)))) >= _HALF]
        if looks and not self.known.by_id:
            return Match(looks[0], ORGANISATION, "", _HALF, (Word("map.reason.names"),)), ()
        return None, ()

    def _draft(
        self,
        sheet: RawSheet,
        block: Block,
        seen: Profile,
        fits: Sequence[Fit],
        organisation: Match | None,
        others: tuple[str, ...],
        spread: Spread | None,
    ) -> Draft:
        fit = fits[0]
        mapping = _mapping(self.book, sheet, block, seen, fit, organisation, spread)
        rivals = tuple(f.table or FIELDS for f in fits[1:4] if f.points > 0.7 * fit.points)
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
            others=others,
            above=self._above((*block.titles, sheet.name, PurePath(self.book.file).stem))
            if organisation is None
            else "",
        )

    def _above(self, texts: Sequence[str]) -> str:
        """The first text that names an organisation."""
        return next((text for text in texts if self.known.find(text) is not None), "")


def _called(column: Column) -> bool:
    """Whether a header says that the organisation stands below it."""
    return any(office().is_organisation(part) for part in column.path)


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
    organisation: Match | None,
    spread: Spread | None,
) -> SourceMapping:
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
        files=(_pattern(PurePath(book.file).name),),
        sheet=_literal(sheet.name) or "*",
        header=_anchors(block, fit, organisation),
        columns=columns,
        skip=skip,
        values={name: dict(values.sure) for name, values in fit.values.items() if values.sure},
        until=(block.until,) if block.until else (),
        unpivot=spread.unpivot if spread else None,
        constants={**fit.constants, **(spread.constants if spread else {})},
    )
    headers = find_headers(sheet, mapping)
    depth = block.header.bottom - block.header.top + 1
    right = any((h.top, h.bottom) == (block.header.top, block.header.bottom) for h in headers)
    return mapping if right else replace(mapping, header_rows=depth)


def _nameable(column: Column) -> bool:
    """Whether a mapping can name a column: a bar in its header would read as two rows, and YAML has its limits."""
    return not any("|" in part for part in column.path) and len(column.name) <= 1000


def _anchors(block: Block, fit: Fit, organisation: Match | None) -> tuple[str, ...]:
    """Up to three texts of the header to find it by: of the surest columns, none twice."""
    surest = sorted(fit.clear, key=lambda match: -match.confidence)
    columns = ([organisation.column] if organisation else []) + [match.column for match in surest]
    texts = list(dict.fromkeys(_telling(column) for column in columns))
    if len(texts) < 2:
        texts += [path[0] for path in block.header.columns.values()]
    return tuple(dict.fromkeys(texts))[:3]


def _telling(column: Column) -> str:
    """The lowest text of a header that says more than «всего, чел.»."""
    return next((part for part in reversed(column.path) if terms_of(part)), column.path[0])


def _pattern(name: str) -> str:
    """The name of a file as a pattern: years become a star, so that next year's file is known, too."""
    return re.sub(r"\*(?:\s*\*)+", "*", _YEARS.sub("*", _literal(name)))


def _literal(name: str) -> str:
    """A name as a pattern of itself."""
    return re.sub(r"([*?\[])", r"[\1]", name)


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
    same = same and ours.constants == theirs.constants
    return same and not set(one.sheets) & set(other.sheets)


def _sheet_pattern(sheets: Sequence[str], every: Sequence[str]) -> str:
    """What names these sheets and no other; "" where their names have nothing in common."""
    if set(sheets) == set(every):
        return "*"
    common = sheets[0]
    while common and not all(name.startswith(common) for name in sheets):
        common = common[:-1]
    strangers = [name for name in every if name.startswith(common) and name not in sheets]
    return f"{_literal(common)}*" if common and not strangers else ""


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
