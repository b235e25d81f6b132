"""A worksheet that stores formulas as they are given: ours have no functions that Excel 2010 lacks."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class FormulaSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """XlsxWriter looks for newer functions with some forty regular expressions, half the time of writing a form."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        return formula.removeprefix("=")
