"""SARIF 2.1.0: what we write of it fits the published schema."""

import json

import jsonschema
import pytest

from kokoq.language import language
from kokoq.reports.findings.sarif import to_sarif

from .published import PUBLISHED, SCHEMA, validate
from .sample import ALL, BLANK, KEY

RU = language("ru")


def test_the_schema_is_the_published_one() -> None:
    assert (SCHEMA["id"], SCHEMA["$schema"]) == (PUBLISHED, "http://json-schema.org/draft-04/schema#")


@pytest.mark.parametrize("found", [ALL, ()], ids=["findings", "none"])
def test_what_is_written_fits_the_format(found: tuple) -> None:
    validate(json.loads(to_sarif(found, RU)))


def test_the_schema_refuses_what_the_format_does() -> None:
    log = json.loads(to_sarif(ALL, RU))
    log["runs"][0]["results"][0]["level"] = "notice"
    with pytest.raises(jsonschema.ValidationError):
        validate(log)


def test_a_result_points_into_its_file_and_to_its_rule() -> None:
    run = json.loads(to_sarif(ALL, RU))["runs"][0]
    first = run["results"][0]
    rule = run["tool"]["driver"]["rules"][first["ruleIndex"]]
    assert (first["ruleId"], rule["id"], rule["name"]) == ("KQ103", "KQ103", "duplicate-key")
    place = first["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endColumn": 9}
    assert place["artifactLocation"]["uri"].endswith("%2C%20%D0%BD%D0%BE%D0%B2%D1%8B%D0%B5.yaml")  # «, новые.yaml»
    assert first["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 1


def test_a_cell_is_a_place_within_its_workbook() -> None:
    (result,) = json.loads(to_sarif([BLANK], RU))["runs"][0]["results"]
    assert result["level"] == "warning"
    assert result["locations"][0]["logicalLocations"] == [{"name": "C7", "fullyQualifiedName": "Контингент!C7"}]


def test_a_finding_of_no_place_has_no_location() -> None:
    assert "locations" not in json.loads(to_sarif(ALL, RU))["runs"][0]["results"][-1]


def test_the_same_findings_give_the_same_bytes() -> None:
    assert to_sarif([KEY, BLANK], RU) == to_sarif([KEY, BLANK], RU)
