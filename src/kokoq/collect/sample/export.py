"""Exports that are not forms: a list with a row per person, as other programs write it, in the columns of a mapping."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.a1 import make_ref
from kokoq.collect.form.book import Entry
from kokoq.collect.form.book_time import FIXED_TIME
from kokoq.collect.sample.dirt import Dirt
from kokoq.collect.sample.filled import typed
from kokoq.collect.sample.planted import Due
from kokoq.collect.sample.worst_lists import Marked, Record, placed
from kokoq.collect.sources.headers import IGNORE, ORGANISATION
from kokoq.diagnostics import Rule
from kokoq.language import Language
from kokoq.model import Catalogue, SourceMapping, Total, Type
from kokoq.rules import (
    HIDDEN_CELLS,
    HIDDEN_SHEET,
    NOT_A_NUMBER,
    NOT_IN_DICTIONARY,
    ROWS_SKIPPED,
    TOTAL_DIFFERS,
    UNKNOWN_ORGANISATION,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

CSV = ".csv"
_TOP = 2  # the first row of the header, from 0: a title stands above
_STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 12},
    "header": {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True},
    "cell": {"border": 1},
    "total": {"border": 1, "bold": True},
    "note": {"italic": True, "font_color": "#5B6675"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What one file holds: the usual ``dirt`` is a total row, a note below and a hidden sheet.

    ``spoilt`` are the organisations in whose rows the worst one has errors; ``marked`` is what is wrong with its
    records themselves.
    """

    mapping: SourceMapping
    title: str
    sheet: str
    records: Sequence[Record]
    dirt: Dirt
    spoilt: Collection[str] = ()
    marked: Sequence[Marked] = ()


