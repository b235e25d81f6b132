"""The workbook that forms are written into: formats, names of sheets, lists, texts and live formulas with their values.

Text reaches a cell through ``write_string`` alone: nothing that came from a person becomes a formula.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.collect.cells.words import CROSSES, NO, SENTINELS, YES, folded
from kokoq.collect.form.anchors import IDENTITY_SHEET, LISTS_SHEET, Identity
from kokoq.collect.form.book_time import FIXED_TIME
from kokoq.collect.form.days import days_of
from kokoq.collect.form.layout import headings
from kokoq.collect.form.style import FONT, INPUT_STYLE, STYLES, allowed_text, validation
from kokoq.formula.excel import LONGEST_FORMULA, quoted
from kokoq.language import Language
from kokoq.model import Catalogue, Field, Period, Sentinel, Type

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Entry = str | float | None
"""What is typed into a cell: a text, a number as the form shows it (percents ×100), or nothing."""

LONGEST_NAME = 31
"""What Excel allows of a sheet's name."""

DASHES = ("—", "–")
_IN_SIGHT, _LETTER = 620, 6.2
"""Pixels of columns that a small screen shows beside the frozen ones, and of a letter."""
_MOST_LINES = 14
"""So many lines a header has, about."""


@contextmanager
def new_workbook(path: Path, *, title: str, subject: str) -> Iterator[Workbook]:
    """A workbook at ``path`` whose bytes follow from what is written into it."""
    from xlsxwriter import Workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(str(path), {**options, "default_format_properties": dict(FONT)}) as workbook:
        workbook.set_properties({"title": title, "subject": subject, "created": FIXED_TIME})
        yield workbook


