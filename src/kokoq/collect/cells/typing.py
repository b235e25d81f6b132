"""One raw cell and the field that it answers → a typed value, or the reason why there is none, with findings.

The type comes from the definition, never from the look of the data. What can be meant in one way only is read and
noted (KQ408); what could mean two things is a finding and no value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple, assert_never

from kokoq.collect.cells.dates import FIRST_YEAR, LAST_YEAR, PLAIN_DATE, parse_date, slashed
from kokoq.collect.cells.numerals import parse_number, shown_unit, why_no_number
from kokoq.collect.cells.seen import Odd, as_text, odd_look, quoted
from kokoq.collect.cells.slips import slip
from kokoq.collect.cells.words import (
    CROSSES,
    ERRORS,
    LONG_DASHES,
    NO,
    PLAIN_YES_NO,
    YES,
    Vocabulary,
    folded,
    spaced,
)
from kokoq.collect.read.book import Kind, RawCell, to_datetime
from kokoq.collect.read.formats import GENERAL
from kokoq.diagnostics import Cell, Diagnostic, Severity
from kokoq.language import NBSP, Word
from kokoq.model import NUMERIC, Field, Sentinel, Type
from kokoq.observations import Absence
from kokoq.rules import (
    DATE_UNCLEAR,
    DECLARED_NO_DATA,
    ERROR_VALUE,
    FIGURE_TOO_LARGE,
    NEGATIVE,
    NO_CACHED_VALUE,
    NORMALISED,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_A_YES_NO,
    NOT_IN_DICTIONARY,
    NOT_WHOLE,
    OUT_OF_RANGE,
    PERCENT_UNCLEAR,
)
from kokoq.spelling import closest


class Typed(NamedTuple):
    """What a cell says: ``value`` is None unless ``absence`` is ``PRESENT``."""

    value: float | str | None
    absence: Absence
    findings: tuple[Diagnostic, ...] = ()


class SheetPlace(NamedTuple):
    """The sheet that cells stand on, for the places of findings."""

    file: str
    name: str

    def place(self, cell: RawCell) -> Cell:
        return Cell(self.file, self.name, cell.ref)


BLANK = Typed(None, Absence.BLANK)
MOST_KNOWN = 20_000
"""So many typed cells are remembered for those that say the same: names of persons never come again."""

_MOST = 1e15
"""Nothing that a monitoring counts reaches it, and fifteen digits are all that a cell keeps exactly."""
_FIRST_OF_NUMBERS = 1950
"""The first year of a date that a cell shows as a number."""
_EPSILON = 1e-9
_MARKS = (Decimal(2), Decimal(5))
_HUNDRED = (Decimal(0), Decimal(100))


def read_cell(cell: RawCell | None, field: Field, *, sheet: SheetPlace, words: Vocabulary) -> Typed:
    """Type one cell by its field. A blank one has no finding here: whether it matters depends on its neighbours."""
    if cell is None:
        return BLANK
    odd = odd_look(cell, numeric=field.type in NUMERIC)
    if odd is not None:
        return _unlike_seen(odd, cell, field, sheet, words)
    if cell.format != GENERAL and cell.kind is Kind.NUMBER and field.type in NUMERIC and not cell.percent:
        other = shown_unit(cell, field, words, place=sheet.place(cell))
        if other is not None:
            return _refused(other)
    return _read(cell, field, sheet, words)


def _read(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    match cell.kind:
        case Kind.NUMBER if field.type is Type.COUNT and not cell.percent:
            return _whole(cell, float(cell.value or 0), field, sheet=sheet)
        case Kind.TEXT if not spaced(cell.text):
            return BLANK
        case Kind.BLANK:
            return Typed(None, Absence.INVALID, (NO_CACHED_VALUE.at(sheet.place(cell), field=field.title),))
        case Kind.TEXT | Kind.ERROR if cell.kind is Kind.ERROR or folded(cell.text) in ERRORS:
            finding = ERROR_VALUE.at(sheet.place(cell), value=quoted(cell), field=field.title)
            return Typed(None, Absence.INVALID, (finding,))
        case _:
            return _READERS[field.type](cell, field, sheet, words)


def _unlike_seen(odd: Odd, cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    """A cell that does not look like what it holds; what nobody sees is read all the same."""
    rule, params = odd
    told = Diagnostic(rule, sheet.place(cell), {"value": quoted(cell), "field": field.title, **params})
    if rule.severity is Severity.ERROR:
        return _refused(told)
    read = _read(cell, field, sheet, words)
    return Typed(read.value, read.absence, (*read.findings, told))


def _number(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    if cell.kind is Kind.NUMBER and not cell.percent:
        return _checked(cell, float(cell.value or 0), field, sheet=sheet)
    if cell.kind is not Kind.TEXT:
        return _no_number(cell, field, sheet)
    said = _sentinel(cell, field, sheet, words)
    if said is not None:
        return said
    number = parse_number(cell, field, words)
    if number is None or number.percent:
        return _unread(cell, field, sheet, words)
    return _noted(_checked(cell, number.value, field, sheet=sheet), cell, field, sheet, plain=number.plain)


def _no_number(cell: RawCell, field: Field, sheet: SheetPlace) -> Typed:
    """None of a count is 0; a price or a percent of nothing is not."""
    wanted = Word("cell.number.count" if field.type is Type.COUNT else "cell.number.other")
    return _refused(NOT_A_NUMBER.at(sheet.place(cell), value=quoted(cell), field=field.title, wanted=wanted))


def _percent(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    """A percent as a fraction: «85,3 %» and a percent format say so themselves, a bare 85.3 has the form's unit."""
    if cell.kind is Kind.NUMBER:
        value = float(cell.value or 0)
        if cell.percent:
            return _percent_checked(cell, value * 100, field, sheet=sheet)
        return _bare_percent(cell, value, field, sheet=sheet)
    if cell.kind is not Kind.TEXT:
        return _no_number(cell, field, sheet)
    said = _sentinel(cell, field, sheet, words)
    if said is not None:
        return said
    number = parse_number(cell, field, words)
    if number is None:
        return _unread(cell, field, sheet, words)
    if not number.percent:
        return _noted(_bare_percent(cell, number.value, field, sheet=sheet), cell, field, sheet, plain=number.plain)
    return _noted(_percent_checked(cell, number.value, field, sheet=sheet), cell, field, sheet, plain=False)


