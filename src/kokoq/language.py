"""The words of the program: ``Language.say(key, **params)`` over ``lang/*.yaml``; dates and plurals by Babel."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from kokoq.resources import language_file

if TYPE_CHECKING:
    from babel.plural import PluralRule

NBSP = "\u00a0"
MINUS = "−"

Words = Mapping[str, "str | Mapping[str, str]"]


class Word(str):
    """A parameter that is itself a key of ``lang``: said in the reader's language, with parameters of its own.

    Example: ``WRONG_VALUE.at(place, key="points", found="two", expected=Word("expected.number"))``
    """

    __slots__ = ("params",)
    params: Mapping[str, object]

    def __new__(cls, key: str, /, **params: object) -> Word:
        word = super().__new__(cls, key)
        word.params = params
        return word

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r}, {self.params!r})"


@dataclass(frozen=True, slots=True)
class Language:
    """One language: ``code`` is ``ru`` or ``en``; ``words`` maps dotted keys to texts or to plural forms."""

    code: str
    words: Words

    def say(self, key: str, /, **params: object) -> str:
        """The text of ``key`` with its parameters; a text with plural forms is chosen by the parameter ``n``."""
        text = self.words[key]
        if not isinstance(text, str):
            text = text[_plural_rule(self.code)(float(str(params["n"])))]
        return text.format(**{name: self._shown(value) for name, value in params.items()})

    def _shown(self, value: object) -> object:
        """A parameter as it stands in a text: a ``Word`` said, a tuple listed, anything else as it is."""
        if isinstance(value, Word):
            return self.say(value, **value.params)
        return ", ".join(str(self._shown(part)) for part in value) if isinstance(value, tuple) else value

    def has(self, key: str) -> bool:
        return key in self.words

    def number(self, value: float | Decimal, digits: int = 0, *, mode: str = "half-up", grouping: bool = True) -> str:
        """``1234.5`` with one digit is «1 234,5» in Russian: rounded once, half-up unless declared otherwise."""
        rounded = round_decimal(value, digits, mode=mode)
        sign = MINUS if rounded < 0 else ""
        text = f"{abs(rounded):,.{digits}f}" if grouping else f"{abs(rounded):.{digits}f}"
        if self.code == "ru":
            text = text.replace(",", NBSP).replace(".", ",")
        return sign + text

    def percent(self, fraction: float | Decimal, digits: int = 1, *, mode: str = "half-up") -> str:
        """A fraction as «85,3 %» (ru, non-breaking space) or ``85.3%`` (en)."""
        hundredfold = Decimal(repr(float(fraction))) * 100
        return self.number(hundredfold, digits, mode=mode) + (f"{NBSP}%" if self.code == "ru" else "%")

    def date(self, value: dt.date) -> str:
        return value.strftime("%d.%m.%Y") if self.code == "ru" else value.isoformat()


_EXACT = Context(prec=400)
"""Room for the digits of any float: the largest has 309 before its point."""


def round_decimal(value: float | Decimal, digits: int, *, mode: str = "half-up") -> Decimal:
    """Round the shortest decimal that stands for ``value``; modes half-up (away from zero), half-even, truncate.

    A float is first taken to 12 significant digits, so that 2.675 kept as 2.67499999999999982 rounds to 2.68.
    What is no finite number stays what it is.
    """
    exact = value if isinstance(value, Decimal) else Decimal(f"{value:.12g}")
    step = Decimal(1).scaleb(-digits)
    rounding = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "truncate": "ROUND_DOWN"}[mode]
    if not exact.is_finite():
        return exact
    rounded = exact.quantize(step, rounding=rounding, context=_EXACT)
    return abs(rounded) if rounded == 0 else rounded


@lru_cache
def language(code: str) -> Language:
    """The language ``ru`` or ``en``."""
    return Language(code, _Sections(language_file(code).read_text(encoding="utf-8")))


class _Sections(Mapping[str, "str | Mapping[str, str]"]):
    """The words of a file, its sections read when something of them is said: no run says words of all."""

    def __init__(self, text: str) -> None:
        starts = [*re.finditer(r"(?m)^(\w+):", text)]
        ends = [*(start.start() for start in starts[1:]), len(text)]
        self._texts = {start[1]: text[start.start() : end] for start, end in zip(starts, ends, strict=True)}
        self._words: dict[str, Words] = {}

    def __getitem__(self, key: str) -> str | Mapping[str, str]:
        return self._section(key.partition(".")[0])[key]

    def __iter__(self) -> Iterator[str]:
        return (key for name in self._texts for key in self._section(name))

    def __len__(self) -> int:
        return sum(len(self._section(name)) for name in self._texts)

    def _section(self, name: str) -> Words:
        if name not in self._words:
            import yaml

            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            loaded = yaml.load(self._texts.get(name, "{}"), Loader=loader)  # noqa: S506 - safe either way
            self._words[name] = dict(_flatten(loaded, ""))
        return self._words[name]


PLURALS = frozenset({"one", "few", "many", "other"})


def _flatten(node: Mapping[str, object], prefix: str) -> list[tuple[str, str | Mapping[str, str]]]:
    found: list[tuple[str, str | Mapping[str, str]]] = []
    for key, value in node.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and not set(value) <= PLURALS:
            found += _flatten(value, f"{name}.")
        else:
            found.append((name, value if isinstance(value, dict) else str(value)))
    return found


@lru_cache
def _plural_rule(code: str) -> PluralRule:
    from babel import Locale

    return Locale.parse(code).plural_form
