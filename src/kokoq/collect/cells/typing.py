"""One raw cell and the field that it answers → a typed value, or the reason why there is none, with findings.

The type comes from the definition, never from the look of the data. What can be meant in one way only is read and
noted: by itself (KQ408) or, where the manner of writing alone differs, with all such cells of its sheet (``manners``).
What could mean two things is a finding and no value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import assert_never

from kokoq.collect.cells.alike import letters_for_days, letters_for_figures, letters_for_others
from kokoq.collect.cells.bounds import checked, percent_checked, whole
from kokoq.collect.cells.dates import FIRST_YEAR, LAST_YEAR, PLAIN_DATE, parse_date, slashed, without_time
from kokoq.collect.cells.manners import Manner
from kokoq.collect.cells.numerals import parse_number, shown_unit, why_no_number
from kokoq.collect.cells.seen import Odd, as_text, odd_look, quoted
from kokoq.collect.cells.typed import BLANK, SheetPlace, Typed, refused
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
    without_stop,
)
from kokoq.collect.read.book import Kind, RawCell, to_datetime
from kokoq.collect.read.formats import BY_PROGRAM, GENERAL, date_parts
from kokoq.diagnostics import Diagnostic, Severity
from kokoq.language import NBSP, Word
from kokoq.model import NUMERIC, Field, Sentinel, Type
from kokoq.observations import Absence
from kokoq.rules import (
    DATE_SHOWN_IN_PART,
    DATE_UNCLEAR,
    DECLARED_NO_DATA,
    ERROR_VALUE,
    NO_CACHED_VALUE,
    NORMALISED,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_A_YES_NO,
    NOT_IN_DICTIONARY,
    PERCENT_UNCLEAR,
    SPELLED_OTHERWISE,
    TEXT_TIDIED,
    TIME_OF_DAY,
    VALUE_AS_TEXT,
)
from kokoq.spelling import closest

MOST_KNOWN = 20_000
"""So many typed cells are remembered for those that say the same: names of persons never come again."""

_FIRST_OF_NUMBERS = 1950
"""The first year of a date that a cell shows as a number."""


def read_cell(cell: RawCell | None, field: Field, *, sheet: SheetPlace, words: Vocabulary) -> Typed:
    """Type one cell by its field. A blank one has no finding here: whether it matters depends on its neighbours."""
    if cell is None:
        return BLANK
    odd = odd_look(cell, numeric=field.type in NUMERIC)
    if odd is not None:
        return _unlike_seen(odd, cell, field, sheet, words)
    if cell.format != GENERAL and cell.kind is Kind.NUMBER and field.type in NUMERIC:
        other = shown_unit(cell, field, words, place=sheet.place(cell))
        if other is not None:
            return refused(other)
    return _read(cell, field, sheet, words)


def _read(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    match cell.kind:
        case Kind.NUMBER if field.type is Type.COUNT and not cell.percent:
            return whole(cell, float(cell.value or 0), field, sheet=sheet)
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
        return refused(told)
    read = _read(cell, field, sheet, words)
    return read._replace(findings=(*read.findings, told))


def _number(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    if cell.kind is Kind.NUMBER and not cell.percent:
        return checked(cell, float(cell.value or 0), field, sheet=sheet)
    if cell.kind is not Kind.TEXT:
        return _no_number(cell, field, sheet)
    said = _sentinel(cell, field, sheet, words)
    if said is not None:
        return said
    number = parse_number(cell, field, words)
    if number is None or number.percent:
        return _unread(cell, field, sheet, words)
    return _noted(checked(cell, number.value, field, sheet=sheet), cell, field, sheet, plain=number.plain)


def _no_number(cell: RawCell, field: Field, sheet: SheetPlace) -> Typed:
    """None of a count is 0; a price or a percent of nothing is not. A format of dates makes a date of any number."""
    shown = "percent" if cell.percent else "date" if cell.kind is Kind.DATE else ""
    wanted = Word(f"cell.number.{shown or ('count' if field.type is Type.COUNT else 'other')}")
    return refused(NOT_A_NUMBER.at(sheet.place(cell), value=quoted(cell), field=field.title, wanted=wanted))


def _percent(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    """A percent as a fraction: «85,3 %» and a percent format say so themselves, a bare 85.3 has the form's unit."""
    if cell.kind is Kind.NUMBER:
        value = float(cell.value or 0)
        if cell.percent:
            return percent_checked(cell, value * 100, field, sheet=sheet)
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
    return _noted(percent_checked(cell, number.value, field, sheet=sheet), cell, field, sheet, plain=False)


