"""What was typed into a sheet of a form where no reader reads: beside the answers, below or above them.

What the form wrote there itself is known from its definition: the columns by their headers, the titles, numbers and
units of its questions, last year's values, titles of sections in rows without marks; remarks and counts are formulas.
Labels, written over, are a matter of ``labels``. Words over a remark are told by how remarks begin; last year's values
cannot be told from others, nor, in formats that keep neither formulas nor what is hidden, what stands right of the
remarks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from kokoq.a1 import make_ref
from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.cells.words import folded, spaced
from kokoq.collect.form.anchors import OWN_SHEETS, VALUE
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet
from kokoq.collect.returned.above import headings
from kokoq.collect.returned.labels import answers_headings
from kokoq.collect.returned.page import Page, find_anchor
from kokoq.collect.returned.reads import Cells, Reads
from kokoq.diagnostics import Cell, Diagnostic, Rule
from kokoq.language import Word, language
from kokoq.model import Period
from kokoq.rules import FIGURES_BESIDE, NOTES_BESIDE, WORDS_BESIDE

WITHOUT_FORMULAS = frozenset({"xls", "xlsb", "csv", "html"})
"""Formats of which the readers do not know what a formula made."""
WITHOUT_HIDDEN = frozenset({"xlsb", "csv", "html"})
_NAMED = 5
_QUOTED = 30
"""So many cells are named, and so many letters of each are quoted."""
_FIGURE = re.compile(r"[+−-]?\d[\d ]*(?:[.,]\d+)?(?: ?%)?")
_FIRST = ("number", "question", "unit")


class Beside(NamedTuple):
    """What the form says in its columns: the title of each question, and of forms of this version units and numbers."""

    title: Callable[[str], str] = lambda _: ""
    units: frozenset[str] = frozenset()
    numbers: Callable[[], Mapping[str, int]] = dict


def typed_beside(page: Page, reads: Reads, known: Beside, *, book: Book) -> Iterator[Diagnostic]:
    """Of a sheet with questions in a file, at most one finding for figures and one for words."""
    yield from _told([*_notes(page)], page.place, rule=NOTES_BESIDE)
    names = _columns(page)
    if names:
        yield from _Sheet(page, reads, known, names, book.format, has_formulas(book)).told()


def _notes(page: Page) -> Iterator[RawCell]:
    """Comments on answers: the form itself has some on its questions and headers alone, a marked copy its remarks."""
    columns = frozenset(page.roles.values()) if page.sheet.notes else ()
    for note in page.sheet.notes:
        said = note.text
        for head in remark_heads():
            said = said.partition(head)[0]
        if note.row > page.top and note.column in columns and said.strip():
            yield note._replace(value=said.strip())


@lru_cache(maxsize=1)
def remark_heads() -> tuple[str, ...]:
    """How the remarks of a marked copy begin, in each language."""
    return tuple(language(code).say("annotate.comment", weight="\0").partition("\0")[0] for code in ("ru", "en"))


def figures_on_covers(book: Book) -> Iterator[Diagnostic]:
    """Of the sheets of a form that ask nothing: all numbers there are counts, made by formulas."""
    for sheet in book.sheets if has_formulas(book) else ():
        anchor = find_anchor(sheet) if sheet.name not in OWN_SHEETS else None
        if anchor is not None and not anchor.identity.sheet:
            yield from _told([*_constants(sheet.cells, sheet)], SheetPlace(book.file, sheet.name))


def has_formulas(book: Book) -> bool:
    """Whether the counts of a form are told from what was typed: every form has some, on each of its sheets.

    Where all are values, the format has nothing else, or somebody kept values alone, as our own marked copy of a file
    of such a format does.
    """
    return book.format not in WITHOUT_FORMULAS and any(cell.formula for sheet in book.sheets for cell in sheet.cells)


@dataclass(slots=True)
class _Sheet:
    """A sheet while its rows are looked at; ``names`` are the columns that the form has besides what is read.

    ``kind`` is the file's format, and ``counted`` whether it has formulas.
    """

    page: Page
    reads: Reads
    known: Beside
    names: Mapping[int, str]
    kind: str
    counted: bool
    figures: list[RawCell] = field(default_factory=list)
    words: list[RawCell] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    numbered: list[tuple[str, RawCell]] = field(default_factory=list)

    def told(self) -> Iterator[Diagnostic]:
        top = self.page.top
        self.figures += self._above(top)
        self._look(top)
        self.figures += self._misnumbered()
        yield from _told(self.figures, self.page.place, self.empty)
        yield from _told(self.words, self.page.place, rule=WORDS_BESIDE)

    def _look(self, top: int) -> None:
        """Look at every row below the header; in most of them is nothing but what the form wrote and what is read."""
        at = {name: column for column, name in reversed([*self.names.items()])}  # of columns named alike, the first
        number, unit, check = (at.get(name, 0) for name in ("number", "unit", "check"))
        units, anchor = self.known.units, self.page.anchor.column
        usual = {anchor, number, *(column for column, name in self.names.items() if name in ("number", "question"))}
        spare = self.page.spare | self._exchanged()
        marked, bare = self.reads.marked | usual | {unit, check} | spare, self.reads.bare | {anchor, check} | spare
        for row, cells in self.page.sheet.rows.items():
            if row <= top:
                continue
            columns, id_cell = cells.keys(), cells.get(anchor)
            if number in columns and id_cell is not None:
                self.numbered.append((str(id_cell.value), cells[number]))
            if (
                not columns <= (bare if id_cell is None else marked)
                or (unit in columns and cells[unit].value not in units)
                or (check in columns and not cells[check].formula)
            ):
                self._look_at(cells, "" if id_cell is None else id_cell.text.strip(), usual, spare)

    def _exchanged(self) -> frozenset[int]:
        """The columns that call themselves the answers where the answers' own header names something else."""
        exchanged = self.page.roles.get(VALUE) in self.page.doubts.columns
        cells = self.page.header.values() if exchanged else ()
        return frozenset(cell.column for cell in cells if folded(cell.text) in answers_headings())

    def _look_at(self, cells: Cells, mark: str, usual: set[int], spare: frozenset[int]) -> None:
        read = self.reads.columns(mark, cells)
        if read is not None:
            left = cells.keys() - read - spare
            for column in sorted(left - usual if mark else left):
                if self._is_typed(cells[column], mark):
                    self._add(cells[column], mark, cells)

    def _above(self, top: int) -> Iterator[RawCell]:
        """The numbers above the header: the form has words there, and counts."""
        if self.counted:
            sheet = self.page.sheet
            yield from _constants(takewhile(lambda cell: cell.row < top, sheet.cells), sheet)

    def _is_typed(self, cell: RawCell, mark: str) -> bool:
        """Whether somebody typed what stands here, and the form did not."""
        name = self.names.get(cell.column)
        if cell.formula or cell.kind in (Kind.BLANK, Kind.ERROR) or cell.column == self.page.anchor.column:
            return False
        match name:
            case "unit" if mark and cell.value in self.known.units:
                return False
            case "earlier":
                return False
            case "number":
                return _is_figure(cell)
            case "check" if _is_figure(cell):  # programs write a formula of words into xls as a zero
                return self.counted or cell.value != 0
            case "check" if spaced(cell.text).startswith(_remarks()):
                return False
            case "unit" if mark and not self.known.units:
                return _is_figure(cell)
            case None if self._is_working(cell) or self._is_title(cell, mark):
                return False
        return bool(cell.text.strip())

    def _is_title(self, cell: RawCell, mark: str) -> bool:
        """Whether it is the question itself, under another header than the form's."""
        title = folded(self.known.title(mark)) if mark else ""
        return bool(title) and folded(cell.text).startswith(title)

    def _is_working(self, cell: RawCell) -> bool:
        """Whether the form keeps its reasons and counts in the column, out of sight."""
        if self.kind in WITHOUT_HIDDEN:
            return any(name == "check" and cell.column > column for column, name in self.names.items())
        return _within(cell, self.page.sheet.hidden_columns)

    def _add(self, cell: RawCell, mark: str, cells: Cells) -> None:
        """What stands beside an empty answer may be meant for it."""
        asked = sorted(self.reads.answers(mark)) if mark else []
        nearest = max((c for c in asked if c < cell.column), default=asked[0] if asked else 0)
        answer = cells.get(nearest)
        beside_empty = nearest and (answer is None or not (answer.formula or answer.text.strip()))
        if beside_empty:
            self.empty.append(make_ref(cell.row, nearest))
        (self.figures if beside_empty or _is_figure(cell) else self.words).append(cell)

    def _misnumbered(self) -> Iterator[RawCell]:
        """Figures written over the numbers of questions; numbers that merely changed places are those of other rows."""
        if all(cell.value == str(n) for n, (_, cell) in enumerate(self.numbered, 1)):
            return
        numbers, found = self.known.numbers(), Counter(cell.text.strip() for _, cell in self.numbered)
        usual = {str(number) for number in numbers.values()}
        for mark, cell in self.numbered:
            text = cell.text.strip()
            wrong = mark in numbers and text != str(numbers[mark])
            if wrong and _is_figure(cell) and (text not in usual or found[text] > 1):
                yield cell


