"""What kind of value an expression has, and in which unit: the arithmetic of types."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from kokoq.language import Word
from kokoq.model import PLAIN, Catalogue, Field, Indicator, Kind, Type

ORGANISATIONS = "organisations"
PERCENT = "percent"


class ValueKind(StrEnum):
    """``SHARE`` is a fraction shown as percent; ``UNKNOWN`` follows a fault that is already reported."""

    NUMBER = "number"
    SHARE = "share"
    CONDITION = "condition"
    SYMBOL = "symbol"
    TEXT = "text"
    DATE = "date"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ValueType:
    """``unit`` is "" where none is declared and None where any fits (a literal, a count of rows).

    A share's unit is that of its two sides. A condition with a unit can also be counted: the total of a yes/no field.
    """

    kind: ValueKind
    unit: str | None = ""
    dictionary: str = ""
    literal: bool = False

    @property
    def numeric(self) -> bool:
        return self.kind in (ValueKind.NUMBER, ValueKind.SHARE)

    @property
    def ratio(self) -> bool:
        """Whether it is a quotient of different units."""
        return self.kind is ValueKind.NUMBER and "/" in (self.unit or "")

    @property
    def counted(self) -> ValueType:
        """A yes/no total as the number of yes; anything else as it is."""
        return replace(self, kind=ValueKind.NUMBER) if self.kind is ValueKind.CONDITION and self.unit != "" else self


UNKNOWN = ValueType(ValueKind.UNKNOWN)
CONDITION = ValueType(ValueKind.CONDITION)
SHARE = ValueType(ValueKind.SHARE)


def type_of_field(field: Field) -> ValueType:
    """What the field holds in one row."""
    match field.type:
        case Type.COUNT | Type.NUMBER | Type.MARK:
            return ValueType(ValueKind.NUMBER, field.unit)
        case Type.PERCENT:
            return SHARE
        case Type.YES_NO:
            return CONDITION
        case Type.SYMBOL:
            return ValueType(ValueKind.SYMBOL, dictionary=field.dictionary)
        case Type.TEXT:
            return ValueType(ValueKind.TEXT)
        case Type.DATE:
            return ValueType(ValueKind.DATE)


def type_of_total(field: Field) -> ValueType:
    """What the field's total is: of yes/no, the count of yes."""
    if field.type is Type.YES_NO:
        return ValueType(ValueKind.CONDITION, ORGANISATIONS if field.table == PLAIN else None)
    return type_of_field(field)


def type_of_indicator(indicator: Indicator) -> ValueType:
    """What an indicator holds, by its kind and unit alone."""
    match indicator.kind:
        case Kind.SHARE | Kind.SCORE:
            return SHARE
        case Kind.ORGANISATIONS_SHARE:
            return ValueType(ValueKind.SHARE, ORGANISATIONS)
        case Kind.ORGANISATIONS_COUNT:
            return ValueType(ValueKind.NUMBER, ORGANISATIONS)
        case Kind.PRESENCE:
            return ValueType(ValueKind.CONDITION, ORGANISATIONS)
        case Kind.ORDINAL:
            return ValueType(ValueKind.NUMBER, None)
        case Kind.COUNT | Kind.RATIO | Kind.MEAN:
            return SHARE if indicator.unit == PERCENT else ValueType(ValueKind.NUMBER, indicator.unit or None)


def alike(left: ValueType, right: ValueType) -> ValueType | None:
    """The type of two values of the same nature (summed, compared, branches of ``if``); None if they are not.

    A plain literal fits any unit and a share; a percent literal fits a share alone.
    """
    if left.kind is not right.kind:
        number, share = (left, right) if left.kind is ValueKind.NUMBER else (right, left)
        shared = number.kind is ValueKind.NUMBER and share.kind is ValueKind.SHARE and number.literal
        return replace(share, literal=False) if shared else None
    if left.dictionary != right.dictionary:
        return None
    units = {unit for unit in (left.unit, right.unit) if unit}
    if left.kind is ValueKind.NUMBER and len(units) > 1:
        return None
    unit = units.pop() if len(units) == 1 else "" if "" in (left.unit, right.unit) else None
    return replace(left, unit=unit, literal=left.literal and right.literal)


def product(left: ValueType, right: ValueType) -> ValueType:
    """The type of ``left * right``; both are numeric."""
    if left.kind is ValueKind.SHARE or right.kind is ValueKind.SHARE:
        number = left if left.kind is ValueKind.NUMBER else right
        if number.literal or number.kind is ValueKind.SHARE:
            return replace(SHARE, literal=left.literal and right.literal)
        return number
    if left.unit and right.unit:
        return ValueType(ValueKind.NUMBER, f"{left.unit}·{right.unit}")
    return ValueType(ValueKind.NUMBER, left.unit or right.unit, literal=left.literal and right.literal)


def quotient(left: ValueType, right: ValueType) -> ValueType:
    """The type of ``left / right``; both are numeric. The same unit on both sides makes a share."""
    if right.literal:
        return replace(left, literal=left.literal)
    if left.kind is ValueKind.NUMBER and right.kind is ValueKind.SHARE:
        return replace(left, literal=False)
    if left.kind is right.kind and not left.literal and (left.unit == right.unit or None in (left.unit, right.unit)):
        return ValueType(ValueKind.SHARE, left.unit or right.unit or "")
    return ValueType(ValueKind.NUMBER, f"{left.unit or 1}/{right.unit or 1}")


def is_date(text: str) -> bool:
    """Whether the text is a date as formulas write it: ``2021-06-21``."""
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def said(value: ValueType, catalogue: Catalogue) -> str:
    """The type in words, for a finding."""
    if value.ratio:
        return Word("formula.type.ratio")
    if value.kind is ValueKind.NUMBER and value.unit == ORGANISATIONS and value.unit not in catalogue.units:
        return Word("formula.type.number_of_organisations")
    if value.kind is ValueKind.NUMBER and value.unit:
        return Word("formula.type.number_of", unit=catalogue.units.get(value.unit, value.unit))
    if value.kind is ValueKind.SYMBOL and value.dictionary in catalogue.dictionaries:
        return Word("formula.type.symbol_of", dictionary=catalogue.dictionaries[value.dictionary].title)
    return Word(_WORDS[value.kind])


_WORDS = {
    ValueKind.NUMBER: "formula.type.number",
    ValueKind.SHARE: "formula.type.share",
    ValueKind.CONDITION: "formula.type.condition",
    ValueKind.SYMBOL: "formula.type.symbol",
    ValueKind.TEXT: "formula.type.text",
    ValueKind.DATE: "formula.type.date",
    ValueKind.UNKNOWN: "formula.type.unknown",
}
