"""Columns of a form that were copied together with their hidden marks: which of them is read.

Of rows and sheets the first answers count. Columns lie side by side: which of them was meant, nobody can tell by its
place. One that holds all that the others hold is read; where they contradict each other, nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from kokoq.a1 import make_ref
from kokoq.collect.cells.words import folded, spaced
from kokoq.collect.read.book import Kind, RawCell
from kokoq.collect.returned.labels import Doubts
from kokoq.collect.returned.page import Page
from kokoq.diagnostics import Diagnostic
from kokoq.rules import COLUMN_CONTRADICTED, COLUMN_REPEATED

_NAMED = 5
"""So many rows are named."""


def settled(
    page: Page, above: Callable[[str], Collection[str]], *, naming: Collection[str] = ()
) -> tuple[Page, tuple[Diagnostic, ...]]:
    """The page with one column for each mark that stands several times, and what is told of that.

    ``above`` gives what a form writes above the column of a mark, folded: one under its own heading goes before others.
    Where ``naming`` columns, which say what a row is about, contradict each other, all of the row is doubtful.
    """
    if not page.copies:
        return page, ()
    roles, told, disputed, unsure = dict(page.roles), list[Diagnostic](), set[tuple[int, int]](), set[int]()
    for role, columns in page.copies.items():
        own = above(role)
        said = {column: _texts(page, column) for column in sorted(columns, key=lambda c: not _is_under(page, c, own))}
        whole = [column for column in said if all(_holds(said[column], other) for other in said.values())]
        roles[role] = read = (whole or [*said])[0]
        rows = [] if whole else _differing([texts for texts in said.values() if texts])
        if role in naming:
            unsure |= {*rows}
        else:
            disputed |= {(row, read) for row in rows}
        told.append(_told(page, read, columns, rows))
    doubts = Doubts(page.doubts.rows | unsure, page.doubts.columns, page.doubts.cells | disputed)
    return page._replace(roles=roles, doubts=doubts), tuple(told)


def said_beside(page: Page, cells: Mapping[int, RawCell], column: int) -> str:
    """The evidence of a row; of a column that stands several times, all that they say."""
    columns = next((same for same in page.copies.values() if column in same), (column,))
    texts = (cells[each].text.strip() for each in columns if each in cells)
    return "; ".join(dict.fromkeys(filter(None, texts)))


def _is_under(page: Page, column: int, own: Collection[str]) -> bool:
    """Whether a column has its own heading, maybe with a unit."""
    text = folded(page.header[column].text) if column in page.header else ""
    return any(text == heading or text.startswith(f"{heading}, ") for heading in own)


def _texts(page: Page, column: int) -> dict[int, str]:
    """What is answered in a column, by row: in the rows that have a mark, and in lists, which have none, in all."""
    lines = [line for line in page.lines if line.row > page.top]
    marked = [line for line in lines if line.id is not None] or lines
    answered = ((line.row, line.cells[column].text) for line in marked if column in line.cells)
    return {row: folded(text) for row, text in answered if text.strip()}


def _holds(texts: Mapping[int, str], other: Mapping[int, str]) -> bool:
    return all(texts.get(row) == text for row, text in other.items())


def _differing(columns: Sequence[Mapping[int, str]]) -> list[int]:
    """The rows in which these columns do not all say the same."""
    rows = sorted({row for texts in columns for row in texts})
    return [row for row in rows if len({texts.get(row) for texts in columns}) > 1]


def _told(page: Page, read: int, columns: Sequence[int], rows: list[int]) -> Diagnostic:
    title = page.header[read].text if read in page.header else page.sheet.rows[page.anchor.row][read].text
    title, letters = title.partition("\n")[0], tuple(map(_letters, columns))
    if not rows:
        at, *more = (page.at(page.top, column) for column in (read, *(c for c in columns if c != read)))
        return COLUMN_REPEATED.at(at, related=more, column=title, columns=letters, read=_letters(read))
    some, n = rows[:_NAMED], len(rows)
    at, *more = (page.at(row, column) for row in some for column in columns if column in page.sheet.rows[row])
    cells = (*(" ≠ ".join(_quoted(page, row, column) for column in columns) for row in some), *["…"] * (n > _NAMED))
    return COLUMN_CONTRADICTED.at(at, related=more, column=title, columns=letters, n=n, cells=cells)


def _letters(column: int) -> str:
    return make_ref(1, column)[:-1]


def _quoted(page: Page, row: int, column: int) -> str:
    cell = page.sheet.rows[row].get(column)
    text = spaced(cell.text) if cell is not None else ""
    figure = cell is not None and cell.kind is Kind.NUMBER
    return f"{make_ref(row, column)} «{text.replace('.', ',') if figure else text}»"
