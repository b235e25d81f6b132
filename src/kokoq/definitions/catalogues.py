"""Where catalogues are: a folder of one's own, or one that is shipped."""

from __future__ import annotations

import os
from pathlib import Path

from kokoq.diagnostics import Cell, Checked, Span
from kokoq.folders import CATALOGUE
from kokoq.resources import shipped
from kokoq.rules import FILE_NOT_FOUND, UNKNOWN_CATALOGUE


def find_catalogue(name: str, *, beside: Path | None = None, at: Span | None = None) -> Checked[Path | None]:
    """The folder of a catalogue: a folder beside ``beside`` (a campaign), any folder, or the shipped one of that name.

    ``at`` is the place where the name was written.
    """
    known = shipped_catalogues()
    folders = [beside / name] if beside is not None else []
    for folder in (*folders, Path(name), *([shipped("indicators") / name] if name in known else [])):
        if _is_catalogue(folder):
            return Checked(folder)
    for folder in folders or (Path(name),):
        if os.path.isdir(folder):  # noqa: PTH112 - false for a name that cannot be one
            return Checked(None, (FILE_NOT_FOUND.at(Cell((folder / CATALOGUE).as_posix())),))
    return Checked(None, (UNKNOWN_CATALOGUE.at(at or Span(name), name=name, known=known),))


def _is_catalogue(folder: Path) -> bool:
    try:
        return (folder / CATALOGUE).is_file()
    except OSError:  # a name too long to be one of a folder
        return False


def shipped_catalogues() -> tuple[str, ...]:
    """The names of the catalogues that come with kokoq."""
    folder = shipped("indicators")
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{CATALOGUE}")))
