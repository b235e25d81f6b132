"""What «заполнено 37 из 42» counts, in a form while it is typed into and in every report of what was collected.

A question is one cell. A table with keys asks for every cell that its rows offer, a list of records for one answer:
that it was begun. A cell is filled where anything is typed, «н/д» and what cannot be read included: that is told
beside. A row that nobody began is no gap once another one is (nobody took that subject); a table that nobody began
lacks all.
"""

from __future__ import annotations

from collections.abc import Mapping

from kokoq.collect.layout import from_sources
from kokoq.model import Catalogue, Settings


def answered(offered: int, begun: int, typed: int) -> int:
    """The cells of a table that count as filled; ``begun`` are those of begun rows, ``typed`` those with an entry."""
    return offered - begun + typed if typed else 0


def item_of(field: str, catalogue: Catalogue) -> str:
    """What a field is counted under: itself, or the list whose records have it."""
    table = catalogue.tables.get(catalogue.fields[field].table)
    return table.id if table is not None and table.records else field


def offered(catalogue: Catalogue, settings: Settings) -> Mapping[str, int]:
    """How many cells each item asks for, the same of whoever submitted and who did not.

    Lists that come from declared sources ask nothing of anybody: who has no persons in them is no gap.
    """
    elsewhere, found = from_sources(settings, catalogue), dict[str, int]()
    for field in catalogue.fields.values():
        table = catalogue.tables.get(field.table)
        if table is None:
            found[field.id] = 1
        elif table.records:
            found[table.id] = int(table.id not in elsewhere)
        else:
            found[field.id] = sum(table.asks(field, codes) for codes in table.rows)
    return found
