"""How much is filled in the workbook of everybody, organisation by organisation: hidden behind each sheet.

Of every row stands there what it holds, and in the first row of each organisation what its rows come to: whether rows
that nobody began are a gap is a matter of each organisation (``tally``), never of all together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from kokoq.collect.form.anchors import cell_parts
from kokoq.collect.form.book import FormBook, sheet_ref, width_of
from kokoq.collect.form.counts import (
    Cells,
    Count,
    Counted,
    Standing,
    Tally,
    begun_or,
    blank,
    colour_gaps,
    is_begun,
    lacking,
    of_questions,
    say_answered,
    span,
    tallied,
    total,
)
from kokoq.collect.form.front import Heading
from kokoq.collect.form.places import TOP, Codes
from kokoq.collect.form.tally import Tallied, together

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from kokoq.model import Organisation

_WIDTH = 7


class Told(NamedTuple):
    """Of one row: whose it is, what its cells count as that are asked, by their columns, and what is wrong."""

    unit: str
    cells: Mapping[int, Standing]
    wrong: str = ""


class Share(NamedTuple):
    """What one organisation has answered on a sheet, and where that stands, seen from anywhere."""

    unit: str
    now: Tallied
    filled: Count
    no_data: Count
    asked: Count


@dataclass(frozen=True, slots=True)
class Behind:
    """The hidden columns behind a sheet: the reasons of its cells, then what is counted.

    ``first`` is the column of the first question, ``check`` that of the first reason of each row; between it and what
    is hidden are ``shown`` columns of last year's values.
    """

    book: FormBook
    sheet: Worksheet
    first: int
    check: int
    shown: int

    def reason(self, column: int) -> int:
        """The column with the reasons of another one."""
        return self.check + self.shown + column

    @property
    def begun(self) -> int:
        return self.reason(self.check)

    @property
    def after(self) -> int:
        """The first column behind all these."""
        return self.begun + _WIDTH

    def hide(self) -> None:
        self.sheet.set_column(self.reason(1), self.after - 1, 4, None, {"hidden": True})

    def cells(self, row: int, last: int | None = None) -> Cells:
        """The cells of a row, or of all from it to the last, with their reasons and the anchors above."""
        last = row if last is None else last
        answers = (row, self.first, last, self.check - 1)
        reasons = (row, self.reason(self.first), last, self.begun - 1)
        return Cells(answers, reasons, (0, self.first, 0, self.check - 1))

    def write_row(self, row: int, asked: int, cells: Iterable[Standing]) -> None:
        """What a row of a table asks for once it is begun, what is filled of it, what is without data."""
        own, every = self.cells(row), tuple(cells)
        begun = asked if any(cell.begun for cell in every) else 0
        self.book.formula(self.sheet, row, self.begun, f"IF({is_begun(span(own.answers))},{asked},0)", begun)
        numbers = (sum(cell.filled for cell in every), sum(cell.no_data for cell in every))
        for column, formula, now in zip((1, 2), (own.filled(self.book), own.no_data(self.book)), numbers, strict=True):
            self.book.formula(self.sheet, row, self.begun + column, formula, now)

    def write_share(self, row: int, unit: str, now: Tallied, counts: tuple[Count, Count, Count]) -> Share:
        """What an organisation's rows come to, in one of them."""
        placed = []
        for column, count in enumerate(counts, self.begun + 4):
            self.book.formula(self.sheet, row, column, count.formula, count.now)
            at = f"{sheet_ref(self.sheet.get_name())}!{span((row, column, row, column))}"
            placed.append(replace(count, at=at))
        return Share(unit, now, *placed)


def of_topic(behind: Behind, columns: Sequence[tuple[str, int]], told: Sequence[Told]) -> list[Share]:
    """What each organisation, which has one row, has answered of the questions of a topic, by ids and columns."""
    shares = []
    for row, line in enumerate(told, TOP + 1):
        tables, plain = dict[str, dict[Codes, list[int]]](), list[int]()
        for id_, column in columns:
            parts = cell_parts(id_)
            if column in line.cells and parts:
                tables.setdefault(parts[0], {}).setdefault(parts[1], []).append(column)
            elif column in line.cells:
                plain.append(column)
        groups = [[[line.cells[c] for c in of] for of in rows.values()] for rows in tables.values()]
        now = together(tallied(rows) for rows in (*([[line.cells[c]]] for c in plain), *groups))
        among = [_among(behind, row, tuple(rows.values())) for rows in tables.values()]
        shares.append(
            behind.write_share(row, line.unit, now, of_questions(behind.cells(row), among, behind.book, now=now))
        )
    return shares


