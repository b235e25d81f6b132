"""What a cell of hypertext holds: the words that it shows, or the number behind them where the page tells it.

Excel and LibreOffice write both. Where the words say another number, or none, the cell is a number with a format that
shows just these words; so it is judged as a cell of any spreadsheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kokoq.collect.read.book import Kind
from kokoq.collect.read.cells import to_number
from kokoq.collect.read.formats import GENERAL, seen_as, text_seen_as
from kokoq.collect.read.page_looks import Look
from kokoq.collect.read.runs import STRUCK

Content = tuple[Kind, str | float, str, bool]
"""Kind, value, number format and whether a formula made it."""

_EXACT = ("x:num", "sdval")  # how Excel and LibreOffice tell the number behind what they show
_SHOWN = re.compile(r"([+−-]?)([0-9](?:[0-9 .,'’\u00a0\u202f]{0,60}[0-9])?)[ \u00a0\u202f]*(%?)([^0-9]{0,100})")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([ .,])[0-9]{3})(?:\1[0-9]{3})*")
_SPACES = re.compile(r"[ '’\u00a0\u202f]")
_WHOLE = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
_MINUS = ("-", "−")
_NOTHING = frozenset("-–—")
_ROUNDED = 0.500001


def value_of(text: str, attributes: Mapping[str, str], look: Look) -> Content | None:
    """What stands in a cell that shows ``text``; None where that is nothing."""
    formula = "x:fmla" in attributes
    exact = to_number(next((attributes[name] for name in _EXACT if attributes.get(name)), ""))
    kind, value, code = _typed(text, look) if exact is None else _behind(text, exact)
    if kind is Kind.TEXT and not value:
        return None
    return kind, value, STRUCK + code if look.struck else code, formula


def _typed(text: str, look: Look) -> tuple[Kind, str | float, str]:
    """A text, of which the style tells as what a program shows it."""
    if look.format and _WHOLE.fullmatch(text):
        number = float(text.replace(",", "."))
        if seen_as(look.format, number) is not None:
            return Kind.NUMBER, number, look.format
    return Kind.TEXT, text, look.format if look.format and text_seen_as(look.format) is not None else GENERAL


def _behind(text: str, exact: float) -> tuple[Kind, str | float, str]:
    """The number behind a text, unless the text is a date or something else that is worth more."""
    found = _SHOWN.fullmatch(text)
    readings = [*_readings(found[2])] if found is not None else []
    if found is not None and readings:
        sign, _, percent, unit = found.groups()
        shown = exact * 100 if percent else exact
        if any(_shows(value, places, -shown if sign in _MINUS else shown) for value, places in readings):
            code = f'General"{_inside(unit)}"' if unit.strip() else GENERAL
            return Kind.NUMBER, exact, "0%" if percent else code
        if unit.strip():
            return Kind.TEXT, text, GENERAL
    elif any(map(str.isdigit, text)):
        return Kind.TEXT, text, GENERAL
    elif exact == 0 and text.strip() in _NOTHING:
        return Kind.NUMBER, exact, GENERAL
    return Kind.NUMBER, exact, f'"{_inside(text)}"'


def _inside(words: str) -> str:
    """Words as they may stand between the quotes of a format."""
    return words.replace('"', "”")


def _shows(value: float, places: int, exact: float) -> bool:
    """Whether a number with so many decimals is what is seen of an exact one."""
    return abs(value - exact) <= _ROUNDED * 10.0**-places


def _readings(digits: str) -> Iterator[tuple[float, int]]:
    """The numbers that digits may be, each with its decimals: a point or comma may stand between thousands."""
    plain = _SPACES.sub("", digits)
    last = max(plain.rfind("."), plain.rfind(","))
    whole, decimals = (plain, "") if last < 0 else (plain[:last], plain[last + 1 :])
    if whole.isdigit() or (_GROUPED.fullmatch(whole) and plain[last] not in whole):
        yield float(f"{re.sub('[.,]', '', whole)}.{decimals or 0}"), len(decimals)
    if last >= 0 and _GROUPED.fullmatch(plain):
        yield float(re.sub("[.,]", "", plain)), 0
