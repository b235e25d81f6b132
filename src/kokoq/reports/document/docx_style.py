"""How the office document looks: page, fonts, headings, page number; and the few elements that python-docx lacks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from kokoq.reports.document.contract import DocumentView, Fraction

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
SIZE, SMALL = 14, 11  # points: of the text, of tables
WIDTH = 165  # millimetres between the margins of an A4 page: 210 − 30 − 15
IN_TABLE = "kokoqTable"  # the style of texts in tables
MADE = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)


def set_up(document: Document, view: DocumentView) -> None:
    """A4 with the margins of an order, one font, the number of the page above the text from the second page on."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    _font(normal, SIZE)
    normal.paragraph_format.space_after = Pt(0)
    small = document.styles.add_style(IN_TABLE, WD_STYLE_TYPE.PARAGRAPH)
    _font(small, SMALL)
    for level, size, after in ((1, SIZE, 8), (2, SIZE, 6), (3, SIZE, 4)):
        style = document.styles[f"Heading {level}"]
        _font(style, size)
        style.font.bold, style.font.italic = True, level == 3
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14), Pt(after)
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT if level == 3 else WD_ALIGN_PARAGRAPH.CENTER
        style.paragraph_format.keep_with_next = True
    page = section.header.paragraphs[0]
    page.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_field(page, "PAGE")
    _set_properties(document, view)


def _set_properties(document: Document, view: DocumentView) -> None:
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = view.title, view.issuer, view.issuer, ""
    core.created = core.modified = MADE


def _font(style: object, size: int) -> None:
    """The font for all alphabets: Word keeps one name for each."""
    from docx.oxml.ns import qn
    from docx.shared import Pt
    from docx.styles.style import CharacterStyle

    assert isinstance(style, CharacterStyle)  # noqa: S101 - the styles named here carry a font
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """An element of WordprocessingML with its attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made: BaseOxmlElement = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def add_field(paragraph: Paragraph, code: str) -> None:
    """A field that the office program computes: the number of the page."""
    field = element("w:fldSimple", instr=code)
    run = element("w:r")
    run.append(element("w:t"))
    field.append(run)
    paragraph._p.append(field)


def repeat_head(table: Table) -> None:
    """Let the first row stand at the top of every page that the table runs over; no row is torn in two."""
    for n, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(element("w:cantSplit"))
        if n == 0:
            properties.append(element("w:tblHeader"))


def add_fraction(cell: _Cell, fraction: Fraction) -> None:
    """«П = А / Б × 100 %», set as a small table within the cell: every office program shows it, an equation not."""
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    table = cell.add_table(2, 3)
    table.autofit = False
    for column, size in zip(table.columns, (16, 14, 30), strict=True):
        column.width = Mm(size)
        for one in column.cells:
            one.width = Mm(size)
    name, over = table.cell(0, 0).merge(table.cell(1, 0)), table.cell(0, 1)
    factor = table.cell(0, 2).merge(table.cell(1, 2))
    shown = ((name, f"{fraction.name}\u00a0="), (over, fraction.numerator), (factor, fraction.factor))
    for one, text in (*shown, (table.cell(1, 1), fraction.denominator)):
        one.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        one.paragraphs[0].text = text
        centred = one not in (name, factor)
        one.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    borders = element("w:tcBorders")
    borders.append(element("w:bottom", val="single", sz="6", color="000000"))
    over._tc.get_or_add_tcPr().append(borders)
