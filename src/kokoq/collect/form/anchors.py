"""The hidden marks by which a form is known again, whatever happened to its sheets, rows and format.

Every data sheet carries them, since a sheet may come alone (saved as csv). In the mark's row stand the identity, in the
column of the ids, and the roles of the columns; below it, in the column of the ids, one id per row::

    kokoq-form|1|catalogue|version|unit|period|sheet    …    #value   #evidence
    #header
    grade9_graduates                                          41
    cell|contests|regional|contest_winners                    3
    row|ege|rus|11

A workbook that is filled centrally has the unit ``*``; its rows name the organisation, its columns the questions::

    kokoq-form|1|catalogue|version|*|period|sheet    #organisation   #grade9_graduates   #evidence|programme
    unit|school_01                                                   41
    unit|school_01|ege|rus|11
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

MARK = "kokoq-form"
LIST_MARK = "kokoq-marks|1"
"""Stands in the hidden corner of the list of a marked copy, so that one that comes back is known."""
VALUE = "#value"
EVIDENCE = "#evidence"
HEADER = "#header"
ROW = "row"
CELL = "cell"
EVERYBODY = "*"
ORGANISATION = "#organisation"
IDENTITY_SHEET = "_kokoq"
LISTS_SHEET = "_lists"
OWN_SHEETS = frozenset({IDENTITY_SHEET, LISTS_SHEET})


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose form a sheet belongs to."""

    form: str
    catalogue: str
    version: str
    unit: str
    period: str
    sheet: str = ""

    def is_of(self, other: Identity) -> bool:
        """Whether both belong to one form: sheets of older versions do, too."""
        return (self.catalogue, self.unit, self.period) == (other.catalogue, other.unit, other.period)

    def __str__(self) -> str:
        return "|".join((MARK, self.form, self.catalogue, self.version, self.unit, self.period, self.sheet))


@lru_cache(maxsize=1 << 6)
def identity_of(text: str) -> Identity | None:
    """Read an identity cell; None where the text is something else."""
    parts = text.strip().split("|")
    if len(parts) != 7 or parts[0] != MARK or not all(map(str.strip, parts[1:6])):
        return None
    return Identity(*parts[1:])


def key_role(name: str) -> str:
    """The role of a table's column, key or field alike: ``#subject``."""
    return f"#{name}"


def row_id(codes: tuple[str, ...]) -> str:
    """The id of a table's row, which names its key combination."""
    return "|".join((ROW, *codes))


def cell_id(table: str, codes: tuple[str, ...], name: str) -> str:
    """The id of one cell of a table that the form asks as a question."""
    return "|".join((CELL, table, *codes, name))


def cell_parts(text: str) -> tuple[str, tuple[str, ...], str] | None:
    """Table, key combination and field of a cell id; None where the text is not one."""
    head, *parts = text.strip().split("|")
    return (parts[0], tuple(parts[1:-1]), parts[-1]) if head == CELL and len(parts) > 2 else None


def row_codes(text: str) -> tuple[str, ...] | None:
    """The key combination of a row id; None where the text is not one."""
    head, *codes = text.strip().split("|")
    return tuple(codes) if head == ROW and codes else None


def unit_id(unit: str, codes: tuple[str, ...] = ()) -> str:
    """The id of an organisation's row in a central workbook."""
    return "|".join(("unit", unit, *codes))


def unit_codes(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Organisation and key combination of such a row; None where the text is no id of one."""
    head, *parts = text.strip().split("|")
    return (parts[0], tuple(parts[1:])) if head == "unit" and parts else None


def evidence_role(question: str) -> str:
    """The column of a question's evidence in a central workbook."""
    return f"{EVIDENCE}|{question}"
