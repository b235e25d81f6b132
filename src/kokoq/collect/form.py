"""One organisation's blank (or, for samples, filled) workbook, written from its layout.

Text reaches a cell through ``write_string`` alone: nothing that came from a person becomes a formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.collect.anchors import (
    EVIDENCE,
    HEADER,
    IDENTITY_SHEET,
    LISTS_SHEET,
    VALUE,
    Identity,
    cell_id,
    key_role,
    row_id,
)
from kokoq.collect.form_style import INPUT_STYLE, STYLES, WIDTHS, unit_text, validation
from kokoq.collect.layout import FORM_VERSION, Layout, Question, QuestionSheet, TableSheet
from kokoq.diagnostics import Cell, make_ref
from kokoq.language import Language
from kokoq.model import Catalogue, Field, Organisation, Period, Type

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Entry = str | float | None
"""What is typed into a cell: a text, a number as the form shows it (percents ×100), or nothing."""

RECORD_ROWS = 200
"""Blank rows that the list of a records table offers."""

FIXED_TIME = dt.datetime(2021, 6, 21)  # noqa: DTZ001 - Excel's properties have no zone; fixed, so that bytes repeat

_TOP = 3  # the row of the visible header, from 0: above it the anchors, the title and whose form it is


@dataclass(frozen=True, slots=True)
class Answers:
    """What stands in the cells of a filled form: by question id; by records table, its rows; evidence by question."""

    cells: Mapping[str, Entry] = field(default_factory=dict)
    records: Mapping[str, tuple[Mapping[str, Entry], ...]] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a form says of itself besides its questions."""

    organisation: Organisation
    period: Period
    title: str
    submit_to: str = ""
    submit_by: str = ""


def write_form(
    layout: Layout,
    catalogue: Catalogue,
    path: Path,
    *,
    heading: Heading,
    language: Language,
    answers: Answers | None = None,
) -> Mapping[str, Cell]:
    """Write the workbook of ``layout`` to ``path``: the same arguments give the same bytes.

    Returns the cell of every question by its id; the cells of a table's row by ``cell_id``.
    """
    from xlsxwriter import Workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"title": heading.title, "subject": heading.organisation.title, "created": FIXED_TIME})
        writer = _Writer(workbook, layout, catalogue, heading, language, answers or Answers(), path.name)
        writer.write()
    return writer.places


