"""Where every question of a form will stand, before anything is written: formulas reach into other sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kokoq.collect.form.anchors import cell_id
from kokoq.collect.form.book import sheet_ref
from kokoq.collect.form.layout import Question, QuestionSheet, Section, Sheet, TableSheet
from kokoq.model import Field

TOP = 3
"""The row of the visible header, from 0: above it the anchors, the title and whose form it is."""

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """The cell of one question, rows and columns from 0; ``evidence`` is the column of its evidence."""

    id: str
    field: Field = field(compare=False)
    codes: Codes
    sheet: str
    row: int
    column: int
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a sheet of questions, in their order."""

    names: tuple[str, ...]

    def __getitem__(self, name: str) -> int:
        return 1 + self.names.index(name)

    def __contains__(self, name: str) -> bool:
        return name in self.names


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet with its name."""

    part: Sheet
    name: str


def columns_of(part: QuestionSheet, *, earlier: bool) -> Columns:
    """Evidence stands only where some question asks for it, last year's value where there is one."""
    evidence = any(question.field.evidence for question in part.questions)
    names = ["number", "question", "unit", "value", *["earlier"] * earlier, "check", *["evidence"] * evidence]
    return Columns(tuple(names))


def rows_of(part: QuestionSheet) -> Iterator[tuple[int, Section | Question]]:
    """Sections, where there are several, and questions, each with its row."""
    row = TOP + 1
    for section in part.sections:
        if len(part.sections) > 1:
            yield row, section
            row += 1
        for question in section.questions:
            yield row, question
            row += 1


class Places:
    """The cells of all questions, by field and by id."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        self.by_id: Mapping[str, Spot] = {spot.id: spot for spot in spots}
        self._by_field: dict[str, dict[Codes, Spot]] = {}
        for spot in spots:
            self._by_field.setdefault(spot.field.id, {})[spot.codes] = spot

    def of(self, field: str) -> Mapping[Codes, Spot]:
        """The cells of a field by the codes of its table's rows; a plain field has one, without codes."""
        return self._by_field.get(field, {})


def places_of(pages: Sequence[Page], *, earlier: bool) -> Places:
    """Every question's cell; the rows of records have none of their own."""
    return Places([spot for page in pages for spot in _spots(page, earlier=earlier)])


def _spots(page: Page, *, earlier: bool) -> Iterator[Spot]:
    match page.part:
        case QuestionSheet() as part:
            columns = columns_of(part, earlier=earlier)
            evidence = columns["evidence"] if "evidence" in columns else 0  # noqa: SIM401 - no mapping
            for row, what in rows_of(part):
                if isinstance(what, Question):
                    yield Spot(what.id, what.field, what.keys, page.name, row, columns["value"], evidence)
        case TableSheet(table=table, fields=fields) if table.keys:
            for row, codes in enumerate(table.rows, TOP + 1):
                for column, field in enumerate(fields, len(table.keys) + 1):
                    if table.asks(field, codes):
                        yield Spot(cell_id(table.id, codes, field.id), field, codes, page.name, row, column)
        case _:
            return


def ref(spot: Spot, *, here: str) -> str:
    """The reference of one cell in a formula of the sheet ``here``."""
    return _on(spot.sheet, _cell(spot.row, spot.column), here=here)


def refs(spots: Sequence[Spot], *, here: str) -> str:
    """The references of several cells as arguments; cells below or beside one another as a range."""
    return ",".join(_joined(list(dict.fromkeys(spots)), here=here))


def _joined(spots: list[Spot], *, here: str) -> Iterator[str]:
    spots = sorted(spots, key=lambda s: (s.sheet, s.column, s.row))
    while spots:
        first, n = spots[0], 1
        while n < len(spots) and _place(spots[n]) == (first.sheet, first.row + n, first.column):
            n += 1
        last = spots[n - 1]
        text = _cell(first.row, first.column)
        yield _on(first.sheet, text if n == 1 else f"{text}:{_cell(last.row, last.column)}", here=here)
        spots = spots[n:]


def _place(spot: Spot) -> tuple[str, int, int]:
    return spot.sheet, spot.row, spot.column


def _on(sheet: str, text: str, *, here: str) -> str:
    return text if sheet == here else f"{sheet_ref(sheet)}!{text}"


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))
