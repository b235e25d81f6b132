"""How much of a sheet is filled: live counts that stand hidden above it, and the words made of them.

What is counted is defined in ``tally``; the formulas here say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kokoq.collect.anchors import EVIDENCE
from kokoq.collect.form_book import FormBook, quoted, sheet_ref
from kokoq.collect.form_checks import Live
from kokoq.collect.tally import answered
from kokoq.language import Language

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Block = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Count:
    """One number: its formula on its sheet, what it is now, and where it stands, seen from anywhere."""

    formula: str
    now: int
    at: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of a sheet. ``offered`` rows are those of a keyed table; a table counts its rows that are begun.

    ``first`` is the first cell to be filled.
    """

    name: str
    first: str
    filled: Count
    expected: Count
    faults: Count
    begun: Count | None = None
    offered: int = 0
    title: str = ""

    def written(self, book: FormBook, sheet: Worksheet, title: str, column: int) -> Counted:
        """The same counts after they were put into the hidden first row, from ``column`` on; typing begins below."""
        sheet.set_selection(self.first)
        placed = [
            _placed(book, sheet, count, column + n)
            for n, count in enumerate((self.filled, self.expected, self.faults, self.begun))
            if count is not None
        ]
        sheet.set_column(column, column + len(placed) - 1, 4, None, {"hidden": True})
        filled, expected, faults, *begun = placed
        begun_at = begun[0] if begun else None
        return replace(self, filled=filled, expected=expected, faults=faults, begun=begun_at, title=title)


@dataclass(frozen=True, slots=True)
class Tally:
    """The cells of a sheet that are counted: those to be filled, the reasons beside them, what begun rows ask for.

    ``roles`` are the anchors above the cells to be filled, where columns of evidence stand among them.
    """

    name: str
    answers: Block
    reasons: Block
    rows_begun: Block | None = None
    roles: Block | None = None

    def counted(self, asked: int, *, filled: int, faults: int) -> Counted:
        """The counts of a sheet of questions."""
        return Counted(self.name, self._first, self._filled(filled), Count(str(asked), asked), self._faults(faults))

    def rows(self, offered: int, asked: int, *, begun: int, typed: int, expected: int, faults: int) -> Counted:
        """The counts of a table with ``asked`` cells in ``offered`` rows; ``expected`` are those of begun rows."""
        rows, cells = _range(self.rows_begun or self.answers), self._filled(typed)
        filled = Count(f"IF(SUM({rows})=0,0,{asked}-SUM({rows})+{cells.formula})", answered(asked, expected, typed))
        return self._of_rows(filled, asked, begun, faults, offered)

    def records(self, *, begun: int, faults: int) -> Counted:
        """The counts of a list of records: one answer, whether it was begun."""
        filled = Count(f"--(SUM({_range(self.rows_begun or self.answers)})>0)", int(begun > 0))
        return self._of_rows(filled, 1, begun, faults, 0)

    def _of_rows(self, filled: Count, asked: int, begun: int, faults: int, offered: int) -> Counted:
        rows = Count(f'COUNTIF({_range(self.rows_begun or self.answers)},">0")', begun)
        expected = Count(str(asked), asked)
        return Counted(self.name, self._first, filled, expected, self._faults(faults), rows, offered)

    @property
    def _first(self) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        return str(xl_rowcol_to_cell(*self.answers[:2]))

    def _filled(self, now: int) -> Count:
        filled = f"(LEN(TRIM({_range(self.answers)}))>0)"
        if self.roles is None:
            return Count(f"SUMPRODUCT(--{filled})", now)
        answers = f'(LEFT({_range(self.roles)},{len(EVIDENCE)})<>"{EVIDENCE}")'
        return Count(f"SUMPRODUCT({filled}*{answers})", now)

    def _faults(self, now: int) -> Count:
        return Count(f"SUMPRODUCT(--(LEN({_range(self.reasons)})>0))", now)


def say_counted(counted: Counted, language: Language, *, before: str = "") -> Live:
    """«заполнено 37 из 42», or of a table «заполнено строк 12 из 31», as a formula."""
    if counted.begun is None:
        parts = _around(language, "form.count.questions", filled=counted.filled, asked=counted.expected)
    elif counted.offered:
        offered = Count(str(counted.offered), counted.offered, str(counted.offered))
        parts = _around(language, "form.count.rows", begun=counted.begun, offered=offered)
    else:
        parts = _around(language, "form.count.records", begun=counted.begun)
    if counted.begun is not None:
        parts.append(_lacking(counted, language))
    formula = "&".join([quoted(before)] * bool(before) + [text for text, _ in parts])
    return Live(formula, before + "".join(shown for _, shown in parts))


def _lacking(counted: Counted, language: Language) -> tuple[str, str]:
    """Of a table also how many cells are missing: the number of its rows does not tell."""
    lacking = Count("", counted.expected.now - counted.filled.now, f"({counted.expected.at}-{counted.filled.at})")
    parts = _around(language, "form.count.lacking", lacking=lacking)
    said = "&".join(text for text, _ in parts)
    return f'IF({lacking.at}=0,"",{said})', "".join(shown for _, shown in parts) if lacking.now else ""


def say_total(counted: Sequence[Counted], language: Language) -> Live:
    """«Заполнено 37 из 42» over all sheets."""
    filled = Count("", sum(c.filled.now for c in counted), f"({'+'.join(c.filled.at for c in counted)})")
    asked = Count("", sum(c.expected.now for c in counted), f"({'+'.join(c.expected.at for c in counted)})")
    parts = _around(language, "form.count.total", filled=filled, asked=asked)
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


def _range(block: Block) -> str:
    from xlsxwriter.utility import xl_range

    return str(xl_range(*block))
