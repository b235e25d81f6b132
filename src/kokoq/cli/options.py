"""Options and arguments that several commands share: one name means one thing everywhere."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kokoq.cli.failures import AskedBack
from kokoq.cli.spoken import LANGUAGES
from kokoq.diagnostics import Cell, KokoqError
from kokoq.rules import BAD_PERIOD

if TYPE_CHECKING:
    from kokoq.model import Period

FORMATS = ("csv", "json", "parquet", "xlsx", "md")
FINDINGS_FORMATS = ("text", "json", "github", "sarif", "junit")
FOLDER = click.Path(path_type=Path)


class OutputType(click.Path):
    """Where a command writes: never among what the schools have sent."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        from kokoq.outputs import apart_from_collected

        return apart_from_collected(Path(str(super().convert(str(value), param, ctx))))


OUTPUT = OutputType()


class PeriodType(click.ParamType["Period"]):
    """A period as people write it."""

    name = "period"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        from kokoq.model import Period

        try:
            return value if isinstance(value, Period) else Period.parse(str(value))
        except ValueError as error:
            raise KokoqError(BAD_PERIOD.at(Cell("--period"), found=str(value))) from error


class FormatsType(click.ParamType["tuple[str, ...]"]):
    """Names of formats separated by commas."""

    name = "formats"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        names = tuple(name.strip().lower() for name in str(value).split(",") if name.strip())
        unknown = [name for name in names if name not in FORMATS]
        if unknown or not names:
            self.fail(", ".join(unknown), param, ctx)
        return names


class RuleCodes(click.ParamType["tuple[str, ...]"]):
    """Beginnings of rules' codes, separated by commas: ``KQ2``, ``KQ205,KQ122``."""

    name = "codes"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        from kokoq.rules import RULES

        if isinstance(value, tuple):
            return value
        codes = tuple(code.strip().upper() for code in str(value).split(",") if code.strip())
        unknown = [code for code in codes if not any(rule.startswith(code) for rule in RULES)]
        if unknown or not codes:
            self.fail(", ".join(unknown), param, ctx)
        return codes


class PageFormat(click.Choice[str]):
    """How a page is printed; Markdown may be called by its full name, too."""

    def __init__(self) -> None:
        super().__init__(["text", "md", "json"])

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        return super().normalize_choice("md" if choice == "markdown" else choice, ctx)


class DateType(click.ParamType["dt.date"]):
    """A day: ``2021-07-20`` or ``20.07.2021``."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        try:
            day = value if isinstance(value, dt.date) else _day(str(value))
        except ValueError:
            self.fail(str(value), param, ctx)
        return day if 1900 <= day.year < 2200 else self.fail(str(value), param, ctx)


def _day(text: str) -> dt.date:
    parts = text.split(".")
    return dt.date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else text)


def _seen_from_here(ctx: click.Context, param: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """The paths as seen from the current folder: so findings name files that editors and code reviews know."""
    return tuple(_relative(path) if path.is_absolute() else path for path in paths)


def _relative(path: Path) -> Path:
    try:
        return Path(os.path.relpath(path))
    except ValueError:
        return path  # on another drive of Windows


def _folder_and_no_period(ctx: click.Context, param: click.Parameter, path: Path) -> Path:
    """The folder of a campaign; a period in its place is asked back, unless a folder is called so."""
    from kokoq.model import Period

    if path.exists() or not Period.is_one(path.as_posix()):
        return path
    named = any(each.name == "period" for each in ctx.command.params)
    raise AskedBack("period_for_folder" if named else "period_before_folder", period=path.as_posix())


lang_option = click.option("--lang", type=click.Choice(LANGUAGES), expose_value=False)
campaign_argument = click.argument("campaign", type=FOLDER, default=Path(), callback=_folder_and_no_period)
campaign_option = click.option("--campaign", "campaign", type=FOLDER, default=Path())
period_option = click.option("--period", type=PeriodType())
out_option = click.option("--out", type=OUTPUT)
formats_option = click.option("--formats", type=FormatsType(), default="csv,xlsx,md")
findings_option = click.option("--findings", type=OUTPUT)
catalogue_option = click.option("--catalogue")
jobs_option = click.option("--jobs", type=click.IntRange(min=1))
format_option = click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text")
page_format_option = click.option("--format", "output_format", type=PageFormat(), default="text")
findings_format_option = click.option("--format", "output_format", type=click.Choice(FINDINGS_FORMATS), default="text")
paths_argument = click.argument("paths", type=FOLDER, nargs=-1, callback=_seen_from_here)
