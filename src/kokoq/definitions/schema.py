"""The JSON Schema of the definition files: editors complete keys by it and explain them in the language asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import NullableSchema, WithDefaultSchema

from kokoq.definitions.documents import (
    AcceptedFile,
    CaseFile,
    CatalogueDocument,
    DictionaryFile,
    ProfileDocument,
    ProfileFile,
    RegisterDocument,
    RegulationDocument,
    SettingsDocument,
)
from kokoq.language import Language

FILES: Mapping[str, Any] = {
    "catalogue": CatalogueDocument,
    "fields": DictionaryFile,
    "regulation": RegulationDocument,
    "profiles": ProfileFile,
    "cases": CaseFile,
    "campaign": SettingsDocument,
    "accepted": AcceptedFile,
    "sample": ProfileDocument,
    "decisions": RegisterDocument,
}
"""Kind of file → its shape."""

ANY = "kokoq"
"""The schema of any definition file: one line in the settings of an editor serves a whole folder."""

_SIGNS: Mapping[str, tuple[str, ...]] = {
    "regulation": ("indicators", "goal", "tasks", "collection", "periodicity", "criteria"),
    "campaign": ("catalogue",),
    "catalogue": ("acts", "organisation_types", "tags", "levels", "blocks", "terms", "policies", "issuer"),
    "profiles": ("profiles",),
    "sample": ("sizes", "quality", "records", "exports"),
    "decisions": ("decisions",),
    "fields": ("fields", "tables", "checks", "topics", "dictionaries", "units"),
}
"""Kind of file → keys that tell it, in the order in which they are looked for."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, object]


def json_schema(words: Language) -> dict[str, Schema]:
    """One schema for each kind of definition file, and ``ANY`` for whichever of them a file is."""
    kinds = {name: {"$schema": _DIALECT} | _described(raw_schema(kind), words, name) for name, kind in FILES.items()}
    return {ANY: _any(kinds)} | kinds


def _any(kinds: Mapping[str, Schema]) -> Schema:
    """By the same signs as ``load``: a list, a key that only one kind has; a file without such a key may become any."""
    shapes: dict[str, object] = {}
    places: dict[str, Schema] = {}
    for name, schema in kinds.items():
        match schema.get("$defs"):
            case dict() as own:
                shapes |= own
        shapes[name] = {key: value for key, value in schema.items() if key not in ("$defs", "$schema")}
        places[name] = {"$ref": f"#/$defs/{name}"}
    chosen: Schema = {"anyOf": list(places.values())}
    for name, signs in reversed(tuple(_SIGNS.items())):
        sign = {"type": "object", "anyOf": [{"required": [key]} for key in signs]}
        chosen = {"if": sign, "then": places[name], "else": chosen}
    cases: Schema = {"if": {"type": "array"}, "then": places["cases"], "else": chosen}
    dated = {"type": "array", "contains": {"type": "object", "required": ["until"]}}
    listed: Schema = {"if": dated, "then": places["accepted"], "else": cases}
    return {"$schema": _DIALECT, **listed, "$defs": shapes}


class _Generator(GenerateJsonSchema):
    """Leaves out defaults and nulls: they stand for a key that is not written."""

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def raw_schema(shape: Any) -> Schema:
    """The schema of a shape as pydantic makes it: comments name the types of scalars."""
    schema: Schema = TypeAdapter(shape).json_schema(schema_generator=_Generator)
    match schema:
        case {"$ref": str() as ref, "$defs": dict() as shapes}:  # a shape that holds itself is only pointed at
            return schema | dict(shapes[ref.rpartition("/")[2]])
        case _:
            return schema


def _described(schema: Schema, words: Language, name: str) -> Schema:
    """A schema with what its keys and words mean; what Python says of its classes is left out."""
    made: Schema = {}
    for key, value in schema.items():
        match key, value:
            case "$defs", dict():
                made[key] = {kind: _described(inner, words, _word(kind)) for kind, inner in value.items()}
            case "properties", dict():
                made[key] = {own: _property(own, inner, words, name) for own, inner in value.items()}
            case (("title" | "description" | "$comment"), str()):
                continue
            case "enum", list():
                made |= {key: value} | _explained(value, str(schema.get("$comment", schema.get("title"))), words)
            case _, dict():
                made[key] = _described(value, words, name)
            case _, list():
                made[key] = [_described(item, words, name) if isinstance(item, dict) else item for item in value]
            case _:
                made[key] = value
    return made


def _property(key: str, schema: Schema, words: Language, name: str) -> Schema:
    said = f"docs.definitions.of.{_SECTIONS.get(name, name)}.{'title_' if key == 'title' else key}"
    made = _described(schema, words, name)
    return made | ({"description": words.say(said)} if words.has(said) else {})


def _explained(values: list[object], kind: str, words: Language) -> Schema:
    """What each word of an enumeration means, in the key by which editors show it."""
    keys = [f"docs.definitions.enum.{kind}.{value}" for value in values]
    return {"enumDescriptions": [words.say(key) for key in keys]} if words.has(keys[0]) else {}


_SECTIONS = {
    "campaign": "settings",
    "cases": "case",
    "fields": "dictionaryfile",
    "profiles": "profilefile",
    "sample": "profile",
    "decisions": "register",
}
"""Files and shapes whose keys are explained under another name."""


def _word(kind: str) -> str:
    """``IndicatorDocument`` is explained as ``indicator``."""
    return kind.removesuffix("Document").lower()
