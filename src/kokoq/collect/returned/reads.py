"""What the readers of forms take of each row of a sheet: the rest of it was not asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from kokoq.collect.form.anchors import EVIDENCE, ORGANISATION, VALUE, cell_parts, row_codes, unit_codes
from kokoq.collect.read.book import RawCell
from kokoq.collect.returned.gone import summed
from kokoq.collect.returned.page import Page
from kokoq.model import PLAIN, Catalogue, Field, Table

Cells = Mapping[int, RawCell]


class Reads(NamedTuple):
    """What is taken of a row, by its mark ("" where it has none) and its cells.

    ``columns`` are those that are read, None where the whole row is told elsewhere; ``answers`` those that are asked.
    ``marked`` are those that are read in all rows with a mark, ``bare`` in all without one.
    """

    columns: Callable[[str, Cells], Collection[int] | None]
    answers: Callable[[str], Collection[int]]
    marked: frozenset[int] = frozenset()
    bare: frozenset[int] = frozenset()


_NOTHING = Reads(lambda *_: None, lambda _: ())


def of_form(page: Page, catalogue: Catalogue, table: Table | None, fields: Sequence[tuple[int, Field]]) -> Reads:
    """Of a sheet in the form of one organisation; ``fields`` are those of its table with their columns."""
    if VALUE in page.roles:
        return _of_questions(page, catalogue)
    return _NOTHING if table is None else _of_table(page, table, fields)


def _of_questions(page: Page, catalogue: Catalogue) -> Reads:
    """Of a sheet in which each row is a question; a proof beside what asks for none is not read."""
    value = page.roles[VALUE]
    proof = page.roles.get(EVIDENCE, value)

    def columns(mark: str, cells: Cells) -> Collection[int] | None:
        if not mark:
            return None if summed(cells, (value,)) is not None else ()
        asked = _field(mark, catalogue)
        return None if asked is None else (value, proof) if asked.evidence else (value,)

    return Reads(columns, lambda _: (value,), frozenset((value,)))


def _of_table(page: Page, table: Table, fields: Sequence[tuple[int, Field]]) -> Reads:
    """Of a sheet of a table: its key combinations in rows, or records in rows without marks."""
    roles, known = frozenset(page.roles.values()), set(table.rows)

    def columns(mark: str, cells: Cells) -> Collection[int] | None:
        if not table.keys:
            return roles
        if mark:
            return roles if row_codes(mark) in known else None
        return None if summed(cells, (column for column, _ in fields)) is not None else ()

    def answers(mark: str) -> Collection[int]:
        return [column for column, asked in fields if table.asks(asked, row_codes(mark) or ())]

    return Reads(columns, answers, roles, frozenset() if table.keys else roles)


def of_everybody(page: Page, table: Table | None, asked: Mapping[str, Collection[str]]) -> Reads:
    """Of a sheet with the rows of all organisations; a record that names none is told as one of nobody."""
    roles, named = frozenset(page.roles.values()), page.roles.get(ORGANISATION, 0)

    def columns(mark: str, cells: Cells) -> Collection[int] | None:
        if table is not None and not table.keys:
            return roles if _is_filled(cells, named) else None if filled_in(cells, roles) else ()
        unit, codes = unit_codes(mark) or ("", ())
        if not mark or unit not in asked:
            return None if mark else ()
        return roles if table is None or (codes in table.rows and table.id in asked[unit]) else None

    return Reads(columns, lambda _: (), frozenset() if table is not None and not table.keys else roles)


def filled_in(cells: Cells, columns: Collection[int]) -> list[RawCell]:
    """The cells in these columns in which something stands, from left to right."""
    return [cells[column] for column in sorted(columns) if _is_filled(cells, column)]


def _is_filled(cells: Cells, column: int) -> bool:
    return column in cells and bool(cells[column].text.strip())


def _field(mark: str, catalogue: Catalogue) -> Field | None:
    """The field of a question by its mark."""
    asked = catalogue.fields.get(mark)
    if asked is not None:
        return asked if asked.table == PLAIN else None
    parts = cell_parts(mark)
    table = catalogue.tables.get(parts[0]) if parts else None
    known = parts is not None and table is not None and parts[1] in table.rows and parts[2] in table.fields
    return catalogue.fields[parts[2]] if parts is not None and known else None
