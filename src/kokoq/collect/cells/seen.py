"""Cells as a person sees them, also those that look unlike what they hold: by their format, struck through, raised."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from kokoq.collect.cells.words import SPREADSHEET_ERRORS
from kokoq.collect.read.book import Kind, RawCell, to_datetime
from kokoq.collect.read.formats import GENERAL, seen_as, text_seen_as
from kokoq.collect.read.runs import STRUCK, UNSEEN, has_moved_digits, struck_letters
from kokoq.diagnostics import Rule
from kokoq.language import NBSP, Word
from kokoq.rules import DIGITS_RAISED, SHOWN_OTHERWISE, STRUCK_THROUGH, VALUE_NOT_SHOWN

_CODE = re.compile("0{2,30}")
"""A format that shows a number as a code of so many digits."""
Odd = tuple[Rule, dict[str, str]]
"""What is odd, with the parameters that tell more than the cell and the field."""


def odd_look(cell: RawCell, *, numeric: bool) -> Odd | None:
    """What is odd about the look of an answer, of a field in numbers or another one; None where nothing is."""
    text = cell.value if isinstance(cell.value, str) else ""
    if STRUCK in text:
        return STRUCK_THROUGH, {"value": text.replace(STRUCK, ""), "struck": struck_letters(text)}
    if cell.format[:1] == STRUCK and (whole := cell.text.strip()):
        return STRUCK_THROUGH, {"struck": whole if text else whole.replace(".", ",")}
    if cell.format[:1] == UNSEEN and cell.text.strip():
        return VALUE_NOT_SHOWN, {}
    if numeric and not text.isascii() and has_moved_digits(text):
        return DIGITS_RAISED, {}
    if cell.format == GENERAL:
        return None
    if cell.kind is Kind.NUMBER:
        seen = seen_as(cell.format, float(cell.value or 0))
    else:
        seen = text_seen_as(cell.format) if text.strip() else None
    if seen is None or (seen and not numeric and not text):
        return None
    return (SHOWN_OTHERWISE, {"shown": seen}) if seen else (VALUE_NOT_SHOWN, {})


def quoted(cell: RawCell) -> str:
    """The value as the person who typed it sees it: a decimal comma, percents, dates, «ИСТИНА» and errors as shown."""
    match cell.kind:
        case Kind.NUMBER:
            return cell.text.replace(".", ",").replace("%", f"{NBSP}%")
        case Kind.BOOL:
            return Word("cell.true" if cell.value else "cell.false")
        case Kind.DATE:
            moment = to_datetime(float(cell.value or 0))
            if moment is None or float(cell.value or 0) < 1:
                return cell.text
            seconds = ":%S" if moment.second else ""
            return moment.strftime("%d.%m.%Y" if moment.time() == dt.time() else f"%d.%m.%Y %H:%M{seconds}")
        case Kind.ERROR if cell.text in SPREADSHEET_ERRORS:
            return Word(f"cell.error.{SPREADSHEET_ERRORS[cell.text]}")
        case _:
            return cell.text


def as_text(cell: RawCell) -> str:
    """What a text is asked for and the cell has something else: as it is seen, a number without a power of ten."""
    match cell.kind:
        case Kind.DATE:
            return str(quoted(cell))
        case Kind.NUMBER if not cell.percent:
            places = len(cell.format) if _CODE.fullmatch(cell.format) else 0
            return f"{Decimal(cell.text):f}".zfill(places)
        case _:
            return cell.text
