"""The text as an office document: A4, Times New Roman 14, bordered tables whose heads repeat, numbered pages.

The same view gives the same bytes: the dates of the package are fixed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kokoq.diagnostics import Cell as Place
from kokoq.diagnostics import KokoqError
from kokoq.language import Language
from kokoq.reports.document.contract import Chapter, DocumentView, Item, PassportShown, RegulationText, TableShown
from kokoq.reports.document.docx_style import IN_TABLE, WIDTH, add_fraction, repeat_head, set_up
from kokoq.rules import DEPENDENCY_MISSING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

STAMP = (1980, 1, 1, 0, 0, 0)


def to_docx(view: DocumentView, language: Language) -> bytes:
    """The file; raises ``KokoqError`` (KQ908) where python-docx is not installed."""
    try:
        import docx
    except ImportError as error:
        missing = DEPENDENCY_MISSING.at(Place(f"{view.id}.docx"), package="python-docx", extra="docx")
        raise KokoqError(missing) from error
    document = docx.Document()
    set_up(document, view)
    writer = _Writer(document, language)
    writer.title(view)
    for part in view.general:
        writer.part(part, level=1)
    for regulation in view.regulations:
        writer.regulation(regulation)
    for part in view.appendices:
        writer.part(part, level=1, new_page=True)
    made = io.BytesIO()
    document.save(made)
    return _same_bytes(made.getvalue())


def _same_bytes(package: bytes) -> bytes:
    """The package with fixed dates and order kept."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # the same on every system
            new.writestr(info, old.read(entry))
    return made.getvalue()


@dataclass(frozen=True, slots=True)
class _Writer:
    """Puts the parts of the view into the document."""

    document: Document
    language: Language

    def title(self, view: DocumentView) -> None:
        """The first page: who issues it, what it is, on which acts it rests."""
        from docx.enum.text import WD_BREAK

        for text, bold, above in ((view.issuer, False, 0), (self.language.say("document.heading"), True, 150),
                                  (view.title, True, 6)):  # fmt: skip
            self._centred(text, bold=bold, above=above)
        if view.acts:
            self._centred(self.language.say("document.acts"), bold=False, above=60)
        for act in view.acts:
            self._centred(act, bold=False, above=4)
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _centred(self, text: str, *, bold: bool, above: int) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = Pt(above)
        paragraph.add_run(text).bold = bold

    def regulation(self, regulation: RegulationText) -> None:
        """The six parts in their order, then the passports."""
        self.document.add_heading(f"{regulation.code}. {regulation.title}", 1)
        for text in filter(None, (regulation.block, regulation.act)):
            self._centred(text, bold=False, above=0)
        for part in regulation.parts:
            self.part(part, level=2)
        self.document.add_heading(self.language.say("document.part.passports"), 2)
        for passport in regulation.passports:
            self.passport(passport)

    def part(self, part: Chapter, *, level: int, new_page: bool = False) -> None:
        """A heading and what stands under it; an empty part is said to be."""
        self.document.add_heading(part.title, level).paragraph_format.page_break_before = new_page
        if part.table is not None:
            self.table(part.table)
        elif part.items:
            self.items(part.items)
        else:
            self.listed(part.texts or (self.language.say("document.none"),))

    def listed(self, texts: Sequence[str]) -> None:
        """A paragraph, or several with their numbers."""
        for n, text in enumerate(texts, start=1):
            self.paragraph(f"{n}) {text}" if len(texts) > 1 else text)

    def paragraph(self, text: str) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm

        paragraph = self.document.add_paragraph(text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Mm(12.5)
        paragraph.paragraph_format.line_spacing = 1.15

    def items(self, items: Sequence[Item]) -> None:
        """«Срок сдачи: 31 июля.»; several texts under a name are listed."""
        for item in items:
            if len(item.texts) == 1:
                self.paragraph(f"{item.name}: {item.texts[0]}.")
            else:
                self.paragraph(f"{item.name}:")
                self.listed(item.texts)

    def passport(self, passport: PassportShown) -> None:
        """A table of two columns, the formula as a fraction first."""
        self.document.add_heading(f"{passport.code} {passport.title}", 3)
        fraction = passport.fraction
        table = self._bordered(len(passport.items) + (fraction is not None), (28, 72))
        rows = iter(table.rows)
        if fraction is not None:
            name, value = next(rows).cells
            _fill(name, (passport.fraction_title,), bold=True, with_next=True)
            add_fraction(value, fraction)
        for row, item in zip(rows, passport.items, strict=True):
            name, value = row.cells
            _fill(name, (item.name,), bold=True, with_next=item in passport.items[:3])
            _fill(value, item.texts)

    def table(self, shown: TableShown) -> None:
        """A bordered table; a row of one cell runs over all columns."""
        table = self._bordered(len(shown.rows) + 1, shown.widths)
        rows = iter(table.rows)
        for cell, text in zip(next(rows).cells, shown.columns, strict=True):
            _fill(cell, (text,), bold=True)
        for row, texts in zip(rows, shown.rows, strict=True):
            cells = row.cells
            if len(texts) == 1:
                _fill(cells[0].merge(cells[-1]), texts, bold=True, with_next=True)
                continue
            for cell, text in zip(cells, texts, strict=True):
                _fill(cell, (text,))
        repeat_head(table)

    def _bordered(self, rows: int, widths: Sequence[int]) -> Table:
        from docx.shared import Mm

        table: Table = self.document.add_table(rows=rows, cols=len(widths), style="Table Grid")
        table.autofit = False
        sizes = [Mm(WIDTH * share / 100) for share in widths]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        for row in table.rows:
            for cell, size in zip(row.cells, sizes, strict=True):
                cell.width = size
        return table


def _fill(cell: _Cell, texts: Sequence[str], *, bold: bool = False, with_next: bool = False) -> None:
    """The texts as paragraphs of the cell, on one page with the next row where that is asked for."""
    for n, text in enumerate(texts):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        paragraph._p.style = IN_TABLE
        if with_next:
            paragraph.paragraph_format.keep_with_next = True
        if text:
            paragraph.add_run(text).bold = bold
