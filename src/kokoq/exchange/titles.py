"""What sheets and columns are called, in the language of the workbook; a workbook of either language is understood."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kokoq.exchange.sheets import SHEETS, Column, Sheet
from kokoq.language import Language, language

ABOUT = "about"
_LANGUAGES = ("ru", "en")


def sheet_title(id_: str, words: Language) -> str:
    """The title of a sheet."""
    return words.say(f"exchange.sheet.{id_}")


def column_title(name: str, words: Language) -> str:
    """The header of a column: «Срок действия: с» for ``valid.from``."""
    parts = name.split(".")
    labels = [words.say(f"exchange.key.{part}") for part in parts]
    return ": ".join((labels[0], *(label[:1].lower() + label[1:] for label in labels[1:])))


def column_hint(sheet: Sheet, column: Column, words: Language) -> str:
    """What the key means, in the words of the reference of definitions; "" where it says nothing."""
    key = column.path[-1]
    said = f"docs.definitions.of.{sheet.shape}.{'title_' if key == 'title' else column.path[0]}"
    return words.say(said) if words.has(said) else ""


@lru_cache
def known_sheets() -> Mapping[str, str]:
    """title in any language, folded → id."""
    ids = (ABOUT, *(sheet.id for sheet in SHEETS))
    titles = {folded(sheet_title(id_, language(code))): id_ for code in _LANGUAGES for id_ in ids}
    return titles | {id_: id_ for id_ in ids}


def known_columns(sheet: Sheet) -> Mapping[str, str]:
    """header in any language, folded → name of the column."""
    known = {folded(column_title(name, language(code))): name for code in _LANGUAGES for name in sheet.names}
    return known | {name: name for name in sheet.names}


def language_of(title: str) -> Language:
    """The language in which a sheet is called so."""
    english = {folded(sheet_title(sheet.id, language("en"))) for sheet in SHEETS}
    return language("en" if folded(title) in english else "ru")


def folded(text: str) -> str:
    """A title without what people change unawares."""
    return " ".join(text.split()).casefold()