def write_export(export: Export, path: Path, *, catalogue: Catalogue, language: Language) -> tuple[Due, ...]:
    """Write the file; returns the findings that its dirt has to lead to. A csv is always clean."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == CSV:
        _write_csv(export, path, catalogue, language)
        return ()
    from xlsxwriter import Workbook

    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"title": export.title, "created": FIXED_TIME})
        formats = {name: workbook.add_format(dict(style)) for name, style in _STYLES.items()}
        sheet = workbook.add_worksheet(export.sheet)
        sheet.write_string(0, 0, export.title, formats["title"])
        columns = tuple(export.mapping.columns.items())
        last = _header(sheet, [declared for declared, _ in columns], formats["header"])
        sheet.freeze_panes(last + 1, 0)
        row = last
        lines = list(_rows(export, catalogue, language))
        wrong = list(_wrong(export, lines, catalogue, last + 2)) if export.dirt is Dirt.WORST else []
        for row, cells in enumerate(lines, last + 1):
            for column, entry in enumerate(cells):
                _write(sheet, row, column, entry, formats["cell"])
        if export.dirt in (Dirt.NONE, Dirt.LIGHT):
            return ()
        if wrong and not _keys(export, catalogue):
            sheet.set_row(row, None, None, {"hidden": True})  # the last one, as a filter would
            filled = [make_ref(row + 1, column) for column in _read_columns(export) if cells[column - 1] is not None]
            wrong.append(Due("hidden-row", HIDDEN_CELLS.code, "", ref=filled[0]))
        totals = list(_totals(export, lines, catalogue))
        if export.dirt is Dirt.WORST and totals:
            wrong.append(_wrong_total(totals, row + 2))
        _total_and_note(sheet, row + 1, export, language, (formats["total"], formats["note"]), totals)
        draft = _draft(workbook, language)
    home = list(export.mapping.columns.values()).index(ORGANISATION) + 1
    return (
        *(replace(one, file=path.name, sheet=export.sheet) for one in wrong),
        Due("total-row", ROWS_SKIPPED.code, path.name, export.sheet, make_ref(row + 2, home)),
        Due("note-below", ROWS_SKIPPED.code, path.name, export.sheet, make_ref(row + 4, home)),
        Due("hidden-sheet", HIDDEN_SHEET.code, path.name, draft),
    )


def _write_csv(export: Export, path: Path, catalogue: Catalogue, language: Language) -> None:
    """As Excel in Russia saves it for others: semicolons, decimal commas, a mark that it is Unicode."""
    heads = [declared.split("|") for declared in export.mapping.columns]
    depth = max(len(head) for head in heads)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        lines = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        lines.writerows([head[level] if level < len(head) else "" for head in heads] for level in range(depth))
        for cells in _rows(export, catalogue, language):
            lines.writerow([f"{c:.12g}".replace(".", ",") if isinstance(c, float | int) else c for c in cells])


def _wrong(export: Export, lines: Sequence[list[Entry]], catalogue: Catalogue, first: int) -> Iterator[Due]:
    """What is wrong with a list of persons; one with keys has a wrong total alone, which others would hide."""
    if _keys(export, catalogue):
        return
    columns = list(export.mapping.columns.values())
    for one, line in placed(export.marked, export.records):
        at = make_ref(first + line, columns.index(one.field) + 1)
        yield Due(one.fault, one.rule.code, "", ref=at, unit=one.record[0].id)
    yield from spoilt(export, lines, catalogue, first)


def _keys(export: Export, catalogue: Catalogue) -> bool:
    return bool(catalogue.tables[export.mapping.table].keys)


def _totals(export: Export, lines: Sequence[list[Entry]], catalogue: Catalogue) -> Iterator[tuple[int, float]]:
    """The columns of a table with keys that add up, from 0, with their sums."""
    for column, target in enumerate(export.mapping.columns.values()):
        asked = catalogue.fields.get(target)
        if _keys(export, catalogue) and asked is not None and asked.type is Type.COUNT and asked.total is Total.SUM:
            yield column, sum(cells[column] for cells in lines if isinstance(cells[column], float))  # type: ignore[misc]


def _wrong_total(totals: list[tuple[int, float]], row: int) -> Due:
    """The first of the totals three too great: as where rows were corrected after it was counted."""
    column, right = totals[0]
    totals[0] = (column, right + 3)
    return Due("total-wrong", TOTAL_DIFFERS.code, "", ref=make_ref(row, column + 1), typed=f"{right + 3:.12g}")


def spoilt(export: Export, lines: Sequence[list[Entry]], catalogue: Catalogue, first: int) -> Iterator[Due]:
    """Put a fault of each kind into the lines; yields what has to be found, without file and sheet.

    They stand in rows of one organisation that has errors in its cells anyway: those hide what later checks find.
    """
    declared = list(export.mapping.columns.values())
    faults: list[tuple[str, Rule, str, Collection[Type]]] = [
        ("unknown-organisation", UNKNOWN_ORGANISATION, "Школа № 999", ()),
        ("not-in-dictionary", NOT_IN_DICTIONARY, "Астрология", (Type.SYMBOL,)),
        ("word-for-number", NOT_A_NUMBER, "неявка", (Type.NUMBER, Type.COUNT)),
    ]
    own: dict[str, list[int]] = {}
    for line, (unit, _) in enumerate(export.records[:-1]):
        if unit.id in export.spoilt:
            own.setdefault(unit.id, []).append(line)
    chosen = next((rows for rows in own.values() if len(rows) > len(faults)), [])
    for line, (fault, rule, text, types) in zip(chosen, reversed(faults), strict=False):
        column = next((c for c, target in enumerate(declared) if _is_of(target, types, catalogue)), None)
        if column is not None:
            lines[line][column] = text
            whose = "" if rule is UNKNOWN_ORGANISATION else export.records[line][0].id
            yield Due(fault, rule.code, "", ref=make_ref(first + line, column + 1), unit=whose, typed=text)


def _is_of(target: str, types: Collection[Type], catalogue: Catalogue) -> bool:
    if not types:
        return target == ORGANISATION
    return target in catalogue.fields and catalogue.fields[target].type in types


def _read_columns(export: Export) -> list[int]:
    """The columns that are read, from 1."""
    return [column for column, target in enumerate(export.mapping.columns.values(), 1) if target != IGNORE]


def _header(sheet: Worksheet, names: Sequence[str], style: object) -> int:
    """One row, or two where a column has a sub header: shared heads merged across, lone ones downwards."""
    parts = [name.split("|") for name in names]
    depth = max(len(part) for part in parts)
    for column, part in enumerate(parts):
        sheet.set_column(column, column, max(12, min(32, len(part[-1]) + 4)))
        if len(part) < depth:
            sheet.merge_range(_TOP, column, _TOP + depth - 1, column, part[0], style)
        elif depth > 1:
            sheet.write_string(_TOP + 1, column, part[1], style)
    column = 0
    while depth > 1 and column < len(parts):
        width = 1
        while column + width < len(parts) and parts[column + width][0] == parts[column][0]:
            width += 1
        if len(parts[column]) == depth and width > 1:
            sheet.merge_range(_TOP, column, _TOP, column + width - 1, parts[column][0], style)
        elif len(parts[column]) == depth:
            sheet.write_string(_TOP, column, parts[column][0], style)
        column += width
    if depth == 1:
        for column, part in enumerate(parts):
            sheet.write_string(_TOP, column, part[0], style)
    return _TOP + depth - 1


def _rows(export: Export, catalogue: Catalogue, language: Language) -> Iterator[list[Entry]]:
    table = catalogue.tables.get(export.mapping.table)
    dictionaries = {key.id: key.dictionary for key in table.keys} if table else {}
    dictionaries |= {f.id: f.dictionary for f in catalogue.fields.values() if f.type is Type.SYMBOL}
    written = {name: {code: text for text, code in texts.items()} for name, texts in export.mapping.values.items()}
    for number, (unit, record) in enumerate(export.records, 1):
        cells: list[Entry] = []
        for declared, target in export.mapping.columns.items():
            if target == IGNORE:
                cells.append(_raw_score(declared, export.mapping, record) if "|" in declared else number)
            elif target == ORGANISATION:
                cells.append(unit.id if "код" in declared.casefold() else unit.short or unit.title)
            elif target not in record:
                cells.append(None)
            elif target in dictionaries:
                code = str(record[target])
                title = catalogue.dictionaries[dictionaries[target]].entries[code]
                cells.append(written.get(target, {}).get(code, title))
            elif target in catalogue.fields and catalogue.fields[target].type in (Type.YES_NO, Type.TEXT, Type.PERCENT):
                cells.append(typed(record[target], catalogue.fields[target], catalogue, language))
            elif target in catalogue.fields and catalogue.fields[target].type is Type.DATE:
                cells.append(dt.date.fromordinal(int(float(record[target]))).strftime("%d.%m.%Y"))
            else:
                cells.append(record[target])
        yield cells


def _raw_score(declared: str, mapping: SourceMapping, record: Mapping[str, str | float]) -> Entry:
    """What an ignored column holds beside a number under the same head: the points before they were scaled."""
    head = declared.partition("|")[0]
    scaled = [record[t] for name, t in mapping.columns.items() if t in record and name.partition("|")[0] == head]
    return next((round(value * 0.58) for value in scaled if isinstance(value, float)), None)


def _total_and_note(
    sheet: Worksheet,
    row: int,
    export: Export,
    language: Language,
    styles: tuple[object, object],
    totals: Sequence[tuple[int, float]],
) -> None:
    """The sums below the list, of persons their number, and a note."""
    total, note = styles
    targets = list(export.mapping.columns.items())
    skip = next(iter(export.mapping.skip.items()), None)
    words = skip[1][0] if skip else language.say("form.sample_total")
    names = [declared for declared, _ in targets]
    at = names.index(skip[0]) if skip and skip[0] in names else 0
    for column in range(len(targets)):
        _write(sheet, row, column, words if column == at else None, total)
    for column, number in totals or [(len(targets) - 1, len(export.records))]:
        sheet.write_number(row, column, number, total)
    sheet.write_string(row + 2, 0, language.say("form.sample_note"), note)


def _draft(workbook: Workbook, language: Language) -> str:
    """A hidden sheet with somebody's arithmetic, forgotten in the file."""
    name = language.say("form.sample_draft")
    draft = workbook.add_worksheet(name)
    for row, number in enumerate((3, 5, 8)):
        draft.write_number(row, 0, number)
    draft.hide()
    return name


def _write(sheet: Worksheet, row: int, column: int, entry: Entry, style: object) -> None:
    match entry:
        case None:
            sheet.write_blank(row, column, None, style)
        case str():
            sheet.write_string(row, column, entry, style)
        case _:
            sheet.write_number(row, column, entry, style)
