"""Answers with letters that only look like those, or like the digits, of a right one: «дa» with a Latin «a», «5О0».

What was meant is offered with the letter that is another one, and never taken.
"""

from __future__ import annotations

from kokoq.collect.cells.dates import parse_date
from kokoq.collect.cells.numerals import parse_number
from kokoq.collect.cells.words import NO, YES, Vocabulary, folded, without_stop
from kokoq.collect.read.book import Kind, RawCell
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.letters import figures, skeleton
from kokoq.model import Field
from kokoq.rules import LETTERS_ALIKE

_BY_LOOK = {skeleton(word): word for word in sorted(YES | NO) if len(word) > 1}


def letters_for_figures(cell: RawCell, place: Cell, field: Field, words: Vocabulary) -> Diagnostic | None:
    """Letters in a number; None where it would be none without them, either."""
    text = cell.text.strip()
    meant = figures(text)
    if meant == text.lower() or parse_number(cell._replace(value=meant), field, words) is None:
        return None
    return _told(text, meant, place, field)


def letters_for_days(cell: RawCell, place: Cell, field: Field) -> Diagnostic | None:
    """The same of a date."""
    text = cell.text.strip()
    meant = figures(text) if cell.kind is Kind.TEXT else text
    return None if meant == text.lower() or parse_date(meant) is None else _told(text, meant, place, field)


def letters_for_others(cell: RawCell, place: Cell, field: Field) -> Diagnostic | None:
    """The same of yes and no."""
    word = without_stop(folded(cell.text))
    meant = _BY_LOOK.get(skeleton(word), word)
    return None if meant == word else _told(word, meant, place, field)


def _told(text: str, meant: str, place: Cell, field: Field) -> Diagnostic:
    return LETTERS_ALIKE.at(place, value=text, field=field.title, close=(meant,))