def _unread(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    """Why a text is no number."""
    found = why_no_number(cell, field, words, place=sheet.place(cell))
    found = found or letters_for_figures(cell, sheet.place(cell), field, words)
    return _no_number(cell, field, sheet) if found is None else refused(found)


def _bare_percent(cell: RawCell, value: float, field: Field, *, sheet: SheetPlace) -> Typed:
    """0,853 without a percent sign may be 85,3 % or less than one percent: it is asked, not guessed."""
    if 0 < value <= 1:
        return refused(PERCENT_UNCLEAR.at(sheet.place(cell), value=quoted(cell), field=field.title))
    return percent_checked(cell, value, field, sheet=sheet)


def _mark(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    return _number(cell, field, sheet, words)


def _yes_no(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    match cell.kind:
        case Kind.BOOL:
            return _plainly(cell, yes=bool(cell.value))
        case Kind.DATE:
            return refused(NOT_A_YES_NO.at(sheet.place(cell), value=quoted(cell), field=field.title))
        case _:
            word = without_stop(folded(cell.text))
    if word in CROSSES and word not in words.declared:
        return refused(NOT_A_YES_NO.at(sheet.place(cell), value=quoted(cell), field=field.title))
    if (word in YES or word in NO) and cell.text.strip() not in LONG_DASHES:
        if cell.text in words.yes_no:
            return Typed(float(word in YES), Absence.PRESENT)
        return _plainly(cell, yes=word in YES) if word in PLAIN_YES_NO else _answered(cell, field, sheet, word)
    alike = letters_for_others(cell, sheet.place(cell), field)
    return _sentinel(cell, field, sheet, words) or refused(
        alike or NOT_A_YES_NO.at(sheet.place(cell), value=quoted(cell), field=field.title)
    )


def _plainly(cell: RawCell, *, yes: bool) -> Typed:
    """A plain yes or no in another spelling or language than the form's own, or a truth value."""
    manner = Manner(SPELLED_OTHERWISE, quoted(cell), Word("form.yes" if yes else "form.no"))
    return Typed(float(yes), Absence.PRESENT, manner=manner)


def _answered(cell: RawCell, field: Field, sheet: SheetPlace, word: str) -> Typed:
    """A yes or no in other words or by a sign."""
    as_word = Word("form.yes" if word in YES else "form.no")
    note = NORMALISED.at(sheet.place(cell), value=quoted(cell), field=field.title, read_as=as_word)
    return Typed(float(word in YES), Absence.PRESENT, (note,))


def _date(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    if cell.kind in (Kind.DATE, Kind.NUMBER) and not cell.percent:
        return _day_of(cell, field, sheet)
    said = _sentinel(cell, field, sheet, words) if cell.kind is Kind.TEXT else None
    if said is not None:
        return said
    readings = slashed(cell.text) if cell.kind is Kind.TEXT else ()
    if len(readings) > 1:
        unclear = DATE_UNCLEAR.at(sheet.place(cell), value=quoted(cell), field=field.title, readings=readings)
        return refused(unclear)
    day = parse_date(cell.text) if cell.kind is Kind.TEXT else None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        alike = letters_for_days(cell, sheet.place(cell), field)
        return refused(alike or NOT_A_DATE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    bare, timed = without_time(cell.text)
    if not PLAIN_DATE.fullmatch(bare):
        return _date_noted(day, cell, field, sheet)
    if timed:
        return _dated(day, Manner(TIME_OF_DAY, cell.text, _shown(day)))
    by_nature = cell.format == BY_PROGRAM
    return _dated(day, None if by_nature else Manner(VALUE_AS_TEXT, cell.text, _shown(day)))


def _day_of(cell: RawCell, field: Field, sheet: SheetPlace) -> Typed:
    """The day of a number; what of it is not seen in the cell, and what beside it is left out."""
    moment = to_datetime(float(cell.value or 0))
    first = FIRST_YEAR if cell.kind is Kind.DATE else _FIRST_OF_NUMBERS
    if moment is None or not first <= moment.year <= LAST_YEAR:
        return refused(NOT_A_DATE.at(sheet.place(cell), value=quoted(cell), field=field.title))
    day = moment.date()
    if cell.kind is Kind.NUMBER:
        return _date_noted(day, cell, field, sheet)
    parts = date_parts(cell.format)
    if parts != "whole":
        return _dated(day, Manner(DATE_SHOWN_IN_PART, Word(f"cell.date_part.{parts}"), _shown(day)))
    return _dated(day, Manner(TIME_OF_DAY, quoted(cell), _shown(day)) if moment.time() != dt.time() else None)


def _dated(day: dt.date, manner: Manner | None) -> Typed:
    return Typed(float(day.toordinal()), Absence.PRESENT, manner=manner)


def _shown(day: dt.date) -> str:
    return day.strftime("%d.%m.%Y")


def _date_noted(day: dt.date, cell: RawCell, field: Field, sheet: SheetPlace) -> Typed:
    note = NORMALISED.at(sheet.place(cell), value=quoted(cell), field=field.title, read_as=_shown(day))
    return Typed(float(day.toordinal()), Absence.PRESENT, (note,))


def _text(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    said = _sentinel(cell, field, sheet, words) if cell.kind is Kind.TEXT else None
    if said is not None:
        return said
    text, written = spaced(as_text(cell)), quoted(cell)
    tidied = cell.kind in (Kind.TEXT, Kind.BOOL) and written != text
    return Typed(text, Absence.PRESENT, manner=Manner(TEXT_TIDIED, written, text) if tidied else None)


def _symbol(cell: RawCell, field: Field, sheet: SheetPlace, words: Vocabulary) -> Typed:
    known = words.symbols[field.dictionary]
    word = folded(cell.text)
    code = known.get(word)
    if code is not None:
        title = words.entries[field.dictionary][code]
        plain = cell.text in (code, title)
        return Typed(code, Absence.PRESENT, manner=None if plain else Manner(SPELLED_OTHERWISE, cell.text, title))
    said = _sentinel(cell, field, sheet, words) if cell.kind is Kind.TEXT else None
    return said or refused(
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


def _noted(read: Typed, cell: RawCell, field: Field, sheet: SheetPlace, *, plain: bool) -> Typed:
    """The same reading with the note that the cell is a text, or was not written plainly."""
    if not isinstance(read.value, float) or (plain and cell.format == BY_PROGRAM):
        return read
    number = f"{read.value:.12g}" if field.type is not Type.PERCENT else f"{read.value * 100:.12g}{NBSP}%"
    shown = number.replace(".", ",")
    if plain:
        return read._replace(manner=Manner(VALUE_AS_TEXT, cell.text, shown))
    note = NORMALISED.at(sheet.place(cell), value=quoted(cell), field=field.title, read_as=shown)
    return read._replace(findings=(*read.findings, note))


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
