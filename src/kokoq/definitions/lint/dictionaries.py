"""Lists of symbols, and lists that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from kokoq.definitions.lint.look import Look
from kokoq.definitions.source import Text
from kokoq.diagnostics import Diagnostic
from kokoq.language import Word
from kokoq.model import Dictionary
from kokoq.rules import ALIAS_AMBIGUOUS, DECLARED_UNUSED, ENTRIES_ALIKE

_SECTIONS = {"dictionary": "dictionaries", "topic": "topics", "unit": "units", "block": "blocks"}


def spellings_lead_to_one_code(look: Look) -> Iterator[Diagnostic]:
    """No two codes have one title, and no other spelling of a code is the title of another."""
    for dictionary in look.catalogue.dictionaries.values():
        codes: dict[str, str] = {}
        for code, title in dictionary.entries.items():
            first = codes.setdefault(title.lower(), code)
            if first != code:
                at = look.places.at("dictionaries", dictionary.id, "entries", code, otherwise=look.catalogue.at)
                yield ENTRIES_ALIKE.at(at, title=title, code=code, other=first)
        yield from _aliases(look, dictionary, codes)


def _aliases(look: Look, dictionary: Dictionary, codes: dict[str, str]) -> Iterator[Diagnostic]:
    for alias in look.places.keys("dictionaries", dictionary.id, "aliases"):
        code, titled = dictionary.aliases.get(alias.lower(), ""), codes.get(alias.lower(), "")
        if titled and titled != code:
            yield ALIAS_AMBIGUOUS.at(alias.at, alias=str(alias), code=code, other=titled)


def what_is_declared_is_used(look: Look) -> Iterator[Diagnostic]:
    """Dictionaries, topics, units and blocks are there for something."""
    catalogue = look.catalogue
    fields, tables = catalogue.fields.values(), catalogue.tables.values()
    used = {
        "dictionary": {f.dictionary for f in fields}
        | {k.dictionary for t in tables for k in t.keys}
        | _templates(look),
        "topic": {f.topic for f in fields} | {t.topic for t in tables},
        "unit": {f.unit for f in fields} | {i.unit for i in catalogue.indicators.values()},
        "block": {regulation.block for regulation in catalogue.regulations},
    }
    for what, section in _SECTIONS.items():
        for name in look.places.declared(section):
            if name not in used[what]:
                yield DECLARED_UNUSED.at(name.at, what=Word(f"noun.{what}"), name=str(name))


def _templates(look: Look) -> set[str]:
    """The dictionaries that templates run over, and those whose codes they spell out."""
    found: set[str] = set()
    for indicator in look.declared:
        for parameter in look.places.keys("indicators", indicator.template, "for_each"):
            node = look.places.node("indicators", indicator.template, "for_each", parameter)
            found |= {str(node)} if isinstance(node, Text) else set()
    return found


CHECKS = (spellings_lead_to_one_code, what_is_declared_is_used)
