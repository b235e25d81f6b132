"""A worksheet within what Excel 2010 has: formulas as they are given, no function newer, no row too high."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format

HIGHEST = 409.5
"""As many points as a row may have: a book with more opens with a prompt to repair it."""


class FormulaSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """XlsxWriter looks for newer functions with some forty regular expressions, half the time of writing a form."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        return formula.removeprefix("=")

    def set_row(
        self,
        row: int,
        height: float | None = None,
        cell_format: Format | None = None,
        options: Mapping[str, object] | None = None,
    ) -> None:
        super().set_row(row, None if height is None else min(height, HIGHEST), cell_format, options)
