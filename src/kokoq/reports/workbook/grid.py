"""The columns that the matrices share: municipalities, then organisations, in the same place on every such sheet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from kokoq.compute.levels import base_units
from kokoq.model import Level, Organisation
from kokoq.reports.facts import Facts
from kokoq.reports.tables.matrices import unit_title
from kokoq.reports.workbook.book import Page
from kokoq.reports.workbook.worksheet import LETTERS

STRIP = 9  # so many organisations on one printed sheet
CODE, TITLE, UNIT, FIRST = 0, 1, 2, 3
NUMBERS, NAMES, BODY = 2, 3, 4
"""Rows: the numbers of the organisations, their names, the first line of the body."""


@dataclass(frozen=True)
class Grid:
    """The base units of the campaign and their columns; organisations are numbered from 1."""

    municipalities: tuple[str, ...]
    organisations: tuple[Organisation, ...]
    titles: tuple[str, ...]

    @cached_property
    def units(self) -> tuple[str, ...]:
        return (*self.municipalities, *(o.id for o in self.organisations))

    @cached_property
    def columns(self) -> dict[str, int]:
        """Base unit → column. A municipality and an organisation of the same id would be one unit."""
        return {unit: FIRST + place for place, unit in enumerate(self.units)}

    @cached_property
    def letters(self) -> dict[str, str]:
        return {unit: LETTERS[column] for unit, column in self.columns.items()}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Organisation → its number."""
        return {o.id: number for number, o in enumerate(self.organisations, start=1)}

    @property
    def last(self) -> int:
        return FIRST + len(self.units) - 1

    @property
    def first_organisation(self) -> int:
        return FIRST + len(self.municipalities)

    def head(
        self,
        page: Page,
        title: str,
        note: str,
        columns: tuple[str, str, str],
        *,
        numbered: bool = False,
        least: int = 0,
        wide: tuple[float, float] = (13, 46),
        strip: int = STRIP,
    ) -> None:
        """Title, note and names; the inputs alone number the organisations. The column ``least`` is printed anyway.

        Code and title are so ``wide``; so many organisations make a ``strip``.
        """
        page.title(title, note)
        for column in (CODE, TITLE, UNIT):
            page.text(NAMES, column, columns[column], "header_left" if column == TITLE else "header")
        for place, (unit, name) in enumerate(zip(self.units, self.titles, strict=True)):
            if numbered and unit in self.numbers:
                page.number(NUMBERS, FIRST + place, self.numbers[unit], "number_header")
            page.text(NAMES, FIRST + place, name, "turned")
        longest = max((len(name) for name in self.titles), default=0)
        page.height(NAMES, min(88, 20 + 4 * longest))
        page.widths(*wide, 6.5, *(8.1 for _ in self.units))
        page.frozen(BODY, FIRST, repeat=(NUMBERS, NAMES))
        page.strips(FIRST, self.breaks(strip), max(self.last, least))

    def band(self, page: Page, row: int, title: str) -> None:
        """A heading across the matrix."""
        page.band(row, title, self.last)

    def breaks(self, strip: int = STRIP) -> tuple[int, ...]:
        """Where a printed sheet ends, if one does not hold all: at another type where there are enough of each.

        Those of few types stand together: a sheet for each would be a sheet for one organisation.
        """
        others = (self.columns[b.id] for a, b in pairwise(self.organisations) if a.type != b.type)
        sizes = list[int]()
        for first, end in pairwise((FIRST, *others, self.last + 1)):
            n = -(-(end - first) // strip)
            for place in range(n):
                size = (end - first) * (place + 1) // n - (end - first) * place // n
                if sizes and sizes[-1] + size <= strip:
                    sizes[-1] += size
                else:
                    sizes.append(size)
        return tuple(accumulate(sizes[:-1], initial=FIRST))[1:]


def grid(facts: Facts) -> Grid:
    """The grid of the monitored organisations."""
    of = facts.assessment
    places = (o.municipality for o in of.organisations if not o.excluded)
    units = base_units(facts.monitored, facts.catalogue, of.settings, places)
    titles = [unit_title(facts, Level.MUNICIPALITY, m) for m in units.municipalities]
    if len(titles) == 1:
        titles = [facts.language.say("workbook.column.municipality")]
    titles += [o.short or o.title for o in units.organisations]
    return Grid(units.municipalities, units.organisations, tuple(titles))
