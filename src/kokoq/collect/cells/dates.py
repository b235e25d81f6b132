"""Days as people write them: in figures or in words; a date with slashes may be two of them."""

from __future__ import annotations

import datetime as dt
import re

from kokoq.collect.cells.words import MONTHS, folded

PLAIN_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{1,2}", re.ASCII)
"""A date that needs no note of how it was read."""
FIRST_YEAR, LAST_YEAR = 1910, 2100
"""Years of dates: below lie times of day and years that a cell shows as days, «17.07.1905» for 2025."""

_DATE = re.compile(r"(\d{1,2})[./-] ?(\d{1,2})[./-] ?(\d{4})(?: ?г)?")
_SHORT_DATE = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{2})(?: ?г)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})")
_WRITTEN_DATE = re.compile(r"(\d{1,2}) ([а-я]+)\.? (?:(\d{4})(?: ?(?:г|года))?|(\d{2}) ?(?:г|года))")
_TIME = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_TIME_BEHIND = re.compile(r"(?:\s+|[Tt])" + _TIME.pattern.removeprefix("[ t]"))
_THIS_CENTURY, _LAST_CENTURY = range(30), range(50, 100)
"""Years in two digits: those between may be of either."""


def slashed(text: str) -> tuple[str, ...]:
    """The days that a date with slashes may mean, the day first; none where it is no such date."""
    found = _SLASHED.fullmatch(_tidy(text))
    if found is None or found[1] == found[2]:
        return ()
    days = (parse_date(f"{a}.{b}.{found[3]}") for a, b in ((found[1], found[2]), (found[2], found[1])))
    return tuple(dict.fromkeys(day.strftime("%d.%m.%Y") for day in days if day is not None))


def parse_date(text: str) -> dt.date | None:
    """«15.03.2021», «2021-03-15», «15 марта 2021 г.», «15.03.21» as a day, without its time; None for anything else."""
    tidy = _tidy(text)
    if found := _DATE.fullmatch(tidy):
        day, month, year = (int(part) for part in found.groups())
        if month > 12 and "/" in tidy:  # as a program with English settings writes it
            day, month = month, day
    elif found := _SHORT_DATE.fullmatch(tidy):
        day, month, year = int(found[1]), int(found[2]), _whole_year(int(found[3]))
    elif found := _ISO_DATE.fullmatch(tidy):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif found := _WRITTEN_DATE.fullmatch(tidy):
        month = next((n for n, names in enumerate(MONTHS, 1) if found[2] in names), 0)
        day, year = int(found[1]), int(found[3]) if found[3] else _whole_year(int(found[4]))
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def without_time(text: str) -> tuple[str, bool]:
    """A written date without its time of day, and whether there was any."""
    bare = _TIME_BEHIND.sub("", text.strip())
    return bare, bare != text.strip()


def _whole_year(short: int) -> int:
    """The year of its last two digits; 0, which is none, where the century is in doubt."""
    return 2000 + short if short in _THIS_CENTURY else 1900 + short if short in _LAST_CENTURY else 0


def _tidy(text: str) -> str:
    """The text without quotes, a time of day and a full stop."""
    return _TIME.sub("", folded(text)).rstrip(".")
