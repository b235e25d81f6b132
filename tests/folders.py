"""Small folders of files, each given with its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

StandIn = Callable[[Mapping[str, str]], Path]
"""The fixture ``stand_in``: from files to the folder that holds them, which is the current one."""


def put(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder with the files in it, folders of their own made as their names say."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
