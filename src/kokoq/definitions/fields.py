"""Documents → dictionaries, fields and tables of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import product

from kokoq.definitions.documents import DictionaryDocument, FieldDocument, KeyDocument, TableDocument
from kokoq.definitions.names import check_codes, check_known, repaired
from kokoq.definitions.scalars import number_range, read_limits, shown
from kokoq.definitions.source import Hole, Map, Node, Seq, Text
from kokoq.diagnostics import Diagnostic
from kokoq.language import Word
from kokoq.model import PLAIN, Dictionary, Expression, Field, Key, Table, Total, Type
from kokoq.rules import MISSING_KEY, WRONG_VALUE
from kokoq.spelling import closest

TYPES = tuple(kind.value for kind in Type if kind is not Type.SYMBOL)

Dictionaries = Mapping[str, Dictionary]


def make_dictionary(name: Text, document: DictionaryDocument) -> Dictionary:
    """A declared dictionary; other spellings are looked up in lower case."""
    entries = {str(code): str(title) for code, title in document.entries.items()}
    aliases = {alias.lower(): str(code) if code in entries else "" for alias, code in document.aliases.items()}
    return Dictionary(id=str(name), title=str(document.title), entries=entries, aliases=aliases)


def check_dictionary(document: DictionaryDocument) -> Iterator[Diagnostic]:
    """Codes are well-formed, and other spellings lead to one of them."""
    yield from check_codes(document.entries)
    yield from check_known(document.aliases.values(), document.entries, "code")


def key_dictionaries(name: Text, document: TableDocument) -> dict[str, Dictionary]:
    """The dictionaries that a table's keys spell out in place; their ids are ``table.key``."""
    made = {}
    for key, values in document.keys.items():
        entries = _inline_entries(values)
        if entries is not None:
            id_ = f"{name}.{key}"
            made[id_] = Dictionary(id=id_, title=str(values.title or key), entries=entries)
    return made


def make_table(name: Text, document: TableDocument, dictionaries: Dictionaries) -> Table:
    """A table; ``rows`` are all the combinations of its keys unless some are listed."""
    keys = tuple(_make_key(name, key, values, dictionaries) for key, values in document.keys.items())
    return Table(
        id=str(name),
        title=str(document.title or name),
        at=name.at,
        asked=document.asked or _anyone(name),
        topic=str(document.topic),
        keys=keys,
        fields=tuple(str(field) for field in document.fields),
        records=str(document.records),
        rows=tuple(_rows(document, keys, dictionaries)) if keys else (),
    )


def check_table(name: Text, document: TableDocument, dictionaries: Dictionaries) -> Iterator[Diagnostic]:
    """A table has keys or records, its keys known values, and the rows of its form known keys and codes."""
    if not document.title and not document.records and not isinstance(document.title, Hole):
        yield MISSING_KEY.at(name.at, key="title")
    if not document.keys and not document.records:
        yield MISSING_KEY.at(name.at, key="keys")
    if document.keys and document.records:
        found = str(document.records)
        expected = Word("expected.no_records")
        yield WRONG_VALUE.at(document.records.at, key="records", found=found, expected=expected)
    for key, known in document.keys.items():
        yield from _check_values(key, known.values, dictionaries)
    yield from _check_rows(
        name, document, (*document.rows, *(f.not_for for f in document.fields.values())), dictionaries
    )


def _check_values(key: Text, values: Node, dictionaries: Dictionaries) -> Iterator[Diagnostic]:
    """What a key may be: the name of a dictionary, a range, or codes, of which each is one."""
    match values:
        case Text() if dashed := re.fullmatch(r"(\d+) ?[-–—] ?(\d+)", values, re.ASCII):
            meant = Word("expected.range_meant", meant=f"{dashed[1]}..{dashed[2]}")
            yield WRONG_VALUE.at(values.at, key=str(key), found=shown(values), expected=meant)
        case Text():
            yield from check_known([values] if not number_range(values) else [], dictionaries, "dictionary")
        case Map():
            yield from check_codes(values)
            for code, title in values.items():
                if not isinstance(title, Text):
                    yield WRONG_VALUE.at(title.at, key=str(code), found=shown(title), expected=Word("expected.text"))
        case Seq():
            yield from check_codes(code for code in values if isinstance(code, Text))
            for wrong in [code for code in values if not isinstance(code, Text)] if values else [values]:
                yield WRONG_VALUE.at(wrong.at, key=str(key), found=shown(wrong), expected=Word("expected.codes"))


