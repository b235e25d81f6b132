"""Names and texts whose letters deceive, and names that the formula language needs for itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from kokoq.definitions.lint.look import Look
from kokoq.definitions.lint.words import mixed_words, rarer_letters
from kokoq.diagnostics import Diagnostic, Span
from kokoq.formula.functions import FUNCTIONS
from kokoq.language import Word
from kokoq.letters import skeleton
from kokoq.model import Level
from kokoq.rules import HOMOGLYPHS_IN_TEXT, NAMES_LOOK_ALIKE, RESERVED_NAME

MAX_MIXED = 100  # words told one by one: nobody mends more from a list, and a megabyte holds a quarter of a million

_TAKEN = {*FUNCTIONS, *(level.value for level in Level)}


def words_are_of_one_alphabet(look: Look) -> Iterator[Diagnostic]:
    """No word of a text mixes Latin and Cyrillic letters: it would never be found or matched.

    Of very many the first are told, and with the last of these how many are left.
    """
    mixed = ((at, start, word) for text, at in look.texts() for start, word in mixed_words(text))
    told = list(islice(mixed, MAX_MIXED))
    left = sum(1 for _ in mixed)
    for number, (at, start, word) in enumerate(told, start=1):
        more = Word("lint.more_mixed", n=left) if left and number == MAX_MIXED else ""
        place = at.within(start, start + len(word))
        yield HOMOGLYPHS_IN_TEXT.at(place, word=word, letters=rarer_letters(word), more=more)


def names_look_different(look: Look) -> Iterator[Diagnostic]:
    """No two names of formulas look the same in print."""
    seen: dict[str, tuple[str, Span]] = {}
    for name, at in _names(look):
        other, first = seen.setdefault(skeleton(name), (name, at))
        if other != name:
            yield NAMES_LOOK_ALIKE.at(at, related=(first,), name=name, other=other)


def names_are_free(look: Look) -> Iterator[Diagnostic]:
    """No name is that of a function or of a level."""
    for name, at in _names(look):
        if name in _TAKEN:
            yield RESERVED_NAME.at(at, name=name)


def _names(look: Look) -> Iterator[tuple[str, Span]]:
    """Everything that formulas and scopes may name, as it is written."""
    for indicator in look.declared:
        yield indicator.template or indicator.id, indicator.at
    yield from ((field.id, field.at) for field in look.catalogue.fields.values())
    for table in look.catalogue.tables.values():
        yield table.id, table.at
        yield from ((str(key), key.at) for key in look.places.keys("tables", table.id, "keys"))
    for section in ("organisation_types", "tags"):
        yield from ((str(key), key.at) for key in look.places.keys("catalogue", "", section))


CHECKS = (words_are_of_one_alphabet, names_look_different, names_are_free)
