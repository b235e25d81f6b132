"""Cells that do not look like what they hold: another number by their format, letters struck through, digits raised."""

from __future__ import annotations

from kokoq.collect.read.book import Kind, RawCell
from kokoq.collect.read.formats import seen_as
from kokoq.collect.read.runs import STRUCK, has_moved_digits, struck_letters
from kokoq.diagnostics import Rule
from kokoq.rules import DIGITS_RAISED, SHOWN_OTHERWISE, STRUCK_THROUGH, VALUE_NOT_SHOWN

Odd = tuple[Rule, dict[str, str]]
"""What is odd, with the parameters that tell more than the cell and the field."""


def odd_look(cell: RawCell, *, numeric: bool) -> Odd | None:
    """What is odd about the look of an answer, of a field in numbers or another one; None where nothing is."""
    text = cell.value if isinstance(cell.value, str) else ""
    if STRUCK in text:
        return STRUCK_THROUGH, {"value": text.replace(STRUCK, ""), "struck": struck_letters(text)}
    if cell.format[:1] == STRUCK and (whole := cell.text.strip()):
        return STRUCK_THROUGH, {"struck": whole if text else whole.replace(".", ",")}
    if not text.isascii():
        if numeric and has_moved_digits(text):
            return DIGITS_RAISED, {}
    elif cell.kind is Kind.NUMBER and numeric:
        seen = seen_as(cell.format, float(cell.value or 0))
        if seen is not None:
            return (SHOWN_OTHERWISE, {"shown": seen}) if seen else (VALUE_NOT_SHOWN, {})
    return None
