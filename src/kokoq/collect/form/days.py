"""What day a cell of a form may hold: the limits that reading has, as formulas of Excel and as values beside them.

A day outside of the period is asked about and taken, as after collection (KQ505). A text counts as the day that it
plainly is, «12.05.2021» or «2021-05-12»: no program turns one into a date that has been pasted, or typed under settings
of another country.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from kokoq.collect.cells.dates import FIRST_YEAR, LAST_YEAR, PLAIN_DATE, parse_date
from kokoq.model import Period

_ZERO = dt.date(1899, 12, 30).toordinal()
"""From it days are counted in a spreadsheet."""


class Days(NamedTuple):
    """The first and the last of some days, as a spreadsheet counts them."""

    first: int
    last: int

    def holds(self, day: int | None) -> bool:
        """Whether a day is one of them."""
        return day is not None and self.first <= day <= self.last

    def within(self, cell: str) -> str:
        """The condition that a cell holds one of them; an error where it holds no day.

        A warning while typing has no room for more than 255 characters.
        """
        return self._compared(cell, cell, "<=")

    def beyond(self, cell: str) -> str:
        """The condition that the day in a cell is none of them, with the same error; spaces around it are no matter."""
        return self._compared(cell, f"TRIM({cell})", ">")

    def _compared(self, cell: str, text: str, sign: str) -> str:
        day = f"INT(IF(ISNUMBER({cell}),{cell},DATEVALUE({_iso(text)})))"
        return f"ABS({day}-{(self.first + self.last) / 2:.15g}){sign}{(self.last - self.first) / 2:.15g}"


def days_of(first: dt.date, last: dt.date) -> Days:
    """The days from one to another."""
    return Days(first.toordinal() - _ZERO, last.toordinal() - _ZERO)


POSSIBLE = days_of(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))
"""The days that are read at all."""


def day_of(entry: str | float | None) -> int | None:
    """The day that was typed, as a date or plainly as a text; None for anything else."""
    if not isinstance(entry, str):
        return None if entry is None else int(entry)
    day = parse_date(entry) if PLAIN_DATE.fullmatch(entry.strip()) else None
    return None if day is None else day.toordinal() - _ZERO


def ends(period: Period) -> dict[str, str]:
    """The first and last day of a period, as they are shown."""
    return {"first": f"{period.start:%d.%m.%Y}", "last": f"{period.end:%d.%m.%Y}"}


def _iso(cell: str) -> str:
    """The text of a cell in the one order that every program takes for a date, whatever its language."""
    dot = f'FIND(".",{cell})'
    turned = f'RIGHT({cell},4)&"-"&MID({cell},{dot}+1,LEN({cell})-{dot}-5)&"-"&LEFT({cell},{dot}-1)'
    return f'IF(MID({cell},8,1)="-",{cell},{turned})'
