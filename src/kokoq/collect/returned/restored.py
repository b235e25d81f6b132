"""Sheets of a form that lost their hidden marks get them back where what people read there leaves no doubt.

A clerk deletes «the empty» column A or row 1, or copies what is in sight into another workbook. Nothing is guessed:
whose form it is is said above the table, the form is of the present version, headers and labels are letter for letter
those of the form. A title that several questions have counts with its number; a label that stands there twice, or a
sheet that two of the file may be, counts for nothing. What is not known for sure is not read, and told as before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kokoq.collect.form.anchors import EVIDENCE, HEADER, OWN_SHEETS, VALUE, Identity, key_role, row_id
from kokoq.collect.form.layout import FORM_VERSION, Layout, QuestionSheet, Sheet, TableSheet, headings, title_of
from kokoq.collect.form.style import titled
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet, State
from kokoq.collect.returned.labels import LABEL_COLUMN
from kokoq.collect.returned.page import Anchor, find_anchor
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Language
from kokoq.model import Catalogue, Organisation
from kokoq.rules import COLUMN_RESTORED, SHEETS_RESTORED

_ENOUGH = 0.5
"""So many of a sheet's labels tell that it is that sheet."""
_LOOKED_AT = 200
"""So many cells from the top of a sheet may name the organisation of a form without marks."""
_ABOVE = 0
"""The row that the marks of the columns are put into, above all others."""


