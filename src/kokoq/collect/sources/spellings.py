"""The ``values:`` of a source: what its own words stand for, a code, a number, yes or no, or a reason of absence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from kokoq.collect.cells.manners import Manner
from kokoq.collect.cells.typed import Typed
from kokoq.collect.cells.words import Vocabulary, folded
from kokoq.language import Word
from kokoq.model import Field, Sentinel, SourceMapping, Type
from kokoq.observations import Absence
from kokoq.rules import SPELLED_OTHERWISE

_ABSENCES: Mapping[str, Absence] = {
    Sentinel.NO_DATA: Absence.NO_DATA,
    Sentinel.NOT_APPLICABLE: Absence.NOT_APPLICABLE,
    Sentinel.BLANK: Absence.BLANK,
}
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?(%?)", re.ASCII)
Spellings = Mapping[str, Mapping[str, Typed]]
"""Field or key → text, folded → what it is."""


def spellings(mapping: SourceMapping, asked: Callable[[str], Field], words: Vocabulary) -> Spellings:
    """What is declared, typed as the fields want it."""
    return {
        name: {folded(text): typed for text, code in codes.items() for typed in _typed(text, code, asked(name), words)}
        for name, codes in mapping.values.items()
    }


def _typed(text: str, code: str, field: Field, words: Vocabulary) -> Iterator[Typed]:
    """One text; none where ``check`` refuses what is declared for it."""
    absence = _ABSENCES.get(code)
    if absence is not None:
        yield Typed(None, absence, manner=Manner(SPELLED_OTHERWISE, text, Word(f"absence.{code}")))
        return
    value, shown = _value(code, field, words)
    if value is not None:
        yield Typed(value, Absence.PRESENT, manner=Manner(SPELLED_OTHERWISE, text, shown))


def _value(code: str, field: Field, words: Vocabulary) -> tuple[float | str | None, str]:
    """The value of a field, and how it is read."""
    match field.type:
        case Type.SYMBOL:
            return code, words.entries.get(field.dictionary, {}).get(code, code)
        case Type.YES_NO:
            return {"yes": (1.0, Word("form.yes")), "no": (0.0, Word("form.no"))}.get(code, (None, ""))
        case Type.TEXT:
            return code, code
        case Type.DATE:
            return None, ""
        case _:
            found = _NUMBER.fullmatch(code)
            if found is None:
                return None, ""
            return float(Decimal(code.rstrip("%")) / (100 if found[1] else 1)), code.replace(".", ",")
