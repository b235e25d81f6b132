"""What a number format says of a value: that it is a date, a percent, or shown as what it is not.

Codes are always in English letters.
"""

from __future__ import annotations

import operator as op
import re
from collections.abc import Sequence
from decimal import Decimal
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
def date_parts(code: str) -> str:
    """What of a date its format shows: "whole", "month" without the day, "day" without the year, else "time"."""
    bare = _BRACKETED.sub("", _QUOTED.sub("", code).partition(";")[0]).lower()
    day, year = "d" in bare, any(letter in bare for letter in "yeg")
    return "whole" if day and year else "month" if year else "day" if day else "time"


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
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\s*\]")
_HOLDS = {"<": op.lt, "<=": op.le, ">": op.gt, ">=": op.ge, "=": op.eq, "<>": op.ne}
_LARGE = re.compile(
    r"(тыс[а-я]*\.?|thousands?|[KkКк]\b)|(млн\.?|миллион[а-я]*|millions?|[Mm]\b)|(млрд\.?|миллиард[а-я]*|billions?)",
    re.I,
)
"""Words behind a number that say that it counts thousands, thousands of thousands, and so on."""
_SECOND, _THIRD = 1, 2
_NEGATIVE = ("-", "()")
"""What formats write around negative numbers."""
_NO_LETTERS = re.compile(r"[\W\d_]*|\W*(?:нет|ноль)\W*", re.IGNORECASE)
"""What stands for zero and says nothing else."""
_FIGURE = re.compile(r"[\d.,]")


class _Section(NamedTuple):
    """What one section of a format makes of a number: where it has no place for digits, only its words are shown."""

    digits: bool
    words: str
    thousands: int = 0
    decimals: int = 0
    before: str = ""
    after: str = ""
    within: tuple[tuple[int, str], ...] = ()
    """Words between the places, each with the number of whole digits behind it: «0"."0» shows 12 as 1.2."""
    condition: tuple[str, float] | None = None
    general: bool = False
    coloured: bool = False

    @property
    def honest(self) -> bool:
        """Whether the digits that are seen are those of the value, rounded perhaps."""
        glued = self.before[-1:].isdigit() or re.match(r"[.,]?\d", self.after) is not None
        glued = glued or any(_FIGURE.search(words) for _, words in self.within)
        return self.digits and not glued and (not self.thousands or self.scale is not None)

    @property
    def scale(self) -> re.Match[str] | None:
        """The word that says how many thousands the number is shown in, where it says so rightly."""
        found = _LARGE.search(self.after)
        return found if found is not None and found.lastindex == self.thousands else None

    def shown(self, value: float) -> str:
        """The number as it is seen, without its sign."""
        number = abs(value) / 1000**self.thousands
        return self.around(_exact(number) if self.general else f"{number:.{self.decimals}f}".replace(".", ","))

    def around(self, number: str) -> str:
        """The words of the format around a number, and between its digits."""
        whole, point, decimals = number.partition(",")
        for behind, words in self.within:
            whole = whole.rjust(behind + 1, "0") if _FIGURE.search(words) else whole
            at = len(whole) - behind
            whole = f"{whole[:at]}{words}{whole[at:]}" if at > 0 else whole
        return f"{self.before}{whole}{point}{decimals}{self.after}"


def seen_as(code: str, value: float) -> str | None:
    """What a cell shows instead of its number: "" where nothing; None where that is the number itself.

    Rounding, units, signs and percents are as usual, and so are a blank or a dash that stand for zero.
    """
    sections = _sections(code)
    place = _place(sections, value) if sections else None
    if place is None:
        return None
    section = sections[place]
    if section.honest or (value == 0 and sections[0].digits and _stands_for_zero(section)):
        return None
    if not section.digits:
        return section.words.strip()
    minus = "-" * (value < 0 and (place == 0 or section.condition is not None))
    return f"{minus}{section.shown(value)}".strip()


def _stands_for_zero(section: _Section) -> bool:
    return not any(map(str.isdigit, section.words)) and _NO_LETTERS.fullmatch(section.words) is not None


class Framed(NamedTuple):
    """A number with what its format writes around it, as it is ``seen``; any of ``said`` says the same in full."""

    seen: str
    said: tuple[str, ...]


def framed(code: str, value: float) -> Framed | None:
    """What a cell shows of its number and around it; None where its format writes nothing but digits and a sign."""
    sections = _framing(code)
    place = _place(sections, value) if sections else None
    if place is None or not sections[place].digits:
        return None
    section = sections[place]
    if place == _SECOND and section.condition is None:
        section = _signed(section)
    minus = "-" * (value < 0 and (place == 0 or section.condition is not None))
    number = value * 100 if is_percent_format(code) else value
    exact = _exact(abs(number) / 1000**section.thousands)
    said = [f"{minus}{section.around(exact)}".strip()]
    if section.thousands and (scale := section.scale):
        said.append(f"{minus}{section.before}{_exact(number)}{section.after.replace(scale[0], '')}".strip())
    if section.before.strip() and not section.after.strip():
        said.append(f"{minus}{exact} {section.before.strip()}")
    return Framed(f"{minus}{section.shown(number)}".strip(), tuple(said))


