"""One form while it is written: what its sheets share, and the frame that all of them have."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from kokoq.a1 import make_ref
from kokoq.collect.form.anchors import Identity
from kokoq.collect.form.book import Answered, FormBook, lines_of
from kokoq.collect.form.checks import Live, Reasons
from kokoq.collect.form.counts import LONGEST_FIRST, Counted, joined, say_counted
from kokoq.collect.form.front import Heading
from kokoq.collect.form.layout import FORM_VERSION, Layout
from kokoq.collect.form.places import TOP, Page, Places, Spot
from kokoq.collect.form.style import WIDTHS
from kokoq.diagnostics import Cell
from kokoq.language import Language
from kokoq.model import Field

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


@dataclass(frozen=True, slots=True)
class Writing:
    """A form being written; ``cells`` and ``counted`` grow with its sheets.

    ``given`` are all answers by the ids of their cells, those of records too; ``evidence`` by question.
    """

    book: FormBook
    layout: Layout
    heading: Heading
    pages: tuple[Page, ...]
    places: Places
    given: Answered
    evidence: Mapping[str, str]
    earlier: Answered
    reasons: Reasons
    file: str
    cells: dict[str, Cell] = field(default_factory=dict)
    counted: list[Counted] = field(default_factory=list)

    @property
    def language(self) -> Language:
        return self.book.language

    @property
    def footer(self) -> str:
        return f"{self.heading.organisation.title}, {self.heading.period.text}"

    def sheet(self, page: Page) -> Worksheet:
        """A new sheet with its title and, hidden in its first row and column, the anchors."""
        sheet = self.book.sheet(page.name)
        sheet.write_string(0, 0, str(self.identity(page.part.id)))
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        self.book.text(sheet, 1, 1, page.part.title or self.language.say("form.sheet.main"), "title")
        sheet.set_row(1, 24)
        sheet.set_row(2, 18)
        return sheet

    def header(self, sheet: Worksheet, column: int, name: str) -> None:
        """The header of one of the columns that every form has."""
        self.book.text(sheet, TOP, column, self.column_title(name), "header")
        sheet.set_column(column, column, WIDTHS[name])

    def column_title(self, name: str) -> str:
        return self.language.say(f"form.column.{name}", period=self.heading.period.previous().text)

    def remember(self, spot: Spot) -> None:
        """Keep where a question stands."""
        self.cells[spot.id] = Cell(self.file, spot.sheet, make_ref(spot.row + 1, spot.column + 1))

    def explain(self, sheet: Worksheet, row: int, column: int, asked: Field) -> None:
        """A comment on a question or header; evidence is asked for in the last column."""
        more = (self.language.say("form.comment.evidence"),) if asked.evidence else ()
        self.book.explain(sheet, row, column, asked, author=self.heading.title, more=more)

    def count(
        self,
        sheet: Worksheet,
        page: Page,
        counted: Counted,
        *,
        last: int,
        named: int,
        first: tuple[int, Live] | None = None,
    ) -> None:
        """Whose form it is and how much of the sheet is filled; the numbers stand hidden behind column ``last``.

        What grows while it is typed stands right of the columns to ``named``, at whose edge programs cut it. ``first``
        is the first remark of a table with its column of remarks, which may be out of sight.
        """
        title = page.part.title or self.language.say("form.sheet.main")
        placed = counted.written(self.book, sheet, title, last + 1)
        self.counted.append(placed)
        organisation, period = self.heading.organisation.title, self.heading.period.text
        whose = self.language.say("form.subtitle", organisation=organisation, period=period)
        if first is None:
            self.book.text(sheet, 2, 1, whose, "subtitle")
            said = say_counted(placed, self.language)
            self.book.formula(sheet, 2, named + 1, said.formula, said.text, style="subtitle")
            return
        check, remark = first
        said = say_counted(placed, self.language, before=f"{whose} · ")
        whole, letters = joined(said, remark), len(said.longest) + LONGEST_FIRST
        self.book.tell_across(sheet, 2, (named + 1, check), whole.formula, whole.text, letters=letters)

    def finish(
        self, sheet: Worksheet, *, landscape: bool, last: tuple[int, int], named: int, kept: Container[int] = ()
    ) -> None:
        """Frozen headers, what is printed, protection; columns to ``named`` say what a row is.

        On paper the ``kept`` rows, which are headings, stay with the next.
        """
        sheet.freeze_panes(TOP + 1, named + 1)
        self.book.set_pages(sheet, last, header=TOP, landscape=landscape, footer=self.footer, kept=kept)
        self.book.protect(sheet)

    def identity(self, sheet: str) -> Identity:
        return Identity(
            form=str(FORM_VERSION),
            catalogue=self.book.catalogue.id,
            version=self.layout.version,
            unit=self.layout.unit,
            period=self.heading.period.text,
            sheet=sheet,
        )


def letter(column: int) -> str:
    """The letters of a column, from 0."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def height_of(*told: Live) -> float:
    """The height of a row that shows any of the reasons in its column."""
    lines = max(lines_of(each.longest, WIDTHS["check"] + 4) for each in told)
    return 12.5 * lines + 2


def first_reason(row: int, told: Mapping[int, Live]) -> Live:
    """The first of the reasons that stand in these columns of a row."""
    formula = '""'
    for column in sorted(told, reverse=True):
        cell = f"{letter(column)}{row + 1}"
        formula = f'IF({cell}<>"",{cell},{formula})'
    return Live(formula, next((each.text for _, each in sorted(told.items(), key=itemgetter(0)) if each.text), ""))
