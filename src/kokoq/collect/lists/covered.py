"""Whom a period does not cover: what such an organisation has sent enters no figure, which nobody may overlook."""

from __future__ import annotations

from collections.abc import Iterable

from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Word
from kokoq.model import Organisation, Period
from kokoq.rules import EXCLUDED_ORGANISATION


def not_covered(unit: Organisation, period: Period) -> Word | None:
    """The organisation, and why nothing is expected of it for a period; None where it has to submit."""
    why = why_not(unit, period)
    return None if why is None else Word("collect.not_covered", organisation=unit.title, reason=why)


def why_not(unit: Organisation, period: Period) -> Word | None:
    """Why nothing is expected of an organisation for a period, as the list of organisations says."""
    if unit.is_expected(period):
        return None
    if unit.excluded:
        return Word("noun.excluded", reason=unit.excluded)
    late = unit.opened is not None and unit.opened > period.end
    day = unit.opened if late else unit.closed
    return Word(f"noun.{'opened' if late else 'closed'}", day=day.strftime("%d.%m.%Y") if day is not None else "")


def left_out(found: Iterable[tuple[Cell, Word]]) -> tuple[Diagnostic, ...]:
    """One finding of all that a file holds of organisations that are not covered: the first place of each, and why."""
    told = (*found,)
    if not told:
        return ()
    places, why = zip(*told, strict=True)
    return (EXCLUDED_ORGANISATION.at(places[0], related=places[1:], organisations=why),)