class FormBook:
    """One workbook being written, with what its sheets share."""

    def __init__(
        self,
        workbook: Workbook,
        catalogue: Catalogue,
        language: Language,
        *,
        period: Period,
        words: Mapping[str, Sentinel],
    ) -> None:
        self.workbook = workbook
        self.catalogue = catalogue
        self.language = language
        self.period = period
        self.days = days_of(period.start, period.end)
        self.formats: dict[str, Format] = {name: workbook.add_format(dict(style)) for name, style in STYLES.items()}
        meanings = {**SENTINELS, **words}
        meanings |= dict.fromkeys(DASHES, meanings["-"])
        self.words = tuple(word for word, meaning in meanings.items() if meaning is not Sentinel.BLANK)
        crossed = YES | NO | CROSSES.difference(map(folded, words))
        self.beside_yes_no = tuple(w for w in self.words if folded(w) not in crossed)
        self.no_data = tuple(word for word, meaning in meanings.items() if meaning is Sentinel.NO_DATA)
        self.refusals = [language.say("form.reason.fix", text=language.say("form.reason.number"))]
        self.headings = headings(catalogue)
        self._names: set[str] = set()
        self._lists: dict[str, Sequence[str]] = {"": self.words}

    # --- sheets ---

    def name(self, title: str) -> str:
        """A sheet name that Excel allows: at most 31 characters, none of ``[]:*?/\\``, unique without case."""
        clean = " ".join("".join(" " if c in "[]:*?/\\" else c for c in title).strip("' ").split()) or "1"
        name, n = _cut(clean, LONGEST_NAME), 1
        while name.casefold() in self._names:
            n += 1
            name = f"{_cut(clean, LONGEST_NAME - 1 - len(str(n)))} {n}"
        self._names.add(name.casefold())
        return name

    def sheet(self, name: str) -> Worksheet:
        """A new sheet of that name, without grid lines."""
        from kokoq.collect.form.formula_sheet import FormulaSheet

        sheet = self.workbook.add_worksheet(name, worksheet_class=FormulaSheet)
        sheet.hide_gridlines(2)
        return sheet

    def set_print(self, sheet: Worksheet, *, landscape: bool, footer: str) -> None:
        """A4, one page wide, whose form it is and the number of the page at the foot."""
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{_cut(footer.replace('&', '&&'), 160)}&R&8&P / &N")

    def set_pages(
        self,
        sheet: Worksheet,
        area: tuple[int, int],
        *,
        header: int,
        landscape: bool,
        footer: str,
        kept: Container[int] = (),
        repeated: int = 0,
    ) -> None:
        """The same of the rows and columns to the last ones of ``area``, over as many pages as these take.

        The ``kept`` rows stay with the next. More columns than one sheet can hold become strips with the first
        ``repeated`` ones on each, where there are such.
        """
        from kokoq.collect.form.paper import ACROSS, UPRIGHT, Rows, fitting, laid
        from kokoq.collect.form.strips import scale

        self.set_print(sheet, landscape=landscape, footer=footer)
        sheet.repeat_rows(header)
        sheet.print_area(1, 1, *area)
        columns, paper = self.widths(sheet, area[1]), ACROSS if landscape else UPRIGHT
        cut = self.strips(sheet, area[1], repeated)
        rows = Rows([sheet.row_sizes.get(row, (20, False))[0] * 0.75 for row in range(area[0] + 1)], header, kept)
        scaled, pages = laid(rows, paper, scale(columns, repeated, cut) if cut else fitting(sum(columns), paper))
        if repeated:
            sheet.repeat_columns(1, repeated - 1)
        if cut or pages:
            sheet.set_print_scale(scaled)
            sheet.set_v_pagebreaks(list(cut))
            sheet.set_h_pagebreaks(list(pages))

    def strips(self, sheet: Worksheet, last: int, repeated: int) -> tuple[int, ...]:
        """The first columns of all strips but the first that the columns to the last one are printed as."""
        from kokoq.collect.form.strips import breaks

        return breaks(self.widths(sheet, last), repeated)

    def widths(self, sheet: Worksheet, last: int) -> list[float]:
        """The pixels of the columns to the last one; the first is hidden."""
        return [0.0, *(float(sheet.col_info[column].width) for column in range(1, last + 1))]

    def tell_across(
        self, sheet: Worksheet, row: int, columns: tuple[int, int], formula: str, value: str, *, letters: int
    ) -> None:
        """A live text of so many letters at most, over as many of the columns as are in sight together."""
        first, last = columns
        wide = list(accumulate(self.widths(sheet, last)[first:]))
        n = next((n for n, pixels in enumerate(wide) if pixels >= _IN_SIGHT), len(wide) - 1)
        if n:
            sheet.merge_range(row, first, row, first + n, "", self.formats["notice"])
        self.formula(sheet, row, first, formula, value, style="notice")
        sheet.set_row(row, 13 * -(-letters // int(wide[n] / _LETTER)) + 5)

    def protect(self, sheet: Worksheet) -> None:
        """Only what is to be filled can be changed; rows and widths may be."""
        sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "sort": True})

    def finish(self, identity: Identity) -> None:
        """The hidden sheets: the lists of the drop-downs and accepted words, and whose form it is."""
        sheet = self.workbook.add_worksheet(LISTS_SHEET)
        for column, titles in enumerate(self._lists.values()):
            for row, title in enumerate(titles):
                sheet.write_string(row, column, title)
        sheet.very_hidden()
        sheet = self.workbook.add_worksheet(IDENTITY_SHEET)
        facts = {
            "form": identity.form,
            "catalogue": identity.catalogue,
            "fingerprint": self.catalogue.fingerprint,
            "version": identity.version,
            "unit": identity.unit,
            "period": identity.period,
        }
        sheet.write_string(0, 0, str(identity))
        for row, (name, value) in enumerate(facts.items(), 1):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, value)
        sheet.very_hidden()

    # --- cells ---

    def text(self, sheet: Worksheet, row: int, column: int, text: str, style: str) -> None:
        if text:
            sheet.write_string(row, column, text, self.formats[style])
        else:
            sheet.write_blank(row, column, None, self.formats[style])

    def entry(self, sheet: Worksheet, row: int, column: int, entry: Entry, *, style: str) -> None:
        """What is typed into a cell."""
        match entry:
            case None:
                sheet.write_blank(row, column, None, self.formats[style])
            case str():
                sheet.write_string(row, column, entry, self.formats[style])
            case _:
                sheet.write_number(row, column, entry, self.formats[style])

    def answer(self, sheet: Worksheet, row: int, column: int, entry: Entry, asked: Field) -> None:
        """What is typed in answer to a question, into an open cell."""
        self.entry(sheet, row, column, entry, style=INPUT_STYLE[asked.type])

    def formula(self, sheet: Worksheet, row: int, column: int, formula: str, value: Entry, *, style: str = "") -> None:
        """A live formula and the value that it has now; one that is too long for Excel leaves its value."""
        form = self.formats[style] if style else None
        shown = "" if value is None else value
        if len(formula) < LONGEST_FORMULA:
            sheet.write_formula(row, column, f"={formula}", form, shown)
        elif isinstance(shown, str):
            sheet.write_string(row, column, shown, form)
        else:
            sheet.write_number(row, column, shown, form)

    def limit(self, sheet: Worksheet, place: tuple[int, int, int, int], asked: Field) -> None:
        """The warning of Excel at a value that cannot be right, in all cells of ``place``."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        listed = self.listed(asked.dictionary, self.titles(asked)) if asked.type is Type.SYMBOL else self.listed("", ())
        rule = validation(asked, self.language, self.period, first=xl_rowcol_to_cell(*place[:2]), listed=listed)
        if rule is not None:
            sheet.data_validation(*place, rule)

    def explain(
        self, sheet: Worksheet, row: int, column: int, asked: Field, *, author: str, more: Sequence[str] = ()
    ) -> None:
        """A comment on a question or header: what to type, what it is a part of, ``more``, the hint."""
        whole = self.catalogue.fields.get(asked.part_of)
        part = () if whole is None else (self.language.say("form.comment.part_of", whole=whole.title),)
        lines = (allowed_text(asked, self.language, self.period), *part, *more, asked.hint)
        text = "\n".join(line for line in lines if line)
        options = {"width": 300, "height": 14 + 16 * lines_of(text, 44), "font_size": 9}
        sheet.write_comment(row, column, text, {**options, "author": author[:60]})

    def titles(self, asked: Field) -> tuple[str, ...]:
        """What may be chosen for a symbol."""
        return tuple(self.catalogue.dictionaries[asked.dictionary].entries.values())

    def listed(self, name: str, titles: Sequence[str]) -> str:
        """Where a list stands on its hidden sheet; "" are the words accepted instead of a number."""
        from xlsxwriter.utility import xl_col_to_name

        self._lists.setdefault(name, titles)
        column = xl_col_to_name(list(self._lists).index(name))
        return f"{LISTS_SHEET}!${column}$1:${column}${len(self._lists[name])}"

    def refuse(self, text: str) -> str:
        """A reason for which a cell does not count as filled, known from then on to what counts (``form_counts``)."""
        if text not in self.refusals:
            self.refusals.append(text)
        return text

    def colours(self, sheet: Worksheet, place: tuple[int, int, int, int], *, reason: str) -> None:
        """Colour the cells of ``place`` where the reason beside them says that something is wrong.

        ``reason`` is the reference of the first cell's reason, relative where it moves with the cell.
        """
        for kind, style in (("fix", "wrong"), ("look", "doubtful")):
            word = self.language.say(f"form.reason.{kind}", text="").strip()
            rule = {"type": "formula", "criteria": f"=LEFT({reason},{len(word)})={quoted(word)}"}
            sheet.conditional_format(*place, {**rule, "format": self.formats[style]})


def sheet_ref(name: str) -> str:
    """A sheet's name as it stands before ``!`` in a formula."""
    return "'" + name.replace("'", "''") + "'"


def width_of(texts: Iterable[str], *, least: int = 12, most: int = 40) -> int:
    """The width of a column that shows the texts."""
    return min(most, max(least, max((len(text) for text in texts), default=0) + 2))


def header_width(title: str, *, least: int) -> int:
    """The width of a column whose header, in bold letters, breaks no word in two and is not too high for a row."""
    longest = max((len(word) for part in title.split() for word in part.split("-")), default=0)
    return max(least, round(1.2 * longest) + 2, len(title) // _MOST_LINES + 5)


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column, whole words kept together."""
    lines = 0
    for paragraph in text.split("\n"):
        used, lines = 0, lines + 1
        for word in paragraph.split(" "):
            if used and used + 1 + len(word) > width:
                used, lines = len(word), lines + 1
            else:
                used += len(word) + (1 if used else 0)
    return lines


def _cut(text: str, units: int) -> str:
    """The text cut to so many UTF-16 units, as Excel counts."""
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text.strip("' ")


Answered = Mapping[str, Entry]
"""What was answered, by the id of the question."""
