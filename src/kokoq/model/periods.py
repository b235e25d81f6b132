"""A period of monitoring, by its text, and what is valid in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SCHOOL_YEAR = 9
"""The month that it begins with."""


def in_force(start: dt.date | None, end: dt.date | None, period: Period) -> bool:
    """Whether what is valid from one day to another (None: without an end) is so on some day of the period."""
    return (start is None or start <= period.end) and (end is None or end >= period.start)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A school year ``2020/2021``, year ``2021``, half-year ``2021-H1``, quarter ``2021-Q3`` or month ``2021-05``."""

    text: str

    @property
    def start(self) -> dt.date:
        return self._bounds()[0]

    @property
    def end(self) -> dt.date:
        """The last day."""
        return self._bounds()[1]

    @property
    def slug(self) -> str:
        """The text as a folder's name: ``2020-2021`` for a school year."""
        return self.text.replace("/", "-")

    def previous(self, back: int = 1) -> Period:
        """The period of the same kind that lies ``back`` periods earlier."""
        year = int(self.text[:4])
        if "/" in self.text:
            return Period(f"{year - back}/{year - back + 1}")
        if len(self.text) == 4:
            return Period(str(year - back))
        per_year, letter = {"H": (2, "H"), "Q": (4, "Q")}.get(self.text[5], (12, ""))
        year, number = divmod(year * per_year + int(self.text[5:].lstrip("HQ")) - 1 - back, per_year)
        return Period(f"{year}-{letter}{number + 1}" if letter else f"{year}-{number + 1:02d}")

    def is_of(self, every: str) -> bool:
        """Whether there is one ``every`` year (of school or the calendar), half_year, quarter or month."""
        mark = "" if "/" in self.text else self.text[5:6]
        return every == {"": "year", "H": "half_year", "Q": "quarter"}.get(mark, "month")

    @classmethod
    def school_year(cls, day: dt.date) -> Period:
        """The school year that a day lies in."""
        first = day.year - (day.month < SCHOOL_YEAR)
        return cls(f"{first}/{first + 1}")

    @classmethod
    def is_one(cls, text: str) -> bool:
        """Whether a text is a period."""
        try:
            cls.parse(text)
        except ValueError:
            return False
        return True

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period; a school year may also be written ``2020-2021``. Raises ``ValueError`` on anything else."""
        text = text.strip()
        years = text.replace("-", "/").split("/")
        if len(text) == 9 and len(years) == 2 and all(len(y) == 4 and y.isdecimal() for y in years):
            if int(years[1]) != int(years[0]) + 1:
                raise ValueError(text)
            return cls("/".join(years))
        if len(text) == 4 and text.isdecimal():
            return cls(text)
        head, _, tail = text.partition("-")
        if len(head) == 4 and head.isdecimal():
            if len(tail) == 2 and tail[0] in "HQ" and tail[1] in ("12" if tail[0] == "H" else "1234"):
                return cls(text)
            if len(tail) == 2 and tail.isdecimal() and 1 <= int(tail) <= 12:
                return cls(text)
        raise ValueError(text)

    def _bounds(self) -> tuple[dt.date, dt.date]:
        year = int(self.text[:4])
        if "/" in self.text:
            first, after = (dt.date(each, SCHOOL_YEAR, 1) for each in (year, year + 1))
            return first, after - dt.timedelta(days=1)
        if len(self.text) == 4:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        months = {"H": 6, "Q": 3}.get(self.text[5], 1)
        number = int(self.text[5:].lstrip("HQ"))
        begun, past = (number - 1) * months, number * months
        return dt.date(year, begun + 1, 1), dt.date(year + past // 12, past % 12 + 1, 1) - dt.timedelta(days=1)
