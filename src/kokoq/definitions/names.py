"""Names: how they must be written, and whether what they refer to is declared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping

from kokoq.definitions.source import Hole, Map, Node, Text
from kokoq.diagnostics import Diagnostic, Span
from kokoq.language import Word
from kokoq.letters import mixed_letters
from kokoq.rules import BAD_IDENTIFIER, DUPLICATE_ID, MIXED_ALPHABETS, UNKNOWN_NAME
from kokoq.spelling import closest

RESERVED = frozenset({"yes", "no", "and", "or", "not", "in", "where"})
"""Words of the formula language."""


def check_identifiers(names: Iterable[Text]) -> Iterator[Diagnostic]:
    """Names that stand in formulas: snake_case in lower case, letters of one alphabet."""
    for name in names:
        if mixed := mixed_letters(name):
            yield MIXED_ALPHABETS.at(name.at, name=str(name), letters=mixed)
        elif not _is_identifier(name) and not isinstance(name, Hole):
            yield BAD_IDENTIFIER.at(name.at, name=str(name))


def check_codes(names: Iterable[Text]) -> Iterator[Diagnostic]:
    """Codes of dictionaries, acts and blocks: letters of one alphabet, digits, ``.``, ``-`` and ``_``."""
    for name in names:
        if mixed := mixed_letters(name):
            yield MIXED_ALPHABETS.at(name.at, name=str(name), letters=mixed)
        elif not re.fullmatch(r"[\w.-]+", name) and not isinstance(name, Hole):
            yield BAD_IDENTIFIER.at(name.at, name=str(name))


def check_known(names: Iterable[Text], known: Collection[str] | None, what: str) -> Iterator[Diagnostic]:
    """Names that must be declared; ``known`` is None where that cannot be told."""
    for name in names:
        if known is None or not name or name in known:
            continue
        if mixed := mixed_letters(name):  # it looks like the declared one
            yield MIXED_ALPHABETS.at(name.at, name=str(name), letters=mixed)
        else:
            close = closest(name, known) or _titled(name, known)
            yield UNKNOWN_NAME.at(name.at, name=str(name), what=_said(what), close=close)


def _said(what: str) -> Word:
    """What a name should be, with the place where one is declared."""
    return Word(f"declared.{what}" if what in _DECLARED else f"noun.{what}")


_DECLARED = frozenset({"act", "level", "organisation_type", "tag", "topic", "type", "unit"})


def _titled(title: str, known: Collection[str]) -> tuple[str, ...]:
    """The names whose title was written in their place: «базовый» for ``basic``."""
    titles = known.items() if isinstance(known, Mapping) else ()
    return tuple(name for name, said in titles if isinstance(said, str) and said.casefold() == title.casefold())


def check_unique(names: Iterable[Text], what: str, taken: Mapping[str, Span] | None = None) -> Iterator[Diagnostic]:
    """Names of which each may be declared once; ``taken`` are those of others."""
    seen = dict(taken or {})
    for name in names:
        if name in seen:
            yield DUPLICATE_ID.at(name.at, id=str(name), what=Word(f"noun.{what}"), related=(seen[name],))
        else:
            seen[str(name)] = name.at


def repaired(name: str, known: Collection[str] | None) -> str:
    """A declared name: the one given, else the one probably meant, so that the fault has no others in its wake."""
    if known is None or not name or name in known:
        return str(name)
    return next(iter(closest(name, known)), "")


def keys_under(tree: Node, *route: str) -> tuple[Text, ...]:
    """The keys of the mapping at ``route``, the faulty ones included."""
    for step in route:
        if not isinstance(tree, Map) or step not in tree:
            return ()
        tree = next(node for key, node in tree.items() if key == step)
    return tuple(tree) if isinstance(tree, Map) else ()


def _is_identifier(name: str) -> bool:
    plain = name.isidentifier() and name == name.lower() and not name.startswith("_") and name not in RESERVED
    return plain and unicodedata.is_normalized("NFC", name)
