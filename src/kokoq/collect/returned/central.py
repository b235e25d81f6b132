"""A workbook filled centrally → the facts of every organisation in it, found by anchors as in the forms."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kokoq.a1 import make_ref
from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.hidden import hidden_cells, may_hide
from kokoq.collect.cells.words import Vocabulary, folded
from kokoq.collect.form.anchors import (
    EVERYBODY,
    EVIDENCE,
    HEADER,
    ORGANISATION,
    OWN_SHEETS,
    Identity,
    cell_parts,
    evidence_role,
    key_role,
    unit_codes,
)
from kokoq.collect.lists.covered import left_out, not_covered
from kokoq.collect.lists.roster import Roster
from kokoq.collect.read.book import Book, RawCell
from kokoq.collect.returned.above import headings
from kokoq.collect.returned.beside import Beside, figures_on_covers, typed_beside
from kokoq.collect.returned.copied import settled
from kokoq.collect.returned.gone import columns_gone, known_of_everybody, records_of_nobody, unknown_row
from kokoq.collect.returned.labels import Labels, Misfit, told
from kokoq.collect.returned.match import FormReading, Known
from kokoq.collect.returned.page import (
    Page,
    find_anchor,
    has_questions,
    hidden_sheets,
    page_of,
    sheets_beside,
    sheets_of_others,
)
from kokoq.collect.returned.reads import filled_in, of_everybody
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Word
from kokoq.model import Organisation, Period, Table
from kokoq.observations import Absence, Source
from kokoq.plan import Plan
from kokoq.rules import NOT_ASKED, UNKNOWN_ORGANISATION

_PREFIX = key_role("")

Asked = tuple[str, tuple[int, int | None]]
"""A question with its column and that of its evidence."""


def is_central(identity: Identity) -> bool:
    """Whether a form is the one of everybody."""
    return identity.unit == EVERYBODY


def read_central(
    book: Book,
    identity: Identity,
    *,
    plan: Plan,
    organisations: Roster,
    asked: Mapping[str, Collection[str]],
    words: Vocabulary,
    labels: Labels,
    first: int = 0,
) -> Iterator[FileFacts]:
    """What the file says of itself, then the facts of each organisation that anything was written of.

    All refer to the sources of the first one. ``asked`` is what is asked of each organisation, ``first`` the number
    of the file's first sheet among all sources.
    """
    reading = _Central(book, identity, plan, organisations, asked, words, labels)
    others: dict[str, list[Cell]] = {}  # the sheets of other forms
    for number, sheet in enumerate(book.sheets, first):
        anchor = find_anchor(sheet) if sheet.name not in OWN_SHEETS else None
        if anchor is None or not anchor.identity.sheet:
            continue
        other = anchor.identity
        if other.is_of(identity):
            reading.read_sheet(page_of(book, number, sheet, anchor))
        else:
            place = Cell(book.file, sheet.name, make_ref(anchor.row, anchor.column))
            others.setdefault(f"{other.unit} {other.period}", []).append(place)
    reading.findings += sheets_of_others(others, ours=Word("collect.of_everybody", period=identity.period))
    yield FileFacts(
        file=book.file,
        period=identity.period,
        unit="",
        sources=tuple(Source(book.file, s.name, identity.period, book.sha256) for s in book.sheets),
        diagnostics=(
            *reading.findings,
            *left_out(reading.uncovered.values()),
            *reading.strays(),
            *hidden_sheets(book, has_questions),
            *sheets_beside(book),
            *figures_on_covers(book),
        ),
    )
    for unit, form in reading.forms.items():
        if _is_filled(form):
            yield FileFacts(
                file=book.file,
                period=identity.period,
                unit=unit,
                sources=(),
                plain={unit: form.plain},
                tables={table: tuple(rows.values()) for table, rows in form.rows.items()},
                evidence=tuple(form.evidence),
                diagnostics=tuple(form.findings),
            )


def _with_names(page: Page) -> Page:
    """The page with the column of the organisations: also where its own mark was overwritten, by its heading or place.

    Without it nobody would notice that the rows were moved against the names in them.
    """
    if ORGANISATION in page.roles:
        return page
    called = [column for column, cell in page.header.items() if headings().get(folded(cell.text)) == "organisation"]
    column = next(iter(called), page.anchor.column + 1)
    return page if column in page.roles.values() else page._replace(roles={**page.roles, ORGANISATION: column})


def _naming(table: Table | None) -> frozenset[str]:
    """The roles of the columns that say what a row is about."""
    return frozenset((ORGANISATION, *(key_role(key.id) for key in (table.keys if table is not None else ()))))


def _answers(page: Page) -> list[int]:
    """The columns in which answers may stand."""
    return [column for role, column in page.roles.items() if role != ORGANISATION and not role.startswith(EVIDENCE)]


def _is_filled(form: FormReading) -> bool:
    """An organisation of which nothing was written has submitted nothing."""
    plain = any(fact.absence is not Absence.BLANK for fact in form.plain.values())
    return plain or any(row.filled for rows in form.rows.values() for row in rows.values())


@dataclass(slots=True)
class _Central:
    """The workbook while its sheets are read one after the other."""

    book: Book
    identity: Identity
    plan: Plan
    organisations: Roster
    asked: Mapping[str, Collection[str]]
    words: Vocabulary
    labels: Labels
    known: Known = field(default_factory=dict)
    forms: dict[str, FormReading] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    uncovered: dict[str, tuple[Cell, Word]] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        return Period(self.identity.period)

    def strays(self) -> Iterator[Diagnostic]:
        """What was found of organisations that nothing else was written of."""
        for unit, form in self.forms.items():
            if not _is_filled(form):
                yield from (found.of(unit=unit, period=self.identity.period) for found in form.findings)

    def read_sheet(self, page: Page) -> None:
        table = self.plan.catalogue.tables.get(page.anchor.identity.sheet)
        page, copied = settled(page, self.labels.above, naming=_naming(table))
        self.findings += copied
        page = _with_names(page)
        if table is not None and not table.keys:
            self._records(page, table)
            return
        questions = () if table is not None else self._questions(page)
        page = self._doubted(page, table, questions)
        for row, id_cell, cells in sorted(page.lines, key=lambda line: line[0] in page.doubts.rows):
            parts = unit_codes(id_cell.text) if id_cell is not None else None
            if id_cell is None or parts is None:
                if id_cell is not None and id_cell.text.strip() != HEADER:
                    self.findings.append(unknown_row(page, id_cell, cells, _answers(page)))
                continue
            filled = any(cells[column].text.strip() for column in _answers(page) if column in cells)
            unit = self._unit(parts[0], Cell(*page.place, id_cell.ref), filled=filled)
            if unit is None:
                continue
            form = self._form(unit)
            if table is not None and parts[1] not in table.rows:
                self.findings.append(unknown_row(page, id_cell, cells, _answers(page)))
            elif table is not None:
                self._keyed(form, page, row, cells, table, parts[1])
            for name, columns in questions:
                if self._concerns(name, unit) or cells.get(columns[0]) is not None:
                    form.take(page, row, name, cells, columns)
        self._end(page, table)

    def _doubted(self, page: Page, table: Table | None, questions: Sequence[Asked]) -> Page:
        """The page with what its labels make doubtful: names of organisations, keys, headers; the misfits are told."""
        labels, fields = self.labels, self.plan.catalogue.fields
        titles = [(columns[0], n, labels.heading(n), title) for n, columns in questions if (title := labels.title(n))]
        if table is not None:
            at = ((page.roles[role], n) for n in table.fields if (role := key_role(n)) in page.roles)
            titles = [(column, n, labels.heading(n), fields[n].title) for column, n in at]
        columns, rows, place = (*labels.of_headers(page.header, titles),), set[int](), page.place
        self.findings += told(columns, place)
        for misfit, unit in self._rows_misread(page, table) if table is None or table.keys else ():
            rows |= {misfit.cell.row} if misfit.other else set()
            self.findings += (d.of(unit=unit, period=self.identity.period) for d in told((misfit,), place))
        doubts = page.doubts.and_of((), columns)
        return page._replace(doubts=doubts._replace(rows=doubts.rows | rows))

    def _rows_misread(self, page: Page, table: Table | None) -> Iterator[tuple[Misfit, str]]:
        """The misfits of every row, with the organisation that its mark names."""
        keys = [page.roles.get(key_role(key.id)) for key in table.keys] if table is not None else []
        for _, id_cell, cells in page.lines:
            parts = unit_codes(id_cell.text) if id_cell is not None else None
            unit = self.organisations.by_id.get(parts[0]) if parts else None
            if parts is None or unit is None:
                continue
            misfit = self._of_organisation(cells.get(page.roles.get(ORGANISATION, 0)), unit)
            if misfit is None and table is not None and parts[1] in table.rows:
                misfit = next(self.labels.of_keys([(parts[1], cells)], table, keys), None)
            if misfit is not None:
                yield misfit, unit.id

    def _of_organisation(self, cell: RawCell | None, unit: Organisation) -> Misfit | None:
        if cell is None or cell.value == unit.title or not cell.text.strip():
            return None
        named = self.organisations.find(cell.text)
        return None if named == unit else Misfit(cell, unit.title, other=named is not None)

    def _questions(self, page: Page) -> tuple[Asked, ...]:
        """The questions of a sheet with their columns and those of their evidence."""
        found = []
        for role, column in page.roles.items():
            if role != ORGANISATION and not role.startswith(EVIDENCE):
                name = role.removeprefix(_PREFIX)
                found.append((name, (column, page.roles.get(evidence_role(name)))))
        return tuple(found)

    def _concerns(self, name: str, unit: Organisation) -> bool:
        """Whether a question, or the table of which it is a cell, is asked of the unit."""
        parts = cell_parts(name)
        return (parts[0] if parts else name) in self.asked[unit.id]

    def _keyed(
        self,
        form: FormReading,
        page: Page,
        row: int,
        cells: Mapping[int, RawCell],
        table: Table,
        codes: tuple[str, ...],
    ) -> None:
        columns = form.columns(table, page.roles)
        if table.id in self.asked[form.unit.id]:
            read = form.read_row(page, row, cells, columns, table=table, codes=codes)
            form.keep(page, row, read, table)
        elif filled := [column for column, _ in columns if column in cells and cells[column].text.strip()]:
            at = page.at(row, filled[0])
            form.findings.append(NOT_ASKED.at(at, organisation=form.unit.title, field=table.title))

    def _records(self, page: Page, table: Table) -> None:
        """The rows of a list, each with its organisation's name; whoever may have rows has the table."""
        page = self._doubted(page, table, ())
        header = max((row for row, cell, _ in page.lines if cell and cell.text == HEADER), default=page.anchor.row)
        for unit in self.organisations.by_id.values():
            if table.id in self.asked[unit.id] and unit.is_expected(self.period):
                self._form(unit).rows.setdefault(table.id, {})
        column = page.roles.get(ORGANISATION)
        nobodys = list[RawCell]()
        for row, _, cells in page.lines:
            name = cells.get(column) if column is not None else None
            if row <= header or row in page.doubts.rows:
                continue
            if name is None or not name.text.strip():
                nobodys += filled_in(cells, page.roles.values())[:1]
                continue
            owner = self._unit(name.text.strip(), Cell(*page.place, name.ref))
            if owner is not None and table.id not in self.asked[owner.id]:
                at = Cell(*page.place, name.ref)
                self.findings.append(NOT_ASKED.at(at, organisation=owner.title, field=table.title))
            elif owner is not None:
                form = self._form(owner)
                read = form.read_row(page, row, cells, form.columns(table, page.roles), table=table)
                form.rows.setdefault(table.id, {})[(page.number, row)] = read
        self.findings += records_of_nobody(nobodys, page.place, table)
        self._end(page, table)

    def _end(self, page: Page, table: Table | None) -> None:
        """What is told of a sheet as a whole, of each organisation and of all."""
        for form in self.forms.values():
            form.end_sheet(page)
        self._beside(page, table)
        self._hidden(page)

    def _beside(self, page: Page, table: Table | None) -> None:
        """What was typed where nothing is read, of all organisations together."""
        reads = of_everybody(page, table, self.asked)
        self.findings += columns_gone(page, known_of_everybody(page, table, self.plan.catalogue))
        self.findings += typed_beside(page, reads, Beside(), book=self.book)

    def _hidden(self, page: Page) -> None:
        """Answers that nobody sees, of all organisations together."""
        if may_hide(page.sheet, set(page.roles.values()), below=page.anchor.row):
            table = self.plan.catalogue.tables.get(page.anchor.identity.sheet)
            rows, columns = page.answers()
            answers = columns - {page.roles.get(role) for role in _naming(table)}
            self.findings += hidden_cells(page.sheet, answers, page.place, rows=rows)

    def _form(self, unit: Organisation) -> FormReading:
        if unit.id not in self.forms:
            asked = self.asked[unit.id]
            reading = FormReading(self.book, self.plan, unit, self.identity, self.words, asked, self.known, self.labels)
            self.forms[unit.id] = reading
        return self.forms[unit.id]

    def _unit(self, name: str, at: Cell, *, filled: bool = True) -> Organisation | None:
        """Whose row it is; of somebody who is not covered it is told where the first row with answers stands."""
        unit = self.organisations.by_id.get(name) or self.organisations.find(name)
        if unit is None:
            self.findings.append(UNKNOWN_ORGANISATION.at(at, name=name, close=self.organisations.close(name)))
        elif (why := not_covered(unit, self.period)) is not None:
            if filled:
                self.uncovered.setdefault(unit.id, (at, why))
            return None
        return unit
