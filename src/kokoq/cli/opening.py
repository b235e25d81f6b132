"""What the commands open before they work: a campaign, a catalogue, a period; faulty definitions stop them all."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kokoq import campaign as campaigns
from kokoq import plan as plans
from kokoq.campaign import Campaign
from kokoq.cli.clock import this_day
from kokoq.cli.failures import AskedBack, FaultyDefinitions
from kokoq.cli.places import seen_from_here
from kokoq.definitions.catalogues import find_catalogue, shipped_catalogues
from kokoq.definitions.load import load_catalogue
from kokoq.definitions.settings import load_settings
from kokoq.definitions.strays import CASES
from kokoq.diagnostics import Cell, Checked, Diagnostic, KokoqError, Severity, Span, ordered
from kokoq.model import Period, Settings
from kokoq.plan import Plan
from kokoq.resources import shipped
from kokoq.rules import (
    CASES_COVER_LITTLE,
    CATALOGUE_IS_SHIPPED,
    FILE_EXISTS,
    FILE_NOT_FOUND,
    NOTHING_CHECKED,
)

if TYPE_CHECKING:
    from kokoq.assess.cases import Verdict
    from kokoq.assess.cover import Cover, Item
    from kokoq.collect.sample.profile import Profile

CAMPAIGN_FILE, CATALOGUE_FILE = "kokoq.yaml", "catalogue.yaml"


def open_campaign(folder: Path, *, definitions: Path | None = None) -> Campaign:
    """The campaign of a folder, by its own catalogue or by other ``definitions``."""
    if not (folder / CAMPAIGN_FILE).is_file():
        raise KokoqError(FILE_NOT_FOUND.at(Cell(str(folder / CAMPAIGN_FILE))))
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
    from kokoq.collect.adopt import adopt

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
                home = Path(made) / campaigns.COLLECTED / period.slug
                home.mkdir(parents=True, exist_ok=True)
                taken = (home / path.name).exists()
                shutil.copyfile(path, home / (f"{number}-{path.name}" if taken else path.name))
        settings = Settings(at=Span("--catalogue"), catalogue=plan.catalogue.id, municipality=adopted.municipality)
        yield Campaign(Path(made), settings, plan, adopted.organisations)


def open_profile(folder: Path, catalogue: str) -> Profile:
    """How the synthetic data of a campaign look: its own ``sample.yaml`` over that of its catalogue."""
    from kokoq.collect.sample.profile import load_profile, over

    home = find_catalogue(catalogue, beside=folder).value
    general, own = (load_profile(place) for place in (home or folder, folder))
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
    if own is None and called and not (folder / CATALOGUE_FILE).is_file():
        raise KokoqError(FILE_NOT_FOUND.at(Cell(f"{called}/{CATALOGUE_FILE}")))
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
        raise KokoqError(CATALOGUE_IS_SHIPPED.at(Cell(str(folder / CAMPAIGN_FILE)), name=name or ""))
    return home.value


def _catalogue_of(folder: Path) -> str | None:
    """What the campaign in a folder calls its catalogue; None where the folder is no campaign's."""
    if not (folder / CAMPAIGN_FILE).is_file():
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
    if name and (Path(name) / CAMPAIGN_FILE).is_file():
        return open_campaign(Path(name)).plan, ""
    if name and find_catalogue(name, beside=Path()).value is not None:
        return open_plan(name), ""
    if Path(CAMPAIGN_FILE).is_file():
        return open_campaign(Path()).plan, name
    if Path(CATALOGUE_FILE).is_file():
        return open_plan("."), name
    raise AskedBack("catalogue_needed", known=shipped_catalogues())


def own_templates(folder: Path) -> Path:
    """The office's own templates: those of the campaign in the folder, else of the current folder."""
    home = folder if (folder / CAMPAIGN_FILE).is_file() else Path()
    return (home / campaigns.TEMPLATES).resolve()


def load_plan(name: str, *, beside: Path, called: str | None = None) -> Checked[Plan | None]:
    """The plan of a catalogue and everything that was found on the way; ``called`` is its name in places."""
    home = find_catalogue(name, beside=beside)
    if home.value is None:
        raise KokoqError(home.diagnostics[0])
    catalogue = load_catalogue(home.value, name=called)
    if catalogue.value is None:
        return Checked(None, (*home.diagnostics, *catalogue.diagnostics))
    planned = plans.compile(catalogue.value)
    return Checked(planned.value, ordered((*home.diagnostics, *catalogue.diagnostics, *planned.diagnostics)))


def choose_period(campaign: Campaign, asked: Period | None) -> Period:
    """The period asked for, else the latest that was collected."""
    return asked or campaigns.latest_period(campaign.folder)