class Marks(NamedTuple):
    """The marks of a sheet: its header, the column for them, roles by column, ids by row; how many labels it has."""

    header: int
    column: int
    roles: Mapping[int, str]
    ids: Mapping[int, str]
    known: int
    of: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form of one organisation shows of itself, in the words that it is written in."""

    unit: Organisation
    layout: Layout
    period: str
    catalogue: Catalogue
    language: Language

    @property
    def identity(self) -> Identity:
        """The identity of the form of the present version."""
        return Identity(str(FORM_VERSION), self.catalogue.id, self.layout.version, self.unit.id, self.period)

    def names(self, sheet: RawSheet, header: int) -> bool:
        """Whether the organisation and the period stand above the header."""
        whose = self.language.say("form.subtitle", organisation=self.unit.title, period=self.period)
        texts = (_plain(str(c.value)) for c in sheet.cells if c.kind is Kind.TEXT and 0 < c.row < header)
        return any(text == _plain(whose) or text.startswith(f"{_plain(whose)} · ") for text in texts)

    def marks(self, sheet: RawSheet, part: Sheet) -> Marks | None:
        """The marks of a sheet that is this part of the form; None where that is not sure."""
        found = self.read(sheet, part)
        sure = found is not None and found.known >= _ENOUGH * found.of and self.names(sheet, found.header)
        return found if sure else None

    def read(self, sheet: RawSheet, part: Sheet) -> Marks | None:
        """The marks that a sheet would have as this part of the form, by its headers and labels."""
        return self._of_questions(sheet, part) if isinstance(part, QuestionSheet) else self._of_table(sheet, part)

    def _of_questions(self, sheet: RawSheet, part: QuestionSheet) -> Marks | None:
        title, value, proof = (_plain(self.language.say(f"form.column.{n}")) for n in ("question", "value", "evidence"))
        header, at = _header(sheet, (title, value))
        if not header:
            return None
        numbered = list(enumerate(part.questions, 1))
        alike = Counter(_plain(question.title) for _, question in numbered)
        by_label: dict[tuple[str, str], str] = {}
        for number, question in numbered:
            told = str(number) if alike[_plain(question.title)] > 1 else ""
            hint = question.field.hint
            for text in (question.title, *([f"{question.title} {hint}"] if hint else ())):
                by_label[_plain(text), told] = question.id
        column, ids = at[title], dict[int, str]()
        for row, cells in _below(sheet, header):
            label = _text(cells.get(column))
            id_ = by_label.get((label, "")) or by_label.get((label, _text(cells.get(column - 1))))
            ids |= {row: id_} if id_ is not None else {}
        ids = _once(ids)
        roles = {at[value]: VALUE, **({at[proof]: EVIDENCE} if proof in at else {})}
        return Marks(header, column - LABEL_COLUMN, roles, ids, len(ids), len(numbered))

    def _of_table(self, sheet: RawSheet, part: TableSheet) -> Marks | None:
        above, table = headings(self.catalogue), part.table
        fields = {_plain(titled(above[f.id], f, self.catalogue, self.language)): f.id for f in part.fields}
        keys = {_plain(key.title): key for key in table.keys}
        header, at = _header(sheet, tuple(keys) or tuple(fields))
        here = {text: id_ for text, id_ in fields.items() if text in at}
        if not header or not here:
            return None
        roles = {at[text]: key_role(id_) for text, id_ in here.items()}
        roles |= {at[title]: key_role(key.id) for title, key in keys.items()}
        ids, wanted = dict[int, str](), set(table.rows)
        codes = [
            {_plain(title): code for code, title in self.catalogue.dictionaries[key.dictionary].entries.items()}
            for key in table.keys
        ]
        for row, cells in _below(sheet, header) if keys else ():
            said = tuple(known.get(_text(cells.get(at[t])), "") for t, known in zip(keys, codes, strict=True))
            ids |= {row: row_id(said)} if said in wanted else {}
        ids = _once(ids)
        known, of = (len(ids), len(wanted)) if keys else (len(here), len(fields))
        return Marks(header, min(roles) - 1, roles, ids, known, of)


def with_marks(book: Book, identity: Identity, shown: Shown) -> tuple[Book, tuple[Diagnostic, ...]]:
    """The form with the marks that its sheets have lost and that are sure, and what is told of it."""
    bare = [sheet for sheet in book.sheets if _is_bare(sheet)]
    if not bare or identity.version != shown.layout.version:
        return book, ()
    here = {found.identity.sheet for sheet in book.sheets if (found := find_anchor(sheet)) is not None}
    lost = [part for part in shown.layout.sheets if part.id not in here]
    meant = [(sheet.name, part, marks) for sheet in bare for part in lost if (marks := shown.marks(sheet, part))]
    names, parts = Counter(name for name, _, _ in meant), Counter(part.id for _, part, _ in meant)
    sure = {name: (part, m) for name, part, m in meant if names[name] == 1 and parts[part.id] == 1}
    sheets = tuple(
        _marked(sheet, replace(identity, sheet=sure[sheet.name][0].id), sure[sheet.name][1])
        if sheet.name in sure
        else sheet
        for sheet in book.sheets
    )
    return replace(book, sheets=sheets), tuple(_told(book.file, sure))


def _told(file: str, sure: Mapping[str, tuple[Sheet, Marks]]) -> Iterator[Diagnostic]:
    """One finding for all sheets that got their marks back: the first of them, beside it the others."""
    first, *others = (Cell(file, name) for name in sure) if sure else (None,)
    if first is not None:
        n, of = (sum(numbers) for numbers in zip(*((m.known, m.of) for _, m in sure.values()), strict=True))
        titles = tuple(title_of(part) for part, _ in sure.values())
        yield SHEETS_RESTORED.at(first, related=others, sheets=titles, n=n, of=of)


def with_columns(book: Book, identity: Identity, shown: Shown) -> tuple[Book, tuple[Diagnostic, ...]]:
    """The form with the marks of columns that single sheets have lost, where their headers are those of the form."""
    if identity.version != shown.layout.version:
        return book, ()
    parts = {part.id: part for part in shown.layout.sheets}
    sheets, told = list[RawSheet](), list[Diagnostic]()
    for sheet in book.sheets:
        anchor = find_anchor(sheet) if sheet.name not in OWN_SHEETS else None
        part = parts.get(anchor.identity.sheet) if anchor is not None and anchor.identity.is_of(identity) else None
        lost = _lost_columns(sheet, anchor, part, shown) if anchor is not None and part is not None else {}
        if anchor is None or not lost:
            sheets.append(sheet)
            continue
        sheets.append(_with(sheet, {(anchor.row, column): role for column, (role, _) in lost.items()}))
        headers = [header for _, (_, header) in sorted(lost.items())]
        at, *more = (Cell(book.file, sheet.name, header.ref) for header in headers)
        told.append(COLUMN_RESTORED.at(at, related=more, columns=tuple(map(_text, headers))))
    return (replace(book, sheets=tuple(sheets)) if told else book), tuple(told)


def _lost_columns(sheet: RawSheet, anchor: Anchor, part: Sheet, shown: Shown) -> dict[int, tuple[str, RawCell]]:
    """The columns without a mark of their own under the header of a mark that no column has: mark and header."""
    here = {cell.column: _text(cell) for cell in sheet.rows[anchor.row].values() if _text(cell).startswith("#")}
    if _roles_of(part) <= {*here.values()}:
        return {}
    found = shown.read(sheet, part)
    if found is None or not _is_header(sheet.rows[found.header].get(anchor.column)):
        return {}
    header = sheet.rows[found.header]
    return {c: (role, header[c]) for c, role in found.roles.items() if c not in here and role not in here.values()}


def _roles_of(part: Sheet) -> frozenset[str]:
    """The marks of the columns that a sheet of a form has."""
    if isinstance(part, QuestionSheet):
        return frozenset((VALUE, *[EVIDENCE] * any(question.field.evidence for question in part.questions)))
    return frozenset(map(key_role, (*(key.id for key in part.table.keys), *(asked.id for asked in part.fields))))


def _is_header(cell: RawCell | None) -> bool:
    return cell is not None and cell.value == HEADER


def whose(
    book: Book, forms: Iterable[tuple[Organisation, Layout]], period: str, catalogue: Catalogue, language: Language
) -> Shown | None:
    """Whose form a file without any mark is: the one organisation that its sheets name above what they ask of it."""
    bare = [sheet for sheet in book.sheets if _is_bare(sheet)]
    cells = (cell for sheet in bare for cell in sheet.cells[:_LOOKED_AT] if cell.kind is Kind.TEXT)
    texts = [text for text in map(_text, cells) if period in text]
    named = (Shown(*form, period, catalogue, language) for form in forms if any(form[0].title in t for t in texts))
    found = [one for one in named if any(one.marks(s, part) for s in bare for part in one.layout.sheets)]
    return found[0] if len(found) == 1 else None


def _is_bare(sheet: RawSheet) -> bool:
    visible = sheet.state is State.VISIBLE and sheet.name not in OWN_SHEETS
    return visible and bool(sheet.cells) and find_anchor(sheet) is None


def _marked(sheet: RawSheet, identity: Identity, marks: Marks) -> RawSheet:
    """The sheet with its marks where nothing stands, or where they stood."""
    at = {(_ABOVE, column): role for column, role in marks.roles.items()}
    at |= {(row, marks.column): id_ for row, id_ in marks.ids.items()}
    at |= {(_ABOVE, marks.column): str(identity), (marks.header, marks.column): HEADER}
    former = {cell.row for cell in sheet.cells if cell.row < marks.header and cell.value in marks.roles.values()}
    kept = (cell for cell in sheet.cells if cell.row not in former)  # beside the marks of columns stand our own counts
    own = tuple(cell for cell in kept if cell.column != marks.column or cell.row < marks.header)
    return _with(replace(sheet, cells=own), at)


def _with(sheet: RawSheet, texts: Mapping[tuple[int, int], str]) -> RawSheet:
    """The sheet with these texts in these cells."""
    if not texts:
        return sheet
    own = (cell for cell in sheet.cells if cell[:2] not in texts)
    made = (RawCell(row, column, Kind.TEXT, text) for (row, column), text in texts.items())
    return replace(sheet, cells=tuple(sorted((*own, *made), key=lambda cell: cell[:2])))


def _header(sheet: RawSheet, wanted: Sequence[str]) -> tuple[int, Mapping[str, int]]:
    """The first row in which each of the texts stands once, with the columns of its texts; 0 where there is none."""
    for row, cells in sheet.rows.items():
        texts = Counter(_text(cell) for cell in cells.values())
        if all(texts[text] == 1 for text in wanted):
            return row, {text: column for column, cell in cells.items() if texts[text := _text(cell)] == 1}
    return 0, {}


def _below(sheet: RawSheet, header: int) -> Iterator[tuple[int, Mapping[int, RawCell]]]:
    yield from ((row, cells) for row, cells in sheet.rows.items() if row > header)


def _once(ids: Mapping[int, str]) -> dict[int, str]:
    """Those that stand in one row alone."""
    times = Counter(ids.values())
    return {row: id_ for row, id_ in ids.items() if times[id_] == 1}


def _text(cell: RawCell | None) -> str:
    return "" if cell is None else _plain(cell.text)


def _plain(text: str) -> str:
    """A text with single spaces between its words."""
    return " ".join(text.split())
