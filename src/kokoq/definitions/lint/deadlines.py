"""Days: collection, submission, validity, and when a datum becomes known at all (D21, D32)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic
from kokoq.model import Catalogue, Period, Regulation, Rounding
from kokoq.plan import fields_used
from kokoq.rules import KNOWN_AFTER_DEADLINE, SUBMIT_BEFORE_END, SUBMIT_ON_LAST_DAY, VALIDITY_REVERSED

_YEAR = 2000  # a leap year, so that a 29th of February is a day of it
_HALF = 183


def submission_follows_collection(look: Look) -> Iterator[Diagnostic]:
    """Results are submitted after the last day of collection, with time to check and compute between."""
    for regulation in look.catalogue.regulations:
        if regulation.collect is None or not regulation.submit:
            continue
        first, last = regulation.collect
        at = look.places.at("regulations", regulation.id, "periodicity", "submit", otherwise=regulation.at)
        params = {"regulation": regulation.id, "submit": regulation.submit}
        if regulation.submit == last:
            yield SUBMIT_ON_LAST_DAY.at(at, related=(), **params)
        elif _days(first, regulation.submit) < _days(first, last):
            yield SUBMIT_BEFORE_END.at(at, related=(), **params, last=last)


def data_are_known_in_time(look: Look) -> Iterator[Diagnostic]:
    """A datum is known by the day on which the results that need it are submitted."""
    told: set[tuple[str, str]] = set()
    by_id = {regulation.id: regulation for regulation in look.catalogue.regulations}
    if look.plan is None:
        return
    for series in look.series:
        regulation = by_id[series.indicator.regulation]
        for name in fields_used(look.plan, series.indicator.id):
            field = look.catalogue.fields[name]
            if _is_late(field.known, regulation) and (name, regulation.id) not in told:
                told.add((name, regulation.id))
                at = look.places.at("fields", name, "known", otherwise=field.at)
                params = {"field": field.title, "known": field.known, "regulation": regulation.id}
                yield KNOWN_AFTER_DEADLINE.at(at, related=(), **params, submit=regulation.submit)


def _is_late(known: str, regulation: Regulation) -> bool:
    """Whether the day comes after submission; one that lies half a year and more ahead is one that has passed."""
    if not known or not regulation.submit:
        return False
    first = regulation.collect[0] if regulation.collect else regulation.submit
    return _days(first, regulation.submit) < _days(first, known) < _HALF


def periods_of(every: str, day: dt.date) -> tuple[Period, ...]:
    """The periods of a kind that a day may be of: a year is one of the calendar or of school."""
    year, month = day.year, day.month
    named = {
        "half_year": (f"{year}-H{(month + 5) // 6}",),
        "quarter": (f"{year}-Q{(month + 2) // 3}",),
        "month": (f"{year}-{month:02d}",),
    }
    return tuple(Period(text) for text in named.get(every, (Period.school_year(day).text, f"{year}")))


def validity_runs_forward(look: Look) -> Iterator[Diagnostic]:
    """What is in force begins before it ends."""
    parts: list[tuple[tuple[str, ...], Catalogue | Rounding]] = [((), look.catalogue)]
    parts += [(("rounding", str(number)), each) for number, each in enumerate(look.catalogue.roundings)]
    for route, part in parts:
        start, end = part.valid_from, part.valid_to
        if start is not None and end is not None and end < start:
            at = look.places.at("catalogue", "", *route, "valid", "to", otherwise=look.catalogue.at)
            yield VALIDITY_REVERSED.at(at, start=start.isoformat(), end=end.isoformat())


def _days(first: str, later: str) -> int:
    """How many days after one day of the year another comes for the first time."""
    return (_day(later) - _day(first)).days % 366


def _day(text: str) -> dt.date:
    return dt.date(_YEAR, int(text[:2]), int(text[3:]))


CHECKS = (submission_follows_collection, validity_runs_forward)
FORMULA_CHECKS = (data_are_known_in_time,)