def known_period(campaign: Campaign, asked: Period | None) -> Period:
    """The period asked for, else the latest that was collected or is kept."""
    from kokoq.periods import known_periods

    return asked or next(iter(known_periods(campaign)[-1:]), None) or campaigns.latest_period(campaign.folder)


def two_periods(campaign: Campaign, before: Period | None, after: Period | None) -> tuple[Period, Period]:
    """The periods asked for; by default the latest that is known and the one before it."""
    from kokoq.periods import known_periods

    known = known_periods(campaign) if before is None or after is None else ()
    later = after or next(iter(known[-1:]), None)
    earlier = before or next((period for period in reversed(known) if later is not None and period < later), None)
    if earlier is None or later is None:
        raise campaigns.no_period(campaign.folder, known)
    return earlier, later


def next_period(folder: Path) -> Period:
    """The period to hand out forms for: the one after the latest collected, else the present school year."""
    collected = campaigns.collected_periods(folder)
    if collected:
        return collected[-1].previous(-1)
    return _school_year(this_day())


def period_of(folder: Path, day: dt.date) -> Period:
    """The period of a day, of the kind that a campaign collects; a school year where it has collected nothing yet."""
    period = (campaigns.collected_periods(folder) or (_school_year(day),))[-1]
    while not period.start <= day <= period.end:
        period = period.previous(-1 if day > period.end else 1)
    return period


def _school_year(day: dt.date) -> Period:
    first = day.year if day.month >= 9 else day.year - 1
    return Period(f"{first}/{first + 1}")


def refuse_full(folder: Path) -> Path:
    """The folder, if nothing stands in it: forms there may hold somebody's answers (KQ911)."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        raise KokoqError(FILE_EXISTS.at(Cell(str(path))))
    return folder


@dataclass(frozen=True, slots=True)
class Trial:
    """The worked cases of some catalogues, run.

    ``faulty`` are the faults for which some were not read, ``too_little`` the catalogues that they cover too little.
    """

    verdicts: tuple[Verdict, ...]
    cover: Cover
    faulty: tuple[Diagnostic, ...]
    too_little: tuple[Diagnostic, ...]

    @property
    def failed(self) -> int:
        return sum(bool(verdict.faults) for verdict in self.verdicts)

    @property
    def besides(self) -> tuple[Diagnostic, ...]:
        """What is found and is not of a case that was run."""
        return ordered((*self.faulty, *self.too_little))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        faults = (fault for verdict in self.verdicts for fault in verdict.faults)
        return ordered((*faults, *self.besides))


def try_cases(paths: Iterable[Path], *, at_least: float | None) -> Trial:
    """Run the worked cases of catalogues and campaigns; where there is none at all, nothing was tested (KQ904).

    Cases that cannot be read are faults, and the others are run; any other fault of the definitions stops the run.
    """
    from kokoq.assess.cases import judge_cases
    from kokoq.assess.cover import Cover, cover
    from kokoq.cli.checking import printer

    verdicts: list[Verdict] = []
    items: list[Item] = []
    faulty: list[Diagnostic] = []
    too_little: list[Diagnostic] = []
    for path in paths:
        checked = _check_path(path)
        errors = [d for d in checked.diagnostics if d.severity is Severity.ERROR]
        of_cases = [d for d in errors if isinstance(d.where, Span) and Path(d.where.file).parent.name == CASES]
        if len(of_cases) < len(errors) or (checked.value is None and not errors):
            raise FaultyDefinitions(checked.diagnostics)
        faulty += of_cases
        own = tuple(judge_cases(checked.value, shown=printer(checked.value))) if checked.value else ()
        if not own and not of_cases:
            raise KokoqError(NOTHING_CHECKED.at(Cell(str(path))))
        if checked.value is None:
            continue
        covered = cover(checked.value, own)
        if at_least is not None and covered.percent < at_least:
            at = checked.value.catalogue.at
            too_little.append(CASES_COVER_LITTLE.at(at, covered=covered.percent_down, wanted=at_least))
        verdicts += own
        items += covered.items
    return Trial(tuple(verdicts), Cover(tuple(items)), tuple(faulty), tuple(too_little))


def _check_path(path: Path) -> Checked[Plan | None]:
    if (path / CAMPAIGN_FILE).is_file():
        settings = load_settings(path)
        if settings.value is None or settings.failed:
            return Checked(None, seen_from_here(settings.diagnostics, path))
        return load_plan(settings.value.catalogue, beside=path)
    if (path / CATALOGUE_FILE).is_file() or not path.exists():
        return load_plan(str(path), beside=Path())
    raise KokoqError(NOTHING_CHECKED.at(Cell(str(path))))
