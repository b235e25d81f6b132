"""One organisation's blank (or, for samples, filled) workbook, written from its layout.

First the place of every question is settled (``form_places``), then the sheets are written: beside every cell a live
formula says what is wrong with it (``form_checks``), above every sheet and on the first one another counts the answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kokoq.collect.form.anchors import cell_id
from kokoq.collect.form.book import Answered, Entry, FormBook, new_workbook
from kokoq.collect.form.checks import Reasons
from kokoq.collect.form.formula import Cells
from kokoq.collect.form.frame import Writing
from kokoq.collect.form.front import Heading, write_front
from kokoq.collect.form.layout import MUNICIPALITY_TYPE, Layout, QuestionSheet, TableSheet
from kokoq.collect.form.places import Page, places_of
from kokoq.collect.form.questions import write_questions
from kokoq.collect.form.tables import RECORD_ROWS, write_table
from kokoq.diagnostics import Cell
from kokoq.formula.relation import Relation
from kokoq.formula.scope import applies, is_municipal
from kokoq.language import Language
from kokoq.model import Catalogue, Organisation

__all__ = ["RECORD_ROWS", "Answers", "Entry", "Heading", "write_form"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What stands in the cells of a filled form: by question id; by records table, its rows; evidence by question."""

    cells: Mapping[str, Entry] = field(default_factory=dict)
    records: Mapping[str, tuple[Mapping[str, Entry], ...]] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_id(self) -> Mapping[str, Entry]:
        """All of them by the ids of their cells; the rows of records are numbered."""
        return {
            **self.cells,
            **{
                cell_id(table, (str(number),), name): entry
                for table, rows in self.records.items()
                for number, row in enumerate(rows)
                for name, entry in row.items()
            },
        }


def write_form(
    layout: Layout,
    catalogue: Catalogue,
    path: Path,
    *,
    heading: Heading,
    language: Language,
    answers: Answers | None = None,
    earlier: Answered | None = None,
    relations: Sequence[Relation] = (),
) -> Mapping[str, Cell]:
    """Write the workbook of ``layout`` to ``path``: the same arguments give the same bytes.

    ``earlier`` is what was answered one period before, by the id of the question, to be shown beside; ``relations``
    are the declared checks. Returns the cell of every question by its id; the cells of a table's row by ``cell_id``.
    """
    answers, whose = answers or Answers(), heading.organisation
    with new_workbook(path, title=heading.title, subject=whose.title) as workbook:
        book = FormBook(workbook, catalogue, language, period=heading.period, words=heading.words)
        front = book.name(language.say("form.sheet.instruction"))
        pages = tuple(Page(part, book.name(part.title or language.say("form.sheet.main"))) for part in layout.sheets)
        places = places_of(pages, earlier=bool(earlier))
        cells = Cells(catalogue, language, places, answers.by_id, here="")
        reasons = Reasons(book, cells, answers.evidence, concerning(whose, relations))
        given, evidence, before = cells.answers, answers.evidence, earlier or {}
        form = Writing(book, layout, heading, pages, places, given, evidence, before, reasons, path.name)
        first = book.sheet(front)
        for page in pages:
            match page.part:
                case QuestionSheet() as part:
                    write_questions(form, page, part)
                case TableSheet() as part:
                    write_table(form, page, part)
        write_front(book, first, heading, form.counted, form.identity(""), earlier=bool(earlier))
        book.finish(form.identity(""))
    return form.cells


def concerning(unit: Organisation, relations: Sequence[Relation]) -> tuple[Relation, ...]:
    """The declared relations that the unit's figures have to satisfy."""
    if unit.type == MUNICIPALITY_TYPE:
        return tuple(each for each in relations if is_municipal(each.scope))
    return tuple(each for each in relations if not is_municipal(each.scope) and applies(each.scope, unit))
