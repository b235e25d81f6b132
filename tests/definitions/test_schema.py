"""The JSON Schema of the definition files."""

import json

import pytest

from kokoq.definitions import documents
from kokoq.definitions.schema import FILES, json_schema
from kokoq.language import language


def test_every_kind_of_file_has_a_schema_that_is_plain_json() -> None:
    schemas = json_schema(language("ru"))
    assert set(schemas) == set(FILES)
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
