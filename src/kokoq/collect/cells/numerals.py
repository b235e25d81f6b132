"""Numbers as people write them into cells: what can mean one number only, and why anything else is none.

Which units may stand behind a number depends on what the field asks for: «12 руб.» is no number of persons, «12 чел.»
no percents.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import isclose
from typing import NamedTuple

from kokoq.collect.cells.seen import quoted
from kokoq.collect.cells.words import (
    PEOPLE,
    PERCENTS,
    POINTS,
    SCALES,
    THINGS,
    UNIT_FAMILIES,
    Vocabulary,
    folded,
    spaced,
)
from kokoq.collect.read.book import Kind, RawCell
from kokoq.collect.read.formats import BY_PROGRAM, GENERAL, framed
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Word
from kokoq.model import Field, Type
from kokoq.rules import MARKS_MIXED, NUMBER_UNCLEAR, NUMBERS_APART, SHOWN_OTHERWISE, SPAN_OF_NUMBERS, UNIT_OF_OTHER

_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?: \d{3})+|\d+)(?:[.,](\d+)|\.(?= |$))?(?: ?(%|[^\d%]+))?")
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:,[0-9]*[1-9])?")
_PROGRAM_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")  # in a csv, where all is text and programs write points
_DAY = re.compile(r"0[1-9]\.\d\d")
_MONTH = re.compile(r"(?:0[1-9]|1[0-2])\.(?:19|20)\d\d")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3}|,000)")
_SPAN = re.compile(r"(?:от )?\d[\d ]*(?:[.,]\d+)? ?(?:-|\.\.+|…|до) ?\d[\d ]*(?:[.,]\d+)?.*")
_MIXED = re.compile(r"[+-]?\d[\d ]*(?:\.[\d.]*,|,[\d,]*\.)\d+.*")
_BROKEN = re.compile(r"(?<=[\d.,])[^\S\r\n\t]*[\r\n\t\v\f\x85\u2028\u2029]\s*(?=\d)")
"""Where one line ends with a number and the next one begins with another: no space between thousands."""
_WORD = re.compile(r"[^\W\d_]+")
_DEFAULT_UNITS = {Type.COUNT: PEOPLE | THINGS, Type.MARK: POINTS, Type.PERCENT: frozenset[str]()}


class Parsed(NamedTuple):
    """A number that was read from a text; ``plain`` where it is written as we would write it."""

    value: float
    percent: bool
    plain: bool


def parse_number(cell: RawCell, field: Field, words: Vocabulary) -> Parsed | None:
    """«1 234,5», «12 чел.», «85,3 %», «−3»: groups of three, one decimal sign, a unit of the field's; else None."""
    tidy = _tidy(cell)
    found = _NUMBER.fullmatch(tidy)
    if found is None or _readings(tidy, cell, field):
        return None
    sign, whole, decimals, unit = found.groups()
    said = _bare(unit or "")
    if said and not _is_of(said, field, words):
        return None
    value = float(f"{sign}{whole.replace(' ', '')}.{decimals or 0}")
    plain = _PROGRAM_NUMBER if cell.format == BY_PROGRAM else _PLAIN_NUMBER
    percent = said in PERCENTS and said != _asked(field, words)
    return Parsed(value, percent, plain.fullmatch(cell.text.strip()) is not None)


def why_no_number(cell: RawCell, field: Field, words: Vocabulary, *, place: Cell) -> Diagnostic | None:
    """What is the matter with a text that was not read as a number; None where it is just none."""
    tidy, value, title = _tidy(cell), cell.text, field.title
    if len(parts := _BROKEN.split(value)) > 1:
        return NUMBERS_APART.at(place, value=tuple(map(spaced, parts)), field=title)
    if readings := _readings(tidy, cell, field):
        return NUMBER_UNCLEAR.at(place, value=value, field=title, readings=readings)
    if _SPAN.fullmatch(folded(tidy)):
        return SPAN_OF_NUMBERS.at(place, value=value, field=title)
    if _MIXED.fullmatch(tidy):
        return MARKS_MIXED.at(place, value=value, field=title)
    found = _NUMBER.fullmatch(tidy)
    if found is not None and (unit := _bare(found[4] or "")) and (unit in _known(words) or unit.startswith(SCALES)):
        return UNIT_OF_OTHER.at(place, value=value, field=title, asked=_asked_word(field, words))
    return None


