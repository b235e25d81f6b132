"""What the commands open before they work: a campaign, a catalogue, a period; faulty definitions stop them all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kokoq import campaign as campaigns
from kokoq.campaign import Campaign
from kokoq.cli.failures import AskedBack, FaultyDefinitions
from kokoq.definitions.catalogues import find_catalogue, shipped_catalogues
from kokoq.definitions.settings import load_settings
from kokoq.diagnostics import Cell, Checked, KokoqError, Span
from kokoq.examine.places import seen_from_here
from kokoq.examine.subject import read_plan
from kokoq.folders import CAMPAIGN, CATALOGUE, COLLECTED, TEMPLATES
from kokoq.model import Period, Settings
from kokoq.outputs import collected_around
from kokoq.plan import Plan
from kokoq.resources import shipped
from kokoq.rules import CATALOGUE_IS_SHIPPED, FILE_EXISTS, FILE_NOT_FOUND

if TYPE_CHECKING:
    from kokoq.collect.sample.traits import Traits


def open_campaign(folder: Path, *, definitions: Path | None = None) -> Campaign:
    """The campaign of a folder, by its own catalogue or by other ``definitions``."""
    if not (folder / CAMPAIGN).is_file():
        raise KokoqError(FILE_NOT_FOUND.at(Cell(str(folder / CAMPAIGN))))
    loaded = campaigns.load(folder, definitions=definitions)
    if loaded.value is None:
        raise FaultyDefinitions(seen_from_here(loaded.diagnostics, folder))
    return loaded.value


@contextmanager
def open_anything(folder: Path, catalogue: str | None, data: Sequence[str]) -> Iterator[Campaign]:
    """The campaign of a folder; or one made for this run of a catalogue and of files that are no campaign's."""
    if catalogue is None and not data:
        yield open_campaign(folder)
        return
    from kokoq.collect.returned.adopt import adopt

    paths = sorted({Path(name) for pattern in data for name in glob(pattern, recursive=True) if Path(name).is_file()})  # noqa: PTH207 - a pattern of any folder
    if not paths:
        raise KokoqError(FILE_NOT_FOUND.at(Cell(", ".join(data) or "--data")))
    if catalogue is None:
        raise AskedBack("catalogue_needed", known=shipped_catalogues())
    plan = open_plan(catalogue)
    adopted = adopt(plan, paths)
    with TemporaryDirectory() as made:
        for period, files in adopted.files.items():
            for number, path in enumerate(files):
                home = Path(made) / COLLECTED / period.slug
                home.mkdir(parents=True, exist_ok=True)
                taken = (home / path.name).exists()
                shutil.copyfile(path, home / (f"{number}-{path.name}" if taken else path.name))
        settings = Settings(at=Span("--catalogue"), catalogue=plan.catalogue.id, municipality=adopted.municipality)
        yield Campaign(Path(made), settings, plan, adopted.organisations)


def open_traits(folder: Path, catalogue: str) -> Traits:
    """How the synthetic data of a campaign look: its own ``sample.yaml`` over that of its catalogue."""
    from kokoq.collect.sample.traits import load_traits, over

    home = find_catalogue(catalogue, beside=folder).value
    general, own = (load_traits(place) for place in (home or folder, folder))
    if general.value is None or own.value is None or general.failed or own.failed:
        raise FaultyDefinitions((*general.diagnostics, *own.diagnostics))
    return over(general.value, own.value)


def open_plan(name: str) -> Plan:
    """The plan of a catalogue: a shipped name or a folder."""
    loaded = load_plan(name, beside=Path())
    if loaded.value is None:
        raise FaultyDefinitions(loaded.diagnostics)
    return loaded.value


