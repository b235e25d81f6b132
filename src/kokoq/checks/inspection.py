"""What a check looks at: one period of what was collected, its rows by table, and the period before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kokoq.checks.figures import Figures, figures
from kokoq.compute.rows import Bools, Rows
from kokoq.compute.stage import Stage
from kokoq.diagnostics import Cell
from kokoq.model import PLAIN, Field, Organisation, Period, Settings
from kokoq.observations import Observations
from kokoq.plan import Plan


@dataclass(frozen=True)
class Inspection:
    """One period. Rows of the plain table are one per base unit; ``earlier`` is None where it was not collected.

    ``apart`` says that organisations are held against others of their municipality alone.
    """

    stage: Stage
    settings: Settings
    earlier: Inspection | None = None
    apart: bool = False

    @property
    def plan(self) -> Plan:
        return self.stage.plan

    @property
    def observations(self) -> Observations:
        return self.stage.observations

    @property
    def period(self) -> Period:
        return self.stage.period

    @property
    def tables(self) -> Iterator[str]:
        """The tables that were collected, the plain one first."""
        return (table for table in (PLAIN, *self.plan.catalogue.tables) if table in self.observations.tables)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the base units: organisations, then municipalities."""
        return tuple(self.stage.units.index)

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """Those that are monitored: the first of the base units."""
        return self.stage.units.organisations

    @property
    def circles(self) -> tuple[str, ...]:
        """Of every organisation, what it shares with those that it is held against: a municipality, "" for all."""
        return tuple(o.municipality if self.apart else "" for o in self.organisations)

    @cached_property
    def figures(self) -> Figures:
        """The numbers of every unit side by side."""
        return figures(self.stage)

    def rows(self, table: str) -> Rows:
        return self.stage.rows(table)

    def fields(self, table: str) -> Iterator[Field]:
        """The fields of a table."""
        return (field for field in self.plan.catalogue.fields.values() if field.table == table)

    def ref(self, table: str, field: str, row: int) -> int:
        """The packed cell of a value."""
        return self.rows(table).ref(field, row)

    def cells(self, refs: Iterable[int]) -> tuple[Cell, ...]:
        """The places of packed cells, each once, those without a file left out."""
        found = (self.observations.cell(ref) for ref in refs)
        return tuple(dict.fromkeys(cell for cell in found if cell is not None))

    def file(self, unit: str) -> Cell:
        """Where the unit's form is, for what has no cell."""
        return Cell(self._files.get(unit, ""))

    @cached_property
    def _files(self) -> Mapping[str, str]:
        """The first file of every unit that sent one."""
        sent = (s for s in reversed(self.observations.submissions) if s.period == self.period.text)
        return {submission.unit: submission.files[0] for submission in sent if submission.files}


def positions(holds: Bools) -> list[int]:
    """Where it holds."""
    return [int(position) for position in np.flatnonzero(holds)]
