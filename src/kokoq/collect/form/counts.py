"""How much of a sheet is filled: live counts that stand hidden above it, and the words made of them.

What is counted is defined in ``tally``; the formulas here say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from kokoq.collect.form.anchors import EVIDENCE
from kokoq.collect.form.book import Entry, FormBook, sheet_ref
from kokoq.collect.form.checks import Live, is_among
from kokoq.collect.form.tally import Tallied, answered
from kokoq.formula.excel import quoted
from kokoq.language import Language

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Block = tuple[int, int, int, int]


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
    """What counts as answered of a table of these rows, the cells of each that are asked; of a question, of one."""
    every = list(rows)
    now = summed(cell for row in every for cell in row)
    begun = sum(len(row) for row in every if any(cell.begun for cell in row))
    return answered(sum(map(len, every)), begun, filled=now.filled, no_data=now.no_data)


@dataclass(frozen=True, slots=True)
class Count:
    """One number: its formula on its sheet, what it is now, and where it stands, seen from anywhere."""

    formula: str
    now: int
    at: str = ""


def lacking(filled: Count, no_data: Count, asked: Count) -> Count:
    """What is asked and neither filled nor without data."""
    return Count("", asked.now - filled.now - no_data.now, f"({asked.at}-{filled.at}-{no_data.at})")


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of a sheet. ``offered`` rows are those of a keyed table; a table counts its rows that are begun.

    ``first`` is the first cell to be filled. ``typed`` are the filled cells without those of rows that nobody began,
    where a table is asked among the questions.
    """

    name: str
    first: str
    filled: Count
    no_data: Count
    expected: Count
    faults: Count
    begun: Count | None = None
    typed: Count | None = None
    offered: int = 0
    title: str = ""

    @property
    def untouched(self) -> Count:
        """The cells of rows of a table that nobody began, where they are no gap."""
        typed = self.typed or self.filled
        return Count("", self.filled.now - typed.now, f"({self.filled.at}-{typed.at})")

    @property
    def lacking(self) -> Count:
        """What is asked and neither filled nor without data."""
        return lacking(self.filled, self.no_data, self.expected)

    @property
    def untold(self) -> Count:
        """What is missing and does not follow from how many are filled."""
        if self.typed is None:
            return self.lacking
        return Count(
            "", self.lacking.now if self.untouched.now else 0, f"IF({self.untouched.at}=0,0,{self.lacking.at})"
        )

    def written(self, book: FormBook, sheet: Worksheet, title: str, column: int) -> Counted:
        """The same counts after they were put into the hidden first row, from ``column`` on; typing begins below."""
        sheet.set_selection(self.first)
        sheet.set_column(column, column + 5, 4, None, {"hidden": True})
        filled, no_data, expected, faults = (
            _placed(book, sheet, count, column + n)
            for n, count in enumerate((self.filled, self.no_data, self.expected, self.faults))
        )
        begun, typed = (
            None if count is None else _placed(book, sheet, count, column + n)
            for n, count in enumerate((self.begun, self.typed), 4)
        )
        known = replace(self, filled=filled, no_data=no_data, expected=expected, faults=faults)
        return replace(known, begun=begun, typed=typed, title=title)


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
        typed = f"(LEN(TRIM({span(self.answers)}))>0)"
        return f"SUMPRODUCT({typed}*ISERROR({self._unknown(book)})*ISERROR({self._refused(book)}){self._asked})"

    def no_data(self, book: FormBook) -> str:
        """The formula of how many say that there are no data."""
        return f"SUMPRODUCT(ISNUMBER({self._unknown(book)})*ISERROR({self._refused(book)}){self._asked})"

    @property
    def untouched(self) -> str:
        """The formula of how many cells stand in rows that nobody began."""
        return "+".join(f'IF(TRIM({"&".join(row)})="",{len(row)},0)' for row in self.rows)

    def _unknown(self, book: FormBook) -> str:
        return f"MATCH(TRIM({span(self.answers)}),{book.listed('no_data', book.no_data)},0)"

    def _refused(self, book: FormBook) -> str:
        return f"MATCH({span(self.reasons)},{book.listed('refusals', book.refusals)},0)"

    @property
    def _asked(self) -> str:
        return "" if self.roles is None else f'*(LEFT({span(self.roles)},{len(EVIDENCE)})<>"{EVIDENCE}")'


def of_questions(cells: Cells, tables: Sequence[Cells], book: FormBook, *, now: Tallied) -> tuple[Count, Count]:
    """How many questions are filled and how many without data; ``tables`` are asked among them."""
    filled, no_data = [cells.filled(book)], [cells.no_data(book)]
    for table in tables:
        some, rest = f"{table.filled(book)}>0", table.untouched
        filled.append(f"IF({some},{rest},0)")
        no_data.append(f"IF({some},0,IF({table.no_data(book)}>0,{rest},0))")
    return Count("+".join(filled), now.filled), Count("+".join(no_data), now.no_data)