@lru_cache(maxsize=1024)
def _framing(code: str) -> tuple[_Section, ...]:
    """The sections of a format; none where no one writes more around a number than its sign."""
    if code in (GENERAL, "@", "", BY_PROGRAM) or is_date_format(code):
        return ()
    sections = tuple(map(_section, _split(code)[: _THIRD + 1]))
    percent = "%" if is_percent_format(code) else ""
    return () if all(_is_bare(section, place, percent) for place, section in enumerate(sections)) else sections


def _is_bare(section: _Section, place: int, percent: str) -> bool:
    said = "".join(section.words.split()).replace(percent, "", 1)
    if place == _SECOND and section.condition is None and section.digits:
        return said in _NEGATIVE or (section.coloured and not said)
    return not section.digits or not said


def _signed(section: _Section) -> _Section:
    """A section of negative numbers with a minus for the brackets, or for the colour, that stand for it."""
    before, after = section.before, section.after
    if "(" in before and ")" in after:
        return section._replace(before=before.replace("(", "-"), after=after.replace(")", ""))
    return section._replace(before=f"-{before}") if section.coloured and "-" not in before else section


def _exact(number: float) -> str:
    """All decimals of a number, without its sign."""
    return f"{Decimal(f'{abs(number):.15g}'):f}".replace(".", ",")


def _place(sections: Sequence[_Section], value: float) -> int | None:
    """Which section shows a number: by their order, or by the conditions that they name; None where none does."""
    if not any(section.condition for section in sections):
        return 0 if len(sections) == 1 else _THIRD if value == 0 and len(sections) > _THIRD else int(value < 0)
    for place, section in enumerate(sections):
        sign, limit = section.condition or ("<", 0.0)
        last = section.condition is None and place == len(sections) - 1
        if last or _HOLDS[sign](value, limit):
            return place
    return None


@lru_cache(maxsize=1024)
def text_seen_as(code: str) -> str | None:
    """What a format shows instead of any text: "" where nothing; None where the text itself is seen."""
    if ";" not in code:
        return None
    parts = _split(code)
    if len(parts) <= _THIRD + 1:
        return None
    shown = "".join(_literal(kind, text) for kind, text in parts[_THIRD + 1])
    kinds = {kind for kind, _ in parts[_THIRD + 1]}
    return None if "@" in shown or kinds & {"digit", "general"} else shown.strip()


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    """The sections of a format; none where each of them shows the number itself."""
    if code in (GENERAL, "@", "", BY_PROGRAM) or is_date_format(code):
        return ()
    sections = tuple(map(_section, _split(code)[: _THIRD + 1]))
    return () if all(section.honest for section in sections) else sections


def _split(code: str) -> list[list[tuple[str, str]]]:
    """The parts of each section, every one with its kind."""
    parts: list[list[tuple[str, str]]] = [[]]
    for match in _PARTS.finditer(code):
        if match.lastgroup == "next":
            parts.append([])
        else:
            parts[-1].append((str(match.lastgroup), match[0]))
    return parts


def _section(parts: list[tuple[str, str]]) -> _Section:
    kinds = [kind for kind, _ in parts]
    shown = [_literal(kind, text) for kind, text in parts]
    named = next((found for kind, text in parts if kind == "bracket" and (found := _CONDITION.fullmatch(text))), None)
    condition = (named[1], float(named[2])) if named else None
    places = [n for n, kind in enumerate(kinds) if kind in ("digit", "general")]
    if bool(places) and ("exponent" in kinds or ("other", "/") in parts):  # a power of ten, a fraction
        return _Section(digits=True, words="", condition=condition)
    if not places:
        return _Section(digits="@" in shown, words="".join(shown), condition=condition)
    first, last = places[0], places[-1]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    ends = {max((n for n in places if n < point), default=first), last}
    behind = last + 1 + _commas(kinds, last + 1)
    within = [(sum(n > at for n in places if n < point), shown[at]) for at in range(first, min(last, point))]
    return _Section(
        digits=True,
        words="".join(shown),
        thousands=sum(_commas(kinds, n + 1) for n in ends),
        decimals=sum(kind == "digit" for kind in kinds[point:]),
        before="".join(shown[:first]),
        after="".join(shown[behind:]),
        within=tuple((n, words) for n, words in within if words),
        condition=condition,
        general="general" in kinds,
        coloured=any(kind == "bracket" and text[1:2].isalpha() for kind, text in parts),
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
            return text[1] if text[0] == "*" else " "
        case "other":
            return text
        case _:
            return ""
