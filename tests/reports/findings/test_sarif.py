"""SARIF 2.1.0: what we write of it fits the format.

``SUBSET`` is written by hand from the published schema: the objects that kokoq writes, with the published names, types,
patterns and required keys, and no key beside them. The published schema comes with no package of Python; that of npm
(``@microsoft/sarif-multitool``, its file ``sarif-2.1.0.json``) has it among a hundred megabytes of others.
"""

import json

import jsonschema
import pytest

from kokoq.language import language
from kokoq.reports.findings.sarif import to_sarif

from .sample import ALL, BLANK, KEY

RU = language("ru")


def obj(required: tuple[str, ...] = (), **properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


TEXT, WORD = {"type": "string"}, {"type": "string", "minLength": 1}
MESSAGE = obj(("text",), text=WORD)
LEVEL = {"enum": ["none", "note", "warning", "error"]}
COUNTED = {"type": "integer", "minimum": 1}
URI = {"type": "string", "pattern": r"^[A-Za-z0-9_.~!*'();@&=+$,/?#%-]+$"}  # RFC 3986: ASCII alone, no colon here
LOCATION = obj(
    id={"type": "integer", "minimum": -1},
    physicalLocation=obj(
        ("artifactLocation",),
        artifactLocation=obj(uri=URI),
        region=obj(startLine=COUNTED, startColumn=COUNTED, endColumn=COUNTED),
    ),
    logicalLocations={"type": "array", "items": obj(name=TEXT, fullyQualifiedName=TEXT), "uniqueItems": True},
)
RULE = obj(
    ("id",),
    id=WORD,
    name=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=obj(level=LEVEL),
)
RESULT = obj(
    ("message",),
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVEL,
    message=MESSAGE,
    locations={"type": "array", "items": LOCATION},
    relatedLocations={"type": "array", "items": LOCATION, "uniqueItems": True},
)
DRIVER = obj(("name",), name=WORD, version=TEXT, rules={"type": "array", "items": RULE, "uniqueItems": True})
RUN = obj(
    ("tool",),
    tool=obj(("driver",), driver=DRIVER),
    language={"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": RESULT},
)
SUBSET = obj(
    ("version", "runs"),
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"const": "2.1.0"},
    runs={"type": "array", "items": RUN},
)


@pytest.mark.parametrize("found", [ALL, ()], ids=["findings", "none"])
def test_what_is_written_fits_the_format(found: tuple) -> None:
    jsonschema.Draft202012Validator(SUBSET).validate(json.loads(to_sarif(found, RU)))


def test_the_subset_refuses_what_the_format_does() -> None:
    log = json.loads(to_sarif(ALL, RU))
    log["runs"][0]["results"][0]["level"] = "notice"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SUBSET).validate(log)


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
