"""What a number format says of a value: that it is a date, or a percent. Codes are always in English letters."""

from __future__ import annotations

import re
from functools import lru_cache

GENERAL = "General"
BY_PROGRAM = "csv"
"""Of the cells of a csv: all of them are texts, also the numbers, which programs write with a point."""

BUILTIN: dict[int, str] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    37: "#,##0;(#,##0)",
    38: "#,##0;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd"),  # calendars of the Far East
}
"""Formats that a workbook may name by number without writing them down."""

_QUOTED = re.compile(r'"[^"]*"?|\\.|_.|\*.')
_BRACKETED = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE_LETTER = re.compile(r"[dmyhs]", re.IGNORECASE)


@lru_cache(maxsize=1024)
def is_date_format(code: str) -> bool:
    """Whether a number so formatted shows as a date or a time; quoted words and colours do not count."""
    if code in (GENERAL, "@", ""):
        return False
    first = _QUOTED.sub("", code).partition(";")[0]
    if _ELAPSED.search(first):
        return True
    bare = _BRACKETED.sub("", first)
    return bool(_DATE_LETTER.search(bare)) and bare.strip().lower() not in ("general", "standard")


@lru_cache(maxsize=1024)
def is_percent_format(code: str) -> bool:
    """Whether a number so formatted shows hundredfold with a percent sign."""
    return "%" in code and "%" in _BRACKETED.sub("", _QUOTED.sub("", code))
