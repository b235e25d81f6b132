"""A catalogue as a table, edited as people do: through another program that saves it anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kokoq.collect.read import read_book
from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import Checked, Diagnostic, Severity
from kokoq.examine.check import check_definitions
from kokoq.exchange import Imported, export_table, import_table
from kokoq.language import language

RU = language("ru")
TODAY = dt.date(2021, 6, 21)
Edits = Mapping[tuple[str, str], str | None]
"""(sheet, cell) → what is typed there"""


def exported(folder: Path, table: Path) -> Path:
    """The table of a catalogue."""
    assert export_table(folder, table, words=RU) == Checked(value=True)
    return table


def imported(table: Path, folder: Path, *, cases: bool = True) -> Checked[Imported | None]:
    """What ``kokoq import`` does; without ``cases`` for a catalogue whose worked cases are made up."""

    def check(draft: Path) -> tuple[Diagnostic, ...]:
        return (check_definitions((draft,), today=TODAY) if cases else load_catalogue(draft)).diagnostics

    return import_table(table, folder, check=check)


class Table:
    """A table that is being edited in another program."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book: Workbook = load_workbook(path)

    def sheet(self, name: str) -> Worksheet:
        return self.book[name]

    def row(self, sheet: str, **wanted: str) -> int:
        """The first row with these texts under these headers («_» for a blank)."""
        columns = self.columns(sheet)
        for number in range(2, self.sheet(sheet).max_row + 1):
            if all(
                self.sheet(sheet).cell(number, columns[header.replace("_", " ")]).value == text
                for header, text in wanted.items()
            ):
                return number
        raise LookupError(wanted)

    def columns(self, sheet: str) -> dict[str, int]:
        return {str(cell.value): cell.column for cell in self.sheet(sheet)[1]}

    def put(self, sheet: str, row: int, **texts: str | float | None) -> None:
        """Type into cells of a row."""
        columns = self.columns(sheet)
        for header, text in texts.items():
            cell = self.sheet(sheet).cell(row, columns[header.replace("_", " ")])
            cell.value = text
            if isinstance(text, str):
                cell.data_type = "s"  # as Excel does in a column of texts: «=a» stays a text

    def insert(self, sheet: str, row: int, **texts: str | float | None) -> None:
        """A new row above a row."""
        self.sheet(sheet).insert_rows(row)
        self.put(sheet, row, **texts)

    def delete(self, sheet: str, row: int) -> None:
        self.sheet(sheet).delete_rows(row)

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


def texts_of(folder: Path) -> dict[str, str]:
    """Every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))
    }


def diff(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The changed lines of all files, as git shows them, without their places."""
    lines: list[str] = []
    for name in sorted({*before, *after}):
        old, new = before.get(name, "").splitlines(), after.get(name, "").splitlines()
        found: list[str] = []
        for kind, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind != "equal":
                found += [*(f"-{line}" for line in old[a1:a2]), *(f"+{line}" for line in new[b1:b2])]
        lines += [name, *found] if found else []
    return lines


def cells(path: Path) -> dict[tuple[str, str], str]:
    """(sheet, cell) → text, of a whole workbook."""
    book = read_book(path, name=path.name).value
    assert book is not None
    return {(sheet.name, cell.ref): cell.text for sheet in book.sheets for cell in sheet.cells}


def errors(found: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    """Code and place of every error."""
    return [(d.rule.code, str(d.where)) for d in found if d.severity is Severity.ERROR]