def open_definitions(folder: Path, *, called: str | None = None) -> Plan:
    """The plan of a folder with a catalogue or a campaign, or of a shipped catalogue; ``called`` names it in places."""
    own = _catalogue_of(folder)
    if own is None and called and not (folder / CATALOGUE).is_file():
        raise KokoqError(FILE_NOT_FOUND.at(Cell(f"{called}/{CATALOGUE}")))
    name, beside = (str(folder), Path()) if own is None else (own, folder)
    loaded = load_plan(name, beside=beside, called=called)
    if loaded.value is None or loaded.failed:
        raise FaultyDefinitions(loaded.diagnostics)
    return loaded.value


def open_folder(folder: Path, *, own: bool) -> Path:
    """The folder of a catalogue: this one, that of the campaign in it, or of a shipped one.

    To write into, it must be the office's ``own``: the folder that is named, whatever is in it, or its campaign's.
    """
    name = _catalogue_of(folder)
    if name is None and own:
        return folder
    home = find_catalogue(str(folder), beside=Path()) if name is None else find_catalogue(name, beside=folder)
    if home.value is None:
        raise KokoqError(home.diagnostics[0])
    if own and home.value.is_relative_to(shipped("indicators")):
        raise KokoqError(CATALOGUE_IS_SHIPPED.at(Cell(str(folder / CAMPAIGN)), name=name or ""))
    return home.value


def _catalogue_of(folder: Path) -> str | None:
    """What the campaign in a folder calls its catalogue; None where the folder is no campaign's."""
    if not (folder / CAMPAIGN).is_file():
        return None
    settings = load_settings(folder)
    if settings.value is None or not settings.value.catalogue:
        raise FaultyDefinitions(seen_from_here(settings.diagnostics, folder))
    return settings.value.catalogue


def open_former(folder: Path, revision: str | None) -> Plan:
    """The plan of a folder as it is, or as it was at a revision."""
    from kokoq.definitions.revision import at_revision

    if revision is None:
        return open_definitions(folder)
    with at_revision(folder, revision) as former:
        return open_definitions(former, called=f"{revision}:{folder.as_posix()}")


def find_plan(name: str, catalogue: str | None) -> tuple[Plan, str]:
    """The plan to show and what to show of it: of a named catalogue, of the current folder's, or of ``name`` itself."""
    if catalogue is not None:
        return open_definitions(Path(catalogue)), name
    if name and (Path(name) / CAMPAIGN).is_file():
        return open_campaign(Path(name)).plan, ""
    if name and find_catalogue(name, beside=Path()).value is not None:
        return open_plan(name), ""
    if Path(CAMPAIGN).is_file():
        return open_campaign(Path()).plan, name
    if Path(CATALOGUE).is_file():
        return open_plan("."), name
    raise AskedBack("catalogue_needed", known=shipped_catalogues())


def own_templates(folder: Path) -> Path:
    """The office's own templates: those of the campaign in the folder, else of the current folder."""
    home = folder if (folder / CAMPAIGN).is_file() else Path()
    return (home / TEMPLATES).resolve()


def load_plan(name: str, *, beside: Path, called: str | None = None) -> Checked[Plan | None]:
    """The plan of a catalogue and everything that was found on the way; ``called`` is its name in places."""
    home = find_catalogue(name, beside=beside)
    if home.value is None:
        raise KokoqError(home.diagnostics[0])
    return read_plan(home.value, called=called)


def choose_period(campaign: Campaign, asked: Period | None) -> Period:
    """The period asked for, else the latest that was collected."""
    return asked or campaigns.latest_period(campaign.folder)


def refuse_among_sent(folder: Path) -> Path:
    """The folder, if nothing stands in it, nor in its whole period where it is one of collected files (KQ911)."""
    home, whole = collected_around(folder), folder.resolve()
    if home is not None:
        refuse_full(home.joinpath(*whole.relative_to(home).parts[:1]))
    return refuse_full(folder)


def refuse_full(folder: Path) -> Path:
    """The folder, if nothing stands in it: forms there may hold somebody's answers (KQ911)."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        raise KokoqError(FILE_EXISTS.at(Cell(str(path))))
    return folder
