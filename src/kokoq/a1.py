"""Cells as spreadsheets name them: A1 is row 1, column 1."""

from __future__ import annotations


def split_ref(ref: str) -> tuple[int, int]:
    """Row and column (both from 1) of an A1 reference; (0, 0) for an empty one."""
    letters = ref.rstrip("0123456789")
    if not ref or letters == ref:
        return (0, 0)
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return (int(ref[len(letters) :]), column)


def make_ref(row: int, column: int) -> str:
    """A1 reference of a row and a column counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
