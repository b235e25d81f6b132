"""The JSON Schema of the definition files."""

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from kokoq.definitions import documents
from kokoq.definitions.schema import ANY, FILES, json_schema
from kokoq.language import language

from .editor import Editor

ROOT = Path(__file__).parents[2]
RU = json_schema(language("ru"))
DEFINED = sorted(
    path for folder in ("indicators", "examples", "tests/definitions/good") for path in (ROOT / folder).rglob("*.yaml")
)


KINDS = {
    "catalogue.yaml": "catalogue",
    "kokoq.yaml": "campaign",
    "sample.yaml": "sample",
    "accepted.yaml": "accepted",
    "decisions.yaml": "decisions",
    "profiles.yaml": "profiles",
}


def kind_of(path: Path) -> str:
    if path.parent.name == "cases":
        return "cases"
    if path.name in KINDS:
        return KINDS[path.name]
    return "regulation" if "\nindicators:" in path.read_text(encoding="utf-8") else "fields"


def faults(schema: str, text: str) -> list[str]:
    found = jsonschema.Draft202012Validator(RU[schema]).iter_errors(yaml.load(text, Editor))  # noqa: S506 - a SafeLoader
    return [f"{list(e.absolute_path)}: {e.message}" for e in found]


@pytest.mark.parametrize("path", DEFINED, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_shipped_file_fits_its_schema_and_the_one_for_all(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert faults(kind_of(path), text) == []
    assert faults(ANY, text) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("regulation", 'id: x\ncode: "1"\ntitle: X\nindicators: {a: {code: "1", title: A, kind: shares}}\n'),
        ("regulation", 'id: x\ncode: "1"\ntitle: X\ngaol: Y\nindicators: {}\n'),
        ("fields", "fields: {a: {title: A, part_off: b}}\n"),
        ("cases", "- {given: {a: 1}}\n"),
        ("catalogue", "kokoq: 2\nid: x\ntitle: X\ntags: {}\n"),
        ("campaign", "kokoq: 1\ncatalogue: x\nlanguage: de\n"),
    ],
)
def test_what_does_not_belong_is_marked(kind: str, text: str) -> None:
    assert len(faults(kind, text)) == 1
    assert faults(ANY, text) != []


def properties(node: object, name: str) -> Iterator[tuple[str, dict]]:
    """Every key of every mapping in a schema, with what is said of it."""
    if isinstance(node, dict):
        for key, value in node.get("properties", {}).items():
            yield f"{name}.{key}", value
        for key, value in node.items():
            yield from properties(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from properties(value, name)


def enumerations(node: object) -> Iterator[dict]:
    if isinstance(node, dict):
        if "enum" in node and True not in node["enum"]:
            yield node
        for value in node.values():
            yield from enumerations(value)
    elif isinstance(node, list):
        for value in node:
            yield from enumerations(value)


@pytest.mark.parametrize("code", ["ru", "en"])
@pytest.mark.parametrize("file", [ANY, *FILES])
def test_every_key_and_every_word_is_explained(file: str, code: str) -> None:
    schema = json_schema(language(code))[file]
    assert [key for key, said in properties(schema, file) if not said.get("description")] == []
    assert [e["enum"] for e in enumerations(schema) if len(e.get("enumDescriptions", ())) != len(e["enum"])] == []


def test_every_kind_of_file_has_a_schema_that_is_plain_json() -> None:
    schemas = json_schema(language("ru"))
    assert set(schemas) == {ANY, *FILES}
    assert json.loads(json.dumps(schemas)) == schemas


def test_keys_are_completed_and_explained_in_the_language_asked_for() -> None:
    indicator = json_schema(language("ru"))["regulation"]["$defs"]["IndicatorDocument"]
    assert indicator["required"] == ["code", "title"]
    assert indicator["additionalProperties"] is False
    assert indicator["properties"]["formula"]["description"].startswith("формула")
    assert indicator["properties"]["kind"]["enum"][:2] == ["share", "count"]
    english = json_schema(language("en"))["regulation"]["$defs"]["IndicatorDocument"]
    assert indicator["properties"]["formula"]["description"] != english["properties"]["formula"]["description"]


@pytest.mark.parametrize(
    ("file", "shape"), [("catalogue", documents.CatalogueDocument), ("campaign", documents.SettingsDocument)]
)
def test_a_schema_names_the_keys_that_the_reader_takes(file: str, shape: type) -> None:
    assert set(json_schema(language("ru"))[file]["properties"]) == set(shape.__dataclass_fields__)


def test_keys_that_python_cannot_spell_stand_as_in_the_file() -> None:
    corridor = json_schema(language("ru"))["regulation"]["$defs"]["CorridorDocument"]
    assert set(corridor["properties"]) == {"from", "to"}


def test_nothing_of_ours_leaks_into_a_schema() -> None:
    text = json.dumps(json_schema(language("ru")))
    assert "default" not in text.replace("default_", "")
    assert '"null"' not in text
