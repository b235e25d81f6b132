"""What «заполнено 37 из 42» counts, in a form while it is typed into and in every report of what was collected.

A question is one cell. A table with keys asks for every cell that its rows offer, whether it has a sheet of its own or
is asked as questions; a list of records for one answer: that it was begun. A cell is filled where an answer stands that
can be used; «не применимо» is one. «н/д» is an answer and no figure: neither filled nor missing, it is counted beside.
What cannot be read, or cannot be, is missing, as what is blank. Of a table that was begun only the rows that were begun
are asked for: one left blank as a whole may be of a subject that nobody took, and neither a gap nor an answer. How many
answers lie in such rows is counted beside, and told wherever it is told how much is filled.

What comes from declared sources asks nothing of anybody: no form has it, and whom an
export lacks is a matter of the results («сдали n из N»).

A form is stricter than the reader: «9 чел.» is read, and still asked to be typed as 9, «9 мая 2021» as 09.05.2021.
Nothing else differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kokoq.collect.form.layout import from_sources
from kokoq.model import Catalogue, Settings


class Tallied(NamedTuple):
    """Cells that are filled, those that say that there are no data, all that are asked; beside, those of blank rows."""

    filled: int
    no_data: int
    asked: int
    blank: int = 0


def together(parts: Iterable[Tallied]) -> Tallied:
    """The sum of several counts."""
    every = tuple(parts)
    return Tallied(*map(sum, zip(*every, strict=True))) if every else Tallied(0, 0, 0)


def of_table(offered: int, begun: int, *, filled: int, no_data: int) -> Tallied:
    """What counts of the ``offered`` cells of a table, of which ``begun`` are those of begun rows."""
    asked = begun or offered
    return Tallied(filled, no_data, asked, offered - asked)


def item_of(field: str, catalogue: Catalogue) -> str:
    """What a field is counted under: itself, or the list whose records have it."""
    table = catalogue.tables.get(catalogue.fields[field].table)
    return table.id if table is not None and table.records else field


def offered(catalogue: Catalogue, settings: Settings) -> Mapping[str, int]:
    """How many cells of a form each item asks for, the same of whoever submitted and who did not."""
    elsewhere, found = from_sources(settings, catalogue), dict[str, int]()
    for field in catalogue.fields.values():
        table = catalogue.tables.get(field.table)
        item = item_of(field.id, catalogue)
        if elsewhere & {field.id, field.table}:
            found[item] = 0
        elif table is None or table.records:
            found[item] = 1
        else:
            found[item] = sum(table.asks(field, codes) for codes in table.rows)
    return found