def shown_unit(cell: RawCell, field: Field, words: Vocabulary, *, place: Cell) -> Diagnostic | None:
    """What a number format writes around a number, judged as if it were typed: «45,1 тыс. руб.», «≈ 45», «50 %».

    Only a unit of the field's own says nothing else than the number does.
    """
    frame = framed(cell.format, float(cell.value or 0))
    if frame is None:
        return None
    typed = [cell._replace(kind=Kind.TEXT, value=text, format=GENERAL) for text in frame.said]
    read = [parse_number(each, field, words) for each in typed]
    held = float(cell.value or 0) * (100 if cell.percent else 1)
    for number in read:
        if number is not None and isclose(number.value, held) and (field.type is Type.PERCENT or not number.percent):
            return None
    if read[0] is None or read[0].percent:
        why = why_no_number(typed[0], field, words, place=place)
        if why is not None and why.rule is UNIT_OF_OTHER:
            return UNIT_OF_OTHER.at(place, value=frame.seen, field=field.title, asked=_asked_word(field, words))
    return SHOWN_OTHERWISE.at(place, value=quoted(cell), field=field.title, shown=frame.seen)


def _tidy(cell: RawCell) -> str:
    return spaced(_BROKEN.sub(" ; ", cell.text)).lstrip("'’`").replace("−", "-")


def _readings(tidy: str, cell: RawCell, field: Field) -> tuple[str, ...]:
    """What a number with a point may be where it may be two things: programs write points, people days and thousands.

    «1.234» is thousands to some, and so is «12,000», since nobody writes three noughts for nothing; where the field's
    limits leave one of both, there is no doubt.
    """
    decimal = tidy.replace(".", ",")
    if cell.format == BY_PROGRAM and tidy[:1] != "0":  # no program begins a number so
        return ()
    if _DAY.fullmatch(tidy):
        return Word("cell.figure", value=decimal.lstrip("0")), Word("cell.day", value=tidy)
    if _MONTH.fullmatch(tidy):
        return Word("cell.figure", value=decimal.lstrip("0")), Word("cell.month", value=tidy)
    if field.type not in (Type.COUNT, Type.NUMBER) or not _THOUSANDS.fullmatch(tidy):
        return ()
    low, high = field.limits
    plain, thousands = float(decimal.replace(",", ".")), float(re.sub(r"[.,]", "", tidy))
    if any((low is not None and number < low) or (high is not None and number > high) for number in (plain, thousands)):
        return ()
    return Word("cell.figure", value=decimal), Word("cell.figure", value=f"{thousands:.0f}")


# --- units ---


def _bare(unit: str) -> str:
    return folded(unit).rstrip(".")


def _known(words: Vocabulary) -> frozenset[str]:
    return _bare_units(words.units)


@lru_cache(maxsize=8)
def _bare_units(units: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_bare, units)) | PERCENTS


def _asked(field: Field, words: Vocabulary) -> str:
    return _bare(words.unit_titles.get(field.unit, field.unit))


def _is_of(said: str, field: Field, words: Vocabulary) -> bool:
    """Whether a field may be answered in this unit: its own or one of the same kind, and «шт.» of whatever is counted.

    A field without a unit takes what its type counts in; a percent is refused later by those who ask for none.
    """
    asked = _asked(field, words)
    if said in PERCENTS or (asked and said == asked):
        return True
    if said not in _known(words):
        return False
    if not asked:
        return said in _DEFAULT_UNITS.get(field.type, _known(words))
    family = next((family for family in UNIT_FAMILIES if asked in family), frozenset[str]())
    return said in family or (field.type is Type.COUNT and said in THINGS)


def other_unit(said: str, field: Field, words: Vocabulary) -> str:
    """The unit in which a field is asked, where a text beside it names another one; "" where it names none or adds."""
    percent = field.type is Type.PERCENT
    asked = "%" if percent else words.unit_titles.get(field.unit, field.unit)
    named = _named(said)
    if not asked or not named:
        return ""
    if scale_of(named) != scale_of(asked):
        return asked
    if folded(said).startswith((folded(asked), f"{_bare(asked)} ")):
        return ""
    return "" if (named in PERCENTS) == percent and _is_of(named, field, words) else asked


def names_unit(text: str, words: Vocabulary) -> bool:
    """Whether a text is the name of a unit and nothing else, or says that thousands are counted."""
    return _named(text) in _known(words) or bool(scale_of(text))


def _named(text: str) -> str:
    """«чел» of «(в чел.)»."""
    return _bare(text.strip("() ")).removeprefix("в ")


def scale_of(text: str) -> str:
    """How many of a unit are counted as one: «тыс» of «в тысячах рублей»; "" where nothing of the kind is said."""
    said = _WORD.findall(folded(text))
    return next((scale for word in said for scale in SCALES if word.startswith(scale)), "")


def _asked_word(field: Field, words: Vocabulary) -> Word:
    """In what the answer is asked."""
    title = words.unit_titles.get(field.unit, field.unit)
    if field.type is Type.PERCENT:
        return Word("cell.unit.percent")
    return Word("cell.unit.named", unit=title) if title else Word("cell.unit.none")
