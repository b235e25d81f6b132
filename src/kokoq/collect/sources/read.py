"""Spreadsheets that are not our forms, read by the mapping that the campaign declares for them.

A header is found by its texts, columns by their names, organisations by any name of theirs, symbols by dictionaries.
What is left out is left out by a rule and counted: totals, notes, numbers of columns, units. A sheet may hold several
tables: each ends where the next header stands, its own once more or that of another source of the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kokoq.collect.cells.facts import Fact, FileFacts, Row, Rows
from kokoq.collect.cells.hidden import hidden_cells
from kokoq.collect.cells.sums import is_sum, is_sum_of, is_total
from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.cells.words import Vocabulary, folded
from kokoq.collect.form.layout import is_asked, row_title, text_fields
from kokoq.collect.lists.covered import left_out, not_covered
from kokoq.collect.lists.roster import Roster
from kokoq.collect.read.book import Book, RawCell, RawSheet
from kokoq.collect.sources.columns import Columns
from kokoq.collect.sources.few import FewOfEach
from kokoq.collect.sources.figures import Figures
from kokoq.collect.sources.headers import ORGANISATION, Header, end_of, no_header, other_headers, with_headers
from kokoq.collect.sources.meant import as_it_lies, is_meant, unread_sheets
from kokoq.collect.sources.named import told_of_names
from kokoq.collect.sources.once import Once
from kokoq.collect.sources.owner import Section, section_of, several, texts_naming, unnamed_column
from kokoq.collect.sources.page import Line, Page
from kokoq.collect.sources.skipped import Skipped, other_units
from kokoq.collect.sources.spellings import spellings
from kokoq.collect.sources.totals import Totals
from kokoq.collect.sources.turned import turned_back
from kokoq.collect.sources.twins import named_twice
from kokoq.collect.sources.unnamed import Unnamed
from kokoq.collect.sources.unread import Unread, unread
from kokoq.diagnostics import Cell
from kokoq.language import Word
from kokoq.model import Organisation, Owner, Period, Pivot, SourceMapping, Table
from kokoq.observations import Absence, Source, pack_ref
from kokoq.plan import Plan
from kokoq.rules import NOT_ASKED, ROWS_WITHOUT_ORGANISATION, UNKNOWN_ORGANISATION

_MOST_ROWS = 1_000
_NO_SECTION = Section("", None)


def read_source(
    book: Book,
    source: str,
    mapping: SourceMapping,
    *,
    plan: Plan,
    known: Roster,
    words: Vocabulary,
    period: str,
    others: Sequence[SourceMapping] = (),
    first: int = 0,
) -> FileFacts:
    """The facts of one declared source in a file; ``lists`` holds its table only if its columns were found.

    ``others`` are the other sources of the same file: where their headers stand, this one's rows end. ``first`` is
    the number of the file's first sheet among all sources.
    """
    book, others = as_it_lies(book, mapping), tuple(other for other in others if other.turned is mapping.turned)
    table = plan.catalogue.tables.get(mapping.table)
    findings = FewOfEach()
    columns = Columns(source, mapping, plan, table, findings)
    figures = Figures(source, spellings(mapping, columns.asked, words), words, period, findings)
    reading = _Reading(book, source, mapping, plan, known, words, period, table, figures, columns, findings, others)
    sheets = [(n, s) for n, s in enumerate(book.sheets, first) if is_meant(book, s, mapping)]
    found = with_headers(sheets, mapping, others)
    if not found:
        reading.findings.append(no_header(book, source, mapping, [sheet for _, sheet in sheets]))
    elif mapping.sheet != "*":
        read = {sheet.name for _, sheet, _ in found}
        reading.findings += unread_sheets(book, source, mapping, others, read)
    for n, sheet, headers in found:
        foreign = [h for other in others if is_meant(book, sheet, other) for h in other_headers(sheet, other)]
        reading.read_sheet(n, sheet, [(header, end_of(sheet, header, headers, foreign, mapping)) for header in headers])
    if mapping.pivot is not None:
        reading.end(mapping.pivot)
    findings += reading.once.repeated.told()
    facts = FileFacts(
        file=book.file,
        period=period,
        unit="",
        sources=tuple(Source(book.file, s.name, period, book.sha256) for s in book.sheets),
        plain=reading.plain,
        lists=reading.lists,
        diagnostics=(*findings, *findings.rest(Cell(book.file)), *left_out(reading.uncovered.values())),
    )
    return turned_back(facts) if mapping.turned else facts


@dataclass(slots=True)
class _Reading:
    """A source while its sheets are read one after the other."""

    book: Book
    source: str
    mapping: SourceMapping
    plan: Plan
    known: Roster
    words: Vocabulary
    period: str
    table: Table | None
    figures: Figures
    columns: Columns
    findings: FewOfEach
    others: Sequence[SourceMapping] = ()
    plain: dict[str, dict[str, Fact]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    skipped: Skipped = field(default_factory=Skipped)
    ownerless: list[Cell] = field(default_factory=list)
    counting: dict[str, bool] = field(default_factory=dict)
    uncovered: dict[str, tuple[Cell, Word]] = field(default_factory=dict)
    totals: Totals = field(default_factory=lambda: Totals({}))
    above: int = 0
    section: Section = _NO_SECTION
    unnamed: Unnamed = field(init=False)
    rows: list[Row] = field(default_factory=list)
    together: dict[tuple[str, tuple[str, ...]], dict[str, Fact]] = field(default_factory=dict)
    lists: dict[str, Rows] = field(default_factory=dict)
    firsts: dict[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)
    once: Once = field(init=False)

    def __post_init__(self) -> None:
        self.once = Once(self.plan.catalogue, self.period, self.findings)

    def read_sheet(self, number: int, sheet: RawSheet, tables: Sequence[tuple[Header, int]]) -> None:
        """Read the tables of a sheet, each from its header to the row before which it ends."""
        place = self.once.places[number] = SheetPlace(self.book.file, sheet.name)
        self.skipped, self.ownerless, self.unnamed = Skipped(), [], Unnamed(self.table, self.plan.catalogue, sheet)
        self.above, self.totals = 0, Totals({})
        for header, end in tables:
            self.section = _NO_SECTION
            self.columns.twice = named_twice(sheet, header, self.mapping, end=end)
            page = self._page(number, sheet, header, place)
            self.totals.lost |= page is None
            if page is not None:
                unseen = unread(page, header, self.mapping, self.others, meant=self.columns.meant)
                self.figures.begin(page, header, end)
                self._read_rows(page, end, unseen)
                self.findings += self.figures.told(page)
                if (header, end) == tables[-1] and self.mapping.until and not self.others:
                    self.skipped.below(page, end, self.known)
                self.findings += unseen.told(self.source, self.mapping)
                self.findings += hidden_cells(sheet, page.watched, place, rows=range(page.bottom + 1, end))
            self.above = header.bottom
        self.findings += self.unnamed.told(place)
        self.findings += self.figures.manners.told(*place, kind=self.book.format)
        if self.ownerless:
            self.findings.append(ROWS_WITHOUT_ORGANISATION.at(self.ownerless[0], n=len(self.ownerless)))
        self.findings += self.skipped.told()

    def _read_rows(self, page: Page, end: int, unseen: Unread) -> None:
        summed = (self.table is None or not self.table.records) and page.named is None
        fields = {column: asked for _, column, asked in page.every_target} if summed else {}
        if self.totals.fields == fields:
            self.totals.mark()  # the table goes on, below its header once more
        else:
            self.totals = Totals(fields)
        for row, cells in page.sheet.lines():
            unit = self._unit(page, row, cells) if page.bottom < row < end else None
            if unit is not None:
                self._row(Line(page, row, cells, unit))
                if unseen.open:
                    unseen.see(cells)
            if len(self.rows) >= _MOST_ROWS:
                self._put_away()
        self._put_away()

    def _put_away(self) -> None:
        """Rows as columns: an object for every cell of a long list would take all memory."""
        for rows in self.lists.values():
            rows.add(self.rows)
        self.rows.clear()

    def end(self, pivot: Pivot) -> None:
        """The rows of a table of which each answer had a row of its own; what is told of the names of the answers."""
        self.rows += [Row(unit, keys, facts) for (unit, keys), facts in self.together.items()]
        self._put_away()
        self.findings += told_of_names(self.columns.names, self.source, pivot, self.others)

    def _page(self, number: int, sheet: RawSheet, header: Header, place: SheetPlace) -> Page | None:
        """The table below a header; None where a column that it cannot do without is not there."""
        columns = self.columns.found(header, place)
        wide = self.mapping.unpivot
        spread = self.columns.spread(wide, header, place) if wide is not None and self.table is not None else ()
        keys = {key.id for key in self.table.keys} if self.table is not None else set()
        elsewhere = {*self.mapping.constants, wide.key if wide is not None and spread else ""}
        if self.mapping.owner is Owner.UNNAMED and (unnamed := unnamed_column(sheet, header, self.known)):
            columns.setdefault(ORGANISATION, unnamed)
        if not self._tells(columns) or not keys <= {*columns, *elsewhere}:
            return None
        if self.table is not None:
            self.lists.setdefault(self.table.id, Rows(text_fields(self.plan.catalogue, self.table)))
        targets = tuple(
            (name, column, self.columns.asked(name)) for name, column in columns.items() if name != ORGANISATION
        )
        named = self.columns.named(header, place)
        if named is None and self.mapping.pivot is not None:
            return None
        skips = self.columns.skips(header, place)
        also = self.columns.also
        page = Page(number, sheet, header.bottom, columns, targets, spread, skips, place, named=named, also=also)
        return page if self._by_rows(columns) or not page.watched else self._owned(page, header)

    def _by_rows(self, columns: Mapping[str, int]) -> bool:
        """Whether it is told within the table whose a row is."""
        return ORGANISATION in columns or self.mapping.owner is Owner.SECTION

    def _tells(self, columns: Mapping[str, int]) -> bool:
        return self._by_rows(columns) or self.mapping.owner not in (None, Owner.UNNAMED)

    def _owned(self, page: Page, header: Header) -> Page | None:
        """The page with the organisation that its sheet, its file or a title names; None where none does."""
        told = several(page, header, self.mapping, self.known, below=self.above)
        if told is not None:
            self.totals.lost = True
            self.findings.append(told)
            return None
        said = texts_naming(self.book, page.sheet, header, self.mapping, first=min(page.watched))
        texts = [text for text in said if text.strip()]
        unit = next((found for text in texts if (found := self.known.within(text)) is not None), None)
        if unit is None:
            self._unknown(page, header.top, texts[0].strip() if texts else "")
        elif not self._counts(unit):
            self._left_out(unit, page.at(header.top))
        else:
            return page._replace(owner=unit)
        return None

    def _unit(self, page: Page, row: int, cells: Mapping[int, RawCell]) -> Organisation | None:
        """Whose row it is; None where it is nobody's, which is counted or found wanting."""
        if any(column in cells and folded(cells[column].text) in texts for column, texts in page.skips.items()):
            self._skip_total(page, row, cells, why="declared")
            return None
        column = page.columns.get(ORGANISATION)
        if column is None:
            return self._of_table(page, row, cells)
        cell = cells.get(column) or page.sheet.shown_at(row, column)
        name = cell.text.strip() if cell is not None else ""
        unit = self.known.find(name) if name else None
        if unit is None:
            self._nobody(page, row, name, cells)
            return None
        if column in page.also and self._named_otherwise(page, row, unit):
            return None
        if not self._counts(unit):
            self._left_out(unit, page.at(row))
            return None
        if self._is_key_total(page, cells):
            self._skip_total(page, row, cells)
            return None
        return unit

    def _named_otherwise(self, page: Page, row: int, unit: Organisation) -> bool:
        """Whether another column for organisations names another one."""
        shown = (page.sheet.shown_at(row, other) for other in page.also[page.columns[ORGANISATION]])
        others = (self.known.find(cell.text.strip()) for cell in shown if cell is not None and cell.text.strip())
        if all(other is None or other.id == unit.id for other in others):
            return False
        self.totals.lost = True
        self.figures.differing.setdefault(page.columns[ORGANISATION], {})[row] = None
        return True

    def _of_table(self, page: Page, row: int, cells: Mapping[int, RawCell]) -> Organisation | None:
        """Whose row it is by what stands above it: of all rows, or of those below a lone text."""
        begun = section_of(cells, self.known) if page.owner is None else None
        self.section = begun or self.section
        unit = page.owner or self.section.unit
        if (begun is not None and begun.unit is not None) or self._is_set_aside(page, row, "", cells):
            return None
        if self._is_key_total(page, cells):
            self._skip_total(page, row, cells)
            return None
        if unit is None:
            self._unknown(page, row, self.section.name)
        elif not self._counts(unit):
            self._left_out(unit, page.at(row))
            return None
        return unit

    def _counts(self, unit: Organisation) -> bool:
        """Whether rows of an organisation enter anything: it is covered by the period, and asked for the table."""
        if unit.id not in self.counting:
            asked = self.table is None or is_asked(self.plan, self.table.id, unit)
            self.counting[unit.id] = asked and unit.is_expected(Period(self.period))
        return self.counting[unit.id]

    def _skip_total(self, page: Page, row: int, cells: Mapping[int, RawCell], *, why: str = "total") -> None:
        column = page.columns.get(ORGANISATION)
        shown = page.sheet.shown_at(row, column) if column is not None else None
        name = shown.text if shown is not None else ""
        said = [cell.text for cell in cells.values() if is_sum(cell.text)] or [name] * is_sum_of(name)
        self.skipped.add("total" if said else why, page.at(row))
        named = (self.known.within(text) for text in (name, *said))
        unit = next(filter(None, named), page.owner or self.section.unit)
        self.findings += self.totals.held(cells, page.place, self.words, said=said, of=unit.id if unit else "")

    def _is_key_total(self, page: Page, cells: Mapping[int, RawCell]) -> bool:
        """Whether «Итого» stands where a key should: it is a row of totals, unless the dictionary has that, too."""
        keys = {key.id for key in self.table.keys} if self.table is not None else ()
        told = ((asked, cells[column]) for name, column, asked in page.targets if name in keys and column in cells)
        return any(
            is_total(cell.text) and self.figures.cell(asked, cell, page.place).value is None for asked, cell in told
        )

    def _nobody(self, page: Page, row: int, name: str, cells: Mapping[int, RawCell]) -> None:
        """A row without an organisation that we know: it is no data, or a finding."""
        if not self._is_set_aside(page, row, name, cells):
            self._unknown(page, row, name)

    def _is_set_aside(self, page: Page, row: int, name: str, cells: Mapping[int, RawCell]) -> bool:
        """Whether a row is a total, a note, a numbering, of another table: it is counted and not read."""
        watched = any(cells[column].text.strip() for column in page.watched if column in cells)
        if (not watched and self.others) or not any(cell.text.strip() for cell in cells.values()):
            return True  # of a table that stands beside this one
        why = page.no_data(name, cells, self.words.units)
        if why == "total":
            self._skip_total(page, row, cells)
        elif why:
            self.skipped.add(why, page.at(row))
        if why == "units":
            self._hold_units(page, cells)
        return bool(why)

    def _hold_units(self, page: Page, cells: Mapping[int, RawCell]) -> None:
        """Hold the units that a row names against those asked for; the figures of a column in another are not read."""
        for column, told in other_units(page, cells, self.words, source=self.source):
            if column not in self.figures.misread:
                self.figures.misread.add(column)
                self.findings.append(told)

    def _unknown(self, page: Page, row: int, name: str) -> None:
        self.totals.lost = True
        if not name:
            self.ownerless.append(page.at(row))
        elif name not in self.named:
            self.named.add(name)
            close = () if self.findings.is_full(UNKNOWN_ORGANISATION) else self.known.close(name)
            self.findings.append(UNKNOWN_ORGANISATION.at(page.at(row), name=name, close=close))

    def _left_out(self, unit: Organisation, at: Cell) -> None:
        """Rows of an organisation that is not covered or not asked are said once."""
        self.totals.lost = True
        if unit.id in self.named:
            return
        self.named.add(unit.id)
        if (why := not_covered(unit, Period(self.period))) is not None:
            self.uncovered[unit.id] = at, why
        elif self.table:
            self.findings.append(NOT_ASKED.at(at, organisation=unit.title, field=self.table.title))

    def _row(self, line: Line) -> None:
        page, row, cells, unit = line
        named = page.named
        told = named.targets(cells.get(named.name) or page.sheet.shown_at(row, named.name)) if named else ()
        if named and not told:
            return
        facts = self.figures.facts(line, (*page.targets, *told), self.unnamed)
        for name, code in self.mapping.constants.items():
            facts[name] = Fact(code, Absence.PRESENT, pack_ref(page.number, row, page.home))
        wide, table = self.mapping.unpivot, self.table
        counted: Mapping[str, Fact] = {}
        if table is None:
            counted = self.once.add(self.plain.setdefault(unit.id, {}), facts, line)
        elif wide is None:
            counted = self._keep(table, line, facts)
        else:
            for one in page.spread:
                more = self.figures.facts(line, one.targets, self.unnamed)
                header = Fact(one.code, Absence.PRESENT, pack_ref(page.number, page.bottom, one.column))
                if any(fact.absence is not Absence.BLANK for fact in more.values()):
                    self.totals.add(unit.id, self._keep(table, line, {**facts, wide.key: header, **more}).values())
        self.totals.add(unit.id, counted.values())

    def _keep(self, table: Table, line: Line, facts: dict[str, Fact]) -> Mapping[str, Fact]:
        """One row of the table, if all of its keys are there; the facts that count."""
        self.unnamed.see(facts)
        told = [facts.pop(key.id) for key in table.keys]
        if not all(key.present for key in told):
            self.totals.lost |= any(fact.present for fact in facts.values())
            return {}
        keys = tuple(str(key.value) for key in told)
        if line.page.named:
            return self.once.add(self.together.setdefault((line.unit.id, keys), {}), facts, line)
        rows = self.lists[table.id]
        place = len(rows) + len(self.rows)
        first = place if table.records else self.firsts.setdefault((line.unit.id, keys), place)
        new: Mapping[str, Fact] | None = facts
        if first != place:
            before = rows.row(first) if first < len(rows) else self.rows[first - len(rows)]
            new = self.once.news(before.facts, facts, line, key=row_title(table, keys, self.plan.catalogue))
        if new is not None:
            self.rows.append(Row(line.unit.id, keys, facts))
        return new or {}
