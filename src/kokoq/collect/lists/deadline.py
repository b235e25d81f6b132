"""A term as offices write it → its first and last day: the six shapes that decisions have (D44), and days in digits.

«до марта 2022» ends on the last day before March; «до 31 мая 2022» on that day. «в течение учебного года» is the school
year in which the decision was made, unless it names one: September to June; in July and August, the one ahead.
"""

from __future__ import annotations

import datetime as dt
import re

from kokoq.collect.cells.dates import parse_date
from kokoq.collect.cells.words import MONTHS, folded
from kokoq.decisions import Deadline
from kokoq.model import Period

PERMANENT = frozenset({"постоянно", "на постоянной основе"})
_YEAR_SIGN = re.compile(r"(?<=\d)\s*(?:г\.?|года|год)$")
_SCHOOL_YEAR = re.compile(r"(?:в течение|весь) (?:(\d{4})[-/](\d{4}) )?(?:учебного года|учебный год)")
_MONTHS = re.compile(r"(до )?(?:([а-я]+)(?: ((?:19|20|21)\d\d))? ?- ?)?([а-я]+) ((?:19|20|21)\d\d)")
_LAST_MONTH = 6  # of a school year, in which schools can still do something
_YEARS = range(1900, 2200)  # any other is a slip of the finger
_FIRST_HALF = ("январь", "февраль", "март", "апрель", "май", "июнь")
_NOMINATIVE = (*_FIRST_HALF, "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь")


def parse_deadline(text: str, *, made: dt.date) -> Deadline | None:
    """The days of a term; None where it is none that can be read. ``made`` is the day of the decision."""
    plain = _YEAR_SIGN.sub("", folded(text))
    if plain in PERMANENT:
        return Deadline(text)
    if found := _SCHOOL_YEAR.fullmatch(plain):
        return _school_year(text, found, made)
    day = parse_date(plain.removeprefix("до "))
    if day is not None and day.year in _YEARS:
        return Deadline(text, None, day)
    found = _MONTHS.fullmatch(plain)
    return _months(text, found) if found else None


def _school_year(text: str, found: re.Match[str], made: dt.date) -> Deadline | None:
    begins = int(found[1]) if found[1] else made.year - (made.month <= _LAST_MONTH)
    try:
        year = Period.parse(f"{found[1]}/{found[2]}" if found[1] else f"{begins}/{begins + 1}")
        return Deadline(text, year.start, Period(f"{year.end.year}-{_LAST_MONTH:02d}").end)
    except ValueError:
        return None


def _months(text: str, found: re.Match[str]) -> Deadline | None:
    until, first_name, first_year, last_name, last_year = found.groups()
    last = _month(last_name, last_year)
    first = last if first_name is None else _month(first_name, first_year or last_year)
    if first is None or last is None or first.start > last.start or (until and first_name):
        return None
    if until:
        return Deadline(text, None, last.start - dt.timedelta(days=1))
    return Deadline(text, first.start, last.end)


def _month(name: str, year: str) -> Period | None:
    number = next((n for n, names in enumerate(MONTHS, 1) if name in (*names, _NOMINATIVE[n - 1])), 0)
    return Period(f"{year}-{number:02d}") if number else None
