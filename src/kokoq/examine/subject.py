"""What a path holds that can be examined: a campaign with its catalogue, or a catalogue alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kokoq import plan as plans
from kokoq.definitions.catalogues import find_catalogue
from kokoq.definitions.load import load_catalogue
from kokoq.definitions.settings import catalogue_said, load_settings
from kokoq.definitions.strays import check_names
from kokoq.diagnostics import Cell, Checked, Diagnostic, KokoqError, ordered
from kokoq.examine.places import seen_from_here
from kokoq.folders import CAMPAIGN, CATALOGUE
from kokoq.model import Settings
from kokoq.plan import Plan
from kokoq.rules import NOTHING_CHECKED


@dataclass(frozen=True, slots=True)
class Subject:
    """The ``home`` of a catalogue, None where nobody can tell which one a faulty campaign means.

    ``campaign`` is the folder of the campaign whose catalogue it is, None for a catalogue alone; ``settings`` are its
    own, None where they cannot be read, and ``found`` is what is wrong with them.
    """

    home: Path | None
    campaign: Path | None = None
    settings: Settings | None = None
    found: tuple[Diagnostic, ...] = ()


def open_subject(path: Path) -> Subject:
    """What lies in a folder, or the shipped catalogue of that name; ``KokoqError`` where there is nothing."""
    if (path / CAMPAIGN).is_file():
        return _of_campaign(path)
    if (path / CATALOGUE).is_file() or not path.exists():
        home = find_catalogue(str(path), beside=Path())
        if home.value is None:
            raise KokoqError(home.diagnostics[0])
        return Subject(home.value)
    strayed = next(iter(check_names(path, f"{path.as_posix()}/")), None) if path.is_dir() else None
    raise KokoqError(strayed or NOTHING_CHECKED.at(Cell(str(path))))


def _of_campaign(folder: Path) -> Subject:
    """The catalogue is looked for whatever is wrong with the campaign, as long as anybody can tell which one it is."""
    loaded = load_settings(folder)
    settings = loaded.value
    named = settings.catalogue if settings else catalogue_said(folder)
    home = find_catalogue(named, beside=folder, at=settings.at if settings else None) if named else Checked(None)
    found = (*loaded.diagnostics, *(home.diagnostics if settings else ()))
    return Subject(home.value, folder, settings, seen_from_here(found, folder))


def read_plan(home: Path, *, called: str | None = None) -> Checked[Plan | None]:
    """The plan of a catalogue and every fault of its definitions; ``called`` is its name in places."""
    catalogue = load_catalogue(home, name=called)
    if catalogue.value is None:
        return Checked(None, catalogue.diagnostics)
    planned = plans.compile(catalogue.value)
    return Checked(planned.value, ordered((*catalogue.diagnostics, *planned.diagnostics)))
