"""The files to start from: a campaign, and a regulation with a catalogue of its own, both with comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Template

from kokoq.definitions.names import RESERVED
from kokoq.diagnostics import Cell, KokoqError
from kokoq.language import Language
from kokoq.letters import latinised
from kokoq.outputs import writing
from kokoq.resources import shipped
from kokoq.rules import FILE_EXISTS, NO_FILE_NAME

OWN = "indicators"  # the catalogue of one's own, unless it is named
SHIPPED = "promyshlennovsky"  # the catalogue of a campaign, unless it is named
ORGANISATIONS = "organisations.csv"
TYPES = ("school", "kindergarten")
"""The types of organisation of the catalogue to start from."""


def new_campaign(language: Language, *, catalogue: str, types: Iterable[str]) -> Mapping[str, str]:
    """Path → text of a campaign over a catalogue, with one organisation of each type as an example."""
    files = dict(_filled("campaign", language, catalogue=catalogue))
    files["collected/README.md"] = files.pop("collected.md")
    files[ORGANISATIONS] = _organisations(language, types)
    return files


def new_regulation(language: Language, *, catalogue: str, regulation: str) -> Mapping[str, str]:
    """Path → text of a catalogue with one regulation, in a folder of the catalogue's name.

    A regulation may be called by its title: that is kept, and the id is made of it.
    """
    titled = _TITLE.fullmatch(regulation) is not None and not _NAME.fullmatch(regulation)
    name = latinised(regulation) if titled else regulation
    for option, written in (("--catalogue", catalogue), ("--regulation", name)):
        if not _NAME.fullmatch(written) or written in RESERVED:  # it names a folder or a file, too
            meant = latinised(written)
            meant = f"{meant}_1" if meant in RESERVED else meant or "monitoring"
            raise KokoqError(NO_FILE_NAME.at(Cell(option), name=written, option=option, meant=meant))
    title = _quoted(regulation) if titled else language.say("skeleton.regulation")
    files = _filled("catalogue", language, catalogue=catalogue, regulation=name, title=title)
    return {f"{catalogue}/{path.replace('regulation', name)}": text for path, text in files}


_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TITLE = re.compile(r"[^\W\d_][^/\\.]*")  # no path: that would be written beside the folder


def _quoted(title: str) -> str:
    """A title as YAML takes it, whatever its signs, and with the capital of a title."""
    return "'" + (title[:1].upper() + title[1:]).replace("'", "''") + "'"


def write_new(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files if none of them is there yet; ``KokoqError`` (KQ911) names the first that is."""
    for name in sorted(files):
        if (folder / name).exists():
            raise KokoqError(FILE_EXISTS.at(Cell(str(folder / name))))
    with writing(folder):
        for name, text in sorted(files.items()):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8", newline="\n")


def _filled(kind: str, language: Language, **names: str) -> Iterator[tuple[str, str]]:
    home = shipped("templates") / "init" / language.code / kind
    for path in sorted(p for p in home.rglob("*") if p.is_file()):
        yield path.relative_to(home).as_posix(), Template(path.read_text(encoding="utf-8")).substitute(names)


def _organisations(language: Language, types: Iterable[str]) -> str:
    """A table that spreadsheet programs open: one line of each type."""
    head = ";".join(language.say(f"skeleton.{column}") for column in ("id", "title", "type"))
    lines = (f"{kind}_1;{language.say('skeleton.example', n=n)};{kind}" for n, kind in enumerate(types, start=1))
    return "\n".join((head, *lines)) + "\n"
