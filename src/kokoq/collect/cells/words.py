"""The declared dictionary of what people type into cells instead of a value; a campaign's ``cells:`` overrides it.

Words are compared in lower case, with «е» for «ё», plain spaces and hyphens for their relatives, quotes and the outer
punctuation left out. Nothing that could mean two things is here: «нет» in a number cell is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from kokoq.model import Catalogue, Sentinel, Settings

SENTINELS: Mapping[str, Sentinel] = {
    **dict.fromkeys(("-", "--", "...", "…", "?", "н/д", "нд", "н.д", "н.д.", "no data", "unknown"), Sentinel.NO_DATA),
    **dict.fromkeys(("нет данных", "данных нет", "нет сведений", "сведений нет"), Sentinel.NO_DATA),
    **dict.fromkeys(("данные отсутствуют", "неизвестно", "не известно", "б/д", "без данных"), Sentinel.NO_DATA),
    **dict.fromkeys(("нет информации", "информации нет", "информация отсутствует"), Sentinel.NO_DATA),
    **dict.fromkeys(("не применимо", "неприменимо", "н/п", "х", "x", "not applicable"), Sentinel.NOT_APPLICABLE),
}
YES = frozenset({"да", "д", "yes", "y", "+", "1", "true", "истина", "есть", "имеется", "✓", "✔"})
NO = frozenset({"нет", "н", "no", "n", "-", "0", "false", "ложь", "отсутствует", "не имеется"})
OWN_YES_NO = {"ru": ("да", "нет"), "en": ("yes", "no")}
"""The yes and no of a form in each language: they need no note."""
PLAIN_YES_NO = frozenset(word for words in OWN_YES_NO.values() for word in words)

SPREADSHEET_ERRORS = {
    "#N/A": "none",
    "#DIV/0!": "division",
    "#REF!": "reference",
    "#VALUE!": "value",
    "#NAME?": "name",
    "#NUM!": "number",
    "#NULL!": "null",
}
"""Error values as files have them; ``cell.error`` has them as programs show them in each language."""
LONG_DASHES = frozenset("–—―")
"""Beside «+» a minus is «no», also the hyphen of the keyboard; a longer dash says that there is nothing to say."""
CROSSES = frozenset(("x", "х", "×"))
"""A cross is «yes» to who ticks a box and «does not apply» to who strikes out a cell: it answers no yes or no."""
ERRORS = frozenset(error.casefold() for error in SPREADSHEET_ERRORS) | frozenset(
    ("#н/д", "#дел/0!", "#ссылка!", "#знач!", "#имя?", "#число!", "#пусто!")
)
"""Error values of spreadsheet programs where they come as texts: in CSV, or pasted as values."""

NO_EVIDENCE = frozenset((*SENTINELS, *YES, *NO, *ERRORS))
"""What stands beside an answer and names no document."""

PEOPLE = frozenset(("чел", "человек", "человека", "уч", "учащийся", "учащихся", "ученик", "ученика", "учеников")) | {
    *("обучающийся", "обучающихся", "ребенок", "ребенка", "детей", "воспитанник", "воспитанника", "воспитанников")
}
THINGS = frozenset(("шт", "штук", "штука", "штуки", "ед", "единиц", "единица", "единицы"))
POINTS = frozenset(("балл", "балла", "баллов"))
PERCENTS = frozenset(("%", "процент", "процента", "процентов", "проц"))
UNIT_FAMILIES = (
    PEOPLE,
    THINGS,
    POINTS,
    PERCENTS,
    frozenset(("раз", "раза")),
    frozenset(("лет", "год", "года")),
    frozenset(("руб", "рубль", "рубля", "рублей", "р", "₽")),
    frozenset(("ставка", "ставки", "ставок")),
)
"""Units that stand for each other, without the point that some of them end with."""
_SHORT = ("чел.", "уч.", "шт.", "ед.", "руб.")
SCALES = ("тыс", "млн", "миллион", "млрд", "миллиард")
"""How units begin in which many are one: «тыс. чел.», «млн руб.»."""
UNITS = frozenset().union(*UNIT_FAMILIES, _SHORT) - PERCENTS

MONTHS = (
    ("января", "янв"),
    ("февраля", "фев", "февр"),
    ("марта", "мар"),
    ("апреля", "апр"),
    ("мая", "май"),
    ("июня", "июн"),
    ("июля", "июл"),
    ("августа", "авг"),
    ("сентября", "сен", "сент"),
    ("октября", "окт"),
    ("ноября", "ноя", "нояб"),
    ("декабря", "дек"),
)

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+")
_HYPHENS = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "―": "-", "ё": "е"})
_QUOTES = str.maketrans("", "", "«»„“”\"'`’‘\u0336")  # the last is a stroke through a letter


def spaced(text: str) -> str:
    """The text with any run of spaces, also non-breaking and thin ones, as one plain space."""
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """The text as words are compared: case, «ё», kinds of spaces, hyphens and quotes do not matter."""
    return _SPACES.sub(" ", text.casefold().translate(_HYPHENS).translate(_QUOTES)).strip()


def without_stop(word: str) -> str:
    """A word without the full stop at its end, «да.»; one letter with a point is an abbreviation."""
    bare = word.rstrip(".")
    return bare if len(bare) > 1 else word


def is_unit(text: str, units: frozenset[str]) -> bool:
    """Whether a cell says in which unit the figures of its column are: «чел.», «(%)»."""
    said = folded(text).strip("()")
    return said in units or said in PERCENTS or said.startswith(SCALES)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words that a campaign's cells may hold: of absence, of units, of the dictionaries (id → word → code).

    ``entries`` are the titles of codes in each dictionary, ``yes_no`` the words for these in the campaign's language.
    """

    sentinels: Mapping[str, Sentinel] = field(default_factory=lambda: SENTINELS)
    units: frozenset[str] = UNITS
    symbols: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    unit_titles: Mapping[str, str] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()  # the sentinels that the campaign itself declares
    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    yes_no: tuple[str, str] = OWN_YES_NO["ru"]


def vocabulary(catalogue: Catalogue, settings: Settings | None = None) -> Vocabulary:
    """The declared words of a catalogue, with the campaign's own reading of cells where it has one."""
    overrides = {} if settings is None else {folded(word): meaning for word, meaning in settings.cells.items()}
    symbols = {
        d.id: {
            **{folded(alias): code for alias, code in d.aliases.items()},
            **{folded(title): code for code, title in d.entries.items()},
            **{folded(code): code for code in d.entries},
        }
        for d in catalogue.dictionaries.values()
    }
    units = UNITS | {folded(title) for title in catalogue.units.values()}
    return Vocabulary(
        {**SENTINELS, **overrides},
        units,
        symbols,
        {d.id: d.title for d in catalogue.dictionaries.values()},
        catalogue.units,
        frozenset(overrides),
        {d.id: d.entries for d in catalogue.dictionaries.values()},
        OWN_YES_NO["ru" if settings is None else settings.language],
    )