def _among(behind: Behind, row: int, rows: Sequence[Sequence[int]]) -> Cells:
    """The cells of a table that lies across the row of an organisation."""
    first, last = min(map(min, rows)), max(map(max, rows))
    refs = tuple(tuple(span((row, column, row, column)) for column in of) for of in rows)
    reasons = (row, behind.reason(first), row, behind.reason(last))
    return Cells((row, first, row, last), reasons, (0, first, 0, last), refs)


def of_keyed(behind: Behind, told: Sequence[Told]) -> list[Share]:
    """What each organisation has answered of a table; its rows follow one another."""
    rows: dict[str, list[int]] = {}
    for row, line in enumerate(told, TOP + 1):
        rows.setdefault(line.unit, []).append(row)
    shares = []
    for unit, own in rows.items():
        now = tallied([tuple(told[row - TOP - 1].cells.values()) for row in own])
        begun, filled, no_data = (
            f"SUM({span((own[0], column, own[-1], column))})" for column in range(behind.begun, behind.begun + 3)
        )
        asked = Count(begun_or(now.asked + now.blank, begun), now.asked)
        counts = (Count(filled, now.filled), Count(no_data, now.no_data), asked)
        shares.append(behind.write_share(own[0], unit, now, counts))
    return shares


def of_list(behind: Behind, units: Sequence[Organisation], told: Sequence[Told]) -> list[Share]:
    """Whether each organisation that is asked for a list has records in it: its title stands in their first column."""
    last, title = TOP + len(told), behind.begun + 3
    whose, filled, no_data = (span((TOP + 1, c, last, c)) for c in (1, behind.begun + 1, behind.begun + 2))
    shares = []
    for row, unit in enumerate(units, TOP + 1):
        behind.sheet.write_string(row, title, unit.title)
        own = [cell for line in told if line.unit == unit.id for cell in line.cells.values()]
        some, unknown = any(cell.filled for cell in own), any(cell.no_data for cell in own)
        is_own = f"({whose}={span((row, title, row, title))})"
        has, says = (f"SUMPRODUCT({is_own}*{column})>0" for column in (filled, no_data))
        now = Tallied(int(some), int(unknown and not some), 1)
        counts = (
            Count(f"IF({has},1,0)", now.filled),
            Count(f"IF({has},0,IF({says},1,0))", now.no_data),
            Count("1", now.asked),
        )
        shares.append(behind.write_share(row, unit.id, now, counts))
    return shares


def counted(behind: Behind, name: str, told: Sequence[Told], shares: Sequence[Share], *, records: bool) -> Counted:
    """The counts of a sheet; of a list of ``records`` also how many are begun."""
    last, whole = TOP + len(told), together(share.now for share in shares)
    tally = Tally(
        name,
        behind.cells(TOP + 1, last),
        (TOP + 1, behind.check, last, behind.check),
        (TOP + 1, behind.begun, last, behind.begun),
    )
    filled, no_data, asked = (
        Count(f"SUM({span((TOP + 1, column, last, column))})", now)
        for column, now in enumerate(whole[:3], behind.begun + 4)
    )
    begun = sum(any(cell.begun for cell in line.cells.values()) for line in told) if records else None
    faults = sum(bool(line.wrong) for line in told)
    return tally.counted((filled, no_data, asked), whole.asked + whole.blank, faults=faults, begun=begun)


def write_units(
    book: FormBook, sheet: Worksheet, heading: Heading, units: Sequence[Organisation], shares: Sequence[Share]
) -> None:
    """A sheet that says of every organisation how much of it is filled, coloured where something is missing."""
    say = book.language.say
    book.text(sheet, 0, 1, say("form.sheet.organisations"), "title")
    book.text(sheet, 1, 1, f"{heading.title}, {heading.period.text}", "subtitle")
    for column, name in enumerate(("organisation", "filled"), 1):
        book.text(sheet, TOP, column, say(f"form.column.{name}"), "header")
    for column, width in enumerate((2, width_of((unit.title for unit in units), least=44, most=80), 56)):
        sheet.set_column(column, column, width)
    sheet.set_column(3, 3, 4, None, {"hidden": True})
    for row, unit in enumerate(units, TOP + 1):
        own = [share for share in shares if share.unit == unit.id]
        filled, no_data, asked = (
            total(counts) for counts in zip(*((share.filled, share.no_data, share.asked) for share in own), strict=True)
        )
        unbegun = blank(sum(share.now.asked + share.now.blank for share in own), asked)
        book.text(sheet, row, 1, unit.title, "label")
        said = say_answered(filled, no_data, asked, unbegun, book.language)
        book.formula(sheet, row, 2, said.formula, said.text, style="part")
        colour_gaps(book, sheet, (row, 2), lacking(filled, no_data, asked), unbegun, behind=3)
    sheet.freeze_panes(TOP + 1, 0)
    sheet.repeat_rows(TOP)
    book.set_print(sheet, landscape=False, footer=f"{heading.organisation.title}, {heading.period.text}")
    sheet.protect("")
