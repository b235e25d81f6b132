"""The workbook of a catalogue: a sheet for every part, headers that explain themselves, lists to choose from.

Everything is written as text, so that a formula of the catalogue stays one of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.collect.form.book import lines_of, new_workbook, sheet_ref, width_of
from kokoq.exchange.grid import Grid
from kokoq.exchange.sheets import SHEETS, Column, Form, Sheet
from kokoq.exchange.titles import ABOUT, column_hint, column_title, sheet_title
from kokoq.language import Language

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_INK, _PALE, _LINE = "#1F3A5F", "#E8EEF6", "#C3CCD8"
_CELL = {"text_wrap": True, "valign": "top", "border": 1, "border_color": _LINE, "num_format": "@"}
STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14, "font_color": _INK},
    "about": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "#1F4FA3", "underline": 1, "valign": "top"},
    "header": {
        "bold": True, "bg_color": _INK, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter",
        "align": "center", "border": 1, "border_color": "#FFFFFF",
    },
    "key": {**_CELL, "bg_color": _PALE, "font_color": _INK},
    "cell": _CELL,
}  # fmt: skip

SPARE = 200
"""Rows below the last that are ready for more."""

WIDEST = {Form.TEXT: 60, Form.NAMES: 34, Form.LINES: 60, Form.PAIRS: 60, Form.YAML: 64}
TALLEST, LINE = 400, 15
_REFERS = {"same_as": "indicators", "replaces": "indicators", "table": "tables", "indicator": "indicators"}
_SECTIONS = {"topic": "topics", "unit": "units", "level": "levels", "block": "blocks"}
LISTS = "_kokoq"


def write_table(grid: Grid, path: Path, *, title: str, words: Language) -> None:
    """Write the rows of all sheets to a workbook."""
    with new_workbook(path, title=title, subject=words.say(f"exchange.sheet.{ABOUT}")) as workbook:
        formats = {name: workbook.add_format(dict(style)) for name, style in STYLES.items()}
        _write_about(workbook, formats, title, words)
        lists = _lists(grid)
        for sheet in SHEETS:
            page = workbook.add_worksheet(sheet_title(sheet.id, words))
            _write_sheet(page, sheet, grid, formats, words)
            _offer(page, sheet, grid, lists, words)
        hidden = workbook.add_worksheet(LISTS)
        for number, entries in enumerate(lists.values()):
            for row, entry in enumerate(entries):
                hidden.write_string(row, number, entry)
        hidden.very_hidden()


def _write_about(workbook: Workbook, formats: Mapping[str, Format], title: str, words: Language) -> None:
    page = workbook.add_worksheet(sheet_title(ABOUT, words))
    page.hide_gridlines(2)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 96)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, title, formats["title"])
    row = 2
    for line in words.say("exchange.how").strip().split("\n"):
        page.merge_range(row, 0, row, 1, "", formats["about"])
        page.write_string(row, 0, line, formats["about"])
        page.set_row(row, LINE * lines_of(line, 118))
        row += 1
    for sheet in SHEETS:
        name = sheet_title(sheet.id, words)
        row += 1
        page.write_url(row, 0, f"internal:{sheet_ref(name)}!A1", formats["link"], name)
        text = words.say(f"exchange.about.{sheet.id}")
        page.write_string(row, 1, text, formats["about"])
        page.set_row(row, LINE * lines_of(text, 92))


def _write_sheet(page: Worksheet, sheet: Sheet, grid: Grid, formats: Mapping[str, Format], words: Language) -> None:
    rows = grid[sheet.id]
    columns = [*(Column(key) for key in sheet.keys), *sheet.columns]
    page.hide_gridlines(2)
    page.freeze_panes(1, min(len(sheet.keys) + (1 if sheet.front or "title" in sheet.names else 0), 3))
    page.set_row(0, 34)
    tall = [1] * len(rows)
    for number, column in enumerate(columns):
        header = column_title(column.name, words)
        texts = [row.cells.get(column.name, "") for row in rows]
        width = width_of((line for text in (header, *texts) for line in text.split("\n")), most=WIDEST[column.form])
        style = formats["key" if number < len(sheet.keys) else "cell"]
        page.set_column(number, number, width, formats["cell"])
        page.write_string(0, number, header, formats["header"])
        _explain(page, number, sheet, column, words)
        for at, text in enumerate(texts):
            tall[at] = max(tall[at], lines_of(text, width - 2))
            if text:
                page.write_string(at + 1, number, text, style)
            else:
                page.write_blank(at + 1, number, None, style)
    for at, lines in enumerate(tall):
        page.set_row(at + 1, min(TALLEST, LINE * lines + 3))
    page.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _explain(page: Worksheet, number: int, sheet: Sheet, column: Column, words: Language) -> None:
    """The comment of a header: what it means, how it is written, which key it is."""
    hint = column_hint(sheet, column, words) if number >= len(sheet.keys) else words.say("exchange.hint.key")
    how = words.say(f"exchange.form.{column.form}")
    choices = words.say("exchange.hint.choices", choices=column.choices) if column.choices else ""
    key = words.say("exchange.hint.name", key=column.name)
    text = "\n".join(filter(None, [hint, how, choices, key]))
    page.write_comment(0, number, text, {"x_scale": 2.2, "y_scale": 0.4 + 0.25 * lines_of(text, 40), "author": "kokoq"})


# --- lists to choose from ---


def _lists(grid: Grid) -> dict[str, Sequence[str]]:
    """section → the codes that it declares; they stand on a hidden sheet."""
    found: dict[str, list[str]] = {section: [] for section in _SECTIONS.values()}
    for row in grid["words"]:
        if row.cells["section"] in found:
            found[row.cells["section"]].append(row.cells["word"])
    return {section: codes for section, codes in found.items() if codes}


def _offer(page: Worksheet, sheet: Sheet, grid: Grid, lists: Mapping[str, Sequence[str]], words: Language) -> None:
    """Lists to choose from; another value may be typed, since the import says what is wrong with it."""
    last = len(grid[sheet.id]) + SPARE
    columns = {column.name: column for column in sheet.columns}
    for number, name in enumerate(sheet.names):
        choices: Iterable[str] = columns[name].choices if name in columns else sheet.choices_of(name)
        source = _source(name, sheet, grid, lists, words)
        if choices or source:
            rule = {"validate": "list", "source": source or list(choices), "show_error": False}
            page.data_validation(1, number, last, number, rule)


def _source(name: str, sheet: Sheet, grid: Grid, lists: Mapping[str, Sequence[str]], words: Language) -> str:
    from xlsxwriter.utility import xl_col_to_name

    refers = sheet.under if name == sheet.owner else _REFERS.get(name, "")
    if refers and name != sheet.naming:
        other = next(found for found in SHEETS if found.id == refers)
        letter = xl_col_to_name(other.names.index(other.naming))
        last = len(grid[refers]) + 1 + SPARE
        return f"={sheet_ref(sheet_title(refers, words))}!${letter}$2:${letter}${last}"
    section = _SECTIONS.get(name, "")
    if section in lists:
        letter = xl_col_to_name(list(lists).index(section))
        return f"={LISTS}!${letter}$1:${letter}${len(lists[section])}"
    return ""
