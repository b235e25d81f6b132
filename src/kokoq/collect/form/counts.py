"""How much of a sheet is filled: live counts that stand hidden above it, and the words made of them.

What is counted is defined in ``tally``; the formulas here say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from kokoq.collect.form.anchors import EVIDENCE
from kokoq.collect.form.book import Entry, FormBook, sheet_ref
from kokoq.collect.form.checks import Live, is_among
from kokoq.collect.form.tally import Tallied, of_table
from kokoq.formula.excel import quoted
from kokoq.language import Language

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Block = tuple[int, int, int, int]

LONGEST_FIRST = 90
"""So many letters the first remark of a table has, about, with the row that it is of."""


class Standing(NamedTuple):
    """What a cell counts as, or how many cells of a row or table do."""

    begun: int = 0
    filled: int = 0
    no_data: int = 0


def standing(entry: Entry, said: Live, book: FormBook) -> Standing:
    """What a cell counts as, with what is said of it beside."""
    if entry is None or (isinstance(entry, str) and not entry.strip()):
        return Standing()
    refused = said.text in book.refusals
    unknown = isinstance(entry, str) and is_among(entry, book.no_data)
    return Standing(1, int(not refused and not unknown), int(not refused and unknown))


def summed(parts: Iterable[Standing]) -> Standing:
    """The sum of several."""
    every = tuple(parts)
    return Standing(*(sum(numbers) for numbers in zip(*every, strict=True))) if every else Standing()


def tallied(rows: Iterable[Sequence[Standing]]) -> Tallied:
    """What counts of a table of these rows, the cells of each that are asked; a question is a table of one."""
    every = list(rows)
    now = summed(cell for row in every for cell in row)
    begun = sum(len(row) for row in every if any(cell.begun for cell in row))
    return of_table(sum(map(len, every)), begun, filled=now.filled, no_data=now.no_data)


@dataclass(frozen=True, slots=True)
class Count:
    """One number: its formula on its sheet, what it is now, and where it stands, seen from anywhere."""

    formula: str
    now: int
    at: str = ""


def blank(offered: int, asked: Count) -> Count:
    """What is offered and not asked, since its rows are blank."""
    return Count("", offered - asked.now, f"({offered}-{asked.at})")


def lacking(filled: Count, no_data: Count, asked: Count) -> Count:
    """What is asked and neither filled nor without data."""
    return Count("", asked.now - filled.now - no_data.now, f"({asked.at}-{filled.at}-{no_data.at})")


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of a sheet, which offers so many cells; a list counts its records that are ``begun``, too.

    ``first`` is the first cell to be filled.
    """

    name: str
    first: str
    filled: Count
    no_data: Count
    asked: Count
    faults: Count
    offered: int
    begun: Count | None = None
    title: str = ""

    @property
    def has_rows(self) -> bool:
        """Whether what is asked hangs on which rows are begun: else it is a number."""
        return not self.asked.formula.isdigit()

    @property
    def blank(self) -> Count:
        """The cells of rows that were left blank as a whole."""
        return blank(self.offered, self.asked)

    @property
    def lacking(self) -> Count:
        """What is asked and neither filled nor without data."""
        return lacking(self.filled, self.no_data, self.asked)

    def written(self, book: FormBook, sheet: Worksheet, title: str, column: int) -> Counted:
        """The same counts after they were put into the hidden first row, from ``column`` on; typing begins below."""
        sheet.set_selection(self.first)
        sheet.set_column(column, column + 4, 4, None, {"hidden": True})
        filled, no_data, asked, faults = (
            _placed(book, sheet, count, column + n)
            for n, count in enumerate((self.filled, self.no_data, self.asked, self.faults))
        )
        begun = None if self.begun is None else _placed(book, sheet, self.begun, column + 4)
        return replace(self, filled=filled, no_data=no_data, asked=asked, faults=faults, begun=begun, title=title)


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells to be filled with the reasons that stand for them, in a block of the same shape.

    ``roles`` are the anchors above, where columns of evidence stand among them. Of ``rows`` of a table among questions
    each is the references of its cells.
    """

    answers: Block
    reasons: Block
    roles: Block | None = None
    rows: tuple[tuple[str, ...], ...] = ()

    def filled(self, book: FormBook) -> str:
        """The formula of how many hold an answer that can be used."""
        typed = f"ISNUMBER(1/LEN(TRIM({span(self.answers)})))"  # an error is none
        return f"SUMPRODUCT({typed}*ISERROR({self._unknown(book)})*ISERROR({self._refused(book)}){self._answers})"

    def no_data(self, book: FormBook) -> str:
        """The formula of how many say that there are no data."""
        return f"SUMPRODUCT(ISNUMBER({self._unknown(book)})*ISERROR({self._refused(book)}){self._answers})"

    @property
    def asked(self) -> str:
        """The formula of how many cells of a table are asked for: those of begun rows, all where there is none."""
        begun = "+".join(f'IF(IFERROR(TRIM({"&".join(row)}),0)="",0,{len(row)})' for row in self.rows)
        return begun_or(sum(map(len, self.rows)), begun)

    def _unknown(self, book: FormBook) -> str:
        return f"MATCH(TRIM({span(self.answers)}),{book.listed('no_data', book.no_data)},0)"

    def _refused(self, book: FormBook) -> str:
        return f"MATCH({span(self.reasons)},{book.listed('refusals', book.refusals)},0)"

    @property
    def _answers(self) -> str:
        return "" if self.roles is None else f'*(LEFT({span(self.roles)},{len(EVIDENCE)})<>"{EVIDENCE}")'


def of_questions(cells: Cells, tables: Sequence[Cells], book: FormBook, *, now: Tallied) -> tuple[Count, Count, Count]:
    """How many questions are filled, how many without data, how many asked; ``tables`` are asked among them."""
    plain = now.asked + now.blank - sum(len(row) for table in tables for row in table.rows)
    asked = "+".join((str(plain), *(table.asked for table in tables)))
    return Count(cells.filled(book), now.filled), Count(cells.no_data(book), now.no_data), Count(asked, now.asked)


def is_begun(cells: str) -> str:
    """The formula of whether anything stands in some cells, be it an error."""
    return f"SUMPRODUCT(--ISERROR(1/(LEN(TRIM({cells}))=0)))>0"


def begun_or(offered: int, begun: str) -> str:
    """The formula of how many cells of a table are asked for; those of its begun rows are so many."""
    return f"IF({begun}=0,{offered},{begun})"


@dataclass(frozen=True, slots=True)
class Tally:
    """A sheet's cells to be filled; of those that stand for a row the reasons, and what it asks for once begun."""

    name: str
    cells: Cells
    reasons: Block
    rows_begun: Block | None = None

    def questions(self, tables: Sequence[Cells], book: FormBook, *, now: Tallied, faults: int) -> Counted:
        """The counts of a sheet of questions."""
        return self.counted(of_questions(self.cells, tables, book, now=now), now.asked + now.blank, faults=faults)

    def rows(self, book: FormBook, *, now: Tallied, faults: int) -> Counted:
        """The counts of a table with keys."""
        offered = now.asked + now.blank
        asked = begun_or(offered, f"SUM({span(self.rows_begun or self.cells.answers)})")
        filled, no_data = Count(self.cells.filled(book), now.filled), Count(self.cells.no_data(book), now.no_data)
        return self.counted((filled, no_data, Count(asked, now.asked)), offered, faults=faults)

    def records(self, book: FormBook, *, now: Standing, begun: int, faults: int) -> Counted:
        """The counts of a list of records: one answer, whether it was begun."""
        some, unknown = f"{self.cells.filled(book)}>0", f"{self.cells.no_data(book)}>0"
        filled = Count(f"IF({some},1,0)", int(now.filled > 0))
        no_data = Count(f"IF({some},0,IF({unknown},1,0))", int(now.no_data > 0 and not now.filled))
        return self.counted((filled, no_data, Count("1", 1)), 1, faults=faults, begun=begun)

    def counted(
        self, counts: tuple[Count, Count, Count], offered: int, *, faults: int, begun: int | None = None
    ) -> Counted:
        """These counts of the ``offered`` cells with the others of the sheet; of a list the records ``begun``."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        first, wrong = str(xl_rowcol_to_cell(*self.cells.answers[:2])), f"SUMPRODUCT(--(LEN({span(self.reasons)})>0))"
        rows = span(self.rows_begun or self.cells.answers)
        count = None if begun is None else Count(f'COUNTIF({rows},">0")', begun)
        return Counted(self.name, first, *counts, Count(wrong, faults), offered, count)


def say_counted(counted: Counted, language: Language, *, before: str = "") -> Live:
    """«заполнено 37 из 42», or of a list «записей: 3», as a formula, with the longest that it may say."""
    most = Count("", counted.offered)
    if counted.begun is None:
        said = say_answered(counted.filled, counted.no_data, counted.asked, counted.blank, language)
        longest = say_answered(most, most, most, most if counted.has_rows else Count("", 0), language)
    else:
        more = {"lacking": counted.lacking, "no_data": counted.no_data}
        said = _say("records", {"begun": counted.begun}, more, language)
        longest = _say("records", {"begun": most}, dict.fromkeys(more, most), language)
    formula = "&".join([quoted(before)] * bool(before) + [said.formula])
    return Live(formula, before + said.text, before + longest.text)


def _say(key: str, counts: Mapping[str, Count], more: Mapping[str, Count], language: Language) -> Live:
    """A text with counts in it, then those that are said where they are not nought."""
    parts = _around(language, f"form.count.{key}", **counts)
    for name, count in more.items():
        around = _around(language, f"form.count.{name}", **{name: count})
        told = "".join(shown for _, shown in around) if count.now else ""
        parts.append((f'IF({count.at}=0,"",{"&".join(text for text, _ in around)})', told))
    return Live("&".join(text for text, _ in parts), "".join(shown for _, shown in parts))


def colour_gaps(
    book: FormBook, sheet: Worksheet, place: tuple[int, int], lacking: Count, blank: Count, *, behind: int
) -> None:
    """Colour a cell that says how much is filled where something is missing, else paler where rows are blank.

    Which of them it is stands in the hidden column ``behind``: a condition that speaks of other sheets is not
    understood by every program.
    """
    from xlsxwriter.utility import xl_rowcol_to_cell

    row, column = place
    now = 2 if lacking.now else int(blank.now > 0)
    book.formula(sheet, row, behind, f"IF({lacking.at}>0,2,IF({blank.at}>0,1,0))", now)
    at = xl_rowcol_to_cell(row, behind, row_abs=True, col_abs=True)
    for gap, style in ((2, "doubtful"), (1, "unbegun")):
        rule = {"type": "formula", "criteria": f"={at}={gap}", "format": book.formats[style]}
        sheet.conditional_format(row, column, row, column, rule)


def say_answered(filled: Count, no_data: Count, asked: Count, blank: Count, language: Language) -> Live:
    """«заполнено 37 из 42 · ещё 6 в пустых строках · нет данных: 3» of whatever was counted."""
    return _say("questions", {"filled": filled, "asked": asked}, {"blank": blank, "no_data": no_data}, language)


def say_first(reasons: Block, now: Sequence[tuple[int, str]], language: Language) -> Live:
    """« · строка 7: Исправьте…»: the first of the reasons that stand one below the other; ``now`` are those that do."""
    place = f'MATCH("?*",{span(reasons)},0)'
    reason = f"INDEX({span(reasons)},{place})"
    parts = _around(language, "form.count.first", row=Count("", now[0][0] + 1 if now else 0, f"ROW({reason})"))
    formula = "&".join([*(text for text, _ in parts), reason])
    shown = "".join(shown for _, shown in parts) + now[0][1] if now else ""
    return Live(f'IF(ISERROR({place}),"",{formula})', shown)


def joined(*pieces: Live) -> Live:
    """Several texts as one."""
    return Live("&".join(piece.formula for piece in pieces), "".join(piece.text for piece in pieces))


def say_total(counted: Sequence[Counted], language: Language) -> Live:
    """«Заполнено 37 из 42» over all sheets."""
    filled, asked, blanks, no_data = (
        total(counts) for counts in zip(*((c.filled, c.asked, c.blank, c.no_data) for c in counted), strict=True)
    )
    return _say("total", {"filled": filled, "asked": asked}, {"blank": blanks, "no_data": no_data}, language)


def total(counts: Sequence[Count]) -> Count:
    """The sum of several numbers."""
    return Count("", sum(count.now for count in counts), f"({'+'.join(count.at for count in counts)})")


def _around(language: Language, key: str, **counts: Count) -> list[tuple[str, str]]:
    """A text with counts in it: each piece as it stands in a formula, and as it is now."""
    marks = {name: f"\x00{name}\x00" for name in counts}
    pieces = language.say(key, **marks).split("\x00")
    return [
        (counts[piece].at, str(counts[piece].now)) if place % 2 else (quoted(piece), piece)
        for place, piece in enumerate(pieces)
        if piece
    ]


def _placed(book: FormBook, sheet: Worksheet, count: Count, column: int) -> Count:
    from xlsxwriter.utility import xl_rowcol_to_cell

    book.formula(sheet, 0, column, count.formula, count.now)
    cell = xl_rowcol_to_cell(0, column, row_abs=True, col_abs=True)
    return replace(count, at=f"{sheet_ref(sheet.get_name())}!{cell}")


def span(block: Block) -> str:
    """The reference of a block."""
    from xlsxwriter.utility import xl_range

    return str(xl_range(*block))
