"""A campaign: the organisations, how their spreadsheets are read, and the settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kokoq.diagnostics import Span
from kokoq.model.catalogues import SeverityOverride
from kokoq.model.indicators import Level
from kokoq.model.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A school or kindergarten; ``excluded`` is the reason why it is not monitored.

    ``computed`` are the clusters that it was found to belong to: the name of the clustering, the cluster.
    """

    id: str
    title: str
    type: str
    short: str = ""
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()  # its numbers in registers: ОКПО, ИНН, ОГРН
    tags: frozenset[str] = frozenset()
    municipality: str = ""
    region: str = ""
    cluster: str = ""
    computed: tuple[tuple[str, str], ...] = ()
    opened: dt.date | None = None
    closed: dt.date | None = None
    successor: str = ""
    excluded: str = ""  # the reason, where the organisation is not monitored (R026)

    @property
    def names(self) -> frozenset[str]:
        """Everything that a scope may ask of this organisation."""
        return self.tags | {self.type}

    def is_expected(self, period: Period) -> bool:
        """Whether it has to submit for the period: monitored, and at work on its last day."""
        opened = self.opened is None or self.opened <= period.end
        closed = self.closed is not None and self.closed < period.end
        return opened and not closed and not self.excluded


class Sentinel(StrEnum):
    """What a word in a cell («-», «нет», «н/д») stands for, where a campaign says otherwise than kokoq does."""

    ZERO = "zero"
    BLANK = "blank"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpivot:
    """Columns of one kind side by side → rows: ``columns`` maps a header to the code of ``key`` that it stands for.

    ``fields`` maps the sub headers to fields; "" is the column itself, where it has no sub header.
    """

    key: str
    columns: Mapping[str, str]
    fields: Mapping[str, str]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every column as ``columns`` of a mapping would name it."""
        return tuple(f"{column}|{sub}" if sub else column for column in self.columns for sub in self.fields)

    def under(self, path: str) -> tuple[str, str] | None:
        """The header of one code under which (or over which) a column stands, and its sub header; None for others."""
        for header in self.columns:
            if path.startswith(f"{header}|"):
                return header, path.removeprefix(f"{header}|")
            if path.endswith(f"|{header}"):
                return header, path.removesuffix(f"|{header}")
        return None


@dataclass(frozen=True, slots=True)
class Pivot:
    """What is asked stands in the rows of one column and the answers in another: ``fields`` maps its texts to fields.

    A text that maps to ``ignore`` is known and not read.
    """

    name: str
    value: str
    fields: Mapping[str, str]


class Owner(StrEnum):
    """Where a spreadsheet says whose its rows are, if no column with a header does."""

    SHEET = "sheet"
    FILE = "file"
    TITLE = "title"
    SECTION = "section"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMapping:
    """How a spreadsheet that is not our form gives the rows of one table.

    ``files`` and ``sheet`` are patterns (``*``, ``?``); ``header`` are texts that stand in the header row; ``columns``
    maps «Header» or «Header|Sub header» to ``organisation``, a key, a field or ``ignore``; rows in which a column of
    ``skip`` holds one of its texts are left out; ``values`` maps texts of a field or key to codes of its dictionary.
    ``header_rows`` is 0 where the columns tell how deep the header is; headers are looked for below the first row of
    which a cell begins with a text of ``after``, and a row that so begins with a text of ``until`` ends what is read;
    ``constants`` are keys and symbols that are the same in every row and stand in no column.
    ``owner`` is where the organisation stands, if in no column of ``columns``; ``turned`` tells that rows stand for
    what is asked and columns for organisations: the table is read as if it lay on its side.
    """

    table: str
    at: Span
    files: tuple[str, ...]
    sheet: str = "*"
    header: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    header_rows: int = 0
    after: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    unpivot: Unpivot | None = None
    pivot: Pivot | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    owner: Owner | None = None
    turned: bool = False
    places: Mapping[str, Span] = field(default_factory=dict)  # «columns.Предмет», «values.subject.Русский яз.»

    @property
    def paths(self) -> tuple[str, ...]:
        """Every declared column, also those that become rows and those that name what is asked."""
        named = (self.pivot.name, self.pivot.value) if self.pivot else ()
        return (*self.columns, *(self.unpivot.paths if self.unpivot else ()), *named)

    @property
    def targets(self) -> tuple[str, ...]:
        """What the columns answer: the organisation, keys and fields."""
        more = (self.unpivot.key, *self.unpivot.fields.values()) if self.unpivot else ()
        named = self.pivot.fields.values() if self.pivot else ()
        return (*self.columns.values(), *more, *named, *self.constants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """The one that organisations belong to unless their list says otherwise."""

    id: str = "municipality"
    title: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A campaign's ``kokoq.yaml``.

    ``catalogue`` is a shipped name or a folder and ``organisations`` a file, both relative to the campaign folder;
    "" means any ``organisations.*``. ``groups`` are columns of the organisations (cluster, type) or tags. ``cells``
    has lower-case words. ``min_group`` is the least number of persons of whom a public report speaks.
    ``benchmarks`` is a file with values of others, relative to the campaign folder.
    """

    at: Span
    catalogue: str
    title: str = ""
    language: str = "ru"
    organisations: str = ""
    municipality: Municipality = field(default_factory=Municipality)
    levels: tuple[Level, ...] = tuple(Level)
    groups: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    minimum_coverage: Decimal | None = None
    min_group: int = 5
    benchmarks: str = ""
    cells: Mapping[str, Sentinel] = field(default_factory=dict)
    sources: Mapping[str, SourceMapping] = field(default_factory=dict)
    severity: Mapping[str, SeverityOverride] = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict)  # «groups.cluster»


Progress = Callable[[str, int, int], None]
"""Told the stage (read, compute, write), how many of its steps are done, and of how many."""
