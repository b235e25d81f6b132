"""Scalars by the type that is expected of them: each converter takes what was typed, or says what it expected.

YAML itself decides nothing here: ``no`` is a text, 98% a fraction and 2021-06-21 a date where one is asked for. Only
where a text is expected, a bare scalar that other readers of YAML would turn into something else must be quoted.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from kokoq.definitions.source import Hole, Map, Node, Seq, Text, make_seq, make_text
from kokoq.diagnostics import Diagnostic, Param, Place, Rule, Span
from kokoq.language import Word
from kokoq.model import Expression, Lacking, Level, Period
from kokoq.rules import AMBIGUOUS_SCALAR, WRONG_VALUE
from kokoq.spelling import closest

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
Limits = tuple[Decimal | None, Decimal | None]


VERSION = 1
"""Of the definition language."""

NOTHING = make_text("", ("", 1, 1, 1))
"""A text that was not given."""


class UnfitError(ValueError):
    """What a converter found wrong; pydantic carries it to ``shape``, which knows the key."""

    def __init__(self, rule: Rule, **params: Param) -> None:
        super().__init__(rule.code)
        self._rule = rule
        self._params = params

    def at(self, place: Place, *, key: str) -> Diagnostic:
        """The finding at a place; ``key`` is the key that the value stands under."""
        named = {"key": key} if "key" in self._rule.params else {}
        return Diagnostic(self._rule, place, self._params | named)


def unfit(value: object, expected: Word) -> UnfitError:
    """``value`` is not what was expected."""
    return UnfitError(WRONG_VALUE, found=shown(value), expected=expected)


def shown(value: object) -> Param:
    """A value as a finding quotes it."""
    match value:
        case Text():
            return str(value)[:80] if value else Word("expected.nothing")
        case Map():
            return Word("expected.mapping")
        case Seq():
            return Word("expected.list")
        case _:
            return str(value)[:80]


def to_title(value: object) -> Text:
    """A text for people: not empty, and not a bare scalar that YAML may read as something else."""
    if not isinstance(value, Text) or not value:
        raise unfit(value, Word("expected.text"))
    if value.plain and re.match(r"-[^\W\d]", value):
        raise unfit(value, Word("expected.text_after_dash"))
    if value.plain and (read_as := ambiguous(value)):
        raise UnfitError(AMBIGUOUS_SCALAR, found=str(value), read_as=Word(read_as))
    return value


def to_name(value: object) -> Text:
    """An identifier or code; whether it is well-formed is asked where it is declared."""
    if not isinstance(value, Text) or not value:
        raise unfit(value, Word("expected.name"))
    return value


def to_expression(value: object) -> Expression:
    """A formula or scope: one line, so that every fault in it has a place."""
    if not isinstance(value, Text) or not value.strip() or value.multiline:
        raise unfit(value, Word("expected.formula"))
    return Expression(str(value), value.at)


def to_number(value: object) -> Decimal:
    """``12``, ``0.5`` or ``98%`` (which is 0.98)."""
    number = read_number(value) if isinstance(value, Text) else None
    if number is None:
        meant = str(value).replace(",", ".") if isinstance(value, Text) and value.count(",") == 1 else ""
        pointed = read_number(meant) is not None
        raise unfit(value, Word("expected.decimal_point", number=meant) if pointed else Word("expected.number"))
    return number


def to_portion(value: object) -> Decimal:
    """A part of a whole, from 0 to 100%."""
    number = to_number(value)
    if 1 < number <= 100 and not str(value).endswith("%"):  # the percent sign was forgotten
        raise unfit(value, Word("expected.part_meant", meant=f"{value}%"))
    if not 0 <= number <= 1:
        raise unfit(value, Word("expected.part_of_one"))
    return number


def to_size(value: object) -> Decimal:
    """A number from 0."""
    number = to_number(value)
    if number < 0:
        raise unfit(value, Word("expected.size"))
    return number


def to_number_text(value: object) -> Text:
    """A number kept as typed, with its place; ``read_number`` reads it."""
    to_number(value)
    return value if isinstance(value, Text) else NOTHING


def read_number(text: str) -> Decimal | None:
    """The number that a text stands for, if it does; ``98%`` is 0.98."""
    if not _NUMBER.fullmatch(text):
        return None
    return Decimal(text[:-1].rstrip()) / 100 if text.endswith("%") else Decimal(text)


def to_whole(value: object) -> int:
    """A whole number from 0, of six digits at most."""
    if not isinstance(value, Text) or not re.fullmatch(r"\d{1,6}", value, re.ASCII):
        raise unfit(value, Word("expected.whole_to", most="999999"))
    return int(value)


def to_digits(value: object) -> int:
    """How many digits after the comma are printed."""
    if not isinstance(value, Text) or not re.fullmatch(r"\d|10", value, re.ASCII):
        raise unfit(value, Word("expected.whole_to", most="10"))
    return int(value)


def to_version(value: object) -> int:
    """The version of the definition language that this kokoq reads."""
    if value != str(VERSION):
        raise unfit(value, Word("expected.version", n=VERSION))
    return VERSION


def to_flag(value: object) -> bool:
    """``yes`` or ``no``."""
    match value:
        case Text() if value.lower() in ("yes", "true"):
            return True
        case Text() if value.lower() in ("no", "false"):
            return False
        case _:
            raise unfit(value, Word("expected.flag"))


def to_required(value: object) -> bool:
    """``required`` or ``no`` (evidence)."""
    if value == "required":
        return True
    if value not in ("yes", "no"):
        raise unfit(value, Word("expected.required"))
    return to_flag(value)


def to_date(value: object) -> dt.date:
    """``2021-06-21``."""
    if isinstance(value, Text) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            leap = Word("expected.day_of", month="02", days=28) if value.endswith("-02-29") else None
            raise unfit(value, leap or _days_of(value[5:]) or Word("expected.date")) from None
    written = re.fullmatch(r"(\d\d)\.(\d\d)\.(\d{4})", str(value), re.ASCII)
    meant = f"{written[3]}-{written[2]}-{written[1]}" if written else ""
    known = written and _is_month_day(meant[5:])
    raise unfit(value, Word("expected.date_meant", meant=meant) if known else Word("expected.date"))


def to_month_day(value: object) -> str:
    """``07-31``."""
    if not isinstance(value, Text) or not _is_month_day(value):
        written = re.fullmatch(r"(\d\d)\.(\d\d)", str(value), re.ASCII)
        meant = f"{written[2]}-{written[1]}" if written else ""
        known = Word("expected.month_day_meant", meant=meant) if _is_month_day(meant) else None
        raise unfit(value, _days_of(str(value)) or known or Word("expected.month_day"))
    return str(value)


def to_days(value: object) -> tuple[str, str]:
    """``06-21..07-31``."""
    first, dots, last = value.partition("..") if isinstance(value, Text) else ("", "", "")
    if not dots or not _is_month_day(first.strip()) or not _is_month_day(last.strip()):
        raise unfit(value, _days_of(first.strip()) or _days_of(last.strip()) or Word("expected.days"))
    return first.strip(), last.strip()


def to_limits(value: object) -> Text:
    """``0..100``, ``0..`` or ``..100``; kept as typed, ``read_limits`` reads it."""
    if not isinstance(value, Text) or read_limits(value) is None:
        raise unfit(value, Word("expected.limits"))
    return value


def read_limits(text: str) -> Limits | None:
    """The inclusive bounds that ``0..100`` stands for."""
    first, dots, last = (part.strip() for part in text.partition(".."))
    low, high = read_number(first), read_number(last)
    if (
        not dots
        or "..." in text
        or (first and low is None)
        or (last and high is None)
        or (low is None and high is None)
    ):
        return None
    return None if low is not None and high is not None and low > high else (low, high)


def to_period(value: object) -> Text:
    """A school year ``2020/2021`` or another period, in its one spelling."""
    try:
        period = Period.parse(value) if isinstance(value, Text) else None
    except ValueError:
        period = None
    if period is None or period.text != value or not isinstance(value, Text):
        raise unfit(value, Word("expected.period"))
    return value


def to_missing(value: object) -> Text:
    """What becomes of the weight of what has no score: a word, or ``to(sibling)``; ``heir`` reads the sibling."""
    words = tuple(member.value for member in Lacking)
    if not isinstance(value, Text) or (value not in words and not heir(value)):
        raise unfit(value, Word("expected.one_of", items=(*words, "to(…)")))
    return value


def heir(text: str) -> str:
    """The sibling that ``to(sibling)`` names, "" for anything else."""
    match = re.fullmatch(r"to\((\w+)\)", text)
    return match[1] if match else ""


def listed(value: object) -> object:
    """One item stands for the list of it."""
    return make_seq(value.mark, [value]) if isinstance(value, Text | Map) and not isinstance(value, Hole) else value


def number_range(text: str) -> range | None:
    """``1..11``, if the text is one."""
    match = re.fullmatch(r"(\d{1,4})\.\.(\d{1,4})", text, re.ASCII)
    return range(int(match[1]), int(match[2]) + 1) if match and int(match[1]) <= int(match[2]) else None


def choice(kind: type[E]) -> Callable[[object], E]:
    """A converter to one of the words of an enumeration."""

    def convert(value: object) -> E:
        items = tuple(member.value for member in kind)
        if isinstance(value, Text) and value in items:
            return kind(value)
        if isinstance(value, Text) and (close := closest(value, items)):
            raise unfit(value, Word("expected.one_of_meant", meant=close[0], items=items))
        raise unfit(value, Word("expected.one_of", items=items))

    return convert


def words(kind: type[StrEnum]) -> WithJsonSchema:
    """The JSON Schema of an enumeration; its comment says which, so that its words can be explained."""
    return WithJsonSchema({"type": "string", "enum": [member.value for member in kind], "$comment": kind.__name__})


def ambiguous(text: str) -> str:
    """What YAML 1.1 reads a bare scalar as, where that is neither a text nor a whole number; else ""."""
    if text[0] not in _SUSPICIOUS:
        return ""
    return next((key for key, pattern in _READINGS.items() if re.fullmatch(pattern, text, re.ASCII)), "")


def _is_month_day(text: str) -> bool:
    if not re.fullmatch(r"\d\d-\d\d", text, re.ASCII):
        return False
    return 1 <= int(text[3:]) <= _LENGTHS.get(text[:2], 0)


def _days_of(text: str) -> Word | None:
    """How many days the month of a text like ``06-31`` has; None where it is not of that shape."""
    month = text[:2]
    if not re.fullmatch(r"\d\d-\d\d", text, re.ASCII) or month not in _LENGTHS or _is_month_day(text):
        return None
    return Word("expected.day_of", month=month, days=_LENGTHS[month])


_LENGTHS = {f"{month:02}": calendar.monthrange(2024, month)[1] for month in range(1, 13)}  # of a leap year
_NUMBER = re.compile(r"[-+]?(\d+(\.\d+)?|\.\d+)([ \u00a0\u202f]?%)?", re.ASCII)
_SUSPICIOUS = frozenset("0123456789+-.~nNyYtTfFoO=")
_READINGS = {
    "yaml.boolean": r"yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|[yYnN]",
    "yaml.null": r"~|null|Null|NULL",
    "yaml.date": r"\d{4}-\d\d?-\d\d?([Tt ].*)?",
    "yaml.sexagesimal": r"[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?",
    "yaml.float": r"[-+]?(\d[\d_]*\.[\d_]*|\.\d[\d_]*)([eE][-+]\d+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
}


def _typed(kind: str, name: str, *, pattern: str = "") -> WithJsonSchema:
    """A JSON Schema whose comment is what people call the type: ``docs.definitions.of_type.<name>``."""
    return WithJsonSchema({"type": kind, "$comment": name} | ({"pattern": pattern} if pattern else {}))


def _reads(convert: Callable[[object], T], stand_in: T | None = None) -> PlainValidator:
    """A converter that takes a hole for ``stand_in``: what was taken out has been reported already."""

    def read(value: object) -> object:
        if isinstance(value, Hole):
            return value if stand_in is None else stand_in
        return convert(value)

    return PlainValidator(read)


def one_of(kind: type[E]) -> PlainValidator:
    """The validator of an enumeration."""
    return _reads(choice(kind), next(iter(kind)))


_PERCENT = {"type": "string", "pattern": r"^[-+]?\d+(\.\d+)?[ \u00a0\u202f]?%$"}
_NUMBER_SCHEMA = {"anyOf": [{"type": "number"}, _PERCENT], "$comment": "number"}
_PART = {"type": "number", "minimum": 0, "maximum": 1}
_PERCENT_OF_ALL = {"type": "string", "pattern": r"^\+?(\d{1,2}(\.\d+)?|100(\.0+)?)[ \u00a0\u202f]?%$"}
_PORTION_SCHEMA = {"anyOf": [_PART, _PERCENT_OF_ALL], "$comment": "number"}
_FLAG_SCHEMA = {"enum": [True, False, "yes", "no"], "$comment": "flag"}  # YAML 1.2 reads yes as a text, 1.1 does not
_REQUIRED_SCHEMA = {"enum": ["required", True, False, "yes", "no"], "$comment": "required"}

Title = Annotated[Text, _reads(to_title), _typed("string", "text")]
Name = Annotated[Text, _reads(to_name), WithJsonSchema({"type": ["string", "integer"], "$comment": "name"})]
Key = Annotated[Text, _reads(to_name), _typed("string", "name")]
Formula = Annotated[Expression, _reads(to_expression, Expression("", Span(""))), _typed("string", "formula")]
Number = Annotated[Decimal, _reads(to_number, Decimal(0)), WithJsonSchema(_NUMBER_SCHEMA)]
Portion = Annotated[Decimal, _reads(to_portion, Decimal(0)), WithJsonSchema(_PORTION_SCHEMA)]
NumberText = Annotated[Text, _reads(to_number_text), WithJsonSchema(_NUMBER_SCHEMA)]
Whole = Annotated[int, _reads(to_whole, 0), WithJsonSchema({"type": "integer", "minimum": 0, "$comment": "whole"})]
Digits = Annotated[
    int, _reads(to_digits, 0), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 10, "$comment": "whole"})
]
Version = Annotated[int, _reads(to_version, VERSION), WithJsonSchema({"const": VERSION, "$comment": "version"})]
Flag = Annotated[bool, _reads(to_flag, stand_in=False), WithJsonSchema(_FLAG_SCHEMA)]
Required = Annotated[bool, _reads(to_required, stand_in=False), WithJsonSchema(_REQUIRED_SCHEMA)]
Date = Annotated[dt.date, _reads(to_date, dt.date.min), _typed("string", "date", pattern=r"^\d{4}-\d\d-\d\d$")]
MonthDay = Annotated[str, _reads(to_month_day, ""), _typed("string", "month_day", pattern=r"^\d\d-\d\d$")]
_DAYS = r"^\d\d-\d\d ?\.\. ?\d\d-\d\d$"
Days = Annotated[tuple[str, str], _reads(to_days, ("", "")), _typed("string", "days", pattern=_DAYS)]
Range = Annotated[Text, _reads(to_limits), _typed("string", "range", pattern=r"\.\.")]
PeriodKey = Annotated[Text, _reads(to_period), _typed("string", "period")]
Texts = Annotated[tuple[Title, ...], BeforeValidator(listed, json_schema_input_type=Title | list[Title])]
Names = Annotated[tuple[Name, ...], BeforeValidator(listed, json_schema_input_type=Name | list[Name])]
Tree = Annotated[Node, PlainValidator(lambda value: value), WithJsonSchema({"$comment": "any"})]
_MISSING = r"^(reweight|zero|no_score|to\(\w+\))$"
MissingName = Annotated[Text, _reads(to_missing), _typed("string", "missing", pattern=_MISSING)]
LevelName = Annotated[Level, one_of(Level), words(Level)]
