"""YAML as an editor with a schema reads it."""

import re

import yaml


class Editor(yaml.SafeLoader):
    """YAML 1.2, as editors read it: only true and false are no texts, and a date is one."""

    yaml_implicit_resolvers: dict = {}  # noqa: RUF012 - the name that PyYAML looks for


for tag, pattern, first in (
    ("bool", "true|false", "tf"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?[0-9]*\.[0-9]+", "-+.0123456789"),
    ("null", "~|null|", ["~", "n", ""]),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^({pattern})$"), list(first))
