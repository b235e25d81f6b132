"""What was answered and nobody asks: rows and columns whose marks nobody knows any more, cells that are closed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kokoq.collect.cells.sums import is_sum_among_records
from kokoq.collect.cells.typed import SheetPlace, Typed
from kokoq.collect.form.anchors import EVIDENCE, ORGANISATION, VALUE, cell_parts, evidence_role, key_role
from kokoq.collect.read.book import Kind, RawCell
from kokoq.collect.returned.labels import LABEL_COLUMN
from kokoq.collect.returned.page import Line, Page
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Word
from kokoq.model import PLAIN, Catalogue, Field, Organisation, Table
from kokoq.observations import Absence
from kokoq.rules import COLUMN_GONE, NOT_ASKED, RECORD_OF_NOBODY, ROWS_SKIPPED, UNKNOWN_ANCHOR

_NAMED = 5
"""So many cells are named."""


def unknown_row(page: Page, id_cell: RawCell, cells: Mapping[int, RawCell], answers: Iterable[int]) -> Diagnostic:
    """A row with a mark that nobody knows: at its first answer, by what stands before the answers; else by its mark."""
    asked = sorted(answers)
    label = page.anchor.column + LABEL_COLUMN
    columns = (label,) if VALUE in page.roles else range(page.anchor.column + 1, asked[0] if asked else 0)
    said = [text for column in columns if column in cells and (text := cells[column].text.strip().partition("\n")[0])]
    filled = (cells[column] for column in asked if column in cells and cells[column].text.strip())
    return UNKNOWN_ANCHOR.at(page.place.place(next(filled, id_cell)), field=", ".join(said) or id_cell.text.strip())


def columns_gone(page: Page, known: Collection[str]) -> Iterator[Diagnostic]:
    """One finding for every column in which something was answered and whose role is none of those ``known``."""
    header, top = page.header, page.top
    for role, column in page.roles.items():
        if role in known:
            continue
        filled = [c for c in page.sheet.cells if c.column == column and c.row > top and c.text.strip()]
        if filled:
            named = tuple(f"{cell.ref} «{cell.text}»" for cell in filled[:_NAMED])
            title = header[column].text if column in header else role
            more = ("…",) if len(filled) > _NAMED else ()
            yield COLUMN_GONE.at(page.place.place(filled[0]), column=title, n=len(filled), cells=(*named, *more))


def not_asked(read: Typed, asked: Field, unit: Organisation, at: Cell) -> Iterator[Diagnostic]:
    """What was typed where an organisation is not asked, be it readable or not; words of absence say nothing."""
    if read.absence in (Absence.PRESENT, Absence.INVALID):
        yield NOT_ASKED.at(at, organisation=unit.title, field=asked.title)


def sums_skipped(page: Page, lines: Iterable[Line], answers: Sequence[int]) -> Iterator[Diagnostic]:
    """One finding for the rows without marks that are sums of the answers; figures that were typed there are not."""
    below = (cells for row, id_cell, cells in lines if id_cell is None and row > page.top)
    return totals_skipped([one for cells in below if (one := summed(cells, answers)) is not None], page.place)


def totals_skipped(cells: Sequence[RawCell], place: SheetPlace) -> Iterator[Diagnostic]:
    """One finding for the rows of these cells, which are not read."""
    if cells:
        first, *others = (place.place(cell) for cell in cells)
        yield ROWS_SKIPPED.at(first, related=others, n=len(cells), why=Word("collect.skipped.total"))


def summed(cells: Mapping[int, RawCell], answers: Iterable[int]) -> RawCell | None:
    """The first figure of a row without a mark that is a sum: it says so, or a formula made it; the rest was typed."""
    figures = [cells[column] for column in answers if column in cells and cells[column].kind is Kind.NUMBER]
    return figures[0] if figures and (figures[0].formula or total_in(cells) is not None) else None


def records_of_nobody(cells: Sequence[RawCell], place: SheetPlace, table: Table) -> Iterator[Diagnostic]:
    """One finding for the records that name no organisation, by the first cell of each."""
    if cells:
        first, *others = (place.place(cell) for cell in cells)
        named = (*(cell.ref for cell in cells[:_NAMED]), *["…"] * (len(cells) > _NAMED))
        yield RECORD_OF_NOBODY.at(first, related=others[: _NAMED - 1], table=table.title, n=len(cells), cells=named)


def total_in(cells: Mapping[int, RawCell]) -> RawCell | None:
    """The cell that makes a row of a list its total, «Итого»: it would count as one more record."""
    first = next((cell for _, cell in sorted(cells.items()) if cell.kind is Kind.TEXT and cell.text.strip()), None)
    return first if first is not None and is_sum_among_records(first.text) else None


def known_roles(page: Page, table: Table | None) -> frozenset[str]:
    """The roles that columns have in a form of this catalogue."""
    if VALUE in page.roles or table is None:
        return frozenset((VALUE, EVIDENCE))
    names = (*table.fields, *(key.id for key in table.keys))
    return frozenset(map(key_role, names))


def known_of_everybody(page: Page, table: Table | None, catalogue: Catalogue) -> frozenset[str]:
    """The same in the workbook of all organisations, whose columns are questions."""
    if table is not None or not page.anchor.identity.sheet.startswith("#"):
        return known_roles(page, table) | {ORGANISATION}
    asked = [role.removeprefix("#") for role in page.roles if _is_question(role.removeprefix("#"), catalogue)]
    return frozenset((ORGANISATION, *map(key_role, asked), *map(evidence_role, asked)))


def _is_question(name: str, catalogue: Catalogue) -> bool:
    """Whether a plain field or one cell of a table is called so."""
    field, parts = catalogue.fields.get(name), cell_parts(name)
    if parts is None:
        return field is not None and field.table == PLAIN
    table = catalogue.tables.get(parts[0])
    return table is not None and parts[1] in table.rows and parts[2] in table.fields
