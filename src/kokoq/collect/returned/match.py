"""A file that is our form: whose it is, whether it belongs here, and the facts in it, found by anchors alone.

Sheets may be renamed, rows inserted, columns moved, the file saved in another format: what counts is the identity in
every sheet, the roles of the columns in its row and the ids of the rows below.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kokoq.a1 import make_ref
from kokoq.collect.cells.facts import CLOSED, LACKING, Fact, FileFacts, Row, differ
from kokoq.collect.cells.hidden import hidden_cells, may_hide
from kokoq.collect.cells.manners import Manners
from kokoq.collect.cells.typed import BLANK, SheetPlace, Typed
from kokoq.collect.cells.typing import MOST_KNOWN, read_cell
from kokoq.collect.cells.words import NO_EVIDENCE, Vocabulary, folded
from kokoq.collect.form.anchors import (
    EVIDENCE,
    HEADER,
    OWN_SHEETS,
    VALUE,
    Identity,
    cell_parts,
    key_role,
    row_codes,
)
from kokoq.collect.form.layout import QuestionSheet, asked_of, lay_out, row_title
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet
from kokoq.collect.returned.above import over_answers
from kokoq.collect.returned.beside import Beside, figures_on_covers, typed_beside
from kokoq.collect.returned.copied import said_beside, settled
from kokoq.collect.returned.gone import (
    columns_gone,
    known_roles,
    not_asked,
    sums_skipped,
    total_in,
    totals_skipped,
    unknown_row,
)
from kokoq.collect.returned.labels import NO_DOUBT, Doubts, Labels, Misfit, titles_changed, told
from kokoq.collect.returned.page import (
    Anchor,
    Page,
    find_anchor,
    has_questions,
    hidden_sheets,
    page_of,
    sheets_beside,
    sheets_of_others,
)
from kokoq.collect.returned.reads import of_form
from kokoq.collect.returned.twice import Twice, told_twice
from kokoq.collect.returned.units import units_changed
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import PLAIN, Field, Organisation, Table
from kokoq.observations import Absence, Evidence, Source, pack_ref
from kokoq.plan import Plan
from kokoq.rules import EVIDENCE_MISSING, NOT_ASKED

Known = dict[tuple[str, Kind, str | float | bool | None, str], Typed]
"""What was read without a finding is the same wherever it stands: field, kind, value, number format → typed."""


def read_form(
    book: Book,
    identity: Identity,
    *,
    plan: Plan,
    unit: Organisation,
    words: Vocabulary,
    first: int = 0,
    asked: Collection[str] | None = None,
    known: Known | None = None,
    labels: Labels | None = None,
    current: bool = True,
) -> FileFacts:
    """The facts of a form of ``unit``; every sheet is read that says it belongs to the same unit and period.

    ``first`` is the number of the file's first sheet among all sources. Where many forms are read, it is cheaper to
    give what is ``asked`` of the unit, found once for its kind, what is ``known`` from other forms, and the ``labels``
    of the catalogue, of whose version the form is where it is ``current``.
    """
    asked = asked_of(plan, unit) if asked is None else asked
    known = {} if known is None else known
    if len(known) > MOST_KNOWN:
        known.clear()
    labels = Labels(plan.catalogue, words) if labels is None else labels
    form = FormReading(book, plan, unit, identity, words, asked, known, labels, current)
    others: dict[str, list[Cell]] = {}  # the sheets of other forms
    for index, sheet in enumerate(book.sheets, first):
        anchor = find_anchor(sheet) if sheet.name not in OWN_SHEETS else None
        if anchor is None or not anchor.identity.sheet:
            continue
        other = anchor.identity
        if not other.is_of(identity):
            place = Cell(book.file, sheet.name, make_ref(anchor.row, anchor.column))
            others.setdefault(f"{other.unit} {other.period}", []).append(place)
            continue
        form.read_sheet(index, sheet, anchor)
    form.take_labelled()
    form.findings += titles_changed(form.renamed)
    form.findings += sheets_of_others(others, ours=f"{identity.unit} {identity.period}")
    form.findings += (*hidden_sheets(book, has_questions), *sheets_beside(book), *figures_on_covers(book))
    return FileFacts(
        file=book.file,
        period=identity.period,
        unit=unit.id,
        sources=tuple(Source(book.file, s.name, identity.period, book.sha256) for s in book.sheets),
        plain={unit.id: form.plain},
        tables={table: tuple(rows.values()) for table, rows in form.rows.items()},
        evidence=tuple(form.evidence),
        diagnostics=tuple(form.findings),
    )


@dataclass(slots=True)
class FormReading:
    """A form while its sheets are read one after the other."""

    book: Book
    plan: Plan
    unit: Organisation
    identity: Identity
    words: Vocabulary
    asked: Collection[str]
    known: Known
    labels: Labels
    current: bool = True
    plain: dict[str, Fact] = field(default_factory=dict)
    rows: dict[str, dict[object, Row]] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    twice: list[Twice] = field(default_factory=list)
    """Of the sheet at hand, the answers given before."""
    manners: Manners = field(default_factory=Manners)
    ended: set[str] = field(default_factory=set)
    """The sheets of the form that were read already, by their marks."""
    labelled: list[tuple[Page, int, str]] = field(default_factory=list)
    """Doubtful rows with the mark that their label names, which may turn out to be nowhere."""
    renamed: list[tuple[Cell, Misfit]] = field(default_factory=list)
    """Of another version, titles that merely differ."""

    def read_sheet(self, index: int, sheet: RawSheet, anchor: Anchor) -> None:
        page = page_of(self.book, index, sheet, anchor)
        table = self._table(page)
        keys = {key_role(key.id) for key in table.keys} if table is not None else set()
        page, copied = settled(page, self.labels.above, naming=keys)
        self.findings += copied
        roles = page.roles
        if VALUE in roles:
            page = self.doubted(page, (), over_answers(page))
            self._plain(page)
        elif table is not None:
            if table.id not in self.asked:
                where = Cell(*page.place)
                self.findings.append(NOT_ASKED.at(where, organisation=self.unit.title, field=table.title))
            elif table.keys:
                self._keyed(page, table)
            else:
                self._records(page, table)
        self.end_sheet(page)
        self._beside(page, table)
        self.findings += columns_gone(page, known_roles(page, table))
        self.findings += units_changed(page, self.labels)
        if may_hide(sheet, set(roles.values()), below=anchor.row):
            rows, columns = page.answers()
            self.findings += hidden_cells(sheet, columns - {roles.get(key) for key in keys}, page.place, rows=rows)

    def _beside(self, page: Page, table: Table | None) -> None:
        """What was typed where nothing is read."""
        labels, columns = self.labels, [] if table is None else self.columns(table, page.roles)
        reads = of_form(page, self.plan.catalogue, table, columns)
        known = Beside(labels.title, labels.units, self._numbers) if self.current else Beside(labels.title)
        self.findings += typed_beside(page, reads, known, book=self.book)

    def _numbers(self) -> Mapping[str, int]:
        sheets = (sheet for sheet in lay_out(self.plan, self.unit).sheets if isinstance(sheet, QuestionSheet))
        return {q.id: number for sheet in sheets for number, q in enumerate(sheet.questions, 1)}

    def _plain(self, page: Page) -> None:
        columns = (page.roles[VALUE], page.roles.get(EVIDENCE))
        lines, marks = page.lines, page.anchor.column
        labelled = ((id_cell.text.strip(), cells) for _, id_cell, cells in lines if id_cell is not None)
        page = self.doubted(
            page,
            self.labels.of_questions(
                labelled, marks=marks, value=columns[0], others=(marks, *columns), order=self._numbered
            ),
        )
        marked = ((row, id_cell, cells) for row, id_cell, cells in lines if id_cell is not None)
        for row, id_cell, cells in sorted(marked, key=lambda line: line[0] in page.doubts.rows):  # what is sure, first
            name = id_cell.text.strip()
            if not self.take(page, row, name, cells, columns) and name != HEADER:
                self.findings.append(unknown_row(page, id_cell, cells, columns[:1]))
        self.findings += sums_skipped(page, lines, columns[:1])

    def _numbered(self) -> Sequence[str]:
        """The questions in the order in which a form numbers them; of another version nobody knows it."""
        sheets = lay_out(self.plan, self.unit).sheets if self.current else ()
        return [q.id for sheet in sheets if isinstance(sheet, QuestionSheet) for q in sheet.questions]

    def doubted(self, page: Page, rows: Iterable[Misfit], columns: Iterable[Misfit] = ()) -> Page:
        """The page with what its labels make doubtful; the misfits are told."""
        rows, columns = tuple(rows), tuple(columns)
        if not rows and not columns:
            return page
        merely = [] if self.current else [m for m in (*columns, *rows) if not (m.other or m.unit)]
        self.findings += told((m for m in (*columns, *rows) if m not in merely), page.place)
        self.renamed += ((page.place.place(m.cell), m) for m in sorted(merely, key=lambda m: m.cell[:2]))
        self.labelled += ((page, m.cell.row, mark) for m in rows if m.other and len(m.named) == 1 for mark in m.named)
        return page._replace(doubts=page.doubts.and_of(rows, columns))

    def take_labelled(self) -> None:
        """Doubtful answers to questions whose own marks are nowhere: these are told at the label, not as lost."""
        for page, row, mark in self.labelled:
            page = page._replace(doubts=Doubts(frozenset((row,))))
            cells, codes, table = page.sheet.rows[row], row_codes(mark), self._table(page)
            if table is not None and codes in table.rows:
                rows = self.rows.setdefault(table.id, {})
                if codes not in rows:
                    columns = self.columns(table, page.roles)
                    rows[codes] = self.read_row(page, row, cells, columns, table=table, codes=codes)
            elif VALUE in page.roles and not self._knows(mark):
                self.take(page, row, mark, cells, (page.roles[VALUE], None))

    def _table(self, page: Page) -> Table | None:
        return self.plan.catalogue.tables.get(page.anchor.identity.sheet)

    def _knows(self, mark: str) -> bool:
        """Whether there is an answer to a question, if only an empty one."""
        table, codes, name = cell_parts(mark) or ("", (), mark)
        row = self.rows.get(table, {}).get(codes)
        return name in (row.facts if row is not None else self.plain if not table else ())

    def take(
        self, page: Page, row: int, name: str, cells: Mapping[int, RawCell], columns: tuple[int, int | None]
    ) -> bool:
        """The answer to one question, its value and evidence in these columns; whether there is such a question."""
        asked = self.plan.catalogue.fields.get(name)
        if asked is not None and asked.table == PLAIN:
            self._answer(page, row, asked, cells, columns, into=self.plain)
            return True
        parts = cell_parts(name)
        if parts is None or not self._is_cell(*parts):
            return False
        table, codes, name = parts
        known = self.rows.setdefault(table, {}).setdefault(codes, Row(self.unit.id, codes, {}))
        self._answer(page, row, self.plan.catalogue.fields[name], cells, columns, into=known.facts)
        return True

    def _is_cell(self, table: str, codes: tuple[str, ...], name: str) -> bool:
        declared = self.plan.catalogue.tables.get(table)
        return declared is not None and codes in declared.rows and name in declared.fields

    def _answer(
        self,
        page: Page,
        row: int,
        asked: Field,
        cells: Mapping[int, RawCell],
        columns: tuple[int, int | None],
        *,
        into: dict[str, Fact],
    ) -> None:
        column, evidence = columns
        read = self._cell(cells[column], asked, page.place) if column in cells else BLANK
        unsure = page.doubts.touch(row, column)
        if (asked.table or asked.id) not in self.asked:
            self.findings += () if unsure else not_asked(read, asked, self.unit, page.at(row, column))
            return
        if unsure:
            read, evidence = page.doubts.lessen(read, row, column), None
        known = into.get(asked.id)
        if known is not None and known.absence is not Absence.BLANK:
            if read.absence is not Absence.BLANK and row not in page.doubts.rows:
                differs = known[:2] != (read.value, read.absence)
                self.twice.append(Twice(page.at(row, column), asked.title, differs))
            return
        self.findings += read.findings
        if read.manner is not None:
            self.manners.see(read.manner, row, column)
        into[asked.id] = Fact(read.value, read.absence, pack_ref(page.number, row, column))
        if asked.evidence and evidence is not None:
            self._evidence(page.at(row, evidence), asked, said_beside(page, cells, evidence), required=bool(read.value))

    def _evidence(self, at: Cell, asked: Field, text: str, *, required: bool) -> None:
        """What stands beside an answer; one is ``required`` beside a yes, and one beside a no contradicts it."""
        text = "" if folded(text) in NO_EVIDENCE else text
        if text or (required and asked.table == PLAIN):  # an empty one tells the checks where it was to stand
            self.evidence.append(Evidence(self.identity.period, self.unit.id, asked.id, text, at))
        elif required:
            self.findings.append(EVIDENCE_MISSING.at(at, field=asked.title))

    def _keyed(self, page: Page, table: Table) -> None:
        columns, lines, known = self.columns(table, page.roles), page.lines, set(table.rows)
        self.rows.setdefault(table.id, {})
        answers = [column for column, _ in columns]
        coded = ((row_codes(id_cell.text), cells) for _, id_cell, cells in lines if id_cell is not None)
        labelled = ((codes, cells) for codes, cells in coded if codes in known)
        keys = self.labels.of_keys(labelled, table, [page.roles.get(key_role(key.id)) for key in table.keys])
        page = self.doubted(page, keys, self._headers(page, columns))
        marked = ((row, id_cell, cells) for row, id_cell, cells in lines if id_cell is not None)
        for row, id_cell, cells in sorted(marked, key=lambda line: line[0] in page.doubts.rows):
            codes = row_codes(id_cell.text)
            if codes not in known:
                if id_cell.text.strip() != HEADER:
                    self.findings.append(unknown_row(page, id_cell, cells, answers))
                continue
            self.keep(page, row, self.read_row(page, row, cells, columns, table=table, codes=codes), table)
        self.findings += sums_skipped(page, lines, answers)

    def keep(self, page: Page, row: int, read: Row, table: Table) -> None:
        """One row of a table with keys, unless these were answered before; a doubtful one is told at its label."""
        rows = self.rows.setdefault(table.id, {})
        known = rows.get(read.keys)
        if known is None or not known.filled:
            if known is None or read.filled:
                rows[read.keys] = read
        elif read.filled and row not in page.doubts.rows:
            differs = any(differ(fact, known.facts.get(name, LACKING)) for name, fact in read.facts.items())
            title = row_title(table, read.keys, self.plan.catalogue)
            self.twice.append(Twice(page.at(row, page.anchor.column + 1), title, differs))

    def _records(self, page: Page, table: Table) -> None:
        columns = self.columns(table, page.roles)
        page = self.doubted(page, (), self._headers(page, columns))
        rows = self.rows.setdefault(table.id, {})
        answers = {column for column, _ in columns}
        totals = list[RawCell]()
        for row, _, cells in page.lines:
            if row > page.top and not answers.isdisjoint(cells):
                total = total_in(cells)
                if total is not None:
                    totals.append(total)
                    continue
                read = self.read_row(page, row, cells, columns, table=table)
                if read.filled:
                    rows[(page.number, row)] = read
        self.findings += totals_skipped(totals, page.place)

    def _headers(self, page: Page, columns: Sequence[tuple[int, Field]]) -> Iterator[Misfit]:
        titles = [(column, asked.id, self.labels.headings[asked.id], asked.title) for column, asked in columns]
        return self.labels.of_headers(page.header, titles)

    def columns(self, table: Table, roles: Mapping[str, int]) -> list[tuple[int, Field]]:
        """The columns of a table's fields."""
        fields = self.plan.catalogue.fields
        return [(roles[key_role(name)], fields[name]) for name in table.fields if key_role(name) in roles]

    def read_row(
        self,
        page: Page,
        row: int,
        cells: Mapping[int, RawCell],
        columns: Sequence[tuple[int, Field]],
        *,
        table: Table,
        codes: tuple[str, ...] = (),
    ) -> Row:
        """One row of a table."""
        facts: dict[str, Fact] = {}
        base, place, doubts = pack_ref(page.number, row, 0), page.place, page.doubts
        new = tuple.__new__  # of a named tuple, half as long as by its fields: there are hundreds in every form
        for column, asked in columns:
            read = self._cell(cells[column], asked, place) if column in cells else BLANK
            unsure = doubts is not NO_DOUBT and doubts.touch(row, column)
            if asked.not_for and not table.asks(asked, codes):
                self.findings += () if unsure else not_asked(read, asked, self.unit, page.at(row, column))
                facts[asked.id] = CLOSED
                continue
            if unsure:
                read = doubts.lessen(read, row, column)
            if read.findings:
                self.findings += read.findings
            if read.manner is not None:
                self.manners.see(read.manner, row, column)
            facts[asked.id] = new(Fact, (read.value, read.absence, base + column))
        return Row(self.unit.id, codes, facts)

    def _cell(self, cell: RawCell, asked: Field, place: SheetPlace) -> Typed:
        same = (asked.id, cell[2], cell[3], cell[4])  # kind, value, format
        if (read := self.known.get(same)) is None:
            read = read_cell(cell, asked, sheet=place, words=self.words)
            if not read.findings:
                self.known[same] = read
        return read

    def end_sheet(self, page: Page) -> None:
        """Tell what is told of a sheet as a whole: what was answered twice, and how answers are written."""
        twice, self.twice = self.twice, []
        self.findings += told_twice(twice, copied=page.anchor.identity.sheet in self.ended)
        self.ended.add(page.anchor.identity.sheet)
        self.findings += self.manners.told(*page.place, kind=self.book.format)
