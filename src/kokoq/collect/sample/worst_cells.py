"""All that goes wrong in single cells and single rows, for the worst sample. Whatever can be meant in one way only has
to be read, with a note or silently; the rest has to be found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from kokoq.collect.form.layout import Question
from kokoq.collect.sample.faults import USUAL, Fault, Plant, grouped, instead, no_evidence, part_over_whole
from kokoq.collect.sample.filled import DAYS_BEFORE, Filled, Odd
from kokoq.language import NBSP
from kokoq.model import Catalogue, Type
from kokoq.rules import (
    DATE_OUTSIDE_PERIOD,
    DECLARED_NO_DATA,
    ERROR_VALUE,
    EVIDENCE_MISSING,
    LETTERS_ALIKE,
    NEGATIVE,
    NO_CACHED_VALUE,
    NORMALISED,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_A_YES_NO,
    NOT_WHOLE,
    OUT_OF_RANGE,
    PART_EXCEEDS_WHOLE,
    PERCENT_UNCLEAR,
    UNIT_OF_OTHER,
    VALUE_AS_TEXT,
)

THIN, NARROW = "\u2009", "\u202f"
REPEATS = 2
"""So many organisations make the same mistake, where it fits so often."""


def _retyped(write: Callable[[int], str], *, noted: bool, in_csv: bool = True) -> Plant:
    """The right number, typed as a text; unless ``in_csv``, in a workbook only, since a csv tells no difference."""

    def plant(form: Filled, question: Question, _: Catalogue) -> str | None:
        value = form.cells.get(question.id)
        if question.field.type is not Type.COUNT or not isinstance(value, int) or value < 1:
            return None
        if not in_csv and form.file.endswith(".csv"):
            return None
        form.cells[question.id] = text = write(value)
        if noted:
            form.read_as[question.id] = str(value)
        return text

    return plant


def _odd(make: Callable[[int], Odd]) -> Plant:
    """Something instead of a number that only a spreadsheet program writes."""

    def plant(form: Filled, question: Question, _: Catalogue) -> str | None:
        value = form.cells.get(question.id)
        if question.field.type is not Type.COUNT or not isinstance(value, int) or not form.file.endswith(".xlsx"):
            return None
        form.odd[question.id] = odd = make(value)
        return str(odd.value)

    return plant


def _number(change: Callable[[int, float | None], float | None]) -> Plant:
    """A number that cannot be right, from the right one and the highest allowed; None where there is none."""

    def plant(form: Filled, question: Question, _: Catalogue) -> str | None:
        value, high = form.cells.get(question.id), question.field.limits[1]
        if question.field.type is not Type.COUNT or not isinstance(value, int):
            return None
        wrong = change(value, None if high is None else float(high))
        if wrong is None:
            return None
        form.cells[question.id] = wrong
        return f"{wrong:.12g}"

    return plant


def _percent(make: Callable[[float], float | str | Odd], *, noted: bool = False) -> Plant:
    def plant(form: Filled, question: Question, _: Catalogue) -> str | None:
        value = form.cells.get(question.id)
        if question.field.type is not Type.PERCENT or not isinstance(value, (int, float)) or value <= 1:
            return None
        if noted and form.file.endswith(".csv"):  # where programs write points
            return None
        made = make(float(value))
        if isinstance(made, Odd):
            if not form.file.endswith(".xlsx"):
                return None
            form.odd[question.id] = made
            return str(made.value)
        form.cells[question.id] = made
        if noted:
            form.read_as[question.id] = f"{value:.12g}{NBSP}%".replace(".", ",")
        return str(made)

    return plant


def _answer(now: str, was: tuple[str, ...]) -> Plant:
    """A sign for yes or for no."""

    def plant(form: Filled, question: Question, _: Catalogue) -> str | None:
        if question.field.type is not Type.YES_NO or form.cells.get(question.id) not in was:
            return None
        form.cells[question.id] = now
        return now

    return plant


def _day(write: Callable[[dt.date], str | float]) -> Plant:
    """A date in another manner."""

    def plant(form: Filled, question: Question, _: Catalogue) -> str | None:
        serial = form.cells.get(question.id)
        if question.field.type is not Type.DATE or not isinstance(serial, (int, float)):
            return None
        form.cells[question.id] = made = write(dt.date.fromordinal(DAYS_BEFORE + int(serial)))
        return str(made)

    return plant


def _serial(day: dt.date) -> float:
    return float(day.toordinal() - DAYS_BEFORE)


YES, NO = ("да", "yes"), ("нет", "no")

CELLS: tuple[Fault, ...] = (
    # --- few organisations are asked for percents: what cannot be read first ---
    Fault("percent-as-fraction", PERCENT_UNCLEAR, _percent(lambda value: round(value / 100, 4))),
    Fault("percent-tenfold", OUT_OF_RANGE, _percent(lambda value: value * 10 if value > 10 else 853.0)),
    # --- meant in one way only ---
    Fault("digits-grouped", NORMALISED, grouped(THIN)),
    Fault("digits-grouped", NORMALISED, grouped(NARROW)),
    Fault("digits-grouped", NORMALISED, grouped(" ")),
    Fault("percent-with-decimal-point", NORMALISED, _percent(lambda value: f"{value:.1f}", noted=True)),
    Fault("percent-in-percent-format", None, _percent(lambda value: Odd(round(value / 100, 6), "0.0%"))),
    Fault("number-as-text", VALUE_AS_TEXT, _retyped(str, noted=False), in_tables=True),
    Fault(
        "number-with-decimals",
        NORMALISED,
        _retyped(lambda value: f"{value},0", noted=True, in_csv=False),
        in_tables=True,
    ),
    Fault("apostrophe-before-number", NORMALISED, _retyped(lambda value: f"'{value}", noted=True)),
    Fault(
        "spaces-around-number", VALUE_AS_TEXT, _retyped(lambda value: f" {value}{NBSP}", noted=False), in_tables=True
    ),
    Fault("number-with-unit", NORMALISED, _retyped(lambda value: f"{value}{NBSP}чел.", noted=True), in_tables=True),
    Fault("formula-with-value", None, _odd(lambda value: Odd(f"={value}+0", cached=float(value)))),
    Fault("not-applicable", NORMALISED, instead("х")),
    Fault("sign-for-yes", NORMALISED, _answer("+", YES)),
    Fault("sign-for-no", NORMALISED, _answer("-", NO)),
    Fault("date-as-text", VALUE_AS_TEXT, _day(lambda day: day.strftime("%d.%m.%Y"))),
    # --- asked back ---
    Fault("no-data", DECLARED_NO_DATA, instead("—"), in_tables=True),
    Fault("no-data", DECLARED_NO_DATA, instead("н/д", Type.YES_NO)),
    # --- cannot be read ---
    Fault("word-for-number", NOT_A_NUMBER, instead("нет"), in_tables=True),
    Fault("two-numbers", NOT_A_NUMBER, instead("12 (из них 3)"), in_tables=True),
    Fault("letter-for-digit", LETTERS_ALIKE, instead("1О")),
    Fault("percent-for-persons", UNIT_OF_OTHER, instead(f"50{NBSP}%")),
    Fault("date-for-number", NOT_A_NUMBER, _odd(lambda _: Odd(dt.date(2021, 5, 3), "dd.mm.yyyy"))),
    Fault("truth-for-number", NOT_A_NUMBER, _odd(lambda _: Odd(value=True))),
    Fault("error-value", ERROR_VALUE, _odd(lambda _: Odd("#N/A"))),
    Fault("error-value", ERROR_VALUE, _odd(lambda _: Odd("#DIV/0!"))),
    Fault("formula-without-value", NO_CACHED_VALUE, _odd(lambda value: Odd(f"={value}+0"))),
    Fault("negative", NEGATIVE, _number(lambda value, _: -value if value else None), in_tables=True),
    Fault("not-whole", NOT_WHOLE, _number(lambda value, _: value + 0.5), in_tables=True),
    Fault("above-limit", OUT_OF_RANGE, _number(lambda _, high: None if high is None else high + 7)),
    Fault("no-yes-no", NOT_A_YES_NO, instead("частично", Type.YES_NO)),
    Fault("no-date", NOT_A_DATE, instead("весной", Type.DATE)),
)
"""What is said of a cell while it is read."""

WORST_CELLS = (*USUAL[:-2], *CELLS * REPEATS)
"""Those, and what comes every year; faults of rows are planted apart, because an error in a cell stops their checks."""

ROWS: tuple[Fault, ...] = (
    Fault("part-above-whole", PART_EXCEEDS_WHOLE, part_over_whole),
    Fault("evidence-missing", EVIDENCE_MISSING, no_evidence),
    Fault("date-outside-period", DATE_OUTSIDE_PERIOD, _day(lambda day: _serial(day.replace(year=day.year - 3)))),
)
"""What is said of single figures beside others of their row."""
