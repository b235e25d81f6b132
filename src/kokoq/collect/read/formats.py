"""What a number format says of a value: that it is a date, a percent, or shown as what it is not.

Codes are always in English letters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

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


# --- formats that show another value than the cell holds ---

_PARTS = re.compile(
    r"""(?P<literal>"[^"]*"?|\\.)|(?P<space>_.|\*.)|(?P<bracket>\[[^\]]*\])|(?P<general>General|Standard)"""
    r"""|(?P<exponent>[eE][+-])|(?P<digit>[0#?])|(?P<comma>,)|(?P<point>\.)|(?P<next>;)|(?P<other>.)""",
    re.DOTALL,
)
_CONDITION = re.compile(r"\[[<>=]")
_LARGE = re.compile(r"тыс|млн|млрд|thousand|million|[KMkm]\b")
"""Words behind a number that say that it counts thousands."""
_THIRD = 2


class _Section(NamedTuple):
    """What one section of a format makes of a number: where it has no place for digits, only its words are shown."""

    digits: bool
    words: str
    thousands: int = 0
    decimals: int = 0
    before: str = ""
    after: str = ""

    @property
    def honest(self) -> bool:
        """Whether the digits that are seen are those of the value, rounded perhaps."""
        glued = self.before[-1:].isdigit() or re.match(r"[.,]?\d", self.after) is not None
        return self.digits and not glued and (not self.thousands or _LARGE.search(self.words) is not None)


def seen_as(code: str, value: float) -> str | None:
    """What a cell shows instead of its number: "" where nothing; None where that is the number itself.

    Rounding, units, signs and percents are as usual, and so are a blank or a dash that stand for zero; formats with
    conditions of their own are not judged.
    """
    sections = _sections(code)
    if not sections:
        return None
    place = 0 if len(sections) == 1 else _THIRD if value == 0 and len(sections) > _THIRD else int(value < 0)
    section = sections[place]
    if section.honest or (place == _THIRD and sections[0].digits and not any(map(str.isdigit, section.words))):
        return None
    if not section.digits:
        return section.words.strip()
    number = f"{abs(value) / 1000**section.thousands:.{section.decimals}f}".replace(".", ",")
    return f"{'-' * (value < 0 and place == 0)}{section.before}{number}{section.after}".strip()


@lru_cache(maxsize=1024)
def words_behind(code: str) -> str:
    """What a format writes behind a number, a unit perhaps; "" where nothing."""
    if code in (GENERAL, "@", "", BY_PROGRAM) or _CONDITION.search(code) or is_date_format(code):
        return ""
    return _section([(str(part.lastgroup), part[0]) for part in _PARTS.finditer(code.partition(";")[0])]).after.strip()


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    """The sections of a format; none where each of them shows the number itself."""
    if code in (GENERAL, "@", "", BY_PROGRAM) or _CONDITION.search(code) or is_date_format(code):
        return ()
    parts: list[list[tuple[str, str]]] = [[]]
    for match in _PARTS.finditer(code):
        if match.lastgroup == "next":
            parts.append([])
        else:
            parts[-1].append((str(match.lastgroup), match[0]))
    sections = tuple(map(_section, parts[:3]))
    return () if all(section.honest for section in sections) else sections


def _section(parts: list[tuple[str, str]]) -> _Section:
    kinds = [kind for kind, _ in parts]
    shown = [_literal(kind, text) for kind, text in parts]
    places = [n for n, kind in enumerate(kinds) if kind in ("digit", "general")]
    if not places or "exponent" in kinds:
        return _Section(digits="exponent" in kinds or "@" in shown, words="".join(shown))
    first, last = places[0], places[-1]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    ends = {max((n for n in places if n < point), default=first), last}
    thousands = sum(_commas(kinds, n + 1) for n in ends)
    decimals = sum(kind == "digit" for kind in kinds[point:])
    behind = last + 1 + _commas(kinds, last + 1)
    before, after = "".join(shown[:first]), "".join(shown[behind:])
    return _Section(
        digits=True, words="".join(shown), thousands=thousands, decimals=decimals, before=before, after=after
    )


def _commas(kinds: list[str], at: int) -> int:
    """How many commas stand here in a row."""
    n = 0
    while at + n < len(kinds) and kinds[at + n] == "comma":
        n += 1
    return n


def _literal(kind: str, text: str) -> str:
    """What a part shows of itself."""
    match kind:
        case "literal":
            return text.strip('"') if text[0] == '"' else text[1:]
        case "bracket":
            return text[2:-1].partition("-")[0] if text.startswith("[$") else ""
        case "space":
            return " "
        case "other":
            return text
        case _:
            return ""
