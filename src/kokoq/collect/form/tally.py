"""What «заполнено 37 из 42» counts, in a form while it is typed into and in every report of what was collected.

A question is one cell. A table with keys asks for every cell that its rows offer, whether it has a sheet of its own or
is asked as questions; a list of records for one answer: that it was begun. A cell is filled where an answer stands that
can be used; «не применимо» is one. «н/д» is an answer and no figure: neither filled nor missing, it is counted beside.
What cannot be read, or cannot be, is missing, as what is blank. A row that nobody began is no gap once another one is
filled (nobody took that subject); where all that a table says is «н/д», its other rows are without data, too.

What comes from declared sources asks nothing of anybody: no form has it, and whom an
export lacks is a matter of the results («сдали n из N»).

A form is stricter than the reader: «9 чел.» is read, and still asked to be typed as 9. Nothing else differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kokoq.collect.form.layout import from_sources
from kokoq.model import Catalogue, Settings


class Tallied(NamedTuple):
    """Cells that are filled, those that say that there are no data, and all that are asked."""

    filled: int
    no_data: int
    asked: int


def together(parts: Iterable[Tallied]) -> Tallied:
    """The sum of several counts."""
    filled = no_data = asked = 0
    for part in parts:
        filled, no_data, asked = filled + part.filled, no_data + part.no_data, asked + part.asked
    return Tallied(filled, no_data, asked)


def answered(offered: int, begun: int, *, filled: int, no_data: int) -> Tallied:
    """Of the ``offered`` cells of a table, of which ``begun`` are those of begun rows, what counts as answered."""
    rest = offered - begun
    if filled:
        return Tallied(filled + rest, no_data, offered)
    return Tallied(0, no_data + rest if no_data else 0, offered)


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
