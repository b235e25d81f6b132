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
    RegulationDocument,
    SettingsDocument,
)
from kokoq.language import Language

FILES: Mapping[str, Any] = {
    "catalogue": CatalogueDocument,
    "fields": DictionaryFile,
    "regulation": RegulationDocument,
    "cases": CaseFile,
    "campaign": SettingsDocument,
    "accepted": AcceptedFile,
}
"""Kind of file → its shape."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, object]


def json_schema(words: Language) -> dict[str, Schema]:
    """One schema for each kind of definition file."""
    return {
        name: {"$schema": _DIALECT}
        | _described(TypeAdapter(kind).json_schema(schema_generator=_Generator), words, name)
        for name, kind in FILES.items()
    }


class _Generator(GenerateJsonSchema):
    """Leaves out defaults and nulls: they stand for a key that is not written."""

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def _described(schema: Schema, words: Language, name: str) -> Schema:
    """A schema with what its keys mean; what Python says of its classes is left out."""
    made: Schema = {}
    for key, value in schema.items():
        match key, value:
            case "$defs", dict():
                made[key] = {kind: _described(inner, words, _word(kind)) for kind, inner in value.items()}
            case "properties", dict():
                made[key] = {own: _property(own, inner, words, name) for own, inner in value.items()}
            case (("title" | "description"), str()):
                continue
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


_SECTIONS = {"campaign": "settings", "cases": "case", "data": "case"}
"""Files and shapes whose keys are explained under another name."""


def _word(kind: str) -> str:
    """``IndicatorDocument`` is explained as ``indicator``."""
    return kind.removesuffix("Document").lower()