def _check_rows(
    name: Text, document: TableDocument, rows: Iterable[Mapping[Text, tuple[Text, ...]]], dictionaries: Dictionaries
) -> Iterator[Diagnostic]:
    ids = {str(key): _dictionary_of(name, key, values, dictionaries) for key, values in document.keys.items()}
    for row in rows:
        yield from check_known(row, ids, "key")
        for key, listed in row.items():
            codes = dictionaries[ids[key]].entries or None if ids.get(key) in dictionaries else None
            yield from check_known((code for code in listed if not number_range(code)), codes, "code")


def make_field(
    name: Text, document: FieldDocument, dictionaries: Dictionaries, *, table: Table | None, known: Collection[str]
) -> Field:
    """A field; in a table it is asked of whom the table is asked."""
    kind = (
        repaired(document.type or Type.COUNT, (*TYPES, *dictionaries)) or Type.NUMBER
    )  # of an unknown type: fits most formulas
    symbol = kind not in TYPES
    title = document.title or (dictionaries[kind].title if symbol else name)
    return Field(
        id=str(name),
        title=str(title),
        at=name.at,
        table=table.id if table else PLAIN,
        topic=str(document.topic or (table.topic if table else "")),
        type=Type.SYMBOL if symbol else Type(kind),
        unit=str(document.unit),
        asked=document.asked or (table.asked if table else _anyone(name)),
        part_of=_whole(name, document.part_of, known),
        total=document.total or Total.SUM,
        limits=read_limits(document.range) or (None, None),
        dictionary=str(kind) if symbol else "",
        evidence=document.evidence,
        hint=str(document.hint),
        not_for={str(key): tuple(str(code) for code in codes) for key, codes in document.not_for.items()},
        known=document.known,
    )


def _whole(name: Text, whole: Text, known: Collection[str]) -> str:
    """What a field is a part of; of an unknown name the one probably meant, which is not the field itself."""
    if not whole or whole in known:
        return str(whole)
    return next((other for other in closest(whole, known) if other != name), "")


def check_field(name: Text, document: FieldDocument, *, table: TableDocument | None) -> Iterator[Diagnostic]:
    """A field has a title (in records it may do without) and limits in the unit of its type."""
    if not document.title and not (table and table.records) and not isinstance(document.title, Hole):
        yield MISSING_KEY.at(name.at, key="title")
    if str(document.type) == Type.PERCENT and document.range and "%" not in document.range:
        found, expected = str(document.range), Word("expected.percent_limits")
        yield WRONG_VALUE.at(document.range.at, key="range", found=found, expected=expected)
    elif str(document.type) != Type.PERCENT and "%" in document.range:
        found, expected = str(document.range), Word("expected.limits_of_field")
        yield WRONG_VALUE.at(document.range.at, key="range", found=found, expected=expected)
    if table and document.asked and document.asked.text:  # an empty one was told by its shape
        expected = Word("expected.asked_of_table")
        yield WRONG_VALUE.at(document.asked.at, key="asked", found=document.asked.text, expected=expected)


def _make_key(name: Text, key: Text, document: KeyDocument, dictionaries: Dictionaries) -> Key:
    id_ = _dictionary_of(name, key, document, dictionaries)
    title = document.title or (dictionaries[id_].title if id_ in dictionaries else key)
    return Key(id=str(key), title=str(title), dictionary=id_)


def _dictionary_of(name: Text, key: Text, document: KeyDocument, dictionaries: Dictionaries) -> str:
    inline = f"{name}.{key}"
    return inline if inline in dictionaries else repaired(str(document.values), dictionaries)


def _inline_entries(document: KeyDocument) -> dict[str, str] | None:
    match document.values:
        case Text() as text:
            numbers = number_range(text)
            return None if numbers is None else {str(number): str(number) for number in numbers}
        case Seq() as codes:
            return {str(code): str(code) for code in codes if isinstance(code, Text)}
        case Map() as titles:
            return {str(code): str(title) for code, title in titles.items() if isinstance(title, Text)}


def _rows(document: TableDocument, keys: tuple[Key, ...], dictionaries: Dictionaries) -> Iterator[tuple[str, ...]]:
    codes = [tuple(dictionaries[key.dictionary].entries) if key.dictionary in dictionaries else () for key in keys]
    offered: dict[tuple[str, ...], None] = {}
    for row in document.rows or ({},):
        listed = {str(key): tuple(_spread(values)) for key, values in row.items()}
        chosen = (listed.get(key.id) or every for key, every in zip(keys, codes, strict=True))
        offered.update(dict.fromkeys(product(*chosen)))
    yield from (row for row in offered if all(code in known for code, known in zip(row, codes, strict=True)))


def _spread(codes: Iterable[Text]) -> Iterator[str]:
    """``5..8`` stands for its numbers."""
    for code in codes:
        yield from (str(number) for number in number_range(code) or (code,))


def _anyone(name: Text) -> Expression:
    return Expression("organisation", name.at)
