"""What lies in the folder of a catalogue and is not read, though somebody meant it to be: told, never passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kokoq.definitions.source import MAX_BYTES
from kokoq.diagnostics import Diagnostic, Span
from kokoq.folders import ARCHIVE, CAMPAIGN, COLLECTED, REPORTS, TEMPLATES
from kokoq.language import Word
from kokoq.rules import CAMPAIGN_FILE_ALONE, DEFINITION_ASIDE, DEFINITION_MISNAMED, DEFINITION_NOT_A_FILE

CASES = "cases"
_NAMED = tuple(f"{stem}.yaml" for stem in ("catalogue", "accepted", "kokoq", "sample"))
"""Files that are read under this one name."""

_OF_CAMPAIGNS = ("organisations.", "decisions.")
NOT_OURS = (".", "~", "kokoq.", "accepted.", "sample.", *_OF_CAMPAIGNS)
"""How files begin that may lie beside definitions and are none."""

_YAML = (".yaml", ".yml")
_FOLDERS = frozenset({CASES, COLLECTED, REPORTS, ARCHIVE, TEMPLATES})  # of a catalogue, and of a campaign
_DEFINES = re.compile(rb"^(- )?(indicators?|fields|tables|profiles?)[ ]*:", re.MULTILINE)


def is_definition(name: str) -> bool:
    """Whether a file of that name is read as definitions."""
    return name.lower().endswith(_YAML) and not name.lower().startswith(NOT_OURS)


def check_names(folder: Path, shown: str) -> Iterator[Diagnostic]:
    """Everything that is called as a definition is a file, under a name that is read; ``shown`` is what ends places."""
    for path in _entries(folder):
        at = Span(f"{shown}{path.name}")
        if path.name.lower() == CASES:
            yield from _check_cases(path, at)
        elif path.name.lower().endswith(_YAML):
            yield from _check_file(path, at)
        elif found := re.fullmatch(r"(.+\.ya?ml)\.(txt|docx?|rtf)", path.name, re.IGNORECASE):
            yield DEFINITION_MISNAMED.at(at, expected=found[1])
        elif path.is_dir() and path.name not in _FOLDERS:
            yield from _check_folder(path, at.file)


def _entries(folder: Path) -> list[Path]:
    """In an order that does not depend on the file system, without what is hidden."""
    paths = folder.iterdir() if folder.is_dir() else ()
    return sorted((p for p in paths if not p.name.startswith((".", "~"))), key=lambda p: p.name)


def _check_cases(path: Path, at: Span) -> Iterator[Diagnostic]:
    if not path.is_dir():
        yield DEFINITION_NOT_A_FILE.at(at, found=_found(path), expected=Word("stray.folder"))
    elif path.name != CASES:
        yield DEFINITION_MISNAMED.at(at, expected=CASES)
    else:
        yield from check_names(path, f"{at.file}/")


def _check_file(path: Path, at: Span) -> Iterator[Diagnostic]:
    lower = path.name.lower()
    meant = re.sub(r"\.yml$", ".yaml", lower)
    if path.parent.name == CASES and not is_definition(path.name):
        return
    if not path.is_file():
        yield DEFINITION_NOT_A_FILE.at(at, found=_found(path), expected=Word("stray.file"))
    elif meant in _NAMED and path.name != meant:
        yield DEFINITION_MISNAMED.at(at, expected=meant)
    elif lower.startswith(_OF_CAMPAIGNS) and not (path.parent / CAMPAIGN).exists():
        yield CAMPAIGN_FILE_ALONE.at(at, begins=lower.partition(".")[0])


def _check_folder(path: Path, shown: str) -> Iterator[Diagnostic]:
    """A folder within the folder is not read; a catalogue or campaign of its own is nothing of this one."""
    inside = _entries(path)
    if any(one.name in _NAMED[:1] or one.name == CAMPAIGN for one in inside):
        return
    files = (one for one in inside if one.name.lower().endswith(_YAML) and one.is_file())
    for one in files:
        if one.stat().st_size <= MAX_BYTES and _DEFINES.search(one.read_bytes()):
            yield DEFINITION_ASIDE.at(Span(f"{shown}/{one.name}"), folder=path.name)


def _found(path: Path) -> Word:
    """What stands where a file or folder is expected."""
    if path.is_dir():
        return Word("stray.folder")
    if path.is_file():
        return Word("stray.file")
    return Word("stray.special") if path.exists() else Word("stray.link")
