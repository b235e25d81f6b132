"""A number that was read, held against its type and limits: whole where it counts, no larger than a cell keeps."""

from __future__ import annotations

from decimal import Decimal

from kokoq.collect.cells.seen import quoted
from kokoq.collect.cells.slips import slip
from kokoq.collect.cells.typed import SheetPlace, Typed, refused
from kokoq.collect.read.book import RawCell
from kokoq.language import NBSP
from kokoq.model import Field, Type
from kokoq.observations import Absence
from kokoq.rules import FIGURE_TOO_LARGE, NEGATIVE, NOT_WHOLE, OUT_OF_RANGE

_MOST = 1e15
"""Nothing that a monitoring counts reaches it, and fifteen digits are all that a cell keeps exactly."""
_EPSILON = 1e-9
_MARKS = (Decimal(2), Decimal(5))
_HUNDRED = (Decimal(0), Decimal(100))


def checked(cell: RawCell, value: float, field: Field, *, sheet: SheetPlace) -> Typed:
    """A number of any kind but a percent."""
    if abs(value) >= _MOST:
        return refused(FIGURE_TOO_LARGE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    match field.type:
        case Type.COUNT:
            return whole(cell, value, field, sheet=sheet)
        case Type.MARK:
            limits = _MARKS if field.limits == (None, None) else field.limits
            if abs(value - round(value)) > _EPSILON:
                return refused(NOT_WHOLE.at(sheet.place(cell), value=quoted(cell), field=field.title))
            return _in_limits(cell, value, field, limits, sheet=sheet) or Typed(float(round(value)), Absence.PRESENT)
        case _:
            read = Typed(value + 0.0, Absence.PRESENT)  # minus zero is zero
            return _in_limits(cell, value, field, field.limits, sheet=sheet) or read


def whole(cell: RawCell, value: float, field: Field, *, sheet: SheetPlace) -> Typed:
    """A number of persons or things: whole, not negative, within the limits."""
    if value < 0:
        return refused(NEGATIVE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    if value >= _MOST:
        return refused(FIGURE_TOO_LARGE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    nearest = float(round(value))
    if abs(value - nearest) > _EPSILON:
        return refused(NOT_WHOLE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    if field.limits == (None, None):
        return Typed(nearest, Absence.PRESENT)
    return _in_limits(cell, nearest, field, field.limits, sheet=sheet) or Typed(nearest, Absence.PRESENT)


def percent_checked(cell: RawCell, hundredfold: float, field: Field, *, sheet: SheetPlace) -> Typed:
    """A percent, kept as a fraction."""
    if abs(hundredfold) >= _MOST:
        return refused(FIGURE_TOO_LARGE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    exact = float(Decimal(f"{hundredfold:.12g}") / 100) + 0.0  # minus zero is zero
    found = _in_limits(cell, hundredfold, field, _percent_limits(field), sheet=sheet)
    return found or Typed(exact, Absence.PRESENT)


def _percent_limits(field: Field) -> tuple[Decimal | None, Decimal | None]:
    """Limits hundredfold; declared as fractions or as percents, and 0–100 % where nothing is declared."""
    low, high = field.limits
    if low is None and high is None:
        return _HUNDRED
    if any(limit is not None and abs(limit) > 1 for limit in (low, high)):
        return low, high
    return (None if low is None else low * 100, None if high is None else high * 100)


def _in_limits(
    cell: RawCell, value: float, field: Field, limits: tuple[Decimal | None, Decimal | None], *, sheet: SheetPlace
) -> Typed | None:
    low, high = limits
    exact = Decimal(f"{value:.12g}")  # 0.8 is a little more than the limit 0.8 otherwise
    if (low is None or exact >= low) and (high is None or exact <= high):
        return None
    if value < 0 and low is not None and low >= 0:
        return refused(NEGATIVE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    shown = f"≥ {low}" if high is None else f"≤ {high}" if low is None else f"{low}–{high}"
    unit = f"{NBSP}%" if field.type is Type.PERCENT else ""
    meant = slip(value, field, *(None if limit is None else float(limit) for limit in limits))
    return refused(
        OUT_OF_RANGE.at(sheet.place(cell), value=quoted(cell), field=field.title, limits=shown + unit, slip=meant)
    )
