"""One organisation's blank (or, for samples, filled) workbook, written from its layout.

Text reaches a cell through ``write_string`` alone: nothing that came from a person becomes a formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
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
    key_role,
    row_id,
)
from kokoq.collect.layout import FORM_VERSION, Layout, PlainSheet, TableSheet, depth
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

_INK, _PALE, _LINE, _INPUT = "#1F3A5F", "#E8EEF6", "#9AA7B8", "#FFFBE6"
_GRID = {"border": 1, "border_color": _LINE, "valign": "vcenter"}
STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14, "font_color": _INK, "valign": "vcenter"},
    "subtitle": {"font_color": "#44546A"},
    "text": {"text_wrap": True, "valign": "top"},
    "strong": {"bold": True, "text_wrap": True, "valign": "top"},
    "header": {**_GRID, "bold": True, "bg_color": _INK, "font_color": "#FFFFFF", "text_wrap": True, "align": "center"},
    "section": {**_GRID, "bold": True, "bg_color": _PALE, "font_color": _INK},
    "number": {**_GRID, "align": "center", "font_color": "#5B6675"},
    "label": {**_GRID, "text_wrap": True},
    "label1": {**_GRID, "text_wrap": True, "indent": 1},
    "label2": {**_GRID, "text_wrap": True, "indent": 2},
    "unit": {**_GRID, "align": "center", "font_color": "#44546A"},
    "hint": {**_GRID, "text_wrap": True, "font_color": "#5B6675", "font_size": 9},
    "none": {**_GRID, "bg_color": "#EEF0F3"},
    "count": {**_GRID, "bg_color": _INPUT, "locked": False, "align": "right", "num_format": "#,##0"},
    "decimal": {**_GRID, "bg_color": _INPUT, "locked": False, "align": "right", "num_format": "#,##0.##"},
    "date": {**_GRID, "bg_color": _INPUT, "locked": False, "align": "center", "num_format": "dd.mm.yyyy"},
    "words": {**_GRID, "bg_color": _INPUT, "locked": False, "text_wrap": True},
    "choice": {**_GRID, "bg_color": _INPUT, "locked": False, "align": "center"},
}
_INPUT_STYLE: Mapping[Type, str] = {
    Type.COUNT: "count",
    Type.NUMBER: "decimal",
    Type.PERCENT: "decimal",
    Type.YES_NO: "choice",
    Type.MARK: "count",
    Type.DATE: "date",
    Type.TEXT: "words",
    Type.SYMBOL: "choice",
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What stands in the cells of a filled form: by plain field; by table, rows of keys and fields; evidence."""

    plain: Mapping[str, Entry] = field(default_factory=dict)
    rows: Mapping[str, tuple[Mapping[str, Entry], ...]] = field(default_factory=dict)
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
) -> None:
    """Write the workbook of ``layout`` to ``path``; the same arguments give the same bytes."""
    from xlsxwriter import Workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"title": heading.title, "subject": heading.organisation.title, "created": FIXED_TIME})
        _Writer(workbook, layout, catalogue, heading, language, answers or Answers()).write()


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
    ) -> None:
        self.workbook = workbook
        self.layout = layout
        self.catalogue = catalogue
        self.heading = heading
        self.language = language
        self.answers = answers
        self.formats: dict[str, Format] = {name: workbook.add_format(dict(style)) for name, style in STYLES.items()}
        self.names: set[str] = set()
        self.lists: dict[str, str] = {}

    def write(self) -> None:
        self._instruction()
        for sheet in self.layout.sheets:
            match sheet:
                case PlainSheet():
                    self._plain(sheet)
                case TableSheet():
                    self._table(sheet)
        self._lists()
        self._identity()

    # --- sheets ---

    def _instruction(self) -> None:
        sheet = self._sheet(self.language.say("form.sheet.instruction"))
        say, heading = self.language.say, self.heading
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 4)
        sheet.set_column(1, 1, 28)
        sheet.set_column(2, 2, 70)
        self._text(sheet, 0, 1, heading.title, "title")
        rows = [
            (say("form.organisation"), heading.organisation.title),
            (say("form.period"), heading.period.text),
            (say("form.submit_by"), heading.submit_by),
            (say("form.submit_to"), heading.submit_to),
        ]
        row = 2
        for label, value in rows:
            if value:
                self._text(sheet, row, 1, label, "strong")
                self._text(sheet, row, 2, value, "text")
                row += 1
        row += 1
        self._text(sheet, row, 1, say("form.how_to_fill"), "strong")
        for number, line in enumerate(say("form.instruction").strip().split("\n"), 1):
            row += 1
            sheet.merge_range(row, 1, row, 2, f"{number}. {line}", self.formats["text"])
            sheet.set_row(row, 15 * (1 + len(line) // 95))
        row += 2
        self._text(sheet, row, 1, say("form.contents"), "strong")
        for part in self.layout.sheets:
            row += 1
            self._text(sheet, row, 1, self._sheet_title(part.title), "text")
            self._text(sheet, row, 2, say("form.questions", n=len(part.fields)), "text")
        self._print(sheet, landscape=False)
        sheet.protect("")

    def _plain(self, part: PlainSheet) -> None:
        say = self.language.say
        title = self._sheet_title(part.title)
        sheet = self._data_sheet(part.id, title)
        hints = any(f.hint for f in part.fields)
        columns = ["number", "question", "unit", "value"]
        columns += ["evidence"] * part.evidence + ["hint"] * hints
        at = {name: place for place, name in enumerate(columns, 1)}
        sheet.write_string(0, at["value"], VALUE)
        if part.evidence:
            sheet.write_string(0, at["evidence"], EVIDENCE)
        sheet.write_string(3, 0, HEADER)
        widths = {"number": 5, "question": 62, "unit": 9, "value": 16, "evidence": 42, "hint": 44}
        for name, place in at.items():
            self._text(sheet, 3, place, say(f"form.column.{name}"), "header")
            sheet.set_column(place, place, widths[name])
        row, number = 4, 0
        for section in part.sections:
            if len(part.sections) > 1:
                sheet.merge_range(row, 1, row, len(columns), section.title, self.formats["section"])
                row += 1
            for asked in section.fields:
                number += 1
                self._question(sheet, row, at, number, asked)
                row += 1
        self._finish(sheet, header=3, landscape=part.evidence or hints, last=(row - 1, len(columns)))

    def _question(self, sheet: Worksheet, row: int, at: Mapping[str, int], number: int, asked: Field) -> None:
        sheet.write_string(row, 0, asked.id)
        sheet.write_number(row, at["number"], number, self.formats["number"])
        indent = min(2, depth(asked, self.catalogue))
        self._text(sheet, row, at["question"], asked.title, "label" + (str(indent) if indent else ""))
        self._text(sheet, row, at["unit"], self._unit(asked), "unit")
        self._entry(sheet, row, at["value"], self.answers.plain.get(asked.id), asked)
        if "evidence" in at:
            style = "words" if asked.evidence else "none"
            self._text(sheet, row, at["evidence"], self.answers.evidence.get(asked.id, ""), style)
        if "hint" in at:
            self._text(sheet, row, at["hint"], asked.hint, "hint")
        lines = max(1 + len(asked.title) // 62, 1 + len(asked.hint) // 52)
        if lines > 1:
            sheet.set_row(row, 15 * lines)

    def _table(self, part: TableSheet) -> None:
        table = part.table
        sheet = self._data_sheet(part.id, self._sheet_title(table.title))
        sheet.write_string(3, 0, HEADER)
        for place, key in enumerate(table.keys, 1):
            sheet.write_string(0, place, key_role(key.id))
            self._text(sheet, 3, place, key.title, "header")
            sheet.set_column(place, place, self._width(self.catalogue.dictionaries[key.dictionary].entries.values()))
        first = len(table.keys) + 1
        for place, asked in enumerate(part.fields, first):
            sheet.write_string(0, place, key_role(asked.id))
            unit = self._unit(asked)
            self._text(sheet, 3, place, f"{asked.title}, {unit}" if unit else asked.title, "header")
            sheet.set_column(place, place, 18)
        longest = max((len(f.title) for f in part.fields), default=0)
        sheet.set_row(3, 15 * (1 + min(7, longest // 14)))
        last = self._keyed_rows(sheet, part) if table.keys else self._record_rows(sheet, part)
        self._finish(sheet, header=3, landscape=True, last=(last, first + len(part.fields) - 1))

    def _keyed_rows(self, sheet: Worksheet, part: TableSheet) -> int:
        keys = part.table.keys
        filled = {tuple(str(row[k.id]) for k in keys): row for row in self.answers.rows.get(part.id, ())}
        dictionaries = [self.catalogue.dictionaries[k.dictionary].entries for k in keys]
        row = 3
        for row, codes in enumerate(part.table.rows, 4):
            sheet.write_string(row, 0, row_id(codes))
            for place, (entries, code) in enumerate(zip(dictionaries, codes, strict=True), 1):
                self._text(sheet, row, place, entries.get(code, code), "label")
            answer = filled.get(codes, {})
            for place, asked in enumerate(part.fields, len(keys) + 1):
                self._entry(sheet, row, place, answer.get(asked.id), asked, validate=False)
        self._validate_columns(sheet, part, first=4, last=row)
        return row

    def _record_rows(self, sheet: Worksheet, part: TableSheet) -> int:
        answers = self.answers.rows.get(part.id, ())
        last = 3 + max(RECORD_ROWS, len(answers))
        for row in range(4, last + 1):
            answer = answers[row - 4] if row - 4 < len(answers) else {}
            for place, asked in enumerate(part.fields, 1):
                self._entry(sheet, row, place, answer.get(asked.id), asked, validate=False)
        self._validate_columns(sheet, part, first=4, last=last)
        return last

    def _validate_columns(self, sheet: Worksheet, part: TableSheet, *, first: int, last: int) -> None:
        for place, asked in enumerate(part.fields, len(part.table.keys) + 1):
            rule = self._validation(asked)
            if rule and last >= first:
                sheet.data_validation(first, place, last, place, rule)

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
        sheet.write_string(0, 0, str(self._identity_of("")))
        facts = ("form", FORM_VERSION), ("catalogue", self.catalogue.id), ("fingerprint", self.catalogue.fingerprint)
        more = ("version", self.layout.version), ("unit", self.layout.unit), ("period", self.heading.period.text)
        for row, (name, value) in enumerate((*facts, *more), 1):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, str(value))
        sheet.very_hidden()

    # --- cells ---

    def _entry(
        self, sheet: Worksheet, row: int, column: int, entry: Entry, asked: Field, *, validate: bool = True
    ) -> None:
        style = self.formats[_INPUT_STYLE[asked.type]]
        match entry:
            case None:
                sheet.write_blank(row, column, None, style)
            case str():
                sheet.write_string(row, column, entry, style)
            case _:
                sheet.write_number(row, column, entry, style)
        rule = self._validation(asked) if validate else None
        if rule:
            sheet.data_validation(row, column, row, column, rule)

    def _validation(self, asked: Field) -> dict[str, object] | None:
        say = self.language.say
        low, high = asked.limits
        match asked.type:
            case Type.YES_NO:
                return {"validate": "list", "source": [say("form.yes"), say("form.no")], **self._warn("yes_no")}
            case Type.SYMBOL:
                return {"validate": "list", "source": self._list(asked.dictionary), **self._warn("choice")}
            case Type.COUNT:
                limit = {"criteria": ">=", "value": 0}
                return {"validate": "integer", **limit, **self._warn("count")}
            case Type.MARK:
                between = {"criteria": "between", "minimum": 2, "maximum": 5}
                return {"validate": "integer", **between, **self._warn("mark")}
            case Type.PERCENT:
                between = {"criteria": "between", "minimum": 0, "maximum": 100}
                return {"validate": "decimal", **between, **self._warn("percent")}
            case Type.NUMBER if low is not None and high is not None:
                between = {"criteria": "between", "minimum": float(low), "maximum": float(high)}
                return {"validate": "decimal", **between, **self._warn("number")}
            case _:
                return None

    def _warn(self, kind: str) -> dict[str, object]:
        """A warning, not a wall: «н/д» must stay possible to type."""
        return {
            "error_type": "warning",
            "error_title": self.language.say("form.check_cell"),
            "error_message": self.language.say(f"form.expected.{kind}"),
        }

    def _list(self, dictionary: str) -> list[str] | str:
        entries = list(self.catalogue.dictionaries[dictionary].entries.values())
        if sum(len(e) + 1 for e in entries) < 250 and not any("," in e for e in entries):
            return entries
        if dictionary not in self.lists:
            column = chr(65 + len(self.lists))
            self.lists[dictionary] = f"={LISTS_SHEET}!${column}$1:${column}${len(entries)}"
        return self.lists[dictionary]

    def _unit(self, asked: Field) -> str:
        if asked.type is Type.PERCENT:
            return "%"
        if asked.type is Type.YES_NO:
            return self.language.say("form.unit.yes_no")
        if asked.type is Type.DATE:
            return self.language.say("form.unit.date")
        return self.catalogue.units.get(asked.unit, asked.unit)

    def _text(self, sheet: Worksheet, row: int, column: int, text: str, style: str) -> None:
        if text:
            sheet.write_string(row, column, text, self.formats[style])
        else:
            sheet.write_blank(row, column, None, self.formats[style])

    # --- the frame of a sheet ---

    def _data_sheet(self, id: str, title: str) -> Worksheet:
        sheet = self._sheet(title)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, str(self._identity_of(id)))
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        self._text(sheet, 1, 1, title, "title")
        sheet.set_row(1, 24)
        subtitle = self.language.say(
            "form.subtitle", organisation=self.heading.organisation.title, period=self.heading.period.text
        )
        self._text(sheet, 2, 1, subtitle, "subtitle")
        return sheet

    def _finish(self, sheet: Worksheet, *, header: int, landscape: bool, last: tuple[int, int]) -> None:
        sheet.freeze_panes(header + 1, 0)
        sheet.repeat_rows(header)
        sheet.print_area(1, 1, *last)
        self._print(sheet, landscape=landscape)
        sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "sort": True})

    def _print(self, sheet: Worksheet, *, landscape: bool) -> None:
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        title = self.heading.organisation.title.replace("&", "&&")
        sheet.set_footer(f"&L{title[:120]}, {self.heading.period.text}&R&P / &N")

    def _identity_of(self, sheet: str) -> Identity:
        return Identity(
            form=str(FORM_VERSION),
            catalogue=self.catalogue.id,
            version=self.layout.version,
            unit=self.layout.unit,
            period=self.heading.period.text,
            sheet=sheet,
        )

    def _sheet_title(self, title: str) -> str:
        return title or self.language.say("form.sheet.main")

    def _sheet(self, title: str) -> Worksheet:
        """A sheet whose name Excel allows: at most 31 characters, none of ``[]:*?/\\``, unique without case."""
        clean = " ".join("".join(" " if c in "[]:*?/\\" else c for c in title).strip("' ").split())
        name, n = clean[:31].strip(), 1
        while name.casefold() in self.names:
            n += 1
            name = f"{clean[: 31 - len(str(n)) - 1].strip()} {n}"
        self.names.add(name.casefold())
        return self.workbook.add_worksheet(name)

    def _width(self, texts: object) -> int:
        longest = max((len(t) for t in texts), default=8) if isinstance(texts, (list, tuple)) else 24
        return min(40, max(10, longest + 2))