def _columns(page: Page) -> dict[int, str]:
    """Which of the columns that every form has stand where: by their headers, else where the form had them."""
    names, earlier = headings(), _before(page.anchor.identity.period)
    found: dict[int, str] = {}
    for column, cell in page.header.items():
        name = names.get(folded(cell.text)) or ("earlier" if cell.text.startswith(earlier) else "")
        if name:
            found[column] = name
    first = page.anchor.column
    for column, name in enumerate(_FIRST, first + 1) if VALUE in page.roles else ():
        if name not in found.values() and column not in page.roles.values():
            found.setdefault(column, name)
    return found


@lru_cache(maxsize=16)
def _before(period: str) -> str:
    return Period(period).previous().text


@lru_cache(maxsize=1)
def _remarks() -> tuple[str, ...]:
    """How the live remarks of a form begin in each language."""
    languages = [language(code) for code in ("ru", "en")]
    return tuple(each.say(f"form.reason.{name}", text="").strip() for each in languages for name in ("fix", "look"))


def _constants(cells: Iterable[RawCell], sheet: RawSheet) -> Iterator[RawCell]:
    """The numbers that no formula made and that are to be seen."""
    hidden = sheet.hidden_columns
    return (c for c in cells if c.kind is Kind.NUMBER and not c.formula and not _within(c, hidden))


