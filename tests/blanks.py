"""Parameters of a finding that say nothing where something is said: «нет части .», «организации «» нет в списке»."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kokoq.diagnostics import Diagnostic
from kokoq.language import Language, Word

OPTIONAL = frozenset({"close", "slip", "unit", "answer", "letters", "more", "wanted", "answers"})
"""What is added to a sentence, or left out of it, with its own space."""


def blank_parameters(found: Diagnostic, words: Language) -> list[str]:
    """The names of those that show nothing, also inside of words that are parameters."""
    return [*_blank(found.params, words)]


def _blank(params: Mapping[str, object], words: Language) -> Iterator[str]:
    for name, value in params.items():
        if isinstance(value, Word):
            yield from _blank(value.params, words)
        said = words.say(value, **value.params) if isinstance(value, Word) else value
        if name not in OPTIONAL and not all(map(str, said if isinstance(said, tuple) else (said,))):
            yield name