class _Writer:
    """One workbook being written: the formats, names of sheets and lists that its sheets share."""

    def __init__(
        self,
        workbook: Workbook,
        layout: Layout,
        catalogue: Catalogue,
        heading: Heading,
        language: Language,
        answers: Answers,
        file: str,
    ) -> None:
        self.workbook = workbook
        self.layout = layout
        self.catalogue = catalogue
        self.heading = heading
        self.language = language
        self.answers = answers
        self.file = file
        self.formats: dict[str, Format] = {name: workbook.add_format(dict(style)) for name, style in STYLES.items()}
        self.names: set[str] = set()
        self.lists: dict[str, str] = {}
        self.places: dict[str, Cell] = {}

    def write(self) -> None:
        self._instruction()
        for sheet in self.layout.sheets:
            match sheet:
                case QuestionSheet():
                    self._questions(sheet)
                case TableSheet():
                    self._table(sheet)
        self._lists()
        self._identity()

    # --- sheets ---

    def _instruction(self) -> None:
        sheet = self._sheet(self.language.say("form.sheet.instruction"))
        say, heading = self.language.say, self.heading
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 3)
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 2, 66)
        self._text(sheet, 0, 1, heading.title, "title")
        sheet.set_row(0, 26)
        facts = {
            "form.organisation": heading.organisation.title,
            "form.period": heading.period.text,
            "form.submit_by": heading.submit_by,
            "form.submit_to": heading.submit_to,
        }
        row = 2
        for key, value in facts.items():
            if value:
                self._text(sheet, row, 1, say(key), "strong")
                self._text(sheet, row, 2, value, "text")
                row += 1
        self._text(sheet, row + 1, 1, say("form.how_to_fill"), "strong")
        row += 2
        for number, advice in enumerate(say("form.instruction").strip().split("\n"), 1):
            sheet.merge_range(row, 1, row, 2, f"{number}. {advice}", self.formats["text"])
            sheet.set_row(row, 15 * (1 + len(advice) // 104))
            row += 1
        self._text(sheet, row + 1, 1, say("form.contents"), "strong")
        for line, part in enumerate(self.layout.sheets, row + 2):
            n = len(part.questions) if isinstance(part, QuestionSheet) else len(part.table.rows) * len(part.fields)
            self._text(sheet, line, 1, part.title or say("form.sheet.main"), "text")
            self._text(sheet, line, 2, say("form.questions", n=n) if n else "", "text")
        self._print(sheet, landscape=False)
        sheet.protect("")

    def _questions(self, part: QuestionSheet) -> None:
        sheet = self._data_sheet(part.id, part.title or self.language.say("form.sheet.main"))
        evidence = any(q.field.evidence for q in part.questions)
        hints = any(q.field.hint for q in part.questions)
        columns = ["number", "question", "unit", "value", *["evidence"] * evidence, *["hint"] * hints]
        at = {name: place for place, name in enumerate(columns, 1)}
        sheet.write_string(0, at["value"], VALUE)
        if evidence:
            sheet.write_string(0, at["evidence"], EVIDENCE)
        sheet.write_string(_TOP, 0, HEADER)
        for name, place in at.items():
            self._text(sheet, _TOP, place, self.language.say(f"form.column.{name}"), "header")
            sheet.set_column(place, place, WIDTHS[name])
        sheet.set_row(_TOP, 32)
        row, number = _TOP + 1, 0
        for section in part.sections:
            if len(part.sections) > 1:
                sheet.merge_range(row, 1, row, len(columns), section.title, self.formats["section"])
                row += 1
            explained: set[str] = set()
            for question in section.questions:
                number += 1
                hint = "" if question.field.id in explained else question.field.hint
                explained.add(question.field.id)
                self._question(sheet, row, at, question, str(number), hint)
                row += 1
        self._finish(sheet, landscape=evidence or hints, last=(row - 1, len(columns)))

    def _question(
        self, sheet: Worksheet, row: int, at: Mapping[str, int], question: Question, number: str, hint: str
    ) -> None:
        asked, indent = question.field, min(2, question.depth)
        sheet.write_string(row, 0, question.id)
        self._text(sheet, row, at["number"], number, "number")
        self._text(sheet, row, at["question"], question.title, f"label{indent}" if indent else "label")
        self._text(sheet, row, at["unit"], unit_text(asked, self.catalogue, self.language), "unit")
        self._entry(sheet, row, at["value"], self.answers.cells.get(question.id), asked)
        self._remember(question.id, sheet, row, at["value"])
        rule = self._rule(asked)
        if rule:
            sheet.data_validation(row, at["value"], row, at["value"], rule)
        if "evidence" in at:
            text = self.answers.evidence.get(question.id, "")
            self._text(sheet, row, at["evidence"], text, "words" if asked.evidence else "none")
        if "hint" in at:
            self._text(sheet, row, at["hint"], hint, "hint")
        lines = max(1 + len(question.title) // WIDTHS["question"], 1 + len(hint) // 62)
        sheet.set_row(row, max(18, 14 * lines + 2))

    def _table(self, part: TableSheet) -> None:
        table = part.table
        sheet = self._data_sheet(part.id, table.title)
        sheet.write_string(_TOP, 0, HEADER)
        for place, key in enumerate(table.keys, 1):
            sheet.write_string(0, place, key_role(key.id))
            self._text(sheet, _TOP, place, key.title, "header")
            sheet.set_column(place, place, _width(self.catalogue.dictionaries[key.dictionary].entries.values()))
        first = len(table.keys) + 1
        for place, asked in enumerate(part.fields, first):
            sheet.write_string(0, place, key_role(asked.id))
            unit = unit_text(asked, self.catalogue, self.language)
            self._text(sheet, _TOP, place, f"{asked.title}, {unit}" if unit else asked.title, "header")
            sheet.set_column(place, place, 18)
            if asked.hint:
                sheet.write_comment(_TOP, place, asked.hint, {"x_scale": 2, "y_scale": 1.4})
        longest = max((len(f.title) for f in part.fields), default=0)
        sheet.set_row(_TOP, 15 * (1 + min(7, (longest + 6) // 15)))
        last = self._keyed_rows(sheet, part) if table.keys else self._record_rows(sheet, part)
        for place, asked in enumerate(part.fields, first):
            rule = self._rule(asked)
            if rule and last > _TOP:
                sheet.data_validation(_TOP + 1, place, last, place, rule)
        self._finish(sheet, landscape=True, last=(last, first + len(part.fields) - 1))

    def _keyed_rows(self, sheet: Worksheet, part: TableSheet) -> int:
        keys = part.table.keys
        dictionaries = [self.catalogue.dictionaries[key.dictionary].entries for key in keys]
        for row, codes in enumerate(part.table.rows, _TOP + 1):
            sheet.write_string(row, 0, row_id(codes))
            for place, (entries, code) in enumerate(zip(dictionaries, codes, strict=True), 1):
                self._text(sheet, row, place, entries.get(code, code), "label")
            for place, asked in enumerate(part.fields, len(keys) + 1):
                if not part.table.asks(asked, codes):
                    self._text(sheet, row, place, "", "none")
                    continue
                id_ = cell_id(part.id, codes, asked.id)
                self._entry(sheet, row, place, self.answers.cells.get(id_), asked)
                self._remember(id_, sheet, row, place)
        return _TOP + len(part.table.rows)

    def _record_rows(self, sheet: Worksheet, part: TableSheet) -> int:
        answers = self.answers.records.get(part.id, ())
        last = _TOP + max(RECORD_ROWS, len(answers))
        for row in range(_TOP + 1, last + 1):
            number = row - _TOP - 1
            answer = answers[number] if number < len(answers) else {}
            for place, asked in enumerate(part.fields, 1):
                self._entry(sheet, row, place, answer.get(asked.id), asked)
                if answer:
                    self._remember(cell_id(part.id, (str(number),), asked.id), sheet, row, place)
        return last

    def _lists(self) -> None:
        """The hidden sheet that long drop-down lists stand on."""
        if not self.lists:
            return
        sheet = self._sheet(LISTS_SHEET)
        for column, dictionary in enumerate(self.lists):
            for row, title in enumerate(self.catalogue.dictionaries[dictionary].entries.values()):
                sheet.write_string(row, column, title)
        sheet.very_hidden()

    def _identity(self) -> None:
        sheet = self._sheet(IDENTITY_SHEET)
        identity = self._identity_of("")
        sheet.write_string(0, 0, str(identity))
        facts = {
            "form": identity.form,
            "catalogue": identity.catalogue,
            "fingerprint": self.catalogue.fingerprint,
            "version": identity.version,
            "unit": identity.unit,
            "period": identity.period,
        }
        for row, (name, value) in enumerate(facts.items(), 1):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, value)
        sheet.very_hidden()

    # --- cells ---

    def _entry(self, sheet: Worksheet, row: int, column: int, entry: Entry, asked: Field) -> None:
        style = self.formats[INPUT_STYLE[asked.type]]
        match entry:
            case None:
                sheet.write_blank(row, column, None, style)
            case str():
                sheet.write_string(row, column, entry, style)
            case _:
                sheet.write_number(row, column, entry, style)

    def _rule(self, asked: Field) -> dict[str, object] | None:
        choices = self._choices(asked.dictionary) if asked.type is Type.SYMBOL else ""
        return validation(asked, self.language, choices)

    def _choices(self, dictionary: str) -> list[str] | str:
        """The titles of a dictionary, or where they stand, if they are too long for a list in the cell itself."""
        entries = list(self.catalogue.dictionaries[dictionary].entries.values())
        if sum(len(entry) + 1 for entry in entries) < 250 and not any("," in entry for entry in entries):
            return entries
        if dictionary not in self.lists:
            column = chr(ord("A") + len(self.lists))
            self.lists[dictionary] = f"={LISTS_SHEET}!${column}$1:${column}${len(entries)}"
        return self.lists[dictionary]

    def _text(self, sheet: Worksheet, row: int, column: int, text: str, style: str) -> None:
        if text:
            sheet.write_string(row, column, text, self.formats[style])
        else:
            sheet.write_blank(row, column, None, self.formats[style])

    def _remember(self, id: str, sheet: Worksheet, row: int, column: int) -> None:
        self.places[id] = Cell(self.file, sheet.get_name(), make_ref(row + 1, column + 1))

    # --- the frame of a sheet ---

    def _data_sheet(self, id: str, title: str) -> Worksheet:
        sheet = self._sheet(title)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, str(self._identity_of(id)))
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        self._text(sheet, 1, 1, title, "title")
        sheet.set_row(1, 24)
        heading = self.heading
        whose = self.language.say("form.subtitle", organisation=heading.organisation.title, period=heading.period.text)
        self._text(sheet, 2, 1, whose, "subtitle")
        return sheet

    def _finish(self, sheet: Worksheet, *, landscape: bool, last: tuple[int, int]) -> None:
        sheet.freeze_panes(_TOP + 1, 0)
        sheet.repeat_rows(_TOP)
        sheet.print_area(1, 1, *last)
        self._print(sheet, landscape=landscape)
        sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "sort": True})

    def _print(self, sheet: Worksheet, *, landscape: bool) -> None:
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        whose = self.heading.organisation.title.replace("&", "&&")
        sheet.set_footer(f"&L{whose[:120]}, {self.heading.period.text}&R&P / &N")

    def _identity_of(self, sheet: str) -> Identity:
        return Identity(
            form=str(FORM_VERSION),
            catalogue=self.catalogue.id,
            version=self.layout.version,
            unit=self.layout.unit,
            period=self.heading.period.text,
            sheet=sheet,
        )

    def _sheet(self, title: str) -> Worksheet:
        """A sheet whose name Excel allows: at most 31 characters, none of ``[]:*?/\\``, unique without case."""
        clean = " ".join("".join(" " if c in "[]:*?/\\" else c for c in title).strip("' ").split())
        name, n = clean[:31].strip(), 1
        while name.casefold() in self.names:
            n += 1
            name = f"{clean[: 30 - len(str(n))].strip()} {n}"
        self.names.add(name.casefold())
        return self.workbook.add_worksheet(name)


def _width(texts: Iterable[str]) -> int:
    return min(40, max(12, max((len(text) for text in texts), default=0) + 2))