def _within(cell: RawCell, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= cell.column <= last for first, last in spans)


def _is_figure(cell: RawCell) -> bool:
    return cell.kind is not Kind.TEXT or _FIGURE.fullmatch(spaced(cell.text)) is not None


def _told(
    cells: Sequence[RawCell], place: SheetPlace, empty: Sequence[str] = (), *, rule: Rule = FIGURES_BESIDE
) -> Iterator[Diagnostic]:
    """One finding for all of these cells, at the first of them."""
    if cells:
        named = tuple(f"{cell.ref} «{_quoted(cell)}»" for cell in cells[:_NAMED])
        answers = tuple(dict.fromkeys(empty))
        offered = Word("collect.beside", cells=_few(answers), n=len(answers)) if answers else ""
        more = {"answers": offered} if rule is FIGURES_BESIDE else {}
        related = [Cell(*place, ref) for ref in answers[:_NAMED]]
        yield rule.at(place.place(cells[0]), related=related, n=len(cells), cells=_few(named, len(cells)), **more)


def _few(texts: tuple[str, ...], n: int = 0) -> tuple[str, ...]:
    return (*texts[:_NAMED], *["…"] * (max(n, len(texts)) > _NAMED))


def _quoted(cell: RawCell) -> str:
    text = spaced(cell.text)
    return text.replace(".", ",") if cell.kind is Kind.NUMBER else text[:_QUOTED] + "…" * (len(text) > _QUOTED)