def _unread(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    """Why a text is no number."""
    found = why_no_number(cell, field, words, place=sheet.place(cell))
    return _no_number(cell, field, sheet) if found is None else _refused(found)


def _bare_percent(cell: RawCell, value: float, field: Field, *, sheet: SheetPlace) -> Typed:
    """0,853 without a percent sign may be 85,3 % or less than one percent: it is asked, not guessed."""
    if 0 < value <= 1:
        return _refused(PERCENT_UNCLEAR.at(sheet.place(cell), value=quoted(cell), field=field.title))
    return _percent_checked(cell, value, field, sheet=sheet)


def _percent_checked(cell: RawCell, hundredfold: float, field: Field, *, sheet: SheetPlace) -> Typed:
    if abs(hundredfold) >= _MOST:
        return _refused(FIGURE_TOO_LARGE.at(sheet.place(cell), value=quoted(cell), field=field.title))
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


def _mark(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    return _number(cell, field, sheet, words)


def _yes_no(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    match cell.kind:
        case Kind.BOOL:
            return Typed(float(bool(cell.value)), Absence.PRESENT)
        case Kind.DATE:
            return _refused(NOT_A_YES_NO.at(sheet.place(cell), value=quoted(cell), field=field.title))
        case _:
            word = folded(cell.text)
    if word in CROSSES and word not in words.declared:
        return _refused(NOT_A_YES_NO.at(sheet.place(cell), value=quoted(cell), field=field.title))
    if (word in YES or word in NO) and cell.text.strip() not in LONG_DASHES:
        read = Typed(float(word in YES), Absence.PRESENT)
        if word in PLAIN_YES_NO:
            return read
        as_word = Word("form.yes") if read.value else Word("form.no")
        note = NORMALISED.at(sheet.place(cell), value=quoted(cell), field=field.title, read_as=as_word)
        return Typed(read.value, read.absence, (note,))
    return _sentinel(cell, field, sheet, words) or _refused(
        NOT_A_YES_NO.at(sheet.place(cell), value=quoted(cell), field=field.title)
    )


def _date(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    if cell.kind in (Kind.DATE, Kind.NUMBER) and not cell.percent:
        moment = to_datetime(float(cell.value or 0))
        first = FIRST_YEAR if cell.kind is Kind.DATE else _FIRST_OF_NUMBERS
        if moment is None or not first <= moment.year <= LAST_YEAR:
            return _refused(NOT_A_DATE.at(sheet.place(cell), value=quoted(cell), field=field.title))
        read = Typed(float(moment.toordinal()), Absence.PRESENT)
        return read if cell.kind is Kind.DATE else _date_noted(read, moment.date(), cell, field, sheet)
    said = _sentinel(cell, field, sheet, words) if cell.kind is Kind.TEXT else None
    if said is not None:
        return said
    readings = slashed(cell.text) if cell.kind is Kind.TEXT else ()
    if len(readings) > 1:
        unclear = DATE_UNCLEAR.at(sheet.place(cell), value=quoted(cell), field=field.title, readings=readings)
        return _refused(unclear)
    day = parse_date(cell.text) if cell.kind is Kind.TEXT else None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return _refused(NOT_A_DATE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    read = Typed(float(day.toordinal()), Absence.PRESENT)
    return read if PLAIN_DATE.fullmatch(cell.text.strip()) else _date_noted(read, day, cell, field, sheet)


def _date_noted(read: Typed, day: dt.date, cell: RawCell, field: Field, sheet: SheetPlace) -> Typed:
    place = sheet.place(cell)
    note = NORMALISED.at(place, value=quoted(cell), field=field.title, read_as=day.strftime("%d.%m.%Y"))
    return Typed(read.value, read.absence, (note,))


def _text(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    said = _sentinel(cell, field, sheet, words) if cell.kind is Kind.TEXT else None
    return said or Typed(spaced(as_text(cell)), Absence.PRESENT)


def _symbol(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    known = words.symbols[field.dictionary]
    word = folded(cell.text)
    code = known.get(word)
    if code is not None:
        return Typed(code, Absence.PRESENT)
    said = _sentinel(cell, field, sheet, words) if cell.kind is Kind.TEXT else None
    return said or _refused(
        NOT_IN_DICTIONARY.at(
            sheet.place(cell),
            value=quoted(cell),
            field=field.title,
            dictionary=words.titles.get(field.dictionary, field.dictionary),
            close=closest(word, known),
        )
    )


Reader = Callable[[RawCell, Field, SheetPlace, Vocabulary], Typed]

_READERS: Mapping[Type, Reader] = {
    Type.COUNT: _number,
    Type.NUMBER: _number,
    Type.PERCENT: _percent,
    Type.YES_NO: _yes_no,
    Type.MARK: _mark,
    Type.DATE: _date,
    Type.TEXT: _text,
    Type.SYMBOL: _symbol,
}


# --- checks of a number that was read ---


def _checked(cell: RawCell, value: float, field: Field, *, sheet: SheetPlace) -> Typed:
    if abs(value) >= _MOST:
        return _refused(FIGURE_TOO_LARGE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    match field.type:
        case Type.COUNT:
            return _whole(cell, value, field, sheet=sheet)
        case Type.MARK:
            limits = _MARKS if field.limits == (None, None) else field.limits
            if abs(value - round(value)) > _EPSILON:
                return _refused(NOT_WHOLE.at(sheet.place(cell), value=quoted(cell), field=field.title))
            return _in_limits(cell, value, field, limits, sheet=sheet) or Typed(float(round(value)), Absence.PRESENT)
        case _:
            read = Typed(value + 0.0, Absence.PRESENT)  # minus zero is zero
            return _in_limits(cell, value, field, field.limits, sheet=sheet) or read


def _whole(cell: RawCell, value: float, field: Field, *, sheet: SheetPlace) -> Typed:
    """A number of persons or things: whole, not negative, within the limits."""
    if value < 0:
        return _refused(NEGATIVE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    if value >= _MOST:
        return _refused(FIGURE_TOO_LARGE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    whole = float(round(value))
    if abs(value - whole) > _EPSILON:
        return _refused(NOT_WHOLE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    if field.limits == (None, None):
        return Typed(whole, Absence.PRESENT)
    return _in_limits(cell, whole, field, field.limits, sheet=sheet) or Typed(whole, Absence.PRESENT)


def _in_limits(
    cell: RawCell, value: float, field: Field, limits: tuple[Decimal | None, Decimal | None], *, sheet: SheetPlace
) -> Typed | None:
    low, high = limits
    exact = Decimal(f"{value:.12g}")  # 0.8 is a little more than the limit 0.8 otherwise
    if (low is None or exact >= low) and (high is None or exact <= high):
        return None
    if value < 0 and low is not None and low >= 0:
        return _refused(NEGATIVE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    shown = f"≥ {low}" if high is None else f"≤ {high}" if low is None else f"{low}–{high}"
    unit = f"{NBSP}%" if field.type is Type.PERCENT else ""
    meant = slip(value, field, *(None if limit is None else float(limit) for limit in limits))
    return _refused(
        OUT_OF_RANGE.at(sheet.place(cell), value=quoted(cell), field=field.title, limits=shown + unit, slip=meant)
    )


def _refused(finding: Diagnostic) -> Typed:
    return Typed(None, Absence.INVALID, (finding,))


def _noted(read: Typed, cell: RawCell, field: Field, sheet: SheetPlace, *, plain: bool) -> Typed:
    """The same reading with the note that the cell was not written plainly."""
    if plain or not isinstance(read.value, float):
        return read
    shown = f"{read.value:.12g}" if field.type is not Type.PERCENT else f"{read.value * 100:.12g}{NBSP}%"
    place = sheet.place(cell)
    note = NORMALISED.at(place, value=quoted(cell), field=field.title, read_as=shown.replace(".", ","))
    return Typed(read.value, read.absence, (*read.findings, note))


def _sentinel(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed | None:
    """What a declared word of absence means here; None where the text is no such word."""
    meaning = words.sentinels.get(folded(cell.text))
    if meaning is None:
        return None
    place, value = sheet.place(cell), quoted(cell)

    def read(absence: Absence, as_word: str) -> Typed:
        return Typed(None, absence, (NORMALISED.at(place, value=value, field=field.title, read_as=Word(as_word)),))

    match meaning:
        case Sentinel.NO_DATA:
            answer = Word(f"cell.answer.{field.type.value}")
            told = DECLARED_NO_DATA.at(place, value=value, field=field.title, answer=answer)
            return Typed(None, Absence.NO_DATA, (told,))
        case Sentinel.NOT_APPLICABLE:
            return read(Absence.NOT_APPLICABLE, "absence.not_applicable")
        case Sentinel.BLANK:
            return read(Absence.BLANK, "absence.blank")
        case Sentinel.ZERO:
            if field.type in (Type.TEXT, Type.SYMBOL, Type.DATE):
                return None
            return Typed(0.0, Absence.PRESENT, (NORMALISED.at(place, value=value, field=field.title, read_as="0"),))
        case _:
            assert_never(meaning)