def of_table(filled: str, no_data: str, begun: str, asked: int, *, now: Tallied) -> tuple[Count, Count]:
    """The same of a table of ``asked`` cells, of which those of begun rows hold so many."""
    rest = f"{asked}-{begun}"
    return (
        Count(f"IF({filled}>0,{filled}+{rest},0)", now.filled),
        Count(f"{no_data}+IF({filled}>0,0,IF({no_data}>0,{rest},0))", now.no_data),
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """A sheet's cells to be filled; of those that stand for a row the reasons, and what it asks for once begun."""

    name: str
    cells: Cells
    reasons: Block
    rows_begun: Block | None = None

    def questions(self, tables: Sequence[Cells], book: FormBook, *, now: Tallied, typed: int, faults: int) -> Counted:
        """The counts of a sheet of questions, of which so many are ``typed``."""
        filled, no_data = of_questions(self.cells, tables, book, now=now)
        counted = self.counted(filled, no_data, now.asked, faults=faults)
        return replace(counted, typed=Count(self.cells.filled(book), typed)) if tables else counted

    def rows(self, offered: int, book: FormBook, *, now: Tallied, begun: int, faults: int) -> Counted:
        """The counts of a table of so many rows, of which some are begun."""
        asked = f"SUM({span(self.rows_begun or self.cells.answers)})"
        filled, no_data = of_table(self.cells.filled(book), self.cells.no_data(book), asked, now.asked, now=now)
        return self.counted(filled, no_data, now.asked, faults=faults, begun=begun, offered=offered)

    def records(self, book: FormBook, *, now: Standing, begun: int, faults: int) -> Counted:
        """The counts of a list of records: one answer, whether it was begun."""
        some, unknown = f"{self.cells.filled(book)}>0", f"{self.cells.no_data(book)}>0"
        filled = Count(f"IF({some},1,0)", int(now.filled > 0))
        no_data = Count(f"IF({some},0,IF({unknown},1,0))", int(now.no_data > 0 and not now.filled))
        return self.counted(filled, no_data, 1, faults=faults, begun=begun)

    def counted(
        self, filled: Count, no_data: Count, asked: int, *, faults: int, begun: int | None = None, offered: int = 0
    ) -> Counted:
        """These counts with the others of the sheet; of a table the rows that are ``begun``, of those ``offered``."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        first, wrong = str(xl_rowcol_to_cell(*self.cells.answers[:2])), f"SUMPRODUCT(--(LEN({span(self.reasons)})>0))"
        rows = span(self.rows_begun or self.cells.answers)
        count = None if begun is None else Count(f'COUNTIF({rows},">0")', begun)
        expected, wrongs = Count(str(asked), asked), Count(wrong, faults)
        return Counted(self.name, first, filled, no_data, expected, wrongs, count, offered=offered)


def say_counted(counted: Counted, language: Language, *, before: str = "") -> Live:
    """«заполнено 37 из 42», or of a table «заполнено строк 12 из 31», as a formula."""
    if counted.begun is None:
        parts = _around(
            language, "form.count.questions", filled=counted.typed or counted.filled, asked=counted.expected
        )
    elif counted.offered:
        offered = Count(str(counted.offered), counted.offered, str(counted.offered))
        parts = _around(language, "form.count.rows", begun=counted.begun, offered=offered)
    else:
        parts = _around(language, "form.count.records", begun=counted.begun)
    if counted.typed is not None:
        parts.append(_where_any("untouched", counted.untouched, language))
    if counted.typed is not None or counted.begun is not None:  # numbers that do not tell how many cells are missing
        parts.append(_where_any("lacking", counted.untold, language))
    parts.append(_where_any("no_data", counted.no_data, language))
    formula = "&".join([quoted(before)] * bool(before) + [text for text, _ in parts])
    return Live(formula, before + "".join(shown for _, shown in parts))


def _where_any(name: str, count: Count, language: Language) -> tuple[str, str]:
    """A count that is said where it is not nought."""
    parts = _around(language, f"form.count.{name}", **{name: count})
    said = "&".join(text for text, _ in parts)
    return f'IF({count.at}=0,"",{said})', "".join(shown for _, shown in parts) if count.now else ""


def colour_lacking(book: FormBook, sheet: Worksheet, place: tuple[int, int], count: Count, *, behind: int) -> None:
    """Colour a cell that says how much is filled as long as something is missing.

    What is missing stands in the hidden column ``behind``: a condition that speaks of other sheets is not understood
    by every program.
    """
    from xlsxwriter.utility import xl_rowcol_to_cell

    row, column = place
    book.formula(sheet, row, behind, count.at, count.now)
    at = xl_rowcol_to_cell(row, behind, row_abs=True, col_abs=True)
    rule = {"type": "formula", "criteria": f"={at}>0", "format": book.formats["doubtful"]}
    sheet.conditional_format(row, column, row, column, rule)


def say_answered(filled: Count, no_data: Count, asked: Count, language: Language) -> Live:
    """«заполнено 37 из 42 · нет данных: 3» of whatever was counted."""
    parts = _around(language, "form.count.questions", filled=filled, asked=asked)
    parts.append(_where_any("no_data", no_data, language))
    return Live("&".join(text for text, _ in parts), "".join(shown for _, shown in parts))


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
    filled = Count("", sum(c.filled.now for c in counted), f"({'+'.join(c.filled.at for c in counted)})")
    asked = Count("", sum(c.expected.now for c in counted), f"({'+'.join(c.expected.at for c in counted)})")
    no_data = Count("", sum(c.no_data.now for c in counted), f"({'+'.join(c.no_data.at for c in counted)})")
    parts = _around(language, "form.count.total", filled=filled, asked=asked)
    parts.append(_where_any("no_data", no_data, language))
    return Live("&".join(text for text, _ in parts), "".join(shown for _, shown in parts))


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
