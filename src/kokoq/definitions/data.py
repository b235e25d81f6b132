"""The data dictionary of a catalogue, put together from all files: dictionaries, fields, tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kokoq.definitions.documents import (
    CatalogueDocument,
    DictionaryDocument,
    DictionaryFile,
    FieldDocument,
    TableDocument,
)
from kokoq.definitions.fields import (
    TYPES,
    check_dictionary,
    check_field,
    check_table,
    key_dictionaries,
    make_dictionary,
    make_field,
    make_table,
)
from kokoq.definitions.names import check_identifiers, check_known, check_unique
from kokoq.definitions.source import Text
from kokoq.diagnostics import Diagnostic
from kokoq.model import Dictionary, Field, Table
from kokoq.rules import PARTS_CYCLE

FieldPlace = tuple[Text, FieldDocument, Text | None, TableDocument | None]
"""A field as declared, and the table that it stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What was declared of the data, in the order of the files."""

    dictionary_documents: tuple[tuple[Text, DictionaryDocument], ...]
    table_documents: tuple[tuple[Text, TableDocument], ...]
    field_documents: tuple[FieldPlace, ...]
    dictionaries: Mapping[str, Dictionary]
    tables: Mapping[str, Table]
    fields: Mapping[str, Field]
    topics: Mapping[str, str]
    units: Mapping[str, str]
    names: Mapping[str, tuple[Text, ...]]  # of topics and units, as often as they are declared


def make_data(head: CatalogueDocument, files: tuple[DictionaryFile, ...], *, lost: Collection[str] = ()) -> Data:
    """The data dictionary; of two declarations of one name the first counts.

    ``lost`` are names of dictionaries that may be too faulty to have been read: those are taken to be empty.
    """
    holders: tuple[CatalogueDocument | DictionaryFile, ...] = (head, *files)
    dictionary_documents = tuple(pair for holder in holders for pair in holder.dictionaries.items())
    table_documents = tuple(pair for file in files for pair in file.tables.items())
    field_documents = tuple(_field_places(files))
    dictionaries: dict[str, Dictionary] = {}
    for name, document in dictionary_documents:
        dictionaries.setdefault(str(name), make_dictionary(name, document))
    for lost_name in lost:
        dictionaries.setdefault(lost_name, Dictionary(id=lost_name, title=lost_name, entries={}))
    for name, table in table_documents:
        dictionaries = key_dictionaries(name, table) | dictionaries
    tables: dict[str, Table] = {}
    for name, table in table_documents:
        tables.setdefault(str(name), make_table(name, table, dictionaries))
    return Data(
        dictionary_documents=dictionary_documents,
        table_documents=table_documents,
        field_documents=field_documents,
        dictionaries=dictionaries,
        tables=tables,
        fields=_make_fields(field_documents, dictionaries, tables),
        topics={str(name): str(title) for holder in holders for name, title in holder.topics.items()},
        units={str(name): str(title) for holder in holders for name, title in holder.units.items()},
        names={
            "topic": tuple(name for holder in holders for name in holder.topics),
            "unit": tuple(name for holder in holders for name in holder.units),
        },
    )


def check_data(data: Data, *, field_names: Collection[str]) -> Iterator[Diagnostic]:
    """Names are well-formed and unique, and what they refer to is declared."""
    for name, dictionary in data.dictionary_documents:
        yield from check_identifiers([name])
        yield from check_dictionary(dictionary)
    yield from check_unique((name for name, _ in data.dictionary_documents), "dictionary")
    for what, names in data.names.items():
        yield from check_unique(names, what)
    yield from _check_tables(data)
    yield from _check_fields(data, field_names)
    yield from _check_parts(data)


def _field_places(files: Iterable[DictionaryFile]) -> Iterator[FieldPlace]:
    for file in files:
        yield from ((name, field, None, None) for name, field in file.fields.items())
        for table_name, table in file.tables.items():
            yield from ((name, field, table_name, table) for name, field in table.fields.items())


def _make_fields(
    places: Iterable[FieldPlace], dictionaries: Mapping[str, Dictionary], tables: Mapping[str, Table]
) -> dict[str, Field]:
    known = {str(name) for name, *_ in places}
    fields: dict[str, Field] = {}
    for name, document, table, _ in places:
        home = None if table is None else tables[table]
        fields.setdefault(str(name), make_field(name, document, dictionaries, table=home, known=known))
    return fields


def _check_tables(data: Data) -> Iterator[Diagnostic]:
    yield from check_unique((name for name, _ in data.table_documents), "table")
    places = {str(name): name.at for name, *_ in data.field_documents}
    for name, table in data.table_documents:
        yield from check_identifiers([name, *table.keys])
        yield from check_unique(table.keys, "key", places)
        yield from check_known([table.topic], data.topics or None, "topic")
        yield from check_table(name, table, data.dictionaries)


def _check_fields(data: Data, field_names: Collection[str]) -> Iterator[Diagnostic]:
    yield from check_unique((name for name, *_ in data.field_documents), "field")
    for name, field, _, table in data.field_documents:
        yield from check_identifiers([name])
        yield from check_field(name, field, table=table)
        yield from check_known([field.topic], data.topics or None, "topic")
        yield from check_known([field.unit], data.units or None, "unit")
        yield from check_known([field.type], (*TYPES, *data.dictionaries), "type")
        yield from check_known([field.part_of], field_names, "field")


def _check_parts(data: Data) -> Iterator[Diagnostic]:
    """No field is a part of itself, by whatever way."""
    told: set[str] = set()
    for field in data.fields.values():
        chain = [field.id]
        while (whole := data.fields.get(chain[-1])) is not None and whole.part_of and whole.part_of not in chain:
            chain.append(whole.part_of)
        if whole is not None and whole.part_of == field.id and not told & set(chain):
            told |= set(chain)
            related = [data.fields[name].at for name in chain[1:]]
            yield PARTS_CYCLE.at(field.at, cycle=" → ".join((*chain, field.id)), related=related)
